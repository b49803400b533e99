"""A plan's calendar and its money over time as lines of text, for a terminal of any width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from credplan.core.coverage import Cover
from credplan.core.handout.timeline import WHOLE, timeline
from credplan.core.handout.values import Timeline
from credplan.core.model import EVIDENCE_WORDS
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.text import amount, join_words, long_date, money

_WORK, _WAIT, _PAY, _LINE = "█", "┄", "•", "│"
"""Each has another ASCII character in its place on a console that can't show it: # - * |."""
HELD, PLANNED, MISSING = "█", "▒", "┄"
"""On a console without them: # + -."""
LONGEST_RUNG = 10
"""Columns of a coverage bar for one rung of evidence."""


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
    sums = _paid_by(plan)
    if not sums:
        return None
    total = max(sums.values())
    wide = max(len(long_date(day)) for day in sums)
    labels = {day: f"{long_date(day):>{wide}}  {amount(cents):>{len(amount(total))}}" for day, cents in sums.items()}
    room = max(width - max(map(len, labels.values())) - 2, 10)
    rows = tuple((f"{labels[day]}  {_WORK * max(cents * room // total, 1)}", "") for day, cents in sums.items())
    unknown = len(plan.totals.unknown)
    more = f", and {unknown} not known" if unknown else ""
    return Drawn(f"MONEY OVER TIME ({plan.totals.currency}, in all{more})", rows)


def money_lines(plan: Plan) -> list[str]:
    """The same in sentences."""
    return [f"Paid by {long_date(day)}: {money(cents, plan.totals.currency)}." for day, cents in _paid_by(plan).items()]


def _paid_by(plan: Plan) -> dict[dt.date, int]:
    """Cents paid in all by the end of each day on which something is paid."""
    sums: dict[dt.date, int] = {}
    running = 0
    for cost in sorted(plan.due, key=lambda c: c.due):
        if cost.amount:
            running += cost.amount
            sums[cost.due] = running
    return sums


def coverage_chart(covers: Sequence[Cover], width: int, *, planned: bool, of: str = "") -> Drawn | None:
    """A bar for each group that is asked for: the stronger its proof, the longer; None where nothing is asked.

    ``planned`` tells before and after a plan apart; ``of`` names the career where there are several.
    Where the width allows, a bar stands between name and words.
    """
    if not covers:
        return None
    kinds = max(len(c.kind) for c in covers)
    labels = [f"{c.kind:<{kinds}}  {c.name}" for c in covers]
    said = [cover_words(c, planned=planned) for c in covers]
    left, right = max(map(len, labels)), max(map(len, said))
    rung = min((width - left - right - 4) // TOP_RUNG, LONGEST_RUNG)
    rows: list[tuple[str, str]] = []
    if rung > 1:
        for label, cover, words in zip(labels, covers, said, strict=True):
            bar = cover_bar(cover, rung)
            rows.append((f"{label:<{left}}  {bar:<{rung * TOP_RUNG}}  {words}", ""))
    else:
        rung = max(min(width // TOP_RUNG, LONGEST_RUNG), 1)
        for cover, words in zip(covers, said, strict=True):
            rows.append((f"{cover.name} · {cover.kind} · {words}", cover_bar(cover, rung)))
    legend = [f"{HELD} shown by what you hold", f"{PLANNED} by this plan" if planned else "", f"{MISSING} missing"]
    return Drawn(
        f"ASKED FOR AND SHOWN{f', {of}' if of else ''} ({cover_count(covers, planned=planned)})",
        tuple(rows),
        "   ".join(x for x in legend if x) + f"\nthe longer, the stronger the proof: {', '.join(EVIDENCE_WORDS[1:])}",
    )


TOP_RUNG = len(EVIDENCE_WORDS) - 1


def cover_bar(cover: Cover, rung: int) -> str:
    """What is held, what the plan adds and what is missing of one group, ``rung`` columns for a rung of evidence.

    Of several things asked for together each takes its share. What is missing is never rounded away.
    """
    several = max(len([r for r in cover.rungs if r.asked]), 1)
    held = sum(min(r.now, r.after) for r in cover.rungs)
    gets = sum(max(r.after, r.now) for r in cover.rungs)
    asked = sum(max(r.asked, r.after) for r in cover.rungs)
    first, second, end = (n * rung // several for n in (held, gets, asked))
    if not cover.met_after and second == end and end:
        second = end - 1
    return HELD * min(first, second) + PLANNED * max(second - first, 0) + MISSING * (end - second)


def cover_count(covers: Sequence[Cover], *, planned: bool) -> str:
    """``1 of 4 now, 4 of 4 with this plan``; what is only liked is not counted."""
    asked = [c for c in covers if c.kind != "plus"]
    now, after = (sum(getattr(c, name) for c in asked) for name in ("met_now", "met_after"))
    return f"{now} of {len(asked)} now" + (f", {after} of {len(asked)} with this plan" if planned else "")


def cover_words(cover: Cover, *, planned: bool) -> str:
    """``step 2: assessed independently``, ``met: graded by the issuer``, ``missing``, ``to confirm``."""
    if not cover.met_after:
        got = sum(r.met_after for r in cover.rungs)
        part = f", {got} of {len(cover.rungs)} met" if got else ""
        return f"lapses before the end{part}" if cover.met_now and planned else f"missing{part}"
    rung = cover.now if cover.met_now else cover.after
    proof = f": {EVIDENCE_WORDS[rung]}" if rung else ""
    numbers = [str(n) for n in cover.steps]
    by = f"step {numbers[0]}" if len(numbers) == 1 else f"steps {join_words(numbers)}"
    if cover.proviso and not (numbers and cover.after):
        return cover.proviso
    if cover.met_now and numbers and cover.after > cover.now:
        return f"met, with {by}: {EVIDENCE_WORDS[cover.after]}"
    if cover.met_now or not numbers:
        return f"met{proof}"
    return f"{by}{proof}{f', {cover.proviso}' if cover.proviso else ''}"
