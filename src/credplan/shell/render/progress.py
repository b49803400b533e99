"""A line on stderr for whatever takes longer than half a second: on a terminal only, and gone when it is done."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator

DELAY_SECONDS = 0.5
_EVERY_SECONDS = 0.2


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """Say ``what`` is going on, and for how many seconds, once it has taken `DELAY_SECONDS`.

    The block may tell how far it is, in words that then stand behind ``what``; it need not.

    Nothing is written where stderr is no terminal or one that can't go back on its line, and nothing is left of it
    when the block ends, however it ends. It runs beside the work, so that the work needs not report anything.
    """
    if not _can_show():
        yield lambda _: None
        return
    import threading

    done, far = threading.Event(), [what]
    line = threading.Thread(target=_tell, args=(far, done), daemon=True)
    line.start()

    def tell(how_far: str) -> None:
        far[0] = f"{what}: {how_far}"

    try:
        yield tell
    finally:
        done.set()
        line.join()


def _can_show() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # closed
        return False


def _tell(far: list[str], done: object) -> None:
    """Write the line that ``far`` holds, again and again until ``done`` is set."""
    import time

    wait = done.wait  # type: ignore[attr-defined]
    begun = time.monotonic()
    if wait(DELAY_SECONDS):
        return
    drawn = 0
    with contextlib.suppress(OSError, ValueError):
        while True:
            # Only as long as the terminal is wide, or going back would not reach its beginning.
            text = f"{far[0]} ... {int(time.monotonic() - begun)} s"[: _width() - 1]
            sys.stderr.write(f"\r{text:<{drawn}}")
            sys.stderr.flush()
            drawn = len(text)
            if wait(_EVERY_SECONDS):
                break
        sys.stderr.write(f"\r{' ' * drawn}\r")
        sys.stderr.flush()


def _width() -> int:
    try:
        return max(os.get_terminal_size(sys.stderr.fileno()).columns, 20)
    except (OSError, ValueError):
        return 80
