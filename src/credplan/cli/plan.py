"""``plan`` and ``gap``: the question is put together, answered by the core, and shown."""

import datetime as dt
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from credplan.cli.context import (
    CatalogOption,
    CsvOption,
    JsonOption,
    PlainOption,
    ProfileOption,
    TodayOption,
    load_profile,
    open_catalog,
    terminal_width,
    today,
)
from credplan.cli.question import (
    AccreditedOption,
    AlsoOption,
    AlternativesOption,
    CountUpkeepOption,
    DiffOption,
    FreeOption,
    LockOption,
    OnlineOption,
    PlanYearsOption,
    ProofOption,
    ProviderOption,
    SafeOption,
    StretchOption,
    TradeOffsOption,
    WhyOption,
    Wishes,
    WithoutOption,
    WithoutProviderOption,
    build_question,
    extract_for,
    find_target,
    with_region,
)
from credplan.core.errors import NO_PLAN, OK, UsageError
from credplan.core.mentions import held
from credplan.core.model import Career, Catalog
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.shell.terminal import say

BARS_FROM = 76
"""Columns that a table of a gap needs to have room for bars."""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def plan(
    goal: Annotated[
        list[str] | None,
        typer.Argument(metavar="[GOAL]", help="A career or a credential; the profile's goal if left out."),
    ] = None,
    hours_per_week: Annotated[
        str | None, typer.Option("--hours-per-week", metavar="N", help="Hours you can study a week.")
    ] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="AMOUNT", help="The most it may cost.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="DATE", help="The day by which the last award must have come.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="The day you begin; today if left out.")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="CODE", help="Where you live, e.g. US-TX.")] = None,
    cheapest: Annotated[bool, typer.Option("--cheapest", help="Least money, then soonest (the default).")] = False,
    fastest: Annotated[bool, typer.Option("--fastest", help="Soonest, then least money.")] = False,
    fewest: Annotated[bool, typer.Option("--fewest", help="Fewest steps, then least money.")] = False,
    balanced: Annotated[
        bool, typer.Option("--balanced", help="Money and your time together; needs an hour value.")
    ] = False,
    hour_value: Annotated[
        str | None,
        typer.Option("--hour-value", metavar="AMOUNT", help="What an hour of yours is worth, for --balanced."),
    ] = None,
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
    save: Annotated[
        str | None, typer.Option("--save", metavar="NAME", help="Keep this plan in your profile under NAME.")
    ] = None,
    timeline: Annotated[
        bool, typer.Option("--timeline", help="Draw the steps on the calendar, and the money over time.")
    ] = False,
    tree: Annotated[bool, typer.Option("--tree", help="Draw what leads to what.")] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Draw how strongly each thing asked for is shown, before and after.")
    ] = False,
    trade_offs: TradeOffsOption = False,
    alternatives: AlternativesOption = None,
    why: WhyOption = None,
    diff: DiffOption = None,
    proof: ProofOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""The best plan to a career or credential: steps on dates, what they cost and when, why each, and what is unsure.

    Without a profile it plans for someone who holds nothing and has 8 hours a week from today.

    \b
    Examples:
      credplan plan "data analyst"
      credplan plan phlebotomist --budget 1500 --by 2027-06-30
      credplan plan cissp --hours-per-week 12 --json
      credplan plan "data analyst" --timeline --coverage --tree
      credplan plan "data analyst" --safe --count-upkeep --years 10
      credplan plan "data analyst" --trade-offs
      credplan plan "data analyst" --why 1
      credplan plan "data analyst" --proof proof.json
      credplan plan "data analyst" --online --also "database administrator"

    Exit code 3 means: proved that nothing fits; the answer says the least that would have to change.
    """
    drawn = tuple(name for name, asked in (("timeline", timeline), ("coverage", coverage), ("tree", tree)) if asked)
    if drawn and (as_json or as_csv):
        raise UsageError("--timeline, --coverage and --tree draw on the screen; --json and --csv hold the whole plan.")
    further = {"--trade-offs": trade_offs, "--alternatives": alternatives, "--why": why, "--diff": diff}
    if any(further.values()):
        from credplan.cli.plan_answers import one_answer

        one_answer(further, save=save, drawn=bool(drawn))
    if proof:
        from credplan.cli.proof import require_new

        if any(further.values()):
            raise UsageError("--proof is about one plan; ask the other question apart.")
        require_new(proof)
    day = today(today_option)
    stored = load_profile(profile)
    index = open_catalog(catalog, profile)
    learner = with_region(stored or Profile(), region)
    named = (("cheapest", cheapest), ("fastest", fastest), ("fewest", fewest), ("balanced", balanced))
    wishes = Wishes(
        goal=tuple(goal or ()),
        hours_per_week=hours_per_week,
        budget=budget,
        by=by,
        start=start,
        hour_value=hour_value,
        objectives=tuple(name for name, chosen in named if chosen),
        without=tuple(without or ()),
        without_provider=tuple(without_provider or ()),
        region=region,
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
    against = None
    if diff:
        from credplan.cli.plan_answers import saved_named

        against = saved_named(learner, question, diff)
    known = extract_for(index, question, learner)
    from credplan.core.planning.advise import answer
    from credplan.core.planning.answers import Plan
    from credplan.shell.render.progress import progress

    before = None
    if learner.plan:
        from credplan.core.saved import saved_before

        before = saved_before(learner, question, save)
    with progress("Comparing plans"):
        found = answer(known, learner, question, extras=not (as_csv or any(further.values())), saved=before)
        kept = found
        if save is not None and before is not None and isinstance(found, Plan) and _kept(found):
            kept = answer(known, learner, question, extras=False, keep=before)
    if isinstance(found, Plan) and any(further.values()):
        from credplan.cli.plan_answers import Asked, Form, show_diff, show_next_best, show_trade_offs, show_why

        of, form = Asked(known, learner, question, wishes.typed()), Form(as_json=as_json, as_csv=as_csv, plain=plain)
        if trade_offs:
            return show_trade_offs(found, of, form)
        if why:
            return show_why(found, of, form, why)
        if against is not None:
            return show_diff(found, of, form, against, day)
        return show_next_best(found, of, form, alternatives or 1)
    if save is not None:
        _save(found, kept, question, save, day, known, profile)
    asked = (known, learner, question)
    if proof:
        from credplan.cli.proof import write_proof

        if proof != "-":
            _show(found, *asked, stored is not None, wishes.typed(), as_json=as_json, as_csv=as_csv, plain=plain)
        write_proof(found, *asked, proof)
        return OK if isinstance(found, Plan) else NO_PLAN
    if drawn and isinstance(found, Plan):
        from credplan.cli.plan_views import show_views

        show_views(found, asked, day, drawn, plain=plain)
        return OK
    _show(found, *asked, stored is not None, wishes.typed(), as_json=as_json, as_csv=as_csv, plain=plain)
    return OK if isinstance(found, Plan) else NO_PLAN


@app.command()
def gap(
    career: Annotated[
        list[str] | None, typer.Argument(metavar="[CAREER]", help="A career; the profile's goal if left out.")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="CODE", help="Where you live, e.g. US-TX.")] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> int:
    r"""What a career asks for and you do not hold yet, group by group, with what would meet it.

    \b
    Examples:
      credplan gap "data analyst"
      credplan gap nurse aide --region US-TX
    """
    from credplan.cli.output import print_table
    from credplan.core.gap import gap as find_gap

    day = today(today_option)
    index = open_catalog(catalog, profile)
    learner = with_region(load_profile(profile) or Profile(), region)
    target, _ = find_target(index, learner, tuple(career or ()), "gap")
    if not isinstance(target, Career):
        raise UsageError(
            f"{target.name} is a credential, and a gap is to a career.", hint=f"Try: credplan plan {target.id}"
        )
    rows = find_gap(index.around((target,), held(learner)), learner, target, day)
    if as_json:
        from credplan.cli.output import print_json

        groups = [
            {name: getattr(r, name) for name in ("kind", "name", "basis", "met", "by", "options")}
            | {"evidence_asked": r.cover.asked, "evidence_shown": r.cover.now}
            for r in rows
        ]
        print_json({"schema": 1, "career": {"id": target.id, "name": target.title}, "groups": groups})
        return OK
    from credplan.core.charts import cover_bar

    drawn = not (as_csv or plain)
    bars = drawn and terminal_width() >= BARS_FROM
    asked = [row for row in rows if row.kind != "plus"]
    print_table(
        f"{target.title} ({target.id}): {sum(r.met for r in asked)} of {len(asked)} met",
        ("kind", "what is asked", "state", "who says so", "held, or what would meet it"),
        [
            (
                r.kind,
                r.name,
                f"{cover_bar(r.cover, 1) if bars else ''} {'met' if r.met else 'missing'}".strip(),
                r.basis,
                ", ".join(r.by if r.met else r.options),
            )
            for r in rows
        ],
        as_csv=as_csv,
        plain=plain,
    )
    if drawn:
        told = "Each mark of a bar is a rung of proof: viewed, graded by the issuer, assessed independently, licence.\n"
        say(f"\n{told if bars else ''}What anchor, core and plus mean: credplan explain anchor", err=True)
    return OK


# -- the answer -------------------------------------------------------------------------------------------------------


def _show(
    found: Any,
    catalog: Catalog,
    profile: Profile,
    question: Question,
    has_profile: bool,
    typed: tuple[tuple[str, str], ...],
    *,
    as_json: bool,
    as_csv: bool,
    plain: bool,
) -> None:
    from credplan.core.planning.answers import Plan

    if as_json:
        from credplan.cli.output import print_json
        from credplan.core.plan_data import no_plan_data, plan_data

        if isinstance(found, Plan):
            print_json(plan_data(found, catalog, profile, question))
        else:
            print_json(no_plan_data(found, catalog, profile, question))
        return
    if as_csv and isinstance(found, Plan):
        from credplan.cli.output import print_csv
        from credplan.core.plan_data import CSV_HEADER, plan_rows

        print_csv(CSV_HEADER, plan_rows(found))
        return
    from credplan.core.report import no_plan_report, plan_report

    if isinstance(found, Plan):
        report = plan_report(found, catalog, profile, question, has_profile=has_profile, typed=typed)
    else:
        report = no_plan_report(found, catalog, profile, question, typed=typed)
    if as_csv:
        # A script that asked for rows gets none, and the reason where remarks belong.
        from credplan.shell.render.report import plain_lines

        typer.echo(plain_lines(report), err=True, nl=False)
    else:
        from credplan.cli.output import show_report

        show_report(report, plain=plain)


def _kept(found: Any) -> bool:
    """Whether the plan of the same name keeps its steps: others would be the best today, and not by enough."""
    return found.saved is not None and found.saved.keep and not found.saved.same


def _save(
    found: Any, kept: Any, question: Question, name: str, day: dt.date, catalog: Catalog, option: Path | None
) -> None:
    """Save ``kept``: the plan that was found, or the steps of the one saved before, from today on."""
    from credplan.core.planning.answers import Plan
    from credplan.core.planning.keeping import threshold
    from credplan.core.saved import saved_plan
    from credplan.shell.places import profile_path
    from credplan.shell.profile_file import save_plan

    if not isinstance(found, Plan) or not isinstance(kept, Plan):
        say("Nothing was saved: there is no plan to keep.", err=True)
        return
    path = profile_path(option)
    save_plan(path, saved_plan(kept, question, name, day, catalog.version))
    if kept is not found:
        least = threshold(found.objective, found.totals.currency)
        say(
            f"Plan {name!r} keeps its steps, on today's dates: the best plan of today does not gain {least}. "
            "Save that one under another name.",
            err=True,
        )
    else:
        say(f"Saved as plan {name!r} in {os.fspath(path)}; credplan next shows what comes first.", err=True)
