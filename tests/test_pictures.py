"""README's pictures: what the program prints today, safe to show anywhere, and said in words beside them."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import pictures

BY_NAME = {picture.name: picture for picture in pictures.PICTURES}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_picture_is_what_the_program_prints(name: str) -> None:
    kept = (pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert pictures.svg(BY_NAME[name]) == kept, "python tools/pictures.py draws them anew"


@pytest.mark.parametrize("name", BY_NAME)
def test_a_picture_loads_nothing_and_runs_nothing(name: str) -> None:
    text = (pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    tree = ET.fromstring(text)
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= {
        "svg",
        "title",
        "style",
        "rect",
        "text",
        "path",
    }
    names = {attribute for element in tree.iter() for attribute in element.attrib}
    assert not any("href" in name or name.startswith("on") for name in names)
    (style,) = (element.text or "" for element in tree.iter() if element.tag.endswith("style"))
    assert not re.search(r"url\(|@import|@font-face|https?:", style)


@pytest.mark.parametrize("name", BY_NAME)
def test_nothing_in_a_picture_lies_outside_of_it(name: str) -> None:
    tree = ET.fromstring((pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    wide, high = (int(tree.attrib[side]) for side in ("width", "height"))
    for element in tree.iter():
        if "textLength" in element.attrib or element.attrib.get("class") == "cyan":
            size = element.attrib.get("textLength") or element.attrib.get("width", "0")
            assert 0 <= float(element.attrib.get("x", 0)) <= wide - float(size), element.attrib
            assert 0 <= float(element.attrib.get("y", 0)) <= high


def test_the_readme_shows_every_picture_with_words_for_it() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(docs/pictures/([a-z-]+)\.svg\)", readme)
    assert {name for _, name in shown} == set(BY_NAME)
    assert all(len(words) > 40 for words, _ in shown)
    assert {path.stem for path in pictures.FOLDER.glob("*")} == set(BY_NAME)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a b", [(0, "a b", ())]),
        ("\x1b[1;36mAB\x1b[0m c", [(0, "AB", ("bold", "cyan")), (2, " c", ())]),
        ("学\x1b[2mx\x1b[m", [(0, "学", ()), (2, "x", ("dim",))]),
    ],
)
def test_stretches_of_a_line_know_their_column_and_style(
    line: str, found: list[tuple[int, str, tuple[str, ...]]]
) -> None:
    assert list(pictures.runs(line)) == found
