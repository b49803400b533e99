"""The planner against a second one that tries everything (`oracle`), on thousands of small random catalogs.

``CREDPLAN_CASES`` sets how many. Equal are the whole tuple of criteria, and the planner's dates are those of one of the
best plans that the second planner found.
"""

from __future__ import annotations

import datetime as dt
import os

import pytest
from generate import Case, case, given_case, renewing_case, wishing_case
from oracle import CRITERIA, Best, Step, TooLargeError, best_plan

from credplan.core.planning import master
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.master import Solved, solve
from credplan.core.planning.problem import Problem
from credplan.core.planning.question import Question
from credplan.core.planning.worth import OBJECTIVES, Choice
from credplan.core.units import Cents
from small import catalog, goal, profile

CASES = int(os.environ.get("CREDPLAN_CASES", "800"))
BLOCK = 100
MOST_WAYS, MOST_ORDERS = 16, 4_000
"""Catalogs with more have too many sets to try; larger ones are compared with CP-SAT."""


def problem_of(one: Case) -> Problem:
    """A case as the planner sees it."""
    asked = one.asked
    question = Question(**asked._asdict())
    return build(one.catalog, question, standing_of(one.catalog, one.profile, asked.start))


def worth(solved: Solved, objective: str) -> tuple[int, ...] | None:
    return None if solved.choice is None else solved.choice.key(OBJECTIVES[objective])


def expected(best: Best, objective: str) -> tuple[int, ...] | None:
    return None if best.worth is None else tuple(best.worth[k] for k in CRITERIA[objective])


def dates(problem: Problem, choice: Choice) -> tuple[Step, ...]:
    """The planner's steps in the second planner's words."""
    steps = []
    for placed in choice.schedule.placed:
        way = problem.ways[choice.ways[placed.job]]
        name = problem.goods.names[way.good]
        if name.startswith("viewed:"):
            name = f"view:{name.removeprefix('viewed:')}"
        elif name.startswith("attest:"):
            facts = (way.charges[0].price.amount if way.charges else 0, way.wait)
            hours = None if way.hours.unknown else int(way.hours.likely)
            name = f"attest:{way.attested}:{facts}:{hours}:{way.validity}"
        elif not name.startswith("part:"):
            name = f"earn:{name}"
        steps.append(Step(name, placed.start, placed.end, placed.award))
    return tuple(sorted(steps))


@pytest.mark.parametrize("block", range(-(-CASES // BLOCK)))
def test_every_plan_is_as_good_as_trying_everything(block: int) -> None:
    compare([case(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)], block * BLOCK)


@pytest.mark.parametrize("block", range(-(-CASES // BLOCK // 4)))
def test_every_wish_leaves_out_and_asks_for_the_same_as_trying_everything(block: int) -> None:
    compare([wishing_case(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)], block * BLOCK)


@pytest.mark.parametrize("block", range(-(-CASES // BLOCK // 4)))
def test_what_lapses_and_comes_true_by_itself_is_planned_like_trying_everything(block: int) -> None:
    compare([given_case(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)], block * BLOCK)


@pytest.mark.parametrize("block", range(-(-CASES // BLOCK // 8)))
def test_what_is_renewed_on_the_way_is_billed_like_trying_everything(block: int) -> None:
    cases = [renewing_case(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)]
    compare(cases, block * BLOCK)
    solved = [s.choice for s in map(solve, map(problem_of, cases)) if s.choice is not None]
    assert sum(choice.schedule.renewed > 0 for choice in solved) >= BLOCK // 10


@pytest.mark.parametrize("block", range(-(-CASES // BLOCK // 8)))
def test_the_masters_proposals_lead_to_the_same(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(master, "MOST_GROWN", 0)  # no set in the making is looked at
    compare([case(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)], block * BLOCK)


def compare(cases: list[Case], first: int) -> None:
    wrong, unproved, skipped = [], [], 0
    for seed, one in enumerate(cases, first):
        problem = problem_of(one)
        try:
            best = best_plan(*one, most_orders=MOST_ORDERS) if len(problem.ways) <= MOST_WAYS else None
        except TooLargeError:
            best = None
        if best is None:
            skipped += 1
            continue
        solved = solve(problem)
        mine = worth(solved, one.asked.objective)
        if mine != expected(best, one.asked.objective):
            wrong.append((seed, mine, expected(best, one.asked.objective)))
        elif solved.choice is not None and dates(problem, solved.choice) not in best.plans:
            wrong.append((seed, dates(problem, solved.choice), best.plans))
        if not solved.proved:
            unproved.append((seed, solved.reason))
    assert not wrong
    assert len(unproved) <= BLOCK // 100, unproved
    assert skipped <= BLOCK // 4


@pytest.mark.parametrize("wish", ["free", "accredited", "online", "provider", "lock", "goals"])
def test_each_wish_changes_the_answer_of_enough_cases(wish: str) -> None:
    """A wish that never mattered would be compared in vain."""
    changed = 0
    for seed in range(600):
        one = wishing_case(seed)
        if not getattr(one.asked, wish) or len(problem_of(one).ways) > MOST_WAYS:
            continue
        plain = one._replace(asked=one.asked._replace(**{wish: type(getattr(one.asked, wish))()}))
        objective = one.asked.objective
        changed += worth(solve(problem_of(one)), objective) != worth(solve(problem_of(plain)), objective)
    assert changed >= 10


def test_most_cases_have_a_plan_and_some_take_several_steps() -> None:
    """The generator must not have gone stale: a comparison of empty answers proves nothing."""
    problems = (problem_of(case(seed)) for seed in range(200))
    solved = (solve(problem) for problem in problems if len(problem.ways) <= MOST_WAYS)
    steps = [len(s.choice.ways) for s in solved if s.choice is not None]
    assert len(steps) > 80
    assert sum(n >= 2 for n in steps) > 30
    assert max(steps) >= 4


S1_E_S2 = """
[[credentials]]
id = "p/s1"
routes = [{ parts = [{ id = "c", name = "c", kind = "course", effort = { likely = 60 } }] }]

[[credentials]]
id = "p/e"
routes = [{ requires = { credential = "p/s1" }, parts = [{ id = "x", name = "x", kind = "exam", effort = { likely = 60 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]

[[credentials]]
id = "p/s2"
routes = [{ requires = { credential = "p/e" }, parts = [{ id = "c", name = "c", kind = "course", effort = { likely = 60 } }] }]
offers = [{ id = "once", price = { amount = 60 } }]

[[offers]]
id = "p/month"
covers = ["p/s1", "p/s2"]
billing = "month"
per = "learner"
price = { amount = 49 }
"""


def s1_e_s2(text: str) -> Solved:
    known = catalog(text)
    start = dt.date(2026, 11, 24)
    question = Question(goal=goal(known, "p/s2"), start=start, weekly=600)
    return solve(build(known, question, standing_of(known, profile(), start)))


def test_a_set_is_billed_on_its_dates_and_not_pooled() -> None:
    """S1, E, S2 at 10 hours a week: pooled 147, dated 196, best 158 by buying S2 once."""
    solved = s1_e_s2(S1_E_S2)
    assert solved.choice is not None
    assert solved.proved
    assert solved.choice.worth["money"] == Cents(158_00)
    schedule = solved.choice.schedule
    starts = [dt.date.fromordinal(p.start) for p in schedule.placed]
    assert starts == [dt.date(2026, 11, 24), dt.date(2027, 1, 5), dt.date(2027, 2, 16)]
    assert [(dt.date.fromordinal(b.anchor), b.periods) for b in schedule.bills] == [(dt.date(2026, 11, 24), 2)]
    assert dt.date.fromordinal(schedule.finish) == dt.date(2027, 3, 30)


def test_without_the_single_price_the_interrupted_subscription_is_paid_for() -> None:
    only_monthly = S1_E_S2.replace('offers = [{ id = "once", price = { amount = 60 } }]', "")
    solved = s1_e_s2(only_monthly)
    assert solved.choice is not None
    assert solved.choice.worth["money"] == Cents(196_00)
    assert [b.periods for b in solved.choice.schedule.bills] == [2, 2]


WHAT_LAPSES = """
[[credentials]]
id = "p/s2"
routes = [{ requires = { all = [{ credential = "p/course" }, { any = [
    { credential = "p/card", concurrent = true }, { credential = "p/licence", concurrent = true },
] }] }, parts = [{ id = "x", name = "x", kind = "exam", effort = { likely = 10 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]

[[credentials]]
id = "p/course"
routes = [{ requires = { credential = "p/card" }, elapsed = { days = 200 }, parts = [
    { id = "c", name = "c", kind = "course", effort = { likely = 10 } },
] }]
offers = [{ id = "free", price = { amount = 0 } }]

[[credentials]]
id = "p/card"
validity = { months = 3 }
routes = [{ parts = [{ id = "c", name = "c", kind = "course", effort = { likely = 10 } }] }]
offers = [{ id = "once", price = { amount = 20 } }]

[[credentials]]
id = "p/licence"
routes = [{ parts = [{ id = "c", name = "c", kind = "course", effort = { likely = 10 } }] }]
offers = [{ id = "once", price = { amount = 70 } }]
"""


def test_where_the_smaller_set_lapses_what_its_conditions_name_beside_it_may_come_in() -> None:
    """The card opens the course and has lapsed when the course ends; by conditions alone the licence is to spare."""
    solved = s1_e_s2(WHAT_LAPSES)
    assert solved.choice is not None
    assert solved.choice.worth["steps"] == 4
    assert solved.choice.worth["money"] == Cents(90_00)
    assert solved.proved


def test_what_lapses_with_nothing_beside_it_is_a_proved_no() -> None:
    solved = s1_e_s2(WHAT_LAPSES.replace('{ credential = "p/licence", concurrent = true },', ""))
    assert (solved.choice, solved.proved) == (None, True)
