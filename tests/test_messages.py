"""Sentences for translators: all of a page's own are gathered, and a translation reaches the page and can't hurt it."""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome
from credplan.core import errors, words
from credplan.shell.language import choose_language

sys.path.insert(0, str(ROOT / "tools"))
import messages

Run = Callable[..., Outcome]
WHOLE = sorted((ROOT / "src" / "credplan" / "core" / "handout").glob("*.py"))
"""Modules in which every sentence goes through the one door."""
NOT_SENTENCES = {
    "US",
    "THE DOOR",
    "WHAT IT IS",
    "ALSO",
    ". If ",
    " (",
    "Counselor, phone:",
    "credplan plan ",
    ": hours, sources disagree",
}
"""Codes, and titles of a screen by which a section is found; the last is a default that `frame` always replaces."""


def test_the_template_holds_every_sentence_of_today() -> None:
    assert messages.TEMPLATE.read_text(encoding="utf-8") == messages.template(), (
        "python tools/messages.py writes it anew"
    )


def loose(text: str) -> list[str]:
    """Strings of a module that look like a sentence or a label and are no argument of a translating call."""
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    fine = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in messages.CALLS:
            fine.update(id(part) for argument in node.args for part in ast.walk(argument))
    strings = [n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in fine]
    said = [n.value for n in strings if re.search("[A-Za-z]{2}", n.value)]
    return sorted(s for s in said if (" " in s.strip() or s[:1].isupper()) and s not in NOT_SENTENCES)


@pytest.mark.parametrize("path", WHOLE, ids=lambda p: p.name)
def test_every_sentence_of_a_page_goes_through_the_one_door(path: Path) -> None:
    assert loose(path.read_text(encoding="utf-8")) == []


def test_a_sentence_beside_the_door_is_seen() -> None:
    assert loose(
        'def f(x):\n    """Some words."""\n    return f"{x} are left", "Left over", _("Fine here"), "key"'
    ) == [
        " are left",
        "Left over",
    ]


def compiled(told: dict[str, str]) -> bytes:
    """A ``.mo`` file (GNU gettext manual, 10.3), keys sorted, one and many parted by a zero byte."""
    pairs = sorted(
        (k.encode(), v.encode()) for k, v in {"": "Content-Type: text/plain; charset=UTF-8\n", **told}.items()
    )
    tables, content, start = b"", b"", 28 + 16 * len(pairs)
    for texts in zip(*pairs, strict=True):
        for text in texts:
            tables += struct.pack("<II", len(text), start + len(content))
            content += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + tables + content


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], str]], None]:
    """Makes a language ``xx`` of a change to every sentence, and asks for it."""

    def make(change: Callable[[str], str]) -> None:
        told = {"\0".join(key): "\0".join(change(key[-1]) for _ in range(len(key))) for key in messages.messages()}
        folder = tmp_path / "locales" / "xx" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "credplan.mo").write_bytes(compiled(told))
        monkeypatch.setenv("CREDPLAN_LOCALES", str(tmp_path / "locales"))
        monkeypatch.setenv("LANG", "xx.UTF-8")
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(name, raising=False)

    yield make  # type: ignore[misc]
    words.install()


def page(run: Run, *more: str, form: str = "html") -> str:
    done = run("export", "plan", "phlebotomist", "--region", "CA", "--to", "-", "--format", form, *more)
    assert done.code in (errors.OK, errors.NO_PLAN), done.err
    return done.out


@pytest.mark.parametrize("more", [(), ("--budget", "300")])
def test_a_translation_reaches_every_title_and_label(
    more: tuple[str, ...], run: Run, pseudo: Callable[[Callable[[str], str]], None]
) -> None:
    english = page(run, *more)
    pseudo(lambda text: f"¡{text}!")
    told = page(run, *more)
    assert '<html lang="xx">' in told
    titles = re.findall(r"<h2 [^>]*>(.*?)</h2>", told)
    english_titles = [t for t in titles if not t.startswith("¡")]
    assert english_titles in (["The door"], ["Proved: no plan fits", "The door"])  # the screen's, as the docs say
    assert re.findall('<th scope="col"[^>]*>([^¡<]+)<', told) in ([], ["USD"])
    assert re.search("<h1>¡Plan: ", told)
    assert len(re.sub("[¡!]", "", told)) == len(re.sub("[¡!]", "", english))


def test_a_translation_with_other_places_is_not_used(run: Run, pseudo: Callable[[Callable[[str], str]], None]) -> None:
    english = page(run, form="md")
    pseudo(lambda text: f"{text} {{cost.__class__}}")
    assert page(run, form="md") == english


def test_a_broken_translation_is_told_and_english_spoken(run: Run, tmp_path: Path, pseudo: Callable[..., None]) -> None:
    english = page(run, form="md")
    pseudo(str.upper)
    for content in (b"", b"no translation", compiled({})[:40]):
        (tmp_path / "locales/xx/LC_MESSAGES/credplan.mo").write_bytes(content)
        done = run("export", "plan", "phlebotomist", "--region", "CA", "--to", "-", "--format", "md")
        assert done.out == english
        assert "can't be read" in done.err


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "xx_YY.UTF-8"}, "xx"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "xx"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "qq:xx"}, "xx"),
        ({"LANG": "xx", "LANGUAGE": "en:xx"}, "en"),
        ({"LANG": "xx", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "en", "LC_ALL": "xx@latin"}, "xx"),
        ({"LANG": "../xx"}, "en"),
    ],
)
def test_the_language_is_the_one_that_gettext_would_take(
    environment: dict[str, str], language: str, tmp_path: Path, pseudo: Callable[..., None]
) -> None:
    pseudo(str.upper)
    choose_language({**environment, "CREDPLAN_LOCALES": str(tmp_path / "locales")})
    assert words.language == language
    assert words.ngettext("{n} day", "{n} days", 1) == "{n} day"  # not in this translation
