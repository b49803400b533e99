"""``careers`` with costs: the planner's answers, from the cache or not, the same either way."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import process_environment
from credplan.cli import costs as costs_module
from credplan.cli import searching
from credplan.shell.render import progress as progress_module

GOOD = str(Path(__file__).parent.parent / "cases" / "catalog" / "good.toml")


def listed(run, *arguments: str) -> list[dict]:
    return json.loads(run("careers", "--json", *arguments).out)["results"]


def test_the_least_cost_is_what_plan_says(run):
    (row,) = listed(run, "data", "analyst")
    plan = json.loads(run("plan", "data analyst", "--json").out)
    days = (dt.date.fromisoformat(plan["totals"]["finish"]) - dt.date(2026, 11, 24)).days
    assert row["least"] == {
        "status": "optimal",
        "complete": True,
        "cost": plan["totals"]["cost"]["USD"],
        "currency": "USD",
        "unknown": 0,
        "weeks": -(-days // 7),
        "finish": plan["totals"]["finish"],
        "effort_hours": plan["totals"]["effort_hours"]["likely"],
    }


def test_under_lists_the_cheapest_first_and_nothing_dearer(run):
    every = listed(run)
    under = listed(run, "--under", "500")
    costs = [float(row["least"]["cost"]) for row in under]
    assert costs == sorted(costs)
    known = [row for row in every if row["least"]["cost"] is not None and not row["least"]["unknown"]]
    assert {row["id"] for row in under} == {r["id"] for r in known if float(r["least"]["cost"]) <= 500}


def test_a_cost_with_an_unknown_part_is_not_under_anything_and_said(run):
    done = run("careers", "--under", "6000", "--field", "transport")
    assert done.code == 0
    assert "Heavy and Tractor-Trailer" not in done.out
    left_out = done.err.partition("Left out because their whole cost can't be said: ")[2]
    assert "Heavy and Tractor-Trailer Truck Drivers" in left_out
    (row,) = csv.DictReader(io.StringIO(run("careers", "53-3032", "--csv").out))
    assert (row["least_cost"], row["unknown_prices"], row["plan"]) == ("", "2", "optimal")
    assert "least cost: USD 5,095.00 + unknown" in run("careers", "53-3032", "--plain").out


def test_too_little_money_says_the_least(run):
    done = run("careers", "--under", "10", "--field", "data")
    assert (done.code, done.out) == (0, "")
    cheapest = min(listed(run, "--field", "data"), key=lambda row: float(row["least"]["cost"]))
    assert f"The least is USD {cheapest['least']['cost']}: {cheapest['title']}." in done.err
    assert run("careers", "--under", "cheap").code == 2


def test_no_degree_leaves_out_a_career_whose_education_nobody_gives_and_says_so(run):
    done = run("careers", "architects", "--field", "it")
    assert "Computer Systems Engineers/Architects" in done.out
    done = run("careers", "--no-degree", "--field", "it")
    assert "Computer Systems Engineers/Architects" not in done.out
    assert "Left out because their usual education is not given: Computer Systems Engineers/Architects." in done.err
    assert "not given" not in run("careers", "--field", "it").err


def test_costs_come_from_the_cache_the_second_time_and_are_the_same(run, monkeypatch, tmp_path):
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "cache"))
    first = run("careers", "--plain")
    assert len(list((tmp_path / "cache").glob("costs-*.msgpack"))) == 1

    def no_more(*_: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(costs_module, "career_costs", no_more)
    assert run("careers", "--plain") == first
    monkeypatch.undo()


def test_an_unusable_cache_changes_nothing(run, monkeypatch, tmp_path):
    right = run("careers", "--csv")
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "cache"))
    run("careers")
    (kept,) = (tmp_path / "cache").glob("costs-*.msgpack")
    kept.write_bytes(kept.read_bytes()[:-3] + b"\0\0\0")
    assert run("careers", "--csv") == right
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "file"))
    assert run("careers", "--csv") == right


def test_another_day_is_worked_out_anew(run):
    days = {day: listed(run, "data", "analyst", "--today", day)[0]["least"] for day in ("2026-11-24", "2027-01-05")}
    assert days["2026-11-24"]["finish"] < days["2027-01-05"]["finish"]


def test_a_long_list_shows_costs_only_when_asked(run, monkeypatch):
    monkeypatch.setattr(searching, "_MOST_UNASKED", 3)
    done = run("careers")
    assert "least cost" not in done.out
    assert "add --costs" in done.err
    assert listed(run)[0]["least"] is None
    assert "least cost USD" in run("careers", "--costs").out
    assert "least cost USD" in run("careers", "--under", "1000").out
    assert "least cost USD" in run("careers", "nurse").out


@pytest.mark.parametrize(("kind", "said"), [("xterm", True), ("dumb", False)])
def test_progress_is_said_on_a_terminal_once_it_takes_long_and_wiped_away(run, monkeypatch, tmp_path, kind, said):
    real = costs_module.career_costs

    def slow(*asked):
        for number, cost in enumerate(real(*asked)):
            if number == 1:
                time.sleep(0.7)
            yield cost

    monkeypatch.setattr(costs_module, "career_costs", slow)
    monkeypatch.setattr(progress_module, "DELAY_SECONDS", 0)
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "cache"))
    assert "Working out" not in run("careers").err
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "other"))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    err = run("careers").err
    assert (f"\rWorking out the least cost: 1 of {len(listed(run))} careers" in err) == said
    if said:
        assert err.split("\r")[-2].strip() == ""


def test_a_career_without_a_plan_says_so(run):
    rows = listed(run, "--catalog", GOOD)
    assert {row["id"]: row["least"]["status"] for row in rows} == {"15-1242.00": "optimal", "15-2051.01": "optimal"}


def test_planning_is_not_loaded_where_costs_are_kept(run):
    run("careers")
    code = "import sys; from credplan.cli.app import run; run(['careers']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=process_environment(), capture_output=True, text=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert "credplan.core.career_costs" in loaded
    assert "credplan.core.planning.advise" not in loaded


@pytest.mark.parametrize("width", [60, 80, 200])
def test_screens_keep_their_width(run, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    out = run("careers").out
    assert all(len(line) <= width for line in out.splitlines())
    assert "…" not in out
