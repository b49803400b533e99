"""Changes of a learner's record as plain functions on the profile's plain values (tables are dicts, lists are lists).

Each says what the file must mean afterwards and nothing about how it is written; `shell.profile_file.edit_profile`
does the writing. None of them looks at a clock or a file, so all can be tried on a dict.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from credplan.core.dates import parse_date
from credplan.core.errors import UsageError
from credplan.core.model import EDUCATIONS, Catalog, Credential, Requirement
from credplan.core.profile import HoldStatus
from credplan.core.profile_check import CURRENCY, LEAST_PACE, MINUTES_A_WEEK, MOST_PACE
from credplan.core.profile_words import date_guess, education_guess
from credplan.core.regions import parse_region, region_name, region_names
from credplan.core.study import kept, parse_study
from credplan.core.text import join_words
from credplan.core.units import Cents, Minutes

Data = dict[str, Any]
_ORDER = ("id", "status", "earned", "expires", "started", "parts", "hours_logged", "evidence", "locked", "note")


def number(amount: Cents | Minutes) -> int | str:
    """How an amount or hours stand in the file: ``1500``, ``"12.50"``, ``"7.5"``."""
    text = str(amount).removesuffix(".00")
    return int(text) if text.lstrip("-").isdigit() else text


# --- credentials ------------------------------------------------------------------------------------------------------


def hold(
    data: Data,
    ident: str,
    *,
    today: dt.date,
    status: HoldStatus | None = None,
    earned: dt.date | None = None,
    expires: dt.date | None = None,
    parts: Sequence[str] = (),
    evidence: Sequence[Mapping[str, str]] = (),
    note: str | None = None,
) -> None:
    """Add a credential or change its entry; what is not said stays.

    Without a ``status`` a new entry is planned, or in progress when parts are passed already. One that is no longer
    earned loses its dates.
    """
    entry = _entry(data, ident)
    if entry is None:
        entry = {"id": ident, "status": status or ("in-progress" if parts else "planned")}
        data.setdefault("credential", []).append(entry)
    elif status is not None:
        entry["status"] = status
    if entry.get("status") == "in-progress":
        entry.setdefault("started", today)
    if status is not None and status != "earned":
        entry.pop("earned", None)
        entry.pop("expires", None)
    for key, value in (("earned", earned), ("expires", expires), ("note", note)):
        if value is not None:
            entry[key] = value
    if earned is not None and entry.get("started", earned) > earned:
        del entry["started"]  # logged here later than it was earned: the date of earning is the one that is known
    if parts:
        entry["parts"] = [*entry.get("parts", []), *(p for p in parts if p not in entry.get("parts", []))]
    if evidence:
        new = {e["file"] for e in evidence}
        kept = [e for e in entry.get("evidence", []) if e.get("file") not in new]
        entry["evidence"] = [*kept, *map(dict, evidence)]
    _in_order(entry)


def log_hours(data: Data, ident: str, minutes: int, today: dt.date) -> None:
    """Add ``minutes`` of work; a credential that was not begun is in progress from ``today``."""
    entry = _entry(data, ident)
    if entry is None or entry.get("status", "planned") in ("planned", "skipped"):
        hold(data, ident, today=today, status="in-progress")
        entry = _entry(data, ident)
        assert entry is not None
    total = Minutes.parse(entry.get("hours_logged", 0)) + minutes
    entry["hours_logged"] = number(Minutes(total))
    _in_order(entry)


def _entry(data: Data, ident: str) -> Data | None:
    return next((e for e in data.get("credential", []) if e.get("id") == ident), None)


def _in_order(entry: Data) -> None:
    """Put the keys in the order in which the format is described; new entries are written so."""
    known = [k for k in _ORDER if k in entry]
    values = {k: entry[k] for k in [*known, *(k for k in entry if k not in known)]}
    entry.clear()
    entry.update(values)


# --- the rest of the record -------------------------------------------------------------------------------------------


def know(data: Data, skill: str, level: str) -> None:
    """Say that a skill is known at a level; saying it again changes the level."""
    for entry in data.setdefault("skill", []):
        if entry.get("id") == skill:
            entry["level"] = level
            return
    data["skill"].append({"id": skill, "level": level})


def waive(data: Data, requirement: str, because: str, of: str = "") -> None:
    """Set a requirement aside with a reason; one for the same requirement and the same asker is replaced."""
    entry = {"requirement": requirement, "because": because, **({"of": of} if of else {})}
    waivers = data.setdefault("waiver", [])
    for index, old in enumerate(waivers):
        if old.get("requirement") == requirement and old.get("of", "") == of:
            waivers[index] = entry
            return
    waivers.append(entry)


def drop(data: Data, table: str, key: str, value: str) -> None:
    """Remove the entries of a list whose ``key`` is ``value``; a list that ends up empty goes as a whole."""
    data[table] = [e for e in data.get(table, []) if e.get(key) != value]
    if not data[table]:
        del data[table]


def set_learner(data: Data, key: str, value: Any) -> None:
    """Set a key of ``[learner]``; ``None`` removes it. The table stays when it is empty: its comments may matter."""
    if value is not None:
        data.setdefault("learner", {})[key] = value
    elif "learner" in data:
        data["learner"].pop(key, None)


def set_goal(data: Data, name: str | None) -> None:
    """Make ``name`` the first goal, keeping its date only when it was the goal already; ``None`` removes the first."""
    goals = data.get("goal", [])
    if name is None:
        data["goal"] = goals[1:]
        if not data["goal"]:
            del data["goal"]
    elif not goals:
        data["goal"] = [{"name": name}]
    elif goals[0].get("name") != name:
        data["goal"] = [{"name": name}, *(g for g in goals[1:] if g.get("name") != name)]


def set_goal_by(data: Data, by: dt.date | None) -> None:
    """Set or remove the day by which the first goal is wanted; there must be one."""
    goal = data["goal"][0]
    if by is None:
        goal.pop("by", None)
    else:
        goal["by"] = by


# --- values as people type them ---------------------------------------------------------------------------------------

LEARNER_KEYS = {
    "hours-per-week": "hours you can study in a week, such as 8 or 7.5",
    "budget": "the most it may cost, such as 1500",
    "pace-percent": "your hours in per cent of the catalog's, such as 130",
    "region": "your state (TX, Texas, US-TX) or country (Germany), a country's part by its code (CA-ON)",
    "education": "one of: " + ", ".join(EDUCATIONS),
    "birth-year": "such as 1998",
    "start": "the day you begin, such as 2027-01-15",
    "currency": "three letters, such as USD",
    "hour-value": "what an hour of yours is worth, such as 15",
    "name": "your name, printed on plans",
    "circumstances": "such as student, veteran; used for offers only",
    "study-times": "when in the week you study, such as Mon Wed 18:00-20:00, Sat 9:00-13:00; for calendars",
}


def learner_value(key: str, text: str, today: dt.date) -> Any:
    """The plain value that ``text`` stands for as ``key``: one of `LEARNER_KEYS` but circumstances.

    Raises:
        UsageError: it can't be read; the message says what was expected.

    """
    if key == "region":
        return region_named(text, key)
    try:
        return _READERS[key](text, today)
    except ValueError as problem:
        raise UsageError(f"{key}: {problem}.", hint=f"{key} is {LEARNER_KEYS[key]}.") from None


def region_named(text: str, where: str) -> str:
    """The code of the region that ``text`` names; ``where`` it was typed stands before what is wrong.

    Raises:
        UsageError: no region is called so; with what may have been meant.
    """
    from credplan.core.names import nearest

    try:
        return parse_region(text)
    except ValueError as problem:
        known = region_names()
        # Two or three letters are like very many names: only longer words tell what was meant.
        close = dict.fromkeys(known[name] for name in nearest(text, known)) if len(text.strip()) > 3 else {}
        meant = f"Did you mean {join_words([region_name(code) for code in close], 'or')}? " if close else ""
        raise UsageError(
            f"{where}: {problem}.",
            hint=f"{meant}Write {LEARNER_KEYS['region']}; the codes are those of ISO 3166.",
        ) from None


CIRCUMSTANCES = ("student", "veteran")
"""Words that anybody may say of themselves, whether or not a catalog has something for them yet."""


def circumstances_named(text: str, audiences: Sequence[str]) -> list[str]:
    """The circumstances in a comma list; ``audiences`` are the words that the catalog's offers and routes ask for.

    Raises:
        UsageError: a word that nothing asks for; with what may have been meant.
    """
    from credplan.core.names import nearest

    words = [re.sub(r"[\s_]+", "-", w.strip().lower()) for w in text.split(",")]
    known = sorted({*audiences, *CIRCUMSTANCES})
    for word in filter(None, words):
        if word not in known:
            close = nearest(word, known)
            meant = f"Did you mean {join_words(list(close), 'or')}? " if close else ""
            raise UsageError(
                f"circumstances: nothing in this catalog is for a learner who is {word!r}.",
                hint=f"{meant}Known are: {', '.join(known)}.",
            )
    return list(dict.fromkeys(w for w in words if w))


def day(text: str, today: dt.date) -> dt.date:
    """``2025-05-01``, ``today``, or any way of writing a day that can't be misread; else a ``ValueError``."""
    if text.strip().lower() == "today":
        return today
    return parse_date(date_guess(text) or text)


def money_amount(text: str) -> Cents:
    """``1500``, ``$1,500`` or ``1500.50``, never negative; else a ``ValueError``."""
    bare = re.sub(r"(?i)^\s*(usd|us\$|\$)\s*|\s*(usd|dollars?)\s*$", "", text)
    if re.fullmatch(r"\s*\d{1,3}(,\d{3})+(\.\d+)?\s*", bare):
        bare = bare.replace(",", "")
    amount = Cents.parse(bare)
    if amount < 0:
        raise ValueError("it can't be negative")
    return amount


def hours_amount(text: str) -> Minutes:
    """``8``, ``7.5`` or ``8h``, more than nothing; else a ``ValueError``."""
    amount = Minutes.parse(re.sub(r"(?i)\s*h(ours?|rs?)?\s*$", "", text))
    if amount <= 0:
        raise ValueError("it must be more than 0")
    return amount


def _weekly(text: str, _: dt.date) -> int | str:
    amount = hours_amount(text)
    if amount > MINUTES_A_WEEK:
        raise ValueError(f"{amount} hours are more than a week has")
    return number(amount)


def _education(text: str, _: dt.date) -> str:
    word = re.sub(r"[\s_]+", "-", text.strip().lower())
    guess = word if word in EDUCATIONS else education_guess(text)
    if guess not in EDUCATIONS:
        raise ValueError(f"unknown education {text!r}")
    return guess


def _birth_year(text: str, today: dt.date) -> int:
    if not re.fullmatch(r"\d{4}", text.strip()) or not 1900 <= int(text) <= today.year:
        raise ValueError(f"expected a year such as 1998, got {text!r}")
    return int(text)


def _pace(text: str, _: dt.date) -> int:
    bare = text.strip().removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]{1,4}", bare) or not LEAST_PACE <= int(bare) <= MOST_PACE:
        raise ValueError(f"expected a percentage from {LEAST_PACE} to {MOST_PACE}, got {text!r}")
    return int(bare)


def _currency(text: str, _: dt.date) -> str:
    if not CURRENCY.fullmatch(text.strip().upper()):
        raise ValueError(f"expected three letters, got {text!r}")
    return text.strip().upper()


def _study_times(text: str, _: dt.date) -> list[str]:
    return kept(parse_study(text))


_READERS: dict[str, Callable[[str, dt.date], Any]] = {
    "hours-per-week": _weekly,
    "budget": lambda text, _: number(money_amount(text)),
    "education": _education,
    "birth-year": _birth_year,
    "start": day,
    "currency": _currency,
    "pace-percent": _pace,
    "hour-value": lambda text, _: number(money_amount(text)),
    "name": lambda text, _: text.strip()[:200],
    "study-times": _study_times,
}


# --- what is asked, for waivers ---------------------------------------------------------------------------------------

WORDS_OF_REQUIREMENTS = ("experience", "education", "age", "credit")


def askers(catalog: Catalog, requirement: str, of: str = "") -> tuple[list[str], list[str]]:
    """Who asks for ``requirement``: those that it can be set aside for, and those where law (or the issuer's word
    that nothing replaces it) asks, in which case it can't.

    ``of`` narrows to one credential or career.
    """
    free: dict[str, None] = {}
    bound: dict[str, None] = {}
    for asker, node, law in _nodes(catalog):
        if of and asker != of:
            continue
        if _names(node, requirement):
            (bound if law or node.basis == "law" or not node.waivable else free)[asker] = None
    for career in catalog.careers:
        if of and career.id != of:
            continue
        groups = [(g.name, g.basis == "law") for g in career.core] + [(w.name, True) for w in career.door.laws]
        for name, law in groups:
            if name == requirement:
                (bound if law else free)[career.id] = None
    return list(free), list(bound)


def requirement_names(catalog: Catalog) -> list[str]:
    """Groups, laws, attestations and texts: what can be set aside and is neither a credential nor a skill."""
    found: dict[str, None] = {}
    for career in catalog.careers:
        found |= dict.fromkeys((*(g.name for g in career.core), *(w.name for w in career.door.laws)))
    for _, node, _ in _nodes(catalog):
        if node.attest is not None:
            found |= {node.attest.kind: None, node.attest.name: None}
        if node.text is not None:
            found[node.text] = None
    return list(found)


def _names(node: Requirement, requirement: str) -> bool:
    """Whether a waiver of ``requirement`` speaks about this leaf, as `standing.Standing.waiver` reads it."""
    if requirement in (node.credential, node.skill, node.part, node.text):
        return True
    if node.attest is not None and requirement in (node.attest.kind, node.attest.name):
        return True
    return requirement == node.kind and requirement in WORDS_OF_REQUIREMENTS


def _nodes(catalog: Catalog) -> Iterator[tuple[str, Requirement, bool]]:
    """Every node of every requirement tree with who asks for it and whether law does."""
    for credential in catalog.credentials:
        for tree in _trees(credential):
            yield from ((credential.id, node, law) for node, law in _walk(tree, False))
    for career in catalog.careers:
        for group in career.core:
            yield from ((career.id, node, law) for node, law in _walk(group.requires, group.basis == "law"))
        for law_group in career.door.laws:
            yield from ((career.id, node, law) for node, law in _walk(law_group.requires, True))


def _trees(credential: Credential) -> Iterator[Requirement]:
    if credential.requires is not None:
        yield credential.requires
    for route in credential.routes:
        if route.requires is not None:
            yield route.requires


def _walk(tree: Requirement, law: bool) -> Iterator[tuple[Requirement, bool]]:
    stack = [(tree, law)]
    while stack:
        node, bound = stack.pop()
        bound = bound or node.basis == "law"
        yield node, bound
        stack.extend((child, bound) for child in node.children)
