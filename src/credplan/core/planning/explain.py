"""A solved problem in words and dated amounts: steps, bill, reasons, what to confirm, what is unsure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from credplan.core import grades
from credplan.core.dates import add_days, add_months, work_days
from credplan.core.model import EVIDENCE_WORDS, Career, Catalog, Credential, Offer, Price, Requirement
from credplan.core.planning.answers import Cost, Step, Subscription, Totals
from credplan.core.planning.build import as_law
from credplan.core.planning.later import full_title, still_to_come
from credplan.core.planning.problem import Charge, Problem, Way
from credplan.core.planning.upkeep import upkeep
from credplan.core.planning.worth import Choice
from credplan.core.requirements import Need, atoms_of, holds
from credplan.core.schedule import Job, Placed, Schedule, lay, span_offsets
from credplan.core.text import hours, join_words, long_date, not_a

_PAID_AT_THE_END = frozenset({"registry", "licence", "first-year"})


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
        self.has = {way.good for way in self.ways}
        self.credentials: Mapping[str, Credential] = problem.standing.credentials
        self.shared_paid: set[int] = set()

    def explained(self) -> Explained:
        steps = tuple(
            self._step(n, way, spot) for n, (way, spot) in enumerate(zip(self.ways, self.placed, strict=True), 1)
        )
        subscriptions = tuple(self._subscriptions())
        due = [c for step in steps for c in step.costs] + [c for s in subscriptions for c in s.charges]
        due.sort(key=lambda c: (c.due, c.kind, c.name))
        confirm = _unique([*self._goal_confirm(), *(text for way in self.ways for text in self._confirm(way))])
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
        costs = [
            self._cost(c.kind, c.name, c.price, award if c.kind in _PAID_AT_THE_END else start, c.offer)
            for c in way.charges
        ]
        for number_of in way.shared:
            if number_of not in self.shared_paid:
                self.shared_paid.add(number_of)
                pricing = self.problem.purchases[number_of]
                costs.append(
                    self._cost(
                        "offer", pricing.offer.name or pricing.offer.id, pricing.offer.price, start, pricing.offer
                    )
                )
        name = self.problem.goods.names[way.good]
        bought = [c.name for c in way.charges if c.kind == "offer"]
        bought += [self._purchase_name(p) for p in way.shared]
        subscribed = tuple(self._purchase_name(s.pricing) for s in way.spans)
        work = way.hours
        title = credential.name if credential is not None else name.split(":", 2)[-1]
        if name.startswith("viewed:"):
            title = f"{title} (audit, no certificate)"
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
            bought=tuple(bought),
            start=start,
            work_ends=ends,
            finish=award,
            minutes=None if work.unknown and not work.likely else work.likely,
            minutes_low=work.low if work.low != work.likely else None,
            minutes_high=work.high if work.high != work.likely else None,
            costs=tuple(costs),
            subscribed=subscribed,
            gains=self._gains(credential, viewed=name.startswith("viewed:")),
            because=tuple(self._because(way)),
            confirm=_unique(self._confirm(way)),
            notes=tuple(self._notes(way, credential)),
            url=credential.url if credential is not None else "",
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
        if way.hours.unknown:
            yield "its hours are not published: the dates do not count them"
        bought = [c.offer for c in way.charges if c.offer is not None]
        bought += [self.problem.purchases[s.pricing].offer for s in way.spans]
        bought += [self.problem.purchases[p].offer for p in way.shared]
        for offer in bought:
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

    # -- reasons ------------------------------------------------------------------------------------------------

    def _because(self, way: Way) -> Iterator[str]:
        """What the step is for: each group of the goal and each other step that fails without it."""
        for group in self.problem.groups:
            if _fails_without(group.need, way.good, self.has):
                further = group.kind == "goal" and group.goal != self.question.goal
                reason = "it is asked for too" if further else _GROUP_REASONS.get(group.kind, "{name}")
                yield reason.format(name=group.name)
        for other, spot in zip(self.ways, self.placed, strict=True):
            # What comes later is no help: two steps that could each prepare for the other need one that comes first.
            before = {w.good for w, s in zip(self.ways, self.placed, strict=True) if s.award <= spot.start}
            if other.good == way.good or not _fails_without(other.need, way.good, before):
                continue
            name = self.credentials[other.credential].name if other.credential in self.credentials else other.credential
            if _fails_without(other.asked, way.good, before):
                yield f"{name} asks for it first"
            else:
                saved = _saved(other)
                yield f"prepares for {name}" + (f", saving {hours(saved)} of study" if saved > 0 else "")

    def _confirm(self, way: Way) -> Iterator[str]:
        credential = self.credentials.get(way.credential)
        if credential is None or way.route is None:
            return
        for node in (credential.requires, way.route.requires):
            if node is not None:
                yield from (f"{credential.name}: {text}" for text in self.to_confirm(node, credential.id))
        yield from way.route.confirm

    def _goal_confirm(self) -> Iterator[str]:
        """What law and core groups take for granted: a registration that is no credential of the catalog, an age."""
        for group in self.problem.groups:
            goal = group.goal
            if not isinstance(goal, Career):
                continue
            if group.kind == "law":
                law = goal.door.laws[group.index]
                issuer = f" ({law.issuer})" if law.issuer else ""
                yield from (f"by law: {text}{issuer}" for text in self.to_confirm(as_law(law.requires), goal.id))
            elif group.kind in ("anchor", "core"):
                core = goal.core[group.index]
                aside = self.problem.standing.group_waiver(core.name, core.basis, goal.id)
                if aside is not None:
                    yield f'you set aside "{core.name}" because {aside}'
                else:
                    yield from self.to_confirm(core.requires, goal.id)

    def to_confirm(self, node: Requirement, asked_by: str) -> Iterator[str]:
        """What was assumed or set aside on the branches of ``node`` that the plan uses."""
        standing, goods = self.problem.standing, self.problem.goods
        if node.children:
            wanted = len(node.children) if node.all is not None else 1 if node.any is not None else node.n or 1
            ranked = sorted(node.children, key=lambda child: self._rank(child, asked_by))
            for child in ranked[:wanted]:
                yield from self.to_confirm(child, asked_by)
            return
        outcome = standing.outcome(node, "prerequisite", asked_by)
        if outcome == "waived":
            yield f'you set aside "{_leaf_text(node)}" because {standing.waiver(node, asked_by)}'
        elif outcome == "assumed":
            yield _leaf_text(node)
        elif outcome == "unmet":
            yield from filter(None, [still_to_come(node, standing)])
        elif node.attest is not None and f"attest:{node.attest.kind}:{node.attest.name}" in goods.numbers:
            yield node.attest.name

    def _rank(self, node: Requirement, asked_by: str) -> int:
        """Branches that hold for certain before assumed ones, those before what does not hold."""
        standing = self.problem.standing
        if node.children:
            ranks = sorted(self._rank(c, asked_by) for c in node.children)
            wanted = len(ranks) if node.all is not None else 1 if node.any is not None else node.n or 1
            return max(ranks[:wanted], default=0)
        outcome = standing.outcome(node, "prerequisite", asked_by)
        if outcome == "met":
            return 0
        if outcome == "depends":
            number = self.problem.goods.numbers.get(node.credential or "")
            return 1 if number in self.has else 4
        if outcome == "unmet" and still_to_come(node, standing):
            return 3
        return {"assumed": 2, "waived": 3}.get(outcome, 5)

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

    def _totals(self, steps: tuple[Step, ...], due: list[Cost]) -> Totals:
        worth = self.choice.worth
        start = self.question.start
        low, high = self._recost(high=False), self._recost(high=True)
        ranged = any(c.low is not None or c.high is not None for c in due)
        timed = any(w.hours.low != w.hours.likely or w.hours.high != w.hours.likely for w in self.ways)
        unknown = [f"{s.name}: {c.name}" for s in steps for c in s.costs if c.amount is None]
        unknown += [f"{s.name}: hours of work" for s, w in zip(steps, self.ways, strict=True) if w.hours.unknown]
        unknown += _unique(f"{c.name}" for c in due if c.kind == "subscription" and c.amount is None)
        yearly, lines, missing = self._upkeep()
        return Totals(
            currency=self.question.currency,
            cents=worth["money"],
            low=low[0] if low is not None and (ranged or timed) else None,
            high=high[0] if high is not None and (ranged or timed) else None,
            minutes=worth["minutes"],
            minutes_low=sum(w.hours.low for w in self.ways) if timed else None,
            minutes_high=sum(w.hours.high for w in self.ways) if timed else None,
            finish=add_days(start, worth["finish"]),
            finish_low=dt.date.fromordinal(low[1]) if low is not None and timed else None,
            finish_high=dt.date.fromordinal(high[1]) if high is not None and timed else None,
            unknown=tuple(unknown),
            unsure=_unique(
                [f"{s.name}: {c.name}, {c.doubt}" for s in steps for c in s.costs if c.unsure]
                + [f"{s.name}: hours, sources disagree" for s, w in zip(steps, self.ways, strict=True) if _torn(w)]
                + [f"{c.name}, {c.doubt}" for c in due if c.unsure and c.kind == "subscription"]
            ),
            upkeep_cents=yearly,
            upkeep=lines,
            upkeep_unknown=missing,
        )

    def _recost(self, *, high: bool) -> tuple[int, int] | None:
        """The same plan in the same order at its low or high hours and prices: (cents, finish day)."""

        def pick(charge: Charge) -> int:
            edge = charge.price.high if high else charge.price.low
            return int((charge.price.amount or 0) if edge is None else edge)

        paid = sum(pick(c) for w in self.ways for c in w.charges)
        prices = []
        for pricing in self.problem.purchases:
            price = pricing.offer.price
            edge = price.high if high else price.low
            prices.append(int((price.amount or 0) if edge is None else edge))
        paid += sum(prices[p] for p in {p for w in self.ways for p in w.shared})
        rates = msgspec.structs.replace(self.problem.rates(), cents=tuple(prices))
        jobs = [
            _at_pace(self.problem.job(w), w, w.hours.high if high else w.hours.low, self.question.weekly)
            for w in self.ways
        ]
        # A last date may be missed at the high hours: that is for the dates to show, not for a refusal here.
        jobs = [msgspec.structs.replace(j, latest=None) for j in jobs]
        given, goal_day = self.problem.given, self.problem.goal_day(self.choice.ways)
        start = self.question.start.toordinal()
        schedule: Schedule | None = lay(jobs, range(len(jobs)), start, rates, given, goal_day)
        return None if schedule is None else (paid + schedule.cents, schedule.finish)

    def _upkeep(self) -> tuple[int, tuple[str, ...], bool]:
        names = [(self.problem.goods.names[way.good], self.credentials.get(way.credential)) for way in self.ways]
        earned = [(c, name.startswith("interim:")) for name, c in names if c is not None and "viewed:" not in name]
        return upkeep(earned, self.question.currency)

    # -- what else is to be said --------------------------------------------------------------------------------

    def _warnings(self) -> Iterator[str]:
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

    def _later(self) -> Iterator[str]:
        for way, spot in zip(self.ways, self.placed, strict=True):
            credential = self.credentials.get(way.credential)
            if credential is not None and self.problem.goods.names[way.good].startswith("interim:"):
                yield full_title(credential, self.problem.standing, dt.date.fromordinal(spot.award))


_GROUP_REASONS = {
    "law": "the law asks for it: {name}",
    "anchor": "the proof employers look for: {name}",
    "core": "covers {name}",
    "goal": "it is the goal",
    "lock": "you locked it in",
    "also": "covers {name}",
}


def _fails_without(need: Need, good: int, has: set[int]) -> bool:
    """Whether ``has`` no longer meets ``need`` once ``good`` is taken out of it."""
    return good in atoms_of(need) and not holds(need, lambda a: a.good in has and a.good != good)


def _at_pace(job: Job, way: Way, minutes: int, weekly: int) -> Job:
    """The job with other hours; stretches under subscriptions keep their share of the work."""
    likely = way.hours.likely
    spans = []
    for span in way.spans:
        begin, end = (span.begin * minutes // likely, -(-span.end * minutes // likely)) if likely else (0, minutes)
        spans.append((span.pricing, *span_offsets(begin, end, minutes, weekly, way.elapsed)))
    return msgspec.structs.replace(job, days=work_days(minutes, weekly), spans=tuple(spans))


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


def _saved(way: Way) -> int:
    """Minutes that being ready saves over preparing from nothing, where both are known."""
    saved = 0
    for part in way.parts:
        if part.id in way.ready and part.from_zero is not None and part.ready is not None:
            saved += int(part.from_zero.likely or 0) - int(part.ready.likely or 0)
    return saved


def _leaf_text(leaf: Requirement) -> str:
    """A leaf as something a learner can check: ``you hold a high-school diploma or equivalent``."""
    if leaf.text is not None:
        return leaf.text
    if leaf.attest is not None:
        return leaf.attest.name
    if leaf.education is not None:
        degree = {"high-school": "a high-school diploma or equivalent", "none": "no diploma"}.get(
            leaf.education, f"{leaf.education.replace('-', ' ')} education"
        )
        return f"you hold {degree}"
    if leaf.age is not None:
        return f"you are {leaf.age} or older"
    if leaf.region is not None:
        return f"you live in {leaf.region}"
    if leaf.experience is not None:
        return f"{leaf.experience.months} months of paid work"
    return leaf.credential or leaf.skill or leaf.part or "a condition"


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
