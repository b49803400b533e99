"""A `Problem` as integer rows: what HiGHS searches and `proof` closes.

Every objective has a linear expression that is never above its true value on a schedule; that is what makes the
master's bound valid. Money counts each subscription at the fewest periods that its covered days can fit into (31 days
in a billing month), finish counts all work one after another and each way's own earliest award.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from credplan.core.dates import NEVER, densest_period
from credplan.core.given import Stretch
from credplan.core.planning.problem import GoalGroup, Problem
from credplan.core.planning.solver import Model, Relaxation, Row
from credplan.core.planning.upkeep import least_upkeep
from credplan.core.requirements import Atom, Need, atoms_of
from credplan.core.schedule import Job, place

KEYS = ("unknown", "money", "finish", "minutes", "steps", "value")
Terms = tuple[tuple[int, int], ...]
MOST_DAYS = 84_000
"""An upper bound for a finish variable: no date the program knows lies further away."""


class Rows(msgspec.Struct):
    """The rows of one problem with the expressions of its objectives."""

    problem: Problem
    jobs: list[Job]
    upper: list[int]
    rows: list[Row]
    """What holds whatever is asked for."""
    asks: dict[Need, tuple[Row, ...]]
    """For each group of the goal, what asking for it adds."""
    expressions: dict[str, Terms]
    relaxation: Relaxation | None = None

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        if self.relaxation is not None:
            self.relaxation.close()
            self.relaxation = None

    def relaxed(self) -> Relaxation:
        """The relaxation of what holds whatever is asked for, solved again for every question until `Rows` is left."""
        if self.relaxation is None:
            caps = [Row(None, None, self.expressions[criterion]) for criterion in KEYS]
            self.relaxation = Relaxation(Model(list(self.upper), [0] * len(self.upper), [*self.rows, *caps]))
        return self.relaxation

    def cap(self, most: Mapping[str, int]) -> None:
        """Let some criteria be no higher than that in the relaxation, and the others as high as they like."""
        for row, criterion in enumerate(KEYS, len(self.rows)):
            self.relaxed().cap(row, most.get(criterion))

    def open(self, problem: Problem, reached: Reach) -> list[int]:
        """How far each variable may go for a problem with these ways that asks for, or leaves out, something else."""
        asked = asked_for(problem, [problem.root])
        upper = list(self.upper)
        for w, way in enumerate(problem.ways):
            if reached.award[w] >= NEVER or way.good not in asked:
                upper[w] = 0
        return upper

    def asked(self, groups: Sequence[GoalGroup]) -> list[Row]:
        """The rows that ask for some groups of the goal."""
        rows: list[Row] = []
        for group in groups:
            known = self.asks.get(group.need)
            if known is None and not group.need.met:
                # What a plan holds already, asked for again: single goods, that need no variable of their own.
                known = tuple(_single(group.need, self.problem))
            rows.extend(known or ())
        return rows

    def model(self, objective: Terms, asked: Sequence[Row] = (), upper: Sequence[int] | None = None) -> Model:
        """Minimise ``objective`` over the rows and ``asked``; ``upper`` tightens the variables' own bounds."""
        cost = [0] * len(self.upper)
        for j, a in objective:
            cost[j] += a
        return Model(list(self.upper if upper is None else upper), cost, [*self.rows, *asked])

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
        self.jobs, self.award = reached.jobs, reached.award
        self.upper: list[int] = []
        self.rows: list[Row] = []
        self.asking: list[Row] = []
        """Rows of the group that is being asked for."""
        self.nested: dict[Need, int] = {}
        self.start = problem.question.start.toordinal()

    def build(self) -> Rows:
        problem = self.problem
        groups = [*problem.groups, *problem.pluses]
        asked = asked_for(problem, [group.need for group in groups])
        self.upper = [int(a < NEVER and way.good in asked) for a, way in zip(self.award, problem.ways, strict=True)]
        for good, ways in problem.of_good.items():
            if len(ways) > 1 and good in asked:
                self.rows.append(Row(None, 1, tuple((w, 1) for w in ways)))
        holders = self._purchases()
        finish = self._variable(MOST_DAYS)
        self.rows.append(
            Row(0, None, ((finish, 1), *((w, -j.days) for w, j in enumerate(self.jobs) if j.days and self.upper[w])))
        )
        for w, award in enumerate(self.award):
            # What comes by itself early may make what comes late needless on dates, though a set counts on the latter.
            if self.upper[w] and award > self.start and not problem.ways[w].given:
                self.rows.append(Row(0, None, ((finish, 1), (w, self.start - award))))
        asks: dict[Need, tuple[Row, ...]] = {}
        for group in groups:
            self.asking = []
            self._enforce(group.need, None)
            asks[group.need] = tuple(self.asking)
        for w, way in enumerate(problem.ways):
            if self.upper[w]:
                self._enforce(way.need, w)
                if not _valid_together(problem, self.jobs, w):
                    self.rows.append(Row(None, 0, ((w, 1),)))
        return Rows(problem, self.jobs, self.upper, self.rows, asks, self._expressions(holders, finish))

    def _variable(self, upper: int) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1

    def _purchases(self) -> list[Terms]:
        """How often each shared purchase is bought, as terms: mostly a variable, one or the billing periods held."""
        problem = self.problem
        users: dict[int, list[tuple[int, int, int]]] = {}
        for w, way in enumerate(problem.ways):
            if not self.upper[w]:
                continue
            job = self.jobs[w]
            for purchase in way.shared:
                users.setdefault(purchase, []).append((w, 0, 0))
            held: dict[int, tuple[int, int]] = {}
            for purchase, first, last in job.spans:  # several of one purchase never touch: their days add up
                days, own = held.get(purchase, (0, 0))
                held[purchase] = (days + last - first, own + job.own_days(first, last))
            for purchase, (days, own) in held.items():
                users.setdefault(purchase, []).append((w, days, own))
        holders: list[Terms] = []
        for number, pricing in enumerate(problem.purchases):
            using = users.get(number, [])
            counted = bool(pricing.period) and pricing.cents is not None
            fits = densest_period(pricing.period) if pricing.period else 1
            if len({problem.ways[w].good for w, _, _ in using}) == 1:
                # At most one of its users is taken: each carries its own periods, and no variable is needed.
                holders.append(tuple((w, -(-days // fits) if counted else 1) for w, days, _ in using))
                continue
            most = sum(-(-days // fits) for _, days, _ in using) if counted else 1
            holder = self._variable(most)
            holders.append(((holder, 1),))
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
            self.asking.append(Row(k, None, tuple(terms.items())))

    def _variable_of(self, need: Need) -> int:
        if need not in self.nested:
            self.nested[need] = self._variable(1)
            self._enforce(need, self.nested[need])
        return self.nested[need]

    def _expressions(self, holders: list[Terms], finish: int) -> dict[str, Terms]:
        problem = self.problem
        kept = least_upkeep(problem)
        money = {w: way.cents + kept[w] for w, way in enumerate(problem.ways)}
        unknown = {w: way.unknown for w, way in enumerate(problem.ways)}
        for terms, pricing in zip(holders, problem.purchases, strict=True):
            # One term a variable: HiGHS refuses a row that names one twice, and then never comes back.
            for variable, count in terms:
                if pricing.cents is None:
                    unknown[variable] = unknown.get(variable, 0) + count
                else:
                    money[variable] = money.get(variable, 0) + count * int(pricing.cents)
        minutes = tuple((w, way.hours.likely) for w, way in enumerate(problem.ways) if way.hours.likely)
        value: Terms = ()
        if problem.question.hour_value is not None:
            # Sixtieths of a cent: money and the learner's time at its stated value, without a fraction.
            worth = problem.question.hour_value
            weights = {j: a * 60 for j, a in money.items()}
            for j, a in minutes:
                weights[j] = weights.get(j, 0) + a * worth
            value = tuple((j, a) for j, a in weights.items() if a)
        return {
            "unknown": tuple((j, n) for j, n in unknown.items() if n),
            "money": tuple((j, a) for j, a in money.items() if a),
            "finish": ((finish, 1),),
            "minutes": minutes,
            "steps": tuple((w, 1) for w, way in enumerate(problem.ways) if not way.given),
            "value": value,
        }


def reach(problem: Problem, jobs: list[Job] | None = None) -> Reach:
    """What can be reached, and the first day of each award: a valid bound for any plan.

    A least fixed point from below the reachable: what never gets a day can't be reached by any plan. ``jobs`` are the
    ways' own, where the caller has them already.
    """
    start = problem.question.start.toordinal()
    jobs = jobs or [problem.job(way) for way in problem.ways]
    # What is mentioned last needs least: from there, a pass or two find everything.
    plain = [(w, _without_concurrency(job, problem.given)) for w, job in enumerate(jobs) if w not in problem.closed]
    plain.reverse()
    lapses = {good: last for good, (_, last) in problem.given.items()}
    earliest: dict[int, int] = {}
    award = [NEVER] * len(jobs)
    changed = True
    while changed:
        changed = False
        for w, job in plain:
            spot = place(job, start, earliest, lapses)
            if spot is not None and spot.award < award[w]:
                award[w] = spot.award
                changed = True
            if spot is not None and spot.award < earliest.get(job.good, NEVER):
                earliest[job.good] = spot.award
    return Reach(jobs, award, earliest)


def _valid_together(problem: Problem, jobs: Sequence[Job], way: int) -> bool:
    """Whether all that must be valid on the day a way starts can be, even if nothing else took time.

    Work is done one step at a time: after the work for the first of them comes that for all others, and by then the
    first must not have lapsed. Each is tried as the first at its longest validity, the others at their fewest days.
    """
    goods = set(_always_concurrent(problem.ways[way].need))
    if len(goods) < 2:
        return True
    least = {good: min((jobs[w].days for w in problem.of_good[good]), default=0) for good in goods}
    for first in goods:
        ways = problem.of_good[first]
        if all(goods & set(_always_concurrent(problem.ways[w].need)) for w in ways):
            continue  # another one of them comes before it
        months = {w: {jobs[w].validity, *(m for _, m in jobs[w].validities)} for w in ways}
        if any(None in of for of in months.values()):
            return True
        holds = max(densest_period(m or 0) + jobs[w].elapsed + jobs[w].wait for w, of in months.items() for m in of)
        if sum(days for good, days in least.items() if good != first) <= holds:
            return True
    return False


def _always_concurrent(need: Need) -> Iterator[int]:
    """The goods that must be valid whatever else a need lets one choose."""
    if need.k == sum(weight for weight, _ in need.items):
        for _, item in need.items:
            if isinstance(item, Need):
                yield from _always_concurrent(item)
            elif item.concurrent:
                yield item.good


def _single(need: Need, problem: Problem) -> Iterator[Row]:
    """The row of a need for one good."""
    ((_, item),) = need.items
    assert isinstance(item, Atom)
    yield Row(1, None, tuple((w, 1) for w in problem.of_good[item.good]))


def asked_for(problem: Problem, needs: Iterable[Need]) -> set[int]:
    """The goods that ``needs`` mention, or the needs of a way to one of them: no plan has any other step."""
    asked: set[int] = set()
    pending = [good for need in needs for good in atoms_of(need)]
    while pending:
        good = pending.pop()
        if good not in asked:
            asked.add(good)
            for way in problem.of_good.get(good, ()):
                pending.extend(atoms_of(problem.ways[way].need))
    return asked


def _without_concurrency(job: Job, given: Mapping[int, Stretch]) -> Job:
    # Validity depends on the order, which a bound must not presume; but for what is given.
    if not job.validity and not job.need.items:
        return job
    return msgspec.structs.replace(job, need=_plain(job.need, given))


def _plain(need: Need, given: Mapping[int, Stretch]) -> Need:
    def plain(item: Need | Atom) -> Need | Atom:
        if isinstance(item, Need):
            return _plain(item, given)
        return item if item.good in given else Atom(item.good)

    return Need(need.k, tuple((weight, plain(item)) for weight, item in need.items))
