"""Money against time in words, rows and JSON: the plans that nothing beats in both, and other hours a week.

No number is computed here but differences; the plans are those of `planning.trade_offs`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from credplan.core.model import Catalog
from credplan.core.plan_data import decimal, hours_text, plan_data
from credplan.core.plan_words import Options, goal_word, option_words, plus_unknown
from credplan.core.planning.answers import Plan
from credplan.core.planning.beside import End
from credplan.core.planning.question import Question
from credplan.core.planning.trade_offs import TradeOffs
from credplan.core.profile import Profile
from credplan.core.report import situation, titles
from credplan.core.report_shape import Report, Row, Section
from credplan.core.text import hours, join_words, long_date, money, plural, weeks_between
from credplan.core.units import Minutes

CLOSE_DAYS, CLOSE_CENTS = 7, 10_00
"""Plans closer than a week or ten units of money are one line on the screen."""
CSV_HEADER = ("plan", "status", "cost", "currency", "unknown", "finish", "days", "hours", "steps")
PLAN_KEYS = ("status", "reason", "totals", "steps", "subscriptions", "due", "confirm", "warnings", "equals")
"""What of a plan's JSON each of several plans has: the rest is the same for all."""
_PLOT_WIDTH, _PLOT_HEIGHT = 54, 9
_MARKS = "123456789abcdefghijklmnopqrstuvwxyz"


class Shown(msgspec.Struct, frozen=True):
    """A plan with a line of its own, and the dearer and sooner ones close to it."""

    plan: Plan
    close: tuple[Plan, ...] = ()


def merged(plans: tuple[Plan, ...]) -> list[Shown]:
    """The plans, cheapest first, each with those that are less than `CLOSE_DAYS` sooner or `CLOSE_CENTS` dearer."""
    shown: list[Shown] = []
    for plan in plans:
        if shown:
            last = shown[-1].plan.totals
            sooner, dearer = (last.finish - plan.totals.finish).days, plan.totals.cents - last.cents
            if sooner < CLOSE_DAYS or dearer < CLOSE_CENTS:
                shown[-1] = Shown(shown[-1].plan, (*shown[-1].close, plan))
                continue
        shown.append(Shown(plan))
    return shown


def trade_off_report(
    found: TradeOffs, catalog: Catalog, profile: Profile, question: Question, typed: Options = ()
) -> Report:
    """The screen of ``plan --trade-offs``; ``found`` may be what an interrupted search knew."""
    first, shown = found.plans[0], merged(found.plans)
    sections = [_choices(found, shown, catalog, question)]
    if len(shown) > 1:
        note = "\n".join(_plot([s.plan for s in shown], question))
        sections.append(Section("MONEY (UP) AGAINST THE DAY IT IS DONE (RIGHT)", (), note, kind="drawing"))
    if found.sooner is not None:
        told = f"from {_end_words(found.sooner, question.currency)}: that needs what nobody could source"
        sections.append(Section("SOONER STILL", (Row("", told),)))
    if found.paces or not found.done:
        sections.append(_paces(found, question))
    sections.append(_next(found, shown, first, typed))
    return Report(titles(first.goal, question), situation(profile, question), tuple(sections))


def _choices(found: TradeOffs, shown: list[Shown], catalog: Catalog, question: Question) -> Section:
    plans = found.plans
    among = f"among {plural(plans[0].considered, 'credential')} (catalog {catalog.date})"
    if not found.whole:
        title = f"FOUND SO FAR, NOT ALL, {among}"
        note = "Stopped before the end: plans between these, or sooner than all of them, may be missing."
    else:
        reach = "AS FAR AS THIS CATALOG REACHES: " if not plans[0].complete else "PROVED: " if found.proved else ""
        title = f"{reach}NOTHING BEATS THESE IN BOTH MONEY AND TIME, {among}"
        note = "Each is the cheapest that is done so soon."
        if len(plans) == 1:
            note = "The cheapest plan is also the soonest: there is nothing to trade." if plans[0].steps else ""
        if not found.proved:
            note += "\nNot proved: a search stopped at its limit."
    hidden = len(plans) - len(shown)
    if hidden:
        note += (
            f"\n{plural(hidden, 'plan')} less than a week or {money(CLOSE_CENTS, question.currency)} from another "
            f"{'is' if hidden == 1 else 'are'} not listed; --json has all."
        )
    rows = []
    for number, (one, text) in enumerate(zip(shown, aligned([s.plan for s in shown], question), strict=True)):
        details = [bought(shown[number - 1].plan, one.plan)] if number else []
        details.append(
            join_words([step.name for step in one.plan.steps]) if one.plan.steps else "nothing is left to do"
        )
        if one.plan.totals.unknown:
            details.append(
                f"plus {plural(len(one.plan.totals.unknown), 'unknown')}: {'; '.join(one.plan.totals.unknown)}"
            )
        if one.close:
            last = one.close[-1].totals
            more = last.cents - one.plan.totals.cents
            details.append(
                f"close to it: {money(more, question.currency)} more buys "
                f"{span((one.plan.totals.finish - last.finish).days)}"
            )
        rows.append(Row(_MARKS[number % len(_MARKS)], text, tuple(details)))
    return Section(title, tuple(rows), note, kind="choices")


def aligned(plans: list[Plan], question: Question) -> list[str]:
    """Money, finish, weeks, hours and steps of each plan, one below the other."""
    cells = [_cells(plan, question) for plan in plans]
    wide = [max(len(row[i]) for row in cells) for i in range(5)]
    return [
        "  ".join(
            c.rjust(w) if i in (0, 3) else c.ljust(w) for i, (c, w) in enumerate(zip(row, wide, strict=True))
        ).rstrip()
        for row in cells
    ]


def _cells(plan: Plan, question: Question) -> tuple[str, ...]:
    totals = plan.totals
    return (
        money(totals.cents, totals.currency) + ("~" if totals.unsure else " "),
        long_date(totals.finish),
        weeks_between(question.start, totals.finish),
        hours(totals.minutes),
        plural(len(plan.steps), "step"),
    )


def bought(cheaper: Plan, sooner: Plan) -> str:
    """``USD 120.00 more buys 5 weeks: A instead of B``."""
    more = sooner.totals.cents - cheaper.totals.cents
    days = (cheaper.totals.finish - sooner.totals.finish).days
    return f"{money(more, sooner.totals.currency)} more buys {span(days)}: {changed(cheaper, sooner)}"


def changed(one: Plan, other: Plan) -> str:
    """What the steps of ``other`` are beside those of ``one``: ``A instead of B``, ``also A``, ``without B``."""
    before, after = {s.credential: s.name for s in one.steps}, {s.credential: s.name for s in other.steps}
    new = [name for ident, name in after.items() if ident not in before]
    gone = [name for ident, name in before.items() if ident not in after]
    if new and gone:
        return f"{join_words(new)} instead of {join_words(gone)}"
    if new or gone:
        return f"also {join_words(new)}" if new else f"without {join_words(gone)}"
    return "the same steps, bought, prepared or ordered otherwise"


def span(days: int) -> str:
    """Exactly how long: ``9 days``, ``5 weeks``, ``5 weeks 3 days``."""
    weeks, rest = divmod(days, 7)
    if days < 14 and rest:
        return plural(days, "day")
    return " ".join(x for x in (plural(weeks, "week") if weeks else "", plural(rest, "day") if rest else "") if x)


def _plot(plans: list[Plan], question: Question) -> list[str]:
    """Each plan's mark, money upwards and days to the right, in `_PLOT_WIDTH` columns of ASCII."""
    cents = [p.totals.cents for p in plans]
    days = [p.totals.finish.toordinal() for p in plans]
    top, bottom = money(max(cents), question.currency), money(min(cents), question.currency)
    left = max(len(top), len(bottom))
    width = _PLOT_WIDTH - left - 2
    grid = [[" "] * width for _ in range(_PLOT_HEIGHT)]
    for number, (x, y) in enumerate(zip(days, cents, strict=True)):
        column = (x - min(days)) * (width - 1) // (max(days) - min(days))
        row = (max(cents) - y) * (_PLOT_HEIGHT - 1) // (max(cents) - min(cents))
        grid[row][column] = _MARKS[number % len(_MARKS)]
    names = [top, *[""] * (_PLOT_HEIGHT - 2), bottom]
    lines = [f"{name:>{left}} |{''.join(row)}".rstrip() for name, row in zip(names, grid, strict=True)]
    first, last = (long_date(dt.date.fromordinal(day)) for day in (min(days), max(days)))
    lines.append(f"{'':>{left}} +{'-' * width}")
    return [*lines, f"{'':>{left}}  {first}{last:>{width - len(first)}}"]


def _end_words(end: End, currency: str) -> str:
    return f"{money(end.cents, currency)}{plus_unknown(end.unknown)}, done {long_date(end.finish)}"


def _paces(found: TradeOffs, question: Question) -> Section:
    own = found.plans
    cheapest, soonest = (
        End(p.totals.cents, p.totals.finish, p.totals.minutes, len(p.totals.unknown)) for p in (own[0], own[-1])
    )
    tried = [(p.weekly, p.cheapest, p.soonest) for p in found.paces]
    if found.whole:
        tried.append((question.weekly, cheapest, soonest))
    rows = []
    for weekly, cheap, soon in sorted(tried, key=lambda t: t[0]):
        label = f"{Minutes(weekly)} h{' (yours)' if weekly == question.weekly else ''}"
        if cheap is None or soon is None:
            rows.append(Row(label, "no plan fits"))
        elif cheap == soon:
            rows.append(Row(label, _end_words(cheap, question.currency)))
        else:
            words = [
                f"{word} {_end_words(e, question.currency)}" for word, e in (("cheapest", cheap), ("soonest", soon))
            ]
            rows.append(Row(label, "; ".join(words)))
    return Section("OTHER HOURS A WEEK", tuple(rows), "" if found.done else "Stopped before all were tried.")


def _next(found: TradeOffs, shown: list[Shown], first: Plan, typed: Options) -> Section:
    kept = tuple(pair for pair in typed if pair[0] not in ("--by", "--cheapest", "--fastest", "--fewest", "--balanced"))

    def command(day: dt.date) -> str:
        return f"credplan plan {goal_word(first.goal)}{option_words((*kept, ('--by', day.isoformat())))}"

    rows = [
        Row(command(one.plan.totals.finish), f"plan {_MARKS[number % len(_MARKS)]} in full")
        for number, one in enumerate(shown[:4])
    ]
    if found.sooner is not None:
        rows.append(Row(command(found.sooner.finish), "the one with unknowns"))
    return Section("NEXT", tuple(rows), kind="commands")


# -- for scripts ------------------------------------------------------------------------------------------------------


def trade_off_data(found: TradeOffs, catalog: Catalog, profile: Profile, question: Question) -> dict[str, Any]:
    """What ``--trade-offs`` adds to the JSON of a plan: all that was found, nothing merged."""
    frontier, before = [], None
    for plan in found.plans:
        buys = None
        if before is not None:
            more = plan.totals.cents - before.totals.cents
            days = (before.totals.finish - plan.totals.finish).days
            buys = {"cost": {question.currency: decimal(more)}, "days": days, "text": bought(before, plan)}
        whole = plan_data(plan, catalog, profile, question)
        frontier.append({**{key: whole[key] for key in PLAN_KEYS}, "buys": buys})
        before = plan
    return {
        "frontier": frontier,
        "frontier_complete": found.whole,
        "frontier_proved": found.whole and found.proved,
        "sooner_unknown": _end_data(found.sooner, question),
        "hours_per_week": [
            {
                "hours_per_week": hours_text(pace.weekly),
                "cheapest": _end_data(pace.cheapest, question),
                "soonest": _end_data(pace.soonest, question),
            }
            for pace in found.paces
        ],
    }


def _end_data(end: End | None, question: Question) -> dict[str, Any] | None:
    if end is None:
        return None
    return {
        "cost": {question.currency: decimal(end.cents)},
        "unknown": end.unknown,
        "finish": end.finish.isoformat(),
        "effort_hours": hours_text(end.minutes),
    }


def trade_off_rows(plans: Sequence[Plan], question: Question) -> list[tuple[str, ...]]:
    """One CSV row a plan, in the columns of `CSV_HEADER`."""
    return [
        (
            str(number),
            plan.status,
            decimal(plan.totals.cents) or "",
            plan.totals.currency,
            str(len(plan.totals.unknown)),
            plan.totals.finish.isoformat(),
            str((plan.totals.finish - question.start).days),
            hours_text(plan.totals.minutes) or "",
            "; ".join(step.name for step in plan.steps),
        )
        for number, plan in enumerate(plans, 1)
    ]
