"""At how many hours a week the same steps are bought otherwise: a subscription pays for those who are fast, or slow.

The credentials, routes and readiness of the plan are kept; only what is bought for them is chosen again at other hours,
each time solved anew. Between two paces that are bought differently the switch is found by bisection, to half an hour.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from credplan.core.dates import add_days
from credplan.core.planning.answers import Switch
from credplan.core.planning.cover import HALF_HOUR, MOST_WEEKLY, covered
from credplan.core.planning.master import solve
from credplan.core.planning.meanwhile import needed_goods
from credplan.core.planning.problem import GoalGroup, Problem, Way
from credplan.core.planning.worth import Choice
from credplan.core.requirements import Atom, Need

FARTHEST = 4
"""Times the learner's hours, and a fraction of them: switches farther away are nobody's next question."""
LEAST_WEEKLY = 60
MOST_WAYS = 40
"""More ways to buy the same steps than this are not looked at again."""

Bought = frozenset[tuple[int, str]]
"""(good, offer) of all that is bought."""


def switches(whole: Problem, chosen: Choice) -> Iterator[Switch]:
    """The nearest pace above and below the learner's at which another way to pay is cheaper; none without a rival."""
    weekly = whole.question.weekly
    asking = _Asking(whole, chosen)
    if not asking.rivals or asking.at(weekly) is None:
        return
    now = asking.bought(whole, chosen)
    if asking.bought_at(weekly) != now:
        return  # a limit or another wish than money decides what is bought today
    for edge in (min(MOST_WEEKLY, FARTHEST * weekly), max(LEAST_WEEKLY, weekly // FARTHEST)):
        far = edge // HALF_HOUR * HALF_HOUR
        if asking.bought_at(far) in (now, None):
            continue
        near = weekly
        while abs(far - near) > HALF_HOUR:
            middle = (near + far) // 2 // HALF_HOUR * HALF_HOUR
            if middle in (near, far):
                middle += HALF_HOUR
            if not min(near, far) < middle < max(near, far):
                break
            if asking.bought_at(middle) == now:
                near = middle
            else:
                far = middle
        found = asking.at(far)
        if found is None:
            continue
        then = asking.bought(asking.small, found)
        yield Switch(
            weekly=far,
            more=far > weekly,
            instead_of=asking.names(now - then),
            bought=asking.names(then - now),
            cents=found.worth["bill"],
            finish=add_days(whole.question.start, found.worth["finish"]),
        )


class _Asking:
    """The plan's own steps as a small problem, asked at one pace after the other."""

    def __init__(self, whole: Problem, chosen: Choice) -> None:
        taken = {(way.good, _route(way), way.ready) for way in (whole.ways[w] for w in chosen.ways)}
        ways = [way for way in whole.ways if way.given or (way.good, _route(way), way.ready) in taken]
        of_good: dict[int, list[int]] = {good: [] for good in whole.of_good}
        for number, way in enumerate(ways):
            of_good[way.good].append(number)
        groups = [GoalGroup("", Need(1, ((1, Atom(good)),)), "also") for good, _, _ in sorted(taken)]
        limits = {"budget": None, "by": None, "objective": "cheapest"}
        self.small = msgspec.structs.replace(
            whole,
            question=msgspec.structs.replace(whole.question, **limits),
            ways=ways,
            of_good=of_good,
            groups=groups,
            pluses=(),
            closed=frozenset(),
            lasting=needed_goods(whole, [whole.ways[w] for w in chosen.ways]),
        )
        held = any(way.spans for way in ways)
        self.rivals = held and len(taken) < sum(not way.given for way in ways) <= MOST_WAYS
        """Whether some step can be bought in more than one way, of which one is a subscription."""
        self._known: dict[int, Choice | None] = {}

    def at(self, weekly: int) -> Choice | None:
        """The cheapest way to pay at a pace; None where the steps fit on no dates."""
        if weekly not in self._known:
            question = msgspec.structs.replace(self.small.question, weekly=weekly)
            problem, uncovered, reached = covered(msgspec.structs.replace(self.small, question=question))
            choice = None if uncovered else solve(problem, equals=False, prove=False, reached=reached).choice
            self._known[weekly] = choice
        return self._known[weekly]

    def bought_at(self, weekly: int) -> Bought | None:
        """What is bought at a pace."""
        choice = self.at(weekly)
        return None if choice is None else self.bought(self.small, choice)

    @staticmethod
    def bought(problem: Problem, choice: Choice) -> Bought:
        """What a choice of ways buys."""
        found: set[tuple[int, str]] = set()
        for way in (problem.ways[w] for w in choice.ways):
            found.update((way.good, c.name) for c in way.charges if c.offer is not None)
            offers = (problem.purchases[number].offer for number in way.purchases)
            found.update((way.good, offer.name or offer.id) for offer in offers)
        return frozenset(found)

    @staticmethod
    def names(bought: Bought) -> tuple[str, ...]:
        """The offers by name, each once."""
        return tuple(sorted({name for _, name in bought}))


def _route(way: Way) -> str:
    return way.route.id if way.route is not None else ""
