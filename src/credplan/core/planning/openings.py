"""Prices and routes that would be open to the learner if a circumstance were theirs: told, never presumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from credplan.core.model import Credential, Offer
from credplan.core.offers import alike, applies
from credplan.core.planning.question import Question
from credplan.core.profile import Learner
from credplan.core.standing import Standing, region_matches
from credplan.core.text import join_words, money


def openings_of(standing: Standing, question: Question, idents: list[str]) -> tuple[str, ...]:
    """`openings` of the credentials with these ids, those that the catalog does not know left out."""
    known = standing.credentials
    return openings([known[i] for i in idents if i in known], standing.learner, question.start)


def openings(credentials: Iterable[Credential], learner: Learner, today: dt.date) -> tuple[str, ...]:
    """One line for each offer or route of ``credentials`` that only learners with another circumstance may use."""
    return tuple(dict.fromkeys(line for credential in credentials for line in _of(credential, learner, today)))


def spreads(bought: Iterable[Offer], among: Iterable[Offer], currency: str) -> Iterator[str]:
    """One line for each offer of a plan without a region that costs something else in others."""
    among = tuple(among)
    for offer in bought:
        others = [o.price.amount for o in among if o.region != offer.region and alike(o) == alike(offer)]
        prices = sorted(p for p in (offer.price.amount, *others) if p is not None)
        if offer.price.amount is not None and prices[0] < prices[-1]:
            yield (
                f"{offer.name or offer.id} costs {money(prices[0], currency)} to {money(prices[-1], currency)}, "
                f"depending on the state; this plan takes the country's {money(offer.price.amount, currency)}. "
                "Name yours: credplan set region US-TX, or --region US-TX"
            )


def _of(credential: Credential, learner: Learner, today: dt.date) -> Iterator[str]:
    mine = set(learner.circumstances)
    for offer in credential.offers:
        closed = bool(offer.audience) and not mine & set(offer.audience)
        if closed and applies(offer, learner.region, offer.audience, today) and offer.price.amount is not None:
            price = "free" if offer.price.amount == 0 else money(offer.price.amount, offer.price.currency)
            yield f"{credential.name}: {offer.name or offer.id}: {price}. {_if_yours(offer.audience)}"
    region = learner.region or "US"
    here = [r for r in credential.routes if region_matches(r.region, region) and (r.until is None or r.until >= today)]
    most = max((len(r.region) for r in here), default=0)
    for route in here:
        if len(route.region) == most and route.audience and not mine & set(route.audience):
            yield f"{credential.name}: {route.name or route.id}. {_if_yours(route.audience)}"


def _if_yours(audience: tuple[str, ...]) -> str:
    return f"If that is you: credplan set circumstances {join_words(list(audience), 'or')}"
