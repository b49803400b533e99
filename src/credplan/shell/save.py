"""Saving a file so that it is always whole, the old one or the new one, and nobody else's edit is lost.

The order matters: lock, write beside, flush to the disk, read back, look once more at what is being replaced, rename,
flush the folder. What each step is for is said where it stands; the tests fail each of them in turn.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256

from credplan.core.errors import CannotWrite, ChangedUnderneath

LOCK_SECONDS = 10.0
STRAY_SECONDS = 3600
"""Temporary files of ours older than this were left by a killed process and are removed."""
_WINDOWS_RETRIES = 25
_PRIVATE = 0o700

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.EIO: "the disk reported an error",
    errno.ENOTDIR: "one part of its path is a file, not a folder",
    errno.ELOOP: "the links lead in a circle",
    errno.ENAMETOOLONG: "the name is too long",
}


def real_path(path: str | os.PathLike[str]) -> str:
    """Where a file really lies: a link to it stays a link, and what it points at is written."""
    return os.path.realpath(os.fspath(path))


@contextlib.contextmanager
def locked(real: str) -> Iterator[None]:
    """Hold the lock beside ``real``; its folder is created, for the owner only, where it is missing.

    Raises:
        ChangedUnderneath: another process holds the lock for longer than `LOCK_SECONDS`.
        CannotWrite: the folder or the lock can't be made.

    """
    from filelock import FileLock, Timeout

    try:
        _make_folder(os.path.dirname(real))
        lock = FileLock(real + ".lock", timeout=LOCK_SECONDS, mode=0o600)
        lock.acquire()
    except Timeout:
        raise ChangedUnderneath(
            f"Another program is writing {real}{_holder(real)}; nothing was changed.",
            hint="Wait until it is done, then run the command again.",
        ) from None
    except (OSError, NotImplementedError) as problem:
        raise cannot_write(real, problem) from None
    try:
        _say_who(real)
        yield
    finally:
        lock.release()


def write_over(real: str, new: bytes, old: bytes | None, *, keep: bool = True) -> str:
    """Replace ``real``, which held ``old`` (``None``: it did not exist), by ``new``; the caller holds the lock.

    With ``keep`` the old bytes stay beside it as ``.bak``. Returns a remark, empty when all is well: the save is
    done but the disk did not confirm the folder.

    Raises:
        ChangedUnderneath: the file is no longer what it was when it was read; nothing was written.
        CannotWrite: anything else; what was there before is intact.

    """
    try:
        mode = _mode(real)
        _remove_strays(real)
        if old is not None and keep:
            # Written like the file itself: a torn copy would be worth nothing on the day it is needed.
            _replace(real + ".bak", old, 0o600, None)
        remark = _replace(real, new, mode, _Expected(old))
        if old is not None and keep:
            _same_time(real)
        return remark
    except OSError as problem:
        raise cannot_write(real, problem, len(new)) from None


def swap(real: str, now: bytes, kept: bytes) -> str:
    """Exchange ``real``, which holds ``now``, with its ``.bak``, which holds ``kept``; the caller holds the lock.

    At every moment both versions are on the disk: the newer one waits as ``.undo`` until the older has taken its
    place. Returns a remark as `write_over` does, and raises as it does.
    """
    try:
        mode = _mode(real)
        _remove_strays(real)
        _replace(real + _WAITING, now, 0o600, None)
        try:
            remark = _replace(real, kept, mode, _Expected(now))
        except BaseException:
            os.unlink(real + _WAITING)  # nothing was exchanged
            raise
        _rename(real + _WAITING, real + ".bak")
        _same_time(real)
        return remark
    except OSError as problem:
        raise cannot_write(real, problem, len(kept)) from None


def finish_swap(real: str) -> bool:
    """End a `swap` that was cut off; whether it had got as far as to change ``real``. The caller holds the lock."""
    try:
        waiting = _bytes(real + _WAITING)
        if waiting is None:
            return False
        if waiting == _bytes(real):  # cut off before anything changed
            os.unlink(real + _WAITING)
            return False
        if _bytes(real) == _bytes(real + ".bak"):
            _rename(real + _WAITING, real + ".bak")
            return True
        _rename(
            real + _WAITING, real + _WAITING + ".kept"
        )  # something was saved since: nobody's version is thrown away
        return False
    except OSError as problem:
        raise cannot_write(real, problem) from None


def changed_since(real: str) -> bool:
    """Whether ``real`` was written by somebody else since its ``.bak`` was kept: they no longer bear the same time."""
    try:
        return os.stat(real).st_mtime_ns != os.stat(real + ".bak").st_mtime_ns
    except OSError:
        return False


_WAITING = ".undo"


def _same_time(real: str) -> None:
    """Give the ``.bak`` the time of the file, so that `changed_since` can tell a later edit by hand."""
    with contextlib.suppress(OSError):
        found = os.stat(real)
        os.utime(real + ".bak", ns=(found.st_atime_ns, found.st_mtime_ns))


def _bytes(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


class _Expected:
    """What the file must still hold right before it is replaced."""

    def __init__(self, old: bytes | None) -> None:
        self.digest = None if old is None else sha256(old).digest()

    def check(self, real: str) -> None:
        try:
            with open(real, "rb") as file:
                now = sha256(file.read()).digest()
        except FileNotFoundError:
            now = None
        if now != self.digest:
            raise ChangedUnderneath(
                f"{real} was changed by another program meanwhile; that change was kept and nothing was written.",
                hint="Run the command again: it will then start from the file as it is now.",
            )


def _replace(real: str, data: bytes, mode: int, expected: _Expected | None) -> str:
    folder, name = os.path.split(real)
    handle, beside = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            if hasattr(os, "fchmod"):
                os.fchmod(handle, mode)
            os.fsync(handle)  # before the rename, or a power cut leaves the new name on an empty file
        finally:
            os.close(handle)
        with open(beside, "rb") as file:
            if file.read() != data:  # a disk that reports success and wrote something else
                raise OSError(errno.EIO, "what was written reads back differently")
        if expected is not None:
            expected.check(real)
        _rename(beside, real)
        beside = ""
    finally:
        if beside:
            with contextlib.suppress(OSError):
                os.unlink(beside)
    return _sync_folder(folder)


def _rename(source: str, target: str) -> None:
    """``os.replace``; on Windows again for 2.5 seconds while a virus scanner or an editor holds the file."""
    for attempt in range(_WINDOWS_RETRIES):
        try:
            os.replace(source, target)
            return
        except OSError as problem:
            held = getattr(problem, "winerror", None) in (5, 32, 33)
            if not held or attempt == _WINDOWS_RETRIES - 1:
                raise
            time.sleep(0.1)


def _sync_folder(folder: str) -> str:
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


def _mode(real: str) -> int:
    """The mode of the file that will be written: the old one's owner bits, never more; 0600 for a new file."""
    try:
        old = os.stat(real)
    except FileNotFoundError:
        return 0o600
    if not stat.S_ISREG(old.st_mode):
        raise CannotWrite(f"Can't write {real}: it is not a regular file.", hint="Name a file with --profile.")
    if hasattr(os, "geteuid") and old.st_uid != os.geteuid():
        raise CannotWrite(
            f"Can't write {real}: it belongs to another user of this machine.",
            hint="Nothing was changed. Use a file of your own: --profile FILE",
        )
    if not old.st_mode & stat.S_IWUSR:
        raise CannotWrite(
            f"Can't write {real}: it is write-protected.", hint="Nothing was changed. Remove the protection first."
        )
    return stat.S_IMODE(old.st_mode) & 0o700


def _make_folder(folder: str) -> None:
    """Create the folder and what is missing above it, all for the owner only."""
    missing = []
    while folder and not os.path.isdir(folder):
        missing.append(folder)
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    for name in reversed(missing):
        try:
            os.mkdir(name, _PRIVATE)
        except FileExistsError:
            if not os.path.isdir(name):  # else another process was quicker
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name) from None


def _remove_strays(real: str) -> None:
    folder, name = os.path.split(real)
    before = time.time() - STRAY_SECONDS
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            ours = entry.name.startswith((f".{name}.", f".{name}.bak.")) and entry.name.endswith(".tmp")
            if ours and entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < before:
                os.unlink(entry.path)


def _say_who(real: str) -> None:
    """Write our process id into the lock file, for the message of whoever waits in vain."""
    if os.name == "nt":
        return  # the locked region can't be written there
    with contextlib.suppress(OSError):
        handle = os.open(real + ".lock", os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
        try:
            os.write(handle, str(os.getpid()).encode())
        finally:
            os.close(handle)


def _holder(real: str) -> str:
    with contextlib.suppress(OSError, ValueError), open(real + ".lock", "rb") as file:
        return f" (process {int(file.read(20))})"
    return ""


def cannot_write(real: str, problem: BaseException, size: int = 0) -> CannotWrite:
    """The error for a failed save: the file, the reason in plain words, and that nothing is lost."""
    number = getattr(problem, "errno", None)
    reason = _REASONS.get(number or 0) or getattr(problem, "strerror", None) or str(problem)
    hint = "What was there before is intact."
    if number in (errno.ENOSPC, errno.EDQUOT):
        hint += f" Free about {max(size * 2 // 1024, 8)} kB in {os.path.dirname(real)} and run the command again."
    elif number in (errno.EACCES, errno.EPERM, errno.EROFS):
        hint += " Use another place: --profile FILE or CREDPLAN_PROFILE."
    return CannotWrite(f"Can't write {real}: {reason}.", hint=hint)
