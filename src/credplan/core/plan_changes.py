"""Today's plan against a saved one in words and JSON."""

from __future__ import annotations

from typing import Any

from credplan.core.model import Catalog
from credplan.core.plan_data import decimal, hours_text
from credplan.core.plan_words import Options, earlier_or_later, goal_word, option_words, signed
from credplan.core.planning.answers import Plan
from credplan.core.planning.changes import Change, Then
from credplan.core.planning.question import Question
from credplan.core.profile import Profile, SavedPlan
from credplan.core.report import situation, titles
from credplan.core.report_shape import Report, Row, Section
from credplan.core.text import long_date, money
from credplan.core.units import Minutes

_KINDS = {"done": "done", "gone": "gone", "new": "new", "moved": "moved", "same": "the same"}


def changes_report(
    plan: Plan,
    saved: SavedPlan,
    told: list[Change],
    catalog: Catalog,
    profile: Profile,
    question: Question,
    typed: Options = (),
) -> Report:
    """The screen of ``plan --diff``."""
    totals = plan.totals
    paid = [c for c in told if c.kind == "done"]
    text = f"{money(totals.cents, totals.currency)}"
    if saved.cost is not None:
        text += f", {money(saved.cost, saved.currency)} then"
        if saved.currency == totals.currency:
            text += f" ({signed(totals.cents - saved.cost)})"
    rows = [Row("money", text, ("what is done is paid for and not counted today",) if paid else ())]
    done = long_date(totals.finish)
    if saved.finish is not None:
        done += f", {long_date(saved.finish)} then ({earlier_or_later(totals.finish, saved.finish)})"
    rows.append(Row("done", done))
    if saved.hours_per_week is not None and saved.hours_per_week != question.weekly:
        rows.append(Row("hours a week", f"{Minutes(question.weekly)}, {saved.hours_per_week} then"))
    if saved.objective != plan.objective:
        rows.append(Row("asked for", f"the {plan.objective}, the {saved.objective} then"))
    if saved.catalog and saved.catalog != catalog.version:
        rows.append(Row("catalog", f"{catalog.version}, {saved.catalog} then"))
    title = f"TODAY AGAINST {saved.name!r}, SAVED {long_date(saved.saved)}"
    same = all(c.kind == "same" for c in told)
    steps = tuple(Row(_KINDS[c.kind], c.name, tuple(_details(c, question))) for c in told)
    sections = [Section(title, tuple(rows)), Section("STEPS", steps, "Nothing has changed." if same and steps else "")]
    commands = []
    if not same:
        kept = (*typed, ("--save", saved.name))
        commands.append(Row(f"credplan plan {goal_word(plan.goal)}{option_words(kept)}", "look at both and keep one"))
    commands.append(Row("credplan next", "what comes first in the plan you saved last"))
    sections.append(Section("NEXT", tuple(commands), kind="commands"))
    return Report(titles(plan.goal, question), situation(profile, question), tuple(sections))


def _details(change: Change, question: Question) -> list[str]:
    before, now = change.before, change.now
    said = []
    if before is not None and now is not None and change.kind == "moved":
        if (before.start, before.finish) != (now.start, now.finish):
            said.append(f"{_days(now)}; then {_days(before)}")
        if before.cents != now.cents:
            said.append(f"{money(now.cents, question.currency)}; then {money(before.cents, question.currency)}")
        if before.route != now.route:
            said.append(f"route {now.route or 'main'}; then {before.route or 'main'}")
    elif (now or before) is not None and change.kind != "done":
        one = now or before
        assert one is not None
        said.append(f"{_days(one)}, {money(one.cents, question.currency)}")
    if change.text:
        said.append(change.text if change.kind == "done" else f"because: {change.text}")
    return said


def _days(step: Then) -> str:
    return f"{long_date(step.start)} to {long_date(step.finish)}"


def changes_data(
    plan: Plan, saved: SavedPlan, told: list[Change], catalog: Catalog, question: Question
) -> dict[str, Any]:
    """What ``--diff`` adds to the JSON of a plan."""
    return {
        "diff": {
            "name": saved.name,
            "saved": saved.saved.isoformat(),
            "before": {
                "cost": None if saved.cost is None else {saved.currency: decimal(saved.cost)},
                "finish": saved.finish.isoformat() if saved.finish else None,
                "hours_per_week": hours_text(saved.hours_per_week),
                "objective": saved.objective,
                "catalog": saved.catalog or None,
            },
            "now": {
                "cost": {plan.totals.currency: decimal(plan.totals.cents)},
                "finish": plan.totals.finish.isoformat(),
                "hours_per_week": hours_text(question.weekly),
                "objective": plan.objective,
                "catalog": catalog.version,
            },
            "steps": [
                {
                    "credential": c.credential,
                    "name": c.name,
                    "change": c.kind,
                    "before": _then_data(c.before),
                    "now": _then_data(c.now),
                    "cause": c.cause or None,
                    "text": c.text or None,
                }
                for c in told
            ],
        }
    }


def _then_data(step: Then | None) -> dict[str, Any] | None:
    if step is None:
        return None
    return {
        "route": step.route,
        "start": step.start.isoformat(),
        "finish": step.finish.isoformat(),
        "cost": decimal(step.cents),
    }
