"""Completion: what is offered for the words typed so far, that it is offered fast, and that real shells take it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT, Outcome, process_environment
from credplan.cli import complete
from credplan.cli.command_table import COMMANDS
from credplan.cli.completion import SCRIPTS
from credplan.shell import completion_names, kept, places

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="shells differ there")

PROFILE = """\
schema = 1
[[goal]]
name = "15-2051.01"
[[skill]]
id = "sql"
[[credential]]
id = "comptia/network-plus"
status = "in-progress"
[[plan]]
name = "first try"
goal = "15-2051.01"
saved = 2026-11-01
"""


@pytest.fixture(autouse=True)
def profile() -> None:
    Path(os.environ["CREDPLAN_PROFILE"]).write_text(PROFILE, encoding="utf-8")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "tools" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def offered(*words: str, shell: str = "zsh") -> list[str]:
    return [line.partition("\t")[0] for line in complete.answer(shell, list(words)).splitlines()]


def test_the_table_is_what_the_commands_say_of_themselves() -> None:
    made = generator()
    assert made.TABLE.read_text(encoding="utf-8") == made.table(), "python tools/generate.py brings it up to date"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("pl",), ["plan"]),
        (("profile", "ed"), ["edit"]),
        (("catalog", "c"), ["check"]),
        (("nosuch", ""), []),
        (("plan", "--bu"), ["--budget"]),
        (("plan", "--color", "a"), ["auto", "always"]),
        (("plan", "--color=al"), ["--color=always"]),
        (("--color", "n"), ["never"]),
        (("--color=never", "--today", "2026-11-24", "pla"), ["plan"]),
        (("plan", "Bus"), ["Business Intelligence Analysts", "business intelligence analyst"]),
        (("plan", "business", "int"), ["Intelligence Analysts", "intelligence analyst"]),
        (("plan", "Business", "Int"), ["Intelligence Analysts", "intelligence analyst"]),
        (("plan", "--budget", "300", "nursing assistant"), ["Nursing Assistants"]),
        (("gap", "comptia/a"), []),
        (("plan", "comptia/a-p"), ["comptia/a-plus"]),
        (("career", "show", "phleb"), ["Phlebotomists", "phlebotomist", "phlebotomy technician"]),
        (("show", "comptia/a-p"), ["comptia/a-plus"]),
        (("show", "a-p"), ["comptia/a-plus"]),
        (("plan", "--without", "comptia/a-p"), ["comptia/a-plus"]),
        (("plan", "--without-provider", "compt"), ["comptia"]),
        (("careers", "--field", "he"), ["health"]),
        (("know", "sql", "b"), ["beginner"]),
        (("remove", ""), ["comptia/network-plus", "sql", "15-2051.01", "first try"]),
        (("remove", "fir"), ["first try"]),
        (("log", ""), ["comptia/network-plus"]),
        (("log", "comptia/a-p"), ["comptia/a-plus"]),
        (("set", "hours"), ["hours-per-week"]),
        (("set", "education", "bach"), ["bachelor"]),
        (("set", "goal", "Phleb"), ["Phlebotomists", "phlebotomist", "phlebotomy technician"]),
        (("waive", "exp"), ["experience"]),
        (("export", "plan", "--to", ""), [":files"]),
        (("export", "plan", "--format", ""), ["csv", "json"]),
        (("catalog", "check", ""), [":files"]),
        (("status", "--profile", "x"), [":files"]),
        (("status", ""), []),
        (("set", "budget", ""), []),
        (("plan", "--budget", ""), []),
        (("completion", "f"), ["fish"]),
        (("plan", "--", "--bu"), []),
    ],
)  # fmt: skip
def test_what_is_offered(words: tuple[str, ...], wanted: list[str]) -> None:
    assert [w for w in offered(*words) if w in wanted] == wanted
    if len(wanted) < 2:
        assert offered(*words) == wanted


def test_every_command_and_option_is_offered_and_none_twice() -> None:
    tops = offered("")
    assert tops == list(dict.fromkeys(name.partition(" ")[0] for name in COMMANDS))
    for name, (_, _, options) in COMMANDS.items():
        assert set(options) < set(offered(*name.split(), "-"))
    assert "--json" not in offered("plan", "--json", "--")
    assert "--without" in offered("plan", "--without", "comptia/a-plus", "--")


def test_another_catalog_and_another_profile_are_heeded(tmp_path: Path) -> None:
    catalog = str(ROOT / "tests" / "cases" / "catalog" / "good.toml")
    assert offered("show", "--catalog", catalog, "acme/qu") == ["acme/query"]
    assert offered("--catalog", catalog, "show", "comptia/a-p") == []
    (tmp_path / "other.toml").write_text('[[skill]]\nid = "python"\n')
    assert offered("remove", "--profile", str(tmp_path / "other.toml"), "") == ["python"]
    assert offered("remove", "--profile", str(tmp_path / "missing.toml"), "") == []
    Path(os.environ["CREDPLAN_PROFILE"]).write_text("broken = [")
    assert offered("remove", "") == []


def test_text_from_outside_can_not_move_the_cursor() -> None:
    Path(os.environ["CREDPLAN_PROFILE"]).write_text('[[skill]]\nid = "a\\u001b[2Jb"\n[[goal]]\nname = "x\\ny"\n')
    assert offered("remove", "") == []


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ("Business\\ In", ["Business\\ Intelligence\\ Analysts", "business\\ intelligence\\ analyst"]),
        ('"business in', ["Business Intelligence Analysts", "business intelligence analyst"]),
        ("'business in", ["Business Intelligence Analysts", "business intelligence analyst"]),
    ],
)
def test_bash_gets_words_that_it_reads_back_as_they_are(raw: str, lines: list[str]) -> None:
    assert offered("plan", raw, shell="bash") == lines


@pytest.mark.parametrize(
    ("typed_word", "meant"),
    [
        ("a\\ b", "a b"),
        ("it\\'s", "it's"),
        ('"a b', "a b"),
        ("'a\\b'", "a\\b"),
        ('"a\\"b"', 'a"b'),
        ("a'b c'd", "ab cd"),
        ("", ""),
    ],
)
def test_words_are_read_as_the_shell_reads_them(typed_word: str, meant: str) -> None:
    assert complete._unquoted(typed_word) == meant


@POSIX
@pytest.mark.parametrize(
    "value", ["a b", "it's", "$(touch x)", "`x`", 'say "hi"', "a\\b", "a;b&c|d>e", "*?[x]", "~x", "é", "#x", "!x"]
)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_what_bash_inserts_is_one_word_and_runs_nothing(value: str, quote: str, tmp_path: Path) -> None:
    word = f"{quote}{complete._for_bash(value, quote)}{quote}"
    shown = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, text=True, cwd=tmp_path)
    assert shown.stdout == value
    assert not list(tmp_path.glob("x"))


def test_powershell_gets_quoted_words_and_loses_no_empty_ones() -> None:
    assert complete.answer("powershell", ["=plan", "=Bus"]).splitlines()[0] == (
        "'Business Intelligence Analysts'\t15-2051.01"
    )
    assert complete.answer("powershell", ["=profile", "="]).startswith("show\t")


# ---- the file of names --------------------------------------------------------------------------------------------


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def no_catalog(*_: object) -> None:
    raise AssertionError("the catalog was read")


def test_names_are_kept_and_read_without_the_catalog(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = completion_names.names()
    (file,) = own_cache.glob("names-*")
    assert file.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(completion_names, "_from_catalog", no_catalog)
    assert completion_names.names() == first
    assert ("comptia/a-plus", "CompTIA A+") in first["credential"]


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"credplan names 1", None])
def test_a_damaged_file_of_names_is_passed_over_and_written_anew(damage: bytes | None, own_cache: Path) -> None:
    first = completion_names.names()
    (file,) = own_cache.glob("names-*")
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"comptia/a-plus", b"comptia/b-plus") if damage is None else damage)
    assert completion_names.names() == first
    assert file.read_bytes() == whole


def test_a_changed_catalog_has_its_new_names_at_once(own_cache: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "good.toml"
    text = (ROOT / "tests" / "cases" / "catalog" / "good.toml").read_text(encoding="utf-8")
    catalog.write_text(text, encoding="utf-8")
    assert offered("show", "--catalog", str(catalog), "acme/qu") == ["acme/query"]
    catalog.write_text(text.replace("acme/query", "acme/quiz2"), encoding="utf-8")
    assert offered("show", "--catalog", str(catalog), "acme/qu") == ["acme/quiz2"]


def test_completion_works_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDPLAN_CACHE", "/dev/null/none")
    assert offered("show", "comptia/a-p") == ["comptia/a-plus"]


def test_only_the_newest_files_of_names_are_kept(own_cache: Path, tmp_path: Path) -> None:
    for number in range(12):
        catalog = tmp_path / f"catalog-{number}.toml"
        catalog.write_text("")
        completion_names.names(str(catalog))
    assert len(list(own_cache.glob("names-*"))) == kept.MOST


@pytest.mark.parametrize(
    "environment", [{}, {"XDG_CACHE_HOME": "/x/c", "XDG_CONFIG_HOME": "/x/d"}, {"XDG_CACHE_HOME": " "}]
)
def test_the_quick_way_to_our_folders_leads_where_the_other_does(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for own in (True, False):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert places.cache_folder_text() == os.fspath(places.cache_folder())
        assert places.profile_text() == os.fspath(places.profile_path())
        if own:
            monkeypatch.delenv("CREDPLAN_CACHE")
            monkeypatch.delenv("CREDPLAN_PROFILE")


# ---- as a process, and in shells ----------------------------------------------------------------------------------


def test_an_answer_loads_no_parser_and_no_catalog() -> None:
    code = (
        "import sys\nfrom credplan.__main__ import main\n"
        "try: main()\nfinally: sys.stderr.write('MODULES ' + ' '.join(sys.modules))"
    )
    for words in (("plan", "nurs"), ("pl",), ("show", "comptia/a")):
        line = [sys.executable, "-c", code, "__complete", "bash", "--", *words]
        subprocess.run(line, env=process_environment(), capture_output=True)
        done = subprocess.run(line, env=process_environment(), capture_output=True, text=True)
        assert done.stdout
        loaded = set(done.stderr.partition("MODULES ")[2].split())
        assert not loaded & {"typer", "msgspec", "tomllib", "rich", "pathlib", "typing", "platformdirs", "re", "json"}


@pytest.mark.parametrize("words", [(), ("bash",), ("nonsense", "--", "x"), ("bash", "--"), ("bash", "--", "\udc80")])
def test_nothing_that_goes_wrong_is_ever_said(words: tuple[str, ...], run_process) -> None:
    done = run_process("__complete", *words)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_broken_catalog_is_no_message_at_the_tab_key(run_process, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("x = [")
    done = run_process("__complete", "zsh", "--", "show", "--catalog", str(tmp_path / "broken.toml"), "a")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_script_is_on_stdout_and_its_place_on_stderr(shell: str, run) -> None:
    shown: Outcome = run("completion", shell.upper())
    assert (shown.code, shown.out) == (0, SCRIPTS[shell])
    assert "credplan __complete" not in shown.err
    assert f"credplan completion {shell}" in shown.err
    assert run("completion", "tcsh").code == 2


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with a ``credplan`` in it, for PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "credplan"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m credplan "$@"\n')
    script.chmod(0o755)
    return folder


def shell_environment(program: Path) -> dict[str, str]:
    return process_environment({"PATH": f"{program}:{os.environ['PATH']}"})


def in_bash(program: Path, *words: str) -> list[str]:
    quoted = " ".join("'" + w.replace("'", "'\\''") + "'" for w in ("credplan", *words))
    script = (
        f"{SCRIPTS['bash']}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words)}\n_credplan\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], env=shell_environment(program), capture_output=True, text=True)
    assert done.returncode == 0
    return done.stdout.splitlines()


@POSIX
def test_bash_completes(program: Path) -> None:
    assert in_bash(program, "pl") == ["plan"]
    assert in_bash(program, "show", "comptia/a-p") == ["comptia/a-plus"]
    assert in_bash(program, "plan", "Nursing")[0] == "Nursing\\ Assistants"
    assert in_bash(program, "plan", "--color", "=", "al") == ["always"]
    assert in_bash(program, "profile", "")[0] == "show"


def typed(shell: list[str], start: list[str], keys: str, program: Path, *, prompt: str) -> str:
    """What an interactive shell prints after ``keys`` with ``printf`` in credplan's place."""
    import pexpect

    environment = {**shell_environment(program), "HISTFILE": "/dev/null", "HOME": str(program.parent)}
    child = pexpect.spawn(
        shell[0],
        shell[1:],
        env=environment,
        dimensions=(24, 120),
        timeout=20,
        encoding="utf-8",
        cwd=str(program.parent),
    )
    for line in start:
        child.sendline(line)
    child.sendline("echo re''ady")
    child.expect("ready")
    child.expect_exact(prompt)
    child.send(keys)
    child.expect(r"<(.*)>")
    found = child.match[1]
    child.sendline("exit")
    child.close(force=True)
    return found


@pytest.fixture
def echoing(program: Path) -> Path:
    """The same folder, where credplan answers the TAB key and otherwise prints its own arguments."""
    script = program / "credplan"
    text = script.read_text().replace(
        "exec", 'if [ "$1" != __complete ]; then printf "<"; printf "%s|" "$@"; echo ">"; exit; fi\nexec'
    )
    script.write_text(text)
    (program.parent / "script").write_text("")
    return program


KEYS = {
    "a command": ("credplan prof\tedit\n", "profile|edit|"),
    "a credential": ("credplan show comptia/a-p\t\n", "show|comptia/a-plus|"),
    "a career of several words": ("credplan career show Nursing\\ Assis\t\n", "career|show|Nursing Assistants|"),
    "a career in quotes": ('credplan career show "Nursing Assis\t\n', "career|show|Nursing Assistants|"),
    "an option": ("credplan plan --hours\t9\n", "plan|--hours-per-week|9|"),
    "a value after an equals sign": ("credplan plan --color=al\t\n", "plan|--color=always|"),
    "an entry of the record": ("credplan remove fir\t\n", "remove|first try|"),
    "a file": ("credplan catalog check scr\t\n", "catalog|check|script|"),
}


@POSIX
@pytest.mark.parametrize("case", KEYS)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_real_shell_inserts_what_was_meant(shell: str, case: str, echoing: Path) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed here")
    (echoing.parent / "credplan.script").write_text(SCRIPTS[shell])
    keys, wanted = KEYS[case]
    if shell == "bash":
        shell_line, start = [path, "--norc", "--noprofile", "-i"], ["PS1='%% '", "source ./credplan.script"]
    elif shell == "zsh":
        start = ["PS1='%%%% '", "autoload -Uz compinit && compinit -u -D", "source ./credplan.script"]
        shell_line = [path, "-f", "-i"]
    else:
        start = ["function fish_prompt; echo -n '%% '; end", "source ./credplan.script"]
        shell_line = [path, "--no-config", "-i"]
    assert typed(shell_line, start, keys, echoing, prompt="%% ").removesuffix("\r") == wanted
