"""``plan`` and ``gap`` from the command line: what is printed where, in which form, with which exit code."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome
from credplan.core import errors

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
id = "p/course"
name = "Course [bold]of[/bold] :smile: things"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]
[[credentials.offers]]
id = "month"
name = "All courses"
billing = "month"
price = { amount = 49 }
[[credentials.routes]]
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 60 } }]
[[credentials]]
id = "p/exam"
name = "Exam"
provider = "p"
type = "Certification"
kind = "exam"
codes = ["EX-1"]
[[credentials.offers]]
id = "voucher"
name = "Voucher"
price = { amount = "265.50" }
[[credentials.routes]]
requires = { all = [{ credential = "p/course" }, { age = 18 }] }
parts = [{ id = "e", name = "Exam", kind = "exam", from_zero = { likely = 20 } }]
[[credentials]]
id = "q/wide"
name = "\u8cc7\u683c\u8a8d\u5b9a\u8a66\u9a13\u3068\u3066\u3082\u9577\u3044\u540d\u524d\u306e\u8cc7\u683c"
provider = "q"
type = "Certificate"
kind = "course"
[[credentials.offers]]
id = "fee"
name = "=cmd|' /C calc'!A0"
price = { amount = 5 }
[[credentials.routes]]
parts = [{ id = "c", name = "Course", kind = "course", effort = { likely = 5 } }]
[[careers]]
id = "11-1111.00"
title = "Software Testers"
titles = ["tester"]
wage = { median = 43660, p10 = 34480, p90 = 60000, period = "May 2024" }
[careers.door]
education = "High school diploma"
advice = "Most start without a degree, with a portfolio of work and a lot of patience for what does not work yet."
[[careers.door.laws]]
name = "State licence"
region = "US-CA"
requires = { credential = "states/licence-ca" }
issuer = "California Board"
[[careers.core]]
name = "Exam"
anchor = true
basis = "accredited"
requires = { credential = "p/exam" }
[[careers.core]]
name = "Databases"
basis = "government"
requires = { skill = "sql", evidence = 2 }
[[careers.plus]]
name = "Wide"
requires = { credential = "q/wide" }
[[careers]]
id = "22-2222.00"
title = "Game Testers"
[[careers.core]]
name = "Course"
anchor = true
requires = { credential = "p/course" }
"""


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "catalog.toml"
    path.write_text(CATALOG, encoding="utf-8")
    monkeypatch.setenv("CREDPLAN_CATALOG", str(path))
    return path


@pytest.fixture
def ask(catalog: Path, run: Run) -> Run:
    """The program with the catalog above."""
    return run


def profile(tmp_path: Path, text: str) -> None:
    (tmp_path / "profile.toml").write_text("schema = 1\n" + text, encoding="utf-8")


def cells(line: str) -> int:
    """How many columns of a terminal a line takes: East Asian wide letters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


# -- the screen ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["plan", "gap"])
def test_without_a_goal_the_way_out_is_the_same_command(ask: Run, command: str) -> None:
    wrong = ask(command)
    assert (wrong.code, wrong.out) == (2, "")
    assert f'Try: credplan {command} "data analyst"' in wrong.err


@pytest.mark.parametrize(
    ("status", "command"),
    [("planned", "credplan add p/course --in-progress"), ("in-progress", "credplan add p/course --earned today")],
)
def test_a_step_that_was_begun_is_not_to_be_begun_again(ask: Run, tmp_path: Path, status: str, command: str) -> None:
    profile(tmp_path, f'[[credential]]\nid = "p/course"\nstatus = "{status}"\n')
    shown = ask("plan", "software", "tester").out.partition("NEXT")[2]
    assert [line.strip().partition("  ")[0] for line in shown.splitlines() if "credplan add" in line] == [command]


def test_the_plan_stands_on_stdout_with_its_sums_and_dates(ask: Run) -> None:
    out = ask("plan", "software", "tester")
    assert (out.code, out.err) == (0, "")
    assert "PROVED CHEAPEST among 3 credentials (catalog 2026-11-24)" in out.out
    # 8 hours a week: the course takes 53 days (two months of 49), the exam 18 more.
    assert "USD 363.50" in out.out
    assert "done 3 Feb 2027" in out.out
    assert "24 Nov 2026 to 16 Jan 2027 · 60 h" in out.out
    assert "16 Jan 2027 to 3 Feb 2027 · 20 h" in out.out


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize(
    "command",
    [
        ("plan", "software tester"),
        ("plan", "software tester", "--budget", "10"),
        ("plan", "software tester", "--budget", "100", "--by", "2026-12-01"),
        ("plan", "q/wide"),
        ("plan", "software tester", "--region", "US-CA"),
        ("gap", "software tester"),
    ],
    ids=" ".join,
)
def test_no_line_is_wider_than_the_terminal(
    ask: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = ask(*command).out.splitlines()
    assert lines
    assert [line for line in lines if cells(line) > width] == []


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_width_changes_the_lines_and_never_the_words(ask: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    words = "".join(ask("plan", "software tester").out.replace(":", "").split())
    monkeypatch.setenv("COLUMNS", "120")
    assert words == "".join(ask("plan", "software tester").out.replace(":", "").split())


@pytest.mark.parametrize(
    "command",
    [("plan", "software tester"), ("gap", "software tester"), ("plan", "p/exam", "--budget", "1")],
    ids=" ".join,
)
def test_what_goes_to_a_pipe_has_no_colours_and_no_trailing_blanks(ask: Run, command: tuple[str, ...]) -> None:
    out = ask(*command).out
    assert "\x1b" not in out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []
    assert out.endswith("\n")


def test_names_are_never_read_as_markup_or_emoji(ask: Run) -> None:
    for command in (["plan", "p/course"], ["plan", "p/course", "--plain"], ["gap", "game tester"]):
        assert "Course [bold]of[/bold] :smile: things" in " ".join(ask(*command).out.split())


def test_plain_lines_have_labels_and_no_columns(ask: Run) -> None:
    out = ask("plan", "software tester", "--plain")
    assert out.code == 0
    assert "\nby law: no licence; some states ask for one (US-CA)\n" in out.out
    assert "\nstep 2: Exam\n16 Jan 2027 to 3 Feb 2027 · 20 h~\n" in out.out
    assert not re.search(
        r"\S {2,}(?!#)\S",
        out.out.replace("USD 265.50  ", "")
        .replace("USD 49.00  ", "")
        .replace("USD 265.50~  ", "")
        .replace("USD 49.00~  ", ""),
    )


def test_control_characters_of_a_catalog_reach_no_screen(catalog: Path, run: Run) -> None:
    dirty = 'name = "Ex\\u001b[2J\\u0007\\u202eam\\u0000\\n\\u009b31m"'
    catalog.write_text(CATALOG.replace('name = "Exam"\nprovider', f"{dirty}\nprovider"), encoding="utf-8")
    for form in ([], ["--plain"], ["--csv"], ["--json"]):
        out = run("plan", "p/exam", *form)
        assert out.code == 0
        assert not any(
            (unicodedata.category(c) == "Cc" and c not in "\r\n") or c in "\u202e\u2066" for c in out.out + out.err
        )
        assert not any(bad in out.out for bad in ("\\u001b", "\\u0007", "\\u202e"))


def test_control_characters_of_an_argument_reach_no_screen(ask: Run) -> None:
    out = ask("plan", "\x1b[31mnothing\x07 of the \u202ekind")
    assert out.code == 2
    assert not any((unicodedata.category(c) == "Cc" and c != "\n") or c == "\u202e" for c in out.err)


# -- for scripts --------------------------------------------------------------------------------------------------------


def floats(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [x for v in value.values() for x in floats(v)]
    if isinstance(value, list):
        return [x for v in value for x in floats(v)]
    return [value] if isinstance(value, float) else []


def test_json_is_one_document_whose_decimals_are_text(ask: Run) -> None:
    out = ask("plan", "software tester", "--json")
    data = json.loads(out.out)
    assert (out.code, out.err) == (0, "")
    assert (data["schema"], data["status"], data["complete"]) == (1, "optimal", True)
    assert data["totals"]["cost"] == {"USD": "363.50"}
    assert data["totals"]["finish"] == "2027-02-03"
    assert data["catalog"] == {"version": "7", "date": "2026-11-24"}
    assert [step["credential"] for step in data["steps"]] == ["p/course", "p/exam"]
    assert floats(data) == []


def test_json_of_a_no_has_its_own_exit_code(ask: Run) -> None:
    out = ask("plan", "software tester", "--budget", "100", "--json")
    data = json.loads(out.out)
    assert out.code == 3
    assert data["status"] == "infeasible"
    assert data["relaxations"][0]["changes"] == [{"option": "--budget", "value": "314.50"}] or data["relaxations"]


def test_csv_has_a_header_a_row_for_each_step_and_sums_that_add_up(ask: Run) -> None:
    out = ask("plan", "software tester", "--csv")
    rows = list(csv.DictReader(io.StringIO(out.out)))
    assert out.code == 0
    assert [(r["step"], r["credential"], r["start"], r["finish"], r["hours"], r["cost"]) for r in rows] == [
        ("1", "p/course", "2026-11-24", "2027-01-16", "60", "0.00"),
        ("2", "p/exam", "2027-01-16", "2027-02-03", "20", "265.50"),
        ("", "", "2026-11-24", "2027-01-24", "", "98.00"),
    ]
    assert "\r\n" in out.out


def test_csv_without_a_plan_is_empty_and_says_why_on_stderr(ask: Run) -> None:
    out = ask("plan", "software tester", "--budget", "100", "--csv")
    assert (out.code, out.out) == (3, "")
    assert "PROVED: NO PLAN FITS" in out.err


def test_a_cell_that_a_spreadsheet_would_run_is_defused(catalog: Path, run: Run) -> None:
    catalog.write_text(CATALOG.replace('name = "Exam"\nprovider', 'name = "=1+1"\nprovider'), encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("plan", "p/exam", "--csv").out)))
    assert rows[1]["name"] == "'=1+1"


def test_the_same_question_gives_the_same_bytes(ask: Run) -> None:
    assert ask("plan", "software tester", "--json").out == ask("plan", "software tester", "--json").out


# -- goals and options ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [["software tester"], ["Software", "Testers"], ["11-1111.00"], ["11-1111"], ["tester"]]
)
def test_a_career_is_found_in_any_spelling(ask: Run, words: list[str]) -> None:
    assert ask("plan", *words).out.startswith("Software Testers (11-1111.00)\n")


@pytest.mark.parametrize("words", [["p/exam"], ["EX-1"], ["exam"]])
def test_a_credential_is_found_in_any_spelling(ask: Run, words: list[str]) -> None:
    assert ask("plan", *words).out.startswith("Exam (p/exam)\n")


def test_an_ambiguous_goal_lists_its_candidates(catalog: Path, run: Run) -> None:
    catalog.write_text(CATALOG.replace('titles = ["tester"]\n', ""), encoding="utf-8")
    out = run("plan", "tester")
    assert (out.code, out.out) == (2, "")
    assert "11-1111.00  Software Testers" in out.err
    assert "22-2222.00  Game Testers" in out.err


def test_an_unknown_goal_names_the_nearest(ask: Run) -> None:
    out = ask("plan", "softwear testers")
    assert (out.code, out.out) == (2, "")
    assert 'Did you mean "Software Testers"' in out.err


def test_without_any_goal_it_says_how_to_name_one(ask: Run) -> None:
    out = ask("plan")
    assert (out.code, out.out) == (2, "")
    assert "the profile has no goal" in out.err


USAGE = [
    (["--budget", "much"], "--budget: expected an amount"),
    (["--budget", "-5"], "--budget can't be less than 0"),
    (["--budget=1,50"], "--budget: expected an amount"),
    (["--budget", "1e3"], "--budget: expected an amount"),
    (["--budget", "nan"], "--budget: expected an amount"),
    (["--budget", ""], "--budget: expected an amount"),
    (["--by", "soon"], "--by: expected a date as YYYY-MM-DD"),
    (["--by", "2027-02-30"], "--by: expected a date as YYYY-MM-DD"),
    (["--by", "2026-11-01"], "before it starts"),
    (["--start", "2026-11-23"], "lies before today"),
    (["--hours-per-week", "many"], "--hours-per-week: expected hours"),
    (["--hours-per-week", "0"], "can't be planned with"),
    (["--hours-per-week", "-3"], "can't be planned with"),
    (["--hours-per-week", "0.25"], "can't be planned with"),
    (["--hours-per-week", "169"], "can't be planned with"),
    (["--region", "nowhere"], "--region: no state or country is known as 'nowhere'"),
    (["--region", "US-ZZ"], "--region: no state or country is known as 'US-ZZ'"),
    (["--region", "XX"], "--region: no state or country is known as 'XX'"),
    (["--region", "XX-TX"], "--region: no state or country is known as 'XX-TX'"),
    (["--region", "Texsa"], "Did you mean Texas (US-TX)?"),
    (["--region", ""], "--region: no state or country is known as ''"),
    (["--fastest", "--fewest"], "two different wishes"),
    (["--balanced"], "needs the value of an hour"),
    (["--without", "nothing-like-it"], "The catalog has no credential"),
    (["--without-provider", "nobody"], "No provider 'nobody'"),
    (["--provider", "nobody"], "No provider 'nobody'"),
    (["--lock", "nothing-like-it"], "The catalog has no credential"),
    (["--lock", "p/exam", "--without", "p/exam"], "both in the plan and left out"),
    (["--also", "nothing like it"], "nothing like it"),
    (["--today", "yesterday"], "--today: expected a date"),
    (["--what"], "No such option"),
]


@pytest.mark.parametrize(("options", "message"), USAGE, ids=[" ".join(o) for o, _ in USAGE])
def test_a_value_that_can_not_be_read_is_said_and_nothing_is_planned(
    ask: Run, options: list[str], message: str
) -> None:
    out = ask("plan", "software tester", *options)
    assert (out.code, out.out) == (2, "")
    assert message in out.err
    assert "Traceback" not in out.err


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--budget", "$1,500.50"], "at most USD 1,500.50"),
        (["--by", "2027-03-01"], "done by 1 Mar 2027"),
        (["--hours-per-week", "7.5"], "7.5 h a week"),
        (["--region", "texas"], "US-TX"),
        (["--region", "tx"], "US-TX"),
        (["--start", "2027-01-01"], "from 1 Jan 2027"),
        (["--fastest"], "PROVED FASTEST"),
        (["--fewest"], "PROVED FEWEST STEPS"),
        (["--balanced", "--hour-value", "15"], "PROVED BEST BALANCE"),
    ],
)
def test_each_option_is_taken_into_the_question(ask: Run, options: list[str], expected: str) -> None:
    out = ask("plan", "software tester", *options)
    assert out.code == 0
    assert expected in " ".join(out.out.split())


WISHES = [
    (["--provider", "p"], {"provider": ["p"]}, "only p"),
    (["--provider", "Provider"], {"provider": ["p"]}, "only p"),
    (["--free"], {"free": True}, "only what is free"),
    (["--accredited"], {"accredited": True}, "only accredited"),
    (["--online"], {"online": True}, "only online"),
    (["--lock", "q/wide"], {"lock": ["q/wide"]}, "q/wide"),
    (["--without", "p/exam"], {"without": ["p/exam"]}, "you left it out"),
]


@pytest.mark.parametrize(("options", "limits", "said"), WISHES, ids=[" ".join(o) for o, _, _ in WISHES])
def test_each_wish_is_taken_into_the_question_said_and_asked_again(
    ask: Run, options: list[str], limits: dict[str, Any], said: str
) -> None:
    out = ask("plan", "software tester", *options)
    data = json.loads(ask("plan", "software tester", *options, "--json").out)
    assert {key: data["limits"][key] for key in limits} == limits
    assert said in " ".join(out.out.split())
    if out.code == 0:
        assert f"credplan plan tester {' '.join(options)} --save main" in " ".join(out.out.split())
    else:
        # A no says what would do without the wish, and the command for it has no wish left.
        assert out.code == 3
        assert f"leave out {' '.join(options)}" in " ".join(out.out.split())
        assert re.search(r"credplan plan tester +the same with the first change", out.out)
        assert data["relaxations"][0]["dropped"] == [
            {"option": options[0], "value": options[1] if len(options) > 1 else None}
        ]
        assert data["relaxations"][0]["cost"] == {"USD": "363.50"}


def test_a_further_goal_has_its_door_on_the_screen_and_its_name_in_every_command(ask: Run) -> None:
    out = ask("plan", "q/wide", "--also", "software testers")
    assert out.code == 0
    assert "(q/wide), and Software Testers (11-1111.00)" in " ".join(out.out.split())
    assert "THE DOOR: Software Testers" in out.out
    assert 'credplan plan q/wide --also "software testers" --save main' in " ".join(out.out.split())
    data = json.loads(ask("plan", "q/wide", "--also", "software testers", "--json").out)
    assert [goal["id"] for goal in data["also"]] == ["11-1111.00"]
    assert data["also"][0]["door"]["education"] == "High school diploma"
    assert data["totals"]["cost"] == {"USD": "368.50"}


def test_the_goal_named_again_as_a_further_one_is_one_goal(ask: Run) -> None:
    assert ask("plan", "p/exam", "--also", "p/exam", "--json").out == ask("plan", "p/exam", "--json").out


def test_export_plan_takes_the_same_wishes(ask: Run) -> None:
    wishes = ("--also", "q/wide", "--lock", "p/course", "--provider", "p", "--provider", "q")
    shown = json.loads(ask("plan", "software tester", *wishes, "--json").out)
    written = json.loads(ask("export", "plan", "software tester", *wishes, "--to", "-", "--format", "json").out)
    assert written == shown
    assert shown["limits"]["provider"] == ["p", "q"]
    for flag in ("--free", "--accredited", "--online"):
        out = ask("export", "plan", "software tester", flag, "--to", "-", "--format", "json")
        assert (out.code, json.loads(out.out)["limits"][flag[2:]]) == (3, True)


def test_a_change_that_a_no_proposes_works_when_it_is_typed(ask: Run) -> None:
    no = json.loads(ask("plan", "software tester", "--budget", "300", "--by", "2027-03-01", "--json").out)
    assert no["relaxations"]
    for relaxation in no["relaxations"]:
        options = {"--budget": "300", "--by": "2027-03-01"}
        options |= {c["option"]: c["value"] for c in relaxation["changes"]}
        found = json.loads(ask("plan", "software tester", "--json", *[x for o in options.items() for x in o]).out)
        assert found["totals"]["cost"] == relaxation["cost"]
        assert found["totals"]["finish"] == relaxation["finish"]


def test_a_law_that_nothing_covers_is_exit_3_and_names_the_issuer(ask: Run) -> None:
    out = ask("plan", "software tester", "--region", "US-CA")
    assert out.code == 3
    assert "State licence (issued by California Board) is asked by law" in " ".join(out.out.split())


# -- files that are wrong -------------------------------------------------------------------------------------------------


def test_an_invalid_profile_is_exit_4_with_every_problem(ask: Run, tmp_path: Path) -> None:
    profile(tmp_path, '[learner]\nhours_per_week = "many"\nbudget = "much"\n')
    out = ask("plan", "software tester")
    assert (out.code, out.out) == (4, "")
    assert "hours_per_week" in out.err
    assert "budget" in out.err


def test_an_invalid_catalog_is_exit_4(catalog: Path, run: Run) -> None:
    catalog.write_text(CATALOG.replace("likely = 60", "likley = 60"), encoding="utf-8")
    out = run("plan", "software tester")
    assert (out.code, out.out) == (4, "")
    assert "likley" in out.err


@pytest.mark.parametrize("option", ["--catalog", "--profile"])
def test_a_file_that_is_not_there_is_exit_5(ask: Run, option: str) -> None:
    out = ask("plan", "software tester", option, "/nowhere/at-all.toml")
    assert (out.code, out.out) == (5, "")
    assert "at-all.toml" in out.err


# -- with a profile -------------------------------------------------------------------------------------------------------


def test_the_profile_gives_goal_pace_and_limits(ask: Run, tmp_path: Path) -> None:
    profile(
        tmp_path,
        '[learner]\nhours_per_week = 20\nbudget = 900\nregion = "US-TX"\n'
        '[[goal]]\nname = "software tester"\nby = 2027-06-01\n'
        '[[credential]]\nid = "p/course"\nstatus = "earned"\nearned = 2026-01-01\n',
    )
    out = ask("plan")
    assert out.code == 0
    head = " ".join(out.out.split("THE DOOR")[0].split())
    for part in ("1 credential held", "20 h a week", "at most USD 900.00", "done by 1 Jun 2027", "US-TX"):
        assert part in head
    assert "USD 265.50" in out.out
    assert "credplan init" not in out.out


def test_an_option_stands_over_the_profile(ask: Run, tmp_path: Path) -> None:
    profile(tmp_path, '[learner]\nhours_per_week = 20\nbudget = 10\n[[goal]]\nname = "game tester"\n')
    out = ask("plan", "software tester", "--budget", "900", "--hours-per-week", "8")
    assert out.code == 0
    assert "8 h a week" in out.out
    assert "USD 363.50" in out.out


def test_a_saved_plan_is_in_the_profile_and_next_says_what_comes_first(ask: Run, tmp_path: Path) -> None:
    profile(tmp_path, "# mine\n[learner]\nhours_per_week = 8 # evenings\n")
    out = ask("plan", "software tester", "--save", "main")
    assert out.code == 0
    assert "Saved as plan 'main'" in out.err
    text = (tmp_path / "profile.toml").read_text(encoding="utf-8")
    assert text.startswith("schema = 1\n# mine\n")
    assert "# evenings" in text
    (saved,) = tomllib.loads(text)["plan"]
    assert (saved["name"], saved["goal"], saved["cost"]) == ("main", "11-1111.00", "363.50")
    assert [(s["credential"], s["cost"]) for s in saved["step"]] == [("p/course", "98.00"), ("p/exam", "265.50")]
    following = ask("next")
    assert following.code == 0
    assert "Course [bold]of[/bold]" in following.out


def test_a_saved_plan_keeps_its_further_goals(ask: Run, tmp_path: Path) -> None:
    assert ask("plan", "software tester", "--also", "q/wide", "--save", "two goals").code == 0
    (saved,) = tomllib.loads((tmp_path / "profile.toml").read_text(encoding="utf-8"))["plan"]
    assert (saved["goal"], saved["also"]) == ("11-1111.00", ["q/wide"])
    assert "q/wide" in [step["credential"] for step in saved["step"]]
    assert ask("profile", "check").code == 0
    heading = ask("next").out.splitlines()[1]
    assert heading.startswith("Software Testers and 資格認定試験")
    assert json.loads(ask("next", "--json").out)["plan"]["also"] == ["q/wide"]
    assert ask("set", "goal", "software tester").code == 0
    shown = " ".join(ask("status").out.split())
    assert "11-1111.00 and q/wide" in shown
    assert 'credplan plan 11-1111.00 --also q/wide --save "two goals"' in shown
    assert json.loads(ask("status", "--json").out)["plans"][0]["also"] == ["q/wide"]
    late = ask("next", "--today", "2029-01-01")
    assert 'credplan plan 11-1111.00 --also q/wide --save "two goals"' in " ".join(late.out.split())
    assert ask("plan", "software tester", "--save", "two goals").code == 0
    (saved,) = tomllib.loads((tmp_path / "profile.toml").read_text(encoding="utf-8"))["plan"]
    assert "also" not in saved


def test_saving_makes_a_profile_where_there_is_none(ask: Run, tmp_path: Path) -> None:
    assert ask("plan", "software tester", "--save", "main").code == 0
    assert tomllib.loads((tmp_path / "profile.toml").read_text(encoding="utf-8"))["plan"][0]["name"] == "main"


def test_without_a_plan_nothing_is_saved(ask: Run, tmp_path: Path) -> None:
    out = ask("plan", "software tester", "--budget", "1", "--save", "main")
    assert out.code == 3
    assert "Nothing was saved" in out.err
    assert not (tmp_path / "profile.toml").exists()


# -- gap --------------------------------------------------------------------------------------------------------------------


def gap_rows(out: Outcome) -> list[tuple[str, str, str]]:
    return [(r["kind"], r["what is asked"], r["state"]) for r in csv.DictReader(io.StringIO(out.out))]


def test_the_gap_names_each_group_and_what_would_meet_it(ask: Run) -> None:
    out = ask("gap", "software tester", "--csv")
    assert out.code == 0
    assert gap_rows(out) == [
        ("anchor", "Exam", "missing"),
        ("core", "Databases", "missing"),
        ("plus", "Wide", "missing"),
    ]
    assert "SQL (beginner)" in out.out
    assert "0 of 2 met" in ask("gap", "software tester").out


def test_what_is_held_closes_its_groups(ask: Run, tmp_path: Path) -> None:
    profile(tmp_path, '[[credential]]\nid = "p/course"\nstatus = "earned"\nearned = 2026-01-01\n')
    assert gap_rows(ask("gap", "software tester", "--csv"))[1] == ("core", "Databases", "met")
    assert "1 of 2 met" in ask("gap", "software tester").out


def test_where_a_law_applies_it_is_part_of_the_gap_and_no_waiver_closes_it(ask: Run, tmp_path: Path) -> None:
    profile(tmp_path, '[[waiver]]\nrequirement = "states/licence-ca"\nbecause = "I would rather not"\n')
    out = ask("gap", "software tester", "--region", "US-CA", "--json")
    first = json.loads(out.out)["groups"][0]
    assert (first["kind"], first["name"], first["met"], first["by"]) == ("law", "State licence", False, [])
    assert first["options"] == ["states/licence-ca"]


def test_a_group_set_aside_says_why_it_counts_as_met(ask: Run, tmp_path: Path) -> None:
    profile(tmp_path, '[[waiver]]\nrequirement = "Databases"\nbecause = "learned at work"\n')
    groups = json.loads(ask("gap", "software tester", "--json").out)["groups"]
    assert groups[1]["met"]
    assert groups[1]["by"] == ["set aside because learned at work"]


def test_a_gap_to_a_credential_is_a_usage_error_with_what_to_type(ask: Run) -> None:
    out = ask("gap", "p/exam")
    assert out.code == 2
    assert "credplan plan p/exam" in out.err


# ---- drawn --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_drawings_fit_the_screen_and_end_no_line_in_blanks(
    columns: int, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in (
        ("plan", "phlebotomist", "--region", "CA", "--timeline", "--coverage", "--tree"),
        ("show", "network+", "--tree"),
    ):
        done = run(*words)
        assert (done.code, done.err) == (errors.OK, "")
        assert all(len(line) <= columns and line == line.rstrip() for line in done.out.splitlines())
    assert "What it leads to" in done.out


def test_drawings_are_said_in_words_for_those_who_hear_them(run: Run) -> None:
    out = run("plan", "phlebotomist", "--region", "CA", "--timeline", "--coverage", "--tree", "--plain").out
    assert "Step 1, Phlebotomy programme near you: work from 24 Nov 2026 to 20 Apr 2027.\n" in out
    assert "1.1 step 3: California phlebotomy licence (CPT I)" in out
    assert not set(out) & set("│├└─█┄▒")
    assert "Paid by 24 Nov 2026: USD " in out
    assert "anchor, Phlebotomy certification: step 2: assessed independently\n" in out
    assert run("show", "network+", "--tree", "--plain").out.startswith(
        "CompTIA Network+ (comptia/network-plus)\n1 What"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "phlebotomist", "--tree", "--json"),
        ("plan", "phlebotomist", "--timeline", "--csv"),
        ("plan", "phlebotomist", "--coverage", "--json"),
        ("show", "network+", "--tree", "--json"),
        ("show", "phlebotomist", "--tree"),
    ],
)
def test_what_can_not_be_drawn_is_a_usage_error(words: tuple[str, ...], run: Run) -> None:
    done = run(*words)
    assert (done.code, done.out) == (errors.USAGE, "")
    assert "--tree" in done.err


def test_a_no_is_told_and_not_drawn(run: Run) -> None:
    done = run("plan", "phlebotomist", "--budget", "300", "--timeline")
    assert done.code == errors.NO_PLAN
    assert "NO PLAN FITS" in done.out
