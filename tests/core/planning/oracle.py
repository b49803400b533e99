"""A second planner, by brute force, written from docs/planner.md and docs/catalog-format.md alone.

It shares no code with the program's planner: it reads the catalog's and the profile's values and does its own
settling of requirement leaves, month arithmetic, billing and ordering. Every set of ways and every order of it is
looked at, so catalogs must be tiny (about six credentials with three ways each).

Where the documents leave room it reads them as follows:

- a credential may be viewed and earned in one plan: these are two steps;
- rule 6 looks at conditions alone: a set is left out when a proper subset meets the goal and its own conditions,
  whatever the dates of either;
- unknown hours count once a step, an unknown price once for each fee, single purchase or subscription;
- hours logged count against the first open parts;
- a membership (``needs``) is held over all parts bought at its price; without it the offer can't be used.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import msgspec

from credplan.core.model import Career, Catalog, Credential, Experience, Offer, Part, Requirement, Route
from credplan.core.profile import Holding, Profile

NEVER = 10**9
MOST_CHOICES = 30_000
"""Choices of conditions that are looked at when the caller is in a hurry."""
RANKS = {"beginner": 0, "intermediate": 1, "advanced": 2}
SCHOOLING = [
    "none", "high-school", "some-college", "postsecondary-nondegree", "associate", "bachelor", "master", "doctoral",
]  # fmt: skip
CRITERIA = {
    "cheapest": ("unknown", "money", "finish", "hours", "steps"),
    "fastest": ("unknown", "finish", "money", "hours", "steps"),
    "fewest": ("unknown", "steps", "money", "finish", "hours"),
    "balanced": ("unknown", "value", "finish", "money", "steps"),
}

# A condition is True, False, ("good", name, must_be_valid) or ("of", k, ((weight, condition), ...)); what must be valid
# is so on no day in particular (False), on the day a step starts ("start"; "kept" where it can be renewed after that),
# or also when its work ends (True).
Condition = Any
FORESEEN = 1200
"""Days ahead that are looked at for what comes true by itself."""


class Asked(NamedTuple):
    """The question, in plain values: days as dates, money in cents, hours as minutes."""

    goal: Career | Credential
    start: dt.date
    weekly: int
    objective: str = "cheapest"
    budget: int | None = None
    by: dt.date | None = None
    hour_value: int | None = None
    without: tuple[str, ...] = ()
    without_provider: tuple[str, ...] = ()
    also: tuple[Requirement, ...] = ()
    goals: tuple[Career | Credential, ...] = ()
    provider: tuple[str, ...] = ()
    free: bool = False
    accredited: bool = False
    online: bool = False
    lock: tuple[str, ...] = ()


class Sub(NamedTuple):
    """A subscription that a way needs from one day of its own to another (one past the last)."""

    key: str
    cents: int | None
    months: int
    first: int
    last: int
    until: int


class Buy(NamedTuple):
    """What is bought once for a way, on a day of its own, and used up to another."""

    key: str
    """Empty for what no other step shares."""
    first: int
    last: int
    exam: int | None
    """The day of the exam for which it is bought, where it is for one."""
    until: int
    months: int | None


class Way(NamedTuple):
    """One step that could be taken."""

    good: str
    minutes: int
    unknown_hours: bool
    own: tuple[int | None, ...]
    """Prices paid once for this step."""
    once: tuple[tuple[str, int | None], ...]
    """(purchase, price) paid once in the whole plan."""
    subs: tuple[Sub, ...]
    condition: Condition
    elapsed: int
    waits: int
    runs: tuple[int, ...]
    validity: Any
    """Months, or the catalog's rules by the day of the award."""
    opens: tuple[tuple[int, int], ...] = ()
    """(days from its start, day number): that day of it may not come before."""
    closes: tuple[tuple[int, int], ...] = ()
    """(days from its start, day number): that day of it may not come after."""
    buys: tuple[Buy, ...] = ()
    given: bool = False
    """Nothing to do: the set relies on what comes by itself."""


class Step(NamedTuple):
    """A step on its dates (day numbers)."""

    good: str
    start: int
    end: int
    award: int


class Best(NamedTuple):
    """The best worth by criterion, all plans that have it, and how much was looked at."""

    worth: dict[str, int] | None
    plans: frozenset[tuple[Step, ...]]
    sets: int
    orders: int


class TooLargeError(Exception):
    """More orders than the caller has time for."""


def best_plan(
    catalog: Catalog,
    profile: Profile,
    asked: Asked,
    most_orders: int | None = None,
) -> Best:
    """The best plan of the question by trying everything; ``worth`` is None when there is none.

    Raises:
        TooLargeError: more than ``most_orders`` orders (or `MOST_CHOICES` choices) would have to be tried.
    """
    return _Oracle(catalog, profile, asked, most_orders).best()


class Dated(NamedTuple):
    """One plan: its worth by criterion and the goods that its steps produce."""

    worth: dict[str, int]
    goods: frozenset[str]


def every_plan(catalog: Catalog, profile: Profile, asked: Asked, most_orders: int | None = None) -> list[Dated]:
    """Every plan that keeps the question's limits: all sets, all ways, all orders.

    Raises:
        TooLargeError: as `best_plan`.
    """
    return list(_Oracle(catalog, profile, asked, most_orders).everything())


def add_months(day: int, months: int) -> int:
    """The anniversary of a day number, on the month's last day where the month is too short."""
    date = dt.date.fromordinal(day)
    year, month = date.year, date.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(last, date.day)).toordinal()


def charges(stretches: list[tuple[int, int]], months: int) -> list[int]:
    """The days on which a subscription of ``months`` is charged that must be held over half-open stretches of days."""
    days: list[int] = []
    anchor, paid, periods = 0, -1, 0
    for first, last in sorted(stretches):
        if paid < first:
            anchor, periods, paid = first, 0, first
        while paid < last:
            days.append(paid)
            periods += 1
            paid = add_months(anchor, periods * months)
    return days


class _Oracle:
    def __init__(self, catalog: Catalog, profile: Profile, asked: Asked, most_orders: int | None = None) -> None:
        self.most_orders = most_orders
        self.catalog, self.profile, self.asked = catalog, profile, asked
        self.dated = False
        """Whether any condition asks for validity: only then may a set around a smaller one stand in for it."""
        self.start = asked.start.toordinal()
        self.credentials = {c.id: c for c in catalog.credentials}
        self.attests: dict[str, Any] = {}
        self.given: dict[str, tuple[int, int]] = {}
        """What the learner has from a day until a day, whatever they do."""
        self.orders = 0

    # -- leaves that depend on nothing planned ------------------------------------------------------------------

    def settle(self, node: Requirement, role: str, asker: str, law: bool = False) -> Condition:
        law = law or node.basis == "law"
        for k, children in ((len(node.all or ()), node.all), (1, node.any), (node.n, node.of)):
            if children:
                return ("of", k, tuple((1, self.settle(child, role, asker, law)) for child in children))
        if not law and node.waivable and self.waived(node, asker):
            return True
        if node.credential is not None:
            return self.settle_credential(node, role)
        if node.skill is not None:
            return self.settle_skill(node, role)
        if node.part is not None:
            name, _, part = node.part.partition("#")
            held = self.held(name)
            if held is not None and (part in held.parts or (held.status == "earned" and not node.concurrent)):
                return True
            if role == "goal" and held is not None and held.status == "earned" and self.current(held):
                return True
            again = ("good", f"earn:{name}", self.asks_validity(name, node))
            return either(self.as_held(held, node), either(again, ("good", f"part:{node.part}", False)))
        if node.credit is not None:
            return self.settle_credit(node, role)
        if node.attest is not None:
            fee = node.attest.fee
            free = fee is None or fee.amount == 0
            if free and not node.attest.lead_days and node.attest.effort is None:
                return True
            effort = node.attest.effort
            facts = (fee.amount if fee is not None else 0, node.attest.lead_days)
            hours = None if effort is not None and effort.likely is None else int(effort.likely or 0) if effort else 0
            name = f"attest:{node.attest.name}:{facts}:{hours}:{node.attest.validity_months}"
            self.attests[name] = node.attest
            return ("good", name, node.concurrent)
        return self.by_itself(node, role)

    def waived(self, node: Requirement, asker: str) -> bool:
        names = [n for n in (node.credential, node.skill, node.part, node.text) if n is not None]
        names += [k for k in ("experience", "education", "age", "credit") if getattr(node, k) is not None]
        if node.attest is not None:
            names += [node.attest.kind, node.attest.name]
        return any(w.of in ("", asker) and w.requirement in names for w in self.profile.waiver)

    def held(self, name: str) -> Holding | None:
        return next((h for h in self.profile.credential if h.id == name), None)

    def lapse(self, held: Holding) -> int:
        """The day on which an earned credential lapses."""
        credential = self.credentials.get(held.id)
        if held.expires is not None:
            return held.expires.toordinal()
        if held.earned is None or credential is None:
            return NEVER
        months = validity(credential.validity, held.earned.toordinal())
        return add_months(held.earned.toordinal(), months) if months else NEVER

    def current(self, held: Holding) -> bool:
        """Whether an earned credential has not lapsed on the first day."""
        return self.start < self.lapse(held)

    def as_held(self, held: Holding | None, node: Requirement) -> Condition:
        """An earned credential until it lapses."""
        if held is None or held.status != "earned" or not self.current(held):
            return False
        return self.comes(held.id, self.start, self.lapse(held), node)

    def comes(self, what: str, first: int, last: int, node: Requirement) -> Condition:
        if first <= self.start and last == NEVER:
            return True
        name = f"given:{what} {first} {last}"
        self.given[name] = (first, last)
        lasts: Any = self.asks_validity(what, node) or "start"
        return ("good", name, lasts if last < NEVER else False)

    def asks_validity(self, name: str, node: Requirement) -> Any:
        """How a leaf asks that a credential be valid: not at all, while a step lasts, or when it starts and it is renewed."""
        known = self.credentials.get(name)
        ways = {r.how for r in known.validity.renewals} if known is not None else set()
        return node.concurrent and ("kept" if ways & {"fee", "units", "assessment", "work"} else True)

    def settle_credential(self, node: Requirement, role: str) -> Condition:
        name = node.credential or ""
        held = self.held(name)
        if held is not None and held.status == "earned":
            retired = name in self.credentials and self.credentials[name].lifecycle.status == "retired"
            if role == "goal" and self.current(held) and not retired:
                return True
            if role != "goal" and not node.concurrent and (node.expired_ok or role == "readiness"):
                return True
        again = ("good", f"earn:{name}", self.asks_validity(name, node))
        return again if role == "goal" else either(self.as_held(held, node), again)

    def settle_skill(self, node: Requirement, role: str) -> Condition:
        rank = RANKS[node.level]
        if node.evidence == 0 and any(s.id == node.skill and RANKS[s.level] >= rank for s in self.profile.skill):
            return True
        options = []
        for credential in self.catalog.credentials:
            taught = [t.evidence for t in credential.teaches if t.skill == node.skill and RANKS[t.level] >= rank]
            if not taught:
                continue
            held = self.held(credential.id)
            if held is not None and held.status == "earned" and max(taught) >= node.evidence:
                if role == "readiness" and not node.concurrent:
                    return True
                if role == "goal" and self.current(held):
                    return True
                options.append((1, self.as_held(held, node)))
            if max(taught) >= node.evidence:
                options.append((1, ("good", f"earn:{credential.id}", self.asks_validity(credential.id, node))))
            if min(max(taught), 1) >= node.evidence:
                options.append((1, ("good", f"view:{credential.id}", node.concurrent)))
        return True if any(option is True for _, option in options) else ("of", 1, tuple(options))

    def settle_credit(self, node: Requirement, role: str) -> Condition:
        assert node.credit is not None
        programme = node.credit.programme
        level = {"", node.credit.level} if node.credit.level else {c.level for c in self.profile.learner.credit}
        mine = [c for c in self.profile.learner.credit if c.level in level]
        granted = sum(c.n for c in mine if c.programme in ("", programme))
        options = []
        for credential in self.catalog.credentials:
            worth = [r.credits or 0 for r in credential.recognition if not programme or r.into == programme]
            if not worth or not max(worth):
                continue
            held = self.held(credential.id)
            earned = held is not None and held.status == "earned"
            lasts = not node.concurrent or (held is not None and self.lapse(held) == NEVER)
            if held is not None and earned and (lasts or (role == "goal" and self.current(held))):
                granted += max(worth)
            else:
                again = ("good", f"earn:{credential.id}", self.asks_validity(credential.id, node))
                options.append((max(worth), either(self.as_held(held, node), again)))
        return ("of", node.credit.n - granted, tuple(options))

    def by_itself(self, node: Requirement, role: str) -> Condition:
        """A leaf that nobody can plan for: on which of the coming days it holds, by looking at each."""
        if node.experience is None and node.age is None:
            return self.stated(node, self.start)
        if role == "goal" and self.stated(node, self.start):
            return True
        days = [self.stated(node, self.start + n) for n in range(FORESEEN)]
        turns = [n for n in range(FORESEEN) if n == 0 or days[n] != days[n - 1]]
        options: list[tuple[int, Condition]] = []
        for n, until in zip(turns, [*turns[1:], None], strict=True):
            if days[n]:
                last = NEVER if until is None else self.start + until
                options.append((1, self.comes(node.kind, self.start + n, last, node)))
        return True if any(option is True for _, option in options) else ("of", 1, tuple(options))

    def stated(self, node: Requirement, day: int) -> bool:
        learner = self.profile.learner
        if node.text is not None:
            return True
        if node.education is not None:
            if learner.education is None:
                return node.education in ("none", "high-school")
            return SCHOOLING.index(learner.education) >= SCHOOLING.index(node.education)
        if node.age is not None:
            return learner.birth_year is None or dt.date.fromordinal(day).year - learner.birth_year >= node.age
        if node.region is not None:
            return not learner.region or self.in_region(node.region)
        if node.experience is not None:
            return self.worked(node.experience, dt.date.fromordinal(day))
        raise AssertionError(node)

    def worked(self, wanted: Experience, day: dt.date) -> bool:
        """Whether paid work up to a day adds up; jobs that begin after the first day are promised by nobody."""
        since = dt.date.min
        if wanted.within_years:
            year = day.year - wanted.within_years
            leap = day.month == 2 and day.day == 29 and (year % 4 or (year % 100 == 0 and year % 400))
            since = dt.date(year, day.month, 28 if leap else day.day)
        stretches, domains = [], set()
        for job in self.profile.learner.experience:
            first, last = max(job.start, since), min(job.end or day, day)
            if first < last and job.start <= self.asked.start and job.domain in (wanted.domains or {job.domain}):
                stretches.append((first.toordinal(), last.toordinal()))
                domains.add(job.domain)
        total, at = 0, 0
        stretches.sort()
        while at < len(stretches):
            first, last = stretches[at]
            while at < len(stretches) and stretches[at][0] <= last:
                last = max(last, stretches[at][1])
                at += 1
            months = (last - first) // 28 + 1
            while add_months(first, months) > last:
                months -= 1
            total += months
        return total >= wanted.months and (not wanted.domains or len(domains) >= wanted.at_least_domains)

    def in_region(self, row: str) -> bool:
        region = self.profile.learner.region or "US"
        return row in ("", region) or region.startswith(f"{row}-")

    # -- ways -----------------------------------------------------------------------------------------------------

    def ways_of(self, good: str) -> list[Way]:
        kind, _, name = good.partition(":")
        if kind == "given":
            return [Way(good, 0, False, (), (), (), True, 0, 0, (), None, given=True)]
        if kind == "attest":
            attest = self.attests[good]
            if self.asked.free and attest.fee is not None and attest.fee.amount != 0:
                return []
            if self.asked.online and attest.kind in ("medical", "practical"):
                return []
            if attest.fee is not None and attest.fee.amount and attest.fee.currency != "USD":
                return []
            minutes = attest.effort.likely if attest.effort is not None else 0
            return [
                Way(
                    good, minutes or 0, minutes is None, () if attest.fee is None else (attest.fee.amount,), (), (),
                    True, 0, attest.lead_days, (), attest.validity_months,
                )
            ]  # fmt: skip
        credential = self.credentials.get(name.partition("#")[0])
        if credential is None or self.out(credential):
            return []
        if kind == "part":
            return list(self.part_ways(good, credential, name.partition("#")[2]))
        return [
            way
            for route, begin, end in self.routes(credential)
            for way in self.route_ways(good, credential, route, begin, end, self.held(credential.id))
        ]

    def part_ways(self, good: str, credential: Credential, part: str) -> Iterator[Way]:
        """One part alone: as a credential of this part only, that never lapses and has no last award."""
        held = self.held(credential.id)
        passed = held.parts if held is not None else ()
        life = msgspec.structs.replace(credential.lifecycle, last_award=None)
        for route, begin, end in self.routes(credential):
            left = sorted((p for p in route.parts if p.id not in passed), key=lambda p: p.last_date or dt.date.max)
            mine = [p for p in left if p.id == part]
            if not mine:
                continue
            effort = route.effort
            if effort is not None and effort.likely is not None:
                effort = msgspec.structs.replace(effort, likely=-(-effort.likely // len(route.parts)))
            only = msgspec.structs.replace(route, parts=tuple(mine), effort=effort, elapsed=None, waits=(), fees=())
            counted = held if mine[0] is left[0] else None
            cut = msgspec.structs.replace(credential, validity=type(credential.validity)(), lifecycle=life)
            yield from self.route_ways(good, cut, only, begin, end, counted)

    def out(self, credential: Credential) -> bool:
        held, life, asked = self.held(credential.id), credential.lifecycle, self.asked
        return (
            life.status == "retired"
            or (life.status == "announced" and life.launched is None)
            or (life.last_award is not None and life.last_award < asked.start)
            or credential.id in asked.without
            or credential.provider in asked.without_provider
            or (held is not None and held.status == "skipped")
            or (bool(asked.provider) and credential.provider not in asked.provider)
            or (asked.accredited and not self.vouched(credential))
            or (asked.online and credential.delivery not in ("online", "either"))
        )

    def vouched(self, credential: Credential) -> bool:
        """Accredited, asked for by law, or a local programme: what a learner who wants accredited ones accepts."""
        if {"accredited", "required-by-law"} & {r.kind for r in credential.recognition}:
            return True
        if any(p.id == credential.provider and p.kind == "local" for p in self.catalog.providers):
            return True
        careers = [g for g in (self.asked.goal, *self.asked.goals) if isinstance(g, Career)]
        laws = [law for career in careers for law in career.door.laws if self.in_region(law.region)]
        return any(leaf.credential == credential.id for law in laws for leaf in law.requires.leaves)

    def routes(self, credential: Credential) -> Iterator[tuple[Route, int, int]]:
        """Each route with a stretch of days on which it is the closest row to where the learner lives."""
        mine = set(self.profile.learner.circumstances)
        rows = [r for r in credential.routes if not r.audience or mine & set(r.audience)]
        rows = [r for r in rows if r.until is None or r.until >= self.asked.start]
        present = ("visit", "practice") if self.asked.online else ()
        fitting = [r for r in rows if self.in_region(r.region)]
        strange = not fitting and not self.profile.learner.region
        for row in rows if strange else fitting:
            if any(p.kind in present or (present and p.delivery == "in-person") for p in row.parts):
                continue
            others = [] if strange else [r for r in fitting if len(r.region) > len(row.region)]
            for one in self.series(row):
                yield from ((one, begin, end) for begin, end in self.stretches(row, others))

    def series(self, row: Route) -> list[Route]:
        """The route with the parts of each version series in turn."""
        names = {p.series for p in row.parts if p.series}
        if len(names) < 2:
            return [row]
        return [
            msgspec.structs.replace(row, parts=tuple(p for p in row.parts if not p.series or p.series == name))
            for name in sorted(names)
        ]

    def stretches(self, row: Route | Offer, others: list[Any]) -> Iterator[tuple[int, int]]:
        """The stretches of days on which a row counts and none of ``others`` does."""
        # Day by day, as far as any row's own days go; from the last of them on nothing changes.
        last = max(d.toordinal() for r in (row, *others) for d in (r.since, r.until, self.asked.start) if d) + 1
        days = [d for d in range(self.start, last + 1) if counts(row, d) and not any(counts(r, d) for r in others)]
        for day in days:
            if day - 1 not in days:
                end = next(d for d in range(day, last + 2) if d not in days) - 1
                yield day, NEVER if end == last else end

    def route_ways(
        self, good: str, credential: Credential, route: Route, begin: int, end: int, worked: Holding | None
    ) -> Iterator[Way]:
        held, life = self.held(credential.id), credential.lifecycle
        passed = held.parts if held is not None else ()
        parts = [p for p in route.parts if p.id not in passed]
        parts.sort(key=lambda p: NEVER if p.last_date is None else p.last_date.toordinal())
        asks = [
            self.settle(node, "condition", credential.id)
            for node in (credential.requires, route.requires)
            if node is not None
        ]
        waits = sum(w.days for w in route.waits)
        runs, gone = tuple(sorted(d.toordinal() for d in route.runs)), 0
        begun = held is not None and held.status == "in-progress" and not good.startswith("part:")
        if begun and held.started and held.started <= self.asked.start:
            runs, gone = (), (self.asked.start - held.started).days  # it was joined then
        for ready, conditions in self.readiness(credential, parts):
            minutes, unknown = self.minutes(route, parts, ready, worked)
            if minutes is None:
                continue
            days, elapsed = self.days(route, parts, minutes, gone)
            done = max(self.days_of(sum(minutes)), elapsed)
            opens, closes = [(0, begin)], [(0, end)]
            if life.status == "announced" and life.launched is not None:
                opens.append((0, life.launched.toordinal()))
            if life.last_enrolment is not None and (held is None or held.status != "in-progress"):
                closes.append((0, life.last_enrolment.toordinal()))
            if life.last_award is not None:
                closes.append((done + waits, life.last_award.toordinal()))
            if route.until is not None:
                closes.append((done, route.until.toordinal()))
            closes += [(days[i][1], p.last_date.toordinal()) for i, p in enumerate(parts) if p.last_date is not None]
            for bought in self.baskets(credential, parts):
                viewed = any(not offer.certificate for _, offer, _ in bought)
                if viewed != good.startswith("view:"):
                    continue
                if any(
                    p.amount and p.currency != "USD"
                    for p in (*(f.price for f in route.fees), *(o.price for _, o, _ in bought))
                ):
                    continue
                own, once, subs = [fee.price.amount for fee in route.fees], [], []
                buys, since = [], list(opens)
                for key, offer, at in bought:
                    price, until = offer.price.amount, NEVER if offer.until is None else offer.until.toordinal()
                    first, last = days[min(at)][0], days[max(at)][1]
                    if offer.since is not None:
                        since.append((first, offer.since.toordinal()))
                    if offer.billing != "once":
                        months = {"month": 1, "year": 12, "term": offer.term_months or 6}[offer.billing]
                        for i in sorted(at):  # each part by itself: what touches or overlaps runs on
                            begin_day, end_day = days[i]
                            subs.append(Sub(key, price, months, begin_day, max(end_day, begin_day + 1), until))
                        continue
                    shared = not key.startswith("own:")
                    exam = days[min(at)][1] if parts[min(at)].kind == "exam" else None
                    buys.append(Buy(key if shared else "", first, last, exam, until, offer.valid_months))
                    if shared:
                        once.append((key, price))
                    else:
                        own.append(price)
                if self.asked.free and any([*own, *(p for _, p in once), *(s.cents for s in subs)]):
                    continue
                if self.asked.free and None in [*own, *(p for _, p in once), *(s.cents for s in subs)]:
                    continue
                yield Way(
                    good,
                    sum(minutes),
                    unknown,
                    tuple(own),
                    tuple(once),
                    tuple(subs),
                    ("of", len(asks) + len(conditions), tuple((1, c) for c in (*asks, *conditions))),
                    elapsed,
                    waits,
                    runs,
                    credential.validity,
                    tuple(since),
                    tuple(closes),
                    tuple(buys),
                )

    def days_of(self, minutes: int) -> int:
        return -(-7 * minutes // self.asked.weekly)

    def days(
        self, route: Route, parts: list[Part], minutes: list[int], gone: int = 0
    ) -> tuple[list[tuple[int, int]], int]:
        """The first and one past the last day of each part, from the step's start, and the step's own minimum.

        What has ``gone`` since it was begun counts for the route and, as long as no part is passed, for its first one.
        """
        least = [p.elapsed.days or 0 if p.elapsed is not None else 0 for p in parts]
        whole = max(0, (route.elapsed.days or 0 if route.elapsed is not None else 0) - gone)
        if parts and {p.id for p in parts} == {p.id for p in route.parts}:
            least[0] = max(0, least[0] - gone)
        if not any(self.carries(p) for p in parts):
            whole = max(whole, sum(least))
            return [(0, max(self.days_of(sum(minutes)), whole))] * len(parts), whole
        found, delay = [], 0
        for i, minimum in enumerate(least):
            worked = sum(minutes[: i + 1])
            first = 7 * (worked - minutes[i]) // self.asked.weekly
            found.append((first, delay + max(first + minimum, self.days_of(worked))))
            if first + minimum > 7 * worked // self.asked.weekly:
                delay += first + minimum - 7 * worked // self.asked.weekly
        if any(least):
            whole = max(whole, found[-1][1])
        end = max(self.days_of(sum(minutes)), whole)
        for i, (first, _) in enumerate(found):
            if not any(minutes[i + 1 :]) and not any(least[i + 1 :]):
                found[i] = (first, end)
        return found, whole

    def carries(self, part: Part) -> bool:
        return part.effort is not None or part.ready is not None or part.from_zero is not None

    def readiness(
        self, credential: Credential, parts: list[Part]
    ) -> Iterator[tuple[list[Requirement], list[Condition]]]:
        """Each choice of the conditions under which parts are prepared as by one who is ready."""
        different: list[Requirement] = []
        for part in parts:
            if part.ready is not None and part.ready_if is not None and part.ready_if not in different:
                different.append(part.ready_if)
        settled = [self.settle(node, "readiness", credential.id) for node in different]
        for chosen in product((True, False), repeat=len(different)):
            if any(not yes and met(c, set()) for yes, c in zip(chosen, settled, strict=True)):
                continue  # who is ready today prepares as such
            ready = [node for node, yes in zip(different, chosen, strict=True) if yes]
            yield ready, [c for c, yes in zip(settled, chosen, strict=True) if yes]

    def minutes(
        self, route: Route, parts: list[Part], ready: list[Requirement], held: Holding | None
    ) -> tuple[list[int] | None, bool]:
        """Minutes left in each open part (None when one can't be prepared so) and whether some are not known."""
        logged = int(held.hours_logged) if held is not None else 0
        if not any(self.carries(p) for p in parts):
            if route.parts and not parts:
                return [0], False
            unknown = route.effort.likely is None if route.effort is not None else bool(parts)
            total = route.effort.likely or 0 if route.effort is not None else 0
            if route.parts:
                total = -(-total * len(parts) // len(route.parts))  # parts without hours are equally long
            return [max(0, total - logged)] + [0] * (len(parts) - 1), unknown
        minutes, unknown = [], False
        for part in parts:
            efforts = [part.effort] if part.effort is not None else []
            if part.ready is not None and (part.ready_if is None or part.ready_if in ready):
                efforts.append(part.ready)
            elif part.from_zero is not None:
                efforts.append(part.from_zero)
            elif part.ready is not None:
                return None, False
            unknown |= not efforts or any(e.likely is None for e in efforts)
            minutes.append(sum(e.likely or 0 for e in efforts))
        for i, work in enumerate(minutes):
            minutes[i] = max(0, work - logged)
            logged = max(0, logged - work)
        return minutes, unknown

    def baskets(self, credential: Credential, parts: list[Part]) -> list[list[tuple[str, Offer, list[int]]]]:
        """Each way to pay for all parts: (purchase, offer, positions of the parts)."""
        wide = {o.id: o for o in self.catalog.offers}
        own = {o.id: o for o in credential.offers}
        usable: list[tuple[str, Offer, set[str]]] = []
        everything = {p.id for p in parts}
        for offer in credential.offers:
            kind = "own" if offer.per == "credential" else "learner"
            covered = set(offer.covers) or everything
            usable.append((f"{kind}:{credential.id}:{offer.id}", offer, covered & everything))
        for offer in self.catalog.offers:
            covered = set()
            for target in offer.covers:
                name, _, part = target.partition("#")
                if name in (credential.id, f"{credential.id.partition('/')[0]}/*"):
                    covered |= {part} if part else everything
            kind = f"own:{credential.id}" if offer.per == "credential" else "wide"
            usable.append((f"{kind}:{offer.id}", offer, covered & everything))
        usable = [n for u in usable if self.applies(u[1]) for n in self.near(u, usable)]
        usable = [u for u in usable if not u[1].needs or self.membership(u[1], own, wide, credential) is not None]

        alike: dict[tuple[int, ...], list[int]] = {}
        for at, part in enumerate(parts):
            alike.setdefault(tuple(i for i, u in enumerate(usable) if part.id in u[2]), []).append(at)
        found = []
        for picks in product(*alike):
            bought: dict[str, tuple[Offer, list[int]]] = {}
            for pick, positions in zip(picks, alike.values(), strict=True):
                key, offer, _ = usable[pick]
                bought.setdefault(key, (offer, []))[1].extend(positions)
                if offer.needs:
                    member = self.membership(offer, own, wide, credential)
                    assert member is not None
                    bought.setdefault(member[0], (member[1], []))[1].extend(positions)
            found.append([(key, offer, sorted(at)) for key, (offer, at) in bought.items()])
        return [one for one in found if not any(self.enough(other, one) for other in found)]

    def enough(self, fewer: list[tuple[str, Offer, list[int]]], more: list[tuple[str, Offer, list[int]]]) -> bool:
        """Whether the single purchases of one basket, for sale at any time, do without some of another's."""
        once = [{key for key, offer, _ in basket if offer.billing == "once"} for basket in (fewer, more)]
        held = [sorted((k, tuple(at)) for k, o, at in basket if o.billing != "once") for basket in (fewer, more)]
        earns = [all(offer.certificate for _, offer, _ in basket) for basket in (fewer, more)]
        timed = any(o.billing == "once" and (o.since or o.until or o.valid_months) for _, o, _ in fewer)
        return once[0] < once[1] and held[0] == held[1] and earns[0] == earns[1] and not timed

    def near(self, mine: tuple[str, Offer, set[str]], usable: list[Any]) -> Iterator[tuple[str, Offer, set[str]]]:
        """An offer on the days on which no offer like it for a smaller region is open."""
        key, offer, covered = mine
        wide = {o.id for o in self.catalog.offers}

        def like(other: Offer) -> bool:
            return all(
                getattr(other, name) == getattr(offer, name)
                for name in ("covers", "billing", "term_months", "per", "certificate", "needs", "audience")
            ) and (other.id in wide) == (offer.id in wide)

        closer = [o for _, o, _ in usable if self.applies(o) and len(o.region) > len(offer.region) and like(o)]
        if not closer:
            yield mine
            return
        for begin, end in self.stretches(offer, closer):
            until = None if end == NEVER else dt.date.fromordinal(end)
            yield (
                f"{key}~{begin}",
                msgspec.structs.replace(offer, since=dt.date.fromordinal(begin), until=until),
                covered,
            )

    def membership(
        self, offer: Offer, own: dict[str, Offer], wide: dict[str, Offer], credential: Credential
    ) -> tuple[str, Offer] | None:
        if offer.needs in own and self.applies(own[offer.needs]):
            return f"own:{credential.id}:{offer.needs}", own[offer.needs]
        if offer.needs not in own and offer.needs in wide and self.applies(wide[offer.needs]):
            return f"wide:{offer.needs}", wide[offer.needs]
        return None

    def applies(self, offer: Offer) -> bool:
        mine = set(self.profile.learner.circumstances)
        return (
            not (self.asked.online and offer.delivery == "in-person")
            and (not offer.audience or bool(mine & set(offer.audience)))
            and (offer.until is None or offer.until >= self.asked.start)
            and self.in_region(offer.region)
        )

    # -- goal -----------------------------------------------------------------------------------------------------

    def goal(self) -> Condition:
        wants = [want for goal in (self.asked.goal, *self.asked.goals) for want in self.one_goal(goal)]
        wants += [self.settle(node, "goal", self.asked.goal.id) for node in self.asked.also]
        wants += [want for ident in self.asked.lock for want in self.one_goal(self.credentials[ident])]
        for held in self.profile.credential:
            if held.locked and held.status != "earned" and held.id in self.credentials:
                wants.append(self.settle(Requirement(credential=held.id), "condition", ""))
        return ("of", len(wants), tuple((1, w) for w in wants))

    def one_goal(self, goal: Career | Credential) -> list[Condition]:
        wants: list[Condition] = []
        if isinstance(goal, Credential):
            held = self.held(goal.id)
            has = held is not None and held.status == "earned" and self.current(held)
            wants.append(has or ("good", f"earn:{goal.id}", False))
        else:
            for law in goal.door.laws:
                if self.in_region(law.region):
                    wants.append(self.settle(law.requires, "goal", goal.id, law=True))
            for group in goal.core:
                waived = any(w.requirement == group.name and w.of in ("", goal.id) for w in self.profile.waiver)
                if not waived or group.basis == "law":
                    wants.append(self.settle(group.requires, "goal", goal.id))
        return wants

    # -- sets and orders ------------------------------------------------------------------------------------------

    def goal_and_ways(self) -> tuple[Condition, dict[str, list[Way]]]:
        goal = self.goal()
        ways: dict[str, list[Way]] = {}
        pending = sorted(goods_of(goal))
        while pending:
            good = pending.pop()
            if good not in ways:
                ways[good] = self.ways_of(good)
                pending += sorted({g for way in ways[good] for g in goods_of(way.condition)})
        self.dated = bool(valid_goods(goal)) or any(valid_goods(w.condition) for of in ways.values() for w in of)
        return goal, ways

    def everything(self) -> Iterator[Dated]:
        goal, ways = self.goal_and_ways()
        for chosen in self.sets(goal, ways):
            goods = frozenset(way.good for way in chosen if not way.given)
            for steps in self.schedules(chosen):
                self.orders += 1
                if self.most_orders is not None and self.orders > self.most_orders:
                    raise TooLargeError
                finish = self.finish(goal, steps)
                value = self.worth(
                    chosen, finish, self.subscriptions(chosen, steps) + self.renewed(goal, steps, finish)
                )
                late = self.asked.by is not None and finish > self.asked.by.toordinal()
                if not late and (self.asked.budget is None or value["money"] <= self.asked.budget):
                    yield Dated(value, goods)

    def best(self) -> Best:
        goal, ways = self.goal_and_ways()
        best: tuple[int, ...] | None = None
        worth: dict[str, int] | None = None
        plans: set[tuple[Step, ...]] = set()
        sets = 0
        # The set that could be best at all comes first, so that most others need no dates.
        candidates = [(self.key(self.worth(chosen, self.start, 0)), chosen) for chosen in self.sets(goal, ways)]
        for floor, chosen in sorted(candidates, key=lambda pair: pair[0]):
            if best is not None and floor > best:
                break
            sets += 1
            for steps in self.schedules(chosen):
                self.orders += 1
                if self.most_orders is not None and self.orders > self.most_orders:
                    raise TooLargeError
                finish = self.finish(goal, steps)
                value = self.worth(
                    chosen, finish, self.subscriptions(chosen, steps) + self.renewed(goal, steps, finish)
                )
                if self.asked.by is not None and finish > self.asked.by.toordinal():
                    continue
                if self.asked.budget is not None and value["money"] > self.asked.budget:
                    continue
                key = self.key(value)
                if best is None or key < best:
                    best, worth, plans = key, value, set()
                if key == best:
                    plans.add(tuple(sorted(steps)))
        return Best(worth, frozenset(plans), sets, self.orders)

    def finish(self, goal: Condition, steps: list[Step]) -> int:
        """The day on which everything has been awarded and, by what comes by itself, the goal is met."""
        done = max((s.award for s in steps), default=self.start)
        come = {s.good: s.award for s in steps} | {good: first for good, (first, _) in self.given.items()}
        days = sorted({done, *(day for day in come.values() if day > done)})
        return next((day for day in days if met(goal, {g for g, d in come.items() if d <= day})), done)

    def key(self, worth: dict[str, int]) -> tuple[int, ...]:
        return tuple(worth[c] for c in CRITERIA[self.asked.objective])

    def worth(self, chosen: list[Way], finish: int, subscriptions: int) -> dict[str, int]:
        once = {item for way in chosen for item in way.once}
        subs = {(s.key, s.cents) for way in chosen for s in way.subs}
        prices = [p for way in chosen for p in way.own] + [p for _, p in once]
        money = sum(p or 0 for p in prices) + subscriptions
        hours = sum(way.minutes for way in chosen)
        unknown = sum(p is None for p in prices) + sum(p is None for _, p in subs)
        return {
            "unknown": unknown + sum(way.unknown_hours for way in chosen),
            "money": money,
            "finish": finish - self.start,
            "hours": hours,
            "steps": sum(not way.given for way in chosen),
            "value": money * 60 + hours * (self.asked.hour_value or 0),
        }

    def sets(self, goal: Condition, ways: dict[str, list[Way]]) -> Iterator[list[Way]]:
        """All sets with at most one way for each good that meet the goal and their conditions, none to spare.

        Ways of one good with the same condition are interchangeable for this question: it is asked once for them.
        """
        kinds = {good: list(dict.fromkeys(w.condition for w in of)) for good, of in ways.items() if of}
        if self.most_orders is not None and math.prod(1 + len(of) for of in kinds.values()) > MOST_CHOICES:
            raise TooLargeError
        for conditions in self.kinds_chosen(goal, kinds, {}):
            options = [[w for w in ways[good] if w.condition == c] for good, c in conditions.items()]
            for chosen in product(*options):
                if self.dated and self.spare(goal, list(chosen)):
                    continue
                yield list(chosen)

    def kinds_chosen(
        self, goal: Condition, open_kinds: dict[str, list[Condition]], taken: dict[str, Condition]
    ) -> Iterator[dict[str, Condition]]:
        """Every choice for the goods still open, good by good."""
        if not self.dated and any(
            met(goal, supported({g: c for g, c in taken.items() if g != spare})) for spare in taken
        ):
            return  # one is to spare now, and stays so whatever is added
        anything = {good: ("of", 1, tuple((1, c) for c in conditions)) for good, conditions in open_kinds.items()}
        reach = supported({**taken, **anything})
        if not met(goal, reach) or not reach >= set(taken):
            return
        if not open_kinds:
            if len(supported(taken)) == len(taken) and met(goal, set(taken)):
                yield taken
            return
        (good, conditions), *rest = open_kinds.items()
        yield from self.kinds_chosen(goal, dict(rest), taken)
        for condition in conditions:
            yield from self.kinds_chosen(goal, dict(rest), {**taken, good: condition})

    def spare(self, goal: Condition, chosen: list[Way]) -> bool:
        """Whether a smaller set meets every condition, and its dates too, or asks validity of nothing beside it."""
        for mask in range((1 << len(chosen)) - 1):
            fewer = [w for i, w in enumerate(chosen) if mask >> i & 1]
            have = {w.good for w in fewer}
            if not met(goal, have) or supported({w.good: w.condition for w in fewer}) != have:
                continue
            named = valid_goods(goal).union(*(valid_goods(w.condition) for w in fewer))
            if not named & ({w.good for w in chosen} - have) or next(self.schedules(fewer), None) is not None:
                return True
        return False

    def schedules(self, chosen: list[Way]) -> Iterator[list[Step]]:
        """Every order of ``chosen``, on dates on which all can be bought."""
        chosen = [way for way in chosen if not way.given]
        for steps in self.orders_of(chosen, [], {good: last for good, (_, last) in self.given.items()}):
            if self.payable(chosen, steps):
                yield steps

    def orders_of(self, left: list[Way], steps: list[Step], expiry: dict[str, int]) -> Iterator[list[Step]]:
        """Every order of ``left`` after ``steps``, on dates."""
        if not left:
            yield steps
            return
        turn = steps[-1].end if steps else self.start
        for i, way in enumerate(left):
            come = {good: first for good, (first, _) in self.given.items()} | {s.good: s.award for s in steps}
            step = self.placed(way, turn, come, expiry)
            if step is not None:
                months = validity(way.validity, step.award)
                lapse = add_months(step.award, months) if months else NEVER
                yield from self.orders_of([*left[:i], *left[i + 1 :]], [*steps, step], {**expiry, way.good: lapse})

    def placed(self, way: Way, turn: int, award: dict[str, int], expiry: dict[str, int]) -> Step | None:
        """The step on the first day on which everything holds, by looking at one day after the other."""
        day = turn
        while any(day + days < opening for days, opening in way.opens):
            day += 1
        mentioned = goods_of(way.condition)
        last = max([day, *(d for g, d in award.items() if g in mentioned), *way.runs])
        work = self.days_of(way.minutes)
        length = max(work, way.elapsed)

        def holds(start: int) -> bool:
            have = {g for g, d in award.items() if d <= start}
            valid = [{g for g, d in award.items() if d <= on < expiry[g]} for on in (start, start + length)]
            return all(met(way.condition, have, valid[0], on) for on in valid)

        while not ((not way.runs or day in way.runs) and holds(day)):
            day += 1
            if day > last:
                return None
        if any(day + days > closing for days, closing in way.closes):
            return None
        return Step(way.good, day, day + work, day + length + way.waits)

    def payable(self, chosen: list[Way], steps: list[Step]) -> bool:
        """Whether every purchase and every charge falls on a day of its offer, and no voucher lapses before its use."""
        ways = {way.good: way for way in chosen}
        bought: dict[str, int] = {}
        for step in steps:
            for buy in ways[step.good].buys:
                days = [step.start + d for d in (buy.first, buy.exam) if d is not None]
                if buy.key in bought:
                    days = [bought[buy.key]]
                elif buy.months:
                    days = [d for d in days if step.start + buy.last <= add_months(d, buy.months)][:1]
                if not days or (buy.key not in bought and days[0] > buy.until):
                    return False
                if buy.months and step.start + buy.last > add_months(days[0], buy.months):
                    return False
                if buy.key:
                    bought.setdefault(buy.key, days[0])
        return all(day <= until for (_, _, _, until), days in self.charged(chosen, steps).items() for day in days)

    def charged(self, chosen: list[Way], steps: list[Step]) -> dict[tuple[str, int, int, int], list[int]]:
        """The days on which each subscription is charged: (key, cents, months, last day of the offer) -> days."""
        at = {step.good: step for step in steps}
        stretches: dict[tuple[str, int, int, int], list[tuple[int, int]]] = {}
        for way in (way for way in chosen if not way.given):
            start = at[way.good].start
            for sub in way.subs:
                key = sub.key, sub.cents or 0, sub.months, sub.until
                stretches.setdefault(key, []).append((start + sub.first, start + sub.last))
        return {key: charges(held, key[2]) for key, held in stretches.items()}

    def renewed(self, goal: Condition, steps: list[Step], finish: int) -> int:
        """What falls due before the finish for those awards without which the goal is not met."""
        awards = {s.good.removeprefix("earn:"): s.award for s in steps if s.good.startswith("earn:")}
        have = {s.good for s in steps} | set(self.given)
        needed = [n for n in awards if not met(goal, have - {f"earn:{n}"}, have - {f"earn:{n}"})]
        rules = {name: self.credentials[name].validity for name in awards}
        total = 0
        for name in needed:
            months = validity(rules[name], awards[name])
            if rules[name].never or not months:
                continue
            day = add_months(awards[name], months)
            for higher in sorted(awards, key=lambda n: (awards[n], n)):
                longer = validity(rules[higher], awards[higher])
                if longer and any(higher in r.by for r in rules[name].renewals) and awards[higher] <= day:
                    day = max(day, add_months(awards[higher], longer))
            priced = [r for r in rules[name].renewals if r.fee is not None and r.fee.amount is not None]
            terms = {r.name: r.every_months or rules[name].months or 12 for r in priced}
            options = sorted(priced, key=lambda r: (-(-12 * r.fee.amount // terms[r.name]), r.name))
            way = (options or list(rules[name].renewals) or [None])[0]
            while way is not None and day < finish:
                total += way.fee.amount if way.fee is not None and way.fee.amount and way.fee.currency == "USD" else 0
                term = way.every_months or validity(rules[name], day)
                day = add_months(day, term) if term else NEVER
        held = [self.credentials.get(h.id) for h in self.profile.credential if h.status == "earned" and self.current(h)]
        own = {c.validity.fee_pool for c in held if c is not None}
        pools: dict[str, list[str]] = {}
        for name in needed:
            if rules[name].fee_pool or rules[name].annual_fee is not None:
                pools.setdefault(rules[name].fee_pool or name, []).append(name)
        for pool, names in pools.items():
            first, years = min(awards[n] for n in names), 1
            while pool not in own and (day := add_months(first, 12 * years)) < finish:
                total += dearest([rules[n].annual_fee for n in names if awards[n] < day])
                years += 1
        return total

    def subscriptions(self, chosen: list[Way], steps: list[Step]) -> int:
        return sum(cents * len(days) for (_, cents, _, _), days in self.charged(chosen, steps).items())


def dearest(fees: list[Any]) -> int:
    """The highest yearly fee of a pool; nothing where none is known, or where it is in another currency."""
    known = [fee for fee in fees if fee is not None and fee.amount is not None]
    best = max(known, key=lambda fee: fee.amount, default=None)
    return best.amount if best is not None and best.currency == "USD" else 0


def validity(rule: Any, award: int) -> int | None:
    """Months for which an award of a day holds."""
    if rule is None or isinstance(rule, int):
        return rule
    begun = [r for r in rule.by_award if r.since is None or r.since.toordinal() <= award]
    if begun:
        return max(begun, key=lambda r: 0 if r.since is None else r.since.toordinal()).months
    return None if rule.never else rule.months


def counts(row: Route | Offer, day: int) -> bool:
    """Whether a row is open on a day."""
    return (row.since is None or row.since.toordinal() <= day) and (row.until is None or day <= row.until.toordinal())


def either(one: Condition, other: Condition) -> Condition:
    """One of two conditions."""
    return one is True or (other if one is False else ("of", 1, ((1, one), (1, other))))


def met(
    condition: Condition, have: set[str], start: set[str] | None = None, throughout: set[str] | None = None
) -> bool:
    """Whether a condition holds with the goods one has, and those valid at the start and on the day looked at."""
    if isinstance(condition, bool):
        return condition
    if condition[0] == "good":
        among = start if condition[2] in ("start", "kept") else throughout if condition[2] else have
        return condition[1] in (have if among is None else among)
    return sum(weight for weight, child in condition[2] if met(child, have, start, throughout)) >= condition[1]


def goods_of(condition: Condition) -> set[str]:
    """All goods that a condition mentions."""
    if isinstance(condition, bool):
        return set()
    if condition[0] == "good":
        return {condition[1]}
    return set().union(*(goods_of(child) for _, child in condition[2]))


def valid_goods(condition: Condition) -> set[str]:
    """The goods that a condition asks to be valid on the day itself."""
    if isinstance(condition, bool):
        return set()
    if condition[0] == "good":
        return {condition[1]} if condition[2] in (True, "kept") else set()
    return set().union(*(valid_goods(child) for _, child in condition[2]))


def supported(conditions: dict[str, Condition]) -> set[str]:
    """The goods that can be produced one after another, each with what came before it."""
    have: set[str] = set()
    while True:
        more = {good for good, condition in conditions.items() if good not in have and met(condition, have)}
        if not more:
            return have
        have |= more
