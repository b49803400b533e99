"""Minimises models with OR-Tools CP-SAT: JSON of models on standard input, their least values on standard output.

A program of its own, since OR-Tools and HiGHS do not live well in one process.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ortools.sat.python import cp_model


def model_of(raw: dict[str, Any]) -> cp_model.CpModel:
    """One model as CP-SAT takes it."""
    model = cp_model.CpModel()
    x = [model.new_int_var(0, upper, f"x{j}") for j, upper in enumerate(raw["upper"])]
    for row in raw["rows"]:
        total = sum(a * x[j] for j, a in row["terms"])
        if row["low"] is not None:
            model.add(total >= row["low"])
        if row["high"] is not None:
            model.add(total <= row["high"])
    model.minimize(sum(c * x[j] for j, c in enumerate(raw["cost"]) if c))
    return model


def least(model: cp_model.CpModel, workers: int = 1) -> int | None:
    """The optimum of one model, proved by CP-SAT; None when nothing meets its rows. No ``workers``: all cores."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = 0
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    return round(solver.objective_value)


if __name__ == "__main__":
    json.dump([least(model_of(raw)) for raw in json.load(sys.stdin)], sys.stdout)
