"""Strings from outside made inert, and the few ways the program writes numbers.

`safe_text` stands at the boundary: every string of a catalog, a profile or an argument passes it once, where it
enters. rich's ``escape`` and ``Text`` do not stop control characters (reliability notes, C2), so nothing later may
be relied on to do it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata

from credplan.core.units import Minutes

MAX_TEXT = 4000
_BREAKS = frozenset("\t\n\r\v\f\x85\u2028\u2029")
# Direction overrides and isolates can make text read as something else; letters of right-to-left scripts stay.
_BIDI = frozenset([*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f", "\u061c"])


def safe_text(text: str, limit: int = MAX_TEXT) -> str:
    """``text`` on one line without anything that can move a cursor, set a title or reverse the reading order."""
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    out = []
    for char in unicodedata.normalize("NFC", text[:limit])[:limit]:  # a few characters normalise to two
        if char in _BREAKS:
            out.append(" ")
        elif char in _BIDI or unicodedata.category(char) in ("Cc", "Cs"):
            out.append("\ufffd")
        else:
            out.append(char)
    return "".join(out)


def money(cents: int | None, currency: str = "USD") -> str:
    """``USD 1,425.00``; unknown is said so and never shown as zero."""
    if cents is None:
        return f"{currency} ?"
    return f"{'-' if cents < 0 else ''}{currency} {amount(abs(cents))}"


def amount(cents: int) -> str:
    """``1,425.00``, at least zero: the second of two sums whose currency is said at the first."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def hours(minutes: int | None) -> str:
    """``120 h``, ``7.5 h``; unknown is ``? h``."""
    return "? h" if minutes is None else f"{Minutes(minutes)} h"


def plural(n: int, one: str, many: str = "") -> str:
    """``1 step``, ``3 steps``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def long_date(day: dt.date) -> str:
    """``24 Nov 2026``, in English whatever the locale, so that the same input gives the same bytes."""
    return f"{day.day} {month_name(day)} {day.year}"


def month_name(day: dt.date) -> str:
    """``Nov``."""
    return _MONTHS[day.month - 1]


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def weeks_between(start: dt.date, end: dt.date) -> str:
    """How long that is, as one says it: ``9 days``, ``14 weeks``, ``3 years``."""
    days = (end - start).days
    if days < 14:
        return plural(days, "day")
    if days < 730:
        return plural((days + 6) // 7, "week")
    return f"{days // 365} years" if days % 365 < 30 else f"{days / 365:.1f} years"


def not_a(taken_for: str) -> str:
    """What something is often taken for and is not, as a sentence's start: ``not a certification: …``."""
    acronym = taken_for[1:2].isupper()
    return f"not {taken_for if acronym else taken_for[:1].lower() + taken_for[1:]}"


def join_words(words: list[str], last: str = "and") -> str:
    """``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
