"""The single steps of a save: a new file that is surely on the disk, and putting it in another's place.

Which step comes when, and what is kept besides, is said in `shell.save`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256

from credplan.core.errors import ChangedUnderneath
from credplan.shell.regular import open_regular

_WINDOWS_RETRIES = 25
_PUT_BACK = 100
"""So often an edit that came in between is put back; a program that goes on writing faster than that has its way."""
_UNSUPPORTED = frozenset(
    code
    for name in ("ENOSYS", "EINVAL", "ENOTSUP", "EOPNOTSUPP", "EPERM", "EMLINK")
    if (code := getattr(errno, name, None)) is not None
)


def written(name: str, data: bytes, mode: int) -> str:
    """The path of a new file beside ``name`` that holds ``data``: flushed to the disk and read back.

    Raises:
        OSError: it could not be made; nothing is left of it.

    """
    folder, last = os.path.split(name)
    handle, beside = tempfile.mkstemp(prefix=f".{last}.", suffix=".tmp", dir=folder)
    try:
        try:
            left = memoryview(data)
            while left:
                count = os.write(handle, left)
                if count <= 0:
                    raise OSError(errno.EIO, "nothing more could be written")
                left = left[count:]
            if hasattr(os, "fchmod"):
                os.fchmod(handle, mode)
            os.fsync(handle)  # before the rename, or a power cut leaves the new name on an empty file
        finally:
            os.close(handle)
        with open(beside, "rb") as file:
            if file.read() != data:  # a disk that reports success and wrote something else
                raise OSError(errno.EIO, "what was written reads back differently")
    except BaseException:
        remove(beside)
        raise
    return beside


def replace(beside: str, real: str) -> None:
    """``os.replace``; on Windows again for 2.5 seconds while a virus scanner or an editor holds the file."""
    for attempt in range(_WINDOWS_RETRIES):
        try:
            os.replace(beside, real)
            return
        except OSError as problem:
            held = getattr(problem, "winerror", None) in (5, 32, 33)
            if not held or attempt == _WINDOWS_RETRIES - 1:
                raise
            time.sleep(0.1)


def replace_by(real: str, data: bytes, mode: int) -> None:
    """Let ``real`` hold ``data``, whatever it held; raises as `written`."""
    beside = written(real, data, mode)
    try:
        replace(beside, real)
    except BaseException:
        remove(beside)
        raise


def put(beside: str, real: str, new: bytes, old: bytes | None) -> None:
    """Give ``beside``, which holds ``new``, the name ``real`` if that still holds ``old`` (``None``: is not there).

    Where the system can exchange two names in one step, what was at ``real`` is looked at once more after it has
    come out, and goes back if it is not ``old``: an editor takes no lock, and may save in the moment between a look
    and a rename. Elsewhere that moment stays, some microseconds long.

    Raises:
        ChangedUnderneath: it holds something else, which stays.
        OSError: it could not be done; ``real`` is as it was.

    """
    wanted = None if old is None else sha256(old).digest()
    try:
        if digest(real) != wanted:
            raise changed(real)
        if wanted is None:
            _create(beside, real)
            return
        try:
            exchanged = exchange(beside, real)
        except FileNotFoundError:  # removed in just that moment
            raise changed(real) from None
        if not exchanged:
            replace(beside, real)
            return
    except BaseException:
        remove(beside)
        raise
    try:
        came_out = digest(beside)
    except BaseException:
        exchange(beside, real)
        remove(beside)
        raise
    if came_out != wanted:
        _put_back(beside, real, new)
        raise changed(real)
    remove(beside)


def _create(beside: str, real: str) -> None:
    """Give ``beside`` a name that nothing has; a link, as a rename would write over what came in between."""
    try:
        os.link(beside, real)
    except FileExistsError:
        raise changed(real) from None
    except OSError as problem:
        if problem.errno not in _UNSUPPORTED:
            raise
        replace(beside, real)
        return
    remove(beside)


def _put_back(beside: str, real: str, new: bytes) -> None:
    """Undo an exchange that brought out somebody's edit; of several such edits the last one stays.

    Each exchange must bring out what the one before put in; whatever else comes out is newer and goes in again.
    Nothing is removed that is not known to be somewhere else too.
    """
    inside = sha256(new).digest()
    for _ in range(_PUT_BACK):
        going_in = digest(beside)
        try:
            exchange(beside, real)
        except FileNotFoundError:  # removed meanwhile: then the newest edit is the one at hand
            _create(beside, real)
            return
        if digest(beside) == inside:
            remove(beside)
            return
        inside = going_in or b""


def changed(real: str) -> ChangedUnderneath:
    """The error for a file that is no longer what it was when it was read."""
    return ChangedUnderneath(
        f"{real} was changed by another program meanwhile; that change was kept and nothing was written.",
        hint="Run the command again: it will then start from the file as it is now.",
    )


def digest(path: str) -> bytes | None:
    """The SHA-256 of a file's bytes; ``None`` when it is not there."""
    content = content_of(path)
    return None if content is None else sha256(content).digest()


def content_of(path: str) -> bytes | None:
    """A file's bytes; ``None`` when it is not there."""
    try:
        with open_regular(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


def link(source: str, target: str) -> bool:
    """Give a file a second name; False where the disk knows no such thing."""
    try:
        os.link(source, target)
    except OSError as problem:
        if problem.errno not in _UNSUPPORTED:
            raise
        return False
    return True


def remove(path: str) -> None:
    """Remove a temporary file; one that can't be is left for the sweep of the next save."""
    with contextlib.suppress(OSError):
        os.unlink(path)


def sync_folder(folder: str) -> str:
    """Put the rename itself on the disk. The save has happened by now, so a failure is only a remark."""
    if os.name == "nt":
        return ""  # a folder can't be opened there; NTFS journals the rename
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as problem:
        return f"Saved, but the disk did not confirm it ({problem.strerror}): a power cut right now could undo it."
    return ""


def exchange(one: str, other: str) -> bool:
    """Exchange what two names stand for, in one step; False where the system or the disk can't.

    Linux has it as ``renameat2`` with ``RENAME_EXCHANGE`` (man 2 rename), macOS as ``renamex_np`` with
    ``RENAME_SWAP`` (man 2 rename there); Python has neither.
    """
    global _exchange
    if _exchange is None:
        _exchange = _find_exchange()
    number = _exchange(os.fsencode(one), os.fsencode(other))
    if not number:
        return True
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), one, None, other)


_exchange: Callable[[bytes, bytes], int] | None = None


def _find_exchange() -> Callable[[bytes, bytes], int]:
    """A function that gives 0 or the number of what went wrong."""
    if sys.platform not in ("linux", "darwin"):
        return _no_exchange
    import ctypes

    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            rename, here, swap = library.renameat2, -100, 2  # AT_FDCWD, RENAME_EXCHANGE

            def call(one: bytes, other: bytes) -> int:
                return int(rename(here, one, here, other, swap))

        else:
            rename_mac, swap_mac = library.renamex_np, 2  # RENAME_SWAP

            def call(one: bytes, other: bytes) -> int:
                return int(rename_mac(one, other, swap_mac))

    except (OSError, AttributeError):  # an older C library
        return _no_exchange
    return lambda one, other: ctypes.get_errno() if call(one, other) else 0


def _no_exchange(_one: bytes, _other: bytes) -> int:
    return errno.ENOSYS
