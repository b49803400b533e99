"""Anniversaries, working days and spans, on the calendar's awkward days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credplan.core import dates
from credplan.core.dates import EARLIEST, LATEST, add_days, add_months, densest_period, months_between, work_days

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2150, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "wanted"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2027-01-31", 2, "2027-03-31"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -12, "2025-01-15"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(start: str, months: int, wanted: str) -> None:
    assert add_months(day(start), months) == day(wanted)


@pytest.mark.parametrize(("minutes", "weekly", "days"), [(3600, 600, 42), (0, 600, 0), (1, 600, 1), (601, 600, 8)])
def test_work_takes_whole_days_rounded_up(minutes: int, weekly: int, days: int) -> None:
    assert work_days(minutes, weekly) == days


@given(st.integers(0, 10**6), st.integers(1, 168 * 60))
def test_work_days_are_the_fewest_that_suffice(minutes: int, weekly: int) -> None:
    days = work_days(minutes, weekly)
    assert days * weekly >= minutes * 7
    assert days == 0 or (days - 1) * weekly < minutes * 7


@given(DAYS, st.integers(0, 240), st.integers(0, 240))
def test_more_months_are_never_an_earlier_day(start: dt.date, one: int, other: int) -> None:
    assert (add_months(start, one) <= add_months(start, other)) == (one <= other)


@given(DAYS, st.integers(-240, 240))
def test_an_anniversary_keeps_its_day_or_is_a_months_last(start: dt.date, months: int) -> None:
    later = add_months(start, months)
    assert later.day == start.day or (later.day < start.day and (later + dt.timedelta(1)).day == 1)


@given(DAYS, st.integers(0, 400))
def test_months_between_counts_the_anniversaries_that_have_come(start: dt.date, span: int) -> None:
    end = start + dt.timedelta(span)
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


def test_a_span_backwards_has_no_months() -> None:
    assert months_between(day("2026-11-24"), day("2025-11-24")) == 0


@given(DAYS, st.integers(1, 36))
def test_no_billing_period_has_more_days_than_the_densest(start: dt.date, months: int) -> None:
    assert (add_months(start, months) - start).days <= densest_period(months)


@given(DAYS, st.integers(1, 12), st.integers(2, 6))
def test_consecutive_periods_fit_the_bound_that_the_master_uses(start: dt.date, months: int, count: int) -> None:
    assert (add_months(start, months * count) - start).days <= densest_period(months) * count


@pytest.mark.parametrize(("months", "days"), [(1, 31), (2, 62), (3, 92), (12, 366), (24, 731)])
def test_the_densest_period_is_known(months: int, days: int) -> None:
    assert densest_period(months) == days


@pytest.mark.parametrize("days", [10**9, -(10**9)])
def test_no_addition_leaves_the_calendar(days: int) -> None:
    assert add_days(dt.date(2026, 11, 24), days) in (EARLIEST, LATEST)


@pytest.mark.parametrize(("months", "wanted"), [(10**6, LATEST), (-(10**6), EARLIEST)])
def test_no_number_of_months_leaves_the_calendar(months: int, wanted: dt.date) -> None:
    assert add_months(dt.date(2026, 11, 24), months) == wanted


def test_dates_are_read_with_blanks_around_them() -> None:
    assert dates.parse_date(" 2026-11-24 ") == dt.date(2026, 11, 24)


@pytest.mark.parametrize("text", ["", "tomorrow", "24.11.2026", "11/24/2026", "2026-02-30", "2026-13-01", "26-11-24"])
def test_another_form_of_date_is_refused_with_the_form_that_is_wanted(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        dates.parse_date(text)


@pytest.mark.parametrize("text", ["1969-12-31", "2200-01-01", "9999-12-31"])
def test_a_date_that_must_be_a_typing_mistake_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="lies outside"):
        dates.parse_date(text)


@pytest.mark.parametrize("text", ["20261124", "2026-W48-2"])
def test_only_the_one_written_form_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        dates.parse_date(text)
