"""What the catalog says about the steps of a plan beyond their dates and prices, as JSON values for `plan_data`.

Only facts that a learner or a script acts on while following the plan: what each part is like, how long the award
holds and what keeps it, what it counts toward. The whole record with every source is what ``credplan show`` gives.
"""

from __future__ import annotations

from typing import Any

import msgspec

from credplan.core.model import Credential, Part, Renewal, Requirement, Route
from credplan.core.wire import encode_hook


def step_facts(credential: Credential, route_id: str, open_parts: tuple[str, ...]) -> dict[str, Any]:
    """The facts of one step; ``open_parts`` are the names of the parts that are still to be done."""
    route = next((r for r in credential.routes if r.id == route_id), None)
    return {
        "type": credential.type,
        "delivery": credential.delivery or None,
        "parts": [] if route is None else [_part(p) for p in route.parts if p.name in open_parts],
        "rules": _rules(credential, route),
        "recommended_before": list(credential.recommends),
        "validity": validity(credential),
        "counts_toward": [
            {"into": s.into, "issuer": s.issuer, "credits": s.credits, "conditions": s.conditions}
            for s in credential.stacks
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "name": part.name,
        "kind": part.kind,
        "codes": list(part.codes),
        "series": part.series or None,
        "form": part.format or None,
        "retake": part.retake or None,
        "last_date": part.last_date.isoformat() if part.last_date else None,
    }


def _rules(credential: Credential, route: Route | None) -> list[str]:
    """Remarks on the conditions and the calendar that apply to whoever takes this route."""
    trees = [credential.requires, *(() if route is None else (route.requires,))]
    said = [tree.because for tree in trees if isinstance(tree, Requirement)]
    if route is not None:
        said += [route.note, route.elapsed.note if route.elapsed is not None else ""]
    return [text for text in said if text]


def validity(credential: Credential) -> dict[str, Any]:
    """How long an award of today holds and each way of keeping it; null where nobody knows."""
    rule = credential.validity
    return {
        "months": rule.months,
        "never_expires": rule.never,
        "note": rule.note or None,
        "renewals": [_renewal(r) for r in rule.renewals],
    }


def _renewal(renewal: Renewal) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(renewal, enc_hook=encode_hook)
    fee = plain.get("fee") or {}
    return {
        "name": renewal.name,
        "how": renewal.how,
        "units": renewal.units,
        "unit": renewal.unit or None,
        "every_months": renewal.every_months,
        "fee": fee.get("amount"),
        "by": list(renewal.by),
    }
