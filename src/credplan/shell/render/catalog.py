"""Draws catalog pages and lists on a terminal with rich, or as plain lines. Text from the catalog is never markup."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from credplan.core.text import folded
from credplan.shell.render.console import command_line, make_console, without_trailing_blanks
from credplan.shell.terminal import show

if TYPE_CHECKING:
    from rich.console import Console

    from credplan.core.catalog_view.pages import Block, Page

_GAP = 2
_LEAST_NAME = 28
"""Columns that a name needs in a table; with less the rows are stacked."""
_FOLDED = ("usual education",)
_MOST_FOLDED = 30
"""A sentence in a table may take several lines; whole on one it would leave no room for the name."""


def page_text(page: Page, width: int, *, color: bool) -> str:
    """A page for a screen ``width`` columns wide; addresses and commands stay whole on one line of text."""
    from rich.text import Text

    console, out = _console(width, color=color)
    console.print(Text(page.title, style="bold"))
    for line in page.under.splitlines():
        console.print(Text(line, style="dim"))
    for block in page.blocks:
        console.print()
        console.print(Text(block.title, style="bold cyan"))
        _draw(console, block, width)
    return _trimmed(out.getvalue(), color=color)


def _draw(console: Console, block: Block, width: int) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if block.note:
        console.print(Padding(Text(block.note), (0, 0, 0, _GAP)))
    if block.whole:
        for line in block.lines:
            if line.label:
                command_line(console, line.label, line.text)
            else:
                console.print(Text(folded(f"  {line.text}", width)), soft_wrap=True)
        return
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    narrow = min(max((len(line.label) for line in block.lines), default=0), width // 3)
    grid.add_column(width=narrow, overflow="fold")
    grid.add_column(overflow="fold")
    above = ""
    for line in block.lines:
        grid.add_row(Text("" if line.label == above else line.label, style="dim"), Text(line.text))
        above = line.label
        for text in line.below:
            inner = len(text) - len(text.lstrip())
            grid.add_row("", Padding(Text(text.lstrip(), style="dim"), (0, 0, 0, _GAP + inner)))
    console.print(Padding(grid, (0, 0, 0, _GAP)))


def page_lines(page: Page) -> str:
    """The page as ``label: value`` lines under ``TITLE:`` lines, nothing wrapped."""
    lines = [page.title, *page.under.splitlines()]
    for block in page.blocks:
        lines += ["", f"{block.title}:", *([block.note] if block.note else [])]
        for line in block.lines:
            if block.whole and line.label:
                lines.append(f"{line.label}  # {line.text}")
            else:
                lines.append(f"{line.label}: {line.text}" if line.label else line.text)
            lines += line.below
    return "\n".join(lines) + "\n"


def list_text(labels: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, color: bool) -> str:
    """A list whose second column is the name: a table where it fits ``width``, else two or three lines a row."""
    if not rows:
        return ""
    widths = [max(_cells(label), *(_cells(row[n]) for row in rows)) for n, label in enumerate(labels)]
    widths = [min(w, _MOST_FOLDED) if labels[n] in _FOLDED else w for n, w in enumerate(widths)]
    left = width - sum(w + _GAP for n, w in enumerate(widths) if n != 1)
    if left >= min(widths[1], _LEAST_NAME):
        return _table(labels, rows, width, color=color)
    return _stacked(labels, rows, width, color=color)


def _table(labels: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, color: bool) -> str:
    from rich.table import Table
    from rich.text import Text

    console, out = _console(width, color=color)
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold" if color else "")
    for number, label in enumerate(labels):
        folded = label in _FOLDED
        most = _MOST_FOLDED if folded else None
        table.add_column(label, overflow="fold", no_wrap=number != 1 and not folded, max_width=most)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    return _trimmed(out.getvalue(), color=color)


def _stacked(labels: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, color: bool) -> str:
    from rich.padding import Padding
    from rich.text import Text

    console, out = _console(width, color=color)
    for row in rows:
        console.print(Text(row[1], style="bold"))
        # A bare "no" or "12,000 a year" says nothing without its label; names and sums do.
        shown = [f"{labels[n]} {cell}" if labels[n] in _NAMED else cell for n, cell in enumerate(row) if n > 1 and cell]
        console.print(Padding(Text(" · ".join([row[0], *shown])), (0, 0, 0, _GAP)))
    return _trimmed(out.getvalue(), color=color)


_NAMED = ("openings", "licence", "median wage", "least cost", "takes")


def list_lines(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A list as blocks of ``label: value`` lines, an empty line between them."""
    blocks = ("\n".join(f"{label}: {cell}" for label, cell in zip(labels, row, strict=True) if cell) for row in rows)
    return "\n\n".join(blocks) + ("\n" if rows else "")


def write(text: str, *, paged: bool = False) -> None:
    """Put ``text`` on stdout as it is, or a long one through the reader's pager."""
    show(text, paged=paged)


def _console(width: int, *, color: bool) -> tuple[Console, io.StringIO]:
    """A console that draws into a string."""
    out = io.StringIO()
    return make_console(width, color=color, file=out), out


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _trimmed(drawn: str, *, color: bool) -> str:
    """Without colour no line ends in blanks, so that what is copied from a pipe is what was meant."""
    return drawn if color else without_trailing_blanks(drawn)
