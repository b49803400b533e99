"""How a run ends: the message of a failure, Ctrl-C, a termination, a reader that has left, a full disk."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from typing import Any

from credplan.core.errors import INTERRUPTED, OK, TERMINATED, UNEXPECTED
from credplan.core.text import safe_text
from credplan.shell.terminal import say


class Terminated(BaseException):
    """SIGTERM came. Raised in the main thread, so that what is being written is finished with or removed."""


def heed_termination() -> None:
    """From now on SIGTERM unwinds the program instead of cutting it off in the middle of a file."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        return  # whoever started us wants it ignored
    with contextlib.suppress(ValueError):  # not the main thread: whoever runs us there has their own ways
        signal.signal(signal.SIGTERM, _terminate)


def _terminate(_number: int, _frame: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not interrupt the clearing up
    raise Terminated


def fail(message: str, code: int) -> int:
    """Print each line of ``message`` made inert (arguments and file contents are echoed in it) and return ``code``."""
    lines = [safe_text(line) for line in message.strip().split("\n")]
    try:
        say("credplan: " + "\n".join(lines), err=True)
    except (OSError, ValueError):
        _silence(sys.stderr)  # nobody listens; the code still says what happened
    return code


def interrupted() -> int:
    """One line for Ctrl-C, on a line of its own below the ``^C`` that a terminal shows."""
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None and sys.stderr.isatty():
            print(file=sys.stderr)
    return fail("interrupted.", INTERRUPTED)


def terminated() -> int:
    """One line for SIGTERM."""
    return fail("terminated.", TERMINATED)


def reader_left() -> int:
    """The reader of a pipe (head, less) has seen enough: that is no failure, and nothing is said about it."""
    _silence(sys.stdout, sys.stderr)
    return OK


def stdout_is_full(problem: OSError) -> bool:
    """Whether an error came from writing to stdout: those of files name the file."""
    return problem.filename is None and problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def cannot_print(problem: OSError) -> int:
    """Stdout leads into a file that can't take more."""
    _silence(sys.stdout)
    return fail(f"The output could not be written: {problem.strerror or problem}.", UNEXPECTED)


def finish(code: int) -> int:
    """Hand on what is still in stdout's buffer; only then is it known whether ``code`` is true."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        reader_left()
    except OSError as problem:
        return cannot_print(problem)
    return code


def _silence(*streams: Any) -> None:
    """Point the streams' files at nothing: the interpreter flushes once more at its end and must find it in order."""
    for stream in streams:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, stream.fileno())
            os.close(nothing)
