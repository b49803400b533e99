"""The exact proof that nothing costs less: branch and bound in which every node is closed by integer arithmetic.

HiGHS only suggests multipliers. Rounded to integers, *any* multipliers of the rows give a valid lower bound (weak
duality), and a ray whose combination exceeds zero shows that a node is empty (Farkas); both are added up in Python
integers. So a plan's bound does not rest on a floating-point solver's word.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from credplan.core.planning.solver import Model, Relaxation

SCALE = 1 << 20
"""Multipliers are rounded to this many parts of one."""
MOST_NODES = 3_000
_INTEGRAL = 1e-6


class Verdict(msgspec.Struct, frozen=True):
    """``proved`` is None when the node limit was reached first."""

    proved: bool | None
    nodes: int


def nothing_below(model: Model, value: int, most_nodes: int = MOST_NODES) -> Verdict:
    """Whether no integer point of ``model`` has an objective of ``value - 1`` or less.

    Args:
        model: bounded integer variables, integer rows and costs.
        value: the objective that is claimed to be least.
        most_nodes: nodes after which the question stays open.
    """
    relaxation = Relaxation(model)
    try:
        return none_below(relaxation, model.upper, value, most_nodes)
    finally:
        relaxation.close()


def none_below(relaxation: Relaxation, upper: Sequence[int], value: int, most_nodes: int = MOST_NODES) -> Verdict:
    """The same of the model of a relaxation, whose variables may go up to ``upper``."""
    model = relaxation.model
    zero = [0] * len(model.cost)
    stack: list[tuple[list[int], list[int]]] = [([0] * len(model.cost), list(upper))]
    nodes = 0
    while stack:
        low, high = stack.pop()
        nodes += 1
        if nodes > most_nodes:
            return Verdict(None, nodes)
        outcome = relaxation.solve(low, high, ray=True)
        if outcome == "infeasible":
            ray = [round(d * SCALE) for d in relaxation.duals]
            if any(dual_bound(model, [sign * d for d in ray], low, high, zero)[0] > 0 for sign in (1, -1)):
                continue
        fraction = None
        if outcome == "optimal":
            bound, reduced = dual_bound(model, [round(d * SCALE) for d in relaxation.duals], low, high, model.cost)
            if bound > (value - 1) * SCALE:
                continue
            low, high = _fixed(reduced, (value - 1) * SCALE - bound, low, high)
            fraction = list(relaxation.x)
        branch = _branching(fraction, low, high, model.cost)
        if branch is None:
            if model.admits(low) and model.value(low) < value:
                return Verdict(False, nodes)
            continue
        column, at = branch
        below = (low, [*high[:column], at, *high[column + 1 :]])
        above = ([*low[:column], at + 1, *low[column + 1 :]], high)
        stack.extend((below, above))
    return Verdict(True, nodes)


def dual_bound(
    model: Model, multipliers: Sequence[int], low: Sequence[int], high: Sequence[int], cost: Sequence[int]
) -> tuple[int, list[int]]:
    """``SCALE`` times a valid lower bound on ``cost`` over the box and the rows, and the reduced costs."""
    reduced = [c * SCALE for c in cost]
    bound = 0
    for row, multiplier in zip(model.rows, multipliers, strict=True):
        side = row.low if multiplier > 0 else row.high
        if multiplier == 0 or side is None:
            continue
        bound += multiplier * side
        for j, a in row.terms:
            reduced[j] -= multiplier * a
    for j, r in enumerate(reduced):
        bound += r * (low[j] if r > 0 else high[j])
    return bound, reduced


def _fixed(reduced: Sequence[int], slack: int, low: Sequence[int], high: Sequence[int]) -> tuple[list[int], list[int]]:
    """Bounds tightened by what the reduced costs leave room for below the claimed value."""
    lower, upper = list(low), list(high)
    for j, r in enumerate(reduced):
        if upper[j] > lower[j]:
            if r > 0:
                upper[j] = min(upper[j], lower[j] + slack // r)
            elif r < 0:
                lower[j] = max(lower[j], upper[j] - slack // -r)
    return lower, upper


def _branching(
    x: Sequence[float] | None, low: Sequence[int], high: Sequence[int], cost: Sequence[int]
) -> tuple[int, int] | None:
    """The variable to branch on and the value to split after: where a fraction hides most cost, else the first open.

    What moves the objective most raises the bounds of both sides soonest.
    """
    best, column = 0.0, -1
    for j in range(len(low)):
        if high[j] > low[j]:
            distance = abs(x[j] - round(x[j])) if x is not None else 0.0
            weight = distance * (1 + abs(cost[j])) if distance > _INTEGRAL else 0.0
            if weight > best or column < 0:
                best, column = weight, j
    if column < 0:
        return None
    at = int(x[column] // 1) if x is not None else low[column]
    return column, min(max(at, low[column]), high[column] - 1)
