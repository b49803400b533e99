"""The versions of a file that are kept beside it: the one before the last change, and nine older ones.

The newest is ``profile.toml.bak``; the older ones lie in the folder ``profile.toml.versions`` under rising numbers, so
that a clock that was set back changes nothing about their order. The time of a version's file is the time of the
change that ended it. Whoever changes anything here holds the lock of the file.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable

import msgspec

from credplan.shell import disk

MOST = 10
BACKUP = ".bak"
FOLDER = ".versions"
_SUFFIX = ".toml"
_PRIVATE = 0o700


class Version(msgspec.Struct, frozen=True):
    """One version that is kept; ``until`` in seconds since 1970, as the system's clock had it."""

    number: int
    """1 is the one before the last change."""
    path: str
    until: float
    content: bytes


def kept(real: str) -> list[Version]:
    """The versions of ``real``, newest first, at most `MOST`.

    Raises:
        OSError: one is there and can't be read.

    """
    found: list[Version] = []
    for path in (real + BACKUP, *(_path(real, n) for n in reversed(_numbers(real)))):
        content = disk.content_of(path)
        if content is None or (found and found[-1].content == content):
            continue  # a save that was cut off can leave one twice
        found.append(Version(len(found) + 1, path, os.stat(path).st_mtime, content))
    return found[:MOST]


def keep(real: str, old: bytes, *, copy: bool) -> Callable[[], None]:
    """Make ``old``, which ``real`` holds, the newest version; what it returns takes that back.

    Without ``copy`` the version is a second name of the file itself, which costs no writing: for a file that is about
    to be replaced. At no moment are there fewer versions than before: names are added first, and the oldest goes last.

    Raises:
        OSError: it could not be done; the versions are as they were, or the newest of them is there twice.

    """
    backup = real + BACKUP
    newest = disk.content_of(backup)
    if newest == old:
        return lambda: None  # it is there since a save that was cut off
    before = _shelve(real, backup, newest)
    beside = f"{backup}.new"
    disk.remove(beside)
    if copy or not disk.link(real, beside):
        disk.replace_by(backup, old, 0o600)
    else:
        try:
            disk.replace(beside, backup)
        finally:
            disk.remove(beside)  # of two names for one file a rename leaves both

    def take_back() -> None:
        if before:
            disk.replace(before, backup)
        else:
            os.unlink(backup)

    return take_back


def _shelve(real: str, backup: str, content: bytes | None) -> str:
    """Put the version before among the older ones, by a second name; its path there, empty when there is none."""
    if content is None:
        return ""
    numbers = _numbers(real)
    if numbers and disk.content_of(_path(real, numbers[-1])) == content:
        return _path(real, numbers[-1])  # it is there since a save that was cut off
    with contextlib.suppress(FileExistsError):
        os.mkdir(real + FOLDER, _PRIVATE)
    path = _path(real, numbers[-1] + 1 if numbers else 1)
    if not disk.link(backup, path):
        disk.replace_by(path, content, 0o600)
    return path


def tidy(real: str, now: bytes) -> None:
    """Keep no more than `MOST`, and not beside it what ``real`` holds now that an undo has brought it back.

    That a version too many can't be removed is no reason to fail.
    """
    with contextlib.suppress(OSError):
        numbers = _numbers(real)
        if numbers and disk.content_of(_path(real, numbers[-1])) == now:
            os.unlink(_path(real, numbers.pop()))
        for number in numbers[: -(MOST - 1)]:
            os.unlink(_path(real, number))


def _numbers(real: str) -> list[int]:
    """The numbers in the folder of older versions, rising."""
    try:
        names = os.listdir(real + FOLDER)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), real + FOLDER) from None
    return sorted(int(name.removesuffix(_SUFFIX)) for name in names if is_one(name))


def is_one(name: str) -> bool:
    """Whether a file in the folder of older versions is one of them, by its name."""
    stem = name.removesuffix(_SUFFIX)
    return name.endswith(_SUFFIX) and stem.isascii() and stem.isdigit()


def _path(real: str, number: int) -> str:
    return os.path.join(real + FOLDER, f"{number:06}{_SUFFIX}")
