"""The next best plans, checked by trying everything."""

from __future__ import annotations

import os
import random

import msgspec
import pytest
from generate import Case, case
from oracle import CRITERIA, TooLargeError, every_plan

from credplan.core import model as m
from credplan.core.planning import master
from credplan.core.planning.ground import ground
from credplan.core.planning.next_best import next_best
from credplan.core.planning.question import Question

CASES = int(os.environ.get("CREDPLAN_CASES", "800")) // 5
BLOCK, MOST_WAYS, MOST_ORDERS, COUNT = 50, 14, 1_000, 4

Key = tuple[int, ...]


def choosing(seed: int) -> Case:
    """A case whose career asks for any of some credentials, twice; two of three without limits."""
    one, rng = case(seed), random.Random(f"choosing {seed}")
    ids = sorted(c.id for c in one.catalog.credentials)
    groups = tuple(
        m.Group(
            name=f"group {n}",
            anchor=n == 0,
            requires=m.Requirement(any=tuple(m.Requirement(credential=i) for i in rng.sample(ids, min(len(ids), 3)))),
        )
        for n in range(rng.choice([1, 2]))
    )
    career = m.Career(id="99-9999.00", title="Choosers", core=groups)
    limits = {} if seed % 3 == 0 else {"budget": None, "by": None}
    catalog = msgspec.structs.replace(one.catalog, careers=(career,))
    return Case(catalog, one.profile, one.asked._replace(goal=career, **limits))


def by_trying_everything(one: Case) -> dict[frozenset[str], Key] | None:
    """The best worth of every set of credentials; None where there is too much to try."""
    best: dict[frozenset[str], Key] = {}
    try:
        plans = every_plan(*one, most_orders=MOST_ORDERS)
    except TooLargeError:
        return None
    for plan in plans:
        taken = frozenset(
            good.partition(":")[2].partition("#")[0] for good in plan.goods if not good.startswith("attest:")
        )
        key = tuple(plan.worth[k] for k in CRITERIA[one.asked.objective])
        best[taken] = min(best.get(taken, key), key)
    return best


def mine(one: Case) -> list[tuple[frozenset[str], Key, int | None]] | None:
    base = ground(one.catalog, one.profile, Question(**one.asked._asdict()))
    if base is None or base.uncovered or len(base.whole.ways) > MOST_WAYS or one.asked.budget == 0:
        return None
    found = []
    for best in next_best(base, COUNT):
        totals = best.plan.totals
        worth = {
            "unknown": sum(c.amount is None for c in best.plan.due),
            "money": totals.cents,
            "finish": (totals.finish - one.asked.start).days,
            "hours": totals.minutes,
            "steps": len(best.plan.steps),
            "value": totals.cents * 60 + totals.minutes * (one.asked.hour_value or 0),
        }
        taken = frozenset(s.credential for s in best.plan.steps if not s.credential.startswith("attest:"))
        found.append((taken, tuple(worth[k] for k in CRITERIA[one.asked.objective]), best.equal_to))
    return found


@pytest.mark.parametrize("block", range(-(-CASES // BLOCK)))
def test_no_better_set_of_other_credentials_is_missing(block: int) -> None:
    compare(block)


@pytest.mark.parametrize("block", range(-(-CASES // BLOCK // 4)))
def test_the_masters_proposals_miss_none_either(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(master, "MOST_GROWN", 0)  # no set in the making is looked at
    compare(block)


def compare(block: int) -> None:
    wrong, several = [], 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        one = choosing(seed)
        listed = mine(one)
        expected = by_trying_everything(one) if listed is not None else None
        if listed is None or expected is None:
            continue
        several += len(listed) > 1
        # A step that needs nothing has no key but itself: unknown hours are no charge, so they are left out here.
        keys = [key[1:] for _, key, _ in listed]
        best = sorted(expected.values())[: COUNT + 1]
        if keys != [key[1:] for key in best] or any(expected[taken][1:] != key[1:] for taken, key, _ in listed):
            wrong.append((seed, listed, sorted(expected.items(), key=lambda pair: pair[1])[: COUNT + 2]))
        if len({taken for taken, _, _ in listed}) != len(listed):
            wrong.append((seed, "twice"))
        for number, (_, key, equal) in enumerate(listed):
            same = [n for n in range(number) if best[n] == best[number]]
            if equal != (same[0] + 1 if same else None):
                wrong.append((seed, key, equal))
    assert not wrong
    assert several >= BLOCK // 10
