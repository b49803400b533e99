"""Which credentials of a catalog give a skill, and which add academic credit."""

from __future__ import annotations

from credplan.core.model import LEVELS, Catalog, Requirement
from credplan.core.offers import catalog_offers
from credplan.core.standing import Standing


def teachers(catalog: Catalog) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Who could give each skill: everything earnable at its own evidence, audited courses at evidence 1."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for credential in catalog.credentials:
        life = credential.lifecycle
        if not life.earnable and (life.status == "retired" or life.launched is None):
            continue
        auditable = any(not o.certificate for o in credential.offers) or bool(
            catalog_offers((o for o in catalog.offers if not o.certificate), credential)
        )
        for taught in credential.teaches:
            rank = LEVELS.index(taught.level)
            found.setdefault(taught.skill, []).append((credential.id, rank, taught.evidence))
            if auditable:
                found[taught.skill].append((f"viewed:{credential.id}", rank, min(taught.evidence, 1)))
    return {skill: tuple(sorted(goods)) for skill, goods in found.items()}


def credits_of(catalog: Catalog, standing: Standing, leaf: Requirement) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Of the credit that a leaf asks for: how much the learner has, and which credentials would add how much."""
    programme = leaf.credit.programme if leaf.credit else ""
    granted = standing.credit_granted(leaf)
    options = []
    for credential in catalog.credentials:
        worth = max((r.credits or 0 for r in credential.recognition if not programme or r.into == programme), default=0)
        held = standing.earned(credential.id)
        if worth and held is not None and (not leaf.concurrent or standing.expiry(held) is None):
            granted += worth
        elif worth:
            options.append((credential.id, worth))
    return granted, tuple(sorted(options))
