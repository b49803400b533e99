"""A handout as Markdown (CommonMark with tables) for mail, chat and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

_RULE = r"\_" * 12
# What Markdown, or HTML inside it, would read as its own.
_SPECIAL = re.compile(r"([\\`*_\[\]<>&|#~])")
_ENDING = re.compile(r"[<>\s]")
_AT_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")


def markdown(handout: Handout) -> str:
    """The whole page; every text of a catalog or a profile stands as itself."""
    lines = [f"# {_plain(handout.title)}", "", _line(handout.subtitle), ""]
    for entry in handout.glance:
        more = f" ({_plain('; '.join(entry.more))})" if entry.more else ""
        lines.append(f"- **{_plain(entry.label)}:** {_plain(entry.text)}{more}")
    for section in handout.sections:
        lines += ["", *_section(section)]
    lines += ["", f"{_line(handout.footer)}"]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {_plain(section.title)}"
    if section.note:
        yield ""
        yield f"{_line(section.note)}"
    for block in section.blocks:
        if isinstance(block, Plot):
            continue  # the table beside it says the same
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Facts():
            for row in block.rows:
                yield f"- **{_plain(row.label)}:** {_plain(row.text)}"
                yield from (f"  - {_line(more)}" for more in row.more)
        case Steps():
            for step in block.steps:
                provider = f" ({_plain(step.provider)})" if step.provider else ""
                yield f"- [ ] **{step.number}. {_plain(step.name)}**{provider}"
                yield f"  - {_line(step.dates)}; {_plain(step.hours)}; {_plain(step.money)}"
                yield from (f"  - {_line(text)}" for text in (step.why, *step.more) if text)
                if step.url:
                    yield f"  - {_plain(step.ask)}: {_link(step.url)}"
        case Table():
            yield f"| {' | '.join(map(_plain, block.header))} |"
            yield f"|{'|'.join('---:' if n in block.right else '---' for n in range(len(block.header)))}|"
            for cells in block.rows:
                yield f"| {' | '.join(map(_plain, cells))} |"
        case Checks():
            yield from (f"- [ ] {_line(item)}" for item in block.items)
        case Points():
            yield from (f"- {_line(item)}" for item in block.items)
        case Sources():
            for source in block.items:
                yield f"- {', '.join(x for x in (_plain(source.title), _link(source.url), source.date) if x)}"
        case Blanks():
            for label in block.labels:
                date = f" {_plain(block.date)}: {_RULE}" if block.date else ""
                yield f"- {f'{_plain(label)}: ' if label else ''}{_RULE}{date}"
        case Timeline():
            yield _line(block.alt)


def _plain(text: str) -> str:
    """``text`` so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _line(text: str) -> str:
    """``text`` at the beginning of a line or an item, where it must not become a list or a heading either."""
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", _plain(text))


def _link(url: str) -> str:
    """An address that mail programs make a link of; what would end it is percent-encoded."""
    return f"<{_ENDING.sub(lambda m: f'%{ord(m[0]):02X}', url)}>" if url else ""
