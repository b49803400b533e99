"""What a plan can't promise and says instead: the full title that follows an interim one."""

from __future__ import annotations

import datetime as dt

from credplan.core.dates import NEVER
from credplan.core.given import first_day_of
from credplan.core.model import Credential, Requirement
from credplan.core.standing import Standing, experience_months
from credplan.core.text import long_date, plural


def full_title(credential: Credential, standing: Standing, awarded: dt.date) -> str:
    """When the full title follows an interim one that comes on the day ``awarded``: by a day, or after so many months.

    A current job gives a day, since its months are reached as long as it lasts.
    """
    interim = credential.interim
    assert interim is not None
    day, months = _day(interim.full_requires, standing), _months(interim.full_requires, standing)
    if day is not None and day < NEVER:
        when = f"from {long_date(max(awarded, dt.date.fromordinal(day)))} on, if your current work lasts until then"
    elif months:
        when = f"after {plural(months, 'more month')} of paid work in the field"
    else:
        when = "after its further conditions"
    limit = f", within {interim.within_months // 12} years of the exam" if interim.within_months else ""
    because = f". {interim.full_requires.because}" if interim.full_requires.because else ""
    return f"{credential.name}: full title {when}{limit}; until then {interim.name}{because}"


def still_to_come(leaf: Requirement, standing: Standing) -> str:
    """What a plan that waits for an age or for months of work takes for granted; empty where nothing will come."""
    day = first_day_of(leaf, standing)
    if day is None:
        return ""
    date = dt.date.fromordinal(day)
    if leaf.experience is not None:
        return f"you still do this paid work on {long_date(date)}, when its {leaf.experience.months} months are reached"
    return f"you are {leaf.age} by then: you turn {leaf.age} in {date.year}, on a day left open by your birth year"


def _day(node: Requirement, standing: Standing) -> int | None:
    """The day number on which ``node`` first holds by work that goes on; None where work alone can't do."""
    if node.children:
        days = sorted(d for d in (_day(child, standing) for child in node.children) if d is not None)
        wanted = node.wanted
        return days[wanted - 1] if len(days) >= wanted else None
    if standing.outcome(node, "prerequisite") == "unmet":
        return first_day_of(node, standing)
    return 0 if standing.outcome(node, "prerequisite") in ("met", "assumed", "waived") else None


def _months(node: Requirement, standing: Standing) -> int | None:
    """The fewest months of paid work that would meet ``node``; None where work alone can't."""
    if node.children:
        known = sorted(m for m in (_months(child, standing) for child in node.children) if m is not None)
        wanted = node.wanted
        return known[wanted - 1] if len(known) >= wanted else None
    if node.experience is not None and standing.outcome(node, "prerequisite") == "unmet":
        done = experience_months(node.experience, standing.learner.experience, standing.today)
        # Enough months in too few domains: at least one more month, in another one.
        return max(1, node.experience.months - done)
    return 0 if standing.outcome(node, "prerequisite") in ("met", "assumed", "waived") else None
