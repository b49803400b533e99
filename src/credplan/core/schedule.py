"""Steps laid on dates and billed as providers bill: the class of schedules in which a plan is best.

The class (docs/planner.md): steps one at a time, not split, each starting on the first day it can once its turn has
come; a step waits only for something outside (a review, a run's start day, a prerequisite's award). Waits and minimum
elapsed times pass while the next step goes on. A subscription starts with the first work it covers, is billed on the
anniversaries of that day, runs on while the next covered work starts on or before its paid-until day, and is otherwise
cancelled and started anew. All days are proleptic day numbers (``date.toordinal``); ranges are half-open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from credplan.core.billing import Held, Once, Rates, extend, paid_until
from credplan.core.dates import LATEST, NEVER, densest_period, work_days
from credplan.core.given import Stretch
from credplan.core.requirements import Atom, Need, atoms_of, concurrent_atoms, dated_atoms, first_day, holds

_LAST_DAY = LATEST.toordinal() - 1
"""The last day on which work may end: a subscription over one more day can still be paid within the calendar."""
Given = Mapping[int, Stretch]
"""Goods that come and lapse by themselves, with the days on which they hold."""
_NOTHING: Given = {}
MOST_LABELS = 60_000
"""Partial schedules looked at for one set before the search gives up on proving its best order."""
BEAM = 40
"""Partial schedules of each length that are followed first, for a good order."""
FEW_JOBS = 6
"""Up to as many steps all orders are soon looked at."""


class Job(msgspec.Struct, frozen=True):
    """What a schedule needs to know of one step; offsets count days from the step's start."""

    good: int
    days: int
    elapsed: int
    wait: int
    need: Need
    spans: tuple[tuple[int, int, int], ...]
    """(purchase, first day, one past the last day) for each subscription it needs."""

    runs: tuple[int, ...] = ()
    earliest: int = 0
    """First day on which it may start: its own offers are open by the day on which they are needed."""
    latest_start: int = NEVER
    """Last day on which it may start, so that everything in it keeps its own last day."""
    validity: int | None = None
    """Months for which an award holds; without a limit None."""
    validities: tuple[tuple[int, int | None], ...] = ()
    """(day, months) of each rule for awards from that day on, earliest first: the last that has begun counts."""
    once: tuple[Once, ...] = ()
    """What is bought once, where that depends on more than the step's first day."""

    @property
    def may_lapse(self) -> bool:
        """Whether its award holds for a time only."""
        return bool(self.validity or self.validities)

    def own_days(self, first: int, last: int) -> int:
        """Days of a span on which the learner works on this step and on no other.

        Only these add up: a span that lasts through an elapsed minimum runs on while other steps are worked on.
        """
        return max(0, min(last, self.days) - first)


class Placed(msgspec.Struct, frozen=True):
    """One step on the calendar: work in ``[start, end)``, awarded on ``award``."""

    job: int
    start: int
    end: int
    award: int


class Bill(msgspec.Struct, frozen=True):
    """One stretch of a subscription: ``periods`` charges on the anniversaries of ``anchor``."""

    purchase: int
    anchor: int
    periods: int
    paid_until: int


class Schedule(msgspec.Struct, frozen=True):
    """An order with its dates and what its subscriptions cost in it."""

    placed: tuple[Placed, ...]
    bills: tuple[Bill, ...]
    cents: int
    """Subscription charges and renewals only; what is paid once does not depend on the order."""
    finish: int
    renewed: int = 0
    """Cents of it for what is renewed before the finish."""


class Renewals(Protocol):
    """What has to be paid in between for awards that must still be valid when all is done."""

    goods: frozenset[int]
    """The goods whose day of award matters to it."""

    def cents(self, award: Mapping[int, int], finish: int) -> int:
        """What falls due before the day ``finish``: never less for a later one."""


def place(job: Job, earliest: int, award: dict[int, int], expiry: dict[int, int]) -> Placed | None:
    """The step at the first day from ``earliest`` on which it may start, or None when it never can."""
    day = max(earliest, job.earliest, first_day(job.need, award))
    if day >= NEVER:
        return None
    days = [run for run in job.runs if run >= day] if job.runs else [day]
    if any(True for _ in dated_atoms(job.need)):
        length = max(job.days, job.elapsed)
        # What had come by then may have lapsed; something that is still to come may do as well, on either day.
        if not job.runs:
            comes = {award.get(good, 0) for good in atoms_of(job.need)}
            days += sorted(d for d in comes | {come - length for come in comes} if d > day)
        days = [day for day in days if _all_valid(job.need, day, day + length, award, expiry)]
    if not days:
        return None
    day = days[0]
    end = day + job.days
    done = max(end, day + job.elapsed)
    if done > _LAST_DAY or day > job.latest_start:
        return None  # no billing month can be added beyond the last day that the program knows
    return Placed(-1, day, end, done + job.wait)


def _all_valid(need: Need, start: int, done: int, award: Mapping[int, int], expiry: Mapping[int, int]) -> bool:
    """Whether what has come by the start of a step meets its need, and what must be valid is so on both days."""

    def met(day: int) -> bool:
        def has(atom: Atom) -> bool:
            on = day if atom.concurrent and not atom.kept else start
            lasts = atom.concurrent or atom.current
            return award.get(atom.good, NEVER) <= on and (not lasts or on < expiry.get(atom.good, NEVER))

        return holds(need, has)

    return met(start) and met(done)


def expires(job: Job, award: int) -> int:
    """The day number on which an award of this step lapses."""
    months = job.validity
    for since, ruled in job.validities:
        if since <= award:
            months = ruled
    return paid_until(award, months) if months else NEVER


def subscribe(
    job: Job, start: int, held: dict[int, Held], rates: Rates, bills: dict[tuple[int, int], Bill] | None = None
) -> int | None:
    """Hold a step's subscriptions in ``held``: cents of the new charges; None where one falls after its offer's end."""
    cents = 0
    for purchase, first, last in job.spans:
        state, charges = extend(held.get(purchase), start + first, start + last, rates.period[purchase])
        if rates.until and charges:
            charged = paid_until(state.anchor, (state.periods - 1) * rates.period[purchase])
            if charged > rates.until[purchase]:
                return None
        held[purchase] = state
        cents += charges * rates.cents[purchase]
        if bills is not None:
            bills[purchase, state.anchor] = Bill(purchase, state.anchor, state.periods, state.paid_until)
    return cents


def buy(job: Job, start: int, bought: dict[int, int]) -> bool:
    """Make a step's single purchases, shared ones in ``bought`` with their day; whether all can be made and used."""
    for once in job.once:
        day = bought.get(once.purchase)
        if day is None:
            day = once.bought(start)
            if day is None:
                return False
            if once.purchase >= 0:
                bought[once.purchase] = day
        elif not once.lasts(day, start):
            return False
    return True


def lay(
    jobs: Sequence[Job],
    order: Sequence[int],
    start: int,
    rates: Rates,
    given: Given = _NOTHING,
    goal_day: int = 0,
    renewals: Renewals | None = None,
) -> Schedule | None:
    """The schedule of one order, every step as early as its turn allows; None when the order is impossible.

    ``goal_day`` is the day before which the goal is not met whatever is done.
    """
    award = {good: first for good, (first, _) in given.items()}
    expiry = {good: last for good, (_, last) in given.items()}
    held: dict[int, Held] = {}
    bought: dict[int, int] = {}
    bills: dict[tuple[int, int], Bill] = {}
    placed: list[Placed] = []
    day, cents, finish = start, 0, max(start, goal_day)
    for number in order:
        job = jobs[number]
        spot = place(job, day, award, expiry)
        if spot is None or not buy(job, spot.start, bought):
            return None
        spot = msgspec.structs.replace(spot, job=number)
        charged = subscribe(job, spot.start, held, rates, bills)
        if charged is None:
            return None
        cents += charged
        placed.append(spot)
        award[job.good] = spot.award
        expiry[job.good] = expires(job, spot.award)
        day = spot.end
        finish = max(finish, spot.award)
    ordered = tuple(sorted(bills.values(), key=lambda b: (b.anchor, b.purchase)))
    renewed = renewals.cents(award, finish) if renewals is not None else 0
    return Schedule(tuple(placed), ordered, cents + renewed, finish, renewed)


class _Label(msgspec.Struct):
    day: int
    cents: int
    finish: int
    held: dict[int, Held]
    award: dict[int, int]
    order: tuple[int, ...]
    bought: dict[int, int] = {}
    """Day on which each shared purchase was made whose day matters."""


class Found(msgspec.Struct, frozen=True):
    """The schedules of one set that nothing in the set beats in both money and finish, and whether that is proved."""

    schedules: tuple[Schedule, ...]
    exact: bool


def best_orders(
    jobs: Sequence[Job],
    start: int,
    rates: Rates,
    *,
    most_cents: int | None = None,
    latest_finish: int | None = None,
    least_cents: int = 0,
    least_finish: int = 0,
    first: Literal["money", "finish"] | None = None,
    known: tuple[int, int] | None = None,
    given: Given = _NOTHING,
    goal_day: int = 0,
    renewals: Renewals | None = None,
) -> Found:
    """All undominated (money, finish) schedules of a set of steps, each with its lexicographically first order.

    A few sensible orders are tried first: one that reaches both lower bounds needs no search. Otherwise labels
    (done set, day, money, subscriptions, awards still to come) are extended step by step. A label gives way only to
    one of the same set on the same day, since a later day can meet a longer billing month.

    Args:
        jobs: the steps; numbers in results are positions in this sequence.
        start: first day on which work can begin.
        rates: what each purchase costs a period.
        most_cents: subscription money beyond which a schedule is of no use.
        latest_finish: day number after which it is of no use.
        least_cents: a bound below which no order of this set can cost.
        least_finish: a bound before which no order of this set can finish.
        first: which of the two decides before the other. With it only the best schedule in that sense is looked for,
            which is far quicker than all that are undominated.
        known: (cents, finish) of a plan that this set must match or beat, with ``first``.
        given: what comes and lapses by itself.
        goal_day: the day before which the goal is not met whatever is done.
        renewals: what is to be kept valid until the finish; None where nothing has to be renewed by then.
    """
    window = _Window(most_cents, latest_finish, first)
    if known is not None:
        window.narrow(*known)
    laying = _Laying(jobs, start, rates, given, goal_day, renewals)
    tried = _few(laying)
    for schedule in tried:
        if schedule.cents <= least_cents and schedule.finish <= least_finish:
            return Found((schedule,), exact=True)
        window.narrow(schedule.cents, schedule.finish)
    if len(jobs) > FEW_JOBS:
        # A good order found early leaves far fewer partial schedules that could still be better.
        promising, _ = _layered(laying, window, BEAM)
        tried += promising
        for schedule in promising:
            window.narrow(schedule.cents, schedule.finish)
    found, exact = _layered(laying, window)
    return Found(_undominated(found if exact else [s for s in tried if window.keeps(s)]), exact)


class _Laying(NamedTuple):
    """The steps of a set, and all that an order of them is laid out by."""

    jobs: Sequence[Job]
    start: int
    rates: Rates
    given: Given
    goal_day: int
    renewals: Renewals | None

    def lay(self, order: Sequence[int]) -> Schedule | None:
        return lay(self.jobs, order, *self[1:])


def _layered(laying: _Laying, window: _Window, width: int | None = None) -> tuple[list[Schedule], bool]:
    """Partial schedules extended by one step at a time, all or the ``width`` most promising of each length.

    The whole schedules that they end in, and whether none was left out that could be of use.
    """
    jobs, start, rates, given, goal_day, renewals = laying
    count = len(jobs)
    # The award of what is to be kept valid matters to the very end, whatever is still to come.
    kept = renewals.goods if renewals is not None else frozenset[int]()
    mentioned = [atoms_of(job.need) for job in jobs]
    concurrent = bool(kept) or any(True for job in jobs for _ in concurrent_atoms(job.need))
    comes = {good: first for good, (first, _) in given.items()}
    lapses = {good: last for good, (_, last) in given.items()}
    layer: dict[int, list[_Label]] = {0: [_Label(start, 0, max(start, goal_day), {}, comes, ())]}
    looked_at = 0
    for _ in range(count):
        following: dict[int, list[_Label]] = {}
        floors: list[tuple[tuple[int, int], int, int, _Label]] = []
        for mask, labels in layer.items():
            rest = [i for i in range(count) if not mask >> i & 1]
            after = {i: [j for j in rest if j != i] for i in rest}
            left = {i: _left(jobs, after[i], rates) for i in rest}
            for label in labels:
                for i in rest:
                    new = _extended(jobs, label, i, rates, lapses)
                    if new is None:
                        continue
                    floor = _floor(new, left[i])
                    if not window.admits(*floor):
                        continue
                    looked_at += 1
                    if looked_at > MOST_LABELS:
                        return [], False
                    if width is None:
                        _keep(following.setdefault(mask | 1 << i, []), new, jobs, after[i], mentioned, kept, concurrent)
                    else:
                        floors.append((window.worth(*floor), looked_at, mask | 1 << i, new))
        for _, _, mask, new in sorted(floors)[:width]:
            rest = [i for i in range(count) if not mask >> i & 1]
            _keep(following.setdefault(mask, []), new, jobs, rest, mentioned, kept, concurrent)
        layer = following
    done = layer.get((1 << count) - 1, [])
    laid = (laying.lay(label.order) for label in done)
    return [s for s in laid if s], width is None


class _Window:
    """What a schedule must keep to be of use: the limits, and not worse than one that is known already."""

    def __init__(self, most_cents: int | None, latest_finish: int | None, first: str | None) -> None:
        self.most_cents = NEVER if most_cents is None else most_cents
        self.latest_finish = NEVER if latest_finish is None else latest_finish
        self.first = first
        self.best: tuple[int, int] | None = None

    def narrow(self, cents: int, finish: int) -> None:
        """Take what a known schedule costs and when it ends as the mark, if it keeps the limits."""
        if self.first is not None and cents <= self.most_cents and finish <= self.latest_finish:
            worth = self.worth(cents, finish)
            self.best = worth if self.best is None else min(self.best, worth)

    def admits(self, cents: int, finish: int) -> bool:
        """Whether what costs at least ``cents`` and ends no sooner than ``finish`` could still be of use."""
        if cents > self.most_cents or finish > self.latest_finish:
            return False
        return self.best is None or self.worth(cents, finish) <= self.best

    def keeps(self, schedule: Schedule) -> bool:
        """Whether a whole schedule keeps the limits."""
        return schedule.cents <= self.most_cents and schedule.finish <= self.latest_finish

    def worth(self, cents: int, finish: int) -> tuple[int, int]:
        """Both in the order in which they decide; money first where neither does."""
        return (finish, cents) if self.first == "finish" else (cents, finish)


class _Left(msgspec.Struct, frozen=True):
    """What is left to do after a set of steps: whole days of work, and for each subscription its covered days."""

    days: int
    covered: tuple[tuple[int, int, int, int], ...]
    """(purchase, covered days, most days in a period, cents a period)."""


def _left(jobs: Sequence[Job], rest: Sequence[int], rates: Rates) -> _Left:
    days: dict[int, int] = {}
    for j in rest:
        for purchase, first, last in jobs[j].spans:
            days[purchase] = days.get(purchase, 0) + jobs[j].own_days(first, last)
    covered = ((p, d, densest_period(rates.period[p]), rates.cents[p]) for p, d in days.items())
    return _Left(sum(jobs[j].days for j in rest), tuple(covered))


def _floor(label: _Label, left: _Left) -> tuple[int, int]:
    """What any completion of a partial schedule costs and when it ends, at the least."""
    cents = label.cents
    for purchase, covered, densest, price in left.covered:
        held = label.held.get(purchase)
        open_days = covered if held is None else covered - max(0, held.paid_until - label.day)
        if open_days > 0:
            cents += -(-open_days // densest) * price
    return cents, max(label.finish, label.day + left.days)


def _extended(jobs: Sequence[Job], label: _Label, i: int, rates: Rates, lapses: Mapping[int, int]) -> _Label | None:
    job = jobs[i]
    expiry = {jobs[j].good: expires(jobs[j], label.award[jobs[j].good]) for j in label.order if jobs[j].may_lapse}
    expiry.update(lapses)
    spot = place(job, label.day, label.award, expiry)
    if spot is None:
        return None
    bought = label.bought
    if job.once:
        bought = dict(bought)
        if not buy(job, spot.start, bought):
            return None
    held = dict(label.held)
    cents = subscribe(job, spot.start, held, rates)
    if cents is None:
        return None
    award = {**label.award, job.good: spot.award}
    finish = max(label.finish, spot.award)
    return _Label(spot.end, label.cents + cents, finish, held, award, (*label.order, i), bought)


def _keep(
    kept: list[_Label],
    new: _Label,
    jobs: Sequence[Job],
    rest: Sequence[int],
    mentioned: Sequence[set[int]],
    kept_valid: Collection[int],
    concurrent: bool,
) -> None:
    """Add ``new`` unless a kept label is at least as good for everything still to come; drop those it beats."""
    purchases = {p for j in rest for p, _, _ in jobs[j].spans}
    once = {one.purchase for j in rest for one in jobs[j].once}
    goods = {g for j in rest for g in mentioned[j]}.union(kept_valid)
    if any(_as_good(old, new, purchases, once, goods, concurrent) for old in kept):
        return
    kept[:] = [old for old in kept if not _as_good(new, old, purchases, once, goods, concurrent)]
    kept.append(new)


def _as_good(a: _Label, b: _Label, purchases: set[int], once: set[int], goods: set[int], concurrent: bool) -> bool:
    if a.day != b.day or a.cents > b.cents or a.finish > b.finish:
        return False
    if any(a.bought.get(p) != b.bought.get(p) for p in once):
        return False  # bought sooner lapses sooner, bought later may be too late: neither is shown to be better
    for good in goods:
        one, other = a.award.get(good, NEVER), b.award.get(good, NEVER)
        if concurrent and one != other:
            return False
        # An award that has arrived is as good as one that arrived earlier. One that is still to come is better the
        # sooner it does, unless a subscription is still to be held or a voucher to be used up: from a later start they
        # may meet a longer month.
        mine_comes, theirs_comes = max(one, a.day), max(other, b.day)
        if mine_comes > theirs_comes or ((purchases or once) and mine_comes != theirs_comes):
            return False
    for purchase in purchases:
        mine, theirs = a.held.get(purchase), b.held.get(purchase)
        if theirs is None or theirs.paid_until < b.day:
            if mine is not None and mine.paid_until >= a.day:
                return False  # time still paid for is hardly ever a drawback; not shown to be none, so both are kept
            continue
        if mine is None or mine.anchor != theirs.anchor or mine.periods < theirs.periods:
            return False
    return True


def _undominated(schedules: Sequence[Schedule]) -> tuple[Schedule, ...]:
    kept: list[Schedule] = []
    for one in sorted(schedules, key=lambda s: (s.cents, s.finish, [p.job for p in s.placed])):
        if not kept or one.finish < kept[-1].finish:
            kept.append(one)
    return tuple(kept)


def _few(laying: _Laying) -> list[Schedule]:
    return [s for s in map(laying.lay, _sensible_orders(laying.jobs, laying.given)) if s is not None]


def _sensible_orders(jobs: Sequence[Job], given: Given) -> list[tuple[int, ...]]:
    """Topological orders that a planner by hand would try: as listed, by subscription, longest wait first."""
    keys = (
        lambda i: (i,),
        lambda i: (min((p for p, _, _ in jobs[i].spans), default=-1), i),
        lambda i: (-(jobs[i].wait + max(0, jobs[i].elapsed - jobs[i].days)), i),
        lambda i: (-min((p for p, _, _ in jobs[i].spans), default=10**6), i),
    )
    found: list[tuple[int, ...]] = []
    for key in keys:
        award = dict.fromkeys(given, 0)
        order: list[int] = []
        rest = sorted(range(len(jobs)), key=key)
        while rest:
            able = next((i for i in rest if first_day(jobs[i].need, award) < NEVER), None)
            if able is None:
                break
            rest.remove(able)
            order.append(able)
            award[jobs[able].good] = 0
        if not rest and tuple(order) not in found:
            found.append(tuple(order))
    return found


def part_days(
    minutes: Sequence[int], least: Sequence[int], weekly: int, elapsed: int
) -> tuple[tuple[tuple[int, int], ...], int]:
    """Days of each part of a step's work, ``(first, one past the last)`` from its start, and the step's own minimum.

    Parts follow each other: a minimum that is not over when the next part's work begins delays the end of all after
    it. A part after which neither work nor a minimum is left ends with the step.

    Args:
        minutes: work of each part.
        least: elapsed minimum of each part in days.
        weekly: minutes of work a week.
        elapsed: minimum of the step as a whole, in days.
    """
    done = delay = 0
    days: list[tuple[int, int]] = []
    for work, minimum in zip(minutes, least, strict=True):
        # What a part needs is bought with its first minute of work, so that purchases keep the order of the work.
        begun = done * 7 // weekly
        done += work
        days.append((begun, max(work_days(done, weekly), begun + minimum) + delay))
        delay = max(delay, begun + delay + minimum - done * 7 // weekly)
    step = max(elapsed, days[-1][1]) if any(least) else elapsed
    end = max(work_days(done, weekly), step)
    for i in reversed(range(len(days))):
        days[i] = (days[i][0], end)
        if minutes[i] or least[i]:
            break
    return tuple(days), step
