"""Everything that can be wrong with a profile's values, found in one pass over what the TOML reader returned.

msgspec stops at the first wrong value; a learner who edits by hand wants all of them at once, in plain words. So
the values are walked along the types of `core.profile` here, and only what passes is converted.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec

from credplan.core.dates import EARLIEST, LATEST
from credplan.core.model import Credit
from credplan.core.profile import SCHEMA, Evidence, Goal, Holding, Job, KnownSkill, Learner, Profile, SavedPlan
from credplan.core.profile_said import (
    bare as _bare,
)
from credplan.core.profile_said import (
    dotted as _dotted,
)
from credplan.core.profile_said import (
    near as _near,
)
from credplan.core.profile_said import (
    quoted as _quoted,
)
from credplan.core.profile_said import (
    short as _short,
)
from credplan.core.profile_said import (
    shown as _shown,
)
from credplan.core.profile_said import (
    table_fix as _table_fix,
)
from credplan.core.profile_said import (
    where as _where,
)
from credplan.core.profile_words import (
    CHOICE_GUESSES,
    CURRENCY_GUESSES,
    EXAMPLES,
    KEY_GUESSES,
    MISSING_FIX,
    date_guess,
    region_guess,
)
from credplan.core.regions import REGION
from credplan.core.study import KEPT as STUDY_TIME
from credplan.core.study import kept, parse_study, study_of
from credplan.core.text import MAX_TEXT, safe_text
from credplan.core.toml_places import DecimalText, Path
from credplan.core.units import Cents, Minutes

CREDENTIAL_ID = re.compile(r"[a-z0-9.-]+/[a-z0-9.+-]+")
SKILL_ID = re.compile(r"[a-z0-9][a-z0-9.+#/-]*")
CURRENCY = re.compile(r"[A-Z]{3}")
MAX_NAME = 200
MAX_ENTRIES = 5000
MINUTES_A_WEEK = 7 * 24 * 60
MAX_NUMBER = 10**12
LEAST_PACE, MOST_PACE = 10, 1000
"""Per cent of the catalog's hours that a learner may say to take."""


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong: where in the values, what, and what would most likely put it right."""

    path: Path
    what: str
    fix: str = ""


def inert(value: Any) -> Any:
    """``value`` with every string and key in it made safe to print; over-long text is left long, to be reported."""
    match value:
        case DecimalText():
            return value
        case str():
            return safe_text(value, max(len(value), 1))
        case dict():
            return {safe_text(str(k), MAX_NAME): inert(v) for k, v in value.items()}
        case list():
            return [inert(v) for v in value]
    return value


def check(data: Mapping[str, Any]) -> list[Problem]:
    """All problems of a profile's plain values, in the order of the types; empty when `to_profile` will succeed."""
    schema = data.get("schema", SCHEMA)
    if isinstance(schema, int) and not isinstance(schema, bool) and schema < 1:
        return [Problem(("schema",), f"schema {schema} was never in use", f"write: schema = {SCHEMA}")]
    found: list[Problem] = []
    _table(data, Profile, (), found)
    return found


def to_profile(data: Mapping[str, Any]) -> Profile:
    """The profile that checked values stand for.

    Raises:
        ValueError: a value is wrong after all; `check` says which.

    """
    try:
        return msgspec.convert(data, Profile, dec_hook=_decode)
    except msgspec.ValidationError as problem:
        raise ValueError(str(problem)) from None


def readable_part(data: Mapping[str, Any]) -> dict[str, Any]:
    """What this program understands of a profile from a newer one: every key it can't read is left out.

    Such a profile may be planned from but is never written, so nothing is lost.
    """
    kept: dict[str, Any] = dict(data)
    for _ in range(1000):
        problems = check(kept)
        if not problems:
            return kept
        # Deepest and last first, so that removing one list entry does not move the next.
        for problem in sorted(problems, key=lambda p: [_order(k) for k in p.path], reverse=True):
            kept = _without(kept, problem.path) or {}
    return {}


def _order(key: str | int) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, key)


def _without(value: Any, path: Path) -> Any:
    """``value`` less what stands at ``path``; ``None`` when it is no use as a whole (a required key is missing)."""
    key, rest = path[0], path[1:]
    if isinstance(value, dict):
        if key not in value:
            return None
        inner = _without(value[key], rest) if rest else None
        return {k: inner if k == key else v for k, v in value.items() if k != key or inner is not None}
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        inner = _without(value[key], rest) if rest else None
        return [inner if i == key else v for i, v in enumerate(value) if i != key or inner is not None]
    return value


def _decode(kind: type, value: Any) -> Any:
    if kind in (Cents, Minutes):
        return kind.parse(value)
    raise NotImplementedError(kind)


# --- the walk ---------------------------------------------------------------------------------------------------


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, tuple[Any, bool]]:
    """Key -> (type without ``None``, required) of a table."""
    return {f.name: (_plain_type(f.type), f.required) for f in msgspec.structs.fields(kind)}


def _plain_type(kind: Any) -> Any:
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return next(a for a in typing.get_args(kind) if a is not type(None))
    return kind


def _table(value: Any, kind: type[msgspec.Struct], path: Path, found: list[Problem]) -> None:
    if not isinstance(value, Mapping):
        name = _dotted(path)
        if isinstance(value, list):
            found.append(
                Problem(path, f"{name} is one table, not a list", f"write [{name}] with single brackets, once")
            )
        else:
            found.append(Problem(path, f"expected a table with keys, got {_shown(value)}", _table_fix(path)))
        return
    fields = _fields(kind)
    before = len(found)
    for key, item in value.items():
        if key in fields:
            _value(item, fields[key][0], (*path, key), found)
        else:
            found.append(_unknown(key, kind, path))
    found.extend(
        Problem((*path, key), f"{key!r} is missing in {_where(path)}", MISSING_FIX.get(key, f"add a line: {key} = …"))
        for key, (_, required) in fields.items()
        if required and key not in value
    )
    if kind in _RULES:
        # A rule looks only at keys that are right by themselves, so that one mistake is never told twice.
        wrong = {p.path[len(path)] for p in found[before:] if len(p.path) > len(path)}
        sound = {k: v for k, v in value.items() if k not in wrong}
        if kind is Holding and "status" not in value:
            sound["status"] = "planned"
        found.extend(Problem((*path, *at), what, fix) for at, what, fix in _RULES[kind](sound))


def _value(value: Any, kind: Any, path: Path, found: list[Problem]) -> None:
    origin = typing.get_origin(kind)
    if origin is tuple:
        _list(value, typing.get_args(kind)[0], path, found)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        _table(value, kind, path, found)
    else:
        problem = _leaf(value, kind, origin, str(path[-1]) if isinstance(path[-1], str) else str(path[-2]))
        if problem is not None:
            found.append(Problem(path, *problem))


def _list(value: Any, kind: Any, path: Path, found: list[Problem]) -> None:
    of_tables = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    name = _dotted(path)
    if not isinstance(value, list):
        if of_tables:
            fix = f"write [[{name}]] with double brackets, once for each entry"
            found.append(Problem(path, f"{name!r} is a list of entries, not {_shown(value)}", fix))
        else:
            fix = f"write: {path[-1]} = [{_quoted(value)}]"
            found.append(Problem(path, f"expected a list in square brackets, got {_shown(value)}", fix))
        return
    if len(value) > MAX_ENTRIES:
        found.append(Problem(path, f"{len(value):,} entries; at most {MAX_ENTRIES:,} are read"))
        return
    for index, item in enumerate(value):
        _value(item, kind, (*path, index), found)
    if kind in _UNIQUE:
        _duplicates(value, kind, path, found)


def _duplicates(entries: list[Any], kind: Any, path: Path, found: list[Problem]) -> None:
    keys = _UNIQUE[kind]
    seen: dict[tuple[Any, ...], int] = {}
    for index, entry in enumerate(entries):
        if not isinstance(entry, Mapping) or not isinstance(entry.get(keys[0]), str):
            continue
        identity = tuple(str(entry.get(k, "")).casefold() for k in keys)
        if identity in seen:
            first = entries[seen[identity]][keys[0]]
            what = f"{_dotted(path)} {first!r} is there twice (entries {seen[identity] + 1} and {index + 1})"
            found.append(Problem((*path, index, keys[0]), what, "keep one of the two and delete the other"))
        else:
            seen[identity] = index


# --- single values ----------------------------------------------------------------------------------------------

Found = tuple[str, str] | None
"""What is wrong with one value, and the fix."""


def _leaf(value: Any, kind: Any, origin: Any, key: str) -> Found:
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        return "the number is far too large", ""
    if origin is typing.Literal:
        return _choice(value, typing.get_args(kind), key)
    if kind is str:
        return _text(value, key)
    if kind is bool:
        return (
            None
            if isinstance(value, bool)
            else (f"expected true or false, got {_shown(value)}", f"write: {key} = true")
        )
    if kind is dt.date:
        return _date(value, key)
    if kind in (Cents, Minutes):
        return _amount(value, kind, key)
    return _whole(value, key)


def _choice(value: Any, allowed: tuple[str, ...], key: str) -> Found:
    if value in allowed and isinstance(value, str):
        return None
    choices = f"{key} is one of: {', '.join(allowed)}"
    if not isinstance(value, str):
        return f"{key} can't be {_shown(value)}", choices
    guess = CHOICE_GUESSES.get(value.lower().replace("_", "-").strip()) or _near(value.lower(), allowed)
    return f"unknown {key} {_short(value)!r}", f'did you mean "{guess}"? {choices}' if guess in allowed else choices


def _text(value: Any, key: str) -> Found:
    if not isinstance(value, str) or isinstance(value, DecimalText):
        return f"expected text in quotes, got {_shown(value)}", f'write: {key} = "{_bare(value)}"'
    limit = MAX_TEXT if key in ("note", "because") else 1000 if key == "file" else MAX_NAME
    if len(value) > limit:
        return f"{key} has {len(value):,} characters; at most {limit:,} are kept", "shorten it"
    if key == "region" and value and not REGION.fullmatch(value):
        return f"malformed region {_short(value)!r}", f'write: region = "{region_guess(value)}"'
    if key == "currency" and not CURRENCY.fullmatch(value):
        guess = value.strip().upper()
        guess = CURRENCY_GUESSES.get(guess, guess)
        fix = f'write: currency = "{guess if CURRENCY.fullmatch(guess) else "USD"}"'
        return f"malformed currency {_short(value)!r}; three letters are expected", fix
    if key == "study_times":
        try:
            lines = kept(parse_study(value))
        except ValueError as problem:
            return f"malformed study time: {problem}", 'write: study_times = ["Mon Wed 18:00-20:00"]'
        if not STUDY_TIME.fullmatch(value):
            return f"malformed study time {_short(value)!r}", f"write: {', '.join(map(_quoted, lines))}"
    if key == "sha256" and value and not re.fullmatch(r"[0-9a-f]{64}", value):
        return "malformed sha256; 64 characters 0-9 and a-f are expected", "leave the line out, or add the file again"
    return None


def _whole(value: Any, key: str) -> Found:
    if isinstance(value, bool) or not isinstance(value, int):
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            return "a number is written without quotes", f"write: {key} = {value.strip()}"
        return (
            f"expected a whole number, got {_shown(value)}",
            f"write a number without quotes, such as {key} = {EXAMPLES.get(key, 1)}",
        )
    if value < 0:
        return f"{key} can't be negative", f"write: {key} = {-value}"
    if key == "pace_percent" and not LEAST_PACE <= value <= MOST_PACE:
        return f"a pace of {value} % can't be planned with", "100 is the catalog's own pace, 130 takes 30 % longer"
    if key == "birth_year" and not 1900 <= value <= LATEST.year:
        return f"birth_year {value} is no year of birth", "write all four digits, such as birth_year = 1998"
    return None


def _date(value: Any, key: str) -> Found:
    if isinstance(value, dt.datetime):
        return "expected a date without a time of day", f"write: {key} = {value.date()}"
    if isinstance(value, dt.date):
        if not EARLIEST <= value <= LATEST:
            return f"{value} lies outside {EARLIEST.year} to {LATEST.year}", "check the year"
        return None
    if isinstance(value, str) and not isinstance(value, DecimalText):
        guess = date_guess(value)
        if guess:
            return "a date is written without quotes, year first", f"write: {key} = {guess}"
    return f"expected a date, got {_shown(value)}", f"write the year first and no quotes, such as {key} = 2025-05-01"


def _amount(value: Any, kind: type[Cents] | type[Minutes], key: str) -> Found:
    money = kind is Cents
    wanted = 'an amount such as 1500 or "12.50"' if money else 'hours such as 8 or "7.5"'
    try:
        amount = kind.parse(value)
    except ValueError as problem:
        if isinstance(value, str):
            bare = value.replace(",", "").strip().strip("$€£ ").removesuffix("h").strip()
            if "finer" in str(problem):
                unit = "a cent" if money else "a minute"
                return (
                    f"{_short(value)!r} is finer than {unit}",
                    f'round it, such as {key} = "{bare.partition(".")[0]}"',
                )
            if re.fullmatch(r"\d+(\.\d{1,2})?", bare) and len(bare) < 15:
                return (
                    f"expected {wanted}, got {_short(value)!r}",
                    f"write: {key} = {bare if bare.isdigit() else _quoted(bare)}",
                )
        return f"expected {wanted}, got {_shown(value)}", f"write only the number: {key} = {EXAMPLES.get(key, 1)}"
    if amount < 0:
        return f"{key} can't be negative", f"write: {key} = {_toml_number(kind(-amount))}"
    if key == "hours_per_week":
        if amount == 0:
            return "hours_per_week can't be 0", "leave the line out when you don't know; plans then assume 8"
        if amount > MINUTES_A_WEEK:
            return f"{Minutes(amount)} hours are more than a week has", "write the hours you can study in one week"
    return None


def _toml_number(amount: Cents | Minutes) -> str:
    text = str(amount).removesuffix(".00")
    return text if text.isdigit() else f'"{text}"'


# --- what several values say together -----------------------------------------------------------------------------

Rule = Callable[[Mapping[str, Any]], list[tuple[Path, str, str]]]


def _holding_rules(value: Mapping[str, Any]) -> list[tuple[Path, str, str]]:
    found: list[tuple[Path, str, str]] = []
    ident, status = value.get("id"), value.get("status")
    earned, expires, started = value.get("earned"), value.get("expires"), value.get("started")
    if ident is not None and not CREDENTIAL_ID.fullmatch(ident):
        what = f"malformed id {_short(ident)!r}; provider/name in small letters is expected"
        found.append((("id",), what, _id_fix(ident)))
    if earned is not None and status not in (None, "earned"):
        line = 'write: status = "earned" (or delete the line with the date)'
        found.append((("earned",), f"there is a date of earning but the status is {status!r}", line))
    if earned is not None and expires is not None and expires < earned:
        found.append((("expires",), f"expires on {expires}, before it was earned on {earned}", "check both years"))
    if earned is not None and started is not None and earned < started:
        found.append((("started",), f"started on {started}, after it was earned on {earned}", "check both years"))
    parts = value.get("parts", ())
    found.extend(
        (("parts", index), f"part {part!r} is there twice", "delete one of the two")
        for index, part in enumerate(parts)
        if part in parts[:index]
    )
    return found


def _id_fix(ident: str) -> str:
    guess = re.sub(r"[^a-z0-9.+/-]+", "-", ident.lower().strip()).strip("-/")
    if CREDENTIAL_ID.fullmatch(guess):
        return f'write: id = "{guess}"'
    return "ids look like comptia/security-plus; credplan search finds them"


def _skill_rules(value: Mapping[str, Any]) -> list[tuple[Path, str, str]]:
    ident = value.get("id")
    if ident is None or SKILL_ID.fullmatch(ident):
        return []
    guess = re.sub(r"[^a-z0-9.+#/-]+", "-", ident.lower().strip()).strip("-")
    fix = f'write: id = "{guess}"' if SKILL_ID.fullmatch(guess) else "skill ids look like sql or it-support"
    return [(("id",), f"malformed skill id {_short(ident)!r}", fix)]


def _job_rules(value: Mapping[str, Any]) -> list[tuple[Path, str, str]]:
    start, end = value.get("start"), value.get("end")
    if start is not None and end is not None and end < start:
        return [(("end",), f"the job ends on {end}, before it starts on {start}", "check both years")]
    return []


def _name_rules(value: Mapping[str, Any]) -> list[tuple[Path, str, str]]:
    if value.get("name", "x").strip():
        return []
    return [(("name",), "the name is empty", 'write a career: name = "data analyst"')]


def _plan_rules(value: Mapping[str, Any]) -> list[tuple[Path, str, str]]:
    found: list[tuple[Path, str, str]] = []
    for index, step in enumerate(value.get("step", ())):
        if step["finish"] < step["start"]:
            what = f"the step ends on {step['finish']}, before it starts on {step['start']}"
            found.append((("step", index, "finish"), what, "check both years"))
    return found


def _learner_rules(value: Mapping[str, Any]) -> list[tuple[Path, str, str]]:
    try:
        study_of(value.get("study_times", ()))
    except ValueError as problem:
        return [(("study_times",), str(problem), "make one of them shorter")]
    return []


_RULES: dict[type, Rule] = {
    Learner: _learner_rules,
    Holding: _holding_rules,
    KnownSkill: _skill_rules,
    Job: _job_rules,
    Goal: _name_rules,
    SavedPlan: _plan_rules,
}
_UNIQUE: dict[type, tuple[str, ...]] = {Holding: ("id",), KnownSkill: ("id",), Goal: ("name",), SavedPlan: ("name",)}


# --- words ----------------------------------------------------------------------------------------------------

_HOLDERS: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("[learner]", Learner),
    ("[[credential]]", Holding),
    ("[[goal]]", Goal),
    ("[[learner.experience]]", Job),
    ("[[learner.credit]]", Credit),
    ("[[credential.evidence]]", Evidence),
)


def _unknown(key: str, kind: type[msgspec.Struct], path: Path) -> Problem:
    fields = _fields(kind)
    what = f"unknown key {_short(key)!r} in {_where(path)}"
    plain = key.lower().replace("-", "_").replace(" ", "_")
    if plain == "state" and kind is Learner:
        plain = "location"
    guess = plain if plain in fields else KEY_GUESSES.get(plain, "")
    if guess not in fields:
        guess = _near(plain, tuple(fields))
    if guess:
        return Problem((*path, key), what, f"did you mean {guess!r}?")
    for header, holder in _HOLDERS:
        if holder is not kind and plain in _fields(holder):
            return Problem((*path, key), what, f"it belongs under {header}")
    return Problem((*path, key), what, f"known keys are: {', '.join(fields)}")
