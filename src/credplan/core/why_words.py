"""Why a step, in words and JSON: what it serves, what refusing it costs, why not another, how long the plan is best."""

from __future__ import annotations

from typing import Any

from credplan.core.model import Basis
from credplan.core.plan_data import decimal, hours_text
from credplan.core.plan_words import Options, earlier_or_later, goal_word, option_words, plus_unknown, signed
from credplan.core.planning.answers import Plan
from credplan.core.planning.beside import End, Instead
from credplan.core.planning.lasting import Edge, Lasting
from credplan.core.planning.question import Question
from credplan.core.planning.why import Rival, Served, Why
from credplan.core.profile import Profile
from credplan.core.report import situation, titles
from credplan.core.report_shape import Report, Row, Section
from credplan.core.text import hours, join_words, long_date, money, plural
from credplan.core.units import Minutes

MOST_RIVALS = 12
"""Candidates on the screen; JSON has all."""

_BASIS: dict[Basis, str] = {
    "law": "the law",
    "regulator": "a regulator's or an authority's list",
    "government": "government pages on the occupation",
    "accredited": "an accredited certification for this work",
    "provider": "the word of a provider",
    "judgement": "our own judgement",
}
_KINDS = {
    "law": "by law",
    "anchor": "anchor",
    "core": "core",
    "goal": "the goal",
    "lock": "your lock",
    "also": "you asked for it too",
    "condition": "asked first by",
    "readiness": "prepares for",
}


def why_report(
    plan: Plan, told: Why, lasts: Lasting | None, profile: Profile, question: Question, typed: Options = ()
) -> Report:
    """The screen of ``plan --why``; ``lasts`` may be what an interrupted search knew."""
    sections = [_serves(told), _refused(plan, told, question), _rivals(plan, told, question)]
    if lasts is not None:
        sections.append(_lasting(lasts, question))
    sections.append(_next(plan, told, typed))
    shown = tuple(s for s in sections if s.rows or s.note)
    return Report(titles(plan.goal, question), situation(profile, question), shown)


def _serves(told: Why) -> Section:
    rows = [Row(_KINDS.get(served.kind, served.kind), served.name, tuple(_asker(served))) for served in told.serves]
    note = "" if rows else "Nothing of the goal fails without it alone."
    return Section(f"WHY STEP {told.step.number}: {told.step.name}", tuple(rows), note)


def _asker(served: Served) -> list[str]:
    said = []
    if served.basis is not None and served.kind != "law":
        said.append(f"basis: {_BASIS[served.basis]}")
    if served.kind == "law" and served.asks:
        said.append(f"issued by {served.asks}")
    if served.because:
        said.append(served.because)
    return [*said, *served.sources]


def _refused(plan: Plan, told: Why, question: Question) -> Section:
    if told.refused is None:
        return Section("WITHOUT IT", (), f"There is no plan: {told.stuck}.")
    return Section("WITHOUT IT", (), f"The best plan would be {_beside(plan, told.refused, question)}.")


def _beside(plan: Plan, other: Instead, question: Question) -> str:
    end = other.end
    money_, time = signed(end.cents - plan.totals.cents), earlier_or_later(end.finish, plan.totals.finish)
    swap = ""
    if other.added or other.gone:
        new, gone = join_words(list(other.added)), join_words(list(other.gone))
        swap = (
            f", with {new} instead of {gone}"
            if new and gone
            else f", with {new} besides"
            if new
            else f", without {gone}"
        )
    return f"{_end(end, question.currency)} ({money_}, {time}){swap}"


def _end(end: End, currency: str) -> str:
    return f"{money(end.cents, currency)}{plus_unknown(end.unknown)}, done {long_date(end.finish)}"


def _rivals(plan: Plan, told: Why, question: Question) -> Section:
    rows = [
        Row(rival.name, f"{_looks(rival.looks, question)}; {_lost(plan, rival, question)}")
        for rival in told.rivals[:MOST_RIVALS]
    ]
    note = "" if rows else "Nothing else that serves the same need looks as cheap."
    hidden = len(told.rivals) - len(rows)
    if hidden or told.not_tried:
        note = f"Those that look cheapest, of {len(told.rivals) + told.not_tried}; --json has {len(told.rivals)}."
    return Section("WHY NOT ANOTHER", tuple(rows), note)


def _looks(cents: int | None, question: Question) -> str:
    if cents is None:
        return "has no known price"
    return "looks free" if cents == 0 else f"looks like {money(cents, question.currency)}"


def _lost(plan: Plan, rival: Rival, question: Question) -> str:
    """Why a candidate lost: a fact, or what the plan with it in the step's place would come to."""
    other = rival.instead
    if other is None:
        return rival.why
    end, totals = other.end, plan.totals
    besides = [name for name in other.added if name != rival.name]
    along = f" with {join_words(besides)}" if besides else ""
    whole = f"the whole plan{along} would be {_end(end, question.currency)}"
    if rival.lost == "unknown price":
        return f"it needs a price or hours that nobody could source: {whole}"
    if rival.lost == "dearer" and question.objective != "balanced":
        return f"dearer in all: {whole}, {signed(end.cents - totals.cents)}"
    if rival.lost == "later":
        return f"{earlier_or_later(end.finish, totals.finish)}: {whole}"
    if rival.lost == "longer":
        return f"{hours(end.minutes - totals.minutes)} more of work: {whole}"
    if rival.lost == "other need":
        return f"{rival.why}; with both {whole}"
    if rival.lost == "limits":
        return f"beyond your limits: {whole}"
    return f"exactly as good: {whole}" if rival.lost == "equal" else f"{rival.lost}: {whole}"


def _lasting(lasts: Lasting, question: Question) -> Section:
    rows = []
    if lasts.budget_known:
        low, high = lasts.least_budget, lasts.most_budget
        text = f"from {money(low.value, question.currency)}" if low is not None else "any budget, even none"
        text += (
            f" up to {money(high.value, question.currency)}" if high is not None else ", however much" if low else ""
        )
        rows.append(Row("budget", text, tuple(_edges(("below", low), ("above", high)))))
    if lasts.weekly_known:
        low, high = lasts.least_weekly, lasts.most_weekly
        first = str(Minutes(low.value)) if low is not None else "0.5"
        last = str(Minutes(high.value)) if high is not None else "60 (more was not looked at)"
        text = f"{first} to {last}" if first != last else f"{first} only"
        rows.append(Row("hours a week", text, tuple(_edges(("with less", low), ("with more", high)))))
    if lasts.begin_known:
        if lasts.begin_by is not None:
            text = f"by {long_date(lasts.begin_by)} at the latest, for these very steps"
        else:
            text = "no last day is known that these steps would miss within three years"
        rows.append(Row("begin", text, (lasts.because,) if lasts.because else ()))
    note = "These credentials stay the best choice while one of these changes and all else stays:"
    if not lasts.weekly_known:
        note += "\nStopped before all were looked at."
    return Section("HOW LONG THIS PLAN IS BEST", tuple(rows), note)


def _edges(*edges: tuple[str, Edge | None]) -> list[str]:
    said = []
    for where, edge in edges:
        if edge is None:
            continue
        other = edge.beyond
        if other is None:
            said.append(f"{where}: no plan fits")
        elif other.added and other.gone:
            said.append(f"{where}: {join_words(list(other.added))} instead of {join_words(list(other.gone))}")
        else:
            said.append(
                f"{where}: {'also' if other.added else 'without'} {join_words(list(other.added or other.gone))}"
            )
    return said


def _next(plan: Plan, told: Why, typed: Options) -> Section:
    rows = []
    goal, step = goal_word(plan.goal), told.step
    if ":" not in step.credential:
        if told.refused is not None:
            command = f"credplan plan {goal}{option_words((*typed, ('--without', step.credential)))}"
            rows.append(Row(command, "the best plan without it"))
        rows.append(Row(f"credplan show {step.credential}", "all that is known about it"))
    if len(plan.steps) > step.number:
        command = f"credplan plan {goal}{option_words((*typed, ('--why', str(step.number + 1))))}"
        rows.append(Row(command, "why the next step"))
    return Section("NEXT", tuple(rows), kind="commands")


# -- for scripts ------------------------------------------------------------------------------------------------------


def why_data(told: Why, lasts: Lasting | None, question: Question) -> dict[str, Any]:
    """What ``--why`` adds to the JSON of a plan."""
    return {
        "why": {
            "step": told.step.number,
            "credential": told.step.credential,
            "serves": [
                {
                    "name": s.name,
                    "kind": s.kind,
                    "basis": s.basis,
                    "because": s.because or None,
                    "asked_by": s.asks or None,
                    "source": list(s.sources),
                }
                for s in told.serves
            ],
            "refused": _instead_data(told.refused, question),
            "nothing_else": told.stuck or None,
            "why_not": [
                {
                    "credential": r.credential,
                    "name": r.name,
                    "looks": decimal(r.looks),
                    "currency": question.currency,
                    "lost": r.lost,
                    "text": r.why or None,
                    "instead": _instead_data(r.instead, question),
                }
                for r in told.rivals
            ],
            "not_tried": told.not_tried,
        },
        "best_while": None if lasts is None else _lasting_data(lasts, question),
    }


def _instead_data(other: Instead | None, question: Question) -> dict[str, Any] | None:
    if other is None:
        return None
    return {
        "cost": {question.currency: decimal(other.end.cents)},
        "unknown": other.end.unknown,
        "finish": other.end.finish.isoformat(),
        "effort_hours": hours_text(other.end.minutes),
        "added": list(other.added),
        "gone": list(other.gone),
    }


def _lasting_data(lasts: Lasting, question: Question) -> dict[str, Any]:
    def edge(of: Edge | None, value: Any) -> dict[str, Any] | None:
        return None if of is None else {"value": value(of.value), "beyond": _instead_data(of.beyond, question)}

    return {
        "complete": lasts.weekly_known,
        "budget": {"from": edge(lasts.least_budget, decimal), "to": edge(lasts.most_budget, decimal)},
        "hours_per_week": {"from": edge(lasts.least_weekly, hours_text), "to": edge(lasts.most_weekly, hours_text)},
        "begin_by": lasts.begin_by.isoformat() if lasts.begin_by else None,
        "because": lasts.because or None,
    }


def missing_step(plan: Plan) -> str:
    """What may be asked about, where something was that is no step."""
    if not plan.steps:
        return "This plan has no step."
    listed = "; ".join(f"{s.number} {s.credential}" for s in plan.steps)
    return f"Its {plural(len(plan.steps), 'step')}: {listed}"
