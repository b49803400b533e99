"""JSON Schemas (2020-12) of what scripts read: the JSON of a plan, of renewals, of a catalog and of a profile.

They say what is always there and of which kind; keys may be added within a schema number, so unknown ones are allowed
in what the program writes for scripts. docs/formats.md explains what each key means.
"""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from credplan.core.model import Catalog, Kind, PartKind, Renewal
from credplan.core.profile_schema import DIALECT, profile_schema
from credplan.core.units import Cents, Minutes

Schema = dict[str, Any]
NAMES = ("plan", "renewals", "catalog", "profile")
NUMBER = 1
"""The schema number that these describe."""

_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_AMOUNT: Schema = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"}
_HOURS: Schema = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"}
_CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}


def schema(name: str) -> Schema:
    """The schema of one of `NAMES` as plain JSON values, always the same."""
    made = {"plan": _plan, "renewals": _renewals, "catalog": _catalog, "profile": profile_schema}[name]()
    return {"$schema": DIALECT, "$id": f"urn:credplan:schema:{name}:{NUMBER}", **made}


def _table(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _maybe(value: Schema) -> Schema:
    """The value or null: not known, or not asked for."""
    return {"anyOf": [value, {"type": "null"}]}


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def _by_currency(value: Schema) -> Schema:
    return {"type": "object", "propertyNames": _CURRENCY, "additionalProperties": value}


def _kinds(literal: Any) -> Schema:
    return {"enum": list(get_args(literal))}


def _plan() -> Schema:
    head = {
        "schema": {"const": NUMBER},
        "status": _one_of("optimal", "bounded", "infeasible", "unknown"),
        "complete": _FLAG,
        "goal": {"$ref": "#/$defs/goal"},
        "also": _list(
            {"allOf": [{"$ref": "#/$defs/goal"}, _table({"door": _maybe({"$ref": "#/$defs/door"})})]},
        ),
        "objective": _table(
            {
                "name": _one_of("cheapest", "fastest", "fewest", "balanced"),
                "value": _maybe(_TEXT),
                "bound": _maybe(_TEXT),
            },
            unit=_TEXT,
        ),
        "limits": _limits(),
        "door": _maybe({"$ref": "#/$defs/door"}),
        "steps": _list({"$ref": "#/$defs/step"}),
        "confirm": _list(_TEXT),
        "warnings": _list(_TEXT),
        "open_to_some": _list(_TEXT),
        "catalog": _table({"version": _TEXT, "date": _DAY}),
    }
    found = {
        "reason": _TEXT,
        "subscriptions": _list(
            _table(
                {
                    "offer": _TEXT,
                    "name": _TEXT,
                    "start": _DAY,
                    "end": _DAY,
                    "charges": _list(_with_cost({"date": _DAY})),
                    "covers": _list(_TEXT),
                }
            )
        ),
        "due": _list(_with_cost({"date": _DAY, "name": _TEXT})),
        "totals": _totals(),
        "held": _list(_TEXT),
        "uncovered": _list(_table({"name": _TEXT, "kind": _TEXT, "why": _list(_TEXT)})),
        "later": _list(_TEXT),
        "alternatives": _list(
            _table(
                {
                    "change": _TEXT,
                    "option": _TEXT,
                    "cost": _by_currency(_AMOUNT),
                    "finish": _DAY,
                    "effort_hours": _HOURS,
                    "unknown": _COUNT,
                    "steps": _list(_TEXT),
                }
            )
        ),
        "plus": _list(
            _table(
                {
                    "name": _TEXT,
                    "included": _FLAG,
                    "cost": _by_currency(_maybe(_AMOUNT)),
                    "effort_hours": _maybe({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,2})?$"}),
                    "unknown": _COUNT,
                    "steps": _list(_TEXT),
                }
            )
        ),
        "switches": _list(
            _table(
                {
                    "hours_per_week": _HOURS,
                    "direction": _one_of("more", "fewer"),
                    "instead_of": _list(_TEXT),
                    "bought": _list(_TEXT),
                    "cost": _by_currency(_AMOUNT),
                    "finish": _DAY,
                }
            )
        ),
        "saved": _maybe(
            _table(
                {
                    "name": _TEXT,
                    "keep": _FLAG,
                    "why": _TEXT,
                    "same": _FLAG,
                    "hours_per_week": _maybe(_HOURS),
                    "cost": _by_currency(_maybe(_AMOUNT)),
                    "unknown": _COUNT,
                    "finish": _maybe(_DAY),
                }
            )
        ),
        "left_out_unpriced": _list(_TEXT),
        "pace": _maybe(
            _table(
                {
                    "percent": _COUNT,
                    "logged": _HOURS,
                    "likely": _HOURS,
                    "credentials": _list(_TEXT),
                    "proposed": _FLAG,
                }
            )
        ),
        "equals": _list(_list(_TEXT)),
    }
    no = {
        "separate_conflicts": _FLAG,
        "conflict": _list(
            _table({"kind": _TEXT, "owner": _one_of("yours", "waivable", "law", "world"), "text": _TEXT}),
        ),
        "relaxations": _list(
            _table(
                {
                    "changes": _list(_table({"option": _TEXT, "value": _TEXT})),
                    "dropped": _list(_table({"option": _TEXT, "value": _maybe(_TEXT)})),
                    "text": _TEXT,
                    "verified": _FLAG,
                    "cost": _by_currency(_AMOUNT),
                    "unknown": _COUNT,
                    "finish": _DAY,
                    "steps": _list(_table({"credential": _TEXT, "name": _TEXT})),
                }
            )
        ),
        "closest": _maybe(
            _table(
                {
                    "covered": _list(_TEXT),
                    "missing": _list(_TEXT),
                    "proved": _FLAG,
                    "cost": _by_currency(_AMOUNT),
                    "unknown": _COUNT,
                    "finish": _DAY,
                    "steps": _list(_table({"credential": _TEXT, "name": _TEXT})),
                }
            )
        ),
    }
    return {
        "title": "A plan of credplan",
        "description": "credplan plan --json and export plan --to FILE.json: a plan, or that none fits.",
        **_table(head, **found, **no),
        "if": {"properties": {"status": _one_of("optimal", "bounded")}},
        "then": {"required": list(found)},
        "else": {"required": list(no)},
        "$defs": {"goal": _goal(), "door": _door(), "step": _step(), "cost": _cost()},
    }


def _goal() -> Schema:
    return _table({"kind": _one_of("career", "credential"), "id": _TEXT, "name": _TEXT})


def _limits() -> Schema:
    flags = dict.fromkeys(("free", "accredited", "online", "safe", "stretch", "count_upkeep"), _FLAG)
    names = {name: _list(_TEXT) for name in ("without", "without_provider", "provider", "lock")}
    return _table(
        {
            "start": _DAY,
            "hours_per_week": _HOURS,
            "budget": _maybe(_AMOUNT),
            "currency": _CURRENCY,
            "by": _maybe(_DAY),
            **names,
            **flags,
            "years": _COUNT,
            "pace_percent": _COUNT,
        }
    )


def _door() -> Schema:
    wage = {name: _maybe(_AMOUNT) for name in ("median", "p10", "p25", "p75", "p90")}
    law = _table({"name": _TEXT, "region": _TEXT, "issuer": _TEXT, "applies": _FLAG})
    number: Schema = {"type": "integer"}
    return _table(
        {
            "education": _TEXT,
            "experience": _TEXT,
            "training": _TEXT,
            "age": _maybe(_COUNT),
            "checks": _list(_TEXT),
            "advice": _TEXT,
            "laws": _list(law),
            "wage": _maybe(_table({**wage, "currency": _CURRENCY, "area": _TEXT, "period": _TEXT})),
            "openings": _maybe(_table({"value": _maybe(number), "scope": _TEXT})),
            "growth": _maybe(_table({"value": _maybe(number), "unit": _TEXT})),
            "job_zone": _maybe(number),
        }
    )


def _cost() -> Schema:
    return _table(
        {
            "kind": _TEXT,
            "amount": _maybe(_AMOUNT),
            "low": _maybe(_AMOUNT),
            "high": _maybe(_AMOUNT),
            "currency": _CURRENCY,
            "as_of": _maybe(_DAY),
            "grade": _maybe(_one_of("A", "B", "C", "D")),
            "age": _maybe(_one_of("fresh", "ageing", "stale", "undated")),
            "source": _list(_TEXT),
            "note": _maybe(_TEXT),
        }
    )


def _with_cost(more: dict[str, Schema]) -> Schema:
    return {"allOf": [_table(more), {"$ref": "#/$defs/cost"}]}


def _step() -> Schema:
    part = _table(
        {
            "id": _TEXT,
            "name": _TEXT,
            "kind": _kinds(PartKind),
            "codes": _list(_TEXT),
            "series": _maybe(_TEXT),
            "form": _maybe(_TEXT),
            "retake": _maybe(_TEXT),
            "last_date": _maybe(_DAY),
        }
    )
    renewal = _table(
        {
            "name": _TEXT,
            "how": _kinds(msgspec.structs.fields(Renewal)[_place(Renewal, "how")].type),
            "units": _maybe(_COUNT),
            "unit": _maybe(_TEXT),
            "every_months": _maybe(_COUNT),
            "fee": _maybe(_AMOUNT),
            "by": _list(_TEXT),
        }
    )
    facts = {
        "type": _TEXT,
        "delivery": _maybe(_one_of("online", "in-person", "either")),
        "parts": _list(part),
        "rules": _list(_TEXT),
        "recommended_before": _list(_TEXT),
        "validity": _table(
            {"months": _maybe(_COUNT), "never_expires": _FLAG, "note": _maybe(_TEXT), "renewals": _list(renewal)}
        ),
        "counts_toward": _list(
            _table({"into": _TEXT, "issuer": _TEXT, "credits": _maybe(_COUNT), "conditions": _TEXT})
        ),
    }
    texts = {name: _list(_TEXT) for name in ("gains", "because", "confirm", "notes")}
    return _table(
        {
            "step": {"type": "integer", "minimum": 1},
            "credential": _TEXT,
            "name": _TEXT,
            "kind": _kinds(Kind),
            "provider": _TEXT,
            "part": _list(_TEXT),
            "route": _TEXT,
            "bought": _list(_TEXT),
            "subscriptions": _list(_TEXT),
            "start": _DAY,
            "work_ends": _DAY,
            "passed": _DAY,
            "finish": _DAY,
            "effort_hours": _table({name: _maybe(_HOURS) for name in ("low", "likely", "high")}),
            "effort_facts": _list(_effort_fact()),
            "costs": _list(_with_cost({"name": _TEXT, "due": _DAY})),
            **texts,
            "url": _TEXT,
        },
        **facts,
    )


def _effort_fact() -> Schema:
    return _table(
        {
            "part": _maybe(_TEXT),
            "preparing": _maybe(_one_of("ready", "nothing")),
            "hours": _maybe(_HOURS),
            "as_of": _maybe(_DAY),
            "grade": _maybe(_one_of("A", "B", "C", "D")),
            "age": _maybe(_one_of("fresh", "ageing", "stale", "undated")),
            "source": _list(_TEXT),
            "note": _maybe(_TEXT),
            "doubt": _maybe(_TEXT),
        }
    )


def _totals() -> Schema:
    return _table(
        {
            "cost": _by_currency(_AMOUNT),
            "cost_low": _by_currency(_maybe(_AMOUNT)),
            "cost_high": _by_currency(_maybe(_AMOUNT)),
            "unknown": _list(_TEXT),
            "one_source": _list(_TEXT),
            "unsure_hours": _list(_TEXT),
            "weak_sites": _list(_TEXT),
            "effort_hours": _table({"low": _maybe(_HOURS), "likely": _HOURS, "high": _maybe(_HOURS)}),
            "passed": _DAY,
            "finish": _DAY,
            "finish_low": _maybe(_DAY),
            "finish_high": _maybe(_DAY),
            "upkeep_per_year": _by_currency(_AMOUNT),
            "upkeep_total": _by_currency(_AMOUNT),
            "upkeep_held": _by_currency(_AMOUNT),
            "upkeep_years": _COUNT,
            "upkeep": _list(_TEXT),
            "upkeep_unknown": _FLAG,
        }
    )


def _renewals() -> Schema:
    due = {
        "date": _maybe(_DAY),
        "credential": _TEXT,
        "name": _TEXT,
        "state": _one_of("held", "planned"),
        "kind": _one_of("renewal", "yearly fee", "lapse"),
        "what": _TEXT,
        "units": _maybe(_COUNT),
        "unit": _maybe(_TEXT),
        "cost": _maybe(_AMOUNT),
        "currency": _CURRENCY,
        "known": _FLAG,
        "also": _list(_TEXT),
        "note": _maybe(_TEXT),
        "as_of": _maybe(_DAY),
        "grade": _maybe(_one_of("A", "B", "C", "D")),
        "source": _list(_TEXT),
    }
    year = {"year": {"type": "integer"}, "cost": _by_currency(_AMOUNT), "unknown": _COUNT}
    return {
        "title": "Renewals of credplan",
        "description": "credplan renewals --json and export renewals --to FILE.json.",
        **_table(
            {
                "schema": {"const": NUMBER},
                "from": _DAY,
                "until": _DAY,
                "plan": _maybe(_TEXT),
                "credentials": _list(_TEXT),
                "due": _list(_table(due)),
                "years": _list(_table(year)),
                "lapsed": _list(_table({"credential": _TEXT, "name": _TEXT, "date": _DAY})),
                "never": _list(_TEXT),
                "not_known": _list(_TEXT),
            }
        ),
    }


def _catalog() -> Schema:
    """From the types themselves: a catalog is read strictly, so a key that they do not have is refused."""
    (root,), defs = msgspec.json.schema_components((Catalog,), schema_hook=_own_types, ref_template="#/$defs/{name}")
    return {
        "title": "A catalog of credplan",
        "description": "export catalog --to FILE.json, read back by --catalog; docs/catalog-format.md explains it.",
        **root,
        "$defs": {name: _described(part) for name, part in defs.items()},
    }


def _own_types(kind: type) -> Schema:
    if kind is Cents:
        return {"type": ["string", "integer"], "pattern": r"^\s*-?[0-9]{0,12}(\.[0-9]{0,4})?\s*$"}
    if kind is Minutes:
        return {"type": ["string", "integer"], "pattern": r"^\s*-?[0-9]{0,12}(\.[0-9]{0,4})?\s*$"}
    raise NotImplementedError(kind)


def _described(part: Schema) -> Schema:
    """A type's docstring as its description, on one line."""
    if "description" in part:
        return {**part, "description": " ".join(part["description"].split())}
    return part


def _place(kind: type[msgspec.Struct], name: str) -> int:
    return kind.__struct_fields__.index(name)
