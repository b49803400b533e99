"""One learner's question against one catalog, as the small closed problem that the planner solves.

A `Way` is one complete manner of producing a good: route, readiness of each exam, and what is bought for its parts.
`build` makes it, and only of what bears on the goal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from credplan.core.billing import Once, Rates
from credplan.core.dates import NEVER, work_days
from credplan.core.given import Stretch
from credplan.core.model import (
    Career,
    Credential,
    Offer,
    Part,
    Price,
    Route,
)
from credplan.core.offers import Pricing
from credplan.core.planning.question import Question
from credplan.core.requirements import MET, Goods, Need, first_day
from credplan.core.schedule import Job, part_days
from credplan.core.standing import Standing
from credplan.core.windows import last_day_of

PAID_AT_THE_END = frozenset({"registry", "licence", "first-year"})
"""Kinds of charges that fall due with the award; the others with the step's start or their offer's first use."""


class Charge(msgspec.Struct, frozen=True):
    """Money paid once for one way: a fee, or an offer that is not shared (then with its ``offer``)."""

    kind: str
    name: str
    price: Price
    offer: Offer | None = None


class Span(msgspec.Struct, frozen=True):
    """A stretch of a step's parts during which a subscription must be held: positions of the first and last one."""

    pricing: int
    first: int
    last: int


class Use(msgspec.Struct, frozen=True):
    """What is bought once for a way, and the positions of the first and last part that it pays for."""

    offer: Offer
    purchase: int | None
    """Number of the purchase where it is shared with others; ``None`` for one of the way's own."""
    first: int
    last: int
    exam: bool = False
    """Whether the first of them is an exam: preparing for it needs no voucher yet."""


class Hours(msgspec.Struct, frozen=True):
    """Minutes of work: likely decides, low and high re-cost; ``unknown`` when some part's hours are not known."""

    likely: int
    low: int
    high: int
    unknown: bool = False


class Way(msgspec.Struct, frozen=True):
    """One complete manner of producing a good."""

    good: int
    credential: str
    """Empty for an attested good."""
    route: Route | None
    ready: tuple[str, ...]
    """Ids of the exam parts that are prepared as someone who is ready."""
    parts: tuple[Part, ...]
    hours: Hours
    part_minutes: tuple[int, ...]
    charges: tuple[Charge, ...]
    shared: tuple[int, ...]
    """Numbers of the once-only purchases that this way shares with others."""
    spans: tuple[Span, ...]
    need: Need
    """Everything that must hold on the day it starts: the issuer's conditions and the readiness chosen."""
    asked: Need = MET
    """The issuer's conditions alone, to tell them from readiness when reasons are given."""
    elapsed: int = 0
    """The route's own minimum, in days."""
    part_least: tuple[int, ...] = ()
    """Each part's own minimum in days; empty where none has one."""
    lumped: bool = False
    """Hours stand with the route as a whole: each of its parts lasts as long as the step."""
    uses: tuple[Use, ...] = ()
    """What is bought once, own and shared."""
    wait: int = 0
    runs: tuple[int, ...] = ()
    earliest: int = 0
    """First day number on which it may start, its offers aside."""
    latest_start: int = NEVER
    """Last day number on which it may start, its last dates aside."""
    latest: int = NEVER
    """Last day number on which its work may end."""
    last_award: int = NEVER
    """Last day number on which its award may come."""
    part_ends: tuple[tuple[int, int], ...] = ()
    """(position, last day number on which it may end) of each part that can't be taken for ever."""
    validity: int | None = None
    validities: tuple[tuple[int, int | None], ...] = ()
    """Where it depends on the day of the award: see `Job.validities`."""
    attested: str = ""
    """Name of what is attested, for such a good."""
    rank: int = 0
    cents: int = 0
    """What it costs by itself, unknown prices not counted."""
    unknown: int = 0
    """How many of its prices and hours nobody could source."""
    gone: int | None = None
    """Days since work on it began, which count against its minimum times; None where it has not begun."""
    given: bool = False
    """No step: it stands for relying on what comes by itself on the day ``earliest``."""

    @property
    def purchases(self) -> frozenset[int]:
        """Numbers of all that it buys with others or holds."""
        return frozenset((*self.shared, *(span.pricing for span in self.spans)))


class GoalGroup(msgspec.Struct, frozen=True):
    """A named piece of the goal with its compiled need: a law, a core group, the credential itself."""

    name: str
    need: Need
    kind: str
    """``law``, ``anchor``, ``core``, ``goal``, ``also`` or ``lock``; ``plus`` beside them."""
    index: int = 0
    goal: Career | Credential | None = None
    """Whose group it is: the goal or a further one; with its ``index`` there for laws and core groups."""


class Problem(msgspec.Struct):
    """The closed problem. Goods, purchases and ways are numbered; everything is an integer."""

    question: Question
    standing: Standing
    goods: Goods
    ways: list[Way]
    of_good: dict[int, list[int]]
    purchases: list[Pricing]
    groups: list[GoalGroup]
    root: Need
    truncated: bool = False
    region_assumed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    """Credentials left out because their price is in another currency."""
    left_out: dict[str, str] = {}
    """Credential -> why it could not take part (retired, excluded, no hours, …)."""
    pluses: tuple[GoalGroup, ...] = ()
    """What a career prefers, compiled beside the goal: its ways are there to be priced, and not asked for."""
    closed: frozenset[int] = frozenset()
    """Ways that may not be taken, though they were built: for questions like this one with something left out."""
    lasting: frozenset[int] | None = None
    """Goods that are kept valid until the finish; None: those of a plan that its goal can't do without."""
    given: dict[int, Stretch] = {}
    """Goods that the learner has on certain days whatever is planned."""

    def steps(self, ways: Iterable[int]) -> tuple[int, ...]:
        """Those of ``ways`` that are steps, in their order."""
        return tuple(w for w in ways if not self.ways[w].given)

    def goal_day(self, ways: Iterable[Way]) -> int:
        """The day number before which ``ways`` don't meet the goal, however early they are done; mostly 0."""
        if not self.given:
            return 0
        comes = {good: first for good, (first, _) in self.given.items()}
        return first_day(self.root, comes | {way.good: 0 for way in ways if not way.given})

    def offers(self, way: Way) -> list[Offer]:
        """All that a way buys, each offer that it holds once."""
        held = dict.fromkeys(span.pricing for span in way.spans)
        own = [charge.offer for charge in way.charges if charge.offer is not None]
        return own + [self.purchases[number].offer for number in (*way.shared, *held)]

    def title(self, way: Way) -> str:
        """The name of what a way earns or has attested."""
        credential = self.standing.credentials.get(way.credential)
        return credential.name if credential is not None else way.attested

    def job(self, way: Way, minutes: int | None = None) -> Job:
        """What the schedule needs to know of a way at this learner's pace, with its likely or other ``minutes``."""
        minutes = way.hours.likely if minutes is None else minutes
        days, elapsed = timing(way, minutes, self.question.weekly)
        work = work_days(minutes, self.question.weekly)
        done = max(work, elapsed)
        spans = held_days(way, days)
        earliest, latest_start = way.earliest, min(way.latest_start, way.latest - done)
        latest_start = min(latest_start, way.last_award - done - way.wait, *(d - days[p][1] for p, d in way.part_ends))
        once = []
        for use in way.uses:
            one = buying(use, days)
            if use.offer.since is not None:
                earliest = max(earliest, use.offer.since.toordinal() - one.first)
            if one.months or (use.purchase is not None and one.until < NEVER):
                once.append(one)
            else:
                latest_start = min(latest_start, one.until - one.first)
        for purchase, first, _ in spans:
            since = self.purchases[purchase].offer.since
            if since is not None:
                earliest = max(earliest, since.toordinal() - first)
        return Job(
            good=way.good,
            days=work,
            elapsed=elapsed,
            wait=way.wait,
            need=way.need,
            spans=spans,
            runs=way.runs,
            earliest=earliest,
            latest_start=latest_start,
            validity=way.validity,
            validities=way.validities,
            once=tuple(once),
        )

    def bought(self, way: Way, start: int) -> dict[int | str, dt.date]:
        """When a way that starts on a day makes its single purchases: by number, its own ones by their offer's id."""
        days, _ = timing(way, way.hours.likely, self.question.weekly)
        found: dict[int | str, dt.date] = {}
        for use in way.uses:
            one = buying(use, days)
            day = one.bought(start)
            found[use.offer.id if use.purchase is None else use.purchase] = dt.date.fromordinal(
                start + one.first if day is None else day
            )
        return found

    def rates(self) -> Rates:
        """Prices and periods of all purchases, for billing."""
        ends = tuple(last_day_of(p.offer.until) for p in self.purchases)
        cents, period = tuple(int(p.cents or 0) for p in self.purchases), tuple(p.period for p in self.purchases)
        return Rates(cents, period, ends if min(ends, default=NEVER) < NEVER else ())


Days = tuple[tuple[int, int], ...]
"""For each part of a way the first and one past the last of its days, counted from the step's start."""


def timing(way: Way, minutes: int, weekly: int) -> tuple[Days, int]:
    """The days of each part when a way takes ``minutes`` in all, each part its share, and the step's least days."""
    work, least = list(way.part_minutes), way.part_least or (0,) * len(way.part_minutes)
    if way.lumped:
        elapsed = max(way.elapsed, sum(least))
        return ((0, max(work_days(minutes, weekly), elapsed)),) * len(work), elapsed
    if minutes != way.hours.likely and work:
        done, likely = 0, 0
        for i, part in enumerate(way.part_minutes):
            likely += part
            work[i] = (-(-likely * minutes // way.hours.likely) if way.hours.likely else minutes) - done
            done += work[i]
    return part_days(work, least, weekly, way.elapsed)


def runs_of(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of positions that follow each other."""
    first = last = -1
    for at in sorted(positions):
        if first < 0 or at > last + 1:
            if first >= 0:
                yield first, last
            first = at
        last = at
    if first >= 0:
        yield first, last


def held_days(way: Way, days: Days) -> tuple[tuple[int, int, int], ...]:
    """``(purchase, first day, one past the last)`` of each stretch for which a way needs a subscription.

    Stretches of one purchase stand in their order and never touch, so that their days add up.
    """
    spans: list[tuple[int, int, int]] = []
    for span in way.spans:
        first = days[span.first][0]
        last = max(days[span.last][1], first + 1)
        if spans and spans[-1][0] == span.pricing and first <= spans[-1][2]:
            spans[-1] = (span.pricing, spans[-1][1], max(last, spans[-1][2]))
        else:
            spans.append((span.pricing, first, last))
    return tuple(spans)


def buying(use: Use, days: Days) -> Once:
    """When something is bought once and how long it is used, in days from the step's start."""
    (first, sat), last = days[use.first], days[use.last][1]
    return Once(
        purchase=-1 if use.purchase is None else use.purchase,
        first=first,
        last=last,
        at_latest=sat if use.exam else first,
        until=last_day_of(use.offer.until),
        months=use.offer.valid_months or 0,
    )
