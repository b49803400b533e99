"""What a route may be bought by: which offers apply to a learner, and the complete ways to pay for a route's parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import msgspec

from credplan.core.dates import NEVER
from credplan.core.model import Credential, Offer, Part
from credplan.core.standing import region_matches
from credplan.core.windows import outside, window_of

MOST_BASKETS = 64
"""Baskets kept for one route; a route with more has its dearest ones left out and the plan says `bounded`."""


class Pricing(msgspec.Struct, frozen=True):
    """An offer as it stands in one plan: what is paid once, or per billing period while it is held.

    ``key`` is the same for all steps that share one purchase, and names the credential when they may not.
    """

    key: str
    offer: Offer
    credential: str
    """The credential that holds the offer; empty for one of the whole catalog."""

    @property
    def cents(self) -> int | None:
        """Price of one purchase or one billing period; ``None`` when unknown."""
        return self.offer.price.amount

    @property
    def period(self) -> int:
        """Months in one billing period; 0 for what is bought once."""
        return period_months(self.offer)


class Basket(msgspec.Struct, frozen=True):
    """One way to pay for all open parts of a route: for each pricing the part ids that it covers."""

    bought: tuple[tuple[Pricing, tuple[str, ...]], ...]
    certificate: bool
    """False when any part is only audited: nothing is earned."""


def period_months(offer: Offer) -> int:
    """Months in a billing period of an offer; 0 when it is paid once."""
    return {"once": 0, "month": 1, "year": 12, "term": offer.term_months or 6}[offer.billing]


def catalog_offers(offers: Iterable[Offer], credential: Credential) -> list[tuple[Offer, tuple[str, ...]]]:
    """The catalog-wide offers that cover something of ``credential``, with the part ids (empty: all of them)."""
    found = []
    for offer in offers:
        parts: list[str] = []
        whole = False
        for target in offer.covers:
            name, _, part = target.partition("#")
            if name == credential.id or (name.endswith("/*") and credential.id.startswith(name[:-1])):
                if part:
                    parts.append(part)
                else:
                    whole = True
        if whole or parts:
            found.append((offer, () if whole else tuple(parts)))
    return found


def applies(offer: Offer, region: str, circumstances: tuple[str, ...], today: dt.date) -> bool:
    """Whether a learner may use an offer: audience, region, and not over before today."""
    if offer.audience and not set(offer.audience) & set(circumstances):
        return False
    if offer.until is not None and offer.until < today:
        return False
    # A learner who has set no region sees the offers of the country the catalog is about.
    return region_matches(offer.region, region or "US")


def alike(offer: Offer) -> tuple[object, ...]:
    """What offers have in common that are one offer at the prices of several regions."""
    kind = (offer.billing, offer.term_months, offer.per, offer.certificate, offer.needs)
    return (*kind, tuple(sorted(offer.covers)), tuple(sorted(offer.audience)))


def _closest(offers: list[Offer], today: dt.date) -> Iterator[tuple[Offer, str]]:
    """Offers on the days on which none like them for a smaller region is open, with a suffix for a second stretch."""
    for offer in offers:
        closer = [o for o in offers if len(o.region) > len(offer.region) and alike(o) == alike(offer)]
        if not closer:
            yield offer, ""
            continue
        free = outside(window_of(offer), (window_of(o) for o in closer))
        for number, (first, last) in enumerate(w for w in free if w[1] >= today.toordinal()):
            since = None if first <= 0 else dt.date.fromordinal(first)
            until = None if last >= NEVER else dt.date.fromordinal(last)
            yield msgspec.structs.replace(offer, since=since, until=until), f"~{number}" if number else ""


def baskets(
    credential: Credential,
    open_parts: tuple[Part, ...],
    wide_offers: Mapping[str, Offer],
    region: str,
    circumstances: tuple[str, ...],
    today: dt.date,
) -> tuple[list[Basket], bool]:
    """Every way to pay for ``open_parts``, and whether some had to be left out (`MOST_BASKETS`).

    Parts that the same offers cover are bought alike: a learner takes one subscription for all courses of a programme
    and not a different one for each. A part that nothing covers has no way at all.
    """
    choices: list[tuple[Pricing, tuple[str, ...]]] = []
    own = {offer.id: offer for offer in credential.offers}
    mine = [o for o in credential.offers if "-" not in o.covers and applies(o, region, circumstances, today)]
    for offer, suffix in _closest(mine, today):
        key = f"{credential.id}:{offer.id}{suffix}"
        choices.append((Pricing(key if offer.per != "learner" else f"{key}:once", offer, credential.id), offer.covers))
    parts_of = {o.id: parts for o, parts in catalog_offers(wide_offers.values(), credential)}
    for offer, suffix in _closest(
        [wide_offers[i] for i in parts_of if applies(wide_offers[i], region, circumstances, today)], today
    ):
        key = f"{offer.id}{suffix}" if offer.per == "learner" else f"{offer.id}{suffix}@{credential.id}"
        choices.append((Pricing(key, offer, ""), parts_of[offer.id]))
    memberships = {}
    for pricing, _ in choices:
        inside = own.get(pricing.offer.needs)
        membership = inside or wide_offers.get(pricing.offer.needs)
        if membership is not None and applies(membership, region, circumstances, today):
            key = f"{credential.id}:{membership.id}" if inside else membership.id
            memberships[pricing.key] = Pricing(key, membership, credential.id if inside else "")
    # A member's price is none for a learner who can't join.
    choices = [c for c in choices if not c[0].offer.needs or c[0].key in memberships]

    groups: dict[tuple[int, ...], list[str]] = {}
    for part in open_parts:
        usable = tuple(i for i, (_, covers) in enumerate(choices) if not covers or part.id in covers)
        if not usable:
            return [], False
        groups.setdefault(usable, []).append(part.id)

    found: dict[tuple[tuple[str, tuple[str, ...]], ...], Basket] = {}
    for picked in product(*groups):
        by_choice: dict[int, list[str]] = {}
        for choice, parts_of_group in zip(picked, groups.values(), strict=True):
            by_choice.setdefault(choice, []).extend(parts_of_group)
        bought = [(choices[i][0], tuple(parts)) for i, parts in by_choice.items()]
        joined: dict[str, tuple[Pricing, list[str]]] = {}
        for pricing, parts in bought:
            if pricing.key in memberships:
                club = memberships[pricing.key]
                joined.setdefault(club.key, (club, []))[1].extend(parts)
        bought += [(club, tuple(parts)) for club, parts in joined.values()]
        certificate = all(pricing.offer.certificate for pricing, _ in bought)
        identity = tuple(sorted((pricing.key, parts) for pricing, parts in bought))
        found[identity] = Basket(tuple(bought), certificate)
    kept = _without_waste(list(found.values()))
    kept.sort(key=lambda b: (sum(p.cents or 0 for p, _ in b.bought), [p.key for p, _ in b.bought]))
    return kept[:MOST_BASKETS], len(kept) > MOST_BASKETS


def _timed(offer: Offer) -> bool:
    """Whether the day matters on which an offer is bought."""
    return bool(offer.since or offer.until or offer.valid_months)


def _without_waste(found: list[Basket]) -> list[Basket]:
    """Drop a basket that buys once-only offers beyond another that has all the same subscriptions.

    Core 1's voucher beside the bundle of both is never better than the bundle alone; what is paid once costs the same
    whenever it is bought, so this holds whatever the calendar. It does not hold of what can only be bought or used for
    a time: for fewer parts it is bought later, or used up sooner.
    """
    timed = [{p.key for p, _ in basket.bought if not p.period and _timed(p.offer)} for basket in found]
    once = [{p.key for p, _ in basket.bought if not p.period} for basket in found]
    held = [{(p.key, parts) for p, parts in basket.bought if p.period} for basket in found]

    def wasteful(i: int) -> bool:
        return any(
            once[j] < once[i] and not timed[j] and held[j] == held[i] and found[j].certificate == found[i].certificate
            for j in range(len(found))
        )

    return [basket for i, basket in enumerate(found) if not wasteful(i)]
