"""Profiles of an older schema, brought to today's in memory; the file is rewritten only when it is changed anyway."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from credplan.core.profile import SCHEMA

Migration = Callable[[dict[str, Any]], None]

MIGRATIONS: dict[int, Migration] = {}
"""From a schema to the next one: each changes a profile's plain values in place. Schema 1 is the first: none yet.

A step that is here stays for ever, with a profile of its schema in ``tests/cases/profile``.
"""


def migrated(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a profile's plain values, as they would be written in today's schema; ``data`` stays as it is.

    What is no older schema comes back as it was: whether it is right at all is for `profile_check` to say.
    """
    values: dict[str, Any] = copy.deepcopy(dict(data))
    schema = values.get("schema", SCHEMA)
    if not isinstance(schema, int) or isinstance(schema, bool):
        return values
    while schema < SCHEMA and schema in MIGRATIONS:
        MIGRATIONS[schema](values)
        schema += 1
        values["schema"] = schema
    return values
