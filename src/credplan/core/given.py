"""What comes true or ends on a day by itself: a held credential's validity, months of paid work, an age.

Nothing here
depends on a plan: a current job is taken to last, and nobody is promised one that they do not have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from credplan.core.dates import LATEST, NEVER, add_months
from credplan.core.model import Experience, Requirement
from credplan.core.profile import Job
from credplan.core.standing import Standing, experience_met

Stretch = tuple[int, int]
"""First day number on which something holds and the first on which it does no more; `NEVER` where it lasts for good."""


def experience_days(wanted: Experience, jobs: tuple[Job, ...], today: dt.date) -> tuple[Stretch, ...]:
    """The days from ``today`` on which past and current jobs add up, a job without end being kept for good.

    Months only add up as long as no job that has ended can leave ``within_years``: then the day is found by bisection.
    """
    mine = tuple(j for j in jobs if j.start <= today and (not wanted.domains or j.domain in wanted.domains))
    if not mine:
        return ()
    first, last = today.toordinal(), LATEST.toordinal()

    def met(day: int) -> bool:
        return experience_met(wanted, mine, dt.date.fromordinal(day))

    if wanted.within_years is None or all(j.end is None for j in mine):
        return ((_first(met, first, last), NEVER),) if met(last) else ()
    if all(j.end is not None and j.end <= today for j in mine):
        return ((first, _first(lambda day: not met(day), first, last)),) if met(first) else ()
    # Some months come and some go. Once every job has ended or fills all the years, nothing changes any more.
    settled = max(add_months(j.end or today, 12 * wanted.within_years) for j in mine).toordinal() + 1
    found: list[Stretch] = []
    began: int | None = None
    for day in range(first, min(settled, last) + 1):
        holds = met(day)
        if holds and began is None:
            began = day
        elif not holds and began is not None:
            found.append((began, day))
            began = None
    return (*found, (began, NEVER)) if began is not None else tuple(found)


def first_day_of(leaf: Requirement, standing: Standing) -> int | None:
    """The first day number on which a leaf of age or paid work holds without anything being done; None: on no day."""
    if leaf.experience is not None:
        windows = experience_days(leaf.experience, standing.learner.experience, standing.today)
        return windows[0][0] if windows else None
    born = standing.learner.birth_year
    return age_day(leaf.age, born) if leaf.age is not None and born is not None else None


def age_day(age: int, birth_year: int) -> int:
    """The first day number on which somebody of whom only the year of birth is known can have reached an age."""
    return dt.date(min(birth_year + age, LATEST.year), 1, 1).toordinal()


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first day of ``low`` to ``high`` on which ``holds``, which stays true once it is and is true on ``high``."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
