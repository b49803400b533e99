"""A no because of too few hours a week says so; a no that is the world's names the first thing that is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from asking import JOB, ask, career, course, group, held, no, plan

from credplan.core.planning.answers import Plan
from credplan.core.units import Cents

ENDS = "[credentials.lifecycle]\nlast_award = 2027-01-31\n"  # 68 days: 120 hours need 12.5 hours a week
RETIRING = course("a/x", 120, 30, ENDS)


def changes(found: Any) -> list[dict[str, str]]:
    return [dict(relaxation.changes) for relaxation in found.relaxations]


def test_a_goal_that_only_the_pace_puts_out_of_reach_is_asked_again_with_more_hours() -> None:
    found = no(RETIRING, "a/x")
    assert [(limit.kind, limit.owner, limit.text) for limit in found.conflict] == [
        ("hours", "yours", "10 hours a week"),
        ("date", "world", "X has to be done by 31 Jan 2027"),
    ]
    assert changes(found) == [{"--hours-per-week": "12.5"}]
    assert found.relaxations[0].cents == 3000
    assert found.relaxations[0].finish == dt.date(2027, 1, 31)
    assert isinstance(ask(RETIRING, "a/x", hours_per_week=13), Plan)
    assert changes(no(RETIRING, "a/x", hours_per_week=12)) == changes(found)  # half an hour less is not enough


def test_a_step_on_the_way_is_named_and_not_what_waits_for_it() -> None:
    text = course("a/base", 120, 30, ENDS) + course("a/x", 10, 0, 'requires = { credential = "a/base" }')
    assert [limit.text for limit in no(text, "a/x").conflict][1:] == ["Base has to be done by 31 Jan 2027"]


def test_a_core_group_out_of_reach_by_pace_is_a_no_and_not_a_plan_with_a_hole() -> None:
    text = (
        RETIRING + course("a/y") + career(group("X", '{ credential = "a/x" }') + group("Y", '{ credential = "a/y" }'))
    )
    found = no(text, JOB)
    assert found.conflict[0].text == "10 hours a week"
    # All of it in order: 120 hours for X before its last day, then 20 more.
    assert changes(found) == [{"--hours-per-week": "12.5"}]
    assert plan(text, JOB, hours_per_week=13).complete


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [
        ({"budget": 29}, {"--hours-per-week": "12.5", "--budget": "30.00"}),
        ({"by": "2026-12-01"}, {"--hours-per-week": "12.5", "--by": "2027-01-31"}),
        ({"by": "2027-01-15"}, {"--hours-per-week": "16.5"}),  # 840 hours of seven days over 52 days
    ],
)
def test_where_more_hours_are_not_enough_the_limit_that_goes_with_them_is_named(
    limits: dict[str, Any], wanted: dict[str, str]
) -> None:
    found = no(RETIRING, "a/x", **limits)
    assert changes(found) == [wanted]
    again = {"hours_per_week": 17, "budget": Cents.parse(wanted.get("--budget", "100")) // 100}
    assert plan(RETIRING, "a/x", by=wanted.get("--by", "2027-03-01"), **again).totals.cents == 3000


def test_what_no_pace_reaches_is_not_blamed_on_it() -> None:
    found = no(course("a/x", 120, 30, ENDS.replace("2027-01-31", "2026-11-30")), "a/x")
    assert [limit.kind for limit in found.conflict] == ["catalog"]
    assert not found.relaxations


UNPUBLISHED = (
    "how long it takes to prepare from nothing is not known, and what makes one ready is out of reach "
    "(--stretch plans with it all the same)"
)
READY = """
[[credentials]]
id = "a/x"
kind = "exam"
[[credentials.offers]]
id = "fee"
price = { amount = 10 }
[[credentials.routes]]
parts = [{ id = "e", name = "Exam", kind = "exam", ready = { likely = 10 }, ready_if = { skill = "sql" } }]
"""


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        (course("a/x", more='requires = { education = "associate" }'), "education", "it asks for an associate degree"),
        (
            course("a/x", more='requires = { experience = { months = 24, domains = ["it"] } }'),
            "experience",
            "it asks for 2 years of paid experience in it",
        ),
        (
            course(
                "a/x",
                more='requires = { all = [{ age = 18 }, { any = [{ education = "bachelor" }, '
                "{ experience = { months = 30 } }] }] }",
            ),
            "experience",
            "it asks for a bachelor's degree or 30 months of paid experience",
        ),
        (course("a/x", route='region = "US-TX"'), "catalog", "no route of it is meant for your state or circumstances"),
        (
            READY,
            "catalog",
            UNPUBLISHED,
        ),
    ],
    ids=["education", "experience", "either", "region", "hours"],
)
def test_the_first_thing_that_is_missing_is_named(text: str, kind: str, why: str) -> None:
    found = no(text, "a/x", '[learner]\nregion = "US-CA"')
    assert [(limit.kind, limit.text) for limit in found.conflict] == [(kind, f"X: {why}")]


def test_what_the_learner_brings_is_not_named() -> None:
    text = course("a/x", more='requires = { all = [{ credential = "a/y" }, { education = "master" }] }')
    found = no(text + course("a/y"), "a/x", held("a/y"))
    assert [limit.text for limit in found.conflict] == ["X: it asks for a master's degree"]
