"""Made-up catalogs of any size with the shape of real ones, each the same for the same seed, on every platform.

    python benchmarks/synthetic.py 3000 FOLDER [--seed 1]

writes one as the TOML files that ``--catalog FOLDER`` reads. What is taken from the bundled catalog and what is a guess
stands in docs/benchmarks.md. Amounts are whole cents, hours whole minutes; no hash and no clock decides anything.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
from bisect import bisect
from pathlib import Path
from typing import Any

import msgspec

from credplan.core import model as m
from credplan.core.profile import Holding, KnownSkill, Learner, Profile
from credplan.core.units import Cents, Minutes
from credplan.core.wire import encode_hook

DAY = dt.date(2026, 11, 24)
FAMILIES = (("all-access", 4900, 30), ("video", 3000, 25), ("lab", 3500, 15), ("tech", 2500, 20), ("campus", 7900, 10))
"""Subscriptions: name, cents a month, and how many providers in a hundred are inside."""
FIELDS = ("data", "it", "security", "health", "trades", "transport", "business", "education")
SUBJECTS = tuple(
    """
    account air anatomy asset audit auto blood brand budget building cable cargo care cell child circuit client
    climate cloud code concrete contract cost credit crop customer data dental design diesel diet drug elder
    electrical emergency energy engine event fiber finance fire flight food fraud freight fund garden grid health
    heat housing identity image income infant invoice kitchen labor land laser law lease legal lift loan machine
    market media mental metal mobile model motor network nurse office optic order paper patient payment payroll pest
    phone pipe plant power press price process product project property pump quality radio record rescue retail risk
    road robot safety sales school script security sensor server service ship social soil solar sound speech sport
    staff steel stock storage supply surgery system tax team test text threat tile tool trade traffic travel trust
    user valve vehicle vendor video virus vision voice wage waste water web weld wind wire wood
    """.split()  # noqa: SIM905 - a list of these would fill a page
)
ACTIVITIES = tuple(
    """
    administration analysis architecture assessment assembly auditing automation billing calibration coaching coding
    compliance control coordination counseling delivery design development diagnosis documentation engineering
    estimating evaluation forecasting governance handling hygiene inspection installation integration law logistics
    maintenance management mapping marketing measurement modeling monitoring negotiation operation optimization
    planning prevention processing programming protection purchasing recovery recruiting repair reporting research
    response restoration safety sampling scheduling statistics strategy supervision support surveying technology
    testing therapy training translation transport treatment troubleshooting visualization writing
    """.split()  # noqa: SIM905
)
FORMS = ("Certificate", "Professional Certificate", "Specialist", "Associate", "Fundamentals", "Practitioner", "Badge")

_HOURS = (3, 5, 8, 10, 12, 16, 24, 32, 48, 70, 110)


def sizes(credentials: int) -> tuple[int, int, int]:
    """How many skills, careers and providers a catalog of so many credentials has.

    Through the bundled one (about 400, 150, 70 and 120), and never more skills than ESCO has or occupations than
    O*NET has: a larger catalog has more credentials for each.
    """
    skills = min(13_900, round(150 * (credentials / 300) ** 0.6))
    return skills, min(1_016, round(70 * (credentials / 300) ** 0.4)), max(8, round(2 * credentials**0.5))


def catalog(credentials: int, seed: int = 1) -> m.Catalog:
    """The catalog of a size and a seed."""
    return _Generator(credentials, random.Random(f"credplan {credentials} {seed}")).catalog()


class _Generator:
    def __init__(self, count: int, rng: random.Random) -> None:
        self.rng, self.count = rng, count
        skills, self.careers, providers = sizes(count)
        self.domains = max(4, skills // 40)
        names = [f"{a} {b}" for a, b in itertools.product(SUBJECTS, ACTIVITIES)]
        rng.shuffle(names)
        self.names = names[:skills]
        self.ids = [name.replace(" ", "-") for name in self.names]
        self.of_domain = [list(range(d, len(self.names), self.domains)) for d in range(self.domains)]
        # Long-tailed: the skill at place k of its domain is asked for and taught about k ** -0.8 times as often.
        self.weights = [
            list(itertools.accumulate(round(10**6 / (k + 1) ** 0.8) for k in range(len(of)))) for of in self.of_domain
        ]
        self.providers = [f"p{i:04d}" for i in range(providers)]
        self.inside = [[f for f, _, share in FAMILIES if rng.randrange(100) < share][:2] for _ in self.providers]
        self.sources = {
            f"{p}:{page}": m.Source(
                url=f"https://{p}.example/{page}",
                kind=self.pick(("official", "official", "third-party")),
                as_of=DAY - dt.timedelta(days=rng.randrange(900)),
            )
            for p in self.providers
            for page in ("about", "fees")
        }
        self.below: dict[tuple[int, int], list[str]] = {(d, at): [] for d in range(self.domains) for at in range(3)}
        """(domain, level) -> the credentials so far that one of that level may ask for."""
        self.anchors: list[list[str]] = [[] for _ in range(self.domains)]
        self.best: dict[int, int] = {}
        """Skill -> the highest level at which something that can be earned proves it."""

    def pick(self, values: Any) -> Any:
        return values[self.rng.randrange(len(values))]

    def often(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    def weighted(self, **shares: int) -> str:
        return self.rng.choices(list(shares), list(shares.values()))[0]

    def skill_of(self, domain: int) -> int:
        weights = self.weights[domain]
        return self.of_domain[domain][bisect(weights, self.rng.randrange(weights[-1]))]

    def catalog(self) -> m.Catalog:
        credentials = [self.credential(i) for i in range(self.count)]
        offers = tuple(
            m.Offer(
                id=f"{family}/monthly",
                name=f"{family.title()} subscription",
                price=m.Price(amount=Cents(cents), sources=(f"{self.providers[0]}:fees",)),
                covers=tuple(f"{p}/*" for p, of in zip(self.providers, self.inside, strict=True) if family in of),
                billing="month",
                per="learner",
            )
            for family, cents, _ in FAMILIES
        )
        return m.Catalog(
            version=f"synthetic-{self.count}",
            date=DAY,
            sources=dict(sorted(self.sources.items())),
            providers=tuple(m.Provider(id=p, name=f"Provider {p[1:]}") for p in self.providers),
            skills=tuple(
                sorted((m.Skill(id=i, name=n.title()) for i, n in zip(self.ids, self.names, strict=True)), key=_id)
            ),
            credentials=tuple(sorted(credentials, key=_id)),
            offers=tuple(sorted(offers, key=_id)),
            careers=tuple(self.career(i) for i in range(self.careers)),
        )

    # -- credentials --------------------------------------------------------------------------------------------

    def credential(self, number: int) -> m.Credential:
        rng = self.rng
        # The first domains have more of everything, as computing has in the bundled catalog.
        domain = min(rng.randrange(self.domains), rng.randrange(self.domains))
        level = rng.choices((0, 1, 2), (60, 28, 12))[0]
        exam = self.often(45)
        which = rng.randrange(len(self.providers))
        provider = self.providers[which]
        main = self.skill_of(domain)
        form = self.pick(FORMS)
        ident = f"{provider}/{self.ids[main]}-{number}"
        evidence = 3 if exam else rng.choices((1, 2, 3), (3, 90, 7))[0]
        status = rng.choices(("active", "retiring", "announced", "unknown", "retired"), (94, 1, 1, 1, 3))[0]
        taught = {main: level}
        for _ in range(rng.choices((0, 1, 2, 3, 4, 5), (43, 33, 15, 5, 3, 1))[0]):
            other = self.skill_of(domain if self.often(85) else rng.randrange(self.domains))
            taught.setdefault(other, max(0, level - self.often(30)))
        earnable = status in ("active", "retiring", "unknown")
        if earnable and evidence >= 2:
            for skill, at in taught.items():
                self.best[skill] = max(at, self.best.get(skill, -1))
        route, offers = self.exam(provider, domain, main, level) if exam else self.course(provider, which, level)
        requires, known = None, self.below[domain, level]
        if known and self.often((15, 55, 75)[level]):
            requires = self.any_of(known, rng.choices((1, 2, 3, 6), (40, 30, 20, 10))[0])
        if earnable and not requires:
            self.anchors[domain].append(ident)
        # What is asked for is of a lower level, or a beginner's that asks for nothing itself: chains are short.
        for above in range(level + 1, 3):
            if earnable:
                self.below[domain, above].append(ident)
        if earnable and level == 0 and requires is None and not exam:
            self.below[domain, 0].append(ident)
        title = self.names[main].title()
        return m.Credential(
            id=ident,
            name=f"{title} {form}",
            provider=provider,
            type="Certification" if exam else "Certificate",
            kind="exam" if exam else self.pick(("course", "programme", "programme")),
            url=f"https://{provider}.example/{number}",
            summary=f"{('First steps', 'Work', 'Advanced work')[level]} in {self.names[main]}, {number} in its list.",
            codes=(f"{provider[1:]}-{number}",) if exam else (),
            field=FIELDS[domain % len(FIELDS)],
            level=m.LEVELS[level],
            delivery=self.pick(("online", "online", "either", "in-person")),
            lifecycle=m.Lifecycle(
                status=status,
                retired=DAY - dt.timedelta(days=rng.randrange(1000)) if status == "retired" else None,
                sources=(f"{provider}:about",),
            ),
            validity=m.Validity(months=self.pick((24, 36))) if exam and self.often(50) else m.Validity(never=True),
            teaches=tuple(
                m.Teaches(skill=self.ids[s], level=m.LEVELS[at], evidence=evidence, objective=f"Unit {n}")
                for n, (s, at) in enumerate(taught.items(), 1)
            ),
            requires=requires,
            routes=(route,),
            offers=offers,
        )

    def exam(self, provider: str, domain: int, main: int, level: int) -> tuple[m.Route, tuple[m.Offer, ...]]:
        """One or two exams, four of five with what makes ready for them."""
        rng = self.rng
        ready_if = None
        if self.often(80):
            kind = self.weighted(credential=50, experience=25, skill=25)
            if kind == "credential" and self.below[domain, level]:
                ready_if = self.any_of(self.below[domain, level], rng.randint(1, 3))
            elif kind == "skill" and level:
                # Its own subject, one level lower.
                ready_if = m.Requirement(skill=self.ids[main], level=m.LEVELS[level - 1], evidence=1)
            else:
                ready_if = m.Requirement(experience=m.Experience(months=self.pick((6, 12, 24))))
        zero = rng.choices(_HOURS[2:], (2, 4, 8, 12, 20, 20, 16, 10, 8))[0] * (4 + level) // 4
        parts = tuple(
            m.Part(
                id=f"exam-{n}",
                name=f"Exam {n}",
                kind="exam",
                ready_if=ready_if,
                ready=self.effort(max(2, zero * self.pick((3, 4, 5)) // 10), provider) if ready_if else None,
                from_zero=self.effort(zero, provider),
            )
            for n in range(1, 3 if self.often(13) else 2)
        )
        offers = [
            m.Offer(
                id=f"voucher-{part.id}",
                covers=(part.id,),
                price=self.price((99, 150, 165, 200, 265, 300, 395), provider),
            )
            for part in parts
        ]
        if len(parts) > 1 and self.often(40):
            offers.append(m.Offer(id="bundle", price=self.price((299, 349, 399), provider)))
        return self.route(parts, provider), tuple(offers)

    def course(self, provider: str, which: int, level: int) -> tuple[m.Route, tuple[m.Offer, ...]]:
        """A course or a programme of several; where a subscription has it, often by that alone."""
        rng = self.rng
        count = rng.choices((1, 3, 4, 6), (80, 8, 8, 4))[0]
        parts = tuple(
            m.Part(
                id=f"c{n}",
                name=f"Course {n}",
                kind="course",
                effort=self.effort(
                    rng.choices(_HOURS, (6, 10, 18, 20, 16, 12, 8, 5, 3, 1, 1))[0] * (4 + level) // 4, provider
                ),
            )
            for n in range(1, count + 1)
        )
        offers = []
        if not self.inside[which] or self.often(65):
            cheap = ((0,), (15, 20, 29, 39, 49, 59, 79), (99, 129, 150, 200, 300, 395))
            price = self.price(cheap[rng.choices((0, 1, 2), (12, 58, 30))[0]], provider)
            offers.append(m.Offer(id="fee", price=price))
        if self.often(10):
            offers.append(m.Offer(id="audit", price=m.Price(amount=Cents(0)), certificate=False))
        return self.route(parts, provider), tuple(offers)

    def route(self, parts: tuple[m.Part, ...], provider: str) -> m.Route:
        rng = self.rng
        starts = range(rng.randrange(60), 730, self.pick((60, 90, 180))) if self.often(6) else ()
        return m.Route(
            parts=parts,
            elapsed=m.Elapsed(days=self.pick((14, 28, 60, 84))) if self.often(10) else None,
            runs=tuple(DAY + dt.timedelta(days=day) for day in starts),
            waits=(m.Wait(name="Review", days=self.pick((5, 10, 28))),) if self.often(8) else (),
            fees=(m.Fee(name="Application fee", price=self.price((25, 39, 49), provider)),) if self.often(10) else (),
        )

    def any_of(self, known: list[str], count: int) -> m.Requirement:
        chosen = sorted({self.pick(known) for _ in range(count)})
        nodes = tuple(m.Requirement(credential=ident) for ident in chosen)
        return nodes[0] if len(nodes) == 1 else m.Requirement(any=nodes)

    def effort(self, hours: int, provider: str) -> m.Effort:
        low, likely, high = (Minutes(60 * h) for h in (max(1, hours * 3 // 4), hours, hours * 3 // 2))
        return m.Effort(likely=likely, low=low, high=high, sources=(f"{provider}:about",))

    def price(self, units: tuple[int, ...], provider: str) -> m.Price:
        amount = None if self.often(3) else Cents(100 * self.pick(units))
        return m.Price(amount=amount, sources=(f"{provider}:fees",))

    # -- careers ------------------------------------------------------------------------------------------------

    def career(self, number: int) -> m.Career:
        """One to five core groups: named credentials, of which any will do, and skills."""
        rng = self.rng
        domain = number % self.domains
        while not self.anchors[domain]:
            domain = (domain + 1) % self.domains
        source = (f"{self.providers[0]}:about",)
        groups = [
            m.Group(
                name="Certification",
                anchor=True,
                basis="accredited",
                sources=source,
                requires=self.any_of(self.anchors[domain], rng.choices((1, 2, 3, 4), (35, 25, 25, 15))[0]),
            )
        ]
        asked: set[int] = set()
        for _ in range(rng.choices((0, 1, 2, 3, 4), (20, 35, 25, 12, 8))[0]):
            skill = self.skill_of(domain if self.often(85) else rng.randrange(self.domains))
            if skill in asked or skill not in self.best:
                continue
            asked.add(skill)
            level = min(self.best[skill], rng.choices((0, 1), (80, 20))[0])
            groups.append(
                m.Group(
                    name=self.names[skill].title(),
                    requires=m.Requirement(skill=self.ids[skill], level=m.LEVELS[level], evidence=2),
                    sources=source,
                )
            )
        subject = self.names[self.of_domain[domain][number // self.domains % len(self.of_domain[domain])]]
        return m.Career(
            id=f"{11 + 2 * (number // 100):02d}-{1000 + 11 * (number % 100):04d}.00",
            title=f"{subject.title()} Workers {number}",
            field=FIELDS[domain % len(FIELDS)],
            summary=f"Work in {subject}.",
            wage=m.Wage(median=Cents(100 * rng.randrange(30_000, 130_000)), period="May 2024", sources=source),
            core=tuple(groups),
        )


# ---- learners ----------------------------------------------------------------------------------------------------


def learners(of: m.Catalog, career: m.Career, count: int, seed: int = 1) -> list[Profile]:
    """Profiles of people on their way to ``career``: the first holds nothing, the others something or other."""
    found = [Profile()]
    earnable = [c.id for c in of.credentials if c.lifecycle.earnable]
    for number in range(1, count):
        rng = random.Random(f"learner {seed} {career.id} {number}")
        held = sorted({earnable[rng.randrange(len(earnable))] for _ in range(3)})
        asked = [leaf.skill for group in career.core for leaf in group.requires.leaves if leaf.skill]
        known = tuple(KnownSkill(id=s, level="beginner") for s in asked[: rng.randrange(2)])
        found.append(
            Profile(
                learner=Learner(hours_per_week=Minutes(60 * (3, 5, 10, 15)[rng.randrange(4)])),
                skill=known,
                credential=tuple(Holding(id=i, status="earned", earned=DAY - dt.timedelta(days=200)) for i in held),
            )
        )
    return found


# ---- writing -----------------------------------------------------------------------------------------------------


def write_catalog(of: m.Catalog, folder: Path) -> None:
    """The catalog as files that the program reads: one per provider, one each for skills, careers and offers."""
    _write(folder / "catalog.toml", {"version": of.version, "date": of.date})
    _write(folder / "skills.toml", {"skills": _plain(of.skills)})
    by_provider: dict[str, list[Any]] = {}
    for credential in of.credentials:
        by_provider.setdefault(credential.provider, []).append(credential)
    for provider in of.providers:
        sources = {k.partition(":")[2]: s for k, s in of.sources.items() if k.startswith(f"{provider.id}:")}
        content: dict[str, Any] = {
            "sources": _plain(sources),
            "providers": _plain([provider]),
            "credentials": _plain(by_provider.get(provider.id, ())),
        }
        if provider is of.providers[0]:
            content |= {"offers": _plain(of.offers), "careers": _plain(of.careers)}
        _write(folder / f"{provider.id}.toml", content)


def write_profile(profile: Profile, path: Path) -> None:
    """A profile as the learner's own file."""
    _write(path, {"schema": 1, **_plain(profile)})


def _id(record: Any) -> str:
    ident: str = record.id
    return ident


def _plain(value: Any) -> Any:
    """As files say it: plain values, and source keys without the file's name, which the program puts before them."""
    return _own_keys(msgspec.to_builtins(value, enc_hook=encode_hook, builtin_types=(dt.date,)))


def _own_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: [s.partition(":")[2] for s in v] if k == "sources" and isinstance(v, list | tuple) else _own_keys(v)
            for k, v in value.items()
        }
    return [_own_keys(v) for v in value] if isinstance(value, list | tuple) else value


def _write(path: Path, content: dict[str, Any]) -> None:
    lines = []
    for key, value in content.items():
        if isinstance(value, list | tuple) and not value:
            continue  # below a table's head it would belong to that table
        if isinstance(value, list | tuple) and isinstance(value[0], dict):
            for record in value:
                lines += ["", f"[[{key}]]", *(f"{k} = {_toml(v)}" for k, v in record.items())]
        elif isinstance(value, dict):
            lines += ["", f"[{key}]", *(f"{k} = {_toml(v)}" for k, v in value.items())]
        else:
            lines.append(f"{key} = {_toml(value)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value)  # TOML's basic strings, integers and booleans are JSON's


def main() -> None:
    """Write one catalog."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("credentials", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_catalog(catalog(options.credentials, options.seed), options.folder)


if __name__ == "__main__":
    main()
