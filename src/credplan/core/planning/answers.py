"""What the planner answers: a `Plan`, or a `NoPlan` that says which limits clash and what would have to change.

Plain values: every screen, file and page is made from these, and nothing is computed twice.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from credplan.core.model import Career, Credential


class Cost(msgspec.Struct, frozen=True):
    """One amount that is due on one day. Cents; ``amount`` is None when nobody could source it."""

    kind: str
    name: str
    amount: int | None
    low: int | None
    high: int | None
    currency: str
    due: dt.date
    as_of: dt.date | None = None
    grade: str = ""
    """A to D, see docs/catalog-format.md; empty for an attestation without sources."""
    age: str = ""
    """``fresh``, ``ageing`` after 12 months, ``stale`` after 24, ``undated``."""
    doubt: str = ""
    """Why the amount is shown with ``~``: it rests on one source, on an old or undated one, or sources disagree."""
    sources: tuple[str, ...] = ()
    """Addresses of the pages it was read from."""
    note: str = ""
    """What the catalog remarks on the price or the offer, e.g. until when a voucher must be used."""

    @property
    def unsure(self) -> bool:
        """Whether the amount is shown with ``~``."""
        return bool(self.doubt)

    @property
    def keeps(self) -> bool:
        """Whether it keeps something valid on the way, and belongs to no step."""
        return self.kind in ("renewal", "yearly fee")


class Step(msgspec.Struct, frozen=True):
    """One credential to earn, on dates. Work is in ``[start, work_ends)``; ``finish`` is the day of the award."""

    number: int
    credential: str
    name: str
    kind: str
    provider: str
    route: str
    route_name: str
    parts: tuple[str, ...]
    ready: tuple[str, ...]
    """Ids of the exam parts that are prepared as by someone who is ready; the others from nothing."""
    bought: tuple[str, ...]
    """What is bought for it, in the offers' own names."""
    start: dt.date
    work_ends: dt.date
    passed: dt.date
    """The day of the exam, or of whatever completes it: work and its minimum time are over, waits are to come."""
    finish: dt.date
    minutes: int | None
    """Likely work; None when nobody knows."""
    minutes_low: int | None
    minutes_high: int | None
    costs: tuple[Cost, ...]
    """What this step alone costs; subscriptions stand beside the steps."""
    subscribed: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    url: str = ""
    good: str = ""
    """What it gives: a credential's id, or one of the other names of `requirements.Goods` (``viewed:…``)."""

    @property
    def cents(self) -> int:
        """What the step alone costs, unknown prices not counted."""
        return sum(c.amount or 0 for c in self.costs)


class Subscription(msgspec.Struct, frozen=True):
    """One stretch of a subscription with its charges."""

    offer: str
    name: str
    start: dt.date
    end: dt.date
    """Paid until this day."""
    charges: tuple[Cost, ...]
    covers: tuple[str, ...]
    """Credentials it is held for."""

    @property
    def cents(self) -> int:
        """All charges of this stretch."""
        return sum(c.amount or 0 for c in self.charges)


class Totals(msgspec.Struct, frozen=True):
    """Sums over a plan. Cents of ``currency``, minutes, days."""

    currency: str
    cents: int
    low: int | None
    """The same plan at its low prices and hours; None when no range is known."""
    high: int | None
    minutes: int
    minutes_low: int | None
    minutes_high: int | None
    passed: dt.date
    """The last day on which anything is to be passed; after it there is only waiting for awards."""
    finish: dt.date
    finish_low: dt.date | None
    finish_high: dt.date | None
    unknown: tuple[str, ...]
    """What the plan needs and nobody could price or time."""
    unsure: tuple[str, ...]
    """Amounts that rest on one source or a stale one."""
    upkeep_cents: int
    """What staying valid costs a year: the whole over its years, rounded to the nearest cent."""
    upkeep: tuple[str, ...]
    upkeep_unknown: bool = False
    """Some renewal or yearly fee in these years has an amount that nobody could source."""
    upkeep_total: int = 0
    """What it costs over ``upkeep_years`` from the finish on, what is held already included."""
    upkeep_years: int = 5
    upkeep_held: int = 0
    """What is held already would cost over the same years without the plan."""


class Alternative(msgspec.Struct, frozen=True):
    """The best plan if one thing were different."""

    change: str
    option: str
    """The command-line option that asks for it."""
    cents: int
    finish: dt.date
    minutes: int
    steps: tuple[str, ...]
    unknown: int = 0
    """Prices and hours in it that nobody could source."""


class Extra(msgspec.Struct, frozen=True):
    """A preferred group (a plus), priced beside the plan: what it would add, or that it is met already.

    ``asked`` is false for what no credential gives and is only told, such as a kind of experience.
    """

    name: str
    because: str
    met: bool
    cents: int | None = None
    minutes: int | None = None
    steps: tuple[str, ...] = ()
    unknown: int = 0
    """How many prices and hours nobody could source."""
    unknown_hours: int = 0
    """How many of these are hours."""
    asked: bool = True


class Switch(msgspec.Struct, frozen=True):
    """A pace at which the same steps are bought otherwise, because that is cheaper then."""

    weekly: int
    """Minutes a week at which it is, to half an hour; half an hour nearer to today's pace it is not."""
    more: bool
    """From there on upward, and not downward."""
    instead_of: tuple[str, ...]
    """Offers of today's plan that are not bought then."""
    bought: tuple[str, ...]
    """Offers that are bought then and not today."""
    cents: int
    finish: dt.date


class SavedNow(msgspec.Struct, frozen=True):
    """What the steps of a saved plan come to from today on, beside today's best plan (`keeping.saved_now`)."""

    name: str
    keep: bool
    """It is not worth changing."""
    why: str = ""
    """Why it is: what today's plan gains, or that the saved one no longer reaches the goal."""
    same: bool = False
    """Today's best has the same steps."""
    cents: int | None = None
    """None, as ``finish``, where it no longer reaches the goal."""
    finish: dt.date | None = None
    unknown: int = 0
    weekly: int | None = None
    """Minutes a week that it was saved with, where today's are others."""


class Uncovered(msgspec.Struct, frozen=True):
    """A part of the goal that this catalog can't cover for this learner."""

    name: str
    kind: str
    why: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """The best plan: steps, dates, bill, reasons, and how sure its being best is."""

    goal: Career | Credential
    objective: str
    status: Literal["optimal", "bounded"]
    complete: bool
    reason: str
    """Why it is only ``bounded``; empty for ``optimal``."""
    value: int
    """Of the main criterion: cents, days, steps, or sixtieths of a cent for ``balanced``."""
    bound: int
    considered: int
    """Credentials that the catalog holds and the answer took into account."""
    steps: tuple[Step, ...]
    subscriptions: tuple[Subscription, ...]
    due: tuple[Cost, ...]
    totals: Totals
    held: tuple[str, ...]
    """Groups of the goal that the learner meets already."""
    uncovered: tuple[Uncovered, ...]
    confirm: tuple[str, ...]
    warnings: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()
    extras: tuple[Extra, ...] = ()
    equals: tuple[tuple[str, ...], ...] = ()
    """Equally good sets of other credentials, by name."""
    switches: tuple[Switch, ...] = ()
    """Where the same steps are bought otherwise at other hours a week."""
    saved: SavedNow | None = None
    """The plan that was saved for the same goal, where there is one."""
    later: tuple[str, ...] = ()
    """What comes after the finish and is not the learner's to decide: a full title after years of paid work."""
    unpriced: tuple[str, ...] = ()
    """Names of what would meet a part of the goal and is left out because nobody could source its price."""
    openings: tuple[str, ...] = ()
    """Prices and routes of its steps that are open to learners with another circumstance."""


class Limit(msgspec.Struct, frozen=True):
    """A limit that clashes, named by whose it is."""

    kind: Literal["budget", "by", "hours", "law", "experience", "region", "education", "date", "catalog", "choice"]
    owner: Literal["yours", "waivable", "law", "world"]
    text: str


class Relaxation(msgspec.Struct, frozen=True):
    """A change that makes a plan possible, each solved again before it is said."""

    changes: tuple[tuple[str, str], ...]
    """(option, value) pairs, e.g. ``("--budget", "214.00")``."""
    text: str
    cents: int
    finish: dt.date
    steps: tuple[tuple[str, str], ...] = ()
    """(id, name) of each step of the plan that would then be the best, in order."""
    dropped: tuple[tuple[str, str], ...] = ()
    """(option, value) pairs to leave out, e.g. ``("--free", "")``."""
    unknown: int = 0
    """How many of its prices and hours nobody could source."""


class Near(msgspec.Struct, frozen=True):
    """The plan within the limits that comes closest to the goal: law first, then anchor, core and what is preferred."""

    covered: tuple[str, ...]
    """Parts of the goal that its steps meet."""
    missing: tuple[str, ...]
    """Parts that are asked for and that it does without."""
    steps: tuple[tuple[str, str], ...]
    """(id, name) of each step, in order."""
    cents: int
    finish: dt.date
    unknown: int
    """How many of its prices and hours nobody could source."""
    proved: bool
    """Nothing within the limits covers more."""


class NoPlan(msgspec.Struct, frozen=True):
    """Nothing fits, proved: what clashes, and the least that would have to change."""

    goal: Career | Credential
    objective: str
    proved: bool
    conflict: tuple[Limit, ...]
    relaxations: tuple[Relaxation, ...]
    warnings: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    """As of a `Plan`, for the steps of the changes that would help."""
    closest: Near | None = None
    """What the limits do allow; None where they allow nothing that counts."""
    separate: bool = False
    """Each limit clashes by itself: no single change can help."""
