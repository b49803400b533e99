"""``-`` for a file: its content comes from stdin, read once."""

from __future__ import annotations

import os
import sys
from typing import Any

from credplan.core.errors import CannotWrite, MissingFile, UsageError
from credplan.shell.regular import WHAT, require_regular

MARK = "-"
NAME = "stdin"
"""How messages call what came that way."""

# The stream that was read, what for, and what it held: a command may ask twice, and stdin answers once.
_read: tuple[Any, str, bytes] | None = None


def is_stdin(path: str | os.PathLike[str] | None) -> bool:
    """Whether ``path`` stands for stdin. A file that is really called ``-`` is named by its full path."""
    return path is not None and os.fspath(path) == MARK


def read_stdin(what: str, limit: int) -> bytes:
    """At most ``limit`` bytes of stdin; ``what`` (``profile``, ``catalog``) is for messages.

    Raises:
        UsageError: stdin is a terminal, or was read for something else.
        MissingFile: it can't be read.

    """
    global _read
    if sys.stdin is None:
        raise MissingFile(f"The {what} is to come from stdin, and stdin is closed.")
    if _read is not None and _read[0] is sys.stdin:
        if _read[1] != what:
            raise UsageError(f"Stdin can't be both the {_read[1]} and the {what}.", hint="Put one of them in a file.")
        return _read[2]
    if sys.stdin.isatty():
        raise UsageError(
            f"The {what} is to come from stdin, and nothing is piped into it.",
            hint=f"Pipe it in, or name a file: --{what} FILE",
        )
    try:
        content = getattr(sys.stdin, "buffer", sys.stdin).read(limit)
    except (OSError, ValueError) as problem:
        raise MissingFile(f"The {what} can't be read from stdin: {problem}.") from None
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogateescape")
    _read = (sys.stdin, what, content)
    return content


def refuse_to_write(path: str | os.PathLike[str]) -> None:
    """What came from stdin can't be written back; nor is a lock made, or anything else, beside a pipe or a device.

    Raises:
        UsageError: ``path`` stands for stdin.
        MissingFile: it is a folder.
        CannotWrite: it is a pipe or a device.

    """
    if is_stdin(path):
        raise UsageError(
            "A profile that comes from stdin can only be read; nothing was changed.",
            hint="To change one, name its file: --profile FILE",
        )
    try:
        require_regular(path)
    except OSError as problem:
        if problem.strerror == WHAT:
            raise CannotWrite(f"Can't write {path}: {WHAT}.", hint="Name a file with --profile.") from None
    if os.path.isdir(path):
        raise MissingFile(f"{path} is a folder, not a profile.", hint="Name the file inside it.")
