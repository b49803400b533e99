"""A plan made from what an index says bears on it is the plan made from the whole catalog."""

from __future__ import annotations

import pytest
from generate import Case, case

from credplan.core.mentions import held
from credplan.core.planning.advise import answer
from credplan.core.planning.question import Question
from credplan.shell.catalog_index import index_of


@pytest.mark.parametrize("seeds", [range(start, start + 50) for start in range(9000, 9200, 50)], ids=str)
def test_random_plans_are_the_same_from_their_extracts(seeds: range) -> None:
    for seed in seeds:
        one = case(seed)
        asked = question_of(one)
        part = index_of(one.catalog).around((asked.goal,), held(one.profile))
        assert answer(part, one.profile, asked) == answer(one.catalog, one.profile, asked), seed


def question_of(one: Case) -> Question:
    asked = one.asked
    return Question(
        goal=asked.goal, start=asked.start, weekly=asked.weekly, objective=asked.objective, budget=asked.budget,
        by=asked.by, hour_value=asked.hour_value, without=asked.without, without_provider=asked.without_provider,
    )  # fmt: skip
