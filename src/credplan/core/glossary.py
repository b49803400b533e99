"""What the words mean that screens use: the glossary's value types, looking a word up, and its pages.

Entries are data (`shell/glossary.toml`), in our own words, each with its sources; this module knows none of them.
A figure of a survey always says who was asked, by whom and when, and whether the asker sells what it asked about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec

from credplan.core.catalog_view.pages import Block, Line, Page
from credplan.core.errors import AmbiguousName, UnknownName
from credplan.core.names import fold, nearest
from credplan.core.text import join_words, long_date, plural

SCHEMA = 1
HEADER = ("term", "theme", "short", "also", "sources")


class GlossarySource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that an entry rests on; ``own`` marks rules that are credplan's and no fact about the world."""

    title: str
    url: str = ""
    as_of: dt.date | None = None
    """The page's own date."""
    read: dt.date | None = None
    """The day it was read, for pages without one."""
    own: bool = False


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading of the list."""

    id: str
    name: str


class SurveyFigure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One number of a survey with all that a reader needs to doubt it."""

    share: str
    what: str
    asked: str
    by: str
    year: int
    """When it was published."""
    seller: bool
    """Whether the asker sells such credentials or lives off those who do."""
    sources: tuple[str, ...]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"command": "try"}):
    """One word explained."""

    term: str
    theme: str
    short: str
    """A line of the list, without a full stop."""
    text: tuple[str, ...]
    """Paragraphs."""
    sources: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Other words that lead here."""
    see: tuple[str, ...] = ()
    """Terms of other entries."""
    command: str = ""
    """A command that shows the thing itself (``try`` in the file)."""
    figures: tuple[SurveyFigure, ...] = ()


class Glossary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All entries, in the order in which a theme is read."""

    themes: tuple[Theme, ...]
    sources: dict[str, GlossarySource]
    entries: tuple[Entry, ...]


def find_entry(glossary: Glossary, text: str) -> Entry:
    """The entry that ``text`` names, in any spelling that `names.fold` takes for the same.

    Raises:
        UnknownName: no entry is called that; ``nearest`` holds terms that may have been meant.
        AmbiguousName: several terms begin so.
    """
    wanted = fold(text)
    for entry in glossary.entries:
        names = (entry.term, *entry.also)
        if text.strip() in names or (wanted and wanted in map(fold, names)):
            return entry
    begun = [e for e in glossary.entries if wanted and _begins(wanted, (e.term, *e.also))]
    if len(begun) == 1:
        return begun[0]
    shown = text.strip()[:60] or "(nothing)"
    if begun:
        raise AmbiguousName(
            f'"{shown}" could be any of {len(begun)}:',
            candidates=tuple((e.term, e.short) for e in begun),
            hint="Say which one by its word on the left.",
        )
    leads = {name: e.term for e in glossary.entries for name in (e.term, *e.also)}
    close = tuple(dict.fromkeys(leads[name] for name in nearest(text, leads, 9)))[:3]
    meant = [f'"{term}"' for term in close]
    hint = f"Did you mean {join_words(meant, 'or')}? " if meant else ""
    raise UnknownName(
        f'The glossary has no word "{shown}".',
        nearest=close,
        hint=f"{hint}credplan explain lists all; a credential or skill: credplan search WORDS",
    )


def _begins(wanted: str, names: Iterable[str]) -> bool:
    """Whether each word of ``wanted`` begins a word of one of the names."""
    parts = [fold(name).split() for name in names]
    return any(all(any(word.startswith(w) for word in words) for w in wanted.split()) for words in parts)


# ---- pages ----------------------------------------------------------------------------------------------------------


def list_page(glossary: Glossary) -> Page:
    """Every term with its line, by theme."""
    blocks = [
        Block(theme.name, tuple(Line(e.term, e.short) for e in glossary.entries if e.theme == theme.id))
        for theme in glossary.themes
    ]
    following = Block(
        "NEXT", (Line("credplan explain trust", "any of these words, with where it comes from"),), "", True
    )
    under = f"{plural(len(glossary.entries), 'word')} that credplan and its sources use, in plain English"
    return Page("What the words mean", under, (*blocks, following))


def entry_page(glossary: Glossary, entry: Entry) -> Page:
    """One term: what it means, figures if it has any, where that comes from, what to do next."""
    cited: dict[str, int] = {}
    blocks = [Block("WHAT IT MEANS", (), "\n".join(entry.text))]
    if entry.figures:
        blocks.append(Block("WHAT THEY SAID", tuple(_figure(figure, cited) for figure in entry.figures)))
    for key in entry.sources:
        cited.setdefault(key, len(cited) + 1)
    sources = tuple(Line("", f"[{n}] {source_line(glossary.sources[key])}") for key, n in cited.items())
    blocks.append(Block("WHERE THIS COMES FROM", sources, whole=True))
    commands = [Line(entry.command, "see it")] if entry.command else []
    commands += [Line(f"credplan explain {term}", _short(glossary, term)) for term in entry.see]
    blocks.append(Block("NEXT", tuple(commands), whole=True))
    also = f"also: {', '.join(entry.also)}" if entry.also else ""
    return Page(entry.term, f"{entry.short}\n{also}".strip(), tuple(b for b in blocks if b.lines or b.note))


def _figure(figure: SurveyFigure, cited: dict[str, int]) -> Line:
    refs = "".join(f"[{cited.setdefault(key, len(cited) + 1)}]" for key in figure.sources)
    single = "" if len(figure.sources) > 1 else "; one source"
    kind = "a provider's own survey: " if figure.seller else ""
    return Line(
        figure.share, figure.what, (f"{kind}{figure.asked}, {figure.year}", f"asked by {figure.by} {refs}{single}")
    )


def source_line(source: GlossarySource) -> str:
    """``Title: https://… (read 24 Nov 2026)``."""
    day = source.as_of or source.read
    when = f" ({'' if source.as_of else 'read '}{long_date(day)})" if day else ""
    return f"{source.title}{f': {source.url}' if source.url else ''}{when}"


def _short(glossary: Glossary, term: str) -> str:
    return next(e.short for e in glossary.entries if e.term == term)


# ---- for scripts ----------------------------------------------------------------------------------------------------


def entry_data(glossary: Glossary, entry: Entry) -> dict[str, Any]:
    """One entry as JSON, its sources written out."""
    return {
        "term": entry.term,
        "also": list(entry.also),
        "theme": next(t.name for t in glossary.themes if t.id == entry.theme),
        "short": entry.short,
        "text": list(entry.text),
        "figures": [
            {
                "share": f.share,
                "what": f.what,
                "asked": f.asked,
                "by": f.by,
                "year": f.year,
                "own_survey": f.seller,
                "sources": [_source_data(glossary.sources[key]) for key in f.sources],
            }
            for f in entry.figures
        ],
        "see": list(entry.see),
        "try": entry.command or None,
        "sources": [_source_data(glossary.sources[key]) for key in entry.sources],
    }


def glossary_data(glossary: Glossary, entries: Iterable[Entry]) -> dict[str, Any]:
    """What ``explain --json`` prints: ``entries[]``, one of them where a term was named."""
    return {"schema": SCHEMA, "entries": [entry_data(glossary, entry) for entry in entries]}


def rows(glossary: Glossary, entries: Iterable[Entry]) -> list[tuple[str, ...]]:
    """In the columns of `HEADER`."""
    return [
        (
            d["term"],
            d["theme"].lower(),
            d["short"],
            "; ".join(d["also"]),
            "; ".join(s["url"] or s["title"] for s in d["sources"]),
        )
        for d in (entry_data(glossary, entry) for entry in entries)
    ]


def _source_data(source: GlossarySource) -> dict[str, Any]:
    return {
        "title": source.title,
        "url": source.url or None,
        "as_of": source.as_of.isoformat() if source.as_of else None,
        "read": source.read.isoformat() if source.read else None,
        "own_rule": source.own,
    }
