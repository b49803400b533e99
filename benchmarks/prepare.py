"""A made-up catalog laid down for `scale.py`: its files or its index, and profiles of learners; JSON on stdout.

A process of its own, since what a process once held counts as the memory of those that it starts.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import synthetic

from credplan.core.model import Catalog
from credplan.shell import catalog_index
from credplan.shell.catalog_files import catalog_files

MOST_IN_FILES = 3_000
"""Larger catalogs are put into the index directly: writing and reading TOML would take longer than all else."""


def prepare(size: int, folder: Path, careers: int, learners: int) -> dict[str, Any]:
    """Lay down catalog and learners; what was laid down, and the seconds that it took."""
    begin = time.perf_counter()
    catalog = synthetic.catalog(size)
    found: dict[str, Any] = {"made": time.perf_counter() - begin}
    found["one"] = next(c for c in catalog.credentials if c.lifecycle.earnable).id
    found["asked"] = []
    step = len(catalog.careers) / careers
    for number in range(careers):
        career = catalog.careers[int(number * step)]
        for who, profile in enumerate(synthetic.learners(catalog, career, learners)):
            path = folder / f"learner-{number}-{who}.toml"
            synthetic.write_profile(profile, path)
            found["asked"].append((career.id, str(path)))
    source = folder / "catalog"
    synthetic.write_catalog(catalog if size <= MOST_IN_FILES else synthetic.catalog(1), source)
    for path in source.iterdir():
        os.utime(path, ns=(10**18, 10**18))  # an index of files that changed just now is not kept
    if size > MOST_IN_FILES:
        found["indexing"] = _index(catalog, source)
    return found


def _index(catalog: Catalog, source: Path) -> float:
    """Seconds to write the index of ``catalog`` in the place of that of the files at ``source``."""
    key = catalog_index._key(catalog_files([str(source)]))
    begin = time.perf_counter()
    if not catalog_index._write(catalog_index._place(key), catalog, key):
        raise SystemExit("The index could not be written.")
    return time.perf_counter() - begin


if __name__ == "__main__":
    size, folder, careers, learners = sys.argv[1:]
    print(json.dumps(prepare(int(size), Path(folder), int(careers), int(learners))))
