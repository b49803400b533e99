"""``renewals`` and ``export renewals`` from the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

Run = Callable[..., Outcome]

PROFILE = """
schema = 1
[[credential]]
id = "comptia/security-plus"
status = "earned"
earned = 2025-05-01
[[credential]]
id = "ascm/cscp"
status = "earned"
earned = 2026-01-01
"""


@pytest.fixture
def learner(tmp_path: Path) -> Path:
    path = tmp_path / "profile.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def test_the_screen_has_days_sums_and_what_is_not_known(run: Run, learner: Path) -> None:
    out = run("renewals")
    assert (out.code, out.err) == (0, "")
    words = " ".join(out.out.split())
    assert "Renewals from 24 Nov 2026 to 23 Nov 2031 2 credentials held" in words
    assert "1 May 2027 CompTIA Security+ · yearly fee · USD 50.00" in words
    assert "1 May 2028 CompTIA Security+ · 50 CEU" in words
    assert "2026 from 24 Nov nothing to pay 2027 USD 50.00" in words
    assert "2031 to 23 Nov USD 50.00 in all USD 250.00" in words
    assert "whether it has to be renewed is not known" in words


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(
    run: Run, learner: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert [line for line in run("renewals").out.splitlines() if len(line) > width] == []


def test_json_csv_and_export_say_the_same(run: Run, learner: Path, tmp_path: Path) -> None:
    data = json.loads(run("renewals", "--json").out)
    assert (data["schema"], data["from"], data["until"], data["plan"]) == (1, "2026-11-24", "2031-11-24", None)
    assert data["years"][1] == {"year": 2027, "cost": {"USD": "50.00"}, "unknown": 0}
    assert data["due"][0]["cost"] == "50.00"
    assert data["not_known"]
    shown = run("renewals", "--csv")
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert [(r["due"], r["cost"]) for r in rows] == [(d["date"], d["cost"] or "") for d in data["due"]]
    assert "not known: Certified Supply Chain Professional" in shown.err
    assert run("export", "renewals", "--to", str(tmp_path / "r.csv")).code == 0
    assert (tmp_path / "r.csv").read_bytes().decode() == shown.out
    assert run("export", "renewals", "--years", "5", "--to", str(tmp_path / "r.json")).code == 0
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == data


def test_years_are_counted_and_checked(run: Run, learner: Path) -> None:
    assert json.loads(run("renewals", "--years", "1", "--json").out)["until"] == "2027-11-24"
    for years in ("0", "-1", "1000", "x"):
        out = run("renewals", "--years", years)
        assert (out.code, out.out) == (2, "")


def test_with_no_record_it_says_how_to_begin_one(run: Run) -> None:
    out = run("renewals")
    assert out.code == 0
    assert "credplan add" in out.out
    assert "credplan plan" in out.out
    assert json.loads(run("renewals", "--json").out)["due"] == []


def test_a_broken_profile_is_exit_4(run: Run, learner: Path) -> None:
    learner.write_text("schema = 1\n[learner]\nbudget = 'much'\n", encoding="utf-8")
    out = run("renewals")
    assert (out.code, out.out) == (4, "")
    assert "budget" in out.err


def test_a_saved_plan_counts_too(run: Run, learner: Path) -> None:
    assert run("plan", "data analyst", "--save", "main").code == 0
    data = json.loads(run("renewals", "--json").out)
    assert data["plan"] == "main"
    assert "microsoft/power-bi-data-analyst" in [d["credential"] for d in data["due"] if d["state"] == "planned"]
