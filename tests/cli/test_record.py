"""The commands of "My record": each changes what it says, keeps every comment, and says what to do next."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import signal
import stat
import sys
import tomllib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Outcome, process_environment

Run = Callable[..., Outcome]

CASES = tomllib.loads((ROOT / "tests/cases/profile/mistakes.toml").read_text())["case"]

COMMENTED = """\
# My record. Hands off.
schema = 1

# about me
[learner] # it's me
hours_per_week = 8 # evenings
# region is nobody's business

# where I go
[[goal]]
name = "Information Security Analysts" # at last

# what I hold
[[credential]]
id = "acme/a-plus" # the first one
# passed one half
status = "in-progress"
started = 2026-09-01
parts = ["core-1"] # core 2 in spring

# my skills
[[skill]]
id = "sql" # from work

# my plans
[[plan]]
name = "first" # the cheap one
goal = "15-1212.00"
saved = 2026-11-01
cost = "425.00"
step = [
    { credential = "acme/a-plus", route = "exams", start = 2026-11-01, finish = 2027-01-15, cost = "265.00" }, # soon
    { credential = "acme/security-plus", route = "exam", start = 2027-01-15, finish = 2027-03-08, cost = "425.00" },
]
# the end
"""


@pytest.fixture(autouse=True)
def small_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDPLAN_CATALOG", str(ROOT / "tests/cases/profile/catalog.toml"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile.toml"


@pytest.fixture
def commented(path: Path) -> Path:
    path.write_text(COMMENTED)
    return path


def values(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


# --- every editing command --------------------------------------------------------------------------------------------

EDITS: list[tuple[list[str], Callable[[dict[str, Any]], bool]]] = [
    (["add", "Security+", "--earned", "2025-05-01"], lambda d: d["credential"][1]["earned"] == dt.date(2025, 5, 1)),
    (["add", "a+", "--part", "Core 2"], lambda d: d["credential"][0]["parts"] == ["core-1", "core-2"]),
    (["add", "a+", "--earned", "today"], lambda d: d["credential"][0]["status"] == "earned"),
    (["add", "security+", "--note", "exam booked"], lambda d: d["credential"][1]["note"] == "exam booked"),
    (["remove", "a+"], lambda d: "credential" not in d),
    (["remove", "sql"], lambda d: "skill" not in d),
    (["remove", "security", "analyst"], lambda d: "goal" not in d),
    (["remove", "first"], lambda d: "plan" not in d),
    (["know", "networking", "advanced"], lambda d: d["skill"][1] == {"id": "networking", "level": "advanced"}),
    (["know", "sql", "intermediate"], lambda d: d["skill"] == [{"id": "sql", "level": "intermediate"}]),
    (["set", "hours-per-week", "7.5"], lambda d: d["learner"]["hours_per_week"] == "7.5"),
    (["set", "hours-per-week", "none"], lambda d: d["learner"] == {}),
    (["set", "region", "Texas"], lambda d: d["learner"]["region"] == "US-TX"),
    (["set", "by", "2027-12-31"], lambda d: d["goal"][0]["by"] == dt.date(2027, 12, 31)),
    (["set", "goal", "a+"], lambda d: d["goal"] == [{"name": "acme/a-plus"}]),
    (["log", "a+", "3"], lambda d: d["credential"][0]["hours_logged"] == 3),
    (["skip", "security+"], lambda d: d["credential"][1]["status"] == "skipped"),
    (["waive", "sql", "--because", "I do it daily"], lambda d: d["waiver"] == [
        {"requirement": "sql", "because": "I do it daily"}
    ]),
]  # fmt: skip
# The comments that go with what a command removes; all others stay.
TAKEN = {
    ("remove", "a+"): {"the first one", "passed one half", "core 2 in spring"},
    ("remove", "sql"): {"from work"},
    ("remove", "security", "analyst"): {"at last"},
    ("remove", "first"): {"the cheap one", "soon", "the end"},
}


@pytest.mark.parametrize(("arguments", "holds"), EDITS, ids=lambda a: " ".join(a) if isinstance(a, list) else "")
def test_each_command_changes_what_it_says_and_keeps_the_comments(
    run: Run, commented: Path, arguments: list[str], holds: Callable[[dict[str, Any]], bool]
) -> None:
    done = run(*arguments)
    assert done.code == 0, done.err
    assert holds(values(commented))
    lost = set(comments(COMMENTED)) - set(comments(commented.read_text()))
    assert lost <= TAKEN.get(tuple(arguments), set())
    assert len(done.out.splitlines()) == 1
    assert str(commented) in done.out
    assert "Next: credplan" in done.err
    assert commented.with_name("profile.toml.bak").read_text() == COMMENTED


@pytest.mark.parametrize("arguments", [a for a, _ in EDITS], ids=" ".join)
def test_a_command_given_twice_changes_nothing_more(run: Run, commented: Path, arguments: list[str]) -> None:
    run(*arguments)
    once = commented.read_text()
    again = run(*arguments)
    if arguments[0] == "remove":
        assert again.code == 2
    elif arguments[0] == "log":
        assert values(commented)["credential"][0]["hours_logged"] == 6
        return
    else:
        assert again.code == 0
        assert "nothing was changed" in again.out
    assert commented.read_text() == once


@pytest.mark.parametrize(
    "arguments", [a for a, _ in EDITS if a[0] != "remove" and a[1] != "by" and a[-1] != "none"], ids=" ".join
)
def test_a_first_command_begins_a_private_profile(run: Run, path: Path, arguments: list[str]) -> None:
    assert run(*arguments).code == 0
    assert path.read_text().startswith("# Your credplan profile.")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("arguments", [a for a, _ in EDITS], ids=" ".join)
def test_a_broken_profile_stops_every_command_and_is_not_touched(run: Run, path: Path, arguments: list[str]) -> None:
    path.write_text("[learner]\nhour_per_week = 8\n")
    done = run(*arguments)
    assert (done.code, done.out) == (4, "")
    assert "line 2, column 1: unknown key 'hour_per_week'" in done.err
    assert path.read_text() == "[learner]\nhour_per_week = 8\n"


@pytest.mark.parametrize("command", ["add", "remove", "know", "set", "log", "skip", "waive", "status", "next", "init"])
def test_each_command_shows_examples(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert f"  credplan {command}" in done.out.partition("Examples:")[2]


# --- add --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["Security+", "acme-security+", "SY0-701", "acme/security-plus", "acme security plus"]
)
def test_every_spelling_adds_the_same(run: Run, path: Path, words: str) -> None:
    assert run("add", *words.split()).code == 0
    assert values(path)["credential"] == [{"id": "acme/security-plus", "status": "planned"}]


def test_added_credentials_say_what_their_rules_make_of_them(run: Run) -> None:
    done = run("add", "security+", "--earned", "2025-05-01")
    assert "Added Acme Security+ (acme/security-plus): earned 1 May 2025." in done.out
    assert "valid to 1 May 2028" in done.err
    done = run("add", "security+", "--earned", "2022-05-01")
    assert "expired on 1 May 2025" in done.err
    assert "exists since 7 Nov 2023" in done.err
    done = run("add", "security+", "--earned", "2025-05-01", "--expires", "2029-01-01")
    assert "expires 1 Jan 2029" in done.out


def test_a_retired_credential_can_be_held_and_not_begun(run: Run, path: Path) -> None:
    for option in ("--planned", "--in-progress"):
        done = run("add", "Old+", option)
        assert done.code == 2
        assert "retired on 31 Dec 2021" in done.err
        assert "acme/security-plus" in done.err
    assert not path.exists()
    done = run("add", "Old+", "--earned", "2020-01-01")
    assert done.code == 0
    assert "It is retired" in done.err
    assert run("add", "Old+", "--note", "framed").code == 0
    assert "until 31 Dec 2021 only" in run("add", "Old+", "--earned", "2022-06-01").err


def test_a_date_of_earning_is_today_or_before(run: Run, path: Path) -> None:
    assert "lies in the future" in run("add", "a+", "--earned", "2027-01-01").err
    assert "expected a date as YYYY-MM-DD" in run("add", "a+", "--earned", "soon").err
    assert "before" in run("add", "a+", "--earned", "2025-01-01", "--expires", "2024-01-01").err
    assert not path.exists()
    assert run("add", "a+", "--earned", "today").code == 0
    assert values(path)["credential"][0]["earned"] == dt.date(2026, 11, 24)


def test_what_was_earned_stays_earned_unless_said_otherwise(run: Run, path: Path) -> None:
    run("add", "a+", "--earned", "2025-01-01")
    assert "nothing was changed" in run("add", "a+").out
    run("add", "a+", "--note", "x")
    assert values(path)["credential"][0]["status"] == "earned"
    run("add", "a+", "--planned")
    assert values(path)["credential"] == [{"id": "acme/a-plus", "status": "planned", "note": "x"}]


def test_states_exclude_each_other(run: Run) -> None:
    done = run("add", "a+", "--planned", "--earned", "2025-01-01")
    assert done.code == 2
    assert "choose one" in done.err


def test_parts_are_named_by_id_code_or_name_and_begin_the_credential(run: Run, path: Path) -> None:
    done = run("add", "a+", "--part", "220-1201", "--part", "core-2")
    assert values(path)["credential"] == [
        {"id": "acme/a-plus", "status": "in-progress", "started": dt.date(2026, 11, 24), "parts": ["core-1", "core-2"]}
    ]
    assert "All parts are passed" in done.err
    wrong = run("add", "a+", "--part", "core-9")
    assert wrong.code == 2
    assert "core-1 (Core 1); core-2 (Core 2)" in wrong.err


def test_evidence_is_kept_by_path_and_digest(run: Run, path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    file = tmp_path / "award.pdf"
    file.write_bytes(b"award")
    monkeypatch.chdir(tmp_path)
    run("add", "a+", "--earned", "2025-01-01", "--evidence", "award.pdf")
    evidence = {"file": str(file), "sha256": sha256(b"award").hexdigest()}
    assert values(path)["credential"][0]["evidence"] == [evidence]
    file.write_bytes(b"award 2")
    run("add", "a+", "--evidence", "award.pdf")
    assert values(path)["credential"][0]["evidence"] == [{"file": str(file), "sha256": sha256(b"award 2").hexdigest()}]
    missing = run("add", "a+", "--evidence", "nothing.pdf")
    assert missing.code == 5
    assert "nothing.pdf" in missing.err


def test_unknown_and_ambiguous_names_change_nothing(run: Run, path: Path) -> None:
    unknown = run("add", "Securty+")
    assert unknown.code == 2
    assert "acme/security-plus" in unknown.err
    ambiguous = run("add", "acme")
    assert ambiguous.code == 2
    assert "acme/a-plus  Acme A+" in ambiguous.err
    assert not path.exists()


def test_control_characters_of_an_argument_reach_neither_screen_nor_file(run: Run, path: Path) -> None:
    done = run("add", "a+", "--note", "x\x1b]0;title\x07\u202e")
    assert "\x1b" not in done.out + done.err
    assert values(path)["credential"][0]["note"] == "x\ufffd]0;title\ufffd\ufffd"
    assert "\x1b" not in run("add", "\x1b[31mzzz").err


# --- set, know, log, skip, waive, remove ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("budget", "$1,500", 1500),
        ("budget", "12.50", "12.50"),
        ("budget", "0", 0),
        ("education", "GED", "high-school"),
        ("education", "none", "none"),
        ("birth-year", "1998", 1998),
        ("start", "2027-01-15", dt.date(2027, 1, 15)),
        ("currency", "eur", "EUR"),
        ("hour-value", "15", 15),
        ("hour_value", "15", 15),
        ("name", "Ana Díaz", "Ana Díaz"),
        ("circumstances", "Student, veteran,student", ["student", "veteran"]),
        ("study-times", "Mondays 6pm-8pm, sat 9-13", ["Mon 18:00-20:00", "Sat 09:00-13:00"]),
        ("region", "ca", "US-CA"),
        ("region", "CA-ON", "CA-ON"),
    ],
)
def test_settings_are_read_as_people_write_them(run: Run, path: Path, key: str, value: str, stored: Any) -> None:
    assert run("set", key, value).code == 0
    assert values(path)["learner"] == {key.replace("-", "_"): stored}
    assert run("profile", "check").code == 0
    gone = "unknown" if key == "education" else "none"
    assert run("set", key, gone).code == 0
    assert values(path)["learner"] == {}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("hours-per-week", "0", "more than 0"),
        ("hours-per-week", "200", "more than a week has"),
        ("hours-per-week", "lots", "expected hours"),
        ("budget", "-5", "negative"),
        ("budget", "1.005", "finer than can be counted"),
        ("region", "Atlantis", "such as TX"),
        ("education", "wizard", "unknown education"),
        ("birth-year", "98", "such as 1998"),
        ("start", "5/4/2027", "YYYY-MM-DD"),
        ("start", "2300-01-01", "lies outside"),
        ("currency", "dollars", "three letters"),
        ("budgit", "5", "Did you mean budget?"),
        ("health", "fine", "There is no setting"),
        ("by", "2027-01-01", "no goal yet"),
        ("goal", "astronaut", "astronaut"),
    ],
)
def test_settings_that_make_no_sense_are_refused(run: Run, path: Path, key: str, value: str, words: str) -> None:
    done = run("set", "--", key, value)
    assert done.code == 2
    assert words in done.err
    assert not path.exists()


def test_a_new_currency_says_what_becomes_of_the_budget(run: Run) -> None:
    run("set", "budget", "1500")
    assert "budget is still 1500.00" in run("set", "currency", "EUR").err


def test_logged_hours_add_up_exactly_and_begin_the_credential(run: Run, path: Path) -> None:
    for amount in ("0.1", "0.2", "1.5h"):
        done = run("log", "security+", amount)
    assert "1.8 h in all" in done.out
    assert values(path)["credential"] == [
        {
            "id": "acme/security-plus",
            "status": "in-progress",
            "started": dt.date(2026, 11, 24),
            "hours_logged": "1.8",
        }
    ]
    assert run("log", "security+", "zero").code == 2
    assert run("log", "security+").code == 2
    assert run("log", "security+", "0").code == 2


def test_what_is_earned_is_not_skipped(run: Run) -> None:
    run("add", "a+", "--earned", "2025-01-01")
    done = run("skip", "a+")
    assert done.code == 2
    assert "credplan remove acme/a-plus" in done.err


@pytest.mark.parametrize("words", [["State Licence"], ["age"], ["State licence"]])
def test_law_is_never_set_aside(run: Run, path: Path, words: list[str]) -> None:
    done = run("waive", *words, "--because", "please")
    assert done.code == 2
    assert "by law" in done.err
    assert not path.exists()


def test_what_an_issuer_asks_can_be_set_aside_with_a_reason(run: Run, path: Path) -> None:
    assert run("waive", "experience", "--because", "army", "--of", "state licence").code == 0
    assert run("waive", "security certification", "--because", "hired already").code == 0
    assert values(path)["waiver"] == [
        {"requirement": "experience", "because": "army", "of": "states/licence"},
        {"requirement": "Security certification", "because": "hired already"},
    ]
    assert "A reason is needed" in run("waive", "experience", "--because", " ").err
    assert "Nothing in the catalog asks for it" in run("waive", "a+", "--because", "x").err
    assert run("waive", "juggling", "--because", "x").code == 2


def test_an_entry_that_the_catalog_does_not_know_can_be_removed(run: Run, path: Path) -> None:
    path.write_text('[[credential]]\nid = "gone/away"\n')
    assert run("remove", "gone/away").code == 0
    assert values(path) == {}


def test_removing_what_is_not_there_names_what_is(run: Run, commented: Path) -> None:
    done = run("remove", "acme/a-plux")
    assert done.code == 2
    assert "Did you mean acme/a-plus" in done.err
    assert run("remove", "security+").code == 2


def test_removing_without_a_profile_says_how_to_begin(run: Run) -> None:
    done = run("remove", "a+")
    assert done.code == 5
    assert "credplan init" in done.err


def test_a_newer_profile_is_shown_and_not_changed(run: Run, path: Path) -> None:
    path.write_text('schema = 7\n[[credential]]\nid = "acme/a-plus"\nstars = 5\n')
    assert "newer credplan (schema 7)" in run("status").out
    done = run("add", "security+")
    assert done.code == 4
    assert "newer credplan" in done.err


# --- status, next -----------------------------------------------------------------------------------------------------


@pytest.fixture
def full(path: Path) -> Path:
    path.write_text(
        COMMENTED.replace(
            "# my skills",
            '[[credential]]\nid = "acme/security-plus"\nstatus = "earned"\nearned = 2024-02-01\n\n'
            '[[credential]]\nid = "acme/old-plus"\nstatus = "earned"\nearned = 2020-01-01\nexpires = 2023-01-01\n\n'
            '[[credential]]\nid = "acme/securty-plus"\nstatus = "skipped"\n\n# my skills',
        )
    )
    return path


def test_status_sorts_the_record_by_what_it_is_worth_today(run: Run, full: Path) -> None:
    done = run("status")
    assert done.code == 0
    assert "1 held, 1 in progress, 0 planned, 1 expired" in done.out
    runs_out = done.out.partition("RUNS OUT WITHIN 180 DAYS")[2].partition("EXPIRED")[0]
    assert "Acme Security+" in runs_out
    assert "valid to 1 Feb 2027 (69 days left)" in " ".join(runs_out.split())
    assert "expired 1 Jan 2023" in " ".join(done.out.split())
    assert "no credential acme/securty-plus" in " ".join(done.out.split())
    assert "Did you mean acme/security-plus" in " ".join(done.out.split())
    assert "credplan next" in done.out.partition("NEXT")[2]
    assert max(map(len, done.out.splitlines())) <= 80


def test_status_in_json_and_csv(run: Run, full: Path) -> None:
    data = json.loads(run("status", "--json").out)
    assert data["schema"] == 1
    assert data["limits"]["hours_per_week"] == "8"
    states = {c["id"]: (c["state"], c["days_left"]) for c in data["credentials"]}
    assert states["acme/security-plus"] == ("runs-out", 69)
    assert states["acme/old-plus"][0] == "expired"
    assert data["goals"] == [{"name": "Information Security Analysts", "id": "15-1212.00", "by": None}]
    assert data["plans"][0]["cost"] == "425.00"
    assert len(data["warnings"]) == 1
    rows = list(csv.DictReader(io.StringIO(run("status", "--csv").out)))
    assert [r["state"] for r in rows] == ["in-progress", "runs-out", "expired", "skipped"]
    assert rows[0]["parts"] == "core-1"


def test_plain_status_has_no_columns(run: Run, full: Path) -> None:
    lines = run("status", "--plain").out.splitlines()
    assert "hours a week: 8 h" in lines
    assert any(line.startswith("Acme A+: since 1 Sep 2026 · passed: core-1") for line in lines)


def test_without_a_profile_the_views_say_how_to_begin(run: Run) -> None:
    assert "credplan init" in run("status").out
    assert 'credplan plan "data analyst" --save first' in run("next").out
    assert json.loads(run("status", "--json").out)["profile"] is None
    assert json.loads(run("next", "--json").out) == {"schema": 1, "plan": None, "actions": [], "remaining": 0}


def test_next_names_what_comes_first_with_dates_and_address(run: Run, commented: Path) -> None:
    out = " ".join(run("next").out.split())
    assert "1 Go on with Acme A+ 1 Nov 2026 to 15 Jan 2027 · USD 265.00 https://example.org/a" in out
    assert "2 Start Acme Security+ 15 Jan 2027 to 8 Mar 2027" in out
    assert "credplan log acme/a-plus" in out
    data = json.loads(run("next", "--json").out)
    assert [(a["credential"], a["do"], a["start"]) for a in data["actions"]] == [
        ("acme/a-plus", "go on", "2026-11-01"),
        ("acme/security-plus", "start", "2027-01-15"),
    ]
    rows = list(csv.DictReader(io.StringIO(run("next", "--csv").out)))
    assert rows[1]["url"] == "https://example.org/security"


def test_next_leaves_out_what_is_done_and_says_what_is_late(run: Run, commented: Path) -> None:
    run("add", "a+", "--earned", "2026-11-20")
    assert "Acme A+" not in run("next").out
    late = run("next", "--today", "2027-02-01").out
    assert "it was to start on 15 Jan 2027" in " ".join(late.split())
    run("skip", "security+")
    assert "Plan first is done" in run("next").out


def test_the_plan_saved_last_is_the_one_to_go_on_with(run: Run, commented: Path) -> None:
    text = COMMENTED + (
        '\n[[plan]]\nname = "older"\ngoal = "x"\nsaved = 2026-10-01\n'
        '\n[[plan]]\nname = "same day"\ngoal = "15-1212.00"\nsaved = 2026-11-01\n'
    )
    commented.write_text(text)
    assert json.loads(run("next", "--json").out)["plan"]["name"] == "same day"


# --- profile ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_check_lists_each_mistake_with_line_and_column(run: Run, path: Path, case: dict[str, Any]) -> None:
    path.write_text(case["text"])
    done = run("profile", "check")
    assert done.code == 4
    assert f"line {case['line']}, column {case.get('column', '')}" in done.out
    for words in case["say"]:
        assert words in done.out
    data = json.loads(run("profile", "check", "--json").out)
    assert data["problems"][0].startswith(f"line {case['line']}, ")
    assert run("status").code == 4


def test_check_of_a_good_profile_says_so(run: Run, commented: Path) -> None:
    done = run("profile", "check")
    assert (done.code, done.out) == (0, f"{commented}: no problems\n")


def test_check_warns_of_what_the_catalog_does_not_know(run: Run, path: Path) -> None:
    path.write_text(
        '[[credential]]\nid = "acme/a-plus"\nparts = ["core-3"]\n[[credential]]\nid = "acme/a-pluss"\n'
        '[[skill]]\nid = "sqll"\n[[goal]]\nname = "secrity analyst"\n'
    )
    done = run("profile", "check")
    assert done.code == 0
    assert done.out.count("warning: ") == 4
    assert "acme/a-plus has no part 'core-3': core-1 and core-2." in done.out
    assert "no credential acme/a-pluss; plans leave it out. Did you mean acme/a-plus" in done.out
    assert "no skill sqll; plans leave it out. Did you mean sql?" in done.out
    assert "no problems, 4 warnings" in done.out


def test_check_without_a_profile_is_a_missing_file(run: Run) -> None:
    assert run("profile", "check").code == 5
    assert run("profile", "show").code == 5
    assert run("profile", "edit").code == 5


def test_path_prints_the_path_alone(run: Run, path: Path) -> None:
    assert run("profile", "path").out == f"{path}\n"


def test_show_gives_the_file_as_it_is_or_all_of_its_values(run: Run, commented: Path) -> None:
    assert run("profile", "show").out == COMMENTED
    data = json.loads(run("profile", "show", "--json").out)
    assert data["schema"] == 1
    assert data["learner"]["hours_per_week"] == "8"
    assert data["skill"] == [{"id": "sql", "level": "beginner"}]
    assert data["plan"][0]["step"][0]["cost"] == "265.00"
    assert "credential 1 parts: core-1" in run("profile", "show", "--plain").out.splitlines()
    assert run("profile", "show", "--csv").out.startswith("id,name,state")


def test_edit_opens_the_editor_and_checks_the_result(
    run: Run, commented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "my editor.py"
    editor.write_text("import sys\nopen(sys.argv[2], 'a').write(sys.argv[1])\n")
    monkeypatch.setenv("EDITOR", f'{sys.executable} "{editor}" "mood = 1"')
    done = run("profile", "edit")
    assert done.code == 4
    assert "unknown key 'mood'" in done.out
    assert commented.with_name("profile.toml.bak").read_text() == COMMENTED
    monkeypatch.setenv("VISUAL", "true")
    commented.write_text(COMMENTED)
    assert run("profile", "edit").out == f"{commented}: no problems\n"
    monkeypatch.setenv("VISUAL", "no-such-editor-at-all")
    assert run("profile", "edit").code == 2


# --- init -------------------------------------------------------------------------------------------------------------


def test_init_writes_a_profile_that_teaches_its_format(run: Run, path: Path) -> None:
    done = run(
        "init", "--no-input", "--hours-per-week", "7.5", "--region", "texas", "--education", "GED", "--budget",
        "1,500", "--goal", "security analyst", "--by", "2027-12-31", "--birth-year", "1998", "--start", "2027-01-15",
        "--hold", "Security+=2025-05-01", "--hold", "a+",
    )  # fmt: skip
    assert done.code == 0
    assert done.out == f"Wrote your profile: {path}\n"
    assert "When did you earn Acme A+?" in done.err
    assert values(path) == {
        "schema": 1,
        "learner": {
            "hours_per_week": "7.5",
            "region": "US-TX",
            "education": "high-school",
            "budget": 1500,
            "start": dt.date(2027, 1, 15),
            "birth_year": 1998,
        },
        "goal": [{"name": "Information Security Analysts", "by": dt.date(2027, 12, 31)}],
        "credential": [
            {"id": "acme/security-plus", "status": "earned", "earned": dt.date(2025, 5, 1)},
            {"id": "acme/a-plus", "status": "earned"},
        ],
    }
    assert run("profile", "check").code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_commented_example_of_a_first_profile_is_valid(run: Run, path: Path) -> None:
    assert run("init", "--no-input").code == 0
    assert values(path) == {"schema": 1, "learner": {}}
    lines = path.read_text().splitlines()
    examples = [line.removeprefix("# ") if "=" in line or line.startswith("# [[") else line for line in lines]
    path.write_text("\n".join(examples))
    assert run("profile", "check").code == 0, run("profile", "check").out
    assert len(values(path)["learner"]) == 10


def test_init_keeps_an_existing_profile_unless_forced(run: Run, commented: Path) -> None:
    done = run("init", "--no-input")
    assert done.code == 2
    assert "credplan set" in done.err
    assert commented.read_text() == COMMENTED
    assert run("init", "--no-input", "--force", "--budget", "5").code == 0
    assert values(commented)["learner"] == {"budget": 5}
    assert commented.with_name("profile.toml.bak").read_text() == COMMENTED


@pytest.mark.parametrize(
    "arguments",
    [
        ["--budget", "x"],
        ["--goal", "astronaut"],
        ["--hold", "zzz"],
        ["--hold", "a+=2030-01-01"],
        ["--by", "2027-01-01"],
    ],
)
def test_init_writes_nothing_when_an_option_is_wrong(run: Run, path: Path, arguments: list[str]) -> None:
    assert run("init", "--no-input", *arguments).code == 2
    assert not path.exists()


def test_init_asks_nothing_where_nobody_can_answer(run_process: Any, path: Path) -> None:
    done = run_process("init")
    assert done.returncode == 0
    assert b"?" not in done.stderr
    assert path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_init_asks_six_questions_each_with_its_reason_and_takes_enter_for_no(path: Path) -> None:
    import pexpect

    world = process_environment({"COLUMNS": "200"})
    child = pexpect.spawn(sys.executable, ["-m", "credplan", "init"], env=world, encoding="utf-8", timeout=20)
    dialogue = [
        ("hours a week", "depend on your pace", "ten"),
        ("expected hours", "", "10"),
        ("Which state", "differ by state", "Texas"),
        ("highest schooling", "ask for it", ""),
        ("spend", "stay within", "$1,500"),
        ("Where do you want to go", "Plans lead there", "security analyst"),
        ("What do you hold", "never planned again", "Security+, a+"),
    ]
    for question, why, answer in dialogue:
        child.expect(question)
        if why:
            child.expect(why)
        child.expect("> ")
        child.sendline(answer)
    child.expect("Wrote your profile")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert values(path)["learner"] == {"hours_per_week": 10, "region": "US-TX", "budget": 1500}
    assert [c["id"] for c in values(path)["credential"]] == ["acme/security-plus", "acme/a-plus"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_an_interrupted_init_writes_nothing(path: Path) -> None:
    import pexpect

    child = pexpect.spawn(
        sys.executable,
        ["-m", "credplan", "init"],
        env=process_environment(),
        timeout=20,
        # A shell that started the tests in the background may have told its children to ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    child.expect("> ")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert not path.exists()


def test_a_profile_in_a_folder_that_can_not_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("add", "a+", "--profile", str(tmp_path / "file" / "profile.toml"))
    assert done.code in (1, 5)
    assert str(tmp_path / "file") in done.err


def test_profile_schema_is_one_json_document_and_needs_no_profile(run: Run) -> None:
    out = run("profile", "schema")
    assert (out.code, out.err) == (0, "")
    schema = json.loads(out.out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["learner"]["$ref"] == "#/$defs/learner"
    assert "#:schema ./profile.schema.json" in run("profile", "schema", "--help").out


def test_the_line_for_editors_is_kept_by_every_change(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text("#:schema ./profile.schema.json\nschema = 1\n")
    assert run("set", "budget", "900").code == 0
    assert path.read_text().startswith("#:schema ./profile.schema.json\n")
