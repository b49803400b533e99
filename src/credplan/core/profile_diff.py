"""What differs between two profiles, a line each, in the words of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from credplan.core.profile import Profile

_KEYS: dict[str, tuple[str, ...]] = {
    "goal": ("name",),
    "skill": ("id",),
    "credential": ("id",),
    "waiver": ("requirement", "of"),
    "plan": ("name",),
}
"""The lists of a profile, and what tells their entries apart."""


BACK = ("not there", "there again")
"""What becomes of an entry when an older version comes back."""
ONWARD = ("removed", "new")
"""What becomes of it by a change."""


def profile_changes(before: Profile, after: Profile, words: tuple[str, str] = BACK) -> list[str]:
    """One line for each thing that is not in ``after`` as it was in ``before``; empty when they mean the same."""
    lines = [f"learner {text}" for text in _values(before.learner, after.learner)]
    for table, keys in _KEYS.items():
        lines += _entries(table, keys, getattr(before, table), getattr(after, table), words)
    lines += [text for text in _values(before, after) if text.split(":")[0] in ("schema", "catalogs")]
    return lines


def _entries(
    table: str, keys: tuple[str, ...], before: tuple[Any, ...], after: tuple[Any, ...], words: tuple[str, str]
) -> Iterator[str]:
    gone, there = words
    old = {tuple(getattr(e, k) for k in keys): e for e in before}
    new = {tuple(getattr(e, k) for k in keys): e for e in after}
    for key, entry in old.items():
        name = f"{table} {' for '.join(k for k in key if k)}"
        if key not in new:
            yield f"{name}: {gone} (was {_short(entry)})" if _short(entry) else f"{name}: {gone}"
        elif new[key] != entry:
            yield f"{name}: {', '.join(_values(entry, new[key]))}"
    for key, entry in new.items():
        if key not in old:
            name = f"{table} {' for '.join(k for k in key if k)}"
            yield f"{name}: {there} ({_short(entry)})" if _short(entry) else f"{name}: {there}"
    if list(old) != list(new) and sorted(old) == sorted(new):
        yield f"{table}: the order of its entries"


def _short(entry: Any) -> str:
    """The one value that tells most of an entry."""
    for name in ("status", "level", "by", "because", "goal"):
        value = getattr(entry, name, None)
        if value:
            return _shown(value)
    return ""


def _values(before: msgspec.Struct, after: msgspec.Struct) -> Iterator[str]:
    for name in before.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old != new and name not in _KEYS:
            yield f"{name}: {_shown(new)} (was {_shown(old)})"


def _shown(value: Any) -> str:
    if isinstance(value, tuple) and any(isinstance(v, msgspec.Struct) for v in value):
        return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return "not set" if value in (None, "") else str(value)
