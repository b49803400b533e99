"""Where no single change helps, the pairs of changes that a no proposes are ends of all that could be had."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec
import pytest
from asking import JOB, career, course, group, no
from generate import Case, case
from test_trade_offs import unbeaten

from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.planning.question import Question
from credplan.core.units import Cents

BLOCK = 100


def neither(one: Case, ends: list[tuple[int, int, int, int]]) -> Question:
    """The case with a cent too little for the cheapest plan and a day too few for the soonest."""
    plain = msgspec.structs.replace(Question(**one.asked._asdict()), objective="cheapest")
    by = one.asked.start + dt.timedelta(days=ends[-1][1] - 1)
    return msgspec.structs.replace(plain, budget=Cents(ends[0][0] - 1), by=by)


@pytest.mark.parametrize("block", range(4))
def test_the_pairs_of_money_and_day_are_the_two_ends(block: int) -> None:
    wrong, one_pair, two_pairs, hours = [], 0, 0, 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        one = case(seed)
        one = one._replace(asked=one.asked._replace(budget=None, by=None))
        ends = unbeaten(one)
        if not ends or not ends[0][0] or not ends[-1][1]:
            continue
        asked = neither(one, ends)
        found = answer(one.catalog, one.profile, asked, extras=False)
        if not isinstance(found, NoPlan) or not found.separate or not found.proved:
            continue
        changes = [dict(r.changes) for r in found.relaxations if not r.dropped]
        if any(len(change) == 1 for change in changes):
            continue  # more hours are cheaper and sooner at once
        days = [(one.asked.start + dt.timedelta(days=d)).isoformat() for _, d, *_ in ends]
        expected = [{"--budget": str(Cents(e[0])), "--by": day} for e, day in zip(ends, days, strict=True)]
        pairs = [change for change in changes if set(change) == {"--budget", "--by"}]
        if pairs != list({str(e): e for e in (expected[0], expected[-1])}.values()):
            wrong.append((seed, pairs, expected))
        one_pair, two_pairs = one_pair + (len(pairs) == 1), two_pairs + (len(pairs) == 2)
        for change, told in zip(changes, found.relaxations, strict=False):
            hours += "--hours-per-week" in change
            then = answer(one.catalog, one.profile, changed(asked, change), extras=False)
            if not isinstance(then, Plan) or (then.totals.cents, then.totals.finish) != (told.cents, told.finish):
                wrong.append((seed, change, told))
    assert not wrong
    assert (one_pair, two_pairs, hours) >= (5, 3, 3)


def changed(question: Question, changes: dict[str, str]) -> Question:
    replace = msgspec.structs.replace
    if "--budget" in changes:
        question = replace(question, budget=Cents(int(Decimal(changes["--budget"]) * 100)))
    if "--by" in changes:
        question = replace(question, by=dt.date.fromisoformat(changes["--by"]))
    if "--hours-per-week" in changes:
        question = replace(question, weekly=int(Decimal(changes["--hours-per-week"]) * 60))
    return question


def test_hours_are_not_blamed_where_no_hours_would_do() -> None:
    wait = 'waits = [{ name = "review", days = 90 }]'
    text = course("p/slow", 10, 10, route=wait) + career(group("Anchor", '{ credential = "p/slow" }', anchor=True))
    assert [limit.kind for limit in no(text, JOB, by="2026-12-31").conflict] == ["by"]
    soon = text.replace("days = 90", "days = 10")
    assert [limit.kind for limit in no(soon, JOB, by="2026-12-08").conflict] == ["by", "hours"]
