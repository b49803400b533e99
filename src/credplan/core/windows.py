"""Rows that count for a time and a region: on which days which of them does.

Of rows that say the same for several regions the one for the smallest region that matches counts; one that has not
begun, or is over, stands in nobody's way. Days are day numbers (``date.toordinal``), both ends belong to a window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from credplan.core.dates import NEVER
from credplan.core.model import Offer, Route

Window = tuple[int, int]
"""First and last day."""


def first_day_of(since: dt.date | None) -> int:
    """The number of a first day; 0 where there is none."""
    return 0 if since is None else since.toordinal()


def last_day_of(until: dt.date | None) -> int:
    """The number of a last day; `NEVER` where there is none."""
    return NEVER if until is None else until.toordinal()


def window_of(row: Route | Offer) -> Window:
    """The days from a row's ``since`` to its ``until``."""
    return first_day_of(row.since), last_day_of(row.until)


def outside(window: Window, others: Iterable[Window]) -> list[Window]:
    """The stretches of ``window`` that none of ``others`` touches, in order.

    ``outside((1, 9), [(3, 4), (8, 20)])`` is ``[(1, 2), (5, 7)]``.
    """
    first, last = window
    free = []
    for begin, end in sorted(others):
        if begin > last:
            break
        if begin > first:
            free.append((first, begin - 1))
        first = max(first, end + 1)
    return [*free, (first, last)] if first <= last else free
