"""What every page has: title, sections and footer, the door, and sentences made whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from credplan.core import words
from credplan.core.handout.values import (
    Block,
    Entry,
    Facts,
    Handout,
    Points,
    Section,
)
from credplan.core.model import Career, Catalog, Credential
from credplan.core.plan_words import (
    Options,
    goal_word,
    option_words,
)
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.report_door import doors
from credplan.core.report_shape import Row
from credplan.core.text import join_words, long_date
from credplan.core.words import _


def framed(
    goal: Career | Credential,
    catalog: Catalog,
    profile: Profile,
    question: Question,
    today: dt.date,
    typed: Options,
    glance: Iterable[Entry],
    sections: Iterable[Section],
) -> Handout:
    """A page with its title and the command that makes it again."""
    name = profile.learner.name.strip()
    goals = join_words([_named(one) for one in (goal, *question.goals)])
    return Handout(
        title=_("Plan: {goals}").format(goals=goals),
        subtitle=(
            _("For {name}. Made on {day}, catalog of {date}.") if name else _("Made on {day}, catalog of {date}.")
        ).format(name=name, day=long_date(today), date=long_date(catalog.date)),
        glance=tuple(glance),
        sections=tuple(s for s in sections if s.blocks),
        footer=_("Made by: {command}").format(command=f"credplan plan {goal_word(goal)}{option_words(typed)}"),
        made=today.isoformat(),
        lang=words.language,
        counselor=_("Counselor, phone:"),
    )


def section(key: str, title: str, blocks: Block | tuple[Block, ...] | None, note: str = "") -> Section:
    """A section of the blocks that hold anything; without one it is left out."""
    several = blocks if isinstance(blocks, tuple) else (blocks,)
    return Section(key, title, tuple(b for b in several if b is not None and _filled(b)), note)


def _filled(block: Block) -> bool:
    return any(bool(getattr(block, name)) for name in block.__struct_fields__ if name != "date")


def _named(goal: Career | Credential) -> str:
    return goal.title if isinstance(goal, Career) else goal.name


def door_sections(goal: Career | Credential, profile: Profile, question: Question) -> Iterator[Section]:
    """What opens an occupation, or what a credential is, for each goal."""
    for number, door in enumerate(doors(goal, profile, question), 1):
        head, _colon, name = door.title.partition(": ")
        title = f"{head.capitalize()}: {name}" if name else head.capitalize()
        blocks: tuple[Block, ...] = (facts(door.rows),) if door.rows else (Points((door.note,)),)
        yield Section(f"door-{number}", title, blocks, door.note if door.rows else "")


def _merged(rows: tuple[Row, ...]) -> list[Row]:
    """Rows with the same label, or none, after one another as one row of several lines."""
    found: list[Row] = []
    for row in rows:
        if found and row.label in ("", found[-1].label):
            last = found[-1]
            found[-1] = Row(last.label, last.text, (*last.details, row.text, *row.details))
        else:
            found.append(row)
    return found


def facts(rows: tuple[Row, ...]) -> Facts:
    """Rows of a screen as labels with what they say."""
    return Facts(tuple(Entry(r.label[:1].upper() + r.label[1:], r.text, r.details) for r in _merged(rows)))


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    if not text:
        return ""
    return text[:1].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def web(url: str) -> str:
    """An address that a browser opens; empty for any other."""
    return url if url.startswith(("https://", "http://")) else ""
