"""Processes that save and can be killed or made to fail, and the naive writers that every proof must catch.

Run as a program it is a server of such processes: everything is imported once, each save is a fork.

    python saver.py kill WRITER PATH ROUNDS SEED     kill -9 at random moments; one line of JSON with what was found
    python saver.py many WRITER PATH COUNT           one more and one more, COUNT times
    python saver.py serve                            for each line "WRITER PATH" a process that saves once when told
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from credplan.core.errors import CredplanError
from credplan.shell import versions
from credplan.shell.profile_file import edit_profile
from credplan.shell.profile_versions import undo_profile

END = "# the end\n"
# Long enough that a kill falls into the writing now and then; the last line tells whether all of it is there.
PADDING = "".join(f"# {'-' * 60} {n}\n" for n in range(300)) + END


def profile(budget: int, padding: str = PADDING) -> bytes:
    """A whole profile with a number to know it by."""
    return f"schema = 1\n\n[learner]\nbudget = {budget}\n\n{padding}".encode()


def number(content: bytes) -> int | None:
    """The number of a whole profile; None for a torn one."""
    with contextlib.suppress(ValueError, KeyError):
        if content.endswith(END.encode()):
            return int(tomllib.loads(content.decode())["learner"]["budget"])
    return None


# --- writers: the program's own, and those that lose profiles -------------------------------------------------------

Change = Callable[[dict[str, Any]], None]
Writer = Callable[[Path, Change], None]


def careful(path: Path, change: Change) -> None:
    """The program's own."""
    edit_profile(path, change)


def in_place(path: Path, change: Change) -> None:
    """Opens the file and writes: torn when killed, empty when the disk is full, and without a lock."""
    path.write_bytes(_changed(path, change))


def unlocked(path: Path, change: Change) -> None:
    """Writes beside and renames, and knows nothing of other writers."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(_changed(path, change))
    os.replace(beside, path)


def _changed(path: Path, change: Change) -> bytes:
    text = path.read_text(encoding="utf-8") if path.exists() else "schema = 1\n"
    data = tomllib.loads(text)
    change(data)
    lines = ["schema = 1", "", "[learner]", *(f"budget = {data['learner']['budget']}" for _ in data.get("learner", ()))]
    lines += [f'[[skill]]\nid = "{skill["id"]}"' for skill in data.get("skill", ())]
    return ("\n".join(lines) + "\n\n" + (PADDING if text.endswith(END) else "")).encode()


def undo(path: Path, change: Change) -> None:
    """No edit but the way back from one."""
    undo_profile(path)


WRITERS: dict[str, Writer] = {"careful": careful, "in_place": in_place, "unlocked": unlocked, "undo": undo}


def set_budget(value: int) -> Change:
    """A change that makes ``value`` the number of the profile."""

    def change(data: dict[str, Any]) -> None:
        data["learner"]["budget"] = value

    return change


# --- killed at random -----------------------------------------------------------------------------------------------


def kill(writer: str, path: Path, rounds: int, seed: int) -> dict[str, int]:
    """Start a process that saves for ever, kill it, look at what it left; ``rounds`` times.

    Returns how many kills left a torn profile, one whose save had been confirmed but is not there (``lost``), a torn
    or missing version, or fell into the middle of a save (``inside``: there is a temporary file).
    """
    _warm_up()
    dice = random.Random(seed)
    found = {"torn": 0, "lost": 0, "bad_version": 0, "inside": 0, "confirmed": 0}
    path.write_bytes(profile(0))
    path.chmod(0o600)
    usual = _seconds_of_a_save(WRITERS[writer], path)
    for start in range(0, rounds * 1_000_000, 1_000_000):
        content = path.read_bytes()
        before = number(content)
        if before is None:
            path.write_bytes(profile(start))
            before = start
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _save_for_ever(WRITERS[writer], path, start, writing)
        os.close(writing)
        os.read(reading, 1)  # it has begun
        time.sleep(dice.uniform(0, 3 * usual))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        confirmed = _last(reading, before)
        found["confirmed"] += confirmed != before
        now = number(path.read_bytes())
        following = {confirmed, confirmed + 1 if confirmed >= start else start + 1}
        found["torn"] += now is None
        found["lost"] += now is not None and now not in following
        found["bad_version"] += _bad_versions(path, start)
        found["inside"] += _sweep(path)
    return found


def _seconds_of_a_save(writer: Writer, path: Path) -> float:
    begin = time.perf_counter()
    for _ in range(10):
        writer(path, set_budget(0))
        writer(path, set_budget(1))
    return (time.perf_counter() - begin) / 20


def _save_for_ever(writer: Writer, path: Path, start: int, confirm: int) -> None:
    os.write(confirm, b"x")
    value = start
    while True:
        value += 1
        writer(path, set_budget(value))
        os.write(confirm, f"{value}\n".encode())


def _last(reading: int, before: int) -> int:
    """The last number that was confirmed; ``before`` if none was."""
    content = _all(reading)
    lines = content.split(b"\n")[:-1]
    return int(lines[-1]) if lines else before


def _all(reading: int) -> bytes:
    content = b""
    while more := os.read(reading, 65536):
        content += more
    os.close(reading)
    return content


def _bad_versions(path: Path, start: int) -> int:
    kept = versions.kept(str(path))
    missing = start > 0 and not kept and path.with_name(path.name + ".lock").exists()
    return missing + sum(number(v.content) is None for v in kept)


def _sweep(path: Path) -> bool:
    """Remove what the killed process left, as the next save would after an hour; whether there was anything."""
    strays = [p for p in path.parent.iterdir() if p.name.endswith((".tmp", ".bak.new"))]
    for stray in strays:
        stray.unlink()
    return bool(strays)


# --- many at once ---------------------------------------------------------------------------------------------------


def many(writer: str, path: Path, count: int) -> None:
    """Add one to the number of the profile, ``count`` times: each update that is lost is missing at the end."""

    def change(data: dict[str, Any]) -> None:
        data["learner"]["budget"] += 1

    for _ in range(count):
        WRITERS[writer](path, change)


# --- one at a time, under a tracer ----------------------------------------------------------------------------------

SAVED, REFUSED, OTHER = 0, 3, 5


def serve() -> None:
    """Answer each line with a process id; that process saves when a second line comes; then its end is told."""
    let_others_trace()
    _warm_up()
    for line in sys.stdin:
        writer, path = line.split()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(writing)
            os.read(reading, 1)
            os._exit(_once(WRITERS[writer], Path(path)))
        os.close(reading)
        print(child, flush=True)
        sys.stdin.readline()
        os.write(writing, b"x")
        os.close(writing)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _once(writer: Writer, path: Path) -> int:
    try:
        writer(path, set_budget(2))
    except CredplanError:
        return REFUSED
    except BaseException:
        return OTHER
    return SAVED


def _warm_up() -> None:
    """Load what a save loads, so that only its own system calls are counted."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "profile.toml")
        path.write_bytes(profile(0))
        for value in (1, 2):
            careful(path, set_budget(value))
        undo_profile(path)
        path.write_bytes(b"oops")
        with contextlib.suppress(CredplanError):
            careful(path, set_budget(1))
        unlocked(Path(folder, "other.toml"), lambda data: data.update(schema=1))


def let_others_trace() -> None:
    """Allow a tracer that is no ancestor, where Linux' Yama would not (prctl PR_SET_PTRACER, any)."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1 & (1 << 64) - 1), 0, 0, 0)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "kill":
        print(json.dumps(kill(rest[0], Path(rest[1]), int(rest[2]), int(rest[3]))))
    elif what == "many":
        many(rest[0], Path(rest[1]), int(rest[2]))
    else:
        serve()
