"""What to do next: the dated actions of a saved plan and of what is held, the first ones first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from credplan.core.dates import add_days
from credplan.core.model import Catalog, Credential
from credplan.core.profile import Profile, SavedPlan, SavedStep
from credplan.core.report_shape import Report, Row, Section
from credplan.core.standing import Standing
from credplan.core.text import long_date, money, plural
from credplan.core.units import Cents

MOST_ACTIONS = 3
BOOK_AHEAD = 14
"""Days before an exam on which its booking is called for, and never before the step begins."""
CSV_HEADER = ("credential", "name", "do", "route", "start", "finish", "cost", "currency", "url", "date", "what")
Do = Literal["start", "go on", "start (late)", "finish (late)", "buy", "book the exam", "await", "renew"]


class Action(msgspec.Struct, frozen=True):
    """One thing to do on one day."""

    credential: str
    name: str
    do: Do
    date: dt.date
    """The day that it is for; of work that goes on, the day on which it began."""
    route: str
    start: dt.date
    finish: dt.date
    """Of the step that it belongs to; of a renewal both are its last day."""
    cost: Cents | None
    """Of what is bought; of the whole step where that is begun or goes on."""
    currency: str
    url: str
    what: str = ""
    """What is bought, and on which day the exam is meant to be."""


def unfinished(profile: Profile, plan: SavedPlan) -> list[SavedStep]:
    """The steps of ``plan`` that are neither earned nor skipped, in its order."""
    done = {h.id for h in profile.credential if h.status in ("earned", "skipped")}
    return [step for step in plan.step if step.credential not in done]


def actions(profile: Profile, plan: SavedPlan, catalog: Catalog, today: dt.date) -> list[Action]:
    """All that is still to be done for ``plan``, and renewals of what is held, by day; what is late comes first."""
    known = {c.id: c for c in catalog.credentials}
    steps = unfinished(profile, plan)
    found = [action for step in steps for action in _of_step(profile, plan, step, known.get(step.credential), today)]
    found += _renewals(profile, plan, known, today)
    return sorted(found, key=lambda a: a.date)


def _of_step(
    profile: Profile, plan: SavedPlan, step: SavedStep, credential: Credential | None, today: dt.date
) -> Iterator[Action]:
    held = profile.holding(step.credential)
    running = held is not None and held.status == "in-progress"
    ends = step.passed or step.work_ends or step.finish

    def action(do: Do, day: dt.date, what: str = "", cost: Cents | None = None) -> Action:
        name, url = (step.credential, "") if credential is None else (credential.name, credential.url)
        paid, at, until = plan.currency, step.start, step.finish
        return Action(step.credential, name, do, day, step.route, at, until, cost, paid, url, what)

    first: dict[str, Any] = {}
    for due in plan.due:
        if due.credential == step.credential:
            first.setdefault(due.name, due)
    now = [due for due in first.values() if due.date <= step.start]
    if not running:
        what = "; ".join(f"buy {due.name}, {money(due.cost, plan.currency)}" for due in now)
        yield action("start (late)" if step.start < today else "start", step.start, what, step.cost)
    elif step.finish < today:
        yield action("finish (late)", step.finish, cost=step.cost)
    elif today < ends:
        yield action("go on", step.start, cost=step.cost)
    for due in first.values():
        if due not in now and not (running and due.date < today):
            yield action("buy", due.date, due.name, due.cost)
    if step.passed is not None and step.passed > today and credential is not None and _examined(credential, step):
        book = max(step.start, add_days(step.passed, -BOOK_AHEAD))
        yield action("book the exam", book, f"for about {long_date(step.passed)}")
    if step.passed is not None and step.passed < step.finish and step.finish >= today:
        yield action("await", step.finish)


def _examined(credential: Credential, step: SavedStep) -> bool:
    """Whether the step has an exam that a day must be found for."""
    route = next((r for r in credential.routes if r.id == step.route), None)
    return route is not None and any(part.kind == "exam" for part in route.parts)


def _renewals(profile: Profile, plan: SavedPlan, known: dict[str, Credential], today: dt.date) -> Iterator[Action]:
    """The last day of each thing that is held and lapses."""
    standing = Standing(profile, today, known)
    for held in profile.credential:
        credential = known.get(held.id)
        expiry = standing.expiry(held) if held.status == "earned" else None
        if credential is None or expiry is None or expiry <= today:
            continue
        yield Action(held.id, credential.name, "renew", expiry, "", expiry, expiry, None, plan.currency, credential.url)


# -- in words -----------------------------------------------------------------------------------------------------

_VERBS: dict[Do, str] = {
    "start": "Start {name}",
    "go on": "Go on with {name}",
    "start (late)": "Start {name}",
    "finish (late)": "Finish {name}",
    "buy": "Buy {what} for {name}",
    "book the exam": "Book the exam of {name} {what}",
    "await": "Look for the award of {name}",
    "renew": "Renew {name}",
}


def next_report(plan: SavedPlan, todo: list[Action], left: int, goal_name: str) -> Report:
    """The screen of ``next``: ``left`` steps are still to be done, ``goal_name`` is what the catalog calls it."""
    shown = todo[:MOST_ACTIONS]
    rows = [Row(str(n), said(action), tuple(_details(action))) for n, action in enumerate(shown, 1)]
    note = f"{plural(len(plan.step) - left, 'step')} of {len(plan.step)} done"
    if len(todo) > len(shown):
        note += f", {plural(len(todo) - len(shown), 'more thing')} to do after these"
    commands = list(_commands(plan, shown)) if left else [Row("credplan gap", "what the goal still asks for")]
    sections = (Section("DO NEXT", tuple(rows), note, kind="steps"), Section("THEN", tuple(commands), kind="commands"))
    title = f"Next in plan {plan.name}" if left else f"Plan {plan.name} is done"
    return Report(title, f"{goal_name}, saved {long_date(plan.saved)}", tuple(s for s in sections if s.rows))


def planned_again(plan: SavedPlan | None) -> str:
    """The command that plans anew; where the saved plan leads to several goals, to all of them, under its name."""
    if plan is None or not plan.also:
        return "credplan plan"
    also = "".join(f" --also {ident}" for ident in plan.also)
    name = f'"{plan.name}"' if " " in plan.name else plan.name
    return f"credplan plan {plan.goal}{also} --save {name}"


def said(action: Action) -> str:
    """An action as one says it: ``Book the exam of A+ for about 15 Jan 2027``."""
    return _VERBS[action.do].format(name=action.name, what=action.what)


def _details(action: Action) -> Iterator[str]:
    day, cost = long_date(action.date), money(action.cost, action.currency)
    if action.do in ("start", "go on", "start (late)", "finish (late)"):
        yield f"{long_date(action.start)} to {long_date(action.finish)} · {cost}"
        if action.what:
            yield action.what
    elif action.do == "buy":
        yield f"{day} · {cost}"
    elif action.do == "await":
        yield f"{day} · it should have come by then"
    elif action.do == "renew":
        yield f"by {day}, the day on which it lapses"
    else:
        yield day
    if action.url:
        yield action.url
    if action.do == "start (late)":
        yield f"it was to start on {long_date(action.start)}; plan again if the dates no longer fit"
    if action.do == "finish (late)":
        yield f"it was to be done by {long_date(action.finish)}; plan again if the dates no longer fit"


def _commands(plan: SavedPlan, shown: list[Action]) -> Iterator[Row]:
    first = shown[0]
    if first.do in ("start", "start (late)"):
        yield Row(f"credplan add {first.credential} --in-progress", "when you have begun")
    elif first.do in ("go on", "finish (late)"):
        yield Row(f"credplan log {first.credential} 2", "after two hours of work on it")
    elif first.do == "renew":
        yield Row("credplan renewals", "how it is renewed and what it costs")
    step = next((a for a in shown if a.do != "renew"), None)
    if step is not None:
        yield Row(f"credplan add {step.credential} --earned today", "when you have it")
    if any(a.do.endswith("(late)") for a in shown):
        yield Row(planned_again(plan), "plan again from today")
