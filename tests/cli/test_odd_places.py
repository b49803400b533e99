"""No home, a home that can only be read, files of every odd kind, clocks far off: a message or an answer, never a crash."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome, process_environment

Run = Callable[..., Outcome]

READING = (["status"], ["renewals"], ["next"], ["profile", "check"], ["profile", "history"], ["doctor"], ["paths"])
WHOLE = "schema = 1\n[learner]\nregion = 'US-TX'\n"

# name: (content, the codes that a command which reads may end with)
ODD: dict[str, tuple[bytes, set[int]]] = {
    "byte-order mark": (b"\xef\xbb\xbf" + WHOLE.encode(), {0}),
    "Windows line ends": (WHOLE.replace("\n", "\r\n").encode(), {0}),
    "old Mac line ends": (WHOLE.replace("\n", "\r").encode(), {0, 4}),
    "UTF-16": (WHOLE.encode("utf-16"), {4}),
    "UTF-16 without mark": (WHOLE.encode("utf-16-le"), {4}),
    "UTF-32": (WHOLE.encode("utf-32"), {4}),
    "Latin-1": ("[learner]\nname = 'é'".encode("latin-1"), {4}),
    "NUL bytes": (b"\0" * 12_061, {4}),
    "NUL inside": (b"schema = 1\0\n", {4}),
    "5 MB": (b"# " + b"x" * (5 * 1024 * 1024) + b"\n" + WHOLE.encode(), {4}),
    "5 MB less a little": (b"# " + b"x" * (5 * 1024 * 1024 - 100) + b"\n" + WHOLE.encode(), {0}),
    "deep list": (b"a = " + b"[" * 20_000, {4}),
    "deep tables": (b"a = " + b"{b = " * 5_000 + b"1" + b"}" * 5_000, {4}),
    "deep key": (b"a." * 20_000 + b"b = 1", {4}),
    "long number": (b"[learner]\nbudget = " + b"9" * 10_000, {4}),
    "infinity": (b"[learner]\nbudget = inf\n", {4}),
    "far dates": (b"[learner]\nstart = 9999-12-31\n", {4}),
    "early dates": (b"[learner]\nstart = 0001-01-01\n", {4}),
    "a picture": (bytes(range(256)) * 40, {4}),
}


@pytest.mark.parametrize("name", ODD)
def test_a_file_of_any_kind_is_an_answer_or_a_message(run: Run, tmp_path: Path, name: str) -> None:
    content, codes = ODD[name]
    path = tmp_path / "profile.toml"
    path.write_bytes(content)
    path.chmod(0o600)
    for command in READING[:5]:
        out = run(*command)
        assert out.code in (codes if command != ["profile", "history"] else {0}), (command, out)
        assert "unexpected" not in out.err
    if len(content) > 10**6:
        return  # a comment of that length takes tomlkit long
    changed = run("set", "budget", "5")
    assert changed.code in codes
    assert "unexpected" not in changed.err
    assert changed.code == 0 or path.read_bytes() == content


def test_every_odd_file_comes_back_by_undo(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    for content, _ in ODD.values():
        path.write_text(WHOLE)
        run("set", "budget", "5")
        run("set", "budget", "6")
        path.write_bytes(content)
        assert run("undo").code == 0
        assert "budget = 5" in path.read_text()
        assert run("undo").code == 0
        assert path.read_bytes() == content


POSIX = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
ALL = [
    *READING[:5],
    ["doctor"],
    ["plan", "data analyst"],
    ["set", "budget", "5"],
    ["undo"],
    ["profile", "restore", "1"],
]
ALL += [["profile", "edit"], ["init", "--no-input", "--force"], ["profile", "show"]]


@POSIX
@pytest.mark.parametrize("odd", ["pipe", "device", "folder", "circle", "long name"])
def test_what_is_no_file_is_refused_and_neither_waited_for_nor_read_without_end(
    tmp_path: Path, run_process: Any, odd: str
) -> None:
    place = tmp_path / "odd"
    if odd == "pipe":
        os.mkfifo(place)
    elif odd == "device":
        place.symlink_to("/dev/zero")
    elif odd == "folder":
        place.mkdir()
    elif odd == "circle":
        place.symlink_to(tmp_path / "other")
        (tmp_path / "other").symlink_to(place)
    else:
        place = tmp_path / ("x" * 300)
    for command in ALL:
        out = run_process(*command, env={"CREDPLAN_PROFILE": str(place), "EDITOR": "true"})
        said = out.stderr.decode()
        assert out.returncode in (1, 4, 5), (command, said)
        assert "unexpected" not in said
        assert said.count("\n") < 4
    beside = {"odd", "other", "odd.lock"} if odd == "circle" else {"odd"}
    assert {*os.listdir(tmp_path)} <= beside
    assert not os.path.exists("/dev/zero.lock")
    named = run_process("purge", "--dry-run", env={"CREDPLAN_PROFILE": str(place)}).stdout
    assert os.path.realpath(place).encode() + b"  (profile" not in named or odd == "circle"


@POSIX
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("plan 'data analyst'", 3, "USD 123.00"),
        ("status", 0, "USD 123.00"),
        ("set budget 5", 1, "it is not a regular file"),
    ],
)
def test_a_profile_from_a_shells_pipe_is_read_once_and_never_written(
    tmp_path: Path, words: str, code: int, said: str
) -> None:
    (tmp_path / "mine.toml").write_text('catalogs = ["bundled"]\n[learner]\nbudget = 123\n')
    reading, writing = os.pipe()
    os.write(writing, (tmp_path / "mine.toml").read_bytes())
    os.close(writing)
    line = [sys.executable, "-m", "credplan", *shlex.split(words), "--profile", f"/dev/fd/{reading}"]
    out = subprocess.run(
        line, env=process_environment(), pass_fds=[reading], capture_output=True, text=True, check=False, timeout=60
    )
    os.close(reading)
    assert out.returncode == code
    assert said in out.stdout + out.stderr


@POSIX
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_evidence_that_is_no_file_is_refused(run: Run, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "proof"
    os.mkfifo(place) if kind == "pipe" else place.symlink_to("/dev/zero")
    out = run("add", "comptia/a-plus", "--evidence", place)
    assert out.code == 5
    assert "it is not a regular file" in out.err


@pytest.mark.parametrize("day", ["1970-01-01", "2038-01-19", "2038-01-20", "2199-01-01", "9999-12-31"])
def test_a_clock_far_off_is_an_answer_or_a_message(run: Run, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    run("init", "--no-input")
    run("add", "Security+", "--planned")
    monkeypatch.setenv("CREDPLAN_TODAY", day)
    for command in (*READING, ["plan", "data analyst", "--json"], ["know", "sql"], ["undo"]):
        out = run(*command)
        assert out.code in (0, 2, 3), (command, out)
        assert "unexpected" not in out.err


@pytest.mark.parametrize("seconds", [0, 2**31 + 5, 253_402_300_799])
def test_the_systems_clock_far_off_loses_no_version(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    import time

    run("init", "--no-input")
    run("set", "budget", "1")
    monkeypatch.setattr(time, "time", lambda: float(seconds))
    run("set", "budget", "2")
    run("set", "budget", "3")
    assert run("profile", "history", "--csv").out.count("\r\n") == 4
    run("profile", "restore", "3")
    assert "\nbudget" not in (tmp_path / "profile.toml").read_text()


@pytest.fixture
def only_read(tmp_path: Path) -> Any:
    """A home in which nothing can be made; for root, who may everywhere, the file system itself would have to refuse."""
    home = tmp_path / "home"
    (home / ".config" / "credplan").mkdir(parents=True)
    profile = home / ".config" / "credplan" / "profile.toml"
    profile.write_text(WHOLE)
    profile.chmod(0o600)
    folders = [profile.parent, profile.parent.parent, home]
    for folder in folders:
        folder.chmod(0o555)
    yield home
    for folder in folders:
        folder.chmod(0o755)


def not_above_modes() -> None:
    """Root's own right to pass over modes is given up by the process that runs next (capabilities(7), prctl(2))."""
    import ctypes

    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if ctypes.CDLL(None, use_errno=True).prctl(24, right, 0, 0, 0):  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "root's rights can't be given up here")


def in_that_home(home: Path, *words: str, **rest: Any) -> Any:
    environment = process_environment({"HOME": str(home), "CREDPLAN_CACHE": str(home / ".cache")})
    del environment["CREDPLAN_PROFILE"]
    line = [sys.executable, "-m", "credplan", *words]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False, **rest)


CHANGING = (["set", "budget", "5"], ["add", "comptia/a-plus"], ["know", "sql"], ["init", "--no-input", "--force"])


@pytest.mark.skipif(sys.platform == "win32", reason="modes say nothing there")
def test_in_a_home_that_can_only_be_read_reading_works_and_writing_says_why(only_read: Path) -> None:
    drop: dict[str, Any] = {}
    if os.geteuid() == 0:
        if sys.platform != "linux":
            pytest.skip("root may write everywhere here")
        drop = {"preexec_fn": not_above_modes}
        try:
            subprocess.run(["true"], check=True, **drop)
        except (OSError, subprocess.SubprocessError):
            pytest.skip("root can't give up its rights here")
    for words in (*READING[:5], ["plan", "data analyst"], ["paths"]):
        read = in_that_home(only_read, *words, **drop)
        assert read.returncode == 0, (words, read.stderr)
    for words in CHANGING:
        changed = in_that_home(only_read, *words, **drop)
        assert changed.returncode == 1, changed.stderr
        assert "you have no permission to write there" in changed.stderr
        assert "--profile FILE" in changed.stderr
    assert (only_read / ".config/credplan/profile.toml").read_text() == WHOLE
    assert os.listdir(only_read) == [".config"]


def test_on_a_disk_that_can_only_be_read_reading_works_and_writing_says_why(only_read: Path) -> None:
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can make a disk read-only")
    if subprocess.run(["mount", "--bind", only_read, only_read], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", only_read], check=True)
        for words in (*READING[:5], ["plan", "data analyst"], ["paths"]):
            read = in_that_home(only_read, *words)
            assert read.returncode == 0, (words, read.stderr)
        for words in CHANGING:
            changed = in_that_home(only_read, *words)
            assert changed.returncode == 1, changed.stderr
            assert "the disk can only be read" in changed.stderr
    finally:
        subprocess.run(["umount", only_read], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the home is not found by HOME alone")
def test_without_a_home_commands_answer_or_say_what_is_missing(run_process: Any, monkeypatch: Any) -> None:
    environment = process_environment({"CREDPLAN_CACHE": "/nonexistent/cache"})
    for name in ("HOME", "CREDPLAN_PROFILE", "XDG_CONFIG_HOME"):
        environment.pop(name, None)
    environment["HOME"] = "/nonexistent"
    line = [sys.executable, "-m", "credplan", "status"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "There is no record yet at /nonexistent/.config/credplan/profile.toml" in done.stdout
