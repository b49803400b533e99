"""What it takes to stay valid: on dates for a plan or a record, and a year for one credential by itself.

Every renewal is taken to be made on its last day, in the cheapest way with a known fee; a yearly fee falls due on the
anniversaries of the first award of its pool, once for all that are in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from credplan.core.dates import add_months
from credplan.core.model import Credential, Price, Renewal
from credplan.core.planning.problem import Problem, Way
from credplan.core.standing import Standing, validity_months
from credplan.core.text import long_date, money, plural

State = Literal["held", "planned"]


class Subject(msgspec.Struct):
    """One award that is to be kept valid."""

    credential: Credential
    state: State
    awarded: dt.date | None
    expiry: dt.date | None
    interim: bool
    """It carries the interim title only: renewal begins with the full one."""
    note: str = ""

    @property
    def yearly_fee(self) -> Price | None:
        """What is paid each year to hold it; None where there is no such fee."""
        if self.interim:
            return self.credential.interim.fee if self.credential.interim is not None else None
        return self.credential.validity.annual_fee


class Kept(msgspec.Struct, frozen=True):
    """What staying valid costs over some years."""

    cents: int
    unknown: int
    """Renewals and fees in it whose price nobody could source."""


class Keeping(msgspec.Struct, frozen=True):
    """Something that is to be paid once to stay valid."""

    day: dt.date | None
    """None where the day is not known."""
    credential: Credential
    """Of a pool the one whose fee is paid for all."""
    what: str
    """Name of the renewal, ``yearly fee``, or empty where it lapses and nobody knows how it is renewed."""
    price: Price | None
    yearly: bool = False
    """A fee that is due each year, and no renewal."""


def held_subjects(standing: Standing) -> Iterator[Subject]:
    """What the learner holds and is valid today, as far as the catalog knows it."""
    for held in standing.profile.credential:
        credential = standing.credentials.get(held.id)
        if held.status == "earned" and credential is not None and standing.valid(held, standing.today):
            yield Subject(credential, "held", held.earned, standing.expiry(held), interim=False)


def planned_subject(credential: Credential, awarded: dt.date, *, interim: bool) -> Subject:
    """An award that is still to come, on its day."""
    months = validity_months(credential, awarded)
    return Subject(credential, "planned", awarded, add_months(awarded, months) if months else None, interim)


def carry(subjects: Sequence[Subject]) -> None:
    """A credential that a higher one still to be earned renews holds as long as from that day on.

    Of awards in the past the record says how long they hold, or the usual rule does, as everywhere else.
    """
    by_day = sorted(subjects, key=lambda s: (s.awarded or dt.date.min, s.credential.id))
    for subject in subjects:
        higher = {ident for renewal in subject.credential.validity.renewals for ident in renewal.by}
        for other in by_day:
            if other.credential.id not in higher or other.awarded is None or subject.expiry is None:
                continue
            name, day = other.credential.name, other.awarded
            if other.state == "held":
                if subject.awarded is not None and subject.awarded < day <= subject.expiry:
                    subject.note = f"{name}, earned {long_date(day)}, may have renewed it: --expires says so"
                continue
            months = validity_months(other.credential, day)
            if months and day <= subject.expiry < add_months(day, months):
                subject.expiry = add_months(day, months)
                subject.note = f"{name}, planned for {long_date(day)}, renews it then"


def renewal_days(subject: Subject, until: dt.date) -> Iterator[tuple[dt.date, Renewal | None]]:
    """The days before ``until`` on which an award is renewed, and how; None where it lapses instead, for good."""
    credential = subject.credential
    if subject.interim or credential.validity.never or subject.expiry is None:
        return
    _, chosen = cheapest_renewal(credential)
    day = subject.expiry
    while day < until:
        if chosen is None or credential.lifecycle.status == "retired":
            yield day, None
            return
        yield day, chosen
        months = chosen.every_months or validity_months(credential, day)
        if not months:
            return
        day = add_months(day, months)


def fee_days(
    subjects: Sequence[Subject], since: dt.date, until: dt.date
) -> Iterator[tuple[dt.date | None, list[Subject]]]:
    """The days in ``[since, until)`` on which a yearly fee falls due, and whom it keeps; None: on an unknown day."""
    pools: dict[str, list[Subject]] = {}
    for subject in subjects:
        pool = subject.credential.validity.fee_pool
        if pool or subject.yearly_fee is not None:
            pools.setdefault(pool or subject.credential.id, []).append(subject)
    for members in pools.values():
        first = min((m.awarded for m in members if m.awarded is not None), default=None)
        if first is None:
            yield None, members
            continue
        number = 1
        while (day := add_months(first, 12 * number)) < until:
            if day >= since:
                yield day, [m for m in members if m.awarded is None or m.awarded < day]
            number += 1


def payer(members: Sequence[Subject]) -> tuple[Subject, Price | None]:
    """Which of a pool has the highest yearly fee, and that fee: it is what is paid for all of them."""
    dearest = max(members, key=lambda m: (_fee(m), m.state == "held"))
    return dearest, dearest.yearly_fee if _fee(dearest) >= 0 else None


def after_plan(problem: Problem, awarded: Iterable[tuple[Way, int]], finish: int) -> tuple[Kept, Kept]:
    """What staying valid costs over the question's years from the finish on: in all, and without the plan.

    Args:
        problem: whose learner it is.
        awarded: the plan's ways with the day number of each award.
        finish: day number of the last award.
    """
    standing, names, currency = problem.standing, problem.goods.names, problem.question.currency
    since = dt.date.fromordinal(finish)
    until = add_months(since, 12 * problem.question.years)
    planned = [
        planned_subject(
            standing.credentials[way.credential],
            dt.date.fromordinal(award),
            interim=names[way.good].startswith("interim:"),
        )
        for way, award in awarded
        if way.credential in standing.credentials and not names[way.good].startswith("viewed:")
    ]
    again = {subject.credential.id for subject in planned}
    held = [subject for subject in held_subjects(standing) if subject.credential.id not in again]
    return kept([*held, *planned], since, until, currency), kept(list(held_subjects(standing)), since, until, currency)


def least_upkeep(problem: Problem) -> list[int]:
    """For each way what its award adds to counted upkeep whatever else is taken; a bound, and 0 where there is none.

    What shares a fee, or what a higher credential of the problem may carry, counts as nothing. A yearly fee falls due
    on at least N - 1 days of N years, a renewal at least as often as its longest term fits in, less one. With a budget
    money is bounded by the bill alone, so nothing is added.
    """
    question = problem.question
    if not question.count_upkeep or question.budget is not None:
        return [0] * len(problem.ways)
    names, known, found = set(problem.goods.numbers), problem.standing.credentials, {}
    for way in problem.ways:
        credential = known.get(way.credential)
        if way.good in found or credential is None or problem.goods.names[way.good] != credential.id:
            continue
        validity, least, months = credential.validity, 0, 12 * question.years
        if not validity.fee_pool:
            least += known_cents(validity.annual_fee, question.currency) * (question.years - 1)
        _, chosen = cheapest_renewal(credential)
        carried = any(ident in names for renewal in validity.renewals for ident in renewal.by)
        lasting = validity.never or not validity.months or validity.by_award or credential.lifecycle.status == "retired"
        if chosen is not None and not carried and not lasting:
            term = max(validity.months or 0, chosen.every_months or 0)
            least += known_cents(chosen.fee, question.currency) * max(0, -(-months // term) - 1)
        found[way.good] = least
    return [found.get(way.good, 0) for way in problem.ways]


def known_cents(price: Price | None, currency: str) -> int:
    """What a price adds to a sum: nothing where nobody knows it, or where it is in another currency."""
    return int(price.amount or 0) if price is not None and price.currency == currency else 0


def _fee(subject: Subject) -> int:
    fee = subject.yearly_fee
    return -1 if fee is None or fee.amount is None else int(fee.amount)


def kept(subjects: Sequence[Subject], since: dt.date, until: dt.date, currency: str) -> Kept:
    """What ``subjects`` cost to keep in ``[since, until)``; a fee in another currency counts as not known."""
    cents = unknown = 0
    for charge in charges(subjects, since, until):
        price = charge.price
        if price is None or price.amount is None or (price.amount and price.currency != currency):
            unknown += 1
        else:
            cents += int(price.amount)
    return Kept(cents, unknown)


def charges(
    subjects: Sequence[Subject], since: dt.date, until: dt.date, beside: Sequence[Subject] = ()
) -> Iterator[Keeping]:
    """All that is to be paid in ``[since, until)`` to keep ``subjects`` valid; those ``beside`` them may carry them."""
    carry([*subjects, *beside])
    for subject in subjects:
        for day, renewal in renewal_days(subject, until):
            if day < since:
                continue
            if renewal is None:
                if subject.credential.lifecycle.status != "retired":
                    yield Keeping(day, subject.credential, "", None)
            elif renewal.fee is not None or subject.yearly_fee is None:  # else its yearly fee pays for it
                yield Keeping(day, subject.credential, renewal.name, renewal.fee)
    for due, members in fee_days(subjects, since, until):
        dearest, price = payer(members)
        yield Keeping(due, dearest.credential, "yearly fee", price if due is not None else None, yearly=True)


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
