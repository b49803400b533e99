"""The one shape behind screen, plain lines, page and PDF: titled rows of plain text.

No number is computed from it; a renderer decides widths and colours.
"""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct, frozen=True):
    """One labelled line; ``number`` rows are steps and open with it."""

    label: str
    text: str
    details: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A titled block of rows; ``note`` stands under the title."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    kind: str = "rows"
    """``rows`` (label and text), ``steps`` or ``choices`` (numbered, with details), ``commands`` (to copy), or
    ``drawing`` (lines of the note, for the screen alone)."""


class Report(msgspec.Struct, frozen=True):
    """A whole answer: headline, situation, sections."""

    title: str
    situation: str
    sections: tuple[Section, ...]
