"""What lapses or falls due again before a plan is done is in its bill, and in the order of its steps."""

from __future__ import annotations

import pytest
from asking import JOB, career, course, group, held, ids, no, plan

from credplan.core.planning.answers import Plan

YEARLY = 'months = 12\nrenewals = [{ name = "Renewal", how = "fee", fee = { amount = 60 } }]'
NEEDED = career(group("Licence", '{ credential = "a/lic" }') + group("Course", '{ credential = "a/long" }'))
AFTER = 'requires = { credential = "a/lic" }'


def licence(validity: str = YEARLY) -> str:
    return course("a/lic", 10, 100, f"[credentials.validity]\n{validity}\n")


def renewed(found: Plan) -> list[tuple[str, str, int | None, str]]:
    return [(c.kind, c.name, c.amount, str(c.due)) for c in found.due if c.kind in ("renewal", "yearly fee")]


@pytest.mark.parametrize(
    ("validity", "hours", "due"),
    [
        # Awarded on 1 December 2026; 600 hours at ten a week last until 25 January 2028.
        (YEARLY, 600, [("renewal", "Lic: Renewal", 6000, "2027-12-01")]),
        (YEARLY, 520, []),  # done on 30 November 2027, the day before it would lapse
        (YEARLY.replace("12", "6"), 600, [("renewal", "Lic: Renewal", 6000, day) for day in ("2027-06-01", "2027-12-01")]),
        (YEARLY.replace("fee = {", "every_months = 3, fee = {").replace("12", "10"), 600,
         [("renewal", "Lic: Renewal", 6000, day) for day in ("2027-10-01", "2028-01-01")]),
        ("annual_fee = { amount = 50 }", 600, [("yearly fee", "Lic: yearly fee", 5000, "2027-12-01")]),
        ("never = true", 600, []),
    ],
)  # fmt: skip
def test_what_the_goal_needs_is_renewed_until_the_finish(
    validity: str, hours: int, due: list[tuple[str, str, int, str]]
) -> None:
    found = plan(licence(validity) + course("a/long", hours, 500, AFTER) + NEEDED, JOB)
    assert renewed(found) == due
    assert found.totals.cents == 60000 + sum(amount for _, _, amount, _ in due)
    assert sum(c.amount or 0 for c in found.due) == found.totals.cents
    assert found.status == "optimal"


def test_the_licence_comes_last_where_that_spares_a_renewal() -> None:
    found = plan(licence() + course("a/long", 600, 500) + NEEDED, JOB)
    assert (ids(found), found.totals.cents, renewed(found)) == (["a/long", "a/lic"], 60000, [])


def test_what_only_served_as_a_condition_may_lapse() -> None:
    found = plan(licence() + course("a/long", 600, 500, AFTER), "a/long")
    assert (found.totals.cents, renewed(found)) == (60000, [])


def test_a_budget_has_to_do_for_renewals_too() -> None:
    text = licence() + course("a/long", 600, 500, AFTER) + NEEDED
    assert plan(text, JOB, budget=660).totals.cents == 66000
    assert next(dict(r.changes) for r in no(text, JOB, budget=659).relaxations) == {"--budget": "660.00"}


def test_a_dearer_licence_that_lasts_is_the_cheaper_one() -> None:
    text = licence() + course("a/ever", 10, 150, "[credentials.validity]\nnever = true\n")
    text += course("a/long", 600, 500, 'requires = { any = [{ credential = "a/lic" }, { credential = "a/ever" }] }')
    either = '{ any = [{ credential = "a/lic" }, { credential = "a/ever" }] }'
    found = plan(text + career(group("Licence", either) + group("Course", '{ credential = "a/long" }')), JOB)
    assert (ids(found), found.totals.cents) == (["a/ever", "a/long"], 65000)


def test_a_higher_award_carries_the_lower_one() -> None:
    carried = YEARLY.replace("}]", '}, { name = "Long", how = "higher", by = ["a/long"] }]')
    longer = course("a/long", 500, 500, AFTER + "\n[credentials.validity]\nmonths = 24\n")
    last = course("a/last", 200, 1, 'requires = { credential = "a/long" }')
    goal = NEEDED + group("Last", '{ credential = "a/last" }')
    found = plan(licence(carried) + longer + last + goal, JOB)
    assert (found.totals.cents, renewed(found)) == (60100, [])  # renewed by the course in November 2027


def test_a_pool_that_is_paid_already_is_not_the_plans() -> None:
    pooled = 'annual_fee = { amount = 50 }\nfee_pool = "p"'
    text = licence(pooled) + course("a/old", 10, 1, f"[credentials.validity]\n{pooled}\n")
    text += course("a/long", 600, 500, AFTER) + NEEDED
    assert plan(text, JOB).totals.cents == 65000
    assert plan(text, JOB, held("a/old")).totals.cents == 60000


@pytest.mark.parametrize(
    ("renewals", "said"),
    [
        ("[]", "Lic lapses on 1 Dec 2027, before the plan is done, and how it is renewed is not known"),
        ('[{ name = "Exam again", how = "retake" }]',
         "renew Lic by 1 Dec 2027, before the plan is done: Exam again; what that costs is not known"),
        ('[{ name = "Form", how = "fee", fee = { amount = 0 } }]',
         "renew Lic by 1 Dec 2027, before the plan is done: Form, free"),
        ('[{ name = "Form", how = "fee", fee = { amount = 9, currency = "EUR" } }]',
         "renew Lic by 1 Dec 2027, before the plan is done: Form, EUR 9.00, in no sum here"),
    ],
)  # fmt: skip
def test_what_no_sum_holds_is_told_in_words(renewals: str, said: str) -> None:
    found = plan(licence(f"months = 12\nrenewals = {renewals}") + course("a/long", 600, 500, AFTER) + NEEDED, JOB)
    assert (found.totals.cents, renewed(found)) == (60000, [])
    assert said in found.warnings
