"""What more ``plan`` answers, from the command line: each thing that is said is asked again and must be true."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome, process_environment

Run = Callable[..., Outcome]

CATALOG = """
version = "7"
date = 2026-11-24
[[providers]]
id = "p"
name = "Provider"
[[skills]]
id = "sql"
name = "SQL"
[[credentials]]
id = "p/slow"
name = "Slow course"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]
offers = [{ id = "fee", price = { amount = 10 } }]
routes = [{ parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 200 } }] }]
[[credentials]]
id = "p/middle"
name = "Middle course"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]
offers = [{ id = "fee", price = { amount = 130 } }]
routes = [{ parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 80 } }] }]
[[credentials]]
id = "p/close"
name = "Close course"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]
offers = [{ id = "fee", price = { amount = 135 } }]
routes = [{ parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 76 } }] }]
[[credentials]]
id = "p/quick"
name = "Quick course"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "intermediate", evidence = 3 }]
offers = [{ id = "fee", price = { amount = 500 } }]
routes = [{ parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 20 } }] }]
[[credentials]]
id = "p/secret"
name = "Secret course"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]
offers = [{ id = "fee", price = {} }]
routes = [{ parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 8 } }] }]
[[credentials]]
id = "p/video"
name = "Video course"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "beginner", evidence = 1 }]
offers = [{ id = "fee", price = { amount = 0 } }]
routes = [{ parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 4 } }] }]
[[credentials]]
id = "p/old"
name = "Old course"
provider = "p"
type = "Certificate"
kind = "course"
lifecycle = { status = "retired", retired = 2025-01-01 }
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]
offers = [{ id = "fee", price = { amount = 0 } }]
routes = [{ parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 4 } }] }]
[[careers]]
id = "11-1111.00"
title = "Software Testers"
titles = ["tester"]
[[careers.core]]
name = "Databases"
anchor = true
basis = "accredited"
because = "Most employers ask for it"
requires = { skill = "sql", evidence = 2 }
"""


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Run:
    """The program with the catalog above."""
    path = tmp_path / "catalog.toml"
    path.write_text(CATALOG, encoding="utf-8")
    monkeypatch.setenv("CREDPLAN_CATALOG", str(path))
    return run


def words(text: str) -> str:
    return " ".join(text.split())


def data(out: Outcome) -> Any:
    assert out.code == 0, out.err
    return json.loads(out.out)


def cost(entry: dict[str, Any]) -> str:
    value: str = entry["totals"]["cost"]["USD"]
    return value


# -- money against time -----------------------------------------------------------------------------------------------


def test_trade_offs_list_every_plan_with_what_the_next_one_buys(ask: Run) -> None:
    out = ask("plan", "tester", "--trade-offs")
    assert out.code == 0
    said = words(out.out)
    assert "PROVED: NOTHING BEATS THESE IN BOTH MONEY AND TIME" in said
    assert "USD 120.00 more buys 15 weeks: Middle course instead of Slow course" in said
    assert "1 plan less than a week or USD 10.00 from another is not listed; --json has all." in said
    assert "close to it: USD 5.00 more buys 3 days" in said
    assert "from USD 0.00 plus 1 unknown, done 1 Dec 2026: that needs what nobody could source" in said
    for word in ("infeasible", "frontier", "optimal"):
        assert word not in said.lower()


def test_trade_offs_json_has_all_and_each_is_a_whole_plan(ask: Run) -> None:
    found = data(ask("plan", "tester", "--trade-offs", "--json"))
    assert (found["frontier_complete"], found["frontier_proved"]) == (True, True)
    listed = [(cost(p), p["totals"]["finish"], p["steps"][0]["credential"]) for p in found["frontier"]]
    assert listed == [
        ("10.00", "2027-05-18", "p/slow"),
        ("130.00", "2027-02-02", "p/middle"),
        ("135.00", "2027-01-30", "p/close"),
        ("500.00", "2026-12-12", "p/quick"),
    ]
    assert [p["buys"] and (p["buys"]["cost"]["USD"], p["buys"]["days"]) for p in found["frontier"]] == [
        None,
        ("120.00", 105),
        ("5.00", 3),
        ("365.00", 49),
    ]
    for plan in found["frontier"]:
        again = data(ask("plan", "tester", "--by", plan["totals"]["finish"], "--json"))
        assert (again["totals"], again["steps"], again["due"]) == (plan["totals"], plan["steps"], plan["due"])
    for pace in found["hours_per_week"]:
        for objective, end in (("--cheapest", pace["cheapest"]), ("--fastest", pace["soonest"])):
            again = data(ask("plan", "tester", objective, "--hours-per-week", pace["hours_per_week"], "--json"))
            assert (cost(again), again["totals"]["finish"]) == (end["cost"]["USD"], end["finish"])


def test_trade_offs_csv_has_a_row_for_each_plan(ask: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("plan", "tester", "--trade-offs", "--csv").out)))
    assert [r["cost"] for r in rows] == ["10.00", "130.00", "135.00", "500.00"]
    assert rows[3]["steps"] == "Quick course"


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_trade_offs_fit_the_terminal(ask: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = ask("plan", "tester", "--trade-offs").out
    drawn = [line for line in out.splitlines() if "credplan plan" not in line]
    assert max(map(len, drawn)) <= columns
    if columns >= 60:
        assert f"{'USD 500.00':>12} |3" in out
        assert any(line.endswith("1") and "USD 10.00 |" in line for line in drawn)


def test_trade_offs_in_plain_lines_draw_nothing(ask: Run) -> None:
    out = ask("plan", "tester", "--trade-offs", "--plain").out
    assert "1: USD 10.00~ 18 May 2027 25 weeks 200 h 1 step" in out
    assert " |" not in out


def test_where_nothing_fits_the_trade_offs_are_the_same_no(ask: Run) -> None:
    limits = ("plan", "tester", "--budget", "5", "--by", "2026-11-25")
    assert ask(*limits, "--trade-offs") == ask(*limits)


@pytest.mark.parametrize("other", [("--save", "x"), ("--timeline",), ("--tree",)])
def test_two_answers_at_once_are_refused(ask: Run, other: tuple[str, ...]) -> None:
    out = ask("plan", "tester", "--trade-offs", *other)
    assert (out.code, out.out) == (2, "")
    assert "--trade-offs" in out.err


@pytest.mark.parametrize("form", ["", "--json", "--csv"])
def test_ctrl_c_shows_what_was_found_and_says_that_it_is_not_all(tmp_path: Path, form: str) -> None:
    (tmp_path / "catalog.toml").write_text(CATALOG, encoding="utf-8")
    program = f"""
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import credplan.core.planning.trade_offs as module
whole = module.trade_offs
def cut_short(*args, **named):
    for number, state in enumerate(whole(*args, **named)):
        yield state
        if number == 1:
            os.kill(os.getpid(), signal.SIGINT)
module.trade_offs = cut_short
from credplan.__main__ import main
sys.argv = ["credplan", "plan", "tester", "--trade-offs", *{[form] if form else []!r}]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=process_environment({"CREDPLAN_CATALOG": str(tmp_path / "catalog.toml")}),
        capture_output=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert (done.returncode, err.splitlines()[-1]) == (130, "credplan: interrupted.")
    if form == "--json":
        found = json.loads(out)
        assert (found["frontier_complete"], found["frontier_proved"]) == (False, False)
        assert [cost(p) for p in found["frontier"]] == ["10.00", "500.00"]
    elif form == "--csv":
        assert len(out.splitlines()) == 3
        assert "not all" in err
    else:
        assert "FOUND SO FAR, NOT ALL" in out
        assert "PROVED" not in out


# -- the next best ----------------------------------------------------------------------------------------------------


def test_alternatives_are_the_best_without_those_before(ask: Run) -> None:
    found = data(ask("plan", "tester", "--alternatives", "4", "--json"))
    listed = [(cost(p), p["steps"][0]["credential"], p["equal_to"]) for p in found["next_best"]]
    assert listed == [
        ("130.00", "p/middle", None),
        ("135.00", "p/close", None),
        ("500.00", "p/quick", None),
        ("0.00", "p/secret", None),
    ]
    without = ["--without", found["steps"][0]["credential"]]
    for plan in found["next_best"]:
        again = data(ask("plan", "tester", *without, "--json"))
        assert (again["totals"], again["steps"]) == (plan["totals"], plan["steps"])
        without += ["--without", plan["steps"][0]["credential"]]
    assert ask("plan", "tester", *without).code != 0 or "no step for you" in ask("plan", "tester", *without).out


def test_alternatives_say_what_is_taken_instead_and_when_there_is_no_more(ask: Run) -> None:
    said = words(ask("plan", "tester", "--alternatives", "9").out)
    assert "THE BEST AND THE NEXT 4" in said
    assert "These are all that there are." in said
    assert "Middle course instead of Slow course: +120.00, 15 weeks sooner" in said


def test_equal_alternatives_are_named_equal(ask: Run, tmp_path: Path) -> None:
    equal = CATALOG.replace("amount = 135", "amount = 130").replace("likely = 76", "likely = 80")
    (tmp_path / "catalog.toml").write_text(equal, encoding="utf-8")
    assert "exactly as good as 2" in ask("plan", "tester", "--alternatives", "2").out


@pytest.mark.parametrize("number", ["0", "21", "x"])
def test_a_number_of_alternatives_that_makes_no_sense_is_refused(ask: Run, number: str) -> None:
    out = ask("plan", "tester", "--alternatives", number)
    assert (out.code, out.out) == (2, "")


# -- why --------------------------------------------------------------------------------------------------------------


def test_why_names_what_it_serves_what_refusing_costs_and_why_each_other_lost(ask: Run) -> None:
    found = data(ask("plan", "tester", "--why", "1", "--fastest", "--json"))
    told = found["why"]
    assert (told["credential"], told["nothing_else"]) == ("p/quick", None)
    assert [(s["name"], s["kind"], s["basis"], s["because"]) for s in told["serves"]] == [
        ("Databases", "anchor", "accredited", "Most employers ask for it")
    ]
    assert (told["refused"]["cost"]["USD"], told["refused"]["finish"]) == ("135.00", "2027-01-30")
    lost = {r["credential"]: (r["looks"], r["lost"]) for r in told["why_not"]}
    assert lost == {
        "p/old": ("0.00", "lifecycle"),
        "p/video": ("0.00", "evidence"),
        "p/slow": ("10.00", "later"),
        "p/middle": ("130.00", "later"),
        "p/close": ("135.00", "later"),
        "p/secret": (None, "unknown price"),
    }
    for rival in told["why_not"]:
        if rival["instead"] is not None:
            again = data(
                ask("plan", "tester", "--fastest", "--lock", rival["credential"], "--without", "p/quick", "--json")
            )
            assert (again["totals"]["cost"], again["totals"]["finish"]) == (
                rival["instead"]["cost"],
                rival["instead"]["finish"],
            )


def test_why_says_it_in_words(ask: Run) -> None:
    said = words(ask("plan", "tester", "--why", "p/quick", "--fastest").out)
    assert "anchor Databases basis: an accredited certification for this work Most employers ask for it" in said
    assert (
        "The best plan would be USD 135.00, done 30 Jan 2027 (-365.00, 7 weeks later), with Close course instead"
        in said
    )
    assert "Video course looks free; its evidence is: viewed; asked for is: graded by the issuer" in said
    assert "Old course looks free; it was retired on 2025-01-01" in said
    assert "Secret course has no known price; it needs a price or hours that nobody could source" in said
    for word in ("infeasible", "frontier", "optimal"):
        assert word not in said.lower()


def test_how_long_a_plan_is_best_to_the_cent_and_the_half_hour(ask: Run) -> None:
    found = data(ask("plan", "tester", "--why", "1", "--fastest", "--budget", "300", "--json"))
    while_best = found["best_while"]
    assert found["steps"][0]["credential"] == "p/close"
    assert (while_best["budget"]["from"]["value"], while_best["budget"]["to"]["value"]) == ("135.00", "499.99")
    assert while_best["budget"]["to"]["beyond"]["added"] == ["Quick course"]
    for budget, credential in (("134.99", "p/middle"), ("135", "p/close"), ("499.99", "p/close"), ("500", "p/quick")):
        again = data(ask("plan", "tester", "--fastest", "--budget", budget, "--json"))
        assert again["steps"][0]["credential"] == credential


def test_the_last_day_to_begin_follows_from_a_last_date(ask: Run, tmp_path: Path) -> None:
    ending = CATALOG.replace(
        'offers = [{ id = "fee", price = { amount = 10 } }]',
        'offers = [{ id = "fee", price = { amount = 10 } }]\nlifecycle = { status = "retiring", last_award = 2027-06-30 }',
    )
    (tmp_path / "catalog.toml").write_text(ending, encoding="utf-8")
    found = data(ask("plan", "tester", "--why", "1", "--json"))["best_while"]
    assert (found["begin_by"], found["because"]) == ("2027-01-06", "the last day of Slow course, 2027-06-30")
    for day, credential in (("2027-01-06", "p/slow"), ("2027-01-07", "p/middle")):
        assert data(ask("plan", "tester", "--start", day, "--json"))["steps"][0]["credential"] == credential


def test_a_step_that_is_none_is_refused_with_the_steps_there_are(ask: Run) -> None:
    out = ask("plan", "tester", "--why", "p/quick")
    assert (out.code, out.out) == (2, "")
    assert "1 p/slow" in out.err


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_why_and_alternatives_fit_the_terminal(ask: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for asked in (("--why", "1"), ("--alternatives", "4")):
        drawn = [line for line in ask("plan", "tester", *asked).out.splitlines() if "credplan " not in line]
        assert max(map(len, drawn)) <= columns


# -- against a saved plan ---------------------------------------------------------------------------------------------


@pytest.fixture
def kept(ask: Run) -> Run:
    """The program with the cheapest plan saved as main."""
    assert ask("plan", "tester", "--save", "main").code == 0
    return ask


Changes = list[tuple[str, str, str | None]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), [("p/slow", "same", None)]),
        (("--fastest",), [("p/slow", "gone", "objective"), ("p/quick", "new", "objective")]),
        (("--by", "2027-03-01"), [("p/slow", "gone", "by"), ("p/middle", "new", "by")]),
        (("--without", "p/slow"), [("p/slow", "gone", "wish"), ("p/middle", "new", "wish")]),
        (("--hours-per-week", "4"), [("p/slow", "moved", "hours")]),
        (("--hours-per-week", "4", "--by", "2027-05-18"), [("p/slow", "gone", "hours"), ("p/middle", "new", "hours")]),
        (("--today", "2026-12-24"), [("p/slow", "moved", "begin")]),
        (("--today", "2026-12-24", "--by", "2027-05-18"), [("p/slow", "gone", "by"), ("p/middle", "new", "by")]),
    ],
    ids=lambda value: " ".join(value) if value and isinstance(value[0], str) else "",
)
def test_a_change_is_put_down_to_the_limit_that_made_it(kept: Run, options: tuple[str, ...], expected: Changes) -> None:
    found = data(kept("plan", "tester", *options, "--diff", "main", "--json"))["diff"]
    assert [(c["credential"], c["change"], c["cause"]) for c in found["steps"]] == expected
    for change in found["steps"]:
        assert (change["before"] is None) == (change["change"] == "new")
        assert (change["now"] is None) == (change["change"] == "gone")


@pytest.mark.parametrize(
    ("old", "new", "cause", "text"),
    [
        ("amount = 10 }", "amount = 200 }", "price", "70.00 more today: its price is USD 200.00, 10.00 then"),
        (
            'id = "p/slow"\n',
            'id = "p/slow"\nlifecycle = { status = "retired", retired = 2026-11-01 }\n',
            "fact",
            "it was retired on 2026-11-01",
        ),
        ('id = "p/slow"\n', 'id = "p/slower"\n', "fact", "it is not in the catalog any more"),
    ],
    ids=["dearer", "retired", "missing"],
)
def test_a_change_is_put_down_to_the_fact_that_made_it(
    kept: Run, tmp_path: Path, old: str, new: str, cause: str, text: str
) -> None:
    changed = CATALOG.replace(old, new).replace('version = "7"', 'version = "8"')
    if "slower" in new:
        changed = changed.replace("amount = 10 }", "amount = 900 }")
    (tmp_path / "catalog.toml").write_text(changed, encoding="utf-8")
    found = data(kept("plan", "tester", "--diff", "main", "--json"))["diff"]
    gone, came = found["steps"]
    assert (gone["credential"], gone["change"], gone["cause"]) == ("p/slow", "gone", cause)
    assert text in gone["text"]
    assert (came["credential"], came["change"]) == ("p/middle", "new")
    assert (found["before"]["catalog"], found["now"]["catalog"]) == ("7", "8")


def test_what_is_earned_since_is_done(kept: Run) -> None:
    assert kept("add", "p/slow", "--earned", "2026-11-24").code == 0
    out = kept("plan", "tester", "--diff", "main")
    assert "done Slow course you have earned it on 24 Nov 2026" in words(out.out)
    assert "what is done is paid for and not counted today" in words(out.out)


def test_a_difference_is_said_in_words(kept: Run) -> None:
    said = words(kept("plan", "tester", "--hours-per-week", "4", "--by", "2027-05-18", "--diff", "MAIN").out)
    assert "TODAY AGAINST 'main', SAVED 24 Nov 2026" in said
    assert "money USD 130.00, USD 10.00 then (+120.00)" in said
    assert "hours a week 4, 8 then" in said
    assert "gone Slow course" in said
    assert "because: 4 hours a week, 8 then" in said
    assert "Nothing has changed." in kept("plan", "tester", "--diff", "main").out


def test_no_such_plan_and_a_plan_for_another_goal_are_refused(kept: Run) -> None:
    none, other = kept("plan", "tester", "--diff", "x"), kept("plan", "p/slow", "--diff", "main")
    assert (none.code, other.code) == (2, 2)
    assert "Saved: main" in none.err
    assert "credplan plan 11-1111.00 --diff main" in other.err
