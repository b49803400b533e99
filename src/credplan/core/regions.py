"""The regions a learner can name: ISO 3166 codes, with countries and the United States' states by their names too.

Of other countries' subdivisions only the country is known here: ``CA-ON`` is as good as ``CA-XX``.
"""

from __future__ import annotations

import re

REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_USUAL = {"USA": "US", "UNITED STATES OF AMERICA": "US", "UK": "GB", "GREAT BRITAIN": "GB"}

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
    """The region code for ``US-TX``, ``us-tx``, ``TX``, ``Texas``, ``CA-ON`` or ``Germany``; else `ValueError`.

    Two letters alone are read as a state of the United States where there is one (``CA`` is California), because
    that is what learners type; another country is written by its name, with a subdivision (``CA-ON``), or as a code
    that no state has.
    """
    from credplan.core.countries import COUNTRIES

    words = " ".join(text.split())
    code = words.upper()
    if code in US_STATES:
        return f"US-{code}"
    code = _USUAL.get(code, code)
    for names, prefix in ((US_STATES, "US-"), (COUNTRIES, "")):
        for ident, name in names.items():
            if name.upper() == code:
                return f"{prefix}{ident}"
    if not is_region(code):
        raise ValueError(f"no state or country is known as {words!r}")
    return code


def is_region(code: str) -> bool:
    """Whether a code is a country's or, of the United States, a state's; whatever else follows a country passes."""
    from credplan.core.countries import COUNTRIES

    country, _, inner = code.partition("-")
    known = country in COUNTRIES and (country != "US" or not inner or inner in US_STATES)
    return known and bool(REGION.fullmatch(code))


def country_too(text: str) -> str:
    """The name of the country whose code ``text`` is, where `parse_region` takes it for a state; else empty."""
    from credplan.core.countries import COUNTRIES

    code = text.strip().upper()
    return COUNTRIES.get(code, "") if code in US_STATES and COUNTRIES.get(code) != US_STATES[code] else ""


def region_names() -> dict[str, str]:
    """Every name and code that can be written, with the code that it means: for what was mistyped."""
    from credplan.core.countries import COUNTRIES

    states = {name: f"US-{code}" for code, name in US_STATES.items()}
    return {name: code for code, name in COUNTRIES.items()} | states | {code: code for code in states.values()}


def region_name(code: str) -> str:
    """``Texas (US-TX)``, ``Germany (DE)``, ``CA-ON (Canada)``; the code itself where nothing is known of it."""
    from credplan.core.countries import COUNTRIES

    country, _, inner = code.partition("-")
    if country == "US" and inner in US_STATES:
        return f"{US_STATES[inner]} ({code})"
    if country not in COUNTRIES:
        return code
    return f"{code} ({COUNTRIES[country]})" if inner else f"{COUNTRIES[country]} ({code})"
