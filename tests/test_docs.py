"""README and help texts against the program: what they show is what it prints, and every command in them runs.

``python tests/test_docs.py --update`` writes the program's own output into README's marked blocks.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from credplan.cli.app import COMMANDS, run
from credplan.core import errors

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))

# <!-- output: COMMAND --> and the code block after it: `$ COMMAND` and what it prints on stdout.
BLOCK = re.compile(r"<!-- output: (?P<command>.+?) -->\n```\w*\n(?P<text>.*?)```\n", re.DOTALL)
USUAL_PROFILE = "~/.config/credplan/profile.toml"

GROUPS = ("career", "catalog", "profile", "export")

# Examples of help texts that can't be run as they stand, and why.
NOT_RUN: dict[str, str] = {}


def readme() -> str:
    return README.read_text(encoding="utf-8")


def execute(command: str, folder: Path) -> tuple[int, str, str]:
    """Run ``credplan … [| filter]`` in this process, in ``folder``; exit code, stdout and stderr."""
    words, _, rest = command.partition(" | ")
    arguments = shlex.split(words.partition(" > ")[0], comments=True)
    assert arguments.pop(0) == "credplan"
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    text = out.getvalue()
    if rest:
        done = subprocess.run(["bash", "-c", rest], input=text, capture_output=True, text=True, check=True)
        text = done.stdout
    return code, text.replace(os.environ["CREDPLAN_PROFILE"], USUAL_PROFILE), err.getvalue()


def rewritten(text: str, folder: Path) -> str:
    """README with every marked block holding what its command prints now; one profile serves them all, in order."""

    def block(match: re.Match[str]) -> str:
        code, out, err = execute(match["command"], folder)
        assert code in (errors.OK, errors.NO_PLAN), f"{match['command']}: exit {code}\n{err}"
        whole = match[0]
        begin, end = match.start("text") - match.start(), match.end("text") - match.start()
        lines = [f"$ {match['command']}", *(line.rstrip() for line in out.splitlines())]
        return whole[:begin] + "\n".join(lines) + "\n" + whole[end:]

    return BLOCK.sub(block, text)


def test_readme_shows_what_the_program_prints(tmp_path: Path) -> None:
    text = readme()
    assert BLOCK.search(text)
    assert rewritten(text, tmp_path) == text, "python tests/test_docs.py --update brings README up to date"


def test_readme_gives_two_commands_of_one_line_and_ci_runs_them() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for mark, ending in (("run", '.venv/bin/credplan plan "data analyst"'), ("test", ".venv/bin/pytest")):
        (command,) = re.findall(rf"^<!-- {mark} -->\n```\w*\n(.*?)```$", readme(), re.DOTALL | re.MULTILINE)
        assert command.count("\n") == 1
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert command.strip().endswith(ending)
        assert f"readme_command {mark}" in ci


@functools.cache
def _help_examples() -> tuple[str, ...]:
    """Every line that begins with ``credplan`` in a help text, those of groups' commands included."""
    found = []
    doors = [(command,) for command in COMMANDS]
    while doors:
        door = doors.pop(0)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert run([*door, "--help"]) == errors.OK
        text = out.getvalue()
        found += re.findall(r"^ +(credplan .*?)(?: {2,}.*)?$", text, re.MULTILINE)  # a remark may stand beside it
        if "\nCommands:\n" in text and len(door) == 1:
            names = re.findall(r"^  ([a-z-]+)(?:  |$)", text.partition("\nCommands:\n")[2], re.MULTILINE)
            doors += [(*door, name) for name in names]
    return tuple(dict.fromkeys(found))


def _readme_commands() -> Iterator[str]:
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", readme(), re.DOTALL):
        for line in block.splitlines():
            _, _, command = line.rpartition(".venv/bin/") if ".venv/bin/credplan" in line else ("", "", line)
            command = command.removeprefix("uv run ").removeprefix("pipx run --spec . ")
            if command.startswith("credplan "):
                yield command


LEARNER = (
    'credplan init --no-input --hours-per-week 10 --region US-TX --budget 900 --goal "data analyst"',
    'credplan add "Security+" --earned 2025-05-01',
    'credplan add "Google Data Analytics" --in-progress',
    'credplan add "Network+" --planned',
    "credplan know sql",
    'credplan plan "data analyst" --save main',
)


@pytest.fixture
def learner(tmp_path: Path) -> Path:
    """A folder with a learner's profile in place: something held, something begun, a plan kept."""
    for command in LEARNER:
        code, _, err = execute(command, tmp_path)
        assert code == errors.OK, f"{command}\n{err}"
    return tmp_path


def test_every_example_of_the_help_texts_runs(learner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _all_run(_help_examples(), learner, monkeypatch)


def test_every_command_of_the_readme_runs(learner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = tuple(_readme_commands())
    assert len(commands) > 10
    _all_run(commands, learner, monkeypatch)


def _all_run(commands: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each from the same profile; a usage error, a missing name or file, or anything unexpected fails."""
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    profile = Path(os.environ["CREDPLAN_PROFILE"])
    before = profile.read_bytes()
    (folder / "other.toml").write_bytes(before)
    (folder / "mycollege.toml").write_text('version = "1"\ndate = 2026-11-01\n', encoding="utf-8")
    failed = []
    for command in commands:
        if command in NOT_RUN:
            continue
        if command.startswith("credplan init"):
            profile.unlink(missing_ok=True)
        code, _, err = execute(command, folder)
        profile.write_bytes(before)
        if code not in (errors.OK, errors.NO_PLAN):
            failed.append(f"{command}: exit {code}: {err.strip()}")
    assert not failed, "\n".join(failed)


def test_readme_lists_the_exit_codes_of_the_program() -> None:
    codes = {value for name, value in vars(errors).items() if name.isupper() and isinstance(value, int)}
    table = readme().partition("## Exit codes")[2].partition("\n## ")[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == codes


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_readme_or_docs(command: str) -> None:
    everything = readme() + "".join(path.read_text(encoding="utf-8") for path in DOCS)
    shown = "\n".join(re.findall(r"`[^`\n]+`|^(?:\$ )?credplan .*$", everything, re.MULTILINE))
    assert re.search(rf"(credplan |`){command}\b", shown)


def test_links_between_documents_lead_somewhere() -> None:
    for path in (README, ROOT / "CHANGELOG.md", *DOCS):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if "://" in target or target.startswith("mailto:"):
                continue
            file, _, anchor = target.partition("#")
            there = (path.parent / file) if file else path
            assert there.exists(), f"{path.name}: {target}"
            if anchor:
                heads = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
                anchors = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}
                assert anchor in anchors, f"{path.name}: {target}"
        for target in re.findall(r"(?<![\w/.])((?:docs|data|src|tests|benchmarks)/[\w./-]+\.(?:md|py|toml))", text):
            assert (ROOT / target).exists(), f"{path.name} mentions {target}"


def _update() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            CREDPLAN_PROFILE=f"{folder}/profile.toml",
            CREDPLAN_CACHE=f"{folder}/cache",
            CREDPLAN_TODAY="2026-11-24",
            COLUMNS="80",
        )
        README.write_text(rewritten(readme(), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit(__doc__)
    _update()
