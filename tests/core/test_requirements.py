"""Requirement trees folded with what a learner brings keep their truth."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import small
from credplan.core.model import Credit, Requirement
from credplan.core.planning.build import standing_of
from credplan.core.requirements import (
    IMPOSSIBLE,
    MET,
    NEVER,
    Atom,
    Compiler,
    Goods,
    Need,
    atoms_of,
    both,
    first_day,
    holds,
    simplify,
)

GOODS = 4
ATOMS = st.builds(Atom, st.integers(0, GOODS - 1), st.booleans())
NEEDS = st.recursive(
    st.one_of(st.builds(Need, st.integers(-1, 1)), ATOMS.map(lambda a: Need(1, ((1, a),)))),
    lambda inner: st.builds(
        Need,
        st.integers(-1, 6),
        st.lists(st.tuples(st.integers(1, 3), st.one_of(ATOMS, inner)), max_size=4).map(tuple),
    ),
    max_leaves=12,
)
WORLDS = [{n for n in range(GOODS) if mask >> n & 1} for mask in range(1 << GOODS)]


def truth(need: Need, world: set[int]) -> bool:
    """Naively: do the weights of what holds add up?"""
    got = sum(
        weight for weight, item in need.items if (item.good in world if isinstance(item, Atom) else truth(item, world))
    )
    return got >= need.k


def in_world(world: set[int]) -> Callable[[Atom], bool]:
    return lambda atom: atom.good in world


@given(NEEDS)
def test_simplifying_keeps_the_truth_in_every_world(need: Need) -> None:
    simple = simplify(need)
    for world in WORLDS:
        assert truth(simple, world) == truth(need, world)
        assert holds(need, in_world(world)) == truth(need, world)


@given(NEEDS)
def test_simplifying_twice_changes_nothing_more_that_matters(need: Need) -> None:
    once = simplify(need)
    assert atoms_of(simplify(once)) == atoms_of(once) <= atoms_of(need)


@given(st.lists(NEEDS, max_size=3))
def test_both_asks_for_all_of_them(needs: list[Need]) -> None:
    together = both(*needs)
    for world in WORLDS:
        assert truth(together, world) == all(truth(need, world) for need in needs)


@given(NEEDS, st.dictionaries(st.integers(0, GOODS - 1), st.integers(1, 5)))
def test_the_first_day_is_the_first_on_which_the_need_holds(need: Need, award: dict[int, int]) -> None:
    days = [day for day in range(6) if truth(need, {good for good, on in award.items() if on <= day})]
    assert first_day(need, award) == (days[0] if days else NEVER)


@pytest.mark.parametrize(
    ("need", "simple"),
    [
        (Need(2, ((1, MET), (1, Atom(0)))), Need(1, ((1, Atom(0)),))),
        (Need(1, ((1, IMPOSSIBLE), (1, Atom(0)))), Need(1, ((1, Atom(0)),))),
        (Need(2, ((1, IMPOSSIBLE), (1, Atom(0)))), IMPOSSIBLE),
        (Need(1, ((1, MET), (1, Atom(0)))), MET),
        (Need(1, ((1, Need(1, ((1, Atom(3)),))),)), Need(1, ((1, Atom(3)),))),
        (Need(0, ((1, Atom(0)),)), MET),
    ],
)
def test_what_is_settled_falls_out_of_the_tree(need: Need, simple: Need) -> None:
    assert simplify(need) == simple


# -- compiling -------------------------------------------------------------------------------------------------------

CATALOG = small.catalog("""
[[credentials]]
id = "p/held"
[[credentials]]
id = "p/open"
""")
HELD, OPEN, NEVER_MET = (
    Requirement(credential="p/held"),
    Requirement(credential="p/open"),
    Requirement(education="master"),
)


def compiled(
    node: Requirement, profile: str = '[[credential]]\nid = "p/held"\nstatus = "earned"'
) -> tuple[Need, Goods]:
    goods = Goods({}, [])
    teachers = {"sql": (("p/course", 0, 2), ("p/exam", 1, 3), ("viewed:p/course", 0, 1))}
    compiler = Compiler(
        standing_of(CATALOG, small.profile(profile), small.DAY),
        goods, teachers, {}, lambda leaf: (4, (("p/credit", 6), ("p/more", 12))), {},
    )  # fmt: skip
    return compiler.compile(node, "prerequisite"), goods


@pytest.mark.parametrize(
    ("node", "wanted", "names"),
    [
        (Requirement(all=(HELD, OPEN)), Need(1, ((1, Atom(0)),)), ["p/open"]),
        (Requirement(any=(HELD, OPEN)), MET, ["p/open"]),
        (Requirement(all=(OPEN, NEVER_MET)), IMPOSSIBLE, ["p/open"]),
        (Requirement(any=(OPEN, NEVER_MET)), Need(1, ((1, Atom(0)),)), ["p/open"]),
        (Requirement(n=2, of=(HELD, OPEN, NEVER_MET)), Need(1, ((1, Atom(0)),)), ["p/open"]),
        (
            Requirement(part="p/open#core-1"),
            Need(1, ((1, Atom(0)), (1, Atom(1)))),
            ["p/open", "part:p/open#core-1"],
        ),
        (Requirement(credential="p/open", concurrent=True), Need(1, ((1, Atom(0, True)),)), ["p/open"]),
        (Requirement(skill="sql", evidence=2), Need(1, ((1, Atom(0)), (1, Atom(1)))), ["p/course", "p/exam"]),
        (Requirement(skill="sql", level="intermediate"), Need(1, ((1, Atom(0)),)), ["p/exam"]),
        (Requirement(skill="sql", evidence=4), Need(1), []),
        (Requirement(skill="unheard-of"), Need(1), []),
        (Requirement(credit=Credit(4)), MET, ["p/credit", "p/more"]),
        (Requirement(credit=Credit(22)), Need(18, ((6, Atom(0)), (12, Atom(1)))), ["p/credit", "p/more"]),
        (Requirement(credit=Credit(23)), IMPOSSIBLE, ["p/credit", "p/more"]),
    ],
)
def test_a_tree_is_folded_to_what_a_plan_must_bring(node: Requirement, wanted: Need, names: list[str]) -> None:
    need, goods = compiled(node)
    assert need == wanted
    assert goods.names == names


def test_a_waived_leaf_is_met_unless_law_asks_for_it() -> None:
    waiver = '[[waiver]]\nrequirement = "education"\nbecause = "agreed with the school"'
    assert compiled(NEVER_MET, waiver)[0] == MET
    assert compiled(Requirement(education="master", basis="law"), waiver)[0].impossible
