"""What is to be done next, from the days of a saved plan and of what is held."""

from __future__ import annotations

import datetime as dt

import pytest

import small
from credplan.core.next_actions import actions, next_report, said, unfinished
from credplan.core.profile import Profile, SavedDue, SavedPlan, SavedStep
from credplan.core.units import Cents
from credplan.shell.render.report import plain_lines

CATALOG = small.catalog(
    """
[[credentials]]
id = "a/x"
kind = "exam"
url = "https://example.org/x"
[[credentials.routes]]
id = "exam"
parts = [{ id = "e", name = "Exam", kind = "exam", effort = { likely = 60 } }]
[[credentials]]
id = "a/y"
[[credentials.routes]]
id = "course"
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 20 } }]
"""
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


PLAN = SavedPlan(
    name="mine",
    goal="a/x",
    saved=small.DAY,
    step=(
        SavedStep(
            "a/y", "course", day("2026-11-24"), day("2026-12-08"), Cents(2000), day("2026-12-08"), day("2026-12-08")
        ),
        SavedStep(
            "a/x", "exam", day("2026-12-08"), day("2027-02-01"), Cents(9000), day("2027-01-19"), day("2027-01-19")
        ),
    ),
    due=(
        SavedDue(day("2026-11-24"), "Course fee", "a/y", Cents(2000)),
        SavedDue(day("2026-12-20"), "Voucher", "a/x", Cents(9000)),
    ),
)


def told(record: str = "", today: str = "2026-11-24") -> list[tuple[str, str, str]]:
    found = actions(small.profile(record), PLAN, CATALOG, day(today))
    return [(action.date.isoformat(), action.do, said(action)) for action in found]


def test_each_day_of_the_plan_has_its_action() -> None:
    assert told() == [
        ("2026-11-24", "start", "Start Y"),
        ("2026-12-08", "start", "Start X"),
        ("2026-12-20", "buy", "Buy Voucher for X"),
        ("2027-01-05", "book the exam", "Book the exam of X for about 19 Jan 2027"),
        ("2027-02-01", "await", "Look for the award of X"),
    ]


STARTED = '[[credential]]\nid = "a/y"\nstatus = "earned"\n[[credential]]\nid = "a/x"\nstatus = "in-progress"\n'


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        ("2026-12-10", ["go on", "buy", "book the exam", "await"]),
        ("2026-12-21", ["go on", "book the exam", "await"]),  # what was due on a day that has passed is bought
        ("2027-01-19", ["await"]),
        ("2027-02-02", ["finish (late)"]),
    ],
)
def test_work_that_goes_on_leaves_what_is_still_to_come(today: str, wanted: list[str]) -> None:
    assert [do for _, do, _ in told(STARTED, today)] == wanted


def test_what_is_late_comes_first_with_what_was_to_be_bought() -> None:
    assert [do for _, do, _ in told(today="2026-12-09")][:2] == ["start (late)", "start (late)"]


def test_what_is_held_and_lapses_is_renewed_in_its_turn() -> None:
    record = STARTED.replace('status = "earned"\n', 'status = "earned"\nearned = 2026-01-01\nexpires = 2027-01-01\n')
    assert ("2027-01-01", "renew", "Renew Y") in told(record)
    assert told(record)[1][1] == "buy"


def test_the_screen_has_three_with_dates_prices_and_links() -> None:
    found = actions(Profile(), PLAN, CATALOG, small.DAY)
    lines = plain_lines(next_report(PLAN, found, len(unfinished(Profile(), PLAN)), "X"))
    assert "Start Y" in lines
    assert "buy Course fee, USD 20.00" in lines
    assert "Buy Voucher for X" in lines
    assert "20 Dec 2026 · USD 90.00" in lines
    assert "https://example.org/x" in lines
    assert "Book the exam" not in lines
    assert "0 steps of 2 done, 2 more things to do after these" in lines


def test_a_plan_from_before_has_its_steps_alone() -> None:
    old = SavedPlan("old", "a/x", small.DAY, step=(SavedStep("a/x", "exam", small.DAY, day("2027-01-01"), Cents(1)),))
    assert [a.do for a in actions(Profile(), old, CATALOG, small.DAY)] == ["start"]


def test_a_plan_that_is_done_says_so() -> None:
    record = small.profile(STARTED.replace('"in-progress"', '"earned"'))
    text = plain_lines(next_report(PLAN, actions(record, PLAN, CATALOG, small.DAY), 0, "X"))
    assert "Plan mine is done" in text
    assert "credplan gap" in text
