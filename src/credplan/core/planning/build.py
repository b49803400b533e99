"""Building a `Problem`: the backward closure of a question over a catalog.

Only credentials that the goal mentions, or that a relevant credential's conditions or readiness mention, take part,
each in every complete manner of producing it that is open to this learner and that their wishes allow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, product

import msgspec

from credplan.core.dates import NEVER
from credplan.core.given import Stretch
from credplan.core.model import (
    LEVELS,
    Attest,
    Career,
    Catalog,
    Credential,
    Effort,
    Part,
    Price,
    Requirement,
    Route,
)
from credplan.core.offers import Basket, Pricing, baskets
from credplan.core.planning.effort import (
    alone,
    by_series,
    days_to_award,
    hours_of,
    lumped,
    minimums,
    open_parts,
)
from credplan.core.planning.problem import Charge, GoalGroup, Hours, Problem, Span, Use, Way, runs_of
from credplan.core.planning.question import Question
from credplan.core.planning.teaching import credits_of, teachers
from credplan.core.planning.wishes import (
    LEFT_OUT,
    NOT_FREE,
    ONLINE_UNPRICED,
    attest_unwanted,
    offer_unwanted,
    route_unwanted,
    unaccredited_allowed,
    unwanted,
)
from credplan.core.profile import Holding, Profile
from credplan.core.requirements import (
    MET,
    Atom,
    Compiler,
    Goods,
    Need,
    as_law,
    atoms_of,
    both,
    record_of,
    settled,
    simplify,
    without_good,
)
from credplan.core.standing import Standing, region_matches, validity_months, validity_rules
from credplan.core.windows import Window, first_day_of, last_day_of, outside, window_of


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
        self.wide = {offer.id: offer for offer in catalog.offers if not offer_unwanted(offer, question)}
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
            if not reason and self._is_foreign([leaf.attest.fee]):
                self.foreign.append(leaf.attest.name)
                reason = f"it is not priced in {self.question.currency}"
            if reason:
                self.left_out[name] = reason
            else:
                yield self._attest_way(good, leaf.attest)
            return
        viewed, interim, part = name.startswith("viewed:"), name.startswith("interim:"), name.startswith("part:")
        credential = self.credentials.get(record_of(name))
        if credential is None:
            self.left_out[name] = "it is not in the catalog"
            return
        reason = self._excluded(credential)
        if reason:
            self.left_out.setdefault(credential.id, reason)
            return
        if not (viewed or interim or part) and self._only_interim(credential):
            self.left_out.setdefault(
                credential.id, "its full title needs paid experience that the profile does not show"
            )
            return
        count, self.refused = 0, ""
        routes = list(self._routes(credential))
        for route, window in routes:
            if route_unwanted(route, self.question):
                self.refused = route_unwanted(route, self.question)
                continue
            if part:
                found = [self._part_ways(credential, route, window, good)]
            else:
                found = [
                    self._route_ways(credential, one, window, good, viewed=viewed, whole=not interim)
                    for one in by_series(route)
                ]
            for way in chain.from_iterable(found):
                count += 1
                yield way
        if not count and not viewed and not part:
            held = self.standing.profile.holding(credential.id)
            passed = held.parts if held is not None else ()
            fitting = [route for route, _ in routes]
            self.left_out.setdefault(credential.id, self.refused or self._why_no_route(credential, fitting, passed))

    def _why_no_route(self, credential: Credential, routes: list[Route], passed: tuple[str, ...]) -> str:
        from credplan.core.planning.unmet import why_no_route

        return why_no_route(credential, routes, self.compiler, passed, self.question.start)

    def _excluded(self, credential: Credential) -> str:
        question = self.question
        held = self.standing.profile.holding(credential.id)
        life = credential.lifecycle
        if life.status == "retired":
            return f"it was retired on {life.retired}" if life.retired is not None else "it is retired"
        if life.last_award is not None and life.last_award < question.start:
            return f"its last day was {life.last_award}"
        if life.last_enrolment is not None and life.last_enrolment < question.start and not self._begun(credential):
            return f"its last day of enrolment was {life.last_enrolment}"
        if life.status == "announced" and life.launched is None:
            return "it has not started yet"
        if held is not None and held.status == "skipped":
            return LEFT_OUT
        return unwanted(credential, question, self.unaccredited)

    def _begun(self, credential: Credential) -> bool:
        """Whether the learner has enrolled already."""
        held = self.standing.profile.holding(credential.id)
        return held is not None and held.status == "in-progress"

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
        weekly, days = self.question.weekly, []
        for route in (one for row, _ in self._routes(credential) for one in by_series(row)):
            parts = open_parts(route, held)
            for _, minutes, *_ in self._efforts(credential, route, parts, held):
                days.append(days_to_award(route, parts, minutes, weekly))
        return self.question.start.toordinal() + min(days, default=0)

    def _given(self) -> dict[int, Stretch]:
        return {self.goods.numbers[name]: window for name, window in self.compiler.given.items()}

    def _routes(self, credential: Credential) -> Iterator[tuple[Route, Window]]:
        """The routes for this learner's region, each with the days on which no row for a smaller region is open.

        Without a region the country's own count.
        """
        learner = self.standing.learner
        routes = [
            r
            for r in credential.routes
            if (not r.audience or set(r.audience) & set(learner.circumstances))
            and (r.until is None or r.until >= self.question.start)
        ]
        matching = [r for r in routes if region_matches(r.region, learner.region or "US")]
        if not learner.region and any(r.region not in ("", "US") for r in routes):
            # No state is set and the rules differ by state: the country's own rows if there are any, else every row.
            if credential.id not in self.region_assumed:
                self.region_assumed.append(credential.id)
            if not matching:
                yield from ((r, window_of(r)) for r in routes)
        start = self.question.start.toordinal()
        for route in matching:
            closer = [window_of(r) for r in matching if len(r.region) > len(route.region)]
            yield from ((route, window) for window in outside(window_of(route), closer) if window[1] >= start)

    def _route_ways(
        self,
        credential: Credential,
        route: Route,
        window: Window,
        good: int,
        *,
        viewed: bool = False,
        whole: bool = True,
        logged: bool = True,
    ) -> Iterator[Way]:
        """The ways to a good by one route.

        Args:
            credential: whose route it is.
            route: cut down to one part where only that is to be passed.
            window: on which days the route counts.
            good: what is produced.
            viewed: only looked at, and not earned.
            whole: the full title, with all that it asks for.
            logged: count the hours logged.
        """
        asked = [node for node in (credential.requires, route.requires) if node is not None]
        title = self._full_title(credential) if credential.interim is not None and whole and not viewed else MET
        need = both(title, *(self.compiler.compile(node, "prerequisite", credential.id) for node in asked))
        if need.impossible:
            return
        held = self.standing.profile.holding(credential.id)
        parts = open_parts(route, held)
        if any(p.last_date is not None and p.last_date < self.question.start for p in parts):
            return
        learner = self.standing.learner
        offers = tuple(offer for offer in credential.offers if not offer_unwanted(offer, self.question))
        wanted = msgspec.structs.replace(credential, offers=offers)
        found, more = baskets(wanted, parts, self.wide, learner.region, learner.circumstances, self.question.start)
        self.truncated |= more
        if not found and len(offers) < len(credential.offers):
            self.refused = ONLINE_UNPRICED
        for hours, part_minutes, ready_ids, ready_need in self._efforts(
            credential, route, parts, held if logged else None
        ):
            met = without_good(both(need, ready_need), good)
            if met.impossible:
                continue
            for basket in found:
                if basket.certificate == viewed:
                    continue
                way = self._way(
                    credential, route, window, good, parts, hours, part_minutes, ready_ids, (need, met), basket
                )
                if way is not None:
                    yield way

    def _part_ways(self, credential: Credential, route: Route, window: Window, good: int) -> Iterator[Way]:
        """The ways to pass one part of a route alone; hours logged count only where it is the next one."""
        kept = alone(route, self.goods.names[good].partition("#")[2])
        if kept is not None:
            first = open_parts(route, self.standing.profile.holding(credential.id))[:1]
            for way in self._route_ways(credential, kept, window, good, whole=False, logged=first == kept.parts):
                yield msgspec.structs.replace(way, last_award=NEVER, validity=None, validities=())

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
                elif part.ready is not None and self.question.stretch:
                    mine.append(Effort())  # nobody knows how many
                elif part.ready is not None:
                    possible = False  # hours from nothing are unknown: not offered to the unready
                efforts.append(mine)
            if not possible:
                continue
            yield (*hours_of(route, efforts, held), tuple(ready_ids), both(*needs))

    def _way(
        self,
        credential: Credential,
        route: Route,
        window: Window,
        good: int,
        parts: tuple[Part, ...],
        hours: Hours,
        part_minutes: tuple[int, ...],
        ready_ids: tuple[str, ...],
        needs: tuple[Need, Need],
        basket: Basket,
    ) -> Way | None:
        interim = credential.interim if self.goods.names[good].startswith("interim:") else None
        prices = [*(p.offer.price for p, _ in basket.bought), *(f.price for f in route.fees)]
        if interim is not None and interim.fee is not None:
            prices.append(interim.fee)
        if self._is_foreign(prices):
            self.foreign.append(credential.id)
            return None
        if self.question.free and any(price.amount != 0 for price in prices):
            self.refused = NOT_FREE
            return None
        at = {p.id: i for i, p in enumerate(parts)}
        charges: list[Charge] = []
        uses: list[Use] = []
        held: dict[int, set[int]] = {}
        for pricing, covered in basket.bought:
            if pricing.period:
                # A membership is held over all that is bought at its price.
                held.setdefault(self._purchase(pricing), set()).update(at[c] for c in covered)
                continue
            first, last, shared = min(at[c] for c in covered), max(at[c] for c in covered), None
            if pricing.offer.per == "learner":
                shared = self._purchase(pricing)
            else:
                name = pricing.offer.name or pricing.offer.id
                charges.append(Charge("offer", name, pricing.offer.price, pricing.offer))
            uses.append(Use(pricing.offer, shared, first, last, parts[first].kind == "exam"))
        charges.extend(Charge(fee.kind, fee.name, fee.price) for fee in route.fees)
        if interim is not None and interim.fee is not None:
            charges.append(Charge("first-year", interim.name, interim.fee))
        life = credential.lifecycle
        # What is begun is the whole credential: one part of it alone begins anew.
        gone = None if self.goods.names[good].startswith("part:") else self._gone(credential)
        elapsed, least = minimums(route, parts, gone or 0)
        return Way(
            good=good,
            credential=credential.id,
            route=route,
            ready=ready_ids,
            parts=parts,
            hours=hours,
            part_minutes=part_minutes,
            charges=tuple(charges),
            shared=tuple(use.purchase for use in uses if use.purchase is not None),
            spans=tuple(Span(p, *stretch) for p, covered in held.items() for stretch in runs_of(covered)),
            need=simplify(needs[1]),
            asked=needs[0],
            elapsed=elapsed,
            part_least=least,
            # Hours of a whole route are not split among its parts: what covers any of them covers all its work.
            lumped=lumped(parts),
            uses=tuple(uses),
            wait=sum(w.days for w in route.waits),
            runs=tuple(sorted(d.toordinal() for d in route.runs)) if gone is None else (),
            gone=gone,
            earliest=max(window[0], first_day_of(life.launched) if life.status == "announced" else 0),
            latest_start=min(window[1], NEVER if self._begun(credential) else last_day_of(life.last_enrolment)),
            latest=last_day_of(route.until),
            last_award=last_day_of(life.last_award),
            part_ends=tuple((i, last_day_of(p.last_date)) for i, p in enumerate(parts) if p.last_date is not None),
            validity=validity_months(credential, self.question.start),
            # What held for awards before the start is no rule for one to come: it would only loosen bounds.
            validities=tuple(rule for rule in validity_rules(credential) if rule[0] > self.question.start.toordinal()),
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

    def _is_foreign(self, prices: Iterable[Price | None]) -> bool:
        """Whether anything that is not free is priced in another currency than the question's."""
        return any(p is not None and p.amount and p.currency != self.question.currency for p in prices)

    def _purchase(self, pricing: Pricing) -> int:
        if pricing.key not in self.purchase_numbers:
            self.purchase_numbers[pricing.key] = len(self.purchases)
            self.purchases.append(pricing)
        return self.purchase_numbers[pricing.key]

    def _attest_way(self, good: int, attest: Attest) -> Way:
        fee, effort = attest.fee, attest.effort
        charges = () if fee is None else (Charge("attestation", attest.name, fee),)
        likely = int(effort.likely or 0) if effort is not None else 0
        low = likely if effort is None or effort.low is None else int(effort.low)
        high = likely if effort is None or effort.high is None else int(effort.high)
        unknown = effort is not None and effort.likely is None
        return Way(
            good=good,
            credential="",
            route=None,
            ready=(),
            parts=(),
            hours=Hours(likely, low, high, unknown),
            attested=attest.name,
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


def _relying_on(good: int, days: Stretch) -> Way:
    """The way that is no step: waiting for what comes by itself."""
    nothing = Hours(0, 0, 0)
    return Way(good, "", None, (), (), nothing, (), (), (), (), MET, earliest=days[0], given=True)


def standing_of(catalog: Catalog, profile: Profile, today: dt.date) -> Standing:
    """A `Standing` of ``profile`` against ``catalog``."""
    return Standing(profile, today, {c.id: c for c in catalog.credentials})
