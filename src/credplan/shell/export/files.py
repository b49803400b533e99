"""Files written for other programs: whole or not at all, and never over something that is there unasked."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from credplan.core.errors import CannotWrite, UsageError
from credplan.shell.encoding import json_on_stdout

TABLES = ("csv", "json")
PAGES = ("pdf", "html", "md")
PLAN_FORMATS = (*TABLES, *PAGES, "ics")
RENEWAL_FORMATS = (*TABLES, "ics")
FORMATS = PLAN_FORMATS
"""All that any part can be written as."""
_OTHER_NAMES = {"htm": "html", "markdown": "md"}


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def chosen_format(target: str, option: str | None, formats: tuple[str, ...] = TABLES) -> str:
    """The format named by ``--format``, else by the file's suffix; one of ``formats``.

    Raises:
        UsageError: neither names one that is known here.
    """
    name = (option or Path(target).suffix.removeprefix(".")).lower()
    name = _OTHER_NAMES.get(name, name)
    if name not in formats:
        shown = f"{name!r} is not a format" if name else f"{target!r} does not say which format"
        if name in FORMATS:
            shown = f"{name} is no format for this"
        files = ", ".join(f"FILE.{known}" for known in formats)
        raise UsageError(f"{shown} to export to.", hint=f"Use --to {files}, or --format {'|'.join(formats)}.")
    return name


def write_export(target: str, content: str | bytes, *, force: bool) -> None:
    """Write ``content`` to ``target`` (``-``: stdout) by way of a file beside it: a failure leaves nothing half done.

    Raises:
        UsageError: the file exists and ``force`` is not given; bytes would go to a terminal.
        CannotWrite: the folder is missing, full or not writable; nothing was changed.
    """
    if isinstance(content, bytes) and target == "-":
        if sys.stdout.isatty():
            raise UsageError("A PDF file can't be shown on a terminal.", hint="Name a file: --to plan.pdf")
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    if target == "-" and isinstance(content, str):
        # Of what is exported only JSON begins so; it must arrive whole on a console of any encoding.
        sys.stdout.write(json_on_stdout(content) if content.startswith("{") else content)
        return
    path = Path(target).expanduser()
    if path.exists() and not force:
        raise UsageError(f"{path} exists already.", hint="Add --force to write over it.")
    beside = ""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a device or a pipe: not to be replaced by a file
            with open(path, "wb") as out:
                out.write(content if isinstance(content, bytes) else content.encode())
            return
        path = Path(os.path.realpath(path))  # a link stays a link
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except BaseException as problem:  # Ctrl-C and a termination leave nothing half done either
        if beside:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        if not isinstance(problem, OSError):
            raise
        raise CannotWrite(f"{path} could not be written: {problem.strerror or problem}.") from None
