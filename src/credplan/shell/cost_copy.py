"""Keeps the least cost of each career in the cache folder, by catalog and day.

A copy and nothing else: it is named after everything it depends on (the catalog's content, the day, this program's
own planner), and whatever is wrong with it, it is as if it were not there. Where it can't be written nothing is said.
"""

from __future__ import annotations

import datetime as dt
import os
import zlib
from collections.abc import Iterable
from hashlib import sha256

import msgspec

from credplan import __version__
from credplan.core.career_costs import CareerCost
from credplan.shell import kept, places

_FORMAT = "1"
_PREFIX = "costs-"
_MOST_BYTES = 4 * 1024 * 1024


def read_costs(fingerprint: str, day: dt.date) -> dict[str, CareerCost]:
    """What is kept for the catalog with this fingerprint on ``day``, by career id; empty where nothing usable is."""
    path = _path(fingerprint, day)
    if not path:
        return {}
    content = kept.read(path, _MOST_BYTES) or b""
    body = content[4:]
    if len(content) < 5 or zlib.crc32(body).to_bytes(4, "big") != content[:4]:
        return {}
    try:
        costs = msgspec.msgpack.decode(body, type=list[CareerCost])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return {cost.career: cost for cost in costs}


def write_costs(fingerprint: str, day: dt.date, costs: Iterable[CareerCost]) -> None:
    """Keep ``costs``; where they can't be kept nothing is said."""
    path = _path(fingerprint, day)
    if path:
        body = msgspec.msgpack.encode(list(costs))
        kept.write(path, zlib.crc32(body).to_bytes(4, "big") + body)


def _path(fingerprint: str, day: dt.date) -> str:
    """Where the copy lies; empty when there is no place for it."""
    try:
        key = sha256("\0".join((__version__, _FORMAT, _planner(), fingerprint, day.isoformat())).encode())
        return os.path.join(places.cache_folder(), f"{_PREFIX}{key.hexdigest()}.msgpack")
    except (OSError, RuntimeError, ValueError):
        return ""  # no home folder, say


def _planner() -> str:
    """The state of the code that answers: while it is edited its version stays, and old answers would live on."""
    core = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(places.__file__))), "core")
    seen = []
    for folder in (core, os.path.join(core, "planning")):
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    there = entry.stat()
                    seen.append(f"{entry.name} {there.st_size} {there.st_mtime_ns}")
    return "\n".join(sorted(seen))
