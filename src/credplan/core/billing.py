"""What is bought on which day: subscriptions held and charged, single purchases with their last days and own lives.

A subscription starts with the first work it covers, is billed on the anniversaries of that day, runs on while the next
covered work starts on or before its paid-until day, and is otherwise cancelled and started anew. All days are proleptic
day numbers (``date.toordinal``); ranges are half-open.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import msgspec

from credplan.core.dates import NEVER, add_months


class Held(msgspec.Struct, frozen=True):
    """A subscription from its first day (of the current stretch) to the day up to which it is paid."""

    anchor: int
    periods: int
    paid_until: int


class Once(msgspec.Struct, frozen=True):
    """What a step buys once, where the day matters; offsets count days from the step's start."""

    purchase: int
    """Number of a purchase that other steps share: only the first of them buys it. -1 for one of the step's own."""
    first: int
    """When it is bought."""
    last: int
    """One past the last day on which it is used."""
    at_latest: int
    """When a voucher is bought that would otherwise have lapsed by then."""
    until: int = NEVER
    """Last day on which it can be bought."""
    months: int = 0
    """A voucher's own life after the purchase; 0 when it has no end."""

    def bought(self, start: int) -> int | None:
        """The day on which a step that starts on a day buys it; None when it can't be bought and used then."""
        day = start + self.first
        if self.months and not self.lasts(day, start):
            day = start + self.at_latest
            if not self.lasts(day, start):
                return None
        return day if day <= self.until else None

    def lasts(self, bought: int, start: int) -> bool:
        """Whether what was bought on a day is still good for all that the step uses it for."""
        return not self.months or start + self.last <= paid_until(bought, self.months)


class Rates(msgspec.Struct, frozen=True):
    """Price and period of each purchase, by number: cents a period (unknown as 0) and months in one."""

    cents: tuple[int, ...]
    period: tuple[int, ...]
    until: tuple[int, ...] = ()
    """Last day on which each may be charged; empty when none ends."""


@lru_cache(maxsize=65_536)
def paid_until(anchor: int, months: int) -> int:
    """The day number up to which a subscription begun on ``anchor`` is paid after ``months`` months."""
    return add_months(dt.date.fromordinal(anchor), months).toordinal()


def extend(held: Held | None, first: int, last: int, period: int) -> tuple[Held, int]:
    """Hold a subscription over ``[first, last)``: its state afterwards and the number of new charges."""
    fresh = held is None or first > held.paid_until
    if held is None or fresh:
        held, charges = Held(first, 1, paid_until(first, period)), 1
    else:
        charges = 0
    anchor, periods, until = held.anchor, held.periods, held.paid_until
    while until < last:
        periods += 1
        charges += 1
        until = paid_until(anchor, periods * period)
    return Held(anchor, periods, until), charges
