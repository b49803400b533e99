"""Opening a file only where it is one: a pipe that nobody writes into would be waited for, a device never ends."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader

WHAT = "it is not a regular file"
_HANDED_OVER = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")

# The pipe that was read, and what came out of it: a command may ask twice, and a pipe answers once.
_piped: tuple[tuple[int, int], bytes] | None = None


def open_regular(path: str | os.PathLike[str]) -> BufferedReader:
    """The file at ``path`` for reading.

    Raises:
        OSError: it can't be opened, or is a pipe or a device.

    """
    require_regular(path)
    return open(path, "rb")


def read_given(path: str | os.PathLike[str], most: int) -> bytes:
    """At most ``most`` bytes of a file, or of what a shell hands over: ``<(command)``, ``/dev/stdin``, ``/dev/null``.

    Raises:
        OSError: as `open_regular`, for any other pipe or device.

    """
    global _piped
    name = os.fspath(path)
    if name != os.devnull and not name.startswith(_HANDED_OVER):
        require_regular(path)
    there = os.stat(path)
    pipe = (there.st_dev, there.st_ino) if stat.S_ISFIFO(there.st_mode) else None
    if pipe and _piped and _piped[0] == pipe:
        return _piped[1]
    with open(path, "rb") as file:
        content = file.read(most)
    if pipe:
        _piped = (pipe, content)
    return content


def require_regular(path: str | os.PathLike[str]) -> None:
    """Raise `OSError` where ``path`` is neither a regular file nor a folder, which `open` refuses by itself."""
    mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, WHAT, os.fspath(path))
