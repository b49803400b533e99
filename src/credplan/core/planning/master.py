"""The exact choice: which credentials, by which routes, bought how, in which order.

1. The relaxation of the problem's rows says what any set must come to at the least, and what each way adds to that.
2. `sets` comes to every set that could be best, the most promising first; `minimal` drops what nothing needs;
   `worth` finds the set's best order, its dates and its true bill. What is seen to the end settles every criterion.
3. Where that would be too many, the master proposes instead: the best integer point of the rows is dated and cut off,
   with all larger sets that contain it, and it proposes again, until it has nothing left below the best plan.
4. `proof` closes the bound in integers, on the rows as they were built.

A plan has no step that nothing needs (docs/planner.md), so cutting a set may cut everything that contains it, unless
something in the set lapses too early: then a larger one may fit, in which something else is valid on that day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from credplan.core.planning.problem import Problem
from credplan.core.planning.proof import none_below
from credplan.core.planning.reduce import Relaxed, relaxed
from credplan.core.planning.rows import Reach, Rows, at_most, build_rows, reach
from credplan.core.planning.sets import Sets
from credplan.core.planning.solver import Row, SolverError, least, minimise
from credplan.core.planning.worth import OBJECTIVES, Choice, Worth
from credplan.core.requirements import Need, atoms_of, concurrent_atoms, holds
from credplan.core.schedule import best_orders

MOST_SETS = 400
"""Sets dated and billed before the search stops and says how far it got."""
MOST_GROWN = 2_000
"""Sets in the making, beyond which the master's proposals are the shorter way."""
MOST_EQUALS = 6
"""Equally good plans that are listed."""


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
    guide: Relaxed | None = None
    """What the relaxation told: of use to a question that only asks for more."""


def solve(
    problem: Problem,
    *,
    equals: bool = True,
    prove: bool = True,
    reached: Reach | None = None,
    rows: Rows | None = None,
    start: Sequence[int] = (),
    guide: Relaxed | None = None,
    other: Sequence[frozenset[int]] = (),
) -> Solved:
    """The best plan of a problem under its question's objective and limits.

    Args:
        problem: see `build.build`.
        equals: also look for equally good plans, among which the alphabet decides.
        prove: close the bound in integers; without it the answer is the same and only unproved.
        reached: `rows.reach` of the problem, where the caller has it already.
        rows: those of a problem with the same ways, hours a week and start, to be used again.
        start: the ways of a plan to a question like this one; as a first plan it spares much of the search.
        guide: `Solved.guide` of a problem with the same rows, objective and limits, which asks for no more than this.
        other: sets of goods that are not the answer: the best plan that produces another one is.
    """
    reached = reached or reach(problem)
    if rows is None:
        with build_rows(problem, reached) as own:
            return _Search(problem, reached, own, guide, other).run(equals, prove, start)
    return _Search(problem, reached, rows, guide, other).run(equals, prove, start)


class _Proposal(msgspec.Struct, frozen=True):
    """A set that the master finds most promising, and the bound that no set still open can be below."""

    ways: list[int]
    bound: int


class _Search:
    def __init__(
        self,
        problem: Problem,
        reached: Reach,
        rows: Rows,
        guide: Relaxed | None,
        other: Sequence[frozenset[int]],
    ) -> None:
        self.problem = problem
        self.question = problem.question
        self.rows = rows
        self.reached = reached
        self.guide = guide
        self.other = frozenset(other)
        self.worth = Worth(problem, reached)
        self.criteria = OBJECTIVES[self.question.objective]
        self.main = self.criteria[1]
        self.full = rows.open(problem, reached)
        self.upper = self.full
        self.limits: dict[str, int] = {}
        """The most that the learner's own limits allow, by criterion."""
        if self.question.budget is not None:
            self.limits["money"] = self.question.budget
        if self.question.by is not None:
            self.limits["finish"] = (self.question.by - self.question.start).days
        self.named: dict[int, int] = {}
        """Good -> the first group of the goal that names it."""
        for position, group in enumerate(problem.groups):
            for good in sorted(atoms_of(group.need)):
                self.named.setdefault(good, position)
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
        self.relaxation = self.rows.relaxed()
        mine = len(self.relaxation.model.rows)
        try:
            self.relaxation.add(
                [*self.rows.asked(self.problem.groups), *map(self._without, sorted(map(sorted, self.other)))]
            )
            return self._run(equals, prove, start)
        finally:
            self.relaxation.drop(mine)

    def _run(self, equals: bool, prove: bool, start: Sequence[int]) -> Solved:
        if start:
            relied_on = [w for w, way in enumerate(self.problem.ways) if way.given and self.upper[w]]
            start = [*start, *relied_on]
        if start and all(self.upper[w] for w in start) and self._reaches_goal(start) and not self.worth.unknown(start):
            self._try(self._minimal(start))
        # With nothing of unknown price or hours: most often possible, and far less to look at.
        self.upper = list(self.full)
        for variable, _ in self.rows.expressions["unknown"]:
            self.upper[variable] = 0
        self.guide = self._guide(self.main) if self.guide is None else self.guide.widened(self.upper)
        whole = self._look(self.main, self.guide)
        if self.best is None and whole:
            self.upper = self.full
            whole = self._look("unknown", self._guide("unknown"))
        if self.best is None:
            self.upper = self.full
        stopped = not (whole or self._propose_all(equals))
        if self.best is None and not stopped and self.upper is not self.full:
            self.upper = self.full  # none without something unknown; with it there may be one
            stopped = not self._propose_all(equals)
        if self.best is None:
            sure, nodes = (not stopped and not self.inexact), 0
            if sure and prove:
                sure, nodes = self._prove_empty()
            return Solved(None, sure, 0, self.main, self.reason, (), self.tried, nodes, self.guide)
        searched = not stopped and not self.inexact
        bound = self.best.worth[self.main] if searched else self._bound()
        proved, nodes = self._prove() if searched and prove else (False, 0)
        top = self.best.key(self.criteria)
        same = [c for c in self.seen if c.key(self.criteria) == top and c.ways != self.best.ways and self._differs(c)]
        # The same steps may have been come to by relying on different things.
        same = sorted({c.ways: c for c in same}.values(), key=self._tie)[:MOST_EQUALS]
        return Solved(self.best, proved, bound, self.main, self.reason, tuple(same), self.tried, nodes, self.guide)

    def _guide(self, criterion: str) -> Relaxed | None:
        """What the relaxation tells of one criterion; None when nothing can meet the goal and the limits."""
        self._aim(criterion)
        return relaxed(self.relaxation, self.upper)

    def _look(self, criterion: str, guide: Relaxed | None) -> bool:
        """Go through the sets that could be best, guided by one criterion's relaxation; False when there are too many.

        What is seen to the end settles every criterion and all equals.
        """
        if guide is None:
            return True
        first = [w for w in guide.taken if w < len(self.problem.ways) and self.upper[w]]
        if self.best is None and self._reaches_goal(first) and not self._unsupported(first):
            self._try(self._minimal(first))
        sets = Sets(
            self.problem,
            self.reached,
            self.upper,
            guide,
            criteria=self.criteria,
            bounded=criterion,
            limits=self.limits,
        )
        while self.tried < MOST_SETS and sets.grown < MOST_GROWN:
            best = None if self.best is None else self.best.key(self.criteria)
            ways = sets.next(best)
            if ways is None:
                return True
            stuck = self._unsupported(ways)
            if stuck:
                # Each of these waits for another of them: something from outside must open the circle.
                self.relaxation.add([self._loop_cut(ways, stuck)])
                sets.beside(ways, self._way_in(ways, stuck), best)
                continue
            while True:
                needed = self._minimal(sorted(ways))
                if needed in self.cut:
                    break
                self._try(needed)
            if frozenset(ways) in self.undated:
                sets.beside(ways, sorted(self._instead(tuple(ways))), best)
        return False

    def _propose_all(self, equals: bool) -> bool:
        """Have the master propose until no criterion can be lowered; False when the search was stopped."""
        settled = 0 if self.best is None or self.best.worth["unknown"] else 1
        for position, criterion in enumerate(self.criteria):
            if position >= settled and not self._improve(position, criterion):
                return False
            if self.best is None:
                return True
        if equals:
            self._find_equals()
        return True

    def _improve(self, position: int, criterion: str) -> bool:
        """Lower one criterion as far as it goes without giving up earlier ones; False when the search was stopped."""
        while True:
            most = None
            if self.best is not None:
                if self.best.worth[criterion] <= 0:
                    return True
                most = self.best.worth[criterion] - 1
            proposal = self._propose(criterion, self.criteria[:position], most)
            if proposal is None:
                return not self.failed
            if not self._consider(proposal.ways):
                return False
            if self.best is not None and self.best.worth[criterion] <= proposal.bound:
                return True  # nothing that is left can be below this proposal's own bound

    def _propose(self, criterion: str, kept: Sequence[str], most: int | None = None) -> _Proposal | None:
        """The most promising set under a criterion, at most ``most``, that is no worse than the best in ``kept``."""
        self._aim(criterion, kept)
        try:
            x = least(self.relaxation, self.upper, most)
        except SolverError as problem:
            self.failed = self.inexact = True
            self.reason = f"the solver stopped: {problem.message}"
            return None
        return None if x is None else _Proposal(self.rows.chosen(x), self.relaxation.model.value(x))

    def _aim(self, criterion: str, kept: Sequence[str] = ()) -> None:
        """Set the relaxation's objective, and what it may not be worse in than the best plan so far."""
        cost = [0] * len(self.full)
        for j, a in self.rows.expressions[criterion]:
            cost[j] += a
        self.relaxation.aim(cost)
        caps = dict(self.limits)
        if self.best is not None:
            caps |= {name: min(self.best.worth[name], caps.get(name, self.best.worth[name])) for name in kept}
        self.rows.cap(caps)

    def _consider(self, proposal: list[int]) -> bool:
        """Try a proposed set and those beside it that could be better; False at the limit of sets."""
        unsupported = self._unsupported(proposal)
        if unsupported:
            self.relaxation.add([self._loop_cut(proposal, unsupported)])
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
        choice, exact = self.worth.dated(ways, self.best)
        if not exact:
            self.inexact, self.reason = True, "a set had too many orders to look at each"
        way_out: set[int] = set()
        if choice is None:
            way_out = self._instead(ways)
            if way_out and self._fits_on_no_dates(ways):
                self.undated.add(frozenset(ways))
            else:
                way_out = set()
        cut = Row(None, len(ways) - 1, (*((w, 1) for w in ways), *((w, -1) for w in sorted(way_out))))
        self.relaxation.add([cut])
        self.cut.add(ways)
        self.tried += 1
        if choice is not None and self._goods(ways) not in self.other:
            self.seen.append(choice)
            if self.best is None or self._better(choice, self.best):
                self.best = choice

    def _fits_on_no_dates(self, ways: tuple[int, ...]) -> bool:
        """Whether every order of a set misses a last date or a validity, budget and deadline aside."""
        jobs = [self.rows.jobs[w] for w in self.problem.steps(ways)]
        given = self.problem.given
        found = best_orders(jobs, self.question.start.toordinal(), self.problem.rates(), first="finish", given=given)
        return not found.schedules

    def _instead(self, ways: tuple[int, ...]) -> set[int]:
        """Ways to what a set's conditions ask to be valid and it does without: they may do for what lapses."""
        problem = self.problem
        mine = {problem.ways[w].good for w in ways}
        named = set(concurrent_atoms(problem.root)).union(*(concurrent_atoms(problem.ways[w].need) for w in ways))
        return {w for good in named - mine for w in problem.of_good.get(good, ()) if self.full[w]}

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
        least, question = self.worth.least(ways), self.question
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

    def _tie(self, choice: Choice) -> tuple[list[str], list[int]]:
        """Between equals the alphabet decides, so that the answer never depends on chance, nor on a first plan."""
        ways = [self.problem.ways[w] for w in choice.ways]
        names = (f"{way.credential}|{way.route.id if way.route else ''}" for way in ways)
        return sorted(names), sorted(choice.ways)

    def _differs(self, choice: Choice) -> bool:
        """Whether an equal plan has other credentials, and not only another way to the same ones."""
        assert self.best is not None
        return self._goods(choice.ways) != self._goods(self.best.ways)

    def _goods(self, ways: Sequence[int]) -> frozenset[int]:
        return frozenset(self.problem.ways[w].good for w in self.problem.steps(ways))

    def _without(self, goods: Sequence[int]) -> Row:
        """Not these goods alone: one of them is missing, or something besides them is taken (one way a good)."""
        named = [(w, 1) for good in goods for w in self.problem.of_good[good]]
        steps = self.problem.steps(range(len(self.problem.ways)))
        besides = [(w, -1) for w in steps if self.problem.ways[w].good not in goods and self.full[w]]
        return Row(None, len(goods) - 1, (*named, *besides))

    # -- sets ---------------------------------------------------------------------------------------------------

    def _unsupported(self, ways: Collection[int]) -> set[int]:
        return stuck_in(self.problem, ways)

    def _loop_cut(self, ways: Collection[int], stuck: set[int]) -> Row:
        """A circle needs a way out: not all of ``stuck`` again unless something outside the set comes in."""
        outside = self._way_in(ways, stuck)
        return Row(None, len(stuck) - 1, (*((w, 1) for w in sorted(stuck)), *((w, -1) for w in outside)))

    def _way_in(self, ways: Collection[int], stuck: set[int]) -> list[int]:
        return [way for way in ways_in(self.problem, ways, stuck) if self.full[way]]

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

    def _turn(self, way: int) -> tuple[bool, int, int, int, int]:
        """What comes first where the order costs nothing: what is begun, lower levels, what the goal names first."""
        chosen = self.problem.ways[way]
        return chosen.gone is None, chosen.rank, self.named.get(chosen.good, len(self.named)), chosen.hours.likely, way

    def _reaches_goal(self, ways: Sequence[int]) -> bool:
        return _met(self.problem.root, {self.problem.ways[w].good for w in ways})

    # -- bounds -------------------------------------------------------------------------------------------------

    def _find_equals(self) -> None:
        """Other sets that are as good in every criterion; the best of them by `_tie` becomes the plan."""
        assert self.best is not None
        for _ in range(MOST_EQUALS):
            last = self.criteria[-1]
            proposal = self._propose(last, self.criteria, self.best.worth[last])
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
            self._aim(criterion, self.criteria[:position])
            verdict = none_below(self.relaxation, self.full, value)
            if verdict.proved is False and self._improve(position, criterion):
                # A circle of steps that nobody came to: the master has it cut off.
                self._aim(criterion, self.criteria[:position])
                verdict = none_below(self.relaxation, self.full, self.best.worth[criterion])
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
        self._aim("value")
        self.relaxation.aim([0] * len(self.full))
        verdict = none_below(self.relaxation, self.full, 1)
        if not verdict.proved:
            self.reason = "the solver found none; the proof of that was too long to finish"
        return bool(verdict.proved), verdict.nodes

    def _bound(self) -> int:
        """What no plan can be better than, when the search was stopped: the relaxed problem's own best."""
        limits = [at_most(self.rows.expressions[c], most) for c, most in self.limits.items()]
        asked = self.rows.asked(self.problem.groups)
        model = self.rows.model(self.rows.expressions[self.main], [*asked, *limits], self.full)
        try:
            x = minimise(model)
        except SolverError:
            return 0
        return 0 if x is None else model.value(x)


def stuck_in(problem: Problem, ways: Collection[int]) -> set[int]:
    """The ways of a set that can never start: each waits for another of them."""
    have: set[int] = set()
    left = set(ways)
    while True:
        able = [w for w in left if _met(problem.ways[w].need, have)]
        if not able:
            return left
        left.difference_update(able)
        have.update(problem.ways[w].good for w in able)


def _met(need: Need, have: Collection[int]) -> bool:
    return holds(need, lambda a: a.good in have)


def ways_in(problem: Problem, ways: Collection[int], stuck: Collection[int]) -> list[int]:
    """The ways outside a set that could open a circle in it."""
    goods = {good for way in stuck for good in atoms_of(problem.ways[way].need)}
    return sorted(w for good in goods for w in problem.of_good.get(good, ()) if w not in ways)
