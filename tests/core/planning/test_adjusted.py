"""What a learner counts with: their own pace, the high end of everything, exams whose hours nobody published."""

from __future__ import annotations

import datetime as dt

import pytest
from asking import JOB, career, course, group, held, ids, no, plan

import small
from credplan.core.pace import measured, proposed
from credplan.core.report import plan_report
from credplan.shell.render.report import plain_lines

# 60 hours (30 to 120) in a subscription of 49 (39 to 59) a month, or 150 once.
RANGED = """
[[credentials]]
id = "a/x"
[[credentials.offers]]
id = "m"
name = "Monthly"
billing = "month"
price = { amount = 49, low = 39, high = 59 }
[[credentials.offers]]
id = "once"
price = { amount = 150 }
[[credentials.routes]]
elapsed = { days = 20, high = 100 }
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 60, low = 30, high = 120 } }]
"""


def test_a_safe_plan_counts_with_the_high_end_of_everything() -> None:
    likely, safe = plan(RANGED, "a/x"), plan(RANGED, "a/x", safe=True)
    # 42 days take two months of 49; 100 days would take four of 59, and then 150 once is less.
    assert (likely.totals.cents, likely.totals.finish) == (9800, dt.date(2027, 1, 5))
    assert (safe.totals.cents, safe.totals.finish) == (15000, dt.date(2027, 3, 4))
    assert safe.totals.minutes == 120 * 60
    assert safe.totals.high == safe.totals.cents
    assert plan(RANGED, "a/x", safe=True, budget=150).totals.cents == 15000
    refused = no(RANGED, "a/x", safe=True, budget=149)
    assert dict(refused.relaxations[0].changes) == {"--budget": "150.00"}


def test_a_safe_plan_counts_with_the_high_fee_of_what_is_attested() -> None:
    check = '{ attest = { kind = "background", name = "Check", fee = { amount = 10, high = 25 } } }'
    text = course("a/x", more=f"requires = {check}")
    assert plan(text, "a/x").totals.cents == 1000
    assert plan(text, "a/x", safe=True).totals.cents == 2500
    job = career(group("X", '{ credential = "a/x" }'), f'[[careers.door.laws]]\nname = "Law"\nrequires = {check}')
    assert plan(course("a/x") + job, JOB, safe=True).totals.cents == 2500


def test_a_safe_plan_says_so_on_the_screen() -> None:
    catalog = small.catalog(RANGED)
    asked = small.question(catalog, "a/x", safe=True)
    found = plan(catalog, "a/x", safe=True)
    text = plain_lines(plan_report(found, catalog, small.profile(), asked, has_profile=True))
    assert "counted with the high ends of hours, minimum times and prices (--safe)" in text


@pytest.mark.parametrize(("percent", "days"), [(100, 42), (130, 55), (50, 21), (33, 20)])
def test_the_pace_stretches_study_and_nothing_else(percent: int, days: int) -> None:
    text = course(
        "a/x", 60, 10, 'requires = { attest = { kind = "practical", name = "Visits", effort = { likely = 10 } } }'
    )
    text = text.replace("[[credentials.routes]]", "[[credentials.routes]]\nelapsed = { days = 20 }")
    found = plan(text, "a/x", f"[learner]\npace_percent = {percent}")
    visits, course_step = found.steps
    assert (visits.work_ends - visits.start).days == 7
    assert (course_step.passed - course_step.start).days == days  # 60 hours at 10 a week are 42 days, at 130 % 54.6


def test_the_pace_counts_before_what_is_logged() -> None:
    record = '[learner]\npace_percent = 150\n[[credential]]\nid = "a/x"\nstatus = "in-progress"\nhours_logged = 30\n'
    assert plan(course("a/x", 60), "a/x", record).totals.minutes == 60 * 60  # 90 hours, of which 30 are done


READY = """
[[credentials]]
id = "a/x"
kind = "exam"
[[credentials.offers]]
id = "fee"
price = { amount = 10 }
[[credentials.routes]]
parts = [{ id = "e", name = "Exam", kind = "exam", ready = { likely = 10 }, ready_if = { credential = "a/y" } }]
"""


def test_an_exam_whose_hours_from_nothing_nobody_published_is_for_the_ready_unless_asked_for() -> None:
    text = READY + course("a/y", 100, 500)
    assert ids(plan(text, "a/x")) == ["a/y", "a/x"]
    # An unknown counts before money: with a way through known hours nothing is gained by asking.
    assert ids(plan(text, "a/x", stretch=True)) == ["a/y", "a/x"]
    alone = plan(text, "a/x", stretch=True, without=("a/y",))
    assert ids(alone) == ["a/x"]
    assert alone.totals.unknown == ("X: hours of work",)
    assert alone.steps[0].notes == (
        "you are not ready for it yet, and how long that takes is not published: no date counts it",
    )
    assert no(text, "a/x", without=("a/y",)).conflict


def test_what_would_do_and_has_no_known_price_is_listed() -> None:
    text = course("a/x", 10, 30) + course("a/y", 10, None) + course("a/z", 10, None)
    job = career(
        group("One of them", '{ any = [{ credential = "a/x" }, { credential = "a/y" }, { credential = "a/z" }] }')
    )
    assert plan(text + job, JOB).unpriced == ("Y", "Z")
    assert plan(text + job, JOB, held("a/x")).unpriced == ()
    assert plan(text + job, JOB, without=("a/x", "a/z")).unpriced == ()  # a/y itself is the plan


# -- calibration --------------------------------------------------------------------------------------------------


def logged(ident: str, hours: int, more: str = "earned = 2026-06-01") -> str:
    return held(ident, f"hours_logged = {hours}\n{more}\n")


COURSES = course("a/x", 60) + course("a/y", 40)


def test_hours_logged_on_what_is_finished_are_compared_with_the_likely_ones() -> None:
    catalog = small.catalog(COURSES)
    both = small.profile(logged("a/x", 70) + logged("a/y", 60))
    pace = measured(both, catalog)
    assert pace is not None
    assert (pace.percent, pace.logged, pace.likely, pace.credentials) == (130, 130 * 60, 100 * 60, ("a/x", "a/y"))
    assert proposed(both, catalog) == pace
    # It is only told: the plan itself counts with the catalog's hours until the learner says so.
    more = small.catalog(COURSES + course("a/z", 10))
    assert plan(more, "a/z", logged("a/x", 70) + logged("a/y", 60)).totals.minutes == 600


@pytest.mark.parametrize(
    ("record", "percent"),
    [
        (logged("a/x", 0), None),
        (logged("a/y", 8).replace("earned = 2026-06-01", ""), 20),
        ('[[credential]]\nid = "a/x"\nstatus = "in-progress"\nhours_logged = 70\n', None),
        (logged("a/unknown", 70), None),
    ],
    ids=["nothing logged", "no day", "not finished", "not in the catalog"],
)
def test_only_finished_credentials_with_known_hours_tell_a_pace(record: str, percent: int | None) -> None:
    pace = measured(small.profile(record), small.catalog(COURSES))
    assert (None if pace is None else pace.percent) == percent


def test_a_pace_close_to_the_one_in_use_or_beyond_belief_is_not_proposed() -> None:
    catalog = small.catalog(COURSES)
    assert proposed(small.profile(logged("a/x", 65)), catalog) is None
    assert proposed(small.profile(logged("a/x", 8)), catalog) is None
    used = "[learner]\npace_percent = 130\n"
    assert proposed(small.profile(used + logged("a/x", 78)), catalog) is None
    assert proposed(small.profile(used + logged("a/x", 60)), catalog) is not None


@pytest.mark.parametrize(("before", "percent"), [("2026-01-01", 200), ("2026-12-01", None)])
def test_an_exam_is_measured_as_one_prepared_for_it(before: str, percent: int | None) -> None:
    exam = small.catalog(READY.replace("ready = { likely = 10 }", "ready = { likely = 20 }") + course("a/y", 30))
    record = logged("a/x", 40) + held("a/y", f"earned = {before}")
    pace = measured(small.profile(record), exam)
    assert (None if pace is None else pace.percent) == percent


def test_the_screen_shows_the_pace_with_the_command_that_plans_with_it() -> None:
    catalog = small.catalog(COURSES + course("a/z", 10))
    record = small.profile(logged("a/x", 70) + logged("a/y", 60))
    found = plan(catalog, "a/z")
    text = plain_lines(plan_report(found, catalog, record, small.question(catalog, "a/z"), has_profile=True))
    assert "2 finished credentials took 130 h of 100 h likely, 130 %; these dates do not count that" in text
    assert "credplan set pace-percent 130" in text
