"""``compare``: the same questions asked of each credential, at every width and in every form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

GOOD = str(Path(__file__).parent.parent / "cases" / "catalog" / "good.toml")
PAIR = ["compare", "acme/query", "acme course", "--catalog", GOOD]


def test_the_rows_of_two_credentials(run):
    done = run(*PAIR, "--plain")
    assert done.code == 0
    query, course, following, *_ = done.out.split("\n\n")
    for line in (
        "name: Acme Query",
        "level: beginner",
        "least price: USD 49.00~",
        "subscription: acme/plus: USD 49.00~ a month, 1 time",
        "work: 10 h from nothing, 5 to 20",
        "asks first: Acme Course (acme/course) or education: high school or more",
        "shows: SQL, beginner",
        "evidence: graded by the issuer",
        "recognised: accredited: ANAB",
        "holds: 36 months",
        "careers: Database Administrators: law in US, anchor, core by SQL",
        "leads to: prepares for Acme Course",
        "facts: 6 from 1 source: 6 A",
    ):
        assert line in query.splitlines(), line
    for line in (
        "least price: USD 98.00~",
        "holds: for good",
        "asks first: nothing",
        "leads to: renews Acme Query",
    ):
        assert line in course, line
    assert following.startswith("NEXT:\ncredplan plan acme/query  # on your dates, with what you hold (the least money")
    assert "credplan show acme/course  # everything known" in following


def test_json_has_figures_plan_and_support(run):
    data = json.loads(run(*PAIR, "--json").out)
    assert data["schema"] == 1
    query, course = data["credentials"]
    assert (query["asks"], query["from_nothing"]["cost"], query["when_ready"]) == ("nothing", "49.00", None)
    assert query["from_nothing"]["effort_hours"] == {"low": "5", "likely": "10", "high": "20", "known": True}
    assert course["whole"] == {
        "status": "optimal",
        "cost": "98.00",
        "cost_low": None,
        "cost_high": None,
        "currency": "USD",
        "unknown": [],
        "effort_hours": "40",
        "finish": "2026-12-29",
        "steps": ["acme/course"],
    }
    assert query["support"]["grades"]["A"] == query["support"]["facts"]
    assert data["next"][0] == "credplan plan acme/query"


def test_csv_has_a_row_each(run):
    query, course = csv.DictReader(io.StringIO(run(*PAIR, "--csv").out))
    assert (query["price"], query["subscription"], query["exam"], query["unknown_prices"]) == (
        "49.00",
        "49.00",
        "",
        "0",
    )
    assert (course["total_from_nothing"], course["total_hours"], course["finish"]) == ("98.00", "40", "2026-12-29")
    assert (course["validity_months"], query["careers"]) == ("never", "15-1242.00 15-2051.01")


def test_what_is_unknown_is_said_and_sums_with_it_are_empty(run, tmp_path):
    text = Path(GOOD).read_text().replace("amount = 49, ", "").replace("amount = 100, low = 90, high = 110, ", "")
    path = tmp_path / "c.toml"
    path.write_text(text)
    arguments = ["compare", "acme/query", "acme/course", "--catalog", str(path)]
    assert "least price: price unknown" in run(*arguments, "--plain").out
    row = next(csv.DictReader(io.StringIO(run(*arguments, "--csv").out)))
    assert (row["price"], row["unknown_prices"], row["total_from_nothing"], row["total_unknown"]) == ("", "1", "", "1")


def test_a_retired_one_says_what_came_after_and_has_no_plan(run):
    out = run("compare", "acme/old", "acme/course", "--catalog", GOOD, "--plain").out
    assert "status: retired, 1 Jan 2020\nstatus: after it: Acme Course (acme/course)" in out
    assert "from nothing: no plan: Acme Old: it was retired on 2020-01-01" in out
    assert "credplan plan acme/old" not in out


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["acme/query"], "compare takes 2 to 6 credentials; this is 1."),
        (["acme/query", "Q-1"], "compare takes 2 to 6 different credentials; this is 1."),
        (["acme/query", "dba"], "Database Administrators is a career"),
        (["acme/query", "acme/qurse"], "Did you mean"),
        (["acme", "query", "card"], 'A name of several words needs quotes: credplan compare "'),
    ],
)
def test_names_that_can_not_be_compared(run, names, said):
    done = run("compare", *names, "--catalog", GOOD)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_more_than_six_are_refused(run):
    ids = ["a+", "network+", "security+", "linux+", "server+", "cloud+", "cysa+"]
    assert run("compare", *ids).code == 2
    assert run("compare", *ids[:6]).code == 0


def test_sums_over_a_thousand_are_written_like_the_one_before_them(run):
    out = run("compare", "cna", "local/phlebotomy-programme", "--plain").out
    assert "from nothing: USD 1,425.00, 660.00 to 2,455.00" in out
    assert "USD 1,890.00, 780.00 to 3,000.00" in out
    assert "540.00 to 2,300.00" in run("show", "states/nursing-assistant", "--plain").out


def test_the_remarks_below_are_lines_of_their_own(run):
    remarks = run(*PAIR).err.splitlines()
    assert "~ rests on one source, or is old or undated." in remarks
    assert "How to tell whom to trust: credplan explain trust" in remarks


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize(
    "names", [["a+", "cissp"], ["a+", "network+", "google/it-support"], ["pmp", "capm", "csm", "cda"]]
)
def test_screens_keep_their_width_and_lose_nothing(run, monkeypatch, names, width):
    monkeypatch.setenv("COLUMNS", str(width))
    done = run("compare", *names)
    assert done.code == 0
    assert "…" not in done.out
    assert all(
        line == line.rstrip() and (len(line) <= width or line.startswith("  credplan "))
        for line in done.out.split("\n")
    )
    if width == 60:  # in a table the columns' words stand between each other
        shown = "".join(done.out.split())
        for line in run("compare", *names, "--plain").out.splitlines():
            assert "".join(line.partition(": ")[2].split()) in shown, line


@pytest.mark.parametrize("arguments", [PAIR, ["show", "sql"], ["explain", "anchor"], ["career", "show", "cna"]])
def test_a_remark_that_does_not_fit_beside_its_command_stands_below_it(run, monkeypatch, arguments):
    monkeypatch.setenv("COLUMNS", "60")
    following = run(*arguments).out.partition("\nNEXT\n")[2].splitlines()
    assert all(len(line) <= 60 for line in following)
    below = [n for n, line in enumerate(following) if line.startswith("    ")]
    assert below
    assert all("  # " not in following[n] and "  # " not in following[n - 1] for n in below)
    monkeypatch.setenv("COLUMNS", "200")
    wide = run(*arguments).out.partition("\nNEXT\n")[2].splitlines()
    assert all(line.startswith("  credplan ") and "  # " in line for line in wide)


def test_narrow_screens_show_one_block_after_the_other(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert run("compare", "a+", "network+").out.startswith("CompTIA A+\n  id            comptia/a-plus\n")
    monkeypatch.setenv("COLUMNS", "80")
    assert run("compare", "a+", "network+").out.split("\n")[0].split() == ["CompTIA", "A+", "CompTIA", "Network+"]


def test_the_same_bytes_twice(run):
    assert run(*PAIR) == run(*PAIR)


def test_paid_work_that_is_asked_for_is_no_plan_from_nothing_but_has_a_price(run):
    out = run("compare", "pmp", "capm", "--plain").out
    assert "from nothing: not from nothing: what it asks first takes paid work or schooling" in out
    assert "least price: USD 589.00~" in out
