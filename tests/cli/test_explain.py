"""``explain`` as people and scripts use it."""

from __future__ import annotations

import csv
import io
import json
import shlex

import pytest

from credplan.shell.glossary import read_glossary

GLOSSARY = read_glossary()


def test_without_a_word_it_lists_all_by_theme(run):
    done = run("explain")
    assert done.code == 0
    assert not done.err
    for theme in GLOSSARY.themes:
        assert theme.name in done.out
    assert all(entry.term.split()[0] in done.out for entry in GLOSSARY.entries)
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_word_is_explained_with_its_source(run):
    done = run("explain", "micro", "credentials")
    assert done.code == 0
    assert "18 credit hours" in done.out
    assert "https://unevoc.unesco.org/" in done.out
    assert "credplan explain stackable" in done.out


def test_an_unknown_word_is_a_usage_error_with_a_guess(run):
    done = run("explain", "acredited")
    assert done.code == 2
    assert not done.out
    assert 'Did you mean "accredited"' in done.err


def test_json_csv_and_plain(run):
    whole = json.loads(run("explain", "--json").out)
    assert whole["schema"] == 1
    assert [entry["term"] for entry in whole["entries"]] == [entry.term for entry in GLOSSARY.entries]
    one = json.loads(run("explain", "licence", "--json").out)["entries"]
    assert [entry["term"] for entry in one] == ["licence"]
    rows = list(csv.DictReader(io.StringIO(run("explain", "--csv").out)))
    assert len(rows) == len(GLOSSARY.entries)
    assert all(row["sources"] and row["short"] for row in rows)
    plain = run("explain", "ace", "--plain").out
    assert "WHAT IT MEANS:" in plain
    assert "credit recommended" in plain


@pytest.mark.parametrize("command", sorted({e.command for e in GLOSSARY.entries if e.command}))
def test_every_command_that_an_entry_proposes_runs(run, command):
    words = shlex.split(command)
    assert words[0] == "credplan"
    assert run(*words[1:]).code == 0


@pytest.mark.parametrize("entry", GLOSSARY.entries, ids=lambda e: e.term)
def test_every_reference_is_a_word_that_it_knows(run, entry):
    for term in entry.see:
        assert run("explain", *term.lower().split()).code == 0


# ---- screens that use such words, and skills ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "comptia/a-plus"),
        ("show", "sql"),
        ("career", "show", "phlebotomist"),
        ("plan", "data analyst"),
        ("gap", "data analyst"),
        ("search", "sql"),
        ("compare", "a+", "network+"),
        ("catalog", "info"),
    ],
)
def test_screens_with_such_words_say_where_they_are_explained_and_scripts_are_spared(run, arguments):
    done = run(*arguments)
    assert done.code == 0
    assert "credplan explain" in done.out + done.err
    scripts = run(*arguments, "--json")
    assert "credplan explain" not in scripts.out + scripts.err


def test_show_finds_a_skill_and_search_says_what_it_means(run):
    shown = run("show", "sql")
    assert "SQL (sql)" in shown.out
    assert "WHO TEACHES IT" in shown.out
    assert "Business Intelligence Analysts (15-2051.01)" in shown.out
    assert json.loads(run("show", "sql", "--json").out)["kind"] == "skill"
    found = run("search", "sql")
    assert "SQL is a skill: " in found.err
    assert "credplan show sql" in found.err
    assert [s["id"] for s in json.loads(run("search", "sql", "--json").out)["skills"]] == ["sql"]


def test_where_a_credential_has_the_same_name_both_can_be_reached(run):
    credential = run("show", "javascript")
    assert "freecodecamp/javascript" in credential.out
    assert "credplan show --skill javascript" in credential.err
    assert "JavaScript (javascript)" in run("show", "--skill", "javascript").out
    unknown = run("show", "--skill", "javascrpt")
    assert unknown.code == 2
    assert "javascript" in unknown.err
