"""A plan as JSON values and CSV rows for scripts: schema 1, decimals as strings, dates as ISO 8601.

Scripts rely on these names (docs/formats.md); a key may be added, never renamed within a schema number.
"""

from __future__ import annotations

from typing import Any

from credplan.core.model import Career, Catalog, Credential
from credplan.core.plan_doubts import doubts, facts_data, hours_texts
from credplan.core.plan_facts import step_facts
from credplan.core.planning.answers import Cost, Near, NoPlan, Plan, Step
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.standing import region_matches
from credplan.core.units import Cents, Minutes

SCHEMA = 1
CSV_HEADER = (
    "step",
    "credential",
    "name",
    "kind",
    "route",
    "start",
    "finish",
    "hours",
    "cost",
    "currency",
    "subscriptions",
    "because",
    "confirm",
    "url",
)


def plan_data(plan: Plan, catalog: Catalog, profile: Profile, question: Question) -> dict[str, Any]:
    """The whole plan as plain JSON values."""
    totals = plan.totals
    known = {c.id: c for c in catalog.credentials}
    weak = doubts(plan, catalog, question.start)
    return {
        "schema": SCHEMA,
        "status": plan.status,
        "complete": plan.complete,
        "reason": plan.reason,
        "goal": _goal(plan.goal),
        "also": [{**_goal(goal), "door": door_data(goal, profile)} for goal in question.goals],
        "objective": {"name": plan.objective, **_objective(plan)},
        "limits": _limits(question, profile),
        "door": door_data(plan.goal, profile),
        "steps": [
            {
                **_step(step, known.get(step.credential)),
                "effort_facts": facts_data(weak.facts[step.number], catalog, question.start),
            }
            for step in plan.steps
        ],
        "subscriptions": [
            {
                "offer": s.offer,
                "name": s.name,
                "start": s.start.isoformat(),
                "end": s.end.isoformat(),
                "charges": [{"date": c.due.isoformat(), **_cost(c)} for c in s.charges],
                "covers": list(s.covers),
            }
            for s in plan.subscriptions
        ],
        "due": [{"date": c.due.isoformat(), "name": c.name, **_cost(c)} for c in plan.due],
        "totals": {
            "cost": {totals.currency: decimal(totals.cents)},
            "cost_low": {totals.currency: decimal(totals.low)},
            "cost_high": {totals.currency: decimal(totals.high)},
            "unknown": list(totals.unknown),
            "one_source": list(totals.unsure),
            "unsure_hours": hours_texts(plan, weak, catalog),
            "weak_sites": list(weak.weak),
            "effort_hours": {
                "low": hours_text(totals.minutes_low),
                "likely": hours_text(totals.minutes),
                "high": hours_text(totals.minutes_high),
            },
            "passed": totals.passed.isoformat(),
            "finish": totals.finish.isoformat(),
            "finish_low": totals.finish_low.isoformat() if totals.finish_low else None,
            "finish_high": totals.finish_high.isoformat() if totals.finish_high else None,
            "upkeep_per_year": {totals.currency: decimal(totals.upkeep_cents)},
            "upkeep_total": {totals.currency: decimal(totals.upkeep_total)},
            "upkeep_held": {totals.currency: decimal(totals.upkeep_held)},
            "upkeep_years": totals.upkeep_years,
            "upkeep": list(totals.upkeep),
            "upkeep_unknown": totals.upkeep_unknown,
        },
        "held": list(plan.held),
        "uncovered": [{"name": u.name, "kind": u.kind, "why": list(u.why)} for u in plan.uncovered],
        "confirm": list(plan.confirm),
        "warnings": list(plan.warnings),
        "later": list(plan.later),
        "open_to_some": list(plan.openings),
        "alternatives": [
            {
                "change": a.change,
                "option": a.option,
                "cost": {totals.currency: decimal(a.cents)},
                "finish": a.finish.isoformat(),
                "effort_hours": hours_text(a.minutes),
                "unknown": a.unknown,
                "steps": list(a.steps),
            }
            for a in plan.alternatives
        ],
        "plus": [
            {
                "name": e.name,
                "included": e.met,
                "cost": {totals.currency: decimal(e.cents)},
                "effort_hours": hours_text(e.minutes),
                "unknown": e.unknown,
                "steps": list(e.steps),
            }
            for e in plan.extras
        ],
        "left_out_unpriced": list(plan.unpriced),
        "switches": [
            {
                "hours_per_week": hours_text(s.weekly),
                "direction": "more" if s.more else "fewer",
                "instead_of": list(s.instead_of),
                "bought": list(s.bought),
                "cost": {totals.currency: decimal(s.cents)},
                "finish": s.finish.isoformat(),
            }
            for s in plan.switches
        ],
        "saved": None
        if plan.saved is None
        else {
            "name": plan.saved.name,
            "keep": plan.saved.keep,
            "why": plan.saved.why,
            "same": plan.saved.same,
            "hours_per_week": hours_text(plan.saved.weekly),
            "cost": {totals.currency: decimal(plan.saved.cents)},
            "unknown": plan.saved.unknown,
            "finish": plan.saved.finish.isoformat() if plan.saved.finish else None,
        },
        "pace": _pace(profile, catalog),
        "equals": [list(names) for names in plan.equals],
        "catalog": {"version": catalog.version, "date": catalog.date.isoformat()},
    }


def no_plan_data(answer: NoPlan, catalog: Catalog, profile: Profile, question: Question) -> dict[str, Any]:
    """A no as plain JSON values."""
    return {
        "schema": SCHEMA,
        "status": "infeasible" if answer.proved else "unknown",
        "complete": False,
        "goal": _goal(answer.goal),
        "also": [{**_goal(goal), "door": door_data(goal, profile)} for goal in question.goals],
        "objective": {"name": answer.objective, "value": None, "bound": None},
        "limits": _limits(question, profile),
        "door": door_data(answer.goal, profile),
        "steps": [],
        "separate_conflicts": answer.separate,
        "conflict": [{"kind": c.kind, "owner": c.owner, "text": c.text} for c in answer.conflict],
        "relaxations": [
            {
                "changes": [{"option": option, "value": value} for option, value in r.changes],
                "dropped": [{"option": option, "value": value or None} for option, value in r.dropped],
                "text": r.text,
                "verified": True,
                "cost": {question.currency: decimal(r.cents)},
                "unknown": r.unknown,
                "finish": r.finish.isoformat(),
                "steps": [{"credential": ident, "name": name} for ident, name in r.steps],
            }
            for r in answer.relaxations
        ],
        "closest": _near(answer.closest, question),
        "confirm": list(answer.confirm),
        "open_to_some": list(answer.openings),
        "warnings": list(answer.warnings),
        "catalog": {"version": catalog.version, "date": catalog.date.isoformat()},
    }


def _near(near: Near | None, question: Question) -> dict[str, Any] | None:
    if near is None:
        return None
    return {
        "covered": list(near.covered),
        "missing": list(near.missing),
        "proved": near.proved,
        "cost": {question.currency: decimal(near.cents)},
        "unknown": near.unknown,
        "finish": near.finish.isoformat(),
        "steps": [{"credential": ident, "name": name} for ident, name in near.steps],
    }


def plan_rows(plan: Plan) -> list[tuple[str, ...]]:
    """One CSV row a step, then one a subscription charge stretch and one a renewal, in the columns of `CSV_HEADER`."""
    rows: list[tuple[str, ...]] = [
        (
            str(step.number),
            step.credential,
            step.name,
            step.kind,
            step.route,
            step.start.isoformat(),
            step.finish.isoformat(),
            hours_text(step.minutes) or "",
            "" if any(c.amount is None for c in step.costs) else decimal(step.cents) or "",
            plan.totals.currency,
            "; ".join(step.subscribed),
            "; ".join(step.because),
            "; ".join(step.confirm),
            step.url,
        )
        for step in plan.steps
    ]
    rows += [
        (
            "",
            "",
            s.name,
            "subscription",
            "",
            s.start.isoformat(),
            s.end.isoformat(),
            "",
            "" if any(c.amount is None for c in s.charges) else decimal(s.cents) or "",
            plan.totals.currency,
            "",
            f"covers {', '.join(s.covers)}",
            "",
            "",
        )
        for s in plan.subscriptions
    ]
    # What is renewed on the way belongs to no step: it is paid on a day of its own.
    rows += [
        (
            "",
            "",
            c.name,
            c.kind,
            "",
            c.due.isoformat(),
            c.due.isoformat(),
            "",
            decimal(c.amount) or "",
            c.currency,
            *[""] * 4,
        )
        for c in plan.due
        if c.keeps
    ]
    return rows


def decimal(cents: int | None) -> str | None:
    """``"425.00"``; None stays None."""
    return None if cents is None else str(Cents(cents))


def hours_text(minutes: int | None) -> str | None:
    """``"7.5"``; None stays None."""
    return None if minutes is None else str(Minutes(minutes))


def _goal(goal: Career | Credential) -> dict[str, Any]:
    if isinstance(goal, Career):
        return {"kind": "career", "id": goal.id, "name": goal.title}
    return {"kind": "credential", "id": goal.id, "name": goal.name}


def _objective(plan: Plan) -> dict[str, str]:
    """Value and bound of the main criterion, each in its own unit: money, a day, a number."""
    if plan.objective == "cheapest":
        return {"value": decimal(plan.value) or "", "bound": decimal(plan.bound) or "", "unit": plan.totals.currency}
    unit = {"fastest": "days", "fewest": "steps", "balanced": f"{plan.totals.currency} with time"}[plan.objective]
    if plan.objective == "balanced":
        return {"value": decimal(plan.value // 60) or "", "bound": decimal(plan.bound // 60) or "", "unit": unit}
    return {"value": str(plan.value), "bound": str(plan.bound), "unit": unit}


def _limits(question: Question, profile: Profile) -> dict[str, Any]:
    return {
        "start": question.start.isoformat(),
        "hours_per_week": hours_text(question.weekly),
        "budget": decimal(question.budget),
        "currency": question.currency,
        "by": question.by.isoformat() if question.by else None,
        "without": list(question.without),
        "without_provider": list(question.without_provider),
        "provider": list(question.provider),
        "free": question.free,
        "accredited": question.accredited,
        "online": question.online,
        "lock": list(question.lock),
        "safe": question.safe,
        "stretch": question.stretch,
        "years": question.years,
        "count_upkeep": question.count_upkeep,
        "pace_percent": profile.learner.pace_percent or 100,
    }


def _pace(profile: Profile, catalog: Catalog) -> dict[str, Any] | None:
    if not any(held.hours_logged for held in profile.credential):
        return None
    from credplan.core.pace import measured, proposed

    found = measured(profile, catalog)
    if found is None:
        return None
    return {
        "percent": found.percent,
        "logged": hours_text(found.logged),
        "likely": hours_text(found.likely),
        "credentials": list(found.credentials),
        "proposed": proposed(profile, catalog) is not None,
    }


def door_data(goal: Career | Credential, profile: Profile) -> dict[str, Any] | None:
    """What stands before the occupation, with the laws that apply where the learner lives marked."""
    if isinstance(goal, Credential):
        return None
    door, region = goal.door, profile.learner.region or "US"
    wage = goal.wage
    return {
        "education": door.education,
        "experience": door.experience,
        "training": door.training,
        "age": door.age,
        "checks": list(door.checks),
        "advice": door.advice,
        "laws": [
            {
                "name": law.name,
                "region": law.region,
                "issuer": law.issuer,
                "applies": region_matches(law.region, region),
            }
            for law in door.laws
        ],
        "wage": None
        if wage is None
        else {
            "median": decimal(wage.median),
            "p10": decimal(wage.p10),
            "p25": decimal(wage.p25),
            "p75": decimal(wage.p75),
            "p90": decimal(wage.p90),
            "currency": wage.currency,
            "area": wage.area,
            "period": wage.period,
        },
        "openings": None if goal.openings is None else {"value": goal.openings.value, "scope": goal.openings.scope},
        "growth": None if goal.growth is None else {"value": goal.growth.value, "unit": goal.growth.unit},
        "job_zone": None if goal.job_zone is None else goal.job_zone.value,
    }


def _step(step: Step, credential: Credential | None) -> dict[str, Any]:
    facts = {} if credential is None else step_facts(credential, step.route, step.parts)
    return {
        "step": step.number,
        "credential": step.credential,
        "name": step.name,
        "kind": step.kind,
        "provider": step.provider,
        "part": list(step.parts),
        "route": step.route,
        "bought": list(step.bought),
        "subscriptions": list(step.subscribed),
        "start": step.start.isoformat(),
        "work_ends": step.work_ends.isoformat(),
        "passed": step.passed.isoformat(),
        "finish": step.finish.isoformat(),
        "effort_hours": {
            "low": hours_text(step.minutes_low if step.minutes_low is not None else step.minutes),
            "likely": hours_text(step.minutes),
            "high": hours_text(step.minutes_high if step.minutes_high is not None else step.minutes),
        },
        "costs": [{"name": c.name, "due": c.due.isoformat(), **_cost(c)} for c in step.costs],
        "gains": list(step.gains),
        "because": list(step.because),
        "confirm": list(step.confirm),
        "notes": list(step.notes),
        "url": step.url,
        **facts,
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "kind": cost.kind,
        "amount": decimal(cost.amount),
        "low": decimal(cost.low),
        "high": decimal(cost.high),
        "currency": cost.currency,
        "as_of": cost.as_of.isoformat() if cost.as_of else None,
        "grade": cost.grade or None,
        "age": cost.age or None,
        "source": list(cost.sources),
        "note": cost.note or None,
    }
