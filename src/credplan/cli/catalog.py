"""The catalog commands: ``careers``, ``career show``, ``search``, ``show``, ``catalog info|check|pull``."""

import sys
from pathlib import Path
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
from credplan.core.errors import INVALID, OK, InvalidFile, MissingFile, UsageError
from credplan.core.model import Career, Catalog, Credential, Skill
from credplan.core.text import long_date, plural, safe_text

_SETTINGS: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
app = typer.Typer(**_SETTINGS)
career_app = typer.Typer(help="One career in full.", no_args_is_help=True, **_SETTINGS)
catalog_app = typer.Typer(
    help="The catalog itself: what it holds, whether it is sound.", no_args_is_help=True, **_SETTINGS
)


@app.command()
def careers(
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]", help="Words of a title or field.")] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="F", help="Only this field, e.g. health.")] = None,
    no_degree: Annotated[
        bool, typer.Option("--no-degree", help="Only those whose usual way in is no college degree.")
    ] = False,
    under: Annotated[
        str | None,
        typer.Option("--under", metavar="AMOUNT", help="Only those that cost at most AMOUNT, cheapest first."),
    ] = None,
    costs: Annotated[bool, typer.Option("--costs", help="Show least costs however long the list is.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""The careers that plans can lead to: least cost and time, usual education, wage, openings, licence.

    Cost and time are the exact plan for somebody who holds nothing and has 8 hours a week from today.

    \b
    Examples:
      credplan careers
      credplan careers --under 500 --no-degree
      credplan careers analyst --csv
    """
    from credplan.cli.searching import check_field, listed_careers
    from credplan.core.catalog_view import lists

    day = today(today_option)
    known = load_catalog(catalog)
    text = " ".join(query or ())
    if field is not None:
        check_field(field, {c.field for c in known.careers})
    found = listed_careers(known, text, field or "", day, no_degree=no_degree, under=under, costs=costs)
    if as_json:
        from credplan.core.catalog_view.data import careers_data

        _print_json(careers_data(found.careers, found.costs, known, day))
    elif as_csv:
        _print_csv(lists.CAREER_HEADER, lists.career_rows(found.careers, found.costs))
    else:
        cells = [lists.career_cells(c, found.costs.get(c.id)) for c in found.careers]
        _print_list(lists.CAREER_LABELS, cells, plain=plain)
    _remark(found.remark(known, text, quiet=as_json or as_csv or plain))
    return OK


@career_app.command("show")
def show_career(
    career: Annotated[list[str], typer.Argument(metavar="CAREER", help="A title or an O*NET-SOC code.")],
    as_json: JsonOption = False,
    plain: PlainOption = False,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Everything known about a career: the door first, then pay and outlook, what it takes, and every source.

    \b
    Examples:
      credplan career show phlebotomist
      credplan career show 15-1212 --json
    """
    from credplan.core.names import find_career

    known = load_catalog(catalog)
    _show(find_career(known, " ".join(career)), known, today_option, as_json=as_json, plain=plain)
    return OK


@career_app.callback()
def _career() -> None:
    """One career in full."""


@app.command()
def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="Words of a name, exam code, skill or provider.")
    ] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="F", help="Only this field, e.g. data.")] = None,
    provider: Annotated[str | None, typer.Option("--provider", metavar="P", help="Only this provider.")] = None,
    skill: Annotated[str | None, typer.Option("--skill", metavar="S", help="Only what teaches this skill.")] = None,
    level: Annotated[
        str | None, typer.Option("--level", metavar="L", help="beginner, intermediate or advanced.")
    ] = None,
    free: Annotated[
        bool, typer.Option("--free", help="Only what can be earned, certificate included, for nothing.")
    ] = False,
    max_price: Annotated[
        str | None, typer.Option("--max-price", metavar="AMOUNT", help="The most it may cost by itself, in USD.")
    ] = None,
    max_hours: Annotated[
        str | None, typer.Option("--max-hours", metavar="N", help="The most hours it may take from nothing.")
    ] = None,
    no_prerequisites: Annotated[
        bool,
        typer.Option(
            "--no-prerequisites", help="Only what asks for no other credential, paid work, degree or practice."
        ),
    ] = False,
    accredited: Annotated[bool, typer.Option("--accredited", help="Only what an accreditor vouches for.")] = False,
    active: Annotated[bool, typer.Option("--active", help="Only what can still be earned.")] = False,
    status: Annotated[
        str | None, typer.Option("--status", metavar="S", help="active, retiring, retired, announced or unknown.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most N of them.")] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""The credentials that match all the words, best match first, those that can be earned before retired ones.

    The words "free" and "no prerequisites" count as the filters. Prices are those of the credential by itself, with
    subscriptions at 8 hours a week; hours are from nothing.

    \b
    Examples:
      credplan search security+
      credplan search free sql --no-prerequisites
      credplan search cloud --max-price 150 --max-hours 100
      credplan search --field health --csv
    """
    from credplan.cli.searching import Wishes, read_wishes, remark
    from credplan.core.catalog_view import lists
    from credplan.core.search import search as find

    day = today(today_option)
    known = load_catalog(catalog)
    wishes = Wishes(
        field=field,
        provider=provider,
        skill=skill,
        level=level,
        free=free,
        max_price=max_price,
        max_hours=max_hours,
        no_prerequisites=no_prerequisites,
        accredited=accredited,
        active=active,
        status=status,
    )
    text, wanted, read_as = read_wishes(known, " ".join(query or ()), wishes)
    found = find(known, text, wanted, day, limit)
    if as_json:
        from credplan.core.catalog_view.data import search_data

        _print_json(search_data(found, text, wanted, known))
    elif as_csv:
        _print_csv(lists.SEARCH_HEADER, lists.search_rows(found.shown, known))
    else:
        _print_list(lists.SEARCH_LABELS, lists.search_cells(found.shown, known), plain=plain)
    _remark(remark(known, text, wanted, found, read_as, day, quiet=as_json or as_csv or plain))
    return OK


@app.command()
def show(
    credential: Annotated[
        list[str], typer.Argument(metavar="ID", help="An id, a name or an exam code; also a skill or a career.")
    ],
    skill: Annotated[bool, typer.Option("--skill", help="The skill, where a credential is called so, too.")] = False,
    tree: Annotated[bool, typer.Option("--tree", help="What leads to it and what it leads to, drawn.")] = False,
    as_json: JsonOption = False,
    plain: PlainOption = False,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Everything known about a credential: ways to it, prices, validity, what it opens, with every source.

    About a skill: what it means, who teaches it at which level, which careers ask for it.

    \b
    Examples:
      credplan show comptia/a-plus
      credplan show SY0-701 --json
      credplan show sql
      credplan show --skill javascript
      credplan show network+ --tree
    """
    from credplan.core import names

    known = load_catalog(catalog)
    text = " ".join(credential)
    record = names.find_skill(known, text) if skill else names.find_record(known, text)
    if tree:
        _show_tree(record, known, data=as_json, plain=plain)
        return OK
    if isinstance(record, Skill):
        _show_skill(record, known, as_json=as_json, plain=plain)
        return OK
    _show(record, known, today_option, as_json=as_json, plain=plain)
    same = names.skills(known, text)
    if len(same) == 1 and not (as_json or plain) and names.fold(text) in map(names.fold, (same[0].id, same[0].name)):
        _remark(f"\nA skill is called so, too: credplan show --skill {same[0].id}")
    return OK


def _show_tree(record: object, known: Catalog, *, data: bool, plain: bool) -> None:
    if not isinstance(record, Credential):
        raise UsageError("--tree is about a credential.", hint="Try: credplan show comptia/network-plus --tree")
    if data:
        raise UsageError("--tree draws on the screen; --json has opens[] and led_by[].")
    from credplan.core.tree import credential_tree, outline
    from credplan.shell.render.drawings import print_drawings

    branch = credential_tree(record, known)
    if plain:
        typer.echo("\n".join(outline(branch)))
    else:
        print_drawings(f"{record.name} ({record.id})", "", branch.below, terminal_width(), color=color_allowed())


# ---- the catalog itself -------------------------------------------------------------------------------------------


@catalog_app.command()
def info(
    as_json: JsonOption = False,
    plain: PlainOption = False,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Which catalog is in use: its version, date and size, and how well its facts are supported.

    Fresh facts held at most 12 months ago, ageing ones at most 24, stale ones longer; undated: no page shows a date.

    \b
    Examples:
      credplan catalog info
      credplan catalog info --json
    """
    from credplan.core.catalog_view.data import info_data

    day = today(today_option)
    known = load_catalog(catalog)
    data = info_data(known, day)
    if as_json:
        _print_json(data)
        return OK
    counts, grades = data["counts"], data["grades"]
    rows = [
        ("version", known.version),
        ("date", f"{long_date(known.date)} ({_age(data['age_days'])})"),
        *((name, f"{counts[name]:,}") for name in ("credentials", "careers", "skills", "providers")),
        ("facts", f"{counts['facts']:,} from {plural(counts['sources'], 'source')}"),
        ("grades", ", ".join(f"{name} {number:,}" for name, number in grades.items())),
        ("age", ", ".join(f"{name} {number:,}" for name, number in data["ages"].items())),
        ("doubt", f"{data['one_source']:,} on one source, {data['conflicts']:,} where sources differ"),
        ("unknown prices", f"{data['unknown_prices']:,}"),
    ]
    from textwrap import fill

    wide = 0 if plain else max(len(label) for label, _ in rows) + 2
    for label, value in rows:
        if plain:
            typer.echo(f"{label}: {value}")
        else:
            typer.echo(fill(f"{label:<{wide}}{value}", terminal_width(), subsequent_indent=" " * wide))
    if not plain:
        _remark("\nWhat grades and ages mean: credplan explain grade")
    return OK


@catalog_app.command("check")
def check_catalog(
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="A TOML file, a folder, an export; - is stdin.")
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    catalog: CatalogOption = None,
) -> int:
    r"""Look for everything that is wrong in a catalog: errors (exit code 4) and warnings (exit code 0).

    \b
    Examples:
      credplan catalog check
      credplan catalog check mycollege.toml
    """
    from credplan.core.catalog_check import Finding, check
    from credplan.core.catalog_check.walk import error
    from credplan.shell.render.progress import progress

    found: tuple[Finding, ...]
    try:
        known = load_catalog(path or catalog)
        with progress("Checking the catalog"):
            found = check(known)
        size = f"{plural(len(known.credentials), 'credential')} and {plural(len(known.careers), 'career')}"
    except InvalidFile as problem:
        if not (as_json or as_csv):
            raise
        # File names and lines are quoted in it as they are; elsewhere the one place for errors makes them inert.
        pairs = (safe_text(text).partition(": ") for text in problem.problems or (problem.message,))
        found = tuple(error(where, what, "") for where, _, what in pairs)
        size = "a catalog that can't be read"
    errors = sum(f.severity == "error" for f in found)
    if as_json:
        _print_json({"schema": 1, "errors": errors, "warnings": len(found) - errors, "findings": list(found)})
    elif as_csv:
        _print_csv(("severity", "where", "what", "fix"), [(f.severity, f.where, f.what, f.fix) for f in found])
    elif plain:
        from credplan.shell.render.catalog import list_lines, write

        write(list_lines(("severity", "where", "what", "fix"), [(f.severity, f.where, f.what, f.fix) for f in found]))
    else:
        for finding in found:
            typer.echo(str(finding))
    if errors:
        _remark(f"{plural(errors, 'error')} and {plural(len(found) - errors, 'warning')} in {size}.")
    else:
        _remark(f"No errors, {plural(len(found), 'warning')} in {size}.")
    return INVALID if errors else OK


@catalog_app.command()
def pull(
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Where signed catalogs are published.")] = None,
) -> int:
    r"""Install the catalog that came with this program and check it.

    \b
    Examples:
      credplan catalog pull
    """
    if url is not None:
        raise MissingFile(
            f"Nothing was fetched from {url[:200]}: this version installs only the catalog that came with it.",
            hint="Signed catalogs from an address come in a later version. Without an address: credplan catalog pull",
        )
    from credplan.core.catalog_check import check
    from credplan.shell.catalog_index import read_catalog

    known = read_catalog(None)
    errors = [str(f) for f in check(known) if f.severity == "error"]
    if errors:
        raise InvalidFile("The catalog that came with this program has errors:", problems=tuple(errors[:20]))
    typer.echo(
        f"The bundled catalog {known.version} of {long_date(known.date)} is in use: "
        f"{plural(len(known.credentials), 'credential')}, {plural(len(known.careers), 'career')}, no errors."
    )
    return OK


# ---- shared -------------------------------------------------------------------------------------------------------


def _show(
    record: Credential | Career, catalog: Catalog, today_option: str | None, *, as_json: bool, plain: bool
) -> None:
    day = today(today_option)
    if as_json:
        from credplan.core.catalog_view.data import record_data

        _print_json(record_data(record, catalog, day))
        return
    from credplan.core.catalog_view.pages import career_page, credential_page
    from credplan.shell.render.catalog import page_lines, page_text, write

    page = career_page(record, catalog, day) if isinstance(record, Career) else credential_page(record, catalog, day)
    text = page_lines(page) if plain else page_text(page, terminal_width(), color=color_allowed())
    write(text, paged=not plain)


def _show_skill(skill: Skill, catalog: Catalog, *, as_json: bool, plain: bool) -> None:
    from credplan.core.catalog_view.skill import skill_data, skill_page

    if as_json:
        _print_json(skill_data(skill, catalog))
        return
    from credplan.shell.render.catalog import page_lines, page_text, write

    page = skill_page(skill, catalog)
    write(page_lines(page) if plain else page_text(page, terminal_width(), color=color_allowed()), paged=not plain)


def _print_json(value: Any) -> None:
    from credplan.cli.output import print_json

    print_json(value)


def _print_csv(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from credplan.cli.output import print_csv

    print_csv(header, rows)


def _print_list(labels: tuple[str, ...], rows: list[tuple[str, ...]], *, plain: bool) -> None:
    from credplan.shell.render.catalog import list_lines, list_text, write

    text = list_lines(labels, rows) if plain else list_text(labels, rows, terminal_width(), color=color_allowed())
    write(text, paged=not plain)


def _remark(text: str) -> None:
    """One remark on stderr, so that what is piped holds nothing but the answer; none is nothing."""
    if not text:
        return
    print("\n".join(safe_text(line) for line in text.split("\n")), file=sys.stderr)


def _age(days: int) -> str:
    if days <= 0:
        return "today" if days == 0 else "later than today"
    old = "" if days <= 365 else ", ageing" if days <= 730 else ", stale"
    return f"{plural(days, 'day')} old{old}"
