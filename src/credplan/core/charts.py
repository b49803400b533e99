"""A plan's calendar and its money over time as lines of text, for a terminal of any width."""

from __future__ import annotations

import datetime as dt

import msgspec

from credplan.core.handout.timeline import WHOLE, timeline
from credplan.core.handout.values import Timeline
from credplan.core.plan_words import charge_runs
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.text import amount, long_date

_WORK, _WAIT, _PAY, _LINE = "█", "┄", "•", "│"
"""Each has another ASCII character in its place on a console that can't show it: # - * |."""


class Drawn(msgspec.Struct, frozen=True):
    """A title over rows: what is said, and the bar below it or beside it."""

    title: str
    rows: tuple[tuple[str, str], ...]
    legend: str = ""


def calendar_chart(plan: Plan, question: Question, today: dt.date, width: int) -> Drawn | None:
    """The steps over the calendar, ``width`` columns wide; None where there is no step."""
    drawn = timeline(plan, question, today)
    if drawn is None:
        return None
    rows = [("", line) for line in _scale(drawn, width)]
    for step, bar in zip(plan.steps, drawn.bars, strict=True):
        line = [" "] * width
        start, work, end = (_column(at, width) for at in (bar.start, bar.work_ends, bar.finish))
        start = min(start, width - 1)  # what only happens on the last day
        for n in range(start, max(end, start + 1)):
            line[n] = _WORK if n < max(work, start + 1) else _WAIT
        when = (
            long_date(step.start)
            if step.start == step.finish
            else f"{long_date(step.start)} to {long_date(step.finish)}"
        )
        rows.append((f"{bar.label} · {when}", "".join(line).rstrip()))
    if drawn.payments:
        line = [" "] * width
        for at in drawn.payments:
            line[min(_column(at, width), width - 1)] = _PAY
        rows.append(("", "".join(line).rstrip()))
    waits = any(s.work_ends < s.finish for s in plan.steps)
    legend = [
        f"{_WORK} work",
        f"{_WAIT} wait for the award" if waits else "",
        f"{_PAY} money is due" if drawn.payments else "",
    ]
    legend += [f"{_LINE} today"] + (["> your limit"] if drawn.limit is not None else [])
    return Drawn("ON THE CALENDAR", tuple(rows), "   ".join(x for x in legend if x))


def _column(at: int, width: int) -> int:
    return at * width // WHOLE


def _scale(drawn: Timeline, width: int) -> list[str]:
    """The months' names over a line with their places, today's mark and the learner's limit on it."""
    names, marks = [" "] * (width + 12), ["─"] * width
    free = 0
    for tick in drawn.ticks:
        place = _column(tick.at, width)
        place = min(place, width - len(tick.label))
        if place < free:
            continue
        names[place : place + len(tick.label)] = tick.label
        free = place + len(tick.label) + 1
        marks[min(_column(tick.at, width), width - 1)] = "┬"
    if drawn.today is not None:
        marks[min(_column(drawn.today, width), width - 1)] = _LINE
    if drawn.limit is not None:
        marks[min(_column(drawn.limit.at, width), width - 1)] = ">"
    return ["".join(names).rstrip(), "".join(marks)]


def money_chart(plan: Plan, width: int) -> Drawn | None:
    """What has been paid by each day that money is due; None where nothing is known to be paid."""
    runs = charge_runs(tuple(sorted(plan.due, key=lambda c: c.due)))
    total = sum((c.amount or 0) * count for c, count, _ in runs)
    if not total:
        return None
    sums: dict[dt.date, int] = {}
    running = 0
    for cost in sorted(plan.due, key=lambda c: c.due):
        if cost.amount:
            running += cost.amount
            sums[cost.due] = running
    labels = {day: f"{long_date(day):>11}  {amount(cents):>{len(amount(total))}}" for day, cents in sums.items()}
    room = max(width - max(map(len, labels.values())) - 2, 10)
    rows = tuple((f"{labels[day]}  {_WORK * max(cents * room // total, 1)}", "") for day, cents in sums.items())
    unknown = len(plan.totals.unknown)
    more = f", and {unknown} not known" if unknown else ""
    return Drawn(f"MONEY OVER TIME ({plan.totals.currency}, in all{more})", rows)
