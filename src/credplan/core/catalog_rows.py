"""The catalog's credentials as flat rows for spreadsheets; the whole records are in the JSON export."""

from __future__ import annotations

from credplan.core.model import Catalog, Credential
from credplan.core.units import Cents, Minutes

CREDENTIAL_HEADER = (
    "id",
    "name",
    "provider",
    "type",
    "kind",
    "status",
    "field",
    "level",
    "least_price",
    "price_per",
    "currency",
    "least_hours",
    "validity_months",
    "codes",
    "url",
)


def credential_rows(catalog: Catalog) -> list[tuple[str, ...]]:
    """One row a credential in the columns of `CREDENTIAL_HEADER`; unknown is empty, never 0."""
    return [_row(c) for c in catalog.credentials]


def _row(credential: Credential) -> tuple[str, ...]:
    priced = [o for o in credential.offers if o.price.amount is not None and o.certificate]
    least = min(priced, key=lambda o: (int(o.price.amount or 0), o.id), default=None)
    hours = [h for h in (_route_minutes(credential, i) for i in range(len(credential.routes))) if h is not None]
    validity = credential.validity
    return (
        credential.id,
        credential.name,
        credential.provider,
        credential.type,
        credential.kind,
        credential.lifecycle.status,
        credential.field,
        credential.level or "",
        str(Cents(least.price.amount or 0)) if least is not None else "",
        least.billing if least is not None else "",
        least.price.currency if least is not None else "",
        str(Minutes(min(hours))) if hours else "",
        "never" if validity.never else str(validity.months or ""),
        " ".join(credential.codes),
        credential.url,
    )


def _route_minutes(credential: Credential, number: int) -> int | None:
    """Likely minutes of a route for someone who is ready where that is known; None when a part's are not."""
    route = credential.routes[number]
    efforts = [[e for e in (p.effort, p.ready or p.from_zero) if e is not None] for p in route.parts]
    if not any(efforts):
        return None if route.effort is None or route.effort.likely is None else int(route.effort.likely)
    if any(not mine or any(e.likely is None for e in mine) for mine in efforts):
        return None
    return sum(int(e.likely or 0) for mine in efforts for e in mine)
