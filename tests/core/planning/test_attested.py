"""What another person confirms: told apart by its facts, in the learner's currency, with its range of hours."""

from __future__ import annotations

import itertools

import small
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan


def course(ident: str, price: int, check: str) -> str:
    return f"""
[[credentials]]
id = "{ident}"
requires = {{ attest = {{ kind = "background", name = "Check", {check} }} }}
routes = [{{ parts = [{{ id = "p", name = "P", kind = "course", effort = {{ likely = 10 }} }}] }}]
offers = [{{ id = "fee", price = {{ amount = {price} }} }}]
"""


def plan(text: str, requires: str) -> Plan | None:
    career = f"""
[[careers]]
id = "15-1212.00"
title = "Testers"
core = [{{ name = "X", anchor = true, requires = {requires} }}]
"""
    known = small.catalog(text + career)
    found = answer(known, small.profile(""), small.question(known, "15-1212.00"), extras=False)
    return found if isinstance(found, Plan) else None


SLOW = course("a/x", 0, "fee = { amount = 30 }, lead_days = 60")
QUICK = course("a/y", 100, "fee = { amount = 30 }, lead_days = 1")


def test_checks_of_one_name_keep_their_own_lead_times_in_any_order() -> None:
    """The cheap course waits 60 days for its check: 30.00 and 30 January; the other costs 130.00."""
    for texts, branches in itertools.product(
        itertools.permutations([SLOW, QUICK]), itertools.permutations(["a/x", "a/y"])
    ):
        either = ", ".join(f'{{ credential = "{b}" }}' for b in branches)
        found = plan("".join(texts), f"{{ any = [{either}] }}")
        assert found is not None
        assert (found.totals.cents, found.totals.finish.isoformat()) == (3000, "2027-01-30")
        assert [s.name for s in found.steps] == ["Check", "X"]


def test_checks_of_one_name_and_other_fees_are_two_steps_and_equal_ones_are_one() -> None:
    both = '{ all = [{ credential = "a/x" }, { credential = "a/y" }] }'
    dear = course("a/y", 0, "fee = { amount = 80 }, lead_days = 60")
    found = plan(SLOW + dear, both)
    assert found is not None
    assert (found.totals.cents, len(found.steps)) == (11000, 4)
    same = plan(SLOW + SLOW.replace("a/x", "a/y"), both)
    assert same is not None
    assert (same.totals.cents, len(same.steps)) == (3000, 3)


def test_a_fee_in_another_currency_is_never_added_up() -> None:
    check = "fee = { amount = 30, currency = 'EUR' }"
    alone = plan(course("a/x", 0, check), '{ credential = "a/x" }')
    assert alone is not None
    assert (alone.complete, alone.steps) == (False, ())
    other = plan(course("a/x", 0, check) + QUICK, '{ any = [{ credential = "a/x" }, { credential = "a/y" }] }')
    assert other is not None
    assert other.totals.cents == 13000
    assert any("Check" in warning for warning in other.warnings)


def test_an_interim_titles_fee_in_another_currency_is_never_added_up() -> None:
    interim = """interim = { name = "Associate", fee = { amount = 30, currency = "EUR" }, full_requires = { experience = { months = 24 } } }"""
    text = course("a/x", 50, "lead_days = 1").replace('id = "a/x"', f'id = "a/x"\n{interim}')
    known = small.catalog(text)
    assert not isinstance(answer(known, small.profile(""), small.question(known, "a/x"), extras=False), Plan)
    paid = small.catalog(text.replace("EUR", "USD"))
    found = answer(paid, small.profile(""), small.question(paid, "a/x"), extras=False)
    assert isinstance(found, Plan)
    assert found.totals.cents == 8000


def test_hours_of_an_attestation_have_a_range() -> None:
    practice = course("a/x", 0, "fee = { amount = 0 }, effort = { likely = 20, low = 10, high = 40 }")
    found = plan(practice, '{ credential = "a/x" }')
    assert found is not None
    low, likely, high = found.totals.finish_low, found.totals.finish, found.totals.finish_high
    assert low is not None
    assert high is not None
    assert [d.isoformat() for d in (low, likely, high)] == ["2026-12-08", "2026-12-15", "2026-12-29"]
