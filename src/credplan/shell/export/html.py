"""A handout as one self-contained HTML page: no script, nothing loaded, its own print sheet, light and dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib import resources
from itertools import pairwise

from credplan.core.handout.timeline import WHOLE
from credplan.core.handout.values import (
    Blanks,
    Block,
    Checks,
    Facts,
    Handout,
    Plot,
    Points,
    Section,
    Sources,
    Steps,
    Table,
    Timeline,
)

_ROW, _TOP = 40, 24
"""Pixels: one step of the timeline, and the months above."""


def html(handout: Handout) -> str:
    """The whole page; every text is escaped, and its policy admits the one style sheet inside it by its hash."""
    style = resources.files("credplan.shell.export").joinpath("plan.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    body = "\n".join(_body(handout))
    return f"""<!doctype html>
<html lang="{escape(handout.lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=True)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{escape(handout.title)}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _body(handout: Handout) -> Iterator[str]:
    yield f'<header>\n<h1>{escape(handout.title)}</h1>\n<p class="quiet">{escape(handout.subtitle)}</p>\n</header>'
    yield '<dl class="glance">'
    for entry in handout.glance:
        more = "".join(f"<br>{escape(text)}" for text in entry.more)
        yield f"<div><dt>{escape(entry.label)}</dt><dd><strong>{escape(entry.text)}</strong>{more}</dd></div>"
    yield "</dl>"
    for section in handout.sections:
        yield from _section(section)
    yield f"<footer>{escape(handout.footer)}</footer>"


def _section(section: Section) -> Iterator[str]:
    key = escape(section.key, quote=True)
    yield f'<section aria-labelledby="{key}">\n<h2 id="{key}">{escape(section.title)}</h2>'
    if section.note:
        yield f'<p class="note">{escape(section.note)}</p>'
    for block in section.blocks:
        yield from _block(block, section)
    yield "</section>"


def _block(block: Block, section: Section) -> Iterator[str]:
    match block:
        case Facts():
            yield '<dl class="facts">'
            for row in block.rows:
                lines = "".join(f"<dd>{escape(text)}</dd>" for text in (row.text, *row.more))
                yield f"<dt>{escape(row.label)}</dt>{lines}"
            yield "</dl>"
        case Steps():
            yield from _steps(block)
        case Table():
            yield from _table(block, section)
        case Checks():
            yield '<ul class="checks">'
            for item in block.items:
                yield f'<li><label><input type="checkbox"> <span>{escape(item)}</span></label></li>'
            yield "</ul>"
        case Points():
            yield "<ul>"
            yield from (f"<li>{escape(item)}</li>" for item in block.items)
            yield "</ul>"
        case Sources():
            yield "<ul>"
            for source in block.items:
                said = (escape(source.title), _link(source.url), escape(source.date))
                yield f"<li>{', '.join(x for x in said if x)}</li>"
            yield "</ul>"
        case Blanks() if block.date:
            yield '<div class="signatures">'
            yield from (
                f"<div><span>{escape(label)}</span><span>{escape(block.date)}</span></div>" for label in block.labels
            )
            yield "</div>"
        case Blanks():
            yield from ('<div class="blank"></div>' for _ in block.labels)
        case Timeline():
            yield from _timeline(block)
        case Plot():
            yield from _plot(block)


def _steps(block: Steps) -> Iterator[str]:
    yield '<ol class="steps">'
    for step in block.steps:
        ident = f"step-{step.number}"
        yield f'<li class="step"><input type="checkbox" aria-labelledby="{ident}"><div>'
        provider = f' <span class="quiet">· {escape(step.provider)}</span>' if step.provider else ""
        yield f'<h3 id="{ident}">{step.number}. {escape(step.name)}</h3>{provider}'
        yield f"<br><strong>{escape(step.dates)}</strong> · {escape(step.hours)} · "
        yield f"<strong>{escape(step.money)}</strong>"
        if step.why:
            yield f"<br>{escape(step.why)}"
        yield from (f'<br><span class="quiet">{escape(text)}</span>' for text in step.more)
        if step.url:
            yield f"<br>{escape(step.ask)}: {_link(step.url)}"
        yield "</div></li>"
    yield "</ol>"


def _table(block: Table, section: Section) -> Iterator[str]:
    """On a telephone the rows of a table with sentences in it stand below each other, each cell with its column's name.

    A browser then takes it for no table any more, so what each part is stands beside it.
    """

    def kind(column: int, *more: str) -> str:
        names = " ".join((*(("right",) if column in block.right else ()), *more))
        return f' class="{names}"' if names else ""

    stack = ' class="stack"' if section.key != "due" else ""
    yield f'<table{stack} role="table" aria-label="{escape(section.title, quote=True)}">'
    heads = "".join(
        f'<th scope="col" role="columnheader"{kind(n)}>{escape(cell)}</th>' for n, cell in enumerate(block.header)
    )
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n<tbody role="rowgroup">'
    names = [escape(name, quote=True) for name in block.header]
    for cells in block.rows:
        rest = "".join(
            f'<td role="cell" data-of="{names[n]}"{kind(n)}>{escape(cell)}</td>' for n, cell in enumerate(cells) if n
        )
        short = ("short",) if block.wide else ()
        yield f'<tr role="row"><th scope="row" role="rowheader"{kind(0, *short)}>{escape(cells[0])}</th>{rest}</tr>'
    yield "</tbody>\n</table>"


def _timeline(block: Timeline) -> Iterator[str]:
    """Widths in per cent, so that letters keep their size on a telephone; the months' labels stand above."""
    high = _TOP + _ROW * len(block.bars) + (20 if block.payments else 4)
    yield f'<figure>\n<svg role="img" aria-label="{escape(block.alt, quote=True)}" height="{high}">'
    for tick in block.ticks:
        x = _percent(tick.at)
        yield f'<line class="tick" x1="{x}" x2="{x}" y1="{_TOP - 6}" y2="{high}"/>'
    for tick in block.ticks:
        yield f'<text class="month" x="{_percent(tick.at)}" y="12"{_anchor(tick.at)}>{escape(tick.label)}</text>'
    if block.limit is not None:
        x = _percent(block.limit.at)
        yield f'<line class="limit" x1="{x}" x2="{x}" y1="{_TOP - 6}" y2="{high}"/>'
    for n, bar in enumerate(block.bars):
        top = _TOP + _ROW * n
        left, number = bar.start <= 500, bar.label.partition(" ")[0]
        x, anchor = (_percent(bar.start), "") if left else (_percent(bar.finish), ' text-anchor="end"')
        name = escape(bar.label.removeprefix(f"{number} "))
        yield f'<text x="{x}" y="{top + 12}"{anchor}>{escape(number)}<tspan class="name"> {name}</tspan></text>'
        wide = _percent(max(bar.work_ends - bar.start, 4))
        yield f'<rect class="work" x="{_percent(bar.start)}" y="{top + 17}" width="{wide}" height="15" rx="2"/>'
        if bar.finish > bar.work_ends:
            wide = _percent(bar.finish - bar.work_ends)
            yield f'<rect class="wait" x="{_percent(bar.work_ends)}" y="{top + 17}" width="{wide}" height="15" rx="2"/>'
    for at in block.payments:
        y = high - 9
        yield f'<svg x="{_percent(at)}" y="{y}"><path class="pay" d="M0 -6 L6 0 L0 6 L-6 0 Z"/></svg>'
    yield f'</svg>\n<figcaption class="quiet">{escape(block.legend)}</figcaption>\n</figure>'


def _plot(block: Plot) -> Iterator[str]:
    """Dearest and soonest is up on the left, so the scales' ends are named where no point lies."""
    top, floor = 28, 150
    places = [(40 + p.x * 920 // WHOLE, floor - p.y * (floor - top) // WHOLE) for p in block.points]
    yield f'<figure>\n<svg role="img" aria-label="{escape(block.alt, quote=True)}" height="{floor + 36}">'
    for y in (top, floor):
        yield f'<line class="tick" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
    yield f'<text class="end" x="100%" y="{top - 8}" text-anchor="end">{escape(block.y[1].label)}</text>'
    yield f'<text class="end" x="0" y="{floor - 8}">{escape(block.y[0].label)}</text>'
    yield f'<text class="end" x="0" y="{floor + 28}">{escape(block.x[0].label)}</text>'
    yield f'<text class="end" x="100%" y="{floor + 28}" text-anchor="end">{escape(block.x[1].label)}</text>'
    for (late, cheap), (soon, dear) in pairwise(places):
        # From the day on which the dearer one is done until the cheaper one is, it is the cheapest.
        yield f'<line class="stair" x1="{_percent(soon)}" x2="{_percent(late)}" y1="{dear}" y2="{dear}"/>'
        yield f'<line class="stair" x1="{_percent(late)}" x2="{_percent(late)}" y1="{dear}" y2="{cheap}"/>'
    for (x, y), point in zip(places, block.points, strict=True):
        yield f'<circle class="work" cx="{_percent(x)}" cy="{y}" r="11"/>'
        yield f'<text class="dot" x="{_percent(x)}" y="{y + 4}" text-anchor="middle">{escape(point.label)}</text>'
    yield f'</svg>\n<figcaption class="quiet">{escape(block.legend)}</figcaption>\n</figure>'


def _anchor(at: int) -> str:
    return ' text-anchor="end"' if at > 850 else ""


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"


def _link(url: str) -> str:
    if not url:
        return ""
    shown = url.partition("://")[2].removesuffix("/")
    return f'<a href="{escape(url, quote=True)}" rel="noreferrer">{escape(shown)}</a>'
