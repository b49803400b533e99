"""What a save costs, as ratios to one that only writes beside, flushes and renames; and that reading pays nothing.

    python benchmarks/save.py [--rounds 200] [--check]

Saves take turns, so that a busy moment of the machine falls on all of them; what counts is the ratio of medians within
one run. Each profile is measured twice: writing its bytes alone, and a whole change (read, edit, write). The bare
save of a whole change reads and writes with tomlkit, as a program without our protocol would. One without the flush is
shown too, but it has not saved anything yet when it is done: a power cut leaves an empty file. ``--check`` ends with 1
when a save takes more than three times the bare flushed one, or reading a profile makes a file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from credplan.shell import save
from credplan.shell.profile_file import edit_profile, read_profile

MOST = 3.0
SIZES = (5, 50, 500)
"""Credentials in the profile: the first is a beginner's, the second a long career's."""


def profile(size: int) -> bytes:
    """A private profile with ``size`` credentials, commented as people do."""
    head = "# mine\nschema = 1\n\n[learner]\nhours_per_week = 8\nbudget = 1\n"
    entries = (
        f'\n# number {n}\n[[credential]]\nid = "provider-{n % 40}/credential-{n}"\nstatus = "earned"\n'
        f'earned = 2024-05-{n % 28 + 1:02}\nnote = "seen in the list of the college"\n'
        for n in range(size)
    )
    return (head + "".join(entries)).encode()


def bare_write(path: Path, content: bytes, *, flush: bool = True) -> None:
    """Write beside and rename; with ``flush`` the bytes are on the disk before."""
    beside = path.with_name(path.name + ".new")
    with open(beside, "wb") as file:
        file.write(content)
        if flush:
            file.flush()
            os.fsync(file.fileno())
    os.replace(beside, path)


def bare_change(path: Path, change: Callable[[dict[str, Any]], None], *, flush: bool = True) -> None:
    """A whole change without the protocol."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    change(document)
    bare_write(path, tomlkit.dumps(document).encode(), flush=flush)


def measure(size: int, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each round for each way to save a profile of ``size`` credentials."""
    value = 0

    def change(data: dict[str, Any]) -> None:
        data["learner"]["budget"] = value

    def protocol(path: Path) -> None:
        old = path.read_bytes()
        with save.locked(str(path)):
            save.write_over(str(path), old.replace(b"\nbudget = ", b"\nbudget = 1", 1)[: len(old)], old)

    ways: dict[str, Callable[[Path], object]] = {
        "write: bare": lambda path: bare_write(path, path.read_bytes()),
        "write: bare, unflushed": lambda path: bare_write(path, path.read_bytes(), flush=False),
        "write: credplan": protocol,
        "change: bare": lambda path: bare_change(path, change),
        "change: bare, unflushed": lambda path: bare_change(path, change, flush=False),
        "change: credplan": lambda path: edit_profile(path, change),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory(dir=".") as folder:  # /tmp is in memory on many machines
        paths = {name: Path(folder, f"{number}", "profile.toml") for number, name in enumerate(ways)}
        for path in paths.values():
            path.parent.mkdir()
            path.write_bytes(profile(size))
            path.chmod(0o600)
        for number in range(-12, rounds):
            value = number + 100
            for name, way in ways.items():
                begin = time.perf_counter()
                way(paths[name])
                if number >= 0:
                    times[name].append((time.perf_counter() - begin) * 1000)
    return times


def reading_takes_no_lock() -> bool:
    """Whether a profile is read in a folder where nothing can be made, and nothing is made where it can."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = Path(folder, "profile.toml")
        path.write_bytes(profile(5))
        read_profile(path)
        return os.listdir(folder) == ["profile.toml"]


def main() -> int:
    """Measure, print, and with ``--check`` judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    missed = []
    print(f"{'credentials':>11}  {'save':<22} {'median ms':>9}  {'p95 ms':>8}  ratio")
    for size in SIZES:
        times = measure(size, options.rounds if size < max(SIZES) else max(options.rounds // 10, 5))
        for name, found in times.items():
            kind = name.partition(":")[0]
            ratio = statistics.median(found) / statistics.median(times[f"{kind}: bare"])
            high = sorted(found)[int(len(found) * 0.95)]
            print(f"{size:>11}  {name:<22} {statistics.median(found):>9.3f}  {high:>8.3f}  {ratio:.2f}")
            if name.endswith("credplan") and ratio > MOST:
                missed.append(f"{kind} of {size} credentials takes {ratio:.2f} times the bare one")
    if not reading_takes_no_lock():
        missed.append("reading makes files")
    for what in missed:
        print(f"missed: {what}")
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
