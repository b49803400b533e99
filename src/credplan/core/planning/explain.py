"""A solved problem in words and dated amounts: steps, bill, reasons, what to confirm, what is unsure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from credplan.core import grades
from credplan.core.dates import add_days, add_months
from credplan.core.model import EVIDENCE_WORDS, Catalog, Credential, Offer, Price
from credplan.core.planning.answers import Cost, Step, Subscription, Totals
from credplan.core.planning.later import full_title
from credplan.core.planning.meanwhile import Meanwhile
from credplan.core.planning.openings import spreads
from credplan.core.planning.problem import PAID_AT_THE_END, Problem, Way
from credplan.core.planning.ranges import edge, timed
from credplan.core.planning.reasons import Reasons
from credplan.core.planning.upkeep import after_plan, known_cents, upkeep
from credplan.core.planning.worth import Choice
from credplan.core.schedule import Placed
from credplan.core.text import join_words, long_date, money, not_a


class Explained(msgspec.Struct, frozen=True):
    """The parts of a plan that follow from one choice."""

    steps: tuple[Step, ...]
    subscriptions: tuple[Subscription, ...]
    due: tuple[Cost, ...]
    totals: Totals
    confirm: tuple[str, ...]
    warnings: tuple[str, ...]
    later: tuple[str, ...]


def explain(catalog: Catalog, problem: Problem, choice: Choice) -> Explained:
    """Everything that is to be said about ``choice``, in the order in which its steps are worked."""
    return _Explainer(catalog, problem, choice).explained()


class _Explainer:
    def __init__(self, catalog: Catalog, problem: Problem, choice: Choice) -> None:
        self.catalog = catalog
        self.problem = problem
        self.question = problem.question
        self.choice = choice
        self.placed = choice.schedule.placed
        self.ways = [problem.ways[choice.ways[p.job]] for p in self.placed]
        self.credentials: Mapping[str, Credential] = problem.standing.credentials
        self.reasons = Reasons(problem, self.ways, self.placed)
        awards = {way.good: spot.award for way, spot in zip(self.ways, self.placed, strict=True)}
        self.meanwhile = Meanwhile(problem, self.ways).due(awards, choice.schedule.finish)
        self.high = edge(problem, self.ways, high=True)
        self.shared_paid: set[int] = set()

    def explained(self) -> Explained:
        steps = tuple(
            self._step(n, way, spot) for n, (way, spot) in enumerate(zip(self.ways, self.placed, strict=True), 1)
        )
        subscriptions = tuple(self._subscriptions())
        due = [c for step in steps for c in step.costs] + [c for s in subscriptions for c in s.charges]
        due += self._renewals()
        due.sort(key=lambda c: (c.due, c.kind, c.name))
        confirm = _unique([*self.reasons.of_goal(), *(text for way in self.ways for text in self.reasons.of_way(way))])
        return Explained(
            steps,
            subscriptions,
            tuple(due),
            self._totals(steps, due),
            confirm,
            tuple(self._warnings()),
            tuple(self._later()),
        )

    # -- steps --------------------------------------------------------------------------------------------------

    def _step(self, number: int, way: Way, spot: Placed) -> Step:
        credential = self.credentials.get(way.credential)
        start, ends = dt.date.fromordinal(spot.start), dt.date.fromordinal(spot.end)
        award = dt.date.fromordinal(spot.award)
        bought_on = self.problem.bought(way, spot.start)
        costs = []
        for c in way.charges:
            due = award if c.kind in PAID_AT_THE_END else bought_on[c.offer.id] if c.offer is not None else start
            costs.append(self._cost(c.kind, c.name, c.price, due, c.offer))
        for number_of in way.shared:
            if number_of not in self.shared_paid:
                self.shared_paid.add(number_of)
                offer = self.problem.purchases[number_of].offer
                costs.append(self._cost("offer", offer.name or offer.id, offer.price, bought_on[number_of], offer))
        name = self.problem.goods.names[way.good]
        bought = [c.name for c in way.charges if c.kind == "offer"]
        bought += [self._purchase_name(p) for p in way.shared]
        subscribed = tuple(self._purchase_name(p) for p in dict.fromkeys(s.pricing for s in way.spans))
        work = way.hours
        title = self.problem.title(way)
        if name.startswith("viewed:"):
            title = f"{title} (audit, no certificate)"
        if name.startswith("part:"):
            title = f"{title}: {way.parts[0].name}"
        if name.startswith("interim:") and credential is not None and credential.interim is not None:
            title = f"{title}: {credential.interim.name}"
        return Step(
            number=number,
            credential=way.credential or name,
            name=title,
            kind=credential.kind if credential is not None else "attestation",
            provider=credential.provider if credential is not None else "",
            route=way.route.id if way.route is not None else "",
            route_name=way.route.name if way.route is not None else "",
            parts=tuple(p.name for p in way.parts),
            ready=way.ready,
            bought=tuple(bought),
            start=start,
            work_ends=ends,
            passed=add_days(award, -way.wait),
            finish=award,
            minutes=None if work.unknown and not work.likely else work.likely,
            minutes_low=work.low if work.low != work.likely else None,
            minutes_high=work.high if work.high != work.likely else None,
            costs=tuple(costs),
            subscribed=subscribed,
            gains=() if name.startswith("part:") else self._gains(credential, viewed=name.startswith("viewed:")),
            because=tuple(self.reasons.because(way)),
            confirm=_unique(self.reasons.of_way(way)),
            notes=tuple(self._notes(way, credential)),
            url=credential.url if credential is not None else "",
            good=name,
        )

    def _purchase_name(self, number: int) -> str:
        offer = self.problem.purchases[number].offer
        return offer.name or offer.id

    def _cost(self, kind: str, name: str, price: Price, due: dt.date, offer: Offer | None = None) -> Cost:
        sources, today = self.catalog.sources, self.question.start
        return Cost(
            kind=kind,
            name=name,
            amount=price.amount,
            low=price.low,
            high=price.high,
            currency=self.question.currency,
            due=due,
            as_of=grades.as_of(price, sources),
            grade=grades.grade(price, sources, self.catalog.date),
            age=grades.age(price, sources, today),
            doubt=self._doubt(price) if price.amount else "",
            sources=tuple(sources[k].url for k in price.sources if k in sources),
            note="; ".join(_remarks(price, offer)),
        )

    def _doubt(self, price: Price) -> str:
        """Why a price is unsure; empty when two sources of the last two years agree on it."""
        sources, today = self.catalog.sources, self.question.start
        if not grades.unsure(price, sources, today):
            return ""
        day = grades.as_of(price, sources)
        if not price.sources:
            return "no source is named"
        if day is None:
            return "its source shows no date"
        if grades.age(price, sources, today) == "stale":
            return f"its source is more than two years old ({long_date(day)})"
        return f"{'its sources disagree' if price.conflict else 'rests on one source'} ({long_date(day)})"

    def _gains(self, credential: Credential | None, viewed: bool) -> tuple[str, ...]:
        if credential is None:
            return ()
        names = {s.id: s.name for s in self.catalog.skills}
        return tuple(
            f"{names.get(t.skill, t.skill)} ({t.level}, {_evidence(1 if viewed else t.evidence)})"
            for t in credential.teaches
        )

    def _notes(self, way: Way, credential: Credential | None) -> Iterator[str]:
        if credential is None:
            return
        if credential.not_a:
            yield not_a(credential.not_a)
        unready = [p for p in way.parts if p.ready is not None and p.from_zero is None and p.id not in way.ready]
        if unready:
            named = "" if len(way.parts) == 1 else f" for {join_words([p.name for p in unready])}"
            yield f"you are not ready for it yet, and how long that takes{named} is not published: no date counts it"
        elif way.hours.unknown:
            yield "its hours are not published: the dates do not count them"
        for offer in self.problem.offers(way):
            if offer.obligation:
                yield f"owed besides money: {offer.obligation}"
        life = credential.lifecycle
        if life.status == "retiring" and life.last_award is not None:
            yield f"it is being retired: the last day is {life.last_award}"
        if life.status == "unknown":
            yield "whether it is still offered could not be confirmed"
        for part in way.parts:
            if part.last_date is not None:
                yield f"{part.name} can be taken until {part.last_date}"

    # -- money and time -----------------------------------------------------------------------------------------

    def _subscriptions(self) -> Iterator[Subscription]:
        for bill in self.choice.schedule.bills:
            pricing = self.problem.purchases[bill.purchase]
            anchor = dt.date.fromordinal(bill.anchor)
            name = pricing.offer.name or pricing.offer.id
            charges = tuple(
                self._cost(
                    "subscription", name, pricing.offer.price, add_months(anchor, k * pricing.period), pricing.offer
                )
                for k in range(bill.periods)
            )
            covers = [
                way.credential
                for way, spot in zip(self.ways, self.placed, strict=True)
                if any(
                    purchase == bill.purchase and bill.anchor <= spot.start + first < bill.paid_until
                    for purchase, first, _ in self.problem.job(way).spans
                )
            ]
            yield Subscription(pricing.key, name, anchor, dt.date.fromordinal(bill.paid_until), charges, tuple(covers))

    def _renewals(self) -> Iterator[Cost]:
        """What falls due before the finish to keep valid what the goal needs then."""
        for one in self.meanwhile:
            if one.day is not None and one.price is not None and self._payable(one.price):
                kind = "yearly fee" if one.yearly else "renewal"
                yield self._cost(kind, f"{one.credential.name}: {one.what}", one.price, one.day)

    def _payable(self, price: Price | None) -> bool:
        return known_cents(price, self.question.currency) > 0

    def _renewals_unpaid(self) -> Iterator[str]:
        """What has to be renewed before the finish and is in no sum: it is free, or nobody knows what it costs."""
        for one in self.meanwhile:
            price, name = one.price, one.credential.name
            if one.day is None or self._payable(price):
                continue
            day = long_date(one.day)
            if not one.what:
                yield f"{name} lapses on {day}, before the plan is done, and how it is renewed is not known"
            elif price is not None and price.amount == 0:
                yield f"renew {name} by {day}, before the plan is done: {one.what}, free"
            elif price is not None and price.amount is not None:
                paid = money(price.amount, price.currency)
                yield f"renew {name} by {day}, before the plan is done: {one.what}, {paid}, in no sum here"
            else:
                yield f"renew {name} by {day}, before the plan is done: {one.what}; what that costs is not known"

    def _totals(self, steps: tuple[Step, ...], due: list[Cost]) -> Totals:
        worth = self.choice.worth
        start = self.question.start
        low, high = edge(self.problem, self.ways, high=False), self.high
        ranged = any(c.low is not None or c.high is not None for c in due)
        times = any(timed(w) for w in self.ways)
        worked = any(w.hours.low != w.hours.likely or w.hours.high != w.hours.likely for w in self.ways)
        unknown = [f"{s.name}: {c.name}" for s in steps for c in s.costs if c.amount is None]
        unknown += [f"{s.name}: hours of work" for s, w in zip(steps, self.ways, strict=True) if w.hours.unknown]
        unknown += _unique(f"{c.name}" for c in due if c.kind == "subscription" and c.amount is None)
        lines, years = self._upkeep(), self.question.years
        awarded = [(way, spot.award) for way, spot in zip(self.ways, self.placed, strict=True)]
        whole, before = after_plan(self.problem, awarded, start.toordinal() + worth["finish"])
        return Totals(
            currency=self.question.currency,
            cents=worth["bill"],
            low=low.cents if ranged or times else None,
            high=high.cents if ranged or times else None,
            minutes=worth["minutes"],
            minutes_low=sum(w.hours.low for w in self.ways) if worked else None,
            minutes_high=sum(w.hours.high for w in self.ways) if worked else None,
            passed=max((step.passed for step in steps), default=start),
            finish=add_days(start, worth["finish"]),
            finish_low=dt.date.fromordinal(low.finish) if low.finish is not None and times else None,
            finish_high=dt.date.fromordinal(high.finish) if high.finish is not None and times else None,
            unknown=tuple(unknown),
            unsure=_unique(
                [f"{s.name}: {c.name}, {c.doubt}" for s in steps for c in s.costs if c.unsure]
                + [f"{s.name}: hours, sources disagree" for s, w in zip(steps, self.ways, strict=True) if _torn(w)]
                + [f"{c.name}, {c.doubt}" for c in due if c.unsure and c.kind == "subscription"]
            ),
            upkeep_cents=(2 * whole.cents + years) // (2 * years),
            upkeep=lines,
            upkeep_unknown=whole.unknown > 0,
            upkeep_total=whole.cents,
            upkeep_years=years,
            upkeep_held=before.cents,
        )

    def _upkeep(self) -> tuple[str, ...]:
        names = [(self.problem.goods.names[way.good], self.credentials.get(way.credential)) for way in self.ways]
        names = [(name, c) for name, c in names if not name.startswith(("viewed:", "part:"))]
        earned = [(c, name.startswith("interim:")) for name, c in names if c is not None]
        return upkeep(earned, self.question.currency)[1]

    # -- what else is to be said --------------------------------------------------------------------------------

    def _warnings(self) -> Iterator[str]:
        if self.high.missed is not None:
            way = self.ways[self.high.missed]
            credential = self.credentials.get(way.credential)
            name = credential.name if credential is not None else self.problem.goods.names[way.good].split(":", 2)[-1]
            why = "what it needs has lapsed by then" if self.high.lapsed else "its last date is over by then"
            yield f"at the high end of its hours {name} is not reached: {why}"
        yield from self._renewals_unpaid()
        finish = add_days(self.question.start, self.choice.worth["finish"])
        standing = self.problem.standing
        for held in standing.profile.credential:
            if held.status == "earned" and standing.valid(held, standing.today):
                expiry = standing.expiry(held)
                if expiry is not None and expiry <= finish:
                    name = self.credentials[held.id].name if held.id in self.credentials else held.id
                    yield f"{name}, which you hold, lapses on {expiry}, before this plan is done"
        assumed = [
            self.credentials[w.credential].name for w in self.ways if w.credential in self.problem.region_assumed
        ]
        if assumed:
            yield (
                f"rules and prices of {join_words(assumed)} differ by state; this plan uses the country's minimum. "
                "Name yours: credplan set region US-TX, or --region US-TX"
            )

        yield from _unique(self._spreads())

    def _spreads(self) -> Iterator[str]:
        """What the offers of the plan would cost in other regions, where the learner has set none."""
        if self.problem.standing.learner.region:
            return
        for way in self.ways:
            own = self.credentials[way.credential].offers if way.credential in self.credentials else ()
            yield from spreads(self.problem.offers(way), (*own, *self.catalog.offers), self.question.currency)

    def _later(self) -> Iterator[str]:
        for way, spot in zip(self.ways, self.placed, strict=True):
            credential = self.credentials.get(way.credential)
            if credential is not None and self.problem.goods.names[way.good].startswith("interim:"):
                yield full_title(credential, self.problem.standing, dt.date.fromordinal(spot.award))


def _evidence(rung: int) -> str:
    return EVIDENCE_WORDS[rung] if 0 <= rung < len(EVIDENCE_WORDS) else "evidence unknown"


def _remarks(price: Price, offer: Offer | None) -> Iterator[str]:
    """What is to be said about paying a price."""
    if offer is not None and offer.valid_months:
        yield f"to be used within {offer.valid_months} months of buying it"
    if offer is not None and offer.note:
        yield offer.note
    if price.note:
        yield price.note


def _torn(way: Way) -> bool:
    """Whether the sources of the hours that a way counts disagree."""
    if way.route is None:
        return False
    efforts = [way.route.effort] if not any(p.effort or p.ready or p.from_zero for p in way.parts) else []
    for part in way.parts:
        efforts += [part.effort, part.ready if part.id in way.ready else part.from_zero]
    return any(e is not None and e.conflict for e in efforts)


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
