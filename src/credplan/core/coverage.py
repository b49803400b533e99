"""How strongly each thing that a career asks for is shown: by what the learner holds today, and after a plan.

Strength is the rung of `EVIDENCE_WORDS` that a proof stands on: 1 viewed, 2 graded by the issuer, 3 assessed
independently, 4 licence. A credential stands on the highest rung that it gives any skill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from credplan.core.model import (
    EVIDENCE_ASSESSED,
    EVIDENCE_GRADED,
    EVIDENCE_LICENCE,
    EVIDENCE_VIEWED,
    LEVELS,
    Career,
    Catalog,
    Credential,
    Requirement,
)
from credplan.core.planning.answers import Plan
from credplan.core.profile import Holding, Profile
from credplan.core.requirements import as_law
from credplan.core.standing import Standing, region_matches


class Rung(msgspec.Struct, frozen=True):
    """One thing that is asked for, as rungs of evidence; all three are 0 for what no proof is asked of (an age)."""

    asked: int
    now: int
    after: int
    met_now: bool
    met_after: bool


class Cover(msgspec.Struct, frozen=True):
    """One group of a career: what it asks, and how far that is shown today and after the plan."""

    kind: str
    """``law``, ``anchor``, ``core`` or ``plus``."""
    name: str
    rungs: tuple[Rung, ...]
    """What is needed of the group: the alternative that is met, or is nearest to it."""
    met_now: bool
    met_after: bool
    proviso: str
    """``to confirm`` or ``set aside`` where it is met only so; else empty."""
    steps: tuple[int, ...]
    """Numbers of the plan's steps that add to it."""

    @property
    def asked(self) -> int:
        """The weakest proof that will do."""
        return min((r.asked for r in self.rungs if r.asked), default=0)

    @property
    def after(self) -> int:
        """The rung of the weakest proof that it rests on after the plan."""
        return min((r.after for r in self.rungs if r.asked), default=0)

    @property
    def now(self) -> int:
        """The rung of the weakest proof that it rests on today."""
        return min((r.now for r in self.rungs if r.asked), default=0)


def coverage(
    catalog: Catalog, profile: Profile, career: Career, today: dt.date, plan: Plan | None = None
) -> list[Cover]:
    """Every law, core and plus group of ``career``, in that order; without a plan, after is as now.

    The plan's steps count as earned on its last day, and what lapses until then counts no more.
    """
    view = _View(catalog, profile, career, today, plan)
    region = profile.learner.region or "US"
    found = []
    for law in career.door.laws:
        if region_matches(law.region, region):
            found.append(view.group("law", law.name, as_law(law.requires), "law"))
    for group in career.core:
        found.append(view.group("anchor" if group.anchor else "core", group.name, group.requires, group.basis or ""))
    for group in career.plus:
        found.append(view.group("plus", group.name, group.requires, group.basis or ""))
    return found


class _Found(msgspec.Struct, frozen=True):
    """A tree's best alternative: its rungs, whether it is met before and after, and what that rests on."""

    rungs: tuple[Rung, ...]
    met_now: bool
    met_after: bool
    proviso: str = ""

    @property
    def rank(self) -> tuple[bool, bool, int, int, int]:
        """The nearest first: what is met, then what has more of what it asks, then what asks less."""
        got = sum(min(r.after, r.asked) for r in self.rungs)
        asked = sum(r.asked for r in self.rungs)
        return (not self.met_after, not self.met_now, asked - got, asked, -sum(r.after for r in self.rungs))


class _View:
    def __init__(self, catalog: Catalog, profile: Profile, career: Career, today: dt.date, plan: Plan | None) -> None:
        self.career, self.plan = career, plan
        self.known = {c.id: c for c in catalog.credentials}
        self.now = Standing(profile, today, self.known)
        self.after = self.now
        self.viewed: set[str] = set()
        self.attested: set[str] = set()
        if plan is not None and plan.steps:
            held = {h.id: h for h in profile.credential}
            for step in plan.steps:
                if step.good.startswith("viewed:"):
                    self.viewed.add(step.credential)
                elif step.good.startswith("attest:"):
                    self.attested.add(step.name)
                elif step.good.startswith("part:"):
                    mine = held.get(step.credential, Holding(step.credential, "in-progress"))
                    part = step.good.partition("#")[2]
                    held[step.credential] = msgspec.structs.replace(mine, parts=(*mine.parts, part))
                else:
                    held[step.credential] = Holding(step.credential, "earned", step.finish)
            after = msgspec.structs.replace(profile, credential=tuple(held.values()))
            self.after = Standing(after, max(today, plan.totals.finish), self.known)

    def group(self, kind: str, name: str, node: Requirement, basis: str) -> Cover:
        """One group with the numbers of the steps that serve it."""
        found = self._tree(node)
        aside = kind in ("anchor", "core") and self.now.group_waiver(name, basis, self.career.id) is not None
        steps = tuple(s.number for s in self.plan.steps if self._adds(node, s.good, s.name)) if self.plan else ()
        return Cover(
            kind,
            name,
            found.rungs,
            found.met_now or aside,
            found.met_after or aside,
            "set aside" if aside and not found.met_now else found.proviso,
            steps,
        )

    def _adds(self, node: Requirement, good: str, name: str) -> bool:
        return any(self._leaf_takes(leaf, good, name) for leaf in node.leaves)

    def _leaf_takes(self, leaf: Requirement, good: str, name: str) -> bool:
        if leaf.attest is not None:
            return good.startswith("attest:") and name == leaf.attest.name
        if leaf.part is not None:
            return good in (f"part:{leaf.part}", leaf.part.partition("#")[0])
        viewed = good.startswith("viewed:")
        credential = self.known.get(good.removeprefix("viewed:").removeprefix("interim:"))
        if credential is None:
            return False
        if leaf.skill is not None:
            return _taught(credential, leaf, viewed=viewed) >= max(leaf.evidence, EVIDENCE_VIEWED)
        return leaf.credential == credential.id and not viewed

    def _tree(self, node: Requirement) -> _Found:
        if not node.children:
            return self._leaf(node)
        found = [self._tree(child) for child in node.children]
        wanted = node.wanted
        if node.all is None:
            found.sort(key=lambda one: one.rank)
        kept = found[:wanted]
        return _Found(
            tuple(r for one in kept for r in one.rungs),
            sum(one.met_now for one in found) >= wanted,
            all(one.met_after for one in kept),
            next((one.proviso for one in kept if one.proviso), ""),
        )

    def _leaf(self, leaf: Requirement) -> _Found:
        before = self.now.outcome(leaf, "proof", self.career.id)
        later = self.after.outcome(leaf, "proof", self.career.id)
        now, after = (state in ("met", "assumed", "waived") for state in (before, later))
        proviso = {"assumed": "to confirm", "waived": "set aside"}.get(later, "")
        if leaf.attest is not None and leaf.attest.name in self.attested:
            after = True
        asked, has, gets = 0, 0, 0
        if leaf.skill is not None:
            asked = leaf.evidence
            has, gets = self._shown(self.now, leaf), self._shown(self.after, leaf)
            after = after or (leaf.skill is not None and gets >= max(asked, EVIDENCE_VIEWED))
        elif leaf.credential is not None or leaf.part is not None:
            wanted = self.known.get((leaf.credential or leaf.part or "").partition("#")[0])
            asked = strength(wanted) if wanted is not None else EVIDENCE_ASSESSED
            has, gets = (asked if state == "met" else 0 for state in (before, later))
        return _Found((Rung(asked, has, gets, now, after),), now, after, proviso)

    def _shown(self, standing: Standing, leaf: Requirement) -> int:
        """The strongest proof of a skill at the level asked; what one says of oneself is none."""
        best = 0
        for held in standing.profile.credential:
            credential = self.known.get(held.id)
            if credential is not None and held.status == "earned" and standing.valid(held, standing.today):
                best = max(best, _taught(credential, leaf))
        if standing is self.after:
            audited = (self.known[i] for i in self.viewed if i in self.known)
            best = max([best, *(_taught(credential, leaf, viewed=True) for credential in audited)])
        return best


def strength(credential: Credential) -> int:
    """The rung that a credential as a whole stands on."""
    if credential.kind in ("licence", "permit"):
        return EVIDENCE_LICENCE
    return max((t.evidence for t in credential.teaches), default=EVIDENCE_GRADED) or EVIDENCE_VIEWED


def _taught(credential: Credential, leaf: Requirement, *, viewed: bool = False) -> int:
    return max(_rungs(credential, leaf, EVIDENCE_VIEWED if viewed else EVIDENCE_LICENCE), default=0)


def _rungs(credential: Credential, leaf: Requirement, most: int) -> Iterator[int]:
    wanted = LEVELS.index(leaf.level)
    for taught in credential.teaches:
        if taught.skill == leaf.skill and LEVELS.index(taught.level) >= wanted:
            yield min(taught.evidence, most)
