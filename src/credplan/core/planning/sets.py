"""The sets of ways that meet a goal, the most promising first.

A set grows from nothing: of a condition that it lacks, one way to each good that would help is tried. So every set
whose steps are all needed is come to, whatever the order in which its conditions are looked at; a circle of steps that
wait for each other is left to the caller, who says what could open it. What a set in the making comes to at the least
(its own bill and work, or the relaxation's bound with the price of each way that it takes, `reduce.Relaxed`, all in
integers) only grows with it: what is above the best plan so far, or above a limit, is not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush

import msgspec

from credplan.core.dates import densest_period
from credplan.core.planning.problem import Problem
from credplan.core.planning.proof import SCALE
from credplan.core.planning.reduce import Relaxed
from credplan.core.planning.rows import KEYS, Reach
from credplan.core.planning.upkeep import least_upkeep
from credplan.core.requirements import Atom, Need

Key = tuple[int, ...]
"""The worth of a set by criterion, in the order in which they decide; smaller is better."""


class _Part(msgspec.Struct):
    """A set in the making, with what it comes to so far."""

    ways: frozenset[int]
    goods: frozenset[int]
    lacks: tuple[Need, ...]
    bound: int
    """`SCALE` times the relaxation's bound for all sets that hold these ways."""
    cents: int = 0
    days: int = 0
    award: int = 0
    """Days until the latest of its awards' earliest days."""
    minutes: int = 0
    steps: int = 0
    unknown: int = 0
    shared: frozenset[int] = frozenset()
    """Purchases made or held; each counts once for an unknown price."""
    held: dict[int, tuple[int, int]] = {}
    """Subscription -> days of own work that it covers, and the longest stretch of a single step."""


class Sets:
    """The sets of a problem that meet its goal, in the order of what they come to at the least."""

    def __init__(
        self,
        problem: Problem,
        reached: Reach,
        upper: Sequence[int],
        relaxed: Relaxed,
        *,
        criteria: Sequence[str],
        bounded: str,
        limits: Mapping[str, int],
    ) -> None:
        """Begin with the empty set.

        Args:
            problem: with its root, which every set meets.
            reached: what is in reach of it.
            upper: 0 for each way that may not be taken.
            relaxed: the relaxation of its rows, minimised in the criterion ``bounded``.
            criteria: what decides, in order (`master.OBJECTIVES`).
            bounded: the criterion of ``relaxed``.
            limits: criterion -> the most that it may come to.
        """
        self._problem, self._jobs, self._earliest = problem, reached.jobs, reached.earliest
        self._criteria, self._bounded, self._at = criteria, bounded, KEYS.index(bounded)
        self._order = tuple(map(KEYS.index, criteria))
        self._limits = [(criteria.index(criterion), most) for criterion, most in limits.items()]
        self._start = problem.question.start.toordinal()
        self._hour_value = problem.question.hour_value or 0
        self._upper, self._bound = upper, relaxed.bound
        self._prices = [max(0, price) for price in relaxed.prices]
        self._of_good = {good: [w for w in ways if upper[w]] for good, ways in problem.of_good.items()}
        self._dense = [densest_period(p.period) if p.period else 1 for p in problem.purchases]
        self._least = [way.cents + kept for way, kept in zip(problem.ways, least_upkeep(problem), strict=True)]
        self._cents = [int(p.cents or 0) for p in problem.purchases]
        self._adds = self._certain(bounded)
        self._seen: set[frozenset[int]] = set()
        self._heap: list[tuple[Key, int, _Part, int | None]] = []
        """A set in the making, and the way that it is to be looked at with; by what that comes to at the least."""
        self.grown = 0
        """Sets in the making that were looked at."""
        lacks = tuple(group.need for group in problem.groups if not group.need.met)
        empty = _Part(frozenset(), frozenset(), lacks, self._bound)
        self._heap.append((self._key(empty), 0, empty, None))
        self._ticket = 0

    def _certain(self, criterion: str) -> list[int]:
        """What each way adds to one criterion, whatever else a set holds."""
        ways = self._problem.ways
        if criterion in ("money", "value"):
            minutes = self._hour_value if criterion == "value" else 0
            unit = 60 if criterion == "value" else 1
            return [cents * unit + way.hours.likely * minutes for way, cents in zip(ways, self._least, strict=True)]
        if criterion == "finish":
            return [0] * len(ways)  # its days may be less than what another's wait takes
        if criterion == "unknown":
            return [way.unknown for way in ways]
        return [int(not way.given) if criterion == "steps" else way.hours.likely for way in ways]

    def next(self, best: Key | None) -> frozenset[int] | None:
        """The next set that meets the goal and could be as good as ``best``; None when there is no more."""
        while self._heap:
            key, ticket, part, way = heappop(self._heap)
            if best is not None and key > best:
                self._heap.clear()  # all others are above it too
                return None
            if way is not None:
                ways = part.ways | {way}
                if ways in self._seen:
                    continue
                self._seen.add(ways)
                part = self._with(part, way)
                key = self._key(part)
                if (best is not None and key > best) or any(key[i] > most for i, most in self._limits):
                    continue
                if self._heap and key > self._heap[0][0]:
                    heappush(self._heap, (key, ticket, part, None))  # its turn has not come yet
                    continue
            self.grown += 1
            lacking, options = self._options(part, self._most(best))
            if options is None:
                return part.ways
            part.lacks = lacking
            self._follow(part, key, options, best)
        return None

    def beside(self, ways: Iterable[int], more: Iterable[int], best: Key | None) -> None:
        """Follow a set that meets the goal together with each of ``more`` that may be taken."""
        part = _Part(frozenset(), frozenset(), (), self._bound)
        for way in sorted(ways):
            part = self._with(part, way)
        part.lacks = ()
        self._follow(part, self._key(part), [way for way in more if self._upper[way]], best)

    def _options(self, part: _Part, most: int | None) -> tuple[tuple[Need, ...], list[int] | None]:
        """What a set still lacks, and the ways that would help the need with the fewest; None when it lacks nothing."""
        prices, room = self._prices, None if most is None else most * SCALE - part.bound
        options: list[int] | None = None
        lacking = []
        for need in part.lacks:
            goods = _missing(need, part.goods)
            if goods is None:
                continue
            lacking.append(need)
            if options is None or len(options) > 1:
                helping = [w for good in sorted(goods) for w in self._of_good.get(good, ())]
                if room is not None:
                    helping = [w for w in helping if prices[w] <= room]
                if options is None or len(helping) < len(options):
                    options = helping
        return tuple(lacking), options

    def _follow(self, part: _Part, key: Key, options: Iterable[int], best: Key | None) -> None:
        """Put a set with each of some more ways in its place: what that comes to is added up when its turn comes."""
        at, most = self._criteria.index(self._bounded), self._most(best)
        own = self._own(part)[self._at]
        before, after = key[:at], key[at + 1 :]
        for way in options:
            least = max(key[at], own + self._adds[way], -(-(part.bound + self._prices[way]) // SCALE))
            if most is None or least <= most:
                self._ticket -= 1  # of equals the latest is followed first: it is nearest to being whole
                heappush(self._heap, ((*before, least, *after), self._ticket, part, way))

    def _most(self, best: Key | None) -> int | None:
        """What the bounded criterion may come to at most; None where others decide before."""
        at = self._criteria.index(self._bounded)
        limits = [limit for i, limit in self._limits if i == at]
        if best is not None and not any(best[:at]):  # nothing can be better in what decides before
            limits.append(best[at])
        return min(limits, default=None)

    def _with(self, part: _Part, way: int) -> _Part:
        purchases, job, chosen = self._problem.purchases, self._jobs[way], self._problem.ways[way]
        cents, unknown = part.cents + self._least[way], part.unknown + chosen.unknown
        shared, held = part.shared, part.held
        for purchase in chosen.shared:
            if purchase not in shared:
                shared |= {purchase}
                price = purchases[purchase].cents
                cents, unknown = cents + int(price or 0), unknown + (price is None)
        if job.spans:
            held = dict(held)
            for purchase, first, last in job.spans:
                if purchase not in held:
                    unknown += purchases[purchase].cents is None
                own, longest = held.get(purchase, (0, 0))
                held[purchase] = (own + job.own_days(first, last), max(longest, last - first))
        return _Part(
            part.ways | {way},
            part.goods | {chosen.good},
            part.lacks if chosen.need.met else (*part.lacks, chosen.need),
            part.bound + self._prices[way],
            cents,
            part.days + job.days,
            part.award if chosen.given else max(part.award, self._earliest.get(job.good, self._start) - self._start),
            part.minutes + chosen.hours.likely,
            part.steps + (not chosen.given),
            unknown,
            shared,
            held,
        )

    def _own(self, part: _Part) -> Key:
        """What a set comes to at the least by its own bill and work, by criterion in the order of `KEYS`."""
        money = part.cents
        for purchase, (own, longest) in part.held.items():
            money += -(-max(own, longest) // self._dense[purchase]) * self._cents[purchase]
        finish = max(part.days, part.award)
        value = money * 60 + self._hour_value * part.minutes
        return part.unknown, money, finish, part.minutes, part.steps, value

    def _key(self, part: _Part) -> Key:
        own = self._own(part)
        bound = -(-part.bound // SCALE)
        if bound > own[self._at]:
            own = (*own[: self._at], bound, *own[self._at + 1 :])
        return tuple(own[i] for i in self._order)


def _missing(need: Need, have: frozenset[int]) -> set[int] | None:
    """The goods of which a need must get at least one more; None when it is met."""
    got, found = 0, set()
    for weight, item in need.items:
        if isinstance(item, Atom):
            if item.good in have:
                got += weight
            else:
                found.add(item.good)
        else:
            lacks = _missing(item, have)
            if lacks is None:
                got += weight
            else:
                found |= lacks
    return None if got >= need.k else found
