"""Each rule of the linter against one planted mistake, and the linter against absurd catalogs."""

from __future__ import annotations

import datetime as dt
import time
import tomllib
from pathlib import Path

import msgspec
import pytest

from credplan.core.catalog_check import check
from credplan.core.model import Catalog, Credential, Group, Lifecycle, Offer, Requirement, Route
from credplan.core.wire import decode_hook

CASES = Path(__file__).parent.parent / "cases" / "catalog"
GOOD = (CASES / "good.toml").read_text(encoding="utf-8")
PLANTED = tomllib.loads((CASES / "planted.toml").read_text(encoding="utf-8"))["planted"]


def catalog(text: str) -> Catalog:
    return msgspec.convert(tomllib.loads(text), Catalog, dec_hook=decode_hook)


def test_a_good_catalog_has_no_findings():
    assert check(catalog(GOOD)) == ()


@pytest.mark.parametrize("case", PLANTED, ids=[p["rule"] for p in PLANTED])
def test_each_rule_finds_its_planted_mistake(case):
    assert case["old"] in GOOD, "the planted text no longer fits the good catalog"
    text = GOOD.replace(case["old"], case["new"], 1)
    if "also" in case:
        text = text.replace(case["also"], "")
    found = check(catalog(text))
    assert [
        f for f in found if f.severity == case["severity"] and case["where"] in f.where and case["what"] in f.what
    ], found
    assert all(f.fix and f.where for f in found)


def test_more_than_twelve_skills_is_an_error():
    many = "\n".join(f'[[skills]]\nid = "s{i}"\nname = "S{i}"' for i in range(13))
    taught = ", ".join(f'{{ skill = "s{i}", objective = "x" }}' for i in range(13))
    text = GOOD.replace('teaches = [{ skill = "sql", evidence = 2, objective = "Module 1" }]', f"teaches = [{taught}]")
    assert any(
        "13 skills" in f.what for f in check(catalog(text.replace("[[credentials]]", many + "\n[[credentials]]", 1)))
    )


def test_too_many_core_groups_and_repeated_ids_inside_a_credential_are_errors():
    good = catalog(GOOD)
    career = msgspec.structs.replace(good.careers[0], core=good.careers[0].core * 3)
    query = good.credentials[0]
    route = msgspec.structs.replace(query.routes[0], parts=query.routes[0].parts * 2)
    query = msgspec.structs.replace(query, routes=(route, route), offers=query.offers * 2, teaches=query.teaches * 2)
    bad = msgspec.structs.replace(good, careers=(career,), credentials=(query, *good.credentials[1:]))
    what = " ".join(f.what for f in check(bad))
    for words in ("6 core groups", "two routes", "two parts", "two offers", "sql stands twice"):
        assert words in what


def test_memory_beside_a_page_and_a_free_price_are_fine():
    text = GOOD.replace('high = 110, sources = ["page"]', 'high = 110, sources = ["page", "head"]')
    assert check(catalog(text.replace('price = { amount = 49, sources = ["page"] }', "price = { amount = 0 }"))) == ()


def test_a_retired_credential_needs_neither_offer_nor_hours():
    route = '\n[[credentials.routes]]\n[[credentials.routes.parts]]\nid = "e"\nname = "E"\nkind = "exam"\n\n[[offers]]'
    assert check(catalog(GOOD.replace("\n[[offers]]", route, 1))) == ()


def test_a_retired_credential_has_a_date_or_a_note_with_what_is_known():
    life = {"status": "retired", "checked": dt.date(2026, 11, 24)}

    def told(**more: object) -> list[str]:
        lifecycle = msgspec.convert({**life, **more}, Lifecycle)
        credential = Credential(id="x/y", name="Y", provider="x", type="T", kind="exam", lifecycle=lifecycle)
        return [f.what for f in check(Catalog(version="t", date=dt.date(2026, 11, 24), credentials=(credential,)))]

    assert any("retired without a date" in what for what in told())
    assert not any("retired without a date" in what for what in told(note="retired in 2022"))
    assert not any("retired without a date" in what for what in told(retired=dt.date(2022, 12, 31)))


# ---- prerequisites that go round ----------------------------------------------------------------------------------


def needs(ident: str, *trees: Requirement | None, always: Requirement | None = None) -> Credential:
    routes = tuple(Route(id=str(n), requires=t) for n, t in enumerate(trees))
    return Credential(id=ident, name=ident, provider="x", type="T", kind="exam", requires=always, routes=routes)


def loops(*credentials: Credential) -> list[str]:
    found = check(Catalog(version="t", date=dt.date(2026, 1, 1), credentials=credentials))
    return [f.what for f in found if "lead back" in f.what]


A, B, C = (Requirement(credential=f"x/{n}") for n in "abc")


def test_hard_prerequisites_that_go_round_are_one_error():
    assert loops(needs("x/a", B), needs("x/b", C), needs("x/c", A), needs("x/d", A)) == [
        "its prerequisites lead back to it: x/a -> x/b -> x/c -> x/a"
    ]
    assert loops(needs("x/a", always=A)) == ["its prerequisites lead back to it: x/a -> x/a"]
    assert loops(needs("x/a", None, always=Requirement(all=(B, A))), needs("x/b"))


def test_an_alternative_without_the_loop_makes_it_harmless():
    school = Requirement(education="high-school")
    assert not loops(needs("x/a", Requirement(any=(B, school))), needs("x/b", A))
    assert not loops(needs("x/a", B, None), needs("x/b", A))
    assert not loops(needs("x/a", Requirement(n=1, of=(B, C))), needs("x/b", A), needs("x/c"))
    assert loops(needs("x/a", Requirement(n=2, of=(B, C))), needs("x/b", A), needs("x/c"))
    assert not loops(needs("x/a", Requirement(part="x/a#exam")))
    assert not loops(needs("x/a", Requirement(credential="x/missing")))


def test_two_loops_are_two_errors():
    assert len(loops(needs("x/a", B), needs("x/b", A), needs("x/c", always=C))) == 2


# ---- absurd catalogs ----------------------------------------------------------------------------------------------


def test_deep_nesting_is_a_finding_and_no_crash():
    tree = A
    for _ in range(50_000):
        tree = Requirement(all=(tree,))
    deep = Catalog(version="t", date=dt.date(2026, 1, 1), credentials=(needs("x/a", tree),))
    found = check(deep)
    assert any("nested too deeply" in f.what for f in found)
    assert any("lead back" in f.what for f in found)
    # Freeing a chain of that length in one go would itself recurse in C; take it apart.
    del deep, found
    while tree.all:
        tree = tree.all[0]


def test_a_huge_catalog_is_checked_in_seconds():
    n = 3_000
    chain = [needs("x/c0")] + [needs(f"x/c{i}", Requirement(credential=f"x/c{i - 1}")) for i in range(1, n)]
    ring = [needs(f"y/c{i}", Requirement(credential=f"y/c{(i + 1) % n}")) for i in range(n)]
    price = catalog(GOOD).offers[0].price
    offers = tuple(Offer(id=f"o/{i}", price=price, covers=(f"x/c{i}",)) for i in range(n))
    huge = Catalog(version="t", date=dt.date(2026, 1, 1), credentials=(*reversed(chain), *ring), offers=offers)
    start = time.perf_counter()
    found = check(huge)
    assert time.perf_counter() - start < 10
    rings = [f for f in found if "lead back" in f.what]
    assert len(rings) == 1
    assert len(rings[0].what) < 300


def test_findings_do_not_depend_on_the_order_of_records():
    bad = catalog(GOOD.replace('"page"', '"pag"'))
    turned = msgspec.structs.replace(bad, credentials=bad.credentials[::-1], careers=bad.careers[::-1])
    assert check(bad) == check(turned)
    assert check(bad)[0].severity == "error"


def test_an_anchor_inside_a_deep_group_is_still_looked_at():
    good = catalog(GOOD)
    tree = Requirement(all=(Requirement(any=(Requirement(text="Be nice"),)),))
    group = Group(name="g", requires=tree, anchor=True)
    bad = msgspec.structs.replace(good, careers=(msgspec.structs.replace(good.careers[0], core=(group,)),))
    assert any("credentials only, not text" in f.what for f in check(bad))
