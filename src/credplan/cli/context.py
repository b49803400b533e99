"""What every command needs of the world, gathered once: the day, the profile, the catalog, the terminal."""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credplan.core.dates import parse_date
from credplan.core.errors import UsageError
from credplan.core.model import Catalog
from credplan.core.profile import Profile

if TYPE_CHECKING:
    from credplan.shell.catalog_index import CatalogIndex

ProfileOption = Annotated[
    Path | None, typer.Option("--profile", metavar="FILE", help="Another profile than the usual one.")
]
CatalogOption = Annotated[
    Path | None, typer.Option("--catalog", metavar="PATH", help="Another catalog: a TOML file or a folder of them.")
]
TodayOption = Annotated[
    str | None, typer.Option("--today", metavar="DATE", help="Plan as if today were DATE (or CREDPLAN_TODAY).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout, for scripts.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="CSV on stdout, for spreadsheets.")]
PlainOption = Annotated[bool, typer.Option("--plain", help="label: value lines, for screen readers and grep.")]


def today(option: str | None) -> dt.date:
    """The day to plan from: the option, else ``CREDPLAN_TODAY``, else the clock."""
    text = option or os.environ.get("CREDPLAN_TODAY")
    if not text:
        return dt.date.today()
    try:
        return parse_date(text)
    except ValueError as problem:
        raise UsageError(f"--today: {problem}") from None


def open_catalog(option: Path | None) -> "CatalogIndex":
    """The bundled catalog, or the one named by ``--catalog`` or ``CREDPLAN_CATALOG``, to read extracts from."""
    from credplan.shell.catalog_index import open_catalog as open_index

    chosen = option or (Path(os.environ["CREDPLAN_CATALOG"]) if os.environ.get("CREDPLAN_CATALOG") else None)
    return open_index((chosen,))


def load_catalog(option: Path | None) -> Catalog:
    """The whole of that catalog, for commands that look at everything."""
    return open_catalog(option).whole()


def load_profile(option: Path | None) -> Profile | None:
    """The learner's profile; ``None`` when there is none and none was asked for by name."""
    from credplan.shell.places import profile_path

    path = profile_path(option)
    if option is None:
        try:
            os.lstat(path)
        except FileNotFoundError:
            return None  # nothing to read, so nothing to load for reading it
        except (OSError, ValueError):
            pass  # the reader says what is wrong
    from credplan.shell.profile_file import read_profile

    return read_profile(path, required=option is not None)


def terminal_width(default: int = 80) -> int:
    """Columns to draw in: the terminal's own, ``COLUMNS``, or ``default`` when output goes to a file or pipe."""
    if os.environ.get("COLUMNS", "").isdigit():
        return max(40, min(int(os.environ["COLUMNS"]), 200))
    if not sys.stdout.isatty():
        return default
    try:
        return max(40, min(os.get_terminal_size().columns, 200))
    except OSError:
        return default


def color_allowed() -> bool:
    """Colour only on a terminal that can show it and did not say no (``NO_COLOR``, ``TERM=dumb``)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
