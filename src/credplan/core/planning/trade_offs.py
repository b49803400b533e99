"""Every plan that nothing beats in both money and finish, and what other hours a week would give.

The cheapest plan comes first, then the soonest. Between them the cheapest plan that is done a day before the last one
found is the next, until that is the soonest: each is solved exactly under a date, and no other is left out. As
everywhere, prices and hours that nobody could source come before money: all these plans need equally few of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from credplan.core.dates import add_days
from credplan.core.planning.answers import Plan
from credplan.core.planning.beside import End, end_of
from credplan.core.planning.cover import HALF_HOUR, MOST_WEEKLY
from credplan.core.planning.ground import Ground, unsourced
from credplan.core.planning.master import Solved
from credplan.core.planning.problem import Problem
from credplan.core.planning.question import Question
from credplan.core.planning.rows import Rows
from credplan.core.planning.worth import Choice

HALVES = (1, 3, 4)
"""The hours a week that are tried, as halves of the learner's own."""


class Pace(msgspec.Struct, frozen=True):
    """The cheapest and the soonest plan at other hours a week; None when none fits, or when less can be covered."""

    weekly: int
    cheapest: End | None
    soonest: End | None


class TradeOffs(msgspec.Struct, frozen=True):
    """The plans found so far, from the cheapest to the soonest, and the hours a week tried so far."""

    plans: tuple[Plan, ...] = ()
    whole: bool = False
    """Nothing is missing between the cheapest and the soonest of ``plans``."""
    proved: bool = True
    """Every search that led to them was closed in integers."""
    sooner: End | None = None
    """The cheapest plan that is done before all of ``plans``: it needs more of what nobody could source."""
    paces: tuple[Pace, ...] = ()
    done: bool = False
    """Everything was looked at."""


def trade_offs(ground: Ground, *, paces: bool = True) -> Iterator[TradeOffs]:
    """The trade-offs of a question as far as they are known, again after each thing that was found.

    The last value is the answer; whoever stops earlier has what is true so far. Nothing comes when no plan fits.
    """
    replace, question = msgspec.structs.replace, ground.question
    cheapest = replace(question, objective="cheapest")
    with ground.rows() as rows:
        first = _solved(ground, rows, cheapest)
        if first is None:
            return
        state = _grown(TradeOffs(), ground, first)
        yield state
        unknown = _choice(first).worth["unknown"]
        # Where all can be known, nothing else is of interest: that spares every proof that there is no more.
        closed = frozenset() if unknown else unsourced(ground.whole)
        last = _solved(ground, rows, replace(question, objective="fastest"), closed, _choice(first).ways)
        assert last is not None
        end = _choice(last).worth["finish"]
        if end < _choice(first).worth["finish"]:
            state = _grown(state, ground, last)
            yield state
        before = _choice(first).worth["finish"]
        while before > end:
            asked = replace(cheapest, by=add_days(question.start, before - 1))
            found = _solved(ground, rows, asked, closed, _choice(last).ways)
            assert found is not None
            before = _choice(found).worth["finish"]
            if before > end:
                state = _grown(state, ground, found)
                yield state
        state = replace(state, whole=True)
        yield state
        if end > 0:
            asked = replace(cheapest, by=add_days(question.start, end - 1))
            more = _solved(ground, rows, asked)
            state = replace(state, sooner=None if more is None else end_of(ground, _choice(more)))
    for weekly in _paces(question.weekly) if paces else ():
        state = replace(state, paces=tuple(sorted((*state.paces, _pace(ground, weekly)), key=lambda p: p.weekly)))
        yield state
    yield replace(state, done=True)


def _solved(
    ground: Ground,
    rows: Rows | None,
    question: Question,
    closed: frozenset[int] = frozenset(),
    start: tuple[int, ...] = (),
) -> tuple[Problem, Solved] | None:
    found = ground.solve(rows, question=question, closed=closed, start=start, equals=True)
    return None if found is None or found[1].choice is None else found


def _choice(found: tuple[Problem, Solved]) -> Choice:
    assert found[1].choice is not None
    return found[1].choice


def _grown(state: TradeOffs, ground: Ground, found: tuple[Problem, Solved]) -> TradeOffs:
    plans = sorted((*state.plans, ground.plan(*found)), key=lambda p: p.totals.finish, reverse=True)
    return msgspec.structs.replace(state, plans=tuple(plans), proved=state.proved and found[1].proved)


def _paces(weekly: int) -> list[int]:
    """Half, half as much again and double, on half hours."""
    tried = {max(HALF_HOUR, -(-weekly * halves // 2 // HALF_HOUR) * HALF_HOUR) for halves in HALVES}
    return sorted(pace for pace in tried if pace != weekly and pace <= MOST_WEEKLY)


def _pace(ground: Ground, weekly: int) -> Pace:
    replace = msgspec.structs.replace
    asked = replace(ground.question, weekly=weekly, objective="cheapest")
    found = ground.solve(question=asked, prove=False)
    if found is None or found[1].choice is None:
        return Pace(weekly, None, None)
    soonest = ground.solve(question=replace(asked, objective="fastest"), start=_choice(found).ways, prove=False)
    assert soonest is not None
    return Pace(weekly, end_of(ground, _choice(found)), end_of(ground, _choice(soonest)))
