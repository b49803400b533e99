"""How far a fact can be relied on: its grade A to D, its age, and whether it rests on a single source.

Grades are computed and never written down (`docs/catalog-format.md`): A, official or government and at most 24 months
old on the catalog's date; B, two sources that agree, or one dated within 24 months; C, a single one, old or undated;
D, memory or nothing. Age counts from the day a plan is made: over 12 months *ageing*, over 24 *stale*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from credplan.core.dates import add_months
from credplan.core.model import Source, Sourced

Grade = Literal["A", "B", "C", "D"]
Age = Literal["fresh", "ageing", "stale", "undated"]

Doubt = Literal["", "unsourced", "weak", "undated", "stale", "disputed", "alone"]
"""Why a fact is unsure, the most serious reason first; empty when nothing speaks against it."""

AGEING_MONTHS = 12
STALE_MONTHS = 24

DOUBTS: dict[Doubt, str] = {
    "unsourced": "no source is named",
    "weak": "rest on sites that answer any question",
    "undated": "the source shows no date",
    "stale": "the source is more than two years old",
    "disputed": "sources disagree",
    "alone": "rest on one source",
}

WEAK_SITES = (
    "github.com/impie0/itcareerroadmap",
    "github.com/miller2003/testpreppilot",
    "alliedhealthnetwork.org",
    "climbtheladder.com",
    "collegelearners.com",
    "engineerfix.com",
    "examedgehub.com",
    "legalclarity.org",
    "practicetestgeeks.com",
)
"""Sites that are written by a language model or answer questions on anything at all (docs/catalog.md)."""


def grade(fact: Sourced, sources: Mapping[str, Source], on: dt.date) -> Grade:
    """The grade of ``fact`` on the catalog's date ``on``; keys that ``sources`` does not have support nothing.

    Pages of one site are one source here, and sources that disagree (``conflict``) do not count as two.
    """
    support = _support(fact, sources)
    if not support:
        return "D"
    recent = [s for s in support if _within(_date(fact, s), STALE_MONTHS, on)]
    if any(s.kind in ("official", "government") for s in recent):
        return "A"
    if recent or (len({site(s.url) for s in support}) > 1 and not fact.conflict):
        return "B"
    return "C"


def as_of(fact: Sourced, sources: Mapping[str, Source]) -> dt.date | None:
    """The day a fact is known to have held: its own, else its newest source's; ``None`` when no page shows one."""
    dates = [_date(fact, s) for s in _support(fact, sources)]
    return fact.as_of or max((d for d in dates if d is not None), default=None)


def age(fact: Sourced, sources: Mapping[str, Source], on: dt.date) -> Age:
    """How old ``fact`` is on the day ``on``."""
    day = as_of(fact, sources)
    if day is None:
        return "undated"
    if _within(day, AGEING_MONTHS, on):
        return "fresh"
    return "ageing" if _within(day, STALE_MONTHS, on) else "stale"


def one_source(fact: Sourced) -> bool:
    """Whether fewer than two sources vouch for ``fact``; of two that disagree only one does."""
    return len(set(fact.sources)) < 2 or fact.conflict


def unsure(fact: Sourced, sources: Mapping[str, Source], on: dt.date) -> bool:
    """Whether a price or hours are shown with ``~``: one source, a stale, undated or weak one, or sources disagree."""
    return doubt(fact, sources, on) != ""


def doubt(fact: Sourced, sources: Mapping[str, Source], on: dt.date) -> Doubt:
    """Why ``fact`` is unsure on the day ``on``; empty when two sources of the last two years agree on it."""
    if not fact.sources:
        return "unsourced"
    if weak(fact, sources):
        return "weak"
    old = age(fact, sources, on)
    if old == "undated" or old == "stale":
        return old
    if fact.conflict:
        return "disputed"
    return "alone" if one_source(fact) else ""


def weak(fact: Sourced, sources: Mapping[str, Source]) -> bool:
    """Whether nothing but weak sites supports ``fact``."""
    support = _support(fact, sources)
    return bool(support) and all(weak_site(s.url) for s in support)


def weak_site(url: str) -> bool:
    """Whether an address lies on one of `WEAK_SITES`."""
    place = url.partition("://")[2].lower().removeprefix("www.")
    return any(place == site or place.startswith(f"{site}/") for site in WEAK_SITES)


def _support(fact: Sourced, sources: Mapping[str, Source]) -> list[Source]:
    """The sources of a fact that are more than somebody's memory."""
    found = (sources.get(key) for key in dict.fromkeys(fact.sources))
    return [s for s in found if s is not None and s.kind != "memory"]


def _date(fact: Sourced, source: Source) -> dt.date | None:
    return fact.as_of or source.as_of or source.captured


def _within(day: dt.date | None, months: int, on: dt.date) -> bool:
    """Whether ``day`` lies at most ``months`` before ``on``."""
    return day is not None and on <= add_months(day, months)


def site(url: str) -> str:
    """The host of an address without ``www.``; on code hosts, where anybody writes, the owner too."""
    host, _, path = url.partition("://")[2].partition("/")
    host = host.lower().removeprefix("www.")
    return f"{host}/{path.partition('/')[0].lower()}" if host in ("github.com", "gitlab.com") else host
