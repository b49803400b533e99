"""Files of the cache folder: copies that may vanish or be damaged at any time, and are then made again.

One is written beside its place and renamed, so that a reader sees a whole one or none. In a shared folder anybody could
have put a file there, so only the user's own are believed. Nothing here is worth a word to the user when it fails.

The completion of a shell reads through here: what only writing needs is imported there.
"""

from __future__ import annotations

import os

from credplan.shell.regular import open_regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 8
"""Copies of one kind that stay; what is older is of no use to anybody."""
_STRAY_SECONDS = 3600


def is_mine(there: os.stat_result) -> bool:
    """Whether a file is the user's own; always where systems know no owners."""
    return not hasattr(os, "getuid") or there.st_uid == os.getuid()


def read(path: str, most: int) -> bytes | None:
    """At most ``most`` bytes of a copy; None when it is not there, can't be read, or is somebody else's."""
    try:
        with open_regular(path) as file:
            return file.read(most) if is_mine(os.fstat(file.fileno())) else None
    except (OSError, ValueError):
        return None


def write(path: str, content: bytes) -> bool:
    """Keep ``content`` at ``path``, as `make` does."""

    def fill(beside: str) -> None:
        with open(beside, "wb") as file:
            file.write(content)

    return make(path, fill)


def make(path: str, fill: Callable[[str], None]) -> bool:
    """Let ``fill`` write a new file, put it at ``path``, and sweep out older ones; whether it is there now.

    Files of one kind have names with the same beginning up to a hyphen and the same ending. What ``fill`` raises
    goes on to the caller, but for `OSError` and `ValueError`; nothing is left of the new file then.
    """
    import tempfile

    folder, name = os.path.split(path)
    kind = name.partition("-")[0] + "-"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=kind, suffix=".tmp", dir=folder)  # mode 0600
        os.close(handle)
        try:
            fill(beside)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        _sweep(path, kind)
    except (OSError, ValueError):
        return False
    return True


def _sweep(path: str, kind: str) -> None:
    """Remove all but the newest copies of a kind, what older versions kept, and what a killed process left behind."""
    import time

    folder, ending = os.path.dirname(path), os.path.splitext(path)[1]
    copies = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(kind):
                continue
            age = entry.stat(follow_symlinks=False).st_mtime
            if entry.name.endswith(ending):
                if entry.path != path:
                    copies.append((age, entry.path))
            elif not entry.name.endswith(".tmp") or age < time.time() - _STRAY_SECONDS:
                os.unlink(entry.path)
    for _, old in sorted(copies, reverse=True)[MOST - 1 :]:
        os.unlink(old)
