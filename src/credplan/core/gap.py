"""The gap between what a learner holds and what a career asks for, group by group, before any planning."""

from __future__ import annotations

import datetime as dt

import msgspec

from credplan.core.coverage import Cover, coverage
from credplan.core.model import Career, Catalog, Requirement
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.requirements import as_law
from credplan.core.standing import Standing


class GapRow(msgspec.Struct, frozen=True):
    """One group of a career: whether it is met, by what, and what would meet it."""

    kind: str
    """``law``, ``anchor``, ``core`` or ``plus``."""
    name: str
    basis: str
    met: bool
    by: tuple[str, ...]
    """What the learner holds that counts towards it."""
    options: tuple[str, ...]
    """Credentials and skills that would meet it."""
    cover: Cover
    """How strongly it is shown, in rungs of evidence."""


def gap(catalog: Catalog, profile: Profile, career: Career, today: dt.date) -> tuple[GapRow, ...]:
    """Every law, core and plus group of ``career`` against the profile."""
    standing = standing_of(catalog, profile, today)
    also = tuple(group.requires for group in career.plus)
    problem = build(catalog, Question(goal=career, start=today, also=also), standing)
    covers = {(c.kind, c.name): c for c in coverage(catalog, profile, career, today)}
    rows = []
    pluses = iter(career.plus)
    for group in problem.groups:
        if group.kind == "lock":
            continue
        if group.kind == "law":
            law = career.door.laws[group.index]
            node, basis, kind, name = as_law(law.requires), "law", "law", law.name
        elif group.kind == "also":
            plus = next(pluses)
            node, basis, kind, name = plus.requires, plus.basis, "plus", plus.name
        else:
            core = career.core[group.index]
            node, basis, kind, name = core.requires, core.basis, group.kind, core.name
        by, options = [], []
        aside = standing.group_waiver(name, basis, career.id) if kind in ("anchor", "core") else None
        if aside is not None:
            by.append(f"set aside because {aside}")
        for leaf in node.leaves:
            label = _label(catalog, standing, leaf)
            outcome = standing.outcome(leaf, "proof", career.id)
            if outcome == "met":
                by.append(label)
            elif outcome == "waived":
                by.append(f"{label}: set aside because {standing.waiver(leaf, career.id)}")
            elif outcome == "assumed":
                by.append(f"{label} (to confirm)")
            else:
                options.append(label)
        held, open_ = tuple(dict.fromkeys(by)), tuple(dict.fromkeys(options))
        rows.append(GapRow(kind, name, basis, group.need.met, held, open_, covers[kind, name]))
    return tuple(rows)


def _label(catalog: Catalog, standing: Standing, leaf: Requirement) -> str:
    if leaf.credential is not None:
        known = standing.credentials.get(leaf.credential)
        return known.name if known is not None else leaf.credential
    if leaf.skill is not None:
        name = next((s.name for s in catalog.skills if s.id == leaf.skill), leaf.skill)
        return f"{name} ({leaf.level})"
    if leaf.attest is not None:
        return leaf.attest.name
    if leaf.experience is not None:
        return f"{leaf.experience.months} months of work experience"
    if leaf.education is not None:
        return f"education: {leaf.education.replace('-', ' ')}"
    return leaf.text or leaf.kind
