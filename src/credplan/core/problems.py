"""Every problem of a value that should be one of our types, each with its path, what is wrong and a likely fix.

msgspec is fast and stops at the first problem; a person who mends a file wants all of them. This walk runs only
after msgspec has refused a value, so it may be slow, and it must find something wherever msgspec did: the caller
falls back on msgspec's own message when it does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import inspect

from credplan.core.names import nearest
from credplan.core.wire import decode_hook

MOST_PROBLEMS = 100
"""Problems listed of one value; a file with more has one cause, and it shows in the first few."""


def problems(value: object, wanted: type, path: str = "") -> list[str]:
    """``path: what is wrong`` for each problem of ``value``; empty when it converts to ``wanted``."""
    found: list[str] = []
    _walk(value, inspect.type_info(wanted), path, found)
    if not found:
        try:
            msgspec.convert(value, wanted, dec_hook=decode_hook)
        except msgspec.ValidationError as problem:
            found.append(_joined(path, str(problem)))
    return found[:MOST_PROBLEMS]


def _walk(value: object, info: inspect.Type, path: str, found: list[str]) -> None:
    if len(found) >= MOST_PROBLEMS:
        return
    if isinstance(info, inspect.UnionType):
        options = [t for t in info.types if not isinstance(t, inspect.NoneType)]
        if value is None and len(options) < len(info.types):
            return
        info = options[0]
    if isinstance(info, inspect.StructType):
        _walk_table(value, info, path, found)
    elif isinstance(info, inspect.VarTupleType):
        if not isinstance(value, list | tuple):
            found.append(_joined(path, f"expected a list in brackets [ … ], got {_shown(value)}"))
            return
        for place, item in enumerate(value):
            _walk(item, info.item_type, f"{path}[{place}]", found)
    elif isinstance(info, inspect.DictType):
        if not isinstance(value, Mapping):
            found.append(_joined(path, f"expected a table, got {_shown(value)}"))
            return
        for key, item in value.items():
            _walk(item, info.value_type, f"{path}.{key}", found)
    else:
        wrong = _leaf(value, info)
        if wrong:
            found.append(_joined(path, wrong))


def _walk_table(value: object, info: inspect.StructType, path: str, found: list[str]) -> None:
    if not isinstance(value, Mapping):
        found.append(_joined(path, f"expected a table {{ … }}, got {_shown(value)}"))
        return
    fields = {field.encode_name: field for field in info.fields}
    before = len(found)
    for key in value:
        if key not in fields:
            near = nearest(str(key), fields, 1)
            fix = f"did you mean {near[0]}?" if near else f"it may have {_listed(sorted(fields))}"
            found.append(_joined(path, f"unknown key {_shown(key)}; {fix}"))
    for name, field in fields.items():
        if name in value:
            _walk(value[name], field.type, f"{path}.{name}" if path else name, found)
        elif field.required:
            found.append(_joined(path, f"{name} is missing; add {name} = …"))
    if len(found) == before and hasattr(info.cls, "__post_init__"):
        try:
            msgspec.convert(value, info.cls, dec_hook=decode_hook)
        except msgspec.ValidationError as problem:
            found.append(_joined(path, _without_path(problem)))


def _leaf(value: object, info: inspect.Type) -> str:
    """What is wrong with a single value; nothing when it is right."""
    if isinstance(info, inspect.LiteralType):
        if value in info.values and not isinstance(value, bool):
            return ""
        allowed = [str(v) for v in info.values]
        near = nearest(str(value), allowed, 1)
        meant = f'; did you mean "{near[0]}"?' if near else ""
        return f"expected one of {_listed(allowed)}, got {_shown(value)}{meant}"
    wanted = {
        inspect.StrType: (str, "text in quotes"),
        inspect.IntType: (int, "a whole number without quotes"),
        inspect.BoolType: (bool, "true or false"),
        inspect.DateType: (dt.date, "a date such as 2026-11-24"),
    }.get(type(info))
    kind: Any = info.cls if isinstance(info, inspect.CustomType) else wanted[0] if wanted else None
    if kind is None:
        return ""
    try:
        msgspec.convert(value, kind, dec_hook=decode_hook)
    except msgspec.ValidationError as problem:
        return f"expected {wanted[1]}, got {_shown(value)}" if wanted else _without_path(problem)
    return ""


def _joined(path: str, what: str) -> str:
    return f"{path}: {what}" if path else what


def _without_path(problem: msgspec.ValidationError) -> str:
    return str(problem).partition(" - at `")[0]


def _shown(value: object) -> str:
    """A value as its author would recognise it, short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else str(value)[:40]


def _listed(words: list[str]) -> str:
    return ", ".join(words[:15]) + (", …" if len(words) > 15 else "")
