"""The claims of a proof file: that no plan is below a value, as a tree of boxes which sums of rows show to be empty.

The rows are those that docs/formats.md says a checker makes of the file, made here anew from what the file holds, and
not the planner's own: what is claimed must follow from the file alone. HiGHS only suggests which rows to add up; each
sum is added up in integers before it is written.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import msgspec

from credplan.core.planning.master import stuck_in
from credplan.core.planning.problem import Problem
from credplan.core.planning.rows import Reach
from credplan.core.planning.solver import Model, Relaxation, Row
from credplan.core.planning.worth import Choice, Worth
from credplan.core.requirements import Atom, atoms_of, concurrent_atoms, holds
from credplan.core.schedule import best_orders

MOST_NODES = 2_000
"""Boxes of one claim after which it is given up."""
MOST_ASIDE = 200
"""Sets that are set aside in one file."""
MOST_STEPS = 8
"""Steps of a set whose orders a checker is asked to look at."""
FAR = 100_000
"""More days, and more charges of one kind, than any plan has."""
SCALES = (1, 60, 1 << 20, 1 << 36)
"""By these the multipliers are rounded to whole numbers; the first that shows a box to be empty is taken."""
_TINY = 1e-6

Terms = dict[int, int]
AtLeast = tuple[Terms, int]
"""``(terms, least)``: the sum of coefficient times column is that at least."""


class GaveUp(Exception):
    """A claim is too long to show, or not true."""


class FileRows(msgspec.Struct):
    """The columns and rows of a file."""

    upper: list[int]
    rows: list[AtLeast]
    worth: dict[str, list[int]]
    """For each criterion what each column adds to it at the least."""


def model_of(data: dict[str, Any]) -> FileRows:
    """The rows of a file's problem, in the order in which its claims number them."""
    ways, purchases = data["ways"], data["purchases"]
    ways_of: dict[str, list[int]] = {}
    for w, way in enumerate(ways):
        ways_of.setdefault(way["good"], []).append(w)
    finish = len(ways) + len(purchases)
    upper = [1] * len(ways) + [FAR] * (len(purchases) + 1)
    rows: list[AtLeast] = [(dict.fromkeys(of, -1), -1) for of in ways_of.values()]

    def ask(need: Any, who: int | None) -> None:
        terms: Terms = {}
        for item in need[1]:
            if isinstance(item[1], str):
                helping = ways_of.get(item[1], [])
            else:
                upper.append(1)
                helping = [len(upper) - 1]
                ask(item[1], helping[0])
            for column in helping:
                terms[column] = terms.get(column, 0) + item[0]
        if who is not None:
            terms[who] = terms.get(who, 0) - need[0]
        rows.append((terms, need[0] if who is None else 0))

    for group in data["groups"]:
        ask(group["need"], None)
    for w, way in enumerate(ways):
        ask(way["need"], w)
    days = [-(-7 * way["minutes"] // data["minutes_per_week"]) for way in ways]
    rows.append(({finish: 1, **{w: -d for w, d in enumerate(days)}}, 0))
    for of in ways_of.values():
        rows.append(({finish: 1, **{w: -data["awards"][w] for w in of}}, 0))
    for p, one in enumerate(purchases):
        column = len(ways) + p
        users = [[w for w in of if p in bought(ways[w])] for of in ways_of.values()]
        rows += [({column: 1, **dict.fromkeys(of, -1)}, 0) for of in users if of]
        own = {
            w: -sum(max(0, min(last, days[w]) - first) for q, first, last in way["spans"] if p == q)
            for w, way in enumerate(ways)
        }
        rows.append(({}, 0) if one["cents"] is None else ({column: 31 * one["months"], **own}, 0))
    money = [0] * len(ways) + [one["cents"] or 0 for one in purchases]
    hour = data["hour_value"] or 0
    worth = {
        "unknown": [way["unknown"] for way in ways] + [int(one["cents"] is None) for one in purchases],
        "money": money,
        "finish": [0] * finish + [1],
        "minutes": [way["minutes"] for way in ways],
        "steps": [1] * len(ways),
        "value": [hour * way["minutes"] for way in ways] + [60 * cents for cents in money[len(ways) :]],
    }
    return FileRows(upper, rows, worth)


def bought(way: dict[str, Any]) -> set[int]:
    """The purchases that a way of a file makes or holds."""
    return {p for p, *_ in (*way["buys"], *way["spans"])}


class Prover:
    """Shows claims about one file's problem."""

    def __init__(
        self, problem: Problem, reached: Reach, data: dict[str, Any], kept: Sequence[int], best: Choice | None
    ):
        """Take the problem with its ``data`` as they stand in the file.

        Args:
            problem: what was asked.
            reached: what is in reach of it.
            data: `certificate.problem_data`.
            kept: the way at each place of the file.
            best: the plan that is said to be best; None for a no.
        """
        self.problem, self.reached, self.data, self.kept, self.best = problem, reached, data, kept, best
        self.place = {w: i for i, w in enumerate(kept)}
        self.model = model_of(data)
        # A checker knows no renewals: a set that only they make dear is not set aside.
        self.worth = Worth(msgspec.structs.replace(problem, lasting=frozenset()), reached)
        self.criteria = data["criteria"]
        self.set_aside: list[list[int]] = []
        self.cuts: list[AtLeast] = []

    def claim(self, criterion: str, least: int, beside: Sequence[str], *, cut: bool = True) -> dict[str, Any]:
        """That no plan comes to less than ``least``, if it is no worse than the best in ``beside``.

        Without a ``criterion``: that there is no plan at all. Without ``cut`` no set is dated for it.

        Raises:
            GaveUp: it is not shown within the limits of this module.
        """
        model, worth = self.model, self.model.worth
        most = [(name, value) for name, value in self.data["limits"].items() if value is not None]
        if self.best is not None:
            most += [(name, self.best.worth[name]) for name in beside]
        caps = [({j: -a for j, a in enumerate(worth[name]) if a}, -value) for name, value in most]
        main = [({j: -a for j, a in enumerate(worth[criterion]) if a}, 1 - least)] if criterion else []
        fixed = [*model.rows, *caps, *main]
        cost = [0] * len(model.upper)
        for j, a in enumerate(worth[criterion] if criterion else ()):
            cost[j] = a
        cuts = self.cuts if cut else []
        solved = [*model.rows, *caps, *cuts]
        at = [*range(len(model.rows) + len(caps)), *range(len(fixed), len(fixed) + len(cuts))]
        rows = [Row(low, None, tuple(terms.items())) for terms, low in solved]
        relaxation = Relaxation(Model(list(model.upper), cost, rows))
        tree: list[dict[str, Any]] = []
        boxes = [([0] * len(model.upper), list(model.upper))]
        try:
            while boxes:
                low, high = boxes.pop()
                if len(tree) > MOST_NODES:
                    raise GaveUp("too many boxes")
                outcome = relaxation.solve(low, high, ray=True)
                known = [*fixed, *cuts]
                tries: list[list[tuple[int, float]]] = []
                if outcome == "optimal":
                    one = [(len(fixed) - 1, 1.0)] if main else []
                    tries.append([*zip(at, relaxation.duals, strict=True), *one])
                elif outcome == "infeasible":
                    tries += [[(i, s * d) for i, d in zip(at, relaxation.duals, strict=True)] for s in (1, -1)]
                shown = next((s for t in tries if (s := _empty(known, t, low, high)) is not None), None)
                if shown is not None:
                    tree.append({"rows": shown})
                    continue
                x = list(relaxation.x) if outcome == "optimal" else None
                whole = self._whole(x) if x is not None and cut else None
                if whole is not None:
                    row = self._cut(whole)
                    relaxation.add([Row(row[1], None, tuple(row[0].items()))])
                    at.append(len(fixed) + len(self.cuts))
                    self.cuts.append(row)
                    boxes.append((low, high))
                    continue
                j, split = _branching(x, low, high, cost)
                tree.append({"split": [j, split]})
                above = [*low[:j], split + 1, *low[j + 1 :]]
                below = [*high[:j], split, *high[j + 1 :]]
                boxes += [(above, high), (low, below)]
        finally:
            relaxation.close()
        return {"criterion": criterion, "least": least, "alone": not cut, "tree": tree}

    def root_bound(self, criterion: str) -> int:
        """What the linear relaxation alone says that no plan is below."""
        worth = self.model.worth[criterion]
        cost = [*worth, *[0] * (len(self.model.upper) - len(worth))]
        rows = [Row(low, None, tuple(terms.items())) for terms, low in self.model.rows]
        relaxation = Relaxation(Model(list(self.model.upper), cost, rows))
        try:
            if relaxation.solve([0] * len(cost), self.model.upper) != "optimal":
                return 0
            return max(0, -int(-(relaxation.objective - _TINY) // 1))
        finally:
            relaxation.close()

    def _whole(self, x: Sequence[float]) -> list[int] | None:
        """The places of the ways that a point takes, where it takes each wholly or not and they meet the goal."""
        taken = [min(v, 1 - v) < _TINY for v in x[: len(self.kept)]]
        places = [w for w in range(len(taken)) if x[w] > 0.5]
        have = {self.problem.ways[self.kept[w]].good for w in places}
        return places if all(taken) and holds(self.problem.root, partial(_among, have)) else None

    # -- sets that are set aside --------------------------------------------------------------------------------

    def _cut(self, places: list[int]) -> AtLeast:
        """The row that sets a set aside, with all that contain it."""
        if len(self.set_aside) >= MOST_ASIDE:
            raise GaveUp("too many sets are set aside")
        problem = self.problem
        ways = [self.kept[i] for i in places]
        stuck = stuck_in(problem, ways)
        if stuck:
            goods = {good for w in stuck for good in atoms_of(problem.ways[w].need)}
            self.set_aside.append(sorted(places))
            return self._row(stuck, ways, goods)
        ways = self._smallest(ways)
        if len(ways) > MOST_STEPS:
            raise GaveUp("a set has too many steps")
        choice, exact = self.worth.dated(tuple(ways), None)
        if not exact:
            raise GaveUp("a set has too many orders to look at each")
        if choice is not None and (self.best is None or choice.key(self.criteria) < self.best.key(self.criteria)):
            raise GaveUp("another plan is better")  # the plan was not the best: whoever asked can't claim it
        self.set_aside.append(sorted(self.place[w] for w in ways))
        return self._row(ways, ways, set() if choice is not None else self._instead(ways))

    def _instead(self, ways: Sequence[int]) -> set[int]:
        """Where a set fits on no dates whatever the limits: goods that may do for what lapses in it too early."""
        problem = self.problem
        needs = [group.need for group in problem.groups] + [problem.ways[w].need for w in ways]
        now = {good for need in needs for good in concurrent_atoms(need)} - {problem.ways[w].good for w in ways}
        if not now:
            return now
        jobs = [self.reached.jobs[w] for w in ways]
        start = problem.question.start.toordinal()
        return set() if best_orders(jobs, start, problem.rates(), first="finish").schedules else now

    def _row(self, inside: Sequence[int] | set[int], ways: Sequence[int], goods: set[int]) -> AtLeast:
        helping = {w for good in goods for w in self.problem.of_good.get(good, ()) if w in self.place and w not in ways}
        terms = {self.place[w]: -1 for w in sorted(inside)} | {self.place[w]: 1 for w in sorted(helping)}
        return terms, 1 - len(inside)

    def _smallest(self, ways: list[int]) -> list[int]:
        """A set without what nothing needs, unless what is left fits on no dates whatever the limits."""
        problem, kept = self.problem, list(ways)
        for way in sorted(ways, key=lambda w: (-problem.ways[w].unknown, -problem.ways[w].cents, w)):
            if way not in kept:
                continue
            fewer = [w for w in kept if w != way]
            stuck = stuck_in(problem, fewer)
            fewer = [w for w in fewer if w not in stuck]
            have = {problem.ways[w].good for w in fewer}
            if holds(problem.root, partial(_among, have)) and not self._instead(fewer):
                kept = fewer
        return kept


def _among(have: Collection[int], atom: Atom) -> bool:
    return atom.good in have


def _empty(
    rows: Sequence[AtLeast], duals: Sequence[tuple[int, float]], low: Sequence[int], high: Sequence[int]
) -> list[list[int]] | None:
    """Rows with whole multipliers whose sum no point of a box can reach; None if the suggested ones are not such."""
    largest = max((d for _, d in duals), default=0.0)
    for scale in SCALES:
        times = [(i, round(d * scale)) for i, d in duals if d > largest * 1e-12]
        times = [(i, m) for i, m in times if m > 0]
        sums: Terms = {}
        total = 0
        for i, m in times:
            terms, least = rows[i]
            total += m * least
            for j, a in terms.items():
                sums[j] = sums.get(j, 0) + m * a
        if sum(a * (high[j] if a > 0 else low[j]) for j, a in sums.items()) < total:
            return [[i, m] for i, m in times]
    return None


def _branching(
    x: Sequence[float] | None, low: Sequence[int], high: Sequence[int], cost: Sequence[int]
) -> tuple[int, int]:
    """The column to split at, and the value after which: where a fraction hides most cost, else the first open one."""
    best, column = -1.0, -1
    for j in range(len(low)):
        if high[j] > low[j]:
            distance = abs(x[j] - round(x[j])) if x is not None else 0.0
            weight = distance * (1 + abs(cost[j])) if distance > _TINY else 0.0
            if weight > best:
                best, column = weight, j
    if column < 0:
        raise GaveUp("a single point could not be shown to be out")
    at = int(x[column] // 1) if x is not None else low[column]
    return column, min(max(at, low[column]), high[column] - 1)
