"""``undo`` from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome

Run = Callable[..., Outcome]


def test_undo_says_what_changed_and_undo_again_takes_it_back(run: Run, tmp_path: Path) -> None:
    assert run("init", "--no-input", "--budget", "600").code == 0
    first = (tmp_path / "profile.toml").read_bytes()
    assert run("set", "budget", "900").code == 0
    out = run("undo")
    assert out.code == 0
    assert "as it was before the last change" in out.out
    assert "learner budget: 600.00 (was 900.00)" in out.out
    assert "Next: credplan undo" in out.err
    assert (tmp_path / "profile.toml").read_bytes() == first
    assert "learner budget: 900.00 (was 600.00)" in run("undo").out


def test_a_comment_alone_is_a_change_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    run("add", "Security+", "--planned")
    path.write_text(path.read_text() + "# mine\n")
    run("set", "budget", "900")
    path.write_text(path.with_name("profile.toml.bak").read_text().replace("# mine", "# mine too"))
    out = run("undo")
    assert "  -# mine too\n  +# mine\n" in out.out
    assert "changed by hand" in out.err


def test_with_nothing_to_undo_it_says_so_and_why(run: Run) -> None:
    out = run("undo")
    assert (out.code, out.out) == (5, "")
    assert "nothing to undo" in out.err
    run("init", "--no-input")
    assert run("undo").code == 5


def test_a_broken_profile_names_undo_and_undo_mends_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    run("init", "--no-input")
    run("set", "budget", "900")
    path.write_text(path.read_text() + "oops")
    out = run("status")
    assert out.code == 4
    assert f"The last good version is {path}.bak. It was replaced on " in out.err
    assert "To take it back: credplan undo\n" in out.err
    assert run("undo").code == 0
    assert run("profile", "check").code == 0
    again = run("undo")
    assert "credplan profile check" in again.err
    assert path.read_text().endswith("oops")


def test_what_is_written_by_others_steers_no_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    run("init", "--no-input")
    run("set", "budget", "900")
    path.write_text(path.read_text().replace("budget = 900", 'budget = 900\nname = "\\u001b[2J"') + "\x1b[2J oops")
    out = run("undo")
    assert "\x1b" not in out.out + out.err


def test_undo_after_an_edit_in_the_editor_brings_back_what_was_there_before(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "profile.toml"
    run("init", "--no-input")
    before = path.read_text()
    script = tmp_path / "editor.py"
    script.write_text("import sys\nopen(sys.argv[1], 'a').write('# edited\\n')\n")
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    assert run("profile", "edit").code == 0
    assert path.read_text() != before
    assert run("undo").code == 0
    assert path.read_text() == before


def test_while_the_editor_is_open_no_other_change_is_made_that_it_would_write_over(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "--no-input")
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"sys.path.insert(0, {str(ROOT / 'src')!r})\n"
        "from credplan.cli.app import run\n"
        "from credplan.shell import save\n"
        "save.LOCK_SECONDS = 0.2\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "before = path.read_text()\n"
        "code = run(['set', 'budget', '5'])\n"
        "path.write_text(f'{before}# the other ended with {code}\\n')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    assert run("profile", "edit").code == 0
    assert "# the other ended with 6" in (tmp_path / "profile.toml").read_text()
    assert run("set", "budget", "5").code == 0
