"""Two pure computations at once; the one place of the core that starts a thread.

Most of a solve is spent inside HiGHS, which lets go of the interpreter meanwhile. Neither computation reads what the
other makes, so the results are those of one after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

One = TypeVar("One")
Other = TypeVar("Other")


def side_by_side(first: Callable[[], One], second: Callable[[], Other]) -> tuple[One, Other]:
    """Both results; what either raises is raised here."""
    results: list[Other] = []
    failures: list[BaseException] = []

    def beside() -> None:
        try:
            results.append(second())
        except BaseException as problem:
            failures.append(problem)

    thread = Thread(target=beside, daemon=True)
    thread.start()
    one = first()
    thread.join()
    if failures:
        raise failures[0]
    return one, results[0]
