"""What the terminal may be sent: colour or none, and long screens by way of the reader's pager. The one place for both.

A run chooses once (`choose`), from the options that every command takes; everything else asks here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from credplan.core.text import folded, safe_text

COLOR_CHOICES = ("auto", "always", "never")

_color = "auto"
_pager = True

# What `less` is told when the reader has said nothing: end at once if all fits, keep colours, leave the text there.
_LESS = "FRX"


def choose(color: str = "auto", *, pager: bool = True) -> None:
    """Set for this run what ``--color`` and ``--no-pager`` say."""
    global _color, _pager
    _color, _pager = color, pager


def color_wanted(environment: Mapping[str, str], *, terminal: bool, choice: str = "auto") -> bool:
    """Whether to draw in colour.

    What was typed wins (``choice``); then ``NO_COLOR``, then ``FORCE_COLOR`` and ``CLICOLOR_FORCE``, then
    ``CLICOLOR=0`` and ``TERM=dumb``; then whether stdout is a terminal. An empty variable says nothing, and 0 takes
    a force back (no-color.org, bixense.com/clicolors).
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("CLICOLOR") != "0" and environment.get("TERM") != "dumb"


def color_allowed() -> bool:
    """`color_wanted` for this run and its stdout."""
    return color_wanted(os.environ, terminal=_is_terminal(sys.stdout), choice=_color)


def pager_command(environment: Mapping[str, str]) -> list[str]:
    """The pager with its options, empty for none: ``CREDPLAN_PAGER``, else ``PAGER``, else ``less`` where there is one.

    ``cat`` and an empty variable mean none, as with git; a terminal that is ``dumb`` could not show one.
    """
    import shlex
    import shutil

    if environment.get("TERM") == "dumb":
        return []
    for name in ("CREDPLAN_PAGER", "PAGER"):
        if name in environment:
            try:
                words = shlex.split(environment[name], posix=os.name != "nt")
            except ValueError:  # a quote without its other half
                return []
            return [] if words == ["cat"] else words
    less = shutil.which("less")
    return [less] if less else []


def show(text: str, *, paged: bool = True) -> None:
    """Put ``text`` on stdout; with ``paged``, through the pager if it is longer than the terminal is high."""
    if paged and _pager and _is_terminal(sys.stdout) and text.count("\n") >= _height():
        command = pager_command(os.environ)
        if command and _through(command, text):
            return
    sys.stdout.write(text)


def say(text: str, *, err: bool = False) -> None:
    """Print lines of words on stdout, or with ``err`` on stderr, made inert: folded where that is a terminal.

    What is said names files, and a file's name may hold anything.
    """
    stream = sys.stderr if err else sys.stdout
    text = "\n".join(safe_text(line, max(len(line), 1)) for line in text.split("\n"))
    print(folded(text, columns(stream)) if _is_terminal(stream) else text, file=stream, flush=True)


def columns(stream: TextIO | None, default: int = 80) -> int:
    """How wide ``stream`` is: ``COLUMNS``, the terminal's own width, or ``default`` where it leads elsewhere."""
    if os.environ.get("COLUMNS", "").isdigit():
        return max(40, min(int(os.environ["COLUMNS"]), 200))
    if stream is None or not _is_terminal(stream):
        return default
    try:
        return max(40, min(os.get_terminal_size(stream.fileno()).columns, 200))
    except (OSError, ValueError):
        return default


def may_ask() -> bool:
    """Whether a question would be seen and could be answered: it is written to stderr and read from stdin."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _height() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines
    except (OSError, ValueError):
        return sys.maxsize


def _through(command: list[str], text: str) -> bool:
    """Show ``text`` in the pager and wait until the reader leaves it; False when it was not shown."""
    import contextlib
    import signal
    import subprocess

    sys.stdout.flush()
    sys.stderr.flush()
    shown = text.encode(sys.stdout.encoding or "utf-8", sys.stdout.errors or "replace")
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env={"LESS": _LESS, "LV": "-c", **os.environ})
    except (OSError, ValueError):
        return False
    # Ctrl-C goes to both of us; in a pager it means "stop searching", and the reader is still reading.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # left before the end
            process.stdin.write(shown)
        with contextlib.suppress(OSError):
            process.stdin.close()
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        signal.signal(signal.SIGINT, before)
    # 2 is less -K stopped by Ctrl-C, and less than 0 a signal: it ran. Else it may have shown nothing at all.
    return code in (0, 2) or code < 0
