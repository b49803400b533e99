"""No line of any screen is longer than the terminal is wide: every command, through a pseudo-terminal."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from credplan.core.text import folded
from test_conventions import LINES, arguments, keep_profile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")

# Beside the first example of every command: remarks, lists, errors and hints that those do not reach.
MORE = """
credplan
credplan --version
credplan --help
credplan explain
credplan show "data analyst"
credplan show javascript
credplan show --skill javascript
credplan show sql
credplan show zzzzz
credplan show security+
credplan career show "nursing assistants"
credplan careers
credplan careers --no-degree --under 1000
credplan careers zzzz
credplan search data analyst
credplan search security
credplan search SY0-701
credplan search free sql
credplan search zzzz
credplan search cloud --max-price 150 --max-hours 100
credplan search --field nowhere
credplan plan
credplan plan phlebotomist --region US-TX
credplan plan "data analyst" --online
credplan plan "data analyst" --budget 100
credplan plan "data analyst" --budget 100 --by 2026-12-24
credplan plan "data analyst" --free --accredited
credplan plan cissp
credplan plan network
credplan plan "data analyst" --provider coursera
credplan plan "data analyst" --region Germny
credplan plan "data analyst" --nothing
credplan plan "data analyst" --save second
credplan gap "data analyst"
credplan gap comptia/a-plus
credplan compare comptia/a-plus google/it-support
credplan add "Security+"
credplan add "Network+" --earned tomorrow
credplan add mcse --earned 2012-01-01
credplan know sql expert
credplan set circumstances wizard
credplan set budgit 5
credplan set budget none
credplan skip "Network+"
credplan waive experience --because "long story"
credplan remove nothing
credplan log "Network+" 3
credplan next
credplan status
credplan renewals --years 10
credplan doctor
credplan paths
credplan catalog check
credplan catalog info
credplan profile check
credplan export plan
credplan undo
credplan completion
credplan plann
credplan plan --help
credplan search --help
credplan career show --help
""".strip().splitlines()


def sent(words: list[str], width: int, folder: Path) -> str:
    """What a terminal of that width is sent by a command, stdout and stderr together."""
    import fcntl
    import struct
    import termios

    folder.mkdir()
    keep_profile(folder / "profile.toml")
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    child = os.fork()  # not a new process: all modules are loaded already
    if child == 0:
        os.close(ours)
        _become_the_command(words, theirs, folder)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # EIO: the other end is closed
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    os.waitpid(child, 0)
    return shown.decode()


def _become_the_command(words: list[str], terminal: int, folder: Path) -> NoReturn:
    from credplan.__main__ import _run

    code = 99
    try:
        os.login_tty(terminal)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - until the end
        os.chdir(folder)
        del os.environ["COLUMNS"]
        new = "none.toml" if words[:1] == ["init"] else "profile.toml"
        os.environ |= {"CREDPLAN_PROFILE": str(folder / new), "CREDPLAN_PAGER": "cat", "EDITOR": "true"}
        code = _run(words)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


SCRIPTS = ("completion", "export schema", "profile schema", "profile show")
"""What they print is a file's own text, for a shell, an editor or the learner."""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def too_long(shown: str, width: int) -> list[str]:
    """The lines that are longer than the terminal, but for one word that can't be broken, or a command for copying."""
    lines = [line.rpartition("\r")[2].rstrip() for line in ESCAPES.sub("", shown).replace("\r\n", "\n").split("\n")]
    return [
        line
        for line in lines
        if len(line) > width and " " in line.strip() and not re.fullmatch(r" *credplan (?! )(\S+ ?)+[^ .]", line)
    ]


@pytest.mark.parametrize("width", [60, 80])
def test_no_line_of_any_command_is_longer_than_the_terminal_is_wide(width: int, tmp_path: Path) -> None:
    asked = (*LINES, *(MORE if width == 60 else ()))  # what folds for the narrower folds for the wider
    lines = [line for line in asked if not line.startswith(tuple(f"credplan {name}" for name in SCRIPTS))]

    def overrun(pair: tuple[int, str]) -> list[str]:
        number, line = pair
        shown = sent(arguments(line), width, tmp_path / str(number))
        assert shown.strip(), line
        return too_long(shown, width)

    found = dict(zip(lines, map(overrun, enumerate(lines)), strict=True))
    assert {line: rows for line, rows in found.items() if rows} == {}


def test_what_is_too_long_is_seen() -> None:
    assert too_long("one two three\r\n", 8) == ["one two three"]
    assert too_long("\x1b[1mone two\x1b[0m\r\nhttps://example.org/page\r\n  credplan show comptia/a-plus\r\n", 8) == []
    assert too_long("credplan plans the best way to a career.", 20) == ["credplan plans the best way to a career."]


@pytest.mark.parametrize(
    ("width", "text", "folded_text"),
    [
        (16, "short", "short"),
        (16, "one two three four", "one two three\nfour"),
        (16, "  one two three four", "  one two three\n    four"),
        (26, "  ab  one two three four five", "  ab  one two three four\n      five"),
        (22, "  a/long-word  one two three", "  a/long-word\n      one two three"),
        (16, "https://example.org/a/page", "https://example.org/a/page"),
        (16, "About it: credplan show sql", "About it:\n  credplan show sql"),
        (16, "Also: credplan show x, or credplan plan x", "Also:\n  credplan show x, or\n  credplan plan x"),
        (16, "credplan compare one/two three/four", "credplan compare one/two three/four"),
        (16, "credplan shows it. It is so.", "credplan shows\nit. It is so."),
        (16, "  [1] A page: https://example.org/a (x)", "  [1] A page:\n      https://example.org/a\n      (x)"),
    ],
)
def test_long_lines_are_folded_between_words_and_commands_stay_whole(width: int, text: str, folded_text: str) -> None:
    assert folded(text, width) == folded_text
    assert folded(text, 200) == text
