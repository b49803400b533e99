"""A question so small that its answer is known: whether the planner and its solver work at all on this machine."""

from __future__ import annotations

import datetime as dt

from credplan.core.model import Career, Catalog, Credential, Effort, Group, Offer, Part, Price, Requirement, Route
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.master import solve
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.units import Cents, Minutes

_DAY = dt.date(2026, 1, 1)
_PRICES = {"a/one": 30, "a/two": 50, "b/one": 40, "b/two": 45}
_BEST = Cents(70_00)


def solver_fault() -> str:
    """What is wrong with the answer to the known question; empty when it is the right one, and proved.

    One of each pair is to be earned at the least cost: 30 and 40 make 70.

    Raises:
        SolverError: the solver's library can't be loaded, or refuses to work.
    """
    credentials = tuple(
        Credential(
            id=ident,
            name=ident,
            provider=ident[0],
            type="Certificate",
            kind="course",
            routes=(Route(parts=(Part("x", "x", "course", effort=Effort(likely=Minutes(600))),)),),
            offers=(Offer("fee", Price(amount=Cents(100 * price))),),
        )
        for ident, price in _PRICES.items()
    )
    pairs = (("a/one", "a/two"), ("b/one", "b/two"))
    core = tuple(
        Group(str(i), Requirement(any=tuple(Requirement(credential=c) for c in pair))) for i, pair in enumerate(pairs)
    )
    goal = Career("00-0000.00", "Check", core=core)
    catalog = Catalog("check", _DAY, credentials=credentials, careers=(goal,))
    solved = solve(build(catalog, Question(goal, _DAY), standing_of(catalog, Profile(), _DAY)))
    if solved.choice is None:
        return "it finds no plan where there is one"
    if solved.choice.worth["money"] != _BEST:
        return f"it finds a plan for {Cents(solved.choice.worth['money'])} where {_BEST} is the best"
    return "" if solved.proved else f"it can't prove the best plan ({solved.reason})"
