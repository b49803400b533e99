"""Money against time on a page: the plans that nothing beats in both, as a table and as a drawing with its words."""

from __future__ import annotations

from collections.abc import Sequence

from credplan.core.handout.timeline import WHOLE
from credplan.core.handout.values import Block, Mark, Plot, Point, Table
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.planning.trade_offs import TradeOffs
from credplan.core.text import hours, join_words, long_date, money, plural
from credplan.core.trade_off_words import bought, merged

MOST_ROWS = 8


def trade_off_blocks(found: TradeOffs | None, plan: Plan, question: Question) -> tuple[Block, ...]:
    """The table and the drawing; nothing where there is no choice between money and time."""
    if found is None:
        return ()
    plans = [one.plan for one in merged(found.plans)]
    if len(plans) < 2:
        return ()
    rows = []
    for number, other in enumerate(plans[:MOST_ROWS], 1):
        totals = other.totals
        told = join_words([step.name for step in other.steps])
        rows.append(
            (
                f"{number}{' (this plan)' if _same(plan, other) else ''}",
                money(totals.cents, totals.currency) + ("~" if totals.unsure else ""),
                long_date(totals.finish),
                hours(totals.minutes),
                told if number == 1 else bought(plans[number - 2], other),
            )
        )
    table = Table(("Plan", "It costs", "Done", "Work", "What it takes, or buys"), tuple(rows), 4, (1, 3))
    return table, _plot(plans[:MOST_ROWS], question)


def trade_off_note(found: TradeOffs | None, question: Question) -> str:
    """What the table shows, or that there is nothing to choose."""
    if found is None or not found.plans:
        return ""
    shown = merged(found.plans)
    hidden = len(found.plans) - min(len(shown), MOST_ROWS)
    said = []
    if len(shown) > 1:
        proof = "Proved: nothing" if found.proved else "As far as was found, nothing"
        said.append(f"{proof} beats these in both money and time. Each is the cheapest that is done so soon.")
        if hidden:
            said.append(f"{plural(hidden, 'plan')} close to these {'is' if hidden == 1 else 'are'} left out.")
    elif found.proved and found.plans[0].steps:
        close = " within a week or 10.00" if hidden else ""
        limit = f"Within {money(question.budget, question.currency)} no" if question.budget is not None else "No"
        said.append(f"{limit} money buys an earlier end: the cheapest plan is also the soonest{close}.")
    if found.sooner is not None and found.plans[0].steps:
        end = found.sooner
        cost = f"{money(end.cents, question.currency)} plus {plural(end.unknown, 'price or time', 'prices or times')}"
        said.append(f"Sooner, {long_date(end.finish)}, only for {cost} that nobody could source.")
    return " ".join(said)


def _same(plan: Plan, other: Plan) -> bool:
    """Whether the page's own plan is this one: the same steps by the same routes for the same money."""
    ours, theirs = (
        (p.totals.cents, p.totals.finish, [(s.credential, s.route) for s in p.steps]) for p in (plan, other)
    )
    return ours == theirs


def _plot(plans: Sequence[Plan], question: Question) -> Plot:
    """Days from left to right, money upwards; both from the least to the most of the plans."""
    cents = [p.totals.cents for p in plans]
    days = [p.totals.finish.toordinal() for p in plans]
    wide, high = max(max(days) - min(days), 1), max(max(cents) - min(cents), 1)
    points = tuple(
        Point(str(number), (x - min(days)) * WHOLE // wide, (y - min(cents)) * WHOLE // high)
        for number, (x, y) in enumerate(zip(days, cents, strict=True), 1)
    )
    first, last = (long_date(p.totals.finish) for p in (plans[-1], plans[0]))
    said = [f"Money against the day on which all is done, from {first} to {last}."]
    said += [
        f"Plan {number}: {money(p.totals.cents, p.totals.currency)}, done {long_date(p.totals.finish)}."
        for number, p in enumerate(plans, 1)
    ]
    return Plot(
        points,
        x=(Mark(first, 0), Mark(last, WHOLE)),
        y=(Mark(money(min(cents), question.currency), 0), Mark(money(max(cents), question.currency), WHOLE)),
        alt=" ".join(said),
        legend="Left is sooner, down is cheaper; the numbers are those of the table.",
    )
