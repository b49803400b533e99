"""The page for a desk: somebody who reads only it knows what comes first, by when, for how much, and whom to ask."""

from __future__ import annotations

from typing import Any

import pytest
from test_report import CATALOG, JOB

import small
from credplan.core.handout.advice import deadlines
from credplan.core.handout.compose import handout
from credplan.core.handout.no_plan import no_plan_handout
from credplan.core.handout.values import Checks, Facts, Handout, Plot, Points, Sources, Steps, Table, Timeline, texts
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.planning.ground import ground
from credplan.core.planning.trade_offs import TradeOffs, trade_offs


def page(text: str = CATALOG, goal: str = JOB, profile: str = "", **limits: Any) -> Handout:
    catalog, who = small.catalog(text), small.profile(profile)
    question = small.question(catalog, goal, **limits)
    found = answer(catalog, who, question)
    if isinstance(found, NoPlan):
        return no_plan_handout(found, catalog, who, question, small.DAY, typed=(("--by", "2027-01-01"),))
    return handout(found, catalog, who, question, small.DAY)


def block(of: Handout, key: str) -> Any:
    return next(s for s in of.sections if s.key == key).blocks[0]


def test_the_page_holds_what_a_counselor_hands_over_in_that_order() -> None:
    assert [s.key for s in page().sections] == [
        "next",
        "situation",
        "door-1",
        "steps",
        "timeline",
        "due",
        "slips",
        "confirm",
        "unsure",
        "upkeep",
        "changes",
        "besides",
        "questions",
        "sources",
        "signatures",
    ]


def test_the_first_lines_say_what_when_how_much_and_how_much_work() -> None:
    assert [(e.label, e.text, *e.more) for e in page().glance] == [
        ("First", "Enrol in Course", "begin 24 Nov 2026"),
        ("Done by", "28 Mar 2027", "18 weeks from the start", "25 Apr 2027 at the high end"),
        ("Costs", "USD 471.50~", "357.00 to 555.00"),
        ("Work", "170 h", "10 h a week", "120 to 210 h"),
    ]


def test_the_next_three_actions_begin_with_the_first_step() -> None:
    items = block(page(), "next").items
    assert items[0] == "Enrol in Course by 24 Nov 2026 and pay USD 49.00."
    assert len(items) == 3
    held = page(profile='[[credential]]\nid = "p/course"\nstatus = "in-progress"')
    assert block(held, "next").items[0].startswith("Go on with Course by 24 Nov 2026")


def test_what_must_be_confirmed_before_paying_comes_first() -> None:
    only = page(goal="p/exam", profile='[[credential]]\nid = "p/course"\nstatus = "earned"\nearned = 2026-01-01')
    assert block(only, "next").items[0] == "Before you pay, confirm: you are 18 or older."
    assert block(only, "confirm") == Checks(("Step 1: You are 18 or older.",))


def test_every_step_says_dates_hours_money_reason_and_whom_to_ask() -> None:
    text = CATALOG.replace('name = "Exam"\nkind', 'name = "Exam"\nurl = "https://example.org/exam"\nkind', 1)
    steps = block(page(text), "steps")
    assert isinstance(steps, Steps)
    course, exam = steps.steps
    assert (course.dates, course.hours, course.money) == ("24 Nov 2026 to 9 Mar 2027", "150 h", "All courses")
    assert (exam.dates, exam.hours, exam.money) == ("9 Mar 2027 to 28 Mar 2027", "20 h", "USD 275.50~")
    assert exam.why == "The proof employers look for: Exam."
    assert exam.more == ("Work ends 23 Mar 2027, the award comes 28 Mar 2027.",)
    assert (exam.ask, exam.url) == ("Ask and enrol", "https://example.org/exam")


def test_only_web_addresses_become_links() -> None:
    text = CATALOG.replace('name = "Exam"\nkind', 'name = "Exam"\nurl = "javascript:alert(1)"\nkind', 1)
    assert [s.url for s in block(page(text), "steps").steps] == ["", ""]


def test_what_is_due_adds_up_to_the_plans_total() -> None:
    due = block(page(), "due")
    assert isinstance(due, Table)
    assert due.rows == (
        ("24 Nov 2026", "All courses, 4 times until 24 Feb 2027", "49.00", "196.00"),
        ("9 Mar 2027", "Step 1: Course earned", "", ""),
        ("9 Mar 2027", "Step 2: Voucher", "265.50~", "461.50"),
        ("23 Mar 2027", "Step 2: exam of Exam", "", ""),
        ("28 Mar 2027", "Step 2: Registry", "10.00", "471.50"),
        ("28 Mar 2027", "Step 2: Exam earned", "", ""),
    )


def test_the_timeline_says_in_sentences_what_it_draws() -> None:
    drawn = block(page(by="2027-03-28"), "timeline")
    assert isinstance(drawn, Timeline)
    # 124 days in all: 105 of them for the course, then 14 of work and 5 of waiting.
    assert [(b.start, b.work_ends, b.finish) for b in drawn.bars] == [(0, 846, 846), (846, 959, 1000)]
    assert [t.label for t in drawn.ticks] == ["Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027"]
    assert drawn.payments[0] == 0
    assert (
        "Step 2, Exam: work from 9 Mar 2027 to 23 Mar 2027, then waiting for the award until 28 Mar 2027." in drawn.alt
    )
    assert drawn.limit is not None
    assert (drawn.limit.label, drawn.limit.at) == ("by 28 Mar 2027", 1000)


@pytest.mark.parametrize(
    ("hours", "ticks"),
    [
        (10, ["24 Nov 2026", "1 Dec 2026"]),
        (400, ["Jan 2027", "Mar 2027", "May 2027", "Jul 2027"]),
        (5000, ["2027", "2029", "2031", "2033", "2035"]),
    ],
)
def test_the_ticks_are_few_at_any_length(hours: int, ticks: list[str]) -> None:
    text = CATALOG.replace("likely = 150, low = 100, high = 190", f"likely = {hours}")
    drawn = block(page(text, "p/course"), "timeline")
    assert [t.label for t in drawn.ticks] == ticks


def test_a_delay_is_told_with_what_it_costs_and_what_is_to_spare() -> None:
    said = " ".join(block(page(by="2027-04-11"), "slips").items)
    assert "You want to be done by 11 Apr 2027: the plan leaves 2 weeks to spare." in said
    assert "If all takes as long as it may, the end is 25 Apr 2027 and it costs USD 555.00." in said
    assert "All courses: USD 49.00 is charged again for every period" in said
    assert "no day is to spare" in " ".join(block(page(by="2027-03-28"), "slips").items)


def test_last_days_that_a_provider_sets_are_due_and_told() -> None:
    text = CATALOG.replace(
        'id = "p/exam"\n', 'id = "p/exam"\nlifecycle = { status = "retiring", last_award = 2027-05-01 }\n'
    ).replace('name = "Voucher"', 'name = "Voucher"\nuntil = 2027-04-01')
    catalog = small.catalog(text)
    question = small.question(catalog, JOB)
    found = answer(catalog, small.profile(), question)
    assert isinstance(found, Plan)
    assert [(d.day.isoformat(), d.text) for d in deadlines(found, catalog)] == [
        ("2027-04-01", "Last day of the price of Voucher"),
        ("2027-05-01", "Last day on which Exam can be earned"),
    ]
    told = page(text)
    assert ("1 May 2027", "Last day on which Exam can be earned", "", "") in block(told, "due").rows
    assert any(
        text.startswith("Last day on which Exam can be earned: 1 May 2027") for text in block(told, "slips").items
    )


def test_the_situation_names_what_is_held_known_and_set_aside() -> None:
    profile = """
    [learner]
    name = "Zoë"
    region = "US-TX"
    education = "some-college"
    circumstances = ["nursing-home-employee"]
    [[credential]]
    id = "p/nice"
    status = "earned"
    [[waiver]]
    requirement = "age"
    because = "my school said so"
    """
    told = page(profile=profile, budget=600, by="2027-12-31")
    facts = block(told, "situation")
    assert isinstance(facts, Facts)
    assert {(e.label, e.text) for e in facts.rows} >= {
        ("Held", "Nice"),
        ("Time", "10 h a week from 24 Nov 2026"),
        ("Money", "at most USD 600.00"),
        ("Wanted by", "31 Dec 2027"),
        ("About you", "Texas (US-TX), some college, nursing home employee"),
        ("Set aside", "age, because: my school said so"),
    }
    assert told.subtitle.startswith("For Zoë. Made on 24 Nov 2026")


def test_sources_stand_once_with_their_days() -> None:
    found = block(page(), "sources")
    assert isinstance(found, Sources)
    assert [(s.url, s.date) for s in found.items] == [
        ("https://example.org/fees", "of 1 Jun 2026"),
        ("https://example.com/fees", "of 1 Jun 2026"),
    ]


def test_what_the_catalog_does_not_cover_is_said_and_asked() -> None:
    told = page(
        CATALOG.replace('{ credential = "p/exam" }\n[[careers.plus', '{ credential = "p/gone" }\n[[careers.plus')
    )
    assert block(told, "missing").items[0].startswith("Exam: not covered by this catalog")
    assert told.glance[0].label == "To do"
    assert any("does not cover" in text for text in block(told, "questions").items)


def test_a_no_says_what_clashes_and_the_least_change() -> None:
    told = page(budget=400, by="2027-01-01")
    assert told.glance[0].text == "No plan fits these limits"
    keys = [s.key for s in told.sections]
    assert keys[:2] == ["clash", "changes"]
    assert "door-1" in keys
    assert isinstance(block(told, "changes"), Table)
    assert told.footer.endswith("--by 2027-01-01")


def test_nothing_left_to_do_is_a_page_too() -> None:
    told = page(goal="p/nice", profile='[[credential]]\nid = "p/nice"\nstatus = "earned"')
    assert told.glance[0].text == "Nothing: you hold all that is asked."
    assert "steps" not in [s.key for s in told.sections]


def test_no_sentence_ends_twice() -> None:
    for text in texts(page()):
        assert not text.endswith(".."), text
        assert "None" not in text
    assert isinstance(block(page(), "upkeep"), Points)


def test_what_is_met_already_stands_in_the_situation() -> None:
    text = CATALOG.replace(
        "[[careers.plus]]", '[[careers.core]]\nname = "Nice"\nrequires = { credential = "p/nice" }\n[[careers.plus]]'
    )
    told = page(text, profile='[[credential]]\nid = "p/nice"\nstatus = "earned"')
    assert ("Met already", "Nice") in [(e.label, e.text) for e in block(told, "situation").rows]


@pytest.mark.parametrize(
    ("usual", "level", "asked"),
    [("Bachelor's degree", "bachelor", True), ("Postsecondary nondegree award", "postsecondary-nondegree", False)],
)
def test_a_usual_degree_is_a_question_where_the_learner_has_none(usual: str, level: str, asked: bool) -> None:
    text = CATALOG.replace('education = "High school diploma"', f'education = "{usual}"\neducation_level = "{level}"')
    found = any("Which employers near me hire without it?" in item for item in block(page(text), "questions").items)
    assert found is asked
    holder = page(text, profile='[learner]\neducation = "master"')
    assert not any("without it" in item for item in block(holder, "questions").items)


# ---- money against time -------------------------------------------------------------------------------------------


def weighed(**limits: Any) -> tuple[Handout, TradeOffs]:
    """The page of a career that a slow and cheap exam opens, a quicker one for more, and the quickest for most."""
    catalog, who = small.catalog(EXAMS), small.profile()
    question = small.question(catalog, "11-1111.00", **limits)
    found = answer(catalog, who, question)
    assert isinstance(found, Plan)
    base = ground(catalog, who, question)
    assert base is not None
    *_, against = trade_offs(base, paces=False)
    return handout(found, catalog, who, question, small.DAY, against=against), against


EXAMS = (
    "".join(
        f"""
[[credentials]]
id = "p/{name}"
lifecycle = {{ status = "active" }}
kind = "exam"
teaches = [{{ skill = "x", level = "beginner", evidence = 3 }}]
[[credentials.routes]]
parts = [{{ id = "e", name = "Exam", kind = "exam", from_zero = {{ likely = {hours} }} }}]
[[credentials.offers]]
id = "voucher"
price = {{ amount = {price} }}
"""
        for name, hours, price in (("slow", 100, 50), ("middle", 60, 120), ("quick", 20, 400))
    )
    + """
[[skills]]
id = "x"
name = "X"
[[careers]]
id = "11-1111.00"
title = "Testers"
[[careers.core]]
name = "Exam"
anchor = true
requires = { any = [{ credential = "p/slow" }, { credential = "p/middle" }, { credential = "p/quick" }] }
"""
)


def test_money_against_time_is_a_table_and_a_drawing_of_the_same() -> None:
    page, against = weighed()
    assert against.whole
    section = next(s for s in page.sections if s.key == "trade-offs")
    table, plot = section.blocks
    assert isinstance(table, Table)
    assert isinstance(plot, Plot)
    assert table.rows == (
        ("1 (this plan)", "USD 50.00~", "2 Feb 2027", "100 h", "Slow"),
        ("2", "USD 120.00~", "5 Jan 2027", "60 h", "USD 70.00 more buys 4 weeks: Middle instead of Slow"),
        ("3", "USD 400.00~", "8 Dec 2026", "20 h", "USD 280.00 more buys 4 weeks: Quick instead of Middle"),
    )
    assert [(p.label, p.x, p.y) for p in plot.points] == [("1", 1000, 0), ("2", 500, 200), ("3", 0, 1000)]
    assert [m.label for m in (*plot.x, *plot.y)] == ["8 Dec 2026", "2 Feb 2027", "USD 50.00", "USD 400.00"]
    assert "Plan 2: USD 120.00, done 5 Jan 2027." in plot.alt
    assert (
        section.note == "Proved: nothing beats these in both money and time. Each is the cheapest that is done so soon."
    )


def test_this_plan_is_marked_whatever_was_asked_for() -> None:
    table = next(s for s in weighed(objective="fastest")[0].sections if s.key == "trade-offs").blocks[0]
    assert [row[0] for row in table.rows] == ["1", "2", "3 (this plan)"]


def test_where_money_buys_no_time_the_page_says_so_without_a_table() -> None:
    page, against = weighed(budget=60)
    assert len(against.plans) == 1
    assert "trade-offs" not in [s.key for s in page.sections]
    note = next(s.note for s in page.sections if s.key == "changes")
    assert note == "Within USD 60.00 no money buys an earlier end: the cheapest plan is also the soonest."


def test_a_page_that_weighed_nothing_says_nothing_of_it() -> None:
    assert not [text for text in texts(page()) if "beats" in text or "earlier end" in text]
