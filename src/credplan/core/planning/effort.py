"""Hours of a route and of each of its parts, what is logged already taken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from credplan.core.dates import work_days
from credplan.core.model import Effort, Elapsed, Part, Route
from credplan.core.planning.problem import Hours
from credplan.core.profile import Holding
from credplan.core.schedule import part_days
from credplan.core.units import Minutes


def hours_of(route: Route, efforts: list[list[Effort]], held: Holding | None) -> tuple[Hours, tuple[int, ...]]:
    """Hours of a route and minutes by part; a part whose hours nobody knows makes the whole unknown."""
    if efforts and not any(efforts) and route.effort is not None:
        efforts = [[share_of(route.effort, len(efforts), len(route.parts))], *([] for _ in efforts[1:])]
        unknown = route.effort.likely is None
    elif not efforts and route.parts:
        unknown = False  # every part is passed already
    elif not efforts:
        efforts = [[route.effort]] if route.effort is not None else []
        unknown = route.effort is not None and route.effort.likely is None
    else:
        unknown = any(not mine or any(e.likely is None for e in mine) for mine in efforts)
    likely = [sum(int(e.likely or 0) for e in mine) for mine in efforts]
    low = sum((e.likely or 0) if e.low is None else e.low for mine in efforts for e in mine)
    high = sum((e.likely or 0) if e.high is None else e.high for mine in efforts for e in mine)
    logged = int(held.hours_logged) if held is not None else 0
    total = sum(likely)
    left = logged
    for i, minutes in enumerate(likely):
        likely[i], left = max(0, minutes - left), max(0, left - minutes)
    hours = Hours(max(0, total - logged), max(0, low - logged), max(0, high - logged), unknown)
    return hours, tuple(likely)


def share_of(effort: Effort, left: int, parts: int) -> Effort:
    """What is left of a route's own hours when ``left`` of its ``parts`` are: they are taken to be equally long."""
    if left == parts:
        return effort
    likely, low, high = (
        None if minutes is None else Minutes(-(-minutes * left // parts))
        for minutes in (effort.likely, effort.low, effort.high)
    )
    return msgspec.structs.replace(effort, likely=likely, low=low, high=high)


def by_series(route: Route) -> tuple[Route, ...]:
    """A route once for each version series of its parts: parts of two series never go together."""
    series = tuple(dict.fromkeys(p.series for p in route.parts if p.series))
    if len(series) < 2:
        return (route,)
    return tuple(
        msgspec.structs.replace(route, parts=tuple(p for p in route.parts if p.series in ("", one))) for one in series
    )


def open_parts(route: Route, held: Holding | None) -> tuple[Part, ...]:
    """The parts of a route that are not passed: whose last date comes first, then the others in the catalog's order."""
    passed = held.parts if held is not None else ()
    return tuple(sorted((p for p in route.parts if p.id not in passed), key=lambda p: p.last_date or dt.date.max))


def alone(route: Route, part: str) -> Route | None:
    """A route cut down to one of its parts, without what only the whole costs and takes; None where it has no such."""
    parts = tuple(p for p in route.parts if p.id == part)
    if not parts:
        return None
    effort = None if route.effort is None else share_of(route.effort, 1, len(route.parts))
    return msgspec.structs.replace(route, parts=parts, effort=effort, elapsed=None, waits=(), fees=())


def lumped(parts: Iterable[Part]) -> bool:
    """Whether hours stand with the route as a whole: each of its parts lasts as long as the step."""
    return not any(p.effort or p.ready or p.from_zero for p in parts)


def minimums(
    route: Route, parts: tuple[Part, ...], gone: int = 0, end: Literal["days", "low", "high"] = "days"
) -> tuple[int, tuple[int, ...]]:
    """The days that a route takes at least, and each of its open ``parts``, less what has ``gone`` since work began.

    They count for the route and for its first part. Once a part is passed nobody knows when work on the next began,
    so that its own minimum is left as it is. Parts without any are left out altogether.
    """

    def days(elapsed: Elapsed | None) -> int:
        return 0 if elapsed is None else getattr(elapsed, end) or elapsed.days or 0

    least = [days(p.elapsed) for p in parts]
    if least and len(parts) == len(route.parts):
        least[0] = max(0, least[0] - gone)
    return max(0, days(route.elapsed) - gone), tuple(least) if any(least) else ()


def days_to_award(route: Route, parts: tuple[Part, ...], minutes: tuple[int, ...], weekly: int) -> int:
    """Days from the start of work on ``parts`` to the award, with the least times and waits of the route."""
    whole, least = minimums(route, parts)
    least = least or (0,) * len(minutes)
    step = max(whole, sum(least)) if lumped(parts) else part_days(minutes, least, weekly, whole)[1]
    return max(work_days(sum(minutes), weekly), step) + sum(w.days for w in route.waits)
