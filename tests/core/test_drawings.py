"""Charts and trees as text: on the right columns, never wider than asked, and the same said in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from test_report import CATALOG, JOB

import small
from credplan.core.charts import calendar_chart, money_chart
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.tree import Branch, credential_tree, outline, plan_tree, tree_lines

LATER = dt.date(2026, 12, 15)


def solved(text: str = CATALOG, goal: str = JOB, profile: str = "", **limits: Any) -> tuple[Plan, Question]:
    catalog, who = small.catalog(text), small.profile(profile)
    question = small.question(catalog, goal, **limits)
    found = answer(catalog, who, question)
    assert isinstance(found, Plan)
    return found, question


def test_bars_stand_under_their_dates() -> None:
    drawn = calendar_chart(*solved(), small.DAY, 62)
    assert drawn is not None
    # 124 days on 62 columns: two days each. Course 105 days, exam 14, five of waiting.
    assert [bar for said, bar in drawn.rows if said] == ["█" * 52, " " * 52 + "█" * 7 + "┄" * 3]
    assert [drawn.rows[0][1].index(name) for name in ("Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027")] == [
        3,
        18,
        34,
        48,
    ]
    assert [n for n, mark in enumerate(drawn.rows[1][1]) if mark != "─"] == [0, 3, 18, 34, 48]
    assert [n for n, mark in enumerate(drawn.rows[-1][1]) if mark == "•"] == [0, 14, 30, 45, 52, 61]
    assert drawn.legend == "█ work   ┄ wait for the award   • money is due   │ today"


def test_today_is_marked_before_a_plan_that_starts_later() -> None:
    drawn = calendar_chart(*solved(start=LATER), small.DAY, 60)
    assert drawn is not None
    assert drawn.rows[1][1].startswith("│")
    bars = [bar for said, bar in drawn.rows if said]
    assert len(bars[0]) - len(bars[0].lstrip()) == 21 * 60 // 145


def test_the_limit_is_marked_where_it_lies_on_the_calendar() -> None:
    drawn = calendar_chart(*solved(by="2027-03-28"), small.DAY, 60)
    assert drawn is not None
    assert drawn.rows[1][1].endswith(">")
    assert "> your limit" in drawn.legend


@pytest.mark.parametrize("width", [20, 58, 78, 198])
@pytest.mark.parametrize("hours", [1, 150, 9000])
def test_no_bar_is_wider_than_asked(width: int, hours: int) -> None:
    text = CATALOG.replace("likely = 150, low = 100, high = 190", f"likely = {hours}")
    found, question = solved(text)
    for drawn in (calendar_chart(found, question, small.DAY, width), money_chart(found, width)):
        assert drawn is not None
        assert max(len(bar) for _, bar in drawn.rows) <= width
    money = money_chart(found, width)
    assert money is not None
    assert max(len(said) for said, _ in money.rows) <= max(width, 40)


def test_money_over_time_ends_with_the_whole_bill() -> None:
    found, _ = solved()
    money = money_chart(found, 60)
    assert money is not None
    assert [said.partition("  █")[0] for said, _ in money.rows] == [
        "24 Nov 2026   49.00",
        "24 Dec 2026   98.00",
        "24 Jan 2027  147.00",
        "24 Feb 2027  196.00",
        " 9 Mar 2027  461.50",
        "28 Mar 2027  471.50",
    ]
    assert money.rows[-1][0].count("█") == 60 - 19 - 2


def test_nothing_to_pay_or_to_do_is_not_drawn() -> None:
    found, question = solved(goal="p/nice", profile='[[credential]]\nid = "p/nice"\nstatus = "earned"')
    assert calendar_chart(found, question, small.DAY, 60) is None
    assert money_chart(found, 60) is None


def test_steps_hang_under_what_they_are_for() -> None:
    catalog, who = small.catalog(CATALOG), small.profile()
    found, question = solved()
    (tree,) = plan_tree(found, catalog, who, question)
    assert outline(tree) == [
        "Testers",
        "1 Exam: anchor",
        "1.1 step 2: Exam: 20 h, done 28 Mar 2027",
        "1.1.1 step 1: Course: required, or one of the ways in, 150 h, done 9 Mar 2027",
    ]


def test_a_step_is_told_once_and_what_nothing_meets_is_said() -> None:
    text = CATALOG.replace(
        "[[careers.plus]]",
        '[[careers.core]]\nname = "Course"\nrequires = { credential = "p/course" }\n'
        '[[careers.core]]\nname = "Gone"\nrequires = { credential = "p/gone" }\n[[careers.plus]]',
    )
    catalog, who = small.catalog(text), small.profile()
    found, question = solved(text)
    (tree,) = plan_tree(found, catalog, who, question)
    lines = outline(tree)
    assert "2.1 step 1 (above)" in lines
    assert "3 Gone: core, missing from this catalog" in lines


def test_a_tree_is_drawn_with_its_lines() -> None:
    tree = Branch("root", "", (Branch("one", "a note", (Branch("leaf"),)), Branch("a b c d e f g h i j k l m n o p q")))
    assert tree_lines(tree, 26) == [
        "root",
        "├─ one · a note",
        "│  └─ leaf",
        "└─ a b c d e f g h i j k l",
        "      m n o p q",
    ]


def test_what_leads_to_a_credential_and_what_it_leads_to() -> None:
    catalog = small.catalog(CATALOG)
    exam = next(c for c in catalog.credentials if c.id == "p/exam")
    assert outline(credential_tree(exam, catalog)) == [
        "Exam (p/exam)",
        "1 What leads to it",
        "1.1 Course (p/course): required, or one of the ways in",
        "2 What it leads to",
        "2.1 Testers: anchor",
    ]
    course = next(c for c in catalog.credentials if c.id == "p/course")
    assert "1 What leads to it: nothing has to come first" in outline(credential_tree(course, catalog))


def test_a_circle_of_credentials_ends() -> None:
    text = CATALOG.replace('id = "p/course"\n', 'id = "p/course"\nrecommends = ["p/exam"]\n', 1)
    catalog = small.catalog(text)
    exam = next(c for c in catalog.credentials if c.id == "p/exam")
    assert len(outline(credential_tree(exam, catalog))) < 12
