"""How a profile's values and their places are named in messages about what is wrong with them."""

from __future__ import annotations

from typing import Any

from credplan.core.toml_places import DecimalText, Path


def near(word: str, known: tuple[str, ...]) -> str:
    """The known word that is most like this one; empty when none is."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, 1, 0.7)), "")


def dotted(path: Path) -> str:
    """The keys of a path without the places in lists: ``learner.experience``."""
    return ".".join(k for k in path if isinstance(k, str))


def where(path: Path) -> str:
    """How one says where a key stands: ``[learner]``, ``[[credential]] entry 3``, ``the top of the file``."""
    if not path:
        return "the top of the file"
    if isinstance(path[-1], int):
        return f"[[{dotted(path)}]] entry {path[-1] + 1}"
    return f"[{dotted(path)}]"


def table_fix(path: Path) -> str:
    """How a table is opened."""
    name = dotted(path)
    return (
        f"write {f'[[{name}]]' if isinstance(path[-1], int) else f'[{name}]'} on a line of its own and its keys below"
    )


def shown(value: Any) -> str:
    """A value as the learner wrote it, short enough for a message."""
    match value:
        case bool():
            return str(value).lower()
        case DecimalText():
            return short(str(value))
        case str():
            return repr(short(value))
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return short(str(value))


def bare(value: Any) -> str:
    """A value as it would stand in quotes."""
    return "…" if isinstance(value, dict | list) else shown(value).strip("'")


def quoted(value: Any) -> str:
    """A value as it would stand in the file."""
    return shown(value) if isinstance(value, int) else f'"{bare(value)}"'


def short(text: str) -> str:
    """At most 60 characters of a text."""
    return text if len(text) <= 60 else text[:59] + "…"
