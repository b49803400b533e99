"""The glossary's data against its own rules, looking words up, and that nothing it shows leads nowhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import get_args

import pytest

from credplan.core.catalog_view.pages import _sort_of
from credplan.core.errors import AmbiguousName, UnknownName
from credplan.core.glossary import Entry, Glossary, entry_data, entry_page, find_entry, list_page
from credplan.core.model import Credential, Kind
from credplan.core.names import fold
from credplan.core.text import safe_text
from credplan.shell.glossary import read_glossary
from credplan.shell.render.catalog import page_lines, page_text

GLOSSARY = read_glossary()
ENTRIES = {entry.term: entry for entry in GLOSSARY.entries}

LONGEST_SHORT = 64
LONGEST_TEXT = 700
LONGEST_PARAGRAPH = 420

# What a learner must be able to look up; each leads to some entry.
ASKED = """
micro-credential, credential, badge, certificate, certification, licence, license, registry entry, card, stackable,
ACE, credit recommended, articulated, CEU, proctored, accredited, ISO 17024, NCCA, regional accreditation, anchor, door,
core, plus, evidence level, evidence 3, grade, ageing, stale, subscription, audit, voucher, renewal, upkeep, prerequisite,
readiness, reciprocity, SOC code, O*NET, job zone, wage percentile, median, openings, whom to trust, employer surveys,
learner surveys
"""


@pytest.mark.parametrize("entry", GLOSSARY.entries, ids=list(ENTRIES))
def test_an_entry_is_short_sourced_and_leads_somewhere(entry: Entry) -> None:
    assert entry.sources
    assert set(entry.sources) <= set(GLOSSARY.sources)
    assert len(set(entry.sources)) == len(entry.sources)
    assert entry.theme in {theme.id for theme in GLOSSARY.themes}
    assert len(entry.short) <= LONGEST_SHORT
    assert not entry.short.endswith(".")
    assert sum(map(len, entry.text)) <= LONGEST_TEXT
    assert all(30 < len(text) <= LONGEST_PARAGRAPH and text.endswith((".", "?", "!")) for text in entry.text)
    assert entry.see
    assert entry.term not in entry.see
    assert set(entry.see) <= set(ENTRIES)
    for text in (entry.term, entry.short, *entry.text, *entry.also):
        assert text == safe_text(text).strip()


@pytest.mark.parametrize("entry", [e for e in GLOSSARY.entries if e.figures], ids=lambda e: e.term)
def test_a_figure_says_who_asked_whom_and_when(entry: Entry) -> None:
    for figure in entry.figures:
        assert figure.sources
        assert set(figure.sources) <= set(entry.sources)
        assert re.search(r"\d", figure.share)
        assert figure.by
        assert figure.asked
        assert 2015 <= figure.year <= 2026
        if "Coursera" in figure.by or "Collegis" in figure.by:
            assert figure.seller
    shown = page_lines(entry_page(GLOSSARY, entry))
    for figure in entry.figures:
        assert f"{figure.asked}, {figure.year}" in shown
        assert f"asked by {figure.by}" in shown
    assert shown.count("a provider's own survey") == sum(f.seller for f in entry.figures)
    assert shown.count("one source") >= sum(len(f.sources) == 1 for f in entry.figures)


def test_no_word_leads_to_two_entries() -> None:
    names = [fold(name) for entry in GLOSSARY.entries for name in {*map(fold, (entry.term, *entry.also))}]
    assert sorted(names) == sorted(set(names))


def test_every_source_is_used_dated_and_of_the_web_or_our_own() -> None:
    used = {key for e in GLOSSARY.entries for key in (*e.sources, *(k for f in e.figures for k in f.sources))}
    assert used == set(GLOSSARY.sources)
    for key, source in GLOSSARY.sources.items():
        assert source.title, key
        if source.own:
            assert not source.url
            assert (re.search(r"docs/[a-z-]+\.md", source.title) or [""])[0], key
        else:
            assert source.as_of or source.read, key
            assert source.url.startswith("http") or key == "keystone", key
            assert max(d for d in (source.as_of, source.read) if d) <= dt.date(2026, 11, 24), key


@pytest.mark.parametrize("asked", [word.strip() for word in ASKED.split(",")])
def test_what_a_learner_asks_for_is_found(asked: str) -> None:
    assert find_entry(GLOSSARY, asked).term in ENTRIES


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("Micro Credentials", "micro-credential"),
        ("MICROCREDENTIAL", "micro-credential"),
        ("iso/iec 17024", "ISO 17024"),
        ("licenses", "licence"),
        ("vouch", "voucher"),
        ("registry", "registry entry"),
        ("~", "grade"),
    ],
)
def test_spelling_plural_and_beginnings_do_not_matter(typed: str, term: str) -> None:
    assert find_entry(GLOSSARY, typed).term == term


def test_an_unknown_word_says_what_was_meant_and_where_all_are() -> None:
    with pytest.raises(UnknownName, match="credplan explain lists all") as raised:
        find_entry(GLOSSARY, "stakable")
    assert raised.value.nearest[0] == "stackable"
    with pytest.raises(UnknownName, match="credplan search"):
        find_entry(GLOSSARY, "zzzzzz")


def test_a_beginning_of_several_words_lists_them() -> None:
    with pytest.raises(AmbiguousName) as raised:
        find_entry(GLOSSARY, "cert")
    assert {term for term, _ in raised.value.candidates} >= {"certificate", "certification"}


def test_pages_hold_all_and_fit() -> None:
    for width in (60, 80, 200):
        text = page_text(list_page(GLOSSARY), width, color=False)
        assert all(len(line) <= width or "#" in line for line in text.splitlines())
        joined = " ".join(text.split())
        assert all(" ".join((e.term, e.short)) in joined for e in GLOSSARY.entries if width == 200)
    for entry in GLOSSARY.entries:
        text = page_text(entry_page(GLOSSARY, entry), 80, color=False)
        body = text.partition("WHERE THIS COMES FROM")[0]
        assert all(len(line) <= 80 for line in body.splitlines())
        for key in entry.sources:
            assert GLOSSARY.sources[key].title in " ".join(text.split())


def test_json_writes_the_sources_out() -> None:
    data = entry_data(GLOSSARY, ENTRIES["employer surveys"])
    assert data["figures"][0]["sources"][0]["url"].startswith("https://")
    assert {f["own_survey"] for f in data["figures"]} == {True, False}
    assert all(isinstance(GLOSSARY, Glossary) and source["title"] for source in data["sources"])


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_sort_of_credential_has_its_word(kind: str) -> None:
    for type_ in ("Certification", "Certificate", "License", "Badge", "MicroCredential", "Another"):
        named = _sort_of(Credential(id="a/b", name="B", provider="a", type=type_, kind=kind))
        assert named in ENTRIES
