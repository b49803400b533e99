"""From the bytes of a profile to its values, with every problem told at once, and back to bytes.

`tomllib` reads. What is changed, and how that is saved, is in `shell.profile_file`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from credplan.core.errors import InvalidFile, MissingFile
from credplan.core.profile import SCHEMA, Profile
from credplan.core.profile_check import Problem, check, inert, readable_part, to_profile
from credplan.core.profile_migrate import migrated
from credplan.core.text import plural, safe_text
from credplan.core.toml_places import DecimalText
from credplan.shell.regular import read_given
from credplan.shell.stdin import is_stdin, read_stdin

MOST_BYTES = 5 * 1024 * 1024
MOST_KEY_PARTS = 64  # as in the pattern below
_SHOWN_PROBLEMS = 50
_SHOWN_WIDTH = 100
_LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){64}")


def read_bytes(path: Path) -> bytes | None:
    """The file's bytes, at most one more than `MOST_BYTES`; ``None`` when it does not exist."""
    if is_stdin(path):
        return read_stdin("profile", MOST_BYTES + 1)
    try:
        return read_given(path, MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        raise MissingFile(f"{path} is a folder, not a profile.", hint="Name the file inside it.") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise MissingFile(f"Can't read {path}: {reason}.", hint="Use another place: --profile FILE") from None


def decoded(raw: bytes, name: str) -> str:
    """The text with a byte-order mark dropped and, where all lines end in CRLF, with plain line ends."""
    if len(raw) > MOST_BYTES:
        raise InvalidFile(f"{name} is larger than {MOST_BYTES // 1024 // 1024} MB; that is no profile.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidFile(f"{name} is saved as UTF-16.", hint="Save it as UTF-8: the editor asks for it as 'Encoding'.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        column = problem.start - raw.rfind(b"\n", 0, problem.start)
        where = f"line {line}, column {column}: the byte 0x{raw[problem.start]:02X} is not UTF-8"
        hint = "Save the file as UTF-8: the editor asks for it as 'Encoding'."
        raise InvalidFile(f"{name} can't be read as text.", problems=(where,), hint=hint) from None
    if "\0" in text:
        where = f"line {text.count(chr(10), 0, text.index(chr(0))) + 1}, column {_column(text, text.index(chr(0)))}"
        raise InvalidFile(f"{name} is damaged.", problems=(f"{where}: there are NUL bytes in it",))
    return text.replace("\r\n", "\n") if _all_crlf(text) else text


def encoded(text: str, raw: bytes | None) -> bytes:
    """The bytes to write: with the line ends and the byte-order mark of what was there before."""
    if raw is None:
        return text.encode()
    old = raw.decode("utf-8")
    if _all_crlf(old):
        text = text.replace("\n", "\r\n")
    return (("\ufeff" if old.startswith("\ufeff") else "") + text).encode()


def _all_crlf(text: str) -> bool:
    return "\r\n" in text and text.count("\r\n") == text.count("\n")


def _column(text: str, offset: int) -> int:
    return offset - text.rfind("\n", 0, offset)


def parsed(raw: bytes, name: str) -> tuple[Profile, dict[str, Any]]:
    """The profile and its plain values as written (not yet made inert), or one error with all that is wrong."""
    text = decoded(raw, name)
    data = loaded(text, name)
    safe = inert(migrated(data))
    schema = safe.get("schema", SCHEMA)
    if isinstance(schema, int) and not isinstance(schema, bool) and schema > SCHEMA:
        return to_profile(readable_part(safe)), data
    problems = check(safe)
    if problems:
        raise _invalid(name, problem_lines(text, problems))
    return to_profile(safe), data


def loaded(text: str, name: str) -> dict[str, Any]:
    """The plain values of a TOML text; raises `InvalidFile` with the place and a likely fix where it is none."""
    import tomllib

    _refuse_long_keys(text, name)
    try:
        return tomllib.loads(text, parse_float=DecimalText)
    except tomllib.TOMLDecodeError as problem:
        from credplan.core.toml_hints import explain, place_of

        line, column, message = place_of(str(problem), text)
        line, column, what, fix = explain(text, line, column, message)
        lines = [_problem_line(text, line, column, what, fix)]
        raise _invalid(name, lines, "Nothing after that line was looked at.") from None
    except RecursionError:
        raise InvalidFile(f"{name} is nested too deeply to be read.") from None
    except ValueError as problem:  # a number with thousands of digits
        raise InvalidFile(f"{name} can't be read: {safe_text(str(problem), 200)}.") from None


def _refuse_long_keys(text: str, name: str) -> None:
    """`tomllib` takes quadratic time for ``a.a.a…``; no profile has keys with that many parts."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_KEY_PARTS:
            bare = re.sub(r"\"[^\"]*+\"|'[^']*+'", "q", line)
            if _LONG_KEY.search(bare):
                what = f"line {number}, column 1: a key with more than {MOST_KEY_PARTS} parts"
                raise InvalidFile(f"{name} can't be read.", problems=(what,))


def problem_lines(text: str, problems: list[Problem]) -> list[str]:
    """``line N, column M: what``, with the line itself and the likely fix below, in the order of the file."""
    from credplan.core.toml_places import line_and_column, scan

    places = scan(text)
    found = [(line_and_column(text, places.offset(p.path)), p) for p in problems]
    found.sort(key=lambda pair: pair[0])
    return [_problem_line(text, line, column, p.what, p.fix) for (line, column), p in found]


def _problem_line(text: str, line: int, column: int, what: str, fix: str) -> str:
    from credplan.core.toml_places import line_at

    excerpt = line_at(text, line).strip()
    if len(excerpt) > _SHOWN_WIDTH:
        excerpt = excerpt[: _SHOWN_WIDTH - 1] + "…"
    lines = [f"line {line}, column {column}: {what}"]
    if excerpt:
        lines.append(f"      | {safe_text(excerpt)}")
    if fix:
        lines.append(f"      {fix[:1].upper()}{fix[1:]}")
    return "\n".join(safe_text(row) for row in lines)


def _invalid(name: str, lines: list[str], more: str = "") -> InvalidFile:
    count = plural(len(lines), "problem")
    shown = lines[:_SHOWN_PROBLEMS]
    if len(lines) > len(shown):
        shown.append(f"… and {len(lines) - len(shown)} more")
    return InvalidFile(f"{name} has {count}; nothing was changed.", problems=tuple(shown), hint=more)
