"""Draws a `Report` on a terminal (rich) or as plain ``label: value`` lines. Text from outside is never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credplan.core.report_shape import Report, Section
from credplan.shell.render.console import make_console, without_trailing_blanks
from credplan.shell.terminal import show

if TYPE_CHECKING:
    from rich.table import Table

_LABEL_WIDTH = 17


def plain_lines(report: Report) -> str:
    """The report as ``label: value`` lines under ``title:`` lines: for screen readers, grep and mail."""
    lines = [report.title, report.situation]
    for section in report.sections:
        if section.kind == "drawing":
            continue  # nothing that the lines do not say
        lines.append("")
        lines.append(f"{section.title}:")
        lines.extend(section.note.splitlines())
        for row in section.rows:
            label = f"step {row.label}" if section.kind == "steps" else row.label
            if section.kind == "commands":
                lines.append(f"{row.label}  # {row.text}")
                continue
            text = " ".join(row.text.split()) if section.kind == "choices" else row.text
            lines.append(f"{label}: {text}" if label else text)
            lines.extend(row.details)
    return "\n".join(lines) + "\n"


def print_report(report: Report, width: int, *, color: bool) -> None:
    """Draw the report on stdout or in the pager, ``width`` columns wide; without colour no line ends in spaces."""
    from rich.padding import Padding
    from rich.text import Text

    console = make_console(width, color=color)
    with console.capture() as captured:
        console.print(Text(report.title, style="bold"))
        console.print(Text(report.situation, style="dim"))
        for section in report.sections:
            console.print()
            console.print(Text(section.title, style="bold cyan"))
            for line in section.note.splitlines():
                console.print(Padding(Text(line), (0, 0, 0, 2)))
            if section.rows:
                console.print(Padding(_grid(section, width), (0, 0, 0, 2)))
    show(captured.get() if color else without_trailing_blanks(captured.get()))


def _grid(section: Section, width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0), expand=False)
    if section.kind in ("steps", "choices"):
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column(overflow="fold")
        for row in section.rows:
            grid.add_row(Text(row.label, style="bold"), Text(row.text, style="bold"))
            for detail in row.details:
                grid.add_row("", Text(detail, overflow="fold"))
        return grid
    if section.kind == "commands":
        # A command must be copied whole: it is never wrapped beside its remark on a narrow screen.
        longest = max(len(r.label) + len(r.text) for r in section.rows) + 4
        if longest > width - 2:
            grid.add_column(overflow="fold")
            for row in section.rows:
                grid.add_row(Text(row.label, style="green"))
                grid.add_row(Text(f"  {row.text}", style="dim"))
            return grid
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for row in section.rows:
            grid.add_row(Text(row.label, style="green"), Text(row.text, style="dim"))
        return grid
    widest = max((len(r.label) for r in section.rows), default=0)
    if widest > max(_LABEL_WIDTH + 8, width // 3):
        grid.add_column(overflow="fold")
        for row in section.rows:
            grid.add_row(Text.assemble((f"{row.label}: " if row.label else "", "bold"), row.text))
            for detail in row.details:
                grid.add_row(Text(f"  {detail}", style="dim"))
        return grid
    grid.add_column(no_wrap=True, min_width=min(_LABEL_WIDTH, widest))
    grid.add_column(overflow="fold")
    above = ""
    for row in section.rows:
        # The same label again says nothing: the eye finds the block by its first line.
        grid.add_row(Text("" if row.label == above else row.label, style="dim"), Text(row.text))
        above = row.label
        for detail in row.details:
            grid.add_row("", Text(detail, style="dim"))
    return grid
