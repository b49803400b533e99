"""One credential or one career as a page: titled blocks of labelled lines, drawn or printed plain by the shell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from credplan.core.catalog_view.links import Link, covers, leads_to, opens
from credplan.core.catalog_view.support import support, support_rows
from credplan.core.catalog_view.words import BASIS, EVIDENCE, Words
from credplan.core.model import Career, Catalog, Credential, Group, Lifecycle, Offer, Part, Route
from credplan.core.text import join_words, long_date, not_a, plural


class Line(msgspec.Struct, frozen=True):
    """A label, its text, and what stands below it."""

    label: str
    text: str
    below: tuple[str, ...] = ()


class Block(msgspec.Struct, frozen=True):
    """A titled block; ``whole`` ones hold addresses or commands that must not be broken over lines."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""
    whole: bool = False


class Page(msgspec.Struct, frozen=True):
    """Everything about one record."""

    title: str
    under: str
    blocks: tuple[Block, ...]


LEGEND = (
    "In brackets: grade A to D, the day it held, the source. ~ rests on one source, or is old or undated.\n"
    "More: credplan explain grade"
)


def credential_page(c: Credential, catalog: Catalog, today: dt.date) -> Page:
    """Everything known about a credential."""
    words = Words(catalog, today)
    issuer = next((p.name for p in catalog.providers if p.id == c.provider), c.provider)
    delivery = {"either": "online or in person", "in-person": "in person"}.get(c.delivery, c.delivery)
    under = " · ".join(x for x in (c.type, c.kind.replace("-", " "), issuer, c.level or "", delivery, c.field) if x)
    blocks = [
        _what_it_is(c, words),
        _what_it_asks(c, words),
        *(_route(c, n, route, words) for n, route in enumerate(c.routes)),
        _prices(c, catalog, words),
        _validity(c, words),
        _skills(c, words),
        _leads_to(c, catalog, words),
        _opens(c, catalog, words),
    ]
    commands = [Line(f"credplan plan {c.id}", "the cheapest way to it, dated and priced")]
    if c.lifecycle.status == "retired":
        gone = {other.id for other in catalog.credentials if other.lifecycle.status == "retired"}
        after = [ident for ident in c.lifecycle.successors if ident not in gone]
        commands = [Line(f"credplan show {ident}", "what came after it") for ident in after]
        commands = commands or [Line(f"credplan search --active --field {c.field}", "what can be earned in its field")]
    commands.append(Line(f"credplan add {c.id} --earned DATE", "if you hold it"))
    commands.append(Line(f"credplan explain {_sort_of(c)}", "what that is, and what it is not"))
    return _page(f"{c.name} ({c.id})", under, [*blocks, _support(c, words)], words, commands)


def career_page(career: Career, catalog: Catalog, today: dt.date) -> Page:
    """Everything known about a career, its door first."""
    words = Words(catalog, today)
    under = " · ".join(x for x in (career.field, f"also: {', '.join(career.titles)}" if career.titles else "") if x)
    blocks = [
        _door(career, words),
        _outlook(career, words),
        Block("WHAT IT TAKES", tuple(_group(g, "anchor" if g.anchor else "core", words) for g in career.core)),
        Block("WHAT EMPLOYERS LIKE BESIDES", tuple(_group(g, "plus", words) for g in career.plus)),
    ]
    goal = next(iter(career.titles), career.id)
    commands = [
        Line(f'credplan plan "{goal}"', "the cheapest way there, dated and priced"),
        Line(f'credplan gap "{goal}"', "what you still miss"),
        Line("credplan explain anchor", "what door, anchor, core and plus mean"),
    ]
    blocks.append(_support(career, words))
    return _page(f"{career.title} ({career.id})", under, blocks, words, commands, career.summary)


def _page(
    title: str, under: str, blocks: Iterable[Block], words: Words, commands: list[Line], summary: str = ""
) -> Page:
    sources = Block("SOURCES", tuple(Line("", text) for text in words.sources()), LEGEND, whole=True)
    following = Block("NEXT", tuple(commands), whole=True)
    shown = [b for b in (*blocks, sources, following) if b.lines or (b.note and b is not sources)]
    return Page(title, f"{under}\n{summary}".strip(), tuple(shown))


def _support(record: Credential | Career, words: Words) -> Block:
    rows = support_rows(support(record, words.catalog, words.today))
    return Block("HOW SURE THIS IS", tuple(Line(label, text) for label, text in rows))


_SORTS = {
    "attestation": "prerequisite",
    "badge": "badge",
    "card": "card",
    "licence": "licence",
    "permit": "licence",
    "portfolio-review": "portfolio review",
    "registry-entry": "registry entry",
}


def _sort_of(c: Credential) -> str:
    """The glossary's word for what sort of credential it is: by its kind where that tells, else by its type."""
    by_type = {"Certification": "certification", "License": "licence", "MicroCredential": "micro-credential"}
    return _SORTS.get(c.kind) or by_type.get(c.type) or ("certificate" if "Certificate" in c.type else "credential")


# ---- a credential -------------------------------------------------------------------------------------------------


def _what_it_is(c: Credential, words: Words) -> Block:
    life = c.lifecycle
    lines = []
    if c.not_a:
        lines.append(Line("mind", not_a(c.not_a)))
    lines.append(Line("status", _status(life) + words.mark(life), tuple(words.notes(life))))
    after = {other.id: other.lifecycle for other in words.catalog.credentials}
    for ident in life.successors:
        now = _status(after[ident]) if ident in after else "not in this catalog"
        lines.append(Line("came after", f"{words.credential(ident)}: {now}"))
    codes = list(dict.fromkeys([*c.codes, *(code for r in c.routes for p in r.parts for code in p.codes)]))
    lines += [Line(label, ", ".join(v)) for label, v in (("exam codes", codes), ("also called", c.aliases)) if v]
    for r in c.recognition:
        text = f"{r.kind.replace('-', ' ')}: {r.by}"
        text += "".join(f", {x}" for x in (r.standard, r.scope, r.region, r.into, r.conditions) if x)
        text += f", {plural(r.credits, 'credit')}" if r.credits is not None else ""
        lines.append(Line("recognition", text + words.mark(r), tuple(words.notes(r))))
    if c.language != "en":
        lines.append(Line("language", c.language))
    if c.url:
        lines.append(Line("page", c.url))
    return Block("WHAT IT IS", tuple(lines), c.summary)


def _status(life: Lifecycle) -> str:
    """``retired, last award 1 Mar 2026``: whether it can be earned, and the days that are known."""
    said: list[str] = [life.status]
    for text, day in (
        ("since", life.launched),
        ("last enrolment", life.last_enrolment),
        ("last award", life.last_award),
        ("retired", life.retired),
        ("checked", life.checked),
    ):
        if day is not None:
            said.append(f"{text} {long_date(day)}")
    return ", ".join(said)


def _what_it_asks(c: Credential, words: Words) -> Block:
    lines = []
    if c.requires is not None:
        first, *rest = words.tree(c.requires)
        lines.append(Line("required", first, tuple(rest)))
    elif not any(route.requires for route in c.routes):
        lines.append(Line("required", "nothing beforehand"))
    lines += [Line("recommended", words.credential(ident)) for ident in c.recommends]
    if c.interim is not None:
        within = f", within {plural(c.interim.within_months, 'month')}" if c.interim.within_months else ""
        tree = words.tree(c.interim.full_requires)
        fee = c.interim.fee
        paid = [] if fee is None else [f"fee: {words.price(fee)}", *words.notes(fee)]
        text = f"{c.interim.name}; the full title asks for{within}{words.mark(c.interim)}:"
        lines.append(Line("until then", text, (*tree, *paid, *words.notes(c.interim))))
    return Block("WHAT IT ASKS", tuple(lines))


def _route(c: Credential, number: int, route: Route, words: Words) -> Block:
    name = route.name or ("" if route.id == "main" else route.id.replace("-", " "))
    title = "HOW TO EARN IT" if len(c.routes) == 1 else f"WAY {number + 1} OF {len(c.routes)}"
    title += f": {name}" if name else ""
    title += f" ({route.region})" if route.region else ""
    lines = []
    if route.audience:
        lines.append(Line("for", ", ".join(route.audience)))
    if route.requires is not None:
        first, *rest = words.tree(route.requires)
        lines.append(Line("required", first, tuple(rest)))
    lines += [_part(part, words) for part in route.parts]
    if route.effort is not None:
        lines.append(Line("work", words.effort(route.effort), tuple(words.notes(route.effort))))
    if route.elapsed is not None and route.elapsed.days is not None:
        least = f"{plural(route.elapsed.days, 'day')} at least{words.mark(route.elapsed)}"
        lines.append(Line("takes", least, tuple(words.notes(route.elapsed))))
    if route.runs:
        lines.append(Line("starts", join_words([long_date(day) for day in route.runs])))
    for wait in route.waits:
        text = f"{plural(wait.days, 'day')}: {wait.name}{words.mark(wait)}"
        lines.append(Line("then wait", text, tuple(words.notes(wait))))
    lines += [Line("fee", f"{fee.name}: {words.price(fee.price)}", tuple(words.notes(fee.price))) for fee in route.fees]
    lines += [Line("to confirm", text) for text in route.confirm]
    for text, day in (("from", route.since), ("until", route.until)):
        if day is not None:
            lines.append(Line(text, long_date(day)))
    return Block(title, tuple(lines), route.note)


def _part(part: Part, words: Words) -> Line:
    below = []
    if part.effort is not None:
        below += [f"work: {words.effort(part.effort)}", *words.notes(part.effort)]
    if part.ready is not None:
        below += [f"to prepare when ready: {words.effort(part.ready)}", *words.notes(part.ready)]
    if part.from_zero is not None:
        below += [f"to prepare from nothing: {words.effort(part.from_zero)}", *words.notes(part.from_zero)]
    if part.ready_if is not None:
        first, *rest = words.tree(part.ready_if)
        below += [f"ready with: {first}", *rest]
    if part.elapsed is not None and part.elapsed.days is not None:
        below.append(f"takes {plural(part.elapsed.days, 'day')} at least{words.mark(part.elapsed)}")
        below += words.notes(part.elapsed)
    if part.last_date is not None:
        below.append(f"until {long_date(part.last_date)}")
    below += [f"{name}: {text}" for name, text in (("form", part.format), ("retake", part.retake)) if text]
    below += words.notes(part)
    return Line(part.kind, part.name, tuple(below))


def _prices(c: Credential, catalog: Catalog, words: Words) -> Block:
    parts = {p.id: p.name for r in c.routes for p in r.parts}
    lines = [_offer(offer, "what it costs", parts, words) for offer in c.offers]
    lines += [_offer(o, "for several", parts, words) for o in catalog.offers if covers(o.covers, c.id)]
    return Block("WHAT IT COSTS", tuple(lines))


def _offer(offer: Offer, label: str, parts: dict[str, str], words: Words) -> Line:
    text = f"{offer.name or offer.id.replace('-', ' ')}: {words.price(offer.price, offer.billing)}"
    below = []
    own = [parts.get(target, target) for target in offer.covers if target != "-"]
    if label == "what it costs" and own and len(own) < len(parts):
        below.append(f"covers {join_words(own)}")
    for name, value in (
        ("term of", plural(offer.term_months, "month") if offer.term_months else ""),
        ("for", ", ".join(offer.audience)),
        ("in", offer.region),
        ("from", long_date(offer.since) if offer.since else ""),
        ("until", long_date(offer.until) if offer.until else ""),
        ("needs", offer.needs),
        ("to be used within", plural(offer.valid_months, "month") if offer.valid_months else ""),
        ("owed besides:", offer.obligation),
    ):
        if value:
            below.append(f"{name} {value}")
    if not offer.certificate:
        below.append("the work only: no credential comes with it")
    below += [*words.notes(offer.price), *words.notes(offer)]
    return Line("price" if label == "what it costs" else label, text, tuple(below))


def _validity(c: Credential, words: Words) -> Block:
    validity = c.validity
    lines = []
    if validity.never:
        lines.append(Line("valid", f"for good{words.mark(validity)}"))
    elif validity.months is not None:
        lines.append(Line("valid", f"{plural(validity.months, 'month')}{words.mark(validity)}"))
    elif not validity.by_award:
        lines.append(Line("valid", "how long is unknown"))
    for rule in validity.by_award:
        since = f"awarded from {long_date(rule.since)}" if rule.since else "awarded before"
        lines.append(Line("valid", f"{plural(rule.months, 'month') if rule.months else 'for good'} if {since}"))
    for renewal in validity.renewals:
        text = renewal.name
        if renewal.units is not None and f"{renewal.units} {renewal.unit}" not in renewal.name:
            text += f", {renewal.units} {renewal.unit}"
        if renewal.every_months is not None:
            text += f", every {plural(renewal.every_months, 'month')}"
        if renewal.fee is not None:
            text += f", {words.price(renewal.fee)}"
        if renewal.grace_months is not None:
            text += f", {plural(renewal.grace_months, 'month')} of grace"
        by = [f"by {words.credential(ident)}" for ident in renewal.by]
        fee = words.notes(renewal.fee) if renewal.fee is not None else []
        lines.append(Line("renewal", text + words.mark(renewal), (*by, *fee, *words.notes(renewal))))
    if validity.annual_fee is not None:
        pool = f", one fee for all of {validity.fee_pool}" if validity.fee_pool else ""
        text = f"{words.price(validity.annual_fee)}{pool}"
        lines.append(Line("each year", text, tuple(words.notes(validity.annual_fee))))
    return Block("STAYING VALID", tuple(lines), validity.note)


def _skills(c: Credential, words: Words) -> Block:
    lines = []
    for taught in c.teaches:
        how = EVIDENCE[taught.evidence] if 0 <= taught.evidence < len(EVIDENCE) else ""
        objective = (taught.objective,) if taught.objective else ()
        lines.append(Line("skill", f"{words.skill(taught.skill)}, {taught.level}, {how}", objective))
    return Block("WHAT IT SHOWS", tuple(lines))


def _leads_to(c: Credential, catalog: Catalog, words: Words) -> Block:
    links = list(leads_to(catalog, c))
    life = {other.id: other.lifecycle for other in catalog.credentials}
    lines = []
    for link in links:
        if not link.skill:
            retired = link.role == "came before it"
            text = f"{link.name} ({link.id}): {_status(life[link.id]) if retired else link.role}"
            lines.append(Line("came before it" if retired else "credential", text))
    lines += [Line("skill", text) for text in _by_skill(links, words)]
    return Block("WHAT LEADS TO IT", tuple(lines))


def _by_skill(links: list[Link], words: Words) -> Iterator[str]:
    """One line a skill with all the credentials that teach it: ten lines that say SQL would bury the rest."""
    for skill in dict.fromkeys(link.skill for link in links if link.skill):
        teachers = [f"{link.name} ({link.id})" for link in links if link.skill == skill]
        yield f"{words.skill(skill)}, taught by {join_words(teachers)}"


def _opens(c: Credential, catalog: Catalog, words: Words) -> Block:
    lines = []
    for link in opens(catalog, c):
        by = f", by {words.skill(link.skill)}" if link.skill else ""
        lines.append(Line(link.kind, f"{link.name} ({link.id}): {link.role}{by}"))
    for stack in c.stacks:
        text = f"{stack.into}{f', {stack.issuer}' if stack.issuer else ''}"
        text += f", {plural(stack.credits, 'credit')}" if stack.credits is not None else ""
        text += f", within {plural(stack.within_months, 'month')}" if stack.within_months is not None else ""
        below = [*([stack.conditions] if stack.conditions else []), *words.notes(stack)]
        lines.append(Line("counts toward", text + words.mark(stack), tuple(below)))
    return Block("WHAT IT OPENS", tuple(lines))


# ---- a career -----------------------------------------------------------------------------------------------------


def _door(career: Career, words: Words) -> Block:
    door = career.door
    lines = []
    for law in door.laws:
        where = f"{law.name} ({law.region}{f', from {law.issuer}' if law.issuer else ''})"
        below = [*([f"for {law.when}"] if law.when else []), *words.tree(law.requires), *words.notes(law)]
        lines.append(Line("by law", where + words.mark(law), tuple(below)))
    if not door.laws:
        lines.append(Line("by law", "no licence that this catalog knows of"))
    lines.append(Line("usual education", (door.education or "unknown") + words.mark(door)))
    lines += [Line(n, v) for n, v in (("experience", door.experience), ("on the job", door.training)) if v]
    if door.age is not None:
        lines.append(Line("age", f"{door.age} or older"))
    lines += [Line("checks", check) for check in door.checks]
    return Block("THE DOOR", tuple(lines), door.advice)


def _outlook(career: Career, words: Words) -> Block:
    lines = []
    wage = career.wage
    if wage is not None:
        where = ", ".join(x for x in (wage.area, wage.period, wage.scope) if x)
        for label, value in (
            ("median wage", wage.median),
            ("10 % earn below", wage.p10),
            ("25 % earn below", wage.p25),
            ("25 % earn above", wage.p75),
            ("10 % earn above", wage.p90),
        ):
            if value is not None:
                end = f" a year ({where}){words.mark(wage)}" if label == "median wage" else ""
                lines.append(Line(label, f"{wage.currency} {value // 100:,}{end}"))
    for label, number in (
        ("growth", career.growth),
        ("openings", career.openings),
        ("jobs", career.jobs),
        ("job zone", career.job_zone),
    ):
        if number is not None and number.value is not None:
            scope = f", {number.scope}" if number.scope else ""
            text = f"{number.value:,} {number.unit}{scope}{words.mark(number)}"
            lines.append(Line(label, text, tuple(words.notes(number))))
    return Block("PAY AND OUTLOOK", tuple(lines), "The occupation's, not a credential's." if lines else "")


def _group(group: Group, label: str, words: Words) -> Line:
    below = [f"who says so: {BASIS[group.basis]}"]
    if group.because:
        below.append(f"why: {group.because}")
    below += [*words.tree(group.requires), *words.notes(group)]
    return Line(label, group.name + words.mark(group), tuple(below))
