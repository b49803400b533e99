"""``profile show|check|path|schema|edit|history|restore``: the file itself."""

import os
import sys
from pathlib import Path
from typing import Any

import typer

from credplan.cli.context import (
    CatalogOption,
    CsvOption,
    JsonOption,
    PlainOption,
    ProfileOption,
    TodayOption,
    load_catalog,
    open_catalog,
    today,
)
from credplan.cli.record_history import history, restore
from credplan.core.errors import INVALID, OK, InvalidFile, UsageError
from credplan.core.text import plural, safe_text
from credplan.shell.terminal import say

profile_app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Your profile as a file: show it, check it, find it, edit it, go back to an older version.",
)


@profile_app.command()
def show(
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""Show the whole profile: as it is written, or as JSON, CSV (credentials) or plain lines.

    \b
    Examples:
      credplan profile show
      credplan profile show --json
    """
    from credplan.shell.profile_file import read_profile, read_text

    path = _path(profile)
    stored = read_profile(path, required=True)
    assert stored is not None
    if as_json:
        from credplan.cli.output import print_json

        print_json(_whole(stored))
    elif as_csv:
        from credplan.cli.record_views import holdings_csv

        holdings_csv(stored, load_catalog(catalog, profile), today(today_option))
    elif plain:
        typer.echo("\n".join(_lines(_whole(stored), "")))
    else:
        lines = read_text(path).rstrip("\n").split("\n")
        typer.echo("\n".join(safe_text(line, max(len(line), 1)) for line in lines))


@profile_app.command()
def check(
    as_json: JsonOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
) -> int:
    r"""Check the profile and list every problem with its line; exit code 4 when there is one.

    \b
    Examples:
      credplan profile check
      credplan profile check --profile other.toml
    """
    return _check(_path(profile), catalog, as_json=as_json)


@profile_app.command()
def path(profile: ProfileOption = None) -> None:
    r"""Print where the profile lies, and nothing else.

    \b
    Examples:
      credplan profile path
      cp "$(credplan profile path)" backup.toml
    """
    where = os.fspath(_path(profile))
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        typer.echo(safe_text(where, len(where)))
    else:  # for a script, byte for byte
        sys.stdout.buffer.write(os.fsencode(where) + b"\n")


@profile_app.command()
def schema() -> None:
    r"""Print the profile's format as a JSON Schema, from which editors complete and check.

    \b
    Examples:
      credplan profile schema
      credplan profile schema > profile.schema.json

    Editors that know taplo (such as VS Code with Even Better TOML) then show
    what each key means, if this is the first line of the profile:

    \b
      #:schema ./profile.schema.json
    """
    from credplan.cli.output import print_json
    from credplan.core.profile_schema import profile_schema

    print_json(profile_schema())


@profile_app.command()
def edit(profile: ProfileOption = None, catalog: CatalogOption = None) -> int:
    r"""Open the profile in your editor (VISUAL, EDITOR), then check it.

    \b
    Examples:
      credplan profile edit
      EDITOR=nano credplan profile edit
    """
    import subprocess

    from credplan.shell.profile_versions import editing

    file = _path(profile)
    with editing(file):
        command = [*_editor(), os.fspath(file)]
        try:
            code = subprocess.run(command, check=False).returncode
        except (OSError, ValueError) as problem:
            raise UsageError(
                f"The editor {command[0]!r} can't be started: {getattr(problem, 'strerror', None) or problem}.",
                hint="Set EDITOR to another one.",
            ) from None
    if code:
        say(f"The editor ended with code {code}.", err=True)
    return _check(file, catalog, as_json=False)


profile_app.command("history")(history)
profile_app.command("restore")(restore)


def _check(file: Path, catalog: Path | None, *, as_json: bool) -> int:
    """Print the findings on stdout: problems of the file, and what the catalog does not know as warnings."""
    from credplan.core.status import warnings
    from credplan.shell.catalog_extracts import recorded
    from credplan.shell.profile_file import read_profile

    problems: tuple[str, ...] = ()
    message = ""
    stored = None
    try:
        stored = read_profile(file, required=True)
    except InvalidFile as problem:
        problems, message = problem.problems or (problem.message,), str(problem)
    told: list[str] = []
    if stored is not None:
        index = open_catalog(catalog, file)
        told = warnings(stored, recorded(index, stored) or index.whole())
    if as_json:
        from credplan.cli.output import print_json

        print_json({"schema": 1, "profile": os.fspath(file), "problems": list(problems), "warnings": told})
    elif problems:
        say("\n".join(safe_text(line) for line in message.split("\n")))
    else:
        for warning in told:
            say(f"warning: {warning}")
        say(f"{file}: no problems" + (f", {plural(len(told), 'warning')}" if told else ""))
    return INVALID if problems else OK


def _path(option: Path | None) -> Path:
    from credplan.shell.places import profile_path

    return profile_path(option)


def _editor() -> list[str]:
    """The learner's editor with its options; one that is surely there where none is named."""
    import shlex
    import shutil

    for name in ("VISUAL", "EDITOR"):
        if os.environ.get(name, "").strip():
            # On Windows a path has backslashes, which POSIX rules would swallow.
            try:
                return shlex.split(os.environ[name], posix=os.name != "nt")
            except ValueError:
                raise UsageError(f"{name} has a quote without its other half.", hint=f"Set {name} anew.") from None
    for name in ("notepad",) if sys.platform == "win32" else ("nano", "vi"):
        if shutil.which(name):
            return [name]
    raise UsageError("No editor was found.", hint="Set EDITOR, such as: EDITOR=nano credplan profile edit")


def _whole(value: Any) -> Any:
    """Plain values with every key in its place, those left at their defaults too."""
    import msgspec

    if isinstance(value, msgspec.Struct):
        return {name: _whole(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_whole(v) for v in value]
    return value


def _lines(value: Any, name: str) -> list[str]:
    """``credential 1 id: comptia/a-plus`` for every value that is set."""
    if isinstance(value, dict):
        return [line for key, inner in value.items() for line in _lines(inner, f"{name} {key}".strip())]
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        return [line for i, inner in enumerate(value, 1) for line in _lines(inner, f"{name} {i}")]
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return [] if value in (None, "", False) else [f"{name}: {value}"]
