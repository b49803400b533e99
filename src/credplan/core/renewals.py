"""What staying valid takes: which awards lapse when, what renews them, and what that costs, on dates and by year.

Counted are the credentials that are held and the steps of the newest saved plan, as if each were earned on the plan's
day. Every renewal is taken to be made on its last day, in the cheapest way with a known fee (as a plan's upkeep is); a
yearly fee falls due on the anniversaries of the award, once for all credentials of one pool.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from credplan.core import grades
from credplan.core.dates import add_months
from credplan.core.model import Catalog, Credential, Price, Renewal, Requirement
from credplan.core.planning.upkeep import State, Subject, carry, fee_days, payer, planned_subject, renewal_days
from credplan.core.profile import Profile, SavedPlan
from credplan.core.report_shape import Report, Row, Section
from credplan.core.standing import Standing
from credplan.core.status import newest_plan
from credplan.core.text import join_words, long_date, money, plural
from credplan.core.units import Cents

SCHEMA = 1
CSV_HEADER = (
    "due",
    "credential",
    "name",
    "state",
    "kind",
    "what",
    "units",
    "unit",
    "cost",
    "currency",
    "known",
    "also",
    "note",
)


class Due(msgspec.Struct, frozen=True):
    """Something to do or pay on one day to stay valid; ``due`` is None where the day is not known."""

    due: dt.date | None
    credential: str
    name: str
    state: State
    kind: Literal["renewal", "yearly fee", "lapse"]
    what: str
    cost: Cents | None = None
    currency: str = "USD"
    known: bool = True
    """False when nobody could source what it costs; a renewal that a yearly fee pays for costs nothing more."""
    units: int | None = None
    unit: str = ""
    also: tuple[str, ...] = ()
    """Ids of the other credentials that a pooled fee keeps."""
    note: str = ""
    as_of: dt.date | None = None
    grade: str = ""
    sources: tuple[str, ...] = ()
    unsure: bool = False
    """The amount is shown with ``~``: one source, or an old or undated one."""


class Year(msgspec.Struct, frozen=True):
    """What one calendar year costs, as far as it lies in the time that was asked for."""

    year: int
    costs: tuple[tuple[str, Cents], ...]
    """(currency, cents)."""
    unknown: int
    """Renewals and fees in it whose price nobody could source."""


class Renewals(msgspec.Struct, frozen=True):
    """All of it, from ``today`` to the day ``until`` (not with it)."""

    today: dt.date
    until: dt.date
    plan: str
    """The saved plan whose steps are counted; empty when none is saved."""
    subjects: tuple[str, ...]
    """Ids of the credentials that were looked at: what is held, then steps of the plan."""
    planned: int
    """How many of them are steps of the plan."""
    due: tuple[Due, ...]
    years: tuple[Year, ...]
    lapsed: tuple[tuple[str, str, dt.date], ...]
    """(id, name, day) of what is held and no longer valid."""
    lasting: tuple[str, ...]
    """Names of what never has to be renewed."""
    open: tuple[str, ...]
    """Sentences about what is not known, and so not in the sums."""


def renewals(profile: Profile, catalog: Catalog, today: dt.date, years: int) -> Renewals:
    """What must be renewed in the ``years`` from ``today`` on, sorted by day."""
    return _Reckoning(profile, catalog, today, add_months(today, 12 * years)).renewals()


class _Reckoning:
    def __init__(self, profile: Profile, catalog: Catalog, today: dt.date, until: dt.date) -> None:
        self.profile, self.catalog, self.today, self.until = profile, catalog, today, until
        self.known = {c.id: c for c in catalog.credentials}
        self.standing = Standing(profile, today, self.known)
        self.plan = newest_plan(profile)
        self.open: list[str] = []
        self.lapsed: list[tuple[str, str, dt.date]] = []

    def renewals(self) -> Renewals:
        subjects = [*self._held(), *self._planned(self.plan)]
        carry(subjects)
        found = [due for subject in subjects for due in self._of(subject)]
        found += self._fees(subjects)
        found.sort(key=lambda d: (d.due is None, d.due or self.until, d.kind, d.credential))
        lasting = [s.credential.name for s in subjects if s.credential.validity.never and not s.interim]
        return Renewals(
            today=self.today,
            until=self.until,
            plan=self.plan.name if self.plan is not None else "",
            subjects=tuple(s.credential.id for s in subjects),
            planned=sum(s.state == "planned" for s in subjects),
            due=tuple(found),
            years=tuple(self._years(found)),
            lapsed=tuple(self.lapsed),
            lasting=tuple(lasting),
            open=tuple(self.open),
        )

    # -- what counts ----------------------------------------------------------------------------------------------

    def _held(self) -> Iterator[Subject]:
        for held in self.profile.credential:
            if held.status != "earned":
                continue
            credential = self.known.get(held.id)
            expiry = self.standing.expiry(held)
            if expiry is not None and expiry <= self.today:
                self.lapsed.append((held.id, credential.name if credential else held.id, expiry))
                continue
            if credential is None:
                self.open.append(f"{held.id} is not in the catalog: how it is renewed is not known")
                continue
            yield Subject(credential, "held", held.earned, expiry, interim=False)

    def _planned(self, plan: SavedPlan | None) -> Iterator[Subject]:
        """The steps of the saved plan that are still to come, as of the plan's days and never before today."""
        for step in plan.step if plan is not None else ():
            credential, held = self.known.get(step.credential), self.profile.holding(step.credential)
            if credential is None or (held is not None and held.status == "skipped"):
                continue
            if held is not None and held.status == "earned" and self.standing.valid(held, self.today):
                continue
            awarded = max(step.finish, self.today)
            yield planned_subject(credential, awarded, interim=self._interim_only(credential))

    def _interim_only(self, credential: Credential) -> bool:
        """Whether the award carries the interim title for now: renewal then begins with the full one."""
        return credential.interim is not None and not self._possible(credential.interim.full_requires, credential.id)

    def _possible(self, node: Requirement, asked_by: str) -> bool:
        if node.children:
            return sum(self._possible(child, asked_by) for child in node.children) >= node.wanted
        return self.standing.outcome(node, "prerequisite", asked_by) != "unmet"

    # -- what is due ----------------------------------------------------------------------------------------------

    def _of(self, subject: Subject) -> Iterator[Due]:
        """The renewals of one credential inside the time that was asked for."""
        credential, validity = subject.credential, subject.credential.validity
        name = credential.name
        if subject.interim and credential.interim is not None:
            self.open.append(f"{name}: renewal begins with the full title; until then {credential.interim.name}")
            return
        if validity.never:
            return
        if subject.expiry is None:
            if validity.months is None and not validity.by_award:
                self.open.append(f"{name}: whether it has to be renewed is not known")
            else:
                term = plural(validity.months or 0, "month")
                self.open.append(f"{name}: it holds {term}, from a day that your record does not say")
            return
        note = subject.note
        for day, chosen in renewal_days(subject, self.until):
            if chosen is None:
                gone = credential.lifecycle.status == "retired"
                what = "lapses: it was retired" if gone else "lapses: how it is renewed is not known"
                yield self._due(subject, day, "lapse", what, None, known=gone, note=note)
                return
            yield self._renewal(subject, chosen, day, note)
            note = ""

    def _renewal(self, subject: Subject, chosen: Renewal, day: dt.date, note: str) -> Due:
        credential = subject.credential
        paid_yearly = chosen.fee is None and subject.yearly_fee is not None
        others = [_named(r) for r in credential.validity.renewals if r is not chosen]
        notes = [note, f"or: {join_words(others, 'or')}" if others else ""]
        if chosen.grace_months:
            notes.append(f"{plural(chosen.grace_months, 'month')} of grace after that day")
        notes.append("its yearly fee pays for it" if paid_yearly else "")
        return self._due(
            subject,
            day,
            "renewal",
            chosen.name,
            chosen.fee,
            known=paid_yearly or (chosen.fee is not None and chosen.fee.amount is not None),
            note="; ".join(n for n in notes if n),
            units=chosen.units,
            unit=chosen.unit,
        )

    def _fees(self, subjects: list[Subject]) -> Iterator[Due]:
        """Yearly fees on the anniversaries of the first award of each pool, at the highest fee of its members then."""
        for day, members in fee_days(subjects, self.today, self.until):
            yield self._fee(members, day)

    def _fee(self, members: list[Subject], day: dt.date | None) -> Due:
        dearest, paid = payer(members)
        others = tuple(sorted(m.credential.id for m in members if m is not dearest))
        fee, known = dearest.yearly_fee, paid is not None
        if day is None:
            said = money(fee.amount, fee.currency) if fee is not None and known else "of an unknown amount"
            self.open.append(f"{dearest.credential.name}: a yearly fee ({said}) is due on a day that is not known")
        what = "yearly fee" if not others else f"yearly fee, for {plural(len(members), 'credential')} together"
        return self._due(dearest, day, "yearly fee", what, fee, known=known, also=others)

    def _due(self, subject: Subject, day: dt.date | None, kind: Any, what: str, fee: Price | None, **more: Any) -> Due:
        sources = self.catalog.sources
        price = fee if fee is not None and fee.amount is not None else None
        return Due(
            day,
            subject.credential.id,
            subject.credential.name,
            subject.state,
            kind,
            what,
            cost=price.amount if price is not None else None,
            currency=fee.currency if fee is not None else "USD",
            as_of=grades.as_of(price, sources) if price is not None else None,
            grade=grades.grade(price, sources, self.catalog.date) if price is not None else "",
            sources=tuple(sources[k].url for k in price.sources if k in sources) if price is not None else (),
            unsure=bool(price is not None and price.amount and grades.unsure(price, sources, self.today)),
            **more,
        )

    def _years(self, found: list[Due]) -> Iterator[Year]:
        last = (self.until - dt.timedelta(days=1)).year
        for year in range(self.today.year, last + 1):
            mine = [d for d in found if d.due is not None and d.due.year == year]
            sums: dict[str, int] = {}
            for due in mine:
                if due.cost is not None:
                    sums[due.currency] = sums.get(due.currency, 0) + due.cost
            costs = tuple((currency, Cents(cents)) for currency, cents in sorted(sums.items()))
            yield Year(year, costs, sum(not d.known for d in mine))


def _named(renewal: Renewal) -> str:
    fee = renewal.fee
    price = "fee not known" if fee is None or fee.amount is None else money(fee.amount, fee.currency)
    return renewal.name if renewal.how == "higher" else f"{renewal.name} ({price})"


# -- as rows, JSON and a screen -------------------------------------------------------------------------------------


def renewal_rows(found: Renewals) -> list[tuple[str, ...]]:
    """One CSV row for each thing due, in the columns of `CSV_HEADER`: an empty day is not known.

    An empty cost is either not known or paid for by a yearly fee, as ``known`` says.
    """
    return [
        (
            d.due.isoformat() if d.due else "",
            d.credential,
            d.name,
            d.state,
            d.kind,
            d.what,
            str(d.units) if d.units is not None else "",
            d.unit,
            str(d.cost) if d.cost is not None else "",
            d.currency,
            "yes" if d.known else "no",
            " ".join(d.also),
            d.note,
        )
        for d in found.due
    ]


def renewal_data(found: Renewals) -> dict[str, Any]:
    """The JSON of ``renewals`` (docs/formats.md)."""
    return {
        "schema": SCHEMA,
        "from": found.today,
        "until": found.until,
        "plan": found.plan or None,
        "credentials": list(found.subjects),
        "due": [
            {
                "date": d.due,
                "credential": d.credential,
                "name": d.name,
                "state": d.state,
                "kind": d.kind,
                "what": d.what,
                "units": d.units,
                "unit": d.unit or None,
                "cost": d.cost,
                "currency": d.currency,
                "known": d.known,
                "also": list(d.also),
                "note": d.note or None,
                "as_of": d.as_of,
                "grade": d.grade or None,
                "source": list(d.sources),
            }
            for d in found.due
        ],
        "years": [{"year": y.year, "cost": dict(y.costs), "unknown": y.unknown} for y in found.years],
        "lapsed": [{"credential": ident, "name": name, "date": day} for ident, name, day in found.lapsed],
        "never": list(found.lasting),
        "not_known": list(found.open),
    }


def renewal_report(found: Renewals, years: int) -> Report:
    """The screen of ``renewals``."""
    held = plural(len(found.subjects) - found.planned, "credential")
    with_plan = f" and {plural(found.planned, 'step')} of plan {found.plan}" if found.planned else ""
    dated = [d for d in found.due if d.due is not None]
    commands = [Row("credplan export renewals --to renewals.csv", "the same for a spreadsheet")]
    if dated:
        commands.insert(0, Row(f"credplan show {dated[0].credential}", "how it is renewed, with sources"))
    if found.lapsed:
        commands.append(Row(f"credplan show {found.lapsed[0][0]}", "whether it can be had again"))
    sections = (
        Section(
            "LAPSED ALREADY",
            tuple(Row(long_date(day), f"{name} ({ident})") for ident, name, day in found.lapsed),
            "Their skills still count as preparation." if found.lapsed else "",
        ),
        Section(
            "WHAT IS DUE",
            tuple(_row(d) for d in dated),
            "" if dated else f"Nothing that is known falls due in {plural(years, 'year')}.",
        ),
        Section("BY YEAR", (*(_year(y, found) for y in found.years), _total(found)) if dated else ()),
        Section("NEVER TO BE RENEWED", tuple(Row("", name) for name in found.lasting)),
        Section("NOT KNOWN, AND NOT IN THE SUMS", tuple(Row("", text) for text in found.open)),
        Section("NEXT", tuple(commands), kind="commands"),
    )
    return Report(
        f"Renewals from {long_date(found.today)} to {long_date(found.until - dt.timedelta(days=1))}",
        f"{held} held{with_plan}",
        tuple(s for s in sections if s.rows or s.note),
    )


def _row(due: Due) -> Row:
    price = "cost not known"
    if due.cost is not None:
        price = "free" if due.cost == 0 else money(due.cost, due.currency) + ("~" if due.unsure else "")
    elif due.known:
        price = ""
    first = " · ".join(x for x in (due.name, due.what, price, "planned" if due.state == "planned" else "") if x)
    return Row(long_date(due.due) if due.due else "", first, (due.note,) if due.note else ())


def _year(year: Year, found: Renewals) -> Row:
    label, last = str(year.year), found.until - dt.timedelta(days=1)
    if year.year == found.today.year:
        label += f" from {_day(found.today)}"
    elif year.year == last.year:
        label += f" to {_day(last)}"
    return Row(label, _sum(year.costs, year.unknown))


def _total(found: Renewals) -> Row:
    sums: dict[str, int] = {}
    for year in found.years:
        for currency, cents in year.costs:
            sums[currency] = sums.get(currency, 0) + cents
    costs = tuple((currency, Cents(cents)) for currency, cents in sorted(sums.items()))
    return Row("in all", _sum(costs, sum(y.unknown for y in found.years)))


def _sum(costs: tuple[tuple[str, Cents], ...], unknown: int) -> str:
    """``USD 185.00 and 2 costs not known``; currencies are never added up."""
    known = join_words([money(cents, currency) for currency, cents in costs if cents])
    missing = f"{plural(unknown, 'cost')} not known" if unknown else ""
    return " and ".join(x for x in (known, missing) if x) or "nothing to pay"


def _day(day: dt.date) -> str:
    return long_date(day).rpartition(" ")[0]
