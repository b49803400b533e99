"""A `Problem` as integer rows: what HiGHS searches and `proof` closes.

Every objective has a linear expression that is never above its true value on a schedule; that is what makes the
master's bound valid. Money counts each subscription at the fewest periods that its covered days can fit into (31 days
in a billing month), finish counts all work one after another and each way's own earliest award.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from credplan.core.dates import densest_period
from credplan.core.planning.problem import Problem
from credplan.core.planning.solver import Model, Row
from credplan.core.requirements import NEVER, Atom, Need
from credplan.core.schedule import Job, place

KEYS = ("unknown", "money", "finish", "minutes", "steps", "value")
Terms = tuple[tuple[int, int], ...]
MOST_DAYS = 84_000
"""An upper bound for a finish variable: no date the program knows lies further away."""


class Rows(msgspec.Struct):
    """The rows of one problem with the expressions of its objectives."""

    problem: Problem
    jobs: list[Job]
    earliest: dict[int, int]
    """Good -> the first day number on which any way could award it."""
    upper: list[int]
    rows: list[Row]
    expressions: dict[str, Terms]

    def model(self, objective: Terms, extra: Sequence[Row] = (), upper: Sequence[int] | None = None) -> Model:
        """Minimise ``objective`` over the rows and ``extra``; ``upper`` tightens the variables' own bounds."""
        cost = [0] * len(self.upper)
        for j, a in objective:
            cost[j] += a
        return Model(list(self.upper if upper is None else upper), cost, [*self.rows, *extra])

    def chosen(self, x: Sequence[int]) -> list[int]:
        """The ways that a solution takes."""
        return [w for w in range(len(self.problem.ways)) if x[w]]


def at_most(expression: Terms, value: int) -> Row:
    """``expression <= value``."""
    return Row(None, value, expression)


class Reach(msgspec.Struct, frozen=True):
    """What a plan could reach at all: the first day on which anything could be awarded if nothing else took time."""

    jobs: list[Job]
    award: list[int]
    """For each way; `NEVER` where no plan can take it."""
    earliest: dict[int, int]
    """For each good that can be reached."""


def build_rows(problem: Problem, reached: Reach | None = None) -> Rows:
    """The rows of a problem, with what can never be reached fixed at zero."""
    return _Builder(problem, reached or reach(problem)).build()


class _Builder:
    def __init__(self, problem: Problem, reached: Reach) -> None:
        self.problem = problem
        self.jobs, self.award, self.earliest = reached.jobs, reached.award, reached.earliest
        self.upper: list[int] = []
        self.rows: list[Row] = []
        self.nested: dict[Need, int] = {}
        self.start = problem.question.start.toordinal()

    def build(self) -> Rows:
        problem = self.problem
        self.upper = [int(award < NEVER) for award in self.award]
        for ways in problem.of_good.values():
            if len(ways) > 1:
                self.rows.append(Row(None, 1, tuple((w, 1) for w in ways)))
        holders = self._purchases()
        finish = self._variable(MOST_DAYS)
        self.rows.append(Row(0, None, ((finish, 1), *((w, -j.days) for w, j in enumerate(self.jobs) if j.days))))
        for w, award in enumerate(self.award):
            if self.upper[w] and award > self.start:
                self.rows.append(Row(0, None, ((finish, 1), (w, self.start - award))))
        self._enforce(problem.root, None)
        for w, way in enumerate(problem.ways):
            if self.upper[w]:
                self._enforce(way.need, w)
        return Rows(problem, self.jobs, self.earliest, self.upper, self.rows, self._expressions(holders, finish))

    def _variable(self, upper: int) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1

    def _purchases(self) -> list[int]:
        """A variable for each shared purchase: bought or not, or the number of billing periods."""
        problem = self.problem
        users: dict[int, list[tuple[int, int, int]]] = {}
        for w, way in enumerate(problem.ways):
            job = self.jobs[w]
            for purchase in way.shared:
                users.setdefault(purchase, []).append((w, 0, 0))
            for purchase, first, last in job.spans:
                users.setdefault(purchase, []).append((w, last - first, job.own_days(first, last)))
        holders = []
        for number, pricing in enumerate(problem.purchases):
            using = users.get(number, [])
            counted = bool(pricing.period) and pricing.cents is not None
            fits = densest_period(pricing.period) if pricing.period else 1
            most = sum(-(-days // fits) for _, days, _ in using) if counted else 1
            holder = self._variable(most)
            holders.append(holder)
            for w, days, _ in using:
                need = -(-days // fits) if counted else 1
                self.rows.append(Row(0, None, ((holder, 1), (w, -need))))
            if counted and len(using) > 1:
                # Only days of the learner's own work add up; minimum times of several steps may overlap.
                self.rows.append(Row(0, None, ((holder, fits), *((w, -own) for w, _, own in using if own))))
        return holders

    def _enforce(self, need: Need, way: int | None) -> None:
        """Rows that make ``need`` hold: always, or whenever ``way`` (or a nested need's variable) is taken."""
        if need.met:
            return
        if need.k == sum(weight for weight, _ in need.items):
            for _, item in need.items:
                self._at_least(1, [(1, item)], way)
        else:
            self._at_least(need.k, list(need.items), way)

    def _at_least(self, k: int, items: list[tuple[int, Need | Atom]], way: int | None) -> None:
        terms: dict[int, int] = {}
        for weight, item in items:
            if isinstance(item, Atom):
                for w in self.problem.of_good.get(item.good, ()):
                    terms[w] = terms.get(w, 0) + weight
            elif len(items) == 1:
                self._enforce(item, way)
                return
            else:
                variable = self._variable_of(item)
                terms[variable] = terms.get(variable, 0) + weight  # one need may be asked for twice
        if way is not None:
            terms[way] = terms.get(way, 0) - k
            self.rows.append(Row(0, None, tuple(terms.items())))
        else:
            self.rows.append(Row(k, None, tuple(terms.items())))

    def _variable_of(self, need: Need) -> int:
        if need not in self.nested:
            self.nested[need] = self._variable(1)
            self._enforce(need, self.nested[need])
        return self.nested[need]

    def _expressions(self, holders: list[int], finish: int) -> dict[str, Terms]:
        problem = self.problem
        priced = [(h, int(p.cents)) for h, p in zip(holders, problem.purchases, strict=True) if p.cents]
        unpriced = [(h, 1) for h, p in zip(holders, problem.purchases, strict=True) if p.cents is None]
        money = (*((w, way.cents) for w, way in enumerate(problem.ways) if way.cents), *priced)
        minutes = tuple((w, way.hours.likely) for w, way in enumerate(problem.ways) if way.hours.likely)
        value: Terms = ()
        if problem.question.hour_value is not None:
            # Sixtieths of a cent: money and the learner's time at its stated value, without a fraction.
            worth = problem.question.hour_value
            weights = {j: a * 60 for j, a in money}
            for j, a in minutes:
                weights[j] = weights.get(j, 0) + a * worth
            # One term a variable: HiGHS refuses a row that names one twice, and then never comes back.
            value = tuple((j, a) for j, a in weights.items() if a)
        return {
            "unknown": (*((w, way.unknown) for w, way in enumerate(problem.ways) if way.unknown), *unpriced),
            "money": money,
            "finish": ((finish, 1),),
            "minutes": minutes,
            "steps": tuple((w, 1) for w in range(len(problem.ways))),
            "value": value,
        }


def reach(problem: Problem) -> Reach:
    """What can be reached, and the first day of each award: a valid bound for any plan.

    A least fixed point from below the reachable: what never gets a day can't be reached by any plan.
    """
    start = problem.question.start.toordinal()
    jobs = [problem.job(way) for way in problem.ways]
    plain = [(w, _without_concurrency(job)) for w, job in enumerate(jobs) if w not in problem.closed]
    earliest: dict[int, int] = {}
    award = [NEVER] * len(jobs)
    changed = True
    while changed:
        changed = False
        for w, job in plain:
            spot = place(job, start, earliest, {})
            if spot is not None and spot.award < award[w]:
                award[w] = spot.award
                changed = True
            if spot is not None and spot.award < earliest.get(job.good, NEVER):
                earliest[job.good] = spot.award
    return Reach(jobs, award, earliest)


def _without_concurrency(job: Job) -> Job:
    # Validity depends on the order, which a bound must not presume.
    if not job.validity and not job.need.items:
        return job
    return msgspec.structs.replace(job, need=_plain(job.need))


def _plain(need: Need) -> Need:
    return Need(
        need.k,
        tuple((weight, Atom(item.good) if isinstance(item, Atom) else _plain(item)) for weight, item in need.items),
    )
