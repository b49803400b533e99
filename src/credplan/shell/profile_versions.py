"""The versions of a profile: what differs between them, going back to one, and the last one that is in order."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from credplan.core import profile_diff
from credplan.core.errors import ChangedUnderneath, InvalidFile, MissingFile, UsageError
from credplan.core.profile import Profile
from credplan.core.text import long_date, safe_text
from credplan.shell import disk, versions
from credplan.shell.profile_text import parsed, read_bytes
from credplan.shell.stdin import refuse_to_write

_SHOWN = 20


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


class Kept(msgspec.Struct, frozen=True):
    """One version in the history of a profile."""

    number: int
    """1 is the one before the last change."""
    path: str
    until: dt.datetime | None
    """When the change was made that ended it, by this machine's clock and in its time zone."""
    valid: bool
    """Whether it has no problems."""
    size: int
    """Bytes."""
    changes: tuple[str, ...]
    """What that change did."""


def undo_profile(path: Path) -> Undone:
    """Put the profile back as it was before its last change, and keep what it was until now as that version.

    So an undo of an undo brings the change back. Both versions are taken byte for byte, also where one of them has
    problems: this is the way back from them.

    Raises:
        MissingFile: no version from before is kept.
        ChangedUnderneath, CannotWrite: as `edit_profile`; nothing was changed.

    """
    return _go_back(path, None)


def restore_profile(path: Path, number: int) -> Undone:
    """Put version ``number`` of the history in the place of the profile; as `undo_profile`, and an undo takes it back.

    Raises:
        UsageError: there is no version of that number.
        MissingFile, ChangedUnderneath, CannotWrite: as `undo_profile`.

    """
    return _go_back(path, number)


def _go_back(path: Path, number: int | None) -> Undone:
    from credplan.shell.save import changed_since, locked, real_path, write_over

    refuse_to_write(path)
    real = real_path(path)
    if not os.path.isdir(os.path.dirname(real)):
        raise MissingFile(f"There is no profile at {path}.", hint="credplan init makes one.")
    with locked(real):
        now, found = _now_and_kept(real)
        if not found:
            nothing = "nothing to undo" if number is None else "nothing to go back to"
            raise MissingFile(
                f"There is {nothing}: no version from before is kept beside {path}.",
                hint="One is kept with each change that credplan makes.",
            )
        if number is None:
            wanted = next((v.content for v in found if v.content != now), now)
        else:
            wanted = next((v.content for v in found if v.number == number), None)
            if wanted is None:
                raise UsageError(
                    f"There is no version {number}; {len(found)} {'is' if len(found) == 1 else 'are'} kept.",
                    hint="credplan profile history lists them; 1 is the one before the last change.",
                )
        if wanted is None or wanted == now:
            return Undone(str(path), ())
        by_hand = changed_since(real)
        try:
            remark = write_over(real, wanted, now)
        except ChangedUnderneath as problem:
            raise both_shown(problem, now, disk.content_of(real), wanted) from None
    broken = _profile_of(wanted) is None
    changes = () if now is None else changes_between(now, wanted)
    return Undone(str(path), changes, gone=now is None, by_hand=by_hand, broken=broken, remark=remark)


def _now_and_kept(real: str) -> tuple[bytes | None, list[versions.Version]]:
    from credplan.shell.save import cannot_write

    try:
        return disk.content_of(real), versions.kept(real)
    except OSError as problem:
        raise cannot_write(real, problem) from None


def history(path: Path) -> tuple[Kept, ...]:
    """The versions that are kept, newest first, each with the change that ended it.

    Raises:
        MissingFile: one can't be read.

    """
    real = os.path.realpath(path)
    try:
        after, found = disk.content_of(real), versions.kept(real)
    except OSError as problem:
        raise MissingFile(f"Can't read the versions of {path}: {problem.strerror or problem}.") from None
    told = []
    for version in found:
        changes = () if after is None else changes_between(version.content, after, profile_diff.ONWARD)
        valid = _profile_of(version.content) is not None
        told.append(Kept(version.number, version.path, _time(version), valid, len(version.content), changes))
        after = version.content
    return tuple(told)


def _time(version: versions.Version) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(version.until)).astimezone()
    except (OverflowError, ValueError, OSError):  # a clock that was far off
        return None


def last_good(path: Path) -> Kept | None:
    """The newest version without problems; None when there is none, or none can be read."""
    with contextlib.suppress(MissingFile):
        return next((v for v in history(path) if v.valid), None)
    return None


def with_last_good(problem: InvalidFile, path: Path) -> InvalidFile:
    """The same error, saying which version was the last one in order and how to get at it."""
    good = last_good(path)
    if good is None:
        return problem
    when = f" It was replaced on {day_and_time(good.until)}." if good.until else ""
    back = "credplan undo" if good.number == 1 else f"credplan profile restore {good.number}"
    hint = (
        f"The last good version is {good.path}.{when}\n"
        f"To look at it first: --profile {shlex.quote(good.path)} with any command that reads. To take it back: {back}"
    )
    hint = f"{problem.hint}\n{hint}" if problem.hint else hint
    return InvalidFile(problem.message, problems=problem.problems, hint=hint)


def day_and_time(moment: dt.datetime) -> str:
    """``24 Nov 2026 at 14:05``."""
    return f"{long_date(moment.date())} at {moment:%H:%M}"


def both_shown(
    problem: ChangedUnderneath, before: bytes | None, theirs: bytes | None, ours: bytes
) -> ChangedUnderneath:
    """The same error with what somebody else changed since ``before``, and what we wanted to."""
    gone = ("the file was removed",) if theirs is None else changes_between(before, theirs, profile_diff.ONWARD)
    wanted = changes_between(before, ours, profile_diff.ONWARD)
    return ChangedUnderneath(problem.message, hint=problem.hint, theirs=gone[:_SHOWN], ours=wanted[:_SHOWN])


def _profile_of(raw: bytes | None) -> Profile | None:
    """The profile in ``raw``, no profile where there is no file, ``None`` where it has problems."""
    if raw is None:
        return Profile()
    try:
        return parsed(raw, "profile")[0]
    except InvalidFile:
        return None


def changes_between(
    before: bytes | None, after: bytes | None, words: tuple[str, str] = profile_diff.BACK
) -> tuple[str, ...]:
    """What differs in ``after``: by meaning where both can be read, else by lines."""
    old, new = _profile_of(before), _profile_of(after)
    if old is not None and new is not None:
        changes = [safe_text(line, 300) for line in profile_diff.profile_changes(old, new, words)]
        if changes:
            return tuple(changes)
    texts = [(raw or b"").decode("utf-8", "replace") for raw in (before, after)]
    return tuple(difference(*texts))


@contextlib.contextmanager
def editing(path: Path) -> Iterator[None]:
    """Hold the profile's lock while a person edits it: a change that credplan made meanwhile would be overwritten.

    A valid profile is kept as its newest version first, unless the edit leaves it as it was; a broken one is not
    worth keeping.

    Raises:
        MissingFile: there is no profile, or it can't be read.
        ChangedUnderneath, CannotWrite: as `edit_profile`.

    """
    from credplan.shell.save import cannot_write, locked, real_path

    refuse_to_write(path)
    real = real_path(path)
    if read_bytes(Path(real)) is None:
        raise MissingFile(f"There is no profile at {path}.", hint="credplan init makes one.")
    with locked(real):
        raw = read_bytes(Path(real))
        take_back: Callable[[], None] | None = None
        try:
            if raw is not None and _profile_of(raw) is not None:
                take_back = versions.keep(real, raw, copy=True)  # the editor may write into the file itself
                versions.tidy(real, raw)
        except OSError as problem:
            raise cannot_write(real, problem) from None
        yield
        if take_back is not None and read_bytes(Path(real)) == raw:
            with contextlib.suppress(OSError):
                take_back()


def difference(old: str, new: str) -> list[str]:
    """The change that was refused, as the lines that would differ; at most twenty."""
    from difflib import unified_diff

    lines = list(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0))[2:] if new else []
    return [safe_text(line, 200) for line in lines if not line.startswith("@@")][:20]
