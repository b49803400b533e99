"""What lapses or falls due again before a plan is done: the goal is met only by what is valid when it finishes.

Of a plan's awards those that the goal itself needs are kept valid until the finish. Each renewal is taken to be made
on its last day, in the cheapest way with a known fee, and yearly fees fall due on anniversaries, as in `upkeep`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from credplan.core.model import Validity
from credplan.core.planning.problem import Problem, Way
from credplan.core.planning.upkeep import Keeping, charges, held_subjects, known_cents, planned_subject
from credplan.core.requirements import atoms_of, holds


def needed_goods(problem: Problem, ways: Sequence[Way]) -> frozenset[int]:
    """The goods of ``ways`` without which the goal would not be met."""
    has = {way.good for way in ways} | set(problem.given)

    def spares(good: int) -> bool:
        return holds(problem.root, lambda atom: atom.good != good and atom.good in has)

    return frozenset(good for good in atoms_of(problem.root) & {way.good for way in ways} if not spares(good))


class Meanwhile:
    """The renewals of one set of ways before its finish; see `Renewals` in `core.schedule`."""

    def __init__(self, problem: Problem, ways: Sequence[Way]) -> None:
        standing, names = problem.standing, problem.goods.names
        self._since, self._currency = problem.question.start, problem.question.currency
        needed = needed_goods(problem, ways) if problem.lasting is None else problem.lasting
        earned = [
            (way.good, standing.credentials[way.credential], names[way.good].startswith("interim:"))
            for way in ways
            if names[way.good].removeprefix("interim:") in standing.credentials
        ]
        self._earned = earned
        self._needed = {credential.id for good, credential, _ in earned if good in needed}
        pools = {h.credential.validity.fee_pool for h in held_subjects(standing)} if self._needed else set()
        self._paid_anyway = pools - {""}
        """Fee pools that the learner pays for already: what they hold is their own upkeep, and not the plan's."""
        self.goods = frozenset(good for good, credential, interim in earned if _ends(credential.validity, interim))
        """Those whose day of award matters to what is due."""
        if not any(credential.id in self._needed for good, credential, _ in earned if good in self.goods):
            self.goods = frozenset()

    def due(self, award: Mapping[int, int], finish: int) -> list[Keeping]:
        """What is to be paid before the day ``finish``, given the day number of each award."""
        if not self.goods:
            return []
        subjects = [
            planned_subject(credential, dt.date.fromordinal(award[good]), interim=interim)
            for good, credential, interim in self._earned
        ]
        until = dt.date.fromordinal(finish)
        carrying = [s for s in subjects if s.credential.id not in self._needed]
        mine = [s for s in subjects if s.credential.id in self._needed]
        return sorted(
            (
                c
                for c in charges(mine, self._since, until, beside=carrying)
                if not (c.yearly and c.credential.validity.fee_pool in self._paid_anyway)
            ),
            key=lambda c: (c.day or until, c.credential.id, c.what),
        )

    def cents(self, award: Mapping[int, int], finish: int) -> int:
        """The sum of what is `due`; a fee that nobody knows, or in another currency, adds nothing."""
        return sum(known_cents(charge.price, self._currency) for charge in self.due(award, finish))


def _ends(validity: Validity, interim: bool) -> bool:
    """Whether an award lapses some day, or costs a fee each year."""
    lapses = not validity.never and bool(validity.months or validity.by_award)
    return interim or lapses or validity.annual_fee is not None or bool(validity.fee_pool)
