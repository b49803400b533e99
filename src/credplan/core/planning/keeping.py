"""A saved plan beside today's best: what its steps come to from today on, and whether it is worth changing.

A learner who has bought a book and told their family is not served by a plan that changes over a dollar. So a saved
plan is kept unless today's is better by more than what these constants say, which the screens print.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from credplan.core.dates import add_days
from credplan.core.planning.answers import SavedNow
from credplan.core.planning.cover import covered
from credplan.core.planning.master import solve
from credplan.core.planning.problem import Problem
from credplan.core.planning.worth import OBJECTIVES, Choice
from credplan.core.profile import SavedPlan
from credplan.core.text import money, plural

LEAST_PERCENT = 5
"""Of the saved plan's money, or of its money and time together."""
LEAST_CENTS = 1000
"""And at least so much money."""
LEAST_DAYS = 7
"""Of the finish, where the fastest plan is asked for."""


def only_saved(whole: Problem, saved: SavedPlan) -> Problem:
    """The problem with the saved plan's credentials and routes alone, whatever is bought for them and in any order."""
    routes = {(step.credential, step.route) for step in saved.step}
    goods = {step.credential for step in saved.step}

    def kept(number: int) -> bool:
        way = whole.ways[number]
        if not way.credential:
            return whole.goods.names[way.good] in goods
        return (way.credential, way.route.id if way.route is not None else "") in routes

    closed = frozenset(n for n in range(len(whole.ways)) if not kept(n))
    return msgspec.structs.replace(whole, closed=whole.closed | closed)


def saved_now(whole: Problem, saved: SavedPlan, best: Choice, uncovered: int) -> SavedNow:
    """What ``saved`` comes to from today on, beside the ``best`` plan that leaves ``uncovered`` groups."""
    problem, missing, reached = covered(only_saved(whole, saved))
    choice = None
    if len(missing) <= uncovered:
        choice = solve(problem, equals=False, prove=False, reached=reached).choice
    if choice is None:
        return SavedNow(saved.name, keep=False, why="its steps no longer reach the goal within your limits")
    same = _steps(problem, choice.ways) == _steps(whole, best.ways)
    why = "" if same else _better(whole, best, choice)
    finish = add_days(whole.question.start, choice.worth["finish"])
    return SavedNow(
        saved.name,
        keep=not why,
        why=why,
        same=same,
        cents=choice.worth["bill"],
        finish=finish,
        unknown=choice.worth["unknown"],
        weekly=None if saved.hours_per_week in (None, whole.question.weekly) else saved.hours_per_week,
    )


def _steps(problem: Problem, ways: Iterable[int]) -> set[tuple[int, str]]:
    chosen = (problem.ways[w] for w in ways)
    return {(way.good, way.route.id if way.route is not None else "") for way in chosen}


def _better(problem: Problem, best: Choice, old: Choice) -> str:
    """By what today's plan is better, in words, where that is worth a change; empty where it is not."""
    currency = problem.question.currency
    if best.worth["unknown"] < old.worth["unknown"]:
        return f"today's has {plural(old.worth['unknown'] - best.worth['unknown'], 'unknown')} less"
    if best.worth["unknown"] > old.worth["unknown"]:
        return ""
    main = OBJECTIVES[problem.question.objective][1]
    gain = old.worth[main] - best.worth[main]
    if main == "finish":
        return f"today's is done {plural(gain, 'day')} sooner" if gain >= LEAST_DAYS else ""
    if main == "steps":
        return f"today's has {plural(gain, 'step')} less" if gain else ""
    unit = 60 if main == "value" else 1
    least = max(LEAST_CENTS * unit, -(-old.worth[main] * LEAST_PERCENT // 100))
    if gain < least:
        return ""
    what = "today's is better by" if main == "value" else "today's costs less by"
    return f"{what} {money(gain // unit, currency)}"


def threshold(objective: str, currency: str) -> str:
    """What today's plan must gain for a saved one to be given up, in words."""
    if objective == "fastest":
        return f"at least {plural(LEAST_DAYS, 'day')}"
    if objective == "fewest":
        return "at least one step"
    return f"at least {LEAST_PERCENT} % and {money(LEAST_CENTS, currency)}"
