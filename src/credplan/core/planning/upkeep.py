"""What it takes to stay valid: money a year, how long each award holds, and the cheapest known way of keeping it."""

from __future__ import annotations

from collections.abc import Iterable

from credplan.core.model import Credential, Renewal
from credplan.core.text import money, plural


def upkeep(earned: Iterable[tuple[Credential, bool]], currency: str) -> tuple[int, tuple[str, ...], bool]:
    """Cents a year, a line for each award that ends or costs something, and whether some fee is not known.

    Args:
        earned: credentials with whether they are held under their interim title only.
        currency: of the plan.

    An annual fee is counted once for all credentials of one pool; a renewal's fee is spread over its term.
    """
    total, lines, pools, missing = 0, [], set(), False
    for credential, interim in earned:
        validity = credential.validity
        fee = validity.annual_fee
        if interim:
            # Renewal begins with the full title.
            fee = credential.interim.fee if credential.interim is not None else None
        said = []
        if fee is not None and fee.amount:
            pool = validity.fee_pool or credential.id
            if pool in pools:
                said.append("kept by the same yearly fee")
            else:
                pools.add(pool)
                total += int(fee.amount)
                said.append(f"{money(fee.amount, currency)} a year")
        if not interim:
            yearly, renewal = cheapest_renewal(credential)
            total += yearly
            if renewal is not None:
                cost = f", about {money(yearly, currency)} a year" if yearly else ""
                unknown = renewal.fee is None and fee is None
                missing |= unknown
                said.append(f"{renewal.name}{cost}{' (fee not known)' if unknown else ''}")
            if validity.months:
                said.append(f"holds {_term(validity.months)}")
        if said:
            lines.append(f"{credential.name}: {'; '.join(said)}")
    return total, tuple(lines), missing


def cheapest_renewal(credential: Credential) -> tuple[int, Renewal | None]:
    """The renewal with the least known fee and that fee a year; the first one where none has a known fee."""
    validity = credential.validity
    priced = [
        (-(-int(r.fee.amount) * 12 // (r.every_months or validity.months or 12)), r)
        for r in validity.renewals
        if r.fee is not None and r.fee.amount is not None
    ]
    if priced:
        return min(priced, key=lambda option: (option[0], option[1].name))
    return 0, validity.renewals[0] if validity.renewals else None


def _term(months: int) -> str:
    return plural(months, "month") if months % 12 else plural(months // 12, "year")
