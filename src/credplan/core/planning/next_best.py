"""The next best plans that differ in substance: in the credentials that they take, not in how these are come by.

What was found is cut off exactly as it is, and the planner asked again. So each is the best of all that is left, and
what is not listed is no better than the last of the list.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from credplan.core.planning.answers import Plan
from credplan.core.planning.beside import credentials
from credplan.core.planning.ground import Ground
from credplan.core.planning.worth import OBJECTIVES


class Next(msgspec.Struct, frozen=True):
    """One of the best plans, the best first."""

    plan: Plan
    equal_to: int | None = None
    """The number (from 1) of the first plan that is exactly as good in everything that decides."""


def next_best(ground: Ground, count: int) -> Iterator[Next]:
    """The best plan and the ``count`` best ones after it that take other credentials, each solved exactly."""
    criteria = OBJECTIVES[ground.question.objective]
    cut: list[frozenset[int]] = []
    seen: list[frozenset[str]] = []
    keys: list[tuple[int, ...]] = []
    with ground.rows() as rows:
        while len(keys) <= count:
            found = ground.solve(rows, other=cut)
            choice = None if found is None else found[1].choice
            if found is None or choice is None:
                return
            cut.append(frozenset(ground.whole.ways[w].good for w in choice.ways))
            substance = credentials(ground, choice)
            if substance not in seen:
                seen.append(substance)
                key = choice.key(criteria)
                yield Next(ground.plan(*found), keys.index(key) + 1 if key in keys else None)
                keys.append(key)
            if not choice.ways:
                return  # who needs nothing has no other choice
