"""The manual page: what the generator gives, complete, and clean in every formatter that is installed."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from conftest import ROOT
from credplan.cli.command_table import COMMANDS
from credplan.core import errors
from test_completion import generator

PAGE = ROOT / "man" / "credplan.1"


def test_the_page_is_what_the_help_texts_give() -> None:
    made = generator()
    assert made.PAGE == PAGE
    assert PAGE.read_text(encoding="utf-8") == made.page(), "python tools/generate.py brings it up to date"


def test_the_page_has_every_command_option_and_exit_code() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    for name, (_, _, options) in COMMANDS.items():
        assert f'.SS "credplan {name}' in text
        for option in options:
            assert f"\\fB{option}\\fR" in text
    status = text.partition(".SH EXIT STATUS")[2].partition(".SH")[0]
    codes = {value for name, value in vars(errors).items() if name.isupper() and isinstance(value, int)}
    assert {int(code) for code in re.findall(r"^\.B (\d+)$", status, re.MULTILINE)} == codes
    assert "CREDPLAN_PROFILE" in text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(".x", "\\&.x"), ("'x", "\\&'x"), ("a\\b", "a\\(rsb"), ("a-b", "a\\-b"), ('"', "\\(dq"), ("é", "\\[u00E9]")],
)
def test_no_text_is_taken_for_a_command_of_the_formatter(text: str, wanted: str) -> None:
    assert generator().roff(text) == wanted


@pytest.mark.parametrize(
    "line",
    [
        ["man", "--warnings", "-l", str(PAGE)],
        ["groff", "-ww", "-man", "-Tutf8", "-z", str(PAGE)],
        ["mandoc", "-Tlint", "-Wwarning", str(PAGE)],
    ],
    ids=lambda line: line[0],
)
def test_formatters_have_nothing_to_complain_about(line: list[str]) -> None:
    if shutil.which(line[0]) is None:
        pytest.skip(f"{line[0]} is not installed here")
    done = subprocess.run(line, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if (line[0] == "man" and "invalid option" in done.stderr + done.stdout) or "unrecognized option" in done.stderr:
        pytest.skip("this man knows neither --warnings nor -l")
    assert (done.returncode, done.stderr) == (0, "")
    if line[0] == "mandoc":
        assert done.stdout == ""
