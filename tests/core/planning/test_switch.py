"""From which hours a week on a subscription is cheaper than its rival, by hand and against plans at each pace."""

from __future__ import annotations

import datetime as dt

import pytest
from asking import JOB, career, course, group, plan

from credplan.core.planning.answers import Switch
from credplan.core.units import Minutes

MONTHLY = """
[[credentials.offers]]
id = "month"
name = "Monthly"
billing = "month"
price = { amount = 49 }
"""


def either(hours: int = 60, once: int = 100) -> str:
    """A course of so many hours, 49 a month or so much once."""
    text = course("a/x", hours, once)
    return text.replace("[[credentials.routes]]", f"{MONTHLY}[[credentials.routes]]")


def asked(weekly: int, text: str = "", **limits: object) -> tuple[Switch, ...]:
    job = career(group("X", '{ credential = "a/x" }'))
    return plan((text or either()) + job, JOB, extras=True, hours_per_week=weekly, **limits).switches


def test_from_so_many_hours_on_the_subscription_is_cheaper() -> None:
    # 60 hours fit into two months from 24 November (61 days, 98.00) at 7 hours a week and not at 6.5 (65 days, 147.00).
    (switch,) = asked(4)
    assert switch == Switch(Minutes(7 * 60), True, ("a/x fee",), ("Monthly",), 9800, dt.date(2027, 1, 23))


def test_up_to_so_many_hours_the_other_is_cheaper() -> None:
    (switch,) = asked(10)
    assert switch == Switch(Minutes(6 * 60 + 30), False, ("Monthly",), ("a/x fee",), 10000, dt.date(2027, 1, 28))


def test_where_it_lies_is_where_plans_change() -> None:
    text, job = either(75, 120), career(group("X", '{ credential = "a/x" }'))
    for weekly in range(3, 17):
        for switch in asked(weekly, text):
            step = 30 if switch.more else -30
            for minutes, wanted in ((switch.weekly - step, switch.instead_of), (switch.weekly, switch.bought)):
                question = {"weekly": Minutes(minutes)}
                found = plan(text + job, JOB, **question)
                assert (found.steps[0].bought or found.steps[0].subscribed) == wanted
            assert found.totals.cents == switch.cents
            assert found.totals.finish == switch.finish


@pytest.mark.parametrize(
    "text",
    [course("a/x", 60, 100), either(once=5), either(60, 100).replace("amount = 49", "amount = 1")],
    ids=["no subscription", "always once", "always monthly"],
)
def test_without_a_switch_nothing_is_said(text: str) -> None:
    assert asked(8, text) == ()


def test_a_rival_that_a_limit_forbids_is_no_matter() -> None:
    # With 98.00 to spend the subscription is what fits; by price alone it is as well.
    assert [s.bought for s in asked(10, budget=98)] == [("a/x fee",)]
