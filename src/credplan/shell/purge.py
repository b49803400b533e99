"""Everything of credplan's on this machine but the program itself: naming it, and removing what was named."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from credplan.core.errors import CannotWrite
from credplan.shell import places, save, versions
from credplan.shell.kept import is_mine

# The copies that `shell.kept` writes, and what a killed process left of one. A cache folder may hold other things.
_COPY = re.compile(r"(catalog|names|costs)-.*\.(sqlite|sqlite-journal|txt|msgpack|tmp)|(catalog|names|costs)-\w+\.tmp")


class Belonging(msgspec.Struct, frozen=True):
    """One file or folder that would be removed."""

    path: str
    what: str
    size: int
    """Bytes; 0 for a folder."""


def belongings(profile: Path | None, *, keep_profile: bool = False) -> tuple[Belonging, ...]:
    """What there is, each file before its folder; ``profile`` is the option, if given. Nothing is changed."""
    found = [] if keep_profile else list(_profile(profile))
    found += _cache(os.fspath(places.cache_folder()))
    return tuple(found)


def _profile(option: Path | None) -> Iterator[Belonging]:
    path = os.fspath(places.profile_path(option))
    real = save.real_path(path)
    if os.path.islink(path):
        yield Belonging(path, "link to the profile", 0)
    companions = [(real, "profile"), (real + versions.BACKUP, "version"), (f"{real}{versions.BACKUP}.new", "version")]
    shelf = real + versions.FOLDER
    companions += [(os.path.join(shelf, name), "version") for name in _names(shelf) if versions.is_one(name)]
    companions += [(stray, "left by a killed save") for stray in save.strays(real)]
    for file, what in companions:
        with contextlib.suppress(OSError):
            there = os.lstat(file)
            if stat.S_ISREG(there.st_mode) or stat.S_ISLNK(there.st_mode):  # a device is nobody's profile
                yield Belonging(file, what, there.st_size)
    if os.path.isdir(shelf):
        yield Belonging(shelf, "folder of versions", 0)
    if os.path.exists(real + ".lock"):
        yield Belonging(real + ".lock", "lock", 0)
    folder = os.path.dirname(real)
    if option is None and os.path.basename(folder) == places.APP and os.path.isdir(folder):
        yield Belonging(folder, "folder of the profile", 0)


def _cache(folder: str) -> Iterator[Belonging]:
    for name in _names(folder):
        file = os.path.join(folder, name)
        with contextlib.suppress(OSError):
            there = os.lstat(file)
            if _COPY.fullmatch(name) and is_mine(there):
                yield Belonging(file, "copy of a catalog, made again when needed", there.st_size)
    if os.path.isdir(folder) and os.path.basename(folder) == places.APP:
        yield Belonging(folder, "cache folder", 0)


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def remove(named: tuple[Belonging, ...], profile: Path | None) -> tuple[str, ...]:
    """Remove what was named and nothing else; a folder only if it is empty then. Returns the paths that are gone.

    Raises:
        ChangedUnderneath: somebody is writing the profile; nothing was removed.
        CannotWrite: something can't be removed; the rest is gone.

    """
    real = save.real_path(places.profile_path(profile))
    held = save.locked(real) if any(b.path == real + ".lock" for b in named) else contextlib.nullcontext()
    gone, left = [], []
    with held:
        for item in named:
            try:
                if os.path.isdir(item.path) and not os.path.islink(item.path):
                    with contextlib.suppress(OSError):  # something of somebody else's is in it
                        os.rmdir(item.path)
                        gone.append(item.path)
                else:
                    os.unlink(item.path)
                    gone.append(item.path)
            except FileNotFoundError:
                continue
            except OSError as problem:
                left.append(f"{item.path}: {problem.strerror or problem}")
    if left:
        raise CannotWrite("Not everything could be removed.", hint="\n".join(left))
    return tuple(gone)
