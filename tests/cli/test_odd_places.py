"""No home, a home that can only be read, files of every odd kind, clocks far off: a message or an answer, never a crash."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome

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


@pytest.mark.skipif(sys.platform == "win32", reason="modes say nothing there")
def test_in_a_home_that_can_only_be_read_reading_works_and_writing_says_why(run_process: Any, only_read: Path) -> None:
    import subprocess

    from conftest import process_environment

    environment = process_environment({"HOME": str(only_read), "CREDPLAN_CACHE": str(only_read / ".cache")})
    del environment["CREDPLAN_PROFILE"]
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        top = only_read
        while top != top.parent:  # the way there must be open to somebody who is not root
            if not top.stat().st_mode & stat.S_IXOTH:
                pytest.skip("somebody else can't get at the tests' own folder")
            top = top.parent
        for folder, _, names in os.walk(only_read):
            for name in ("", *names):
                os.chown(os.path.join(folder, name), 65534, 65534)
        user = {"user": 65534, "group": 65534, "extra_groups": []}

    def call(*words: str) -> Any:
        line = [sys.executable, "-m", "credplan", *words]
        return subprocess.run(line, env=environment, capture_output=True, text=True, check=False, **user)

    assert call("status").returncode == 0
    changed = call("set", "budget", "5")
    assert changed.returncode == 1, changed.stderr
    assert "you have no permission to write there" in changed.stderr
    assert "--profile FILE" in changed.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the home is not found by HOME alone")
def test_without_a_home_commands_answer_or_say_what_is_missing(run_process: Any, monkeypatch: Any) -> None:
    import subprocess

    from conftest import process_environment

    environment = process_environment({"CREDPLAN_CACHE": "/nonexistent/cache"})
    for name in ("HOME", "CREDPLAN_PROFILE", "XDG_CONFIG_HOME"):
        environment.pop(name, None)
    environment["HOME"] = "/nonexistent"
    line = [sys.executable, "-m", "credplan", "status"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "There is no record yet at /nonexistent/.config/credplan/profile.toml" in done.stdout
