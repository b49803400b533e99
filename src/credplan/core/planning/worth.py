"""What a set of ways comes to: what no order of it can be below, and its best order on dates with its true bill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from credplan.core.dates import densest_period
from credplan.core.planning.meanwhile import Meanwhile
from credplan.core.planning.problem import Problem, Way
from credplan.core.planning.rows import Reach
from credplan.core.planning.upkeep import after_plan, least_upkeep
from credplan.core.schedule import Found, Job, Schedule, best_orders, expires

OBJECTIVES: dict[str, tuple[str, ...]] = {
    "cheapest": ("unknown", "money", "finish", "minutes", "steps"),
    "fastest": ("unknown", "finish", "money", "minutes", "steps"),
    "fewest": ("unknown", "steps", "money", "finish", "minutes"),
    "balanced": ("unknown", "value", "finish", "money", "steps"),
}

_YEAR = 365
"""Days of the shortest year."""


class Choice(msgspec.Struct, frozen=True):
    """A set of ways with its best schedule and its worth under every criterion."""

    ways: tuple[int, ...]
    schedule: Schedule
    """Its ``placed`` steps carry positions in ``ways``."""
    worth: dict[str, int]
    """By criterion. Money is the ``bill``, and with ``count_upkeep`` what staying valid costs beside it."""

    def key(self, criteria: tuple[str, ...]) -> tuple[int, ...]:
        """The worth in the order in which criteria decide; smaller is better."""
        return tuple(self.worth[c] for c in criteria)


class Worth:
    """The worth of sets of ways under one problem's question."""

    def __init__(self, problem: Problem, reached: Reach) -> None:
        self._problem, self._jobs, self._earliest = problem, reached.jobs, reached.earliest
        self._question = problem.question
        self._criteria = OBJECTIVES[problem.question.objective]
        self._start = problem.question.start.toordinal()
        self._kept = least_upkeep(problem)

    def unknown(self, ways: Iterable[int]) -> int:
        """How many prices and hours that a set needs nobody knows."""
        problem, ways = self._problem, tuple(ways)
        held = frozenset[int]().union(*(problem.ways[w].purchases for w in ways))
        return sum(problem.ways[w].unknown for w in ways) + sum(problem.purchases[p].cents is None for p in held)

    def least(self, ways: Sequence[int]) -> dict[str, int]:
        """For each criterion what no order of a set can be below."""
        steps = self._problem.steps(ways)
        jobs = [self._jobs[w] for w in steps]
        minutes = sum(self._problem.ways[w].hours.likely for w in ways)
        bill = self._fixed(ways) + self._subscriptions(jobs)
        money = bill + sum(self._kept[w] for w in ways)
        finish = max(
            [
                sum(j.days for j in jobs),
                self._problem.goal_day(self._problem.ways[w] for w in steps) - self._start,
                *(self._earliest.get(j.good, self._start) - self._start for j in jobs),
            ]
        )
        return {
            "unknown": self.unknown(ways),
            "bill": bill,
            "money": money,
            "finish": finish,
            "minutes": minutes,
            "steps": len(steps),
            "value": money * 60 + (self._question.hour_value or 0) * minutes,
        }

    def dated(self, ways: tuple[int, ...], best: Choice | None) -> tuple[Choice | None, bool]:
        """A set on dates, billed, and whether every order of it was looked at.

        None when no order keeps the limits, or none that is as good as ``best`` where money or finish decides.
        """
        question, fixed, least = self._question, self._fixed(ways), self.least(ways)
        ways = self._problem.steps(ways)
        most = None if question.budget is None else question.budget - fixed
        latest = None if question.by is None else question.by.toordinal()
        steps = [self._problem.ways[w] for w in ways]
        mark = self._mark(fixed, ways, best)

        def orders(renewals: Meanwhile | None = None) -> Found:
            return best_orders(
                [self._jobs[w] for w in ways],
                self._start,
                self._problem.rates(),
                most_cents=most,
                latest_finish=latest,
                first="finish" if question.objective == "fastest" else "money",
                known=mark,
                least_cents=least["bill"] - fixed,
                least_finish=self._start + least["finish"],
                given=self._problem.given,
                goal_day=self._problem.goal_day(steps),
                renewals=renewals,
            )

        found = orders()
        # Renewals only add to a bill: an order without any that is the best is so with them.
        if any(self._may_fall_due(ways, s) for s in found.schedules):
            meanwhile = Meanwhile(self._problem, steps)
            if any(meanwhile.cents(_awards(s, steps), s.finish) for s in found.schedules):
                found = orders(meanwhile)
        choices = []
        for schedule in found.schedules:
            money, finish = fixed + schedule.cents, schedule.finish
            if (most is None or schedule.cents <= most) and (latest is None or finish <= latest):
                bill = money
                if question.count_upkeep:
                    # The order is chosen by the bill; what its awards then cost to keep only ever adds to it.
                    awarded = [(self._problem.ways[ways[spot.job]], spot.award) for spot in schedule.placed]
                    money += after_plan(self._problem, awarded, finish)[0].cents
                value = money * 60 + (question.hour_value or 0) * least["minutes"]
                worth = {**least, "bill": bill, "money": money, "finish": finish - self._start, "value": value}
                choices.append(Choice(ways, schedule, worth))
        return min(choices, key=lambda c: c.key(self._criteria), default=None), found.exact

    def _may_fall_due(self, ways: Sequence[int], schedule: Schedule) -> bool:
        """Whether an award is a year old, or lapses, before the finish: else nothing can be due by then."""
        finish = schedule.finish
        return any(
            finish - spot.award > _YEAR or expires(self._jobs[ways[spot.job]], spot.award) < finish
            for spot in schedule.placed
        )

    def _mark(self, fixed: int, ways: Sequence[int], best: Choice | None) -> tuple[int, int] | None:
        """What the best plan so far leaves for a set's subscriptions, and its finish: nothing worse is of interest.

        Only where money or finish is what decides: a set with fewer unknowns or steps may well cost more.
        """
        if best is None or self._criteria[1] not in ("money", "finish"):
            return None
        if sum(self._problem.ways[w].unknown for w in ways) < best.worth["unknown"]:
            return None
        return best.worth["money"] - fixed, self._start + best.worth["finish"]

    def _fixed(self, ways: Sequence[int]) -> int:
        """What a set costs whatever its order: all that is bought once."""
        problem = self._problem
        shared = {p for w in ways for p in problem.ways[w].shared}
        return sum(problem.ways[w].cents for w in ways) + sum(int(problem.purchases[p].cents or 0) for p in shared)

    def _subscriptions(self, jobs: Sequence[Job]) -> int:
        """The least that a set's subscriptions can cost in any order: covered days over the densest period."""
        days: dict[int, int] = {}
        alone: dict[int, int] = {}
        for job in jobs:
            for purchase, first, last in job.spans:
                days[purchase] = days.get(purchase, 0) + job.own_days(first, last)
                alone[purchase] = max(alone.get(purchase, 0), last - first)
        total = 0
        for purchase, covered in days.items():
            pricing = self._problem.purchases[purchase]
            total += -(-max(covered, alone[purchase]) // densest_period(pricing.period)) * int(pricing.cents or 0)
        return total


def _awards(schedule: Schedule, steps: Sequence[Way]) -> dict[int, int]:
    return {steps[spot.job].good: spot.award for spot in schedule.placed}
