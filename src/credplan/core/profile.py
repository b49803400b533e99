"""The learner's own record as frozen values: what they hold, what they want, what they can spend.

Only what planning needs is kept. Health, criminal record and immigration status have no field on purpose: plans
list such checks for the learner to confirm and nothing asks for the answers.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from credplan.core.model import Credit, Education, Level
from credplan.core.units import Cents, Minutes

SCHEMA = 1
HoldStatus = Literal["earned", "in-progress", "planned", "skipped"]


class ProfileValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all profile values share: immutable; a misspelt key is reported, not ignored."""


class Job(ProfileValue, frozen=True):
    """Paid work in a domain; without ``end`` it is current and goes on accruing."""

    domain: str
    start: dt.date
    end: dt.date | None = None
    title: str = ""


class Learner(ProfileValue, frozen=True):
    """Who plans and what they can spend. Everything may be left out; plans say what they assumed."""

    name: str = ""
    hours_per_week: Minutes | None = None
    pace_percent: int | None = None
    """Their hours of study in per cent of the catalog's; None counts as 100."""
    start: dt.date | None = None
    region: str = ""
    birth_year: int | None = None
    education: Education | None = None
    experience: tuple[Job, ...] = ()
    credit: tuple[Credit, ...] = ()
    currency: str = "USD"
    budget: Cents | None = None
    hour_value: Cents | None = None
    circumstances: tuple[str, ...] = ()
    """``student``, ``veteran``, ``member``, …: used for offers only."""
    study_times: tuple[str, ...] = ()
    """When in the week they study, each as `core.study.KEPT`: for calendars only."""


class Goal(ProfileValue, frozen=True):
    """Where the learner wants to go: a career or credential, perhaps by a day."""

    name: str
    by: dt.date | None = None


class KnownSkill(ProfileValue, frozen=True):
    """A skill the learner says they have: evidence 0, enough to be ready for an exam and never a proof."""

    id: str
    level: Level = "beginner"


class Evidence(ProfileValue, frozen=True):
    """A file that shows the credential, by name and SHA-256; the file itself stays where it is."""

    file: str
    sha256: str = ""


class Holding(ProfileValue, frozen=True):
    """One credential in the learner's record, whatever its state."""

    id: str
    status: HoldStatus = "planned"
    earned: dt.date | None = None
    expires: dt.date | None = None
    started: dt.date | None = None
    parts: tuple[str, ...] = ()
    """Parts already passed, by part id."""
    hours_logged: Minutes = Minutes(0)
    evidence: tuple[Evidence, ...] = ()
    locked: bool = False
    note: str = ""


class Waiver(ProfileValue, frozen=True):
    """A requirement that the learner sets aside, with the reason that every plan prints. Law is never waived."""

    requirement: str
    """A credential id, a skill id, ``experience``, ``education``, ``age``, or the name of a group."""
    because: str
    of: str = ""
    """The credential or career that asks for it; empty means wherever it is asked."""


class SavedStep(ProfileValue, frozen=True):
    """One step of a saved plan, enough to show it and to compare it with today's."""

    credential: str
    route: str
    start: dt.date
    finish: dt.date
    cost: Cents | None = None
    work_ends: dt.date | None = None
    passed: dt.date | None = None
    """The day of its exam, or of whatever completes it; what follows until ``finish`` is waiting."""


class SavedDue(ProfileValue, frozen=True):
    """A payment of a saved plan, so that it can be told when its day comes."""

    date: dt.date
    name: str
    credential: str
    """The step that it is for; of several the first."""
    cost: Cents | None = None


class SavedPlan(ProfileValue, frozen=True):
    """A plan the learner decided to keep."""

    name: str
    goal: str
    saved: dt.date
    also: tuple[str, ...] = ()
    """Ids of the further careers and credentials that it leads to."""
    objective: str = "cheapest"
    cost: Cents | None = None
    currency: str = "USD"
    finish: dt.date | None = None
    catalog: str = ""
    hours_per_week: Minutes | None = None
    step: tuple[SavedStep, ...] = ()
    due: tuple[SavedDue, ...] = ()


class Profile(ProfileValue, frozen=True):
    """The whole file, schema 1. Lists carry the singular names that their TOML tables have."""

    schema: int = SCHEMA
    learner: Learner = Learner()
    goal: tuple[Goal, ...] = ()
    skill: tuple[KnownSkill, ...] = ()
    credential: tuple[Holding, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    plan: tuple[SavedPlan, ...] = ()
    catalogs: tuple[str, ...] = ()

    def holding(self, credential: str) -> Holding | None:
        """The record of one credential, if there is any."""
        return next((h for h in self.credential if h.id == credential), None)
