"""What people expect of any command-line program, asked of every command: streams, colour, pager, pipes, signals.

The commands are the first examples of their own help texts, so a new command is asked as soon as it exists.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import ROOT, Outcome, process_environment
from credplan.cli.app import COMMANDS, run
from credplan.core import errors
from credplan.shell import encoding, terminal
from test_docs import _help_examples

Process = Callable[..., "subprocess.CompletedProcess[bytes]"]
Run = Callable[..., Outcome]

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals and no such signals there")

# A learner, an accent and an arrow among their words.
PROFILE = """\
schema = 1
[learner]
hours_per_week = 10
region = "US-TX"
name = "Zoë"
[[goal]]
name = "15-2051.01"
[[skill]]
id = "sql"
level = "beginner"
[[credential]]
id = "comptia/security-plus"
status = "earned"
earned = 2025-05-01
[[credential]]
id = "comptia/network-plus"
status = "in-progress"
note = "Core → exam … café"
[[plan]]
name = "main"
goal = "15-2051.01"
saved = 2026-11-01
cost = "165.00"
step = [{ credential = "microsoft/power-bi-data-analyst", route = "exam", start = 2026-11-24, finish = 2027-01-24, cost = "165.00" }]
"""
GROUPS = ("career", "catalog", "profile", "export")


def one_line_each() -> list[str]:
    """For every command and subcommand the first example of its help."""
    lines: dict[str, str] = {}
    for line in _help_examples():
        words = shlex.split(line, comments=True)[1:]
        if words[0] in COMMANDS and not words[-1].startswith(">"):
            lines.setdefault(" ".join(words[: 2 if words[0] in GROUPS else 1]), line)
    assert {name.partition(" ")[0] for name in lines} == set(COMMANDS)
    return list(lines.values())


LINES = one_line_each()


def arguments(line: str) -> list[str]:
    words = shlex.split(line.partition(" > ")[0].partition(" | ")[0], comments=True)[1:]
    return [*words, "--no-input"] if words == ["init"] else words


def keep_profile(path: Path) -> None:
    """The profile at its place as the program leaves it: readable by its owner alone, the version before beside it."""
    path.write_text(PROFILE, encoding="utf-8")
    path.chmod(0o600)
    backup = path.with_name(path.name + ".bak")
    backup.write_text("schema = 1\n", encoding="utf-8")
    backup.chmod(0o600)


@functools.cache
def a_proof() -> str:
    """What ``verify`` is shown."""
    from credplan.cli.app import run as run_command

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run_command(["plan", "phlebotomist", "--proof", "-"]) == errors.OK
    return out.getvalue()


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the profile in its place and an editor that only looks."""
    keep_profile(Path(os.environ["CREDPLAN_PROFILE"]))
    (tmp_path / "mycollege.toml").write_text('version = "1"\ndate = 2026-11-01\n', encoding="utf-8")
    (tmp_path / "other.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "proof.json").write_text(a_proof(), encoding="utf-8")
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def each_in_a_process(folder: Path, env: dict[str, str], **streams: object) -> dict[str, tuple[int, bytes, bytes]]:
    """Every line as a process of its own, each with a copy of the profile: exit code, stdout, stderr."""

    def start(pair: tuple[int, str]) -> tuple[str, tuple[int, bytes, bytes]]:
        number, line = pair
        own = folder / f"own-{number}"
        own.mkdir()
        words = arguments(line)
        if words[0] != "init":
            keep_profile(own / "profile.toml")
        for name in ("mycollege.toml", "other.toml", "proof.json"):
            (own / name).write_bytes((folder / name).read_bytes())
        environment = process_environment({**env, "CREDPLAN_PROFILE": str(own / "profile.toml")})
        done = subprocess.run(
            [sys.executable, "-m", "credplan", *words],
            env=environment,
            cwd=own,
            timeout=120,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},  # type: ignore[call-overload]
        )
        return line, (done.returncode, done.stdout or b"", done.stderr or b"")

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        return dict(pool.map(start, enumerate(LINES)))


# ---- colour -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "on_terminal", "choice", "wanted"),
    [
        ({}, True, "auto", True),
        ({}, False, "auto", False),
        ({"NO_COLOR": "1"}, True, "auto", False),
        ({"NO_COLOR": ""}, True, "auto", True),
        ({"TERM": "dumb"}, True, "auto", False),
        ({"CLICOLOR": "0"}, True, "auto", False),
        ({"CLICOLOR": "1"}, False, "auto", False),
        ({"FORCE_COLOR": "1"}, False, "auto", True),
        ({"FORCE_COLOR": "0"}, False, "auto", False),
        ({"CLICOLOR_FORCE": "1"}, False, "auto", True),
        ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, False, "auto", True),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, True, "auto", False),
        ({"NO_COLOR": "1", "TERM": "dumb"}, False, "always", True),
        ({"FORCE_COLOR": "1"}, True, "never", False),
    ],
)
def test_what_was_typed_beats_the_environment_and_that_the_terminal(
    environment: dict[str, str], on_terminal: bool, choice: str, wanted: bool
) -> None:
    assert terminal.color_wanted(environment, terminal=on_terminal, choice=choice) is wanted


@pytest.mark.parametrize(
    "words",
    [("careers",), ("plan", "data analyst"), ("gap", "data analyst"), ("show", "comptia/a-plus"), ("status",)],
    ids=" ".join,
)
def test_color_works_before_and_after_every_command_that_draws(words: tuple[str, ...], run: Run, learner: Path) -> None:
    after = run(*words, "--color", "always")
    assert "\x1b[" in after.out
    assert run("--color=always", *words) == run("--color", "always", *words) == after
    assert "\x1b" not in run(*words).out  # the choice ends with its run
    assert "\x1b" not in run(*words, "--color", "always", "--plain").out


def test_options_without_a_command_say_what_there_is(run: Run) -> None:
    assert run("--color", "never", "--help").out.startswith("Usage: credplan")
    assert "(catalog " in run("--no-pager", "--version").out
    alone = run("--no-pager")
    assert "credplan plan" in alone.out + alone.err


def test_color_of_another_name_is_a_usage_error(run: Run) -> None:
    wrong = run("careers", "--color", "blue")
    assert (wrong.code, wrong.out) == (errors.USAGE, "")
    assert "auto, always, never" in wrong.err


@pytest.mark.parametrize("line", LINES)
def test_every_command_takes_color_and_no_pager_and_says_so(line: str, run: Run) -> None:
    words = arguments(line)
    shown = run(*words[: 2 if words[0] in GROUPS else 1], "--help").out
    assert "--color WHEN" in shown
    assert "--no-pager" in shown
    assert "--dates FORM" in shown


# ---- days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "day"), [("short", "24 Nov 2026"), ("long", "24 November 2026"), ("iso", "2026-11-24")]
)
def test_days_are_written_as_was_asked(form: str, day: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    line = f"h a week from {day} "
    shown = run("plan", "data analyst", "--timeline", "--dates", form).out
    assert line in shown
    assert {"iso": "2027-01  ", "long": "Jan 2027  "}.get(form, "Jan 2027  ") in shown
    assert run("--dates", form, "plan", "data analyst").out == run("plan", "data analyst", f"--dates={form}").out
    monkeypatch.setenv("CREDPLAN_DATES", form)
    assert line in run("plan", "data analyst").out
    assert "24 Nov 2026" in run("plan", "data analyst", "--dates", "short").out
    page = run("export", "plan", "data analyst", "--to", "-", "--format", "md", "--dates", form).out
    assert f"Made on {day.replace('-', '-')}" in page.replace("\\-", "-")


def test_the_form_of_days_ends_with_its_run_and_leaves_values_alone(run: Run) -> None:
    usual = run("plan", "data analyst").out
    data = json.loads(run("plan", "data analyst", "--json", "--dates", "long").out)
    assert data["steps"][0]["start"] == "2026-11-24"
    assert run("plan", "data analyst").out == usual
    assert run("plan", "data analyst", "--csv", "--dates", "long").out == run("plan", "data analyst", "--csv").out


@pytest.mark.parametrize("words", [("--dates", "french"), ()])
def test_a_form_of_days_that_nobody_knows_is_a_usage_error(
    words: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not words:
        monkeypatch.setenv("CREDPLAN_DATES", "french")
    done = run("careers", *words)
    assert (done.code, done.out) == (errors.USAGE, "")
    assert "short, long, iso" in done.err
    assert ("--dates" in done.err) == bool(words)


# ---- pager --------------------------------------------------------------------------------------------------------

PAGES = (
    ("plan", "data analyst"),
    ("show", "comptia/a-plus"),
    ("careers",),
    ("career", "show", "phlebotomist"),
    ("search", ""),
)
MARKING = "sh -c 'cat; echo PAGED'"


def on_terminal(*words: str, rows: int = 10, **environment: str) -> tuple[int, str]:
    """What a terminal of that many rows is sent, stdout and stderr together, and the exit code."""
    import pexpect

    child = pexpect.spawn(
        sys.executable,
        ["-m", "credplan", *words],
        env=process_environment({"CREDPLAN_PAGER": MARKING, **environment}),
        dimensions=(rows, 80),
        timeout=60,
        encoding="utf-8",
    )
    shown = child.read()
    child.close()
    assert child.exitstatus is not None
    return child.exitstatus, shown


@POSIX
@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_a_long_screen_goes_through_the_pager(words: tuple[str, ...]) -> None:
    code, shown = on_terminal(*words)
    assert code == 0
    assert shown.count("PAGED") == 1


@POSIX
@pytest.mark.parametrize(
    ("words", "rows", "environment"),
    [
        (("careers", "--no-pager"), 10, {}),
        (("--no-pager", "careers"), 10, {}),
        (("careers", "--json"), 10, {}),
        (("careers", "--csv"), 10, {}),
        (("careers", "--plain"), 10, {}),
        (("careers", "nursing"), 40, {}),
        (("careers",), 10, {"TERM": "dumb"}),
        (("careers",), 10, {"CREDPLAN_PAGER": "cat"}),
        (("careers",), 10, {"CREDPLAN_PAGER": "", "PAGER": MARKING}),
    ],
)
def test_no_pager_where_none_is_wanted_or_needed(
    words: tuple[str, ...], rows: int, environment: dict[str, str]
) -> None:
    code, shown = on_terminal(*words, rows=rows, **environment)
    assert code == 0
    assert "Nursing" in shown
    assert "PAGED" not in shown


def test_nothing_piped_goes_through_a_pager(run_process: Process) -> None:
    assert b"PAGED" not in run_process("plan", "data analyst", env={"CREDPLAN_PAGER": MARKING}).stdout


@POSIX
@pytest.mark.parametrize(
    "pager", [MARKING, "head -n 1", "true", "false", "no-such-pager-anywhere", "sh -c 'kill $$'", "'"]
)
def test_the_pager_never_hides_the_exit_code(pager: str) -> None:
    code, _ = on_terminal("plan", "phlebotomist", "--budget", "300", CREDPLAN_PAGER=pager)
    assert code == errors.NO_PLAN


@POSIX
@pytest.mark.parametrize("pager", ["false", "no-such-pager-anywhere", "'"])
def test_a_pager_that_fails_hides_nothing(pager: str) -> None:
    code, shown = on_terminal("careers", CREDPLAN_PAGER=pager)
    assert code == 0
    assert "Business Intelligence Analysts" in shown


def test_the_pager_is_found_in_the_usual_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert terminal.pager_command({"CREDPLAN_PAGER": "most -s", "PAGER": "more"}) == ["most", "-s"]
    assert terminal.pager_command({"PAGER": "more"}) == ["more"]
    assert terminal.pager_command({}) == ["/bin/less"]
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert terminal.pager_command({}) == []


# ---- - for stdin and stdout ---------------------------------------------------------------------------------------

READS_PROFILE = (
    "status",
    "next",
    "plan",
    "gap",
    "profile show",
    "profile check",
    "export profile --to - --format json",
)


def piped(text: str | bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "credplan", *words],
        env=process_environment(),
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        timeout=120,
    )


@pytest.mark.parametrize("line", READS_PROFILE)
def test_a_profile_on_stdin_is_read_like_a_file(line: str) -> None:
    with tempfile.TemporaryDirectory() as folder:  # a short path: one that is broken at a line's end is not found
        file = Path(folder) / "other.toml"
        file.write_text(PROFILE, encoding="utf-8")
        by_file = piped("", *line.split(), "--profile", str(file))
    by_pipe = piped(PROFILE, *line.split(), "--profile", "-")
    assert by_file.returncode == by_pipe.returncode == 0, by_pipe.stderr
    told = " ".join(by_pipe.stdout.decode().split())
    assert told.replace(" - ABOUT", " FILE ABOUT").replace("-: no problems", "FILE: no problems") == (
        " ".join(by_file.stdout.decode().split()).replace(str(file), "FILE")
    )


def test_a_broken_profile_on_stdin_is_told_with_its_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("schema = 1\nx = [\n"))
    shown = run("status", "--profile", "-")
    assert shown.code == errors.INVALID
    assert "stdin has 1 problem" in shown.err
    assert "line 2" in shown.err


@pytest.mark.parametrize(
    "line",
    [
        "init --no-input",
        "add Security+",
        "remove sql",
        "know sql",
        "set region TX",
        "log Network+ 3",
        "skip Network+",
        "waive experience --because why",
        "plan 'data analyst' --save x",
        "profile edit",
    ],
)
def test_what_came_from_stdin_is_never_written(line: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PROFILE))
    shown = run(*shlex.split(line), "--profile", "-")
    assert (shown.code, shown.out) == (errors.USAGE, "")
    assert "can only be read" in shown.err
    assert "--profile FILE" in shown.err
    assert not Path("-").exists()
    assert not Path("-.lock").exists()


@POSIX
def test_a_terminal_is_no_profile() -> None:
    code, shown = on_terminal("status", "--profile", "-")
    assert code == errors.USAGE
    assert "nothing is piped into it" in shown


def test_a_catalog_goes_through_a_pipe_and_back(tmp_path: Path) -> None:
    out = piped("", "export", "catalog", "--to", "-", "--format", "json")
    assert (out.returncode, out.stderr) == (0, b"")
    back = piped(out.stdout, "catalog", "check", "-", "--json")
    assert (back.returncode, json.loads(back.stdout)["errors"]) == (0, 0)
    careers = piped(out.stdout, "careers", "--catalog", "-", "--csv")
    assert careers.stdout == piped("", "careers", "--csv").stdout
    toml = piped("version = 1\n", "catalog", "check", "-")
    assert toml.returncode == errors.INVALID
    assert b"stdin.toml" in toml.stderr


def test_stdin_is_one_thing_only() -> None:
    both = piped(PROFILE, "plan", "--profile", "-", "--catalog", "-")
    assert both.returncode == errors.USAGE
    assert b"both" in both.stderr


@pytest.mark.parametrize("what", ["plan", "profile", "catalog"])
def test_exports_to_stdout_need_a_format_and_say_nothing_else(what: str, run: Run, learner: Path) -> None:
    wrong = run("export", what, "--to", "-")
    assert (wrong.code, wrong.out) == (errors.USAGE, "")
    assert "--format" in wrong.err
    for name in ("json", "csv"):
        shown = run("export", what, "--to", "-", "--format", name)
        assert (shown.code, shown.err) == (errors.OK, "")
        assert shown.out
    assert not Path("-").exists()


# ---- pipes, signals, full disks -----------------------------------------------------------------------------------


@POSIX
def test_a_reader_that_leaves_at_once_is_no_error_for_any_command(learner: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = each_in_a_process(learner, {}, stdout=write_end)
    finally:
        os.close(write_end)
    for line, (code, _, err) in done.items():
        assert code == errors.OK, f"{line}: {code} {err!r}"
        assert b"Traceback" not in err, line
        assert b"BrokenPipe" not in err, line
        assert b"Errno" not in err, line


@POSIX
def test_nobody_listens_on_either_stream_and_the_code_still_counts(run_process: Process) -> None:
    for words, code in ((("plan", "data analyst"), 0), (("plan", "no such thing"), 2)):
        read_end, write_end = os.pipe()
        os.close(read_end)
        done = subprocess.run(
            [sys.executable, "-m", "credplan", *words],
            stdout=write_end,
            stderr=write_end,
            env=process_environment(),
            timeout=60,
        )
        os.close(write_end)
        assert done.returncode == code


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("line", LINES)
def test_every_command_ends_in_order_at_a_signal(
    line: str, number: int, run: Run, learner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def signalled(*_: object) -> None:
        os.kill(os.getpid(), number)
        time.sleep(10)

    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    monkeypatch.setattr("typer.core.TyperCommand.invoke", signalled)
    try:
        done = run(*arguments(line))
    finally:
        for n, handler in before.items():
            signal.signal(n, handler)
    assert done.out == ""
    assert (done.code, done.err) in ((130, "credplan: interrupted.\n"), (143, "credplan: terminated.\n"))
    assert done.code == 128 + number


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [("--version",), ("--help",), (), ("careers",), ("plan", "data analyst", "--json")])
def test_output_that_can_not_be_written_is_a_failure(words: tuple[str, ...], run_process: Process) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "credplan", *words], stdout=full, stderr=subprocess.PIPE, env=process_environment()
        )
    assert done.returncode == errors.UNEXPECTED
    assert b"could not be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def stuck(where: str, *words: str) -> subprocess.Popen[bytes]:
    """The program, sleeping where it calls ``module:name``; it says ``ready`` when it has come there."""
    module, _, name = where.partition(":")
    program = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"import sys, time, {module} as module\n"
        "def stuck(*_, **__):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        f"module.{name} = stuck\n"
        "from credplan.__main__ import main\n"
        f"sys.argv = ['credplan', *{words!r}]\n"
        "main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=process_environment()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


@POSIX
@pytest.mark.parametrize(
    ("number", "code", "line"),
    [(signal.SIGINT, 130, b"credplan: interrupted.\n"), (signal.SIGTERM, 143, b"credplan: terminated.\n")],
)
@pytest.mark.parametrize(
    "where", ["credplan.shell.disk:os.fsync", "credplan.shell.disk:replace", "credplan.shell.disk:exchange"]
)
def test_a_signal_in_the_middle_of_a_save_leaves_the_old_file_and_nothing_else(
    number: int, code: int, line: bytes, where: str, learner: Path
) -> None:
    profile = Path(os.environ["CREDPLAN_PROFILE"])
    process = stuck(where, "know", "python")
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, b"", line)
    assert profile.read_text(encoding="utf-8") == PROFILE
    assert not list(profile.parent.glob(".profile.toml*"))
    assert profile.with_name("profile.toml.bak").read_text(encoding="utf-8") == "schema = 1\n"


@POSIX
@pytest.mark.parametrize(
    "words", [("export", "catalog", "--to", "out.json"), ("export", "plan", "data analyst", "--to", "out.csv")]
)
def test_a_terminated_export_leaves_nothing_behind(words: tuple[str, ...], learner: Path) -> None:
    process = stuck("credplan.shell.export.files:os.replace", *words)
    before = {path.name for path in learner.iterdir() if not path.name.startswith(".out")}
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (errors.TERMINATED, b"credplan: terminated.\n")
    assert {path.name for path in learner.iterdir()} == before


# ---- legacy consoles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ascii", "cp1252", "latin-1", "cp437"])
@pytest.mark.parametrize("line", LINES)
def test_every_command_speaks_to_a_console_of_any_encoding(
    name: str, line: str, learner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = arguments(line)
    if words[0] == "init":
        Path(os.environ["CREDPLAN_PROFILE"]).unlink()
    streams = {n: io.TextIOWrapper(io.BytesIO(), encoding=name, newline="\n") for n in ("stdout", "stderr")}
    for stream, file in streams.items():
        monkeypatch.setattr(f"sys.{stream}", file)
    code = run(words)
    written = {}
    for stream, file in streams.items():
        file.flush()
        written[stream] = file.buffer.getvalue().decode(name)  # type: ignore[attr-defined]
    monkeypatch.undo()
    assert code in (errors.OK, errors.NO_PLAN), written["stderr"]
    assert "Encode" not in written["stderr"]
    if words[0] not in ("profile", "status", "show"):  # those show other people's words, whatever they hold
        assert "?" not in written["stdout"].replace("?", "", line.count("?")) or "://" in written["stdout"]


@POSIX
def test_every_command_works_in_the_c_locale(learner: Path) -> None:
    # Python would rescue itself into UTF-8 there; so does not every system, and what works without works with it.
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for line, (code, out, err) in each_in_a_process(learner, environment).items():
        assert code in (errors.OK, errors.NO_PLAN), f"{line}: {err.decode(errors='replace')}"
        assert b"Traceback" not in err, line
        assert out.isascii(), line


def test_the_c_locale_with_pythons_own_rescue(run_process: Process) -> None:
    for words in (("plan", "data analyst"), ("careers",), ("show", "caf\u00e9")):
        done = run_process(*words, env={"LC_ALL": "C"})
        assert done.returncode == (2 if words[0] == "show" else 0)
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("char", "ascii_for_it"),
    [
        ("é", "e"), ("Ł", "L"), ("ß", "ss"), ("—", "-"), ("–", "-"), ("→", "->"), ("…", "..."), ("·", "|"), ("’", "'"),
        ("“", '"'), ("─", "-"), ("│", "|"), ("┌", "+"), ("╬", "+"), ("█", "#"), ("€", "EUR"), ("\u00a0", " "),
        ("\u0301", ""), ("\u200b", ""), ("½", "1/2"), ("ﬁ", "fi"), ("漢", "?"), ("\udc80", "?"), ("™", "(TM)"),
    ],
)  # fmt: skip
def test_what_stands_for_a_character(char: str, ascii_for_it: str) -> None:
    assert encoding.instead(char) == ascii_for_it
    assert encoding.instead(char).isascii()


@pytest.mark.parametrize("name", ["ascii", "cp1252", "utf-16"])
def test_json_arrives_whole_on_any_console(name: str, run_process: Process, learner: Path) -> None:
    usual = run_process("profile", "show", "--json")
    assert "Zoë" in usual.stdout.decode()
    other = run_process("profile", "show", "--json", env={"PYTHONIOENCODING": name})
    assert json.loads(other.stdout.decode(name)) == json.loads(usual.stdout)
    assert json.loads(other.stdout.decode(name))["credential"][1]["note"] == "Core → exam … café"


# ---- questions ----------------------------------------------------------------------------------------------------


def test_questions_are_asked_in_one_place() -> None:
    asking = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in (
                "prompt",
                "confirm",
                "input",
                "getpass",
            ):
                asking.append(path.name)
    assert asking == ["asking.py", "record_init.py"], (
        "a new question needs a flag that answers it, and a row in ANSWERS"
    )


# Each question of init, by its first words, with the options that answer it.
ANSWERS = {
    "How many hours a week": ("--hours-per-week", "9"),
    "Which state": ("--region", "TX"),
    "What is the highest schooling": ("--education", "high-school"),
    "What is the most you can spend": ("--budget", "700"),
    "Where do you want to go": ("--goal", "data analyst"),
    "What do you hold": ("--hold", "Security+"),
}


@POSIX
def test_each_question_is_asked_on_a_terminal_unless_its_flag_answers_it() -> None:
    import pexpect

    def questions(*options: str) -> list[str]:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "credplan", "init", "--force", *options],
            env=process_environment(),
            dimensions=(40, 200),
            timeout=30,
            encoding="utf-8",
        )
        asked = []
        while True:
            index = child.expect_exact(["> ", pexpect.EOF])
            asked += [q for q in ANSWERS if q in child.before]
            if index == 1:
                child.close()
                assert child.exitstatus == 0
                return asked
            child.sendline("")

    assert questions() == list(ANSWERS)
    for question, options in ANSWERS.items():
        assert questions(*options) == [q for q in ANSWERS if q != question]
    assert questions(*(word for options in ANSWERS.values() for word in options)) == []
    assert questions("--no-input") == []


@POSIX
@pytest.mark.parametrize("redirected", ["< /dev/null", "2> /dev/null", "< /dev/null 2> /dev/null"])
def test_nothing_is_asked_where_it_could_not_be_seen_or_answered(redirected: str) -> None:
    import pexpect

    child = pexpect.spawn(
        "sh",
        ["-c", f"{shlex.quote(sys.executable)} -m credplan init {redirected}"],
        env=process_environment(),
        timeout=20,
        encoding="utf-8",
    )
    shown = child.read()
    child.close()
    assert child.exitstatus == 0
    assert "Six questions" not in shown


@POSIX
def test_no_other_command_waits_for_an_answer_on_a_terminal(learner: Path) -> None:
    for line in LINES:
        words = arguments(line)
        if words[0] == "init":
            continue
        began = time.monotonic()
        code, shown = on_terminal(*words, CREDPLAN_PAGER="cat", EDITOR="true")
        Path(os.environ["CREDPLAN_PROFILE"]).write_text(PROFILE, encoding="utf-8")
        assert code in (errors.OK, errors.NO_PLAN), shown
        assert time.monotonic() - began < 30


# ---- progress -----------------------------------------------------------------------------------------------------


def screen_of(program: str, **environment: str) -> tuple[str, list[str]]:
    """What a terminal was sent by a program, and what is left to see on it."""
    import pexpect
    import pyte

    child = pexpect.spawn(
        sys.executable,
        ["-c", program],
        env=process_environment(environment),
        dimensions=(10, 40),
        timeout=30,
        encoding="utf-8",
    )
    sent = child.read()
    child.close()
    screen = pyte.Screen(40, 10)
    pyte.Stream(screen).feed(sent)
    return sent, [line.rstrip() for line in screen.display if line.strip()]


PROGRESS = """
import sys, time
from credplan.shell.render.progress import progress
try:
    with progress("Reading a long name that is wider than this screen is"):
        time.sleep({seconds})
        {then}
except KeyError:
    pass
print("done")
"""


@POSIX
@pytest.mark.parametrize("then", ["pass", "raise KeyError"])
def test_progress_shows_after_half_a_second_and_leaves_nothing(then: str) -> None:
    sent, left = screen_of(PROGRESS.format(seconds=1.2, then=then))
    assert "Reading a long name" in sent
    assert left == ["done"]


@POSIX
@pytest.mark.parametrize(("seconds", "environment"), [(0.1, {}), (0.9, {"TERM": "dumb"})])
def test_progress_is_silent_when_quick_or_on_a_dumb_terminal(seconds: float, environment: dict[str, str]) -> None:
    sent, _ = screen_of(PROGRESS.format(seconds=seconds, then="pass"), **environment)
    assert sent == "done\r\n"


def test_progress_writes_nothing_into_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRESS.format(seconds=0.8, then="pass")],
        env=process_environment(),
        capture_output=True,
    )
    assert (done.stdout.strip(), done.stderr) == (b"done", b"")


@POSIX
def test_a_slow_catalog_is_said_to_be_read() -> None:
    program = (
        "import sys, time, credplan.shell.catalog_index as index\n"
        "read = index.open_catalog\n"
        "index.open_catalog = lambda paths: (time.sleep(0.8), read(paths))[1]\n"
        "from credplan.__main__ import main\n"
        "sys.argv = ['credplan', 'catalog', 'info']\n"
        "main()\n"
    )
    sent, left = screen_of(program)
    assert "Reading the catalog" in sent
    assert any(line.startswith("unknown prices") for line in left)
