"""The least cost of each career is the planner's own answer, and a catalog's name is that of its whole content."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from credplan.core.career_costs import CareerCost, career_costs, fingerprint
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.units import Cents
from credplan.shell.catalog_index import read_catalog
from small import DAY, catalog

CATALOG = catalog(
    """
    [[credentials]]
    id = "a/known"
    routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 16 } }] }]
    offers = [{ id = "o", price = { amount = 120 } }]
    [[credentials]]
    id = "a/unpriced"
    routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 8 } }] }]
    offers = [{ id = "o", price = {} }]
    [[careers]]
    id = "11-0001.00"
    title = "Known"
    core = [{ name = "P", anchor = true, requires = { credential = "a/known" } }]
    [[careers]]
    id = "11-0002.00"
    title = "Unpriced"
    core = [{ name = "P", anchor = true, requires = { credential = "a/unpriced" } }]
    [[careers]]
    id = "11-0003.00"
    title = "In part"
    core = [
      { name = "P", anchor = true, requires = { credential = "a/known" } },
      { name = "Q", requires = { credential = "a/missing" } },
    ]
    [[careers]]
    id = "11-0004.00"
    title = "Closed by law"
    door = { laws = [{ name = "L", requires = { credential = "a/missing" } }] }
    core = [{ name = "P", anchor = true, requires = { credential = "a/known" } }]
    """
)


@pytest.fixture(scope="module")
def costs() -> dict[str, CareerCost]:
    return {cost.career: cost for cost in career_costs(CATALOG, CATALOG.careers, DAY)}


def test_cost_time_and_what_is_unknown(costs: dict[str, CareerCost]) -> None:
    # 16 h at 8 h a week are 14 days.
    assert costs["11-0001.00"] == CareerCost("11-0001.00", "optimal", True, 120_00, 14, 16 * 60, 0)
    assert costs["11-0001.00"].weeks == 2
    assert (costs["11-0002.00"].cents, costs["11-0002.00"].unknown) == (0, 1)
    assert (costs["11-0003.00"].cents, costs["11-0003.00"].complete) == (120_00, False)
    assert (costs["11-0004.00"].status, costs["11-0004.00"].cents, costs["11-0004.00"].weeks) == (
        "infeasible",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("career", "cents", "within", "perhaps"),
    [
        ("11-0001.00", 120_00, True, False),
        ("11-0001.00", 119_99, False, False),
        ("11-0002.00", 1_000_00, False, True),
        ("11-0003.00", 120_00, False, True),
        ("11-0003.00", 119_99, False, False),
        ("11-0004.00", 1_000_00, False, False),
    ],
)
def test_only_a_whole_known_cost_is_within_an_amount(
    costs: dict[str, CareerCost], career: str, cents: int, within: bool, perhaps: bool
) -> None:
    assert (costs[career].within(cents), costs[career].perhaps_within(cents)) == (within, perhaps)


def test_it_is_what_plan_answers_without_a_profile() -> None:
    bundled = read_catalog(None)
    for career in bundled.careers:
        (cost,) = career_costs(bundled, (career,), DAY)
        found = answer(bundled, Profile(), Question(goal=career, start=DAY))
        assert isinstance(found, Plan)
        assert (cost.cents, cost.days) == (found.totals.cents, (found.totals.finish - DAY).days)


def test_careers_are_answered_one_at_a_time() -> None:
    answers = career_costs(CATALOG, CATALOG.careers, DAY)
    assert next(answers).career == "11-0001.00"


def test_any_change_of_a_catalog_gives_it_another_name() -> None:
    replace = msgspec.structs.replace
    first = CATALOG.credentials[0]
    dearer = replace(first.offers[0], price=replace(first.offers[0].price, amount=Cents(120_01)))
    changed = [
        replace(CATALOG, date=DAY + dt.timedelta(1)),
        replace(CATALOG, version="other"),
        replace(CATALOG, credentials=(replace(first, offers=(dearer,)), *CATALOG.credentials[1:])),
        replace(CATALOG, credentials=(replace(first, summary="."), *CATALOG.credentials[1:])),
        replace(CATALOG, careers=CATALOG.careers[::-1]),
    ]
    names = [fingerprint(c) for c in (CATALOG, *changed)]
    assert len(set(names)) == len(names)
    assert fingerprint(replace(CATALOG)) == names[0]
