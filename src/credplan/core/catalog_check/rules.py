"""The catalog's linter: every rule of `docs/catalog-format.md` that can be checked without looking at a source.

An *error* would make a plan wrong or unprovable and keeps a catalog from being published; a *warning* is a gap that
plans say aloud. Pure, and safe on anything that has the right types: depth and size are bounded, nothing recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from credplan.core.catalog_check import across, facts
from credplan.core.catalog_check.cycles import cycles, dead_ends, successions
from credplan.core.catalog_check.soc import soc_codes
from credplan.core.catalog_check.walk import Finding, Place, error, walk, warning
from credplan.core.model import LEVELS, Career, Catalog, Credential, Offer, Part, Requirement, Route, Sourced
from credplan.core.names import fold

MOST_SKILLS = 12
MOST_CORE_GROUPS = 5
FEWEST_FACTS = 3
FIELDS = ("it", "security", "data", "health", "trades", "transport", "business", "education")

_CREDENTIAL_ID = re.compile(r"[a-z0-9.-]+/[a-z0-9.+-]+\Z")
_CAREER_ID = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}\Z")
_SIMPLE_ID = re.compile(r"[a-z0-9.+-]+(/[a-z0-9.+-]+)?\Z")
_PART_ID = re.compile(r"[a-z0-9.+-]+\Z")


class _Index(msgspec.Struct, frozen=True):
    """What references are looked up in."""

    credentials: Mapping[str, Credential]
    skills: frozenset[str]
    providers: frozenset[str]
    wide_parts: Mapping[str, frozenset[str]]
    """credential id -> part ids that catalog-wide offers cover; an empty id stands for all parts."""
    wide_providers: frozenset[str]
    offers: frozenset[str]


def check(catalog: Catalog) -> tuple[Finding, ...]:
    """Everything that is wrong with ``catalog``, errors first, then by place; the same catalog, the same findings."""
    index = _index(catalog)
    found: list[Finding] = []
    found += _ids(catalog)
    found += facts.check_sources(catalog)
    for credential in catalog.credentials:
        found += _credential(credential, index)
    for offer in catalog.offers:
        found += _wide_offer(offer, index)
    for career in catalog.careers:
        found += _career(career, index)
    found += _shared_names(catalog)
    found += _titles(catalog)
    for place in walk(catalog):
        found += facts.check_value(place, catalog)
        if isinstance(place.value, Requirement):
            found += _requirement(place, index)
    found += cycles(catalog)
    found += successions(catalog)
    found += dead_ends(catalog)
    found += across.untaught_skills(catalog)
    found += across.shared_skill_names(catalog)
    found += across.near_names(catalog)
    return tuple(sorted(set(found), key=lambda f: (f.severity, f.where, f.what)))


def _index(catalog: Catalog) -> _Index:
    wide: dict[str, set[str]] = {}
    for offer in catalog.offers:
        for target in offer.covers:
            name, _, part = target.partition("#")
            wide.setdefault(name, set()).add(part)
    return _Index(
        credentials={c.id: c for c in catalog.credentials},
        skills=frozenset(s.id for s in catalog.skills),
        providers=frozenset(p.id for p in catalog.providers),
        wide_parts={name: frozenset(parts) for name, parts in wide.items()},
        wide_providers=frozenset(name[:-2] for name in wide if name.endswith("/*")),
        offers=frozenset(o.id for o in catalog.offers),
    )


# ---- ids and names ------------------------------------------------------------------------------------------------


def _ids(catalog: Catalog) -> Iterator[Finding]:
    lists = (
        ("providers", [p.id for p in catalog.providers], _SIMPLE_ID, "lower-case letters, digits, . + -"),
        ("skills", [s.id for s in catalog.skills], _SIMPLE_ID, "lower-case letters, digits, . + -"),
        ("credentials", [c.id for c in catalog.credentials], _CREDENTIAL_ID, "provider/slug in lower case"),
        ("offers", [o.id for o in catalog.offers], _SIMPLE_ID, "provider/slug in lower case"),
        ("careers", [c.id for c in catalog.careers], _CAREER_ID, "an O*NET-SOC code such as 15-1212.00"),
    )
    for name, idents, pattern, form in lists:
        for ident in idents:
            if not pattern.match(ident):
                yield error(f"{name} {ident}", "its id has not the right form", f"write {form}")
        for ident in _repeated(idents):
            yield error(f"{name} {ident}", "this id stands twice", "keep one of them or rename one")
    known = soc_codes()
    for career in catalog.careers:
        if _CAREER_ID.match(career.id) and career.id not in known:
            yield error(
                f"careers {career.id}", "O*NET-SOC 2019 has no occupation of this code", "look it up at onetonline.org"
            )


def _repeated(values: Iterable[str]) -> list[str]:
    """The values that occur more than once, each once, in their order."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for value in values:
        if value in seen:
            again[value] = None
        seen.add(value)
    return list(again)


def _shared_names(catalog: Catalog) -> Iterator[Finding]:
    """Names, aliases and exam codes that lead to two credentials: nobody could say which one is meant."""
    owners: dict[str, tuple[str, str]] = {}
    for credential in catalog.credentials:
        codes = [*credential.codes, *(c for r in credential.routes for p in r.parts for c in p.codes)]
        named = [("name", credential.name), *(("alias", a) for a in credential.aliases), *(("code", c) for c in codes)]
        for what, text in named:
            owner, _ = owners.setdefault(fold(text), (credential.id, what))
            if owner != credential.id:
                yield error(
                    credential.id, f'its {what} "{text}" also leads to {owner}', "let each lead to one credential only"
                )


def _titles(catalog: Catalog) -> Iterator[Finding]:
    """Each title of an occupation belongs to one career."""
    owners: dict[str, str] = {}
    for career in catalog.careers:
        for title in dict.fromkeys(map(fold, (career.title, *career.titles))):
            owner = owners.setdefault(title, career.id)
            if owner != career.id:
                yield error(career.id, f'its title "{title}" also leads to {owner}', "keep it at one career")


# ---- credentials --------------------------------------------------------------------------------------------------


def _credential(c: Credential, index: _Index) -> Iterator[Finding]:
    if c.provider not in index.providers:
        yield error(c.id, f"its provider {c.provider} is not listed", f'add [[providers]] id = "{c.provider}"')
    elif c.id.partition("/")[0] not in (c.provider, *index.providers):
        yield warning(c.id, f"its id does not begin with its provider {c.provider}", "let both agree")
    if not c.url:
        yield warning(c.id, "it has no url", "add the issuer's page")
    if not c.summary:
        yield warning(c.id, "it has no summary", "add one sentence of your own")
    if c.field and c.field not in FIELDS:
        yield warning(c.id, f"its field {c.field} is not one of {', '.join(FIELDS)}", "take one of them")
    sourced = sum(isinstance(place.value, Sourced) and bool(place.value.sources) for place in walk(c))
    if sourced < FEWEST_FACTS:
        yield warning(c.id, f"only {sourced} of its facts have a source", f"{FEWEST_FACTS} at least")
    yield from _lifecycle(c)
    yield from _taught(c, index)
    if c.validity.never and c.validity.months is not None:
        yield error(f"{c.id} validity", "it never expires and expires after months", "keep one of the two")
    for ident, where in (
        *((s, "lifecycle.successors") for s in c.lifecycle.successors),
        *((s, "recommends") for s in c.recommends),
        *((s, f"validity.renewals[{n}].by") for n, r in enumerate(c.validity.renewals) for s in r.by),
    ):
        if ident not in index.credentials:
            yield error(f"{c.id} {where}", f"the catalog has no credential {ident}", "correct the id or add it")
    yield from _routes(c, index)
    yield from _own_offers(c, index)


def _lifecycle(c: Credential) -> Iterator[Finding]:
    life, where = c.lifecycle, f"{c.id} lifecycle"
    if life.status == "retired" and life.retired is None and not life.note:
        yield error(where, "it is retired without a date", "add retired = DATE, or a note with what is known")
    if life.status == "retiring" and not (life.last_award or life.last_enrolment or life.retired):
        yield error(where, "it is retiring without a last date", "add last_award or last_enrolment")
    if life.status == "active" and life.retired is not None:
        yield error(where, "it is active and has a retirement date", 'write status = "retiring" or "retired"')
    if life.checked is None:
        yield warning(where, "nobody noted when its status was checked", "add checked = DATE")


def _taught(c: Credential, index: _Index) -> Iterator[Finding]:
    if len(c.teaches) > MOST_SKILLS:
        yield error(f"{c.id} teaches", f"{len(c.teaches)} skills", f"keep the {MOST_SKILLS} that matter most")
    for skill in _repeated(t.skill for t in c.teaches):
        yield error(f"{c.id} teaches", f"{skill} stands twice", "keep the stronger one")
    for place, taught in enumerate(c.teaches):
        where = f"{c.id} teaches[{place}]"
        if taught.skill not in index.skills:
            yield error(where, f"there is no skill {taught.skill}", "correct the id or add it under [[skills]]")
        if not 1 <= taught.evidence <= 4:
            yield error(where, f"evidence {taught.evidence}", "write 1 viewed, 2 graded, 3 assessed or 4 licence")
        elif taught.evidence <= 2 and c.level and LEVELS.index(taught.level) > LEVELS.index(c.level):
            what = f"a credential of level {c.level}, checked by nobody but its issuer, gives {taught.level}"
            yield error(where, what, f'write level = "{c.level}"')
        if not taught.objective:
            yield warning(where, f"{taught.skill} is tied to no published objective", "name the domain or module")


def _routes(c: Credential, index: _Index) -> Iterator[Finding]:
    retired = c.lifecycle.status == "retired"
    if not c.routes and c.lifecycle.status in ("active", "retiring"):
        yield error(c.id, "it can be earned but has no route", "add [[credentials.routes]]")
    for ident in _repeated(r.id for r in c.routes):
        yield error(f"{c.id} routes", f"two routes are called {ident}", "give each its own id")
    for number, route in enumerate(c.routes):
        where = f"{c.id} routes[{number}]"
        if route.since and route.until and route.until < route.since:
            yield error(where, "it ends before it begins", "correct since or until")
        for ident in _repeated(p.id for p in route.parts):
            yield error(where, f"two parts are called {ident}", "give each its own id")
        if (
            not route.parts
            and route.effort is None
            and route.requires is None
            and c.requires is None
            and not route.fees
        ):
            yield warning(where, "nothing is asked for on it", "add parts, effort or requires")
        for place, part in enumerate(route.parts):
            at = f"{where}.parts[{place}]"
            if not _PART_ID.match(part.id):
                yield error(
                    at, f'part id "{part.id}" has not the right form', "write lower-case letters, digits, . + -"
                )
            if retired:
                continue
            if part.kind == "exam" and (words := across.training_in_words(c, route)):
                what = f'the training that it demands stands in words only: "{words[:60]}"'
                yield warning(where, what, "name a course by its id: no plan can price words")
            if part.kind == "exam" and not _has_hours(part, route):
                yield error(at, "an exam without preparation hours", "add ready or from_zero with a source")
            if not _covered(c, part.id, index):
                yield error(at, f"no offer covers part {part.id}", "add an offer; without amount if unknown")


def _has_hours(part: Part, route: Route) -> bool:
    return any(e is not None and e.likely is not None for e in (part.ready, part.from_zero, part.effort, route.effort))


def _covered(c: Credential, part: str, index: _Index) -> bool:
    if any(not o.covers or part in o.covers for o in c.offers):
        return True
    wide = index.wide_parts.get(c.id, frozenset())
    return "" in wide or part in wide or c.id.partition("/")[0] in index.wide_providers


def _own_offers(c: Credential, index: _Index) -> Iterator[Finding]:
    parts = {p.id for r in c.routes for p in r.parts}
    own = {o.id for o in c.offers}
    for ident in _repeated(o.id for o in c.offers):
        yield error(f"{c.id} offers", f"two offers are called {ident}", "give each its own id")
    for place, offer in enumerate(c.offers):
        where = f"{c.id} offers[{place}]"
        for target in offer.covers:
            if target not in parts and target != "-":
                yield error(where, f"it covers part {target}, which no route has", "correct the part's id")
        yield from _offer(offer, where, own | index.offers)


def _wide_offer(offer: Offer, index: _Index) -> Iterator[Finding]:
    where = f"offers {offer.id}"
    for target in offer.covers:
        if target == "-":
            continue
        name, _, part = target.partition("#")
        if name.endswith("/*"):
            if not any(ident.startswith(name[:-1]) for ident in index.credentials):
                yield error(where, f"it covers {target}, and there is no such credential", "correct the provider")
            continue
        credential = index.credentials.get(name)
        if credential is None:
            yield error(where, f"it covers {name}, which the catalog has not", "correct the id or add it")
        elif part and part not in {p.id for r in credential.routes for p in r.parts}:
            yield error(where, f"it covers {target}, and there is no such part", "correct the part's id")
    if not offer.covers:
        yield error(where, "it covers nothing", 'name what it covers; covers = ["-"] for a membership alone')
    yield from _offer(offer, where, index.offers)


def _offer(offer: Offer, where: str, known: Iterable[str]) -> Iterator[Finding]:
    if offer.needs and offer.needs not in known:
        yield error(where, f"it needs the offer {offer.needs}, which is not there", "correct the id or add it")
    if offer.billing == "term" and not offer.term_months:
        yield error(where, "billed by the term without its length", "add term_months")
    if offer.since and offer.until and offer.until < offer.since:
        yield error(where, "it ends before it begins", "correct since or until")


# ---- careers ------------------------------------------------------------------------------------------------------


def _career(career: Career, index: _Index) -> Iterator[Finding]:
    if not 1 <= len(career.core) <= MOST_CORE_GROUPS:
        yield error(career.id, f"{len(career.core)} core groups", f"a career has one to {MOST_CORE_GROUPS}")
    if not any(group.anchor for group in career.core):
        yield error(career.id, "no core group is an anchor", "mark the one that names credentials: anchor = true")
    if career.wage is None:
        yield warning(career.id, "it has no wage", "add the national percentiles with area and period")
    if not career.door.education:
        yield warning(career.id, "its door does not say the usual education", 'add education; "varies" is a value')
    for place, law in enumerate(career.door.laws):
        where = f"{career.id} door.laws[{place}]"
        if not law.issuer:
            yield error(where, "a law without the one who issues the licence", "add issuer")
        if not law.sources:
            yield error(where, "a law without a source", "add sources")
    for place, group in enumerate(career.core):
        where = f"{career.id} core[{place}]"
        for inner in walk(group.requires):
            node = inner.value
            if not isinstance(node, Requirement) or node.children:
                continue
            if group.anchor and node.kind != "credential":
                yield error(where, f"an anchor may name credentials only, not {node.kind}", "move it to another group")
            named = index.credentials.get(node.credential or "")
            if group.anchor and named is not None and named.lifecycle.status == "retired":
                yield warning(where, f"anchor {named.id} is retired", "name its successor")
            if node.skill is not None and node.evidence < 2:
                yield error(where, f"core skill {node.skill} asks for evidence {node.evidence}", "ask for 2 at least")


# ---- requirement trees --------------------------------------------------------------------------------------------


def _requirement(place: Place, index: _Index) -> Iterator[Finding]:
    node = place.value
    assert isinstance(node, Requirement)
    if node.credential is not None and node.credential not in index.credentials:
        yield error(place.where, f"the catalog has no credential {node.credential}", "correct the id or add it")
    if node.part is not None:
        name, _, part = node.part.partition("#")
        credential = index.credentials.get(name)
        if credential is None or part not in {p.id for r in credential.routes for p in r.parts}:
            yield error(place.where, f"there is no part {node.part}", "write provider/slug#part of an entry here")
    if node.skill is not None and node.skill not in index.skills:
        yield error(place.where, f"there is no skill {node.skill}", "correct the id or add it under [[skills]]")
    if not 0 <= node.evidence <= 4:
        yield error(place.where, f"evidence {node.evidence}", "write 0 to 4")
    if node.kind in ("all", "any", "of") and not node.children:
        yield error(place.where, f"an empty list under {node.kind}", "name what is asked for or remove it")
