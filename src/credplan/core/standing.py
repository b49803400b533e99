"""What the learner brings: which leaves of a requirement tree hold today, whatever is planned.

A leaf is met, not met, or *assumed* (not told: the plan says "to confirm"). Assumptions are made only where most
learners meet them and asking first would stop everyone: a stated minimum age, a high-school diploma, a region when
none is set. Degrees, experience and credit are never assumed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from credplan.core.dates import add_months, months_between
from credplan.core.model import EDUCATIONS, LEVELS, Credential, Experience, Requirement
from credplan.core.profile import Holding, Job, Learner, Profile

Outcome = Literal["met", "assumed", "waived", "unmet", "depends"]
Role = Literal["proof", "prerequisite", "readiness"]
"""What a leaf is asked for: as proof towards the goal, as an issuer's condition, or only to be ready."""


class Standing(msgspec.Struct, frozen=True):
    """One learner on one day, against one catalog's credentials."""

    profile: Profile
    today: dt.date
    credentials: Mapping[str, Credential]

    @property
    def learner(self) -> Learner:
        """The learner table of the profile."""
        return self.profile.learner

    def earned(self, credential: str) -> Holding | None:
        """The holding of ``credential`` if it was earned, lapsed or not."""
        held = self.profile.holding(credential)
        return held if held is not None and held.status == "earned" else None

    def expiry(self, held: Holding) -> dt.date | None:
        """When an earned credential lapses: the profile's own date, else by the catalog's rule for its award date."""
        if held.expires is not None:
            return held.expires
        credential = self.credentials.get(held.id)
        if credential is None or held.earned is None:
            return None
        months = validity_months(credential, held.earned)
        return add_months(held.earned, months) if months else None

    def valid(self, held: Holding, on: dt.date) -> bool:
        """Whether an earned credential is valid on a day; the day of expiry is the first one without it."""
        expiry = self.expiry(held)
        return expiry is None or on < expiry

    def outcome(self, leaf: Requirement, role: Role, asked_by: str = "") -> Outcome:
        """How ``leaf`` stands today; ``depends`` when only a plan can meet it."""
        if self.waiver(leaf, asked_by) is not None:
            return "waived"
        if leaf.credential is not None:
            return "met" if self._holds(leaf, role) else "depends"
        if leaf.skill is not None:
            return "met" if self._knows(leaf, role) else "depends"
        if leaf.part is not None:
            credential, _, part = leaf.part.partition("#")
            held = self.profile.holding(credential)
            if held is None:
                return "depends"
            earned = held.status == "earned" and (not leaf.concurrent or self.valid(held, self.today))
            return "met" if earned or part in held.parts else "depends"
        if leaf.credit is not None:
            return "met" if self.credit_granted(leaf) >= leaf.credit.n else "depends"
        if leaf.attest is not None:
            # What costs nothing and takes no time is a matter to confirm, not a step.
            attest = leaf.attest
            priced = attest.fee is not None and attest.fee.amount != 0
            return "depends" if priced or attest.lead_days or attest.effort is not None else "assumed"
        return self._stated(leaf)

    def credit_granted(self, leaf: Requirement) -> int:
        """Academic credit of the learner's that ``leaf`` counts: for its programme, or for none, and of its level."""
        wanted = leaf.credit
        if wanted is None:
            return 0
        return sum(
            c.n
            for c in self.learner.credit
            if c.programme in ("", wanted.programme) and (not wanted.level or c.level in ("", wanted.level))
        )

    def waiver(self, leaf: Requirement, asked_by: str = "") -> str | None:
        """The learner's reason for setting ``leaf`` aside; law and whatever is marked unwaivable never are."""
        if leaf.basis == "law" or not leaf.waivable:
            return None
        for waiver in self.profile.waiver:
            if waiver.of and waiver.of != asked_by:
                continue
            if waiver.requirement in (leaf.credential, leaf.skill, leaf.part, leaf.text) or (
                waiver.requirement == leaf.kind and leaf.kind in ("experience", "education", "age", "credit")
            ):
                return waiver.because
            if leaf.attest is not None and waiver.requirement in (leaf.attest.kind, leaf.attest.name):
                return waiver.because
        return None

    def group_waiver(self, name: str, basis: str, asked_by: str) -> str | None:
        """The learner's reason for setting a whole core group aside by its name; never one that law asks for."""
        if basis == "law":
            return None
        return next((w.because for w in self.profile.waiver if w.requirement == name and w.of in ("", asked_by)), None)

    def _holds(self, leaf: Requirement, role: Role) -> bool:
        held = self.earned(leaf.credential or "")
        if held is None:
            return False
        credential = self.credentials.get(held.id)
        current = self.valid(held, self.today)
        if role == "proof":
            # A retired or lapsed credential is no anchor and no licence; its skills still count as readiness.
            return current and (credential is None or credential.lifecycle.status != "retired")
        if leaf.concurrent:
            return current
        return current or leaf.expired_ok or role == "readiness"

    def _knows(self, leaf: Requirement, role: Role) -> bool:
        lasting = role == "readiness" and not leaf.concurrent
        return self.says(leaf) or any(lasting or self.valid(held, self.today) for held in self.teaching(leaf))

    def says(self, leaf: Requirement) -> bool:
        """Whether the learner's own word for a skill is all that ``leaf`` asks for."""
        wanted = LEVELS.index(leaf.level)
        known = self.profile.skill
        return leaf.evidence == 0 and any(s.id == leaf.skill and LEVELS.index(s.level) >= wanted for s in known)

    def teaching(self, leaf: Requirement) -> Iterator[Holding]:
        """The earned credentials, lapsed or not, that give the skill of ``leaf`` at its level and evidence."""
        wanted = LEVELS.index(leaf.level)
        for held in self.profile.credential:
            credential = self.credentials.get(held.id)
            if (
                credential is not None
                and held.status == "earned"
                and any(
                    t.skill == leaf.skill and LEVELS.index(t.level) >= wanted and t.evidence >= leaf.evidence
                    for t in credential.teaches
                )
            ):
                yield held

    def _stated(self, leaf: Requirement) -> Outcome:
        """Leaves that the learner table answers, or that only a person can confirm."""
        learner = self.learner
        if leaf.text is not None:
            return "assumed"
        if leaf.education is not None:
            wanted = EDUCATIONS.index(leaf.education)
            if learner.education is None:
                return "assumed" if leaf.education in ("none", "high-school") else "unmet"
            return "met" if EDUCATIONS.index(learner.education) >= wanted else "unmet"
        if leaf.age is not None:
            if learner.birth_year is None:
                return "assumed"
            # In the year of that birthday it may have been or be still to come: to confirm.
            years = self.today.year - learner.birth_year
            return "met" if years > leaf.age else "assumed" if years == leaf.age else "unmet"
        if leaf.region is not None:
            if not learner.region:
                return "assumed"
            return "met" if region_matches(leaf.region, learner.region) else "unmet"
        if leaf.experience is not None:
            return "met" if experience_met(leaf.experience, learner.experience, self.today) else "unmet"
        return "unmet"


def validity_months(credential: Credential, awarded: dt.date) -> int | None:
    """Months an award of ``credential`` on a day holds; ``None`` when unlimited or unknown."""
    months = None if credential.validity.never else credential.validity.months
    for since, ruled in validity_rules(credential):
        if since <= awarded.toordinal():
            months = ruled
    return months


def validity_rules(credential: Credential) -> tuple[tuple[int, int | None], ...]:
    """``(day number, months)`` of each rule for awards from that day on, earliest first."""
    rules = ((0 if r.since is None else r.since.toordinal(), r.months) for r in credential.validity.by_award)
    return tuple(sorted(rules, key=lambda rule: rule[0]))


def region_matches(row: str, learner: str) -> bool:
    """Whether a row for ``row`` applies to a learner in ``learner``: ``US`` applies in ``US-TX``, not the reverse."""
    return not row or learner == row or learner.startswith(row + "-")


def experience_met(wanted: Experience, jobs: tuple[Job, ...], today: dt.date) -> bool:
    """Whether past and current jobs add up, in as many domains as are asked for."""
    if wanted.domains and len({domain for _, _, domain in _counted(wanted, jobs, today)}) < wanted.at_least_domains:
        return False
    return experience_months(wanted, jobs, today) >= wanted.months


def experience_months(wanted: Experience, jobs: tuple[Job, ...], today: dt.date) -> int:
    """Months of the jobs that ``wanted`` counts; months that overlap are counted once, future ones never."""
    # Jobs that touch or overlap are one stretch: counted one by one, each would lose its broken months.
    stretches: list[tuple[dt.date, dt.date]] = []
    for start, end, _ in _counted(wanted, jobs, today):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return sum(months_between(start, end) for start, end in stretches)


def _counted(wanted: Experience, jobs: tuple[Job, ...], today: dt.date) -> list[tuple[dt.date, dt.date, str]]:
    """The stretches of jobs that count, in order: start, end, domain."""
    since = add_months(today, -12 * wanted.within_years) if wanted.within_years else dt.date.min
    counted = [
        (max(j.start, since), min(j.end or today, today), j.domain)
        for j in jobs
        if not wanted.domains or j.domain in wanted.domains
    ]
    return sorted(span for span in counted if span[0] < span[1])
