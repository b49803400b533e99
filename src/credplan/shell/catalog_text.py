"""One catalog file from its bytes: decoded, made inert, converted, with every problem in words.

Imported only when there is no compiled copy: it brings in a TOML parser.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from credplan.core.dates import EARLIEST, LATEST
from credplan.core.model import CatalogFile
from credplan.core.text import MAX_TEXT, safe_text
from credplan.core.wire import decode_hook

MAX_NAME = 200
MAX_URL = 2000
MOST_ITEMS = 20_000
MOST_DEPTH = 60
"""Tables within tables; the deepest requirement tree that somebody needed so far has four levels."""

_LONG = frozenset(["summary", "note", "advice", "because", "conditions", "scope", "not_a", "confirm", "checks", "text"])
_LONG |= {"obligation", "retake", "format", "experience", "training", "when", "standard", "objective", "title"}

Content = tuple[dict[str, Any], CatalogFile]


def read_text_file(path: str, label: str, prefix: str, problems: list[str]) -> Content | None:
    """The head (version, date) and records of one file; ``None`` after adding to ``problems`` what is wrong.

    ``label`` is how messages call the file; ``prefix`` goes before each of its source keys.
    """
    before = len(problems)
    try:
        with open(path, "rb") as file:
            encoded = file.read()
    except OSError as problem:
        problems.append(f"{label}: can't be read ({problem.strerror or problem})")
        return None
    found: list[str] = []
    try:
        raw = _parsed(encoded, path.lower().endswith(".json"), found)
        if raw is not None:
            raw = _Cleaner(prefix, found).table(raw, "", 0)
            raw.pop("schema", None)
            head = _head(raw, found)
            content = _converted(raw, found)
            if not found:
                return head, content
    except RecursionError:
        found.append("nested too deeply to be read; write the tables flat")
    except msgspec.ValidationError:
        pass
    # The author knows a source by the key in the file, not by the one it gets here.
    own = [problem.replace(f"sources.{prefix}", "sources.") if prefix else problem for problem in found]
    problems += [f"{label}: {problem}" for problem in own]
    assert len(problems) > before
    return None


def _parsed(content: bytes, is_json: bool, found: list[str]) -> dict[str, Any] | None:
    """The bytes as plain tables and values."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        found.append(f"line {line}: not UTF-8 text; save the file as UTF-8")
        return None
    if is_json:
        try:
            raw = msgspec.json.decode(text)
        except msgspec.DecodeError as problem:
            found.append(f"not JSON ({problem}); only exports of credplan are read as JSON")
            return None
        if not isinstance(raw, dict):
            found.append("expected a catalog written by credplan export catalog --to FILE.json")
            return None
        return raw
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        found.append(_syntax(str(problem), text))
    except ValueError as problem:  # a date like 2026-02-30, an integer of 5,000 digits
        found.append(f"a value can't be read ({str(problem)[:100]})")
    return None


def _syntax(problem: str, text: str) -> str:
    """Line, column, the line itself and what to look for."""
    what, _, place = problem.partition(" (at ")
    words = place.rstrip(")").replace(",", "").split()
    lines = text.splitlines()
    if len(words) < 4 or not words[1].isdigit():
        return f"line {len(lines)}, the last: {what}; look for a quote or bracket that is not closed"
    number = int(words[1])
    line = lines[number - 1].strip()[:60] if 0 < number <= len(lines) else ""
    fix = "look for a missing quote, bracket or comma here or on the line before"
    if "overwrite" in what or "already" in what or "twice" in what:
        fix = "the same key or table stands twice; remove one"
    elif "\u201c" in line or "\u201d" in line:
        fix = 'write straight quotes "…" instead of typographic ones'
    elif ":" in line and "=" not in line:
        fix = "write key = value with an equals sign"
    return f"line {number}, column {words[3]}: {what}, at: {line}; {fix}"


class _Cleaner:
    """One walk over everything read: strings made inert and measured, source keys prefixed, dates bounded."""

    def __init__(self, prefix: str, found: list[str]) -> None:
        self.prefix = prefix
        self.found = found

    def table(self, table: dict[str, Any], path: str, depth: int) -> dict[str, Any]:
        """A table with clean keys and values; the top level's ``sources`` gets its keys prefixed."""
        cleaned = {}
        for key, value in table.items():
            name = self.text(key, f"{path}.{key}" if path else key, MAX_NAME)
            inside = f"{path}.{name}" if path else name
            own = depth == 0 and key == "sources" and isinstance(value, dict)
            prefixed = {self.prefix + k: v for k, v in value.items()} if own else value
            cleaned[name] = self.value(name, prefixed, inside, depth + 1)
        return cleaned

    def value(self, key: str, value: Any, path: str, depth: int) -> Any:
        """Any value under ``key``."""
        if isinstance(value, str):
            if key == "url":
                return self.url(value, path)
            cleaned = self.text(value, path, MAX_TEXT if key in _LONG else MAX_NAME)
            return self.prefix + cleaned if key == "sources" and path.endswith("]") else cleaned
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and not EARLIEST <= value <= LATEST:
            self.found.append(f"{path}: {value} lies outside {EARLIEST} to {LATEST}")
        if isinstance(value, dict | list) and depth > MOST_DEPTH:
            self.found.append(f"{path[:80]}…: nested too deeply; write it with fewer levels")
            return None
        if isinstance(value, dict):
            return self.table(value, path, depth)
        if isinstance(value, list):
            if len(value) > MOST_ITEMS:
                self.found.append(f"{path}: {len(value):,} entries; at most {MOST_ITEMS:,} are read")
                return []
            return [self.value(key, item, f"{path}[{place}]", depth + 1) for place, item in enumerate(value)]
        return value

    def text(self, text: str, path: str, limit: int) -> str:
        """``text`` made inert; one longer than ``limit`` is a problem rather than cut, which would change it."""
        if len(text) > limit:
            self.found.append(f"{path[:80]}: {len(text):,} characters; at most {limit:,} are read")
        return safe_text(text, limit)

    def url(self, text: str, path: str) -> str:
        """An address of the web in its normal form; anything else is a problem."""
        from urllib.parse import urlsplit

        text = self.text(text, path, MAX_URL)
        if not text:
            return text
        try:
            address = urlsplit(text)
            good = address.scheme in ("https", "http") and bool(address.hostname) and "@" not in address.netloc
        except ValueError:
            good = False
        if not good or any(c.isspace() or c in '<>"\\^`{|}\ufffd' for c in text):
            self.found.append(f'{path}: "{text[:60]}" is no web address; write https://… without blanks')
            return ""
        return address.geturl()


def _head(raw: dict[str, Any], found: list[str]) -> dict[str, Any]:
    """``version`` and ``date`` of the catalog, taken out of the file's top level."""
    head: dict[str, Any] = {}
    version, date = raw.pop("version", None), raw.pop("date", None)
    if version is not None:
        if isinstance(version, str) and version.strip():
            head["version"] = version
        else:
            found.append('version: expected text such as "2026.11.24"')
    if date is not None:
        try:
            head["date"] = msgspec.convert(date, dt.date)
        except msgspec.ValidationError:
            found.append(f"date: expected a date such as 2026-11-24, got {str(date)[:40]}")
    return head


def _converted(raw: dict[str, Any], found: list[str]) -> CatalogFile:
    """The typed records; on failure ``found`` gets every problem and the error goes on."""
    try:
        return msgspec.convert(raw, CatalogFile, dec_hook=decode_hook)
    except msgspec.ValidationError:
        from credplan.core.problems import problems

        for problem in problems(raw, CatalogFile):
            found.append(_named(problem, raw))
        raise


def _named(problem: str, raw: dict[str, Any]) -> str:
    """The problem with the id of its record, since nobody counts to ``credentials[37]``."""
    path, colon, what = problem.partition(": ")
    kind, _, rest = path.partition("[")
    try:
        ident = raw[kind][int(rest.partition("]")[0])]["id"]
    except (KeyError, IndexError, TypeError, ValueError):
        return problem
    return f"{path} ({ident}){colon}{what}" if isinstance(ident, str) else problem
