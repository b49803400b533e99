"""What each credential costs and takes by itself: the planner's own ways of earning it, put in figures.

"By itself" leaves out other credentials that it asks for; a plan counts those too. Who holds nothing is asked about
first; where such a learner is not let in (paid work, a degree), the figures are those of one who is, and say so.
Subscriptions are counted at the default pace from the day given, billed as a plan bills them. Nothing is free or zero
because it is unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from credplan.core import grades
from credplan.core.billing import extend
from credplan.core.dates import work_days
from credplan.core.model import Catalog, Credential, Price, Requirement, Route
from credplan.core.offers import Pricing
from credplan.core.planning.build import build
from credplan.core.planning.problem import Charge, Problem, Way, held_days, timing
from credplan.core.planning.question import DEFAULT_WEEKLY, Question
from credplan.core.profile import Profile
from credplan.core.requirements import Atom, Need, holds
from credplan.core.standing import Outcome, Role, Standing, region_matches

Share = Literal["once", "exam", "subscription", "fee", "membership"]
SHARES: tuple[Share, ...] = ("exam", "once", "subscription", "membership", "fee")
Asks = Literal["nothing", "conditions", "closed"]

_FORMALITIES = frozenset(["medical", "background", "identity", "equipment"])
"""Attestations that anybody can get; a practical count, a classroom or an employer are conditions."""


class Item(msgspec.Struct, frozen=True):
    """One thing that is paid for. Cents in all (``None``: nobody knows), and at its low and high price and hours."""

    share: Share
    name: str
    cents: int | None
    low: int
    high: int
    each: int | None
    """Cents of one billing period; the same as ``cents`` for what is paid once."""
    months: int = 0
    """Months in a billing period; 0 for what is paid once."""
    times: int = 1
    """Billing periods that are paid."""
    unsure: bool = False
    """It rests on one source, or on an old or undated one."""


class Figure(msgspec.Struct, frozen=True):
    """One way of earning a credential. Minutes of work, days from its start to the award."""

    route: str
    name: str
    ready: bool
    """Some exam of it is prepared as by one who is ready for it, not from nothing."""
    items: tuple[Item, ...]
    minutes: int
    minutes_low: int
    minutes_high: int
    hours_known: bool
    days: int
    free: bool
    """Nothing is paid on it, nor for anything that it requires; the certificate comes with it."""
    bare: bool
    """It asks for no other credential, paid work, degree or practice beforehand."""

    @property
    def cents(self) -> int:
        """Everything that has a price."""
        return sum(item.cents or 0 for item in self.items)

    @property
    def low(self) -> int:
        """The same at low prices and hours."""
        return sum(item.low for item in self.items)

    @property
    def high(self) -> int:
        """The same at high prices and hours."""
        return sum(item.high for item in self.items)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What it needs and nobody could price."""
        return tuple(item.name for item in self.items if item.cents is None)

    @property
    def hollow(self) -> bool:
        """Whether there is nothing to pay or do but what it requires, as for a title given to holders of others."""
        return not self.items and not self.minutes and self.hours_known

    @property
    def unsure(self) -> bool:
        """Whether some amount of it is shown with ``~``."""
        return any(item.unsure for item in self.items)


class Figures(msgspec.Struct, frozen=True):
    """A credential's ways: those from nothing first, in each half those with known prices, then the least money."""

    credential: str
    currency: str
    asks: Asks
    """``conditions``: a learner must bring paid work, a degree or the like; ``closed``: nobody can earn it now."""
    why: str
    """Why it is closed."""
    ways: tuple[Figure, ...]

    @property
    def free(self) -> bool:
        """Whether it can be earned, with the certificate and all that it requires, for nothing."""
        return any(way.free for way in self.ways)

    @property
    def bare(self) -> bool:
        """Whether some way to it asks for nothing beforehand."""
        return any(way.bare for way in self.ways)

    @property
    def from_nothing(self) -> Figure | None:
        """The least-money way whose exams are prepared from nothing; ``None`` where those hours are not known."""
        return next((w for w in self.ways if not w.ready), None)

    @property
    def when_ready(self) -> Figure | None:
        """The least-money way of one who is ready for its exams; ``None`` where it makes no difference."""
        return next((w for w in self.ways if w.ready), None)

    @property
    def least(self) -> Figure | None:
        """What is shown for it: from nothing where that is known."""
        return self.from_nothing or self.when_ready


def figures(catalog: Catalog, of: Iterable[Credential], day: dt.date) -> dict[str, Figures]:
    """The figures of each of ``of`` on ``day``, by id; each in the currency of its own first price.

    One closed problem serves all of one currency, so that a hundred credentials cost little more than one.
    """
    by_currency: dict[str, list[Credential]] = {}
    for credential in of:
        by_currency.setdefault(_currency(credential), []).append(credential)
    found: dict[str, Figures] = {}
    for currency, group in by_currency.items():
        rest = group
        for who, asks in _WHO:
            ways = _Ways(catalog, rest, day, currency, who)
            last = who is _WHO[-1][0]
            found |= {c.id: _figures(c, ways, currency, asks) for c in rest if last or ways.of(c)}
            rest = [c for c in rest if c.id not in found]
            if not rest:
                break
    return found


def _currency(credential: Credential) -> str:
    prices = [o.price for o in credential.offers] + [f.price for r in credential.routes for f in r.fees]
    return next((price.currency for price in prices), "USD")


class _Eligible(Standing, frozen=True):
    """Somebody who holds no credential but brings the paid work, schooling and years that issuers ask for."""

    def outcome(self, leaf: Requirement, role: Role, asked_by: str = "") -> Outcome:
        # As readiness it stays unmet: otherwise hours from nothing would not be offered at all.
        if role != "readiness" and leaf.kind in ("experience", "education", "age", "credit"):
            return "assumed"
        return super().outcome(leaf, role, asked_by)


class _Ready(_Eligible, frozen=True):
    """One who is ready for every exam besides: asked last, for exams that no credential here prepares for."""

    def outcome(self, leaf: Requirement, role: Role, asked_by: str = "") -> Outcome:
        return "assumed" if role == "readiness" else super().outcome(leaf, role, asked_by)


_WHO: tuple[tuple[type[Standing], Asks], ...] = (
    (Standing, "nothing"),
    (_Eligible, "conditions"),
    (_Ready, "conditions"),
)


class _Ways:
    """The planner's ways to a group of credentials, and which of them are free with all that they need."""

    def __init__(
        self, catalog: Catalog, group: list[Credential], day: dt.date, currency: str, who: type[Standing]
    ) -> None:
        self.catalog = catalog
        self.day = day
        standing = who(Profile(), day, {c.id: c for c in catalog.credentials})
        asked = tuple(Requirement(credential=c.id) for c in group)
        question = Question(goal=group[0], start=day, currency=currency, also=asked)
        self.problem: Problem = build(catalog, question, standing)
        self.free = self._free()

    def of(self, credential: Credential) -> list[Way]:
        """The ways to one credential, in the planner's order."""
        good = self.problem.goods.numbers.get(credential.id)
        return [] if good is None else [self.problem.ways[w] for w in self.problem.of_good[good]]

    def is_free(self, way: Way) -> bool:
        """Whether a way costs nothing, what it needs included."""
        return self._costless(way) and holds(way.need, lambda atom: atom.good in self.free)

    def _costless(self, way: Way) -> bool:
        held = (*way.shared, *(s.pricing for s in way.spans))
        return all(c.price.amount == 0 for c in way.charges) and not any(
            self.problem.purchases[p].cents != 0 for p in held
        )

    def _free(self) -> set[int]:
        """The goods that cost nothing, what they need included; grown until nothing more joins, so loops end."""
        free: set[int] = set()

        def is_free(atom: Atom) -> bool:
            return atom.good in free

        costless = [way for way in self.problem.ways if self._costless(way)]
        before = -1
        while len(free) > before:
            before = len(free)
            free |= {way.good for way in costless if holds(way.need, is_free)}
        return free

    def attested(self, need: Need) -> list[Charge]:
        """The fees of the cheapest attestations that meet ``need``; credentials in it are priced elsewhere."""
        if need.k <= 0:
            return []
        options = []
        for weight, item in need.items:
            charges = self._attest(item) if isinstance(item, Atom) else self.attested(item)
            unknown = sum(c.price.amount is None for c in charges)
            options.append((unknown, sum(int(c.price.amount or 0) for c in charges), weight, charges))
        chosen, got = [], 0
        for _, _, weight, charges in sorted(options, key=lambda option: option[:2]):
            if got >= need.k:
                break
            chosen += charges
            got += weight
        return chosen

    def _attest(self, atom: Atom) -> list[Charge]:
        if not self.problem.goods.names[atom.good].startswith("attest:"):
            return []
        return [c for number in self.problem.of_good[atom.good] for c in self.problem.ways[number].charges]


def _figures(credential: Credential, ways: _Ways, currency: str, asks: Asks) -> Figures:
    listed = [_figure(credential, way, ways) for way in ways.of(credential)]
    if not listed:
        why = ways.problem.left_out.get(credential.id, "no way of earning it is open")
        if credential.id in ways.problem.foreign:
            why = f"it is not priced in {currency}"
        return Figures(credential.id, currency, "closed", why, ())
    listed.sort(key=lambda w: (w.ready, len(w.unknown), w.cents, not w.hours_known, w.minutes, w.route))
    return Figures(credential.id, currency, asks, "", tuple(listed))


def _figure(credential: Credential, way: Way, ways: _Ways) -> Figure:
    route = way.route
    ready_if = {p.id for p in way.parts if p.ready_if is not None}
    days = max(work_days(way.hours.likely, DEFAULT_WEEKLY), timing(way, way.hours.likely, DEFAULT_WEEKLY)[1]) + way.wait
    return Figure(
        route=route.id if route is not None else "",
        name=route.name if route is not None else "",
        ready=bool(ready_if & set(way.ready)),
        items=tuple(_items(credential, way, ways)),
        minutes=way.hours.likely,
        minutes_low=way.hours.low,
        minutes_high=way.hours.high,
        hours_known=not way.hours.unknown,
        days=days,
        free=ways.is_free(way),
        bare=_bare(credential, route),
    )


def _items(credential: Credential, way: Way, ways: _Ways) -> Iterator[Item]:
    catalog, purchases = ways.catalog, ways.problem.purchases
    clubs = {o.needs for o in (*credential.offers, *catalog.offers) if o.needs}
    for charge in way.charges:
        share: Share = "fee"
        if charge.kind == "exam" or (charge.offer is not None and _exam_only(charge.offer.covers, way)):
            share = "exam"
        elif charge.offer is not None:
            share = "once"
        yield _once(charge.name, share, charge.price, ways)
    for number in way.shared:
        offer = purchases[number].offer
        yield _once(offer.name or offer.id, "membership" if offer.id in clubs else "once", offer.price, ways)
    for number in dict.fromkeys(span.pricing for span in way.spans):
        pricing = purchases[number]
        share = "membership" if pricing.offer.id in clubs else "subscription"
        yield _held(pricing, share, way, number, ways)
    for charge in ways.attested(way.asked):
        yield _once(charge.name, "fee", charge.price, ways)


def _exam_only(covers: tuple[str, ...], way: Way) -> bool:
    """Whether an offer pays for exams and nothing else of the route."""
    named = {target.partition("#")[2] or target for target in covers}
    paid = [p for p in way.parts if p.id in named] or list(way.parts)
    return bool(paid) and all(p.kind == "exam" for p in paid)


def _once(name: str, share: Share, price: Price, ways: _Ways) -> Item:
    low, high = _edges(price)
    return Item(share, name, price.amount, low, high, price.amount, unsure=_unsure(price, ways))


def _held(pricing: Pricing, share: Share, way: Way, number: int, ways: _Ways) -> Item:
    """A subscription or membership over its stretch of the work, at likely, low and high hours."""
    price = pricing.offer.price
    low, high = _edges(price)
    times, fewest, most = (
        _times(way, number, minutes, pricing.period, ways.day)
        for minutes in (way.hours.likely, way.hours.low, way.hours.high)
    )
    return Item(
        share=share,
        name=pricing.offer.name or pricing.offer.id,
        cents=None if price.amount is None else price.amount * times,
        low=low * fewest,
        high=high * most,
        each=price.amount,
        months=pricing.period,
        times=times,
        unsure=_unsure(price, ways),
    )


def _times(way: Way, number: int, minutes: int, period: int, day: dt.date) -> int:
    """Billing periods paid when the way takes ``minutes``; its stretches keep their share of the work."""
    days, _ = timing(way, minutes, DEFAULT_WEEKLY)
    held, times = None, 0
    for purchase, first, last in held_days(way, days):
        if purchase == number:
            held, charges = extend(held, day.toordinal() + first, day.toordinal() + last, period)
            times += charges
    return times


def _edges(price: Price) -> tuple[int, int]:
    likely = price.amount or 0
    return (likely if price.low is None else price.low), (likely if price.high is None else price.high)


def _unsure(price: Price, ways: _Ways) -> bool:
    return bool(price.amount) and grades.unsure(price, ways.catalog.sources, ways.day)


# ---- what stands before it ----------------------------------------------------------------------------------------


def _bare(credential: Credential, route: Route | None) -> bool:
    """Whether a route, with all that is asked of everybody, starts from nothing.

    A condition that is only described in words can't be judged, so it counts as one.
    """
    full = credential.interim.full_requires if credential.interim is not None else None
    asked = (credential.requires, route.requires if route is not None else None, full)
    return all(_easy(tree) for tree in asked if tree is not None)


def _easy(node: Requirement) -> bool:
    """Whether anybody who is old enough and finished school meets a tree."""
    if node.children:
        return sum(map(_easy, node.children)) >= node.wanted
    if node.education is not None:
        return node.education in ("none", "high-school")
    if node.attest is not None:
        return node.attest.kind in _FORMALITIES
    return node.age is not None or (node.region is not None and region_matches(node.region, "US"))
