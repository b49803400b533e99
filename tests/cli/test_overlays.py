"""Catalogs of one's own beside the bundled one, named in the profile."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

OWN = """
[sources.page]
url = "https://college.example/fees"
kind = "official"
as_of = 2026-09-01

[[providers]]
id = "mycollege"
name = "My College"

[[credentials]]
id = "mycollege/excel-basics"
name = "Excel basics"
provider = "mycollege"
type = "Certificate"
kind = "course"
level = "beginner"
teaches = [{ skill = "spreadsheets", level = "intermediate", evidence = 2 }, { skill = "sql", level = "intermediate", evidence = 2 }]
lifecycle = { status = "active", sources = ["page"] }
[[credentials.routes]]
parts = [{ id = "course", name = "Course", kind = "course", effort = { likely = 5, sources = ["page"] } }]
[[credentials.offers]]
id = "fee"
price = { amount = 1, sources = ["page"] }
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = Path(os.environ["CREDPLAN_PROFILE"])
    (path.parent / "mycollege.toml").write_text(OWN, encoding="utf-8")
    path.write_text('schema = 1\ncatalogs = ["bundled", "mycollege.toml"]\n', encoding="utf-8")
    return path


def test_a_colleges_own_course_is_found_shown_and_planned_with(run, profile):
    assert json.loads(run("show", "mycollege/excel-basics", "--json").out)["id"] == "mycollege/excel-basics"
    assert "mycollege/excel-basics" in run("search", "excel basics", "--csv").out
    plan = json.loads(run("plan", "mycollege/excel-basics", "--json").out)
    assert plan["totals"]["cost"] == {"USD": "1.00"}
    assert run("add", "Excel basics", "--earned", "2026-10-01").code == 0
    assert "Excel basics" in run("status").out


def test_it_competes_with_the_bundled_ones(run, profile):
    with_it = json.loads(run("plan", "data analyst", "--json").out)
    without = json.loads(run("plan", "data analyst", "--json", "--without", "mycollege/excel-basics").out)
    assert float(with_it["totals"]["cost"]["USD"]) <= float(without["totals"]["cost"]["USD"])
    profile.write_text("schema = 1\n", encoding="utf-8")
    alone = json.loads(run("plan", "data analyst", "--json").out)
    assert alone["totals"] == without["totals"]


def test_another_catalog_on_the_command_line_replaces_both(run, profile, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(OWN.replace("mycollege", "yours"), encoding="utf-8")
    info = json.loads(run("catalog", "info", "--json", "--catalog", str(other)).out)
    assert info["counts"]["credentials"] == 1


def test_a_profile_named_on_the_command_line_brings_its_own(run, profile, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    mine = folder / "me.toml"
    mine.write_text('schema = 1\ncatalogs = ["only.toml"]\n', encoding="utf-8")
    (folder / "only.toml").write_text(OWN.replace("mycollege", "only"), encoding="utf-8")
    shown = run("plan", "only/excel-basics", "--json", "--profile", str(mine))
    assert json.loads(shown.out)["goal"]["id"] == "only/excel-basics"


def test_a_catalog_that_is_not_there_is_said_with_its_path(run, profile):
    (profile.parent / "mycollege.toml").unlink()
    done = run("plan", "data analyst")
    assert (done.code, done.out) == (5, "")
    assert "mycollege.toml" in done.err


def test_a_conflict_with_the_bundled_catalog_is_named(run, profile):
    text = OWN.replace("mycollege/excel-basics", "comptia/a-plus").replace(
        'provider = "mycollege"', 'provider = "comptia"'
    )
    (profile.parent / "mycollege.toml").write_text(text, encoding="utf-8")
    done = run("search", "excel")
    assert done.code == 4
    assert "comptia/a-plus is also in" in done.err
    assert "mycollege.toml" in done.err
