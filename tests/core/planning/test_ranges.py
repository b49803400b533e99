"""The low and high ends of a plan, by hand: the same steps in the same order at other hours, times and prices."""

from __future__ import annotations

import datetime as dt

import pytest
from asking import JOB, career, course, group, plan

ELAPSED = """
[[credentials]]
id = "a/x"
[[credentials.offers]]
id = "fee"
price = { amount = 10 }
[[credentials.routes]]
elapsed = { days = 90, low = 60, high = 120 }
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 10 } }]
"""


def test_a_minimum_time_has_its_ends_too() -> None:
    totals = plan(ELAPSED, "a/x").totals
    assert (totals.finish_low, totals.finish, totals.finish_high) == (
        dt.date(2027, 1, 23),  # 60, 90 and 120 days after 24 November
        dt.date(2027, 2, 22),
        dt.date(2027, 3, 24),
    )
    assert (totals.minutes_low, totals.minutes_high) == (None, None)  # no range of hours is invented
    assert (totals.low, totals.high) == (1000, 1000)


def test_an_attested_step_has_its_own_range_of_hours() -> None:
    check = """
[[credentials]]
id = "a/x"
requires = { attest = { kind = "practical", name = "Visits", effort = { likely = 10, low = 5, high = 20 } } }
[[credentials.offers]]
id = "fee"
price = { amount = 10 }
[[credentials.routes]]
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 10 } }]
"""
    totals = plan(check, "a/x").totals
    assert (totals.minutes_low, totals.minutes, totals.minutes_high) == (15 * 60, 20 * 60, 30 * 60)


LAST_DATE = course("a/x", "{ likely = 20, high = 60 }", 10, "[credentials.lifecycle]\nlast_award = 2026-12-20\n")
LAPSES = (
    course("a/first", 10, 0, "[credentials.validity]\nmonths = 1\n")
    + course("a/between", "{ likely = 10, high = 80 }", 0, 'requires = { credential = "a/first" }')
    + course(
        "a/last",
        10,
        0,
        'requires = { all = [{ credential = "a/first", concurrent = true }, { credential = "a/between" }] }',
    )
)


@pytest.mark.parametrize(
    ("text", "goal", "warning", "finish_high"),
    [
        (LAST_DATE, "a/x", "X is not reached: its last date is over by then", dt.date(2027, 1, 5)),
        (LAPSES, "a/last", "Last is not reached: what it needs has lapsed by then", None),
    ],
    ids=["a last date", "a validity"],
)
def test_what_is_not_reached_at_the_high_end_is_named(
    text: str, goal: str, warning: str, finish_high: dt.date | None
) -> None:
    found = plan(text, goal)
    assert f"at the high end of its hours {warning}" in found.warnings
    assert found.totals.finish_high == finish_high


def test_a_high_end_that_keeps_its_dates_is_no_warning() -> None:
    found = plan(LAST_DATE.replace("2026-12-20", "2027-01-05"), "a/x")
    assert found.totals.finish_high == dt.date(2027, 1, 5)
    assert not found.warnings


def test_the_day_of_the_exam_stands_beside_the_award() -> None:
    waits = course("a/x", 10, 10, route='waits = [{ name = "review", days = 30 }]\nelapsed = { days = 20 }')
    found = plan(
        waits
        + course("a/y", 10, 10)
        + career(group("X", '{ credential = "a/x" }') + group("Y", '{ credential = "a/y" }')),
        JOB,
    )
    x = next(s for s in found.steps if s.credential == "a/x")
    begun = x.start
    assert (x.work_ends, x.passed, x.finish) == tuple(begun + dt.timedelta(days) for days in (7, 20, 50))
    assert found.totals.passed == max(s.passed for s in found.steps)
    assert found.totals.finish == x.finish > found.totals.passed
