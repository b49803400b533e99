"""Reduced-cost fixing: variables that no plan as good as the best one can use, found in exact arithmetic.

The relaxation's rounded duals give a bound and a price for moving each variable off zero (`proof.dual_bound`). What the
best plan's value leaves no room for is fixed. This only ever shrinks the search for equals; the final proof is made
on the model as it was built, so nothing rests on it.
"""

from __future__ import annotations

from credplan.core.planning.proof import SCALE, dual_bound
from credplan.core.planning.solver import Model, Relaxation


def fixed_uppers(model: Model, value: int) -> list[int]:
    """Upper bounds of the variables in any point of ``model`` whose objective is at most ``value``."""
    relaxation = Relaxation(model)
    low, high = [0] * len(model.cost), list(model.upper)
    try:
        if relaxation.solve(low, high) != "optimal":
            return high
        multipliers = [round(d * SCALE) for d in relaxation.duals]
    finally:
        relaxation.close()
    bound, reduced = dual_bound(model, multipliers, low, high, model.cost)
    room = value * SCALE - bound
    return [min(upper, room // r) if r > 0 and room >= 0 else upper for upper, r in zip(high, reduced, strict=True)]
