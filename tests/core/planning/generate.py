"""Small random catalogs with everything that the planner's specification knows, each from one seed.

Days, hours and prices come from short lists so that coincidences (a step that ends on a billing anniversary, two equal
totals, a last date that is met by one day) are frequent and not rare.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, NamedTuple

import msgspec
from oracle import Asked

from credplan.core import model as m
from credplan.core.profile import Holding, Job, KnownSkill, Learner, Profile, Waiver
from credplan.core.units import Cents, Minutes

STARTS = [
    dt.date(2026, 11, 24), dt.date(2027, 1, 31), dt.date(2028, 2, 29), dt.date(2027, 1, 30), dt.date(2027, 12, 31),
    dt.date(2027, 2, 28), dt.date(2027, 8, 31), dt.date(2028, 1, 29), dt.date(2027, 6, 1),
]  # fmt: skip
WEEKLY = [300, 420, 480, 600, 600, 840, 433, 1200]
HOURS = [0, 1, 5, 10, 14, 20, 30, 40, 43, 44, 45, 60, 80]
PRICES = [0, 0, 1000, 2000, 2500, 4900, 6000, 9999, 15000]
MONTHLY = [0, 1000, 2900, 4900, 6000]
DAYS = [0, 1, 7, 14, 28, 30, 31, 45, 60, 90]
LENGTHS = [0, 1, 14, 28, 28, 29, 30, 30, 31, 31, 45, 59, 61]
SKILLS = ["sql", "law", "care"]
LEVELS: list[Any] = ["beginner", "intermediate", "advanced"]


class Case(NamedTuple):
    """One question with everything it is asked of."""

    catalog: m.Catalog
    profile: Profile
    asked: Asked


def case(seed: int) -> Case:
    """The case of a seed: always the same, on every platform. Every fourth is about dates and bills only."""
    generator = _Generator(random.Random(seed))
    return generator.billed() if seed % 4 == 3 else generator.case()


def wishing_case(seed: int) -> Case:
    """A case whose learner rules something out or asks for something more; its catalog has what such wishes look at."""
    one, rng = case(seed), random.Random(f"wishes {seed}")
    replace = msgspec.structs.replace
    credentials = []
    for credential in one.catalog.credentials:
        vouched = rng.choice([(), (), ("accredited",), ("accredited", "credit"), ("approved",), ("required-by-law",)])
        recognition = tuple(m.Recognition(kind=kind, by="somebody") for kind in vouched)
        routes = tuple(
            replace(r, parts=tuple(replace(p, kind=rng.choice([p.kind, p.kind, "visit"])) for p in r.parts))
            for r in credential.routes
        )
        # Beside the draws above, so that the cases of a seed stay what they were where nothing is to be online.
        sites = random.Random(f"sites {seed} {credential.id}")
        routes = tuple(replace(r, parts=tuple(replace(p, delivery=_site(sites)) for p in r.parts)) for r in routes)
        offers = tuple(replace(o, delivery=_site(sites)) for o in credential.offers)
        delivery = rng.choice(["online", "online", "either", "in-person", ""])
        credentials.append(
            replace(
                credential,
                recognition=credential.recognition + recognition,
                delivery=delivery,
                routes=routes,
                offers=offers,
            )
        )
    providers = (m.Provider(id="p", name="P"), m.Provider(id="q", name="Q", kind=rng.choice(["", "local"])))
    catalog = replace(one.catalog, credentials=tuple(credentials), providers=providers)
    known = {c.id: c for c in credentials}
    goal = one.asked.goal
    wished: dict[str, Any] = {"goal": known.get(goal.id, goal)}
    for flag in ("free", "accredited", "online"):
        wished[flag] = rng.random() < 0.25
    if rng.random() < 0.3:
        wished["provider"] = tuple(rng.sample(["p", "q"], 1))
    if rng.random() < 0.35:
        wished["lock"] = (rng.choice(sorted(known)),)
    others = [record for record in (*credentials, *one.catalog.careers) if record.id != goal.id]
    if rng.random() < 0.4 and others:
        wished["goals"] = tuple(rng.sample(others, min(len(others), rng.choice([1, 1, 2]))))
    return Case(catalog, one.profile, one.asked._replace(**wished))


def _site(rng: random.Random) -> Any:
    return rng.choice(["", "", "", "online", "either", "in-person"])


def given_case(seed: int) -> Case:
    """A case of a learner with a past: credentials that lapse, paid work, a birthday to come."""
    generator = _Generator(random.Random(f"given {seed}"))
    generator.rich.update(profile=True, work=generator.often(0.7), concurrent=generator.often(0.6), stated=True)
    return generator.case()


def renewing_case(seed: int) -> Case:
    """A case in which awards lapse, or cost a yearly fee, before the plan is done; some serve only as conditions."""
    generator = _Generator(random.Random(f"renewing {seed}"))
    one = generator.billed()
    replace, goal = msgspec.structs.replace, one.asked.goal
    credentials = tuple(
        replace(c, validity=generator.validity(3), routes=(replace(c.routes[0], elapsed=generator.slow()),))
        for c in one.catalog.credentials
    )
    if isinstance(goal, m.Career) and generator.often(0.5):
        needed = generator.rng.sample([c.id for c in credentials], len(credentials) - 1)
        all_of = m.Requirement(all=tuple(m.Requirement(credential=c) for c in needed))
        goal = replace(goal, core=(replace(goal.core[0], requires=all_of),))
    past = credentials[0].id
    profile = replace(one.profile, credential=(Holding(past, "earned", earned=generator.day(-200, -10)),))
    catalog = replace(one.catalog, credentials=credentials, careers=(goal,) if isinstance(goal, m.Career) else ())
    mine = profile if generator.often(0.3) else one.profile
    return Case(catalog, mine, one.asked._replace(goal=goal, by=None, budget=generator.pick([None, None, 60000])))


def large_case(seed: int, credentials: int) -> Case:
    """A case of a whole catalog's size, far too large to try everything."""
    return _Generator(random.Random(seed)).case(credentials)


class _Generator:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.start = self.pick(STARTS)
        # How rich this catalog is: a case with everything at once would hide each by the others.
        self.rich = {
            name: self.often(share)
            for name, share in {
                "waits": 0.4, "elapsed": 0.35, "runs": 0.15, "last": 0.25, "unknown": 0.25, "audit": 0.3, "attest": 0.3,
                "concurrent": 0.25, "skills": 0.6, "cycles": 0.35, "regions": 0.15, "audience": 0.15, "members": 0.12,
                "credit": 0.08, "wide": 0.6, "subscriptions": 0.7, "exams": 0.7, "parts": 0.5, "fees": 0.3, "nested": 0.4,
                "since": 0.2, "vouchers": 0.15, "foreign": 0.05, "series": 0.1, "profile": 0.5, "waiver": 0.08, "logged": 0.2, "stated": 0.07, "partleaf": 0.15,
                "work": 0.2, "started": 0.5,
            }.items()
        }  # fmt: skip

    def pick(self, values: Any) -> Any:
        return self.rng.choice(values)

    def often(self, share: float) -> bool:
        return self.rng.random() < share

    def has(self, feature: str, share: float) -> bool:
        """Whether a feature of this catalog shows here."""
        return self.often(share) and self.rich[feature]

    def day(self, low: int, high: int) -> dt.date:
        return self.start + dt.timedelta(days=self.rng.randint(low, high))

    def price(self, values: list[int]) -> m.Price:
        amount = None if self.has("unknown", 0.15) else Cents(self.pick(values))
        return m.Price(amount=amount, currency="EUR" if self.has("foreign", 0.15) else "USD")

    def effort(self) -> m.Effort:
        return m.Effort(likely=None if self.has("unknown", 0.1) else Minutes(60 * self.pick(HOURS)))

    def case(self, count: int = 0) -> Case:
        names = [f"c{i}" for i in range(count)] or list("abcdef"[: self.pick([2, 3, 4, 4, 5, 5, 6, 6])])
        count = len(names)
        self.ids = [f"{self.pick(['p', 'q'])}/{name}" for name in names]
        self.attests = [
            m.Attest(
                kind="medical",
                name=f"check {i % 2}",
                fee=self.price(PRICES) if self.often(0.7) else None,
                lead_days=self.pick([0, 3, 30]),
                effort=self.effort() if self.often(0.2) else None,
                validity_months=self.pick([None, 1, 2]) if self.rich["concurrent"] else None,
            )
            for i in range(self.pick([2, 3]))
        ]
        credentials = [self.credential(at) for at in range(count)]
        offers = tuple(self.wide_offer(i) for i in range(self.pick([1, 1, 2]))) if self.rich["wide"] else ()
        if self.rich["members"]:
            offers += (
                m.Offer(
                    id="m/club",
                    price=self.price(MONTHLY),
                    covers=("-",),
                    billing=self.pick(["year", "once"]),
                    per="learner",
                ),
            )
        goal, careers = self.goal(credentials)
        catalog = m.Catalog(
            version="random",
            date=self.start,
            credentials=tuple(credentials),
            offers=offers,
            careers=careers,
            skills=tuple(m.Skill(id=s, name=s) for s in SKILLS),
        )
        return Case(catalog, self.profile(), self.question(goal))

    def billed(self) -> Case:
        """Several steps that are all needed, one hour a day, and subscriptions that cover some of them.

        The choice is easy here and the order is not: steps of about a month, between waits.
        """
        self.start = self.pick([self.start, *(day for day in STARTS if day.day > 28)])
        self.ids = [f"p/{letter}" for letter in "abcde"[: self.pick([3, 4, 4, 5])]]
        credentials = tuple(self.monthlong(at) for at in range(len(self.ids)))
        offers = tuple(
            m.Offer(
                id=f"w/{i}",
                covers=tuple(self.rng.sample(self.ids, self.rng.randint(2, len(self.ids)))),
                price=m.Price(amount=Cents(self.pick([1000, 2900, 4900]))),
                billing=self.pick(["month", "month", "month", "term"]),
                term_months=self.pick([2, 3]),
                per="learner",
                until=self.day(30, 200) if self.has("since", 0.6) else None,
            )
            for i in range(2)
        )
        everything = m.Requirement(all=tuple(m.Requirement(credential=c) for c in self.ids))
        career = m.Career(
            id="31-0000.00", title="Tester", core=(m.Group(name="all", requires=everything, anchor=True),)
        )
        catalog = m.Catalog("random", self.start, credentials=credentials, offers=offers, careers=(career,))
        asked = Asked(
            goal=career,
            start=self.start,
            weekly=420,
            objective=self.pick(["cheapest", "cheapest", "fastest", "balanced"]),
            by=self.day(100, 300) if self.often(0.2) else None,
            hour_value=1000,
        )
        return Case(catalog, Profile(), asked)

    def monthlong(self, at: int) -> m.Credential:
        """A course of about a month, after one or two before it or after none."""
        effort = m.Effort(likely=Minutes(60 * self.pick(LENGTHS)))
        before = self.rng.sample(self.ids[:at], min(at, self.pick([0, 0, 1, 1, 2])))
        requires = m.Requirement(all=tuple(m.Requirement(credential=c) for c in before)) if before else None
        # One of several parts may be paid for apart from the others: a subscription is then cancelled meanwhile.
        ids = ("x", "y", "z") if self.has("parts", 0.1) else ("x",)
        parts = tuple(m.Part(id=i, name=i, kind="course", effort=effort) for i in ids)
        route = m.Route(
            requires=requires,
            parts=parts,
            elapsed=m.Elapsed(days=self.pick(LENGTHS)) if self.often(0.25) else None,
            waits=(m.Wait(name="review", days=self.pick(LENGTHS)),) if self.often(0.35) else (),
        )
        once = m.Offer(
            id="once",
            price=m.Price(amount=Cents(self.pick([6000, 9800, 15000, 20000, 20000]))),
            since=self.day(0, 90) if self.has("since", 0.3) else None,
            valid_months=self.pick([1, 2]) if self.has("vouchers", 0.6) else None,
        )
        month = m.Offer(id="gap", covers=("x", "z"), price=m.Price(amount=Cents(1500)), billing="month")
        middle = m.Offer(id="middle", covers=("y",), price=m.Price(amount=Cents(1000)))
        return m.Credential(
            id=self.ids[at],
            name=self.ids[at],
            provider="p",
            type="Certificate",
            kind="course",
            routes=(route,),
            offers=(once,) if len(ids) == 1 else (once, month, middle),
        )

    # -- requirement trees ----------------------------------------------------------------------------------------

    def leaf(self, at: int, role: str) -> m.Requirement:
        """A leaf that mostly names credentials before ``at``, so that most catalogs can be finished."""
        known = self.ids if at == 0 or self.has("cycles", 0.4) else self.ids[:at]
        if role == "goal" and self.often(0.6):
            known = self.ids[-3:]  # the late ones have the most conditions
        concurrent = role == "condition" and self.has("concurrent", 0.6)
        if self.has("stated", 0.3):
            return self.pick(
                [
                    m.Requirement(education=self.pick(["high-school", "associate"])),
                    m.Requirement(age=self.pick([18, 20])),
                    m.Requirement(text="Access to a workplace"),
                    m.Requirement(region="US-TX"),
                ]
            )
        if self.has("work", 0.4):
            return m.Requirement(experience=self.work(), concurrent=concurrent)
        if self.has("attest", 0.25):
            return m.Requirement(attest=self.pick(self.attests), concurrent=concurrent)
        if self.has("skills", 0.45 if role == "readiness" else 0.2):
            levels = LEVELS if self.often(0.15) else LEVELS[:1]
            return m.Requirement(
                skill=self.pick(SKILLS),
                level=self.pick(levels),
                evidence=self.pick([0, 1, 1, 1, 2, 2]),
                concurrent=concurrent,
            )
        if self.has("credit", 0.5):
            return m.Requirement(credit=self.credit([3, 5, 6]), concurrent=concurrent)
        if self.has("partleaf", 0.3):
            return m.Requirement(part=f"{self.pick(known)}#{self.pick(['x', 'y'])}", concurrent=concurrent)
        return m.Requirement(credential=self.pick(known), concurrent=concurrent, expired_ok=self.often(0.1))

    def work(self) -> m.Experience:
        """Months of paid work, some of them within a year or two or in two domains."""
        domains = self.pick([(), ("care",), ("care",), ("care", "law")])
        return m.Experience(
            months=self.pick([2, 3, 6, 12, 18]),
            domains=domains,
            within_years=self.pick([None, None, 1, 2]),
            at_least_domains=self.pick([1, 2]) if len(domains) == 2 else 1,
        )

    def credit(self, numbers: list[int]) -> m.Credit:
        level = self.pick(["", "", "graduate", "undergraduate"])
        return m.Credit(n=self.pick(numbers), level=level, programme=self.pick(["", "books"]))

    def job(self) -> Job:
        """Paid work: current, past, or with an end that is known already."""
        end = self.day(-150, 120) if self.often(0.5) else None
        start = min(self.day(-700, -1), end or self.start) - dt.timedelta(days=1)
        return Job(domain=self.pick(["care", "care", "law"]), start=start, end=end)

    def tree(self, at: int, role: str, depth: int = 0) -> m.Requirement:
        if depth >= 2 or self.often(0.5 if depth == 0 else 0.75):
            return self.leaf(at, role)
        children = tuple(
            self.tree(at, role, depth + 1 if self.rich["nested"] else 2) for _ in range(self.pick([2, 2, 3]))
        )
        if self.often(0.1):
            children = (*children, children[0])  # the same thing twice
        shape = self.pick(["all", "any", "any", "of"])
        if shape == "of":
            return m.Requirement(n=self.rng.randint(1, len(children)), of=children)
        return m.Requirement(all=children) if shape == "all" else m.Requirement(any=children)

    # -- credentials ----------------------------------------------------------------------------------------------

    def credential(self, at: int) -> m.Credential:
        name = self.ids[at]
        routes = tuple(self.route(at, i) for i in range(self.pick([1, 1, 1, 2])))
        return m.Credential(
            id=name,
            name=name,
            provider=name[0],
            type="Certificate",
            kind="course",
            level=self.pick([None, *LEVELS]),
            requires=self.tree(at, "condition") if at and self.often(0.2) else None,
            routes=routes,
            offers=self.own_offers(),
            teaches=tuple(
                m.Teaches(
                    skill=self.pick(SKILLS), level=self.pick([*LEVELS, "beginner"]), evidence=self.pick([1, 2, 2, 3])
                )
                for _ in range(self.pick([1, 1, 2, 2]) if self.rich["skills"] else 0)
            ),
            validity=self.validity() if self.rich["concurrent"] else m.Validity(),
            recognition=(
                m.Recognition(kind="credit", by="ACE", credits=self.pick([2, 3]), into=self.pick(["", "books"])),
            )
            if self.has("credit", 0.6)
            else (),
            lifecycle=self.lifecycle(),
        )

    def validity(self, least: int = 1) -> m.Validity:
        terms = [least, 2 * least, 3 * least, 12]
        rules = [m.ValidityRule(months=self.pick([None, *terms[:2]]), since=self.day(-10, 120)) for _ in range(2)]
        how = self.pick(["fee", "retake", "units"])
        fee = self.price([0, 300, 700]) if self.often(0.6) else None
        renewals = [m.Renewal(name="again", how=how, fee=fee, every_months=self.pick([None, None, 1, 2]))]
        if self.often(0.3):
            renewals.append(m.Renewal(name="other", how="units", fee=self.price([200, 400])))
        if self.often(0.3):
            renewals.append(m.Renewal(name="higher", how="higher", by=(self.pick(self.ids),)))
        return m.Validity(
            months=self.pick([None, *terms]),
            by_award=tuple(rules[: self.pick([1, 2])]) if self.often(0.3) else (),
            renewals=tuple(renewals) if self.often(0.3 if least == 1 else 0.8) else (),
            annual_fee=self.price([500, 700]) if self.often(0.1 if least == 1 else 0.4) else None,
            fee_pool=self.pick(["", "pool"]) if self.often(0.5) else "",
        )

    def slow(self) -> m.Elapsed | None:
        """A minimum time of some months, now and then: enough for another award to lapse."""
        return m.Elapsed(days=self.pick([60, 150, 300])) if self.often(0.5) else None

    def lifecycle(self) -> m.Lifecycle:
        if self.often(0.02):
            return m.Lifecycle(status=self.pick(["retired", "announced"]))
        if self.has("since", 0.1):
            return m.Lifecycle(status="announced", launched=self.day(-20, 90))
        if self.has("last", 0.3):
            award = self.day(-5, 200) if self.often(0.6) else None
            return m.Lifecycle(status="retiring", last_award=award, last_enrolment=None if award else self.day(-5, 100))
        return m.Lifecycle()

    def route(self, at: int, number: int) -> m.Route:
        parts = self.parts(at)
        carried = any(p.effort or p.ready or p.from_zero for p in parts)
        return m.Route(
            id=f"route-{number}",
            region=self.pick(["US", "US-TX", "US-TX"]) if self.has("regions", 0.5) else "",
            audience=("student",) if self.has("audience", 0.2) else (),
            since=self.day(-20, 60) if self.has("since", 0.4) or self.has("regions", 0.4) else None,
            until=self.day(0, 200) if self.has("last", 0.15) or self.has("regions", 0.2) else None,
            requires=self.tree(at, "condition") if at and self.often(0.65) else None,
            parts=parts,
            effort=None if carried else self.effort(),
            elapsed=m.Elapsed(days=self.pick(DAYS)) if self.has("elapsed", 0.5) else None,
            runs=tuple(self.day(0, 250) for _ in range(self.pick([1, 2, 4]))) if self.has("runs", 0.4) else (),
            waits=tuple(m.Wait(name="review", days=self.pick(DAYS)) for _ in range(self.pick([1, 1, 2])))
            if self.has("waits", 0.6)
            else (),
            fees=tuple(m.Fee(name="Application", price=self.price(PRICES)) for _ in range(self.pick([1, 2])))
            if self.has("fees", 0.6)
            else (),
        )

    def parts(self, at: int) -> tuple[m.Part, ...]:
        if self.often(0.08):
            return ()
        ids = ["x", "y"] if self.rich["parts"] and self.often(0.6) else ["x"]
        if len(ids) == 2 and self.often(0.2):
            ids.append("z")
        if self.often(0.12):
            return tuple(
                m.Part(id=i, name=i, kind="module", series=self.series()) for i in ids
            )  # the route's effort covers them
        shared = self.tree(at, "readiness")
        return tuple(self.part(at, i, shared) for i in ids)

    def part(self, at: int, name: str, shared: m.Requirement) -> m.Part:
        last = self.day(-3, 150) if self.has("last", 0.2) else None
        elapsed = m.Elapsed(days=self.pick(DAYS)) if self.has("elapsed", 0.2) else None
        if not self.has("exams", 0.7):
            work = self.effort()
            return m.Part(
                id=name, name=name, kind="course", effort=work, last_date=last, elapsed=elapsed, series=self.series()
            )
        ready_if = shared if self.often(0.7) else self.tree(at, "readiness")
        return m.Part(
            id=name,
            name=name,
            kind="exam",
            effort=self.effort() if self.often(0.1) else None,
            ready_if=ready_if if self.often(0.9) else None,
            ready=self.effort(),
            from_zero=self.effort() if self.often(0.75) else None,
            last_date=last,
            elapsed=elapsed,
            series=self.series(),
        )

    def series(self) -> str:
        return self.pick(["1", "1", "2", ""]) if self.has("series", 0.8) else ""

    def billing(self) -> dict[str, Any]:
        billing = self.pick(["month", "month", "month", "year", "term"])
        return {
            "price": self.price(MONTHLY),
            "billing": billing,
            "term_months": self.pick([None, 2, 3]) if billing == "term" else None,
        }

    def terms(self, share: float) -> dict[str, Any]:
        """Price and billing of an offer, a subscription with the given share."""
        if self.rich["subscriptions"] and self.often(share):
            return self.billing()
        return {"price": self.price(PRICES)}

    def limits(self) -> dict[str, Any]:
        """Who may use an offer, and when."""
        return {
            "audience": ("student",) if self.has("audience", 0.3) else (),
            "region": "US-TX" if self.has("regions", 0.2) else "",
            "since": self.day(0, 60) if self.has("since", 0.2) else None,
            "until": self.day(-5, 150) if self.has("since", 0.3) else None,
            "valid_months": self.pick([1, 1, 2, 3]) if self.has("vouchers", 0.6) else None,
        }

    def own_offers(self) -> tuple[m.Offer, ...]:
        offers = [m.Offer(id="all", **self.terms(0.4), **self.limits())]
        if self.rich["parts"] and self.often(0.5):
            offers = [m.Offer(id=f"only-{p}", covers=(p,), **self.terms(0.35), **self.limits()) for p in ("x", "y")]
            if self.often(0.4):
                offers.append(m.Offer(id="bundle", **self.terms(0.2)))
        elif self.often(0.2):
            offers.append(
                m.Offer(id="other", **self.terms(0.5), **self.limits(), per=self.pick(["learner", "credential"]))
            )
        if self.rich["parts"] and self.often(0.3):
            covers = self.pick([("x", "z"), ("z",), ("y", "z")])
            offers.append(m.Offer(id="more", covers=covers, **self.terms(0.6), **self.limits()))
        if self.has("regions", 0.6):
            # The same at another price for a smaller region.
            for base in self.rng.sample(offers, 1):
                window = {"since": self.day(-20, 60) if self.often(0.5) else None} if self.often(0.6) else {}
                window["until"] = self.day(0, 90) if self.often(0.3) else None
                near = {"region": self.pick(["US", "US-TX", "US-TX"]), "price": self.price(PRICES), **window}
                offers.append(msgspec.structs.replace(base, id="near", **near))
        if self.has("audit", 0.35):
            covers = ("x",) if self.often(0.4) else ()
            offers.append(m.Offer(id="audit", price=m.Price(amount=Cents(0)), certificate=False, covers=covers))
        if self.has("members", 0.5):
            member = self.pick(["m/club", "mine"])
            offers.append(m.Offer(id="cheap", price=self.price(PRICES), covers=self.pick([(), ("x",)]), needs=member))
            if self.often(0.4):
                offers.append(m.Offer(id="cheap-y", price=self.price(PRICES), covers=("y",), needs=member))
            if member == "mine":
                offers.append(
                    m.Offer(
                        id="mine",
                        price=self.price(MONTHLY),
                        covers=("-",),
                        billing=self.pick(["year", "month", "once"]),
                    )
                )
        return tuple(offers)

    def wide_offer(self, number: int) -> m.Offer:
        covers = self.rng.sample(self.ids, self.rng.randint(1, len(self.ids)))
        if self.often(0.3):
            covers = [self.pick(["p/*", "q/*"])]
        if self.rich["parts"] and self.often(0.3):
            covers = [f"{c}#x" if "*" not in c and self.often(0.5) else c for c in covers]
        terms = self.terms(0.8)
        if self.has("audit", 0.2):
            terms = {"price": m.Price(amount=Cents(0)), "certificate": False}
        return m.Offer(
            id=f"w/{number}",
            covers=tuple(covers),
            per=self.pick(["learner"] * 4 + ["credential"]),
            **terms,
            **self.limits(),
        )

    # -- goal, profile, question ----------------------------------------------------------------------------------

    def goal(self, credentials: list[m.Credential]) -> tuple[m.Career | m.Credential, tuple[m.Career, ...]]:
        if self.often(0.4):
            return self.pick(credentials[-2:]), ()
        laws = ()
        if self.often(0.15):
            laws = (
                m.Law(name="Licence", requires=self.tree(len(self.ids), "goal"), region=self.pick(["US", "US-TX"])),
            )
        career = m.Career(
            id="31-0000.00",
            title="Tester",
            door=m.Door(laws=laws),
            core=tuple(
                m.Group(name=f"group {i}", requires=self.tree(len(self.ids), "goal"), anchor=i == 0)
                for i in range(self.pick([1, 1, 2, 3]))
            ),
        )
        return career, (career,)

    def profile(self) -> Profile:
        if not self.rich["profile"]:
            return Profile(learner=Learner(region="US-TX" if self.has("regions", 0.5) else ""))
        held: list[Holding] = []
        for name in self.ids:
            if self.often(0.2):
                lapses = self.pick([None, self.day(-30, 0), self.day(1, 60), self.day(1, 200)])
                held.append(
                    Holding(id=name, status="earned", earned=self.pick([None, self.day(-400, -1)]), expires=lapses)
                )
            elif self.often(0.15):
                held.append(
                    Holding(
                        id=name,
                        status="in-progress",
                        started=self.pick([None, self.day(-60, 10)]) if self.rich["started"] else None,
                        parts=("x",) if self.often(0.6) else (),
                        hours_logged=Minutes(60 * self.pick([0, 5, 20])) if self.rich["logged"] else Minutes(0),
                        locked=self.often(0.15),
                    )
                )
            elif self.often(0.03):
                held.append(Holding(id=name, status="skipped"))
        return Profile(
            learner=Learner(
                region=self.pick(["", "US", "US-TX", "US-CA"]) if self.rich["regions"] else "",
                circumstances=("student",) if self.often(0.3) else (),
                birth_year=self.pick([None, self.start.year - self.pick([17, 18, 18, 19, 20, 21, 22])]),
                education=self.pick([None, "high-school", "bachelor"]),
                experience=tuple(self.job() for _ in range(self.pick([0, 1, 1, 2]))) if self.rich["work"] else (),
                credit=(self.credit([1, 3]), self.credit([2])) if self.has("credit", 0.5) else (),
            ),
            skill=tuple(KnownSkill(id=s, level=self.pick(LEVELS)) for s in SKILLS if self.often(0.15)),
            credential=tuple(held),
            waiver=(Waiver(requirement=self.pick([*self.ids, *SKILLS, "group 1", "medical"]), because="agreed"),)
            if self.rich["waiver"]
            else (),
        )

    def question(self, goal: m.Career | m.Credential) -> Asked:
        others = [i for i in self.ids if i != goal.id]
        return Asked(
            goal=goal,
            start=self.start,
            weekly=self.pick(WEEKLY),
            objective=self.pick(["cheapest", "cheapest", "fastest", "fastest", "fewest", "balanced"]),
            budget=self.pick([0, 5000, 10000, 15000, 20000, 30000, 40000]) if self.often(0.25) else None,
            by=self.day(20, 400) if self.often(0.25) else None,
            hour_value=self.pick([0, 500, 1000, 2000]),
            without=(self.pick(others),) if self.often(0.06) else (),
            without_provider=(self.pick(["p", "q"]),) if self.often(0.03) else (),
            also=(self.tree(len(self.ids), "goal"),) if self.often(0.05) else (),
        )
