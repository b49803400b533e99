"""Looking for credentials: what matches the words, of that what passes the filters, best match first.

Filters on money and hours ask the planner's own ways (`figures`): one and the same way has to pass them all, so that
"at most 200 and at most 40 hours" is something that can be bought. What would pass if its price or hours were known
is counted apart and never shown as passing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import msgspec

from credplan.core import names
from credplan.core.figures import Figure, Figures, figures
from credplan.core.model import Catalog, Credential, Level, Status
from credplan.core.names import Hit


class Filter(msgspec.Struct, frozen=True):
    """What a credential must be; everything may be left out. Money in cents, hours in minutes of work from nothing."""

    field: str = ""
    provider: str = ""
    skill: str = ""
    """The id of a skill that it must teach or assess."""
    level: Level | None = None
    status: Status | None = None
    active: bool = False
    """It can be earned today: active or retiring."""
    accredited: bool = False
    free: bool = False
    """It can be earned, with its certificate and all that it requires, for nothing."""
    bare: bool = False
    """It asks for no other credential, paid work, degree or practice beforehand."""
    max_cents: int | None = None
    max_minutes: int | None = None
    currency: str = "USD"
    """Of ``max_cents``; prices in others never pass it."""

    @property
    def of_ways(self) -> bool:
        """Whether it asks about how a credential is earned, and not only about what it is."""
        return self.free or self.bare or self.max_cents is not None or self.max_minutes is not None


class Result(msgspec.Struct, frozen=True):
    """One credential found, with the way whose price and hours are shown; ``None`` where nobody can earn it now."""

    hit: Hit
    figures: Figures
    way: Figure | None

    @property
    def credential(self) -> Credential:
        """The credential itself."""
        return self.hit.credential


class Results(msgspec.Struct, frozen=True):
    """What a search found, best match first."""

    shown: tuple[Result, ...]
    more: int = 0
    """Matches beyond the limit."""
    unknown: tuple[str, ...] = ()
    """Ids of what would pass if its price or hours were known."""


class Reading(msgspec.Struct, frozen=True):
    """A query taken apart: the words to look for, and the filters that others of its words mean."""

    query: str
    free: bool = False
    bare: bool = False


_WORDS = 2
"""The last rank of `Hit` at which a name, and not only the text about a credential, matches."""
_BARE = re.compile(r"(?:\b(?:with|and|,)\s+)?\b(?:no|without)[\s-]+(?:any\s+)?prereq(?:uisite)?s?\b", re.IGNORECASE)
_FREE = re.compile(r"(?:\b(?:for|and|,)\s+)?\bfree\b", re.IGNORECASE)


def read_query(catalog: Catalog, query: str) -> Reading:
    """``free sql`` is ``sql`` with the filter "free", unless some credential is named by all the words as typed."""
    free, bare = bool(_FREE.search(query)), bool(_BARE.search(query))
    rest = " ".join(_FREE.sub(" ", _BARE.sub(" ", query)).split())
    # Alone such a word is a wish; beside others it may be part of a name, as in "gluten free baking".
    literal = _WORDS if rest else 0
    if not (free or bare) or any(hit.rank <= literal for hit in names.search(catalog, query)):
        return Reading(query)
    return Reading(rest, free=free, bare=bare)


def search(catalog: Catalog, query: str, wanted: Filter, day: dt.date, limit: int | None = None) -> Results:
    """The credentials that match all words of ``query`` and pass ``wanted``, at most ``limit`` of them.

    An exact name, code or alias comes first, then what can be earned before what is retired, then by how well the
    words match.
    """
    hits = names.search(catalog, query, field=wanted.field, provider=wanted.provider, active=wanted.active)
    hits = [hit for hit in hits if _is(hit.credential, wanted)]
    # The whole list is only priced where the price decides who is on it.
    priced = hits if wanted.of_ways or limit is None else hits[:limit]
    known: Mapping[str, Figures] = figures(catalog, (hit.credential for hit in priced), day)
    if not wanted.of_ways:
        shown = tuple(Result(h, known[h.credential.id], known[h.credential.id].least) for h in priced)
        return Results(shown, len(hits) - len(shown))
    passing, unknown = [], []
    for hit in hits:
        of = known[hit.credential.id]
        way = next((w for w in of.ways if _passes(w, of, wanted)), None)
        if way is not None:
            passing.append(Result(hit, of, way))
        elif any(_passes(w, of, wanted, unless_known=True) for w in _unanswered(of)):
            unknown.append(hit.credential.id)
    cut = len(passing) if limit is None else limit
    return Results(tuple(passing[:cut]), max(0, len(passing) - cut), tuple(unknown))


def _is(credential: Credential, wanted: Filter) -> bool:
    """Whether the credential itself is what is wanted."""
    if wanted.level is not None and credential.level != wanted.level:
        return False
    if wanted.status is not None and credential.lifecycle.status != wanted.status:
        return False
    if wanted.accredited and not any(r.kind == "accredited" for r in credential.recognition):
        return False
    return not wanted.skill or any(taught.skill == wanted.skill for taught in credential.teaches)


def _unanswered(of: Figures) -> tuple[Figure, ...]:
    """The ways that a missing price or hours may have kept out; who can start from nothing need not be ready."""
    return tuple(w for w in of.ways if not w.ready) or of.ways


def _passes(way: Figure, of: Figures, wanted: Filter, *, unless_known: bool = False) -> bool:
    """Whether one way passes every filter on ways; with ``unless_known`` the unknown does not count against it."""
    priced = unless_known or not way.unknown
    timed = unless_known or (way.hours_known and not way.ready)
    if wanted.bare and not way.bare:
        return False
    if way.hollow and not way.free and (wanted.max_cents is not None or wanted.max_minutes is not None):
        return False  # all its money and hours are those of what it requires
    if wanted.free and not (way.free or (unless_known and way.unknown and way.cents == 0)):
        return False
    if wanted.max_cents is not None and not (
        priced and way.cents <= wanted.max_cents and of.currency == wanted.currency
    ):
        return False
    # Hours when ready are fewer than from nothing: they may rule a way out, never in.
    return wanted.max_minutes is None or (timed and way.minutes <= wanted.max_minutes)
