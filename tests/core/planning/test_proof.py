"""The proof in integers and the solver's answers, against enumeration of small random models."""

from __future__ import annotations

import random
from itertools import product

import pytest

from credplan.core.planning.proof import dual_bound, nothing_below
from credplan.core.planning.solver import Model, Row, minimise


def random_model(rng: random.Random) -> Model:
    """Two to seven bounded integers, a few rows of each kind, costs of both signs."""
    columns = rng.randint(2, 7)
    upper = [rng.choice([0, 1, 1, 1, 2, 3]) for _ in range(columns)]
    cost = [rng.choice([0, 1, 2, 5, 49, 100, -3]) for _ in range(columns)]
    rows = []
    for _ in range(rng.randint(1, 6)):
        at = rng.sample(range(columns), rng.randint(1, columns))
        terms = tuple((j, rng.choice([-31, -3, -1, 1, 1, 1, 2, 7, 31])) for j in at)
        side = rng.randint(-3, 6)
        low, high = rng.choice([(side, None), (None, side), (side, side + rng.randint(0, 4))])
        rows.append(Row(low, high, terms))
    return Model(upper, cost, rows)


def optimum(model: Model) -> int | None:
    """The least objective by looking at every point."""
    points = product(*(range(u + 1) for u in model.upper))
    return min((model.value(x) for x in points if model.admits(x)), default=None)


@pytest.mark.parametrize("block", range(10))
def test_the_least_value_is_proved_and_one_more_is_refuted(block: int) -> None:
    feasible = 0
    for seed in range(block * 60, (block + 1) * 60):
        model = random_model(random.Random(seed))
        least = optimum(model)
        found = minimise(model)
        if least is None:
            assert found is None, seed
            assert nothing_below(model, 10**6).proved is True, seed
            continue
        feasible += 1
        assert found is not None, seed
        assert model.admits(found), seed
        assert model.value(found) == least, seed
        assert nothing_below(model, least).proved is True, seed
        assert nothing_below(model, least + 1).proved is False, seed
    assert feasible > 10


def test_any_multipliers_give_a_valid_bound() -> None:
    """What the solver suggests need not be right: a bound from nonsense is weak, never wrong."""
    for seed in range(300):
        rng = random.Random(seed)
        model = random_model(rng)
        least = optimum(model)
        if least is None:
            continue
        multipliers = [rng.randint(-(1 << 22), 1 << 22) for _ in model.rows]
        # A multiplier on a side that a row does not have counts for nothing.
        bound, _ = dual_bound(model, multipliers, [0] * len(model.upper), model.upper, model.cost)
        assert bound <= least << 20, seed


def test_a_proof_that_runs_out_of_nodes_says_neither_yes_nor_no() -> None:
    rng = random.Random(7)
    weights = [rng.randint(30, 60) * 2 for _ in range(20)]
    model = Model([1] * 20, [0] * 20, [Row(501, 501, tuple(enumerate(weights)))])  # even weights, odd sum
    assert nothing_below(model, 1, most_nodes=5).proved is None
