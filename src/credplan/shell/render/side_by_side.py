"""Draws records beside each other: a column each where the screen is wide enough, else one block below the other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from credplan.shell.render.console import command_line, make_console, without_trailing_blanks

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from credplan.core.compare import Row

_GAP = 2
_LEAST_SCREEN = 70
_LEAST_COLUMN = 20
_WIDEST_LABEL = 12


def side_by_side(
    titles: Sequence[str],
    rows: Sequence[Row],
    following: Sequence[tuple[str, str]],
    width: int,
    *,
    color: bool,
) -> str:
    """The rows under ``titles``, then the commands of ``following`` whole; ``width`` columns wide."""
    from rich.text import Text

    out = io.StringIO()
    console = make_console(width, color=color, file=out)
    column = (width - _WIDEST_LABEL - _GAP * len(titles)) // len(titles)
    if width >= _LEAST_SCREEN and column >= _LEAST_COLUMN:
        _table(console, titles, rows, column)
    else:
        _blocks(console, titles, rows)
    console.print()
    console.print(Text("NEXT", style="bold cyan"))
    for command, remark in following:
        command_line(console, command, remark)
    return out.getvalue() if color else without_trailing_blanks(out.getvalue())


def _table(console: Console, titles: Sequence[str], rows: Sequence[Row], column: int) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, _GAP, 0, 0))
    grid.add_column(width=_WIDEST_LABEL, overflow="fold")
    for _ in titles:
        grid.add_column(width=column, overflow="fold")
    grid.add_row("", *(Text(title, style="bold") for title in titles))
    for label, cells in rows:
        grid.add_row("")
        grid.add_row(Text(label, style="dim"), *(_cell(lines) for lines in cells))
    console.print(grid)


def _blocks(console: Console, titles: Sequence[str], rows: Sequence[Row]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for number, title in enumerate(titles):
        if number:
            console.print()
        console.print(Text(title, style="bold"))
        grid = Table.grid(padding=(0, _GAP, 0, 0))
        grid.add_column(width=_WIDEST_LABEL, overflow="fold")
        grid.add_column(overflow="fold")
        for label, cells in rows:
            if cells[number]:
                grid.add_row(Text(label, style="dim"), _cell(cells[number]))
        console.print(Padding(grid, (0, 0, 0, _GAP)))


def _cell(lines: Sequence[str]) -> Table:
    """The lines of one cell; of several each begins with a dash, and what is wrapped stands under its own words."""
    from rich.table import Table
    from rich.text import Text

    inner = Table.grid()
    if len(lines) > 1:
        inner.add_column(width=_GAP)
    inner.add_column(overflow="fold")
    for line in lines:
        inner.add_row(*(["- "] if len(lines) > 1 else []), Text(line))
    return inner


def side_by_side_lines(titles: Sequence[str], rows: Sequence[Row], following: Sequence[tuple[str, str]]) -> str:
    """The same as ``label: value`` lines, one block a record, nothing wrapped."""
    blocks = []
    for number, title in enumerate(titles):
        lines = [f"name: {title}"]
        lines += [f"{label}: {line}" for label, cells in rows for line in cells[number]]
        blocks.append("\n".join(lines))
    blocks.append("\n".join(["NEXT:", *(f"{command}  # {remark}" for command, remark in following)]))
    return "\n\n".join(blocks) + "\n"
