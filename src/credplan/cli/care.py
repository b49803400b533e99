"""``doctor`` and ``paths``: whether all is in order, and where everything lies."""

from typing import Any

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
from credplan.core.errors import INVALID, OK
from credplan.core.text import plural, safe_text

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
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Look whether everything is in order; exit code 4 when something is not. Nothing of yours is changed.

    \b
    Examples:
      credplan doctor
      credplan doctor --json
    """
    from credplan.shell.doctor import examine

    found = examine(profile, lambda: load_catalog(catalog, profile), today(today_option))
    problems = sum(f.state == "problem" for f in found)
    if as_json:
        from credplan.cli.output import print_json

        print_json(
            {
                "schema": 1,
                "problems": problems,
                "checks": [{"name": f.name, "state": f.state, "text": f.text, "fix": f.fix or None} for f in found],
            }
        )
    elif as_csv:
        from credplan.cli.output import print_csv

        print_csv(("name", "state", "text", "fix"), [(f.name, f.state, safe_text(f.text), f.fix) for f in found])
    else:
        _print(found, problems, plain=plain)
    return INVALID if problems else OK


def _print(found: tuple[Any, ...], problems: int, *, plain: bool) -> None:
    from credplan.core.report_shape import Report, Row, Section
    from credplan.shell.render.report import plain_lines, print_report

    mark = "{}, {}" if plain else "{:<7}  {}"
    rows = tuple(Row(mark.format(f.state, f.name), safe_text(f.text), _fix(f)) for f in found)
    summary = f"{plural(problems, 'problem')} found" if problems else "All is in order."
    report = Report("credplan doctor", summary, (Section("CHECKS", rows),))
    if plain:
        typer.echo(plain_lines(report), nl=False)
    else:
        print_report(report, terminal_width(), color=color_allowed())


def _fix(finding: Any) -> tuple[str, ...]:
    return (safe_text(finding.fix),) if finding.fix else ()
