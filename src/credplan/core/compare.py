"""Two to six credentials side by side: the same questions asked of each, as rows of text, JSON values and CSV cells.

Money and hours "by itself" are those of `figures`; "from nothing" is the planner's own plan for somebody who
holds nothing, so what a credential requires is in it. Both are for 8 hours a week from the day given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from credplan.core.catalog_view.data import catalog_data, link_data, way_data
from credplan.core.catalog_view.links import Link, opens
from credplan.core.catalog_view.lists import hours_cell, price_cell
from credplan.core.catalog_view.support import Support, support, support_rows
from credplan.core.catalog_view.words import EVIDENCE, Words
from credplan.core.figures import SHARES, Figure, Figures, Item, figures
from credplan.core.model import Catalog, Credential
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.planning.question import Question
from credplan.core.planning.upkeep import upkeep
from credplan.core.profile import Profile
from credplan.core.text import amount, hours, long_date, money, plural, weeks_between
from credplan.core.units import Cents, Minutes

LEAST, MOST = 2, 6
"""How many can stand side by side: one is ``show``, and more than six no screen can hold."""

Row = tuple[str, tuple[tuple[str, ...], ...]]
"""A label, and for each credential the lines under it; no lines where there is nothing to say."""


class Compared(msgspec.Struct, frozen=True):
    """One credential with all that is set beside the others."""

    credential: Credential
    issuer: str
    figures: Figures
    plan: Plan | NoPlan
    """From nothing, at 8 hours a week, the least money first."""
    opens: tuple[Link, ...]
    support: Support
    upkeep: tuple[int, tuple[str, ...], bool]
    """Cents a year, remarks, and whether some fee is not known."""


def compare(catalog: Catalog, credentials: Sequence[Credential], day: dt.date) -> tuple[Compared, ...]:
    """Each of ``credentials``, in the order given."""
    known = figures(catalog, credentials, day)
    issuers = {p.id: p.name for p in catalog.providers}
    found = []
    for c in credentials:
        question = Question(goal=c, start=day, currency=known[c.id].currency)
        found.append(
            Compared(
                credential=c,
                issuer=issuers.get(c.provider, c.provider),
                figures=known[c.id],
                plan=answer(catalog, Profile(), question, extras=False),
                opens=tuple(opens(catalog, c)),
                support=support(c, catalog, day),
                upkeep=upkeep([(c, False)], known[c.id].currency),
            )
        )
    return tuple(found)


# ---- for a screen -------------------------------------------------------------------------------------------------


def rows(compared: Iterable[Compared], catalog: Catalog, day: dt.date) -> list[Row]:
    """What a person reads, from the money down; a row that has nothing for any of them is left out."""
    each = [_cells(one, catalog, day) for one in compared]
    labels = list(each[0])
    return [(label, tuple(cells[label] for cells in each)) for label in labels if any(cells[label] for cells in each)]


def _cells(one: Compared, catalog: Catalog, day: dt.date) -> dict[str, tuple[str, ...]]:
    c = one.credential
    words = Words(catalog, day)
    kind = f"{c.type}, {c.kind.replace('-', ' ')}"
    return {
        "id": (c.id,),
        "issuer": (one.issuer,),
        "kind": (kind,),
        "status": _status(c, words),
        "level": (c.level or "unknown",),
        "least price": _price(one),
        **{_SHARE_LABELS[share]: _share(one, share) for share in SHARES},
        "work": _work(one),
        "asks first": _asks(one, words),
        "from nothing": _whole(one, day),
        "shows": tuple(f"{words.skill(t.skill)}, {t.level}" for t in c.teaches),
        "evidence": tuple(dict.fromkeys(EVIDENCE[t.evidence] for t in c.teaches if 0 <= t.evidence < len(EVIDENCE))),
        "recognised": tuple(f"{r.kind.replace('-', ' ')}: {r.by}" for r in c.recognition) or ("by nobody known here",),
        "holds": _holds(c),
        "upkeep": _upkeep(one),
        "careers": _careers(one.opens, words),
        "leads to": _credentials(one.opens),
        "facts": tuple(text for _, text in support_rows(one.support)),
    }


_SHARE_LABELS = {
    "exam": "exam",
    "once": "paid once",
    "subscription": "subscription",
    "membership": "membership",
    "fee": "fees",
}


def _status(c: Credential, words: Words) -> tuple[str, ...]:
    life = c.lifecycle
    day = life.retired or life.last_award if life.status in ("retired", "retiring") else None
    said = [f"{life.status}{f', {long_date(day)}' if day is not None else ''}"]
    return (*said, *(f"after it: {words.credential(ident)}" for ident in life.successors))


def _price(one: Compared) -> tuple[str, ...]:
    way = one.figures.least
    if way is None:
        return (one.figures.why,)
    said = price_cell(one.figures, way)
    if (way.low, way.high) != (way.cents, way.cents):
        said += f", {amount(way.low)} to {amount(way.high)}"
    return (said, *(f"unknown: {name}" for name in way.unknown))


def _share(one: Compared, share: str) -> tuple[str, ...]:
    way = one.figures.least
    return () if way is None else tuple(_item(i, one.figures.currency) for i in way.items if i.share == share)


def _item(item: Item, currency: str) -> str:
    if item.cents is None or item.each is None:
        return f"{item.name}: price unknown"
    unsure = "~" if item.unsure else ""
    if not item.months:
        return f"{item.name}: {money(item.cents, currency)}{unsure}" if item.cents else f"{item.name}: free"
    every = {1: "a month", 12: "a year"}.get(item.months, f"every {item.months} months")
    times = plural(item.times, "time")
    return f"{item.name}: {money(item.each, currency)}{unsure} {every}, {times}"


def _work(one: Compared) -> tuple[str, ...]:
    nothing, ready = one.figures.from_nothing, one.figures.when_ready
    said = []
    if nothing is not None:
        spread = ""
        if nothing.hours_known and (nothing.minutes_low, nothing.minutes_high) != (nothing.minutes, nothing.minutes):
            spread = f", {Minutes(nothing.minutes_low)} to {Minutes(nothing.minutes_high)}"
        said.append(f"{hours_cell(nothing)}{'' if nothing.hollow else ' from nothing'}{spread}")
    elif ready is not None:
        said.append("from nothing: hours unknown")
    if ready is not None:
        said.append(hours_cell(ready))
    return tuple(said)


def _asks(one: Compared, words: Words) -> tuple[str, ...]:
    c = one.credential
    way = one.figures.least
    route = next((r for r in c.routes if way is not None and r.id == way.route), None)
    trees = [c.requires, route.requires if route is not None else None]
    lines = [line for tree in trees if tree is not None for line in words.names(tree)]
    if c.interim is not None:
        lines.append(f"for the full title: {'; '.join(words.names(c.interim.full_requires))}")
    return tuple(lines) or ("nothing",)


def _whole(one: Compared, day: dt.date) -> tuple[str, ...]:
    if isinstance(one.plan, NoPlan):
        if one.figures.asks == "conditions":
            return ("not from nothing: what it asks first takes paid work or schooling",)
        return ("no plan: " + "; ".join(limit.text for limit in one.plan.conflict),)
    totals = one.plan.totals
    said = money(totals.cents, totals.currency)
    if totals.unknown:
        said += " + unknown"
    if totals.low is not None and totals.high is not None and (totals.low, totals.high) != (totals.cents, totals.cents):
        said += f", {amount(totals.low)} to {amount(totals.high)}"
    lines = [said, f"{hours(totals.minutes)}, {weeks_between(day, totals.finish)}"]
    names = [step.name for step in one.plan.steps]
    if len(names) > 1:
        lines.append(f"{len(names)} steps: {', then '.join(names)}")
    return tuple(lines)


def _holds(c: Credential) -> tuple[str, ...]:
    validity = c.validity
    if validity.never:
        return ("for good",)
    rules = [plural(r.months, "month") if r.months else "for good" for r in validity.by_award]
    if validity.months is not None:
        return (plural(validity.months, "month"),)
    return (rules[-1],) if rules else ("unknown",)


def _upkeep(one: Compared) -> tuple[str, ...]:
    cents, _, missing = one.upkeep
    validity = one.credential.validity
    if cents:
        said = f"{money(cents, one.figures.currency)} a year{' + unknown' if missing else ''}"
    elif missing or not (validity.never or validity.renewals):
        said = "fee unknown"
    else:
        said = "no fee"
    return (said, *(renewal.name for renewal in validity.renewals))


def _careers(links: Iterable[Link], words: Words) -> tuple[str, ...]:
    """One line a career with all its ties: ``Phlebotomists: anchor, core by Blood collection``."""
    said: dict[str, list[str]] = {}
    for link in links:
        if link.kind == "career":
            by = f" by {words.skill(link.skill)}" if link.skill else ""
            said.setdefault(link.name, []).append(link.role + by)
    return tuple(f"{name}: {', '.join(dict.fromkeys(roles))}" for name, roles in said.items())


def _credentials(links: Iterable[Link]) -> tuple[str, ...]:
    """One line a role with all the credentials: ``prepares for CompTIA Network+, CompTIA Linux+``."""
    said: dict[str, list[str]] = {}
    for link in links:
        if link.kind == "credential":
            said.setdefault(_ROLES.get(link.role, link.role), []).append(link.name)
    return tuple(f"{role} {', '.join(dict.fromkeys(names))}" for role, names in said.items())


_ROLES = {
    "required, or one of the ways in": "a way into",
    "prepares for it": "prepares for",
    "renews it": "renews",
}


def commands(compared: Sequence[Compared]) -> tuple[tuple[str, str], ...]:
    """What to do next, as (command, remark): a plan to the one of least money, all about each."""
    plans = {c.credential.id: c.plan for c in compared if isinstance(c.plan, Plan)}
    order = sorted(plans, key=lambda ident: (len(plans[ident].totals.unknown), plans[ident].totals.cents))
    soonest = min(plans, key=lambda ident: plans[ident].totals.finish, default=None)
    said = []
    one_currency = len({plan.totals.currency for plan in plans.values()}) == 1
    for number, ident in enumerate(order):
        marks = ["the least money of these"] if number == 0 and one_currency and len(order) > 1 else []
        marks += ["the soonest"] if ident == soonest and len(order) > 1 else []
        said.append((f"credplan plan {ident}", f"on your dates, with what you hold{_aside(marks)}"))
    said += [(f"credplan show {c.credential.id}", "everything known, with every source") for c in compared]
    return tuple(said)


def _aside(marks: list[str]) -> str:
    return f" ({' and '.join(marks)})" if marks else ""


# ---- for scripts --------------------------------------------------------------------------------------------------

CSV_HEADER = (
    "id",
    "name",
    "provider",
    "type",
    "kind",
    "status",
    "level",
    "field",
    "currency",
    "price",
    "price_low",
    "price_high",
    *SHARES,
    "unknown_prices",
    "hours_from_nothing",
    "hours_when_ready",
    "total_from_nothing",
    "total_unknown",
    "total_hours",
    "finish",
    "steps",
    "skills",
    "evidence",
    "recognition",
    "validity_months",
    "upkeep_per_year",
    "careers",
    "leads_to",
    "facts",
    "grades",
    "newest_fact",
    "oldest_fact",
)


def csv_rows(compared: Iterable[Compared]) -> list[tuple[str, ...]]:
    """One row a credential in the columns of `CSV_HEADER`; a sum of which a part is unknown is empty."""
    return [_csv_row(one) for one in compared]


def _csv_row(one: Compared) -> tuple[str, ...]:
    c, of, way = one.credential, one.figures, one.figures.least
    known = way is not None and not way.unknown
    plan = one.plan if isinstance(one.plan, Plan) else None
    total = plan.totals if plan is not None else None
    return (
        c.id,
        c.name,
        one.issuer,
        c.type,
        c.kind,
        c.lifecycle.status,
        c.level or "",
        c.field,
        of.currency,
        *(str(Cents(v)) if way is not None and known else "" for v in _sums(way)),
        *(_share_sum(way, share) for share in SHARES),
        str(len(way.unknown)) if way is not None else "",
        _hours_text(of.from_nothing),
        _hours_text(of.when_ready),
        str(Cents(total.cents)) if total is not None and not total.unknown else "",
        str(len(total.unknown)) if total is not None else "",
        str(Minutes(total.minutes)) if total is not None else "",
        total.finish.isoformat() if total is not None else "",
        " ".join(step.credential for step in plan.steps) if plan is not None else "",
        " ".join(f"{t.skill}:{t.level}" for t in c.teaches),
        str(max((t.evidence for t in c.teaches), default="")),
        "; ".join(f"{r.kind}: {r.by}" for r in c.recognition),
        "never" if c.validity.never else str(c.validity.months or ""),
        str(Cents(one.upkeep[0])) if not one.upkeep[2] else "",
        " ".join(dict.fromkeys(link.id for link in one.opens if link.kind == "career")),
        " ".join(dict.fromkeys(link.id for link in one.opens if link.kind == "credential")),
        str(one.support.facts),
        " ".join(f"{grade}:{number}" for grade, number in one.support.grades.items()),
        one.support.newest.isoformat() if one.support.newest is not None else "",
        one.support.oldest.isoformat() if one.support.oldest is not None else "",
    )


def _sums(way: Figure | None) -> tuple[int, int, int]:
    return (0, 0, 0) if way is None else (way.cents, way.low, way.high)


def _share_sum(way: Figure | None, share: str) -> str:
    items = [item for item in way.items if item.share == share] if way is not None else []
    if not items or any(item.cents is None for item in items):
        return ""
    return str(Cents(sum(item.cents or 0 for item in items)))


def _hours_text(way: Figure | None) -> str:
    return str(Minutes(way.minutes)) if way is not None and way.hours_known else ""


def compare_data(compared: Sequence[Compared], catalog: Catalog, day: dt.date) -> dict[str, Any]:
    """What ``compare --json`` prints."""
    return {
        "schema": 1,
        "assumes": {"start": day.isoformat(), "hours_per_week": "8", "held": []},
        "credentials": [_data(one) for one in compared],
        "next": [command for command, _ in commands(compared)],
        "catalog": catalog_data(catalog),
    }


def _data(one: Compared) -> dict[str, Any]:
    c, of = one.credential, one.figures
    upkeep_cents, upkeep_lines, upkeep_unknown = one.upkeep
    return {
        "id": c.id,
        "name": c.name,
        "provider": c.provider,
        "type": c.type,
        "kind": c.kind,
        "level": c.level,
        "field": c.field,
        "lifecycle": c.lifecycle.status,
        "successors": list(c.lifecycle.successors),
        "asks": of.asks,
        "closed_because": of.why or None,
        "from_nothing": None if of.from_nothing is None else way_data(of.from_nothing, of.currency),
        "when_ready": None if of.when_ready is None else way_data(of.when_ready, of.currency),
        "whole": _plan_data(one.plan),
        "teaches": [{"skill": t.skill, "level": t.level, "evidence": t.evidence} for t in c.teaches],
        "recognition": [{"kind": r.kind, "by": r.by, "standard": r.standard or None} for r in c.recognition],
        "validity_months": c.validity.months,
        "never_expires": c.validity.never,
        "upkeep_per_year": str(Cents(upkeep_cents)),
        "upkeep": list(upkeep_lines),
        "upkeep_unknown": upkeep_unknown,
        "opens": [link_data(link) for link in one.opens],
        "support": one.support,
        "url": c.url,
    }


def _plan_data(plan: Plan | NoPlan) -> dict[str, Any]:
    if isinstance(plan, NoPlan):
        return {"status": "infeasible" if plan.proved else "unknown", "conflict": [c.text for c in plan.conflict]}
    totals = plan.totals
    return {
        "status": plan.status,
        "cost": str(Cents(totals.cents)),
        "cost_low": None if totals.low is None else str(Cents(totals.low)),
        "cost_high": None if totals.high is None else str(Cents(totals.high)),
        "currency": totals.currency,
        "unknown": list(totals.unknown),
        "effort_hours": str(Minutes(totals.minutes)),
        "finish": totals.finish.isoformat(),
        "steps": [step.credential for step in plan.steps],
    }
