"""The JSON Schema of the profile against the program: the same files are accepted and refused.

Whatever the schema refuses the program refuses; what only the program refuses must be one of the things that
docs/profile-format.md lists as beyond a schema.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT
from credplan.core.profile_check import check, inert
from credplan.core.profile_schema import _WORDS, profile_schema
from credplan.core.toml_places import DecimalText

jsonschema = pytest.importorskip(
    "jsonschema", reason="the JSON Schema validator is not installed (pip install -e '.[dev]' brings it)"
)

CASES = tomllib.loads((ROOT / "tests/cases/profile/mistakes.toml").read_text())["case"]
FORMAT = (ROOT / "docs/profile-format.md").read_text()

# What a schema can't say, as the program says it. Each has its line in docs/profile-format.md.
BEYOND = (
    r"^a date is written without quotes, year first",
    r"^expected text in quotes, got \d{4}-\d\d-\d\d",
    r"is there twice",
    r"expires on .*, before it was earned",
    r"started on .*, after it was earned",
    r"^the job ends on .*, before it starts",
    r"^the step ends on .*, before it starts",
    r"is finer than a (cent|minute)$",
    r"^expected (hours|an amount)",  # a bare number with more than four decimals or an exponent
    r"^expected a whole number, got \d+\.0$",
    r"is too large$",
)


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(profile_schema())
    return jsonschema.Draft202012Validator(
        profile_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def as_json(value: Any) -> Any:
    """TOML values as an editor's reader hands them to a schema."""
    match value:
        case DecimalText():
            return float(value)
        case dt.date() | dt.time():
            return value.isoformat()
        case dict():
            return {k: as_json(v) for k, v in value.items()}
        case list():
            return [as_json(v) for v in value]
    return value


def loaded(text: str) -> dict[str, Any] | None:
    """The values of a TOML text, None where it is none."""
    try:
        return tomllib.loads(text, parse_float=DecimalText)
    except tomllib.TOMLDecodeError:
        return None


def compare(validator: Any, data: dict[str, Any]) -> None:
    problems = check(inert(data))
    refused = [e.message for e in validator.iter_errors(as_json(data))]
    if refused:
        assert problems, (data, refused)
    elif problems:
        unlisted = [p.what for p in problems if not any(re.search(b, p.what) for b in BEYOND)]
        assert not unlisted, (data, unlisted)


# -- the files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [c for c in CASES if loaded(c["text"]) is not None], ids=lambda c: c["name"])
def test_each_file_with_a_mistake_is_refused_by_both_or_is_beyond_a_schema(
    validator: Any, case: dict[str, Any]
) -> None:
    data = loaded(case["text"])
    assert data is not None
    assert check(inert(data))
    compare(validator, data)


def test_most_mistakes_are_told_by_the_schema_too(validator: Any) -> None:
    told = [c["name"] for c in CASES if (d := loaded(c["text"])) is not None and not validator.is_valid(as_json(d))]
    assert len(told) >= 25


def documented() -> dict[str, Any]:
    lines = FORMAT.partition("\n    schema = 1")[2].partition("\nRules: ")[0]
    text = "schema = 1" + "\n".join(line[4:] for line in lines.split("\n"))
    text = text.replace('sha256 = "…"', f'sha256 = "{"a" * 64}"')
    return tomllib.loads(text, parse_float=DecimalText)


def test_the_documented_profile_is_accepted_by_both(validator: Any) -> None:
    data = documented()
    assert check(inert(data)) == []
    assert validator.is_valid(as_json(data))
    assert set(data) == set(profile_schema()["properties"])


AMOUNTS = [
    0, 1, 8, 168, 169, -1, 10**9, 10**10, 10**10 + 1, 10**13, True, "0", "1", "8", "08", "168", "168.0", "168.05", "167.95",
    "169", "7.5", "7.55", "7.56", "7.500", "7.5000", "7.50000", "0.05", "0.06", ".5", ".05", ".055", "5.", ".", "", " 8 ",
    "-1", "-0", "--1", "+1", "1,5", "1e3", "9" * 10, "9" * 13, "0" * 12 + "1", "0" * 11 + "1", "0.00", "12.345", "12.34",
    "12.3400", "8h", "$8", "\u0663", DecimalText("7.5"), DecimalText("0.0"), DecimalText("168.5"), DecimalText("1e3"),
    DecimalText("-1.5"), [], {}, dt.date(2026, 1, 1),
]  # fmt: skip


@pytest.mark.parametrize("key", ["hours_per_week", "budget", "hour_value"])
@pytest.mark.parametrize("value", AMOUNTS, ids=repr)
def test_amounts_are_read_alike(validator: Any, key: str, value: Any) -> None:
    compare(validator, {"learner": {key: value}})


TEXTS = {
    "region": ["", "US", "US-TX", "us-tx", "Texas", "US-", "US-TXXX", "USA", "US-T1"],
    "currency": ["USD", "usd", "US", "", "EURO", "E1R"],
    "name": ["", "x" * 200, "x" * 201, 5, True],
    "start": [dt.date(1970, 1, 1), dt.date(1969, 12, 31), dt.date(2199, 12, 31), dt.date(2200, 1, 1), "2026-01-01", "soon",
              dt.datetime(2026, 1, 1, 8), "2026-1-1", 2026],
    "birth_year": [1899, 1900, 1998, 2199, 2200, 98, "1998", DecimalText("1998.0"), DecimalText("1998.5"), True],
    "education": ["none", "bachelor", "Bachelor", "", 3],
    "study_times": [[], ["Mon Wed 18:00-20:00"], ["Sun 00:00-24:00"], ["mon 18:00-20:00"], ["Mon 18-20"], ["Mon"], [""], [1], "Mon"],
    "circumstances": [[], ["student"], "student", [1], ["x" * 201], ["s"] * 5000, ["s"] * 5001],
    "experience": [[], [{"domain": "it"}], [{"domain": "it", "start": dt.date(2020, 1, 1)}], {"domain": "it"}],
}  # fmt: skip


@pytest.mark.parametrize("key", TEXTS)
def test_other_values_are_read_alike(validator: Any, key: str) -> None:
    for value in TEXTS[key]:
        compare(validator, {"learner": {key: value}})


# -- mutations --------------------------------------------------------------------------------------------------------

ODD = [
    *AMOUNTS,
    *(v for values in TEXTS.values() for v in values if not isinstance(v, list) or len(v) < 9),
    *(
        "earned",
        "planned",
        "in-progress",
        "skipped",
        "beginner",
        "a/b",
        "A/B",
        "a",
        "sql",
        " ",
        "a" * 64,
        "\u00e9",
        "x\ny",
    ),
    *(-5, 1, 2, 3, dt.date(2025, 1, 1), dt.date(2027, 6, 1), ["core-1", "core-1"], ["core-1", "core-2"], [[]], [{}]),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and list place in a profile."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from places(item, (*path, key))


@pytest.mark.parametrize("block", range(3))
def test_a_valid_profile_with_slips_is_refused_alike(validator: Any, block: int) -> None:
    refused = 0
    for seed in range(block * 400, (block + 1) * 400):
        profile = with_slips(random.Random(seed))
        schema = profile.get("schema", 1)
        if isinstance(schema, int) and schema > 1:
            continue  # a newer program's profile is read as far as it is understood; this is the schema of version 1
        compare(validator, profile)
        refused += not validator.is_valid(as_json(profile))
    assert 120 < refused < 390


def with_slips(rng: random.Random) -> dict[str, Any]:
    """The documented profile after one or two slips: something gone, in another form, misspelt, there twice, added."""
    profile = documented()
    for _ in range(rng.randint(1, 2)):
        path = rng.choice(list(places(profile)))
        holder: Any = profile
        for key in path[:-1]:
            holder = holder[key]
        slip = rng.choice(["remove", "replace", "replace", "rename", "repeat", "add"])
        odd = copy.deepcopy(rng.choice(ODD))
        if slip == "remove":
            del holder[path[-1]]
        elif slip == "replace":
            holder[path[-1]] = odd
        elif slip == "rename" and isinstance(holder, dict):
            holder[f"{path[-1]}s"] = holder.pop(path[-1])
        elif slip == "repeat" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[path[-1]]))
        elif isinstance(holder, dict):
            holder[rng.choice(["note", "id", "status", "earned", "expires", "parts", "locked", "zzz"])] = odd
    return profile


# -- the schema itself ------------------------------------------------------------------------------------------------


def test_every_key_of_every_table_is_described() -> None:
    schema = profile_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    tables = [schema, *schema["$defs"].values()]
    assert len(tables) == len(_WORDS)
    for table in tables:
        assert table["additionalProperties"] is False
        for key, value in table["properties"].items():
            assert value["description"].endswith("."), key
    for kind, words in _WORDS.items():
        assert tuple(words) == kind.__struct_fields__


def test_what_is_beyond_the_schema_is_documented() -> None:
    part = FORMAT.partition("## For your editor")[2].partition("\n## ")[0]
    assert "#:schema" in part
    for words in ("in quotes", "twice", "before", "finer", "12.0", "10,000,000,000", "newer"):
        assert words in part, words
