"""What ``search`` and ``careers`` were asked for: options checked, words that mean filters taken as such, remarks."""

from __future__ import annotations

import datetime as dt
import shlex
from typing import TYPE_CHECKING, get_args

import msgspec

from credplan.core.errors import UsageError
from credplan.core.model import LEVELS, Career, Catalog, Level, Status
from credplan.core.text import hours, join_words, money, plural
from credplan.core.units import Minutes

if TYPE_CHECKING:
    from credplan.core.career_costs import CareerCost
    from credplan.core.search import Filter, Results

STATUSES: tuple[Status, ...] = get_args(Status)


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of ``search`` as typed; None or False where nothing was."""

    field: str | None = None
    provider: str | None = None
    skill: str | None = None
    level: str | None = None
    free: bool = False
    max_price: str | None = None
    max_hours: str | None = None
    no_prerequisites: bool = False
    accredited: bool = False
    active: bool = False
    status: str | None = None


def read_wishes(catalog: Catalog, query: str, wishes: Wishes) -> tuple[str, Filter, str]:
    """The words to look for, the checked filter, and what to say about words that were taken for filters.

    Raises:
        UsageError: an option's value that the catalog does not know or that can't be read.
    """
    from credplan.cli.question import parse_amount
    from credplan.core.names import find_skill
    from credplan.core.search import Filter, read_query

    if wishes.field is not None:
        check_field(wishes.field, {c.field for c in catalog.credentials})
    if wishes.provider is not None:
        check_provider(catalog, wishes.provider)
    status = _status(wishes)
    reading = read_query(catalog, query)
    filters = [n for n, taken in (("--free", reading.free), ("--no-prerequisites", reading.bare)) if taken]
    wanted = Filter(
        field=wishes.field or "",
        provider=wishes.provider or "",
        skill=find_skill(catalog, wishes.skill).id if wishes.skill is not None else "",
        level=_level(wishes.level),
        status=status,
        active=wishes.active,
        accredited=wishes.accredited,
        free=wishes.free or reading.free,
        bare=wishes.no_prerequisites or reading.bare,
        max_cents=None if wishes.max_price is None else parse_amount(wishes.max_price, "--max-price"),
        max_minutes=None if wishes.max_hours is None else _minutes(wishes.max_hours),
    )
    rest = f'looking for "{reading.query[:60]}"' if reading.query else "looking at everything"
    said = f"Read as {join_words(filters)}, {rest}." if filters else ""
    return reading.query, wanted, said


def remark(
    catalog: Catalog, query: str, wanted: Filter, found: Results, read_as: str, day: dt.date, *, quiet: bool
) -> str:
    """What to say on stderr beside the list: how words were read, what is not shown and why, where to go next.

    With ``quiet`` (a script reads the list) only what changes its meaning is said.
    """
    lines = [read_as] if read_as else []
    lines += _skills_meant(catalog, query, quiet=quiet)
    if not found.shown:
        lines.append(_none_passes(catalog, query, wanted, day) or nothing(catalog, query, "credential"))
    elif not quiet:
        first = [result.credential.id for result in found.shown]
        count = plural(len(first), "credential")
        lines += ["", f"{count}. All about one: credplan show {first[0]}"]
        if len(first) > 1:
            lines.append(f"Side by side: credplan compare {' '.join(first[:3])}")
        lines.append("What certification, licence, badge and the like are: credplan explain")
    if found.more:
        lines.append(f"{plural(found.more, 'more match', 'more match')}: raise --limit, or add words or filters.")
    if found.unknown:
        some = list(found.unknown[:3])
        if len(found.unknown) > len(some):
            some.append(f"{len(found.unknown) - len(some)} more")
        what = "price" if wanted.max_minutes is None else "price or hours"
        which = "its" if len(found.unknown) == 1 else "their"
        lines.append(f"Left out because {which} {what} can't be said: {join_words(some)}.")
    return "\n".join(lines)


def _skills_meant(catalog: Catalog, query: str, *, quiet: bool) -> list[str]:
    """What the skill is that was looked for, and where all about it is; at most three where only words match."""
    from credplan.core.catalog_view.skill import shown_as
    from credplan.core.names import skills

    meant = [] if quiet else skills(catalog, query)
    if not meant:
        return []
    first, where = meant[0], shown_as(catalog, meant[0])
    if len(meant) == 1:
        return ["", f"{first.name} is a skill: {first.definition} All about it: {where}"]
    return ["", f"Skills that match: {join_words([s.id for s in meant[:5]])}. All about one: {where}"]


def _none_passes(catalog: Catalog, query: str, wanted: Filter, day: dt.date) -> str:
    """That the words match and the filters stop everything, with the least price or hours that would have passed."""
    from credplan.core.search import Filter, search

    unfiltered = search(catalog, query, Filter(), day).shown
    if not query or not unfiltered:
        return ""
    count = plural(len(unfiltered), "credential matches", "credentials match")
    lines = [f'{count} "{query[:60]}", but none passes the filters: credplan search {shlex.quote(query[:60])}']
    kept = msgspec.structs.replace(wanted, max_cents=None, max_minutes=None)
    rest = [r for r in search(catalog, query, kept, day).shown if r.way is not None and not r.way.hollow]
    ways = [(r.credential.id, w, r.figures.currency) for r in rest for w in r.figures.ways]
    priced = [(w.cents, name) for name, w, currency in ways if not w.unknown and currency == wanted.currency]
    timed = [(w.minutes, name) for name, w, _ in ways if w.hours_known and not w.ready]
    if wanted.max_cents is not None and priced:
        cents, name = min(priced)
        lines.append(f"The least price among them is {money(cents, wanted.currency)}: {name}")
    if wanted.max_minutes is not None and timed:
        minutes, name = min(timed)
        lines.append(f"The fewest hours among them are {hours(minutes)}: {name}")
    return "\n".join(lines)


class CareerList(msgspec.Struct, frozen=True):
    """The careers to list, with the costs that are shown, and the titles left out because a cost is not known."""

    careers: tuple[Career, ...]
    costs: dict[str, CareerCost]
    unknown: tuple[str, ...] = ()
    under: int | None = None
    least: tuple[int, str] | None = None
    """The least cost, with its title, of those that cost too much."""
    not_given: tuple[str, ...] = ()
    """The titles left out because nobody says whether they need a degree."""

    def remark(self, catalog: Catalog, query: str, *, quiet: bool) -> str:
        """What to say on stderr beside the list."""
        lines = []
        if not self.careers:
            if self.least is not None and self.under is not None:
                lines.append(f"No such career is known to cost at most {money(self.under)}.")
                lines.append(f"The least is {money(self.least[0])}: {self.least[1]}.")
            elif not self.unknown:
                lines.append(nothing(catalog, query, "career"))
        elif not quiet:
            lines += [
                "",
                f"{plural(len(self.careers), 'career')}. All about one: credplan career show {self.careers[0].id}",
            ]
            if self.costs:
                lines.append(
                    "Least cost and time: for who holds nothing, at 8 hours a week from today; yours: credplan plan"
                )
            else:
                lines.append("With the least cost of each: add --costs")
        if self.unknown:
            lines.append(f"Left out because their whole cost can't be said: {join_words(list(self.unknown))}.")
        if self.not_given:
            lines.append(f"Left out because their usual education is not given: {join_words(list(self.not_given))}.")
        return "\n".join(lines)


def listed_careers(
    catalog: Catalog, query: str, field: str, day: dt.date, *, no_degree: bool, under: str | None, costs: bool
) -> CareerList:
    """The careers that match the words and pass the filters, with their costs where they are shown.

    Raises:
        UsageError: ``under`` is no amount.
    """
    from credplan.core import names
    from credplan.core.catalog_view.lists import education_given, needs_degree

    most = None
    if under is not None:
        from credplan.cli.question import parse_amount

        most = parse_amount(under, "--under")
    found = names.careers(catalog, query, field=field)
    not_given: tuple[str, ...] = ()
    if no_degree:
        not_given = tuple(c.title for c in found if not education_given(c))
        found = [c for c in found if education_given(c) and not needs_degree(c)]
    known: dict[str, CareerCost] = {}
    if found and (costs or most is not None or len(found) <= _MOST_UNASKED):
        from credplan.cli.costs import least_costs

        known = least_costs(catalog, found, day)
    if most is None:
        return CareerList(tuple(found), known, not_given=not_given)
    kept = [c for c in found if known[c.id].within(most)]
    kept.sort(key=lambda c: (known[c.id].cents, c.title, c.id))
    unknown = tuple(c.title for c in found if known[c.id].perhaps_within(most))
    dearer = [
        (cost.cents, c.title) for c in found for cost in (known[c.id],) if cost.cents is not None and cost.cents > most
    ]
    return CareerList(tuple(kept), known, unknown, most, min(dearer, default=None), not_given)


_MOST_UNASKED = 100
"""A list of more careers shows costs only where they are asked for: each takes some hundredth of a second, once a day.

A number of careers and not a measured time, nor whether the cache has them: the same command always shows the same.
"""


def check_field(field: str, known: set[str]) -> None:
    """Raises `UsageError` for a field that no record has."""
    from credplan.core.names import fold

    fields = sorted(filter(None, known))
    if fold(field) not in map(fold, fields):
        raise UsageError(f'--field: there is no field "{field[:60]}".', hint=f"It may be {join_words(fields, 'or')}.")


def check_provider(catalog: Catalog, provider: str) -> None:
    """Raises `UsageError` for a provider, by id or name, that nothing in the catalog is from."""
    from credplan.core.names import fold, nearest

    known = {p.id: p.name for p in catalog.providers} | {c.provider: "" for c in catalog.credentials}
    if fold(provider) not in {fold(text) for pair in known.items() for text in pair if text}:
        near = nearest(provider, known)
        hint = f"Did you mean {join_words(list(near), 'or')}?" if near else "credplan search --csv lists all of them."
        raise UsageError(f'--provider: the catalog has nothing from "{provider[:60]}".', hint=hint)


def nothing(catalog: Catalog, text: str, what: str) -> str:
    """What to say when a list is empty: what may have been meant, or where to look."""
    from credplan.core import names

    shown = f' "{text[:60]}"' if text else " that"
    said = f"No {what} matches{shown}."
    near = names.similar(catalog, text, what) if text else ()
    if near:
        return f"{said} Did you mean {join_words(list(near), 'or')}?"
    if what == "credential" and text and names.careers(catalog, text):
        return f"{said} A career does: credplan careers {text[:60]}"
    return f"{said} {'Fewer words or filters find more.' if text else 'Leave out a filter.'}"


def _status(wishes: Wishes) -> Status | None:
    if wishes.status is None:
        return None
    chosen = next((s for s in STATUSES if s == wishes.status.strip().lower()), None)
    if chosen is None:
        raise UsageError(
            f'--status: there is no status "{wishes.status[:60]}".',
            hint=f"It may be {join_words(list(STATUSES), 'or')}.",
        )
    if wishes.active and chosen not in ("active", "retiring"):
        raise UsageError(f"--active and --status {chosen} can't both be.", hint="Leave out one of them.")
    return chosen


def _level(text: str | None) -> Level | None:
    if text is None:
        return None
    chosen = next((level for level in LEVELS if level == text.strip().lower()), None)
    if chosen is None:
        raise UsageError(
            f'--level: there is no level "{text[:60]}".', hint=f"It may be {join_words(list(LEVELS), 'or')}."
        )
    return chosen


def _minutes(text: str) -> Minutes:
    try:
        minutes = Minutes.parse(text)
    except ValueError as problem:
        raise UsageError(f"--max-hours: {problem}") from None
    if minutes < 0:
        raise UsageError("--max-hours can't be less than 0.")
    return minutes
