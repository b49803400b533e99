"""The learner's profile on disk: reading it with every problem told at once, and changing it without losing a word.

`tomllib` reads; changes go through `core.toml_patch` (tomlkit on the tables that change) and are read again and
compared before anything is written. The steps of a save are in `shell.save`.
"""

from __future__ import annotations

import contextlib
import copy
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from credplan.core.errors import CannotWrite, InvalidFile, MissingFile
from credplan.core.profile import SCHEMA, Profile, SavedPlan
from credplan.core.profile_check import Problem, check, inert, readable_part, to_profile
from credplan.core.text import plural, safe_text
from credplan.core.toml_places import DecimalText
from credplan.shell.stdin import NAME, is_stdin, read_stdin, refuse_to_write

MOST_BYTES = 5 * 1024 * 1024
MOST_KEY_PARTS = 64  # as in the pattern below
_SHOWN_PROBLEMS = 50
_SHOWN_WIDTH = 100
_LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){64}")

HEADER = """\
# Your credplan profile. You may edit it by hand: comments and order are kept.
# Check it with: credplan profile check
schema = 1
"""

Change = Callable[[dict[str, Any]], None]
"""A change of a profile's plain values (tables are dicts, lists of tables are lists), made in place."""


class Edited(msgspec.Struct, frozen=True):
    """What an edit did: the profile before and after, whether anything was written, and a remark to pass on."""

    path: str
    before: Profile
    profile: Profile
    written: bool
    remark: str = ""


def read_profile(path: Path, required: bool = False) -> Profile | None:
    """The profile at ``path`` (``-``: on stdin); ``None`` when there is none.

    Raises:
        MissingFile: it can't be read, or is not there and ``required``.
        InvalidFile: it has problems; all of them are listed with line and column.

    """
    raw = _read(path)
    if raw is None:
        if required:
            raise MissingFile(
                f"There is no profile at {path}.", hint="credplan init makes one; credplan add begins one too."
            )
        return None
    profile, _ = _parsed(raw, NAME if is_stdin(path) else str(path))
    return profile


def parse_profile(text: str, name: str = "profile") -> Profile:
    """The profile that ``text`` holds; ``name`` is how messages call it. Raises `InvalidFile` as `read_profile`."""
    return _parsed(text.encode("utf-8", "surrogatepass"), name)[0]


def read_text(path: Path) -> str:
    """The profile's text as the learner wrote it, for showing it; raises as `read_profile` does when required."""
    raw = _read(path)
    if raw is None:
        raise MissingFile(f"There is no profile at {path}.", hint="credplan init makes one.")
    return _decoded(raw, NAME if is_stdin(path) else str(path))


def edit_profile(path: Path, change: Change, *, create: bool = True) -> Edited:
    """Apply ``change`` to the profile's values and save it with its comments, order and line ends kept.

    ``change`` gets the plain values and says by them what the file must mean afterwards; the new text is read again
    and compared with that before the file is touched, so a fault in writing TOML can't reach the disk. A change
    that changes nothing writes nothing.

    Raises:
        MissingFile: there is no profile and ``create`` is false.
        InvalidFile: the profile has problems, or would have after the change.
        ChangedUnderneath: somebody else is writing or has written meanwhile.
        CannotWrite: the disk, or a newer schema, or a layout that can't be changed safely.

    """
    from credplan.shell.save import locked, real_path, write_over

    refuse_to_write(path)
    real = real_path(path)
    if not create and not os.path.exists(real):
        raise MissingFile(f"There is no profile at {path}.", hint="credplan init makes one.")
    with locked(real):
        raw = _read(Path(real))
        text = HEADER if raw is None else _decoded(raw, str(path))
        before, data = _parsed(text.encode(), str(path))
        _refuse_newer(before, path)
        wanted = copy.deepcopy(data)
        change(wanted)
        wanted = _plain(wanted)
        new, after = _new_text(text, data, wanted, path)
        if new is None:
            return Edited(path=str(path), before=before, profile=before, written=False)
        remark = write_over(real, _encoded(new, raw), raw)
    return Edited(path=str(path), before=before, profile=after, written=True, remark=remark)


def create_profile(path: Path, text: str, *, replace: bool = False) -> Edited:
    """Write a new profile from ``text``; an existing one is replaced only when asked, and then kept as ``.bak``.

    Raises:
        CannotWrite: there is one already, or it can't be written.
        InvalidFile: ``text`` is no valid profile.

    """
    from credplan.shell.save import locked, real_path, write_over

    refuse_to_write(path)
    real = real_path(path)
    profile, _ = _parsed(text.encode(), str(path))
    with locked(real):
        raw = _read(Path(real))
        if raw is not None and not replace:
            raise CannotWrite(f"{path} exists already.", hint="Nothing was changed.")
        remark = write_over(real, text.encode(), raw)
    return Edited(path=str(path), before=Profile(), profile=profile, written=True, remark=remark)


def save_plan(path: Path, plan: SavedPlan) -> Edited:
    """Keep ``plan`` in the profile; one of the same name is replaced. Raises as `edit_profile` does."""
    from credplan.core.wire import encode_hook

    entry = msgspec.to_builtins(plan, enc_hook=encode_hook, builtin_types=(_date_type(),))

    def change(data: dict[str, Any]) -> None:
        plans = data.setdefault("plan", [])
        for index, old in enumerate(plans):
            if str(old["name"]).casefold() == plan.name.casefold():
                plans[index] = entry
                return
        plans.append(entry)

    return edit_profile(path, change)


class Undone(msgspec.Struct, frozen=True):
    """What an undo did: the lines that differ now, and what is worth knowing besides."""

    path: str
    changes: tuple[str, ...]
    gone: bool = False
    """There was no profile any more; the version that was kept is back, and kept too."""
    by_hand: bool = False
    """The profile had been changed by something else than credplan since its last change."""
    broken: bool = False
    """The version that is back has problems."""
    remark: str = ""


def undo_profile(path: Path) -> Undone:
    """Put the profile back as it was before its last change, and keep what it was until now as that version.

    So an undo of an undo brings the change back. Both versions are taken byte for byte, also where one of them has
    problems: this is the way back from them.

    Raises:
        MissingFile: no version from before is kept.
        ChangedUnderneath, CannotWrite: as `edit_profile`; nothing was changed.

    """
    from credplan.shell import versions
    from credplan.shell.save import cannot_write, changed_since, locked, real_path, write_over

    real = real_path(path)
    if not os.path.isdir(os.path.dirname(real)):
        raise MissingFile(f"There is no profile at {path}.", hint="credplan init makes one.")
    with locked(real):
        try:
            now, before = _read(Path(real)), [v.content for v in versions.kept(real)]
        except OSError as problem:
            raise cannot_write(real, problem) from None
        if not before:
            raise MissingFile(
                f"There is nothing to undo: no version from before is kept beside {path}.",
                hint="One is kept with each change that credplan makes.",
            )
        kept = next((content for content in before if content != now), None)
        if kept is None:
            return Undone(str(path), ())
        by_hand = changed_since(real)
        remark = write_over(real, kept, now)
    broken = _profile_of(kept) is None
    changes = () if now is None else _changes(now, kept)
    return Undone(str(path), changes, gone=now is None, by_hand=by_hand, broken=broken, remark=remark)


def _profile_of(raw: bytes | None) -> Profile | None:
    """The profile in ``raw``, no profile where there is no file, ``None`` where it has problems."""
    if raw is None:
        return Profile()
    try:
        return _parsed(raw, "profile")[0]
    except InvalidFile:
        return None


def _changes(before: bytes | None, after: bytes | None) -> tuple[str, ...]:
    """What differs in ``after``: by meaning where both can be read, else by lines."""
    from credplan.core.profile_diff import profile_changes

    old, new = _profile_of(before), _profile_of(after)
    if old is not None and new is not None:
        changes = [safe_text(line, 300) for line in profile_changes(old, new)]
        if changes:
            return tuple(changes)
    texts = [(raw or b"").decode("utf-8", "replace") for raw in (before, after)]
    return tuple(_difference(*texts))


def keep_backup(path: Path) -> Callable[[], None]:
    """Keep a valid profile as its newest version before a person edits it; a broken one is not worth keeping.

    What it returns is called after the edit: it takes the version back if the file is still the same.
    """
    from credplan.shell import versions
    from credplan.shell.save import locked, real_path

    refuse_to_write(path)
    real = real_path(path)
    take_back: Callable[[], None] | None = None
    raw = _read(Path(real))
    with contextlib.suppress(InvalidFile):
        if raw is not None:
            _parsed(raw, str(path))
            with locked(real):
                take_back = versions.keep(real, raw, copy=True)  # the editor may write into the file itself
                versions.tidy(real, raw)

    def after() -> None:
        if take_back is not None and _read(Path(real)) == raw:
            with locked(real):
                take_back()

    return after


# --- text and values ------------------------------------------------------------------------------------------------


def _read(path: Path) -> bytes | None:
    """The file's bytes, at most one more than `MOST_BYTES`; ``None`` when it does not exist."""
    if is_stdin(path):
        return read_stdin("profile", MOST_BYTES + 1)
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        raise MissingFile(f"{path} is a folder, not a profile.", hint="Name the file inside it.") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise MissingFile(f"Can't read {path}: {reason}.", hint="Use another place: --profile FILE") from None


def _decoded(raw: bytes, name: str) -> str:
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
        hint = f"The last version before the last change may be in {name}.bak."
        raise InvalidFile(f"{name} is damaged.", problems=(f"{where}: there are NUL bytes in it",), hint=hint)
    return text.replace("\r\n", "\n") if _all_crlf(text) else text


def _encoded(text: str, raw: bytes | None) -> bytes:
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


def _parsed(raw: bytes, name: str) -> tuple[Profile, dict[str, Any]]:
    """The profile and its plain values as written (not yet made inert), or one error with all that is wrong."""
    text = _decoded(raw, name)
    data = _loaded(text, name)
    safe = inert(data)
    schema = safe.get("schema", SCHEMA)
    if isinstance(schema, int) and not isinstance(schema, bool) and schema > SCHEMA:
        return to_profile(readable_part(safe)), data
    problems = check(safe)
    if problems:
        raise _invalid(name, problem_lines(text, problems))
    return to_profile(safe), data


def _loaded(text: str, name: str) -> dict[str, Any]:
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
    hint = more
    if os.path.exists(f"{name}.bak"):
        hint = f"{hint} The version before the last change is in {name}.bak; credplan undo takes it.".strip()
    return InvalidFile(f"{name} has {count}; nothing was changed.", problems=tuple(shown), hint=hint)


def _refuse_newer(profile: Profile, path: Path) -> None:
    if profile.schema > SCHEMA:
        raise CannotWrite(
            f"{path} was written by a newer credplan (schema {profile.schema}; this one writes schema {SCHEMA}).",
            hint="Nothing was changed. Update credplan to change it; reading and planning still work.",
        )


def _new_text(text: str, data: dict[str, Any], wanted: dict[str, Any], path: Path) -> tuple[str | None, Profile]:
    """The new text with its profile; no text when nothing changes."""
    from credplan.core import toml_patch

    safe = inert(wanted)
    problems = check(safe)
    if problems:
        told = tuple(f"{p.what}. {p.fix}".strip() for p in problems)
        raise InvalidFile(f"That would make {path} invalid; nothing was changed.", problems=told)
    profile = to_profile(safe)
    if toml_patch.same(data, wanted):
        return None, profile
    reason, new = "", ""
    try:
        new = toml_patch.patched(text, data, wanted)
        if not toml_patch.same(_loaded(new, "the new text"), wanted):
            reason = "the text that was made for it means something else"
    except (toml_patch.Unpatchable, InvalidFile) as problem:
        reason = str(problem)
    except Exception as problem:  # tomlkit raises many kinds; whatever it is, the file is not touched
        reason = f"{type(problem).__name__}: {problem}"
    if reason:
        raise CannotWrite(
            f"Can't change {path} safely ({safe_text(reason, 300)}); it is as it was.",
            hint="\n".join(["Make the change by hand with: credplan profile edit", *_difference(text, new)]),
        )
    return new, profile


def _difference(old: str, new: str) -> list[str]:
    """The change that was refused, as the lines that would differ; at most twenty."""
    from difflib import unified_diff

    lines = list(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0))[2:] if new else []
    return [safe_text(line, 200) for line in lines if not line.startswith("@@")][:20]


def _plain(value: Any) -> Any:
    """Dicts, lists and scalars only, whatever containers a change put in."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.unwrap() if hasattr(value, "unwrap") else value


def _date_type() -> type:
    import datetime as dt

    return dt.date
