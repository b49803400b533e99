"""Pace, the high end and unpublished hours against trying everything, on catalogs that were rewritten as plain tables.

The second planner knows none of the three: it is given a catalog in which the numbers stand as the learner would count
them. They are put there by rewriting the tables that a catalog is read from, and not by the program's own walk.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from generate import Case, case
from oracle import TooLargeError, best_plan
from test_planner_against_brute_force import MOST_ORDERS, MOST_WAYS, dates, expected, worth

from credplan.core.model import Catalog, CatalogFile
from credplan.core.planning.adjusted import adjusted
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.master import solve
from credplan.core.planning.question import Question
from credplan.core.wire import compact_decode_hook, compact_encode_hook

BLOCK, BLOCKS = 60, 3


def tables(catalog: Catalog) -> dict[str, Any]:
    """A catalog as the tables that it could be read from, in cents and minutes."""
    found = {name: getattr(catalog, name) for name in CatalogFile.__struct_fields__}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found, enc_hook=compact_encode_hook))
    return plain


def read(catalog: Catalog, plain: dict[str, Any]) -> Catalog:
    """The catalog with what ``plain`` says."""
    content = msgspec.convert(plain, CatalogFile, dec_hook=compact_decode_hook)
    return msgspec.structs.replace(catalog, **{f: getattr(content, f) for f in content.__struct_fields__})


def every(value: Any) -> list[dict[str, Any]]:
    """All tables in a value, inner ones too."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict) else []) + [table for one in inner for table in every(one)]


def widened(one: Case, rng: random.Random) -> Catalog:
    """The catalog of a case with a high end beside about half of its hours, times and prices."""
    plain = tables(one.catalog)
    for table in every(plain):
        for key, more in (("likely", 1200), ("amount", 9000), ("days", 40)):
            # A wait has days and a name; only minimum times have ends.
            if table.get(key) is not None and "name" not in table and rng.random() < 0.5:
                table["high"] = table[key] + rng.randint(0, more)
    return read(one.catalog, plain)


def counted(catalog: Catalog, percent: int, *, safe: bool, stretch: bool) -> Catalog:
    """The catalog as the learner counts with it."""
    plain = tables(catalog)
    for route in (route for credential in plain["credentials"] for route in credential.get("routes", ())):
        for owner in (route, *route.get("parts", ())):
            if stretch and "ready" in owner and "from_zero" not in owner:
                owner["from_zero"] = {}
            for effort in filter(None, (owner.get(key) for key in ("effort", "ready", "from_zero"))):
                for end in ("likely", "low", "high"):
                    if effort.get(end) is not None:
                        whole, rest = divmod(effort[end] * percent, 100)
                        effort[end] = whole + (rest > 0)
    for table in every(plain) if safe else ():
        for key in ("likely", "amount", "days"):
            if table.get("high") is not None and table.get(key) is not None:
                table[key] = table["high"]
    return read(catalog, plain)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_a_learner_counts_with_is_what_is_planned_with(block: int) -> None:
    wrong, compared, changed = [], 0, 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        one, rng = case(seed), random.Random(f"counted {seed}")
        catalog = widened(one, rng)
        percent, safe, stretch = rng.choice((100, 70, 133, 205)), rng.random() < 0.5, rng.random() < 0.5
        known = {r.id: r for r in (*catalog.careers, *catalog.credentials)}
        asked = one.asked._replace(goal=known[one.asked.goal.id])
        learner = msgspec.structs.replace(one.profile.learner, pace_percent=percent)
        question = Question(**asked._asdict(), safe=safe, stretch=stretch)
        mine, counting = adjusted(catalog, learner, question)
        problem = build(mine, counting, standing_of(mine, one.profile, asked.start))
        theirs = counted(catalog, percent, safe=safe, stretch=stretch)
        goals = {r.id: r for r in (*theirs.careers, *theirs.credentials)}
        if len(problem.ways) > MOST_WAYS:
            continue
        try:
            best = best_plan(theirs, one.profile, asked._replace(goal=goals[asked.goal.id]), most_orders=MOST_ORDERS)
        except TooLargeError:
            continue
        compared += 1
        solved = solve(problem)
        objective = asked.objective
        if worth(solved, objective) != expected(best, objective):
            wrong.append((seed, worth(solved, objective), expected(best, objective)))
        elif solved.choice is not None and dates(problem, solved.choice) not in best.plans:
            wrong.append((seed, dates(problem, solved.choice), best.plans))
        plain = build(catalog, Question(**asked._asdict()), standing_of(catalog, one.profile, asked.start))
        changed += worth(solve(plain), objective) != worth(solved, objective)
    assert not wrong
    assert compared >= BLOCK // 2
    assert changed >= BLOCK // 4
