"""Building a `Problem`: the backward closure of a question over a catalog.

Only credentials that the goal mentions, or that a relevant credential's conditions or readiness mention, take part,
each in every complete manner of producing it that is open to this learner and that their wishes allow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import product

import msgspec

from credplan.core.dates import work_days
from credplan.core.given import Window
from credplan.core.model import (
    LEVELS,
    Attest,
    Career,
    Catalog,
    Credential,
    Effort,
    Part,
    Requirement,
    Route,
)
from credplan.core.offers import Basket, Pricing, baskets
from credplan.core.planning.problem import Charge, GoalGroup, Hours, Problem, Span, Way
from credplan.core.planning.question import Question
from credplan.core.planning.teaching import credits_of, teachers
from credplan.core.planning.wishes import (
    LEFT_OUT,
    NOT_FREE,
    attest_unwanted,
    route_unwanted,
    unaccredited_allowed,
    unwanted,
)
from credplan.core.profile import Holding, Profile
from credplan.core.requirements import MET, Atom, Compiler, Goods, Need, atoms_of, both, settled, simplify, without_good
from credplan.core.standing import Standing, region_matches, validity_months
from credplan.core.units import Minutes


def build(catalog: Catalog, question: Question, standing: Standing) -> Problem:
    """The problem of ``question``: goal, backward closure, ways. Pure: the same values give the same problem."""
    return _Builder(catalog, question, standing).build()


class _Builder:
    def __init__(self, catalog: Catalog, question: Question, standing: Standing) -> None:
        self.catalog = catalog
        self.question = question
        self.standing = standing
        self.credentials = standing.credentials
        self.goods = Goods({}, [])
        self.wide = {offer.id: offer for offer in catalog.offers}
        credit = partial(credits_of, catalog, standing)
        self.compiler = Compiler(standing, self.goods, teachers(catalog), {}, credit, {})
        self.ways: list[Way] = []
        self.of_good: dict[int, list[int]] = {}
        self.purchases: list[Pricing] = []
        self.purchase_numbers: dict[str, int] = {}
        self.truncated = False
        self.left_out: dict[str, str] = {}
        self.foreign: list[str] = []
        self.region_assumed: list[str] = []
        self.unaccredited = unaccredited_allowed(catalog, question, standing.learner.region)
        self.refused = ""
        """Why a wish left out a route or price of the credential that is being built."""

    def build(self) -> Problem:
        groups = list(self._goal_groups())
        self._close()
        # What is only preferred comes after and changes nothing of what was found for the goal itself.
        truncated, assumed, foreign = self.truncated, tuple(self.region_assumed), tuple(sorted(set(self.foreign)))
        pluses = tuple(self._plus_groups())
        self._close()
        return Problem(
            question=self.question,
            standing=self.standing,
            goods=self.goods,
            ways=self.ways,
            of_good=self.of_good,
            purchases=self.purchases,
            groups=groups,
            root=both(*(g.need for g in groups)),
            truncated=truncated,
            region_assumed=assumed,
            foreign=foreign,
            left_out=self.left_out,
            pluses=pluses,
            given=self._given(),
        )

    def _close(self) -> None:
        """Add the ways of all goods mentioned so far, and of those that they mention."""
        while len(self.of_good) < len(self.goods.names):
            good = len(self.of_good)
            self.of_good[good] = []
            for way in self._ways_of(self.goods.names[good], good):
                self.of_good[good].append(len(self.ways))
                self.ways.append(way)

    def _plus_groups(self) -> Iterator[GoalGroup]:
        if isinstance(self.question.goal, Career):
            for i, group in enumerate(self.question.goal.plus):
                need = self.compiler.compile(group.requires, "proof", self.question.goal.id)
                yield GoalGroup(group.name, need, "plus", i, self.question.goal)

    def _goal_groups(self) -> Iterator[GoalGroup]:
        yield from self._groups_of(self.question.goal)
        for goal in self.question.goals:
            yield from self._groups_of(goal, f" (for {goal.title})" if isinstance(goal, Career) else "")
        for node in self.question.also:
            yield GoalGroup("also", self.compiler.compile(node, "proof", self.question.goal.id), "also")
        for ident in self.question.lock:
            credential = self.credentials[ident]
            yield GoalGroup(credential.name, self._reached(credential), "lock", goal=credential)
        for held in self.standing.profile.credential:
            if held.locked and held.status != "earned" and held.id in self.credentials:
                yield GoalGroup(
                    held.id, self.compiler.compile(Requirement(credential=held.id), "prerequisite", ""), "lock"
                )

    def _groups_of(self, goal: Career | Credential, suffix: str = "") -> Iterator[GoalGroup]:
        """The groups of one goal; ``suffix`` tells those of a further one apart."""
        if isinstance(goal, Credential):
            yield GoalGroup(goal.name, self._reached(goal), "goal", goal=goal)
            return
        for i, law in enumerate(goal.door.laws):
            if region_matches(law.region, self.standing.learner.region or "US"):
                need = self.compiler.compile(as_law(law.requires), "proof", goal.id)
                yield GoalGroup(law.name + suffix, need, "law", i, goal)
        for i, group in enumerate(goal.core):
            kind = "anchor" if group.anchor else "core"
            if self.standing.group_waiver(group.name, group.basis, goal.id) is not None:
                need = MET
            else:
                need = self.compiler.compile(group.requires, "proof", goal.id)
            yield GoalGroup(group.name + suffix, need, kind, i, goal)

    def _reached(self, goal: Credential) -> Need:
        """What holding a credential at the end asks for; nothing when it is held and valid."""
        held = self.standing.earned(goal.id)
        if held is not None and self.standing.valid(held, self.standing.today):
            return MET
        if self._only_interim(goal):
            # The full title needs paid work that no plan may promise: finish is what the learner controls.
            return Need(1, ((1, Atom(self.goods.number(f"interim:{goal.id}"))),))
        return self.compiler.compile(Requirement(credential=goal.id, waivable=False), "proof", goal.id)

    # -- ways ---------------------------------------------------------------------------------------------------

    def _ways_of(self, name: str, good: int) -> Iterator[Way]:
        if name in self.compiler.given:
            yield _relying_on(good, self.compiler.given[name])
            return
        if name.startswith("attest:"):
            leaf = self.compiler.attests[name]
            assert leaf.attest is not None
            reason = attest_unwanted(leaf.attest, self.question)
            if reason:
                self.left_out[name] = reason
            else:
                yield self._attest_way(good, leaf.attest)
            return
        viewed, interim = name.startswith("viewed:"), name.startswith("interim:")
        credential = self.credentials.get(name.removeprefix("viewed:").removeprefix("interim:"))
        if credential is None:
            self.left_out[name] = "it is not in the catalog"
            return
        reason = self._excluded(credential)
        if reason:
            self.left_out.setdefault(credential.id, reason)
            return
        if not viewed and not interim and self._only_interim(credential):
            self.left_out.setdefault(
                credential.id, "its full title needs paid experience that the profile does not show"
            )
            return
        count, self.refused = 0, ""
        for route in self._routes(credential):
            if route_unwanted(route, self.question):
                self.refused = route_unwanted(route, self.question)
                continue
            for way in self._route_ways(credential, route, good, viewed=viewed, interim=interim):
                count += 1
                yield way
        if not count and not viewed:
            self.left_out.setdefault(credential.id, self.refused or "no route of it is open to this learner")

    def _excluded(self, credential: Credential) -> str:
        question = self.question
        held = self.standing.profile.holding(credential.id)
        life = credential.lifecycle
        if life.status == "retired":
            return f"it was retired on {life.retired}" if life.retired is not None else "it is retired"
        if life.last_award is not None and life.last_award < question.start:
            return f"its last day was {life.last_award}"
        if life.status == "announced" and (life.launched is None or life.launched > question.start):
            return "it has not started yet"
        if held is not None and held.status == "skipped":
            return LEFT_OUT
        return unwanted(credential, question, self.unaccredited)

    def _only_interim(self, credential: Credential) -> bool:
        """Whether the learner could pass now but would carry the interim title (Associate of ISC2, CPC-A)."""
        if credential.interim is None:
            return False
        return self._full_title(credential).impossible

    def _full_title(self, credential: Credential) -> Need:
        """What the full title asks for beside the interim one, by the first day on which the award could come."""
        assert credential.interim is not None
        need = self.compiler.compile(credential.interim.full_requires, "prerequisite", credential.id)
        given = self._given()
        return settled(need, given, self._soonest(credential)) if atoms_of(need) & set(given) else need

    def _soonest(self, credential: Credential) -> int:
        """The first day on which an award could come if its own work began at once."""
        held = self.standing.profile.holding(credential.id)
        passed = held.parts if held is not None else ()
        days: list[int] = []
        for route in self._routes(credential):
            parts = tuple(p for p in route.parts if p.id not in passed)
            least = route.elapsed.days or 0 if route.elapsed is not None else 0
            waits = sum(w.days for w in route.waits)
            for hours, *_ in self._efforts(credential, route, parts, held):
                days.append(max(work_days(hours.likely, self.question.weekly), least) + waits)
        return self.question.start.toordinal() + min(days, default=0)

    def _given(self) -> dict[int, Window]:
        return {self.goods.numbers[name]: window for name, window in self.compiler.given.items()}

    def _routes(self, credential: Credential) -> list[Route]:
        """The routes for this learner's region: the most specific rows win; without a region the country's own."""
        learner = self.standing.learner
        routes = [
            r
            for r in credential.routes
            if (not r.audience or set(r.audience) & set(learner.circumstances))
            and (r.until is None or r.until >= self.question.start)
        ]
        region = learner.region or "US"
        matching = [r for r in routes if region_matches(r.region, region)]
        if learner.region or all(r.region in ("", "US") for r in routes):
            most = max((len(r.region) for r in matching), default=0)
            return [r for r in matching if len(r.region) == most]
        # No state is set and the rules differ by state: the country's own rows if there are any, else every row.
        self.region_assumed.append(credential.id)
        return matching or routes

    def _route_ways(
        self, credential: Credential, route: Route, good: int, *, viewed: bool, interim: bool
    ) -> Iterator[Way]:
        asked = [node for node in (credential.requires, route.requires) if node is not None]
        title = MET if credential.interim is None or interim or viewed else self._full_title(credential)
        need = both(title, *(self.compiler.compile(node, "prerequisite", credential.id) for node in asked))
        if need.impossible:
            return
        held = self.standing.profile.holding(credential.id)
        passed = held.parts if held is not None else ()
        open_parts = tuple(p for p in route.parts if p.id not in passed)
        if any(p.last_date is not None and p.last_date < self.question.start for p in open_parts):
            return
        learner = self.standing.learner
        found, more = baskets(
            credential, open_parts, self.wide, learner.region, learner.circumstances, self.question.start
        )
        self.truncated |= more
        for hours, part_minutes, ready_ids, ready_need in self._efforts(credential, route, open_parts, held):
            whole = without_good(both(need, ready_need), good)
            if whole.impossible:
                continue
            for basket in found:
                if basket.certificate == viewed:
                    continue
                way = self._way(
                    credential, route, good, open_parts, hours, part_minutes, ready_ids, (need, whole), basket
                )
                if way is not None:
                    yield way

    def _efforts(
        self, credential: Credential, route: Route, parts: tuple[Part, ...], held: Holding | None
    ) -> Iterator[tuple[Hours, tuple[int, ...], tuple[str, ...], Need]]:
        """Each combination of preparing exams as one who is ready or from nothing, with its hours and needs.

        Parts with the same ``ready_if`` are prepared alike. Hours logged so far count against the first parts.
        """
        conditions: list[Requirement] = []
        for part in parts:
            if part.ready_if is not None and part.ready is not None and part.ready_if not in conditions:
                conditions.append(part.ready_if)
        compiled = [self.compiler.compile(c, "readiness", credential.id) for c in conditions]
        # Someone who is ready already prepares as such; there is nothing to choose.
        choices = [[True] if need.met else [True, False] for need in compiled]
        for modes in product(*choices):
            ready_for = [c for c, mode in zip(conditions, modes, strict=True) if mode]
            needs = [n for n, mode in zip(compiled, modes, strict=True) if mode]
            efforts: list[list[Effort]] = []
            ready_ids: list[str] = []
            possible = True
            for part in parts:
                mine = [part.effort] if part.effort is not None else []
                if part.ready is not None and (part.ready_if is None or part.ready_if in ready_for):
                    mine.append(part.ready)
                    ready_ids.append(part.id)
                elif part.from_zero is not None:
                    mine.append(part.from_zero)
                elif part.ready is not None:
                    possible = False  # hours from nothing are unknown: not offered to the unready
                efforts.append(mine)
            if not possible:
                continue
            yield (*self._hours(route, efforts, held), tuple(ready_ids), both(*needs))

    def _hours(self, route: Route, efforts: list[list[Effort]], held: Holding | None) -> tuple[Hours, tuple[int, ...]]:
        """Hours of a route and minutes by part; a part whose hours nobody knows makes the whole unknown."""
        if efforts and not any(efforts) and route.effort is not None:
            efforts = [[_share(route.effort, len(efforts), len(route.parts))], *([] for _ in efforts[1:])]
            unknown = route.effort.likely is None
        elif not efforts and route.parts:
            unknown = False  # every part is passed already
        elif not efforts:
            efforts = [[route.effort]] if route.effort is not None else []
            unknown = route.effort is not None and route.effort.likely is None
        else:
            unknown = any(not mine or any(e.likely is None for e in mine) for mine in efforts)
        likely = [sum(int(e.likely or 0) for e in mine) for mine in efforts]
        low = sum((e.likely or 0) if e.low is None else e.low for mine in efforts for e in mine)
        high = sum((e.likely or 0) if e.high is None else e.high for mine in efforts for e in mine)
        logged = int(held.hours_logged) if held is not None else 0
        total = sum(likely)
        left = logged
        for i, minutes in enumerate(likely):
            likely[i], left = max(0, minutes - left), max(0, left - minutes)
        hours = Hours(max(0, total - logged), max(0, low - logged), max(0, high - logged), unknown)
        return hours, tuple(likely)

    def _way(
        self,
        credential: Credential,
        route: Route,
        good: int,
        parts: tuple[Part, ...],
        hours: Hours,
        part_minutes: tuple[int, ...],
        ready_ids: tuple[str, ...],
        needs: tuple[Need, Need],
        basket: Basket,
    ) -> Way | None:
        priced = [(p.offer.price.currency, p.cents) for p, _ in basket.bought]
        priced += [(f.price.currency, f.price.amount) for f in route.fees]
        if any(currency != self.question.currency and cents for currency, cents in priced):
            self.foreign.append(credential.id)
            return None
        interim = credential.interim if self.goods.names[good].startswith("interim:") else None
        if interim is not None and interim.fee is not None:
            priced.append((interim.fee.currency, interim.fee.amount))
        if self.question.free and any(cents != 0 for _, cents in priced):
            self.refused = NOT_FREE
            return None
        ends: list[int] = []
        for minutes in part_minutes:
            ends.append((ends[-1] if ends else 0) + minutes)
        at = {p.id: i for i, p in enumerate(parts)}
        # Hours of a whole route stand with its first part: what covers any of its parts covers all its work.
        lumped = not any(p.effort or p.ready or p.from_zero for p in parts)
        charges: list[Charge] = []
        shared: list[int] = []
        spans: dict[int, Span] = {}
        for pricing, covered in basket.bought:
            if pricing.period:
                first, last = min(at[c] for c in covered), max(at[c] for c in covered)
                begin = 0 if lumped else ends[first] - part_minutes[first]
                end = ends[-1] if lumped else ends[last]
                number = self._purchase(pricing)
                # A membership is held over all that is bought at its price.
                other = spans.get(number, Span(number, begin, end))
                spans[number] = Span(number, min(begin, other.begin), max(end, other.end))
            elif pricing.offer.per == "learner":
                shared.append(self._purchase(pricing))
            else:
                name = pricing.offer.name or pricing.offer.id
                charges.append(Charge("offer", name, pricing.offer.price, pricing.offer))
        charges.extend(Charge(fee.kind, fee.name, fee.price) for fee in route.fees)
        if interim is not None and interim.fee is not None:
            charges.append(Charge("first-year", interim.name, interim.fee))
        gone = self._gone(credential)
        last_days = [d for d in (credential.lifecycle.last_award, *(x.last_date for x in parts), route.until) if d]
        starts = [d for d in (route.since, *(p.offer.since for p, _ in basket.bought)) if d]
        elapsed = max(
            route.elapsed.days if route.elapsed is not None and route.elapsed.days else 0,
            max((p.elapsed.days or 0 for p in parts if p.elapsed is not None), default=0),
        )
        return Way(
            good=good,
            credential=credential.id,
            route=route,
            ready=ready_ids,
            parts=parts,
            hours=hours,
            part_minutes=part_minutes,
            charges=tuple(charges),
            shared=tuple(shared),
            spans=tuple(spans.values()),
            need=simplify(needs[1]),
            asked=needs[0],
            elapsed=max(0, elapsed - gone) if gone is not None else elapsed,
            wait=sum(w.days for w in route.waits),
            runs=tuple(sorted(d.toordinal() for d in route.runs)) if gone is None else (),
            begun=gone is not None,
            earliest=max((d.toordinal() for d in starts), default=0),
            latest=min((d.toordinal() for d in last_days), default=None),
            validity=validity_months(credential, self.question.start),
            rank=LEVELS.index(credential.level) if credential.level else 0,
            cents=sum(int(c.price.amount or 0) for c in charges),
            unknown=sum(c.price.amount is None for c in charges) + hours.unknown,
        )

    def _gone(self, credential: Credential) -> int | None:
        """Days since work on a credential began, by the profile; None where it has not begun."""
        held = self.standing.profile.holding(credential.id)
        if held is None or held.status != "in-progress" or held.started is None or held.started > self.question.start:
            return None
        return (self.question.start - held.started).days

    def _purchase(self, pricing: Pricing) -> int:
        if pricing.key not in self.purchase_numbers:
            self.purchase_numbers[pricing.key] = len(self.purchases)
            self.purchases.append(pricing)
        return self.purchase_numbers[pricing.key]

    def _attest_way(self, good: int, attest: Attest) -> Way:
        fee, effort = attest.fee, attest.effort
        charges = () if fee is None else (Charge("attestation", attest.name, fee),)
        likely = int(effort.likely or 0) if effort is not None else 0
        unknown = effort is not None and effort.likely is None
        return Way(
            good=good,
            credential="",
            route=None,
            ready=(),
            parts=(),
            hours=Hours(likely, likely, likely, unknown),
            part_minutes=(),
            charges=charges,
            shared=(),
            spans=(),
            need=MET,
            wait=attest.lead_days,
            validity=attest.validity_months,
            cents=int(fee.amount or 0) if fee is not None else 0,
            unknown=(fee is not None and fee.amount is None) + unknown,
        )


def _relying_on(good: int, window: Window) -> Way:
    """The way that is no step: waiting for what comes by itself."""
    nothing = Hours(0, 0, 0)
    return Way(good, "", None, (), (), nothing, (), (), (), (), MET, earliest=window[0], given=True)


def _share(effort: Effort, left: int, parts: int) -> Effort:
    """What is left of a route's own hours when ``left`` of its ``parts`` are: they are taken to be equally long."""
    if left == parts:
        return effort
    likely, low, high = (
        None if minutes is None else Minutes(-(-minutes * left // parts))
        for minutes in (effort.likely, effort.low, effort.high)
    )
    return msgspec.structs.replace(effort, likely=likely, low=low, high=high)


def as_law(node: Requirement) -> Requirement:
    """The tree with every leaf marked as law, so that no waiver can set any of it aside."""
    replace = msgspec.structs.replace
    for field in ("all", "any", "of"):
        children = getattr(node, field)
        if children is not None:
            node = replace(node, **{field: tuple(as_law(child) for child in children)})
    return replace(node, basis="law", waivable=False)


def standing_of(catalog: Catalog, profile: Profile, today: dt.date) -> Standing:
    """A `Standing` of ``profile`` against ``catalog``."""
    return Standing(profile, today, {c.id: c for c in catalog.credentials})
