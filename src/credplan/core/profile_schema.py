"""The profile's format as a JSON Schema (2020-12), for editors that complete and check TOML by one.

It is made from the types of `core.profile` and says what `core.profile_check` refuses, as far as a schema can say it;
docs/profile-format.md lists what it can't. Dates are strings here, as the editors' TOML readers hand them over.
"""

from __future__ import annotations

import datetime as dt
import types
import typing
from typing import Any

import msgspec

from credplan.core.model import Credit
from credplan.core.profile import (
    SCHEMA,
    Evidence,
    Goal,
    Holding,
    Job,
    KnownSkill,
    Learner,
    Profile,
    SavedDue,
    SavedPlan,
    SavedStep,
    Waiver,
)
from credplan.core.profile_check import (
    CREDENTIAL_ID,
    CURRENCY,
    LEAST_PACE,
    MAX_ENTRIES,
    MAX_NAME,
    MAX_NUMBER,
    MOST_PACE,
    SKILL_ID,
)
from credplan.core.regions import REGION
from credplan.core.study import KEPT as STUDY_TIME
from credplan.core.text import MAX_TEXT
from credplan.core.units import CENTS_PER_UNIT, MINUTES_PER_HOUR, Cents, Minutes

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DATE = "^(19[7-9][0-9]|2[01][0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_ZERO = r"-?0{1,12}(\.0{0,4})?"
# At most twelve digits and four decimals are read, and none finer than a cent or a minute (a twentieth of an hour).
_CENTS = r"[0-9]{1,12}(\.[0-9]{0,2}0{0,2})?|\.[0-9](0{0,3}|[0-9]0{0,2})"
_HOURS = r"[0-9]{1,12}(\.([0-9]?|[0-9][05]0{0,2}))?|\.[0-9](|[05]0{0,2})"
_WEEK = (
    r"(0{0,11}[1-9]|0{0,10}[1-9][0-9]|0{0,9}(1[0-5][0-9]|16[0-7]))(\.([0-9]?|[0-9][05]0{0,2}))?"
    r"|0{0,9}168(\.0{0,4})?|0{0,12}\.([1-9](|[05]0{0,2})|050{0,2})"
)

_TEXTS: dict[str, str] = {
    "region": f"^({REGION.pattern})?$",
    "currency": f"^{CURRENCY.pattern}$",
    "sha256": "^([0-9a-f]{64})?$",
    "study_times": f"^({STUDY_TIME.pattern})$",
}
"""Patterns of keys that have one wherever they stand."""

_WORDS: dict[type, dict[str, str]] = {
    Profile: {
        "schema": "The version of this format.",
        "learner": "Who plans and what they can spend.",
        "goal": "Where you want to go; the first one is planned for.",
        "skill": "What you know, said by yourself: it saves preparation and proves nothing.",
        "credential": "One entry for each credential, whatever its state.",
        "waiver": "Requirements that you set aside; law never is.",
        "plan": "Plans that you kept: written by credplan plan --save.",
        "catalogs": 'The catalogs to plan with: "bundled" and TOML files or folders of your own, beside this file.',
    },
    Learner: {
        "name": "Your name, for what you print.",
        "hours_per_week": "Hours you can study in a week, such as 8 or 7.5; plans assume 8.",
        "pace_percent": "Your hours of study in per cent of the catalog's: 130 takes 30 % longer. Left out: 100.",
        "start": "The day you begin; a day that has passed means today.",
        "region": "Where you live, such as US-TX (ISO 3166-2): laws and some prices differ.",
        "birth_year": "For minimum ages only.",
        "education": "The highest you have finished.",
        "experience": "Paid work; without an end it is current.",
        "credit": "Academic credit that was granted to you.",
        "currency": "Of the budget and of plans: three letters.",
        "budget": "The most a plan may cost.",
        "hour_value": "What an hour of yours is worth, for plan --balanced.",
        "circumstances": "Such as student or veteran: they open prices and routes for such learners.",
        "study_times": "When in the week you study, such as Mon Wed 18:00-20:00: for calendars.",
    },
    Job: {
        "domain": "What kind of work, such as it or care.",
        "start": "The first day.",
        "end": "The last day; leave it out while it goes on.",
        "title": "What the job was called.",
    },
    Credit: {"n": "How many credits.", "level": "Such as undergraduate.", "programme": "What they count toward."},
    Goal: {"name": "A career or a credential, by name or id.", "by": "The day by which you want it."},
    KnownSkill: {"id": "As credplan search lists it, such as sql.", "level": "How well you know it."},
    Holding: {
        "id": "provider/name, as credplan search lists it.",
        "status": "Skipped ones are left out of every plan.",
        "earned": "The day of the award; only with status earned.",
        "expires": "The first day without it; left out: the usual rule from the day of the award.",
        "started": "The day you began.",
        "parts": "Ids of the parts that you have passed.",
        "hours_logged": "Hours you have worked on it.",
        "evidence": "Files that show it; they stay where they are.",
        "locked": "true: every plan has it.",
        "note": "Anything you want to remember.",
    },
    Evidence: {"file": "Where the file lies.", "sha256": "Its checksum: shows later whether it was changed."},
    Waiver: {
        "requirement": "A credential, part, skill or group, or: experience, education, age, credit.",
        "because": "Why; every plan prints it.",
        "of": "The credential or career that asks for it; left out: wherever it is asked.",
    },
    SavedPlan: {
        "name": "What you call it.",
        "goal": "The id of the career or credential.",
        "saved": "The day it was saved.",
        "also": "The ids of the further careers and credentials that it leads to.",
        "objective": "What it is the best in, such as cheapest.",
        "cost": "What it costs.",
        "currency": "Of its amounts.",
        "finish": "The day of its last award.",
        "catalog": "The version of the catalog it was made from.",
        "hours_per_week": "The hours a week that it counts with.",
        "step": "Its steps in order.",
        "due": "What is to be paid when.",
    },
    SavedStep: {
        "credential": "What is earned.",
        "route": "By which route.",
        "start": "The first day of work.",
        "finish": "The day of the award.",
        "cost": "What the step costs.",
        "work_ends": "The first day without work on it.",
        "passed": "The day of its exam; after it there is only waiting.",
    },
    SavedDue: {
        "date": "The day on which it is due.",
        "name": "What is paid.",
        "credential": "The step that it is for.",
        "cost": "How much; left out where nobody knows.",
    },
}


def profile_schema() -> dict[str, Any]:
    """The schema as plain JSON values, always the same."""
    return {
        "$schema": DIALECT,
        "title": "A credplan profile",
        "description": "What a learner holds, wants, and can spend. credplan profile check tells more than this can.",
        **_table(Profile),
        "$defs": {_name(kind): _table(kind) for kind in _WORDS if kind is not Profile},
    }


def _name(kind: type) -> str:
    return kind.__name__.lower()


def _table(kind: type) -> dict[str, Any]:
    fields = msgspec.structs.fields(kind)
    properties = {}
    for field in fields:
        found = {"description": _WORDS[kind][field.name], **_value(kind, field.name, field.type)}
        if isinstance(field.default, str | bool) and field.default != "":
            found["default"] = field.default
        properties[field.name] = found
    required = [field.name for field in fields if field.required]
    table: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        table["required"] = required
    if kind is Holding:
        # A date of earning says that it is earned, and no other state may stand beside it.
        table["dependentSchemas"] = {
            "earned": {"properties": {"status": {"const": "earned"}}, "required": ["status"]},
        }
    return table


def _value(kind: type, name: str, wanted: Any) -> dict[str, Any]:
    """The schema of one key's value; ``None`` has no form in TOML and is left away."""
    if isinstance(wanted, types.UnionType) or typing.get_origin(wanted) is typing.Union:
        wanted = next(a for a in typing.get_args(wanted) if a is not type(None))
    if typing.get_origin(wanted) is tuple:
        listed: dict[str, Any] = {
            "type": "array",
            "items": _value(kind, name, typing.get_args(wanted)[0]),
            "maxItems": MAX_ENTRIES,
        }
        return listed | ({"uniqueItems": True} if (kind, name) == (Holding, "parts") else {})
    if typing.get_origin(wanted) is typing.Literal:
        return {"enum": list(typing.get_args(wanted))}
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return {"$ref": f"#/$defs/{_name(wanted)}"}
    if wanted is bool:
        return {"type": "boolean"}
    if wanted is dt.date:
        return {"type": "string", "format": "date", "pattern": _DATE}
    if wanted in (Cents, Minutes):
        return _amount(wanted, name)
    if wanted is int:
        return _whole(name)
    return _text(kind, name)


def _amount(wanted: type, name: str) -> dict[str, Any]:
    """A number of units of money or of hours, bare or in quotes."""
    if name == "hours_per_week":
        # The spaces around a number are read away.
        return {
            "type": ["number", "string"],
            "exclusiveMinimum": 0,
            "maximum": 168,
            "pattern": rf"^\s*({_WEEK})\s*$",
        }
    scale = CENTS_PER_UNIT if wanted is Cents else MINUTES_PER_HOUR
    pattern = _CENTS if wanted is Cents else _HOURS
    return {
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": MAX_NUMBER // scale,
        "pattern": rf"^\s*({pattern}|{_ZERO})\s*$",
    }


def _whole(name: str) -> dict[str, Any]:
    if name == "schema":
        return {"type": "integer", "const": SCHEMA}
    if name == "pace_percent":
        return {"type": "integer", "minimum": LEAST_PACE, "maximum": MOST_PACE}
    if name == "birth_year":
        return {"type": "integer", "minimum": 1900, "maximum": 2199}
    return {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER}


def _text(kind: type, name: str) -> dict[str, Any]:
    limit = MAX_TEXT if name in ("note", "because") else 1000 if name == "file" else MAX_NAME
    found: dict[str, Any] = {"type": "string", "maxLength": limit}
    if name in _TEXTS:
        found["pattern"] = _TEXTS[name]
    elif name == "id":
        found["pattern"] = f"^{(CREDENTIAL_ID if kind is Holding else SKILL_ID).pattern}$"
    elif kind is Goal and name == "name":
        found["pattern"] = r"\S"
    return found
