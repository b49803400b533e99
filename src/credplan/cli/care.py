"""``doctor``, ``paths`` and ``purge``: whether all is in order, where everything lies, and removing it."""

from typing import Annotated, Any

import typer

from credplan.cli.context import (
    CatalogOption,
    CsvOption,
    JsonOption,
    PlainOption,
    ProfileOption,
    TodayOption,
    color_allowed,
    load_catalog,
    terminal_width,
    today,
)
from credplan.core.errors import INVALID, OK, USAGE, CredplanError
from credplan.core.text import plural, safe_text
from credplan.shell.terminal import say

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def paths(
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
) -> None:
    r"""Where profile, backup, cache and catalogs lie, whether they are there, and what decided the place.

    \b
    Examples:
      credplan paths
      credplan paths --json
    """
    from credplan.shell.doctor import where

    found = where(profile, catalog)
    if as_json:
        from credplan.cli.output import print_json

        print_json(
            {
                "schema": 1,
                "paths": [
                    {"name": p.name, "path": p.path, "exists": p.exists, "decided_by": p.decided_by} for p in found
                ],
            }
        )
    elif as_csv:
        from credplan.cli.output import print_csv

        print_csv(
            ("name", "path", "exists", "decided_by"),
            [(p.name, safe_text(p.path), "yes" if p.exists else "no", p.decided_by) for p in found],
        )
    elif plain:
        for place in found:
            typer.echo(f"{place.name}: {safe_text(place.path)}")
            typer.echo(f"{_there(place.exists)} · {place.decided_by}")
    else:
        from credplan.core.report_shape import Report, Row, Section
        from credplan.shell.render.report import print_report

        rows = tuple(Row(p.name, safe_text(p.path), (f"{_there(p.exists)} · {p.decided_by}",)) for p in found)
        section = Section("FILES AND FOLDERS", rows)
        report = Report("Where things lie", "Nothing is written elsewhere, but where you name a file.", (section,))
        print_report(report, terminal_width(), color=color_allowed())


def _there(exists: bool) -> str:
    return "there" if exists else "not there"


@app.command()
def doctor(
    yes: Annotated[bool, typer.Option("--yes", help="Mend what can be mended without asking.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing and mend nothing.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Look whether everything is in order, and mend what can be after asking; exit code 4 when something is not.

    \b
    Examples:
      credplan doctor
      credplan doctor --yes
      credplan doctor --json
    """
    from credplan.shell.doctor import examine
    from credplan.shell.terminal import may_ask

    def look() -> tuple[Any, ...]:
        return examine(profile, lambda: load_catalog(catalog, profile), today(today_option))

    found = look()
    mended: list[str] = []
    if yes and any(f.mend for f in found):
        mended = [f.mend.what for f in found if f.mend and _mended(f.mend)]
        found = look()
    problems = _problems(found)
    if as_json:
        from credplan.cli.output import print_json

        checks = [
            {
                "name": f.name,
                "state": f.state,
                "text": f.text,
                "fix": f.fix or None,
                "mend": f.mend.what if f.mend else None,
            }
            for f in found
        ]
        print_json({"schema": 1, "problems": problems, "mended": mended, "checks": checks})
    elif as_csv:
        from credplan.cli.output import print_csv

        print_csv(("name", "state", "text", "fix"), [(f.name, f.state, safe_text(f.text), f.fix) for f in found])
    else:
        _print(found, problems, plain=plain)
        if not yes and not no_input and may_ask():
            problems -= _mended_after_asking(found)
        elif not yes and any(f.mend for f in found):
            say("credplan doctor --yes mends what it can: " + _mends(found), err=True)
    return INVALID if problems else OK


def _problems(found: tuple[Any, ...]) -> int:
    return sum(f.state == "problem" for f in found)


def _mends(found: tuple[Any, ...]) -> str:
    return safe_text("; ".join(f.mend.what for f in found if f.mend))


def _mended_after_asking(found: tuple[Any, ...]) -> int:
    """Ask for each thing that can be mended; how many problems are gone."""
    from credplan.cli.asking import confirmed

    return sum(
        f.state == "problem"
        for f in found
        if f.mend and confirmed(f"{f.name}: {safe_text(f.mend.what)}?") and _mended(f.mend)
    )


def _mended(mend: Any) -> bool:
    try:
        mend.do()
    except (CredplanError, OSError) as problem:
        for line in str(problem).split("\n"):
            say(safe_text(line), err=True)
        return False
    say(safe_text(f"Done: {mend.what}."), err=True)
    return True


def _print(found: tuple[Any, ...], problems: int, *, plain: bool) -> None:
    from credplan.cli.output import show_report
    from credplan.core.report_shape import Report, Row, Section

    mark = "{}, {}" if plain else "{:<7}  {}"
    rows = tuple(Row(mark.format(f.state, f.name), safe_text(f.text), _fix(f)) for f in found)
    summary = f"{plural(problems, 'problem')} found" if problems else "All is in order."
    report = Report("credplan doctor", summary, (Section("CHECKS", rows),))
    show_report(report, plain=plain)


def _fix(finding: Any) -> tuple[str, ...]:
    return (safe_text(finding.fix),) if finding.fix else ()


@app.command()
def purge(
    yes: Annotated[bool, typer.Option("--yes", help="Remove it without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only name it.")] = False,
    keep_profile: Annotated[
        bool, typer.Option("--keep-profile", help="Leave the profile and its versions where they are.")
    ] = False,
    profile: ProfileOption = None,
) -> int:
    r"""Name everything of credplan's on this machine, ask, and remove it: profile, versions, lock, cache.

    \b
    Examples:
      credplan purge --dry-run
      credplan purge --keep-profile --yes
    """
    from credplan.cli.asking import confirmed
    from credplan.shell.purge import belongings, remove
    from credplan.shell.stdin import refuse_to_write
    from credplan.shell.terminal import may_ask

    if profile is not None:
        refuse_to_write(profile)
    named = belongings(profile, keep_profile=keep_profile)
    if not named:
        say("There is nothing of credplan's here but the program itself.")
        return OK
    for item in named:
        say(f"{safe_text(item.path, 2000)}  ({item.what}{f', {item.size:,} bytes' if item.size else ''})")
    say(_NOT_TOUCHED, err=True)
    if dry_run:
        return OK
    if not yes and not may_ask():
        say("Nothing was removed. credplan purge --yes removes what is named above.", err=True)
        return USAGE
    if not yes and not confirmed(f"Remove these {plural(len(named), 'file')} and folders for good?"):
        say("Nothing was removed.", err=True)
        return OK
    gone = remove(named, profile)
    say(
        f"Removed {len(gone)} of {len(named)}; what is left is a folder with something else in it."
        if len(gone) < len(named)
        else f"Removed all {len(gone)}."
    )
    return OK


_NOT_TOUCHED = (
    "Not touched: what you exported, catalogs of your own, the completion line in your shell's file, and the program "
    "itself (pip uninstall credplan)."
)
