"""A plan in words: every sum and date of the plan, in the order a learner reads, and nothing that is not so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import small
from credplan.core.plan_data import CSV_HEADER, no_plan_data, plan_data, plan_rows
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.planning.question import Question
from credplan.core.report import no_plan_report, plan_report
from credplan.core.report_shape import Report
from credplan.core.units import Cents
from credplan.shell.render.report import plain_lines

CATALOG = """
[sources]
one = { url = "https://example.org/fees", kind = "third-party", as_of = 2026-06-01 }
two = { url = "https://example.com/fees", kind = "official", as_of = 2026-06-01 }
[[credentials]]
id = "p/course"
name = "Course"
[[credentials.offers]]
id = "month"
name = "All courses"
billing = "month"
price = { amount = 49, sources = ["one", "two"] }
[[credentials.routes]]
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 150, low = 100, high = 190, sources = ["one", "two"] } }]
[[credentials]]
id = "p/exam"
name = "Exam"
kind = "exam"
validity = { months = 36, annual_fee = { amount = 20 } }
[[credentials.offers]]
id = "voucher"
name = "Voucher"
price = { amount = "265.50", low = 200, high = 300, sources = ["one"] }
[[credentials.routes]]
requires = { all = [{ credential = "p/course" }, { age = 18 }] }
waits = [{ name = "score report", days = 5 }]
fees = [{ name = "Registry", kind = "registry", price = { amount = 10, sources = ["one", "two"] } }]
parts = [{ id = "e", name = "Exam", kind = "exam", from_zero = { likely = 20, sources = ["one", "two"] } }]
[[credentials]]
id = "p/nice"
name = "Nice"
[[credentials.offers]]
id = "fee"
price = { amount = 7 }
[[credentials.routes]]
parts = [{ id = "c", name = "Nice", kind = "course", effort = { likely = 5 } }]
[[careers]]
id = "11-1111.00"
title = "Testers"
titles = ["software tester", "tester"]
wage = { median = 43660, p10 = 34480, p90 = 60000, period = "May 2024" }
openings = { value = 18400, unit = "a year 2024-34", scope = "this occupation" }
growth = { value = 6, unit = "percent 2024-34" }
[careers.door]
education = "High school diploma"
training = "Short-term on-the-job training"
experience = "None"
checks = ["Employers ask for a background check"]
age = 18
advice = "Most start without a degree."
[[careers.door.laws]]
name = "State licence"
region = "US-CA"
requires = { credential = "states/licence-ca" }
issuer = "California Board"
[[careers.core]]
name = "Exam"
anchor = true
requires = { credential = "p/exam" }
[[careers.plus]]
name = "Nice to have"
requires = { credential = "p/nice" }
"""
JOB = "11-1111.00"


def solved(
    text: str = CATALOG, goal: str = JOB, profile: str = "", **limits: Any
) -> tuple[Plan | NoPlan, Report, dict[str, Any], Question]:
    catalog, who = small.catalog(text), small.profile(profile)
    question = small.question(catalog, goal, **limits)
    found = answer(catalog, who, question)
    if isinstance(found, Plan):
        report = plan_report(found, catalog, who, question, has_profile=bool(profile))
        return found, report, plan_data(found, catalog, who, question), question
    return found, no_plan_report(found, catalog, who, question), no_plan_data(found, catalog, who, question), question


def screen(*arguments: Any, **limits: Any) -> str:
    return plain_lines(solved(*arguments, **limits)[1])


def section(text: str, title: str) -> str:
    """The block under a title, without it."""
    return text.partition(f"\n{title}:\n")[2].partition("\n\n")[0].rstrip("\n") + "\n"


# -- the whole screen ---------------------------------------------------------------------------------------------------


def test_the_screen_holds_what_a_learner_asks_in_that_order() -> None:
    text = screen()
    titles = [line for line in text.splitlines() if line.isupper() or line.startswith(("PROVED", "WHAT EMPLOYERS"))]
    assert titles == [
        "THE DOOR:",
        "PROVED CHEAPEST among 3 credentials (catalog 2026-11-24):",
        "WHEN MONEY IS DUE:",
        "MISSING, TO CONFIRM, UNSURE:",
        "WHAT EMPLOYERS LIKE BESIDES (not in the plan):",
        "IF YOU CHANGE ONE THING:",
        "NEXT:",
    ]
    assert text.startswith(
        "Testers (11-1111.00)\nNothing held · 10 h a week from 24 Nov 2026 · no limit on money\n\nTHE DOOR:\n"
    )


def test_the_door_is_said_first_with_what_the_law_asks_elsewhere() -> None:
    assert section(screen(), "THE DOOR") == (
        "Most start without a degree.\n"
        "usual education: High school diploma; on the job: Short-term on-the-job training\n"
        "by law: no licence; some states ask for one (US-CA)\n"
        "age: 18 or older\n"
        "checks: Employers ask for a background check\n"
        "wage: USD 43,660 median a year (US, May 2024); most earn 34,480 to 60,000\n"
        "openings: 18,400 a year 2024-34 (this occupation); employment +6 percent 2024-34\n"
    )


def test_where_the_licence_is_asked_it_is_named() -> None:
    found, report, data, _ = solved(profile='[learner]\nregion = "US-CA"')
    assert isinstance(found, NoPlan)
    assert "by law: State licence\n" in plain_lines(report)
    assert [entry["applies"] for entry in data["door"]["laws"]] == [True]


def test_a_learner_abroad_is_not_told_that_no_licence_is_asked() -> None:
    text = plain_lines(solved(profile='[learner]\nregion = "GB"')[1])
    assert "by law: not known for United Kingdom (GB): this catalog's laws are for United States (US)\n" in text
    assert "no licence" not in text
    assert text.splitlines()[1].endswith("United Kingdom (GB)")


def test_the_result_says_sum_hours_day_and_their_range() -> None:
    # 150 hours at 10 a week are 105 days: 24 Nov, Dec, Jan and Feb are charged. The exam takes 14 days, its score 5 more.
    text = section(screen(), "PROVED CHEAPEST among 3 credentials (catalog 2026-11-24)")
    assert text.splitlines()[:2] == [
        "USD 471.50~ · 170 h of work · done 28 Mar 2027 (18 weeks)",
        "at the low and high ends: USD 357.00 to 555.00 · 120 to 210 h · done 21 Feb 2027 to 25 Apr 2027",
    ]


def test_each_step_says_dates_hours_money_and_why() -> None:
    text = section(screen(), "PROVED CHEAPEST among 3 credentials (catalog 2026-11-24)")
    assert text.splitlines()[2:] == [
        "all is passed by 23 Mar 2027; the last award comes 28 Mar 2027",
        "step 1: Course",
        "24 Nov 2026 to 9 Mar 2027 · 150 h",
        "in All courses · total so far USD 196.00",
        "why: Exam asks for it first",
        "step 2: Exam",
        "9 Mar 2027 to 28 Mar 2027 · 20 h",
        "USD 275.50~ · total so far USD 471.50",
        "why: the proof employers look for: Exam",
        "work ends 23 Mar 2027, the award comes 28 Mar 2027",
    ]


def test_equal_monthly_charges_are_drawn_together() -> None:
    assert section(screen(), "WHEN MONEY IS DUE").splitlines()[:3] == [
        "24 Nov 2026: USD 49.00 a month, 4 times until 24 Feb 2027: All courses",
        "9 Mar 2027: USD 265.50~  Voucher",
        "28 Mar 2027: USD 10.00  Registry",
    ]


@pytest.mark.parametrize(
    ("billing", "hours", "rows"),
    [
        ("month", 40, ["24 Nov 2026: USD 49.00  All courses"]),
        ("month", 80, ["24 Nov 2026: USD 49.00  All courses", "24 Dec 2026: USD 49.00  All courses"]),
        ("year", 1200, [f"24 Nov {year}: USD 49.00  All courses" for year in (2026, 2027, 2028)]),
    ],
)
def test_only_a_row_of_monthly_charges_is_called_monthly(billing: str, hours: int, rows: list[str]) -> None:
    text = CATALOG.replace('billing = "month"', f'billing = "{billing}"').replace(
        "likely = 150, low = 100, high = 190", f"likely = {hours}"
    )
    assert section(screen(text, "p/course"), "WHEN MONEY IS DUE").splitlines() == rows


def test_upkeep_stands_beside_the_money_that_is_due() -> None:
    assert "USD 20.00" in section(screen(), "WHEN MONEY IS DUE").partition("upkeep: ")[2]


def test_what_is_open_is_said() -> None:
    text = section(screen(), "MISSING, TO CONFIRM, UNSURE")
    assert "to confirm: Exam: you are 18 or older\n" in text
    assert "unsure ~: " in text
    assert "Voucher" in text
    assert "All courses" not in text


def test_preferences_and_alternatives_are_priced() -> None:
    text = screen()
    assert section(text, "WHAT EMPLOYERS LIKE BESIDES (not in the plan)") == "+USD 7.00, +5 h: Nice to have (Nice)\n"
    assert section(text, "IF YOU CHANGE ONE THING").startswith(
        "15 hours a week instead of 10: USD 422.50 (-49.00), done 17 Feb 2027 (6 weeks sooner)\n--hours-per-week 15\n"
    )


def test_the_next_commands_can_be_copied() -> None:
    commands = [line.partition("  # ")[0] for line in section(screen(), "NEXT").splitlines()]
    assert commands == [
        'credplan plan "software tester" --save main',
        'credplan export plan "software tester" --to plan.pdf',
        "credplan show p/course",
        "credplan init",
        "credplan career show 11-1111.00",
        "credplan explain",
    ]
    assert "credplan add p/course --in-progress" in screen(profile="[learner]\nhours_per_week = 10")


@pytest.mark.parametrize("word", ["infeasible", "frontier", "optimal", "None", "Struct", "nan"])
def test_no_word_of_the_trade_stands_on_a_screen(word: str) -> None:
    assert word not in screen().replace("experience: None", "")
    assert word not in screen(budget=1)


# -- what is not so is not said -----------------------------------------------------------------------------------------


def test_a_plan_that_leaves_a_group_open_is_not_called_proved() -> None:
    text = screen(CATALOG + '[[careers.core]]\nname = "Rare"\nrequires = { credential = "x/nowhere" }\n')
    assert "PROVED" not in text
    assert "AS FAR AS THIS CATALOG REACHES, among 3 credentials" in text
    assert "missing: Rare: not covered by this catalog (x/nowhere: it is not in the catalog)\n" in text


def test_when_nothing_can_be_covered_it_is_not_said_that_nothing_is_left_to_do() -> None:
    text = screen(CATALOG.replace('requires = { credential = "p/exam" }', 'requires = { credential = "x/nowhere" }'))
    assert "Nothing is left to do" not in text
    assert "This catalog has no step for you" in text


def test_a_goal_that_is_met_says_that_nothing_is_left() -> None:
    text = screen(profile='[[credential]]\nid = "p/exam"\nstatus = "earned"\nearned = 2026-01-01')
    assert "1 credential held" in text
    assert "Nothing is left to do: what you hold meets everything this goal asks for." in text


def test_an_unknown_price_is_never_shown_as_free_or_zero() -> None:
    text = CATALOG.replace('amount = "265.50", low = 200, high = 300, ', "")
    found, report, data, _ = solved(text)
    lines = plain_lines(report)
    assert "USD 206.00 plus 1 unknown · 170 h" in lines
    assert "USD 10.00 plus an unknown price" in lines
    assert "9 Mar 2027: USD ?~  Voucher" in lines.replace("USD ?  Voucher", "USD ?~  Voucher")
    assert "unknown: Exam: Voucher\n" in lines
    assert data["totals"]["unknown"] == ["Exam: Voucher"]
    assert [row[8] for row in plan_rows(found)] == ["0.00", "", "196.00"]  # type: ignore[arg-type]


def test_what_a_no_promises_names_the_unknown_in_it() -> None:
    text = CATALOG.replace('amount = "265.50", low = 200, high = 300, ', "")
    assert "then it costs USD 206.00 plus 1 unknown and is done" in screen(text, budget=150)


def test_unknown_hours_of_something_preferred_are_not_called_an_unknown_price() -> None:
    assert "+USD 7.00, +5 h" in screen()
    assert "+USD 7.00, hours unknown" in screen(CATALOG.replace("effort = { likely = 5 }", "effort = {}"))


def test_a_free_step_is_called_free() -> None:
    text = CATALOG.replace("price = { amount = 7 }", "price = { amount = 0 }")
    lines = screen(text, "p/nice")
    assert "free · total so far USD 0.00" in lines
    assert "nothing: this plan costs no money" in lines


def test_a_no_says_what_clashes_and_the_least_change() -> None:
    text = screen(budget=400)
    assert "at most USD 400.00" in text
    assert section(text, "PROVED: NO PLAN FITS (catalog 2026-11-24)") == (
        "This can't be met:\nyour limit: a budget of USD 400.00\n"
    )
    change = section(text, "THE LEAST THAT WOULD HAVE TO CHANGE")
    assert change.startswith("Any one of these is enough:\na budget of USD 471.50: then it costs USD 471.50")
    assert "--budget 471.50\n" in change
    assert 'credplan plan "software tester" --budget 471.50  # the same with the first change\n' in text


def test_a_retired_goal_names_what_replaced_it() -> None:
    text = CATALOG.replace(
        'id = "p/nice"\n', 'id = "p/nice"\nlifecycle = { status = "retired", successors = ["p/exam"] }\n'
    )
    assert "note: it was replaced by: Exam\n" in screen(text, "p/nice")


def test_a_credential_as_goal_says_what_it_is_not() -> None:
    text = CATALOG.replace('id = "p/nice"\n', 'id = "p/nice"\nnot_a = "A certification: nobody assesses it"\n')
    assert "mind: not a certification: nobody assesses it\n" in screen(text, "p/nice")


# -- for scripts --------------------------------------------------------------------------------------------------------


def test_the_rows_for_a_spreadsheet_add_up_to_the_total() -> None:
    found, _, _, _ = solved()
    assert isinstance(found, Plan)
    rows = plan_rows(found)
    assert all(len(row) == len(CSV_HEADER) for row in rows)
    assert [row[1] for row in rows] == ["p/course", "p/exam", ""]
    assert sum(Cents.parse(row[8]) for row in rows) == found.totals.cents == 47150


def strings_of(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [x for v in value.values() for x in strings_of(v)]
    if isinstance(value, list | tuple):
        return [x for v in value for x in strings_of(v)]
    return [value]


PLAN_KEYS = [
    "schema",
    "status",
    "complete",
    "goal",
    "objective",
    "limits",
    "door",
    "steps",
    "subscriptions",
    "totals",
    "uncovered",
    "warnings",
    "alternatives",
    "catalog",
]
STEP_KEYS = [
    "credential",
    "name",
    "kind",
    "part",
    "route",
    "start",
    "finish",
    "effort_hours",
    "costs",
    "gains",
    "because",
    "confirm",
    "url",
]
COST_KEYS = ["kind", "amount", "low", "high", "currency", "due", "as_of", "grade", "source"]


def test_json_has_the_keys_that_scripts_rely_on_and_no_number_with_a_point() -> None:
    _, _, data, _ = solved()
    assert set(PLAN_KEYS) <= set(data)
    assert (data["schema"], data["status"], data["complete"]) == (1, "optimal", True)
    assert data["objective"] == {"name": "cheapest", "value": "471.50", "bound": "471.50", "unit": "USD"}
    for step in data["steps"]:
        assert set(STEP_KEYS) <= set(step)
        assert all(set(COST_KEYS) <= set(cost) for cost in step["costs"])
        assert set(step["effort_hours"]) == {"low", "likely", "high"}
    assert not any(isinstance(value, float) for value in strings_of(data))
    assert data["steps"][1]["costs"][0]["amount"] == "265.50"
    assert data["steps"][1]["costs"][0]["source"] == ["https://example.org/fees"]
    assert [c["date"] for s in data["subscriptions"] for c in s["charges"]] == [
        "2026-11-24", "2026-12-24", "2027-01-24", "2027-02-24",
    ]  # fmt: skip
    assert sum(Cents.parse(c["amount"]) for c in data["due"]) == Cents.parse(data["totals"]["cost"]["USD"]) == 47150
    assert data["totals"]["effort_hours"] == {"low": "120", "likely": "170", "high": "210"}


def test_json_of_a_no_says_what_clashes_and_what_was_verified() -> None:
    _, _, data, _ = solved(budget=400)
    assert (data["status"], data["steps"]) == ("infeasible", [])
    assert data["closest"] == {
        "covered": ["Nice to have"],
        "missing": ["Exam"],
        "proved": True,
        "cost": {"USD": "7.00"},
        "unknown": 0,
        "finish": "2026-11-28",
        "steps": [{"credential": "p/nice", "name": "Nice"}],
    }
    assert [c["kind"] for c in data["conflict"]] == ["budget"]
    first = data["relaxations"][0]
    assert first["changes"] == [{"option": "--budget", "value": "471.50"}]
    assert (first["verified"], first["cost"], first["finish"]) == (True, {"USD": "471.50"}, "2027-03-28")


@pytest.mark.parametrize(
    ("objective", "value", "unit"),
    [("cheapest", "471.50", "USD"), ("fastest", "124", "days"), ("fewest", "2", "steps")],
)
def test_the_value_of_the_objective_has_its_own_unit(objective: str, value: str, unit: str) -> None:
    data = solved(objective=objective)[2]
    assert data["objective"] == {"name": objective, "value": value, "bound": value, "unit": unit}


def test_the_limits_of_the_question_stand_in_the_answer() -> None:
    data = solved(budget=500, by="2027-12-31", without=("p/nice",))[2]
    assert data["limits"]["budget"] == "500.00"
    assert data["limits"]["by"] == "2027-12-31"
    assert data["limits"]["hours_per_week"] == "10"
    assert data["limits"]["without"] == ["p/nice"]
    assert dt.date.fromisoformat(data["limits"]["start"]) == small.DAY
