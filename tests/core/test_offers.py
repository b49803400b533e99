"""Every way to pay for a route's parts that a learner may really use, and none that wastes money."""

from __future__ import annotations

import datetime as dt

import pytest

import small
from credplan.core.model import Credential, Offer, Part
from credplan.core.offers import MOST_BASKETS, Basket, applies, baskets, catalog_offers, period_months

PARTS = """
[[credentials.routes]]
parts = [
  { id = "core-1", name = "Core 1", kind = "exam" },
  { id = "core-2", name = "Core 2", kind = "exam" },
]
"""


def offered(offers: str, wide: str = "", parts: str = PARTS, **who: object) -> list[dict[str, tuple[str, ...]]]:
    """What each basket buys, as offer id -> parts, for a credential ``p/a`` with two exams."""
    return [bought(b) for b in found(offers, wide, parts, **who)[0]]


def bought(basket: Basket) -> dict[str, tuple[str, ...]]:
    return {pricing.offer.id: parts for pricing, parts in basket.bought}


def found(
    offers: str,
    wide: str = "",
    parts: str = PARTS,
    region: str = "",
    circumstances: tuple[str, ...] = (),
    today: dt.date = small.DAY,
    passed: tuple[str, ...] = (),
) -> tuple[list[Basket], bool]:
    catalog = small.catalog(f'[[credentials]]\nid = "p/a"\n{parts}\n{offers}\n{wide}')
    credential: Credential = catalog.credentials[0]
    left: tuple[Part, ...] = tuple(p for p in credential.routes[0].parts if p.id not in passed)
    return baskets(credential, left, {o.id: o for o in catalog.offers}, region, circumstances, today)


def own(ident: str, more: str = "", amount: int = 100) -> str:
    return f'[[credentials.offers]]\nid = "{ident}"\nprice = {{ amount = {amount} }}\n{more}\n'


def wide(ident: str, more: str, amount: int = 100) -> str:
    return f'[[offers]]\nid = "{ident}"\nprice = {{ amount = {amount} }}\n{more}\n'


ONE, TWO = own("one", 'covers = ["core-1"]'), own("two", 'covers = ["core-2"]')
BOTH = ("core-1", "core-2")


def test_vouchers_and_the_bundle_of_both_are_two_ways_and_never_mixed() -> None:
    baskets_found = offered(ONE + TWO + own("bundle"))
    assert sorted(map(sorted, baskets_found)) == [["bundle"], ["one", "two"]]


def test_once_an_exam_is_passed_its_voucher_is_no_longer_bought() -> None:
    assert sorted(map(sorted, offered(ONE + TWO + own("bundle"), passed=("core-1",)))) == [["bundle"], ["two"]]


def test_a_part_that_nothing_covers_makes_the_route_unbuyable() -> None:
    assert offered(ONE) == []
    assert offered("") == []


def test_a_route_without_parts_needs_no_purchase() -> None:
    assert offered("", parts="routes = [{}]") == [{}]


def test_parts_that_the_same_offers_cover_are_bought_alike() -> None:
    baskets_found = offered(own("month", 'billing = "month"') + own("once"))
    assert baskets_found == [{"month": BOTH}, {"once": BOTH}]


def test_the_cheapest_basket_stands_first() -> None:
    assert offered(own("dear", amount=300) + own("cheap", amount=100)) == [{"cheap": BOTH}, {"dear": BOTH}]


def test_more_baskets_than_are_kept_are_said_to_be_left_out() -> None:
    kept, more = found("".join(own(f"o{n}") for n in range(MOST_BASKETS + 1)))
    assert len(kept) == MOST_BASKETS
    assert more


@pytest.mark.parametrize(
    ("offer", "who", "usable"),
    [
        ('audience = ["student", "veteran"]', {}, False),
        ('audience = ["student", "veteran"]', {"circumstances": ("veteran", "member")}, True),
        ('audience = ["student"]', {"circumstances": ("veteran",)}, False),
        ('region = "US-TX"', {"region": "US-TX"}, True),
        ('region = "US-TX"', {"region": "US-CA"}, False),
        ('region = "US-TX"', {}, False),
        ('region = "US"', {}, True),
        ('region = "US"', {"region": "US-CA"}, True),
        ('region = "CA"', {"region": "US-CA"}, False),
        ("until = 2026-11-24", {}, True),
        ("until = 2026-11-23", {}, False),
        ('covers = ["-"]', {}, False),
    ],
)
def test_an_offer_is_for_whom_it_says_and_until_it_ends(offer: str, who: dict[str, object], usable: bool) -> None:
    assert offered(own("only", offer), **who) == ([{"only": BOTH}] if usable else [])


def test_the_learners_own_discount_stands_beside_the_full_price() -> None:
    offers = own("full", amount=300) + own("student", 'audience = ["student"]', amount=200)
    assert offered(offers, circumstances=("student",)) == [{"student": BOTH}, {"full": BOTH}]


# -- memberships -----------------------------------------------------------------------------------------------------

MEMBER_PRICE = own("member-price", 'needs = "p/membership"', amount=200)


def membership(more: str = "") -> str:
    return wide("p/membership", f'covers = ["-"]\nbilling = "year"\nper = "learner"\n{more}', amount=150)


def test_a_members_price_brings_the_membership_along() -> None:
    assert offered(MEMBER_PRICE, membership()) == [{"member-price": BOTH, "p/membership": BOTH}]


def test_one_membership_is_shared_by_all_that_need_it() -> None:
    basket = found(MEMBER_PRICE, membership())[0][0]
    assert [pricing.key for pricing, _ in basket.bought] == ["p/a:member-price", "p/membership"]


@pytest.mark.parametrize("more", ['region = "US-TX"', 'audience = ["student"]', "until = 2025-01-01"])
def test_a_members_price_is_no_price_for_one_who_may_not_join(more: str) -> None:
    assert offered(MEMBER_PRICE, membership(more)) == []


def test_a_members_price_whose_membership_is_unknown_is_no_price() -> None:
    assert offered(MEMBER_PRICE) == []


def test_a_membership_of_the_credential_itself_is_found_too() -> None:
    inside = own("club", 'covers = ["-"]\nbilling = "year"')
    assert offered(own("member-price", 'needs = "club"') + inside) == [{"member-price": BOTH, "club": BOTH}]


# -- audits ------------------------------------------------------------------------------------------------------------


def test_an_audit_is_a_basket_that_earns_nothing() -> None:
    certificates = {
        tuple(bought(b)): b.certificate for b in found(own("paid") + own("audit", "certificate = false", 0))[0]
    }
    assert certificates == {("audit",): False, ("paid",): True}


def test_an_exam_paid_for_beside_an_audited_course_earns_nothing_either() -> None:
    free = own("audit", 'certificate = false\ncovers = ["core-1"]', 0)
    assert [b.certificate for b in found(free + TWO)[0]] == [False]


# -- offers of the whole catalog ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covers", "parts"),
    [
        (["p/a"], ()),
        (["p/*"], ()),
        (["p/a#core-1"], ("core-1",)),
        (["p/a#core-1", "p/a#core-2"], ("core-1", "core-2")),
        (["p/a#core-1", "p/*"], ()),
        (["p/ab"], None),
        (["p2/*"], None),
        (["p"], None),
        (["-"], None),
    ],
)
def test_a_catalog_wide_offer_covers_what_it_names(covers: list[str], parts: tuple[str, ...] | None) -> None:
    catalog = small.catalog(f'[[credentials]]\nid = "p/a"\n{wide("all", f"covers = {covers}")}')
    offers = catalog_offers(catalog.offers, catalog.credentials[0])
    assert [covered for _, covered in offers] == ([] if parts is None else [parts])


def test_a_learners_subscription_has_one_key_for_all_it_covers_and_a_credentials_has_its_own() -> None:
    plus = wide("plus", 'covers = ["p/*"]\nbilling = "month"\nper = "learner"')
    each = wide("each", 'covers = ["p/*"]\nbilling = "month"')
    keys = {pricing.key for basket in found("", plus + each)[0] for pricing, _ in basket.bought}
    assert keys == {"plus", "each@p/a"}


@pytest.mark.parametrize(
    ("more", "months"),
    [("", 0), ('billing = "month"', 1), ('billing = "year"', 12), ('billing = "term"', 6),
     ('billing = "term"\nterm_months = 4', 4)],
)  # fmt: skip
def test_a_billing_period_has_its_months(more: str, months: int) -> None:
    offer: Offer = small.catalog(wide("o", more)).offers[0]
    assert period_months(offer) == months
    assert applies(offer, "", (), small.DAY)
