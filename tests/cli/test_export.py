"""``export``: what a learner takes to the desk, the mailbox and the spreadsheet, and what each option says when it can't."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from credplan.core import errors

Run = Callable[..., Outcome]
GOAL = ("phlebotomist", "--region", "CA")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "start"),
    [("plan.html", b"<!doctype html>"), ("plan.htm", b"<!doctype html>"), ("plan.md", b"# Plan: Phlebotomists\n")],
)
def test_a_page_is_written_by_the_files_name(name: str, start: bytes, run: Run, here: Path) -> None:
    done = run("export", "plan", *GOAL, "--to", name)
    assert (done.code, done.out) == (errors.OK, "")
    assert done.err == f"Written to {name}.\n"
    assert (here / name).read_bytes().startswith(start)
    again = run("export", "plan", *GOAL, "--to", name)
    assert again.code == errors.USAGE
    assert "--force" in again.err


def test_a_pdf_goes_to_a_file_or_a_pipe(run: Run, here: Path, run_process: Callable[..., object]) -> None:
    pytest.importorskip("typst", reason="the typst package has no wheel for this machine")
    assert run("export", "plan", *GOAL, "--to", "plan.pdf").code == errors.OK
    content = (here / "plan.pdf").read_bytes()
    assert content.startswith(b"%PDF-1.")
    assert content.rstrip().endswith(b"%%EOF")
    piped = run_process("export", "plan", *GOAL, "--to", "-", "--format", "pdf")
    assert piped.stdout == content  # type: ignore[attr-defined]


def media(path: Path) -> str:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (pip install -e '.[dev]' brings it)")
    pytest.importorskip("typst", reason="the typst package has no wheel for this machine")
    box = pypdf.PdfReader(path).pages[0].mediabox
    return {(595, 842): "a4", (612, 792): "letter"}[(round(box.width), round(box.height))]


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ((), "letter"),
        (("--region", "CA"), "letter"),
        (("--region", "DE"), "letter"),  # Delaware
        (("--region", "GB"), "a4"),
        (("--paper", "a4"), "a4"),
        (("--region", "GB", "--paper", "Letter"), "letter"),
    ],
)
def test_the_paper_is_the_usual_one_unless_said(options: tuple[str, ...], size: str, run: Run, here: Path) -> None:
    pytest.importorskip("typst", reason="the typst package has no wheel for this machine")
    assert run("export", "plan", "comptia/a-plus", *options, "--to", "p.pdf").code == errors.OK
    assert media(here / "p.pdf") == size


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "x.html", "--large-print"), "--large-print is for PDF"),
        (("--to", "x.csv", "--grayscale"), "--grayscale is for PDF"),
        (("--to", "x.md", "--paper", "a4"), "--paper is for PDF"),
        (("--to", "x.pdf", "--paper", "a5"), "--paper 'a5' is not known"),
        (("--to", "x.docx"), "'docx' is not a format"),
        (("--to", "x"), "does not say which format"),
    ],
)
def test_what_can_not_be_written_is_said_before_anything_is(
    words: tuple[str, ...], said: str, run: Run, here: Path
) -> None:
    done = run("export", "plan", *GOAL, *words)
    assert (done.code, done.out) == (errors.USAGE, "")
    assert said in done.err
    assert list(here.glob("x*")) == []


@pytest.mark.parametrize("what", ["catalog", "renewals", "profile"])
def test_only_a_plan_is_a_page(what: str, run: Run, here: Path) -> None:
    done = run("export", what, "--to", "x.pdf")
    assert done.code == errors.USAGE
    assert "pdf is no format for this" in done.err


def test_a_no_is_a_page_with_what_would_have_to_change(run: Run, here: Path) -> None:
    done = run("export", "plan", *GOAL, "--budget", "300", "--to", "plan.md")
    assert done.code == errors.NO_PLAN
    assert "No plan fits" in done.err
    text = (here / "plan.md").read_text(encoding="utf-8")
    assert "## The least that would have to change" in text
    assert "By law" in text


def test_without_typst_a_page_to_print_is_written_instead(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    done = run("export", "plan", *GOAL, "--to", "plan.pdf")
    assert done.code == errors.OK
    assert "A PDF needs the typst package" in done.err
    assert done.err.endswith("Written to plan.html.\n")
    assert [p.name for p in here.glob("plan*")] == ["plan.html"]
    piped = run("export", "plan", *GOAL, "--to", "-", "--format", "pdf")
    assert piped.code == errors.MISSING
    assert "--format html" in piped.err


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_same_question_gives_the_same_bytes(form: str, run: Run) -> None:
    words = ("export", "plan", *GOAL, "--to", "-", "--format", form)
    first = run(*words)
    assert (first.code, first.err) == (errors.OK, "")
    assert first.out == run(*words).out


def test_the_page_says_how_to_ask_again(run: Run) -> None:
    page = run("export", "plan", "data analyst", "--budget", "900", "--fastest", "--to", "-", "--format", "md").out
    assert 'Made by: credplan plan "data analyst" --budget 900 --fastest' in page


# ---- calendars ----------------------------------------------------------------------------------------------------


def events(path: Path) -> list[tuple[str, str, bool]]:
    """(title, first day or hour, whether it repeats) of every entry."""
    from icalendar import Calendar

    found = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return [(str(e["summary"]), str(e.decoded("dtstart")), "rrule" in e) for e in found]


def test_a_calendar_has_study_in_the_hours_of_the_option_or_the_profile(run: Run, here: Path) -> None:
    done = run("export", "plan", *GOAL, "--to", "plan.ics", "--study", "Mon Wed 18-20, Sat 9-13")
    assert (done.code, done.err) == (errors.OK, "Written to plan.ics.\n")
    first = events(here / "plan.ics")
    assert ("Study: Phlebotomy programme near you", "2026-11-25 18:00:00", True) in first
    assert run("init", "--no-input", "--region", "CA").code == errors.OK
    assert run("set", "study-times", "Mon Wed 18-20, Sat 9-13").code == errors.OK
    assert run("export", "plan", "phlebotomist", "--to", "own.ics").code == errors.OK
    assert events(here / "own.ics") == first


def test_a_calendar_without_hours_says_how_to_have_them(run: Run, here: Path) -> None:
    done = run("export", "plan", *GOAL, "--to", "plan.ics")
    assert done.code == errors.OK
    assert "credplan set study-times" in done.err
    assert ("Study: Phlebotomy programme near you", "2026-11-24", False) in events(here / "plan.ics")


def test_hours_that_do_not_fit_are_told(run: Run, here: Path) -> None:
    done = run("export", "plan", *GOAL, "--to", "plan.ics", "--study", "Mon 18-19")
    assert "h of Phlebotomy programme near you do not fit into your study times" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "x.ics", "--study", "evenings"), "--study: expected days and hours"),
        (("--to", "x.csv", "--study", "Mon 18-20"), "--study is for calendars"),
    ],
)
def test_study_that_can_not_be_used_is_said(words: tuple[str, ...], said: str, run: Run, here: Path) -> None:
    done = run("export", "plan", *GOAL, *words)
    assert done.code == errors.USAGE
    assert said in done.err
    assert list(here.glob("x*")) == []


def test_a_profile_whose_study_times_overlap_is_refused_with_its_line(run: Run, here: Path) -> None:
    lines = 'schema = 1\n[learner]\nstudy_times = ["Mon 18:00-20:00", "Mon 19:00-21:00"]\n'
    (here / "profile.toml").write_text(lines, encoding="utf-8")
    done = run("export", "plan", *GOAL, "--to", "x.ics")
    assert done.code == errors.INVALID
    assert "line 3" in done.err
    assert "two blocks on Mon overlap" in done.err


def test_renewals_are_a_calendar_with_three_reminders(run: Run, here: Path) -> None:
    assert run("init", "--no-input").code == errors.OK
    assert run("add", "Security+", "--earned", "2025-05-01").code == errors.OK
    assert run("export", "renewals", "--to", "renewals.ics").code == errors.OK
    text = (here / "renewals.ics").read_text(encoding="utf-8")
    renewal, *_ = [part for part in text.split("BEGIN:VEVENT") if "SUMMARY:Renew" in part]
    assert [f"TRIGGER:-P{n}D" in renewal for n in (90, 30, 7)] == [True] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="it takes links and devices")
def test_a_link_stays_a_link_and_a_device_a_device(run: Run, here: Path) -> None:
    """Nothing but a file is replaced: not /dev/null, if it is root who exports."""
    assert run("init", "--no-input").code == errors.OK
    (here / "kept.csv").write_text("old\n")
    (here / "link.csv").symlink_to("kept.csv")
    assert run("export", "profile", "--to", "link.csv", "--force").code == errors.OK
    assert (here / "link.csv").is_symlink()
    assert (here / "kept.csv").read_text() != "old\n"
    (here / "nothing.csv").symlink_to("/dev/null")
    assert run("export", "profile", "--to", "nothing.csv", "--force").code == errors.OK
    assert Path("/dev/null").is_char_device()
    assert (here / "nothing.csv").is_symlink()
    (here / "full.csv").symlink_to("/dev/full")
    full = run("export", "profile", "--to", "full.csv", "--force")
    assert full.code == errors.UNEXPECTED or not Path("/dev/full").exists()
    assert "full.csv could not be written: No space left on device" in full.err
