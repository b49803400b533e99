"""Findings, and one walk over everything a catalog holds, for the rules that apply to a value wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from credplan.core.model import Career, Catalog, Credential, Offer, Provider, Skill

Severity = Literal["error", "warning"]

MOST_DEPTH = 100
"""Values within values; the walk stops there and the linter says so."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong, where, and what to do about it."""

    severity: Severity
    where: str
    """``comptia/a-plus routes[0].parts[1].effort``: the record's id, then the path inside it."""
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.what}; {self.fix}"


class Place(msgspec.Struct, frozen=True):
    """A value of the catalog and the way to it."""

    where: str
    value: msgspec.Struct
    depth: int = 0


def error(where: str, what: str, fix: str) -> Finding:
    """A finding that keeps a catalog from being used for proofs."""
    return Finding("error", where, what, fix)


def warning(where: str, what: str, fix: str) -> Finding:
    """A finding that plans can live with and mention."""
    return Finding("warning", where, what, fix)


def walk(root: msgspec.Struct) -> Iterator[Place]:
    """``root`` and every struct inside it, parents first, without recursion and to a bounded depth."""
    pending = [Place("", root)]
    while pending:
        place = pending.pop()
        yield place
        if place.depth >= MOST_DEPTH:
            continue
        for name in reversed(place.value.__struct_fields__):
            value = getattr(place.value, name)
            if isinstance(value, msgspec.Struct):
                pending.append(Place(_below(place, name), value, place.depth + 1))
            elif isinstance(value, tuple):
                for number in reversed(range(len(value))):
                    if isinstance(value[number], msgspec.Struct):
                        where = _below(place, f"{name}[{number}]", value[number])
                        pending.append(Place(where, value[number], place.depth + 1))


def _below(place: Place, name: str, value: msgspec.Struct | None = None) -> str:
    if isinstance(place.value, Catalog):
        if isinstance(value, Credential | Career):
            return value.id
        return f"{name.partition('[')[0]} {value.id}" if isinstance(value, Offer | Provider | Skill) else name
    if isinstance(place.value, Credential | Career | Offer) and place.depth <= 1:
        return f"{place.where} {name}".strip()
    return f"{place.where}.{name}" if place.where else name
