"""What the JSON Schemas are made of: values of one kind, and tables, lists and choices of them."""

from __future__ import annotations

from typing import Any, get_args

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
AMOUNT: Schema = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"}
HOURS: Schema = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"}
CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}


def table(required: dict[str, Schema], **optional: Schema) -> Schema:
    """An object that has all of ``required`` and may have ``optional``."""
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


def list_of(item: Schema) -> Schema:
    """A list of one kind of thing."""
    return {"type": "array", "items": item}


def maybe(value: Schema) -> Schema:
    """The value or null: not known, or not asked for."""
    return {"anyOf": [value, {"type": "null"}]}


def one_of(*values: str) -> Schema:
    """One of a few words."""
    return {"enum": list(values)}


def by_currency(value: Schema) -> Schema:
    """An object with a value for each currency (ISO 4217)."""
    return {"type": "object", "propertyNames": CURRENCY, "additionalProperties": value}


def kinds(literal: Any) -> Schema:
    """One of the words that a ``Literal`` type allows."""
    return {"enum": list(get_args(literal))}


def with_cost(more: dict[str, Schema]) -> Schema:
    """An object with the keys of a cost beside ``more``."""
    return {"allOf": [table(more), {"$ref": "#/$defs/cost"}]}
