"""Searching: words and filters, what is unknown apart from what does not pass, and the order of the answer."""

from __future__ import annotations

import pytest

from credplan.core.model import Catalog
from credplan.core.search import Filter, read_query, search
from small import DAY, catalog


def course(ident: str, price: str = "amount = 50", hours: int = 10, more: str = "") -> str:
    """A course in TOML with one offer."""
    return f"""
    [[credentials]]
    id = "{ident}"
    {more}
    routes = [{{ parts = [{{ id = "c", name = "C", kind = "course", effort = {{ likely = {hours} }} }}] }}]
    offers = [{{ id = "o", price = {{ {price} }} }}]
    """


CATALOG: Catalog = catalog(
    course("a/cheap", more='level = "beginner"\nfield = "data"')
    + course("a/dear", "amount = 500", 100, 'teaches = [{ skill = "sql" }]\nlevel = "advanced"')
    + course("a/gratis", "amount = 0", 20, 'recognition = [{ kind = "accredited", by = "ANAB" }]')
    + course("a/unpriced", "", 5)
    + course("a/euro", 'amount = 1, currency = "EUR"')
    + course("a/after", more='requires = { credential = "a/dear" }')
    + course("a/old", more='lifecycle = { status = "retired" }\naliases = ["cheap thing"]')
    + course("a/leaving", more='lifecycle = { status = "retiring" }')
    + course("b/coming", more='lifecycle = { status = "announced", launched = 2027-01-01 }')
    + course("b/free-food", "amount = 5", more='name = "Free Food Handler"')
    + """
    [[credentials]]
    id = "b/title"
    requires = { credential = "a/dear" }
    routes = [{}]
    [[skills]]
    id = "sql"
    name = "SQL"
    """
)


def ids(query: str = "", limit: int | None = None, **wanted: object) -> list[str]:
    """The ids that a search shows."""
    return [r.credential.id for r in search(CATALOG, query, Filter(**wanted), DAY, limit).shown]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"max_cents": 50_00}, ["a/after", "a/cheap", "a/gratis", "b/free-food", "a/leaving", "b/coming"]),
        ({"max_cents": 0}, ["a/gratis"]),
        ({"free": True}, ["a/gratis"]),
        (
            {"max_cents": 600_00, "max_minutes": 20 * 60, "bare": True},
            ["a/cheap", "a/gratis", "b/free-food", "a/leaving", "b/coming"],
        ),
        ({"max_minutes": 5 * 60}, ["a/unpriced"]),
        ({"bare": True, "active": True, "field": "data"}, ["a/cheap"]),
        ({"level": "advanced"}, ["a/dear"]),
        ({"accredited": True}, ["a/gratis"]),
        ({"skill": "sql"}, ["a/dear"]),
        ({"status": "retired"}, ["a/old"]),
        ({"status": "retiring"}, ["a/leaving"]),
        ({"status": "announced"}, ["b/coming"]),
        ({"status": "retired", "free": True}, []),
    ],
)
def test_filters(wanted: dict[str, object], found: list[str]) -> None:
    assert ids(**wanted) == found


def test_what_would_pass_if_it_were_known_is_counted_apart() -> None:
    assert search(CATALOG, "", Filter(max_cents=10_00), DAY).unknown == ("a/unpriced",)
    assert search(CATALOG, "", Filter(free=True), DAY).unknown == ("a/unpriced",)
    assert search(CATALOG, "", Filter(max_cents=10_00, level="beginner"), DAY).unknown == ()


def test_hours_known_only_for_the_ready_do_not_pass_as_hours_from_nothing() -> None:
    exam = """
    [[credentials]]
    id = "a/exam"
    offers = [{ id = "o", price = { amount = 5 } }]
    [[credentials.routes]]
    parts = [{ id = "x", name = "X", kind = "exam", ready_if = { skill = "sql" }, ready = { likely = 5 }%s }]
    """
    ready_only = search(catalog(exam % ""), "", Filter(max_minutes=600), DAY)
    assert (ready_only.shown, ready_only.unknown) == ((), ("a/exam",))
    both = search(catalog(exam % ", from_zero = { likely = 50 }"), "", Filter(max_minutes=600), DAY)
    assert (both.shown, both.unknown) == ((), ())


def test_one_way_has_to_pass_all_filters() -> None:
    two_ways = catalog(
        """
        [[credentials]]
        id = "a/x"
        offers = [{ id = "slow", covers = ["s"], price = { amount = 10 } }, { id = "fast", covers = ["f"], price = { amount = 90 } }]
        routes = [
          { id = "slow", parts = [{ id = "s", name = "S", kind = "course", effort = { likely = 100 } }] },
          { id = "fast", parts = [{ id = "f", name = "F", kind = "course", effort = { likely = 10 } }] },
        ]
        """
    )

    def routes(**wanted: object) -> list[str]:
        found = search(two_ways, "", Filter(**wanted), DAY).shown  # type: ignore[arg-type]
        return [r.way.route for r in found if r.way is not None]

    assert routes() == ["slow"]
    assert routes(max_cents=20_00) == ["slow"]
    assert routes(max_minutes=20 * 60) == ["fast"]
    assert routes(max_cents=20_00, max_minutes=20 * 60) == []


def test_an_exact_name_comes_first_and_what_is_retired_last() -> None:
    assert ids("cheap thing") == ["a/old"]
    assert ids("cheap") == ["a/cheap", "a/old"]
    assert ids()[-1] == "a/old"
    assert ids("a/old")[0] == "a/old"


def test_a_limit_says_how_many_more_there_are() -> None:
    assert len(ids(limit=3)) == 3
    assert search(CATALOG, "", Filter(), DAY, 3).more == len(CATALOG.credentials) - 3
    assert search(CATALOG, "", Filter(max_cents=50_00), DAY, 2).more == 4


@pytest.mark.parametrize(
    ("typed", "query", "free", "bare"),
    [
        ("free", "", True, False),
        ("free sql", "sql", True, False),
        ("sql for free", "sql", True, False),
        ("no prerequisites", "", False, True),
        ("sql with no prerequisites", "sql", False, True),
        ("Free SQL, without prerequisite", "SQL", True, True),
        ("no-prerequisites", "", False, True),
        ("freedom", "freedom", False, False),
        ("sql", "sql", False, False),
        ("free food", "free food", False, False),
        ("prerequisites", "prerequisites", False, False),
    ],
)
def test_words_that_mean_filters(typed: str, query: str, free: bool, bare: bool) -> None:
    reading = read_query(CATALOG, typed)
    assert (reading.query, reading.free, reading.bare) == (query, free, bare)
