"""Small catalogs and profiles written as TOML beside the check that uses them."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import msgspec

from credplan.core.model import Career, Catalog, CatalogFile, Credential
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.units import Cents, Minutes
from credplan.core.wire import decode_hook

DAY = dt.date(2026, 11, 24)


def catalog(text: str) -> Catalog:
    """The catalog that ``text`` holds; ``provider``, ``type`` and ``kind`` of a credential may be left out."""
    raw = tomllib.loads(text)
    for record in raw.get("credentials", ()):
        record.setdefault("name", record["id"].partition("/")[2].title())
        record.setdefault("provider", record["id"].partition("/")[0])
        record.setdefault("type", "Certificate")
        record.setdefault("kind", "course")
    content = msgspec.convert(raw, CatalogFile, dec_hook=decode_hook)
    return Catalog(version="small", date=DAY, **{f: getattr(content, f) for f in content.__struct_fields__})


def profile(text: str = "") -> Profile:
    """The profile that ``text`` holds, as in the learner's own file."""
    return msgspec.convert(tomllib.loads(text), Profile, dec_hook=decode_hook)


def goal(of: Catalog, ident: str) -> Career | Credential:
    """The career or credential with this id."""
    return next(record for record in (*of.careers, *of.credentials) if record.id == ident)


def question(of: Catalog, ident: str, hours_per_week: int = 10, **limits: Any) -> Question:
    """A question about ``ident`` from 24 November 2026; ``budget`` in units of money, ``by`` as a date."""
    if limits.get("budget") is not None:
        limits["budget"] = Cents(round(limits["budget"] * 100))
    if isinstance(limits.get("by"), str):
        limits["by"] = dt.date.fromisoformat(limits["by"])
    return Question(goal=goal(of, ident), **{"start": DAY, "weekly": Minutes(hours_per_week * 60), **limits})


class Shelf:
    """Stands for an index where a whole catalog is at hand already: every name is looked for in all of it."""

    def __init__(self, whole: Catalog) -> None:
        self.whole = whole

    def named(self, text: str, *kinds: str) -> Catalog:
        return self.whole

    def providers(self) -> dict[str, str]:
        names = {p.id: p.name for p in self.whole.providers}
        return {c.provider: names.get(c.provider, c.provider) for c in self.whole.credentials}
