"""``doctor`` and ``paths``: each thing that can be out of order, put out of order."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Outcome, process_environment
from credplan.core.planning import selfcheck
from credplan.core.planning.solver import SolverError
from credplan.shell import doctor, save

Run = Callable[..., Outcome]


def checks(out: Outcome) -> dict[str, dict[str, Any]]:
    """The worst check of each name."""
    found: dict[str, dict[str, Any]] = {}
    for check in json.loads(out.out)["checks"]:
        if check["name"] not in found or check["state"] != "ok":
            found[check["name"]] = check
    return found


@pytest.fixture(autouse=True)
def compiled_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


# -- doctor -----------------------------------------------------------------------------------------------------------


def test_with_everything_in_order_it_says_so_and_ends_with_0(run: Run) -> None:
    run("init", "--no-input")
    run("set", "budget", "900")
    out = run("doctor", "--json")
    data = json.loads(out.out)
    assert (out.code, data["schema"], data["problems"]) == (0, 1, 0)
    assert list(dict.fromkeys(c["name"] for c in data["checks"])) == [
        *("python", "packages", "profile", "versions", "lock", "catalog", "cache", "solver", "start-up", "terminal")
    ]
    assert {c["state"] for c in data["checks"] if c["name"] != "terminal"} == {"ok"}
    assert "All is in order." in run("doctor").out


def test_it_needs_no_profile_and_makes_nothing(run: Run, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    out = run("doctor", "--json")
    assert out.code == 0
    assert "none yet" in checks(out)["profile"]["text"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_broken_profile_is_a_problem_with_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text("schema = 1\n[learner]\nbudget = 'x'\nregion = 'Texas'\n")
    (tmp_path / "profile.toml").chmod(0o600)
    out = run("doctor", "--json")
    assert out.code == 4
    profile = checks(out)["profile"]
    assert profile["state"] == "problem"
    assert "2 problems" in profile["text"]
    assert profile["fix"] == "credplan profile check lists them."
    (tmp_path / "profile.toml.bak").write_text("schema = 1\n")
    (tmp_path / "profile.toml.bak").chmod(0o600)
    assert checks(run("doctor", "--json"))["profile"]["fix"].endswith("; credplan profile restore 1 goes back.")
    assert run("undo").code == 0
    assert checks(run("doctor", "--json"))["profile"]["state"] == "ok"
    (tmp_path / "profile.toml").write_text("schema = 1\n[learner]\nbudget = 'x'\n")
    (tmp_path / "profile.toml").chmod(0o600)
    shown = run("doctor")
    assert shown.code == 4
    assert "1 problem found" in shown.out


@pytest.mark.skipif(os.name == "nt", reason="modes say nothing on Windows")
def test_a_profile_that_others_can_read_is_a_problem(run: Run, tmp_path: Path) -> None:
    run("init", "--no-input")
    (tmp_path / "profile.toml").chmod(0o644)
    out = run("doctor", "--json")
    assert out.code == 4
    assert checks(out)["profile"]["fix"] == f"chmod 600 {tmp_path / 'profile.toml'}"


def test_a_named_profile_that_is_not_there_is_a_problem(run: Run, tmp_path: Path) -> None:
    assert checks(run("doctor", "--json", "--profile", str(tmp_path / "no.toml")))["profile"]["state"] == "problem"


def test_a_broken_catalog_is_a_problem_and_an_old_one_a_note(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "catalog.toml"
    broken.write_text("oops")
    out = run("doctor", "--json", "--catalog", str(broken))
    assert (out.code, checks(out)["catalog"]["state"]) == (4, "problem")
    broken.write_text('version = "1"\ndate = 2026-11-24\n')
    assert "it is empty" in checks(run("doctor", "--json", "--catalog", str(broken)))["catalog"]["text"]
    old = run("doctor", "--json", "--today", "2027-11-25")
    assert (old.code, checks(old)["catalog"]["state"]) == (0, "note")
    assert checks(run("doctor", "--json", "--today", "2027-11-24"))["catalog"]["state"] == "ok"


def test_a_cache_that_can_not_be_written_is_a_problem(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("CREDPLAN_CACHE", str(file / "cache"))
    out = run("doctor", "--json")
    assert (out.code, checks(out)["cache"]["fix"]) == (4, "Name another folder: CREDPLAN_CACHE")
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "new" / "cache"))
    assert "made on first use" in checks(run("doctor", "--json"))["cache"]["text"] or (tmp_path / "new").exists()


def test_a_solver_that_is_missing_or_wrong_is_a_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise SolverError("There is no solver library for this machine.")

    for fault, said in ((missing, "no solver library"), (lambda: "it finds a plan for 80.00", "80.00")):
        monkeypatch.setattr(selfcheck, "solver_fault", fault)
        out = run("doctor", "--json")
        assert out.code == 4
        assert said in checks(out)["solver"]["text"]
        assert "highsbox" in checks(out)["solver"]["fix"]


def test_the_known_question_is_answered_by_the_library_itself() -> None:
    code = (
        "from credplan.core.planning import selfcheck, solver\n"
        "assert solver._library is None\n"
        "assert selfcheck.solver_fault() == ''\n"
        "assert solver._library is not None\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_a_wrong_answer_to_the_known_question_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selfcheck, "_BEST", 69_00)
    assert "where 6900 is the best" in selfcheck.solver_fault()


def test_packages_out_of_bounds_are_a_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.PACKAGES, "rich", ("99", ""))
    monkeypatch.setitem(doctor.PACKAGES, "typer", ("0.1", "0.2"))
    monkeypatch.setitem(doctor.PACKAGES, "no-such-package", ("1", ""))
    out = run("doctor", "--json")
    text = checks(out)["packages"]["text"]
    assert out.code == 4
    for words in (
        "rich",
        "is older than 99",
        "typer",
        "is not one that credplan was cleared for",
        "no-such-package is missing",
    ):
        assert words in text


def test_the_bounds_are_those_of_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stated = {}
    for line in project["dependencies"]:
        name, _, bounds = line.partition(">=")
        least, *others = bounds.split(",")
        stated[name] = (least, next((o.removeprefix("<") for o in others if o[0] == "<" and o[1] != "="), ""))
    stated["highsbox"] = ("1.12", "1.15.2")  # <=1.15.1, and not 1.14.*
    assert "highsbox>=1.12,!=1.14.*,<=1.15.1" in project["dependencies"]
    assert stated == doctor.PACKAGES
    assert project["requires-python"] == f">={'.'.join(map(str, doctor.LEAST_PYTHON))}"


@pytest.mark.parametrize(
    ("lower", "higher"), [("1.9", "1.10"), ("1.15.1", "1.15.2"), ("2.32.4", "2.33"), ("0.26", "1"), ("4.2rc1", "4.2.1")]
)
def test_versions_are_compared_as_numbers(lower: str, higher: str) -> None:
    assert doctor._order(lower) < doctor._order(higher)
    assert doctor._order("1.0") == doctor._order("1")


def test_compiled_modules_that_are_not_kept_are_a_note(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    out = run("doctor", "--json")
    assert (out.code, checks(out)["start-up"]["state"]) == (0, "note")
    assert "PYTHONDONTWRITEBYTECODE" in checks(out)["start-up"]["fix"]


def test_a_terminal_without_unicode_is_a_note(run_process: Any) -> None:
    done = run_process("doctor", "--json", env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
    data = json.loads(done.stdout.decode("cp1252"))
    assert done.returncode == 0
    assert next(c for c in data["checks"] if c["name"] == "terminal")["state"] == "note"


def test_a_check_that_fails_by_itself_is_told_and_the_others_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(doctor, "_cache", fail)
    out = run("doctor", "--json")
    assert out.code == 4
    assert "RuntimeError: out of luck" in checks(out)["cache"]["text"]
    assert checks(out)["solver"]["state"] == "ok"


# -- mending ----------------------------------------------------------------------------------------------------------


def spoil(kind: str, path: Path) -> None:
    """Put one thing out of order that can be mended."""
    if kind == "broken":
        path.write_text(path.read_text() + "oops")
    elif kind == "gone":
        path.unlink()
    elif kind == "readable":
        path.chmod(0o644)
    elif kind == "protected":
        path.chmod(0o400)
    elif kind == "versions readable":
        path.with_name("profile.toml.bak").chmod(0o644)
    elif kind == "stray":
        path.with_name(".profile.toml.x.tmp").write_text("half a prof")


KINDS = ["broken", "gone", "readable", "protected", "versions readable", "stray"]
POSIX = pytest.mark.skipif(os.name == "nt", reason="modes say nothing on Windows, and there are no pseudo-terminals")


@POSIX
@pytest.mark.parametrize("kind", KINDS)
def test_yes_mends_what_can_be_mended_and_says_what_it_did(run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "profile.toml"
    run("init", "--no-input")
    run("set", "budget", "900")
    spoil(kind, path)
    looked = run("doctor", "--json")
    assert looked.code == (0 if kind == "stray" else 4)
    assert [c["mend"] for c in json.loads(looked.out)["checks"] if c["mend"]]
    assert "credplan doctor --yes mends what it can: " in run("doctor").err
    done = run("doctor", "--yes", "--json")
    assert done.code == 0, done.out
    assert len(json.loads(done.out)["mended"]) == 1
    assert "Done: " in done.err
    assert run("set", "budget", "901").code == 0
    assert not list(tmp_path.glob(".*.tmp"))


@POSIX
def test_what_can_not_be_mended_stays_a_problem_and_says_why(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "--no-input")
    (tmp_path / "profile.toml").chmod(0o644)

    def refuse(*arguments: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refuse)
    done = run("doctor", "--yes")
    assert done.code == 4
    assert "Operation not permitted" in done.err
    assert "Done" not in done.err


@POSIX
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 4), ("", 4)])
def test_on_a_terminal_it_asks_first(run: Run, tmp_path: Path, answer: str, code: int) -> None:
    import pexpect

    path = tmp_path / "profile.toml"
    run("init", "--no-input")
    run("set", "budget", "900")
    spoil("broken", path)
    child = pexpect.spawn(
        sys.executable, ["-m", "credplan", "doctor"], env=process_environment(), timeout=60, dimensions=(60, 200)
    )
    child.expect_exact("bring the last good version back (version 1")
    child.expect_exact("[y/N]")
    assert path.read_text().endswith("oops")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert path.read_text().endswith("oops") == bool(code)


@POSIX
def test_a_save_that_goes_on_is_told_and_not_disturbed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    run("init", "--no-input")
    stray = path.with_name(".profile.toml.x.tmp")
    with save.locked(str(path)):
        stray.write_text("being written")
        out = run("doctor", "--json")
        assert checks(out)["lock"]["state"] == "note"
        assert f"process {os.getpid()}" in checks(out)["lock"]["text"]
        run("doctor", "--yes")
    assert stray.exists()


# -- purge ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def everything(run: Run, tmp_path: Path, cache: Path) -> Path:
    """A profile with versions and a cache, and things of somebody else's beside them."""
    run("init", "--no-input")
    for budget in ("100", "200", "300"):
        run("set", "budget", budget)
    run("search", "sql")
    (tmp_path / ".profile.toml.x.tmp").write_text("x")
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "profile.toml.versions" / "mine.txt").write_text("mine")
    (cache / "mine.sqlite").write_text("mine")
    return tmp_path


def files(*folders: Path) -> set[str]:
    return {str(p) for folder in folders for p in folder.rglob("*") if p.is_file()}


def test_purge_names_everything_first_and_removes_nothing_unasked(run: Run, everything: Path, cache: Path) -> None:
    before = files(everything, cache)
    dry = run("purge", "--dry-run")
    assert dry.code == 0
    for name in (
        "profile.toml ",
        "profile.toml.bak",
        "000001.toml",
        "profile.toml.lock",
        ".profile.toml.x.tmp",
        "catalog-",
    ):
        assert name in dry.out, name
    assert "mine" not in dry.out
    assert "pip uninstall credplan" in dry.err
    asked = run("purge")
    assert (asked.code, asked.out) == (2, dry.out)
    assert "purge --yes" in asked.err
    assert files(everything, cache) == before


def test_purge_removes_what_it_named_and_nothing_else(run: Run, everything: Path, cache: Path) -> None:
    out = run("purge", "--yes")
    assert out.code == 0, out.err
    left = {Path(f).name for f in files(everything, cache)}
    assert left == {"mine.txt", "mine.sqlite"}
    assert (everything / "profile.toml.versions" / "mine.txt").exists()
    again = run("purge", "--yes")
    assert again.code == 0


def test_purge_can_leave_the_profile(run: Run, everything: Path, cache: Path) -> None:
    before = files(everything)
    assert run("purge", "--keep-profile", "--yes").code == 0
    assert files(everything) == before
    assert files(cache) == {str(cache / "mine.sqlite")}


def test_purge_removes_a_link_and_what_it_leads_to(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "mine.toml"
    target.parent.mkdir()
    target.write_text("schema = 1\n")
    link = tmp_path / "link.toml"
    link.symlink_to(target)
    assert run("purge", "--yes", "--profile", str(link)).code == 0
    assert not link.is_symlink()
    assert not target.exists()


def test_purge_waits_for_a_save(run: Run, everything: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "LOCK_SECONDS", 0.05)
    with save.locked(str(everything / "profile.toml")):
        assert run("purge", "--yes").code == 6
    assert (everything / "profile.toml").exists()


@POSIX
@pytest.mark.parametrize("answer", ["y", "n"])
def test_purge_asks_on_a_terminal(everything: Path, answer: str) -> None:
    import pexpect

    child = pexpect.spawn(
        sys.executable, ["-m", "credplan", "purge"], env=process_environment(), timeout=60, dimensions=(60, 200)
    )
    child.expect_exact("for good?")
    assert (everything / "profile.toml").exists()
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (everything / "profile.toml").exists() == (answer == "n")


# -- paths ------------------------------------------------------------------------------------------------------------


def test_paths_say_where_all_lies_whether_it_is_there_and_why(run: Run, tmp_path: Path, shared_cache: Path) -> None:
    data = json.loads(run("paths", "--json").out)
    found = {p["name"]: p for p in data["paths"]}
    assert data["schema"] == 1
    assert found["profile"] == {
        "name": "profile", "path": str(tmp_path / "profile.toml"), "exists": False, "decided_by": "CREDPLAN_PROFILE"
    }  # fmt: skip
    assert found["cache"]["path"] == str(shared_cache)
    assert found["bundled catalog"]["exists"]
    run("init", "--no-input")
    run("set", "budget", "900")
    again = {p["name"]: p["exists"] for p in json.loads(run("paths", "--json").out)["paths"]}
    assert again["profile"]
    assert again["backup"]


def test_paths_follow_options_and_links(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "dotfiles" / "mine.toml"
    target.parent.mkdir()
    target.write_text("schema = 1\n")
    link = tmp_path / "link.toml"
    link.symlink_to(target)
    rows = list(csv.DictReader(io.StringIO(run("paths", "--csv", "--profile", str(link), "--catalog", "c.toml").out)))
    found = {r["name"]: r for r in rows}
    assert found["profile"]["path"] == str(link)
    assert found["profile"]["decided_by"] == "option --profile"
    assert found["backup"]["path"] == f"{target}.bak"
    assert found["catalog"] == {
        "name": "catalog", "path": os.path.abspath("c.toml"), "exists": "no", "decided_by": "option --catalog"
    }  # fmt: skip


@pytest.mark.parametrize("command", ["doctor", "paths"])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run(command).out.splitlines()
    assert lines
    assert [line for line in lines if len(line) > width] == []


def test_paths_work_with_a_broken_profile_and_print_no_control_characters(run: Run, tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text("oops")
    out = run("paths", "--profile", str(tmp_path / "a\x1b[2Jb.toml"))
    assert out.code == 0
    assert "\x1b" not in out.out
    assert run("paths").code == 0
