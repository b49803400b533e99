"""Files written for other programs: whole or not at all, and never over something that is there unasked."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from credplan.core.errors import CannotWrite, UsageError
from credplan.shell.encoding import json_on_stdout

FORMATS = ("csv", "json")


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def chosen_format(target: str, option: str | None) -> str:
    """The format named by ``--format``, else by the file's suffix.

    Raises:
        UsageError: neither names one that is known.
    """
    name = (option or Path(target).suffix.removeprefix(".")).lower()
    if name not in FORMATS:
        shown = f"{name!r} is not a format" if name else f"{target!r} does not say which format"
        raise UsageError(f"{shown} to export to.", hint="Use --to FILE.csv or FILE.json, or --format csv|json.")
    return name


def write_export(target: str, text: str, *, force: bool) -> None:
    """Write ``text`` to ``target`` (``-``: stdout) by way of a file beside it: a failure leaves nothing half done.

    Raises:
        UsageError: the file exists and ``force`` is not given.
        CannotWrite: the folder is missing, full or not writable; nothing was changed.
    """
    if target == "-":
        # Of what is exported only JSON begins so; it must arrive whole on a console of any encoding.
        sys.stdout.write(json_on_stdout(text) if text.startswith("{") else text)
        return
    path = Path(target).expanduser()
    if path.exists() and not force:
        raise UsageError(f"{path} exists already.", hint="Add --force to write over it.")
    beside = ""
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except BaseException as problem:  # Ctrl-C and a termination leave nothing half done either
        if beside:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        if not isinstance(problem, OSError):
            raise
        raise CannotWrite(f"{path} could not be written: {problem.strerror or problem}.") from None
