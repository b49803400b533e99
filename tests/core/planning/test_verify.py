"""The checker of proof files: it accepts what the planner writes, and no file that says something untrue."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from itertools import combinations, permutations
from typing import Any

import pytest
from asking import career, course, group
from generate import case, renewing_case

import small
from conftest import ROOT
from credplan.core.plan_data import no_plan_data, plan_data
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan
from credplan.core.planning.certificate import proof_data
from credplan.core.planning.claims import model_of
from credplan.core.planning.ground import ground
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.verify import verify
from credplan.core.verify.base import met
from credplan.core.verify.claims import Checker
from credplan.shell.catalog_files import catalog_files, compile_catalog

Proof = dict[str, Any]


def proof_of(catalog: Any, profile: Profile, question: Question) -> Proof | None:
    """What `plan --proof` writes; None where something that must be met can't be."""
    base = ground(catalog, profile, question)
    if base is None:
        return None
    problem, solved = base.asked()
    if solved.choice is None:
        found = answer(catalog, profile, question, extras=False)
        assert isinstance(found, NoPlan)
        told = no_plan_data(found, catalog, profile, question)
    else:
        told = plan_data(base.plan(problem, solved), catalog, profile, question)
    return json.loads(json.dumps(proof_data(problem, base.reached, solved, told)))  # type: ignore[no-any-return]


def random_proof(seed: int) -> Proof | None:
    one = case(seed)
    return proof_of(one.catalog, one.profile, Question(**one.asked._asdict()))


def checked(proof: Proof) -> dict[str, Any]:
    return verify(json.dumps(proof))[1]


def refused(proof: Proof) -> bool:
    """Whether the checker finds something untrue in a file, or finds that it is none."""
    try:
        checked(proof)
    except Exception:
        return True
    return False


# -- what the planner writes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("objective", ["cheapest", "fastest"])
def test_the_proof_of_every_bundled_career_holds_in_every_criterion(objective: Any) -> None:
    folder = str(ROOT / "data")
    catalog = compile_catalog(folder, catalog_files([folder]))
    for goal in catalog.careers[:: 1 if objective == "cheapest" else 4]:
        proof = proof_of(catalog, Profile(), Question(goal, small.DAY, objective=objective))
        if proof is not None:
            found = checked(proof)
            assert (goal.title, found["best"]) == (goal.title, len(proof["problem"]["criteria"]))


@pytest.mark.parametrize("block", range(6))
def test_the_proofs_of_random_plans_hold(block: int) -> None:
    plans = noes = whole = given = 0
    for seed in range(block * 60, (block + 1) * 60):
        proof = random_proof(seed)
        if proof is None:
            continue
        found = checked(proof)
        if proof["problem"]["given"]:
            given += 1
            assert found["best"] == 0, seed
        elif proof["answer"]["status"] == "infeasible":
            noes += 1
            assert found["best"] == 1, seed
        else:
            plans += 1
            whole += found["best"] == 5
    assert plans > 30
    assert noes > 0
    assert whole >= plans - 3


def test_the_proofs_of_plans_with_renewals_on_the_way_hold() -> None:
    renewed = 0
    for seed in range(60):
        one = renewing_case(seed)
        proof = proof_of(one.catalog, one.profile, Question(**one.asked._asdict()))
        if proof is not None:
            renewed += checked(proof).get("renewed", 0)
    assert renewed > 10


def test_the_planner_and_the_checker_make_the_same_rows_of_a_file() -> None:
    """Two writings of one page of docs/formats.md."""
    for seed in range(40):
        proof = random_proof(seed)
        if proof is None or not proof["claims"]:
            continue
        checker = Checker(proof["answer"], proof["problem"])
        theirs = [({j: a for j, a in terms.items() if a}, least) for terms, least in checker.rows()]
        data = proof["problem"]
        awards = [
            checker.begins(w, 0, data["reached"], dict.fromkeys(data["reached"], 10**9))
            + checker.least[w]
            + way["wait"]
            for w, way in enumerate(data["ways"])
        ]
        mine = model_of({**data, "awards": awards})
        assert [({j: a for j, a in terms.items() if a}, least) for terms, least in mine.rows] == theirs, seed
        assert mine.upper == checker.upper, seed


# -- planted errors ---------------------------------------------------------------------------------------------------

TEXT = (
    course("p/base", 20, 30)
    + course("p/dear", 20, 90)
    + course("p/next", 40, 60, more='requires = { credential = "p/base" }')
    + course("p/long", 90, 20)
    + career(
        group("First", '{ any = [{ credential = "p/base" }, { credential = "p/dear" }] }')
        + group("Second", '{ any = [{ credential = "p/next" }, { credential = "p/long" }] }')
    )
)


def small_proof(**limits: Any) -> Proof:
    of = small.catalog(TEXT)
    proof = proof_of(of, Profile(), small.question(of, "11-1111.00", **limits))
    assert proof is not None
    return proof


def change(path: str, to: Any) -> Callable[[Proof], None]:
    """Set the value at a path such as ``answer.steps.0.start``, or change it by a function."""

    def changed(proof: Proof) -> None:
        *inner, last = [int(key) if key.lstrip("-").isdigit() else key for key in path.split(".")]
        place: Any = proof
        for key in inner:
            place = place[key]
        place[last] = to(place[last]) if callable(to) else to

    return changed


def drop(path: str) -> Callable[[Proof], None]:
    def dropped(proof: Proof) -> None:
        *inner, last = [int(key) if key.isdigit() else key for key in path.split(".")]
        place: Any = proof
        for key in inner:
            place = place[key]
        del place[last]

    return dropped


def both(*changes: Callable[[Proof], None]) -> Callable[[Proof], None]:
    def changed(proof: Proof) -> None:
        for one in changes:
            one(proof)

    return changed


def way(name: str) -> int:
    return [one["step"] for one in small_proof()["problem"]["ways"]].index(name)


PLANTED: dict[str, Callable[[Proof], None]] = {
    "a step's price a cent more": change("answer.steps.0.costs.0.amount", "30.01"),
    "a price a cent more in the bill": change("answer.due.0.amount", "30.01"),
    "a price a cent more in the problem": change(f"problem.purchases.{way('p/base')}.cents", 3001),
    "the total a cent less": change("answer.totals.cost.USD", "49.99"),
    "a charge a day early": change("answer.due.0.date", "2026-11-30"),
    "a step that starts a day early": change("answer.steps.0.start", "2026-11-30"),
    "a step that ends a day early": change("answer.steps.1.work_ends", lambda day: f"{day[:-1]}0"),
    "an award on another day": change("answer.steps.1.finish", "2027-01-01"),
    "the finish a day early": change("answer.totals.finish", "2027-01-01"),
    "a step left out": both(drop("answer.steps.1"), drop("chosen.1")),
    "a step left out of the answer alone": drop("answer.steps.1"),
    "steps in another order": change("chosen", lambda ways: ways[::-1]),
    "a step twice": change("chosen", lambda ways: [ways[0], ways[0]]),
    "hours halved in the answer": change("answer.steps.0.effort_hours.likely", "10"),
    "hours halved in the problem": change(f"problem.ways.{way('p/base')}.minutes", 600),
    "all hours halved": change("answer.totals.effort_hours.likely", "1"),
    "a group left out": drop("problem.groups.1"),
    "a group asks for one thing less": change("problem.groups.1.need", [1, [[1, "p/base"]]]),
    "a group asks for what the plan lacks": change("problem.groups.1.need", [1, [[1, "p/next"]]]),
    "a condition more": change(f"problem.ways.{way('p/base')}.need", [1, [[1, "p/long"]]]),
    "another way is cheaper": change(f"problem.purchases.{way('p/next')}.cents", 100),
    "another way is free": change(f"problem.purchases.{way('p/dear')}.cents", 0),
    "another way is as cheap and shorter": both(
        change(f"problem.purchases.{way('p/next')}.cents", 2000), change(f"problem.ways.{way('p/next')}.minutes", 60)
    ),
    "a later begin": change(f"problem.ways.{way('p/base')}.earliest", 3),
    "a last day before it": change(f"problem.ways.{way('p/long')}.latest", 3),
    "an offer that has ended": change(f"problem.purchases.{way('p/long')}.until", 3),
    "a wait": change(f"problem.ways.{way('p/long')}.wait", 7),
    "more hours a week": change("problem.minutes_per_week", 700),
    "another start": change("problem.start", "2026-12-02"),
    "a budget in the problem": change("problem.limits.money", 6000),
    "a budget below the bill": both(change("problem.limits.money", 4000), change("answer.limits.budget", "40.00")),
    "a date before its end": both(change("problem.limits.finish", 20), change("answer.limits.by", "2026-12-21")),
    "a forged value": change("answer.objective.value", "49.00"),
    "a forged lower bound": change("answer.objective.bound", "49.00"),
    "a claim beyond the plan": change("claims.1.least", 5001),
    "a claim beyond the plan, by itself": both(change("claims.1.least", 5001), change("claims.1.alone", True)),
    "a claim on another criterion": change("claims.1.criterion", "steps"),
    "a claim that nothing fits": change("claims.1.criterion", ""),
    "a claim without a tree": change("claims.1.tree", []),
    "a tree cut short": both(change("claims.1.tree", [{"split": [0, 0]}])),
    "a tree with more than it needs": change("claims.1.tree", lambda tree: [*tree, *tree]),
    "multipliers of nothing": change("claims.1.tree.0.rows", []),
    "a multiplier below nothing": change("claims.1.tree.0.rows.0.1", lambda times: -times),
    "a multiplier left out": drop("claims.1.tree.0.rows.0"),
    "a multiplier of another row": change("claims.1.tree.0.rows.0.0", lambda row: row + 1),
    "a multiplier with a fraction": change("claims.1.tree.0.rows.0.1", 0.5),
    "a good said to come later": change("problem.reached", lambda days: {good: day + 90 for good, day in days.items()}),
    "a better set set aside": both(
        change(f"problem.purchases.{way('p/next')}.cents", 100), change("set_aside", [[way("p/base"), way("p/next")]])
    ),
    "a set aside that reaches nothing": change("set_aside", [[way("p/base")]]),
    "nothing of it": lambda proof: proof.clear(),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_refused(name: str) -> None:
    proof = small_proof()
    assert checked(proof)["best"] == 5
    PLANTED[name](proof)
    assert refused(proof)


def test_a_no_is_proved_and_a_false_one_is_refused() -> None:
    proof = small_proof(budget=40)
    assert checked(proof) == {"best": 1, "bound": None, "sets": 0}
    assert refused({**proof, "problem": {**proof["problem"], "limits": {"money": 6000, "finish": None}}})
    forged = copy.deepcopy(proof)
    forged["problem"]["limits"]["money"] = 6000
    forged["answer"]["limits"]["budget"] = "60.00"
    assert refused(forged)


def test_a_claim_about_all_plans_may_not_lean_on_sets_set_aside() -> None:
    """A set is set aside because it is no better than the plan; what is claimed of all plans must hold of it, too."""
    proof = small_proof()
    chosen = sorted(proof["chosen"])
    proof["set_aside"] = [chosen]
    for claim in proof["claims"]:
        claim["alone"] = True
        claim["least"] += 1
    assert refused(proof)


def test_a_claim_about_all_plans_that_does_lean_on_a_set_set_aside_is_refused() -> None:
    """``p/vague`` costs 10 and something unknown: no better than the plan, and cheaper in what is known."""
    text = course("p/known", 20, 50) + course("p/vague", 20, None, more="")
    of = small.catalog(
        text + career(group("One", '{ any = [{ credential = "p/known" }, { credential = "p/vague" }] }'))
    )
    proof = proof_of(of, Profile(), small.question(of, "11-1111.00"))
    assert proof is not None
    assert checked(proof)["best"] == 5
    vague = [one["step"] for one in proof["problem"]["ways"]].index("p/vague")
    proof["set_aside"] = [[vague]]
    rows = len(Checker(proof["answer"], proof["problem"]).rows())
    money = len(proof["problem"]["ways"])
    # One of the two is taken (the goal), not the vague one (set aside), and the other's price is 50.
    known = Checker(proof["answer"], proof["problem"]).rows()
    chosen = proof["chosen"][0]
    goal = next(i for i, (terms, least) in enumerate(known) if least == 1 and set(terms) == {vague, chosen})
    price = proof["problem"]["ways"][chosen]["buys"][0][0]
    bought = next(i for i, (t, _) in enumerate(known) if t.get(money + price) == 1 and t.get(chosen) == -1)
    tree = [{"rows": [[goal, 5000], [bought, 5000], [rows, 1], [rows + 1, 5000]]}]
    claim = {"criterion": "money", "least": 5000, "alone": True, "tree": tree}
    assert refused({**proof, "claims": [claim]})
    # The same sum is a proof where the set may be set aside, since unknown prices come first.
    tree = [{"rows": [[goal, 5000], [bought, 5000], [rows + 1, 1], [rows + 2, 5000]]}]
    first = proof["claims"][0]
    assert not refused({**proof, "claims": [first, {**claim, "alone": False, "tree": tree}]})


def test_a_step_that_nothing_needs_is_refused_without_any_claim() -> None:
    proof = small_proof()
    proof["claims"] = []
    assert checked(proof)["best"] == 0
    del proof["problem"]["groups"][1]
    assert refused(proof)


# -- numbers changed at random ----------------------------------------------------------------------------------------


def numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if isinstance(item, int) and not isinstance(item, bool):
            yield (*path, key)
        yield from numbers(item, (*path, key))


def keys_of(proof: Proof) -> Iterator[list[int]]:
    """What each plan in the class comes to by the file's criteria, by trying every set of ways in every order."""
    checker = Checker(proof["answer"], proof["problem"])
    ways = range(len(checker.ways))
    fitting: list[frozenset[int]] = []
    for size in range(len(ways) + 1):
        for chosen in map(frozenset, combinations(ways, size)):
            goods = {checker.ways[w]["good"] for w in chosen}
            if len(goods) < size or any(smaller < chosen for smaller in fitting):
                continue
            needs = [*checker.needs, *(checker.ways[w]["need"] for w in chosen)]
            if not all(met(need, lambda good, *_, goods=goods: good in goods) for need in needs) or circle(
                checker, chosen
            ):
                continue
            possible = False
            for order in permutations(chosen):
                state: Any = checker.nothing
                for w in order:
                    new = checker.worked(w, state)
                    if new is None:
                        break
                    state = new[0]
                else:
                    possible = True
                    paid = {p for w in chosen for p in checker.buys[w]}
                    yield checker.key(chosen, state[1], state[2], paid)
            if possible or not any(len(item) > 2 for need in needs for item in need[1]):
                fitting.append(chosen)


def circle(checker: Checker, chosen: frozenset[int]) -> bool:
    return bool(checker.open(chosen)[0])


SMALL = [seed for seed in range(400) if seed % 4 != 3]


def test_no_changed_number_makes_a_false_statement_pass() -> None:
    """Whatever is accepted is true: tried on every set and order of what the changed file says."""
    rng = random.Random(6)
    tried = accepted = 0
    proofs = [small_proof(), small_proof(objective="fastest"), small_proof(budget=40)]
    for seed in SMALL:
        proof = random_proof(seed)
        if proof is not None and 2 <= len(proof["problem"]["ways"]) <= 5 and not proof["problem"]["given"]:
            proofs.append(proof)
    for proof in proofs:
        places = [p for part in ("problem", "chosen", "set_aside", "claims") for p in numbers(proof[part], (part,))]
        for _ in range(40):
            changed = copy.deepcopy(proof)
            for path in rng.sample(places, rng.choice([1, 1, 1, 2])):
                inner: Any = changed
                for key in path[:-1]:
                    inner = inner[key]
                old = inner[path[-1]]
                inner[path[-1]] = max(0, rng.choice([old + 1, old - 1, 0, old // 2, old * 2, rng.randint(0, 9000)]))
            if changed == proof:
                continue
            tried += 1
            try:
                found = checked(changed)
            except Exception:
                continue
            accepted += 1
            best, mark = found["best"], found.get("key")
            main = changed["problem"]["criteria"][1]
            for key in keys_of(changed):
                if key == [10**18]:
                    continue  # beyond the limits
                assert mark is not None or not best, changed
                assert mark is None or key[:best] >= mark[:best], (key, mark)
                if found["bound"] is not None:
                    assert key[changed["problem"]["criteria"].index(main)] >= found["bound"]
    assert tried > 1_000
    assert 50 < accepted < tried - 500
