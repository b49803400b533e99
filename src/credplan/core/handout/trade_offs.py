"""Money against time on a page: the plans that nothing beats in both, as a table and as a drawing with its words."""

from __future__ import annotations

from collections.abc import Sequence

from credplan.core.handout.timeline import WHOLE
from credplan.core.handout.values import Block, Mark, Plot, Point, Table
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.planning.trade_offs import TradeOffs
from credplan.core.text import amount, hours, join_words, long_date, money
from credplan.core.trade_off_words import CLOSE_CENTS, bought, merged
from credplan.core.words import _, ngettext

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
                _("{number} (this plan)").format(number=number) if _same(plan, other) else str(number),
                money(totals.cents, totals.currency) + ("~" if totals.unsure else ""),
                long_date(totals.finish),
                hours(totals.minutes),
                told if number == 1 else bought(plans[number - 2], other),
            )
        )
    table = Table((_("Plan"), _("It costs"), _("Done"), _("Work"), _("What it takes, or buys")), tuple(rows), 4, (1, 3))
    return table, _plot(plans[:MOST_ROWS], question)


def trade_off_note(found: TradeOffs | None, question: Question) -> str:
    """What the table shows, or that there is nothing to choose."""
    if found is None or not found.plans:
        return ""
    shown = merged(found.plans)
    hidden = len(found.plans) - min(len(shown), MOST_ROWS)
    said = []
    if len(shown) > 1:
        if found.proved:
            said.append(
                _("Proved: nothing beats these in both money and time. Each is the cheapest that is done so soon.")
            )
        else:
            said.append(_("As far as was found, nothing beats these in both money and time."))
        if hidden:
            told = ngettext("{n} plan close to these is left out.", "{n} plans close to these are left out.", hidden)
            said.append(told.format(n=hidden))
    elif found.proved and found.plans[0].steps:
        if question.budget is not None:
            told = _("Within {budget} no money buys an earlier end: the cheapest plan is also the soonest.")
            said.append(told.format(budget=money(question.budget, question.currency)))
        else:
            said.append(_("No money buys an earlier end: the cheapest plan is also the soonest."))
        if hidden:
            said.append(_("What less than a week or {cost} would buy is left out.").format(cost=amount(CLOSE_CENTS)))
    if found.sooner is not None and found.plans[0].steps:
        end = found.sooner
        told = ngettext(
            "Sooner, {day}, only for {cost} plus {n} price or time that nobody could source.",
            "Sooner, {day}, only for {cost} plus {n} prices or times that nobody could source.",
            end.unknown,
        )
        cost = money(end.cents, question.currency)
        said.append(told.format(day=long_date(end.finish), cost=cost, n=end.unknown))
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
    said = [_("Money against the day on which all is done, from {first} to {last}.").format(first=first, last=last)]
    said += [
        _("Plan {number}: {cost}, done {finish}.").format(
            number=number, cost=money(p.totals.cents, p.totals.currency), finish=long_date(p.totals.finish)
        )
        for number, p in enumerate(plans, 1)
    ]
    return Plot(
        points,
        x=(Mark(first, 0), Mark(last, WHOLE)),
        y=(Mark(money(min(cents), question.currency), 0), Mark(money(max(cents), question.currency), WHOLE)),
        alt=" ".join(said),
        legend=_("Left is sooner, down is cheaper; the numbers are those of the table."),
    )
