"""``compare``: two to six credentials side by side."""

import sys
from typing import Annotated, Any

import typer

from credplan.cli.context import (
    CatalogOption,
    CsvOption,
    JsonOption,
    PlainOption,
    TodayOption,
    color_allowed,
    load_catalog,
    terminal_width,
    today,
)
from credplan.core.errors import OK, AmbiguousName, UnknownName, UsageError
from credplan.core.model import Catalog, Credential
from credplan.core.text import long_date
from credplan.shell.terminal import say

_SETTINGS: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
app = typer.Typer(**_SETTINGS)


@app.command()
def compare(
    credentials: Annotated[
        list[str], typer.Argument(metavar="ID ID ...", help="Two to six ids, names in quotes, or exam codes.")
    ],
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Two to six credentials side by side: money, hours, what they show, who recognises them, what they open.

    Money and hours are for somebody who holds nothing and has 8 hours a week; a plan counts what you hold.

    \b
    Examples:
      credplan compare a+ network+ security+
      credplan compare "Google Data Analytics" ibm/data-analyst --csv
    """
    from credplan.core import compare as comparing

    day = today(today_option)
    known = load_catalog(catalog)
    found = comparing.compare(known, _chosen(known, credentials, comparing.LEAST, comparing.MOST), day)
    if as_json:
        from credplan.cli.output import print_json

        print_json(comparing.compare_data(found, known, day))
        return OK
    if as_csv:
        from credplan.cli.output import print_csv

        print_csv(comparing.CSV_HEADER, comparing.csv_rows(found))
        return OK
    from credplan.shell.render.side_by_side import side_by_side, side_by_side_lines

    titles = [one.credential.name for one in found]
    rows, following = comparing.rows(found, known, day), comparing.commands(found)
    if plain:
        sys.stdout.write(side_by_side_lines(titles, rows, following))
    else:
        sys.stdout.write(side_by_side(titles, rows, following, terminal_width(), color=color_allowed()))
        assumed = f"For somebody who holds nothing, at 8 hours a week from {long_date(day)}."
        say(f"\n{assumed}\n~ rests on one source, or is old or undated.", err=True)
        say("How to tell whom to trust: credplan explain trust", err=True)
    return OK


def _chosen(catalog: Catalog, texts: list[str], least: int, most: int) -> list[Credential]:
    """The credentials named, each once.

    Raises:
        UsageError: too few or too many, one that is unknown or ambiguous, or a career.
    """
    from credplan.core.names import find_career, find_credential

    found: dict[str, Credential] = {}
    for text in texts:
        try:
            credential = find_credential(catalog, text)
        except UnknownName as unknown:
            try:
                career = find_career(catalog, text)
            except UsageError:
                unknown.hint += _quotes(texts)
                raise unknown from None
            raise UsageError(
                f"{career.title} is a career; compare sets credentials side by side.",
                hint=f"All about it: credplan career show {career.id}",
            ) from None
        except AmbiguousName as several:
            several.hint += _quotes(texts)
            raise
        found[credential.id] = credential
    if not least <= len(found) <= most:
        same = " different" if len(found) < len(texts) else ""
        raise UsageError(
            f"compare takes {least} to {most}{same} credentials; this is {len(found)}.",
            hint="All about one: credplan show ID" if len(found) < least else "Leave some out, or ask twice.",
        )
    return list(found.values())


def _quotes(texts: list[str]) -> str:
    """Names of several words must be quoted here, where every word could be a name of its own."""
    return (
        '\nA name of several words needs quotes: credplan compare "Google Data Analytics" a+' if len(texts) > 2 else ""
    )
