"""A line on stderr for whatever takes longer than half a second: on a terminal only, and gone when it is done."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

DELAY_SECONDS = 0.5
_EVERY_SECONDS = 0.2


@contextlib.contextmanager
def progress(what: str) -> Iterator[None]:
    """Say ``what`` is going on, and for how many seconds, once it has taken `DELAY_SECONDS`.

    Nothing is written where stderr is no terminal or one that can't go back on its line, and nothing is left of it
    when the block ends, however it ends. It runs beside the work, so that the work needs not report anything.
    """
    if not _can_show():
        yield
        return
    import threading

    done = threading.Event()
    line = threading.Thread(target=_tell, args=(what, done), daemon=True)
    line.start()
    try:
        yield
    finally:
        done.set()
        line.join()


def _can_show() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # closed
        return False


def _tell(what: str, done: object) -> None:
    import time

    wait = done.wait  # type: ignore[attr-defined]
    begun = time.monotonic()
    if wait(DELAY_SECONDS):
        return
    with contextlib.suppress(OSError, ValueError):
        while True:
            # Only as long as the terminal is wide, or going back would not reach its beginning.
            text = f"{what} ... {int(time.monotonic() - begun)} s"[: _width() - 1]
            sys.stderr.write(f"\r{text}")
            sys.stderr.flush()
            if wait(_EVERY_SECONDS):
                break
        sys.stderr.write(f"\r{' ' * len(text)}\r")
        sys.stderr.flush()


def _width() -> int:
    try:
        return max(os.get_terminal_size(sys.stderr.fileno()).columns, 20)
    except (OSError, ValueError):
        return 80
