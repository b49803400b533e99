"""One skill: what it means, who teaches it at which level and evidence, who asks for it; as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from credplan.core.catalog_view.pages import Block, Line, Page
from credplan.core.catalog_view.words import EVIDENCE
from credplan.core.model import LEVELS, Catalog, Credential, Level, Requirement, Skill, Teaches
from credplan.core.names import names_credential
from credplan.core.text import plural

ESCO = "https://data.europa.eu/esco/skill/"
_STRENGTH = {"law": 0, "anchor": 1, "core": 1, "preferred": 2, "required": 3, "prepares for it": 4}


class Ask(msgspec.Struct, frozen=True):
    """A career or credential that asks for the skill, with the least level and evidence that do."""

    kind: str
    """``career`` or ``credential``."""
    id: str
    name: str
    role: str
    """One of the keys of ``_STRENGTH``, those before others stand first."""
    level: Level
    evidence: int


def taught_by(catalog: Catalog, skill: Skill) -> list[tuple[Credential, Teaches]]:
    """Who teaches it: what can be earned before what can't, then by level, the stronger evidence first, by name."""
    found = [(c, t) for c in catalog.credentials for t in c.teaches if t.skill == skill.id]
    found.sort(
        key=lambda p: (not p[0].lifecycle.earnable, LEVELS.index(p[1].level), -p[1].evidence, p[0].name, p[0].id)
    )
    return found


def asked_by(catalog: Catalog, skill: Skill) -> list[Ask]:
    """Who asks for it: careers by law, at their core, as a plus; credentials as a condition or to be ready."""
    found: dict[tuple[str, str, str], Ask] = {}
    for ask in _asking(catalog, skill):
        key = (ask.kind, ask.id, ask.role)
        known = found.get(key)
        if known is None or (LEVELS.index(ask.level), ask.evidence) < (LEVELS.index(known.level), known.evidence):
            found[key] = ask
    return sorted(found.values(), key=lambda a: (_STRENGTH[a.role], a.name, a.id))


def _asking(catalog: Catalog, skill: Skill) -> Iterator[Ask]:
    for career in catalog.careers:
        asked = [("law", law.requires) for law in career.door.laws]
        asked += [("anchor" if g.anchor else "core", g.requires) for g in career.core]
        asked += [("preferred", g.requires) for g in career.plus]
        for role, tree in asked:
            for leaf in _leaves(tree, skill):
                yield Ask("career", career.id, career.title, role, leaf.level, leaf.evidence)
    for c in catalog.credentials:
        if not c.lifecycle.earnable:
            continue
        trees = [("required", tree) for tree in (c.requires, *(r.requires for r in c.routes)) if tree is not None]
        trees += [("prepares for it", p.ready_if) for r in c.routes for p in r.parts if p.ready_if is not None]
        for role, tree in trees:
            for leaf in _leaves(tree, skill):
                yield Ask("credential", c.id, c.name, role, leaf.level, leaf.evidence)


def _leaves(tree: Requirement, skill: Skill) -> Iterator[Requirement]:
    return (leaf for leaf in tree.leaves if leaf.skill == skill.id)


def skill_page(skill: Skill, catalog: Catalog) -> Page:
    """Everything known about a skill."""
    lines = [Line("also called", ", ".join(skill.aliases))] if skill.aliases else []
    lines += [Line(label, text) for label, text in _elsewhere(skill)]
    asks = asked_by(catalog, skill)
    careers = [Line(a.role, f"{a.name} ({a.id}): {_least(a)}") for a in asks if a.kind == "career"]
    exams = [
        Line("required for" if a.role == "required" else "prepares for", f"{a.name} ({a.id}): {_least(a)}")
        for a in asks
        if a.kind == "credential"
    ]
    commands = [
        Line(f"credplan search --skill {skill.id}", "the same credentials with prices and hours"),
        Line(f"credplan know {skill.id} beginner", "if you have it already; intermediate and advanced likewise"),
        Line("credplan explain evidence level", "what graded and assessed independently mean"),
    ]
    blocks = [
        Block("WHAT IT IS", tuple(lines), skill.definition),
        _teachers(catalog, skill),
        Block("WHICH CAREERS ASK FOR IT", tuple(careers), "" if careers else "None of this catalog does."),
        Block("WHICH CREDENTIALS BUILD ON IT", tuple(exams)),
        Block("NEXT", tuple(commands), whole=True),
    ]
    under = " · ".join(x for x in ("skill", skill.family) if x)
    return Page(f"{skill.name} ({skill.id})", under, tuple(b for b in blocks if b.lines or b.note))


def _elsewhere(skill: Skill) -> Iterator[tuple[str, str]]:
    """Its place in the public vocabularies."""
    if skill.onet:
        yield "O*NET", f"{'element' if skill.onet[:1].isdigit() else 'technology skill'} {skill.onet}"
    if skill.esco:
        yield "ESCO", f"{ESCO}{skill.esco}"


def _teachers(catalog: Catalog, skill: Skill) -> Block:
    """A line for each level and evidence, the credentials below it."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for credential, taught in taught_by(catalog, skill):
        earnable = credential.lifecycle.earnable
        label = taught.level if earnable else credential.lifecycle.status
        how = EVIDENCE[taught.evidence] if 0 <= taught.evidence < len(EVIDENCE) else ""
        how = how if earnable else f"{taught.level}, {how}"
        grouped.setdefault((label, how), []).append(f"{credential.name} ({credential.id})")
    lines = [
        Line(level, f"{how}: {plural(len(names), 'credential')}", tuple(names))
        for (level, how), names in grouped.items()
    ]
    return Block("WHO TEACHES IT", tuple(lines), "" if lines else "No credential of this catalog does.")


def _least(ask: Ask) -> str:
    proof = f", {EVIDENCE[ask.evidence]} at least" if 0 < ask.evidence < len(EVIDENCE) else ""
    return f"{ask.level}{'' if ask.level == LEVELS[-1] else ' or better'}{proof}"


def shown_as(catalog: Catalog, skill: Skill) -> str:
    """What to type to see the skill: its id alone, with ``--skill`` where a credential is called so, too."""
    return f"credplan show {'--skill ' if names_credential(catalog, skill.id) else ''}{skill.id}"


def skill_data(skill: Skill, catalog: Catalog) -> dict[str, Any]:
    """The whole record with who teaches it and who asks for it; absent texts are null."""
    return {
        "schema": 1,
        "kind": "skill",
        "id": skill.id,
        "name": skill.name,
        "aliases": list(skill.aliases),
        "family": skill.family or None,
        "definition": skill.definition or None,
        "onet": skill.onet or None,
        "esco": f"{ESCO}{skill.esco}" if skill.esco else None,
        "taught_by": [
            {
                "id": c.id,
                "name": c.name,
                "lifecycle": c.lifecycle.status,
                "level": t.level,
                "evidence": t.evidence,
                "objective": t.objective or None,
            }
            for c, t in taught_by(catalog, skill)
        ],
        "asked_by": [
            {"kind": a.kind, "id": a.id, "name": a.name, "as": a.role, "level": a.level, "evidence": a.evidence}
            for a in asked_by(catalog, skill)
        ],
        "catalog": {"version": catalog.version, "date": catalog.date.isoformat()},
    }
