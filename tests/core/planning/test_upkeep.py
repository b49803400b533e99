"""What a plan costs to keep: on dates, over some years from its finish, and counted into the choice where asked."""

from __future__ import annotations

import datetime as dt
import random
from itertools import product

import msgspec
import pytest
from asking import JOB, career, course, group, held, ids, no, plan
from generate import Case, case

from credplan.core.dates import add_months
from credplan.core.model import Price, Renewal, Validity
from credplan.core.planning import rows, sets, worth
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.master import solve
from credplan.core.planning.question import Question
from credplan.core.planning.upkeep import least_upkeep
from credplan.core.planning.worth import OBJECTIVES
from credplan.core.profile import SavedPlan, SavedStep
from credplan.core.renewals import renewals
from credplan.core.units import Cents


def kept(ident: str, price: int, validity: str) -> str:
    return course(ident, 10, price, f"[credentials.validity]\n{validity}\n")


RENEWED = 'months = {}\nrenewals = [{{ name = "Renewal", how = "fee", fee = {{ amount = {} }} }}]'


@pytest.mark.parametrize(
    ("validity", "years", "total", "yearly"),
    [
        # Awarded on 1 December 2026, which is the finish: what falls due in [finish, finish + years) counts.
        (RENEWED.format(36, 100), 5, 10000, 2000),
        (RENEWED.format(36, 100), 3, 0, 0),  # due on the very day after the third year
        (RENEWED.format(24, 100), 5, 20000, 4000),
        (RENEWED.format(24, 100), 40, 190000, 4750),
        ("annual_fee = { amount = 50 }", 5, 20000, 4000),
        ("annual_fee = { amount = 50 }\n" + RENEWED.format(24, 30), 5, 26000, 5200),
        ("never = true", 5, 0, 0),
    ],
)
def test_what_falls_due_after_the_finish_is_added_up(validity: str, years: int, total: int, yearly: int) -> None:
    totals = plan(kept("a/x", 10, validity), "a/x", years=years).totals
    assert (totals.upkeep_total, totals.upkeep_cents, totals.upkeep_years) == (total, yearly, years)
    assert not totals.upkeep_unknown
    assert totals.cents == 1000


def test_a_fee_nobody_knows_is_said_and_not_taken_for_nothing() -> None:
    totals = plan(kept("a/x", 10, 'months = 24\nrenewals = [{ name = "Exam again", how = "retake" }]'), "a/x").totals
    assert (totals.upkeep_total, totals.upkeep_unknown) == (0, True)


def test_what_is_held_counts_and_is_told_apart() -> None:
    text = kept("a/x", 10, RENEWED.format(36, 100)) + kept("a/old", 10, "annual_fee = { amount = 30 }")
    totals = plan(text, "a/x", held("a/old")).totals
    # 1 January of 2027 to 2031 lie in the five years from 1 December 2026 on.
    assert (totals.upkeep_total, totals.upkeep_held) == (10000 + 5 * 3000, 5 * 3000)


CASCADE = kept("a/lo", 10, RENEWED.format(36, 100).replace("}]", '}, { name = "Hi", how = "higher", by = ["a/hi"] }]'))
CASCADE += course(
    "a/hi", 300, 10, 'requires = { credential = "a/lo" }\n[credentials.validity]\n' + RENEWED.format(36, 100)
)


def test_a_higher_credential_carries_the_lower_one_as_it_does_in_renewals() -> None:
    totals = plan(CASCADE, "a/hi", years=5).totals
    assert totals.upkeep_total == 20000  # both lapse three years after the higher one, once in five years
    assert plan(CASCADE, "a/hi", years=3).totals.upkeep_total == 0


def test_a_pooled_fee_is_paid_once() -> None:
    fee = 'annual_fee = { amount = 50 }\nfee_pool = "p"'
    text = kept("a/x", 10, fee) + kept("a/y", 10, fee)
    job = career(group("X", '{ credential = "a/x" }') + group("Y", '{ credential = "a/y" }'))
    totals = plan(text + job, JOB).totals
    assert (totals.upkeep_total, totals.upkeep_cents) == (25000, 5000)  # the first anniversary is 1 December 2027


def perishing(seed: int) -> Case:
    """A random case in which most credentials have to be renewed or cost a yearly fee."""
    one, rng = case(seed), random.Random(seed)
    changed = []
    for credential in one.catalog.credentials:
        higher = rng.choice(one.catalog.credentials).id
        fee = Price(amount=Cents(rng.choice((0, 500, 900))), currency="USD")
        renewals = (
            Renewal("Fee", "fee", fee=fee, every_months=rng.choice((None, 9))),
            Renewal("Up", "higher", by=(higher,)),
        )
        validity = Validity(
            months=rng.choice((None, 6, 14, 30)),
            renewals=renewals[: rng.randint(0, 2)],
            annual_fee=fee if rng.random() < 0.4 else None,
            fee_pool=rng.choice(("", "p")),
        )
        changed.append(msgspec.structs.replace(credential, validity=validity))
    catalog = msgspec.structs.replace(one.catalog, credentials=tuple(changed))
    known = {c.id: c for c in changed}
    goal = known.get(one.asked.goal.id, one.asked.goal)
    return one._replace(catalog=catalog, asked=one.asked._replace(goal=goal))


def test_a_plans_upkeep_is_what_renewals_counts_for_it_once_it_is_saved() -> None:
    compared = 0
    for seed in range(60):
        one = perishing(seed)
        question = Question(**one.asked._asdict())
        found = answer(one.catalog, one.profile, question, extras=False)
        if not isinstance(found, Plan) or not found.steps:
            continue
        steps = tuple(SavedStep(s.credential, s.route, s.start, s.finish) for s in found.steps if "/" in s.credential)
        saved = SavedPlan("p", found.goal.id, question.start, step=steps)
        record = msgspec.structs.replace(one.profile, plan=(saved,))
        years = (found.totals.finish - question.start).days // 365 + 6
        due = renewals(record, one.catalog, question.start, years).due
        until = add_months(found.totals.finish, 12 * question.years)
        mine = [d for d in due if d.due is not None and found.totals.finish <= d.due < until and d.currency == "USD"]
        assert sum(d.cost or 0 for d in mine) == found.totals.upkeep_total, seed
        compared += found.totals.upkeep_total > 0
    assert compared >= 15


# -- counted into the choice ---------------------------------------------------------------------------------------

CHOICE = (
    kept("a/cheap", 10, RENEWED.format(12, 100))
    + kept("a/dear", 300, "never = true")
    + career(group("One", '{ any = [{ credential = "a/cheap" }, { credential = "a/dear" }] }'))
)


def test_upkeep_decides_only_where_it_is_asked_to() -> None:
    assert ids(plan(CHOICE, JOB)) == ["a/cheap"]
    counted = plan(CHOICE, JOB, count_upkeep=True)
    # 10 now and 100 in each of four anniversaries inside five years, against 300 once.
    assert (ids(counted), counted.totals.cents, counted.value, counted.status) == (["a/dear"], 30000, 30000, "optimal")
    assert ids(plan(CHOICE, JOB, count_upkeep=True, years=3)) == ["a/cheap"]  # 10 + 2 x 100
    assert plan(CHOICE, JOB, count_upkeep=True, years=3).value == 21000


def test_a_budget_is_for_the_bill_and_not_for_upkeep() -> None:
    found = plan(CHOICE, JOB, count_upkeep=True, budget=20)
    assert (ids(found), found.totals.cents, found.value) == (["a/cheap"], 1000, 41000)
    assert [dict(r.changes) for r in no(CHOICE, JOB, count_upkeep=True, budget=9).relaxations] == [
        {"--budget": "10.00"}
    ]


def test_with_many_choices_the_sum_of_bill_and_upkeep_is_the_least_of_all() -> None:
    """Every pair of one from each group is added up by hand."""
    first = {f"a/x{n}": (10 * n, 40 * (5 - n)) for n in range(5)}
    second = {f"a/y{n}": (15 * n, 70 * (4 - n)) for n in range(4)}
    text = "".join(kept(name, price, RENEWED.format(24, fee)) for name, (price, fee) in {**first, **second}.items())
    any_of = "{{ any = [{}] }}"
    groups = [any_of.format(", ".join(f'{{ credential = "{name}" }}' for name in names)) for names in (first, second)]
    found = plan(text + career(group("X", groups[0]) + group("Y", groups[1])), JOB, count_upkeep=True)
    # Two years and four years after each award lie within five years of the finish.
    sums = [a + 2 * b + c + 2 * d for (a, b), (c, d) in product(first.values(), second.values())]
    assert (found.value, found.status) == (Cents(min(sums) * 100), "optimal")


def test_the_least_that_an_award_adds_is_never_too_much_and_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every criterion of the answer is the same as with no bound at all, which only takes longer."""
    answers: list[tuple[int, tuple[int, ...] | None]] = []
    bounded = 0
    for seed in range(120):
        one = perishing(seed)
        question = Question(**one.asked._replace(budget=None)._asdict(), count_upkeep=True)
        problem = build(one.catalog, question, standing_of(one.catalog, one.profile, question.start))
        choice = solve(problem).choice
        answers.append((seed, None if choice is None else choice.key(OBJECTIVES[question.objective])))
        if choice is not None:
            least = sum(least_upkeep(problem)[w] for w in choice.ways)
            assert least <= choice.worth["money"] - choice.worth["bill"], seed
            bounded += least > 0
    assert bounded >= 15
    for module in (rows, sets, worth):
        monkeypatch.setattr(module, "least_upkeep", lambda problem: [0] * len(problem.ways))
    for seed, key in answers:
        one = perishing(seed)
        question = Question(**one.asked._replace(budget=None)._asdict(), count_upkeep=True)
        problem = build(one.catalog, question, standing_of(one.catalog, one.profile, question.start))
        choice = solve(problem, prove=False).choice
        assert key == (None if choice is None else choice.key(OBJECTIVES[question.objective])), seed


def test_the_years_begin_with_the_last_award() -> None:
    text = kept("a/x", 10, RENEWED.format(1, 7)) + course("a/y", 100, 0, 'requires = { credential = "a/x" }')
    found = plan(text, "a/y", years=1)
    assert found.totals.finish == dt.date(2027, 2, 9)
    assert found.totals.upkeep_total == 12 * 700  # renewed on the first of each month, March 2027 to February 2028
