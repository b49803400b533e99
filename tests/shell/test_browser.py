"""The HTML page in a real browser: it fits a telephone, is silent, asks for nothing, can be heard and printed."""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import browser
import pytest
from test_pages import HOSTILE, sample

from conftest import ROOT, Outcome
from credplan.core import errors
from credplan.shell.export.html import html

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the browser is driven over a pipe, as POSIX has it"),
    pytest.mark.skipif(browser.found() is None, reason="no Chromium is installed here (.ci/run installs it)"),
]
Run = Callable[..., Outcome]
WORD = "Zoë, a step with a rather long name (and something in brackets)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    (made / "page.html").write_text(html(sample(WORD)), encoding="utf-8")
    (made / "hostile.html").write_text(html(sample(HOSTILE)), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def shown(folder: Path) -> Iterator[browser.Browser]:
    with browser.Browser(folder) as open_browser:
        yield open_browser


def test_nothing_is_asked_for_and_nothing_said(shown: browser.Browser, folder: Path) -> None:
    for name in ("page.html", "hostile.html"):
        before = len(shown.heard)
        shown.open(folder / name)
        heard = shown.heard[before:]
        asked = [e["params"]["request"]["url"] for e in heard if e["method"] == "Network.requestWillBeSent"]
        assert [url for url in asked if url != (folder / name).as_uri() and url != "data:,"] == []
        said = [
            e for e in heard if e["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        ]
        assert said == []
        assert not shown.value("document.scripts.length")


@pytest.mark.parametrize("pixels", [320, 390, 768, 1440])
@pytest.mark.parametrize("name", ["page.html", "real.html"])
def test_it_fits_every_width(name: str, pixels: int, shown: browser.Browser, folder: Path, run: Run) -> None:
    goals = ("school bus driver", "--also", "nurse aide", "--region", "FL")
    if name == "real.html" and not (folder / name).exists():
        assert run("export", "plan", *goals, "--to", str(folder / name)).code == errors.OK
    shown.width(pixels)
    shown.open(folder / name)
    assert shown.value("document.documentElement.scrollWidth") <= pixels
    beyond = "[...document.querySelectorAll('main *:not(svg *)')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert shown.value(f"{beyond}.map(e => e.outerHTML.slice(0, 80))") == []


def test_the_pages_own_style_is_in_force_light_and_dark(shown: browser.Browser, folder: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    shown.width(800)
    shown.open(folder / "page.html")
    assert shown.value(ground) == "rgb(255, 255, 255)"
    shown.width(800, dark=True)
    assert shown.value(ground) == "rgb(20, 24, 27)"


def test_what_a_screen_reader_is_told(shown: browser.Browser, folder: Path) -> None:
    shown.open(folder / "page.html")
    nodes = {node["nodeId"]: node for node in shown("Accessibility.getFullAXTree")["nodes"]}

    def walk(ident: str) -> Iterator[Any]:
        yield nodes[ident]
        for child in nodes[ident].get("childIds", ()):
            if child in nodes:
                yield from walk(child)

    order = [n for n in walk(next(iter(nodes))) if not n.get("ignored")]

    def named(role: str) -> list[str]:
        return [n.get("name", {}).get("value", "") for n in order if n.get("role", {}).get("value") == role]

    page = sample(WORD)
    assert named("heading") == [page.title, *_headings(page)]
    assert named("region") == [s.title for s in page.sections]
    assert named("columnheader") == ["Date", "What", "USD", "Plan", "Cost", "What"]
    assert named("rowheader") == ["1 Jan 2027", "1", "2"]
    assert named("image") == [WORD, WORD]
    assert named("table") == ["Title due", "Title trade-offs"]
    boxes = named("checkbox")
    assert len(boxes) == 12
    assert all(boxes), "every box has a name"
    assert all(named("link"))


def test_on_a_telephone_a_table_with_sentences_is_stacked_and_still_heard_as_one(
    shown: browser.Browser, folder: Path
) -> None:
    roles = ("table", "columnheader", "rowheader", "cell", "row")
    told = []
    for pixels in (900, 390):
        shown.width(pixels)
        shown.open(folder / "page.html")
        nodes = [n for n in shown("Accessibility.getFullAXTree")["nodes"] if not n.get("ignored")]
        kinds = [n.get("role", {}).get("value") for n in nodes]
        told.append([kinds.count(role) for role in roles])
        left = (
            "[...document.querySelectorAll('.stack tbody tr:first-child > *')].map(e => e.getBoundingClientRect().left)"
        )
        assert len(set(shown.value(left))) == (1 if pixels == 390 else 3)
    assert told[0] == told[1]
    assert min(told[0]) > 1


def _headings(page: Any) -> Iterator[str]:
    for section in page.sections:
        yield section.title
        if section.key == "steps":
            yield f"1. Course {WORD}"


def test_it_prints_on_white_with_all_its_words(shown: browser.Browser, folder: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (pip install -e '.[dev]' brings it)")
    shown.width(800, dark=True)
    shown.open(folder / "page.html")
    pages = pypdf.PdfReader(io.BytesIO(shown.pdf())).pages
    said = _letters("".join(p.extract_text() for p in pages))
    for section in sample().sections:
        assert _letters(section.title) in said
    assert len(pages) <= 3


def _letters(text: str) -> str:
    """Without blanks, which a line's end takes away, and ligatures."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_ci_installs_the_browser_and_goes_on_without_it() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    (line,) = [x for x in lines if "apt-get install" in x and "chromium" in x]
    assert line.endswith("|| true")
