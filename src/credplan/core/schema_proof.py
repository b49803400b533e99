"""The JSON Schema of a proof file (docs/formats.md explains each key)."""

from __future__ import annotations

from credplan.core.schema_shapes import COUNT, DAY, FLAG, TEXT, Schema, list_of, maybe, one_of, table

_CRITERION = one_of("unknown", "money", "finish", "minutes", "steps", "value")


def proof_schema() -> Schema:
    """The whole file; its ``answer`` is described by the schema of a plan."""
    problem = {
        "start": DAY,
        "minutes_per_week": COUNT,
        "hour_value": maybe(COUNT),
        "criteria": list_of(_CRITERION),
        "limits": table({"money": maybe(COUNT), "finish": maybe(COUNT)}),
        "groups": list_of(table({"name": TEXT, "kind": TEXT, "need": {"$ref": "#/$defs/need"}})),
        "purchases": list_of(
            table({"name": TEXT, "cents": maybe(COUNT), "months": COUNT, "lasts": COUNT, "until": COUNT}),
        ),
        "ways": list_of(_way()),
        "given": _by_good(_row(2)),
        "reached": _by_good(COUNT),
    }
    step = {"anyOf": [table({"split": _row(2)}), table({"rows": list_of(_row(2))})]}
    claim = {"criterion": {"anyOf": [_CRITERION, {"const": ""}]}, "least": COUNT, "alone": FLAG, "tree": list_of(step)}
    whole: dict[str, Schema] = {
        "proof": {"const": 1},
        "answer": {"type": "object"},
        "problem": table(problem),
        "chosen": list_of(COUNT),
        "set_aside": list_of(list_of(COUNT)),
        "claims": list_of(table(claim)),
    }
    item = {
        "type": "array",
        "prefixItems": [COUNT, {"anyOf": [TEXT, {"$ref": "#/$defs/need"}]}, {"enum": [1, 2]}],
        "minItems": 2,
        "maxItems": 3,
    }
    need = {"type": "array", "prefixItems": [COUNT, list_of(item)], "minItems": 2, "maxItems": 2}
    return {**table(whole), "$defs": {"need": need}}


def _way() -> Schema:
    return table(
        {
            **dict.fromkeys(("step", "good", "route"), TEXT),
            **dict.fromkeys(("minutes", "unknown", "elapsed", "wait", "earliest", "latest"), COUNT),
            "need": {"$ref": "#/$defs/need"},
            "buys": list_of(_row(4)),
            "spans": list_of(_row(3)),
            "runs": list_of(COUNT),
            "validity": list_of(_row(2)),
        }
    )


def _row(length: int) -> Schema:
    """So many whole numbers."""
    return {"type": "array", "items": COUNT, "minItems": length, "maxItems": length}


def _by_good(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}
