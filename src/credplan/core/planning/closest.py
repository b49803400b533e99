"""The closest that one can come within the limits: which of a goal's groups a plan covers where none covers all.

What law asks for counts before the anchor, the anchor before the rest of the core, the core before what is preferred;
in each of these as many groups as can be. Exact: a relaxation of the rows proposes groups, the planner plans for just
these, and what no dates allow is cut off with everything that asks for more.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from credplan.core.planning.master import solve
from credplan.core.planning.problem import GoalGroup, Problem
from credplan.core.planning.rows import Reach, Rows, build_rows
from credplan.core.planning.solver import Model, Row, minimise
from credplan.core.planning.worth import OBJECTIVES, Choice
from credplan.core.requirements import both

ORDER = ("law", "goal", "anchor", "lock", "also", "core", "plus")
"""Kinds of groups, from the one that counts before all others."""
MOST_TRIED = 60
"""Choices of groups that are planned for before the best so far must do."""


class Closest(msgspec.Struct, frozen=True):
    """A plan within the limits for some of the groups asked for, and whether none covers more."""

    covered: tuple[GoalGroup, ...]
    missing: tuple[GoalGroup, ...]
    choice: Choice
    exact: bool


def closest(
    problem: Problem, reached: Reach, weights: Sequence[int] | None = None, *, refused: bool = False
) -> Closest | None:
    """The plan that covers most of what ``problem`` asks for and prefers, within its question's limits.

    Args:
        problem: only with groups that can be covered at all (`cover.covered`).
        reached: what is in reach of it.
        weights: what each of its groups and then of its pluses is worth; by kind, `ORDER`, if left out.
        refused: a plan for all of its groups was looked for already, and none was found.

    Returns:
        None when nothing that the learner does not have already fits.
    """
    groups = [*problem.groups, *problem.pluses]
    weights = weights or _by_kind(groups)
    if refused and sum(not group.need.met for group in groups) < 2:
        return None
    best: Closest | None = None
    worth, exact = 0, True
    with build_rows(problem, reached) as rows:
        model = _model(problem, rows, groups, weights)
        first = len(rows.upper)
        if refused:
            asked_for = [g for g in range(len(problem.groups)) if not groups[g].need.met]
            model.rows.append(Row(None, len(asked_for) - 1, tuple((first + g, 1) for g in asked_for)))
        for _ in range(MOST_TRIED):
            x = minimise(model)
            if x is None or (best is not None and -model.value(x) < worth):
                return None if best is None else msgspec.structs.replace(best, exact=exact)
            taken = [g for g in range(len(groups)) if x[first + g]]
            chosen = [groups[g] for g in taken]
            asked = msgspec.structs.replace(problem, groups=chosen, root=both(*(group.need for group in chosen)))
            solved = solve(asked, equals=False, prove=False, reached=reached, rows=rows)
            exact &= not solved.reason
            open_groups = [g for g in taken if not groups[g].need.met]
            if solved.choice is None or (problem.question.budget is not None and solved.choice.worth["unknown"]):
                # Nor does anything that asks for these and more.
                model.rows.append(Row(None, len(open_groups) - 1, tuple((first + g, 1) for g in open_groups)))
                continue
            if not open_groups:
                return None
            rest = tuple(group for g, group in enumerate(groups) if g not in taken)
            found = Closest(tuple(chosen), rest, solved.choice, exact)
            if best is None or _key(found, problem) < _key(best, problem):
                best = found
            worth = -model.value(x)
            others = [g for g in range(len(groups)) if g not in taken]
            terms = (*((first + g, -1) for g in open_groups), *((first + g, 1) for g in others))
            model.rows.append(Row(1 - len(open_groups), None, terms))
    return None if best is None else msgspec.structs.replace(best, exact=False)


def _by_kind(groups: Sequence[GoalGroup]) -> list[int]:
    """Weights by which one group of a kind counts more than all of the kinds after it together."""
    worth, weight = {}, 1
    for kind in reversed(ORDER):
        worth[kind] = weight
        weight *= 1 + sum(group.kind == kind for group in groups)
    return [worth[group.kind] for group in groups]


def _model(problem: Problem, rows: Rows, groups: Sequence[GoalGroup], weights: Sequence[int]) -> Model:
    """The rows with one variable more for each group: 1 only where the group is covered, and all worth their weight."""
    question, first = problem.question, len(rows.upper)
    upper, model_rows = list(rows.upper), list(rows.rows)
    for g, group in enumerate(groups):
        if not group.need.met:
            for row in rows.asked([group]):
                model_rows.append(Row(0, None, (*row.terms, (first + g, -(row.low or 0)))))
    if question.budget is not None:
        model_rows.append(Row(None, question.budget, rows.expressions["money"]))
        # What nobody knows the price of can't be said to fit.
        for variable, _ in rows.expressions["unknown"]:
            upper[variable] = 0
    if question.by is not None:
        model_rows.append(Row(None, (question.by - question.start).days, rows.expressions["finish"]))
    return Model([*upper, *[1] * len(groups)], [*[0] * first, *(-weight for weight in weights)], model_rows)


def _key(found: Closest, problem: Problem) -> tuple[int, ...]:
    return found.choice.key(OBJECTIVES[problem.question.objective])
