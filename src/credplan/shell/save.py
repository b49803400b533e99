"""Saving a file so that it is always whole, the old one or the new one, and nobody else's edit is lost.

The order matters: lock, write beside, flush to the disk, read back, look once more at what is being replaced, keep it
as a version, exchange, look at what came out, flush the folder. What each step is for is said where it stands; the
tests fail each of them in turn and kill the program at each.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator

from credplan.core.errors import CannotWrite, ChangedUnderneath
from credplan.shell import disk, versions

LOCK_SECONDS = 10.0
_LOOK_SECONDS = 0.005
"""How often who waits looks again: seldom looks starve one of many processes that save without a pause."""
STRAY_SECONDS = 3600
"""Temporary files of ours older than this were left by a killed process and are removed."""
_PRIVATE = _OWNER = 0o700

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.EIO: "the disk reported an error",
    errno.EISDIR: "a folder is in its place",
    errno.ENOTDIR: "one part of its path is a file, not a folder",
    errno.ELOOP: "the links lead in a circle",
    errno.ENAMETOOLONG: "the name is too long",
}

_ODD = (errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.EINVAL)


def real_path(path: str | os.PathLike[str]) -> str:
    """Where a file really lies: a link to it stays a link, and what it points at is written."""
    return os.path.realpath(os.fspath(path))


@contextlib.contextmanager
def locked(real: str, wait: float | None = None) -> Iterator[None]:
    """Hold the lock beside ``real``; its folder is created, for the owner only, where it is missing.

    Raises:
        ChangedUnderneath: another process holds the lock for longer than ``wait`` seconds (`LOCK_SECONDS`).
        CannotWrite: the folder or the lock can't be made.

    """
    from filelock import FileLock, Timeout

    try:
        _make_folder(os.path.dirname(real))
        seconds = LOCK_SECONDS if wait is None else wait
        lock = FileLock(real + ".lock", timeout=seconds, poll_interval=_LOOK_SECONDS, mode=0o600)
        lock.acquire()
    except Timeout:
        raise ChangedUnderneath(
            f"Another program is writing {real}{_holder(real)}; nothing was changed.",
            hint="Wait until it is done (credplan profile edit is when its editor is closed), "
            "then run the command again.",
        ) from None
    except (OSError, NotImplementedError) as problem:
        raise cannot_write(real, problem) from None
    try:
        _say_who(real)
        yield
    finally:
        with contextlib.suppress(OSError):  # it ends with the process at the latest; what was to be done is done
            lock.release()


def write_over(real: str, new: bytes, old: bytes | None, *, keep: bool = True) -> str:
    """Replace ``real``, which held ``old`` (``None``: it did not exist), by ``new``; the caller holds the lock.

    With ``keep`` the old bytes become the newest of the versions beside it (`shell.versions`). Returns a remark, empty
    when all is well: the save is done but the disk did not confirm the folder.

    Raises:
        ChangedUnderneath: the file is no longer what it was when it was read; nothing was written.
        CannotWrite: anything else; what was there before is intact.

    """
    try:
        mode = _mode(real)
        _remove_strays(real)
        beside = disk.written(real, new, mode & _OWNER)
        if old is None or not keep:
            disk.put(beside, real, new, old)
            return disk.sync_folder(os.path.dirname(real))
        try:
            if disk.content_of(real) != old:
                raise disk.changed(real)
            # A version is the owner's alone: a file that others can read is copied, not linked.
            take_back = versions.keep(real, old, copy=bool(mode & ~_OWNER))
        except BaseException:
            disk.remove(beside)
            raise
        try:
            disk.put(beside, real, new, old)
        except BaseException:
            with contextlib.suppress(OSError):
                if disk.content_of(real) != new:
                    take_back()
            raise
        remark = disk.sync_folder(os.path.dirname(real))
        if _edited_late(real, new, old):
            take_back()
            raise disk.changed(real)
        versions.tidy(real, new)
        _same_time(real)
        return remark
    except OSError as problem:
        raise cannot_write(real, problem, len(new)) from None


def _edited_late(real: str, new: bytes, old: bytes) -> bool:
    """Put the old file back if it was written into after it had been replaced; whether it was.

    A program that had opened it before, such as a shell that appends a line, does that: what it wrote is in the
    ``.bak`` now, which is that file, and would be missed.
    """
    backup = real + versions.BACKUP
    try:
        if disk.content_of(backup) == old or disk.content_of(real) != new:
            return False
    except OSError:
        return False  # the save has happened
    if not disk.exchange(backup, real):
        disk.replace_by(real, disk.content_of(backup) or b"", _mode(real) & _OWNER)
    return True


def changed_since(real: str) -> bool:
    """Whether ``real`` was written by somebody else since its ``.bak`` was kept: they no longer bear the same time."""
    try:
        return os.stat(real).st_mtime_ns != os.stat(real + versions.BACKUP).st_mtime_ns
    except OSError:
        return False


def _same_time(real: str) -> None:
    """Give the ``.bak`` the time of the file, so that `changed_since` can tell a later edit by hand."""
    with contextlib.suppress(OSError):
        found = os.stat(real)
        os.utime(real + versions.BACKUP, ns=(found.st_atime_ns, found.st_mtime_ns))


def _mode(real: str) -> int:
    """The mode of the file that is there, 0600 for a new one. What is written gets its owner's bits, never more."""
    try:
        old = os.stat(real)
    except FileNotFoundError:
        return 0o600
    if hasattr(os, "geteuid") and old.st_uid != os.geteuid():
        raise CannotWrite(
            f"Can't write {real}: it belongs to another user of this machine.",
            hint="Nothing was changed. Use a file of your own: --profile FILE",
        )
    if not old.st_mode & stat.S_IWUSR:
        raise CannotWrite(
            f"Can't write {real}: it is write-protected.", hint="Nothing was changed. Remove the protection first."
        )
    return stat.S_IMODE(old.st_mode)


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


def strays(real: str) -> list[str]:
    """The temporary files beside ``real`` that saves made; while nobody holds the lock, killed ones left them."""
    folder, name = os.path.split(real)
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            ours = entry.name.startswith(f".{name}.") and entry.name.endswith(".tmp")
            if ours and entry.is_file(follow_symlinks=False):
                found.append(entry.path)
    return found


def _remove_strays(real: str) -> None:
    before = time.time() - STRAY_SECONDS
    for path in strays(real):
        with contextlib.suppress(OSError):
            if os.lstat(path).st_mtime < before:
                os.unlink(path)


def _say_who(real: str) -> None:
    """Write our process id into the lock file, for the message of whoever waits in vain."""
    if os.name == "nt":
        return  # the locked region can't be written there
    with contextlib.suppress(OSError):
        # Always as long as before, so that nothing need be cut off: some disks flush a file that was.
        handle = os.open(real + ".lock", os.O_WRONLY | os.O_NOFOLLOW)
        try:
            os.write(handle, f"{os.getpid():<20}".encode())
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
    other = getattr(problem, "filename", None)
    if number in _ODD and isinstance(other, str) and other.startswith(real + "."):
        reason = f"{reason} ({other})"  # its lock or a version
    hint = "What was there before is intact."
    if number in (errno.ENOSPC, errno.EDQUOT):
        hint += f" Free about {max(size * 2 // 1024, 8)} kB in {os.path.dirname(real)} and run the command again."
    elif number in (errno.EACCES, errno.EPERM, errno.EROFS):
        hint += " Use another place: --profile FILE or CREDPLAN_PROFILE."
    return CannotWrite(f"Can't write {real}: {reason}.", hint=hint)
