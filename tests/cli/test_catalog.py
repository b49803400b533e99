"""The catalog commands as people and scripts use them; hostile text never reaches the terminal."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from credplan.core.text import safe_text

CASES = Path(__file__).parent.parent / "cases" / "catalog"
GOOD = str(CASES / "good.toml")

LISTS = (["careers"], ["search", "acme"])
PAGES = (["show", "acme/query"], ["career", "show", "dba"], ["show", "acme/old"])
READS = (*LISTS, *PAGES, ["catalog", "info"], ["catalog", "check"], ["compare", "acme/query", "acme/old"])


def on(*arguments: str) -> list[str]:
    """The arguments, on the small catalog."""
    return [*arguments, "--catalog", GOOD]


# ---- lists --------------------------------------------------------------------------------------------------------


def test_careers_say_education_wage_openings_and_licence(run):
    done = run(*on("careers"))
    assert done.code == 0
    for words in ("Database Administrators", "15-1242.00", "Bachelor's degree", "USD 100,000 (US, May 2024)", "yes"):
        assert words in done.out
    assert "credplan career show" in done.err


def test_careers_are_filtered_by_words_field_and_degree(run):
    rows = json.loads(run(*on("careers", "data", "analysts", "--json")).out)["results"]
    assert [r["id"] for r in rows] == ["15-2051.01"]
    no_degree = json.loads(run(*on("careers", "--no-degree", "--json")).out)["results"]
    assert [r["id"] for r in no_degree] == ["15-2051.01"]
    assert run(*on("careers", "--field", "health")).code == 2
    assert "data" in run(*on("careers", "--field", "health")).err


def test_careers_json_carries_the_facts_of_the_list(run):
    data = json.loads(run(*on("careers", "dba", "--json")).out)
    (row,) = data["results"]
    assert row["wage"]["value"] == "100000.00"
    assert row["wage"]["period"] == "May 2024"
    assert (row["wage"]["as_of"], row["wage"]["grade"]) == ("2026-06-01", "A")
    assert row["licence"] == ["US"]
    assert row["openings"] is None
    assert data["catalog"] == {"version": "test", "date": "2026-11-24"}
    assert data["schema"] == 1


def test_search_results_have_id_name_provider_and_lifecycle(run):
    rows = json.loads(run(*on("search", "acme", "--json")).out)["results"]
    assert [(r["id"], r["name"], r["provider"], r["lifecycle"]) for r in rows] == [
        ("acme/course", "Acme Course", "acme", "active"),
        ("acme/query", "Acme Query", "acme", "active"),
        ("acme/old", "Acme Old", "acme", "retired"),
    ]


@pytest.mark.parametrize("query", ["Q-1", "q1", "acme query", "query card", "Acme-Query"])
def test_search_finds_codes_aliases_and_names_first(run, query):
    assert json.loads(run(*on("search", query, "--json")).out)["results"][0]["id"] == "acme/query"


def test_search_filters(run):
    def ids(*more: str) -> list[str]:
        return [r["id"] for r in json.loads(run(*on("search", *more, "--json")).out)["results"]]

    assert ids("--active") == ["acme/course", "acme/query"]
    assert ids("--field", "data") == ["acme/query"]
    assert ids("--provider", "ACME", "sql") == ["acme/course", "acme/query"]
    assert run(*on("search", "--provider", "acmee")).code == 2
    assert "acme" in run(*on("search", "--provider", "acmee")).err


def test_search_filters_by_price_hours_and_what_is_asked(run):
    def ids(*more: str) -> list[str]:
        return [r["id"] for r in json.loads(run(*on("search", *more, "--json")).out)["results"]]

    # Both are paid by the catalog-wide subscription of 49 a month: the course's 40 h at 8 h a week are two months, the
    # exam's 10 h are one.
    assert ids("--max-price", "$98") == ["acme/course", "acme/query"]
    assert ids("--max-price", "97.99") == ["acme/query"]
    assert ids("--max-price", "48.99") == []
    assert ids("--max-price", "98", "--max-hours", "40") == ["acme/course", "acme/query"]
    assert ids("--max-hours", "39.5") == ["acme/query"]
    assert ids("--no-prerequisites") == ["acme/course", "acme/query"]
    assert ids("--accredited") == ["acme/query", "acme/old"]
    assert ids("--accredited", "--status", "retired") == ["acme/old"]
    assert ids("--level", "beginner") == ["acme/query"]
    assert ids("--skill", "SQL") == ["acme/course", "acme/query"]
    assert ids("--limit", "1") == ["acme/course"]
    assert "2 more match: raise --limit" in run(*on("search", "--limit", "1", "--csv")).err


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--level", "expert", "beginner, intermediate or advanced"),
        ("--status", "gone", "announced, active, retiring, retired or unknown"),
        ("--skill", "sqll", "Did you mean sql (SQL)?"),
        ("--max-price", "cheap", "--max-price: expected an amount"),
        ("--max-price", "-1", "can't be less than 0"),
        ("--max-hours", "x", "--max-hours: expected hours"),
        ("--limit", "0", "--limit"),
    ],
)
def test_a_filter_that_is_not_understood_is_a_usage_error(run, option, value, said):
    done = run(*on("search", option, value))
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_active_and_retired_together_are_refused(run):
    assert run(*on("search", "--active", "--status", "retired")).code == 2


def test_words_taken_for_filters_are_said(run):
    done = run(*on("search", "free", "sql"))
    assert 'Read as --free, looking for "sql".' in done.err
    assert json.loads(run(*on("search", "free", "sql", "--json")).out)["filters"]["free"] is True


def test_filters_that_stop_everything_say_so_and_what_would_pass(run):
    done = run(*on("search", "sql", "--max-price", "10"))
    assert (done.code, done.out) == (0, "")
    assert '2 credentials match "sql", but none passes the filters: credplan search sql' in done.err
    assert "The least price among them is USD 49.00: acme/query" in done.err


def test_search_shows_price_and_hours(run):
    row = next(csv.DictReader(io.StringIO(run(*on("search", "acme/course", "--csv")).out)))
    assert (row["least_price"], row["currency"], row["unknown_prices"], row["hours"]) == ("98.00", "USD", "0", "40")
    assert (row["prepared"], row["free"], row["no_prerequisites"]) == ("nothing", "no", "yes")
    assert "least price: USD 98.00~" in run(*on("search", "acme/course", "--plain")).out
    (found,) = json.loads(run(*on("search", "acme/course", "--json")).out)["results"]
    assert found["way"]["items"] == [
        {
            "share": "subscription",
            "name": "acme/plus",
            "amount": "98.00",
            "low": "98.00",
            "high": "98.00",
            "each": "49.00",
            "every_months": 1,
            "times": 2,
        }
    ]


def test_search_that_finds_nothing_says_what_may_have_been_meant(run):
    done = run(*on("search", "acme", "qery"))
    assert (done.code, done.out) == (0, "")
    assert "Did you mean acme/query" in done.err
    assert json.loads(run(*on("search", "zzz", "--json")).out)["results"] == []
    assert "credplan careers dba" in run(*on("search", "dba")).err


@pytest.mark.parametrize("arguments", LISTS)
def test_csv_is_a_header_and_rows(run, arguments):
    done = run(*on(*arguments, "--csv"))
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert done.code == 0
    assert len(rows) >= 2
    assert all(None not in row and None not in row.values() for row in rows)


def test_csv_keeps_numbers_plain(run):
    row = next(csv.DictReader(io.StringIO(run(*on("careers", "dba", "--csv")).out)))
    assert (row["code"], row["median_wage"], row["currency"], row["licence"]) == (
        "15-1242.00",
        "100000.00",
        "USD",
        "yes",
    )


# ---- pages --------------------------------------------------------------------------------------------------------


def test_show_tells_everything_about_a_credential(run):
    out = run(*on("show", "Q-1", "--plain")).out
    for words in (
        "Acme Query (acme/query)",
        "status: active",
        "checked 24 Nov 2026",
        "exam codes: Q-1",
        "also called: query card",
        "accredited: ANAB",
        "any one of:",
        "Acme Course (acme/course)",
        "to prepare when ready: 10 h~, 5 to 20 (A, 1 May 2026 [1])",
        "USD 100.00~, 90.00 to 110.00 (A, 1 May 2026 [1])",
        "USD 49.00~ a month",
        "valid: 36 months",
        "renewal: renew",
        "by Acme Course (acme/course)",
        "SQL, beginner, graded by the issuer",
        "career: Database Administrators (15-1242.00): anchor",
        "career: Database Administrators (15-1242.00): law in US",
        "[1] https://example.org/fees (official, 1 May 2026)",
        "credplan plan acme/query",
    ):
        assert words in out, words


def test_show_says_what_came_after_a_retired_credential(run):
    out = run(*on("show", "acme/old", "--plain")).out
    assert "status: retired, retired 1 Jan 2020" in out
    assert "came after: Acme Course (acme/course)" in out
    assert "credplan show acme/course" in out


def test_show_json_gives_each_fact_its_support(run):
    data = json.loads(run(*on("show", "acme/query", "--json")).out)
    assert data["schema"] == 1
    assert (data["id"], data["lifecycle"]["status"]) == ("acme/query", "active")
    price = data["offers"][0]["price"]
    assert price == {
        "value": "100.00",
        "low": "90.00",
        "high": "110.00",
        "unit": "USD",
        "currency": "USD",
        "region": "US",
        "as_of": "2026-05-01",
        "source": ["https://example.org/fees"],
        "grade": "A",
        "age": "fresh",
        "one_source": True,
    }
    ready = data["routes"][0]["parts"][0]["ready"]
    assert (ready["value"], ready["unit"], ready["grade"]) == ("10", "hours", "A")
    assert {(o["id"], o["as"]) for o in data["opens"]} >= {("15-1242.00", "anchor"), ("acme/course", "prepares for it")}
    assert data["catalog_offers"][0]["id"] == "acme/plus"


def test_career_show_says_the_door_first(run):
    out = run(*on("career", "show", "15-1242")).out
    assert out.index("THE DOOR") < out.index("PAY AND OUTLOOK") < out.index("WHAT IT TAKES") < out.index("SOURCES")
    for words in (
        "Licence (US, from The board)",
        "Bachelor's degree",
        "median wage",
        "anchor",
        "Acme Query (acme/query)",
    ):
        assert words in out


def test_ageing_and_stale_facts_are_marked(run):
    ageing = run(*on("show", "acme/query", "--plain", "--today", "2027-06-01")).out
    assert "(A, 1 May 2026, ageing [1])" in ageing
    stale = run(*on("show", "acme/query", "--plain", "--today", "2028-06-01")).out
    assert "(A, 1 May 2026, stale [1])" in stale
    data = json.loads(run(*on("show", "acme/query", "--json", "--today", "2028-06-01")).out)
    assert data["offers"][0]["price"]["age"] == "stale"


def test_an_unknown_price_is_said_and_never_zero(run, tmp_path):
    text = Path(GOOD).read_text().replace("amount = 100, low = 90, high = 110, ", "")
    path = tmp_path / "c.toml"
    path.write_text(text)
    assert "price unknown" in run("show", "acme/query", "--catalog", path).out
    data = json.loads(run("show", "acme/query", "--json", "--catalog", path).out)
    assert data["offers"][0]["price"]["value"] is None


def test_show_of_a_career_shows_the_career(run):
    assert "THE DOOR" in run(*on("show", "15-1242.00")).out


@pytest.mark.parametrize("arguments", [["show", "acme qery"], ["career", "show", "databse administrator"]])
def test_an_unknown_name_is_a_usage_error_with_a_guess(run, arguments):
    done = run(*on(*arguments))
    assert (done.code, done.out) == (2, "")
    assert "Did you mean" in done.err


def test_an_ambiguous_name_lists_its_candidates(run):
    done = run(*on("show", "acme"))
    assert (done.code, done.out) == (2, "")
    assert "acme/query  Acme Query" in done.err


# ---- the catalog itself -------------------------------------------------------------------------------------------


def test_info_counts_what_is_there(run):
    data = json.loads(run(*on("catalog", "info", "--json")).out)
    assert (data["version"], data["date"], data["age_days"]) == ("test", "2026-11-24", 0)
    assert {k: data["counts"][k] for k in ("credentials", "careers", "skills", "providers")} == {
        "credentials": 3,
        "careers": 2,
        "skills": 1,
        "providers": 1,
    }
    assert sum(data["grades"].values()) == data["counts"]["facts"] > 10
    assert sum(data["ages"].values()) == data["counts"]["facts"]
    assert data["ages"]["fresh"] == data["counts"]["facts"]
    later = json.loads(run(*on("catalog", "info", "--json", "--today", "2028-06-01")).out)
    assert later["ages"]["stale"] > 0
    assert later["ages"]["fresh"] == 0
    assert f"fresh {data['ages']['fresh']}, ageing 0, stale 0, undated 0" in run(*on("catalog", "info")).out
    assert "24 Nov 2026 (today)" in run(*on("catalog", "info")).out
    assert "800 days old, stale" in run(*on("catalog", "info", "--plain", "--today", "2029-02-01")).out


def test_check_of_a_good_catalog_is_quiet(run):
    done = run("catalog", "check", GOOD)
    assert (done.code, done.out) == (0, "")
    assert "No errors, 0 warnings in 3 credentials and 2 careers." in done.err


def test_check_with_errors_exits_4_and_with_warnings_0(run, tmp_path):
    text = Path(GOOD).read_text()
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("anchor = true", "anchor = false", 1))
    done = run("catalog", "check", path)
    assert done.code == 4
    assert "error: 15-1242.00: no core group is an anchor; mark" in done.out
    data = json.loads(run("catalog", "check", path, "--json").out)
    assert (data["errors"], data["findings"][0]["severity"]) == (1, "error")
    rows = list(csv.DictReader(io.StringIO(run("catalog", "check", path, "--csv").out)))
    assert rows[0]["where"] == "15-1242.00"
    assert "fix: mark" in run("catalog", "check", path, "--plain").out
    path.write_text(text.replace('summary = "One exam."', ""))
    assert run("catalog", "check", path).code == 0


def test_check_of_a_broken_file_lists_its_problems(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[[credentials]]\nid = 5\n")
    done = run("catalog", "check", path)
    assert (done.code, done.out) == (4, "")
    assert "credentials[0].id: expected text in quotes, got 5" in done.err
    data = json.loads(run("catalog", "check", path, "--json").out)
    assert data["errors"] == len(data["findings"]) > 3
    assert run("catalog", "check", tmp_path / "nowhere").code == 5


def test_pull_without_an_address_says_what_is_installed(run):
    done = run("catalog", "pull")
    assert done.code == 0, done.err
    assert "The bundled catalog" in done.out
    assert "no errors" in done.out


def test_pull_from_an_address_is_refused(run):
    done = run("catalog", "pull", "https://example.org/catalog")
    assert (done.code, done.out) == (5, "")
    assert "later version" in done.err


# ---- every read command -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("arguments", READS)
def test_screens_keep_their_width_and_lose_nothing(run, monkeypatch, arguments, width):
    monkeypatch.setenv("COLUMNS", str(width))
    done = run(*on(*arguments))
    assert done.code == 0
    assert "…" not in done.out
    assert not any(line != line.rstrip() for line in done.out.split("\n"))
    for line in done.out.split("\n"):
        whole = "://" in line or "  # " in line  # addresses and commands are never broken
        assert len(line) <= width or whole, line


@pytest.mark.parametrize("arguments", READS)
def test_output_does_not_depend_on_a_second_run(run, arguments):
    assert run(*on(*arguments)) == run(*on(*arguments))


@pytest.mark.parametrize("arguments", [["careers", "--help"], ["search", "--help"], ["show", "--help"]])
def test_help_shows_examples(run, arguments):
    out = run(*arguments).out
    assert "Examples:\n    credplan" in out


@pytest.mark.parametrize("group", [["career", "show"], ["catalog", "info"], ["catalog", "check"], ["catalog", "pull"]])
def test_help_of_subcommands_shows_examples(run, group):
    assert "credplan " + " ".join(group) in run(*group, "--help").out.partition("Examples:")[2]


HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp[bold]x[/x][link=https://evil.org]y[/link]:smile:\x00\r\n\x1b]52;c;x\x07"
)

SPOILED = (
    *("Acme Query", "query card", "One exam.", "Acme Course", "ANAB", "Domain 1", "SQL", "dba", "varies", "percent"),
    *("Database Administrators", "The board", "Licence", "Certification", "May 2024", "renew"),
)


@pytest.fixture
def hostile(tmp_path):
    """The good catalog with hostile text in every name, title and note that a page shows."""
    escaped = "".join(c if c.isascii() and c.isprintable() else f"\\u{ord(c):04x}" for c in HOSTILE)
    text = Path(GOOD).read_text()
    for old in SPOILED:
        text = text.replace(f'"{old}"', f'"{old} {escaped}"')
    path = tmp_path / "hostile.toml"
    path.write_text(text.replace("[sources.page]", f'[sources.page]\ntitle = "{escaped}"'))
    return str(path)


FORMS = [(a, f) for a in READS for f in ([], ["--plain"], ["--json"])]
FORMS += [(a, ["--csv"]) for a in (*LISTS, ["catalog", "check"])]


@pytest.mark.parametrize(("arguments", "form"), FORMS)
def test_hostile_text_never_reaches_the_output_raw(run, hostile, monkeypatch, arguments, form):
    monkeypatch.setenv("COLUMNS", "100")
    done = run(*[a.replace("dba", "15-1242") for a in arguments], "--catalog", hostile, *form)
    assert done.code in (0, 4)
    both = (done.out + done.err).replace("\r\n", "\n") if form == ["--csv"] else done.out + done.err
    assert safe_text(both.replace("\n", ""), len(both)) == both.replace("\n", "")
    if arguments in PAGES[:2] and form == ["--plain"]:
        assert "[bold]x[/x][link=https://evil.org]y[/link]:smile:" in both


def test_hostile_arguments_and_paths_are_inert(run, tmp_path):
    for arguments in (
        on("show", HOSTILE.replace("\x00", "")),
        on("search", HOSTILE.replace("\x00", "")),
        on("careers", "--field", HOSTILE.replace("\x00", "")),
        ["catalog", "check", str(tmp_path / "\x1b]0;x\x07.toml")],
        ["catalog", "pull", HOSTILE],
    ):
        done = run(*arguments)
        text = (done.out + done.err).replace("\n", "")
        assert safe_text(text, len(text)) == text


@pytest.mark.skipif(os.name == "nt", reason="such names can't exist there")
@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"], ["--plain"]])
def test_a_hostile_file_name_is_inert(run, tmp_path, form):
    path = tmp_path / "\x1b]0;x\x07.toml"
    path.write_text("x = 1\ny = \x1b")
    done = run("catalog", "check", str(path), *form)
    text = (done.out + done.err).replace("\r\n", "").replace("\n", "")
    assert done.code == 4
    assert safe_text(text, len(text)) == text


def test_colour_only_on_a_terminal(run):
    assert "\x1b" not in run(*on("show", "acme/query")).out
