"""What the further options of ``plan`` say on screen and in JSON, and what happens to a plan that was saved before."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

Run = Callable[..., Outcome]

CATALOG = """
version = "7"
date = 2026-11-24
[[providers]]
id = "p"
name = "Provider"
[[skills]]
id = "sql"
name = "SQL"
[[credentials]]
id = "p/old"
name = "Old way"
provider = "p"
type = "Certificate"
kind = "course"
[credentials.validity]
months = 12
renewals = [{ name = "Fee", how = "fee", fee = { amount = 20 } }]
[[credentials.offers]]
id = "fee"
name = "Old fee"
price = { amount = 100, high = 150 }
[[credentials.routes]]
id = "course"
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 20, high = 40 } }]
[[credentials]]
id = "p/new"
name = "New way"
provider = "p"
type = "Certificate"
kind = "course"
[[credentials.offers]]
id = "fee"
name = "New fee"
price = { amount = NEW }
[[credentials.routes]]
id = "course"
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 30 } }]
[[credentials]]
id = "p/exam"
name = "Exam"
provider = "p"
type = "Certification"
kind = "exam"
[[credentials.offers]]
id = "fee"
name = "Voucher"
price = { amount = 70 }
[[credentials.routes]]
id = "exam"
parts = [{ id = "e", name = "Exam", kind = "exam", ready = { likely = 10 }, ready_if = { skill = "sql" } }]
[[careers]]
id = "11-1111.00"
title = "Software Testers"
[[careers.core]]
name = "Either"
anchor = true
requires = { any = [{ credential = "p/old" }, { credential = "p/new" }] }
"""


@pytest.fixture
def priced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    path = tmp_path / "catalog.toml"
    monkeypatch.setenv("CREDPLAN_CATALOG", str(path))

    def write(price: int) -> None:
        path.write_text(CATALOG.replace("NEW", str(price)), encoding="utf-8")

    write(300)
    return write


def kept(tmp_path: Path) -> list[str]:
    text = (tmp_path / "profile.toml").read_text(encoding="utf-8")
    return [step["credential"] for step in tomllib.loads(text)["plan"][0]["step"]]


def flat(out: Outcome) -> str:
    return " ".join(out.out.split())


def test_a_plan_is_kept_under_its_name_until_todays_gains_enough(
    run: Run, priced: Callable[[int], None], tmp_path: Path
) -> None:
    run("plan", "software tester", "--save", "main")
    assert kept(tmp_path) == ["p/old"]
    assert "your plan main: its steps are still the best" in flat(run("plan", "software tester"))
    priced(99)
    said = run("plan", "software tester")
    assert "USD 100.00, done 12 Dec 2026: keep it, today's does not gain at least 5 % and USD 10.00" in flat(said)
    again = run("plan", "software tester", "--save", "main")
    assert "keeps its steps, on today's dates" in " ".join(again.err.split())
    assert "at least 5 % and USD 10.00" in " ".join(again.err.split())
    assert kept(tmp_path) == ["p/old"]
    priced(90)
    changed = run("plan", "software tester")
    assert "worth changing, today's costs less by USD 10.00" in flat(changed)
    data = json.loads(run("plan", "software tester", "--json").out)["saved"]
    assert (data["name"], data["keep"], data["same"], data["cost"]) == ("main", False, False, {"USD": "100.00"})
    run("plan", "software tester", "--save", "main")
    assert kept(tmp_path) == ["p/new"]


def test_another_name_takes_todays_plan(run: Run, priced: Callable[[int], None], tmp_path: Path) -> None:
    run("plan", "software tester", "--save", "main")
    priced(99)
    run("plan", "software tester", "--save", "other")
    text = (tmp_path / "profile.toml").read_text(encoding="utf-8")
    plans = {p["name"]: [s["credential"] for s in p["step"]] for p in tomllib.loads(text)["plan"]}
    assert plans == {"main": ["p/old"], "other": ["p/new"]}


def test_a_safe_plan_is_planned_and_said_on_the_high_end(run: Run, priced: Callable[[int], None]) -> None:
    priced(120)
    assert "Old way" in run("plan", "software tester").out
    safe = run("plan", "software tester", "--safe")
    assert "New way" in safe.out
    assert "counted on the high end" in flat(safe)
    assert "credplan plan 11-1111.00 --safe --save main" in flat(safe)
    limits = json.loads(run("plan", "software tester", "--safe", "--json").out)["limits"]
    assert (limits["safe"], limits["stretch"], limits["years"], limits["count_upkeep"]) == (True, False, 5, False)


def test_an_exam_with_unpublished_hours_is_offered_when_asked_for(run: Run, priced: Callable[[int], None]) -> None:
    no = run("plan", "p/exam")
    assert no.code == 3
    assert "--stretch plans with it all the same" in flat(no)
    yes = run("plan", "p/exam", "--stretch")
    assert yes.code == 0
    assert "you are not ready for it yet, and how long that takes is not published" in flat(yes)


def test_upkeep_is_shown_over_the_years_that_are_asked_for(run: Run, priced: Callable[[int], None]) -> None:
    assert "USD 16.00 a year (USD 80.00 in the 5 years from 12 Dec 2026)" in flat(run("plan", "software tester"))
    assert "USD 13.33 a year (USD 40.00 in the 3 years from" in flat(run("plan", "software tester", "--years", "3"))
    assert run("plan", "software tester", "--years", "0").code == 2


def test_upkeep_decides_with_count_upkeep(run: Run, priced: Callable[[int], None]) -> None:
    priced(150)
    assert "Old way" in run("plan", "software tester").out
    counted = run("plan", "software tester", "--count-upkeep")
    assert "New way" in counted.out
    assert "USD 150.00 with 5 years of upkeep, which is what was compared" in flat(counted)


def test_the_pace_of_the_profile_is_set_and_said(run: Run, priced: Callable[[int], None], tmp_path: Path) -> None:
    assert run("set", "pace-percent", "150%").code == 0
    assert tomllib.loads((tmp_path / "profile.toml").read_text())["learner"]["pace_percent"] == 150
    said = run("plan", "software tester")
    assert "at 150 % of the usual hours" in flat(said)
    assert "30 h~ of work" in flat(said)
    assert run("set", "pace-percent", "5").code == 2
    assert run("set", "pace-percent", "fast").code == 2
    (tmp_path / "profile.toml").write_text("schema = 1\n[learner]\npace_percent = 5\n")
    wrong = run("profile", "check")
    assert wrong.code == 4
    assert "a pace of 5 % can't be planned with" in " ".join((wrong.out + wrong.err).split())
