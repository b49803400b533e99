"""The linter's rules for single values: sources, prices, ranges, regions, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from credplan.core.catalog_check.walk import MOST_DEPTH, Finding, Place, error, warning
from credplan.core.model import (
    Attest,
    Catalog,
    Door,
    Effort,
    Elapsed,
    Experience,
    Fee,
    Group,
    Law,
    Lifecycle,
    Number,
    Offer,
    Price,
    Recognition,
    Renewal,
    Route,
    Source,
    Sourced,
    Validity,
    Wage,
    Wait,
)

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?\Z")

MACHINE_WRITTEN = ("winenfood.com", "eatsip365.com", "visualfoodie.com", "eathealthy365.com")
"""Sites of generated pages that contradict the providers they write about (catalog method, 2026-11-23)."""


def check_sources(catalog: Catalog) -> Iterator[Finding]:
    """Each source has an address of a site that people answer for, and a date."""
    for key, source in catalog.sources.items():
        where = f"sources {key}"
        if not source.url and source.kind != "memory":
            yield error(where, "it has no url", "add the page's address")
        if any(site in source.url.lower() for site in MACHINE_WRITTEN):
            yield error(where, "its pages are written by machines and are often wrong", "find the provider's page")
        for name, day in (("as_of", source.as_of), ("captured", source.captured)):
            if day is not None and day > catalog.date:
                yield error(where, f"{name} {day} is later than the catalog's date {catalog.date}", "correct it")
    undated = [key for key, s in catalog.sources.items() if not s.as_of and not s.captured and s.kind != "memory"]
    if undated:
        some = ", ".join(undated[:3]) + (", …" if len(undated) > 3 else "")
        # One line for all of them: many pages show no date, and each fact that suffers from it has its grade.
        what = f"{len(undated)} of {len(catalog.sources)} have no date ({some})"
        yield warning("sources", what, "add as_of (the page's own) or captured (the day you read it)")


def check_value(place: Place, catalog: Catalog) -> Iterator[Finding]:
    """Everything that is wrong with the one value at ``place``, not with what it contains."""
    value, where = place.value, place.where
    if place.depth >= MOST_DEPTH:
        yield error(where[:200], "nested too deeply", "write it with fewer levels")
    if isinstance(value, Sourced):
        for key in value.sources:
            if key not in catalog.sources:
                yield error(where, f"there is no source {key}", "correct the key or add it under [sources]")
        if value.conflict and not value.note:
            yield warning(where, "its sources disagree and no note says how", "add note")
        yield from _vouched(value, where, catalog)
    yield from _numbers(value, where)
    if isinstance(value, Price):
        if not _CURRENCY.match(value.currency):
            yield error(where, f'currency "{value.currency}"', "write its three letters: USD")
        if not _REGION.match(value.region):
            yield error(where, f'a price in region "{value.region}"', 'write where it holds: "US" or "US-TX"')
    if isinstance(value, Route | Offer | Recognition | Law) and value.region and not _REGION.match(value.region):
        yield error(where, f'region "{value.region}"', 'write "US" or "US-TX"')


def _vouched(value: Sourced, where: str, catalog: Catalog) -> Iterator[Finding]:
    """A stated value has a source, and memory alone never supports what decides a plan."""
    decides = isinstance(value, Price | Effort)
    stated = _states(value)
    known = [catalog.sources[key] for key in value.sources if key in catalog.sources]
    free = isinstance(value, Price) and value.amount == 0
    if stated and not value.sources and not free:
        make = warning if isinstance(value, Validity | Recognition | Renewal | Door) else error
        named = "statement on who asks for it" if isinstance(value, Group) else type(value).__name__.lower()
        fix = 'write basis = "judgement"' if isinstance(value, Group) else "leave it out: unknown"
        yield make(where, f"a {named} without a source", f"add sources, or {fix}")
    if stated and decides and known and all(s.kind == "memory" for s in known):
        yield error(where, "nothing but memory supports it", "find a page, or leave it out: unknown")
    if stated and isinstance(value, Price) and known and not free and not _dated(value, known):
        yield warning(where, "a price without a date", "add as_of to the price or to its source")


def _states(value: Sourced) -> bool:
    """Whether ``value`` says something that needs a source."""
    if isinstance(value, Price):
        return value.amount is not None or value.low is not None or value.high is not None
    if isinstance(value, Effort):
        return value.likely is not None or value.low is not None or value.high is not None
    if isinstance(value, Elapsed):
        return value.days is not None
    if isinstance(value, Number):
        return value.value is not None
    if isinstance(value, Wage):
        return any(v is not None for v in (value.p10, value.p25, value.median, value.p75, value.p90))
    if isinstance(value, Validity):
        return value.never or value.months is not None or bool(value.by_award)
    if isinstance(value, Lifecycle):
        ended = (value.last_enrolment, value.last_award, value.retired)
        return value.status not in ("active", "unknown") or any(ended) or bool(value.successors)
    if isinstance(value, Group):
        return value.basis != "judgement"
    if isinstance(value, Door):
        return bool(value.education or value.age is not None)
    return isinstance(value, Recognition | Renewal | Wait)


def _dated(value: Sourced, known: Sequence[Source]) -> bool:
    return value.as_of is not None or any(s.as_of or s.captured for s in known)


def _numbers(value: object, where: str) -> Iterator[Finding]:
    """Nothing counted is below zero, and low, likely and high stand in that order."""
    ordered: tuple[int | None, ...] = ()
    counted: dict[str, int | None] = {}
    if isinstance(value, Price):
        ordered = (value.low, value.amount, value.high)
        counted = {"amount": value.amount, "low": value.low, "high": value.high}
    elif isinstance(value, Effort):
        ordered = (value.low, value.likely, value.high)
        counted = {"likely": value.likely, "low": value.low, "high": value.high}
    elif isinstance(value, Elapsed):
        ordered = (value.low, value.days, value.high)
        counted = {"days": value.days, "low": value.low, "high": value.high}
    elif isinstance(value, Wage):
        ordered = (value.p10, value.p25, value.median, value.p75, value.p90)
        counted = {"p10": value.p10, "median": value.median}
    elif isinstance(value, Wait):
        counted = {"days": value.days}
    elif isinstance(value, Experience):
        counted = {"months": value.months, "within_years": value.within_years}
    elif isinstance(value, Attest):
        counted = {"lead_days": value.lead_days, "validity_months": value.validity_months}
    elif isinstance(value, Validity):
        counted = {"months": value.months}
    elif isinstance(value, Renewal):
        counted = {"units": value.units, "every_months": value.every_months, "grace_months": value.grace_months}
    elif isinstance(value, Offer):
        counted = {"term_months": value.term_months, "valid_months": value.valid_months}
    for name, number in counted.items():
        if number is not None and number < 0:
            yield error(where, f"{name} is below zero", "correct it; unknown is left out")
    stated = [n for n in ordered if n is not None]
    if stated != sorted(stated):
        what = (
            "wage percentiles are not in order" if isinstance(value, Wage) else "low, likely and high are not in order"
        )
        yield error(where, what, "the lowest comes first")
    if isinstance(value, Effort) and value.likely is None and stated:
        yield error(where, "hours from and to, without the likely ones that a plan counts", "add likely")
    if isinstance(value, Fee) and not value.name:
        yield error(where, "a fee without a name", "say what it is for")
