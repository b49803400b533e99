"""The exact choice: which credentials, by which routes, bought how, in which order.

1. The master (`rows`) proposes a set whose bound could beat the best plan so far.
2. `minimal` drops what nothing needs; `schedule` finds the set's best order, its dates and its true bill.
3. The set, with all larger ones that contain it, is cut off, and the master proposes again, until it has nothing left
   below the best plan. Then the next criterion decides among equals, and `proof` closes the bound in integers.

A plan has no step that nothing needs (docs/planner.md), so cutting a set may cut everything that contains it, unless
something in the set lapses too early: then a larger one may fit, in which something else is valid on that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from credplan.core.dates import densest_period
from credplan.core.planning.problem import Problem
from credplan.core.planning.proof import nothing_below
from credplan.core.planning.reduce import Relaxed, relaxed
from credplan.core.planning.rows import Reach, Rows, Terms, at_most, build_rows
from credplan.core.planning.solver import Row, SolverError, minimise
from credplan.core.requirements import Need, atoms_of, concurrent_atoms, holds
from credplan.core.schedule import Found, Job, Schedule, best_orders

OBJECTIVES: dict[str, tuple[str, ...]] = {
    "cheapest": ("unknown", "money", "finish", "minutes", "steps"),
    "fastest": ("unknown", "finish", "money", "minutes", "steps"),
    "fewest": ("unknown", "steps", "money", "finish", "minutes"),
    "balanced": ("unknown", "value", "finish", "money", "steps"),
}
MOST_SETS = 400
"""Sets dated and billed before the search stops and says how far it got."""
FEW_VARIABLES = 40
"""Below this, leaving variables out costs more than it saves."""
MOST_EQUALS = 6
"""Equally good plans looked for; more are not listed."""


class Choice(msgspec.Struct, frozen=True):
    """A set of ways with its best schedule and its worth under every criterion."""

    ways: tuple[int, ...]
    schedule: Schedule
    """Its ``placed`` steps carry positions in ``ways``."""
    worth: dict[str, int]

    def key(self, criteria: tuple[str, ...]) -> tuple[int, ...]:
        """The worth in the order in which criteria decide; smaller is better."""
        return tuple(self.worth[c] for c in criteria)


class Solved(msgspec.Struct, frozen=True):
    """The best choice, if any fits, and how sure that is."""

    choice: Choice | None
    proved: bool
    """Its main criterion is proved least in integer arithmetic."""
    bound: int
    """No plan is better than this in the main criterion."""
    main: str
    """The criterion that the objective is named after."""
    reason: str = ""
    """Why it is not proved."""
    equals: tuple[Choice, ...] = ()
    sets_tried: int = 0
    proof_nodes: int = 0


def solve(
    problem: Problem,
    *,
    equals: bool = True,
    prove: bool = True,
    reached: Reach | None = None,
    start: Sequence[int] = (),
) -> Solved:
    """The best plan of a problem under its question's objective and limits.

    Args:
        problem: see `build.build`.
        equals: also look for equally good plans, among which the alphabet decides.
        prove: close the bound in integers; without it the answer is the same and only unproved.
        reached: `rows.reach` of the problem, where the caller has it already.
        start: the ways of a plan to a question like this one; as a first plan it spares much of the search.
    """
    return _Search(problem, reached).run(equals, prove, start)


class _Proposal(msgspec.Struct, frozen=True):
    """A set that the master finds most promising, and the bound that no set still open can be below."""

    ways: list[int]
    bound: int


class _Search:
    def __init__(self, problem: Problem, reached: Reach | None) -> None:
        self.problem = problem
        self.question = problem.question
        self.rows: Rows = build_rows(problem, reached)
        self.criteria = OBJECTIVES[self.question.objective]
        self.main = self.criteria[1]
        self.upper = list(self.rows.upper)
        self.limits: list[Row] = []
        if self.question.budget is not None:
            self.limits.append(at_most(self.rows.expressions["money"], self.question.budget))
        if self.question.by is not None:
            days = (self.question.by - self.question.start).days
            self.limits.append(at_most(self.rows.expressions["finish"], days))
        self.named: dict[int, int] = {}
        """Good -> the first group of the goal that names it."""
        for position, group in enumerate(problem.groups):
            for good in sorted(atoms_of(group.need)):
                self.named.setdefault(good, position)
        self.cuts: list[Row] = []
        self.best: Choice | None = None
        self.tried = 0
        self.inexact = problem.truncated
        self.reason = "too many ways to pay were possible to look at each" if problem.truncated else ""
        self.failed = False
        """The solver gave no answer that can be used; what it did not propose was not looked at."""
        self.seen: list[Choice] = []
        self.cut: set[tuple[int, ...]] = set()
        self.undated: set[frozenset[int]] = set()
        """Sets that meet every condition and fit on no dates whatever the limits."""

    def run(self, equals: bool, prove: bool, start: Sequence[int] = ()) -> Solved:
        if start and all(self.upper[w] for w in start) and self._reaches_goal(start) and not self._unknown(start):
            self._try(self._minimal(start))
        stopped = not self._known_first()
        settled = 0 if self.best is None else 2
        for position, criterion in enumerate(self.criteria):
            if stopped or (position >= settled and not self._improve(position, criterion)):
                stopped = True
                break
            if self.best is None:
                break
        if self.best is None:
            sure, nodes = (not stopped and not self.inexact), 0
            if sure and prove:
                sure, nodes = self._prove_empty()
            return Solved(None, sure, 0, self.main, self.reason, (), self.tried, nodes)
        if not stopped and equals:
            self._find_equals()
        searched = not stopped and not self.inexact
        bound = self.best.worth[self.main] if searched else self._bound()
        proved, nodes = self._prove() if searched and prove else (False, 0)
        top = self.best.key(self.criteria)
        same = tuple(
            c for c in self.seen if c.key(self.criteria) == top and c.ways != self.best.ways and self._differs(c)
        )
        return Solved(self.best, proved, bound, self.main, self.reason, same, self.tried, nodes)

    def _known_first(self) -> bool:
        """Lower the main criterion with nothing of unknown price or hours: most often possible, and far smaller.

        A best plan then settles the first two criteria; without one everything is let in again.
        """
        everything = self.upper
        self.upper = list(everything)
        for variable, _ in self.rows.expressions["unknown"]:
            self.upper[variable] = 0
        narrowed = self._narrow()
        searched = self._improve(1, self.main)
        if self.best is None:
            self.upper = everything
        elif narrowed is not None:
            self.upper = narrowed.uppers(self.best.worth[self.main])
        return searched

    def _narrow(self) -> Relaxed | None:
        """A first plan from what the relaxation takes, then without all that no plan as good as it can use."""
        if sum(map(bool, self.upper)) < FEW_VARIABLES:
            return None
        expression = self.rows.expressions[self.main]
        found = relaxed(self.rows.model(expression, [*self.limits, *self.cuts], self.upper))
        if found is None:
            return None
        if self.best is None:
            self._consider([w for w in found.taken if w < len(self.problem.ways)])
        if self.best is not None:
            self.upper = found.uppers(self.best.worth[self.main])
        return found

    def _improve(self, position: int, criterion: str) -> bool:
        """Lower one criterion as far as it goes without giving up earlier ones; False when the search was stopped."""
        expression = self.rows.expressions[criterion]
        while True:
            extra = [*self.limits, *self.cuts]
            if self.best is not None:
                if self.best.worth[criterion] <= 0:
                    return True
                for earlier in self.criteria[:position]:
                    extra.append(at_most(self.rows.expressions[earlier], self.best.worth[earlier]))
                extra.append(at_most(expression, self.best.worth[criterion] - 1))
            proposal = self._propose(expression, extra)
            if proposal is None:
                return not self.failed
            if not self._consider(proposal.ways):
                return False
            if self.best is not None and self.best.worth[criterion] <= proposal.bound:
                return True  # nothing that is left can be below this proposal's own bound

    def _propose(self, expression: Terms, extra: list[Row]) -> _Proposal | None:
        model = self.rows.model(expression, extra, self.upper)
        try:
            x = minimise(model)
        except SolverError as problem:
            self.failed = self.inexact = True
            self.reason = f"the solver stopped: {problem.message}"
            return None
        return None if x is None else _Proposal(self.rows.chosen(x), model.value(x))

    def _consider(self, proposal: list[int]) -> bool:
        """Try a proposed set and those beside it that could be better; False at the limit of sets."""
        unsupported = self._unsupported(proposal)
        if unsupported:
            self.cuts.append(self._loop_cut(proposal, unsupported))
            self.tried += 1
            return self.tried < MOST_SETS or self._stop()
        pending = [self._minimal(proposal)]
        while pending:
            ways = pending.pop()
            if ways in self.cut:
                continue
            self._try(ways)
            if self.tried >= MOST_SETS:
                return self._stop()
            # Sets that differ in one way (another offer, another readiness) are likely to be proposed next; dating
            # one takes a hundredth of the time of a proposal.
            pending.extend(n for n in self._neighbours(ways) if n not in self.cut and self._promising(n))
        return True

    def _try(self, ways: tuple[int, ...]) -> None:
        """Date and bill one set, remember it if it is better, and cut it off with all that contain it."""
        choice = self._dated(ways)
        way_out: set[int] = set()
        if choice is None:
            way_out = self._instead(ways)
            if way_out and self._fits_on_no_dates(ways):
                self.undated.add(frozenset(ways))
            else:
                way_out = set()
        self.cuts.append(Row(None, len(ways) - 1, (*((w, 1) for w in ways), *((w, -1) for w in sorted(way_out)))))
        self.cut.add(ways)
        self.tried += 1
        if choice is not None:
            self.seen.append(choice)
            if self.best is None or self._better(choice, self.best):
                self.best = choice

    def _fits_on_no_dates(self, ways: tuple[int, ...]) -> bool:
        """Whether every order of a set misses a last date or a validity, budget and deadline aside."""
        jobs = [self.rows.jobs[w] for w in ways]
        found = best_orders(jobs, self.question.start.toordinal(), self.problem.rates(), first="finish")
        return not found.schedules

    def _instead(self, ways: tuple[int, ...]) -> set[int]:
        """Ways to what a set's conditions ask to be valid and it does without: they may do for what lapses."""
        problem = self.problem
        mine = {problem.ways[w].good for w in ways}
        named = set(concurrent_atoms(problem.root)).union(*(concurrent_atoms(problem.ways[w].need) for w in ways))
        return {w for good in named - mine for w in problem.of_good.get(good, ()) if self.rows.upper[w]}

    def _neighbours(self, ways: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The plans that one gets by taking another way to one of the same goods."""
        for way in ways:
            for other in self.problem.of_good[self.problem.ways[way].good]:
                if other == way or not self.upper[other]:
                    continue
                swapped = [other if w == way else w for w in ways]
                if not self._unsupported(swapped) and self._reaches_goal(swapped):
                    yield self._minimal(swapped)

    def _promising(self, ways: tuple[int, ...]) -> bool:
        """Whether a set's bound keeps the limits and leaves room below the best plan in what decides first."""
        least, question = self._least(ways), self.question
        if question.budget is not None and least["money"] > question.budget:
            return False
        if question.by is not None and least["finish"] > (question.by - question.start).days:
            return False
        if self.best is None:
            return True
        first = self.criteria[:2]
        return tuple(least[c] for c in first) < self.best.key(first)

    def _stop(self) -> bool:
        self.inexact = True
        self.reason = f"the search stopped after {MOST_SETS} sets"
        return False

    def _better(self, one: Choice, other: Choice) -> bool:
        return (one.key(self.criteria), self._tie(one)) < (other.key(self.criteria), self._tie(other))

    def _tie(self, choice: Choice) -> tuple[str, ...]:
        """Between equals the alphabet decides, so that the answer never depends on chance."""
        ways = [self.problem.ways[w] for w in choice.ways]
        names = (f"{way.credential}|{way.route.id if way.route else ''}" for way in ways)
        return tuple(sorted(names))

    def _differs(self, choice: Choice) -> bool:
        """Whether an equal plan has other credentials, and not only another way to the same ones."""
        assert self.best is not None
        mine = {self.problem.ways[w].good for w in self.best.ways}
        return {self.problem.ways[w].good for w in choice.ways} != mine

    # -- sets ---------------------------------------------------------------------------------------------------

    def _unsupported(self, ways: Sequence[int]) -> set[int]:
        """The ways of a set that can never start: each waits for another of them."""
        have: set[int] = set()
        left = set(ways)
        while True:
            able = {w for w in left if self._met(self.problem.ways[w].need, have)}
            if not able:
                return left
            left -= able
            have |= {self.problem.ways[w].good for w in able}

    def _loop_cut(self, ways: list[int], stuck: set[int]) -> Row:
        """A circle needs a way out: not all of ``stuck`` again unless something outside the set comes in."""
        outside = {
            w
            for stuck_way in stuck
            for good in atoms_of(self.problem.ways[stuck_way].need)
            for w in self.problem.of_good.get(good, ())
            if w not in ways
        }
        return Row(None, len(stuck) - 1, (*((w, 1) for w in sorted(stuck)), *((w, -1) for w in sorted(outside))))

    def _minimal(self, ways: Sequence[int]) -> tuple[int, ...]:
        """The set without what nothing needs, dropping the dearest and longest first; in the order of `_turn`."""
        problem = self.problem
        kept = list(ways)
        order = sorted(
            ways, key=lambda w: (-problem.ways[w].unknown, -problem.ways[w].cents, -problem.ways[w].hours.likely, w)
        )
        for way in order:
            if way not in kept:
                continue
            fewer = [w for w in kept if w != way]
            fewer = [w for w in fewer if w not in self._unsupported(fewer)]
            if self._reaches_goal(fewer) and frozenset(fewer) not in self.undated:
                kept = fewer
        return tuple(sorted(kept, key=self._turn))

    def _turn(self, way: int) -> tuple[int, int, int, int]:
        """What comes first where the order costs nothing: lower levels, then what the goal names first."""
        chosen = self.problem.ways[way]
        return chosen.rank, self.named.get(chosen.good, len(self.named)), chosen.hours.likely, way

    def _reaches_goal(self, ways: Sequence[int]) -> bool:
        return self._met(self.problem.root, {self.problem.ways[w].good for w in ways})

    @staticmethod
    def _met(need: Need, have: set[int]) -> bool:
        return holds(need, lambda a: a.good in have)

    def _fixed(self, ways: tuple[int, ...]) -> int:
        """What a set costs whatever its order: all that is bought once."""
        problem = self.problem
        shared = {p for w in ways for p in problem.ways[w].shared}
        return sum(problem.ways[w].cents for w in ways) + sum(int(problem.purchases[p].cents or 0) for p in shared)

    def _unknown(self, ways: Sequence[int]) -> int:
        """How many prices and hours that a set needs nobody knows."""
        problem = self.problem
        held = {p for w in ways for p in problem.ways[w].shared}
        held |= {p for w in ways for p, _, _ in self.rows.jobs[w].spans}
        return sum(problem.ways[w].unknown for w in ways) + sum(problem.purchases[p].cents is None for p in held)

    def _least(self, ways: tuple[int, ...]) -> dict[str, int]:
        """For each criterion what no order of a set can be below."""
        jobs = [self.rows.jobs[w] for w in ways]
        start = self.question.start.toordinal()
        minutes = sum(self.problem.ways[w].hours.likely for w in ways)
        money = self._fixed(ways) + _least_subscriptions(self.problem, jobs)
        finish = max([sum(j.days for j in jobs), *(self.rows.earliest.get(j.good, start) - start for j in jobs)])
        return {
            "unknown": self._unknown(ways),
            "money": money,
            "finish": finish,
            "minutes": minutes,
            "steps": len(ways),
            "value": money * 60 + (self.question.hour_value or 0) * minutes,
        }

    def _dated(self, ways: tuple[int, ...]) -> Choice | None:
        """The set on dates, billed; None when no order of it keeps the limits."""
        problem = self.problem
        fixed, least = self._fixed(ways), self._least(ways)
        start = self.question.start.toordinal()
        most = None if self.question.budget is None else self.question.budget - fixed
        latest = None if self.question.by is None else self.question.by.toordinal()
        found: Found = best_orders(
            [self.rows.jobs[w] for w in ways],
            start,
            problem.rates(),
            most_cents=most,
            latest_finish=latest,
            first="finish" if self.question.objective == "fastest" else "money",
            known=self._mark(fixed, ways),
            least_cents=least["money"] - fixed,
            least_finish=start + least["finish"],
        )
        if not found.exact:
            self.inexact, self.reason = True, "a set had too many orders to look at each"
        choices = []
        for schedule in found.schedules:
            money, finish = fixed + schedule.cents, schedule.finish
            if most is not None and schedule.cents > most:
                continue
            if latest is not None and finish > latest:
                continue
            value = money * 60 + (self.question.hour_value or 0) * least["minutes"]
            worth = {**least, "money": money, "finish": finish - start, "value": value}
            choices.append(Choice(ways, schedule, worth))
        return min(choices, key=lambda c: c.key(self.criteria), default=None)

    def _mark(self, fixed: int, ways: tuple[int, ...]) -> tuple[int, int] | None:
        """What the best plan so far leaves for a set's subscriptions, and its finish: nothing worse is of interest.

        Only where money or finish is what decides: a set with fewer unknowns or steps may well cost more.
        """
        best = self.best
        if best is None or self.main not in ("money", "finish"):
            return None
        if sum(self.problem.ways[w].unknown for w in ways) < best.worth["unknown"]:
            return None
        return best.worth["money"] - fixed, self.question.start.toordinal() + best.worth["finish"]

    # -- bounds -------------------------------------------------------------------------------------------------

    def _find_equals(self) -> None:
        """Other sets that are as good in every criterion; the best of them by `_tie` becomes the plan."""
        assert self.best is not None
        for _ in range(MOST_EQUALS):
            same = [at_most(self.rows.expressions[c], self.best.worth[c]) for c in self.criteria]
            proposal = self._propose(self.rows.expressions[self.criteria[-1]], [*self.limits, *self.cuts, *same])
            if proposal is None or not self._consider(proposal.ways):
                return

    def _prove(self) -> tuple[bool, int]:
        """Close the bound of each criterion up to the main one in integers, on the model as it was built."""
        assert self.best is not None
        nodes = 0
        for position, criterion in enumerate(self.criteria[:2]):
            value = self.best.worth[criterion]
            if value <= 0:
                continue
            earlier = [at_most(self.rows.expressions[c], self.best.worth[c]) for c in self.criteria[:position]]
            model = self.rows.model(self.rows.expressions[criterion], [*self.limits, *self.cuts, *earlier])
            verdict = nothing_below(model, value)
            nodes += verdict.nodes
            if not verdict.proved:
                self.reason = (
                    "the solver's bound; its proof was too long to finish"
                    if verdict.proved is None
                    else "the solver and the proof disagree; please report this"
                )
                return False, nodes
        return True, nodes

    def _prove_empty(self) -> tuple[bool, int]:
        """Show in integers that the limits and cuts leave no set at all."""
        verdict = nothing_below(self.rows.model((), [*self.limits, *self.cuts]), 1)
        if not verdict.proved:
            self.reason = "the solver found none; the proof of that was too long to finish"
        return bool(verdict.proved), verdict.nodes

    def _bound(self) -> int:
        """What no plan can be better than, when the search was stopped: the relaxed problem's own best."""
        expression = self.rows.expressions[self.main]
        try:
            x = minimise(self.rows.model(expression, self.limits))
        except SolverError:
            return 0
        return 0 if x is None else self.rows.model(expression).value(x)


def _least_subscriptions(problem: Problem, jobs: list[Job]) -> int:
    """The least that a set's subscriptions can cost in any order: covered days over the densest period."""
    days: dict[int, int] = {}
    alone: dict[int, int] = {}
    for job in jobs:
        for purchase, first, last in job.spans:
            days[purchase] = days.get(purchase, 0) + job.own_days(first, last)
            alone[purchase] = max(alone.get(purchase, 0), last - first)
    total = 0
    for purchase, covered in days.items():
        pricing = problem.purchases[purchase]
        total += -(-max(covered, alone[purchase]) // densest_period(pricing.period)) * int(pricing.cents or 0)
    return total
