"""A TOML text after a change of its values, with everything else left as the learner wrote it.

The text is cut into blocks at its table headers and only the blocks whose own keys change are handed to tomlkit; all
others stay byte for byte. That is on purpose: given whole documents, tomlkit 0.15.2 re-orders lists of tables that
are split in two (its issue 601), moves the comment before a header above a newly added entry, and can write what
means something else (issue 588). Whoever saves the result reads it again and compares, whatever is promised here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from credplan.core.profile_words import example_line, remark_on
from credplan.core.toml_places import Block, DecimalText, Path, Scan, scan

Table = dict[str, Any]


class Unpatchable(Exception):
    """The text is laid out in a way that this module can't change; its sentence says how."""


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same in TOML: ``1``, ``true`` and ``"1"`` differ, the order of keys does not."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)


def patched(text: str, old: Table, new: Table) -> str:
    """``text``, whose values are ``old``, so changed that they are ``new``.

    Raises:
        Unpatchable: the layout is too unusual.

    """
    if text and not text.endswith("\n"):
        text += "\n"
    return _Patch(text).apply(old, new)


def table_text(header: str, values: Mapping[str, Any]) -> str:
    """A whole table as TOML: its header line and a line for each key."""
    import tomlkit

    fragment = tomlkit.document()
    for key, value in values.items():
        fragment[key] = _item(value)
    return f"{header}\n{tomlkit.dumps(fragment)}"


class _Patch:
    """One change: the edits are collected against the original text and made from its end to its start."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.scan: Scan = scan(text)
        self.fragments: dict[int, Any] = {}
        self.edits: list[tuple[int, int, str]] = []

    def apply(self, old: Table, new: Table) -> str:
        import tomlkit

        self._tables((), 0, old, new)
        edits = [
            (self.scan.blocks[i].head, self.scan.blocks[i].body, _ended(tomlkit.dumps(fragment)))
            for i, fragment in self.fragments.items()
        ]
        # Edits at one offset are made last first, so that they end up in the order they were asked for.
        ordered = sorted(enumerate(edits + self.edits), key=lambda e: (e[1][0], e[0]), reverse=True)
        text = self.text
        for _, (start, end, replacement) in ordered:
            text = text[:start] + replacement + text[end:]
        return text

    def _tables(self, path: Path, index: int | None, old: Table, new: Table) -> None:
        """Change the table at ``path``, whose own keys stand in the block ``index`` (none: it has no header)."""
        for key in [*old, *(k for k in new if k not in old)]:
            before, after = old.get(key), new.get(key)
            if key in old and key in new and same(before, after):
                continue
            here = (*path, key)
            if index is not None and key in self._fragment(index):
                _assign(self._fragment(index), key, before, after, there=key in new)
            elif key in old:
                self._sub_blocks(here, index, before, after, there=key in new)
            else:
                self._add(path, index, key, after)

    def _sub_blocks(self, path: Path, index: int | None, before: Any, after: Any, *, there: bool) -> None:
        """Change what stands under headers of its own; ``index`` is the block of the table that holds it."""
        if there and isinstance(before, dict) and isinstance(after, dict):
            own = next((i for i, b in enumerate(self.scan.blocks) if b.path == path), None)
            self._tables(path, own, before, after)
        elif there and _tables_only(before) and _tables_only(after):
            self._entries(path, before, after)
        else:
            self._drop(path)
            if there:
                self._add(path[:-1], index, str(path[-1]), after)

    def _entries(self, path: Path, before: Sequence[Table], after: Sequence[Table]) -> None:
        """Change a list of ``[[tables]]``: entries that are alike at both ends stay, those between are matched."""
        first, last = _common(before, after)
        middle_old, middle_new = before[first : len(before) - last], after[first : len(after) - last]
        for offset, (one, other) in enumerate(zip(middle_old, middle_new, strict=False)):
            here = (*path, first + offset)
            own = next((i for i, b in enumerate(self.scan.blocks) if b.path == here), None)
            self._tables(here, own, one, other)
        for offset in range(len(middle_new), len(middle_old)):
            self._drop((*path, first + offset))
        added = middle_new[len(middle_old) :]
        if not added:
            return
        header = ".".join(str(k) for k in path if isinstance(k, str))
        texts = "".join("\n" + table_text(f"[[{header}]]", entry) for entry in added)
        if last:
            at = next(b.start for b in self.scan.blocks if b.path == (*path, len(before) - last))
            self.edits.append((at, at, texts.lstrip("\n") + "\n"))
        else:
            at = max(b.body for b in self._under((*path, len(before) - 1)))
            close = "\n" if self.text[at : at + 1] not in ("", "\n", "\r") else ""
            self.edits.append((at, at, texts + close))

    def _add(self, path: Path, index: int | None, key: str, value: Any) -> None:
        """Add a key that the text does not have yet."""
        if not path and isinstance(value, dict):
            self.edits.append((len(self.text), len(self.text), "\n" + table_text(f"[{key}]", value)))
        elif not path and _tables_only(value):
            texts = "".join("\n" + table_text(f"[[{key}]]", entry) for entry in value)
            self.edits.append((len(self.text), len(self.text), texts))
        elif index is not None:
            self._fragment(index)[key] = _item(value)
        else:
            raise Unpatchable(f"[{'.'.join(str(k) for k in path)}] has no header of its own to put {key} under")

    def _drop(self, path: Path) -> None:
        """Take out every block under ``path``; comments that speak about the next block stay."""
        for block in self._under(path):
            after = self.text[block.body : block.end].lstrip("\r\n")
            blank = not after and self.text.endswith("\n\n", 0, block.start)
            self.edits.append((block.start - blank, block.end, after or "\n" * (blank and block.end < len(self.text))))

    def _under(self, path: Path) -> list[Block]:
        return [b for b in self.scan.blocks if b.path[: len(path)] == path]

    def _fragment(self, index: int) -> Any:
        """The keys of one block as a tomlkit document."""
        import tomlkit

        if index not in self.fragments:
            block = self.scan.blocks[index]
            self.fragments[index] = tomlkit.parse(self.text[block.head : block.body])
        return self.fragments[index]


def _common(before: Sequence[Any], after: Sequence[Any]) -> tuple[int, int]:
    """How many entries are the same at the beginning and, of the rest, at the end."""
    first = 0
    while first < min(len(before), len(after)) and same(before[first], after[first]):
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and same(before[-1 - last], after[-1 - last]):
        last += 1
    return first, last


def _tables_only(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _assign(container: Any, key: str, before: Any, after: Any, *, there: bool) -> None:
    """Change one key of a tomlkit table, as deep inside it as the change goes."""
    if not there:
        _remove(container, key)
    elif isinstance(before, dict) and isinstance(after, dict):
        inner = container[key]
        for name in [*before, *(k for k in after if k not in before)]:
            if name not in before:
                inner[name] = _item(after[name])
            elif name not in after or not same(before[name], after[name]):
                _assign(inner, name, before[name], after.get(name), there=name in after)
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        _assign_list(container[key], before, after)
    else:
        container[key] = _item(after)


def _assign_list(array: Any, before: list[Any], after: list[Any]) -> None:
    first, last = _common(before, after)
    for place in range(len(before) - last - 1, max(first, len(after) - last) - 1, -1):
        del array[place]
    for place in range(first, len(after) - last):
        if place >= len(before) - last:
            array.insert(place, _item(after[place]))
        elif isinstance(before[place], dict) and isinstance(after[place], dict):
            _assign(array, place, before[place], after[place], there=True)  # type: ignore[arg-type]
        else:
            array[place] = _item(after[place])


def _remove(container: Any, key: str) -> None:
    """Delete a key; the learner's comment on its line stays as a line of its own.

    Where it is the remark that every new profile has there, the line becomes the example that it was made from.
    """
    import tomlkit

    body: list[Any] = getattr(container, "body", [])
    place = next((i for i, (k, _) in enumerate(body) if k is not None and k.key == key), None)
    comment = "" if place is None or not hasattr(body[place][1], "trivia") else body[place][1].trivia.comment
    del container[key]
    if place is not None and comment:
        said = comment.lstrip("# ")
        body[place] = (None, tomlkit.comment(example_line(key) if said and said == remark_on(key) else said))


def _item(value: Any) -> Any:
    """A tomlkit value for a plain one; lists of tables are laid out one entry a line."""
    import tomlkit
    from tomlkit.items import Float, Trivia

    if isinstance(value, DecimalText):
        return Float(float(value), Trivia(), str(value))
    if isinstance(value, dict):
        inline = tomlkit.inline_table()
        for key, inner in value.items():
            inline[key] = _item(inner)
        return inline
    if isinstance(value, list):
        array = tomlkit.array()
        for inner in value:
            array.append(_item(inner))
        return array.multiline(_tables_only(value))
    if isinstance(value, dt.date | str | int):
        return tomlkit.item(value)
    raise TypeError(f"no TOML form for {type(value).__name__}")


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
