"""What can be bought or taken only for a time, worked by hand: offers, last dates, enrolment, vouchers, minimums.

All at 10 hours a week from Tuesday, 24 November 2026: 100 hours are 70 days, done on 2 February 2027.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import small
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan

COURSE_BEFORE = """
[[credentials]]
id = "a/a"
routes = [{ parts = [{ id = "p", name = "P", kind = "course", effort = { likely = 100 } }] }]
offers = [{ id = "fee", price = { amount = 0 } }]
"""


def ask(text: str, goal: str = "a/x", profile: str = "", **limits: Any) -> Plan | NoPlan:
    known = small.catalog(text)
    return answer(known, small.profile(profile), small.question(known, goal, **limits), extras=False)


def plan(text: str, goal: str = "a/x", profile: str = "", **limits: Any) -> Plan:
    found = ask(text, goal, profile, **limits)
    assert isinstance(found, Plan)
    return found


def bill(found: Plan) -> list[tuple[str, int | None, str]]:
    """Name, cents and day of all that is paid and is not free."""
    return [(c.name, c.amount, c.due.isoformat()) for c in found.due if c.amount]


def days(found: Plan) -> list[tuple[str, str, str]]:
    """Credential, first day and award of each step."""
    return [(s.credential, s.start.isoformat(), s.finish.isoformat()) for s in found.steps]


def one(parts: str, offers: str = "", route: str = "", more: str = "") -> str:
    """A catalog of one credential ``a/x``."""
    offers = offers or '{ id = "fee", price = { amount = 100 } }'
    return f"""
    [[credentials]]
    id = "a/x"
    offers = [{offers}]
    {more}
    [[credentials.routes]]
    {route}
    parts = [{parts}]
    """


def part(ident: str, hours: int, more: str = "") -> str:
    return f'{{ id = "{ident}", name = "{ident}", kind = "course", effort = {{ likely = {hours} }}{more} }},'


# -- offers that begin and end ----------------------------------------------------------------------------------------

EARLY_OR_FULL = """
  { id = "early", price = { amount = 50 }, until = 2026-12-31 },
  { id = "full", price = { amount = 150 }, since = 2027-01-01 },
"""


def test_an_early_price_is_paid_only_where_the_step_begins_before_its_end() -> None:
    late = COURSE_BEFORE + one(part("p", 10), EARLY_OR_FULL, more='requires = { credential = "a/a" }')
    assert bill(plan(late)) == [("full", 15000, "2027-02-02")]
    assert bill(plan(one(part("p", 10), EARLY_OR_FULL))) == [("early", 5000, "2026-11-24")]


def test_a_budget_that_only_the_early_price_keeps_is_a_no_where_it_comes_too_late() -> None:
    late = COURSE_BEFORE + one(part("p", 10), EARLY_OR_FULL, more='requires = { credential = "a/a" }')
    assert not isinstance(ask(late, budget=60), Plan)


def test_a_month_is_charged_by_the_offers_last_day_or_something_else_is_bought() -> None:
    """70 days are charged on 24 November, 24 December and 24 January."""
    monthly = '{{ id = "m", billing = "month", price = {{ amount = 20 }}, until = {} }}, '
    full = '{ id = "full", price = { amount = 150 } }'
    assert bill(plan(one(part("p", 100), monthly.format("2027-01-23") + full))) == [("full", 15000, "2026-11-24")]
    held = plan(one(part("p", 100), monthly.format("2027-01-24") + full))
    assert bill(held) == [("m", 2000, "2026-11-24"), ("m", 2000, "2026-12-24"), ("m", 2000, "2027-01-24")]


def test_a_step_waits_for_an_offer_only_as_long_as_the_part_it_pays_for() -> None:
    """Part 2 begins 42 days after the step: its offer of 1 February moves the step to 21 December, not further."""
    offers = """
      { id = "v1", covers = ["c1"], price = { amount = 100 } },
      { id = "v2", covers = ["c2"], price = { amount = 100 }, since = %s },
    """
    parts = part("c1", 60) + part("c2", 60)
    assert days(plan(one(parts, offers % "2027-01-01"))) == [("a/x", "2026-11-24", "2027-02-16")]
    assert days(plan(one(parts, offers % "2027-02-01"))) == [("a/x", "2026-12-21", "2027-03-15")]


def test_what_all_steps_share_is_bought_by_its_end_for_the_first_of_them() -> None:
    shared = one(part("p", 10), more='requires = { credential = "a/a" }').replace(
        'offers = [{ id = "fee", price = { amount = 100 } }]', ""
    )
    bundle = '[[offers]]\nid = "a/all"\ncovers = ["a/x", "a/a"]\nper = "learner"\nprice = { amount = 70 }\n'
    alone = COURSE_BEFORE.replace('offers = [{ id = "fee", price = { amount = 0 } }]', "")
    sold = plan(alone + shared + bundle + "until = 2026-11-24")
    assert bill(sold) == [("a/all", 7000, "2026-11-24")]
    assert days(sold) == [("a/a", "2026-11-24", "2027-02-02"), ("a/x", "2027-02-02", "2027-02-09")]
    # Without the course in it the first use is on 2 February.
    only = bundle.replace('"a/x", "a/a"', '"a/x"')
    assert not isinstance(ask(COURSE_BEFORE + shared + only + "until = 2027-02-01"), Plan)
    assert bill(plan(COURSE_BEFORE + shared + only + "until = 2027-02-02")) == [("a/all", 7000, "2027-02-02")]


# -- last dates of parts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["p1 first", "p2 first"])
def test_a_part_that_ends_soon_is_taken_first_and_tested_at_its_own_end(order: str) -> None:
    """20 hours end on 8 December, long before 31 January; all 220 on 27 April."""
    parts = [part("p1", 20, ", last_date = 2026-12-08"), part("p2", 200)]
    text = one("".join(parts if order == "p1 first" else reversed(parts)))
    found = plan(text)
    assert (bill(found), days(found)) == ([("fee", 10000, "2026-11-24")], [("a/x", "2026-11-24", "2027-04-27")])
    assert not isinstance(ask(text.replace("2026-12-08", "2026-12-07")), Plan)


def test_the_dearer_way_is_not_bought_for_a_date_that_is_kept() -> None:
    offers = '{ id = "fee", price = { amount = 100 } }'
    two = part("p1", 20, ", last_date = 2027-01-31") + part("p2", 200)
    other = f'[[credentials.routes]]\nid = "dear"\nfees = [{{ name = "dear", price = {{ amount = 900 }} }}]\nparts = [{part("q", 20)}]'
    assert bill(plan(one(two, offers) + other)) == [("fee", 10000, "2026-11-24")]


# -- vouchers and due days --------------------------------------------------------------------------------------------


def test_a_voucher_that_lapses_before_the_last_of_its_parts_ends_is_not_bought() -> None:
    """402 hours from 24 November are done on 2 September: 282 days, more than six months."""
    offers = """
      { id = "v6", price = { amount = 100 }, valid_months = 6 },
      { id = "v12", price = { amount = 130 }, valid_months = 12 },
    """
    exam = '{ id = "exam", name = "exam", kind = "exam", ready = { likely = 2 } }'
    assert bill(plan(one(part("prep", 400) + exam, offers))) == [("v12", 13000, "2026-11-24")]
    assert bill(plan(one(part("prep", 200) + exam, offers))) == [("v6", 10000, "2026-11-24")]


def test_a_voucher_for_an_exam_is_bought_on_its_day_where_preparing_takes_longer_than_it_lasts() -> None:
    exam = '{{ id = "exam", name = "exam", kind = "exam", ready = {{ likely = {} }} }}'
    voucher = '{ id = "v6", price = { amount = 100 }, valid_months = 6 }'
    assert bill(plan(one(exam.format(400), voucher))) == [("v6", 10000, "2027-08-31")]
    assert bill(plan(one(exam.format(200), voucher))) == [("v6", 10000, "2026-11-24")]


def test_what_pays_for_a_later_part_is_due_when_that_part_begins() -> None:
    offers = """
      { id = "v1", covers = ["c1"], price = { amount = 265 } },
      { id = "v2", covers = ["c2"], price = { amount = 270 } },
    """
    found = plan(one(part("c1", 60) + part("c2", 60), offers))
    assert bill(found) == [("v1", 26500, "2026-11-24"), ("v2", 27000, "2027-01-05")]


def test_a_members_price_is_not_due_before_the_membership_begins() -> None:
    offers = """
      { id = "free", covers = ["prep"], price = { amount = 0 } },
      { id = "member", covers = ["exam"], price = { amount = 100 }, needs = "a/club" },
      { id = "other", covers = ["exam"], price = { amount = 180 } },
    """
    club = '[[offers]]\nid = "a/club"\nbilling = "year"\nper = "learner"\ncovers = ["-"]\nprice = { amount = 50 }'
    found = plan(one(part("prep", 600) + part("exam", 10), offers) + club)
    assert bill(found) == [("member", 10000, "2028-01-18"), ("a/club", 5000, "2028-01-18")]


# -- minimums of parts ------------------------------------------------------------------------------------------------


def test_the_minimums_of_parts_follow_each_other() -> None:
    weeks = ", elapsed = { days = 56 }"
    assert days(plan(one(part("c1", 10, weeks) + part("c2", 10, weeks)))) == [("a/x", "2026-11-24", "2027-03-16")]
    route = "elapsed = { days = 100 }"
    assert days(plan(one(part("c1", 10, weeks) + part("c2", 10, weeks), route=route)))[0][2] == "2027-03-16"
    assert days(plan(one(part("c1", 10, weeks), route=route)))[0][2] == "2027-03-04"


def test_a_minimum_runs_from_the_day_its_part_begins() -> None:
    """70 days of one course, then eight weeks at least of another."""
    found = plan(one(part("c1", 100) + part("c2", 10, ", elapsed = { days = 56 }")))
    assert days(found) == [("a/x", "2026-11-24", (dt.date(2026, 11, 24) + dt.timedelta(126)).isoformat())]


# -- enrolment, launch, last award ------------------------------------------------------------------------------------


def life(values: str) -> str:
    return f'requires = {{ credential = "a/a" }}\nlifecycle = {{ {values} }}'


def test_a_step_begins_by_the_last_day_of_enrolment_unless_it_is_in_progress() -> None:
    text = COURSE_BEFORE + one(part("p", 20), more=life('status = "retiring", last_enrolment = 2027-02-01'))
    assert not isinstance(ask(text), Plan)
    assert days(plan(text.replace("2027-02-01", "2027-02-02")))[1] == ("a/x", "2027-02-02", "2027-02-16")
    assert days(plan(text, profile='[[credential]]\nid = "a/x"\nstatus = "in-progress"'))[1][1] == "2027-02-02"


def test_enrolment_that_is_closed_today_is_named() -> None:
    text = one(part("p", 20), more='lifecycle = { status = "retiring", last_enrolment = 2026-11-23 }')
    assert "2026-11-23" in str(ask(text))


def test_what_is_announced_is_planned_from_its_launch_on() -> None:
    text = one(part("p", 10), more='lifecycle = { status = "announced", launched = 2026-12-15 }')
    assert days(plan(text)) == [("a/x", "2026-12-15", "2026-12-22")]
    late = COURSE_BEFORE + one(part("p", 10), more=life('status = "announced", launched = 2026-12-15'))
    assert days(plan(late))[1] == ("a/x", "2027-02-02", "2027-02-09")
    assert not isinstance(ask(one(part("p", 10), more='lifecycle = { status = "announced" }')), Plan)


def test_the_award_with_its_waits_comes_by_the_last_award_day() -> None:
    """7 days of work and 30 of review: 31 December."""
    text = one(
        part("p", 10),
        route='waits = [{ name = "review", days = 30 }]',
        more='lifecycle = { status = "retiring", last_award = 2026-12-31 }',
    )
    assert days(plan(text)) == [("a/x", "2026-11-24", "2026-12-31")]
    assert not isinstance(ask(text.replace("2026-12-31", "2026-12-30")), Plan)


# -- rows of several regions ------------------------------------------------------------------------------------------

REGIONS = """
[[credentials]]
id = "a/x"
offers = [{ id = "fee", price = { amount = 10 } }]
[[credentials.routes]]
id = "us"
region = "US"
parts = [{ id = "p", name = "p", kind = "course", effort = { likely = 10 } }]
[[credentials.routes]]
id = "tx"
region = "US-TX"
SINCE
parts = [{ id = "q", name = "q", kind = "course", effort = { likely = 20 } }]
"""
TEXAS = '[learner]\nregion = "US-TX"'


def test_a_states_row_that_has_not_begun_hides_nothing_and_one_that_has_hides_the_countrys() -> None:
    later, now = REGIONS.replace("SINCE", "since = 2028-01-01"), REGIONS.replace("SINCE", "since = 2026-01-01")
    assert [(s.route, s.finish.isoformat()) for s in plan(later, profile=TEXAS).steps] == [("us", "2026-12-01")]
    assert [(s.route, s.finish.isoformat()) for s in plan(now, profile=TEXAS).steps] == [("tx", "2026-12-08")]


def test_the_countrys_row_counts_until_the_day_before_the_states_begins_and_after_it_ends() -> None:
    before = COURSE_BEFORE + REGIONS.replace("SINCE", "since = 2027-02-02").replace(
        'id = "a/x"', 'id = "a/x"\nrequires = { credential = "a/a" }'
    )
    assert plan(before, profile=TEXAS).steps[1].route == "tx"
    assert plan(before.replace("2027-02-02", "2027-02-03"), profile=TEXAS).steps[1].route == "us"
    ended = before.replace("since = 2027-02-02", "since = 2026-01-01\nuntil = 2027-02-01")
    assert plan(ended, profile=TEXAS).steps[1].route == "us"


# -- a part alone -----------------------------------------------------------------------------------------------------

BIG = """
[[credentials]]
id = "a/big"
offers = [
  { id = "o1", covers = ["p1"], price = { amount = 10 } },
  { id = "o2", covers = ["p2"], price = { amount = 500 } },
]
[[credentials.routes]]
fees = [{ name = "Application", price = { amount = 40 } }]
waits = [{ name = "review", days = 30 }]
parts = [
  { id = "p1", name = "Core", kind = "exam", ready = { likely = 10 } },
  { id = "p2", name = "Elective", kind = "exam", ready = { likely = 300 } },
]
"""


def test_a_part_that_is_asked_for_is_passed_alone() -> None:
    """10 hours and 10.00 to 1 December, then 20 hours of the course that asks for it."""
    found = plan(BIG + one(part("p", 20), more='requires = { part = "a/big#p1" }'))
    assert bill(found) == [("o1", 1000, "2026-11-24"), ("fee", 10000, "2026-12-01")]
    assert days(found) == [("a/big", "2026-11-24", "2026-12-01"), ("a/x", "2026-12-01", "2026-12-15")]
    assert [(s.name, s.gains) for s in found.steps] == [("Big: Core", ()), ("X", ())]


def test_a_part_that_the_whole_credential_brings_is_not_taken_twice() -> None:
    both = 'requires = { all = [{ part = "a/big#p1" }, { credential = "a/big" }] }'
    found = plan(BIG + one(part("p", 20), more=both))
    assert (found.totals.cents, [s.credential for s in found.steps]) == (65000, ["a/big", "a/x"])


def test_hours_logged_count_for_a_part_alone_only_where_it_is_the_next_one() -> None:
    logged = '[[credential]]\nid = "a/big"\nstatus = "in-progress"\nhours_logged = 5'
    for name, hours in (("p1", 5), ("p2", 300)):
        found = plan(BIG + one(part("p", 20), more=f'requires = {{ part = "a/big#{name}" }}'), profile=logged)
        assert found.steps[0].minutes == hours * 60


# -- validity by award, level of credit -------------------------------------------------------------------------------


def test_an_award_holds_as_long_as_the_rule_for_its_day_says() -> None:
    """The card comes on 9 March 2027, under the rule of 2027: it holds three months, and the exam comes on 16 May."""
    text = """
    [[credentials]]
    id = "a/card"
    validity = { months = 1, by_award = [{ months = MONTHS, since = 2027-03-01 }] }
    routes = [{ parts = [{ id = "p", name = "P", kind = "course", effort = { likely = 150 } }] }]
    offers = [{ id = "fee", price = { amount = 10 } }]
    [[credentials]]
    id = "a/course"
    routes = [{ requires = { credential = "a/card" }, parts = [
      { id = "p", name = "P", kind = "course", effort = { likely = 90 } } ] }]
    offers = [{ id = "fee", price = { amount = 10 } }]
    """ + one(
        part("p", 10),
        more='requires = { all = [{ credential = "a/course" }, { credential = "a/card", concurrent = true }] }',
    )
    assert days(plan(text.replace("MONTHS", "3")))[2] == ("a/x", "2027-05-11", "2027-05-18")
    assert not isinstance(ask(text.replace("MONTHS", "1")), Plan)


@pytest.mark.parametrize(("level", "enough"), [("graduate", True), ("", True), ("undergraduate", False)])
def test_credit_of_another_level_does_not_count(level: str, enough: bool) -> None:
    text = one(part("p", 10), more='requires = { credit = { n = 30, level = "graduate" } }')
    mine = f'[[learner.credit]]\nn = 30\nlevel = "{level}"'
    assert isinstance(ask(text, profile=mine), Plan) == enough


# -- version series ---------------------------------------------------------------------------------------------------


def test_parts_of_one_version_series_go_together() -> None:
    """Two exams of 20 hours, of the series that costs less, and not all four; 40 hours end on 22 December."""
    parts = "".join(
        part(f"core-{n}-{series}", 20, f', series = "{series}"') for series in ("1100", "1200") for n in (1, 2)
    )
    offers = "".join(
        f'{{ id = "v{n}{s}", covers = ["core-{n}-{s}"], price = {{ amount = {100 if s == "1200" else 110} }} }},'
        for s in ("1100", "1200")
        for n in (1, 2)
    )
    found = plan(one(parts, offers))
    assert (found.totals.cents, days(found)) == (20000, [("a/x", "2026-11-24", "2026-12-22")])
    assert found.steps[0].parts == ("core-1-1200", "core-2-1200")
    passed = '[[credential]]\nid = "a/x"\nstatus = "in-progress"\nparts = ["core-1-1100"]'
    found = plan(one(parts, offers), profile=passed)
    assert (found.totals.cents, found.steps[0].parts) == (11000, ("core-2-1100",))


def test_the_new_series_is_taken_where_the_old_one_ends_too_soon() -> None:
    old = "".join(part(f"old-{n}", 20, ', series = "1100", last_date = 2026-12-15') for n in (1, 2))
    new = "".join(part(f"new-{n}", 30, ', series = "1200"') for n in (1, 2))
    assert plan(one(old + new)).steps[0].parts == ("new-1", "new-2")  # 20 hours by 8 December, 40 by 22 December
    assert plan(one(old.replace("12-15", "12-22") + new)).steps[0].parts == ("old-1", "old-2")


# -- subscriptions with a gap, and prices by region -------------------------------------------------------------------


def test_a_subscription_is_cancelled_while_another_part_is_worked_on() -> None:
    """Parts 1 and 3 take a week each, part 2 takes 140 days: two months and not eight."""
    offers = """
      { id = "m", covers = ["p1", "p3"], billing = "month", price = { amount = 49 } },
      { id = "v", covers = ["p2"], price = { amount = 100 } },
    """
    found = plan(one(part("p1", 10) + part("p2", 200) + part("p3", 10), offers))
    assert bill(found) == [("m", 4900, "2026-11-24"), ("v", 10000, "2026-12-01"), ("m", 4900, "2027-04-20")]
    assert found.steps[0].subscribed == ("m",)
    short = plan(one(part("p1", 10) + part("p2", 20) + part("p3", 10), offers))
    assert bill(short) == [("m", 4900, "2026-11-24"), ("v", 10000, "2026-12-01")]  # four weeks are one month


STATES = """
  { id = "us", price = { amount = 100 }, region = "US" },
  { id = "tx", price = { amount = 150 }, region = "US-TX" SINCE },
  { id = "ca", price = { amount = 90 }, region = "US-CA" },
"""


def test_the_price_of_the_smallest_region_counts_from_its_first_day_on() -> None:
    now = one(part("p", 10), STATES.replace("SINCE", ""))
    assert bill(plan(now, profile=TEXAS)) == [("tx", 15000, "2026-11-24")]
    assert bill(plan(now, profile=TEXAS.replace("TX", "NY"))) == [("us", 10000, "2026-11-24")]
    later = one(part("p", 10), STATES.replace("SINCE", ", since = 2027-01-01"))
    assert bill(plan(later, profile=TEXAS)) == [("us", 10000, "2026-11-24")]
    after = COURSE_BEFORE + one(
        part("p", 10), STATES.replace("SINCE", ", since = 2027-01-01"), more='requires = { credential = "a/a" }'
    )
    assert bill(plan(after, profile=TEXAS)) == [("tx", 15000, "2027-02-02")]


def test_a_region_price_counts_only_against_offers_like_it() -> None:
    """The Texan month is no voucher, so both are open; the voucher is cheaper."""
    offers = """
      { id = "us", price = { amount = 100 } },
      { id = "tx", billing = "month", price = { amount = 150 }, region = "US-TX" },
    """
    assert bill(plan(one(part("p", 10), offers), profile=TEXAS)) == [("us", 10000, "2026-11-24")]


def test_without_a_region_the_spread_of_its_prices_is_told() -> None:
    text = one(part("p", 10), STATES.replace("SINCE", ""))
    told = [w for w in plan(text).warnings if "90.00" in w and "150.00" in w]
    assert len(told) == 1
    assert not [w for w in plan(text, profile=TEXAS).warnings if "150.00" in w]
