"""JSON Schemas (2020-12) of what scripts read: the JSON of a plan, of renewals, of a catalog and of a profile.

They say what is always there and of which kind; keys may be added within a schema number, so unknown ones are allowed
in what the program writes for scripts. docs/formats.md explains what each key means.
"""

from __future__ import annotations

import msgspec

from credplan.core.model import Catalog, Kind, PartKind, Renewal
from credplan.core.profile_schema import DIALECT, profile_schema
from credplan.core.schema_answers import further_answers
from credplan.core.schema_proof import proof_schema
from credplan.core.schema_shapes import (
    AMOUNT,
    COUNT,
    CURRENCY,
    DAY,
    FLAG,
    HOURS,
    TEXT,
    Schema,
    by_currency,
    kinds,
    list_of,
    maybe,
    one_of,
    table,
    with_cost,
)
from credplan.core.units import Cents, Minutes

NAMES = ("plan", "renewals", "catalog", "profile", "proof")
NUMBER = 1
"""The schema number that these describe."""


def schema(name: str) -> Schema:
    """The schema of one of `NAMES` as plain JSON values, always the same."""
    makers = {
        "plan": _plan,
        "renewals": _renewals,
        "catalog": _catalog,
        "profile": profile_schema,
        "proof": proof_schema,
    }
    made = makers[name]()
    return {"$schema": DIALECT, "$id": f"urn:credplan:schema:{name}:{NUMBER}", **made}


def _plan() -> Schema:
    head = {
        "schema": {"const": NUMBER},
        "status": one_of("optimal", "bounded", "infeasible", "unknown"),
        "complete": FLAG,
        "goal": {"$ref": "#/$defs/goal"},
        "also": list_of(
            {"allOf": [{"$ref": "#/$defs/goal"}, table({"door": maybe({"$ref": "#/$defs/door"})})]},
        ),
        "objective": table(
            {
                "name": one_of("cheapest", "fastest", "fewest", "balanced"),
                "value": maybe(TEXT),
                "bound": maybe(TEXT),
            },
            unit=TEXT,
        ),
        "limits": _limits(),
        "door": maybe({"$ref": "#/$defs/door"}),
        "steps": list_of({"$ref": "#/$defs/step"}),
        "confirm": list_of(TEXT),
        "warnings": list_of(TEXT),
        "open_to_some": list_of(TEXT),
        "catalog": table({"version": TEXT, "date": DAY}),
    }
    found = {
        "reason": TEXT,
        "subscriptions": list_of(
            table(
                {
                    "offer": TEXT,
                    "name": TEXT,
                    "start": DAY,
                    "end": DAY,
                    "charges": list_of(with_cost({"date": DAY})),
                    "covers": list_of(TEXT),
                }
            )
        ),
        "due": list_of(with_cost({"date": DAY, "name": TEXT})),
        "totals": _totals(),
        "held": list_of(TEXT),
        "uncovered": list_of(table({"name": TEXT, "kind": TEXT, "why": list_of(TEXT)})),
        "later": list_of(TEXT),
        "alternatives": list_of(
            table(
                {
                    "change": TEXT,
                    "option": TEXT,
                    "cost": by_currency(AMOUNT),
                    "finish": DAY,
                    "effort_hours": HOURS,
                    "unknown": COUNT,
                    "steps": list_of(TEXT),
                }
            )
        ),
        "plus": list_of(
            table(
                {
                    "name": TEXT,
                    "included": FLAG,
                    "cost": by_currency(maybe(AMOUNT)),
                    "effort_hours": maybe({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,2})?$"}),
                    "unknown": COUNT,
                    "steps": list_of(TEXT),
                }
            )
        ),
        "switches": list_of(
            table(
                {
                    "hours_per_week": HOURS,
                    "direction": one_of("more", "fewer"),
                    "instead_of": list_of(TEXT),
                    "bought": list_of(TEXT),
                    "cost": by_currency(AMOUNT),
                    "finish": DAY,
                }
            )
        ),
        "saved": maybe(
            table(
                {
                    "name": TEXT,
                    "keep": FLAG,
                    "why": TEXT,
                    "same": FLAG,
                    "hours_per_week": maybe(HOURS),
                    "cost": by_currency(maybe(AMOUNT)),
                    "unknown": COUNT,
                    "finish": maybe(DAY),
                }
            )
        ),
        "left_out_unpriced": list_of(TEXT),
        "pace": maybe(
            table(
                {
                    "percent": COUNT,
                    "logged": HOURS,
                    "likely": HOURS,
                    "credentials": list_of(TEXT),
                    "proposed": FLAG,
                }
            )
        ),
        "equals": list_of(list_of(TEXT)),
    }
    no = {
        "separate_conflicts": FLAG,
        "conflict": list_of(
            table({"kind": TEXT, "owner": one_of("yours", "waivable", "law", "world"), "text": TEXT}),
        ),
        "relaxations": list_of(
            table(
                {
                    "changes": list_of(table({"option": TEXT, "value": TEXT})),
                    "dropped": list_of(table({"option": TEXT, "value": maybe(TEXT)})),
                    "text": TEXT,
                    "verified": FLAG,
                    "cost": by_currency(AMOUNT),
                    "unknown": COUNT,
                    "finish": DAY,
                    "steps": list_of(table({"credential": TEXT, "name": TEXT})),
                }
            )
        ),
        "closest": maybe(
            table(
                {
                    "covered": list_of(TEXT),
                    "missing": list_of(TEXT),
                    "proved": FLAG,
                    "cost": by_currency(AMOUNT),
                    "unknown": COUNT,
                    "finish": DAY,
                    "steps": list_of(table({"credential": TEXT, "name": TEXT})),
                }
            )
        ),
    }
    return {
        "title": "A plan of credplan",
        "description": "credplan plan --json and export plan --to FILE.json: a plan, or that none fits.",
        **table(head, **found, **no, **further_answers({**head, **found})),
        "if": {"properties": {"status": one_of("optimal", "bounded")}},
        "then": {"required": list(found)},
        "else": {"required": list(no)},
        "$defs": {"goal": _goal(), "door": _door(), "step": _step(), "cost": _cost()},
    }


def _goal() -> Schema:
    return table({"kind": one_of("career", "credential"), "id": TEXT, "name": TEXT})


def _limits() -> Schema:
    flags = dict.fromkeys(("free", "accredited", "online", "safe", "stretch", "count_upkeep"), FLAG)
    names = {name: list_of(TEXT) for name in ("without", "without_provider", "provider", "lock")}
    return table(
        {
            "start": DAY,
            "hours_per_week": HOURS,
            "budget": maybe(AMOUNT),
            "currency": CURRENCY,
            "by": maybe(DAY),
            **names,
            **flags,
            "years": COUNT,
            "pace_percent": COUNT,
        }
    )


def _door() -> Schema:
    wage = {name: maybe(AMOUNT) for name in ("median", "p10", "p25", "p75", "p90")}
    law = table({"name": TEXT, "region": TEXT, "issuer": TEXT, "applies": FLAG})
    number: Schema = {"type": "integer"}
    return table(
        {
            "education": TEXT,
            "experience": TEXT,
            "training": TEXT,
            "age": maybe(COUNT),
            "checks": list_of(TEXT),
            "advice": TEXT,
            "laws": list_of(law),
            "wage": maybe(table({**wage, "currency": CURRENCY, "area": TEXT, "period": TEXT})),
            "openings": maybe(table({"value": maybe(number), "scope": TEXT})),
            "growth": maybe(table({"value": maybe(number), "unit": TEXT})),
            "job_zone": maybe(number),
        }
    )


def _cost() -> Schema:
    return table(
        {
            "kind": TEXT,
            "amount": maybe(AMOUNT),
            "low": maybe(AMOUNT),
            "high": maybe(AMOUNT),
            "currency": CURRENCY,
            "as_of": maybe(DAY),
            "grade": maybe(one_of("A", "B", "C", "D")),
            "age": maybe(one_of("fresh", "ageing", "stale", "undated")),
            "source": list_of(TEXT),
            "note": maybe(TEXT),
        }
    )


def _step() -> Schema:
    part = table(
        {
            "id": TEXT,
            "name": TEXT,
            "kind": kinds(PartKind),
            "codes": list_of(TEXT),
            "series": maybe(TEXT),
            "form": maybe(TEXT),
            "retake": maybe(TEXT),
            "last_date": maybe(DAY),
        }
    )
    renewal = table(
        {
            "name": TEXT,
            "how": kinds(msgspec.structs.fields(Renewal)[_place(Renewal, "how")].type),
            "units": maybe(COUNT),
            "unit": maybe(TEXT),
            "every_months": maybe(COUNT),
            "fee": maybe(AMOUNT),
            "by": list_of(TEXT),
        }
    )
    facts = {
        "type": TEXT,
        "delivery": maybe(one_of("online", "in-person", "either")),
        "parts": list_of(part),
        "rules": list_of(TEXT),
        "recommended_before": list_of(TEXT),
        "validity": table(
            {"months": maybe(COUNT), "never_expires": FLAG, "note": maybe(TEXT), "renewals": list_of(renewal)}
        ),
        "counts_toward": list_of(table({"into": TEXT, "issuer": TEXT, "credits": maybe(COUNT), "conditions": TEXT})),
    }
    texts = {name: list_of(TEXT) for name in ("gains", "because", "confirm", "notes")}
    return table(
        {
            "step": {"type": "integer", "minimum": 1},
            "credential": TEXT,
            "name": TEXT,
            "kind": kinds(Kind),
            "provider": TEXT,
            "part": list_of(TEXT),
            "route": TEXT,
            "bought": list_of(TEXT),
            "subscriptions": list_of(TEXT),
            "start": DAY,
            "work_ends": DAY,
            "passed": DAY,
            "finish": DAY,
            "effort_hours": table({name: maybe(HOURS) for name in ("low", "likely", "high")}),
            "effort_facts": list_of(_effort_fact()),
            "costs": list_of(with_cost({"name": TEXT, "due": DAY})),
            **texts,
            "url": TEXT,
        },
        **facts,
    )


def _effort_fact() -> Schema:
    return table(
        {
            "part": maybe(TEXT),
            "preparing": maybe(one_of("ready", "nothing")),
            "hours": maybe(HOURS),
            "as_of": maybe(DAY),
            "grade": maybe(one_of("A", "B", "C", "D")),
            "age": maybe(one_of("fresh", "ageing", "stale", "undated")),
            "source": list_of(TEXT),
            "note": maybe(TEXT),
            "doubt": maybe(TEXT),
        }
    )


def _totals() -> Schema:
    return table(
        {
            "cost": by_currency(AMOUNT),
            "cost_low": by_currency(maybe(AMOUNT)),
            "cost_high": by_currency(maybe(AMOUNT)),
            "unknown": list_of(TEXT),
            "one_source": list_of(TEXT),
            "unsure_hours": list_of(TEXT),
            "weak_sites": list_of(TEXT),
            "effort_hours": table({"low": maybe(HOURS), "likely": HOURS, "high": maybe(HOURS)}),
            "passed": DAY,
            "finish": DAY,
            "finish_low": maybe(DAY),
            "finish_high": maybe(DAY),
            "upkeep_per_year": by_currency(AMOUNT),
            "upkeep_total": by_currency(AMOUNT),
            "upkeep_held": by_currency(AMOUNT),
            "upkeep_years": COUNT,
            "upkeep": list_of(TEXT),
            "upkeep_unknown": FLAG,
        }
    )


def _renewals() -> Schema:
    due = {
        "date": maybe(DAY),
        "credential": TEXT,
        "name": TEXT,
        "state": one_of("held", "planned"),
        "kind": one_of("renewal", "yearly fee", "lapse"),
        "what": TEXT,
        "units": maybe(COUNT),
        "unit": maybe(TEXT),
        "cost": maybe(AMOUNT),
        "currency": CURRENCY,
        "known": FLAG,
        "also": list_of(TEXT),
        "note": maybe(TEXT),
        "as_of": maybe(DAY),
        "grade": maybe(one_of("A", "B", "C", "D")),
        "source": list_of(TEXT),
    }
    year = {"year": {"type": "integer"}, "cost": by_currency(AMOUNT), "unknown": COUNT}
    return {
        "title": "Renewals of credplan",
        "description": "credplan renewals --json and export renewals --to FILE.json.",
        **table(
            {
                "schema": {"const": NUMBER},
                "from": DAY,
                "until": DAY,
                "plan": maybe(TEXT),
                "credentials": list_of(TEXT),
                "due": list_of(table(due)),
                "years": list_of(table(year)),
                "lapsed": list_of(table({"credential": TEXT, "name": TEXT, "date": DAY})),
                "never": list_of(TEXT),
                "not_known": list_of(TEXT),
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
