"""A plan as entries of a calendar: study in the learner's own hours, exams, payments, last days, renewals.

Every entry has a key that depends on what it is and not on when it is, so that a calendar that is given the same plan
again moves its entries instead of doubling them. Days and times are local, without a zone: the learner's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from credplan.core.handout.advice import begin_words, deadlines, exam_day
from credplan.core.model import Career, Catalog
from credplan.core.planning.answers import Plan, Step
from credplan.core.planning.question import Question
from credplan.core.profile import Profile, SavedPlan, SavedStep
from credplan.core.renewals import Due, Renewals
from credplan.core.renewals import renewals as find_renewals
from credplan.core.study import StudyTime
from credplan.core.text import hours, long_date, money

RENEWAL_ALARMS = (90, 30, 7)
"""Days before a renewal on which a calendar reminds of it."""
YEARS = 5
"""How far ahead renewals are entered."""
_WEEK = dt.timedelta(days=7)


class Entry(msgspec.Struct, frozen=True):
    """One entry: on whole days, or in hours of a day and perhaps every week."""

    key: str
    """What it is, the same from one export to the next."""
    title: str
    day: dt.date
    days: int = 1
    """Whole days it takes; of no meaning where ``start`` is given."""
    start: int | None = None
    """Minute of the day; None for whole days."""
    minutes: int = 0
    weeks: int = 1
    """How many weeks in a row it stands on that weekday."""
    text: str = ""
    url: str = ""
    alarms: tuple[int, ...] = ()
    """Days before it on which to remind."""

    @property
    def busy(self) -> bool:
        """Whether nothing else should be put there: only hours of study are."""
        return self.start is not None


def plan_agenda(
    plan: Plan, catalog: Catalog, profile: Profile, question: Question, study: tuple[StudyTime, ...], today: dt.date
) -> tuple[Entry, ...]:
    """Everything of a plan that has a day, in order; ``study`` is when in the week the learner studies.

    Without ``study`` each step is one entry over the days of its work.
    """
    found = [
        *_steps(plan, catalog, profile, study),
        *_exams(plan, catalog),
        *_payments(plan),
        *_awards(plan),
        *_last_days(plan, catalog),
        *_limit(plan, question),
        *_renewals(find_renewals(_as_if_saved(plan, profile, today), catalog, today, YEARS)),
    ]
    return _ordered(plan.goal.id, found)


def renewals_agenda(found: Renewals) -> tuple[Entry, ...]:
    """What has to be renewed, in order."""
    return _ordered("", _renewals(found))


def _ordered(goal: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """In order of day; what a renewal is does not depend on the goal, all else does."""
    keyed = (e if e.key.startswith("renew/") else msgspec.structs.replace(e, key=f"{goal}/{e.key}") for e in entries)
    return tuple(sorted(keyed, key=lambda e: (e.day, e.start if e.start is not None else -1, e.key)))


# -- study ------------------------------------------------------------------------------------------------------------


def _steps(plan: Plan, catalog: Catalog, profile: Profile, study: tuple[StudyTime, ...]) -> Iterator[Entry]:
    names = {p.id: p.name for p in catalog.providers if p.kind != "local"}
    for step in plan.steps:
        first = _said(step, names.get(step.provider, ""), "; ".join(step.because))
        yield Entry(
            f"begin/{step.credential}", begin_words(step, profile), step.start, text=first, url=step.url, alarms=(7, 1)
        )
        days = (step.work_ends - step.start).days
        if days > 0 and not (study and step.minutes):
            what = f"Study: {step.name}" if step.minutes else step.name
            yield Entry(f"study/{step.credential}", what, step.start, days=days, text=first, url=step.url)
    if study:
        yield from _blocks(plan, study)


def _said(step: Step, *more: str) -> str:
    work = f"{hours(step.minutes)} of work from {long_date(step.start)} to {long_date(step.work_ends)}"
    return ". ".join(x[:1].upper() + x[1:] for x in (f"step {step.number}: {work}", *more) if x) + "."


def _blocks(plan: Plan, study: tuple[StudyTime, ...]) -> Iterator[Entry]:
    """Blocks of study, each for one step: of those under way the one whose work ends first, until its hours are done.

    Blocks of a step on the same weekday in weeks that follow on one another are one entry that repeats.
    """
    working = [s for s in plan.steps if s.minutes and s.work_ends > s.start]
    left = {s.credential: s.minutes or 0 for s in working}
    runs: dict[tuple[str, StudyTime], list[list[dt.date]]] = {}
    day = min((s.start for s in working), default=dt.date.max)
    end = max((s.work_ends for s in working), default=dt.date.min)
    while day < end:
        for block in study:
            if block.weekday != day.weekday():
                continue
            open_now = [s for s in working if s.start <= day < s.work_ends and left[s.credential] > 0]
            if not open_now:
                continue
            step = min(open_now, key=lambda s: (s.work_ends, s.number))
            left[step.credential] -= block.minutes
            of_step = runs.setdefault((step.credential, block), [])
            if of_step and of_step[-1][-1] + _WEEK == day:
                of_step[-1].append(day)
            else:
                of_step.append([day])
        day += dt.timedelta(days=1)
    names = {s.credential: s for s in working}
    for (credential, block), of_step in runs.items():
        step = names[credential]
        for number, days in enumerate(of_step, 1):
            yield Entry(
                f"study/{credential}/{block.weekday}-{block.start}/{number}",
                f"Study: {step.name}",
                days[0],
                start=block.start,
                minutes=block.minutes,
                weeks=len(days),
                text=_said(step),
                url=step.url,
            )


def left_over(plan: Plan, entries: tuple[Entry, ...]) -> tuple[tuple[str, int], ...]:
    """(name, minutes) of the steps whose hours do not fit into the study blocks before the day their work ends."""
    placed: dict[str, int] = {}
    for entry in entries:
        if entry.start is not None:
            credential = entry.key.partition("/study/")[2].rsplit("/", 2)[0]
            placed[credential] = placed.get(credential, 0) + entry.minutes * entry.weeks
    short = ((s.name, (s.minutes or 0) - placed.get(s.credential, 0)) for s in plan.steps if s.work_ends > s.start)
    return tuple((name, minutes) for name, minutes in short if minutes > 0)


# -- days -------------------------------------------------------------------------------------------------------------


def _exams(plan: Plan, catalog: Catalog) -> Iterator[Entry]:
    known = {c.id: c for c in catalog.credentials}
    for step in plan.steps:
        day = exam_day(step, known.get(step.credential))
        if day is not None:
            text = "The day on which the plan has it; book it in time, the provider sets the hour."
            yield Entry(
                f"exam/{step.credential}", f"Exam: {step.name}", day, text=text, url=step.url, alarms=(30, 7, 1)
            )


def _payments(plan: Plan) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    for cost in sorted(plan.due, key=lambda c: c.due):
        if cost.amount == 0 or cost.keeps:
            continue  # free, or among the renewals, which remind one earlier
        step = next((s for s in plan.steps if cost in s.costs), None)
        of = step.credential if step is not None else "subscription"
        what = f"pay/{of}/{cost.name}"
        seen[what] = seen.get(what, 0) + 1
        price = "price not known" if cost.amount is None else money(cost.amount, cost.currency)
        title = f"Pay {price}: {cost.name}{f' ({step.name})' if step is not None else ''}"
        doubt = f"Not sure: {cost.doubt}." if cost.doubt else ""
        yield Entry(f"{what}/{seen[what]}", title, cost.due, text=doubt, url=step.url if step else "", alarms=(3,))


def _awards(plan: Plan) -> Iterator[Entry]:
    for step in plan.steps:
        if step.finish > step.work_ends:
            text = "The award is expected by then."
            yield Entry(f"award/{step.credential}", f"Expected: {step.name}", step.finish, text=text, url=step.url)


def _last_days(plan: Plan, catalog: Catalog) -> Iterator[Entry]:
    for last in deadlines(plan, catalog):
        yield Entry(f"last/{last.credential}/{last.text}", last.text, last.day, alarms=(30, 7))


def _limit(plan: Plan, question: Question) -> Iterator[Entry]:
    goal = plan.goal.title if isinstance(plan.goal, Career) else plan.goal.name
    if question.by is not None:
        text = f"The plan is done on {long_date(plan.totals.finish)}."
        yield Entry("limit", f"You want to be done: {goal}", question.by, text=text, alarms=(30,))


def _as_if_saved(plan: Plan, profile: Profile, today: dt.date) -> Profile:
    """The profile with this plan as the only one kept, for renewals count the newest."""
    steps = tuple(SavedStep(s.credential, s.route, s.start, s.finish) for s in plan.steps)
    return msgspec.structs.replace(profile, plan=(SavedPlan("this", plan.goal.id, today, step=steps),))


def _renewals(found: Renewals) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    for due in found.due:
        if due.due is None:
            continue
        what = f"renew/{due.kind}/{due.credential}"
        seen[what] = seen.get(what, 0) + 1
        yield Entry(f"{what}/{seen[what]}", _title(due), due.due, text=_note(due), alarms=RENEWAL_ALARMS)


def _title(due: Due) -> str:
    if due.kind == "lapse":
        return f"Lapses: {due.name}"
    price = f" ({money(due.cost, due.currency)})" if due.cost else ""
    return f"{'Yearly fee' if due.kind == 'yearly fee' else 'Renew'}: {due.name}{price}"


def _note(due: Due) -> str:
    unknown = "What it costs is not known" if not due.known else ""
    said = ". ".join(x for x in (due.what[:1].upper() + due.what[1:], due.note, unknown) if x)
    return f"{said}."
