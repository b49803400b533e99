"""Where things stand in a TOML text: the place of every key, and the blocks that table headers cut it into.

`tomllib` gives values without places, so a message could not say on which line a wrong value stands. This scanner
reads text that `tomllib` has already accepted, so it needs to find ends and never to judge.
"""

from __future__ import annotations

import re

import msgspec

_LINES = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would also cut at characters that TOML allows in comments

Path = tuple[str | int, ...]
"""Keys and list positions from the top: ``("credential", 2, "earned")``."""


class DecimalText(str):
    """A number with a decimal point, kept as it was written so that no float ever rounds it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class Place(msgspec.Struct, frozen=True):
    """Offsets of one key and its value in the text."""

    key: int
    value: int
    end: int


class Block(msgspec.Struct, frozen=True):
    """A table header with what follows it up to the next header; the first block has no header.

    ``[start, head)`` is the header's line, ``[head, body)`` the keys with the comments that belong to them,
    ``[body, end)`` blank lines and comments that belong to whatever comes next.
    """

    path: Path
    array: bool
    start: int
    head: int
    body: int
    end: int


class Scan(msgspec.Struct, frozen=True):
    """All places by path, and the blocks in the order of the text."""

    places: dict[Path, Place]
    blocks: tuple[Block, ...]

    def offset(self, path: Path) -> int:
        """Where ``path`` stands, or the nearest thing above it that has a place."""
        while path:
            if path in self.places:
                return self.places[path].key
            path = path[:-1]
        return 0


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Both counted from 1, the column in characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def line_at(text: str, line: int) -> str:
    """The text of a line counted from 1; empty past the end."""
    lines = text.split("\n")
    return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""


def scan(text: str) -> Scan:
    """The places in ``text``, which must be valid TOML."""
    return _Scanner(text).run()


class _Scanner:
    """One pass over the text; ``at`` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[Path, Place] = {}
        self.counts: dict[Path, int] = {}
        self.blocks: list[Block] = []

    def run(self) -> Scan:
        prefix: Path = ()
        array, start, head, last = False, 0, 0, 0
        while True:
            self._skip_blank()
            if self.at >= len(self.text):
                break
            begin = self.at
            if self._next() == "[":
                self._close(prefix, array, start, head, last, self._line_start(begin))
                start = self._line_start(begin)
                prefix, array = self._header()
                self._skip_line()
                head = last = self.at
            else:
                self._pair(prefix)
                self._skip_line()
                last = self.at
        self._close(prefix, array, start, head, last, len(self.text))
        return Scan(places=self.places, blocks=tuple(self.blocks))

    def _close(self, path: Path, array: bool, start: int, head: int, last: int, end: int) -> None:
        self.blocks.append(Block(path, array, start, head, last + self._own_comments(last, end), end))

    def _own_comments(self, last: int, end: int) -> int:
        """How many characters of the trivia after the last key still belong to it.

        Comment lines that follow without a blank line do, unless the next header follows them just as closely:
        then they more likely speak about that.
        """
        trivia = self.text[last:end]
        length = 0
        for line in _LINES.findall(trivia):
            if not line.strip():
                return length
            length += len(line)
        return length if end == len(self.text) else 0

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _skip_line(self) -> None:
        newline = self.text.find("\n", self.at)
        self.at = len(self.text) if newline < 0 else newline + 1

    def _skip_spaces(self) -> None:
        while self._next() in (" ", "\t"):
            self.at += 1

    def _skip_blank(self) -> None:
        """Over spaces, line ends and comments."""
        while True:
            if self._next() in (" ", "\t", "\r", "\n"):
                self.at += 1
            elif self._next() == "#":
                self._skip_line()
            else:
                return

    def _header(self) -> tuple[Path, bool]:
        begin = self.at
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        keys = self._keys()
        self.at += 2 if array else 1
        path = self._resolved(keys[:-1])
        path = (*path, keys[-1])
        self.places.setdefault(path, Place(begin, begin, self.at))
        if array:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
            self.places[path] = Place(begin, begin, self.at)
        elif path in self.counts:
            path = (*path, self.counts[path])
        return path, array

    def _resolved(self, keys: list[str]) -> Path:
        """A header's path with the position of the latest element put in after each list of tables."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip_spaces()
            if self._next() in ('"', "'"):
                keys.append(self._string())
            else:
                begin = self.at
                while self._next().isalnum() or self._next() in ("-", "_"):
                    self.at += 1
                keys.append(self.text[begin : self.at])
                if begin == self.at:
                    self.at += 1  # not valid TOML; move on rather than stand still
            self._skip_spaces()
            if self._next() != ".":
                return keys
            self.at += 1

    def _pair(self, prefix: Path) -> None:
        begin = self.at
        keys = self._keys()
        self.at += 1  # the equals sign
        self._skip_spaces()
        value = self.at
        path = prefix
        for key in keys:
            path = (*path, key)
            self.places.setdefault(path, Place(begin, value, value))
        self._value(path)
        self.places[path] = Place(begin, value, self.at)

    def _value(self, path: Path) -> None:
        match self._next():
            case '"' | "'":
                self._string()
            case "[":
                self._list(path)
            case "{":
                self._inline(path)
            case _:
                while self._next() not in ("", ",", "]", "}", "\n", "#"):
                    self.at += 1
                while self.text[self.at - 1] in " \t\r":
                    self.at -= 1

    def _list(self, path: Path) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip_blank()
            if self._next() in ("]", ""):
                self.at += 1
                return
            if self._next() == ",":
                self.at += 1
                continue
            begin = self.at
            self._value((*path, index))
            self.places[(*path, index)] = Place(begin, begin, self.at)
            self.at += self.at == begin
            index += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while True:
            self._skip_blank()
            if self._next() in ("}", ""):
                self.at += 1
                return
            if self._next() == ",":
                self.at += 1
                continue
            self._pair(path)

    def _string(self) -> str:
        """Over one string of any of the four kinds; its raw content."""
        quote = self._next()
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        begin = self.at + len(fence)
        self.at = begin
        while self.at < len(self.text):
            if self._next() == "\\" and quote == '"':
                self.at += 2
            elif self.text.startswith(fence, self.at):
                # Up to two quotes may stand right before a closing fence of three.
                while len(fence) == 3 and self.text.startswith(quote, self.at + 3):
                    self.at += 1
                content = self.text[begin : self.at]
                self.at += len(fence)
                return content
            else:
                self.at += 1
        return self.text[begin:]
