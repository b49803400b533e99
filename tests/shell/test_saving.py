"""Every save is old or new and never between, whatever fails and whenever it is killed; and no update is lost.

The naive writers of `saver` go through the same proofs: each proof must find fault with one of them.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import select
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import saver

from conftest import ROOT, process_environment
from credplan.core.errors import CannotWrite, ChangedUnderneath
from credplan.shell import disk, versions
from credplan.shell.profile_file import edit_profile
from credplan.shell.profile_versions import undo_profile

SAVER = [sys.executable, str(ROOT / "tests/shell/saver.py")]
POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="it takes fork")
ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder / "profile.toml"


def small(number: int) -> bytes:
    return saver.profile(number, saver.END)


def contents(path: Path) -> list[bytes]:
    """The versions that are kept, newest first."""
    return [v.content for v in versions.kept(str(path))]


def strays(path: Path) -> list[str]:
    kept = {path.name, *(path.name + end for end in (".bak", ".lock", ".versions"))}
    return [name for name in os.listdir(path.parent) if name not in kept]


def saved(path: Path, times: int) -> None:
    """A private profile that was saved ``times`` times; its number is ``times``."""
    path.write_bytes(small(0))
    path.chmod(0o600)
    for n in range(1, times + 1):
        edit_profile(path, saver.set_budget(n))


# --- each step fails, each step is the last ---------------------------------------------------------------------------


class Crash(BaseException):
    """Stands for the end of the process: from here on nothing more reaches the disk."""


class Steps:
    """Counts what a save does to the disk, lets one step fail, or lets everything end before or after it."""

    NAMES = ("open", "write", "fsync", "fchmod", "mkdir", "link", "replace", "unlink", "utime")

    def __init__(self, patch: pytest.MonkeyPatch, at: int = 0, failure: int = 0, *, after: bool = False) -> None:
        self.at, self.failure, self.after = at, failure, after
        self.done: list[str] = []
        self.crashed = False
        for name in self.NAMES:
            patch.setattr(os, name, self._step(name, getattr(os, name)))
        patch.setattr(disk, "exchange", self._step("exchange", disk.exchange))

    def _step(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **rest: Any) -> Any:
            if self.crashed:
                raise Crash
            self.done.append(name)
            if len(self.done) != self.at:
                return real(*arguments, **rest)
            if self.failure:
                raise OSError(self.failure, os.strerror(self.failure), *arguments[:1])
            self.crashed = True
            if self.after:
                real(*arguments, **rest)
            raise Crash

        return step


def edit(path: Path) -> None:
    edit_profile(path, saver.set_budget(99))


WORK: dict[str, tuple[int, Callable[[Path], object]]] = {
    "second save": (0, edit),
    "third save": (1, edit),
    "save with all versions full": (12, edit),
    "undo": (3, undo_profile),
}
SYSTEMS = ("exchange and links", "no exchange", "no links", "others can read it")


def under(system: str, patch: pytest.MonkeyPatch) -> None:
    """Take away what a system does not have."""
    if system == "no exchange":
        patch.setattr(disk, "exchange", lambda one, other: False)
    if system == "no links":

        def no_link(source: str, target: str) -> None:
            raise OSError(errno.EPERM, "no links here")

        patch.setattr(os, "link", no_link)


def each_step(path: Path, work: str, system: str) -> Iterator[tuple[int, Callable[[Path], object], pytest.MonkeyPatch]]:
    """The situation before a save, made anew for each step that the save takes."""
    times, run = WORK[work]
    saved(path, times)
    if system == "others can read it":
        path.chmod(0o644)
    start = path.parent.with_name("start")
    shutil.copytree(path.parent, start)
    with pytest.MonkeyPatch.context() as patch:
        under(system, patch)
        steps = Steps(patch)
        run(path)
    assert len(steps.done) > 8
    for at in range(1, len(steps.done) + 1):
        shutil.rmtree(path.parent)
        shutil.copytree(start, path.parent)
        with pytest.MonkeyPatch.context() as patch:
            under(system, patch)
            yield at, run, patch
    shutil.rmtree(start)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("work", WORK)
def test_whichever_step_fails_it_is_the_old_profile_or_the_new_and_nothing_is_left_behind(
    path: Path, work: str, system: str
) -> None:
    refused = 0
    codes = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT)
    for at, run, patch in each_step(path, work, system):
        old, kept = path.read_bytes(), contents(path)
        steps = Steps(patch, at, codes[at % len(codes)])
        try:
            run(path)
            said = ""
        except CannotWrite as problem:
            said = str(problem)
        patch.undo()
        if said:
            refused += 1
            assert path.read_bytes() == old, steps.done
            assert contents(path) == kept, steps.done
            assert str(path) in said
            assert "intact" in said
        else:
            assert path.read_bytes() != old, steps.done
            assert contents(path)[0] == old, steps.done
        if steps.done[at - 1] != "unlink":
            assert strays(path) == [], steps.done
    assert refused > 3


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("work", WORK)
def test_whichever_step_is_the_last_nothing_is_lost_and_the_next_save_goes_on(
    path: Path, work: str, system: str
) -> None:
    for after in (False, True):
        for at, run, patch in each_step(path, work, system):
            old, kept = path.read_bytes(), contents(path)
            steps = Steps(patch, at, after=after)
            with contextlib.suppress(Crash):
                run(path)
            patch.undo()
            assert steps.crashed
            now = path.read_bytes()
            there = {now, *contents(path)}
            assert saver.number(now) is not None, steps.done
            assert {old, *kept[: versions.MOST - 1]} <= there, steps.done
            if work == "undo":
                undo_profile(path)
                assert old in {path.read_bytes(), *contents(path)}
            else:
                edit_profile(path, saver.set_budget(1000))
                assert contents(path)[0] == now
            assert saver.number(path.read_bytes()) is not None


@pytest.mark.parametrize("after", [False, True])
def test_a_first_save_that_is_cut_off_leaves_no_profile_or_a_whole_one(path: Path, after: bool) -> None:
    seen = set()
    for at in range(1, 40):
        shutil.rmtree(path.parent)
        with pytest.MonkeyPatch.context() as patch:
            steps = Steps(patch, at, after=after)
            with contextlib.suppress(Crash):
                edit_profile(path, lambda data: data.update(learner={"budget": 99}))
        seen.add(path.exists())
        assert not path.exists() or b"budget = 99" in path.read_bytes()
        edit_profile(path, lambda data: data.update(learner={"budget": 99}))
        if not steps.crashed:
            break
    assert seen == {False, True}
    assert not steps.crashed


def test_a_save_that_was_refused_takes_no_version_away(path: Path) -> None:
    saved(path, 3)
    kept = contents(path)

    def change(data: dict[str, Any]) -> None:
        data["learner"]["budget"] = 5
        path.write_bytes(small(77))

    with pytest.raises(ChangedUnderneath):
        edit_profile(path, change)
    assert saver.number(path.read_bytes()) == 77
    assert contents(path) == kept


# --- an editor takes no lock ------------------------------------------------------------------------------------------


def in_the_last_moment(patch: pytest.MonkeyPatch, *edits: Callable[[], object]) -> None:
    """Let an edit happen right before each exchange, after the file was looked at for the last time."""
    left = list(edits)
    real = disk.exchange

    def exchange(one: str, other: str) -> bool:
        if left:
            left.pop(0)()
        return real(one, other)

    patch.setattr(disk, "exchange", exchange)


def by_rename(path: Path, number: int) -> Callable[[], None]:
    def edit() -> None:
        beside = path.with_name("editor.tmp")
        beside.write_bytes(small(number))
        beside.replace(path)

    return edit


NEEDS_EXCHANGE = pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="there names can't be exchanged")


@NEEDS_EXCHANGE
@pytest.mark.parametrize("way", ["renamed", "written in place"])
def test_an_edit_between_the_last_look_and_the_exchange_is_put_back(
    path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    saved(path, 2)
    kept = contents(path)
    edit = by_rename(path, 50) if way == "renamed" else lambda: path.write_bytes(small(50))
    in_the_last_moment(monkeypatch, edit)
    with pytest.raises(ChangedUnderneath):
        edit_profile(path, saver.set_budget(3))
    assert saver.number(path.read_bytes()) == 50
    assert contents(path) == kept
    assert strays(path) == []


@NEEDS_EXCHANGE
def test_of_edits_that_come_while_one_is_put_back_the_last_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(path, 2)
    in_the_last_moment(monkeypatch, *(by_rename(path, n) for n in (50, 51, 52)))
    with pytest.raises(ChangedUnderneath):
        edit_profile(path, saver.set_budget(3))
    assert saver.number(path.read_bytes()) == 52


@NEEDS_EXCHANGE
def test_a_profile_removed_in_the_last_moment_stays_removed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(path, 2)
    in_the_last_moment(monkeypatch, path.unlink)
    with pytest.raises(ChangedUnderneath):
        edit_profile(path, saver.set_budget(3))
    assert not path.exists()
    assert strays(path) == []


@NEEDS_EXCHANGE
def test_an_edit_that_was_put_in_and_removed_again_is_not_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(path, 2)
    in_the_last_moment(monkeypatch, by_rename(path, 50), path.unlink)
    with pytest.raises(ChangedUnderneath):
        edit_profile(path, saver.set_budget(3))
    assert saver.number(path.read_bytes()) == 50


@pytest.mark.parametrize("system", SYSTEMS[:2])
def test_a_line_appended_to_the_file_that_was_just_replaced_is_not_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """Who opened the file before the exchange writes into it after: ``echo … >> profile.toml``."""
    saved(path, 12)
    kept = contents(path)
    under(system, monkeypatch)
    editor = open(path, "ab")  # noqa: SIM115 - it stays open over the exchange
    real = disk.sync_folder

    def flushed(folder: str) -> str:
        editor.write(b"# appended\n" + saver.END.encode())
        editor.close()
        return real(folder)

    monkeypatch.setattr(disk, "sync_folder", flushed)
    with pytest.raises(ChangedUnderneath):
        edit_profile(path, saver.set_budget(99))
    assert saver.number(path.read_bytes()) == 12
    assert b"# appended" in path.read_bytes()
    assert contents(path) == kept
    assert strays(path) == []


def test_a_profile_that_appears_in_the_last_moment_wins(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(source: str, target: str) -> None:
        path.write_bytes(small(50))
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(ChangedUnderneath):
        edit_profile(path, lambda data: data.update(learner={"budget": 1}))
    assert saver.number(path.read_bytes()) == 50


def test_a_lock_that_cant_be_given_back_makes_no_failure_of_a_save(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import filelock

    saved(path, 1)

    def fail(lock: object, force: bool = False) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(filelock.FileLock, "release", fail)
    assert edit_profile(path, saver.set_budget(2)).written


@pytest.mark.parametrize("ending", [".lock", ".bak"])
def test_what_stands_in_the_place_of_the_lock_or_a_version_is_named(path: Path, ending: str) -> None:
    saved(path, 0)
    place = path.with_name(path.name + ending)
    place.mkdir()
    with pytest.raises(CannotWrite, match=re.escape(f"a folder is in its place ({place})")):
        edit_profile(path, saver.set_budget(2))


@pytest.mark.parametrize("way", ["emptied", "away"])
def test_a_profile_that_an_editor_is_just_writing_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Editors empty a file or rename it before they write it anew."""
    saved(path, 2)
    text = path.read_bytes()
    path.write_bytes(b"") if way == "emptied" else path.unlink()
    monkeypatch.setattr(time, "sleep", lambda seconds: path.write_bytes(text))
    edit_profile(path, saver.set_budget(3))
    assert saver.number(path.read_bytes()) == 3
    assert len(contents(path)) == 3


# --- versions ---------------------------------------------------------------------------------------------------------


def test_ten_versions_are_kept_newest_first_each_for_the_owner_only(path: Path) -> None:
    path.write_bytes(small(0))
    path.chmod(0o666)
    old = os.umask(0)
    try:
        for n in range(1, 15):
            edit_profile(path, saver.set_budget(n))
    finally:
        os.umask(old)
    found = versions.kept(str(path))
    assert [v.number for v in found] == list(range(1, 11))
    assert [saver.number(v.content) for v in found] == list(range(13, 3, -1))
    if os.name != "nt":
        assert {stat.S_IMODE(os.stat(v.path).st_mode) for v in found} == {0o600}
        assert stat.S_IMODE(path.with_name("profile.toml.versions").stat().st_mode) == 0o700
    assert len(list(path.with_name("profile.toml.versions").iterdir())) == 9


@pytest.mark.parametrize("year", [1970, 2038, 9999])
def test_a_wrong_clock_changes_nothing_about_the_order_of_versions(path: Path, year: int) -> None:
    saved(path, 3)
    seconds = {1970: 0, 2038: 2**31, 9999: 253_402_300_799}[year]
    for version in versions.kept(str(path)):
        with contextlib.suppress(OSError):  # not every disk can hold every year
            os.utime(version.path, (seconds, seconds))
    edit_profile(path, saver.set_budget(4))
    assert [saver.number(c) for c in contents(path)] == [3, 2, 1, 0]


# --- killed, many at once ---------------------------------------------------------------------------------------------


def run_saver(*arguments: object, timeout: float = 120) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*SAVER, *map(str, arguments)], env=process_environment(), stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )


def killed(writer: str, path: Path, rounds: int) -> dict[str, int]:
    with run_saver("kill", writer, path, rounds, 7) as process:
        out, _ = process.communicate(timeout=120)
    return json.loads(out)


@POSIX
def test_three_hundred_kills_leave_no_torn_profile_and_lose_nothing_that_was_confirmed(path: Path) -> None:
    found = killed("careful", path, 300)
    assert (found["torn"], found["lost"], found["bad_version"]) == (0, 0, 0), found
    assert found["inside"] > 5, f"too few kills fell into a save to prove anything: {found}"


@POSIX
def test_the_kills_find_fault_with_a_naive_writer(path: Path) -> None:
    assert killed("in_place", path, 60)["torn"] > 5


def eight_times_a_hundred(writer: str, path: Path) -> int | None:
    path.write_bytes(small(0))
    workers = [run_saver("many", writer, path, 100) for _ in range(8)]
    for worker in workers:
        with worker:
            worker.communicate(timeout=120)
        assert worker.returncode == 0
    return saver.number(path.read_bytes().rstrip() + b"\n")


def test_eight_processes_of_a_hundred_updates_lose_none(path: Path) -> None:
    assert eight_times_a_hundred("careful", path) == 800
    assert len(contents(path)) == 10


@POSIX
def test_the_eight_processes_find_fault_with_a_writer_without_a_lock(path: Path) -> None:
    assert (eight_times_a_hundred("unlocked", path) or 0) < 800


# --- a disk that is really full ---------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 kB."""
    if not (ROOT_USER and sys.platform == "linux" and shutil.which("mount")):
        pytest.skip("only root can mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=128k,mode=0700", "tmpfs", str(folder)]
    if subprocess.run(options, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("writer", ["careful", "in_place"])
def test_on_a_full_disk_the_old_profile_stays_whole(small_disk: Path, writer: str) -> None:
    path = small_disk / "profile.toml"
    path.write_bytes(saver.profile(1, "# x\n" * 3000 + saver.END))
    path.chmod(0o600)
    filler = small_disk / "filler"
    torn, refused = 0, 0
    for free in range(0, 20 * 1024, 4096):
        filler.write_bytes(b"")
        with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
            while file.write(b"x" * 1024):
                pass
        os.truncate(filler, filler.stat().st_size - free)
        old, said = path.read_bytes(), ""
        try:
            saver.WRITERS[writer](path, saver.set_budget(2 + free))
        except (CannotWrite, OSError) as problem:
            said = str(problem)
        if said and writer == "careful":
            assert "the disk is full" in said
            assert path.read_bytes() == old
        refused += bool(said)
        torn += saver.number(path.read_bytes()) is None
        if torn:
            path.unlink()
            path.write_bytes(small(1))
    assert refused
    assert (torn > 0) == (writer == "in_place")


# --- system calls that fail -------------------------------------------------------------------------------------------

CALLS = re.compile(
    r"^(?:\d+ +)?(open\w*|write|pwrite64|fsync|fdatasync|rename\w*|link\w*|unlink\w*|mkdir\w*|fchmod\w*)\("
)
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "KILL")


class Server:
    """A process that forks a saver for each case, and strace on that saver."""

    def __init__(self) -> None:
        self.process = run_saver("serve")

    def save(self, writer: str, path: Path, *options: str) -> int:
        """The exit code of one save under strace; negative for the signal that ended it."""
        pid = int(self._ask(f"{writer} {path}"))
        tracer = subprocess.Popen(["strace", "-p", str(pid), *options], stderr=subprocess.PIPE, text=True)
        assert tracer.stderr is not None
        said = ""
        while "attached" not in said:
            ready, _, _ = select.select([tracer.stderr], [], [], 20)
            line = tracer.stderr.readline() if ready else ""
            if not line:
                self._ask("")
                tracer.kill()
                tracer.communicate()
                pytest.skip(f"strace may not trace here: {said.strip()}")
            said += line
        code = int(self._ask(""))
        tracer.communicate(timeout=20)
        return code

    def _ask(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().decode()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if sys.platform != "linux" or not shutil.which("strace"):
        pytest.skip("strace is not installed")
    made = Server()
    yield made
    made.process.communicate(timeout=20)


def calls_of(server: Server, writer: str, path: Path, log: Path) -> dict[str, int]:
    """How often a save that goes well makes each system call that is to fail."""
    server.save(writer, path, "-o", str(log))
    counted: dict[str, int] = {}
    for line in log.read_text(errors="replace").splitlines():
        if found := CALLS.match(line):
            counted[found[1]] = counted.get(found[1], 0) + 1
    return counted


def sweep(server: Server, writer: str, path: Path, tmp_path: Path, errors: tuple[str, ...] = ERRORS) -> dict[str, int]:
    """Let every system call of a save fail in every way, and look at what is there then."""
    found = {"cases": 0, "torn": 0, "neither": 0, "lost version": 0, "wrong word": 0, "refused": 0, "killed": 0}

    def begin() -> bytes:
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        if writer in ("careful", "undo"):
            saved(path, 1)
        else:
            path.write_bytes(small(1))
        return path.read_bytes()

    begin()
    for name, count in calls_of(server, writer, path, tmp_path / "log").items():
        for when in range(1, count + 1):
            for error in errors:
                old = begin()
                way = "signal=KILL" if error == "KILL" else f"error={error}"
                code = server.save(writer, path, "-o", os.devnull, "-e", f"inject={name}:{way}:when={when}")
                now = path.read_bytes() if path.exists() else b""
                done = saver.number(now)
                found["cases"] += 1
                found["torn"] += done is None
                found["neither"] += now != old and done not in (0, 2)
                found["lost version"] += old not in (now, *contents(path))
                found["refused"] += code == saver.REFUSED
                found["killed"] += code == -9
                honest = (saver.REFUSED, True) if now == old else (saver.SAVED, False)
                found["wrong word"] += error != "KILL" and (code, now == old) != honest
    return found


@pytest.mark.parametrize(("writer", "errors"), [("careful", ERRORS), ("undo", ("EIO", "KILL"))])
def test_whichever_system_call_fails_it_is_the_old_profile_or_the_new(
    server: Server, path: Path, tmp_path: Path, writer: str, errors: tuple[str, ...]
) -> None:
    found = sweep(server, writer, path, tmp_path, errors)
    assert found["cases"] > 20 * len(errors)
    assert found["refused"] > 8 * (len(errors) - 1)
    assert found["killed"] > 10
    assert {k: found[k] for k in ("torn", "neither", "lost version", "wrong word")} == {
        "torn": 0, "neither": 0, "lost version": 0, "wrong word": 0
    }, found  # fmt: skip


def test_the_failing_system_calls_find_fault_with_a_naive_writer(server: Server, path: Path, tmp_path: Path) -> None:
    assert sweep(server, "in_place", path, tmp_path, ("ENOSPC", "KILL"))["torn"] > 0


def test_the_file_is_on_the_disk_before_its_name_and_the_name_before_the_end(
    server: Server, path: Path, tmp_path: Path
) -> None:
    saved(path, 1)
    log = tmp_path / "log"
    assert server.save("careful", path, "-y", "-o", str(log)) == saver.SAVED
    lines = log.read_text(errors="replace").splitlines()
    order = [
        "flush" if "fsync" in line and ".tmp>" in line else "name" if "rename" in line else "flush folder"
        for line in lines
        if "fsync(" in line or ("rename" in line and f'{path.name}"' in line)
    ]
    assert order == ["flush", "name", "flush folder"]
