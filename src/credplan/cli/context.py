"""What every command needs of the world, gathered once: the day, the profile, the catalog, the terminal."""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credplan.core.dates import parse_date
from credplan.core.errors import CredplanError, UsageError
from credplan.core.model import Catalog
from credplan.core.profile import Profile
from credplan.shell.stdin import is_stdin, read_stdin
from credplan.shell.terminal import color_allowed, columns

__all__ = ["color_allowed"]

if TYPE_CHECKING:
    from credplan.shell.catalog_index import CatalogIndex

ProfileOption = Annotated[
    Path | None, typer.Option("--profile", metavar="FILE", help="Another profile than the usual one; - is stdin.")
]
CatalogOption = Annotated[
    Path | None,
    typer.Option("--catalog", metavar="PATH", help="Another catalog: a TOML file or a folder of them; - is stdin."),
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


def open_catalog(option: Path | None, profile: Path | None = None) -> "CatalogIndex":
    """The catalog, to read extracts from: that of ``--catalog`` (``-``: stdin), of its variable, or of the profile.

    ``profile`` is the command's ``--profile``; its ``catalogs`` names the bundled catalog and files beside it.
    """
    from credplan.shell.catalog_index import open_catalog as open_index
    from credplan.shell.render.progress import progress

    if is_stdin(option):
        return _catalog_on_stdin()
    chosen = option or (Path(os.environ["CREDPLAN_CATALOG"]) if os.environ.get("CREDPLAN_CATALOG") else None)
    paths = (chosen,) if chosen is not None else _own_catalogs(profile)
    with progress("Reading the catalog"):
        return open_index(paths)


def load_catalog(option: Path | None, profile: Path | None = None) -> Catalog:
    """The whole of that catalog, for commands that look at everything."""
    return open_catalog(option, profile).whole()


def _own_catalogs(option: Path | None) -> tuple[Path | None, ...]:
    """The paths that a profile's ``catalogs`` names, relative ones beside the profile; None is the bundled one."""
    from credplan.shell.places import profile_path
    from credplan.shell.profile_text import MOST_BYTES
    from credplan.shell.regular import read_given

    if is_stdin(option):
        return (None,)
    path = profile_path(option)
    try:
        if b"catalogs" not in read_given(path, MOST_BYTES + 1):
            return (None,)  # most profiles: nothing to parse
        stored = load_profile(option)
    except (OSError, ValueError, CredplanError):
        return (None,)  # whoever needs the profile itself says what is wrong with it
    names = stored.catalogs if stored is not None else ()
    return tuple(None if n == "bundled" else path.parent / Path(n).expanduser() for n in names) or (None,)


def _catalog_on_stdin() -> "CatalogIndex":
    """The catalog that stdin holds, TOML or a JSON export: read by way of a file, as a catalog always is."""
    import tempfile

    from credplan.shell.catalog_files import MOST_BYTES
    from credplan.shell.catalog_index import open_catalog as open_index

    content = read_stdin("catalog", MOST_BYTES + 1)
    with tempfile.TemporaryDirectory(prefix="credplan-") as folder:
        suffix = "json" if content.lstrip()[:1] == b"{" else "toml"
        file = Path(folder, f"stdin.{suffix}")
        file.write_bytes(content)
        return open_index((file,))


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
    return columns(sys.stdout, default)
