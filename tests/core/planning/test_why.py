"""What is said about a step and about how long a plan is best, each thing solved again as a question of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from asking import course, held
from generate import Case
from test_next_best import choosing

import small
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan
from credplan.core.planning.beside import Instead
from credplan.core.planning.ground import Ground, ground
from credplan.core.planning.lasting import Lasting, lasting
from credplan.core.planning.question import Question
from credplan.core.planning.why import why
from credplan.core.planning.worth import OBJECTIVES

MOST_WAYS = 16
ORDER = {"unknown price": "unknown", "later": "finish", "longer": "minutes", "more steps": "steps"}


def question(one: Case, **changes: Any) -> Question:
    return msgspec.structs.replace(Question(**one.asked._asdict()), **changes)


def again(one: Case, **changes: Any) -> Plan | None:
    """The answer to a question of its own; None where nothing fits or less can be covered."""
    found = answer(one.catalog, one.profile, question(one, **changes), extras=False)
    return found if isinstance(found, Plan) and found.complete else None


def planned(seed: int) -> tuple[Case, Ground, Plan] | None:
    one = choosing(seed)
    base = ground(one.catalog, one.profile, question(one))
    found = again(one)
    if base is None or found is None or len(base.whole.ways) > MOST_WAYS or not found.steps:
        return None
    return one, base, found


def worth(plan: Plan, start: dt.date) -> dict[str, int]:
    totals = plan.totals
    return {
        "money": totals.cents,
        "finish": (totals.finish - start).days,
        "minutes": totals.minutes,
        "steps": len(plan.steps),
    }


def equal(plan: Plan | None, other: Instead | None) -> bool:
    if plan is None or other is None:
        return plan is None and other is None
    totals, end = plan.totals, other.end
    return (totals.cents, totals.finish, totals.minutes) == (end.cents, end.finish, end.minutes)


@pytest.mark.parametrize("seeds", [range(n, n + 50) for n in range(0, 300, 50)], ids=str)
def test_each_reason_of_each_step_is_true_when_asked_again(seeds: range) -> None:
    refused = tried = 0
    for seed in seeds:
        have = planned(seed)
        if have is None:
            continue
        one, base, plan = have
        for step in plan.steps:
            told = why(base, plan, step)
            assert told.serves, seed
            if step.credential.startswith("attest:"):
                continue
            without = again(one, without=(*one.asked.without, step.credential))
            assert equal(without, told.refused), (seed, step.credential)
            assert bool(told.stuck) == (without is None)
            refused += told.refused is not None
            for rival in told.rivals:
                if rival.lost in ("limits", "readiness", "other need") or rival.instead is None:
                    continue
                tried += 1
                wish = {"without": (*one.asked.without, step.credential), "lock": (*one.asked.lock, rival.credential)}
                other = again(one, **wish)
                assert other is not None, (seed, rival)
                assert equal(other, rival.instead), (seed, rival)
                mine, theirs = worth(plan, one.asked.start), worth(other, one.asked.start)
                if rival.lost == "equal":
                    assert mine == theirs
                elif rival.lost in ("later", "longer", "more steps"):
                    assert theirs[ORDER[rival.lost]] > mine[ORDER[rival.lost]], (seed, rival)
                elif rival.lost == "dearer" and one.asked.objective != "balanced":
                    assert theirs["money"] > mine["money"]
                elif rival.lost == "unknown price":
                    assert rival.instead.end.unknown > base.solve()[1].choice.worth["unknown"]  # type: ignore[index, union-attr]
                criteria = [c for c in OBJECTIVES[one.asked.objective] if c in mine]
                if rival.lost in ("dearer", "later") and one.asked.objective != "balanced":
                    first = next(c for c in criteria if mine[c] != theirs[c])
                    assert first == {"dearer": "money", "later": "finish"}[rival.lost]
    assert refused >= 3
    assert tried >= 1


def last(base: Ground) -> Lasting | None:
    state = None
    for state in lasting(base):  # noqa: B007 - the last is returned
        pass
    return state


def taken(plan: Plan | None) -> frozenset[str] | None:
    return (
        None if plan is None else frozenset(s.credential for s in plan.steps if not s.credential.startswith("attest:"))
    )


@pytest.mark.parametrize("seeds", [range(n, n + 25) for n in range(0, 150, 25)], ids=str)
def test_ranges_hold_to_the_cent_and_the_half_hour_and_no_further(seeds: range) -> None:
    edges = 0
    for seed in seeds:
        have = planned(seed)
        if have is None:
            continue
        one, base, plan = have
        state = last(base)
        if state is None:
            continue
        mine = taken(plan)
        low = state.least_budget.value if state.least_budget else 0
        high = state.most_budget.value if state.most_budget else max(low, plan.totals.cents) + 50_000
        for budget in sorted({low, (low + high) // 2, max(low, plan.totals.cents), high}):
            assert taken(again(one, budget=budget)) == mine, (seed, budget)
        if state.most_budget is None:
            assert taken(again(one, budget=None)) == mine
        for edge, budget in ((state.least_budget, low - 1), (state.most_budget, high + 1)):
            if edge is not None:
                edges += 1
                beyond = again(one, budget=budget)
                assert taken(beyond) != mine, (seed, budget)
                assert equal(beyond, edge.beyond), (seed, budget)
        least = state.least_weekly.value if state.least_weekly else 30
        most = state.most_weekly.value if state.most_weekly else 3600
        inside = [w for w in range(30, 3601, 30) if least <= w <= most]
        for weekly in {*inside[:3], *inside[:: max(1, len(inside) // 4)], *inside[-2:], least, most}:
            assert taken(again(one, weekly=weekly)) == mine, (seed, weekly)
        for edge, weekly in (
            (state.least_weekly, -(-least // 30) * 30 - 30),
            (state.most_weekly, most // 30 * 30 + 30),
        ):
            if edge is not None:
                edges += 1
                assert taken(again(one, weekly=weekly)) != mine, (seed, weekly)
    assert edges >= 3


def test_the_last_day_to_begin_is_the_last_on_which_these_steps_fit() -> None:
    said = 0
    for seed in range(300):
        have = planned(seed)
        if have is None or have[0].asked.budget is not None:
            continue
        one, base, plan = have
        first = next(iter(lasting(base)), None)
        if first is None or first.begin_by is None:
            continue
        said += 1
        mine = {s.credential for s in plan.steps}
        known = tuple(c for c in one.catalog.credentials if c.id in mine or one.profile.holding(c.id))
        only = one._replace(catalog=msgspec.structs.replace(one.catalog, credentials=known))
        for ahead in {0, (first.begin_by - one.asked.start).days // 2, (first.begin_by - one.asked.start).days}:
            assert again(only, start=one.asked.start + dt.timedelta(days=ahead)) is not None, (seed, ahead)
        ways = {(s.credential, s.route, s.bought, s.subscribed, s.minutes) for s in plan.steps}
        later = again(only, start=first.begin_by + dt.timedelta(days=1))
        assert (
            later is None or {(s.credential, s.route, s.bought, s.subscribed, s.minutes) for s in later.steps} != ways
        ), seed
        assert first.because
    assert said >= 3


def test_what_is_held_and_lapses_limits_the_day_to_begin() -> None:
    text = course("a/card", 5, 10) + course("a/exam", 10, 50, 'requires = { credential = "a/card", concurrent = true }')
    card = small.profile(held("a/card", "earned = 2026-01-01\nexpires = 2027-02-01"))
    catalog = small.catalog(text)
    base = ground(catalog, card, small.question(catalog, "a/exam"))
    assert base is not None
    first = next(iter(lasting(base)))
    # Ten hours take seven days, and on the day after them the card must still be valid: 24 to 31 January.
    assert first.begin_by == dt.date(2027, 1, 24)
    assert first.because == "the last day of the Card that you hold, 2027-01-31"
