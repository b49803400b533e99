"""``export plan|profile|renewals|catalog --to FILE``: the same values as on screen, for spreadsheets and scripts."""

from typing import Annotated, Any

import typer

from credplan.cli.context import (
    CatalogOption,
    ProfileOption,
    TodayOption,
    load_catalog,
    load_profile,
    open_catalog,
    today,
)
from credplan.cli.question import (
    AccreditedOption,
    AlsoOption,
    CountUpkeepOption,
    FreeOption,
    LockOption,
    OnlineOption,
    PlanYearsOption,
    ProviderOption,
    SafeOption,
    StretchOption,
    Wishes,
    WithoutOption,
    WithoutProviderOption,
    build_question,
    extract_for,
    with_region,
)
from credplan.cli.renewals import YearsOption
from credplan.core.errors import NO_PLAN, OK, MissingFile
from credplan.core.profile import Profile

export_app = typer.Typer(
    name="export",
    help="Write a plan, your profile, its renewals or the catalog to a file for other programs.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ToOption = Annotated[str, typer.Option("--to", metavar="FILE", help="The file to write; - is stdout.")]
FormatOption = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="csv or json, if FILE does not say.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that exists.")]


@export_app.command("plan")
def export_plan(
    to: ToOption,
    goal: Annotated[list[str] | None, typer.Argument(metavar="[GOAL]", help="As for plan.")] = None,
    hours_per_week: Annotated[str | None, typer.Option("--hours-per-week", metavar="N", help="As for plan.")] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="AMOUNT", help="As for plan.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="DATE", help="As for plan.")] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="As for plan.")] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="CODE", help="As for plan.")] = None,
    fastest: Annotated[bool, typer.Option("--fastest", help="As for plan.")] = False,
    fewest: Annotated[bool, typer.Option("--fewest", help="As for plan.")] = False,
    balanced: Annotated[bool, typer.Option("--balanced", help="As for plan.")] = False,
    hour_value: Annotated[str | None, typer.Option("--hour-value", metavar="AMOUNT", help="As for plan.")] = None,
    also: AlsoOption = None,
    lock: LockOption = None,
    without: WithoutOption = None,
    without_provider: WithoutProviderOption = None,
    provider: ProviderOption = None,
    free: FreeOption = False,
    accredited: AccreditedOption = False,
    online: OnlineOption = False,
    safe: SafeOption = False,
    stretch: StretchOption = False,
    years: PlanYearsOption = 5,
    count_upkeep: CountUpkeepOption = False,
    file_format: FormatOption = None,
    force: ForceOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Write the plan that credplan plan would show.

    \b
    Examples:
      credplan export plan "data analyst" --to plan.csv
      credplan export plan phlebotomist --budget 2500 --to plan.json
    """
    from credplan.core.plan_data import CSV_HEADER, no_plan_data, plan_data, plan_rows
    from credplan.core.planning.advise import answer
    from credplan.core.planning.answers import NoPlan
    from credplan.shell.export.files import chosen_format, write_export
    from credplan.shell.render.progress import progress

    chosen = chosen_format(to, file_format)
    day = today(today_option)
    index = open_catalog(catalog, profile)
    learner = with_region(load_profile(profile) or Profile(), region)
    wishes = Wishes(
        goal=tuple(goal or ()),
        hours_per_week=hours_per_week,
        budget=budget,
        by=by,
        start=start,
        hour_value=hour_value,
        objectives=tuple(n for n, on in (("fastest", fastest), ("fewest", fewest), ("balanced", balanced)) if on),
        without=tuple(without or ()),
        without_provider=tuple(without_provider or ()),
        also=tuple(also or ()),
        provider=tuple(provider or ()),
        free=free,
        accredited=accredited,
        online=online,
        safe=safe,
        stretch=stretch,
        years=years,
        count_upkeep=count_upkeep,
        lock=tuple(lock or ()),
    )
    question = build_question(index, learner, wishes, day)
    known = extract_for(index, question, learner)
    with progress("Comparing plans"):
        found = answer(known, learner, question, extras=chosen == "json")
    if isinstance(found, NoPlan):
        if chosen == "json":
            write_export(to, _json(no_plan_data(found, known, learner, question)), force=force)
        typer.echo("No plan fits; credplan plan says what would have to change.", err=True)
        return NO_PLAN
    if chosen == "json":
        write_export(to, _json(plan_data(found, known, learner, question)), force=force)
    else:
        write_export(to, _csv(CSV_HEADER, plan_rows(found)), force=force)
    _said(to)
    return OK


@export_app.command("profile")
def export_profile(
    to: ToOption,
    file_format: FormatOption = None,
    force: ForceOption = False,
    profile: ProfileOption = None,
) -> int:
    r"""Write your profile.

    All of it as JSON, or its credentials as CSV.

    \b
    Examples:
      credplan export profile --to profile.json
      credplan export profile --to record.csv
    """
    from credplan.core.units import Minutes
    from credplan.shell.export.files import chosen_format, write_export

    chosen = chosen_format(to, file_format)
    stored = load_profile(profile)
    if stored is None:
        raise MissingFile("There is no profile to export yet.", hint="Begin one with: credplan init")
    if chosen == "json":
        write_export(to, _json(stored), force=force)
    else:
        header = ("id", "status", "earned", "expires", "parts", "hours_logged", "note")
        rows: list[tuple[str, ...]] = [
            (
                h.id,
                h.status,
                h.earned.isoformat() if h.earned else "",
                h.expires.isoformat() if h.expires else "",
                " ".join(h.parts),
                str(Minutes(h.hours_logged)),
                h.note,
            )
            for h in stored.credential
        ]
        write_export(to, _csv(header, rows), force=force)
    _said(to)
    return OK


@export_app.command("renewals")
def export_renewals(
    to: ToOption,
    years: YearsOption = 5,
    file_format: FormatOption = None,
    force: ForceOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Write what must be renewed when.

    \b
    Examples:
      credplan export renewals --to renewals.csv
      credplan export renewals --years 10 --to renewals.json
    """
    from credplan.core.renewals import CSV_HEADER, renewal_data, renewal_rows, renewals
    from credplan.shell.export.files import chosen_format, write_export

    chosen = chosen_format(to, file_format)
    found = renewals(load_profile(profile) or Profile(), load_catalog(catalog, profile), today(today_option), years)
    if chosen == "json":
        write_export(to, _json(renewal_data(found)), force=force)
    else:
        write_export(to, _csv(CSV_HEADER, renewal_rows(found)), force=force)
    for text in found.open:
        typer.echo(f"not known: {text}", err=True)
    _said(to)
    return OK


@export_app.command("catalog")
def export_catalog(
    to: ToOption,
    file_format: FormatOption = None,
    force: ForceOption = False,
    catalog: CatalogOption = None,
) -> int:
    r"""Write the catalog.

    Every record as JSON (--catalog reads it back), or one line a credential as CSV.

    \b
    Examples:
      credplan export catalog --to catalog.json
      credplan export catalog --to credentials.csv
    """
    from credplan.core.catalog_rows import CREDENTIAL_HEADER, credential_rows
    from credplan.shell.export.files import chosen_format, write_export
    from credplan.shell.render.progress import progress

    chosen = chosen_format(to, file_format)
    known = load_catalog(catalog)
    with progress("Writing the catalog"):
        text = _json(known) if chosen == "json" else _csv(CREDENTIAL_HEADER, credential_rows(known))
    write_export(to, text, force=force)
    _said(to)
    return OK


def _json(value: Any) -> str:
    from credplan.cli.output import json_text

    return json_text(value)


def _csv(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    from credplan.cli.output import csv_text

    return csv_text(header, rows)


def _said(to: str) -> None:
    if to != "-":
        typer.echo(f"Written to {to}.", err=True)
