"""Where the learner stands: what is held, running, running out, wanted and planned, as values and as a report."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from credplan.core.dates import add_days
from credplan.core.errors import AmbiguousName, UnknownName
from credplan.core.mentions import audiences
from credplan.core.model import Career, Catalog, Credential
from credplan.core.names import find_goal, nearest
from credplan.core.next_actions import planned_again
from credplan.core.profile import SCHEMA, Goal, HoldStatus, Learner, Profile, SavedPlan
from credplan.core.record import CIRCUMSTANCES
from credplan.core.regions import is_region, region_name
from credplan.core.report_shape import Report, Row, Section
from credplan.core.standing import Standing
from credplan.core.text import hours, join_words, long_date, money, plural
from credplan.core.units import Minutes

SOON_DAYS = 180
State = Literal["held", "runs-out", "expired", "in-progress", "planned", "skipped"]


class Held(msgspec.Struct, frozen=True):
    """One credential of the record, seen on a day."""

    id: str
    name: str
    state: State
    status: HoldStatus
    earned: dt.date | None
    expires: dt.date | None
    """The profile's own date or the catalog's rule; ``None``: does not expire, or unknown."""
    days_left: int | None
    started: dt.date | None
    parts: tuple[str, ...]
    hours_logged: Minutes
    in_catalog: bool
    retired: bool
    url: str
    note: str


class Status(msgspec.Struct, frozen=True):
    """The whole record on a day."""

    today: dt.date
    learner: Learner
    credentials: tuple[Held, ...]
    skills: tuple[tuple[str, str], ...]
    """(name, level)."""
    goals: tuple[tuple[str, str, dt.date | None], ...]
    """(name as it is called in the catalog, its id or nothing, wanted by)."""
    profile: Profile
    warnings: tuple[str, ...]


def status(profile: Profile, catalog: Catalog, today: dt.date) -> Status:
    """The record as it stands on ``today``."""
    known = {c.id: c for c in catalog.credentials}
    standing = Standing(profile=profile, today=today, credentials=known)
    skills = {s.id: s.name for s in catalog.skills}
    held = []
    for h in profile.credential:
        credential = known.get(h.id)
        expires = standing.expiry(h) if h.status == "earned" else None
        state: State = "held" if h.status == "earned" else h.status
        if expires is not None:
            state = "expired" if expires <= today else "runs-out" if expires <= add_days(today, SOON_DAYS) else "held"
        held.append(
            Held(
                id=h.id,
                name=credential.name if credential else h.id,
                state=state,
                status=h.status,
                earned=h.earned,
                expires=expires,
                days_left=(expires - today).days if expires else None,
                started=h.started,
                parts=h.parts,
                hours_logged=h.hours_logged,
                in_catalog=credential is not None,
                retired=credential is not None and credential.lifecycle.status == "retired",
                url=credential.url if credential else "",
                note=h.note,
            )
        )
    return Status(
        today=today,
        learner=profile.learner,
        credentials=tuple(held),
        skills=tuple((skills.get(s.id, s.id), s.level) for s in profile.skill),
        goals=tuple(_goal(g, catalog) for g in profile.goal),
        profile=profile,
        warnings=tuple(warnings(profile, catalog)),
    )


def warnings(profile: Profile, catalog: Catalog) -> list[str]:
    """What the catalog does not know, with what may have been meant; plans leave such entries out."""
    found = []
    if profile.schema > SCHEMA:
        found.append(
            f"The profile was written by a newer credplan (schema {profile.schema}): keys that this version does not "
            "know are left out, and it can't be changed."
        )
    if profile.learner.region and not is_region(profile.learner.region):
        found.append(f"No region has the code {profile.learner.region}; write it like US-TX (ISO 3166-2).")
    words = {*CIRCUMSTANCES, *audiences(catalog)} if profile.learner.circumstances else set()
    for word in profile.learner.circumstances:
        if word not in words:
            found.append(f"Nothing in the catalog is for a learner who is {word!r}.{_meant(word, sorted(words))}")
    ids = [c.id for c in catalog.credentials]
    skills = [s.id for s in catalog.skills]
    for held in profile.credential:
        if held.id not in ids:
            found.append(_unknown("credential", held.id, ids))
            continue
        credential = next(c for c in catalog.credentials if c.id == held.id)
        parts = {p.id for route in credential.routes for p in route.parts}
        found += [
            f"{held.id} has no part {part!r}: {join_words(sorted(parts)) or 'it has none'}."
            for part in held.parts
            if part not in parts
        ]
    found += [_unknown("skill", s.id, skills) for s in profile.skill if s.id not in skills]
    for goal in profile.goal:
        try:
            find_goal(catalog, goal.name)
        except UnknownName as problem:
            close = f" Did you mean {join_words(list(problem.nearest), 'or')}?" if problem.nearest else ""
            found.append(f'The catalog has no goal "{goal.name}".{close}')
        except AmbiguousName as problem:
            some = [name for _, name in problem.candidates[:3]]
            found.append(f'The goal "{goal.name}" could be any of {len(problem.candidates)}: {join_words(some, "or")}.')
    return found


def _unknown(what: str, ident: str, known: list[str]) -> str:
    return f"The catalog has no {what} {ident}; plans leave it out.{_meant(ident, known)}"


def _meant(word: str, known: list[str]) -> str:
    close = nearest(word, known)
    return f" Did you mean {join_words(list(close), 'or')}?" if close else ""


def _goal(goal: Goal, catalog: Catalog) -> tuple[str, str, dt.date | None]:
    try:
        found: Career | Credential = find_goal(catalog, goal.name)
    except (UnknownName, AmbiguousName):
        return goal.name, "", goal.by
    return (found.title if isinstance(found, Career) else found.name), found.id, goal.by


def newest_plan(profile: Profile) -> SavedPlan | None:
    """The plan saved last; of several on one day the one that stands last in the file."""
    return max(reversed(profile.plan), key=lambda p: p.saved, default=None)


# --- in words ---------------------------------------------------------------------------------------------------------


def status_report(found: Status, path: str) -> Report:
    """The screen of ``status``."""
    counts = [
        plural(sum(h.state in states for h in found.credentials), word, word)
        for states, word in (
            (("held", "runs-out"), "held"),
            (("in-progress",), "in progress"),
            (("planned",), "planned"),
            (("expired",), "expired"),
        )
    ]
    sections = [
        Section("ABOUT YOU", tuple(_about(found.learner))),
        Section(
            "GOALS", tuple(Row(name, f"by {long_date(by)}" if by else "no date set") for name, _, by in found.goals)
        ),
        *(_credentials(found, state, title) for state, title in _TITLES),
        Section("SKILLS YOU KNOW (said by yourself)", tuple(Row(name, level) for name, level in found.skills)),
        Section("SET ASIDE", tuple(_waiver(w.requirement, w.of, w.because) for w in found.profile.waiver)),
        Section("SAVED PLANS", tuple(Row(p.name, _plan(p)) for p in found.profile.plan)),
        Section("TO CHECK", tuple(Row("", w) for w in found.warnings)),
        Section("NEXT", tuple(next_commands(found)), kind="commands"),
    ]
    return Report(
        f"Your record on {long_date(found.today)}",
        f"{', '.join(counts)} · {path}",
        tuple(s for s in sections if s.rows),
    )


_TITLES: tuple[tuple[State, str], ...] = (
    ("held", "HELD"),
    ("runs-out", f"RUNS OUT WITHIN {SOON_DAYS} DAYS"),
    ("expired", "EXPIRED (their skills still count as preparation)"),
    ("in-progress", "IN PROGRESS"),
    ("planned", "PLANNED"),
    ("skipped", "SKIPPED (plans leave them out)"),
)


_EDUCATION_WORDS = {"": "not set; plans assume a high-school diploma", "none": "no diploma"}


def _about(learner: Learner) -> list[Row]:
    rows = [
        Row("hours a week", hours(learner.hours_per_week) if learner.hours_per_week else "not set; plans assume 8 h"),
        Row("budget", money(learner.budget, learner.currency) if learner.budget is not None else "no limit set"),
        Row("region", region_name(learner.region) if learner.region else "not set; state rules and prices may differ"),
        Row("education", _EDUCATION_WORDS.get(learner.education or "", learner.education or "")),
    ]
    if learner.name:
        rows.insert(0, Row("name", learner.name))
    if learner.start:
        rows.append(Row("start", long_date(learner.start)))
    if learner.birth_year:
        rows.append(Row("born", str(learner.birth_year)))
    if learner.hour_value is not None:
        rows.append(Row("an hour of yours", money(learner.hour_value, learner.currency)))
    if learner.circumstances:
        rows.append(Row("circumstances", ", ".join(learner.circumstances)))
    if learner.study_times:
        rows.append(Row("study times", ", ".join(learner.study_times)))
    for job in learner.experience:
        until = long_date(job.end) if job.end else "today"
        rows.append(Row("work", f"{job.title or job.domain}, {long_date(job.start)} to {until}"))
    return rows


def _credentials(found: Status, state: State, title: str) -> Section:
    return Section(title, tuple(Row(h.name, _held(h)) for h in found.credentials if h.state == state))


def _held(h: Held) -> str:
    words = []
    if h.status == "earned":
        words.append(f"earned {long_date(h.earned)}" if h.earned else "earned, no date known")
        if h.state == "expired" and h.expires:
            words.append(f"expired {long_date(h.expires)}")
        elif h.expires and h.days_left is not None:
            left = f" ({plural(h.days_left, 'day')} left)" if h.state == "runs-out" else ""
            words.append(f"valid to {long_date(h.expires)}{left}")
        if h.retired:
            words.append("retired, so no proof for a goal")
    elif h.started and h.status == "in-progress":
        words.append(f"since {long_date(h.started)}")
    if h.parts and h.status != "earned":
        words.append(f"passed: {', '.join(h.parts)}")
    if h.hours_logged and h.status != "earned":
        words.append(f"{hours(h.hours_logged)} logged")
    if h.note:
        words.append(h.note)
    if h.name != h.id:
        words.append(h.id)
    return " · ".join(words) or "-"


def _waiver(requirement: str, of: str, because: str) -> Row:
    return Row(requirement, f"{f'for {of}: ' if of else ''}{because}")


def _plan(plan: SavedPlan) -> str:
    words = [join_words([plan.goal, *plan.also]), f"saved {long_date(plan.saved)}"]
    if plan.finish:
        words.append(f"done {long_date(plan.finish)}")
    words.append(money(plan.cost, plan.currency))
    return " · ".join(words)


def next_commands(found: Status) -> list[Row]:
    """At most three commands that make sense now, the most useful first."""
    rows = []
    expired = next((h for h in found.credentials if h.state in ("expired", "runs-out") and h.in_catalog), None)
    if not found.goals:
        rows.append(Row('credplan set goal "data analyst"', "say where you want to go"))
        rows.append(Row("credplan careers", "which careers it knows"))
    elif found.profile.plan:
        rows.append(Row("credplan next", "what comes first in your newest plan"))
        rows.append(Row(planned_again(newest_plan(found.profile)), "plan again from where you stand"))
    else:
        rows.append(Row("credplan plan --save first", "plan to your goal and keep the plan"))
        rows.append(Row("credplan gap", "what the goal asks for and you lack"))
    if expired:
        rows.append(Row(f"credplan show {expired.id}", "how to renew it"))
    return rows
