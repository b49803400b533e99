"""What lapses and what comes true by itself, by hand: every amount and day is worked out in the test's own words.

Today is Tuesday 24 November 2026 and there are 10 hours a week: 10 hours are 7 days, 100 hours 70 days.
"""

from __future__ import annotations

import datetime as dt

import pytest
from test_advise import JOB, career, course, group, held, ids, no, plan

import small
from credplan.core.dates import NEVER
from credplan.core.given import experience_days
from credplan.core.model import Experience
from credplan.core.profile import Job
from credplan.core.units import Cents

LICENCE = course("p/lic", 10, 100, more="validity = { months = 12 }")
LONG = course("p/long", 100, 0)


def exam(requires: str, hours: int = 10) -> str:
    return course("p/x", hours, 10, more=f"requires = {requires}")


# -- held credentials that lapse ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["", ", concurrent = true"])
def test_what_is_held_counts_until_it_lapses_and_is_then_earned_again(flag: str) -> None:
    """The long course ends on 2 February 2027, a month after the licence: 100 for it again, two weeks for both."""
    text = LICENCE + LONG + exam(f'{{ all = [{{ credential = "p/long" }}, {{ credential = "p/lic"{flag} }}] }}')
    found = plan(text, "p/x", held("p/lic"))
    assert sorted(ids(found)) == ["p/lic", "p/long", "p/x"]
    assert (found.totals.cents, found.totals.finish) == (Cents(110_00), dt.date(2027, 2, 16))
    assert found.status == "optimal"


def test_what_is_held_is_enough_where_an_expired_one_is() -> None:
    text = LICENCE + LONG + exam('{ all = [{ credential = "p/long" }, { credential = "p/lic", expired_ok = true }] }')
    found = plan(text, "p/x", held("p/lic"))
    assert (found.totals.cents, found.totals.finish) == (Cents(10_00), dt.date(2027, 2, 9))


def test_what_is_held_is_used_before_it_lapses() -> None:
    """Valid until 1 December, the exam's day: at the start that is enough; a day of validity less and it is not."""
    text = LICENCE + exam('{ credential = "p/lic", concurrent = true }')
    last, short = held("p/lic", "expires = 2026-12-02"), held("p/lic", "expires = 2026-12-01")
    assert plan(text, "p/x", last).totals.cents == Cents(10_00)
    assert plan(text, "p/x", short).totals.cents == Cents(110_00)
    at_the_start = LICENCE + exam('{ credential = "p/lic" }')
    assert plan(at_the_start, "p/x", short).totals.cents == Cents(10_00)


def test_a_skill_counts_until_the_credential_that_shows_it_lapses() -> None:
    """The card that shows the skill lapses on 1 January; the exam asks for it on 2 February: 40 for another course."""
    teaches = 'teaches = [{ skill = "care", level = "beginner", evidence = 2 }]'
    text = course("p/card", 10, 100, more=teaches + "\nvalidity = { months = 12 }") + course(
        "p/c", 10, 40, more=teaches
    )
    asks = '{ all = [{ credential = "p/long" }, { skill = "care", evidence = 2 }] }'
    found = plan(text + LONG + exam(asks), "p/x", held("p/card"))
    assert (found.totals.cents, found.totals.finish) == (Cents(50_00), dt.date(2027, 2, 16))


# -- valid on the exam's day ------------------------------------------------------------------------------------------------


def test_concurrent_holds_on_the_day_the_work_ends() -> None:
    """The licence of 1 December 2026 lapses on 1 February 2027, the exam's work ends on 20 April: no order helps."""
    text = course("p/lic", 10, 100, more="validity = { months = 2 }")
    text += exam('{ credential = "p/lic", concurrent = true }', 200)
    refused = no(text, "p/x")
    assert refused.proved
    # At 23.5 a week: licence on 27 November, 60 days for the exam, 26 January, a day before the licence lapses. At 23 the
    # licence comes on the 28th and 61 days end on the very day on which it lapses.
    assert refused.relaxations[0].changes == (("--hours-per-week", "23.5"),)


def test_what_a_fee_renews_is_taken_to_be_kept_while_a_step_lasts() -> None:
    fee = 'validity = { months = 2, renewals = [{ name = "Yearly", how = "fee", fee = { amount = 5 } }] }'
    text = course("p/lic", 10, 100, more=fee) + exam('{ credential = "p/lic", concurrent = true }', 200)
    assert plan(text, "p/x").totals.finish == dt.date(2027, 4, 20)
    again = fee.replace('"fee", fee', '"retake", fee')
    no(text.replace(fee, again), "p/x")


def test_an_attestation_that_must_be_valid_comes_late_enough() -> None:
    """Five days of waiting and a month of validity: after the long course, so that the exam ends on 14 February."""
    check = (
        '{ attest = { kind = "medical", name = "Physical", fee = { amount = 60 }, lead_days = 5, validity_months = 1 }'
    )
    found = plan(LONG + exam(f'{{ all = [{{ credential = "p/long" }}, {check}, concurrent = true }}] }}'), "p/x")
    assert (found.totals.cents, found.totals.finish) == (Cents(70_00), dt.date(2027, 2, 14))
    assert found.steps[1].start == dt.date(2027, 2, 2)


# -- paid work ---------------------------------------------------------------------------------------------------------------

IT = '{ experience = { months = 24, domains = ["it"] } }'


def worked(start: str, end: str = "") -> str:
    return f'[learner]\nexperience = [{{ domain = "it", start = {start}{f", end = {end}" if end else ""} }}]\n'


def test_a_step_starts_on_the_day_that_a_current_job_reaches_its_months() -> None:
    found = plan(exam(IT), "p/x", worked("2025-01-01"))
    assert (found.steps[0].start, found.totals.finish) == (dt.date(2027, 1, 1), dt.date(2027, 1, 8))
    assert found.confirm == ("X: you still do this paid work on 1 Jan 2027, when its 24 months are reached",)
    no(exam(IT), "p/x", worked("2025-01-01", "2026-10-01"))


def test_work_comes_first_while_the_months_add_up() -> None:
    """The long course fills the wait: 2 February, and a week for the exam."""
    text = LONG + exam(f'{{ all = [{{ credential = "p/long" }}, {IT}] }}')
    assert plan(text, "p/x", worked("2025-01-01")).totals.finish == dt.date(2027, 2, 9)


def test_who_is_in_a_hurry_takes_the_course_that_spares_the_wait() -> None:
    """The months are reached on 1 June 2027 for nothing; a course of a week for 40 does as well."""
    text = course("p/c", 10, 40) + exam(f'{{ any = [{IT}, {{ credential = "p/c" }}] }}')
    cheap, fast = (plan(text, "p/x", worked("2025-06-01"), objective=o) for o in ("cheapest", "fastest"))
    assert (ids(cheap), cheap.totals.cents, cheap.totals.finish) == (["p/x"], Cents(10_00), dt.date(2027, 6, 8))
    assert (ids(fast), fast.totals.cents, fast.totals.finish) == (["p/c", "p/x"], Cents(50_00), dt.date(2026, 12, 8))
    in_time = plan(text, "p/x", worked("2025-06-01"), by="2027-01-31")
    assert in_time.totals.cents == Cents(50_00), "and so does who must be done by a day"


def test_months_that_leave_the_window_count_no_more() -> None:
    """Of two years until 5 December 2022, twelve months lie within five years until 5 December 2026 only."""
    asks = '{ experience = { months = 12, domains = ["it"], within_years = 5 } }'
    past = worked("2020-12-01", "2022-12-05")
    assert plan(exam(asks), "p/x", past).totals.finish == dt.date(2026, 12, 1)
    no(LONG + exam(f'{{ all = [{{ credential = "p/long" }}, {asks}] }}'), "p/x", past)


def test_a_goal_that_asks_for_months_is_met_on_their_day() -> None:
    text = course("p/c", 10, 40) + career(
        group("Practice", IT, anchor=True) + group("Course", '{ credential = "p/c" }')
    )
    found = plan(text, JOB, worked("2025-01-01"))
    assert (found.totals.finish, found.complete) == (dt.date(2027, 1, 1), True)


TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("wanted", "jobs", "days"),
    [
        (Experience(24), [("it", "2025-01-01", "")], [("2027-01-01", "")]),
        (Experience(22), [("it", "2025-01-24", "")], [("2026-11-24", "")]),
        (Experience(22), [("it", "2025-01-25", "")], [("2026-11-25", "")]),
        (Experience(3), [("it", "2026-11-30", "")], []),  # a job that has not begun is no promise
        (Experience(3), [("it", "2026-10-01", "2026-12-31")], []),
        (Experience(3), [("it", "2026-10-01", "2027-01-01")], [("2027-01-01", "")]),
        (Experience(12, within_years=2), [("it", "2024-01-01", "2026-01-01")], [("2026-11-24", "2027-01-02")]),
        # The six months of 2025 leave the two years from January 2027 on: the current job has to bring all twelve.
        (
            Experience(12, within_years=2),
            [("it", "2025-01-01", "2025-07-01"), ("it", "2026-10-01", "")],
            [("2027-10-01", "")],
        ),
        (
            Experience(2, within_years=1),
            [("it", "2025-06-01", "2026-01-30"), ("it", "2026-11-20", "")],
            [("2026-11-24", "2026-12-01"), ("2026-12-20", "2026-12-31"), ("2027-01-20", "")],
        ),
        (
            Experience(6, ("it", "law"), at_least_domains=2),
            [("it", "2026-01-01", ""), ("law", "2026-11-24", "")],
            [("2026-11-25", "")],
        ),
    ],
)
def test_the_days_on_which_work_adds_up(
    wanted: Experience, jobs: list[tuple[str, str, str]], days: list[tuple[str, str]]
) -> None:
    def number(text: str) -> int:
        return dt.date.fromisoformat(text).toordinal() if text else NEVER

    mine = tuple(
        Job(domain, dt.date.fromisoformat(start), dt.date.fromisoformat(end) if end else None)
        for domain, start, end in jobs
    )
    assert experience_days(wanted, mine, TODAY) == tuple((number(a), number(b)) for a, b in days)


# -- age ---------------------------------------------------------------------------------------------------------------------


def test_an_age_is_reached_during_the_plan_and_to_be_confirmed() -> None:
    """Only the year of birth is known: 18 in 2027 at the earliest on 1 January."""
    found = plan(exam("{ age = 18 }"), "p/x", "[learner]\nbirth_year = 2009")
    assert (found.steps[0].start, found.totals.finish) == (dt.date(2027, 1, 1), dt.date(2027, 1, 8))
    assert found.confirm == ("X: you are 18 by then: you turn 18 in 2027, on a day left open by your birth year",)
    this_year = plan(exam("{ age = 18 }"), "p/x", "[learner]\nbirth_year = 2008")
    assert (this_year.steps[0].start, this_year.confirm) == (small.DAY, ("X: you are 18 or older",))
    assert plan(exam("{ age = 18 }"), "p/x", "[learner]\nbirth_year = 2007").confirm == ()


# -- work in progress --------------------------------------------------------------------------------------------------------


def under_way(ident: str, more: str) -> str:
    return f'[[credential]]\nid = "{ident}"\nstatus = "in-progress"\n{more}\n'


def test_time_that_has_passed_since_a_step_was_begun_counts() -> None:
    """84 days from 15 September end on 8 December; without the start they would end on 16 February."""
    slow = course("p/x", 20, 10, route="elapsed = { days = 84 }")
    begun = under_way("p/x", "started = 2026-09-15\nhours_logged = 20")
    assert plan(slow, "p/x", begun).totals.finish == dt.date(2026, 12, 8)
    assert plan(slow, "p/x", begun.replace("started = 2026-09-15\n", "")).totals.finish == dt.date(2027, 2, 16)


def test_a_run_that_was_joined_already_goes_on() -> None:
    """12 weeks from 15 September; the next run would begin on 11 January."""
    run = course("p/x", 20, 10, route="elapsed = { days = 84 }\nruns = [2026-09-15, 2027-01-11]")
    begun = under_way("p/x", "started = 2026-09-15\nhours_logged = 20")
    found = plan(run, "p/x", begun)
    assert (found.steps[0].start, found.totals.finish) == (small.DAY, dt.date(2026, 12, 8))
    assert plan(run, "p/x").totals.finish == dt.date(2027, 4, 5)


def test_what_is_begun_comes_first_among_equals() -> None:
    text = (
        course("p/a", 20, 10)
        + course("p/b", 20, 10)
        + exam('{ all = [{ credential = "p/a" }, { credential = "p/b" }] }')
    )
    assert ids(plan(text, "p/x")) == ["p/a", "p/b", "p/x"]
    assert ids(plan(text, "p/x", under_way("p/b", "started = 2026-11-01"))) == ["p/b", "p/a", "p/x"]
