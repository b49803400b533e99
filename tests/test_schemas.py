"""The JSON Schemas against what the program writes: every key is named, everything written fits, damage is refused."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Outcome
from credplan.core import errors
from credplan.core.schemas import NAMES, NUMBER, schema

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed (pip install -e '.[dev]' brings it)")
Run = Callable[..., Outcome]

PLANS = (
    ("data analyst",),
    ("phlebotomist", "--region", "CA"),
    ("school bus driver", "--also", "nurse aide", "--region", "FL"),
    ("comptia/a-plus", "--fastest", "--by", "2027-12-31"),
    ("isc2/cissp", "--hours-per-week", "7.5"),
    ("web developer", "--free"),
    ("help desk technician", "--balanced", "--hour-value", "15", "--without-provider", "comptia"),
    ("data analyst", "--fewest", "--online", "--lock", "comptia/data-plus", "--budget", "900"),
    ("phlebotomist", "--budget", "300"),
    ("phlebotomist", "--by", "2026-12-01", "--free"),
    ("comptia/security-plus", "--free"),
)


_answers: list[Any] = []


def answers(run: Run) -> list[Any]:
    """What the program writes for `PLANS`, asked once."""
    for words in PLANS[len(_answers) :]:
        done = run("plan", *words, "--json")
        assert done.code in (errors.OK, errors.NO_PLAN), done.err
        _answers.append(json.loads(done.out))
    return _answers


@cache
def checker(name: str) -> Any:
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema(name))
    return kind(schema(name), format_checker=jsonschema.FormatChecker())


def problems(name: str, value: Any) -> list[str]:
    return [f"{'/'.join(map(str, p.absolute_path))}: {p.message}"[:300] for p in checker(name).iter_errors(value)]


def unnamed(value: Any, of: Any, whole: Any, path: str = "") -> Iterator[str]:
    """The places of keys that a schema does not name."""
    if "$ref" in of:
        of = {**whole["$defs"][of["$ref"].rpartition("/")[2]], **of}
    parts = [of, *of.get("allOf", ()), *of.get("anyOf", ())]
    parts = [whole["$defs"][p["$ref"].rpartition("/")[2]] if "$ref" in p and p is not of else p for p in parts]
    if isinstance(value, dict):
        named = {key: s for part in parts for key, s in part.get("properties", {}).items()}
        open_ended = any("additionalProperties" in part for part in parts)
        for key, item in value.items():
            if key in named:
                yield from unnamed(item, named[key], whole, f"{path}/{key}")
            elif not open_ended:
                yield f"{path}/{key}"
    elif isinstance(value, list):
        items = next((part["items"] for part in parts if "items" in part), {})
        for item in value:
            yield from unnamed(item, items, whole, f"{path}[]")


def test_every_plan_fits_and_has_no_key_that_is_not_named(run: Run) -> None:
    found = answers(run)
    assert {a["status"] for a in found} >= {"optimal", "infeasible"}
    for words, plan in zip(PLANS, found, strict=True):
        assert problems("plan", plan) == [], words
        assert set(unnamed(plan, schema("plan"), schema("plan"))) == set(), words


OPTIONAL = {"unit", "type", "delivery", "parts", "rules", "recommended_before", "validity", "counts_toward"}
FURTHER = (
    ("data analyst", "--trade-offs"),
    ("computer user support", "--trade-offs", "--budget", "500"),
    ("data analyst", "--alternatives", "3"),
    ("data analyst", "--why", "1"),
    ("phlebotomist", "--region", "CA", "--why", "3"),
    ("phlebotomist", "--diff", "main"),
    ("phlebotomist", "--diff", "main", "--fastest", "--hours-per-week", "20"),
)


def test_further_answers_fit_and_have_no_key_that_is_not_named(run: Run) -> None:
    assert run("init", "--no-input", "--region", "TX").code == errors.OK
    assert run("plan", "phlebotomist", "--region", "CA", "--save", "main").code == errors.OK
    plain, told = set(answers(run)[0]), set()
    for words in FURTHER:
        found = json.loads(run("plan", *words, "--json").out)
        assert problems("plan", found) == [], words
        assert set(unnamed(found, schema("plan"), schema("plan"))) == set(), words
        for key in set(found) - plain:
            told.add(key)
            assert not checker("plan").is_valid(damaged(found, (key,), remove=False)), key
        for path in [p for p in places(found) if p[0] not in plain and len(p) > 1 and isinstance(p[-1], str)]:
            if "USD" not in path and path[-1] not in OPTIONAL:
                assert not checker("plan").is_valid(damaged(found, path, remove=True)), path
    assert {"frontier", "next_best", "why", "best_while", "diff"} <= told


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


def damaged(value: Any, path: tuple[Any, ...], *, remove: bool) -> Any:
    value = copy.deepcopy(value)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    if remove:
        del inner[path[-1]]
    else:
        inner[path[-1]] = {"what": ["is", "this"]}
    return value


def test_a_plan_with_a_key_missing_or_of_another_kind_is_refused(run: Run) -> None:
    valid = checker("plan")
    for plan in (answers(run)[1], answers(run)[8]):
        assert valid.is_valid(plan)
        free = {("closest",)}
        kept = [p for p in places(plan) if isinstance(p[-1], str) and p not in free and "USD" not in p]
        assert len(kept) > 50
        let_through = ["/".join(map(str, p)) for p in kept if valid.is_valid(damaged(plan, p, remove=False))]
        assert let_through == []
        gone = [p for p in kept if p[-1] not in OPTIONAL]
        let_through = ["/".join(map(str, p)) for p in gone if valid.is_valid(damaged(plan, p, remove=True))]
        assert let_through == []


LEARNER = (
    ("init", "--no-input", "--region", "TX", "--budget", "900", "--hours-per-week", "7.5", "--goal", "data analyst"),
    ("set", "study-times", "Mon Wed 18:00-20:00"),
    ("add", "Security+", "--earned", "2025-05-01"),
    ("add", "Google Data Analytics", "--in-progress"),
    ("know", "sql"),
    ("log", "Google Data Analytics", "2.5"),
    ("waive", "experience", "--because", "my army years"),
    ("plan", "phlebotomist", "--save", "main"),
)


def test_renewals_and_the_profile_fit(run: Run) -> None:
    for words in LEARNER:
        assert run(*words).code == errors.OK, words
    renewals = json.loads(run("renewals", "--json", "--years", "9").out)
    assert renewals["due"]
    assert problems("renewals", renewals) == []
    assert set(unnamed(renewals, schema("renewals"), schema("renewals"))) == set()
    for path in [p for p in places(renewals) if isinstance(p[-1], str) and "cost" not in p]:
        assert not checker("renewals").is_valid(damaged(renewals, path, remove=True)), path
    profile = json.loads(run("export", "profile", "--to", "-", "--format", "json").out)
    assert set(profile) >= {"learner", "goal", "skill", "credential", "waiver", "plan"}
    assert problems("profile", profile) == []


def test_the_catalog_fits_record_by_record(run: Run) -> None:
    whole = json.loads(run("export", "catalog", "--to", "-", "--format", "json").out)
    head = {**{k: v for k, v in whole.items() if not isinstance(v, list)}, "careers": [], "credentials": []}
    valid = checker("catalog")
    assert [p.message for p in valid.iter_errors(head)] == []
    for kind in ("providers", "skills", "offers", "careers", "credentials"):
        step = 8 if kind == "credentials" else 3  # each kind of record and key is met many times over
        part = {**head, "sources": {}, kind: whole[kind][::step]}
        assert [f"{p.absolute_path}: {p.message}"[:300] for p in valid.iter_errors(part)] == []
    assert not valid.is_valid({**head, "sources": {}, "unheard": 1})


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_written_with_its_name_and_number(name: str, run: Run, tmp_path: Path) -> None:
    done = run("export", "schema", name)
    assert (done.code, done.err) == (errors.OK, "")
    assert json.loads(done.out)["$id"] == f"urn:credplan:schema:{name}:{NUMBER}"
    assert run("export", "schema", name, "--to", str(tmp_path / "s.json")).code == errors.OK
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == done.out


def test_an_unknown_schema_is_a_usage_error(run: Run) -> None:
    done = run("export", "schema", "plans")
    assert done.code == errors.USAGE
    assert "plan, renewals, catalog, profile" in done.err


def test_every_key_of_a_plan_is_explained() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    section = text.partition("## `plan --json`")[2].partition("\n## ")[0]
    words = set(re.findall(r"[a-z_]+", section))
    assert set(schema("plan")["properties"]) - {"schema"} <= words


# ---- CSV ----------------------------------------------------------------------------------------------------------

TABLES = (("plan", "phlebotomist"), ("catalog",), ("renewals",), ("profile",))


@pytest.mark.parametrize("words", TABLES, ids=lambda w: w[0])
def test_csv_is_that_of_rfc_4180(words: tuple[str, ...], run: Run) -> None:
    for line in LEARNER:
        run(*line)
    text = run("export", *words, "--to", "-", "--format", "csv").out
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert text.count("\r\n") == len(rows)
    assert text.endswith("\r\n")
    assert len(set(rows[0])) == len(rows[0])


def test_a_spreadsheet_shows_what_was_written(run: Run, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice is installed here")
    written = tmp_path / "plan.csv"
    run("export", "plan", "phlebotomist", "--region", "CA", "--to", str(written))
    # Comma, double quote, UTF-8, from the first line; read and written again by the spreadsheet itself.
    form = "44,34,76,1,,0,false,true,false"
    command = [
        office,
        f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
        "--headless",
        f"--infilter=CSV:{form}",
    ]
    command += [
        "--convert-to",
        f"csv:Text - txt - csv (StarCalc):{form}",
        "--outdir",
        str(tmp_path / "out"),
        str(written),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    def cells(path: Path) -> list[list[str]]:
        # A spreadsheet holds numbers as such and writes 1890.00 as 1890.
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        return [[str(Decimal(c).normalize()) if re.fullmatch(r"[0-9.]+", c) else c for c in row] for row in rows]

    assert cells(tmp_path / "out" / "plan.csv") == cells(written)


@pytest.mark.parametrize("words", [("data analyst",), ("phlebotomist", "--budget", "300"), ("cissp", "--fastest")])
def test_a_proof_file_fits_and_has_no_key_that_is_not_named(run: Run, words: tuple[str, ...]) -> None:
    proof = json.loads(run("plan", *words, "--proof", "-").out)
    assert problems("proof", proof) == []
    named = {**schema("proof"), "properties": {**schema("proof")["properties"], "answer": {}}}
    proof["answer"] = {}
    assert set(unnamed(proof, named, named)) == set()
    for path in [p for p in places(proof) if len(p) <= 4 and isinstance(p[-1], str) and p[:1] != ("answer",)]:
        if path[:2] not in (("problem", "reached"), ("problem", "given")) and path[-1] not in ("split", "rows"):
            assert not checker("proof").is_valid(damaged(proof, path, remove=True)), path
