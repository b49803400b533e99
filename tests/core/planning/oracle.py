"""A second planner, by brute force, written from docs/planner.md and docs/catalog-format.md alone.

It shares no code with the program's planner: it reads the catalog's and the profile's values and does its own
settling of requirement leaves, month arithmetic, billing and ordering. Every set of ways and every order of it is
looked at, so catalogs must be tiny (about six credentials with three ways each).

Where the documents leave room it reads them as follows:

- a credential may be viewed and earned in one plan: these are two steps;
- rule 6 looks at conditions alone: a set is left out when a proper subset meets the goal and its own conditions,
  whatever the dates of either;
- unknown hours count once a step, an unknown price once for each fee, single purchase or subscription;
- hours logged count against the first open parts; a step's elapsed minimum is the longest of its route's and parts';
- a membership (``needs``) is held over all parts bought at its price; without it the offer can't be used.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

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
    """A subscription that a way needs while the minutes ``begin`` to ``end`` of its work are done."""

    key: str
    cents: int | None
    months: int
    begin: int
    end: int


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
    earliest: int
    latest: int
    validity: int | None
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


def charges(stretches: list[tuple[int, int]], months: int) -> int:
    """How often a subscription of ``months`` is charged that must be held over half-open stretches of days."""
    count, anchor, paid, periods = 0, 0, -1, 0
    for first, last in sorted(stretches):
        if paid < first:
            anchor, periods, paid = first, 0, first
        while paid < last:
            periods, count = periods + 1, count + 1
            paid = add_months(anchor, periods * months)
    return count


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
            return either(self.as_held(held, node), again)
        if node.credit is not None:
            return self.settle_credit(node, role)
        if node.attest is not None:
            fee = node.attest.fee
            free = fee is None or fee.amount == 0
            if free and not node.attest.lead_days and node.attest.effort is None:
                return True
            name = f"attest:{node.attest.kind}:{node.attest.name}"
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
        months = None if credential is None or credential.validity.never else credential.validity.months
        return NEVER if held.earned is None or not months else add_months(held.earned.toordinal(), months)

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
        granted = sum(c.n for c in self.profile.learner.credit if c.programme in ("", programme))
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
            return [Way(good, 0, False, (), (), (), True, 0, 0, (), 0, NEVER, None, given=True)]
        if kind == "attest":
            attest = self.attests[good]
            if self.asked.free and attest.fee is not None and attest.fee.amount != 0:
                return []
            if self.asked.online and attest.kind in ("medical", "practical"):
                return []
            minutes = attest.effort.likely if attest.effort is not None else 0
            return [
                Way(
                    good, minutes or 0, minutes is None, () if attest.fee is None else (attest.fee.amount,), (), (),
                    True, 0, attest.lead_days, (), 0, NEVER, attest.validity_months,
                )
            ]  # fmt: skip
        credential = self.credentials.get(name)
        if credential is None or self.out(credential):
            return []
        return [way for route in self.routes(credential) for way in self.route_ways(good, credential, route)]

    def out(self, credential: Credential) -> bool:
        held, life, asked = self.held(credential.id), credential.lifecycle, self.asked
        return (
            life.status == "retired"
            or (life.status == "announced" and (life.launched is None or life.launched > asked.start))
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

    def routes(self, credential: Credential) -> list[Route]:
        mine = set(self.profile.learner.circumstances)
        rows = [r for r in credential.routes if not r.audience or mine & set(r.audience)]
        rows = [r for r in rows if r.until is None or r.until >= self.asked.start]
        fitting = [r for r in rows if self.in_region(r.region)]
        if not fitting and not self.profile.learner.region:
            chosen = rows
        else:
            chosen = [r for r in fitting if len(r.region) == max(len(f.region) for f in fitting)]
        present = ("visit", "practice") if self.asked.online else ()
        return [r for r in chosen if not any(p.kind in present for p in r.parts)]

    def route_ways(self, good: str, credential: Credential, route: Route) -> Iterator[Way]:
        held = self.held(credential.id)
        passed = held.parts if held is not None else ()
        parts = [p for p in route.parts if p.id not in passed]
        asks = [
            self.settle(node, "condition", credential.id)
            for node in (credential.requires, route.requires)
            if node is not None
        ]
        last_days = [d for d in (route.until, credential.lifecycle.last_award, *(p.last_date for p in parts)) if d]
        elapsed = [e.days or 0 for e in (route.elapsed, *(p.elapsed for p in parts)) if e is not None]
        runs = tuple(sorted(d.toordinal() for d in route.runs))
        if held is not None and held.status == "in-progress" and held.started and held.started <= self.asked.start:
            elapsed = [max(0, days - (self.asked.start - held.started).days) for days in elapsed]
            runs = ()  # it was joined then
        for ready, conditions in self.readiness(credential, parts):
            minutes, unknown = self.minutes(route, parts, ready, held)
            if minutes is None:
                continue
            for bought in self.baskets(credential, parts):
                viewed = any(not offer.certificate for _, offer, _ in bought)
                if viewed != good.startswith("view:"):
                    continue
                own, once, subs = [fee.price.amount for fee in route.fees], [], []
                for key, offer, at in bought:
                    price = offer.price.amount
                    if offer.billing == "once" and key.startswith("own:"):
                        own.append(price)
                    elif offer.billing == "once":
                        once.append((key, price))
                    else:
                        months = {"month": 1, "year": 12, "term": offer.term_months or 6}[offer.billing]
                        # Hours that belong to the route as a whole are not split among its parts.
                        lumped = route.effort is not None and not any(self.carries(p) for p in parts)
                        begin = 0 if lumped else sum(minutes[: min(at)])
                        end = sum(minutes) if lumped else sum(minutes[: max(at) + 1])
                        subs.append(Sub(key, price, months, begin, end))
                if self.asked.free and any([*own, *(p for _, p in once), *(s.cents for s in subs)]):
                    continue
                if self.asked.free and None in [*own, *(p for _, p in once), *(s.cents for s in subs)]:
                    continue
                since = [d for d in (route.since, *(offer.since for _, offer, _ in bought)) if d]
                yield Way(
                    good,
                    sum(minutes),
                    unknown,
                    tuple(own),
                    tuple(once),
                    tuple(subs),
                    ("of", len(asks) + len(conditions), tuple((1, c) for c in (*asks, *conditions))),
                    max(elapsed, default=0),
                    sum(w.days for w in route.waits),
                    runs,
                    max((d.toordinal() for d in since), default=0),
                    min((d.toordinal() for d in last_days), default=NEVER),
                    None if credential.validity.never else credential.validity.months,
                )

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
        usable = [u for u in usable if self.applies(u[1])]
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
            found.append([(key, offer, at) for key, (offer, at) in bought.items()])
        return found

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
            (not offer.audience or bool(mine & set(offer.audience)))
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

    def best(self) -> Best:
        goal = self.goal()
        ways: dict[str, list[Way]] = {}
        pending = sorted(goods_of(goal))
        while pending:
            good = pending.pop()
            if good not in ways:
                ways[good] = self.ways_of(good)
                pending += sorted({g for way in ways[good] for g in goods_of(way.condition)})
        self.dated = bool(valid_goods(goal)) or any(valid_goods(w.condition) for of in ways.values() for w in of)
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
            for steps in self.schedules(chosen, []):
                self.orders += 1
                if self.most_orders is not None and self.orders > self.most_orders:
                    raise TooLargeError
                finish = self.finish(goal, steps)
                value = self.worth(chosen, finish, self.subscriptions(chosen, steps))
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
            if not named & ({w.good for w in chosen} - have) or next(self.schedules(fewer, []), None) is not None:
                return True
        return False

    def schedules(
        self, left: list[Way], steps: list[Step], expiry: dict[str, int] | None = None
    ) -> Iterator[list[Step]]:
        """Every order of ``left`` after ``steps``, on dates."""
        left = [way for way in left if not way.given]
        if not left:
            yield steps
            return
        if expiry is None:
            expiry = {good: last for good, (_, last) in self.given.items()}
        turn = steps[-1].end if steps else self.start
        for i, way in enumerate(left):
            come = {good: first for good, (first, _) in self.given.items()} | {s.good: s.award for s in steps}
            step = self.placed(way, turn, come, expiry)
            if step is not None:
                lapse = add_months(step.award, way.validity) if way.validity else NEVER
                yield from self.schedules([*left[:i], *left[i + 1 :]], [*steps, step], {**expiry, way.good: lapse})

    def placed(self, way: Way, turn: int, award: dict[str, int], expiry: dict[str, int]) -> Step | None:
        """The step on the first day on which everything holds, by looking at one day after the other."""
        day = max(turn, way.earliest)
        mentioned = goods_of(way.condition)
        last = max([day, *(d for g, d in award.items() if g in mentioned), *way.runs])
        work = -(-7 * way.minutes // self.asked.weekly)
        length = max(work, way.elapsed)

        def holds(start: int) -> bool:
            have = {g for g, d in award.items() if d <= start}
            valid = [{g for g, d in award.items() if d <= on < expiry[g]} for on in (start, start + length)]
            return all(met(way.condition, have, valid[0], on) for on in valid)

        while not ((not way.runs or day in way.runs) and holds(day)):
            day += 1
            if day > last:
                return None
        end = day + work
        done = day + length
        return None if done > way.latest else Step(way.good, day, end, done + way.waits)

    def subscriptions(self, chosen: list[Way], steps: list[Step]) -> int:
        at = {step.good: step for step in steps}
        stretches: dict[tuple[str, int, int], list[tuple[int, int]]] = {}
        for way in chosen:
            for sub in way.subs:
                step = at[way.good]
                first = step.start + 7 * sub.begin // self.asked.weekly
                last = max(step.start + -(-7 * sub.end // self.asked.weekly), first + 1)
                if sub.end == way.minutes:
                    last = max(last, step.start + way.elapsed)
                stretches.setdefault((sub.key, sub.cents or 0, sub.months), []).append((first, last))
        return sum(charges(held, months) * cents for (_, cents, months), held in stretches.items())


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
