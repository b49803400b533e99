"""What most likely went wrong on a line that the TOML reader refused, in words for people who never heard of TOML."""

from __future__ import annotations

import re

from credplan.core.profile_words import date_guess
from credplan.core.toml_places import line_at

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_SMART = "“”„‟‘’‚«»"
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*")


def place_of(message: str, text: str) -> tuple[int, int, str]:
    """Line and column of a ``TOMLDecodeError``, and its text without them; the end of ``text`` where it says so."""
    found = _WHERE.search(message)
    if found and found[1]:
        return int(found[1]), int(found[2]), message[: found.start()]
    lines = text.rstrip("\n").split("\n")
    return len(lines), len(lines[-1]) + 1, message[: found.start()] if found else message


def explain(text: str, line: int, column: int, message: str) -> tuple[int, int, str, str]:
    """Line, column, what is wrong and a likely fix, for the typical mistakes; the reader's own words for the rest.

    The reader may notice a mistake later than where it was made (a bracket never closed), so the place can move.
    """
    if (start := _unclosed(text, message)) is not None:
        return start
    if message.startswith(("Cannot overwrite", "Cannot declare")) and column <= 1 and line > 1:
        line -= 1  # it was noticed on the line's end
    row = line_at(text, line)
    if not row.strip() and line > 1 and "Expected" in message:
        line, row = line - 1, line_at(text, line - 1)
        column = len(row) + 1
    smart = next((i for i, c in enumerate(row) if c in _SMART), None)
    if smart is not None and not row.lstrip().startswith("#"):
        fixed = "".join('"' if c in _SMART else c for c in row.strip())
        return line, smart + 1, "curly quotation marks", f"use straight ones: {fixed}"
    return line, column, *_line(row, message)


def _unclosed(text: str, message: str) -> tuple[int, int, str, str] | None:
    """A list or a long string that is open to the end of the file: told where it begins."""
    if "Unterminated string" in message:
        for fence in ('"""', "'''"):
            if text.count(fence) % 2:
                line = text.count("\n", 0, text.rfind(fence)) + 1
                return (
                    line,
                    text.rfind(fence) - text.rfind("\n", 0, text.rfind(fence)),
                    (f"a text opened with {fence} is never closed"),
                    f"add {fence} where it ends",
                )
    if "Unclosed array" not in message:
        return None
    for number, row in enumerate(text.split("\n"), 1):
        body = re.sub(r'"(?:\\.|[^"\\])*"|\'[^\']*\'', lambda m: "_" * len(m[0]), row).partition("#")[0]
        if "=" in body and body.count("[") > body.count("]"):
            rest = "\n".join(text.split("\n")[number - 1 :])
            if rest.count("[") > rest.count("]") or "=" in "".join(text.split("\n")[number : number + 1]):
                return number, body.rindex("[") + 1, "a list opened with [ is never closed", f"write: {row.strip()}]"
    return None


def _line(row: str, message: str) -> tuple[str, str]:
    """What is wrong with one line, and its likely fix."""
    bare = row.strip()
    key_match = _KEY.match(row)
    key = key_match[1] if key_match else ""
    rest = row[key_match.end() :].strip() if key_match else bare
    if bare.startswith("["):
        return _header(bare, message)
    if message.startswith("Cannot overwrite"):
        return f"{key or 'this key'} is there twice in one table", "keep one of the two lines"
    if bare.startswith(("{", '"')) and ":" in bare:
        return "this looks like JSON", "a profile is TOML: key = value, one on each line; credplan init writes one"
    if key and rest.startswith(":"):
        return "a colon where an equals sign belongs", f"write: {key} = {rest[1:].strip() or '…'}"
    if key and rest in ("=", ""):
        if rest:
            return f"{key} has no value", f"write a value after the equals sign, or delete the line: {key} = …"
        return "a line that is neither key = value nor a comment", f"write: {key} = …, or put # before it"
    if key and rest.startswith("="):
        return _value(key, rest[1:].strip(), message)
    if key and not key_match_is_whole(row):
        plain = re.sub(r"\s+", "_", row.partition("=")[0].strip().lower())
        if "=" in row and re.fullmatch(r"[a-z0-9_-]+", plain):
            return "a key is one word", f"write: {plain} = {row.partition('=')[2].strip()}"
    return _plain(message), "a line is key = value, a [table], or a comment that begins with #"


def key_match_is_whole(row: str) -> bool:
    """Whether what stands before the equals sign is one bare key."""
    return re.fullmatch(r"\s*[A-Za-z0-9_.-]+\s*", row.partition("=")[0]) is not None


def _header(bare: str, message: str) -> tuple[str, str]:
    name = bare.partition("#")[0].strip().strip("[] ")
    double = bare.startswith("[[")
    if "Cannot" in message:
        if double:
            return f"[{name}] was written with single brackets before", f"write [[{name}]] everywhere, or once only"
        return (
            f"[{name}] is there twice",
            f"put the keys of both under one [{name}]; entries of a list have double brackets: [[{name}]]",
        )
    return "a bracket is missing in this header", f"write: {'[[' if double else '['}{name}{']]' if double else ']'}"


def _value(key: str, value: str, message: str) -> tuple[str, str]:
    """What is wrong with a value that the reader refused."""
    body = value.partition(" #")[0].rstrip().rstrip(",;")
    if "\\" in value:
        return (
            "a backslash inside quotes means something special",
            f"use single quotes, or / instead: {key} = {_single(body)}",
        )
    if body.startswith(('"', "'")):
        quote = body[0]
        if body.count(quote) % 2:
            return "the closing quotation mark is missing", f"write: {key} = {body}{quote}"
        return "there is something after the closing quotation mark", "put a # before it to make it a comment"
    if body.endswith(('"', "'")):
        return "the opening quotation mark is missing", f"write: {key} = {body[-1]}{body}"
    if body.startswith("["):
        return "something is wrong in this list", f'write values with commas between: {key} = ["one", "two"]'
    if body.startswith("{"):
        return "something is wrong between these braces", "{ key = value, key = value }, with no comma at the end"
    if body.lower() in ("true", "false", "yes", "no"):
        return (
            "true and false are written in small letters",
            f"write: {key} = {str(body.lower() in ('true', 'yes')).lower()}",
        )
    if guess := date_guess(body):
        return "a date is written year-month-day, two digits each", f"write: {key} = {guess}"
    if re.fullmatch(r"\d+[-/.]\d+[-/.]\d+", body):
        return "this is no date that exists, or could be read in two ways", f"write year-month-day: {key} = 2025-05-01"
    number = re.sub(r"[,$€£\s]|USD|hours?|h$|%", "", body)
    if re.fullmatch(r"\d+(\.\d+)?", number) and number != body:
        what = "a number has no comma" if "," in body else "a number stands alone, without a unit or a sign"
        return what, f"write: {key} = {number if number.isdigit() else chr(34) + number + chr(34)}"
    if re.fullmatch(r"0\d+", body):
        return "a number does not begin with 0", f"write: {key} = {int(body)}"
    if body and body[0].isalpha():
        return "text stands in quotation marks", f'write: {key} = "{body}"'
    return _plain(message), f"check the value of {key}"


def _single(body: str) -> str:
    inner = body.strip("\"'")
    return f"'{inner}'" if "'" not in inner else '"' + inner.replace("\\", "/") + '"'


def _plain(message: str) -> str:
    return f"it can't be read as TOML: {message[:1].lower()}{message[1:]}"
