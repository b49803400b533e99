"""A plan in the calendar: study in the learner's own hours, every payment and last day once, and keys that stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

from test_report import CATALOG, JOB

import small
from credplan.core.agenda import Entry, left_over, plan_agenda, renewals_agenda
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan
from credplan.core.renewals import renewals
from credplan.core.study import parse_study


def entries(
    text: str = CATALOG, study: str = "", profile: str = "", goal: str = JOB, **limits: Any
) -> tuple[Entry, ...]:
    return agenda(text, study, profile, goal, **limits)[1]


def agenda(text: str, study: str, profile: str = "", goal: str = JOB, **limits: Any) -> tuple[Plan, tuple[Entry, ...]]:
    catalog, who = small.catalog(text), small.profile(profile)
    question = small.question(catalog, goal, **limits)
    found = answer(catalog, who, question)
    assert isinstance(found, Plan)
    return found, plan_agenda(found, catalog, who, question, parse_study(study) if study else (), small.DAY)


def days(of: tuple[Entry, ...], start: str) -> list[str]:
    return [f"{e.day} {e.title}" for e in of if e.title.startswith(start)]


def occurrences(of: tuple[Entry, ...]) -> list[tuple[dt.date, int, str]]:
    found = [
        (e.day + dt.timedelta(weeks=n), e.start, e.title) for e in of if e.start is not None for n in range(e.weeks)
    ]
    return sorted(found)


def test_without_hours_each_step_is_one_entry_over_its_days() -> None:
    study = [e for e in entries() if e.title.startswith("Study")]
    assert [(e.title, e.day.isoformat(), e.days, e.busy) for e in study] == [
        ("Study: Course", "2026-11-24", 105, False),
        ("Study: Exam", "2027-03-09", 14, False),
    ]


def test_blocks_lie_in_the_learners_hours_and_inside_each_steps_work() -> None:
    plan, made = agenda(CATALOG, "Tue Thu 18:00-20:00, Sun 9-15")
    found = occurrences(made)
    assert {(day.weekday(), start) for day, start, _ in found} == {(1, 1080), (3, 1080), (6, 540)}
    for step in plan.steps:
        mine = [day for day, _, title in found if title == f"Study: {step.name}"]
        assert step.start <= min(mine)
        assert max(mine) < step.work_ends
        hours = sum(6 if day.weekday() == 6 else 2 for day in mine)
        assert hours * 60 >= (step.minutes or 0)
    assert left_over(plan, made) == ()
    assert len({(day, start) for day, start, _ in found}) == len(found), "two steps in one block"


def test_a_steps_blocks_on_one_weekday_are_one_entry_that_repeats() -> None:
    blocks = [e for e in entries(study="Tue Thu 18:00-20:00, Sun 9-15") if e.busy]
    assert [(e.title, e.weeks) for e in blocks if e.day.weekday() == 1] == [("Study: Course", 15), ("Study: Exam", 2)]


def test_hours_that_do_not_fit_are_told() -> None:
    plan, made = agenda(CATALOG, "Mon 18-19")
    # 15 Mondays in 105 days and two in 14.
    assert left_over(plan, made) == (("Course", (150 - 15) * 60), ("Exam", (20 - 2) * 60))


def test_steps_that_run_side_by_side_never_share_a_block() -> None:
    text = (
        CATALOG.replace('requires = { all = [{ credential = "p/course" }, { age = 18 }] }', "")
        .replace('requires = { credential = "p/exam" }', 'requires = { all = [{ credential = "p/exam" }, { credential = "p/course" }] }')
        .replace(
            '[[credentials.routes]]\nparts = [{ id = "c", name = "Course"',
            '[[credentials.routes]]\nelapsed = { days = 120 }\nparts = [{ id = "c", name = "Course"',
            1,
        )
    )  # fmt: skip
    plan, made = agenda(text, "Tue Thu 18-20, Sun 9-15")
    assert len(plan.steps) == 2
    found = occurrences(made)
    assert len({(day, start) for day, start, _ in found}) == len(found)


def test_exams_payments_awards_and_limits_stand_on_their_days() -> None:
    made = entries(by="2027-04-30")
    assert days(made, "Exam:") == ["2027-03-23 Exam: Exam"]
    assert days(made, "Expected") == ["2027-03-28 Expected: Exam"]
    assert days(made, "You want") == ["2027-04-30 You want to be done: Testers"]
    assert days(made, "Pay") == [
        "2026-11-24 Pay USD 49.00: All courses",
        "2026-12-24 Pay USD 49.00: All courses",
        "2027-01-24 Pay USD 49.00: All courses",
        "2027-02-24 Pay USD 49.00: All courses",
        "2027-03-09 Pay USD 265.50: Voucher (Exam)",
        "2027-03-28 Pay USD 10.00: Registry (Exam)",
    ]


def test_last_days_of_providers_are_entered_with_alarms() -> None:
    text = CATALOG.replace(
        'id = "p/exam"\n', 'id = "p/exam"\nlifecycle = { status = "retiring", last_award = 2027-05-01 }\n'
    )
    (last,) = [e for e in entries(text) if e.title.startswith("Last day")]
    assert (last.day.isoformat(), last.alarms) == ("2027-05-01", (30, 7))


def test_renewals_of_what_is_held_and_planned_remind_thrice() -> None:
    held = '[[credential]]\nid = "p/nice"\nstatus = "earned"\nearned = 2026-01-10'
    text = CATALOG.replace(
        'id = "p/nice"\n', 'id = "p/nice"\nvalidity = { months = 24, renewals = [{ name = "A test", how = "exam" }] }\n'
    )
    made = entries(text, profile=held)
    assert days(made, "Renew") == ["2028-01-10 Renew: Nice", "2030-01-10 Renew: Nice"]
    assert days(made, "Lapses") == ["2030-03-28 Lapses: Exam"]
    assert days(made, "Yearly fee")[0] == "2028-03-28 Yearly fee: Exam (USD 20.00)"
    assert {e.alarms for e in made if e.title.startswith(("Renew", "Lapses"))} == {(90, 30, 7)}
    alone = renewals_agenda(renewals(small.profile(held), small.catalog(text), small.DAY, 5))
    assert [e.key for e in alone] == [e.key for e in made if e.title.startswith("Renew")]


def test_keys_stay_when_days_move_and_differ_among_entries() -> None:
    first = entries(study="Tue Thu 18-20, Sun 9-15")
    later = entries(study="Tue Thu 18-20, Sun 9-15", start=dt.date(2026, 12, 15))
    assert len({e.key for e in first}) == len(first)
    moved = {e.key: e.day for e in later}
    shared = [e for e in first if e.key in moved]
    assert len(shared) > len(first) - 3
    assert all(moved[e.key] > e.day for e in shared if not e.key.startswith("renew/"))
