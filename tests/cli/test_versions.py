"""``profile history`` and ``profile restore``, and the last good version where the profile is broken."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome, process_environment
from credplan.shell import profile_file, profile_text

Run = Callable[..., Outcome]


@pytest.fixture
def path(run: Run, tmp_path: Path) -> Path:
    """A profile with two versions before it: budget none, 600 and 900."""
    run("init", "--no-input")
    run("set", "budget", "600")
    run("set", "budget", "900")
    return tmp_path / "profile.toml"


def test_history_lists_the_versions_and_what_changed_after_each(run: Run, path: Path) -> None:
    out = run("profile", "history")
    assert out.code == 0
    for words in ("version 1", "version 2", "learner budget: 900.00 (was 600.00)", "credplan profile restore 2"):
        assert words in out.out
    data = json.loads(run("profile", "history", "--json").out)
    assert (data["schema"], data["profile"]) == (1, str(path))
    assert [(v["number"], v["valid"], v["changes"]) for v in data["versions"]] == [
        (1, True, ["learner budget: 900.00 (was 600.00)"]),
        (2, True, ["learner budget: 600.00 (was not set)"]),
    ]
    assert data["versions"][0]["path"] == f"{path}.bak"
    rows = list(csv.DictReader(io.StringIO(run("profile", "history", "--csv").out)))
    assert [r["number"] for r in rows] == ["1", "2"]
    assert "version 1: until " in run("profile", "history", "--plain").out


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_of_history_is_wider_than_the_terminal(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run("profile", "history").out.splitlines()
    assert [line for line in lines if len(line) > max(width, len(str(path)))] == []


def test_without_versions_history_says_so_and_restore_says_what_to_do(run: Run) -> None:
    out = run("profile", "history")
    assert out.code == 0
    assert "No version from before" in out.out
    assert json.loads(run("profile", "history", "--json").out)["versions"] == []
    assert run("profile", "restore", "1").code == 5


def test_restore_brings_a_version_back_and_undo_takes_that_back(run: Run, path: Path) -> None:
    out = run("profile", "restore", "2")
    assert out.code == 0
    assert "Your profile is version 2 again." in out.out
    assert "learner budget: not set (was 900.00)" in out.out
    assert run("undo").code == 0
    assert "budget = 900" in path.read_text()
    wrong = run("profile", "restore", "9")
    assert wrong.code == 2
    assert "credplan profile history lists them" in wrong.err


def test_a_broken_profile_names_its_last_good_version_even_where_the_newest_is_broken_too(run: Run, path: Path) -> None:
    broken = path.read_text() + "oops"
    path.write_text(broken)
    path.with_name("profile.toml.bak").write_text(broken + "!")
    out = run("status")
    assert out.code == 4
    good = path.with_name("profile.toml.versions") / "000001.toml"
    assert f"The last good version is {good}." in out.err
    assert "credplan profile restore 2" in out.err
    assert run("status", "--profile", str(good)).code == 0
    assert run("profile", "restore", "2").code == 0
    assert run("status").code == 0


def test_a_broken_profile_is_not_written_to(run: Run, path: Path) -> None:
    path.write_text(path.read_text() + "oops")
    out = run("set", "budget", "5")
    assert out.code == 4
    assert "nothing was changed" in out.err
    assert path.read_text().endswith("oops")


def test_a_profile_that_names_catalogs_is_parsed_once(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text('version = "1"\ndate = 2026-11-01\n')
    path.write_text('catalogs = ["mine.toml"]\n' + path.read_text())
    texts: list[str] = []
    real = profile_text.loaded

    def loaded(text: str, name: str) -> dict[str, Any]:
        texts.append(text)
        return real(text, name)

    monkeypatch.setattr(profile_text, "loaded", loaded)
    profile_file._once_parsed.cache_clear()
    assert run("status").code == 0
    assert len(texts) == 1


@pytest.mark.parametrize("command", [["status"], ["plan", "data analyst"], ["profile", "show"], ["search", "sql"]])
def test_commands_that_only_read_take_no_lock_and_load_nothing_for_writing(path: Path, command: list[str]) -> None:
    import subprocess

    before = sorted(p.name for p in path.parent.iterdir())
    os.unlink(f"{path}.lock")
    code = (
        "import sys\n"
        "from credplan.cli.app import run\n"
        f"code = run({command!r})\n"
        "heavy = {'filelock', 'tomlkit', 'tempfile', 'credplan.shell.save', 'credplan.shell.versions'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
        "raise SystemExit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=process_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "[]"
    assert sorted([*(p.name for p in path.parent.iterdir()), "profile.toml.lock"]) == before
