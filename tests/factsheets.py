"""Fact sheets of hard credentials (tests/cases/hard): their sentences, the paths that hold them, and what-if copies.

A sentence ends in backticks with the places that hold it: ``comptia/a-plus routes[0].parts[*].codes, validity``.
The first word is a credential, a career or a catalog-wide offer; further places without one belong to the same.
``[*]`` means each, ``[tx-school]`` the one with that id, ``(absent)`` that nothing may stand there; other remarks in
round brackets are for readers.
"""

from __future__ import annotations

import datetime as dt
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from credplan.core import model
from credplan.core.model import Catalog, Effort, Experience, Fee, Offer, Part, Price, Requirement
from credplan.core.units import Cents, Minutes

FOLDER = Path(__file__).parent / "cases" / "hard"
_SENTENCE = re.compile(r"^- (?P<text>.+?) `(?P<paths>[^`]+)`$")
_SUBJECT = re.compile(r"^([a-z0-9.+-]+/[a-z0-9.+-]+|\d\d-\d{4}\.\d\d)\b ?")
_STEP = re.compile(r"([a-z_]+)((?:\[[^\]]*\])*)")

Step = str | int


class Place(NamedTuple):
    """One place that holds a sentence, or must hold nothing."""

    subject: str
    path: str
    absent: bool

    def __str__(self) -> str:
        return f"{self.subject} {self.path}{' (absent)' if self.absent else ''}".strip()


class Sentence(NamedTuple):
    """One line of a fact sheet."""

    sheet: str
    text: str
    places: tuple[Place, ...]


def sentences() -> list[Sentence]:
    """Every sentence of every sheet, in order; a list line without its places is an error."""
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.startswith("- "):
                continue
            match = _SENTENCE.match(line)
            assert match, f"{path.name}:{number}: a sentence ends in the places that hold it"
            found.append(Sentence(path.stem, match["text"], tuple(_places(match["paths"]))))
    return found


def _places(text: str) -> Iterator[Place]:
    subject = ""
    for piece in re.split(r",\s*(?![^\[(]*[\])])", text):
        remark = re.search(r"\s*\(([^)]*)\)$", piece)
        path = piece[: remark.start()] if remark else piece
        match = _SUBJECT.match(path)
        if match:
            subject, path = match[1], path[match.end() :]
        yield Place(subject, path.strip(), bool(remark) and remark[1] == "absent")


def subject_of(catalog: Catalog, name: str) -> tuple[str, int]:
    """Where a subject stands: the catalog's list and the position in it."""
    for kind in ("credentials", "careers", "offers"):
        for at, record in enumerate(getattr(catalog, kind)):
            if record.id == name:
                return kind, at
    raise LookupError(f"the catalog holds no {name}")


def spots(root: Any, path: str) -> list[tuple[Step, ...]]:
    """Every way that ``path`` leads down from ``root``; a place that a record lacks leads nowhere."""
    found: list[tuple[Step, ...]] = [()]
    for field, brackets in _STEP.findall(path):
        found = [(*steps, field) for steps in found if _has(follow(root, steps), field)]
        for wanted in re.findall(r"\[([^\]]*)\]", brackets):
            found = [(*steps, at) for steps in found for at in _picked(follow(root, steps), wanted)]
    return found


def _has(value: Any, field: str) -> bool:
    if isinstance(value, msgspec.Struct) and field not in value.__struct_fields__:
        raise LookupError(f"{type(value).__name__} has no field {field}")
    return isinstance(value, msgspec.Struct)


def _picked(values: Any, wanted: str) -> list[int]:
    if values is None:
        return []
    if wanted == "*":
        return list(range(len(values)))
    if wanted.isdigit():
        return [int(wanted)] if int(wanted) < len(values) else []
    names = [w.strip() for w in wanted.split(",")]
    return [at for at, value in enumerate(values) if value.id in names]


def follow(root: Any, steps: tuple[Step, ...]) -> Any:
    """The value at the end of ``steps``."""
    for step in steps:
        root = root[step] if isinstance(step, int) else getattr(root, step)
    return root


def replaced(root: Any, steps: tuple[Step, ...], value: Any) -> Any:
    """A copy of ``root`` with ``value`` at the end of ``steps``."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(first, int):
        return (*root[:first], replaced(root[first], rest, value), *root[first + 1 :])
    return msgspec.structs.replace(root, **{first: replaced(getattr(root, first), rest, value)})


def empty(value: Any) -> bool:
    """Whether nothing is said: None, an empty text or list, a value like its type's default."""
    if isinstance(value, msgspec.Struct):
        return all(empty(getattr(value, field)) for field in value.__struct_fields__)
    return value is None or (isinstance(value, str | tuple) and len(value) == 0)


IMPOSSIBLE = Requirement(experience=Experience(months=999, domains=("nowhere",)), waivable=False)
WORK = Effort(likely=Minutes(6000))
INSTEAD_OF_NOTHING: dict[str, Any] = {
    "requires": IMPOSSIBLE,
    "from_zero": WORK,
    "parts": (Part(id="unpriced", name="An exam that nobody offers", kind="exam", from_zero=WORK),),
    "fees": (Fee(name="A fee", price=Price(amount=Cents(12300))),),
    "offers": (Offer(id="fee", price=Price(amount=Cents(12300))),),
    "amount": Cents(12300),
}
"""What is put where a sheet says that nothing stands, by field."""


def what_ifs(parent: Any, field: Step, value: Any) -> Iterator[Any]:
    """Other values that could stand at ``parent.field``: first without what is said, then with something else."""
    if field in INSTEAD_OF_NOTHING and empty(value):
        yield INSTEAD_OF_NOTHING[str(field)]
        return
    wanted = typing.get_type_hints(type(parent), vars(model))[field] if isinstance(field, str) else type(value)
    options = typing.get_args(wanted) or (wanted,)
    if value is not None and type(None) in options:
        yield None
    if isinstance(value, tuple):
        yield ()
        yield from ((*value[:at], *value[at + 1 :]) for at in range(len(value)) if len(value) > 1)
    elif isinstance(value, Requirement):
        yield from (IMPOSSIBLE, Requirement(text="something else"))
    elif isinstance(value, msgspec.Struct):
        for inner in value.__struct_fields__:
            for other in what_ifs(value, inner, getattr(value, inner)):
                yield from _tried(value, inner, other)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, Cents):
        yield Cents(value + 12300)
    elif isinstance(value, Minutes):
        yield Minutes(value + 6000)
    elif isinstance(value, int):
        yield from (value - 1, value + 1, value + 1000)
    elif isinstance(value, dt.date):
        yield from (value.replace(year=value.year + years) for years in (20, -20, 1))
    elif isinstance(value, str):
        words = [word for option in options for word in (option, *typing.get_args(option)) if isinstance(word, str)]
        yield from (word for word in (words or ["something-else"]) if word != value)


def _tried(value: Any, field: str, other: Any) -> Iterator[Any]:
    """The changed record, unless its own rules refuse it."""
    try:
        yield msgspec.structs.replace(value, **{field: other})
    except ValueError:
        return


def altered(catalog: Catalog, place: Place) -> Iterator[Catalog]:
    """Catalogs in which ``place`` says something else, all its spots changed alike."""
    kind, at = subject_of(catalog, place.subject)
    root = getattr(catalog, kind)[at]
    ways = spots(root, place.path)
    if not ways:
        return
    columns = []
    for steps in ways:
        parent, value = follow(root, steps[:-1]), follow(root, steps)
        columns.append(list(what_ifs(parent, steps[-1], value)))
    for number in range(max(len(column) for column in columns)):
        changed = root
        for steps, column in zip(ways, columns, strict=True):
            if number < len(column):
                try:
                    changed = replaced(changed, steps, column[number])
                except (ValueError, IndexError):
                    continue
        if changed != root:
            records = getattr(catalog, kind)
            yield msgspec.structs.replace(catalog, **{kind: (*records[:at], changed, *records[at + 1 :])})
