"""Keeps the least cost of each career in the cache folder, by catalog and day.

A copy and nothing else: it is named after everything it depends on (the catalog's content, the day, this program's
own planner), and whatever is wrong with it, it is as if it were not there. Where it can't be written nothing is said.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
import time
import zlib
from collections.abc import Iterable
from hashlib import sha256

import msgspec

from credplan import __version__
from credplan.core.career_costs import CareerCost
from credplan.shell import places

_FORMAT = "1"
_PREFIX = "costs-"
_KEPT = 8
"""One a day and catalog: older ones are of no use to anybody."""
_STRAY_SECONDS = 3600
_MOST_BYTES = 4 * 1024 * 1024


def read_costs(fingerprint: str, day: dt.date) -> dict[str, CareerCost]:
    """What is kept for the catalog with this fingerprint on ``day``, by career id; empty where nothing usable is."""
    path = _path(fingerprint, day)
    if not path:
        return {}
    try:
        with open(path, "rb") as file:
            if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
                return {}  # in a shared folder anybody could have put it there
            content = file.read(_MOST_BYTES)
    except (OSError, ValueError):
        return {}
    body = content[4:]
    if len(content) < 5 or zlib.crc32(body).to_bytes(4, "big") != content[:4]:
        return {}
    try:
        kept = msgspec.msgpack.decode(body, type=list[CareerCost])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return {cost.career: cost for cost in kept}


def write_costs(fingerprint: str, day: dt.date, costs: Iterable[CareerCost]) -> None:
    """Keep ``costs``: written beside and renamed, so that a reader sees a whole copy or none."""
    path = _path(fingerprint, day)
    if not path:
        return
    beside = ""
    try:
        body = msgspec.msgpack.encode(list(costs))
        folder = os.path.dirname(path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=_PREFIX, suffix=".tmp", dir=folder)  # mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(zlib.crc32(body).to_bytes(4, "big"))
            file.write(body)
        os.replace(beside, path)
        beside = ""
        _sweep(folder, path)
    except (OSError, ValueError):
        return
    finally:
        if beside:
            with contextlib.suppress(OSError):
                os.unlink(beside)


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


def _sweep(folder: str, kept: str) -> None:
    """Remove all but the newest copies, and what a killed process left behind."""
    copies = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(_PREFIX):
                continue
            age = entry.stat(follow_symlinks=False).st_mtime
            if entry.name.endswith(".msgpack") and entry.path != kept:
                copies.append((age, entry.path))
            elif entry.name.endswith(".tmp") and age < time.time() - _STRAY_SECONDS:
                os.unlink(entry.path)
    for _, old in sorted(copies, reverse=True)[_KEPT - 1 :]:
        os.unlink(old)
