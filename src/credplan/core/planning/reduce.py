"""What a linear relaxation tells of all plans at once: a bound, and what each way adds to it, in exact arithmetic.

The relaxation's rounded duals give a bound that no integer point is below, and a price for moving each variable off
zero (`proof.dual_bound`), both added up in integers. `sets` leaves out what these put above the best plan.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from credplan.core.planning.proof import SCALE, dual_bound
from credplan.core.planning.solver import Relaxation

_TAKEN = 1e-6


class Relaxed(msgspec.Struct, frozen=True):
    """What the linear relaxation of a model tells."""

    taken: list[int]
    """The variables that it takes, be it in part."""
    upper: list[int]
    bound: int
    """`SCALE` times a bound that no integer point is below."""
    prices: list[int]
    """`SCALE` times what one more of each variable adds to that bound; negative where it adds nothing."""

    def widened(self, upper: Sequence[int]) -> Relaxed:
        """The same for variables that may go up to ``upper``, with as many rows or more: still a valid bound."""
        wider = sum(p * (new - old) for p, new, old in zip(self.prices, upper, self.upper, strict=True) if p < 0)
        return Relaxed(self.taken, list(upper), self.bound + wider, self.prices)


def relaxed(relaxation: Relaxation, upper: Sequence[int]) -> Relaxed | None:
    """A relaxation's best point with its variables up to ``upper``; None when it has no optimum."""
    low, high = [0] * len(upper), list(upper)
    if relaxation.solve(low, high) != "optimal":
        return None
    multipliers = [round(d * SCALE) for d in relaxation.duals]
    taken = [j for j, x in enumerate(relaxation.x) if x > _TAKEN]
    bound, prices = dual_bound(relaxation.model, multipliers, low, high, relaxation.model.cost)
    return Relaxed(taken, high, bound, prices)
