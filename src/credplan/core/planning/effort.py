"""Hours of a route and of each of its parts, what is logged already taken off."""

from __future__ import annotations

import datetime as dt

import msgspec

from credplan.core.model import Effort, Part, Route
from credplan.core.planning.problem import Hours
from credplan.core.profile import Holding
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
