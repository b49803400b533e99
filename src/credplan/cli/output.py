"""Results on stdout in the form that was asked for: JSON, CSV, plain lines or a table."""

import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from credplan.cli import everywhere
from credplan.cli.context import color_allowed, terminal_width

if TYPE_CHECKING:
    from credplan.core.report_shape import Report

# A spreadsheet runs a cell that starts with one of these (also in their full-width forms) as a formula
# (OWASP, "CSV Injection").
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# Some of them cut lines at other marks than commas, unless the cell is quoted.
_QUOTED = frozenset(',";\t\r\n|')
# What JSON may hold as it is and a terminal or its reader would obey: DEL, C1, line separators, direction controls.
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_INVISIBLE = "\u200b\ufeff"


def json_text(value: Any, indent: int = 2) -> str:
    """One JSON document, keys in the order given, readable, ending in a newline; what steers terminals escaped."""
    import msgspec

    from credplan.core.wire import encode_hook

    text = msgspec.json.format(msgspec.json.encode(value, enc_hook=encode_hook), indent=indent).decode() + "\n"
    return text if text.isascii() and "\x7f" not in text else _STEERING.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """RFC 4180 rows with a header; text that a spreadsheet would run as a formula is defused with ``'``."""
    lines = [header, *([cell if everywhere.raw else defused(cell) for cell in row] for row in rows)]
    return "".join(",".join(map(_cell, line)) + "\r\n" for line in lines)


def _cell(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if not _QUOTED.isdisjoint(text) else text


def print_json(value: Any) -> None:
    """`json_text` on stdout, escaped where stdout's encoding could not carry it whole."""
    from credplan.shell.encoding import json_on_stdout

    sys.stdout.write(json_on_stdout(json_text(value)))


def print_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """`csv_text` on stdout; on a terminal with plain line ends."""
    text = csv_text(header, rows)
    sys.stdout.write(text.replace("\r\n", "\n") if sys.stdout.isatty() else text)


def defused(cell: str) -> str:
    """``cell`` with a leading ``'`` if a spreadsheet would take it for a formula; plain numbers stay as they are."""
    seen = cell.lstrip().lstrip(_INVISIBLE).lstrip()
    if (cell[:1] in _FORMULA or seen[:1] in _FORMULA) and cell and not _is_number(cell):
        return "'" + cell
    return cell


def _is_number(cell: str) -> bool:
    body = cell[1:] if cell[0] in "+-" else cell
    return body.isascii() and body.replace(".", "", 1).isdigit()


def show_report(report: "Report", *, plain: bool) -> None:
    """A screen drawn to the terminal's width, or in plain lines."""
    import typer

    from credplan.shell.render.report import plain_lines, print_report

    if plain:
        typer.echo(plain_lines(report), nl=False)
    else:
        print_report(report, terminal_width(), color=color_allowed())


def print_table(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    as_csv: bool = False,
    plain: bool = False,
) -> None:
    """A table drawn to the terminal's width, or the same rows as CSV or ``label: value`` blocks."""
    if as_csv:
        print_csv(header, rows)
        return
    if plain:
        lines = [title] if title else []
        for row in rows:
            lines.append("")
            lines.extend(f"{label}: {cell}" for label, cell in zip(header, row, strict=True) if cell)
        sys.stdout.write("\n".join(lines) + "\n")
        return
    from rich.table import Table
    from rich.text import Text

    from credplan.shell.render.console import make_console, without_trailing_blanks
    from credplan.shell.terminal import show

    color = color_allowed()
    console = make_console(terminal_width(), color=color)
    table = Table(box=None, pad_edge=False, header_style="bold" if color else "")
    for label in header:
        table.add_column(label, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as captured:
        if title:
            console.print(Text(title, style="bold"))
        console.print(table)
    show(captured.get() if color else without_trailing_blanks(captured.get()))
