"""The least costs of careers for a list: from the cache where they are kept, else worked out with a word on stderr."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterable

from credplan.core.career_costs import CareerCost, career_costs, fingerprint
from credplan.core.model import Career, Catalog
from credplan.shell.cost_copy import read_costs, write_costs

_QUIET_SECONDS = 0.5


def least_costs(catalog: Catalog, careers: Iterable[Career], day: dt.date) -> dict[str, CareerCost]:
    """The cost of each of ``careers`` by id; what is worked out now is kept for the next time."""
    wanted = list(careers)
    name = fingerprint(catalog)
    known = read_costs(name, day)
    missing = [career for career in wanted if career.id not in known]
    if missing:
        progress = _Progress(len(missing))
        try:
            for number, cost in enumerate(career_costs(catalog, missing, day)):
                known[cost.career] = cost
                progress.show(number + 1)
        finally:
            progress.clear()
        write_costs(name, day, known.values())
    return {career.id: known[career.id] for career in wanted}


class _Progress:
    """One line on stderr that is rewritten, only on a terminal and only once the work has taken a while."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.begun = time.monotonic()
        self.drawn = 0

    def show(self, done: int) -> None:
        """Say that ``done`` careers are worked out."""
        if not sys.stderr.isatty() or time.monotonic() - self.begun < _QUIET_SECONDS:
            return
        text = f"Working out the least cost: {done} of {self.total} careers"
        sys.stderr.write(f"\r{text:<{self.drawn}}")
        sys.stderr.flush()
        self.drawn = len(text)

    def clear(self) -> None:
        """Take the line away again."""
        if self.drawn:
            sys.stderr.write("\r" + " " * self.drawn + "\r")
            sys.stderr.flush()
