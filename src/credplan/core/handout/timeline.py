"""Where the steps of a plan lie on its calendar, in thousandths of the whole, and the same in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from credplan.core.dates import add_months
from credplan.core.handout.values import Bar, Mark, Timeline
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.text import long_date, month_and_year
from credplan.core.words import _

WHOLE = 1000
MOST_TICKS = 7
MOST_DAYS = 12
SHORT_DAYS = 45
_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120)


def timeline(plan: Plan, question: Question, today: dt.date | None = None) -> Timeline | None:
    """The drawing of a plan, with ``today`` marked on it where that is given; None where there is nothing to draw."""
    if not plan.steps:
        return None
    first = min(question.start, plan.steps[0].start, today or question.start)
    last = max([s.finish for s in plan.steps] + [c.due for c in plan.due])
    days = max((last - first).days, 1)

    def at(day: dt.date) -> int:
        return min(max((day - first).days * WHOLE // days, 0), WHOLE)

    bars = tuple(Bar(f"{s.number}. {s.name}", at(s.start), at(s.work_ends), at(s.finish)) for s in plan.steps)
    paid = sorted({c.due for c in plan.due if c.amount != 0})
    limit = None
    if question.by is not None and first < question.by <= last:
        limit = Mark(_("by {day}").format(day=long_date(question.by)), at(question.by))
    return Timeline(
        bars,
        _ticks(first, last, at),
        tuple(at(day) for day in paid),
        limit,
        _alt(plan, first, last, paid),
        _legend(plan, limit),
        at(today) if today is not None else None,
    )


def _ticks(first: dt.date, last: dt.date, at: Callable[[dt.date], int]) -> tuple[Mark, ...]:
    """First days of months, as many as can be read; of a very short plan its first and last day."""
    if (last - first).days < SHORT_DAYS:
        ends = (Mark(long_date(first), 0), Mark(long_date(last), WHOLE))
        return ends if first != last else ends[:1]
    months = (last.year - first.year) * 12 + last.month - first.month
    apart = next((n for n in _MONTHS_APART if months <= n * MOST_TICKS), _MONTHS_APART[-1])
    day = add_months(first.replace(day=1), 1)
    if apart >= 12:
        day = dt.date(first.year + 1, 1, 1)
    elif apart > 1:
        while (day.month - 1) % apart:
            day = add_months(day, 1)
    marks = []
    while day <= last:
        label = str(day.year) if apart >= 12 else month_and_year(day)
        marks.append(Mark(label, at(day)))
        day = add_months(day, apart)
    return tuple(marks)


def _alt(plan: Plan, first: dt.date, last: dt.date, paid: list[dt.date]) -> str:
    said = [_("Timeline of the plan from {first} to {last}.").format(first=long_date(first), last=long_date(last))]
    for step in plan.steps:
        if step.start == step.finish:
            told = _("Step {number}, {name}: on {start}.")
        elif step.work_ends < step.finish:
            told = _("Step {number}, {name}: work from {start} to {end}, then waiting for the award until {finish}.")
        else:
            told = _("Step {number}, {name}: work from {start} to {end}.")
        start, end, finish = (long_date(day) for day in (step.start, step.work_ends, step.finish))
        said.append(told.format(number=step.number, name=step.name, start=start, end=end, finish=finish))
    if paid:
        told = _("Money is due on {days} and later.") if len(paid) > MOST_DAYS else _("Money is due on {days}.")
        said.append(told.format(days=", ".join(long_date(day) for day in paid[:MOST_DAYS])))
    return " ".join(said)


def _legend(plan: Plan, limit: Mark | None) -> str:
    said = [_("A filled bar is work")]
    if any(s.work_ends < s.finish for s in plan.steps):
        said.append(_("its open end is the wait for the award"))
    if any(c.amount != 0 for c in plan.due):
        said.append(_("a diamond is a day on which money is due"))
    if limit is not None:
        said.append(_("the dashed line is your limit ({label})").format(label=limit.label))
    return f"{', '.join(said)}."
