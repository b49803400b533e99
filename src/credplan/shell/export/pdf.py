"""A handout as a tagged PDF (PDF/UA-1) by typst: words go in as data, nothing is fetched, same input same bytes."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from credplan.core.handout.values import Handout

if TYPE_CHECKING:
    import typst

PAPERS = {"a4": "a4", "letter": "us-letter"}
_SIZES = (10.5, 10.0, 9.5)
_LEAST = 9.0
"""Points; below them a page is no longer read with ease."""
_LARGE = 18.0
MOST_PAGES = 2
_MOST_ROUNDS = 30
_PAGE = re.compile(rb"/Type\s*/Page\b")
_NO_FONT = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
# What a font for a script is called where its name does not follow from the script's; Debian's and Ubuntu's package.
_FONTS = {
    "CJK": ("Chinese or Japanese", "Noto Sans CJK (package fonts-noto-cjk)"),
    "HIRAGANA": ("Japanese", "Noto Sans CJK (package fonts-noto-cjk)"),
    "KATAKANA": ("Japanese", "Noto Sans CJK (package fonts-noto-cjk)"),
    "HANGUL": ("Korean", "Noto Sans CJK (package fonts-noto-cjk)"),
    "SYMBOL": ("symbol", "Noto Sans Symbols and Noto Emoji (packages fonts-noto-core, fonts-noto-color-emoji)"),
}


class NoTypst(Exception):
    """The typst package is not installed for this Python."""


class Printed(msgspec.Struct, frozen=True):
    """The file, and what its reader has to be told."""

    content: bytes
    pages: int
    missing: tuple[tuple[str, str], ...] = ()
    """(script, font to install) for what no font of this machine shows; the page says ``[Thai]`` in its place."""


def pdf(handout: Handout, *, paper: str, large: bool = False, grayscale: bool = False) -> Printed:
    """The page as PDF: on one sheet where that can be read, else on two, in large print on as many as it takes.

    Args:
        handout: what it says.
        paper: one of `PAPERS`.
        large: 18 points, one column.
        grayscale: no colour at all.

    Raises:
        NoTypst: the typst package is not there.
    """
    try:
        import typst
    except ImportError:
        raise NoTypst from None
    press = _Press(typst.Compiler(), handout, {"paper": PAPERS[paper], "large": large, "gray": grayscale})
    if large:
        content, pages = press.printed(_LARGE)
    else:
        content, pages = press.printed(_LEAST)
        most = max(pages, 1) if pages == 1 else max(pages, MOST_PAGES)
        for size in _SIZES:
            larger = press.printed(size)
            if larger[1] <= most:
                content, pages = larger
                break
    return Printed(content, pages, press.missing())


class _Press:
    """Prints one handout in several sizes, and learns on the way which characters no font shows."""

    def __init__(self, compiler: typst.Compiler, handout: Handout, form: dict[str, object]) -> None:
        self.template = resources.files("credplan.shell.export").joinpath("plan.typ").read_bytes()
        self.compiler, self.form = compiler, form
        self.data = msgspec.to_builtins(handout)
        self.made = dt.datetime.fromisoformat(handout.made).replace(tzinfo=dt.UTC)
        self.lost: set[str] = set()

    def printed(self, size: float) -> tuple[bytes, int]:
        """The file and how many pages it has."""
        import typst

        for _ in range(_MOST_ROUNDS):
            inputs = {
                "page": msgspec.json.encode(_shown(self.data, self.lost)).decode(),
                "form": msgspec.json.encode({**self.form, "size": size, "dense": size == _LEAST}).decode(),
            }
            try:
                # PDF/UA refuses a text that would be drawn as boxes, so what can't be shown is known by name.
                content = self.compiler.compile(
                    self.template, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=self.made
                )
            except typst.TypstError as problem:
                refused = _refused(f"{problem.message}\n{problem.diagnostic}")
                if refused <= self.lost:
                    raise
                self.lost |= refused
                continue
            assert isinstance(content, bytes)
            return content, len(_PAGE.findall(content))
        raise AssertionError("characters without a font are found in a few rounds")

    def missing(self) -> tuple[tuple[str, str], ...]:
        """The scripts that no font shows with what to install for each."""
        return tuple(sorted({_script(c) for c in self.lost}))


def _refused(told: str) -> set[str]:
    """The characters that an error says no font shows; it writes some of them as escapes."""
    texts = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in _NO_FONT.findall(told))
    return {char for text in texts for char in text if not char.isascii()}


def _script(char: str) -> tuple[str, str]:
    """What a character's script is called, and the font that has it; the first word of its Unicode name tells."""
    word = unicodedata.name(char, "").partition(" ")[0]
    if unicodedata.category(char)[0] in "SPC" or not word.isalpha() or word in ("VARIATION", "COMBINING"):
        word = "SYMBOL"
    if word in _FONTS:
        return _FONTS[word]
    return word.capitalize(), f"Noto Sans {word.capitalize()} (package fonts-noto-core)"


def _shown(value: object, lost: set[str]) -> object:
    """``value`` with each stretch of characters that have no font named by its script instead."""
    if isinstance(value, str):
        return value if lost.isdisjoint(value) else _named(value, lost)
    if isinstance(value, dict):
        return {key: _shown(item, lost) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item, lost) for item in value]
    return value


def _named(text: str, lost: set[str]) -> str:
    """A stretch is what is lost with the marks on it and single spaces inside it; its first character names it."""
    gone = "".join(map(re.escape, sorted(lost)))
    marks = "".join(c for c in text if unicodedata.category(c)[0] == "M" or c in "\u200c\u200d")
    stretch = re.compile(f"[{gone}](?:[{gone}{marks}]| (?=[{gone}]))*")
    return stretch.sub(lambda found: f"[{_script(found[0][0])[0]}]", text)
