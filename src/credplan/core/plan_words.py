"""The words of a plan that screen, page and charts share: costs, differences, options, payments in a row."""

from __future__ import annotations

import datetime as dt

from credplan.core.dates import add_months
from credplan.core.model import Career, Credential
from credplan.core.planning.answers import Cost, Extra, Plan, Step
from credplan.core.text import amount, hours, money, plural, weeks_between

Options = tuple[tuple[str, str], ...]
"""Command-line options as (name, value) pairs; a flag's value is empty."""


def option_words(typed: Options) -> str:
    """Options as they are typed, each with a space before it, a value of several words in quotes."""
    return "".join(f" {option} {_quoted(value)}".rstrip() for option, value in typed)


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def goal_word(goal: Career | Credential) -> str:
    """How a command names the goal: a short title, else its id; in quotes where it has several words."""
    word = goal.titles[0] if isinstance(goal, Career) and goal.titles else goal.id
    return _quoted(word)


def bound_words(plan: Plan) -> str:
    """What no plan can be better than, in the unit of its objective."""
    if plan.objective == "cheapest":
        return money(plan.bound, plan.totals.currency)
    if plan.objective == "fastest":
        return plural(plan.bound, "day")
    return plural(plan.bound, "step") if plan.objective == "fewest" else str(plan.bound)


def step_cost(step: Step, currency: str) -> str:
    """What a step alone costs, in words; empty where only a subscription pays for it."""
    cost = money(step.cents, currency) if step.costs else ""
    if any(c.amount is None for c in step.costs):
        cost = "price unknown" if step.cents == 0 else f"{cost} plus an unknown price"
    elif step.costs and step.cents == 0:
        cost = "free"
    return f"{cost}~" if any(c.unsure for c in step.costs) else cost


def charge_runs(due: tuple[Cost, ...]) -> list[tuple[Cost, int, dt.date]]:
    """What is to be paid, in order: (first charge, how many equal monthly ones it stands for, day of the last)."""
    runs: list[tuple[Cost, int, dt.date]] = []
    at = 0
    charged = [c for c in due if c.amount != 0]
    while at < len(charged):
        cost = charged[at]
        run = at
        while run + 1 < len(charged) and _next_month(cost, charged[run + 1], run + 1 - at):
            run += 1
        if run - at < 2:
            run = at  # two charges are as easily read as two
        runs.append((cost, run - at + 1, charged[run].due))
        at = run + 1
    return runs


def _next_month(first: Cost, other: Cost, months: int) -> bool:
    """Whether ``other`` is the charge that a monthly subscription makes ``months`` after ``first``."""
    return (
        first.kind == other.kind == "subscription"
        and (first.name, first.amount) == (other.name, other.amount)
        and other.due == add_months(first.due, months)
    )


def added(extra: Extra, currency: str) -> str:
    """What a preferred group adds: ``+USD 64.00, +10 h``; an unknown price is said and not shown as nothing."""
    cents, minutes = extra.cents or 0, extra.minutes or 0
    price = f"{'-' if cents < 0 else '+'}{money(abs(cents), currency)}"
    if extra.unknown > extra.unknown_hours:
        price = "price unknown" if cents == 0 else f"{price} and an unknown price"
    work = f"{'-' if minutes < 0 else '+'}{hours(abs(minutes))}"
    if extra.unknown_hours > 0:
        work = "hours unknown" if minutes == 0 else f"{work} and unknown hours"
    return f"{price}, {work}"


def plus_unknown(count: int) -> str:
    """`` plus 2 unknowns``, to stand behind a sum; nothing where all is known."""
    return f" plus {plural(count, 'unknown')}" if count else ""


def signed(cents: int) -> str:
    """A difference of cost, as ``+90.00`` or ``same cost``."""
    return "same cost" if cents == 0 else f"{'+' if cents > 0 else '-'}{amount(abs(cents))}"


def earlier_or_later(one: dt.date, other: dt.date) -> str:
    """How much sooner or later ``one`` is than ``other``."""
    if one == other:
        return "same day"
    span = weeks_between(min(one, other), max(one, other))
    return f"{span} {'sooner' if one < other else 'later'}"
