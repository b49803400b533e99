"""The page of a no."""

from __future__ import annotations

import datetime as dt

from credplan.core.handout.frame import door_sections, facts, framed, section, sentence
from credplan.core.handout.situation import situation
from credplan.core.handout.values import (
    Blanks,
    Checks,
    Entry,
    Facts,
    Handout,
    Points,
    Table,
)
from credplan.core.model import Catalog
from credplan.core.plan_words import (
    Options,
    plus_unknown,
)
from credplan.core.planning.answers import NoPlan
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.report import no_plan_report
from credplan.core.text import long_date, money
from credplan.core.words import _

_DOOR_TITLES = ("THE DOOR", "WHAT IT IS")
"""Of the screen's sections, by which its door is left out: the page has its own."""


def no_plan_handout(
    answer: NoPlan, catalog: Catalog, profile: Profile, question: Question, today: dt.date, *, typed: Options = ()
) -> Handout:
    """The page of a no: the door all the same, what clashes, and the least that would have to change."""
    report = no_plan_report(answer, catalog, profile, question, typed=typed)
    clash, *more = [s for s in report.sections if s.kind == "rows" and not s.title.startswith(_DOOR_TITLES)]
    changes = tuple(
        (
            r.text[:1].upper() + r.text[1:],
            money(r.cents, question.currency) + plus_unknown(r.unknown),
            long_date(r.finish),
            _(", then ").join(step[1] for step in r.steps),
        )
        for r in answer.relaxations
    )
    talk = (
        [_("Which of these changes is possible for me?")]
        if changes
        else [_("Which other goal comes close to this one?")]
    )
    if question.budget is not None:
        talk.append(_("Which grant, employer or public programme could pay a part of this?"))
    also = tuple(text for s in more if s.title == "ALSO" for text in (row.text for row in s.rows))
    sections = [
        section("clash", clash.title.partition(" (")[0].capitalize(), facts(clash.rows), clash.note),
        section("changes", _("The least that would have to change"), _change_table(changes), _one_is_enough(changes)),
        section("situation", _("Your situation and limits"), Facts(tuple(situation(catalog, profile, question)))),
        *door_sections(answer.goal, profile, question),
        section("confirm", _("To confirm"), Checks(tuple(sentence(text) for text in answer.confirm))),
        section("know", _("Good to know"), Points(tuple(map(sentence, also)))),
        section("questions", _("Questions for the next meeting"), (Checks(tuple(talk)), Blanks(("", "")))),
        section("signatures", _("Agreed"), Blanks((_("Learner"), _("Counselor")), date=_("Date"))),
    ]
    first = changes[0] if changes else None
    glance = [Entry(_("Answer"), _("No plan fits these limits") if answer.proved else _("No plan was found"))]
    if first is not None:
        glance += [
            Entry(_("Least change"), first[0]),
            Entry(_("Then it costs"), first[1]),
            Entry(_("Then done by"), first[2]),
        ]
    return framed(answer.goal, catalog, profile, question, today, typed, glance, sections)


def _one_is_enough(changes: tuple[tuple[str, ...], ...]) -> str:
    return _("Any one of these is enough.") if len(changes) > 1 else ""


def _change_table(changes: tuple[tuple[str, ...], ...]) -> Table | None:
    return Table((_("Change"), _("Then it costs"), _("Done"), _("Steps")), changes, 3) if changes else None
