"""The program as a process: what comes before and around every command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome, process_environment
from credplan import __version__
from credplan.cli.app import COMMANDS

Process = Callable[..., "subprocess.CompletedProcess[bytes]"]
Run = Callable[..., Outcome]

PLAN = ("plan", "data analyst")


def test_version_names_program_and_catalog_date(run: Run, run_process: Process) -> None:
    quick = run_process("--version")
    assert quick.returncode == 0
    assert quick.stdout.decode().startswith(f"credplan {__version__} (catalog 20")
    assert quick.stderr == b""
    assert run("--version", "plan").out == quick.stdout.decode()


def test_bare_command_says_in_five_lines_what_to_do_first(run_process: Process) -> None:
    bare = run_process()
    lines = bare.stdout.decode().splitlines()
    assert bare.returncode == 0
    assert len(lines) == 5
    assert all(len(line) <= 80 for line in lines)
    assert 'credplan plan "data analyst"' in bare.stdout.decode()


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command_and_is_the_same_by_both_doors(option: str, run: Run, run_process: Process) -> None:
    quick = run_process(option)
    assert quick.returncode == 0
    text = quick.stdout.decode()
    assert all(len(line) <= 80 for line in text.splitlines())
    for command in COMMANDS:
        assert f"  {command} " in text
    # Typer's own door prints the same words, for those who come by another way than `__main__`.
    assert run(option).out.strip() == text.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_shows_an_example(command: str, run: Run) -> None:
    shown = run(command, "--help")
    assert shown.code == 0
    assert f"credplan {command}" in shown.out.partition("Examples:")[2] or f"Usage: credplan {command} " in shown.out
    assert "\\b" not in shown.out
    assert "Examples:" in shown.out or "Commands:" in shown.out


def test_unknown_command_is_a_usage_error_with_the_nearest_names(run: Run) -> None:
    wrong = run("plam", "data analyst")
    assert wrong.code == 2
    assert wrong.out == ""
    assert "Did you mean plan?\n" in wrong.err
    assert "See: credplan --help" in wrong.err
    assert "Did you mean" not in run("xyzzy").err


def test_a_career_without_show_is_answered_with_the_whole_command(run: Run) -> None:
    wrong = run("career", "nursing", "assistant")
    assert (wrong.code, wrong.out) == (2, "")
    assert "Try: credplan career show nursing assistant\n" in wrong.err


@pytest.mark.parametrize("group", ["career", "catalog", "profile", "export"])
def test_a_bare_group_shows_its_commands_once(group: str, run: Run) -> None:
    bare = run(group)
    assert (bare.code, bare.out) == (2, "")
    assert bare.err.startswith(f"Usage: credplan {group}")
    assert "See: " not in bare.err


@pytest.mark.parametrize(
    ("arguments", "where"),
    [(("add", "a+", "--earned"), "credplan add --help"), (("export", "plan", "--to"), "credplan export plan --help")],
)
def test_an_option_without_its_value_says_whose_it_is(arguments: tuple[str, ...], where: str, run: Run) -> None:
    wrong = run(*arguments)
    assert (wrong.code, wrong.out) == (2, "")
    assert f"See: {where}\n" in wrong.err


def test_unknown_option_is_a_usage_error_with_a_way_out(run: Run) -> None:
    wrong = run(*PLAN, "--chepest")
    assert (wrong.code, wrong.out) == (2, "")
    assert "--cheapest" in wrong.err


@pytest.mark.parametrize(
    "arguments", [PLAN, ("plan", "data analyst", "--json"), (), ("--help",), ("--version",), ("plan", "--help")]
)
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE there")
def test_a_reader_that_leaves_early_is_no_error(arguments: tuple[str, ...]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = subprocess.run(
        [sys.executable, "-m", "credplan", *arguments],
        stdout=write_end,
        stderr=subprocess.PIPE,
        env=process_environment(),
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    os.close(write_end)
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise there")
@pytest.mark.parametrize("where", ["credplan.shell.catalog_index.open_catalog", "credplan.cli.app.run"])
def test_ctrl_c_ends_with_130_and_one_line(where: str) -> None:
    module, _, function = where.rpartition(".")
    program = (
        # A shell that started the tests in the background may have told its children to ignore the signal.
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"import sys, time, {module} as module\n"
        "def stuck(*_):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        f"module.{function} = stuck\n"
        "from credplan.__main__ import main\n"
        "sys.argv = ['credplan', 'plan', 'data analyst']\n"
        "main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=process_environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"credplan: interrupted.\n")


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b1A\x08\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", HOSTILE),
        (HOSTILE,),
        ("plan", f"--{HOSTILE}"),
        ("search", HOSTILE),
        ("show", HOSTILE),
        ("career", "show", HOSTILE),
        ("plan", "data analyst", "--budget", HOSTILE),
        ("plan", "data analyst", "--region", HOSTILE),
        ("plan", "data analyst", "--by", HOSTILE),
        ("plan", "data analyst", "--without", HOSTILE),
        ("plan", "data analyst", "--profile", HOSTILE),
        ("plan", "data analyst", "--catalog", HOSTILE),
        ("gap", HOSTILE),
    ],
    ids=lambda arguments: " ".join(a if a.isprintable() else "HOSTILE" for a in arguments),
)
def test_arguments_cannot_move_the_cursor_or_name_the_window(arguments: tuple[str, ...], run: Run) -> None:
    import pyte

    shown = run(*arguments)
    text = shown.out + shown.err
    assert shown.code in (0, 2, 4, 5)
    assert not any(ord(char) < 32 and char not in "\n\t" for char in text)
    assert not {"\x7f", "\x9b", "\u202e"} & set(text)
    screen = pyte.Screen(200, 60)
    screen.title = "credplan"
    pyte.Stream(screen).feed("first line\r\n" + text.replace("\n", "\r\n"))
    assert screen.title == "credplan"
    assert screen.display[0].startswith("first line")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [PLAN, ("plan", "data analyst", "--json"), ("careers",), ("show", "caf\u00e9 \u6f22")],
    ids=" ".join,
)
def test_a_console_of_any_encoding_shows_what_it_can(
    encoding: str, arguments: tuple[str, ...], run_process: Process
) -> None:
    shown = run_process(*arguments, env={"PYTHONIOENCODING": encoding})
    assert shown.returncode == (2 if arguments[0] == "show" else 0), shown.stderr
    assert b"Traceback" not in shown.stderr
    assert b"UnicodeEncodeError" not in shown.stderr
    assert shown.stdout or shown.stderr


def test_no_colour_is_written_to_a_pipe(run_process: Process) -> None:
    for environment in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b" not in run_process(*PLAN, env=environment).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_follows_the_terminal_and_no_color(environment: dict[str, str], coloured: bool) -> None:
    import pexpect

    child = pexpect.spawn(
        sys.executable,
        ["-m", "credplan", *PLAN],
        env=process_environment({**environment, "COLUMNS": "80"}),
        dimensions=(60, 80),
        timeout=120,
    )
    shown = child.read()
    child.close()
    assert child.exitstatus == 0
    assert (b"\x1b[" in shown) is coloured


def test_options_may_stand_before_the_command(run: Run, tmp_path: Path) -> None:
    usual = run(*PLAN, "--today", "2027-01-04", "--json")
    assert run("--today", "2027-01-04", *PLAN, "--json") == usual
    assert run("--today=2027-01-04", *PLAN, "--json") == usual
    missing = str(tmp_path / "missing.toml")
    assert run("--profile", missing, *PLAN).code == 5
    assert run("--catalog", missing, "catalog", "info").code == 5
    assert run("--catalog", missing, "career", "show", "nurse").code == 5


def test_the_same_question_gives_the_same_bytes_in_every_process(run_process: Process) -> None:
    answers = {
        run_process(*PLAN, "--json", env={"PYTHONHASHSEED": seed, "CREDPLAN_CACHE": cache}).stdout
        for seed, cache in (("0", "/dev/null/none"), ("1", os.environ["CREDPLAN_CACHE"]), ("2", "/dev/null/none"))
    }
    assert len(answers) == 1


def test_a_bug_is_one_message_with_exit_1_and_a_traceback_only_when_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted \x1b[31m")

    monkeypatch.setattr("credplan.shell.catalog_index.open_catalog", broken)
    shown = run(*PLAN)
    assert (shown.code, shown.out) == (1, "")
    assert "ZeroDivisionError" in shown.err
    assert "\x1b" not in shown.err
    monkeypatch.setenv("CREDPLAN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(*PLAN)
