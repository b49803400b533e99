"""``export plan|profile|renewals|catalog --to FILE``: what is on the screen, for paper, mail, spreadsheets, scripts."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from credplan.core.errors import NO_PLAN, OK, MissingFile, UsageError
from credplan.core.model import Career, Catalog, Credential
from credplan.core.planning.question import Question
from credplan.core.profile import Learner, Profile
from credplan.shell.terminal import say

if TYPE_CHECKING:
    import datetime as dt

    from credplan.core.agenda import Entry
    from credplan.core.planning.answers import Plan
    from credplan.core.planning.trade_offs import TradeOffs
    from credplan.core.study import StudyTime

export_app = typer.Typer(
    name="export",
    help="Write a plan, your profile, its renewals or the catalog to a file, to print or for other programs.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ToOption = Annotated[str, typer.Option("--to", metavar="FILE", help="The file to write; - is stdout.")]
FormatOption = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="csv or json, if FILE does not say.")
]
PlanFormatOption = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="pdf, html, md, ics, csv or json, if FILE does not say.")
]
RenewalFormatOption = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="ics, csv or json, if FILE does not say.")
]
StudyOption = Annotated[
    str | None,
    typer.Option("--study", metavar="TIMES", help='When in the week you study, for ics: "Mon Wed 18:00-20:00".'),
]
PaperOption = Annotated[
    str | None, typer.Option("--paper", metavar="SIZE", help="letter or a4, for PDF; as usual where you live.")
]
LargeOption = Annotated[
    bool, typer.Option("--large-print", help="Large letters, for PDF: on as many sheets as it takes.")
]
GrayOption = Annotated[bool, typer.Option("--grayscale", help="Without colour, for PDF.")]
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
    file_format: PlanFormatOption = None,
    paper: PaperOption = None,
    large_print: LargeOption = False,
    grayscale: GrayOption = False,
    study: StudyOption = None,
    force: ForceOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""Write the plan that credplan plan would show: as a page to print, or for other programs.

    As PDF it is one or two sheets for learner and counselor, which a screen reader can read, too; as HTML a page for
    telephone, desk and printer; as Markdown a mail; as ics entries of a calendar, which a later import moves and does
    not double; as CSV and JSON rows and values.

    \b
    Examples:
      credplan export plan "data analyst" --to plan.csv
      credplan export plan "data analyst" --to plan.pdf
      credplan export plan "data analyst" --to plan.pdf --paper a4 --large-print --force
      credplan export plan phlebotomist --region TX --to plan.html
      credplan export plan "data analyst" --to plan.ics --study "Mon Wed 18:00-20:00, Sat 9:00-13:00"
      credplan export plan phlebotomist --budget 2500 --to plan.json
    """
    from credplan.core.plan_data import CSV_HEADER, no_plan_data, plan_data, plan_rows
    from credplan.core.planning.advise import answer
    from credplan.core.planning.answers import NoPlan
    from credplan.shell.export.files import PAGES, PLAN_FORMATS, chosen_format, write_export
    from credplan.shell.render.progress import progress

    chosen = chosen_format(to, file_format, PLAN_FORMATS)
    day = today(today_option)
    index = open_catalog(catalog, profile)
    learner = with_region(load_profile(profile) or Profile(), region)
    hours = _study(chosen, study, learner.learner)
    printing = _printing(chosen, paper, large_print, grayscale, learner.learner)
    wishes = Wishes(
        goal=tuple(goal or ()),
        hours_per_week=hours_per_week,
        budget=budget,
        by=by,
        start=start,
        region=region,
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
        found = answer(known, learner, question, extras=chosen != "csv")
    if chosen in PAGES:
        from credplan.core.handout.compose import handout
        from credplan.core.handout.no_plan import no_plan_handout
        from credplan.shell.language import choose_language

        choose_language(os.environ)

        asked = (known, learner, question, day)
        if isinstance(found, NoPlan):
            said = no_plan_handout(found, *asked, typed=wishes.typed())
            say("No plan fits; the page says what would have to change.", err=True)
        else:
            with progress("Weighing money against time"):
                against = _weighed(known, learner, question)
            said = handout(found, *asked, typed=wishes.typed(), against=against)
        _write_page(said, to, chosen, printing, force=force)
        return NO_PLAN if isinstance(found, NoPlan) else OK
    if isinstance(found, NoPlan):
        if chosen == "json":
            write_export(to, _json(no_plan_data(found, known, learner, question)), force=force)
        say("No plan fits; credplan plan says what would have to change.", err=True)
        return NO_PLAN
    if chosen == "json":
        write_export(to, _json(plan_data(found, known, learner, question)), force=force)
    elif chosen == "ics":
        from credplan.core.agenda import plan_agenda

        entries = plan_agenda(found, known, learner, question, hours, day)
        write_export(to, _calendar(entries, _name_of(found.goal), learner.learner, day), force=force)
        _about_study(found, entries, hours)
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
    file_format: RenewalFormatOption = None,
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
      credplan export renewals --to renewals.ics
    """
    from credplan.core.renewals import CSV_HEADER, renewal_data, renewal_rows, renewals
    from credplan.shell.export.files import RENEWAL_FORMATS, chosen_format, write_export

    chosen = chosen_format(to, file_format, RENEWAL_FORMATS)
    learner, day = load_profile(profile) or Profile(), today(today_option)
    found = renewals(learner, load_catalog(catalog, profile), day, years)
    if chosen == "ics":
        from credplan.core.agenda import renewals_agenda

        write_export(to, _calendar(renewals_agenda(found), "Renewals", learner.learner, day), force=force)
    elif chosen == "json":
        write_export(to, _json(renewal_data(found)), force=force)
    else:
        write_export(to, _csv(CSV_HEADER, renewal_rows(found)), force=force)
    for text in found.open:
        say(f"not known: {text}", err=True)
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


@export_app.command("schema")
def export_schema(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="plan, renewals, catalog or profile.")],
    to: Annotated[str, typer.Option("--to", metavar="FILE", help="The file to write; stdout if left out.")] = "-",
    force: ForceOption = False,
) -> int:
    r"""Write the JSON Schema of what export writes as JSON, for programs that check what they read.

    \b
    Examples:
      credplan export schema plan
      credplan export schema renewals --to renewals.schema.json
    """
    from credplan.core.schemas import NAMES, schema
    from credplan.shell.export.files import write_export

    if what not in NAMES:
        raise UsageError(f"There is no schema of {what!r}.", hint=f"There are: {', '.join(NAMES)}.")
    write_export(to, _json(schema(what)), force=force)
    _said(to)
    return OK


def _study(chosen: str, option: str | None, learner: Learner) -> "tuple[StudyTime, ...]":
    """When the learner studies, as the option says, else the profile; only a calendar goes by it."""
    from credplan.core.study import parse_study, study_of

    if option is None:
        return study_of(learner.study_times)
    if chosen != "ics":
        raise UsageError(f"--study is for calendars, and this will be {chosen}.", hint="Use --to FILE.ics.")
    try:
        return parse_study(option)
    except ValueError as problem:
        raise UsageError(f"--study: {problem}.", hint='Write it like "Mon Wed 18:00-20:00, Sat 9:00-13:00".') from None


def _calendar(entries: "tuple[Entry, ...]", name: str, learner: Learner, day: "dt.date") -> str:
    from credplan.shell.export.ics import ics

    title = " - ".join(x for x in (f"credplan: {name}", learner.name.strip()) if x)
    return ics(entries, title=title, owner=learner.name.strip(), today=day)


def _about_study(found: "Plan", entries: "tuple[Entry, ...]", hours: "tuple[StudyTime, ...]") -> None:
    """What the learner should know about the hours that were entered."""
    from credplan.core.agenda import left_over
    from credplan.core.units import Minutes

    if not hours:
        typer.echo("Study is entered on whole days: say your hours, and it is entered in them:", err=True)
        typer.echo('  credplan set study-times "Mon Wed 18:00-20:00, Sat 9:00-13:00"', err=True)
        return
    for name, minutes in left_over(found, entries):
        typer.echo(f"{Minutes(minutes)} h of {name} do not fit into your study times before its work ends.", err=True)


def _name_of(goal: Career | Credential) -> str:
    return goal.title if isinstance(goal, Career) else goal.name


def _printing(chosen: str, size: str | None, large: bool, gray: bool, learner: Learner) -> Any:
    """What the options say of the paper; they are for PDF alone. Unless it is said, Letter where that is usual."""
    from credplan.shell.export.pages import Paper

    for option, given in (("--paper", size is not None), ("--large-print", large), ("--grayscale", gray)):
        if given and chosen != "pdf":
            raise UsageError(f"{option} is for PDF, and this will be {chosen}.", hint="Use --to FILE.pdf.")
    if size is not None and size.lower() not in ("a4", "letter"):
        raise UsageError(f"--paper {size!r} is not known.", hint="Use --paper letter or --paper a4.")
    letter = learner.region.startswith(_LETTER) if learner.region else learner.currency == "USD"
    return Paper(size.lower() if size is not None else "letter" if letter else "a4", large, gray)


_LETTER = ("US", "CA", "MX", "PH", "CL", "CO", "VE", "PR")
"""Countries (ISO 3166-1) that print on Letter rather than on A4."""


def _weighed(catalog: Catalog, learner: Profile, question: Question) -> "TradeOffs | None":
    """Money against time for a page: a few more searches, without those at other hours a week."""
    from credplan.core.planning.ground import ground
    from credplan.core.planning.trade_offs import trade_offs

    base, found = ground(catalog, learner, question), None
    if base is not None:
        for found in trade_offs(base, paces=False):  # noqa: B007 - the last one knows all
            pass
    return found


def _write_page(page_of: Any, to: str, chosen: str, printing: Any, *, force: bool) -> None:
    from credplan.shell.export.files import write_export
    from credplan.shell.export.pages import page
    from credplan.shell.export.pdf import NoTypst

    try:
        content, remarks = page(page_of, chosen, printing)
    except NoTypst:
        if to == "-":
            raise MissingFile(_NO_TYPST, hint="Use --format html, and print it from a browser.") from None
        to = str(Path(to).with_suffix(".html"))
        content, remarks = page(page_of, "html", printing)[0], (f"{_NO_TYPST} A page to print from a browser instead:",)
    write_export(to, content, force=force)
    for remark in remarks:
        say(remark, err=True)
    _said(to)


_NO_TYPST = "A PDF needs the typst package, which is not installed for this Python."


def _json(value: Any) -> str:
    from credplan.cli.output import json_text

    return json_text(value)


def _csv(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    from credplan.cli.output import csv_text

    return csv_text(header, rows)


def _said(to: str) -> None:
    if to != "-":
        say(f"Written to {to}.", err=True)
