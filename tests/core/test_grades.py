"""The grade table of docs/catalog-format.md, ages, and the one-source mark."""

from __future__ import annotations

import datetime as dt

import pytest

from credplan.core import grades
from credplan.core.model import Price, Source

ON = dt.date(2026, 11, 24)
SOURCES = {
    "official-new": Source("https://isc2.org/fees", "official", dt.date(2025, 1, 10)),
    "official-limit": Source("https://isc2.org/fees", "official", dt.date(2024, 11, 24)),
    "official-old": Source("https://isc2.org/fees", "official", dt.date(2024, 11, 23)),
    "government-captured": Source("https://www.bls.gov/a", "government", captured=dt.date(2026, 3, 1)),
    "official-undated": Source("https://isc2.org/faq", "official"),
    "third-new": Source("https://examrelay.com/cc", "third-party", dt.date(2026, 6, 1)),
    "third-old": Source("https://www.certnova.com/cc", "third-party", dt.date(2021, 6, 1)),
    "third-old-same-site": Source("https://certnova.com/cc2", "third-party", dt.date(2021, 6, 1)),
    "third-undated": Source("https://rn-dev.com/cc", "third-party"),
    "weak-new": Source("https://www.legalclarity.org/a", "third-party", dt.date(2026, 6, 1)),
    "weak-old": Source("https://examedgehub.com/a", "third-party", dt.date(2020, 6, 1)),
    "repo-a": Source("https://github.com/anna/list", "repo"),
    "repo-b": Source("https://github.com/ben/list", "repo"),
    "memory": Source("https://example.org", "memory", dt.date(2026, 11, 1)),
}


def price(*keys: str, **more: object) -> Price:
    return Price(sources=keys, **more)


@pytest.mark.parametrize(
    ("fact", "wanted"),
    [
        (price("official-new"), "A"),
        (price("official-limit"), "A"),
        (price("government-captured"), "A"),
        (price("official-old"), "C"),
        (price("official-undated"), "C"),
        (price("official-undated", as_of=dt.date(2026, 1, 1)), "A"),
        (price("official-new", as_of=dt.date(2020, 1, 1)), "C"),
        (price("third-new"), "B"),
        (price("third-old", "third-undated"), "B"),
        (price("third-old", "third-undated", conflict=True), "C"),
        (price("third-new", "third-old", conflict=True), "B"),
        (price("third-old", "third-old-same-site"), "C"),
        (price("repo-a", "repo-b"), "B"),
        (price("third-old"), "C"),
        (price("third-undated"), "C"),
        (price("memory"), "D"),
        (price("memory", "third-old"), "C"),
        (price("third-old", "third-old"), "C"),
        (price(), "D"),
        (price("no-such-key"), "D"),
    ],
)
def test_grade(fact, wanted):
    assert grades.grade(fact, SOURCES, ON) == wanted


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (dt.date(2026, 11, 24), "fresh"),
        (dt.date(2027, 1, 1), "fresh"),
        (dt.date(2025, 11, 24), "fresh"),
        (dt.date(2025, 11, 23), "ageing"),
        (dt.date(2024, 11, 24), "ageing"),
        (dt.date(2024, 11, 23), "stale"),
    ],
)
def test_age_turns_after_twelve_and_twenty_four_months(day, wanted):
    assert grades.age(price("third-undated", as_of=day), SOURCES, ON) == wanted


def test_age_is_that_of_the_newest_source_and_undated_is_said():
    assert grades.age(price("third-old", "third-new"), SOURCES, ON) == "fresh"
    assert grades.age(price("third-undated"), SOURCES, ON) == "undated"
    assert grades.age(price("memory"), SOURCES, ON) == "undated"
    assert grades.as_of(price("third-old", "third-new"), SOURCES) == dt.date(2026, 6, 1)


def test_one_source_and_unsure():
    assert grades.one_source(price("third-new"))
    assert grades.one_source(price("third-new", "third-new"))
    assert grades.one_source(price("third-new", "third-old", conflict=True))
    assert not grades.one_source(price("third-new", "third-undated"))
    assert not grades.unsure(price("third-new", "third-undated"), SOURCES, ON)
    assert grades.unsure(price("third-old", "third-undated"), SOURCES, ON)
    assert grades.unsure(price("third-undated", "repo-a"), SOURCES, ON)


@pytest.mark.parametrize(
    ("fact", "wanted"),
    [
        (price(), "unsourced"),
        (price("weak-new"), "weak"),
        (price("weak-new", "weak-old"), "weak"),
        (price("weak-new", "memory"), "weak"),
        (price("weak-new", "third-new"), ""),
        (price("third-undated", "repo-a"), "undated"),
        (price("third-old", "third-undated"), "stale"),
        (price("third-new", "third-old", conflict=True), "disputed"),
        (price("official-new"), "alone"),
        (price("official-new", "third-new"), ""),
    ],
)
def test_the_most_serious_doubt_is_told(fact: Price, wanted: str) -> None:
    assert grades.doubt(fact, SOURCES, ON) == wanted
    assert grades.unsure(fact, SOURCES, ON) is (wanted != "")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://www.legalclarity.org/a", True),
        ("https://legalclarity.org", True),
        ("https://github.com/impie0/ITcareerroadmap", True),
        ("https://github.com/impie0/other", False),
        ("https://notlegalclarity.org/a", False),
        ("https://example.org/legalclarity.org/a", False),
    ],
)
def test_a_weak_site_is_known_by_its_address(url: str, wanted: bool) -> None:
    assert grades.weak_site(url) is wanted
