"""Files from outside that are not part of this repository: what needs one is left out where it is not at hand.

CREDPLAN_CORPUS names a folder that holds them at any depth.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CORPUS = os.environ.get("CREDPLAN_CORPUS", "")


def corpus_file(name: str) -> Path:
    """The file of that name below the corpus; the test is left out where there is none."""
    found = next(iter(Path(CORPUS).rglob(name)), None) if CORPUS else None
    if found is None:
        pytest.skip(f"CREDPLAN_CORPUS holds no {name}")
    return found
