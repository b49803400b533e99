"""Charts and trees of `core.charts` and `core.tree` on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from credplan.core.charts import HELD, MISSING, PLANNED, Drawn
from credplan.core.tree import Branch, tree_lines
from credplan.shell.render.console import make_console, without_trailing_blanks
from credplan.shell.terminal import show

MARGIN = 2
_BARS = f"[{HELD}{PLANNED}{MISSING}]+"


def print_drawings(title: str, under: str, drawings: Sequence[Drawn | Branch], width: int, *, color: bool) -> None:
    """Each below the other, ``width`` columns wide; without colour no line ends in spaces."""
    from rich.padding import Padding
    from rich.text import Text

    console = make_console(width, color=color)
    with console.capture() as captured:
        console.print(Text(title, style="bold"))
        if under:
            console.print(Text(under, style="dim"))
        for drawn in drawings:
            console.print()
            if isinstance(drawn, Branch):
                for line in tree_lines(drawn, width):
                    console.print(Text(line), soft_wrap=True)
                continue
            console.print(Text(drawn.title, style="bold cyan"))
            for said, bar in drawn.rows:
                if said:
                    text = Text(said)
                    text.highlight_regex(_BARS, "cyan")
                    console.print(Padding(text, (0, 0, 0, MARGIN)))
                if bar:
                    console.print(Padding(Text(bar, style="cyan", no_wrap=True), (0, 0, 0, MARGIN)))
            if drawn.legend:
                console.print(Padding(Text(drawn.legend, style="dim"), (0, 0, 0, MARGIN)))
    show(captured.get() if color else without_trailing_blanks(captured.get()))
