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
# Nobody sees these, and two words that look alike would differ; the joiners of Persian, Hindi and emoji stay.
_UNSEEN = dict.fromkeys([0xAD, 0x180E, 0x200B, 0xFEFF, *range(0x2060, 0x2065), *range(0x206A, 0x2070)])
_UNSEEN |= dict.fromkeys([*range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)])
_MOST_MARKS = 8
"""Marks on one letter: no script needs more, and a heap of them covers the lines above."""


def safe_text(text: str, limit: int = MAX_TEXT) -> str:
    """``text`` on one line without anything that can move a cursor, set a title, reverse the reading order or hide."""
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    out = []
    marks = 0
    seen = unicodedata.normalize("NFC", text[:limit].translate(_UNSEEN))
    for char in seen[:limit]:  # a few characters normalise to two
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if char in _BREAKS:
            out.append(" ")
        elif char in _BIDI or category in ("Cc", "Cs"):
            out.append("\ufffd")
        elif marks <= _MOST_MARKS:
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


DATE_FORMS = ("short", "long", "iso")
_date_form = "short"


def choose_dates(form: str = "short") -> None:
    """Set for this run how sentences write days: one of `DATE_FORMS`. Only the command line does, before all else."""
    global _date_form
    _date_form = form


def long_date(day: dt.date) -> str:
    """``24 Nov 2026``, ``24 November 2026`` or ``2026-11-24``, as this run writes days.

    The names are English whatever the locale, so that the same input gives the same bytes.
    """
    if _date_form == "iso":
        return day.isoformat()
    return f"{day.day} {_MONTHS[day.month - 1][: 3 if _date_form == 'short' else None]} {day.year}"


def month_and_year(day: dt.date) -> str:
    """``Nov 2026`` or ``2026-11``, short in any case: for the scale of a drawing."""
    return day.isoformat()[:7] if _date_form == "iso" else f"{_MONTHS[day.month - 1][:3]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


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


_LEAST_COLUMN = 20


def folded(text: str, width: int) -> str:
    """``text`` with no line longer than ``width``, broken between words; what is short enough stays as it is.

    A second column, set off by two blanks, stays a column. Addresses and commands are never broken: a command at the
    end of a line (``All about it: credplan show sql``) gets a line of its own, however long it is.
    """
    return "\n".join(part for line in text.split("\n") for part in _folded(line, width))


def _folded(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    import re
    from textwrap import wrap

    body = line.lstrip(" ")
    indent = len(line) - len(body)
    said, colon, command = body.rpartition(": credplan ")
    if colon and not said.endswith("credplan"):
        commands = f"credplan {command}".split(", or ")
        ends = [", or"] * (len(commands) - 1) + [""]
        own = [f"{' ' * (indent + 2)}{one}{end}" for one, end in zip(commands, ends, strict=True)]
        return [*_folded(f"{' ' * indent}{said}:", width), *own]
    column = re.match(r"\S.*?\S {2,}(?=\S)", body)
    if body.startswith("credplan ") and not column and not body.endswith(".") and ". " not in body:
        return [line]
    mark = column or re.match(r"\[\d+\] ", body)
    hang = indent + (mark.end() if mark else 2 if indent else 0)
    if column and width - hang < _LEAST_COLUMN:
        first, line, hang = [line[:hang].rstrip()], f"{' ' * (indent + 4)}{line[hang:]}", indent + 4
    else:
        first = []
    rest = wrap(line, width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False)
    return [*first, *rest]
