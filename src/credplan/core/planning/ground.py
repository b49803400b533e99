"""A question made ready to be asked in many variants: its problem is built once, and each variant is solved exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from credplan.core.model import Catalog
from credplan.core.planning.adjusted import adjusted
from credplan.core.planning.advise import plan_of
from credplan.core.planning.answers import Plan, Uncovered
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.cover import blocking, covered
from credplan.core.planning.master import Solved, solve
from credplan.core.planning.problem import GoalGroup, Problem
from credplan.core.planning.question import Question
from credplan.core.planning.rows import Reach, Rows, build_rows
from credplan.core.profile import Profile


class Ground(msgspec.Struct, frozen=True):
    """One question with its problem, as `advise.answer` comes to it."""

    catalog: Catalog
    question: Question
    whole: Problem
    """Everything that is asked for."""
    problem: Problem
    """What of it can be covered."""
    uncovered: list[Uncovered]
    reached: Reach

    def rows(self) -> Rows:
        """The rows of the problem, for all variants at the learner's own pace and start; to be left when done."""
        return build_rows(self.problem, self.reached)

    def solve(
        self,
        rows: Rows | None = None,
        *,
        question: Question | None = None,
        closed: Iterable[int] = (),
        more: Sequence[GoalGroup] = (),
        start: Sequence[int] = (),
        other: Sequence[frozenset[int]] = (),
        equals: bool = False,
        prove: bool = True,
    ) -> tuple[Problem, Solved] | None:
        """The best plan of a variant with the problem that it was chosen from; None where it can cover less.

        Args:
            rows: `rows` of this ground, where neither pace nor start differ.
            question: with other limits, another objective or pace; not with other wishes, which change the problem.
            closed: ways that may not be taken.
            more: what is asked for besides.
            start: ways of a plan that keeps to the variant: it spares much of the search.
            other: `master.solve`.
            equals: `master.solve`.
            prove: `master.solve`.
        """
        asked = msgspec.structs.replace(
            self.whole,
            question=question or self.question,
            closed=self.whole.closed | frozenset(closed),
            groups=[*self.whole.groups, *more],
        )
        same = not closed and (question is None or question.weekly == self.question.weekly)
        problem, uncovered, reached = covered(asked, self.reached if same and asked.question.budget != 0 else None)
        if len(uncovered) > len(self.uncovered):
            return None
        solved = solve(problem, reached=reached, rows=rows, start=start, other=other, equals=equals, prove=prove)
        return problem, solved

    def asked(self) -> tuple[Problem, Solved]:
        """The question itself with its answer, proved."""
        return self.problem, solve(self.problem, reached=self.reached)

    def plan(self, problem: Problem, solved: Solved) -> Plan:
        """A found choice in full, with every sum, reason and doubt."""
        asked = msgspec.structs.replace(problem, question=self.question)
        return plan_of(self.catalog, self.question, asked, solved, self.uncovered, [])


def ground(catalog: Catalog, profile: Profile, question: Question) -> Ground | None:
    """The ground of a question; None where something that must be met can't be (`advise.answer` says what)."""
    if question.safe or profile.learner.pace_percent is not None:
        catalog, question = adjusted(catalog, profile.learner, question)
    standing = standing_of(catalog, profile, question.start)
    whole = build(catalog, question, standing)
    problem, uncovered, reached = covered(whole)
    return (
        None
        if blocking(catalog, whole, uncovered).closed
        else Ground(catalog, question, whole, problem, uncovered, reached)
    )


def unsourced(problem: Problem) -> frozenset[int]:
    """The ways that need a price or hours that nobody could source."""
    found = set()
    for number, way in enumerate(problem.ways):
        if way.unknown or any(problem.purchases[p].cents is None for p in way.purchases):
            found.add(number)
    return frozenset(found)
