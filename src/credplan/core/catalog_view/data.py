"""Records as JSON values for scripts: each fact with value, unit, currency, as-of, source and grade.

Schema 1 (docs/formats.md): decimals as strings, dates as ISO 8601, unknown is null. Keys that hold nothing are left
out inside a record; those of a fact are always there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from credplan.core import grades
from credplan.core.catalog_view.links import Link, covers, leads_to, opens
from credplan.core.catalog_view.support import support
from credplan.core.model import (
    Career,
    Catalog,
    Credential,
    Effort,
    Elapsed,
    Number,
    Price,
    Sourced,
    Wage,
)
from credplan.core.names import skills
from credplan.core.units import Cents, Minutes

if TYPE_CHECKING:  # a record is shown without asking how it is earned
    from credplan.core.career_costs import CareerCost
    from credplan.core.figures import Figure
    from credplan.core.search import Filter, Results

SCHEMA = 1


def search_data(found: Results, query: str, wanted: Filter, catalog: Catalog) -> dict[str, Any]:
    """What ``search --json`` prints: ``results[]`` in the order of the search."""
    return {
        "schema": SCHEMA,
        "query": query,
        "filters": {
            "field": wanted.field or None,
            "provider": wanted.provider or None,
            "skill": wanted.skill or None,
            "level": wanted.level,
            "status": wanted.status,
            "active": wanted.active,
            "accredited": wanted.accredited,
            "free": wanted.free,
            "no_prerequisites": wanted.bare,
            "max_price": None if wanted.max_cents is None else str(Cents(wanted.max_cents)),
            "max_hours": None if wanted.max_minutes is None else str(Minutes(wanted.max_minutes)),
        },
        "results": [
            {
                "id": c.id,
                "name": c.name,
                "provider": c.provider,
                "lifecycle": c.lifecycle.status,
                "kind": c.kind,
                "type": c.type,
                "field": c.field,
                "level": c.level,
                "codes": list(c.codes),
                "successors": list(c.lifecycle.successors),
                "url": c.url,
                "match": ("exact", "name", "words", "text")[result.hit.rank],
                "way": None if result.way is None else way_data(result.way, result.figures.currency),
            }
            for result in found.shown
            for c in (result.credential,)
        ],
        "skills": [
            {"id": s.id, "name": s.name, "family": s.family or None, "definition": s.definition or None}
            for s in (skills(catalog, query) if query else ())
        ],
        "more": found.more,
        "unknown": list(found.unknown),
        "catalog": catalog_data(catalog),
    }


def way_data(way: Figure, currency: str) -> dict[str, Any]:
    """One way of earning a credential by itself: what is paid for, hours, and what it asks."""
    return {
        "route": way.route,
        "prepared": "ready" if way.ready else "nothing",
        "cost": str(Cents(way.cents)),
        "cost_low": str(Cents(way.low)),
        "cost_high": str(Cents(way.high)),
        "currency": currency,
        "unknown": list(way.unknown),
        "one_source": way.unsure,
        "items": [
            {
                "share": item.share,
                "name": item.name,
                "amount": None if item.cents is None else str(Cents(item.cents)),
                "low": None if item.cents is None else str(Cents(item.low)),
                "high": None if item.cents is None else str(Cents(item.high)),
                "each": None if item.each is None else str(Cents(item.each)),
                "every_months": item.months or None,
                "times": item.times,
            }
            for item in way.items
        ],
        "effort_hours": {
            "low": str(Minutes(way.minutes_low)),
            "likely": str(Minutes(way.minutes)),
            "high": str(Minutes(way.minutes_high)),
            "known": way.hours_known,
        },
        "free": way.free,
        "no_prerequisites": way.bare,
    }


def careers_data(
    careers: Iterable[Career], costs: Mapping[str, CareerCost], catalog: Catalog, today: dt.date
) -> dict[str, Any]:
    """What ``careers --json`` prints: ``results[]`` with the facts that the list shows."""
    record = _Record(catalog, today)
    return {
        "schema": SCHEMA,
        "results": [
            {
                "id": c.id,
                "title": c.title,
                "titles": list(c.titles),
                "field": c.field,
                "education": c.door.education,
                "education_level": c.door.education_level,
                "wage": record.value(c.wage),
                "openings": record.value(c.openings),
                "growth": record.value(c.growth),
                "licence": [law.region for law in c.door.laws],
                "least": _least(costs.get(c.id), today),
            }
            for c in careers
        ],
        "assumes": {"start": today.isoformat(), "hours_per_week": "8", "held": []},
        "catalog": catalog_data(catalog),
    }


def _least(cost: CareerCost | None, day: dt.date) -> dict[str, Any] | None:
    """The planner's answer from nothing; null where it was not asked."""
    if cost is None:
        return None
    return {
        "status": cost.status,
        "complete": cost.complete,
        "cost": None if cost.cents is None else str(Cents(cost.cents)),
        "currency": "USD",
        "unknown": cost.unknown,
        "weeks": cost.weeks,
        "finish": None if cost.days is None else (day + dt.timedelta(days=cost.days)).isoformat(),
        "effort_hours": None if cost.minutes is None else str(Minutes(cost.minutes)),
    }


def record_data(record: Credential | Career, catalog: Catalog, today: dt.date) -> dict[str, Any]:
    """The whole record, how well it is supported, and for a credential what it opens and what leads to it."""
    data = {"schema": SCHEMA, **_Record(catalog, today).fields(record)}
    data["support"] = support(record, catalog, today)
    if isinstance(record, Credential):
        life = {c.id: (c.name, c.lifecycle.status) for c in catalog.credentials}
        data["successors"] = [
            {"id": ident, "name": name, "status": status}
            for ident in record.lifecycle.successors
            for name, status in (life.get(ident, (None, None)),)
        ]
        data["opens"] = [link_data(link) for link in opens(catalog, record)]
        data["led_by"] = [link_data(link) for link in leads_to(catalog, record)]
        data["catalog_offers"] = [
            _Record(catalog, today).fields(offer) for offer in catalog.offers if covers(offer.covers, record.id)
        ]
    data["catalog"] = catalog_data(catalog)
    return data


def link_data(link: Link) -> dict[str, Any]:
    """One tie between two records; ``skill`` only where a skill ties them."""
    data = {"kind": link.kind, "id": link.id, "name": link.name, "as": link.role}
    return {**data, "skill": link.skill} if link.skill else data


def info_data(catalog: Catalog, today: dt.date) -> dict[str, Any]:
    """What ``catalog info --json`` prints."""
    whole = support(catalog, catalog, today)
    return {
        "schema": SCHEMA,
        **catalog_data(catalog),
        "age_days": (today - catalog.date).days,
        "counts": {
            "credentials": len(catalog.credentials),
            "careers": len(catalog.careers),
            "skills": len(catalog.skills),
            "providers": len(catalog.providers),
            "facts": whole.facts,
            "sources": len(catalog.sources),
        },
        "grades": whole.grades,
        "ages": whole.ages,
        "one_source": whole.one_source,
        "conflicts": whole.conflicts,
        "unknown_prices": sum(o.price.amount is None for c in catalog.credentials for o in c.offers),
    }


def catalog_data(catalog: Catalog) -> dict[str, Any]:
    """Which catalog an answer rests on."""
    return {"version": catalog.version, "date": catalog.date.isoformat()}


class _Record:
    """Turns values of the model into JSON values, with what is known about each fact."""

    def __init__(self, catalog: Catalog, today: dt.date) -> None:
        self.catalog = catalog
        self.today = today

    def value(self, value: Any) -> Any:
        """Any value of the model."""
        if isinstance(value, Price):
            return self._fact(value, value.amount, value.currency, currency=value.currency, region=value.region)
        if isinstance(value, Effort):
            return self._fact(value, value.likely, "hours")
        if isinstance(value, Elapsed):
            return self._fact(value, value.days, "days")
        if isinstance(value, Number):
            return self._fact(value, value.value, value.unit, scope=value.scope)
        if isinstance(value, Wage):
            spread = {name: self.value(getattr(value, name)) for name in ("p10", "p25", "p75", "p90")}
            where = {"area": value.area, "period": value.period, "scope": value.scope}
            return self._fact(value, value.median, "a year", currency=value.currency, **spread, **where)
        if isinstance(value, msgspec.Struct):
            return self.fields(value)
        if isinstance(value, tuple):
            return [self.value(item) for item in value]
        if isinstance(value, Cents | Minutes):
            return str(value)
        return value.isoformat() if isinstance(value, dt.date) else value

    def fields(self, value: msgspec.Struct) -> dict[str, Any]:
        """A record's keys; those that hold nothing are left out, but never its id, name or status."""
        kept = {}
        for name in value.__struct_fields__:
            item = getattr(value, name)
            if name in _OF_FACTS and isinstance(value, Sourced):
                continue
            if item is None or item == () or item == "" or item is False:
                continue
            kept[name] = self.value(item)
        if isinstance(value, Sourced) and value.sources:
            kept |= self._support(value)
        return kept

    def _fact(self, fact: Sourced, stated: object, unit: str, **more: Any) -> dict[str, Any]:
        data = {"value": self.value(stated)}
        for name in ("low", "high"):
            if hasattr(fact, name):
                data[name] = self.value(getattr(fact, name))
        return {**data, "unit": unit, "currency": None, **more, **self._support(fact)}

    def _support(self, fact: Sourced) -> dict[str, Any]:
        sources = self.catalog.sources
        day = grades.as_of(fact, sources)
        data: dict[str, Any] = {
            "as_of": day.isoformat() if day else None,
            "source": [sources[key].url for key in fact.sources if key in sources],
            "grade": grades.grade(fact, sources, self.catalog.date),
            "age": grades.age(fact, sources, self.today),
            "one_source": grades.one_source(fact),
        }
        if fact.note:
            data["note"] = fact.note
        if fact.conflict:
            data["conflict"] = True
        return data


_OF_FACTS = frozenset(["sources", "as_of", "note", "conflict"])
