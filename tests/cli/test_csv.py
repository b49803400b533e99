"""CSV that no spreadsheet runs, and the same as it is for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Outcome
from credplan.cli import everywhere
from credplan.cli.output import csv_text, defused


@pytest.fixture(autouse=True)
def not_raw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everywhere, "raw", False)


Run = Callable[..., Outcome]

# What OWASP lists under "CSV Injection", and what spreadsheets take for the same.
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0b1", "\uff0d1+1", "\uff20x", " =1+1",
    "\u00a0=1+1", "\ufeff=1+1", "\u200b=1+1", '=HYPERLINK("http://x.invalid","y")', "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    "+1 555 0100", "-\u0663", "+", "-", "=", "@",
]  # fmt: skip
HARMLESS = ["", "1", "-1", "+1.5", "-0.05", "2026-11-24", "a=b", "x@y", "'=1", "C++", "comptia/a-plus", "\u22125"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_a_spreadsheet_would_run_is_text_to_it(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_numbers_and_plain_text_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=4), max_size=4))
def test_every_cell_comes_back_and_none_begins_as_a_formula(rows: list[list[str]]) -> None:
    text = csv_text(["head"], rows)
    back = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert back == [[defused(cell) for cell in row] if row != [""] else [] for row in rows]
    for row in back:
        for cell in row:
            assert not cell.startswith(tuple("=@\t\r\n\uff1d\uff0b\uff0d\uff20"))
            assert cell[:1] not in ("+", "-") or cell[1:].replace(".", "", 1).isdigit()


def test_a_cell_with_another_programs_separator_is_quoted() -> None:
    """Where a comma is the decimal mark, spreadsheets cut lines at semicolons: what follows would be a cell."""
    assert csv_text(["a"], [["x;=1+1"], ["x\t=1+1"], ["x|y"]]) == 'a\r\n"x;=1+1"\r\n"x\t=1+1"\r\n"x|y"\r\n'


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    (tmp_path / "profile.toml").write_text('schema = 1\n[[credential]]\nid = "comptia/a-plus"\nnote = "=1+1"\n')
    (tmp_path / "c.toml").write_text(
        'version = "1"\ndate = 2026-11-24\n[[credentials]]\nid = "x/y"\nname = "=1+1"\nprovider = "x"\n'
        'type = "Certificate"\nkind = "course"\n'
    )
    return tmp_path / "c.toml"


def test_raw_is_for_machines(run: Run, hostile: Path, tmp_path: Path) -> None:
    command = ("search", "y", "--csv", "--catalog", str(hostile))
    assert "'=1+1" in run(*command).out
    assert "'" not in run(*command, "--raw").out
    assert "=1+1" in run(*command, "--raw").out
    assert "'=1+1" in run(*command).out, "the next run is not raw"
    out = tmp_path / "out.csv"
    export = ("export", "catalog", "--to", str(out), "--force", "--catalog", str(hostile))
    assert run(*export).code == 0
    assert "'=1+1" in out.read_text(encoding="utf-8")
    assert run(*export, "--raw").code == 0
    assert "'=1+1" not in out.read_text(encoding="utf-8")


def test_every_command_with_csv_takes_raw_and_no_other(run: Run) -> None:
    from credplan.cli.command_table import COMMANDS

    for name, row in COMMANDS.items():
        options = row[2]
        assert ("--raw" in options) == ("--csv" in options or "--to" in options), name
