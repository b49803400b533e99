"""Which parts of a goal can be covered for a learner at all, and why the others can't."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from credplan.core.dates import NEVER
from credplan.core.model import Career, Catalog, Credential
from credplan.core.planning.answers import Uncovered
from credplan.core.planning.build import build
from credplan.core.planning.problem import GoalGroup, Problem, Way
from credplan.core.planning.rows import Reach, reach
from credplan.core.planning.wishes import unfiltered
from credplan.core.requirements import MET, atoms_of, both, first_day, record_of
from credplan.core.schedule import Job
from credplan.core.text import long_date

_MUST = ("law", "goal", "lock", "also")
MOST_WEEKLY = 60 * 60
"""Sixty hours a week, the most that a no proposes and that is asked about what is out of reach."""
HALF_HOUR = 30
"""Minutes a week by which other paces are tried."""


def covered(
    whole: Problem, reached: Reach | None = None, jobs: list[Job] | None = None
) -> tuple[Problem, list[Uncovered], Reach]:
    """The problem without the groups that can't be covered for this learner, those groups, and what is in reach.

    ``reached`` may come from a problem that differs only in what is asked for, ``jobs`` from one with the same ways,
    pace and start.
    """
    if whole.question.budget == 0:
        whole = msgspec.structs.replace(whole, closed=whole.closed | unpriced(whole))
    reached = reached or reach(whole, jobs)
    uncovered, covered = [], []
    for group in whole.groups:
        if first_day(group.need, reached.earliest) < NEVER:
            covered.append(group)
        else:
            name = group_name(group)
            uncovered.append(Uncovered(name, group.kind, tuple(why_not(whole, group))))
    root = both(*(g.need for g in covered)) if covered else MET
    return msgspec.structs.replace(whole, root=root, groups=covered), uncovered, reached


def unpriced(problem: Problem) -> set[int]:
    """The ways that need a price nobody knows, a shared purchase's or a subscription's too.

    With nothing to spend they are closed: unknown is not free.
    """
    found = set()
    for number, way in enumerate(problem.ways):
        once = any(charge.price.amount is None for charge in way.charges)
        if once or any(problem.purchases[p].cents is None for p in way.purchases):
            found.add(number)
    return found


def left_unpriced(problem: Problem, chosen: Iterable[int], catalog: Catalog) -> Iterator[str]:
    """What a group of the goal could be met with and the plan does without: every way to it has an unknown price."""
    closed, taken = unpriced(problem), {problem.ways[w].good for w in chosen}
    names = {c.id: c.name for c in catalog.credentials}
    goods = {good for group in problem.groups for good in atoms_of(group.need)} - taken
    for name, good in sorted((problem.goods.names[good], good) for good in goods):
        ways = problem.of_good.get(good, ())
        if name in names and ways and all(w in closed for w in ways):
            yield names[name]


def group_name(group: GoalGroup) -> str:
    """A group as the answer calls it: a licence with who issues it."""
    if group.kind == "law" and isinstance(group.goal, Career):
        issuer = group.goal.door.laws[group.index].issuer
        return f"{group.name} (issued by {issuer})" if issuer else group.name
    return group.name


def why_not(problem: Problem, group: GoalGroup) -> Iterator[str]:
    """Reasons why each credential that could have met a group could not take part."""
    pending, seen = list(_credentials_of(problem, group)), set()
    while pending:
        name = pending.pop(0)
        if name in seen:
            continue
        seen.add(name)
        credential = problem.standing.credentials.get(name)
        label = credential.name if credential is not None else name.removeprefix("attest:").partition(":")[2] or name
        if name in problem.left_out:
            yield f"{label}: {problem.left_out[name]}"
        elif credential is not None:
            pending.extend(c for c in _needed_by(problem, name) if c not in seen)


def _credentials_of(problem: Problem, group: GoalGroup) -> Iterator[str]:
    names = [record_of(problem.goods.names[g]) for g in sorted(atoms_of(group.need)) if g not in problem.given]
    if not names and group.kind in ("goal", "lock") and group.goal is not None:
        names = [group.goal.id]
    yield from names


def _needed_by(problem: Problem, name: str) -> list[str]:
    good = problem.goods.numbers.get(name)
    ways = problem.of_good.get(good, []) if good is not None else []
    needed = {g for w in ways for g in atoms_of(problem.ways[w].need)} - set(problem.given)
    return sorted({record_of(problem.goods.names[g]) for g in needed})


class Blocking(msgspec.Struct, frozen=True):
    """What can't be covered and leaves no plan, and which of it is the learner's own doing."""

    closed: list[Uncovered]
    """All of it."""
    by_wish: list[Uncovered]
    """What only the learner's wishes close."""
    by_pace: list[Uncovered]
    """What is out of reach only at their hours a week: a last date comes before the work is done."""
    late: tuple[str, ...] = ()
    """For each credential that comes too late at this pace, what ends when."""


def blocking(catalog: Catalog, whole: Problem, uncovered: list[Uncovered]) -> Blocking:
    """Those of ``uncovered`` without which there is no plan.

    What the catalog does not reach leaves a plan that says so; a wish or a pace that closes what it reaches is a no.
    """
    by_wish: list[Uncovered] = []
    wider = unfiltered(whole.question)
    if uncovered and wider != whole.question:
        _, still, _ = covered(build(catalog, wider, whole.standing))
        open_names = {(u.kind, u.name) for u in still}
        by_wish = [u for u in uncovered if (u.kind, u.name) not in open_names]
    by_pace, late = _too_slow(whole, uncovered) if uncovered else ([], ())
    closed = [u for u in uncovered if u.kind in _MUST or u in by_wish or u in by_pace]
    return Blocking(closed, by_wish, by_pace, late)


def _too_slow(whole: Problem, uncovered: list[Uncovered]) -> tuple[list[Uncovered], tuple[str, ...]]:
    """What the most hours a week would cover, and what ends too soon for this learner's."""
    if whole.question.weekly >= MOST_WEEKLY:
        return [], ()
    hurried = msgspec.structs.replace(whole, question=msgspec.structs.replace(whole.question, weekly=MOST_WEEKLY))
    _, still, soon = covered(hurried)
    names = {(u.kind, u.name) for u in still}
    by_pace = [u for u in uncovered if (u.kind, u.name) not in names]
    if not by_pace:
        return [], ()
    late: dict[str, str] = {}
    _, _, now = covered(whole)
    for number, way in enumerate(whole.ways):
        if soon.award[number] >= NEVER or now.award[number] < NEVER or way.credential not in whole.standing.credentials:
            continue
        if first_day(way.need, now.earliest) < NEVER:  # its turn comes, and then too late
            credential = whole.standing.credentials[way.credential]
            day = _last_day(credential, way)
            if day is not None:
                late[credential.id] = f"{credential.name} has to be done by {long_date(day)}"
    return by_pace, tuple(late.values())


def _last_day(credential: Credential, way: Way) -> dt.date | None:
    """The first of the last dates that a way must keep."""
    until = way.route.until if way.route is not None else None
    days = (credential.lifecycle.last_award, until, *(part.last_date for part in way.parts))
    return min((day for day in days if day is not None), default=None)
