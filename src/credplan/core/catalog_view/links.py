"""What a credential leads to and what leads to it, by name and by the skills it teaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from credplan.core.model import LEVELS, Catalog, Credential, Requirement


class Link(msgspec.Struct, frozen=True):
    """Another record and how it is tied to this one."""

    kind: str
    """``career`` or ``credential``."""
    id: str
    name: str
    role: str
    skill: str = ""
    """The id of the skill that ties them; empty where one names the other."""


def opens(catalog: Catalog, credential: Credential) -> Iterator[Link]:
    """The careers and credentials that ask for it or for a skill it teaches at the level and evidence asked."""
    ident = credential.id
    for career in catalog.careers:
        asked = [(f"law in {law.region}", law.requires) for law in career.door.laws]
        asked += [("anchor" if group.anchor else "core", group.requires) for group in career.core]
        asked += [("preferred", group.requires) for group in career.plus]
        for role, tree in asked:
            if mentions(tree, ident):
                yield Link("career", career.id, career.title, role)
            for skill in _taught(tree, credential):
                yield Link("career", career.id, career.title, role, skill)
    for other in catalog.credentials:
        if other.id != ident:
            yield from _asking(other, credential)


def _asking(other: Credential, credential: Credential) -> Iterator[Link]:
    """Each way in which ``other`` asks for ``credential``, the strongest of each kind only."""
    required, ready = _required(other), _readiness(other)
    if any(mentions(tree, credential.id) for tree in required):
        yield Link("credential", other.id, other.name, "required, or one of the ways in")
    elif credential.id in other.recommends or any(mentions(tree, credential.id) for tree in ready):
        yield Link("credential", other.id, other.name, "prepares for it")
    else:
        for skill in dict.fromkeys(s for tree in (*required, *ready) for s in _taught(tree, credential)):
            yield Link("credential", other.id, other.name, "prepares for it", skill)
    if any(credential.id in renewal.by for renewal in other.validity.renewals):
        yield Link("credential", other.id, other.name, "renews it")


def leads_to(catalog: Catalog, credential: Credential) -> Iterator[Link]:
    """The credentials that lead to it: required, preparing, teaching what it builds on, or replaced by it."""
    required, ready = _required(credential), _readiness(credential)
    for other in catalog.credentials:
        if other.id == credential.id:
            continue
        link = (other.id, other.name)
        if any(mentions(tree, other.id) for tree in required):
            yield Link("credential", *link, "required, or one of the ways in")
        elif other.id in credential.recommends or any(mentions(tree, other.id) for tree in ready):
            yield Link("credential", *link, "prepares for it")
        elif other.lifecycle.status not in ("retired", "announced"):
            for skill in dict.fromkeys(s for tree in (*required, *ready) for s in _taught(tree, other)):
                yield Link("credential", *link, "teaches what it builds on", skill)
        if credential.id in other.lifecycle.successors:
            yield Link("credential", *link, "came before it")


def _required(credential: Credential) -> list[Requirement]:
    full = credential.interim.full_requires if credential.interim is not None else None
    trees = [credential.requires, full, *(route.requires for route in credential.routes)]
    return [tree for tree in trees if tree is not None]


def _readiness(credential: Credential) -> list[Requirement]:
    return [p.ready_if for route in credential.routes for p in route.parts if p.ready_if is not None]


def _taught(tree: Requirement, credential: Credential) -> Iterator[str]:
    """The skills of a tree that the credential gives at the level and with the evidence that are asked."""
    for leaf in tree.leaves:
        for taught in credential.teaches:
            if (
                taught.skill == leaf.skill
                and LEVELS.index(taught.level) >= LEVELS.index(leaf.level)
                and taught.evidence >= leaf.evidence
            ):
                yield taught.skill
                break


def mentions(tree: Requirement, ident: str) -> bool:
    """Whether a requirement tree names a credential or a part of it."""
    return any(leaf.credential == ident or (leaf.part or "").partition("#")[0] == ident for leaf in tree.leaves)


def serves(tree: Requirement, credential: Credential) -> bool:
    """Whether a credential meets a part of a requirement: it is named there, or teaches a skill as it is asked."""
    return mentions(tree, credential.id) or next(_taught(tree, credential), None) is not None


def covers(targets: Iterable[str], ident: str) -> bool:
    """Whether a catalog-wide offer's targets reach the credential ``ident``."""
    names = (target.partition("#")[0] for target in targets)
    return any(name == ident or (name.endswith("/*") and ident.startswith(name[:-1])) for name in names)
