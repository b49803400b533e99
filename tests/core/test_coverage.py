"""How strongly what a career asks for is shown: the rungs of proof before and after a plan, and their bars."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest

import small
from conftest import Outcome
from credplan.core.charts import cover_bar, cover_count, cover_words, coverage_chart
from credplan.core.coverage import Cover, Rung, coverage
from credplan.core.model import Career
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan

TESTER = "11-1111.00"
CATALOG = """
[[skills]]
id = "sql"
name = "SQL"
[[skills]]
id = "charts"
name = "Charts"
[[credentials]]
id = "p/course"
name = "Course"
provider = "p"
kind = "course"
lifecycle = { status = "active" }
validity = { never = true }
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }, { skill = "charts", level = "beginner", evidence = 2 }]
[[credentials.routes]]
id = "r"
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 30 } }]
[[credentials.offers]]
id = "price"
name = "Price"
price = { amount = 10 }
[[credentials]]
id = "p/exam"
name = "Exam"
provider = "p"
kind = "exam"
lifecycle = { status = "active" }
validity = { never = true }
teaches = [{ skill = "charts", level = "beginner", evidence = 3 }]
[[credentials.routes]]
id = "r"
parts = [{ id = "e", name = "Exam", kind = "exam", from_zero = { likely = 10 } }]
[[credentials.offers]]
id = "voucher"
name = "Voucher"
price = { amount = 100 }
[[careers]]
id = "11-1111.00"
title = "Testers"
[[careers.core]]
name = "Exam"
anchor = true
requires = { credential = "p/exam" }
[[careers.core]]
name = "SQL"
requires = { skill = "sql", level = "beginner", evidence = 2 }
[[careers.core]]
name = "Both"
requires = { all = [
  { skill = "sql", level = "beginner", evidence = 2 },
  { skill = "charts", level = "beginner", evidence = 2 },
] }
[[careers.plus]]
name = "Advanced SQL"
requires = { skill = "sql", level = "advanced", evidence = 2 }
"""


def covers(profile: str = "", *, planned: bool = True, **limits: str) -> list[Cover]:
    catalog, who = small.catalog(CATALOG), small.profile(profile)
    question = small.question(catalog, TESTER, **limits)
    assert isinstance(question.goal, Career)
    found = answer(catalog, who, question) if planned else None
    assert found is None or isinstance(found, Plan)
    return coverage(catalog, who, question.goal, small.DAY, found)


def said(found: list[Cover], *, planned: bool = True) -> dict[str, str]:
    return {c.name: cover_words(c, planned=planned) for c in found}


def test_a_plan_shows_what_was_missing_and_says_how_strongly() -> None:
    found = covers()
    assert said(found) == {
        "Exam": "step 1: assessed independently",
        "SQL": "step 2: graded by the issuer",
        "Both": "steps 1 and 2: graded by the issuer",
        "Advanced SQL": "missing",
    }
    assert cover_count(found, planned=True) == "0 of 3 now, 3 of 3 with this plan"
    assert cover_bar(found[0], 2) == "▒▒▒▒▒▒"
    assert cover_bar(found[3], 2) == "┄┄┄┄"


def test_without_a_plan_only_what_is_held_counts() -> None:
    found = covers('[[credential]]\nid = "p/course"\nstatus = "earned"', planned=False)
    assert said(found, planned=False)["SQL"] == "met: graded by the issuer"
    assert said(found, planned=False)["Exam"] == "missing"
    assert cover_count(found, planned=False) == "2 of 3 now"


def test_a_plan_that_strengthens_what_is_met_says_so() -> None:
    found = covers('[[credential]]\nid = "p/exam"\nstatus = "earned"')
    assert said(found)["Both"] == "step 1: graded by the issuer"
    # Charts stand on rung 3 by the exam, SQL on rung 2 by the course: half the bar is held.
    assert cover_bar(found[2], 4) == "█" * 6 + "▒" * 4


def test_a_skill_one_says_of_oneself_is_no_proof() -> None:
    found = covers('[[skill]]\nid = "sql"\nlevel = "advanced"', planned=False)
    assert said(found, planned=False)["SQL"] == "missing"
    assert found[1].now == 0


def test_what_lapses_before_the_plan_ends_is_told() -> None:
    lapses = small.DAY + dt.timedelta(days=2)
    held = f'[[credential]]\nid = "p/course"\nstatus = "earned"\nexpires = {lapses}'
    catalog, who = small.catalog(CATALOG), small.profile(held)
    question = small.question(catalog, TESTER)
    found = answer(catalog, who, question)
    assert isinstance(found, Plan)
    assert isinstance(question.goal, Career)
    assert said(coverage(catalog, who, question.goal, small.DAY, found))["SQL"] == "lapses before the end"


def test_a_waived_group_counts_and_is_told() -> None:
    found = covers('[[waiver]]\nrequirement = "SQL"\nbecause = "ten years of it"', planned=False)
    assert said(found, planned=False)["SQL"] == "set aside"
    assert cover_count(found, planned=False) == "1 of 3 now"


@pytest.mark.parametrize("width", [20, 58, 78, 198])
def test_no_bar_is_wider_than_asked(width: int) -> None:
    drawn = coverage_chart(covers(), width, planned=True)
    assert drawn is not None
    assert max(len(bar) for _, bar in drawn.rows) <= width
    assert width < 58 or max(len(words) for words, _ in drawn.rows) <= width
    assert len(drawn.rows) == 4


@pytest.mark.parametrize(
    ("rungs", "met", "bar"),
    [
        ([(3, 3, 3)], True, "███"),
        ([(2, 1, 1)], False, "█┄"),
        ([(2, 0, 3)], True, "▒▒▒"),
        ([(2, 2, 2), (2, 0, 0)], False, "█┄"),
        ([(2, 2, 2), (3, 0, 2)], False, "█┄"),
        ([(2, 2, 2), (4, 0, 4)], True, "█▒▒"),
        ([(4, 4, 4), (4, 4, 4), (4, 4, 4), (4, 4, 3)], False, "███┄"),  # never rounded to full
        ([(0, 0, 0)], True, ""),
    ],
)
def test_bars_add_up(rungs: list[tuple[int, int, int]], met: bool, bar: str) -> None:
    parts = tuple(Rung(asked, now, after, now >= asked, after >= asked) for asked, now, after in rungs)
    assert cover_bar(Cover("core", "Group", parts, False, met, "", ()), 1) == bar


@pytest.mark.parametrize(
    "career", ["15-2051.01", "31-9097.00", "31-1131.00", "15-1232.00", "47-2111.00", "53-3032.00", "29-2052.00"]
)
@pytest.mark.parametrize("region", ["US-TX", "US-CA"])
def test_a_plan_covers_all_but_what_it_says_is_uncovered(career: str, region: str, run: Callable[..., Outcome]) -> None:
    told = run("plan", career, "--region", region, "--coverage", "--plain").out
    plan = json.loads(run("plan", career, "--region", region, "--json").out)
    asked = [line.split(": ", 1) for line in told.splitlines() if re.match("(law|anchor|core), ", line)]
    assert len(asked) >= 1
    missing = {name.split(", ", 1)[1] for name, words in asked if words.startswith("missing")}
    assert missing == {gap["name"] for gap in plan["uncovered"]}
    gap = {g["name"]: g["met"] for g in json.loads(run("gap", career, "--region", region, "--json").out)["groups"]}
    met = {n.split(", ", 1)[1]: not w.startswith(("missing", "step")) for n, w in asked}
    assert {name: gap[name] for name in met} == met
