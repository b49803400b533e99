"""Twelve credentials that are hard to write down: every sentence of their fact sheets has a place that plans use."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomlkit

import factsheets
from credplan.cli.question import Wishes, build_question
from credplan.core.catalog_view.pages import credential_page
from credplan.core.model import Catalog
from credplan.core.plan_data import no_plan_data, plan_data
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.profile import Profile
from credplan.core.report import no_plan_report, plan_report
from credplan.core.wire import decode_hook, encode_hook
from credplan.shell.catalog_files import read_catalog
from credplan.shell.render.report import plain_lines
from factsheets import Place, Sentence

TODAY = dt.date(2026, 11, 24)
QUESTIONS = tomllib.loads((factsheets.FOLDER / "questions.toml").read_text(encoding="utf-8"))
SENTENCES = factsheets.sentences()
PLACES = [place for sentence in SENTENCES for place in sentence.places]
HARD = sorted({place.subject for place in PLACES})


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(None)


def profile_of(question: dict[str, Any]) -> Profile:
    table = {key: question[key] for key in ("learner", "credential", "waiver") if key in question}
    return msgspec.convert(table, Profile, dec_hook=decode_hook)


def ask(catalog: Catalog, question: dict[str, Any]) -> Plan | NoPlan:
    """The planner's answer to one question of the table."""
    profile = profile_of(question)
    wishes = Wishes(goal=(question["goal"],), without=tuple(question.get("without", ())))
    asked = build_question(catalog, profile, wishes, question.get("today", TODAY))
    return answer(catalog, profile, asked, extras=False)


def told(catalog: Catalog, question: dict[str, Any]) -> str:
    """Everything that a plan says: its JSON and its screen."""
    profile = profile_of(question)
    wishes = Wishes(goal=(question["goal"],), without=tuple(question.get("without", ())))
    asked = build_question(catalog, profile, wishes, question.get("today", TODAY))
    found = answer(catalog, profile, asked, extras=False)
    if isinstance(found, Plan):
        report = plan_report(found, catalog, profile, asked, has_profile=True)
        data = plan_data(found, catalog, profile, asked)
    else:
        report = no_plan_report(found, catalog, profile, asked)
        data = no_plan_data(found, catalog, profile, asked)
    return plain_lines(report) + json.dumps(data, sort_keys=True)


# -- every sentence has a place ---------------------------------------------------------------------------------------


def label(value: Any) -> str:
    """A test id for a sentence or a place."""
    return f"{value.sheet}: {value.text[:60]}" if isinstance(value, Sentence) else str(value)


def test_there_are_twelve_sheets_with_questions_for_each() -> None:
    sheets = {sentence.sheet for sentence in SENTENCES}
    assert len(sheets) == 12
    assert sheets == {sheet for question in QUESTIONS["question"] for sheet in question["sheets"]}
    assert all(sum(s.sheet == sheet for s in SENTENCES) >= 8 for sheet in sheets)


@pytest.mark.parametrize("place", PLACES, ids=label)
def test_what_a_sentence_says_stands_where_it_says(place: Place, catalog: Catalog) -> None:
    kind, at = factsheets.subject_of(catalog, place.subject)
    record = getattr(catalog, kind)[at]
    values = [factsheets.follow(record, steps) for steps in factsheets.spots(record, place.path)]
    assert values, "the path leads nowhere"
    if place.absent:
        assert all(factsheets.empty(value) for value in values)
    else:
        assert not all(factsheets.empty(value) for value in values)


# -- round trips ------------------------------------------------------------------------------------------------------


def alone(catalog: Catalog, subject: str) -> Catalog:
    """A catalog that holds nothing but one record."""
    kind, at = factsheets.subject_of(catalog, subject)
    bare = Catalog(catalog.version, catalog.date)
    return msgspec.structs.replace(bare, **{kind: (getattr(catalog, kind)[at],)})


@pytest.mark.parametrize("subject", HARD)
def test_a_hard_record_survives_json(subject: str, catalog: Catalog) -> None:
    before = alone(catalog, subject)
    text = msgspec.json.encode(before, enc_hook=encode_hook)
    assert msgspec.json.decode(text, type=Catalog, dec_hook=decode_hook) == before


@pytest.mark.parametrize("subject", HARD)
def test_a_hard_record_survives_toml(subject: str, catalog: Catalog) -> None:
    before = alone(catalog, subject)
    plain = msgspec.to_builtins(before, enc_hook=encode_hook, builtin_types=(dt.date,))
    text = tomlkit.dumps(plain)
    assert msgspec.convert(tomllib.loads(text), Catalog, dec_hook=decode_hook) == before


def test_a_hard_record_survives_the_files_that_people_edit(catalog: Catalog, tmp_path: Path) -> None:
    text = msgspec.json.encode(catalog, enc_hook=encode_hook)
    path = tmp_path / "catalog.json"
    path.write_bytes(text)
    again = {c.id: c for c in read_catalog(path).credentials}
    for credential in catalog.credentials:
        if credential.id in HARD:
            assert again[credential.id] == credential


# -- every sentence changes some plan ---------------------------------------------------------------------------------

SHOWN = {row["place"]: row["why"] for row in QUESTIONS["shown"]}


@pytest.fixture(scope="module")
def answers(catalog: Catalog) -> dict[str, str]:
    """What each question of the table is told today."""
    return {question["name"]: told(catalog, question) for question in QUESTIONS["question"]}


def changed_plans(catalog: Catalog, answers: dict[str, str], sheet: str, place: Place) -> Iterator[str]:
    """The questions whose answers are other ones when ``place`` says something else."""
    asked = [question for question in QUESTIONS["question"] if sheet in question["sheets"]]
    for other in factsheets.altered(catalog, place):
        yield from (q["name"] for q in asked if told(other, q) != answers[q["name"]])


SENTENCE_PLACES = [(sentence, place) for sentence in SENTENCES for place in sentence.places]


@pytest.mark.parametrize(
    ("sentence", "place"),
    [pair for pair in SENTENCE_PLACES if str(pair[1]) not in SHOWN],
    ids=lambda value: label(value)[:90],
)
def test_saying_something_else_changes_a_plan(
    sentence: Sentence, place: Place, catalog: Catalog, answers: dict[str, str]
) -> None:
    assert next(changed_plans(catalog, answers, sentence.sheet, place), None), f"{place} is mere decoration"


@pytest.mark.parametrize("place", [place for place in PLACES if str(place) in SHOWN], ids=label)
def test_what_no_plan_can_use_is_shown(place: Place, catalog: Catalog, answers: dict[str, str]) -> None:
    sheet = next(sentence.sheet for sentence in SENTENCES if place in sentence.places)
    assert not any(changed_plans(catalog, answers, sheet, place)), "a plan uses it: take it off the list"
    kind, at = factsheets.subject_of(catalog, place.subject)
    assert kind == "credentials"
    today = credential_page(catalog.credentials[at], catalog, TODAY)
    pages = [credential_page(other.credentials[at], other, TODAY) for other in factsheets.altered(catalog, place)]
    assert any(page != today for page in pages)


def test_the_places_that_are_only_shown_are_few_and_exist() -> None:
    assert set(SHOWN) <= {str(place) for place in PLACES}
    assert len(SHOWN) * 10 <= len(PLACES)
