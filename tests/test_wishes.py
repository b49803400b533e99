"""What learners rule out and insist on, asked of every career of the bundled catalog."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from credplan.core.model import Career, Catalog
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.shell.catalog_index import read_catalog

DAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog()


def asked(catalog: Catalog, career: Career, **wish: Any) -> Plan | NoPlan:
    return answer(catalog, Profile(), Question(goal=career, start=DAY, **wish), extras=False)


CAREERS = [c.id for c in read_catalog().careers]


@pytest.mark.parametrize("career", CAREERS)
def test_no_step_of_any_plan_goes_against_a_wish(catalog: Catalog, career: str) -> None:
    goal = next(c for c in catalog.careers if c.id == career)
    known = {c.id: c for c in catalog.credentials}
    plain = asked(catalog, goal)
    providers = (
        {known[s.credential].provider for s in plain.steps if s.credential in known}
        if isinstance(plain, Plan)
        else set()
    )
    for wish in ({"free": True}, {"accredited": True}, {"online": True}, {"provider": tuple(sorted(providers))}):
        found = asked(catalog, goal, **wish)
        if isinstance(found, NoPlan):
            assert found.conflict
            assert any(c.owner == "yours" for c in found.conflict) or isinstance(plain, NoPlan), (wish, found.conflict)
            continue
        assert isinstance(plain, Plan)
        if found.complete:
            assert len(found.totals.unknown) > len(plain.totals.unknown) or found.totals.cents >= plain.totals.cents
        for step in found.steps:
            credential = known.get(step.credential.removeprefix("viewed:"))
            if "free" in wish:
                assert [c.amount for c in step.costs if c.amount != 0] == []
            if credential is None:
                continue
            if "online" in wish:
                assert credential.delivery in ("online", "either")
                assert not any("centre" in name or "At a site" in name for name in step.bought)
            if "provider" in wish:
                assert credential.provider in wish["provider"]
            if "accredited" in wish:
                kinds = {r.kind for r in credential.recognition}
                lawful = {leaf.credential for law in goal.door.laws for leaf in law.requires.leaves}
                assert (
                    kinds & {"accredited", "required-by-law"}
                    or credential.provider == "local"
                    or credential.id in lawful
                )
        if "free" in wish:
            assert found.totals.cents == 0


@pytest.mark.parametrize("career", CAREERS)
def test_what_is_locked_is_in_the_plan_and_two_careers_cost_no_more_than_one_after_the_other(
    catalog: Catalog, career: str
) -> None:
    goal = next(c for c in catalog.careers if c.id == career)
    locked = asked(catalog, goal, lock=("comptia/tech-plus",))
    assert isinstance(locked, Plan)
    assert "comptia/tech-plus" in [s.credential for s in locked.steps]
    other = next(c for c in catalog.careers if c.id == "43-3031.00")
    if goal.id == other.id:
        return
    both, one, two = asked(catalog, goal, goals=(other,)), asked(catalog, goal), asked(catalog, other)
    assert isinstance(both, Plan)
    assert isinstance(one, Plan)
    assert isinstance(two, Plan)
    if not (both.totals.unknown or one.totals.unknown or two.totals.unknown):
        assert max(one.totals.cents, two.totals.cents) <= both.totals.cents <= one.totals.cents + two.totals.cents
