"""Hours that decide a plan and stand on little are named on it, one line a kind; so is what only weak sites say."""

from __future__ import annotations

from typing import Any

import pytest

import small
from credplan.core.plan_data import plan_data
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan
from credplan.core.report import plan_report
from credplan.shell.render.report import plain_lines

SOURCES = """
[sources]
one = { url = "https://example.org/hours", kind = "third-party", as_of = 2026-06-01 }
two = { url = "https://example.com/hours", kind = "official", as_of = 2026-06-01 }
old = { url = "https://example.net/hours", kind = "official", as_of = 2020-06-01 }
bare = { url = "https://example.edu/hours", kind = "third-party" }
weak = { url = "https://www.examedgehub.com/hours", kind = "third-party", as_of = 2026-06-01 }
weaker = { url = "https://legalclarity.org/hours", kind = "third-party", as_of = 2026-06-01 }
"""
SURE = 'sources = ["one", "two"]'


def course(ident: str, hours: int, of_hours: str, of_price: str = SURE, requires: str = "") -> str:
    asked = f'requires = {{ credential = "{requires}" }}' if requires else ""
    return f"""
[[credentials]]
id = "{ident}"
[[credentials.offers]]
id = "fee"
name = "Fee"
price = {{ amount = 10, {of_price} }}
[[credentials.routes]]
{asked}
parts = [{{ id = "c", name = "Course", kind = "course", effort = {{ likely = {hours}, {of_hours} }} }}]
"""


def made(text: str, goal: str, profile: str = "") -> tuple[str, dict[str, Any]]:
    """The screen as plain lines, and the JSON values, of the plan to ``goal``."""
    catalog, who = small.catalog(SOURCES + text), small.profile(profile)
    question = small.question(catalog, goal)
    plan = answer(catalog, who, question)
    assert isinstance(plan, Plan)
    return plain_lines(plan_report(plan, catalog, who, question, has_profile=False)), plan_data(
        plan, catalog, who, question
    )


@pytest.mark.parametrize(
    ("of_hours", "said"),
    [
        ('sources = ["one"]', "of step 1: rest on one source"),
        ('sources = ["two"]', "of step 1: rest on one source"),
        ('sources = ["old", "bare"]', "of step 1: the source is more than two years old"),
        ('sources = ["bare"]', "of step 1: the source shows no date"),
        ('note = "x"', "of step 1: no source is named"),
    ],
)
def test_the_reason_why_hours_are_unsure_is_said(of_hours: str, said: str) -> None:
    screen, data = made(course("p/a", 50, of_hours), "p/a")
    assert f"hours ~: {said}\n" in screen
    assert "USD 10.00 · 50 h~ of work" in screen
    assert "to 29 Dec 2026 · 50 h~" in screen
    assert data["totals"]["unsure_hours"][0].startswith(f"A: hours, {said.partition(': ')[2]}")
    assert data["steps"][0]["effort_facts"][0]["doubt"] == said.partition(": ")[2]


@pytest.mark.parametrize("of_hours", [SURE, 'sources = ["weak", "one"]', 'sources = ["old", "one"]'])
def test_hours_that_two_sources_vouch_for_are_not_marked(of_hours: str) -> None:
    screen, data = made(course("p/a", 50, of_hours), "p/a")
    assert "~" not in screen
    assert data["totals"]["unsure_hours"] == data["totals"]["weak_sites"] == []
    assert data["steps"][0]["effort_facts"][0]["doubt"] is None


def test_steps_with_the_same_doubt_share_a_line() -> None:
    text = course("p/a", 50, 'sources = ["one"]') + course("p/b", 40, 'sources = ["bare"]', requires="p/a")
    text += course("p/c", 30, 'sources = ["one"]', requires="p/b")
    screen, data = made(text, "p/c")
    assert screen.count("hours ~: ") == 1
    assert "hours ~: of steps 1 and 3: rest on one source; of step 2: the source shows no date\n" in screen
    assert data["totals"]["unsure_hours"] == [
        "A: hours, rest on one source (1 Jun 2026)",
        "B: hours, the source shows no date",
        "C: hours, rest on one source (1 Jun 2026)",
    ]


@pytest.mark.parametrize(("hours", "marked"), [(9, False), (10, True)])
def test_hours_under_a_tenth_of_the_work_decide_nothing(hours: int, marked: bool) -> None:
    text = course("p/a", hours, 'sources = ["one"]') + course("p/b", 100 - hours, SURE, requires="p/a")
    screen, data = made(text, "p/b")
    assert ("hours ~: of step 1" in screen) is marked
    assert data["steps"][0]["effort_facts"][0]["doubt"] == "rest on one source"


def test_hours_that_disagree_are_marked_without_saying_it_of_the_price() -> None:
    screen, _ = made(course("p/a", 50, f"{SURE}, conflict = true"), "p/a")
    assert "USD 10.00 · 50 h~ of work" in screen
    assert "hours ~: of step 1: sources disagree\n" in screen
    assert screen.count("disagree") == 1


def test_what_only_weak_sites_say_is_named_with_the_site() -> None:
    weak = 'sources = ["weak", "weaker"]'
    text = course("p/a", 50, 'sources = ["weak"]') + course("p/b", 50, weak, weak, requires="p/a")
    screen, data = made(text, "p/b")
    said = (
        "hours of steps 1 and 2 and price of step 2, found only on examedgehub.com and legalclarity.org: ask the issuer"
    )
    assert f"weak ~: {said}\n" in screen
    assert "hours ~: " not in screen
    assert data["totals"]["weak_sites"] == ["hours of step 1", "hours of step 2", "price of step 2"]
    assert data["totals"]["unsure_hours"][0] == "A: hours, rest on sites that answer any question (1 Jun 2026)"


def test_a_weak_price_alone_is_named() -> None:
    screen, _ = made(course("p/a", 50, SURE, 'sources = ["weak"]'), "p/a")
    assert "weak ~: price of step 1, found only on examedgehub.com: ask the issuer\n" in screen


EXAM = """
[[credentials]]
id = "p/exam"
kind = "exam"
[[credentials.offers]]
id = "fee"
price = { amount = 10, sources = ["one", "two"] }
[[credentials.routes]]
[[credentials.routes.parts]]
id = "e"
name = "Exam"
kind = "exam"
ready_if = { credential = "p/before" }
ready = { likely = 20, sources = ["one"] }
from_zero = { likely = 60, sources = ["bare"] }
[[credentials]]
id = "p/before"
[[credentials.offers]]
id = "fee"
price = { amount = 10, sources = ["one", "two"] }
[[credentials.routes]]
effort = { likely = 30, sources = ["one", "two"] }
parts = [{ id = "c", name = "Course", kind = "course" }]
"""


@pytest.mark.parametrize(
    ("profile", "preparing", "doubt"),
    [
        ("", "nothing", "the source shows no date"),
        ('[[credential]]\nid = "p/before"\nstatus = "earned"\nearned = 2026-01-01', "ready", "rest on one source"),
        (
            '[[credential]]\nid = "p/exam"\nstatus = "in-progress"\nhours_logged = 10',
            "nothing",
            "the source shows no date",
        ),
    ],
)
def test_the_hours_are_those_that_the_plan_counts(profile: str, preparing: str, doubt: str) -> None:
    screen, data = made(EXAM, "p/exam", profile)
    assert f"hours ~: of step 1: {doubt}\n" in screen
    (fact,) = data["steps"][0]["effort_facts"]
    assert (fact["part"], fact["preparing"], fact["doubt"]) == ("e", preparing, doubt)


def test_hours_of_a_whole_route_stand_without_a_part() -> None:
    _, data = made(EXAM, "p/before")
    assert data["steps"][0]["effort_facts"] == [
        {
            "part": None,
            "preparing": None,
            "hours": "30",
            "as_of": "2026-06-01",
            "grade": "A",
            "age": "fresh",
            "source": ["https://example.org/hours", "https://example.com/hours"],
            "note": None,
            "doubt": None,
        }
    ]


@pytest.mark.parametrize("pace", ["", "[learner]\npace_percent = 150\n"])
def test_the_hours_are_those_of_the_way_in_which_an_exam_is_prepared_at_any_pace(pace: str) -> None:
    exam = f"""
[[credentials]]
id = "p/exam"
[[credentials.offers]]
id = "fee"
name = "Fee"
price = {{ amount = 10, {SURE} }}
[[credentials.routes]]
[[credentials.routes.parts]]
id = "e"
name = "Exam"
kind = "exam"
ready_if = {{ credential = "p/none" }}
ready = {{ likely = 20, {SURE} }}
from_zero = {{ likely = 60, sources = ["one"] }}
"""
    screen, data = made(exam, "p/exam", pace)
    fact = data["steps"][0]["effort_facts"][0]
    assert (fact["part"], fact["preparing"], fact["hours"]) == ("e", "nothing", "60")
    assert "hours ~: of step 1: rest on one source\n" in screen
