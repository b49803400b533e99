"""Commands that read only the rows they need answer as if they had read the whole catalog, byte for byte."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Outcome
from credplan.core.model import Catalog
from credplan.shell import catalog_extracts
from credplan.shell.catalog_extracts import recorded, searched, shown
from credplan.shell.catalog_index import CatalogIndex, index_of, read_catalog
from small import profile

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def whole() -> Catalog:
    return read_catalog()


@pytest.fixture
def both(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Outcome, Outcome]]:
    """One command run twice: on extracts, and with every extract replaced by the whole catalog."""

    def run_both(*arguments: str) -> tuple[Outcome, Outcome]:
        mine = run(*arguments)
        with monkeypatch.context() as patch:
            for name in ("named", "called"):
                patch.setattr(CatalogIndex, name, lambda index, *_: index.whole())
            patch.setattr(catalog_extracts, "shown", lambda index, _: index.whole())
            patch.setattr(catalog_extracts, "searched", lambda *_: None)
            patch.setattr(catalog_extracts, "recorded", lambda *_: None)
            return mine, run(*arguments)

    return run_both


def queries(catalog: Catalog, number: int) -> Iterator[str]:
    """What people type: whole names and codes, words of them, beginnings of words, slips of the finger."""
    rng = random.Random(20261124)
    names = [c.name for c in catalog.credentials] + [s.name for s in catalog.skills]
    names += [t for c in catalog.careers for t in (c.title, *c.titles)]
    names += [c.id for c in catalog.credentials] + [code for c in catalog.credentials for code in c.codes]
    names += [alias for c in catalog.credentials for alias in c.aliases]
    for _ in range(number):
        name = rng.choice(names)
        words = name.split()
        form = rng.randrange(5)
        if form == 0:
            yield name
        elif form == 1:
            yield rng.choice(words)
        elif form == 2:
            yield " ".join(rng.sample(words, min(2, len(words))))
        elif form == 3:
            yield rng.choice(words)[: rng.randrange(2, 6)]
        else:
            place = rng.randrange(len(name))
            yield name[:place] + name[place + 1 :]


SEARCHES: tuple[tuple[str, ...], ...] = (
    (),
    ("--free",),
    ("--no-prerequisites", "--max-price", "200"),
    ("--max-hours", "60", "--limit", "3"),
    ("--skill", "sql"),
    ("--active", "--level", "beginner"),
    ("--status", "retired"),
    ("--accredited", "--csv"),
)


def test_every_search_is_the_same_from_an_extract(both: Callable[..., tuple[Outcome, Outcome]], whole: Catalog) -> None:
    for number, query in enumerate(queries(whole, 60)):
        options = SEARCHES[number % len(SEARCHES)]
        form = () if "--csv" in options or number % 3 else ("--json",)
        mine, all_of_it = both("search", *options, *form, "--", query)
        assert mine == all_of_it, (query, options)


@pytest.mark.parametrize(
    "query", ["free sql", "sql no prerequisites", "free", "gluten free", "free online", "no prerequisites", "", "zzzz"]
)
def test_words_that_are_filters_are_read_alike(both: Callable[..., tuple[Outcome, Outcome]], query: str) -> None:
    mine, all_of_it = both("search", query)
    assert mine == all_of_it


def test_every_page_is_the_same_from_an_extract(both: Callable[..., tuple[Outcome, Outcome]], whole: Catalog) -> None:
    pages = 0
    for number, query in enumerate(queries(whole, 80)):
        form = (("--json",), ("--plain",), ())[number % 3]
        mine, all_of_it = both("show", *form, "--", query)
        assert mine == all_of_it, query
        mine, all_of_it = both("career", "show", *form, "--", query)
        assert mine == all_of_it, query
        pages += mine.code == 0
    assert pages > 5


def test_the_page_of_every_record_has_all_that_it_names(whole: Catalog) -> None:
    import datetime as dt

    from credplan.core.catalog_view.data import record_data
    from credplan.core.catalog_view.pages import career_page, credential_page
    from credplan.core.catalog_view.skill import skill_data, skill_page

    index, day = index_of(whole), dt.date(2026, 11, 24)
    most = 0
    for record in (*whole.credentials, *whole.careers):
        part = shown(index, record)
        most = max(most, len(part.credentials))
        assert record_data(record, part, day) == record_data(record, whole, day), record.id
        page = credential_page if record in part.credentials else career_page
        assert page(record, part, day) == page(record, whole, day), record.id  # type: ignore[operator]
    for skill in whole.skills:
        part = shown(index, skill)
        assert skill_data(skill, part) == skill_data(skill, whole), skill.id
        assert skill_page(skill, part) == skill_page(skill, whole), skill.id
    assert most < len(whole.credentials) // 2


def test_a_search_reads_less_than_the_whole(whole: Catalog) -> None:
    index = index_of(whole)
    for query in ("cissp", "nursing", "SY0-701"):
        part = searched(index, query)
        assert part is not None
        assert len(part.credentials) < len(whole.credentials) // 2, query
    assert searched(index, "") is None
    assert searched(index, "zzzz") is None


RECORDS = (
    "",
    '[[goal]]\nname = "data analyst"\n',
    '[[goal]]\nname = "network"\n[[skill]]\nid = "sql"\n',
    '[[goal]]\nname = "no such thing"\n',
    '[[credential]]\nid = "comptia/a-plus"\nstatus = "earned"\nearned = 2025-05-01\n',
    '[[credential]]\nid = "comptia/a-plsu"\nstatus = "earned"\nearned = 2025-05-01\n',
    '[[skill]]\nid = "sqll"\n[learner]\ncircumstances = ["veteran", "nea-membr"]\n',
    """[[goal]]\nname = "15-2051.01"\n[[credential]]\nid = "isc2/cissp"\nstatus = "earned"\nearned = 2025-05-01
[[credential]]\nid = "comptia/network-plus"\nstatus = "in-progress"\nparts = ["nothing"]
[[plan]]\nname = "main"\ngoal = "15-2051.01"\nalso = ["15-1242.00", "pmi/pmp"]\nsaved = 2026-11-01
step = [{ credential = "microsoft/power-bi-data-analyst", route = "exam", start = 2026-11-24, finish = 2027-01-24 }]
""",
)


@pytest.mark.parametrize("text", RECORDS)
@pytest.mark.parametrize(
    "words",
    [("status",), ("status", "--json"), ("next",), ("next", "--json"), ("renewals", "--json"), ("profile", "check")],
    ids=" ".join,
)
def test_the_record_is_the_same_from_an_extract(
    both: Callable[..., tuple[Outcome, Outcome]], tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "profile.toml").write_text(f"schema = 1\n{text}", encoding="utf-8")
    mine, all_of_it = both(*words)
    assert mine == all_of_it


def test_a_record_is_read_whole_only_where_it_names_what_is_not_there(whole: Catalog) -> None:
    index = index_of(whole)
    read = [recorded(index, profile(text)) for text in RECORDS]
    assert [part is None for part in read] == [False, False, False, True, False, True, True, False]
    assert all(len(part.credentials) < 40 for part in read if part is not None)


EDITS = (
    ("add", "security+"),
    ("add", "network"),
    ("add", "google data analytics", "--earned", "2026-05-01"),
    ("add", "comptia/a-plus", "--part", "core 1"),
    ("add", "no such thing"),
    ("know", "sql", "advanced"),
    ("know", "sql", "expert"),
    ("know", "no such thing"),
    ("set", "goal", "data analyst"),
    ("set", "goal", "net"),
    ("skip", "network+"),
    ("log", "security+", "3"),
    ("remove", "security plus"),
    ("remove", "structured query language"),
    ("remove", "information security analyst"),
    ("remove", "no such thing"),
    ("init", "--no-input", "--force", "--goal", "phlebotomist", "--hold", "a+=2025-05-01"),
)
HELD = """schema = 1
[[goal]]
name = "Information Security Analysts"
[[skill]]
id = "sql"
[[credential]]
id = "comptia/security-plus"
status = "in-progress"
"""


@pytest.mark.parametrize("words", EDITS, ids=" ".join)
def test_an_edit_is_the_same_from_an_extract(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(HELD, encoding="utf-8")
    mine = run(*words), path.read_text(encoding="utf-8")
    path.write_text(HELD, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CatalogIndex, "named", lambda index, *_: index.whole())
        again = run(*words), path.read_text(encoding="utf-8")
    assert mine == again
