"""The least that each career costs, and how long it takes: the planner's own answer for somebody who holds nothing.

The same question as ``credplan plan CAREER`` without a profile: 8 hours a week from a day on, no state set, so the
country's own rules. Exact, and therefore worth keeping: `fingerprint` names the catalog that an answer rests on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Literal

import msgspec

from credplan.core.model import Career, Catalog
from credplan.core.wire import compact_encode_hook


class CareerCost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the planner answers about one career. Cents of USD, days from the start to the last award."""

    career: str
    status: Literal["optimal", "bounded", "infeasible", "unknown"]
    complete: bool
    """False when the catalog can't cover all that the career asks for: the cost is of the part that it can."""
    cents: int | None
    """``None`` where there is no plan."""
    days: int | None
    minutes: int | None
    unknown: int
    """Prices and hours that the plan needs and nobody could source: they are in no sum."""

    @property
    def weeks(self) -> int | None:
        """Whole weeks, rounded up."""
        return None if self.days is None else -(-self.days // 7)

    def within(self, cents: int) -> bool:
        """Whether the whole way is known to cost at most ``cents``."""
        return self.cents is not None and self.complete and not self.unknown and self.cents <= cents

    def perhaps_within(self, cents: int) -> bool:
        """Whether only what nobody knows keeps that from being said."""
        return self.cents is not None and self.cents <= cents and (bool(self.unknown) or not self.complete)


def career_costs(catalog: Catalog, careers: Iterable[Career], day: dt.date) -> Iterator[CareerCost]:
    """The answer for each of ``careers`` in turn, one at a time so that a caller can show how far it is."""
    # Costs that are kept are read without ever loading the planner.
    from credplan.core.planning.advise import answer
    from credplan.core.planning.answers import NoPlan
    from credplan.core.planning.question import Question
    from credplan.core.profile import Profile

    for career in careers:
        found = answer(catalog, Profile(), Question(goal=career, start=day), extras=False)
        if isinstance(found, NoPlan):
            status: Literal["infeasible", "unknown"] = "infeasible" if found.proved else "unknown"
            yield CareerCost(career.id, status, complete=False, cents=None, days=None, minutes=None, unknown=0)
            continue
        totals = found.totals
        yield CareerCost(
            career=career.id,
            status=found.status,
            complete=found.complete,
            cents=totals.cents,
            days=(totals.finish - day).days,
            minutes=totals.minutes,
            unknown=len(totals.unknown),
        )


def fingerprint(catalog: Catalog) -> str:
    """A name for exactly this catalog: any other price, word or date in it gives another one."""
    return sha256(msgspec.msgpack.encode(catalog, enc_hook=compact_encode_hook)).hexdigest()
