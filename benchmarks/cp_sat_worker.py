"""OR-Tools CP-SAT in a process of its own: one model a line as JSON, its least value and seconds one line back.

The model is built as the tests' oracle builds it; only the search itself is timed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "core" / "planning"))

from cp_sat import least, model_of


def main() -> None:
    """Answer until there is nothing more to answer. The argument is the number of workers; 0 means all cores."""
    workers = int(sys.argv[1])
    for line in sys.stdin:
        model = model_of(json.loads(line))
        begin = time.perf_counter()
        value = least(model, workers)
        print(json.dumps({"value": value, "seconds": time.perf_counter() - begin}), flush=True)


if __name__ == "__main__":
    main()
