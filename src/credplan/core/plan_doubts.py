"""What the hours of a plan rest on, and what in it stands on weak sites: said on the plan beside its unsure prices.

Hours decide a plan as prices do: the day it is done, and every subscription by the month. A step's hours are named when
those of them that are unsure make up a tenth of the plan's work or more; an hour of paperwork decides nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, get_args

import msgspec

from credplan.core import grades
from credplan.core.model import Catalog, Effort
from credplan.core.planning.answers import Plan, Step
from credplan.core.text import join_words, long_date
from credplan.core.units import Minutes

DECIDING_SHARE = 10
"""One part in so many of a plan's work is the least that decides it."""

Preparing = Literal["", "ready", "nothing"]


class HoursFact(msgspec.Struct, frozen=True):
    """Hours that a plan counts for a part of a step; ``part`` is empty where they are those of the whole route."""

    part: str
    preparing: Preparing
    """Of an exam: as one who is ready for it, or from nothing. Empty for work that is the same for everybody."""
    effort: Effort


class Doubts(msgspec.Struct, frozen=True):
    """What the hours of each step (by its number) rest on, and why those that decide the plan are unsure."""

    facts: dict[int, tuple[HoursFact, ...]]
    hours: dict[int, grades.Doubt]
    """The most serious doubt about the hours of a step; only steps whose unsure hours decide the plan."""
    weak: tuple[str, ...]
    """What stands on nothing but weak sites, as ``price of step 1``."""
    sites: tuple[str, ...]
    """The hosts of those sites."""


def doubts(plan: Plan, catalog: Catalog, today: dt.date) -> Doubts:
    """Where the numbers of ``plan`` are weak on the day ``today``; prices that rest on one source say so themselves."""
    sources = catalog.sources
    facts = {step.number: _counted(step, catalog) for step in plan.steps}
    found: dict[int, grades.Doubt] = {}
    weak: list[str] = []
    sites: set[str] = set()
    for number, counted in facts.items():
        unsure = [(grades.doubt(f.effort, sources, today), f.effort) for f in counted]
        minutes = sum(effort.likely or 0 for doubt, effort in unsure if doubt)
        if not minutes or minutes * DECIDING_SHARE < plan.totals.minutes:
            continue
        found[number] = min((doubt for doubt, _ in unsure if doubt), key=get_args(grades.Doubt).index)
        on_weak = [effort for doubt, effort in unsure if doubt == "weak"]
        if on_weak:
            weak.append(f"hours of step {number}")
            sites.update(grades.site(sources[key].url) for effort in on_weak for key in effort.sources)
    for where, cost in _costs(plan):
        if (
            cost.amount
            and cost.sources
            and all(map(grades.weak_site, cost.sources))
            and f"price of {where}" not in weak
        ):
            weak.append(f"price of {where}")
            sites.update(map(grades.site, cost.sources))
    return Doubts(facts, found, tuple(weak), tuple(sorted(sites)))


def _costs(plan: Plan) -> list[tuple[str, Any]]:
    found = [(f"step {step.number}", cost) for step in plan.steps for cost in step.costs]
    return found + [(stretch.name, cost) for stretch in plan.subscriptions for cost in stretch.charges]


def hours_line(found: Doubts) -> str:
    """One line for the screen: ``of steps 1 and 3: rest on one source; of step 2: the source shows no date``."""
    groups: dict[grades.Doubt, list[int]] = {}
    for number, doubt in found.hours.items():
        groups.setdefault(doubt, []).append(number)
    return "; ".join(f"of {_steps(groups[d])}: {grades.DOUBTS[d]}" for d in groups if d != "weak")


def weak_line(found: Doubts) -> str:
    """One line for the screen: what stands on nothing but weak sites, and which these are."""
    hours = [number for number, doubt in found.hours.items() if doubt == "weak"]
    what = [f"hours of {_steps(hours)}"] if hours else []
    what += [text for text in found.weak if text.startswith("price")]
    if not what:
        return ""
    return f"{join_words(what)}, found only on {join_words(list(found.sites))}: ask the issuer"


def _steps(numbers: list[int]) -> str:
    return f"{'steps' if len(numbers) > 1 else 'step'} {join_words([str(number) for number in numbers])}"


def hours_texts(plan: Plan, found: Doubts, catalog: Catalog) -> list[str]:
    """For scripts, a sentence a step whose hours are unsure: ``Exam: hours, rests on one source (1 Jun 2026)``."""
    texts = []
    for step in plan.steps:
        doubt = found.hours.get(step.number)
        if doubt is None:
            continue
        days = [grades.as_of(f.effort, catalog.sources) for f in found.facts[step.number]]
        oldest = min((day for day in days if day is not None), default=None)
        texts.append(f"{step.name}: hours, {grades.DOUBTS[doubt]}" + (f" ({long_date(oldest)})" if oldest else ""))
    return texts


def facts_data(facts: tuple[HoursFact, ...], catalog: Catalog, today: dt.date) -> list[dict[str, Any]]:
    """The hours of one step as JSON values, each with its sources, grade, age and doubt."""
    sources = catalog.sources
    return [
        {
            "part": f.part or None,
            "preparing": f.preparing or None,
            "hours": None if f.effort.likely is None else str(Minutes(f.effort.likely)),
            "as_of": day.isoformat() if (day := grades.as_of(f.effort, sources)) else None,
            "grade": grades.grade(f.effort, sources, catalog.date),
            "age": grades.age(f.effort, sources, today),
            "source": [sources[key].url for key in f.effort.sources if key in sources],
            "note": f.effort.note or None,
            "doubt": grades.DOUBTS[doubt] if (doubt := grades.doubt(f.effort, sources, today)) else None,
        }
        for f in facts
    ]


# ---- which hours a step counts ------------------------------------------------------------------------------------


def _counted(step: Step, catalog: Catalog) -> tuple[HoursFact, ...]:
    """The hours that a step counts: of each part, and of an exam those of the way in which it is prepared."""
    credential = next((c for c in catalog.credentials if c.id == step.credential), None)
    route = next((r for r in credential.routes if r.id == step.route), None) if credential is not None else None
    if route is None:
        return ()
    parts = [p for p in route.parts if p.name in step.parts]
    if not any(p.effort or p.ready or p.from_zero for p in parts):
        return () if route.effort is None else (HoursFact("", "", route.effort),)
    facts: list[HoursFact] = []
    for part in parts:
        if part.effort is not None:
            facts.append(HoursFact(part.id, "", part.effort))
        if part.ready is not None and part.id in step.ready:
            facts.append(HoursFact(part.id, "ready", part.ready))
        elif part.from_zero is not None:
            facts.append(HoursFact(part.id, "nothing", part.from_zero))
    return tuple(facts)
