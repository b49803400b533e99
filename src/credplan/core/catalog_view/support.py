"""How well a record is supported: its facts by grade and age, counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from credplan.core import grades
from credplan.core.model import Catalog, Sourced
from credplan.core.text import long_date, plural


class Support(msgspec.Struct, frozen=True):
    """The sourced facts of a record, those without any source not among them."""

    facts: int
    grades: dict[str, int]
    """Of each grade A to D, on the catalog's date."""
    ages: dict[str, int]
    """``fresh``, ``ageing``, ``stale``, ``undated`` on the day asked about."""
    one_source: int
    conflicts: int
    sources: int
    oldest: dt.date | None
    newest: dt.date | None


def support(record: msgspec.Struct, catalog: Catalog, today: dt.date) -> Support:
    """What stands behind ``record`` on ``today``."""
    known = catalog.sources
    facts = [fact for fact in sourced(record) if fact.sources]
    by_grade = dict.fromkeys("ABCD", 0)
    by_age = dict.fromkeys(("fresh", "ageing", "stale", "undated"), 0)
    for fact in facts:
        by_grade[grades.grade(fact, known, catalog.date)] += 1
        by_age[grades.age(fact, known, today)] += 1
    days = [day for fact in facts for day in (grades.as_of(fact, known),) if day is not None]
    return Support(
        facts=len(facts),
        grades=by_grade,
        ages=by_age,
        one_source=sum(grades.one_source(fact) for fact in facts),
        conflicts=sum(fact.conflict for fact in facts),
        sources=len({key for fact in facts for key in fact.sources if key in known}),
        oldest=min(days, default=None),
        newest=max(days, default=None),
    )


def support_rows(of: Support) -> list[tuple[str, str]]:
    """In words, as (label, text): how many facts of which grade, how old they are, which to doubt."""
    if not of.facts:
        return [("facts", "none with a source")]
    counted = ", ".join(f"{number} {grade}" for grade, number in of.grades.items() if number)
    rows = [("facts", f"{of.facts:,} from {plural(of.sources, 'source')}: {counted}")]
    if of.oldest is not None and of.newest is not None:
        rows.append(("dates", f"newest {long_date(of.newest)}, oldest {long_date(of.oldest)}"))
    old = [f"{of.ages[age]} {age}" for age in ("ageing", "stale", "undated") if of.ages[age]]
    if old:
        rows.append(("age", ", ".join(old)))
    doubts = [f"{of.one_source} on one source"] if of.one_source else []
    doubts += [f"{of.conflicts} where sources differ"] if of.conflicts else []
    if doubts:
        rows.append(("doubt", ", ".join(doubts)))
    return rows


def sourced(root: msgspec.Struct) -> Iterator[Sourced]:
    """Every value in a record that can carry sources, itself included."""
    pending: list[Any] = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, tuple):
            pending += value
        elif isinstance(value, msgspec.Struct):
            if isinstance(value, Sourced):
                yield value
            pending += (getattr(value, name) for name in value.__struct_fields__)
