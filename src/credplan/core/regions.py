"""The regions a learner can name: ISO 3166-2 codes, with the United States' by their usual names too."""

from __future__ import annotations

import re

REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

US_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
    "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
    "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
    "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia",
    "WI": "Wisconsin", "WY": "Wyoming", "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico", "VI": "U.S. Virgin Islands",
}  # fmt: skip


def parse_region(text: str) -> str:
    """The region code for ``US-TX``, ``us-tx``, ``TX`` or ``Texas``; ``ValueError`` for anything else.

    Two letters alone are read as a state of the United States where there is one (``CA`` is California), because
    that is what learners type; another country is written in full, ``CA-ON``, or as a code that no state has.
    """
    words = " ".join(text.split())
    code = words.upper()
    if code in ("USA", "UNITED STATES"):
        return "US"
    if code in US_STATES:
        return f"US-{code}"
    for state, name in US_STATES.items():
        if name.upper() == code:
            return f"US-{state}"
    if not REGION.fullmatch(code) or (code.startswith("US-") and code[3:] not in US_STATES):
        raise ValueError(f"expected a state or region such as TX, Texas or US-TX, got {text!r}")
    return code


def region_name(code: str) -> str:
    """``Texas (US-TX)`` for a state, else the code itself."""
    country, _, state = code.partition("-")
    return f"{US_STATES[state]} ({code})" if country == "US" and state in US_STATES else code
