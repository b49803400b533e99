"""What a plan asks of its reader: first actions, last days, what if it slips, what to ask at the next meeting."""

from __future__ import annotations

import datetime as dt

import msgspec

from credplan.core.model import EDUCATIONS, Career, Catalog, Credential
from credplan.core.planning.answers import Plan, Step
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.text import hours, join_words, long_date, money, plural, weeks_between
from credplan.core.units import Minutes

MOST_ACTIONS = 3
MOST_QUESTIONS = 6

_BEGIN = {
    "exam": "Begin to study for",
    "course": "Enrol in",
    "course-and-exam": "Enrol in",
    "programme": "Enrol in",
    "degree-part": "Enrol in",
    "portfolio-review": "Begin the portfolio for",
    "card": "Sign up for",
    "licence": "Apply for",
    "permit": "Apply for",
    "registry-entry": "Apply for",
    "title": "Apply for",
    "attestation": "Arrange",
    "badge": "Begin",
}

_TRAINING = 5 * 60
"""Minutes of work from which on a licence is not only applied for."""
_DEGREES = ("associate", "bachelor", "master", "doctoral")


class Deadline(msgspec.Struct, frozen=True):
    """A last day that the provider sets for a step, not the plan."""

    day: dt.date
    credential: str
    text: str


def begin_words(step: Step, profile: Profile) -> str:
    """How the step begins, as an order: ``Enrol in Phlebotomy programme near you``."""
    held = profile.holding(step.credential)
    if held is not None and held.status == "in-progress":
        return f"Go on with {step.name}"
    begin = _BEGIN.get(step.kind, "Begin")
    if begin == "Apply for" and (step.minutes or 0) >= _TRAINING:
        begin = "Begin the training for"
    return f"{begin} {step.name}"


def exam_day(step: Step, credential: Credential | None) -> dt.date | None:
    """The day on which the plan has the step's exam sat: when it is passed; None where it has no exam."""
    route = next((r for r in credential.routes if r.id == step.route), None) if credential is not None else None
    kinds = {p.kind for p in route.parts} if route is not None else set()
    return step.passed if step.kind == "exam" or "exam" in kinds else None


def actions(plan: Plan, catalog: Catalog, profile: Profile, question: Question) -> tuple[str, ...]:
    """The next three things to do, the first one first."""
    if not plan.steps:
        return ()
    known = {c.id: c for c in catalog.credentials}
    first = plan.steps[0]
    said: list[str] = []
    if first.confirm:
        left = len(first.confirm) - 1
        more = f" (and {plural(left, 'more point')} under \u201cTo confirm\u201d)" if left else ""
        what = first.confirm[0].removeprefix(f"{first.name}: ").rstrip(".")
        said.append(f"Before you pay, confirm: {_lower(what)}{more}.")
    pay = [c for c in plan.due if c.due <= first.start and (c in first.costs or c.kind == "subscription") and c.amount]
    paying = f" and pay {money(sum(c.amount or 0 for c in pay), plan.totals.currency)}" if pay else ""
    said.append(f"{begin_words(first, profile)} by {long_date(first.start)}{paying}.")
    if (first.minutes or 0) > question.weekly:
        said.append(f"Keep {Minutes(question.weekly)} h a week free for it: {hours(first.minutes)} of work in all.")
    exam = exam_day(first, known.get(first.credential))
    if exam is not None and exam > first.start:
        said.append(f"Book the exam of step 1 for about {long_date(exam)}.")
    for step in plan.steps[1:]:
        said.append(f"{begin_words(step, profile)} by {long_date(step.start)}.")
    return tuple(said[:MOST_ACTIONS])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def deadlines(plan: Plan, catalog: Catalog) -> tuple[Deadline, ...]:
    """The last days that providers set for the steps of a plan, in order: to enrol, to sit, to earn, to buy."""
    known = {c.id: c for c in catalog.credentials}
    shared = {o.id: o for o in catalog.offers}
    found: list[Deadline] = []
    for step in plan.steps:
        credential = known.get(step.credential)
        if credential is None:
            continue
        life = credential.lifecycle
        route = next((r for r in credential.routes if r.id == step.route), None)
        if life.last_enrolment is not None:
            found.append(Deadline(life.last_enrolment, step.credential, f"Last day to enrol in {step.name}"))
        if life.last_award is not None:
            found.append(Deadline(life.last_award, step.credential, f"Last day on which {step.name} can be earned"))
        for part in route.parts if route is not None else ():
            if part.last_date is not None and part.name in step.parts:
                found.append(Deadline(part.last_date, step.credential, f"Last day for {part.name} ({step.name})"))
        for offer in (*credential.offers, *shared.values()):
            if offer.until is not None and (offer.name or offer.id) in step.bought:
                found.append(
                    Deadline(offer.until, step.credential, f"Last day of the price of {offer.name or offer.id}")
                )
    later = [d for d in found if plan.steps and d.day >= plan.steps[0].start]
    return tuple(sorted(later, key=lambda d: (d.day, d.text)))


def if_it_slips(plan: Plan, question: Question, last_days: tuple[Deadline, ...]) -> tuple[str, ...]:
    """What a delay costs and how much of one the plan can bear."""
    if not plan.steps:
        return ()
    totals, said = plan.totals, []
    said.append(
        "A week without study moves every later date by about a week."
        if len(plan.steps) > 1
        else "A week without study moves the end by about a week."
    )
    if question.by is not None:
        spare = (question.by - totals.finish).days
        said.append(
            f"You want to be done by {long_date(question.by)}: "
            + (
                f"the plan leaves {weeks_between(totals.finish, question.by)} to spare."
                if spare
                else "no day is to spare."
            )
        )
    if totals.finish_high is not None and totals.finish_high > totals.finish:
        cost = f" and it costs {money(totals.high, totals.currency)}" if totals.high not in (None, totals.cents) else ""
        said.append(f"If all takes as long as it may, the end is {long_date(totals.finish_high)}{cost}.")
    names = dict.fromkeys(s.name for s in plan.subscriptions)
    for name in names:
        charges = [c for s in plan.subscriptions if s.name == name for c in s.charges if c.amount]
        if charges:
            end = max(s.end for s in plan.subscriptions if s.name == name)
            said.append(
                f"{name}: {money(charges[-1].amount, charges[-1].currency)} is charged again for every period that you "
                f"need longer; it is paid until {long_date(end)}. Cancel it when the work is done."
            )
    said.extend(f"{d.text}: {long_date(d.day)}. No later plan can use it." for d in last_days)
    if question.budget is not None and totals.high is not None and totals.high > question.budget:
        said.append(
            f"At its high prices the plan costs {money(totals.high, totals.currency)}, more than your "
            f"{money(question.budget, totals.currency)}."
        )
    said.append("Then have this page made again: the dates and the best steps may change.")
    return tuple(said)


def questions(plan: Plan, profile: Profile) -> tuple[str, ...]:
    """What to talk about at the next meeting, as the plan's own open points suggest."""
    said = [f"Who can help with \u201c{u.name}\u201d, which this plan does not cover?" for u in plan.uncovered]
    if plan.totals.unknown:
        said.append(f"What does this cost or take: {join_words(list(plan.totals.unknown[:3]))}?")
    goal = plan.goal
    if isinstance(goal, Career):
        wanted, has = goal.door.education_level, profile.learner.education
        if wanted in _DEGREES and EDUCATIONS.index(wanted) > EDUCATIONS.index(has or "high-school"):
            degree = goal.door.education[:1].lower() + goal.door.education[1:]
            said.append(f"The usual education is: {degree}. Which employers near me hire without it?")
        if not profile.learner.region and len({law.region for law in goal.door.laws}) > 0:
            said.append("Which state will I work in, and what does its law ask for?")
    if plan.totals.cents:
        said.append("Which grant, employer or public programme could pay a part of this?")
    if plan.openings:
        said.append(f"Does this apply to me: {plan.openings[0].partition('. If ')[0].rstrip('.')}?")
    return tuple(said[:MOST_QUESTIONS])
