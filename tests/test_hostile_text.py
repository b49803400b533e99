"""Nothing from a catalog, a profile or an argument steers the terminal: every command, every form, every error.

What was printed is looked at character by character, and shown to a terminal emulator (pyte): no title, no cursor that
wandered, no line overwritten. A program whose text is not cleaned fails the same checks (the last test).
"""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyte
import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Outcome
from credplan.cli.app import COMMANDS

Run = Callable[..., Outcome]

ATTACKS = {
    "title": "\x1b]0;owned\x07",
    "title, C1": "\x9d0;owned\x9c",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "link": "\x1b]8;;http://x.invalid\x1b\\here\x1b]8;;\x1b\\",
    "cursor": "\x1b[1;1Howned\x1b[2J\x1b[3A",
    "colour": "\x1b[31m\x9b7m",
    "device": "\x1bP$q q\x1b\\\x1b[c\x1bc",
    "lines": "\rowned\n\x0b\x0c\x85\u2028\u2029owned\x08\x08",
    "bell": "\x07\x00\x7f",
    "unseen": "a\u200b\u00ad\ufeff\u2060\U000e0041b" + "\u0335" * 40,
    "direction": "\u202egnp.exe\u2066\u200f\u061c\u2069",
    "markup": "[bold red]x[/bold] [link=http://x.invalid]y[/link] [/nothing] :smile: \\[",
}
EVERYTHING = "".join(ATTACKS.values())
PIECES = st.one_of(
    st.sampled_from(list(ATTACKS.values())),
    st.sampled_from(["\x1b", "\x9b", "[", "]", "0;", "\x07", "\x00", "\u202e", "m", "1;1H", "\x1b[", "\r", "\n", "é"]),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=3),
)
PAYLOADS = st.lists(PIECES, min_size=1, max_size=5).map("".join)

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
name = "Course"
provider = "p"
type = "Certificate"
kind = "course"
teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]
[[credentials.offers]]
id = "month"
name = "All courses"
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
[[careers]]
id = "11-1111.00"
title = "Software Testers"
titles = ["tester"]
[careers.door]
education = "High school diploma"
advice = "Most start without a degree."
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
"""
PROFILE = """
schema = 1
[learner]
name = "Zoe"
hours_per_week = 10
circumstances = ["student"]
[[goal]]
name = "11-1111.00"
[[skill]]
id = "sql"
[[credential]]
id = "p/course"
status = "in-progress"
note = "mine"
evidence = [{ file = "proof.pdf" }]
[[waiver]]
requirement = "age"
because = "old enough"
[[plan]]
name = "main"
goal = "11-1111.00"
saved = 2026-11-01
objective = "cheapest"
catalog = "7"
"""
# Text that people read; the rest are ids, codes and words of ours, which are refused when they are anything else.
TEXTS = frozenset(
    ["name", "title", "titles", "codes", "education", "advice", "issuer", "note", "because", "file", "circumstances"]
)

# P stands for the payload.
LINES = [
    *("plan", "plan 11-1111.00", "plan P", "plan p/exam --budget P", "plan p/exam --by P", "plan --save P", "plan --also P"),
    *("plan --without P", "gap", "gap P", "next", "careers", "careers P", "career show 11-1111.00", "career show P"),
    *("search exam", "search P", "show p/exam", "show p/course", "show sql", "show P", "compare p/exam p/course", "compare P Q"),
    *("explain P", "catalog info", "catalog check", "catalog P", "status", "renewals", "profile show", "profile check"),
    *("profile history", "profile restore P", "profile restore 1", "profile P", "undo", "add P", "add exam --note P"),
    *("add exam --earned P", "add exam --evidence P", "add exam --part P", "remove P", "remove sql", "know P", "know sql P"),
    *("set budget P", "set P 1", "set region P", "log P 5", "log p/course P", "waive age --because P", "waive P --because x"),
    *("skip P", "skip exam", "export plan --to P.csv", "export profile --to -.P", "export renewals --format P --to x"),
    *("verify P", "verify catalog.toml", "plan --proof P"),
    *("doctor", "paths", "purge --dry-run", "completion P", "P", "--P", "plan --P", "status --today P", "status --profile P"),
    *("search x --catalog P", "status --color P", "init --no-input --region P", "init --no-input --force --goal P"),
]  # fmt: skip
FORMS = ["", "--plain", "--csv", "--json", "--color always"]
SGR = re.compile(r"\x1b\[[0-9;]*m")
BIDI = frozenset([*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f", "\u061c"])


def poisoned(value: Any, payload: str, key: str = "") -> Any:
    """Plain values with the payload around every text that people read."""
    if isinstance(value, dict):
        return {k: poisoned(v, payload, k) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(v, payload, key) for v in value]
    # A goal is found by its id alone; other names may be anything.
    return f"{value}{payload}" if isinstance(value, str) and key in TEXTS and value != "11-1111.00" else value


def lay_out(folder: Path, payload: str) -> None:
    """A hostile profile with a version before it, and a hostile catalog."""
    for name, text in (("catalog.toml", CATALOG), ("profile.toml", PROFILE)):
        content = tomlkit.dumps(poisoned(tomllib.loads(text), payload[:60]))
        (folder / name).write_text(content, encoding="utf-8", newline="")
    (folder / "profile.toml").chmod(0o600)
    backup = PROFILE.replace("mine", "older") + f"# {payload}\n"
    (folder / "profile.toml.bak").write_bytes(backup.encode("utf-8", "replace"))
    (folder / "profile.toml.bak").chmod(0o600)


def words(line: str, payload: str, form: str) -> list[str]:
    """The arguments; no process can be given a NUL."""
    return [w.replace("P", payload.replace("\0", "")) if "P" in w else w for w in [*line.split(), *form.split()]]


def faults(outcome: Outcome, *, color: bool) -> list[str]:
    """What in the output could steer a terminal or mislead its reader."""
    found = []
    for name, text in (("stdout", outcome.out), ("stderr", outcome.err)):
        plain = (SGR.sub("", text) if color else text).replace("\r\n", "\n")
        bad = sorted({c for c in plain if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")})
        found += [f"{name}: {c!r}" for c in (*bad, *(BIDI & set(plain)))]
        lines = text.replace("\r\n", "\n").split("\n")
        screen = pyte.Screen(max(map(len, lines)) * 2 + 20, len(lines) + 3)
        pyte.Stream(screen).feed("first line\r\n" + "\r\n".join(lines))
        if screen.title or screen.icon_name:
            found.append(f"{name}: the title is {screen.title!r}")
        if screen.display[0].rstrip() != "first line" or screen.cursor.y != len(lines):
            found.append(f"{name}: the cursor wandered")
        if "Traceback" in text or "Something unexpected" in text:
            found.append(f"{name}: {text[-300:]}")
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDPLAN_CATALOG", str(tmp_path / "catalog.toml"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def faults_of(run: Run, folder: Path, line: str, form: str, payload: str) -> list[str]:
    lay_out(folder, payload)
    outcome = run(*words(line, payload, form))
    assert outcome.code in (0, 1, 2, 3, 4, 5, 6, 7), outcome
    return [f"{line} {form}: {fault}" for fault in faults(outcome, color=form.startswith("--color"))]


def test_every_command_is_among_them() -> None:
    assert {line.split()[0] for line in LINES} >= set(COMMANDS)


@pytest.mark.parametrize("line", LINES)
def test_no_attack_gets_through_in_any_form(run: Run, folder: Path, line: str) -> None:
    found = [fault for form in FORMS for fault in faults_of(run, folder, line, form, EVERYTHING)]
    assert found == []


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_alone_is_shown_and_does_nothing(run: Run, folder: Path, name: str) -> None:
    for line in ("plan", "status", "show p/exam", "add P", "profile show"):
        assert faults_of(run, folder, line, "--color always", ATTACKS[name]) == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(payload=PAYLOADS, line=st.sampled_from(LINES), form=st.sampled_from(FORMS))
def test_no_text_whatsoever_gets_through(run: Run, folder: Path, payload: str, line: str, form: str) -> None:
    assert faults_of(run, folder, line, form, payload) == []


def test_a_broken_file_is_quoted_without_what_steers(run: Run, folder: Path) -> None:
    lay_out(folder, "x")
    for text in (f"{EVERYTHING} = 1", f'a = "{EVERYTHING}', f"[{EVERYTHING}", f'[learner]\n"{EVERYTHING}" = 1\n'):
        (folder / "profile.toml").write_text(text, encoding="utf-8", newline="")
        for line in ("status", "profile check", "doctor", "undo", "profile history"):
            assert faults(run(*line.split()), color=False) == []
        (folder / "broken.toml").write_text(text, encoding="utf-8", newline="")
        assert faults(run("catalog", "check", "broken.toml"), color=False) == []


STAYING = ["status", "profile path", "profile check", "profile history", "set budget 5", "add exam", "know sql", "undo"]
STAYING += [
    "profile restore 1",
    "profile edit",
    "log p/course 5",
    "skip exam",
    "waive age --because x",
    "doctor",
    "paths",
]
STAYING += ["purge --dry-run", "init --no-input --force", "export profile --to D/x.csv", "remove sql", "plan --save x"]


@pytest.mark.skipif(sys.platform == "win32", reason="file names can't hold such characters there")
@pytest.mark.parametrize("line", STAYING)
def test_the_name_of_a_file_steers_no_terminal(
    folder: Path, line: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that came with an archive, say, in which the learner works."""
    lay_out(folder, "")
    hostile = folder / "".join(
        ATTACKS[n] for n in ("title", "title, C1", "clipboard", "cursor", "direction", "bell")
    ).replace("\0", "")
    hostile.mkdir()
    for name in ("profile.toml", "profile.toml.bak"):
        (folder / name).rename(hostile / name)
    monkeypatch.setenv("CREDPLAN_PROFILE", str(hostile / "profile.toml"))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    outcome = run(*(word.replace("D", str(hostile)) for word in line.split()), "--color", "never")
    assert outcome.code in (0, 3, 4), outcome
    assert faults(outcome, color=False) == []


def test_the_checks_find_fault_with_text_that_is_not_cleaned(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The un-cleaned renderer: `safe_text` lets everything through."""
    run("plan")  # loads the modules that are to be changed
    for module in [m for name, m in sys.modules.items() if name.startswith("credplan.")]:
        if hasattr(module, "safe_text"):
            monkeypatch.setattr(module, "safe_text", lambda text, limit=0: text)
    for line in ("plan", "show p/exam", "add P", "search P", "career show P", "profile show"):
        assert faults_of(run, folder, line, "", EVERYTHING), line
