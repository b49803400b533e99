"""What somebody without a solver would do: the cheapest way to each thing asked for, one thing after the other.

It sees what is bought already and what is needed beforehand. It does not see that a dearer course may teach two of
the skills asked for, or that a second step in a subscription may cost nothing more.
"""

from __future__ import annotations

from credplan.core.dates import densest_period
from credplan.core.planning.problem import Problem
from credplan.core.planning.rows import Rows
from credplan.core.requirements import Atom, Need, holds

_NEVER = 10**12


class Greedy:
    """One learner's problem, met step by step."""

    def __init__(self, problem: Problem, rows: Rows) -> None:
        self.problem, self.rows = problem, rows
        self.taken: set[int] = set()
        """Ways, and below the goods and purchases that they bring."""
        self.goods: set[int] = set()
        self.bought: set[int] = set()
        self.known: dict[int, tuple[int, int]] = {}

    def ways(self) -> list[int] | None:
        """The ways it takes, or None where it finds none to something that is asked for."""
        for group in sorted(self.problem.groups, key=lambda g: self._cost(g.need, frozenset())):
            if not self._take(group.need, frozenset()):
                return None
        return sorted(self.taken)

    def _cost(self, need: Need, waiting: frozenset[int]) -> int:
        if holds(need, lambda atom: atom.good in self.goods):
            return 0
        left = need.k
        total = 0
        for cost, weight, _ in self._options(need, waiting):
            if left <= 0:
                break
            total, left = total + cost, left - weight
        return total if left <= 0 else _NEVER

    def _options(self, need: Need, waiting: frozenset[int]) -> list[tuple[int, int, Need | Atom]]:
        found = []
        for weight, item in need.items:
            cost = self._cost(item, waiting) if isinstance(item, Need) else self._cheapest(item.good, waiting)[0]
            found.append((cost, weight, item))
        return sorted(found, key=lambda one: one[0])

    def _cheapest(self, good: int, waiting: frozenset[int]) -> tuple[int, int]:
        """The least cost of a good and the way that has it; found once for each state of what is taken.

        In a circle of conditions it may so miss a cheaper way; it is greedy.
        """
        if good in self.goods:
            return 0, -1
        if good in waiting:
            return _NEVER, -1
        if good not in self.known:
            inside = waiting | {good}
            best = (_NEVER, -1)
            for way in self.problem.of_good.get(good, ()):
                if self.rows.upper[way]:
                    own = self._own(way)
                    if own < best[0]:
                        best = min(best, (own + self._cost(self.problem.ways[way].need, inside), way))
            if best[1] < 0 and waiting:
                return best  # it may only wait for itself here
            self.known[good] = best
        return self.known[good]

    def _own(self, way: int) -> int:
        """What a way costs beside what is bought already, subscriptions at the months that it takes alone."""
        chosen, job, purchases = self.problem.ways[way], self.rows.jobs[way], self.problem.purchases
        if chosen.unknown or any(purchases[p].cents is None for p in (*chosen.shared, *(p for p, _, _ in job.spans))):
            return _NEVER
        total = chosen.cents + sum(int(purchases[p].cents or 0) for p in chosen.shared if p not in self.bought)
        for purchase, first, last in job.spans:
            periods = -(-(last - first) // densest_period(purchases[purchase].period))
            total += periods * int(purchases[purchase].cents or 0)
        return total

    def _take(self, need: Need, waiting: frozenset[int]) -> bool:
        left = need.k
        for cost, weight, item in self._options(need, waiting):
            if left <= 0 or cost >= _NEVER:
                break
            if isinstance(item, Need):
                if not self._take(item, waiting):
                    return False
            elif item.good not in self.goods:
                _, way = self._cheapest(item.good, waiting)
                inside = waiting | {item.good}
                if way < 0 or not self._take(self.problem.ways[way].need, inside):
                    return False
                self.taken.add(way)
                self.goods.add(item.good)
                self.bought.update(self.problem.ways[way].shared)
                self.known.clear()
            left -= weight
        return left <= 0
