"""How long a plan stays the best: the exact ranges of budget and hours a week, and the last day to begin.

Between two budgets at which the planner gives the same answer it gives it at all: what is best of more is best of less
where it fits. So a few questions find where the answer changes, to the cent. Hours a week are asked one half hour after
the other, away from the learner's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from credplan.core.dates import NEVER
from credplan.core.planning.beside import Instead, credentials, instead
from credplan.core.planning.cover import HALF_HOUR, MOST_WEEKLY
from credplan.core.planning.ground import Ground
from credplan.core.planning.question import Question
from credplan.core.planning.rows import Rows
from credplan.core.planning.worth import OBJECTIVES, Choice, Worth
from credplan.core.requirements import atoms_of

MOST_DAYS_AHEAD = 3 * 366
"""Days to begin later that are looked at."""


class Edge(msgspec.Struct, frozen=True):
    """Where a range ends, the last value inside, and what is best just beyond."""

    value: int
    beyond: Instead | None
    """None: nothing fits there."""


class Lasting(msgspec.Struct, frozen=True):
    """While these hold, one at a time, the same credentials are the best choice. None: not looked at yet."""

    least_budget: Edge | None = None
    """Cents; below it they can't be had, or others are the best for it."""
    most_budget: Edge | None = None
    """Cents; None with ``budget_known``: they are the best of any larger budget."""
    budget_known: bool = False
    least_weekly: Edge | None = None
    """Minutes a week, on half hours but for the learner's own; None with ``weekly_known``: down to half an hour."""
    most_weekly: Edge | None = None
    """None with ``weekly_known``: up to sixty hours."""
    weekly_known: bool = False
    begin_by: dt.date | None = None
    """The last day to begin with these very steps; None with ``begin_known``: none within three years."""
    because: str = ""
    """What is over after that day."""
    begin_known: bool = False


def lasting(ground: Ground) -> Iterator[Lasting]:
    """The ranges as far as they are known, again after each that was found; the last value is the answer.

    Nothing comes where no plan fits, or where the plan has no step.
    """
    found = ground.solve(prove=False, equals=True)
    choice = None if found is None else found[1].choice
    if choice is None or not choice.ways:
        return
    search = _Lasting(ground, choice)
    replace, state = msgspec.structs.replace, Lasting()
    day, because = search.begin_by()
    state = replace(state, begin_by=day, because=because, begin_known=True)
    yield state
    with ground.rows() as rows:
        state = replace(
            state, least_budget=search.least_budget(rows), most_budget=search.most_budget(rows), budget_known=True
        )
    yield state
    least = search.weekly(-1)
    state = replace(state, least_weekly=least)
    state = replace(state, most_weekly=search.weekly(1), weekly_known=True)
    yield state


class _Lasting:
    def __init__(self, ground: Ground, choice: Choice) -> None:
        self.ground, self.choice, self.question = ground, choice, ground.question
        self.mine = credentials(ground, choice)
        self.criteria = OBJECTIVES[ground.question.objective]

    def _best(self, question: Question, rows: Rows | None = None) -> Choice | None:
        found = self.ground.solve(rows, question=question, start=self.choice.ways, prove=False, equals=True)
        return None if found is None else found[1].choice

    def _same(self, choice: Choice | None) -> bool:
        return choice is not None and credentials(self.ground, choice) == self.mine

    def _beyond(self, value: int, choice: Choice | None) -> Edge:
        return Edge(value, instead(self.ground, self.choice, choice))

    # -- money ----------------------------------------------------------------------------------------------------

    def _of(self, budget: int | None, rows: Rows) -> Choice | None:
        # With nothing to spend what has no price is closed: other ways are in reach then.
        return self._best(msgspec.structs.replace(self.question, budget=budget), None if budget == 0 else rows)

    def least_budget(self, rows: Rows) -> Edge | None:
        """None where even nothing is enough."""
        best = self.choice
        while True:
            bill = best.worth["bill"]
            less = self._of(max(0, bill - 1), rows)
            if less is None or not self._same(less):
                return self._beyond(max(1, bill), less)  # with nothing at all, unknown prices are out
            if bill <= 1:
                return None
            best = less

    def most_budget(self, rows: Rows) -> Edge | None:
        """None where they are the best of any larger budget."""
        best = self.choice
        while self.question.budget is not None:
            more = self._of(None, rows)
            assert more is not None
            if more.key(self.criteria) == best.key(self.criteria):
                return None
            while True:  # the least budget that gives something better than the best so far
                less = self._of(more.worth["bill"] - 1, rows)
                assert less is not None
                if less.key(self.criteria) == best.key(self.criteria):
                    break
                more = less
            if not self._same(more):
                return self._beyond(more.worth["bill"] - 1, more)
            best = more
        return None

    # -- time -----------------------------------------------------------------------------------------------------

    def weekly(self, direction: int) -> Edge | None:
        """The last half hour a week in one direction with the same answer; None up to the end of what is looked at."""
        inside = self.question.weekly
        weekly = inside // HALF_HOUR * HALF_HOUR if direction > 0 else -(-inside // HALF_HOUR) * HALF_HOUR
        while HALF_HOUR <= weekly + direction * HALF_HOUR <= MOST_WEEKLY:
            weekly += direction * HALF_HOUR
            best = self._best(msgspec.structs.replace(self.question, weekly=weekly))
            if not self._same(best):
                return self._beyond(inside, best)
            inside = weekly
        return None

    def begin_by(self) -> tuple[dt.date | None, str]:
        """The last day to begin with these very steps, without a gap until then, and what is over after it."""
        ends = [*self._last_days(), *([("your own date", self.question.by)] if self.question.by else [])]
        if not ends:
            return None, ""
        last, start = None, self.question.start
        for ahead in range(MOST_DAYS_AHEAD):
            day = start + dt.timedelta(days=ahead)
            if not self._fits(day):
                over = [f"{what}, {end}" for what, end in ends]
                return last, "; ".join(dict.fromkeys(over))
            last = day
        return None, ""

    def _fits(self, day: dt.date) -> bool:
        """Whether these ways keep every date and limit when begun on a day."""
        asked = msgspec.structs.replace(self.question, start=day)
        problem = msgspec.structs.replace(self.ground.problem, question=asked)
        return Worth(problem, self.ground.reached).dated(self.choice.ways, None)[0] is not None

    def _lapses(self) -> Iterator[tuple[str, dt.date]]:
        """The last days of what the steps rely on and do not earn: something held, or months of paid work."""
        problem, known = self.ground.problem, self.ground.whole.standing.credentials
        asked = set[int]().union(*(atoms_of(problem.ways[w].need) for w in self.choice.ways))
        for good, (_, ends) in problem.given.items():
            if good in asked and ends < NEVER:
                what = problem.goods.names[good].split(":")[1]
                name = f"the {known[what].name} that you hold" if what in known else "your paid work that counts"
                yield f"the last day of {name}", dt.date.fromordinal(ends - 1)

    def _last_days(self) -> Iterator[tuple[str, dt.date]]:
        yield from self._lapses()
        for w in self.choice.ways:
            way = self.ground.problem.ways[w]
            credential = self.ground.whole.standing.credentials.get(way.credential)
            if credential is None:
                continue
            life = credential.lifecycle
            if life.last_enrolment is not None:
                yield f"the last day to enrol in {credential.name}", life.last_enrolment
            if life.last_award is not None:
                yield f"the last day of {credential.name}", life.last_award
            for part in way.parts:
                if part.last_date is not None:
                    yield f"the last day of {part.name}", part.last_date
            if way.route is not None and way.route.until is not None:
                yield f"the last day of this route to {credential.name}", way.route.until
            for offer in self.ground.problem.offers(way):
                if offer.until is not None:
                    yield f"the last day of {offer.name or offer.id}", offer.until
