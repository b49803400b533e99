"""What a plan asks of its reader: first actions, last days, what if it slips, what to ask at the next meeting."""

from __future__ import annotations

import datetime as dt

import msgspec

from credplan.core.model import EDUCATIONS, Career, Catalog, Credential
from credplan.core.planning.answers import Plan, Step
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.text import hours, join_words, long_date, money, weeks_between
from credplan.core.units import Minutes
from credplan.core.words import N_, _, ngettext

MOST_ACTIONS = 3
MOST_QUESTIONS = 6

_BEGIN = {
    "exam": N_("Begin to study for {name}"),
    "course": N_("Enrol in {name}"),
    "course-and-exam": N_("Enrol in {name}"),
    "programme": N_("Enrol in {name}"),
    "degree-part": N_("Enrol in {name}"),
    "portfolio-review": N_("Begin the portfolio for {name}"),
    "card": N_("Sign up for {name}"),
    "licence": N_("Apply for {name}"),
    "permit": N_("Apply for {name}"),
    "registry-entry": N_("Apply for {name}"),
    "title": N_("Apply for {name}"),
    "attestation": N_("Arrange {name}"),
    "badge": N_("Begin {name}"),
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
        return _("Go on with {name}").format(name=step.name)
    begin = _BEGIN.get(step.kind, _BEGIN["badge"])
    if begin == _BEGIN["licence"] and (step.minutes or 0) >= _TRAINING:
        begin = N_("Begin the training for {name}")
    return _(begin).format(name=step.name)


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
        what = _lower(first.confirm[0].removeprefix(f"{first.name}: ").rstrip("."))
        if left:
            more = ngettext(
                "Before you pay, confirm: {what} (and {n} more point under \u201cTo confirm\u201d).",
                "Before you pay, confirm: {what} (and {n} more points under \u201cTo confirm\u201d).",
                left,
            )
            said.append(more.format(what=what, n=left))
        else:
            said.append(_("Before you pay, confirm: {what}.").format(what=what))
    pay = [c for c in plan.due if c.due <= first.start and (c in first.costs or c.kind == "subscription") and c.amount]
    begin, day = begin_words(first, profile), long_date(first.start)
    if pay:
        cost = money(sum(c.amount or 0 for c in pay), plan.totals.currency)
        said.append(_("{begin} by {day} and pay {cost}.").format(begin=begin, day=day, cost=cost))
    else:
        said.append(_("{begin} by {day}.").format(begin=begin, day=day))
    if (first.minutes or 0) > question.weekly:
        said.append(
            _("Keep {weekly} h a week free for it: {hours} of work in all.").format(
                weekly=Minutes(question.weekly), hours=hours(first.minutes)
            )
        )
    exam = exam_day(first, known.get(first.credential))
    if exam is not None and exam > first.start:
        said.append(_("Book the exam of step 1 for about {exam}.").format(exam=long_date(exam)))
    for step in plan.steps[1:]:
        said.append(_("{begin} by {day}.").format(begin=begin_words(step, profile), day=long_date(step.start)))
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
            found.append(
                Deadline(life.last_enrolment, step.credential, _("Last day to enrol in {name}").format(name=step.name))
            )
        if life.last_award is not None:
            found.append(
                Deadline(
                    life.last_award, step.credential, _("Last day on which {name} can be earned").format(name=step.name)
                )
            )
        for part in route.parts if route is not None else ():
            if part.last_date is not None and part.name in step.parts:
                found.append(
                    Deadline(
                        part.last_date,
                        step.credential,
                        _("Last day for {part} ({name})").format(part=part.name, name=step.name),
                    )
                )
        for offer in (*credential.offers, *shared.values()):
            if offer.until is not None and (offer.name or offer.id) in step.bought:
                found.append(
                    Deadline(
                        offer.until,
                        step.credential,
                        _("Last day of the price of {name}").format(name=offer.name or offer.id),
                    )
                )
    later = [d for d in found if plan.steps and d.day >= plan.steps[0].start]
    return tuple(sorted(later, key=lambda d: (d.day, d.text)))


def if_it_slips(plan: Plan, question: Question, last_days: tuple[Deadline, ...]) -> tuple[str, ...]:
    """What a delay costs and how much of one the plan can bear."""
    if not plan.steps:
        return ()
    totals, said = plan.totals, []
    said.append(
        _("A week without study moves every later date by about a week.")
        if len(plan.steps) > 1
        else _("A week without study moves the end by about a week.")
    )
    if question.by is not None:
        if question.by > totals.finish:
            left = _("You want to be done by {by}: the plan leaves {time} to spare.")
        else:
            left = _("You want to be done by {by}: no day is to spare.")
        said.append(left.format(by=long_date(question.by), time=weeks_between(totals.finish, question.by)))
    if totals.finish_high is not None and totals.finish_high > totals.finish:
        end = long_date(totals.finish_high)
        if totals.high not in (None, totals.cents):
            told = _("If all takes as long as it may, the end is {end} and it costs {cost}.")
            said.append(told.format(end=end, cost=money(totals.high, totals.currency)))
        else:
            said.append(_("If all takes as long as it may, the end is {end}.").format(end=end))
    names = dict.fromkeys(s.name for s in plan.subscriptions)
    for name in names:
        charges = [c for s in plan.subscriptions if s.name == name for c in s.charges if c.amount]
        if charges:
            paid = max(s.end for s in plan.subscriptions if s.name == name)
            said.append(
                _(
                    "{name}: {cost} is charged again for every period that you need longer; it is paid until {end}. "
                    "Cancel it when the work is done."
                ).format(name=name, cost=money(charges[-1].amount, charges[-1].currency), end=long_date(paid))
            )
    said.extend(
        _("{text}: {day}. No later plan can use it.").format(text=d.text, day=long_date(d.day)) for d in last_days
    )
    if question.budget is not None and totals.high is not None and totals.high > question.budget:
        said.append(
            _("At its high prices the plan costs {cost}, more than your {budget}.").format(
                cost=money(totals.high, totals.currency), budget=money(question.budget, totals.currency)
            )
        )
    said.append(_("Then have this page made again: the dates and the best steps may change."))
    return tuple(said)


def questions(plan: Plan, profile: Profile) -> tuple[str, ...]:
    """What to talk about at the next meeting, as the plan's own open points suggest."""
    said = [
        _("Who can help with “{name}”, which this plan does not cover?").format(name=u.name) for u in plan.uncovered
    ]
    if plan.totals.unknown:
        said.append(_("What does this cost or take: {what}?").format(what=join_words(list(plan.totals.unknown[:3]))))
    goal = plan.goal
    if isinstance(goal, Career):
        wanted, has = goal.door.education_level, profile.learner.education
        if wanted in _DEGREES and EDUCATIONS.index(wanted) > EDUCATIONS.index(has or "high-school"):
            degree = goal.door.education[:1].lower() + goal.door.education[1:]
            said.append(
                _("The usual education is: {degree}. Which employers near me hire without it?").format(degree=degree)
            )
        if not profile.learner.region and len({law.region for law in goal.door.laws}) > 0:
            said.append(_("Which state will I work in, and what does its law ask for?"))
    if plan.totals.cents:
        said.append(_("Which grant, employer or public programme could pay a part of this?"))
    if plan.openings:
        said.append(_("Does this apply to me: {what}?").format(what=plan.openings[0].partition(". If ")[0].rstrip(".")))
    return tuple(said[:MOST_QUESTIONS])
