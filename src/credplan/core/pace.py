"""How a learner's own hours compare with the catalog's, measured on what they have finished.

It is only ever told, with the command that would plan with it: nobody's dates move because of a number that they did
not set themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from credplan.core.model import Catalog, Credential, Requirement
from credplan.core.profile import Holding, Profile
from credplan.core.standing import Standing
from credplan.core.units import Minutes

LEAST_LOGGED = Minutes(60)
"""With less than an hour logged a credential tells nothing about pace."""
LEAST_LIKELY = Minutes(20 * 60)
"""Hours of the catalog that must have been done before a pace is proposed."""
LEAST_DIFFERENCE = 10
"""Percentage points from the pace in use, below which nothing is proposed."""
MOST_PERCENT = 400
LEAST_PERCENT = 25
"""A pace outside is not proposed: rather something else than study was logged, or only a part of it."""


class Pace(msgspec.Struct, frozen=True):
    """Hours logged against likely hours, over finished credentials."""

    percent: int
    """Rounded to the nearest whole one."""
    logged: Minutes
    likely: Minutes
    credentials: tuple[str, ...]
    """Ids of what it was measured on."""


def measured(profile: Profile, catalog: Catalog) -> Pace | None:
    """The pace of ``profile``; None where too little was logged to tell.

    Counted is what is earned, with at least `LEAST_LOGGED`, and of which the catalog names one number of likely hours:
    all its routes agree, exams are prepared as one who was ready where what had been earned before made them so.
    """
    known = {c.id: c for c in catalog.credentials}
    logged = likely = 0
    names = []
    for held in profile.credential:
        credential = known.get(held.id)
        if credential is None or held.status != "earned" or held.hours_logged < LEAST_LOGGED:
            continue
        found = set(_likely(credential, _before(profile, held, known)))
        if len(found) != 1 or not (minutes := found.pop()):
            continue
        logged, likely = logged + held.hours_logged, likely + minutes
        names.append(held.id)
    if likely < LEAST_LIKELY:
        return None
    return Pace((200 * logged + likely) // (2 * likely), Minutes(logged), Minutes(likely), tuple(names))


def proposed(profile: Profile, catalog: Catalog) -> Pace | None:
    """The measured pace where it differs enough from the one that plans count with."""
    found = measured(profile, catalog)
    if found is None or not LEAST_PERCENT <= found.percent <= MOST_PERCENT:
        return None
    used = 100 if profile.learner.pace_percent is None else profile.learner.pace_percent
    return found if abs(found.percent - used) >= LEAST_DIFFERENCE else None


def _before(profile: Profile, held: Holding, known: dict[str, Credential]) -> Standing | None:
    """What the learner brought to a credential: earned before its own day; None where that day is not known."""
    day = held.started or held.earned
    if day is None:
        return None
    earlier = tuple(h for h in profile.credential if h.id != held.id and h.earned is not None and h.earned <= day)
    return Standing(msgspec.structs.replace(profile, credential=earlier), day, known)


def _likely(credential: Credential, before: Standing | None) -> Iterator[int | None]:
    """The likely minutes of each route; None for one of which a part's are not known or can't be told."""
    for route in credential.routes:
        total: int | None = 0
        stated = [part for part in route.parts if part.effort or part.ready or part.from_zero]
        if not stated:
            yield None if route.effort is None else route.effort.likely
            continue
        for part in route.parts:
            effort = part.effort
            if part.ready is not None or part.from_zero is not None:
                if part.ready_if is None:
                    effort = part.ready or part.from_zero
                elif before is None:
                    effort = None
                else:
                    effort = part.ready if _ready(part.ready_if, before, credential.id) else part.from_zero
            if total is not None:
                total = None if effort is None or effort.likely is None else total + effort.likely
        yield total


def _ready(node: Requirement, before: Standing, asked_by: str) -> bool:
    """Whether what makes ready for an exam was there, as far as the record tells."""
    if node.children:
        return sum(_ready(child, before, asked_by) for child in node.children) >= node.wanted
    return before.outcome(node, "readiness", asked_by) in ("met", "assumed", "waived")
