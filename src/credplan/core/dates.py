"""Dates and durations at this learner's pace. Dates only, never instants; ranges are half-open ``[start, finish)``.

A step that needs ``minutes`` of work takes ``ceil(minutes * 7 / weekly)`` whole days from its start, and the next
one may begin on the day it finishes: 60 hours at 10 hours a week from 1 December are 42 days, done on 12 January.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

DAYS_PER_WEEK = 7
EARLIEST = dt.date(1970, 1, 1)
LATEST = dt.date(2199, 12, 31)
"""Dates outside are typing mistakes; inside them no addition below can overflow."""
NEVER = 10**9
"""A day that never comes, as a day number."""


def work_days(minutes: int, weekly_minutes: int) -> int:
    """Whole days that ``minutes`` of work take at ``weekly_minutes`` a week, rounded up."""
    return -(-minutes * DAYS_PER_WEEK // weekly_minutes)


def add_days(day: dt.date, days: int) -> dt.date:
    """``day`` plus ``days``, kept inside the calendar the program knows."""
    ordinal = min(max(day.toordinal() + days, EARLIEST.toordinal()), LATEST.toordinal())
    return dt.date.fromordinal(ordinal)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month ``months`` later, or the month's last day where it is shorter.

    Billing anniversaries count from the first day: 31 January, 28 February, 31 March.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    if year > LATEST.year:
        return LATEST
    if year < EARLIEST.year:
        return EARLIEST
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@lru_cache
def densest_period(months: int) -> int:
    """The most days that ``months`` consecutive billing months can have, whatever day they start: 31 for one."""
    if months >= 12:
        years, rest = divmod(months, 12)
        return years * 365 + (years + 3) // 4 + (densest_period(rest) if rest else 0)
    lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 2
    return max(sum(lengths[i : i + months]) for i in range(12))


def months_between(start: dt.date, end: dt.date) -> int:
    """Whole months from ``start`` to ``end``; negative spans count as none."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day < start.day and end != add_months(start, months):
        months -= 1
    return max(months, 0)


def parse_date(text: str) -> dt.date:
    """``YYYY-MM-DD`` between 1970 and 2199; anything else is a ``ValueError`` that says what was expected."""
    text = text.strip()
    try:
        # fromisoformat also reads 20261124 and week dates, which nobody means here.
        if len(text) != 10 or text[4] != "-" or text[7] != "-":
            raise ValueError
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a date as YYYY-MM-DD, got {text!r}") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"{text} lies outside {EARLIEST} to {LATEST}")
    return day
