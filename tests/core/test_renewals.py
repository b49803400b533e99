"""What must be renewed when: dates by rule, fees once a pool, and what is not known said and not summed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import small
from credplan.core.renewals import CSV_HEADER, Renewals, renewal_data, renewal_report, renewal_rows, renewals
from credplan.core.units import Cents

CATALOG = """
[[credentials]]
id = "p/exam"
validity = { months = 36, renewals = [
    { name = "Sit it again", how = "retake", every_months = 36, fee = { amount = 250 } },
    { name = "60 CEU", how = "units", units = 60, unit = "CEU", every_months = 36 },
] }
[[credentials]]
id = "p/yearly"
validity = { months = 12, renewals = [{ name = "Assessment", how = "assessment", every_months = 12, fee = { amount = 0 } }] }
[[credentials]]
id = "pool/low"
validity = { months = 36, fee_pool = "pool", annual_fee = { amount = 25 }, renewals = [
    { name = "20 CEU", how = "units", units = 20, unit = "CEU", every_months = 36 },
    { name = "A higher one", how = "higher", by = ["pool/high"] },
] }
[[credentials]]
id = "pool/high"
validity = { months = 36, fee_pool = "pool", annual_fee = { amount = 50 }, renewals = [
    { name = "50 CEU", how = "units", units = 50, unit = "CEU", every_months = 36 },
] }
[[credentials]]
id = "p/never"
validity = { never = true }
[[credentials]]
id = "p/unsaid"
[[credentials]]
id = "p/ends"
validity = { months = 24 }
[[credentials]]
id = "p/gone"
validity = { months = 24, renewals = [{ name = "Again", how = "retake", fee = { amount = 9 } }] }
lifecycle = { status = "retired", retired = 2026-06-01 }
[[credentials]]
id = "p/euro"
validity = { months = 12, annual_fee = { amount = 30, currency = "EUR" } }
[[credentials]]
id = "p/title"
validity = { months = 36, annual_fee = { amount = 135 }, renewals = [{ name = "120 CPE", how = "units" }] }
interim = { name = "Associate", fee = { amount = 50 }, full_requires = { experience = { months = 60 } } }
"""


def held(ident: str, more: str = "") -> str:
    return f'[[credential]]\nid = "{ident}"\nstatus = "earned"\n{more}\n'


def planned(*steps: tuple[str, str]) -> str:
    rows = ", ".join(f'{{ credential = "{i}", route = "r", start = 2026-11-24, finish = {day} }}' for i, day in steps)
    return f'[[plan]]\nname = "main"\ngoal = "p/exam"\nsaved = 2026-11-20\nstep = [{rows}]\n'


def find(profile: str, years: int = 5, text: str = CATALOG) -> Renewals:
    return renewals(small.profile(profile), small.catalog(text), small.DAY, years)


def said(found: Renewals) -> list[tuple[Any, ...]]:
    return [(str(d.due), d.credential, d.kind, d.what, d.cost) for d in found.due]


def test_each_renewal_starts_the_next_term_and_the_cheapest_known_way_is_taken() -> None:
    found = find(held("p/exam", "earned = 2024-02-29"), 7)
    assert said(found) == [
        ("2027-02-28", "p/exam", "renewal", "Sit it again", Cents(250_00)),
        ("2030-02-28", "p/exam", "renewal", "Sit it again", Cents(250_00)),
        ("2033-02-28", "p/exam", "renewal", "Sit it again", Cents(250_00)),
    ]
    assert [d.note for d in found.due] == ["or: 60 CEU (fee not known)"] * 3


def test_the_time_asked_for_is_half_open_and_the_profiles_own_date_goes_first() -> None:
    until = held("p/exam", "earned = 2024-01-01\nexpires = 2027-11-24")
    assert said(find(until, 1)) == []
    assert [d.due for d in find(until, 2).due] == [dt.date(2027, 11, 24)]


def test_one_fee_a_year_keeps_a_whole_pool_at_its_members_highest() -> None:
    both = held("pool/low", "earned = 2026-02-10") + held("pool/high", "earned = 2027-01-01")
    found = find(held("pool/low", "earned = 2026-02-10") + planned(("pool/high", "2027-06-01")), 2)
    fees = [(str(d.due), d.credential, d.cost, d.also) for d in found.due if d.kind == "yearly fee"]
    assert fees == [
        ("2027-02-10", "pool/low", Cents(25_00), ()),  # before the second is earned
        ("2028-02-10", "pool/high", Cents(50_00), ("pool/low",)),
    ]
    assert len([d for d in find(both, 5).due if d.kind == "yearly fee"]) == 5


def test_a_yearly_fee_pays_for_the_renewal_that_has_none_of_its_own() -> None:
    (renewal,) = [d for d in find(held("pool/high", "earned = 2026-01-01"), 3).due if d.kind == "renewal"]
    assert (renewal.what, renewal.units, renewal.unit) == ("50 CEU", 50, "CEU")
    assert (renewal.cost, renewal.known) == (None, True)
    assert "its yearly fee pays for it" in renewal.note


def test_a_higher_credential_of_the_plan_renews_the_lower_and_one_in_the_past_is_only_said() -> None:
    before = held("pool/low", "earned = 2024-12-10")
    later = find(before + planned(("pool/high", "2027-06-01")))
    days = {d.credential: d for d in later.due if d.kind == "renewal"}
    assert days["pool/low"].due == dt.date(2030, 6, 1)
    assert "High, planned for 1 Jun 2027, renews it then" in days["pool/low"].note
    past = find(before + held("pool/high", "earned = 2025-05-01"))
    first = next(d for d in past.due if d.credential == "pool/low" and d.kind == "renewal")
    assert first.due == dt.date(2027, 12, 10)
    assert "may have renewed it" in first.note


def test_steps_of_the_saved_plan_count_from_its_days_and_never_from_the_past() -> None:
    plan = planned(("p/yearly", "2027-03-25"), ("p/exam", "2026-10-01"), ("p/never", "2027-01-01"))
    found = find(plan, 2)
    assert said(found) == [("2028-03-25", "p/yearly", "renewal", "Assessment", Cents(0))]
    assert {d.state for d in found.due} == {"planned"}
    assert (found.plan, found.planned, found.lasting) == ("main", 3, ("Never",))
    assert said(find(plan + held("p/yearly", "earned = 2026-11-01"), 1)) == [
        ("2027-11-01", "p/yearly", "renewal", "Assessment", Cents(0))
    ], "what is held is not counted as planned too"
    assert find(plan + '[[credential]]\nid = "p/yearly"\nstatus = "skipped"\n').subjects == ("p/exam", "p/never")


def test_what_is_not_known_is_said_and_not_summed() -> None:
    text = (
        held("p/unsaid", "earned = 2026-01-01")
        + held("p/exam")
        + held("x/unheard-of", "earned = 2026-01-01")
        + held("p/ends", "earned = 2026-01-01")
        + held("pool/high")
    )
    found = find(text)
    assert found.open == (
        "x/unheard-of is not in the catalog: how it is renewed is not known",
        "Unsaid: whether it has to be renewed is not known",
        "Exam: it holds 36 months, from a day that your record does not say",
        "High: it holds 36 months, from a day that your record does not say",
        "High: a yearly fee (USD 50.00) is due on a day that is not known",
    )
    assert [(str(d.due), d.kind, d.what, d.cost, d.known) for d in found.due] == [
        ("2028-01-01", "lapse", "lapses: how it is renewed is not known", None, False),
        ("None", "yearly fee", "yearly fee", Cents(50_00), True),
    ]
    assert [(y.year, y.costs, y.unknown) for y in found.years if y.costs or y.unknown] == [(2028, (), 1)]


def test_what_has_lapsed_is_told_and_a_retired_one_can_not_be_renewed() -> None:
    found = find(held("p/exam", "earned = 2020-01-01") + held("p/gone", "earned = 2026-01-01"))
    assert found.lapsed == (("p/exam", "Exam", dt.date(2023, 1, 1)),)
    assert said(found) == [("2028-01-01", "p/gone", "lapse", "lapses: it was retired", None)]


def test_currencies_are_never_added_up() -> None:
    found = find(held("p/euro", "earned = 2026-12-01") + held("pool/high", "earned = 2026-12-01"), 2)
    assert [y.costs for y in found.years] == [(), (("EUR", Cents(30_00)), ("USD", Cents(50_00))), ()]
    report = renewal_report(found, 2)
    rows = {row.label: row.text for row in next(s for s in report.sections if s.title == "BY YEAR").rows}
    assert rows["in all"] == "EUR 30.00 and USD 50.00 and 1 cost not known"


def test_a_planned_title_without_its_experience_pays_the_interim_fee_and_renews_nothing_yet() -> None:
    found = find(planned(("p/title", "2027-01-01")), 2)
    assert said(found) == [("2028-01-01", "p/title", "yearly fee", "yearly fee", Cents(50_00))]
    assert found.open == ("Title: renewal begins with the full title; until then Associate",)
    full = find(planned(("p/title", "2027-01-01")) + '[[learner.experience]]\ndomain = "it"\nstart = 2015-01-01\n', 2)
    assert [d.cost for d in full.due] == [Cents(135_00)]


def test_years_add_up_to_what_is_due_and_every_form_has_every_row() -> None:
    text = (
        held("p/exam", "earned = 2024-02-29")
        + held("pool/high", "earned = 2024-06-01")
        + planned(("p/yearly", "2027-01-01"))
    )
    found = find(text, 6)
    dated = [d for d in found.due if d.due is not None]
    assert [d.due for d in dated] == sorted(d.due for d in dated if d.due)
    assert all(small.DAY <= d.due < dt.date(2032, 11, 24) for d in dated if d.due)
    assert sum(c for y in found.years for _, c in y.costs) == sum(d.cost or 0 for d in dated)
    assert [y.year for y in found.years] == list(range(2026, 2033))
    rows, data = renewal_rows(found), renewal_data(found)
    assert len(rows) == len(data["due"]) == len(found.due)
    assert all(len(row) == len(CSV_HEADER) for row in rows)


def test_nothing_held_is_nothing_due() -> None:
    found = find("")
    assert (found.due, found.lapsed, found.open, found.subjects) == ((), (), (), ())
