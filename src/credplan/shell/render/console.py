"""The one kind of console that everything is drawn on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console


def without_trailing_blanks(drawn: str) -> str:
    """What was drawn without the blanks that pad its lines to the width."""
    return "\n".join(line.rstrip() for line in drawn.split("\n"))


def command_line(console: Console, command: str, remark: str) -> None:
    """A command, whole for copying, with its remark beside it, or wrapped below it where a line can't hold both."""
    from rich.cells import cell_len
    from rich.padding import Padding
    from rich.text import Text

    if cell_len(command) + cell_len(remark) + 6 <= console.width:
        console.print(Text(f"  {command}").append(Text(f"  # {remark}", style="dim")), soft_wrap=True)
        return
    console.print(Text(f"  {command}"), soft_wrap=True)
    console.print(Padding(Text(remark, style="dim"), (0, 0, 0, 4)))


def make_console(width: int, *, color: bool, file: TextIO | None = None) -> Console:
    """A console of fixed width that interprets no markup, no emoji codes and highlights nothing by itself.

    It draws on ``file``, else on stdout.
    """
    from rich.console import Console

    return Console(
        file=file,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
