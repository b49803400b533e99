"""How long all trade-offs of each bundled career take, as a ratio to one plan of the same career.

    python benchmarks/trade_offs.py [--rounds 3] [--check]

Both in one process and in turn, so that a busy moment of the machine falls on both; the best of the rounds counts.
``--check`` ends with 1 when the trade-offs of a career take more than twenty times its plan.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable

from credplan.core.planning.advise import answer
from credplan.core.planning.ground import ground
from credplan.core.planning.question import Question
from credplan.core.planning.trade_offs import trade_offs
from credplan.core.profile import Profile
from credplan.shell.catalog_index import open_catalog

TARGET = 20.0
DAY = dt.date(2026, 11, 24)


def seconds(work: Callable[[], object]) -> float:
    """What one run takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> int:
    """Measure, print the careers with the highest ratios, and the median of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    index = open_catalog((None,))
    nobody = Profile()
    ratios: list[tuple[float, str, int]] = []
    for career in index.whole().careers:
        known, question = index.around((career,), ()), Question(goal=career, start=DAY)
        plans, trades, found = [], [], 0
        for _ in range(options.rounds):
            plans.append(seconds(lambda: answer(known, nobody, question)))  # noqa: B023 - called at once
            begin = time.perf_counter()
            base = ground(known, nobody, question)
            states = list(trade_offs(base)) if base is not None else []
            trades.append(time.perf_counter() - begin)
            found = len(states[-1].plans) if states else 0
        if found:
            ratios.append((min(trades) / min(plans), career.title, found))
    ratios.sort(reverse=True)
    for ratio, title, count in ratios[:8]:
        print(f"{ratio:6.1f} x  {title}: {count} plan{'' if count == 1 else 's'}")
    print(f"{statistics.median(r for r, _, _ in ratios):6.1f} x  median of {len(ratios)} careers; target {TARGET:g}")
    return int(options.check and ratios[0][0] > TARGET)


if __name__ == "__main__":
    sys.exit(main())
