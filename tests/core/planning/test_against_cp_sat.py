"""The choice problem of larger catalogs: HiGHS and the proof against OR-Tools CP-SAT, which runs in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from generate import large_case

from credplan.core.planning.build import build, standing_of
from credplan.core.planning.proof import nothing_below
from credplan.core.planning.question import Question
from credplan.core.planning.rows import build_rows
from credplan.core.planning.solver import Model, minimise

PROGRAM = Path(__file__).with_name("cp_sat.py")


def choice_problem(seed: int) -> Model:
    """Which ways to take for the least money, before any set is dated: 40 to 120 credentials."""
    one = large_case(seed, 40 + seed * 7 % 81)
    asked = one.asked
    question = Question(goal=asked.goal, start=asked.start, weekly=asked.weekly, also=asked.also)
    rows = build_rows(build(one.catalog, question, standing_of(one.catalog, one.profile, asked.start)))
    return rows.model(rows.expressions["money"])


@pytest.mark.skipif(find_spec("ortools") is None, reason="OR-Tools, a development dependency, is not installed")
def test_the_least_choice_is_what_cp_sat_finds() -> None:
    models = [choice_problem(seed) for seed in range(80)]
    models = [model for model in models if len(model.cost) >= 40][:40]
    assert len(models) >= 20
    request = json.dumps([msgspec.to_builtins(model) for model in models])
    answer = subprocess.run([sys.executable, str(PROGRAM)], input=request, capture_output=True, text=True, check=True)
    found = [minimise(model) for model in models]
    mine = [None if x is None else model.value(x) for model, x in zip(models, found, strict=True)]
    assert mine == json.loads(answer.stdout)
    assert sum(1 for value in mine if value) >= 15
    for model, value in zip(models, mine, strict=True):
        # Not every proof of these ends within the nodes; none may contradict.
        assert value is None or nothing_below(model, value, most_nodes=200).proved is not False
