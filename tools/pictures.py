"""Draw the program's screens as SVG files for README, as the program prints them: ``docs/pictures/``.

    python tools/pictures.py

A picture is what a command prints with colour on a screen of so many columns, on a pinned day and for a learner made
by commands; nothing is drawn by hand, and ``tests/test_pictures.py`` says when one is not what the program prints any
more. The files load nothing, carry their text as text, and follow the reader's light or dark.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
DAY = "2026-11-24"


class Picture(NamedTuple):
    """A screen to draw: ``before`` are the commands that make the learner it is shown to."""

    name: str
    command: str
    columns: int
    before: tuple[str, ...] = ()


ANALYST = (
    'credplan init --no-input --hours-per-week 10 --budget 600 --region US-TX --goal "data analyst"',
    'credplan add "Google Data Analytics" --earned 2026-10-02',
)
PICTURES = (
    Picture("timeline", "credplan plan phlebotomist --region CA --timeline", 84),
    Picture("coverage", "credplan plan --coverage", 84, ANALYST),
    Picture("trade-offs", 'credplan plan "data analyst" --trade-offs', 84),
    Picture("tree", "credplan plan phlebotomist --region CA --tree", 84),
)

# -- what a screen shows --------------------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
_STYLES = {
    "1": "bold",
    "2": "dim",
    "31": "red",
    "32": "green",
    "33": "yellow",
    "34": "blue",
    "35": "magenta",
    "36": "cyan",
}


def printed(picture: Picture) -> str:
    """What the command prints in colour, run in this process with a profile and a cache of its own."""
    from credplan.cli.app import run

    with tempfile.TemporaryDirectory() as folder:
        own = {
            "CREDPLAN_PROFILE": str(Path(folder) / "profile.toml"),
            "CREDPLAN_CACHE": os.environ.get("CREDPLAN_CACHE", str(Path(folder) / "cache")),
            "CREDPLAN_TODAY": DAY,
            "CREDPLAN_PAGER": "cat",
            "COLUMNS": str(picture.columns),
        }
        kept = {name: os.environ.get(name) for name in own}
        os.environ.update(own)
        try:
            for command in picture.before:
                _said(run, shlex.split(command)[1:])
            return _said(run, [*shlex.split(picture.command)[1:], "--color", "always"])
        finally:
            for name, value in kept.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _said(run: object, words: list[str]) -> str:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)  # type: ignore[operator]
    if code:
        raise SystemExit(f"credplan {shlex.join(words)}: exit {code}\n{err.getvalue()}")
    return out.getvalue()


def runs(line: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The stretches of one line with the column they begin at and their styles."""
    column, styles = 0, ()
    for number, piece in enumerate(_ESCAPE.split(line)):
        if number % 2:
            codes = piece.split(";") if piece else ["0"]
            styles = () if "0" in codes else styles
            styles += tuple(_STYLES[code] for code in codes if code in _STYLES)
        elif piece:
            yield column, piece, styles
            column += sum(map(_cells, piece))


def _cells(char: str) -> int:
    return 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1


# -- as SVG ---------------------------------------------------------------------------------------------------------

_WIDE, _HIGH, _EDGE, _TOP = 9, 20, 16, 44
_FONT = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
_STYLE = f"""
text {{ font: 15px {_FONT}; fill: #1f2328; white-space: pre; }}
.screen {{ fill: #ffffff; stroke: #d0d7de; }}
.b {{ font-weight: bold; }} .dim {{ fill: #59636e; }}
.cyan {{ fill: #0b5f78; }} .green {{ fill: #116329; }} .red {{ fill: #a40e26; }} .yellow {{ fill: #7a4e00; }}
.blue {{ fill: #0550ae; }} .magenta {{ fill: #8250df; }}
rect.ink {{ fill: #1f2328; }} rect.cyan {{ fill: #0b7a99; }} .line {{ stroke: #59636e; fill: none; }}
path.cyan {{ stroke: #0b7a99; fill: none; }}
.half {{ fill-opacity: 0.45; }}
@media (prefers-color-scheme: dark) {{
  text {{ fill: #e6edf3; }}
  .screen {{ fill: #0d1117; stroke: #3d444d; }}
  .dim {{ fill: #9198a1; }} .cyan {{ fill: #56d4dd; }} .green {{ fill: #56d364; }} .red {{ fill: #ff7b72; }}
  .yellow {{ fill: #e3b341; }} .blue {{ fill: #79c0ff; }} .magenta {{ fill: #d2a8ff; }}
  rect.ink {{ fill: #e6edf3; }} rect.cyan {{ fill: #39c5cf; }} .line {{ stroke: #9198a1; }}
  path.cyan {{ stroke: #39c5cf; }}
}}
"""

# Blocks and lines are drawn, so that no font leaves gaps between them. A line goes from the middle of its cell to the
# sides that are named: left, right, up, down.
_BLOCKS = {"█": "", "▒": " half"}
_LINES = {
    "─": "lr",
    "│": "ud",
    "┬": "lrd",
    "┴": "lru",
    "├": "udr",
    "┤": "udl",
    "└": "ur",
    "┘": "ul",
    "┌": "dr",
    "┐": "dl",
}
_DASHED = "┄"
_DRAWN = re.compile(f"(█+|▒+|{_DASHED}+|[{''.join(_LINES)}]+)")


def svg(picture: Picture) -> str:
    """The picture's file."""
    lines = printed(picture).rstrip("\n").split("\n")
    wide, high = _WIDE * picture.columns + 2 * _EDGE, _TOP + _HIGH * len(lines) + _EDGE
    body = [
        drawn
        for row, line in enumerate(lines)
        for column, piece, styles in runs(line)
        for drawn in _run(column, row, piece, styles)
    ]
    command = escape(picture.command)
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{command}</title>
<style>{_STYLE}</style>
<rect class="screen" x="0.5" y="0.5" width="{wide - 1}" height="{high - 1}" rx="8"/>
<text class="dim" x="{_EDGE}" y="26">$ {command}</text>
{chr(10).join(body)}
</svg>
"""


def _run(column: int, row: int, piece: str, styles: tuple[str, ...]) -> Iterator[str]:
    colour = next((s for s in styles if s not in ("bold", "dim")), "")
    for part in _DRAWN.split(piece):
        x, y = _EDGE + _WIDE * column, _TOP + _HIGH * row
        cells = sum(map(_cells, part))
        if part[:1] in _BLOCKS:
            names = f"{colour or 'ink'}{_BLOCKS[part[0]]}"
            yield f'<rect class="{names}" x="{x}" y="{y + 2}" width="{_WIDE * cells}" height="16"/>'
        elif part[:1] == _DASHED:
            yield f'<path class="{colour or "line"}" stroke-dasharray="5 4" d="M{x} {y + 10}h{_WIDE * cells}"/>'
        elif part[:1] in _LINES:
            strokes = "".join(_strokes(x + _WIDE * n, y, char) for n, char in enumerate(part))
            yield f'<path class="{colour or "line"}" d="{strokes}"/>'
        elif part.strip():
            yield _text(column, row, part, styles)
        column += cells


def _strokes(x: int, y: int, char: str) -> str:
    """The lines of one cell, whose upper left corner is given."""
    half, middle, sides = _WIDE // 2, _HIGH // 2, _LINES[char]
    across = (x if "l" in sides else x + half, x + _WIDE if "r" in sides else x + half)
    upright = (y if "u" in sides else y + middle, y + _HIGH if "d" in sides else y + middle)
    level = f"M{across[0]} {y + middle}H{across[1]}" if across[0] < across[1] else ""
    return level + (f"M{x + half} {upright[0]}V{upright[1]}" if upright[0] < upright[1] else "")


def _text(column: int, row: int, part: str, styles: tuple[str, ...]) -> str:
    kept = part.strip(" ")
    column += len(part) - len(part.lstrip(" "))
    names = " ".join({"bold": "b"}.get(s, s) for s in styles)
    of = f' class="{names}"' if names else ""
    wide = _WIDE * sum(map(_cells, kept))
    x, y = _EDGE + _WIDE * column, _TOP + _HIGH * row + 15
    return f'<text{of} x="{x}" y="{y}" textLength="{wide}" lengthAdjust="spacingAndGlyphs">{escape(kept)}</text>'


def main() -> None:
    """Write every picture, and take away files of pictures that are no more."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        if old.stem not in {picture.name for picture in PICTURES}:
            old.unlink()
    for picture in PICTURES:
        (FOLDER / f"{picture.name}.svg").write_text(svg(picture), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()
