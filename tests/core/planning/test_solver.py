"""What is handed to HiGHS, and what is believed of its answers."""

from __future__ import annotations

import pytest

from credplan.core.planning import solver
from credplan.core.planning.solver import Model, Relaxation, Row, SolverError, minimise


def test_a_zero_coefficient_is_never_stored() -> None:
    # One stored zero sent HiGHS 1.15.1 into an endless loop on a model of 29 variables.
    model = Model([1, 1], [1, 1], [Row(1, None, ((0, 1), (1, 0)))])
    *_, starts, indices, values = solver._arrays(model)
    assert (list(starts), list(indices), list(values)) == ([0, 1], [0], [1.0])


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([Row(2, None, ((0, 1), (1, 1), (2, 1)))], [1, 1, 0]),
        ([Row(2, None, ((0, 1), (1, 1), (2, 1))), Row(None, 0, ((0, 1),))], [0, 1, 1]),
        ([Row(4, None, ((0, 1), (1, 1), (2, 1)))], None),
        ([], [0, 0, 0]),
    ],
)
def test_the_least_is_found_or_said_not_to_exist(rows: list[Row], wanted: list[int] | None) -> None:
    assert minimise(Model([1, 1, 1], [1, 2, 3], rows)) == wanted


@pytest.mark.parametrize(
    ("upper", "wanted"), [([0, 1, 0], [0, 1, 0]), ([0, 0, 1], None), ([1, 0, 1], [1, 0, 0]), ([0, 0, 0], None)]
)
def test_what_is_closed_is_left_out_of_what_is_solved(upper: list[int], wanted: list[int] | None) -> None:
    assert minimise(Model(upper, [5, 2, 1], [Row(1, None, ((0, 1), (1, 1)))])) == wanted


def test_nothing_open_and_nothing_asked_is_the_empty_plan() -> None:
    assert minimise(Model([0, 0], [1, 1], [Row(None, 1, ((0, 1), (1, 1)))])) == [0, 0]


def test_an_answer_is_checked_against_bounds_and_rows_in_integers() -> None:
    model = Model([1, 2], [1, 1], [Row(2, 3, ((0, 1), (1, 1)))])
    assert [x for x in ([0, 0], [1, 1], [0, 2], [1, 2], [2, 0], [0, 3]) if model.admits(x)] == [[1, 1], [0, 2], [1, 2]]


def test_a_model_that_the_solver_does_not_take_is_an_error_and_not_a_loop() -> None:
    broken = Model([1], [1], [Row(1, None, ((7, 1),))])  # there is no eighth variable
    with pytest.raises(SolverError, match="refused"):
        minimise(broken)
    with pytest.raises(SolverError, match="refused"):
        Relaxation(broken)
