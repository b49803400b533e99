"""The closest that the limits allow, against every choice of groups and against a published instance."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import msgspec
import pytest
from generate import case
from test_advise import career, course, group, law, no

import small
from corpus import corpus_file
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.closest import ORDER, Closest, closest
from credplan.core.planning.cover import covered
from credplan.core.planning.master import solve
from credplan.core.planning.problem import GoalGroup, Problem
from credplan.core.planning.question import Question
from credplan.core.planning.rows import Reach
from credplan.core.planning.worth import OBJECTIVES
from credplan.core.profile import Profile
from credplan.core.requirements import both
from credplan.core.units import Cents


def problem_of(text: str, **limits: object) -> tuple[Problem, Reach]:
    of = small.catalog(text)
    question = small.question(of, "11-1111.00", **limits)  # type: ignore[arg-type]
    problem, _, reached = covered(build(of, question, standing_of(of, Profile(), question.start)))
    return problem, reached


def names(groups: tuple[GoalGroup, ...]) -> list[str]:
    return [one.name for one in groups]


JOB = (
    course("p/licence", 20, 300)
    + course("p/anchor", 20, 200)
    + course("p/one", 20, 40)
    + course("p/two", 20, 60)
    + course("p/nice", 20, 10)
    + career(
        group("Anchor", '{ credential = "p/anchor" }', anchor=True)
        + group("One", '{ credential = "p/one" }')
        + group("Two", '{ credential = "p/two" }'),
        door=law('{ credential = "p/licence" }'),
        more="",
    )
    + '[[careers.plus]]\nname = "Nice"\nrequires = { credential = "p/nice" }\n'
)


@pytest.mark.parametrize(
    ("budget", "covers", "cents"),
    [
        (610, ["Licence", "Anchor", "One", "Two", "Nice"], 61000),
        (600, ["Licence", "Anchor", "One", "Two"], 60000),
        (599, ["Licence", "Anchor", "One", "Nice"], 55000),
        (545, ["Licence", "Anchor", "One"], 54000),  # one of the core, the cheaper
        (500, ["Licence", "Anchor"], 50000),
        (400, ["Licence", "One", "Two"], 40000),  # no anchor, but what else fits
        (299, ["Anchor", "One", "Nice"], 25000),
        (30, ["Nice"], 1000),
    ],
)
def test_law_counts_before_the_anchor_the_anchor_before_the_core(budget: int, covers: list[str], cents: int) -> None:
    found = closest(*problem_of(JOB, budget=budget))
    assert found is not None
    assert (names(found.covered), found.choice.worth["money"], found.exact) == (covers, cents, True)
    everything = ["Licence", "Anchor", "One", "Two", "Nice"]
    assert names(found.missing) == [name for name in everything if name not in covers]


def test_nothing_that_fits_is_nothing() -> None:
    assert closest(*problem_of(JOB, budget=5)) is None


def test_a_deadline_is_a_limit_too() -> None:
    found = closest(*problem_of(JOB, by="2026-12-24"))  # two steps of 14 days each at 10 hours a week
    assert found is not None
    assert (names(found.covered), found.choice.worth["finish"]) == (["Licence", "Anchor"], 28)


def by_trying_everything(problem: Problem, reached: Reach) -> tuple[int, tuple[int, ...]] | None:
    """The greatest weight of groups for which a plan fits, and the least key of a plan for such."""
    groups = [*problem.groups, *problem.pluses]
    counts = {kind: sum(one.kind == kind for one in groups) for kind in ORDER}
    best: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    for size in range(1, len(groups) + 1):
        for chosen in combinations(groups, size):
            asked = msgspec.structs.replace(problem, groups=list(chosen), root=both(*(one.need for one in chosen)))
            choice = solve(asked, equals=False, prove=False, reached=reached).choice
            if choice is None or all(one.need.met for one in chosen):
                continue
            if problem.question.budget is not None and choice.worth["unknown"]:
                continue
            per_kind = tuple(-sum(one.kind == kind for one in chosen) for kind in ORDER)
            key = per_kind, choice.key(OBJECTIVES[problem.question.objective])
            best = key if best is None else min(best, key)
    assert sum(counts.values()) == len(groups)
    return best  # type: ignore[return-value]


def test_the_closest_is_the_best_of_all_choices_of_groups() -> None:
    compared = 0
    for seed in range(700):
        one = case(seed)
        asked = one.asked
        question = Question(
            goal=asked.goal, start=asked.start, weekly=asked.weekly, budget=asked.budget, by=asked.by,
            objective=asked.objective, hour_value=asked.hour_value, also=asked.also,
        )  # fmt: skip
        if question.budget is None and question.by is None:
            question = msgspec.structs.replace(question, budget=Cents(seed % 7 * 1500))
        problem, _, reached = covered(build(one.catalog, question, standing_of(one.catalog, one.profile, asked.start)))
        if (
            not 2 <= len(problem.groups) + len(problem.pluses) <= 6
            or solve(problem, reached=reached).choice is not None
        ):
            continue
        found = closest(problem, reached)
        wanted = by_trying_everything(problem, reached)
        assert (found is None) == (wanted is None), seed
        if found is not None and wanted is not None:
            assert found.exact, seed
            kinds = tuple(-sum(group.kind == kind for group in found.covered) for kind in ORDER)
            assert (kinds, found.choice.key(OBJECTIVES[question.objective])) == wanted, seed
            compared += 1
    assert compared >= 20


def test_the_next_release_problem_has_its_published_optimum() -> None:
    """nrp1 at three tenths of all costs: customers are groups worth their profit, requirements cost what they cost."""
    costs, needs, customers = read_nrp(corpus_file("nrp1.txt").read_text())
    text = "".join(
        course(
            f"r/{number}",
            0,
            cost,
            more=(
                "requires = { all = [" + ", ".join(f'{{ credential = "r/{other}" }}' for other in needs[number]) + "] }"
                if needs.get(number)
                else ""
            ),
        )
        for number, cost in costs.items()
    )
    groups = "".join(
        group(f"{number}", "{ all = [" + ", ".join(f'{{ credential = "r/{r}" }}' for r in wanted) + "] }")
        for number, (_, wanted) in enumerate(customers)
    )
    problem, reached = problem_of(text + career(groups), budget=257)
    assert sum(costs.values()) * 3 // 10 == 257
    found = closest(problem, reached, [profit for profit, _ in customers])
    assert isinstance(found, Closest)
    assert sum(customers[int(one.name)][0] for one in found.covered) == 1204
    assert found.choice.worth["money"] <= 25700


def read_nrp(text: str) -> tuple[dict[int, int], dict[int, list[int]], list[tuple[int, list[int]]]]:
    """Costs by requirement, what each requires before it, and each customer's profit and requirements."""
    lines = iter(text.splitlines())
    costs: dict[int, int] = {}
    for _ in range(int(next(lines))):
        next(lines)  # how many there are on this level
        for cost in next(lines).split():
            costs[len(costs) + 1] = int(cost)
    needs: dict[int, list[int]] = {}
    for _ in range(int(next(lines))):
        before, after = map(int, next(lines).split())
        needs.setdefault(after, []).append(before)
    customers = []
    for _ in range(int(next(lines))):
        profit, _, *wanted = map(int, next(lines).split())
        customers.append((profit, wanted))
    return costs, needs, customers


def test_a_no_says_what_the_limits_do_allow() -> None:
    found = no(JOB, "11-1111.00", budget=599)
    near = found.closest
    assert near is not None
    assert near.covered == ("Licence (issued by State Board)", "Anchor", "One", "Nice")
    assert near.missing == ("Two",)
    assert [ident for ident, _ in near.steps] == ["p/licence", "p/anchor", "p/one", "p/nice"]
    assert (near.cents, near.finish, near.proved) == (55000, dt.date(2027, 1, 19), True)


def test_where_nothing_fits_a_no_names_nothing() -> None:
    assert no(JOB, "11-1111.00", budget=5).closest is None
