"""One learner's question against one catalog, as the small closed problem that the planner solves.

A `Way` is one complete manner of producing a good: route, readiness of each exam, and what is bought for its parts.
`build` makes it, and only of what bears on the goal.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from credplan.core.dates import work_days
from credplan.core.given import Window
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
from credplan.core.schedule import Job, Rates, span_offsets
from credplan.core.standing import Standing


class Charge(msgspec.Struct, frozen=True):
    """Money paid once for one way: a fee, or an offer that is not shared (then with its ``offer``)."""

    kind: str
    name: str
    price: Price
    offer: Offer | None = None


class Span(msgspec.Struct, frozen=True):
    """The stretch of a step's work during which a subscription must be held, in minutes from the step's start."""

    pricing: int
    begin: int
    end: int


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
    wait: int = 0
    runs: tuple[int, ...] = ()
    earliest: int = 0
    latest: int | None = None
    """Last day number on which its work may end."""
    validity: int | None = None
    rank: int = 0
    cents: int = 0
    """What it costs by itself, unknown prices not counted."""
    unknown: int = 0
    """How many of its prices and hours nobody could source."""
    begun: bool = False
    """Work on it is under way: its minimum time has begun to pass and it needs no run to start with."""
    given: bool = False
    """No step: it stands for relying on what comes by itself on the day ``earliest``."""


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
    given: dict[int, Window] = {}
    """Goods that the learner has on certain days whatever is planned."""

    def steps(self, ways: Iterable[int]) -> tuple[int, ...]:
        """Those of ``ways`` that are steps, in their order."""
        return tuple(w for w in ways if not self.ways[w].given)

    def goal_day(self, ways: Iterable[int]) -> int:
        """The day number before which ``ways`` don't meet the goal, however early they are done; mostly 0."""
        if not self.given:
            return 0
        comes = {good: first for good, (first, _) in self.given.items()}
        return first_day(self.root, comes | {self.ways[w].good: 0 for w in self.steps(ways)})

    def job(self, way: Way) -> Job:
        """What the schedule needs to know of a way at this learner's pace."""
        weekly = self.question.weekly
        spans = []
        for span in way.spans:
            first, last = span_offsets(span.begin, span.end, way.hours.likely, weekly, way.elapsed)
            spans.append((span.pricing, first, last))
        return Job(
            good=way.good,
            days=work_days(way.hours.likely, weekly),
            elapsed=way.elapsed,
            wait=way.wait,
            need=way.need,
            spans=tuple(spans),
            runs=way.runs,
            earliest=way.earliest,
            latest=way.latest,
            validity=way.validity,
        )

    def rates(self) -> Rates:
        """Prices and periods of all purchases, for billing."""
        return Rates(tuple(int(p.cents or 0) for p in self.purchases), tuple(p.period for p in self.purchases))
