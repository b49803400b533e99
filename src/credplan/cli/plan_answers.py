"""What more ``plan`` answers: money against time, the next best, why a step, and what changed since a saved plan."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
import typer

from credplan.cli.output import print_csv, print_json, show_report
from credplan.core.errors import INTERRUPTED, OK, UsageError
from credplan.core.model import Catalog
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.text import plural

if TYPE_CHECKING:
    from credplan.core.planning.answers import Plan, Step
    from credplan.core.profile import SavedPlan


class Form(msgspec.Struct, frozen=True):
    """In which form the answer is wanted; neither: drawn."""

    as_json: bool
    as_csv: bool
    plain: bool


class Asked(msgspec.Struct, frozen=True):
    """What was asked of what, and the options that say so."""

    catalog: Catalog
    profile: Profile
    question: Question
    typed: tuple[tuple[str, str], ...]


def one_answer(further: Mapping[str, object], *, save: str | None, drawn: bool) -> None:
    """Refuse two answers at once, before anything is computed."""
    chosen = [option for option, value in further.items() if value]
    if len(chosen) > 1:
        raise UsageError(f"{chosen[0]} and {chosen[1]} are two different answers; ask for one.")
    if chosen and save is not None:
        raise UsageError(f"{chosen[0]} keeps nothing; run the same with --save and without it.")
    if chosen and drawn:
        raise UsageError(f"{chosen[0]} can't be drawn with --timeline, --coverage or --tree; run them apart.")


def show_trade_offs(plan: "Plan", asked: Asked, form: Form) -> int:
    """``--trade-offs``; Ctrl-C ends the search with what it found, and with its own exit code."""
    from credplan.core.planning.ground import ground
    from credplan.core.planning.trade_offs import TradeOffs, trade_offs
    from credplan.core.trade_off_words import CSV_HEADER, trade_off_data, trade_off_report, trade_off_rows
    from credplan.shell.render.progress import progress

    found, code = TradeOffs(), OK
    catalog, profile, question = asked.catalog, asked.profile, asked.question

    try:
        with progress("Weighing money against time") as tell:
            base = ground(catalog, profile, question)
            assert base is not None
            for found in trade_offs(base, paces=not form.as_csv):
                tell(f"{plural(len(found.plans), 'plan')} so far")
    except KeyboardInterrupt:
        if not found.plans:
            raise
        code = INTERRUPTED
    if form.as_json:
        from credplan.core.plan_data import plan_data

        whole = plan_data(plan, catalog, profile, question)
        print_json({**whole, **trade_off_data(found, catalog, profile, question)})
    elif form.as_csv:
        print_csv(CSV_HEADER, trade_off_rows(found.plans, question))
        if not found.whole:
            typer.echo("These are not all: the search was stopped before its end.", err=True)
    else:
        show_report(trade_off_report(found, catalog, profile, question, asked.typed), plain=form.plain)
    return code


def show_next_best(plan: "Plan", asked: Asked, form: Form, count: int) -> int:
    """``--alternatives N``."""
    from credplan.core.next_best_words import next_best_data, next_best_report, next_best_rows
    from credplan.core.planning.ground import ground
    from credplan.core.planning.next_best import Next, next_best
    from credplan.core.trade_off_words import CSV_HEADER
    from credplan.shell.render.progress import progress

    found: list[Next] = []
    catalog, profile, question = asked.catalog, asked.profile, asked.question
    with progress("Looking for other plans") as tell:
        base = ground(catalog, profile, question)
        assert base is not None
        for one in next_best(base, count):
            found.append(one)
            tell(f"{len(found) - 1} of {count} so far")
    if form.as_json:
        from credplan.core.plan_data import plan_data

        whole = plan_data(plan, catalog, profile, question)
        print_json({**whole, **next_best_data(found, catalog, profile, question)})
    elif form.as_csv:
        print_csv(CSV_HEADER, next_best_rows(found, question))
    else:
        show_report(next_best_report(found, count, catalog, profile, question, asked.typed), plain=form.plain)
    return OK


def show_why(plan: "Plan", asked: Asked, form: Form, name: str) -> int:
    """``--why STEP``; Ctrl-C while the ranges are looked for leaves out those that were not found."""
    from credplan.core.planning.ground import ground
    from credplan.core.planning.lasting import Lasting, lasting
    from credplan.core.planning.why import why
    from credplan.core.why_words import missing_step, why_data, why_report
    from credplan.shell.render.progress import progress

    catalog, profile, question = asked.catalog, asked.profile, asked.question
    if form.as_csv:
        raise UsageError("--why is no table; use --json or --plain.")
    step = next((s for s in plan.steps if name.strip().casefold() in _names(s, catalog)), None)
    if step is None:
        raise UsageError(f"{name!r} is no step of this plan.", hint=missing_step(plan))
    base = ground(catalog, profile, question)
    assert base is not None
    lasts: Lasting | None = None
    code = OK
    with progress("Putting others in its place"):
        told = why(base, plan, step)
    try:
        with progress("Looking how long this plan is best"):
            for lasts in lasting(base):  # noqa: B007 - the last one is shown
                pass
    except KeyboardInterrupt:
        code = INTERRUPTED
        lasts = lasts or Lasting()
    if form.as_json:
        from credplan.core.plan_data import plan_data

        print_json({**plan_data(plan, catalog, profile, question), **why_data(told, lasts, question)})
    else:
        show_report(why_report(plan, told, lasts, profile, question, asked.typed), plain=form.plain)
    return code


def saved_named(profile: Profile, question: Question, name: str) -> "SavedPlan":
    """The saved plan of that name for this goal; raises `UsageError` that says which there are."""
    saved = next((p for p in profile.plan if p.name.casefold() == name.strip().casefold()), None)
    if saved is None:
        listed = ", ".join(p.name for p in profile.plan)
        hint = f"Saved: {listed}" if listed else "Nothing is saved yet: credplan plan … --save NAME"
        raise UsageError(f"No plan {name!r} is saved.", hint=hint)
    if saved.goal != question.goal.id:
        raise UsageError(
            f"Plan {saved.name!r} is for {saved.goal}, not for {question.goal.id}.",
            hint=f"Try: credplan plan {saved.goal} --diff {saved.name}",
        )
    return saved


def show_diff(plan: "Plan", asked: Asked, form: Form, saved: "SavedPlan", day: dt.date) -> int:
    """``--diff NAME``."""
    from credplan.core.plan_changes import changes_data, changes_report
    from credplan.core.planning.changes import changes
    from credplan.core.saved import saved_plan
    from credplan.shell.render.progress import progress

    catalog, profile, question = asked.catalog, asked.profile, asked.question
    if form.as_csv:
        raise UsageError("--diff is no table; use --json or --plain.")
    with progress("Looking for what made each change"):
        today = saved_plan(plan, question, saved.name, day, catalog.version).step
        told = changes(catalog, profile, question, plan, saved, today)
    if form.as_json:
        from credplan.core.plan_data import plan_data

        whole = plan_data(plan, catalog, profile, question)
        print_json({**whole, **changes_data(plan, saved, told, catalog, question)})
    else:
        show_report(changes_report(plan, saved, told, catalog, profile, question, asked.typed), plain=form.plain)
    return OK


def _names(step: "Step", catalog: Catalog) -> set[str]:
    """What a step may be called by: its number, id, name, other names and exam codes."""
    record = next((c for c in catalog.credentials if c.id == step.credential), None)
    names = {str(step.number), step.credential, step.name, step.credential.rpartition("/")[2]}
    if record is not None:
        names.update((record.name, *record.aliases, *record.codes))
    return {name.casefold() for name in names}
