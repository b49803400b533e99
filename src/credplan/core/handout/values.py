"""What a handout is made of: titled sections of a few kinds of blocks, all of it plain text.

A renderer decides type, colour and columns; it adds no word of its own but what its form needs.
"""

from __future__ import annotations

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """One labelled line with further ones below it."""

    label: str
    text: str
    more: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, tag="facts", tag_field="block"):
    """Labels with what they say, as a list of descriptions."""

    rows: tuple[Entry, ...]


class StepBox(msgspec.Struct, frozen=True):
    """One step to tick off."""

    number: int
    name: str
    provider: str
    dates: str
    hours: str
    money: str
    why: str
    more: tuple[str, ...] = ()
    ask: str = ""
    """Whom to ask; ``url`` stands behind it."""
    url: str = ""
    """``http`` or ``https``, else empty."""


class Steps(msgspec.Struct, frozen=True, tag="steps", tag_field="block"):
    """The numbered steps in order."""

    steps: tuple[StepBox, ...]


class Table(msgspec.Struct, frozen=True, tag="table", tag_field="block"):
    """Rows under a header; columns in ``right`` hold numbers, ``wide`` is the one that takes what width is left."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: int = 0
    right: tuple[int, ...] = ()


class Checks(msgspec.Struct, frozen=True, tag="checks", tag_field="block"):
    """Things to do or to ask, each with a box to tick."""

    items: tuple[str, ...]


class Points(msgspec.Struct, frozen=True, tag="points", tag_field="block"):
    """Sentences, a bullet each."""

    items: tuple[str, ...]


class Source(msgspec.Struct, frozen=True):
    """A page that facts of the plan were read from."""

    title: str
    url: str
    """``http`` or ``https``, else empty."""
    date: str


class Sources(msgspec.Struct, frozen=True, tag="sources", tag_field="block"):
    """The pages that the plan's facts were read from."""

    items: tuple[Source, ...]


class Blanks(msgspec.Struct, frozen=True, tag="blanks", tag_field="block"):
    """Lines to write on: for signatures (each with its date) or for notes."""

    labels: tuple[str, ...]
    date: str = ""
    """What stands under the place for a date; empty where none belongs."""


class Bar(msgspec.Struct, frozen=True):
    """One step on the timeline, in thousandths of its whole length: work from ``start``, waiting from ``work_ends``."""

    label: str
    start: int
    work_ends: int
    finish: int


class Mark(msgspec.Struct, frozen=True):
    """A place on the timeline in thousandths of its whole length."""

    label: str
    at: int


class Timeline(msgspec.Struct, frozen=True, tag="timeline", tag_field="block"):
    """The steps drawn over the calendar; ``legend`` explains the drawing, ``alt`` says the same in sentences."""

    bars: tuple[Bar, ...]
    ticks: tuple[Mark, ...]
    payments: tuple[int, ...]
    """Where money is due, in thousandths."""
    limit: Mark | None
    """The day by which the learner wants to be done, where that is on the timeline."""
    alt: str
    legend: str
    today: int | None = None
    """Where today is, for those who look at it on a screen; a page is looked at on other days."""


class Point(msgspec.Struct, frozen=True):
    """A place on a plot, in thousandths of its width from the left and of its height from below."""

    label: str
    x: int
    y: int


class Plot(msgspec.Struct, frozen=True, tag="plot", tag_field="block"):
    """Labelled points over two scales whose ends are named; ``alt`` says the same in sentences."""

    points: tuple[Point, ...]
    x: tuple[Mark, Mark]
    y: tuple[Mark, Mark]
    alt: str
    legend: str


Block = Facts | Steps | Table | Checks | Points | Sources | Blanks | Timeline | Plot


class Section(msgspec.Struct, frozen=True):
    """A titled part of the page; ``note`` stands under the title."""

    key: str
    """A name that stays when words change, for anchors and tests."""
    title: str
    blocks: tuple[Block, ...]
    note: str = ""


class Handout(msgspec.Struct, frozen=True):
    """The whole page."""

    title: str
    subtitle: str
    glance: tuple[Entry, ...]
    """What somebody reads who reads nothing else: first, by when, how much, how much work."""
    sections: tuple[Section, ...]
    footer: str
    made: str
    """The day it was made, ISO 8601."""
    lang: str = "en"
    counselor: str = "Counselor, phone:"
    """Beside the line to write on."""


def texts(handout: Handout) -> list[str]:
    """Every text of the page in reading order."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            for item in value:
                walk(item)
        elif isinstance(value, msgspec.Struct):
            for name in value.__struct_fields__:
                walk(getattr(value, name))

    walk(handout)
    return found
