"""A plan as titled rows of plain text: the one shape behind screen, plain lines and, later, page and PDF.

No number is computed here; amounts and dates are only put into words. A renderer decides widths and colours.
"""

from __future__ import annotations

from credplan.core.model import Career, Catalog, Credential
from credplan.core.plan_doubts import Doubts, doubts, hours_line, weak_line
from credplan.core.plan_words import (
    Options,
    added,
    bound_words,
    charge_runs,
    earlier_or_later,
    goal_word,
    option_words,
    plus_unknown,
    signed,
    step_cost,
)
from credplan.core.planning.answers import Cost, Near, NoPlan, Plan, Relaxation, SavedNow, Step, Switch, Totals
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.regions import region_name
from credplan.core.report_door import doors
from credplan.core.report_shape import Report, Row, Section
from credplan.core.text import amount, hours, join_words, long_date, money, plural, weeks_between
from credplan.core.units import Minutes

MOST_DUE_LINES = 12
MOST_UNPRICED = 4


def plan_report(
    plan: Plan, catalog: Catalog, profile: Profile, question: Question, *, has_profile: bool, typed: Options = ()
) -> Report:
    """The default screen of ``plan``: everything that design section 5 lists, in that order.

    ``typed`` are the options of this run, so that the commands it suggests ask the same question again.
    """
    weak = doubts(plan, catalog, question.start)
    sections = [
        *doors(plan.goal, profile, question),
        _result(plan, catalog, question, weak),
        _money(plan),
        _open_points(plan, weak, _pace(profile, catalog)),
    ]
    if plan.extras:
        sections.append(_extras(plan))
    if plan.alternatives or plan.equals or plan.switches or plan.saved is not None:
        sections.append(_changes(plan))
    sections.append(_next(plan, profile, has_profile=has_profile, typed=typed))
    return Report(
        titles(plan.goal, question), situation(profile, question), tuple(s for s in sections if s.rows or s.note)
    )


def no_plan_report(
    answer: NoPlan, catalog: Catalog, profile: Profile, question: Question, *, typed: Options = ()
) -> Report:
    """The screen of a no: the door all the same, what clashes, what would have to change."""
    clash = tuple(Row(_OWNERS[limit.owner], limit.text) for limit in answer.conflict)
    proved = "PROVED: NO PLAN FITS" if answer.proved else "NO PLAN WAS FOUND"
    sections = [
        *doors(answer.goal, profile, question),
        Section(
            f"{proved} (catalog {catalog.date})",
            clash,
            _clash_note(answer),
        ),
    ]
    if answer.relaxations:
        rows = tuple(
            Row(
                r.text,
                f"then it costs {money(r.cents, question.currency)}{plus_unknown(r.unknown)} "
                f"and is done {long_date(r.finish)}"
                + (f": {', then '.join(name for _, name in r.steps)}" if r.steps else ""),
                (option_words(r.changes).strip() or f"leave out{option_words(r.dropped)}",),
            )
            for r in answer.relaxations
        )
        sections.append(
            Section("THE LEAST THAT WOULD HAVE TO CHANGE", rows, "Any one of these is enough:" if len(rows) > 1 else "")
        )
    if answer.closest is not None:
        sections.append(_closest(answer.closest, question))
    also = [Row("note", text) for text in answer.warnings] + [Row("for some", text) for text in answer.openings]
    if also:
        sections.append(Section("ALSO", tuple(also)))
    commands = []
    if answer.relaxations:
        changes, dropped = answer.relaxations[0].changes, _dropped(answer.relaxations[0], typed)
        kept = tuple(pair for pair in typed if pair[0] not in dict(changes) and pair not in dropped)
        commands.append(
            Row(
                f"credplan plan {goal_word(answer.goal)}{option_words((*kept, *changes))}",
                "the same with the first change",
            )
        )
    if isinstance(answer.goal, Career):
        commands.append(Row(f"credplan career show {answer.goal.id}", "what this career asks for, with sources"))
        commands.append(Row("credplan careers", "other careers"))
    else:
        commands.append(Row(f"credplan show {answer.goal.id}", "what is known about it"))
    sections.append(Section("NEXT", tuple(commands), kind="commands"))
    return Report(titles(answer.goal, question), situation(profile, question), tuple(sections))


def _closest(near: Near, question: Question) -> Section:
    """What the limits do allow: told as what it meets, what it does without and what it takes."""
    rows = [Row("meets", name) for name in near.covered] + [Row("without", name) for name in near.missing]
    spent = money(near.cents, question.currency) + plus_unknown(near.unknown)
    steps = ", then ".join(name for _, name in near.steps)
    rows.append(Row("takes", f"{spent}, done {long_date(near.finish)}: {steps}"))
    note = "" if near.proved else "The best that was found; there may be a plan that meets more."
    return Section("AS FAR AS YOUR LIMITS REACH", tuple(rows), note)


def _dropped(change: Relaxation, typed: Options) -> set[tuple[str, str]]:
    """The options, as they were typed, that a change leaves out.

    A name may have been typed in another way than the change calls it by; then all of that option's go, and what is
    left still asks for no more than was said to fit.
    """
    found: set[tuple[str, str]] = set()
    for option, value in change.dropped:
        mine = [pair for pair in typed if pair[0] == option]
        found.update(pair for pair in mine if pair[1] == value) if (option, value) in mine else found.update(mine)
    return found


def _clash_note(answer: NoPlan) -> str:
    if answer.separate:
        return "Each of these can't be met by itself, so no single change of money or date helps:"
    if all(limit.kind == "choice" for limit in answer.conflict):
        return "Your own wishes leave nothing that meets this:"
    return "These can't be kept together:" if len(answer.conflict) > 1 else "This can't be met:"


_OWNERS = {"yours": "your limit", "waivable": "a wish", "law": "the law", "world": "as things are"}


def situation(profile: Profile, question: Question) -> str:
    """Who plans with what, in one line: ``Nothing held · 8 h a week from 24 Nov 2026 · no limit on money``."""
    held = [h for h in profile.credential if h.status == "earned"]
    parts = [
        f"{plural(len(held), 'credential')} held" if held else "Nothing held",
        f"{Minutes(question.weekly)} h a week from {long_date(question.start)}",
        f"at most {money(question.budget, question.currency)}" if question.budget is not None else "no limit on money",
    ]
    if question.by is not None:
        parts.append(f"done by {long_date(question.by)}")
    if question.provider:
        parts.append(f"only {join_words(list(question.provider), 'or')}")
    for flag, words in (("free", "only what is free"), ("accredited", "only accredited"), ("online", "only online")):
        if getattr(question, flag):
            parts.append(words)
    if profile.learner.pace_percent not in (None, 100):
        parts.append(f"at {profile.learner.pace_percent} % of the usual hours")
    if question.safe:
        parts.append("counted on the high end")
    if profile.learner.region:
        at_home = profile.learner.region.startswith("US")
        parts.append(profile.learner.region if at_home else region_name(profile.learner.region))
    if profile.learner.education:
        parts.append(profile.learner.education.replace("-", " "))
    return " · ".join(parts)


def _title(goal: Career | Credential) -> str:
    if isinstance(goal, Career):
        return f"{goal.title} ({goal.id})"
    return f"{goal.name} ({goal.id})"


def titles(goal: Career | Credential, question: Question) -> str:
    """The goal and the further ones by name and id."""
    return ", and ".join(_title(one) for one in (goal, *question.goals))


_SUPERLATIVES = {"cheapest": "CHEAPEST", "fastest": "FASTEST", "fewest": "FEWEST STEPS", "balanced": "BEST BALANCE"}


def _result(plan: Plan, catalog: Catalog, question: Question, weak: Doubts) -> Section:
    totals = plan.totals
    among = f"among {plural(plan.considered, 'credential')} (catalog {catalog.date})"
    word = _SUPERLATIVES[plan.objective]
    if not plan.complete:
        title = f"AS FAR AS THIS CATALOG REACHES, {among}"
    elif plan.status == "optimal":
        title = f"PROVED {word} {among}"
    else:
        title = f"{word} FOUND, NOT PROVED, {among}"
    if not plan.steps and plan.uncovered:
        return Section(title, (), "This catalog has no step for you: what is missing stands below.")
    if not plan.steps:
        return Section(title, (), "Nothing is left to do: what you hold meets everything this goal asks for.")
    whole = "~" if any(c.unsure for c in plan.due) else ""
    work = f"{hours(totals.minutes)}{'~' if weak.hours else ''}"
    unknown = f" plus {plural(len(totals.unknown), 'unknown')}" if totals.unknown else ""
    note = (
        f"{money(totals.cents, totals.currency)}{whole}{unknown} · {work} of work · "
        f"done {long_date(totals.finish)} ({weeks_between(question.start, totals.finish)})"
    )
    ranges = []
    if totals.low is not None and totals.high is not None and totals.low != totals.high:
        ranges.append(f"{money(totals.low, totals.currency)} to {amount(totals.high)}")
    if totals.minutes_low is not None and totals.minutes_high is not None:
        ranges.append(f"{Minutes(totals.minutes_low)} to {hours(totals.minutes_high)}")
    if totals.finish_low is not None and totals.finish_high is not None and totals.finish_low != totals.finish_high:
        ranges.append(f"done {long_date(totals.finish_low)} to {long_date(totals.finish_high)}")
    if question.count_upkeep:
        whole = money(totals.cents + totals.upkeep_total, totals.currency)
        years = plural(totals.upkeep_years, "year")
        note += f"\n{whole} with {years} of upkeep, which is what was compared (--count-upkeep)"
    if question.safe:
        note += "\ncounted with the high ends of hours, minimum times and prices (--safe)"
    if ranges:
        note += "\nat the low and high ends: " + " · ".join(ranges)
    if totals.passed < totals.finish:
        note += f"\nall is passed by {long_date(totals.passed)}; the last award comes {long_date(totals.finish)}"
    if plan.status != "optimal" and plan.reason:
        note += f"\nnot proved because {plan.reason}; no plan can be better than {bound_words(plan)}"
    rows, running = [], 0
    paid = sorted(plan.due, key=lambda c: c.due)
    for step in plan.steps:
        running = sum(c.amount or 0 for c in paid if c.due < step.work_ends or c.due <= step.start or c in step.costs)
        rows.append(_step(plan, step, running, timed="~" if step.number in weak.hours else ""))
    return Section(title, tuple(rows), note, kind="steps")


def _step(plan: Plan, step: Step, running: int, timed: str) -> Row:
    currency = plan.totals.currency
    when = f"{long_date(step.start)} to {long_date(step.finish)}"
    if step.start == step.finish:
        when = long_date(step.start)
    cost = step_cost(step, currency)
    held = f"in {join_words(list(step.subscribed))}" if step.subscribed else ""
    details = [
        f"{when} · {hours(step.minutes)}{timed}",
        " · ".join(x for x in (cost, held, f"total so far {money(running, currency)}") if x),
    ]
    if len(step.parts) > 1:
        details.append(f"parts: {', '.join(step.parts)}" if len(step.parts) <= 4 else f"{len(step.parts)} parts")
    if step.because:
        details.append("why: " + "; ".join(step.because))
    if step.work_ends < step.finish:
        passed = f"passed {long_date(step.passed)}" if step.work_ends < step.passed < step.finish else ""
        ends, comes = f"work ends {long_date(step.work_ends)}", f"the award comes {long_date(step.finish)}"
        details.append(", ".join(x for x in (ends, passed, comes) if x))
    details.extend(f"note: {note}" for note in step.notes)
    return Row(str(step.number), step.name, tuple(details))


def _money(plan: Plan) -> Section:
    rows = _due_rows(plan.due)
    totals = plan.totals
    if totals.upkeep or totals.upkeep_total:
        rows.append(Row("upkeep", _upkeep(totals), totals.upkeep))
    if not rows and plan.steps:
        rows.append(Row("nothing", "this plan costs no money"))
    return Section("WHEN MONEY IS DUE", tuple(rows))


def _upkeep(totals: Totals) -> str:
    """``USD 40.00 a year (USD 200.00 in the 5 years from 3 Jun 2027)``."""
    years = f"in the {plural(totals.upkeep_years, 'year')} from {long_date(totals.finish)}"
    known = ""
    if totals.upkeep_total:
        whole = money(totals.upkeep_total, totals.currency)
        held = f", {amount(totals.upkeep_held)} of it for what you hold" if totals.upkeep_held else ""
        known = f"{money(totals.upkeep_cents, totals.currency)} a year ({whole} {years}{held})"
    unknown = "a fee that is not known" if totals.upkeep_unknown else ""
    return " and ".join(x for x in (known, unknown) if x) or f"no fee to stay valid {years}"


def _due_rows(due: tuple[Cost, ...]) -> list[Row]:
    """One row a day and purchase; equal monthly charges in a row are drawn together."""
    rows: list[Row] = []
    for cost, count, last in charge_runs(due):
        said = money(cost.amount, cost.currency) + ("~" if cost.unsure else "")
        if count > 1:
            rows.append(Row(long_date(cost.due), f"{said} a month, {count} times until {long_date(last)}: {cost.name}"))
        else:
            rows.append(Row(long_date(cost.due), f"{said}  {cost.name}"))
    if len(rows) > MOST_DUE_LINES:
        left = len(rows) - MOST_DUE_LINES
        rows = [
            *rows[:MOST_DUE_LINES],
            Row("", f"and {plural(left, 'more payment')}: credplan plan … --json lists all"),
        ]
    return rows


def _pace(profile: Profile, catalog: Catalog) -> tuple[Row, ...]:
    """The pace that logged hours amount to, where it is another than plans count with; it is only ever told."""
    if not any(held.hours_logged for held in profile.credential):
        return ()
    from credplan.core.pace import proposed

    pace = proposed(profile, catalog)
    if pace is None:
        return ()
    finished = plural(len(pace.credentials), "finished credential")
    said = f"{finished} took {hours(pace.logged)} of {hours(pace.likely)} likely, {pace.percent} %"
    command = f"credplan set pace-percent {pace.percent}"
    return (Row("your pace", f"{said}; these dates do not count that", (command,)),)


def _open_points(plan: Plan, weak: Doubts, pace: tuple[Row, ...]) -> Section:
    rows = [
        Row("missing", f"{u.name}: not covered by this catalog" + (f" ({'; '.join(u.why[:2])})" if u.why else ""))
        for u in plan.uncovered
    ]
    rows += [Row("held", f"{name}: you meet it already") for name in plan.held if plan.steps]
    rows += [Row("to confirm", text) for text in plan.confirm]
    rows += [Row("unknown", text) for text in plan.totals.unknown]
    timed = {f"{s.name}: hours, sources disagree" for s in plan.steps if s.number in weak.hours}
    rows += [Row("unsure ~", text) for text in plan.totals.unsure if text not in timed]
    lines = (("hours ~", hours_line(weak)), ("weak ~", weak_line(weak)))
    rows += [Row(label, text) for label, text in lines if text]
    rows += [Row("warning", text) for text in plan.warnings]
    if plan.unpriced:
        shown = list(plan.unpriced[:MOST_UNPRICED])
        more = len(plan.unpriced) - len(shown)
        named = join_words([*shown, f"{more} more"] if more else shown)
        rows.append(Row("left out", f"not compared, because nobody could source a price: {named}"))
    rows += pace
    rows += [Row("later", text) for text in plan.later]
    rows += [Row("for some", text) for text in plan.openings]
    return Section("MISSING, TO CONFIRM, UNSURE", tuple(rows))


def _extras(plan: Plan) -> Section:
    rows = []
    for extra in plan.extras:
        if extra.met:
            rows.append(
                Row("included" if extra.asked else "to know", extra.name, () if extra.asked else (extra.because,))
            )
        else:
            rows.append(Row(added(extra, plan.totals.currency), f"{extra.name} ({', '.join(extra.steps)})"))
    return Section("WHAT EMPLOYERS LIKE BESIDES (not in the plan)", tuple(rows))


def _changes(plan: Plan) -> Section:
    rows = []
    for other in plan.alternatives:
        rows.append(
            Row(
                other.change,
                f"{money(other.cents, plan.totals.currency)}{plus_unknown(other.unknown)} "
                f"({signed(other.cents - plan.totals.cents)}), "
                f"done {long_date(other.finish)} ({earlier_or_later(other.finish, plan.totals.finish)})",
                (other.option,),
            )
        )
    rows += [_switch(plan, switch) for switch in plan.switches]
    if plan.saved is not None:
        rows.append(_saved(plan, plan.saved))
    rows += [Row("equally good", join_words(list(names))) for names in plan.equals]
    return Section("IF YOU CHANGE ONE THING", tuple(rows))


def _switch(plan: Plan, switch: Switch) -> Row:
    """Where another way to pay for the same steps is cheaper: ``from 11 h a week on``."""
    pace = f"from {Minutes(switch.weekly)} h a week on" if switch.more else f"up to {Minutes(switch.weekly)} h a week"
    instead = f" instead of {join_words(list(switch.instead_of))}" if switch.instead_of else ""
    then = f"{money(switch.cents, plan.totals.currency)}, done {long_date(switch.finish)}"
    if not switch.bought:
        return Row(pace, f"it is cheaper without {join_words(list(switch.instead_of))}: {then}")
    return Row(pace, f"{join_words(list(switch.bought))}{instead} is cheaper: {then}")


def _saved(plan: Plan, saved: SavedNow) -> Row:
    """The plan that was saved before, from today on, and whether it is worth giving up."""
    from credplan.core.planning.keeping import threshold

    label, currency = f"your plan {saved.name}", plan.totals.currency
    other = f"; it was saved with {Minutes(saved.weekly)} h a week" if saved.weekly is not None else ""
    if saved.same:
        return Row(label, f"its steps are still the best{other}")
    if saved.finish is None:
        return Row(label, saved.why)
    comes = f"{money(saved.cents, currency)}{plus_unknown(saved.unknown)}, done {long_date(saved.finish)}{other}"
    least = threshold(plan.objective, currency)
    if saved.keep:
        return Row(label, f"{comes}: keep it, today's does not gain {least}")
    return Row(label, f"{comes}: worth changing, {saved.why} ({least} counts)")


def _next(plan: Plan, profile: Profile, *, has_profile: bool, typed: Options) -> Section:
    goal = f"{goal_word(plan.goal)}{option_words(typed)}"
    rows = []
    if plan.steps:
        first = plan.steps[0]
        rows.append(Row(f"credplan plan {goal} --save main", "keep this plan"))
        rows.append(Row(f"credplan export plan {goal} --to plan.pdf", "a page to print or to hand over"))
        if "/" in first.credential and ":" not in first.credential:
            rows.append(Row(f"credplan show {first.credential}", "all that is known about step 1, with its sources"))
    if not has_profile:
        rows.append(Row("credplan init", "say what you hold and can spend; then plans are yours"))
    elif plan.steps and ":" not in plan.steps[0].credential:
        first = plan.steps[0]
        held = profile.holding(first.credential)
        if held is not None and held.status == "in-progress":
            rows.append(Row(f"credplan add {first.credential} --earned today", "when you have it"))
        else:
            rows.append(Row(f"credplan add {first.credential} --in-progress", "when you begin"))
    if isinstance(plan.goal, Career):
        rows.append(Row(f"credplan career show {plan.goal.id}", "what this career asks for, and who says so"))
    if not has_profile:
        rows.append(Row("credplan explain", "what door, anchor, proved and the other words mean"))
    return Section("NEXT", tuple(rows), kind="commands")
