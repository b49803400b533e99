"""The same plan, in the same order, at the low or high ends of its hours, waiting times and prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from credplan.core.dates import NEVER
from credplan.core.planning.effort import minimums
from credplan.core.planning.meanwhile import Meanwhile
from credplan.core.planning.problem import Charge, Problem, Way
from credplan.core.schedule import Job, lay


class Edge(msgspec.Struct, frozen=True):
    """What one end comes to."""

    cents: int | None
    """None, as ``finish``, when the steps fit on no dates in this order any more."""
    finish: int | None
    """Day number of the last award."""
    missed: int | None = None
    """The first way, by its place in the order, that is not reached in time."""
    lapsed: bool = False
    """It is not a last date that is missed: something that it needs has lapsed by then."""


def timed(way: Way) -> bool:
    """Whether the sources give a range for a way's hours or minimum time, and not one number alone."""
    work = way.hours
    return work.low != work.likely or work.high != work.likely or _elapsed(way, "low") != _elapsed(way, "high")


def edge(problem: Problem, ways: Sequence[Way], *, high: bool) -> Edge:
    """What ``ways``, in their order, come to at their low or high ends."""

    def pick(charge: Charge) -> int:
        end = charge.price.high if high else charge.price.low
        return int((charge.price.amount or 0) if end is None else end)

    paid = sum(pick(c) for w in ways for c in w.charges)
    prices = []
    for pricing in problem.purchases:
        price = pricing.offer.price
        end = price.high if high else price.low
        prices.append(int((price.amount or 0) if end is None else end))
    paid += sum(prices[p] for p in {p for w in ways for p in w.shared})
    rates = msgspec.structs.replace(problem.rates(), cents=tuple(prices))
    start, jobs = problem.question.start.toordinal(), [_at_end(problem, w, high=high) for w in ways]
    given, goal_day, renewals = problem.given, problem.goal_day(ways), Meanwhile(problem, ways)
    schedule = lay(jobs, range(len(jobs)), start, rates, given, goal_day, renewals)
    if schedule is not None:
        return Edge(paid + schedule.cents, schedule.finish)
    # A last date is missed, or something lapses on the way. What it comes to without last dates is told all the same.
    missed = next(n for n in range(len(jobs)) if lay(jobs[: n + 1], range(n + 1), start, rates, given) is None)
    loose = [msgspec.structs.replace(job, latest_start=NEVER, once=()) for job in jobs]
    lapsed = lay([*jobs[:missed], loose[missed]], range(missed + 1), start, rates, given) is None
    endless = msgspec.structs.replace(rates, until=())
    schedule = lay(loose, range(len(loose)), start, endless, given, goal_day, renewals)
    if schedule is None:
        return Edge(None, None, missed, lapsed)
    return Edge(paid + schedule.cents, schedule.finish, missed, lapsed)


def _elapsed(way: Way, end: Literal["low", "high"]) -> tuple[int, tuple[int, ...]]:
    """The least calendar days of a way's route and of each of its parts."""
    if way.route is None:
        return way.elapsed, way.part_least
    return minimums(way.route, way.parts, way.gone or 0, end)


def _at_end(problem: Problem, way: Way, *, high: bool) -> Job:
    """A way's job at one end; each part keeps its share of the work."""
    elapsed, least = _elapsed(way, "high" if high else "low")
    at_end = msgspec.structs.replace(way, elapsed=elapsed, part_least=least)
    return problem.job(at_end, way.hours.high if high else way.hours.low)
