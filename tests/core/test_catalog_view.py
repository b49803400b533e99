"""What pages say: nothing of a record is missing, what leads where is found by name and by skill, facts are counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from credplan.core.catalog_view.links import Link, leads_to, opens
from credplan.core.catalog_view.pages import career_page, credential_page
from credplan.core.catalog_view.support import support, support_rows
from credplan.core.model import Career, Catalog, Credential
from credplan.shell.catalog_index import read_catalog
from credplan.shell.render.catalog import page_lines
from small import DAY, catalog

# Keys for joining records and for machines; what they stand for is on the page in words.
_KEYS = (
    "id",
    "sources",
    "series",
    "billing",
    "per",
    "currency",
    "covers",
    "skill",
    "part",
    "level",
    "kind",
    "how",
    "basis",
)
_WORDED = ("delivery", "education_level", "region", "type")


def _sentences(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record with the path to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from _sentences(item, path)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in _KEYS and name not in _WORDED:
                yield from _sentences(getattr(value, name), f"{path}.{name}")


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()


@pytest.fixture(scope="module")
def bundled() -> Catalog:
    return read_catalog(None)


def test_no_sentence_of_a_record_is_missing_from_its_page(bundled: Catalog) -> None:
    missing = []
    records: tuple[Credential | Career, ...] = (*bundled.credentials, *bundled.careers)
    for record in records:
        is_career = isinstance(record, Career)
        page = career_page(record, bundled, DAY) if is_career else credential_page(record, bundled, DAY)
        shown = _flat(page_lines(page))
        for path, text in _sentences(record):
            if _flat(text) not in shown and _flat(text).replace("-", " ") not in shown:
                missing.append(f"{record.id}{path}: {text}")
    assert missing == []


SMALL = """
[sources.fee]
url = "https://one.example/"
kind = "official"
as_of = 2026-06-01
[sources.old]
url = "https://two.example/"
kind = "third-party"
as_of = 2020-06-01
[[skills]]
id = "sql"
name = "SQL"
[[credentials]]
id = "a/course"
teaches = [{ skill = "sql", level = "intermediate", evidence = 2 }]
lifecycle = { status = "active", sources = ["fee", "old"] }
offers = [{ id = "o", price = { amount = 5, sources = ["old"] } }]
[[credentials]]
id = "a/exam"
requires = { skill = "sql", level = "beginner" }
routes = [{ parts = [{ id = "x", name = "X", kind = "exam", ready_if = { credential = "a/prep" } }] }]
[[credentials]]
id = "a/prep"
[[credentials]]
id = "a/title"
requires = { all = [{ credential = "a/exam" }, { age = 18 }] }
[[credentials]]
id = "a/former"
lifecycle = { status = "retired", retired = 2025-01-01, successors = ["a/course", "a/lost"] }
[[careers]]
id = "11-1111.00"
title = "Keepers"
door = { laws = [{ name = "Licence", requires = { credential = "a/title" } }] }
core = [
  { name = "Proof", anchor = true, requires = { any = [{ credential = "a/exam" }, { part = "a/prep#x" }] } },
  { name = "SQL", requires = { skill = "sql", level = "intermediate", evidence = 2 } },
]
plus = [{ name = "More SQL", requires = { skill = "sql", level = "advanced" } }]
"""


def links(found: Iterator[Link]) -> list[tuple[str, str, str]]:
    return [(link.id, link.role, link.skill) for link in found]


@pytest.mark.parametrize(
    ("ident", "opened", "led"),
    [
        (
            "a/course",
            [("11-1111.00", "core", "sql"), ("a/exam", "prepares for it", "sql")],
            [("a/former", "came before it", "")],
        ),
        (
            "a/exam",
            [("11-1111.00", "anchor", ""), ("a/title", "required, or one of the ways in", "")],
            [("a/course", "teaches what it builds on", "sql"), ("a/prep", "prepares for it", "")],
        ),
        ("a/prep", [("11-1111.00", "anchor", ""), ("a/exam", "prepares for it", "")], []),
        ("a/title", [("11-1111.00", "law in US", "")], [("a/exam", "required, or one of the ways in", "")]),
        ("a/former", [], []),
    ],
)
def test_what_it_opens_and_what_leads_to_it(ident: str, opened: list[str], led: list[str]) -> None:
    known = catalog(SMALL)
    credential = next(c for c in known.credentials if c.id == ident)
    assert links(opens(known, credential)) == opened
    assert links(leads_to(known, credential)) == led


def test_a_skill_below_the_level_or_evidence_asked_opens_nothing() -> None:
    for weaker in ('level = "beginner", evidence = 2', 'level = "intermediate", evidence = 1'):
        known = catalog(SMALL.replace('level = "intermediate", evidence = 2 }]\nlifecycle', weaker + " }]\nlifecycle"))
        assert [link.kind for link in opens(known, known.credentials[0])] == ["credential"]


def test_successors_say_whether_they_can_still_be_earned() -> None:
    known = catalog(SMALL)
    former = next(c for c in known.credentials if c.id == "a/former")
    shown = page_lines(credential_page(former, known, DAY))
    assert "came after: Course (a/course): active" in shown
    assert "came after: a/lost: not in this catalog" in shown
    assert "credplan show a/course  # what came after it" in shown


def test_facts_are_counted_by_grade_and_age() -> None:
    known = catalog(SMALL)
    found = support(known.credentials[0], known, DAY)
    assert (found.facts, found.grades, found.one_source) == (2, {"A": 1, "B": 0, "C": 1, "D": 0}, 1)
    assert found.ages == {"fresh": 1, "ageing": 0, "stale": 1, "undated": 0}
    assert (str(found.oldest), str(found.newest)) == ("2020-06-01", "2026-06-01")
    assert support_rows(found) == [
        ("facts", "2 from 2 sources: 1 A, 1 C"),
        ("dates", "newest 1 Jun 2026, oldest 1 Jun 2020"),
        ("age", "1 stale"),
        ("doubt", "1 on one source"),
    ]
    assert support_rows(support(known.credentials[1], known, DAY)) == [("facts", "none with a source")]
