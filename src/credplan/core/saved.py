"""A plan as the profile keeps it: its steps, days and payments, enough to go on from and to compare with."""

from __future__ import annotations

import datetime as dt

from credplan.core.planning.answers import Plan, Step
from credplan.core.planning.question import Question
from credplan.core.profile import Profile, SavedDue, SavedPlan, SavedStep
from credplan.core.units import Cents, Minutes


def saved_plan(plan: Plan, question: Question, name: str, day: dt.date, catalog: str) -> SavedPlan:
    """``plan`` under ``name``, saved on ``day`` with the version of the catalog that it was made from."""
    steps = tuple(
        SavedStep(
            credential=s.credential,
            route=s.route,
            start=s.start,
            finish=s.finish,
            cost=Cents(s.cents + _charged(plan, s)),
            work_ends=s.work_ends,
            passed=s.passed,
        )
        for s in plan.steps
    )
    payments = [(c, s.credential) for s in plan.steps for c in s.costs]
    payments += [(c, s.covers[0]) for s in plan.subscriptions for c in s.charges]
    due = tuple(
        SavedDue(c.due, c.name, credential, None if c.amount is None else Cents(c.amount))
        for c, credential in sorted(payments, key=lambda p: (p[0].due, p[0].name))
        if c.amount != 0
    )
    return SavedPlan(
        name=name,
        goal=plan.goal.id,
        saved=day,
        also=tuple(goal.id for goal in question.goals),
        objective=plan.objective,
        cost=Cents(plan.totals.cents),
        currency=plan.totals.currency,
        finish=plan.totals.finish,
        catalog=catalog,
        hours_per_week=Minutes(question.weekly),
        step=steps,
        due=due,
    )


def saved_before(profile: Profile, question: Question, name: str | None) -> SavedPlan | None:
    """The plan to set beside today's: of this ``name``, else the newest; None where it has other goals."""
    goals = {question.goal.id, *(goal.id for goal in question.goals)}
    plans = [p for p in profile.plan if {p.goal, *p.also} == goals]
    if name is not None:
        return next((p for p in plans if p.name.casefold() == name.casefold()), None)
    return max(reversed(plans), key=lambda p: p.saved, default=None)


def _charged(plan: Plan, step: Step) -> int:
    """What a step's subscriptions charge from its first to its last day of work."""
    return sum(
        charge.amount or 0
        for subscription in plan.subscriptions
        for charge in subscription.charges
        if step.credential in subscription.covers
        and (charge.due == step.start or step.start < charge.due < step.work_ends)
    )
