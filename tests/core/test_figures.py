"""What a credential costs and takes by itself, worked out by hand beside each case."""

from __future__ import annotations

import datetime as dt

import pytest

from credplan.core.figures import Figures, figures
from small import DAY, catalog

HEAD = """
[sources.one]
url = "https://one.example/"
kind = "official"
as_of = 2026-06-01
[sources.two]
url = "https://two.example/"
kind = "third-party"
as_of = 2026-06-01
"""

EXAM = """
[[credentials]]
id = "a/exam"
kind = "exam"
[[credentials.routes]]
fees = [{ name = "Application", kind = "application", price = { amount = 50, low = 40, high = 60 } }]
[[credentials.routes.parts]]
id = "exam"
name = "Exam"
kind = "exam"
ready_if = { credential = "a/course" }
ready = { likely = 20 }
from_zero = { likely = 80, low = 60, high = 120 }
[[credentials.offers]]
id = "voucher"
price = { amount = 200, low = 150, high = 250, sources = ["one", "two"] }
[[credentials]]
id = "a/course"
[[credentials.routes]]
parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 40, low = 20, high = 100 } }]
[[credentials.offers]]
id = "sub"
billing = "month"
price = { amount = 49, sources = ["one", "two"] }
"""


def of(text: str, ident: str) -> Figures:
    """The figures of one credential of the catalog that ``text`` holds."""
    known = catalog(HEAD + text)
    return figures(known, known.credentials, DAY)[ident]


def test_an_exam_has_its_fee_and_its_hours_from_nothing_and_when_ready() -> None:
    exam = of(EXAM, "a/exam")
    nothing, ready = exam.from_nothing, exam.when_ready
    assert nothing is not None
    assert ready is not None
    assert (nothing.minutes, nothing.minutes_low, nothing.minutes_high) == (80 * 60, 60 * 60, 120 * 60)
    assert ready.minutes == 20 * 60
    assert [(i.share, i.cents) for i in nothing.items] == [("exam", 200_00), ("fee", 50_00)]
    assert (nothing.low, nothing.cents, nothing.high) == (190_00, 250_00, 310_00)
    assert exam.asks == "nothing"
    assert exam.least is nothing


def test_a_subscription_is_billed_for_the_months_at_eight_hours_a_week() -> None:
    # 40 h at 8 h a week are 35 days: two months from 24 November; 20 h are 18 days; 100 h are 88 days: three.
    course = of(EXAM, "a/course").least
    assert course is not None
    (item,) = course.items
    assert (item.share, item.each, item.months, item.times, item.cents) == ("subscription", 49_00, 1, 2, 98_00)
    assert (course.low, course.high) == (49_00, 147_00)
    assert course.days == 35


def test_a_membership_is_told_from_a_subscription() -> None:
    text = """
    [[credentials]]
    id = "a/exam"
    routes = [{ parts = [{ id = "exam", name = "Exam", kind = "exam", effort = { likely = 8 } }] }]
    offers = [
      { id = "plain", price = { amount = 300 } },
      { id = "member", price = { amount = 100 }, needs = "a/club" },
    ]
    [[offers]]
    id = "a/club"
    covers = ["-"]
    billing = "year"
    per = "learner"
    price = { amount = 120 }
    """
    least = of(text, "a/exam").least
    assert least is not None
    assert sorted((i.share, i.cents) for i in least.items) == [("exam", 100_00), ("membership", 120_00)]


def test_an_unknown_price_is_named_and_never_zero() -> None:
    text = EXAM.replace("amount = 200, low = 150, high = 250, ", "")
    least = of(text, "a/exam").least
    assert least is not None
    assert least.unknown == ("voucher",)
    assert not least.free


FREE = """
[[credentials]]
id = "a/free"
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
[[credentials]]
id = "a/after-free"
requires = { credential = "a/free" }
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
[[credentials]]
id = "a/after-paid"
requires = { credential = "a/paid" }
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
[[credentials]]
id = "a/either"
requires = { any = [{ credential = "a/paid" }, { credential = "a/free" }] }
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
[[credentials]]
id = "a/paid"
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "paid", price = { amount = 1 } }]
[[credentials]]
id = "a/audit"
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "audit", price = { amount = 0 }, certificate = false }, { id = "paid", price = { amount = 9 } }]
[[credentials]]
id = "a/unknown"
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "unknown", price = {} }]
[[credentials]]
id = "a/aid"
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "aid", price = { amount = 0 }, audience = ["aid-approved"] }, { id = "paid", price = { amount = 9 } }]
[[credentials]]
id = "a/checked"
requires = { attest = { kind = "medical", name = "Card", fee = { amount = 95 } } }
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
[[credentials]]
id = "a/egg"
requires = { credential = "a/hen" }
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
[[credentials]]
id = "a/hen"
requires = { credential = "a/egg" }
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
[[credentials]]
id = "a/gone"
lifecycle = { status = "retired" }
routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
offers = [{ id = "free", price = { amount = 0 } }]
"""


@pytest.mark.parametrize(
    ("ident", "free"),
    [
        ("a/free", True),
        ("a/after-free", True),
        ("a/either", True),
        ("a/after-paid", False),
        ("a/paid", False),
        ("a/audit", False),
        ("a/unknown", False),
        ("a/aid", False),
        ("a/checked", False),
        ("a/egg", False),
        ("a/hen", False),
        ("a/gone", False),
    ],
)
def test_free_means_earned_with_all_that_it_requires_for_nothing(ident: str, free: bool) -> None:
    assert of(FREE, ident).free is free


def test_the_fee_of_an_attestation_is_a_fee_of_its_own() -> None:
    least = of(FREE, "a/checked").least
    assert least is not None
    assert [(i.share, i.name, i.cents) for i in least.items] == [("once", "free", 0), ("fee", "Card", 95_00)]


@pytest.mark.parametrize(
    ("asked", "bare", "asks"),
    [
        ("", True, "nothing"),
        ("requires = { age = 18 }", True, "nothing"),
        ('requires = { education = "high-school" }', True, "nothing"),
        ('requires = { education = "bachelor" }', False, "conditions"),
        ("requires = { experience = { months = 6 } }", False, "conditions"),
        ('requires = { credential = "a/free" }', False, "nothing"),
        ('requires = { any = [{ credential = "a/free" }, { age = 18 }] }', True, "nothing"),
        ('requires = { all = [{ credential = "a/free" }, { age = 18 }] }', False, "nothing"),
        ('requires = { n = 1, of = [{ credential = "a/free" }, { age = 18 }] }', True, "nothing"),
        ('requires = { text = "A letter from the mayor" }', False, "nothing"),
        ('requires = { attest = { kind = "background", name = "Check" } }', True, "nothing"),
        ('requires = { attest = { kind = "access", name = "A classroom" } }', False, "nothing"),
        ('interim = { name = "Associate", full_requires = { experience = { months = 60 } } }', False, "conditions"),
    ],
)
def test_what_is_asked_beforehand(asked: str, bare: bool, asks: str) -> None:
    text = f'{FREE}[[credentials]]\nid = "a/x"\n{asked}\n'
    text += 'routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]\n'
    found = of(text + 'offers = [{ id = "o", price = { amount = 5 } }]', "a/x")
    assert (found.bare, found.asks) == (bare, asks)
    assert found.least is not None
    assert found.least.cents == 5_00


def test_what_nobody_can_earn_is_closed_and_says_why() -> None:
    gone = of(FREE, "a/gone")
    assert (gone.asks, gone.ways, gone.least) == ("closed", (), None)
    assert "retired" in gone.why


def test_each_credential_is_priced_in_its_own_currency() -> None:
    text = (
        FREE
        + """
    [[credentials]]
    id = "b/euro"
    routes = [{ parts = [{ id = "c", name = "C", kind = "course", effort = { likely = 4 } }] }]
    offers = [{ id = "o", price = { amount = 70, currency = "EUR" } }]
    """
    )
    euro = of(text, "b/euro")
    assert (euro.currency, euro.least and euro.least.cents) == ("EUR", 70_00)
    assert of(text, "a/paid").currency == "USD"


def test_hours_only_when_ready_are_not_given_out_as_from_nothing() -> None:
    exam = of(EXAM.replace("from_zero = { likely = 80, low = 60, high = 120 }", ""), "a/exam")
    assert exam.from_nothing is None
    assert exam.least is not None
    assert exam.least.ready


def test_an_exam_that_nothing_here_prepares_for_is_priced_for_the_ready() -> None:
    text = EXAM.replace('credential = "a/course" }', "experience = { months = 24 } }")
    exam = of(text.replace("from_zero = { likely = 80, low = 60, high = 120 }", ""), "a/exam")
    assert (exam.asks, exam.from_nothing) == ("conditions", None)
    assert exam.least is not None
    assert (exam.least.cents, exam.least.minutes) == (250_00, 20 * 60)


def test_all_at_once_is_the_same_as_one_by_one() -> None:
    known = catalog(HEAD + EXAM + FREE.replace('"a/', '"f/'))
    at_once = figures(known, known.credentials, DAY)
    for credential in known.credentials:
        assert figures(known, (credential,), DAY)[credential.id] == at_once[credential.id]


def test_the_day_decides_how_many_months_are_billed() -> None:
    known = catalog(HEAD + EXAM.replace("likely = 40, low = 20, high = 100", "likely = 34"))
    # 34 h are 30 days: one month from December, two from February.
    for day, times in ((dt.date(2026, 12, 1), 1), (dt.date(2027, 2, 1), 2)):
        least = figures(known, known.credentials, day)["a/course"].least
        assert least is not None
        assert least.items[0].times == times
