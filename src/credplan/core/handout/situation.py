"""Who the page is for and within which limits, as far as the profile and the question say it."""

from __future__ import annotations

from collections.abc import Iterator

from credplan.core.handout.values import (
    Entry,
)
from credplan.core.model import Catalog
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.regions import region_name
from credplan.core.text import join_words, long_date, money
from credplan.core.units import Minutes
from credplan.core.words import _, ngettext


def situation(catalog: Catalog, profile: Profile, question: Question, met: tuple[str, ...] = ()) -> Iterator[Entry]:
    """What is held and known, time, money, wishes, and what was set aside; ``met`` are groups that are met already."""
    learner, names = profile.learner, {c.id: c.name for c in catalog.credentials}
    states = ((_("Held"), "earned"), (_("In progress"), "in-progress"))
    for label, state in states:
        mine = [names.get(h.id, h.id) for h in profile.credential if h.status == state]
        if mine or state == "earned":
            yield Entry(label, ", ".join(mine) or _("no credential yet"))
    if met:
        yield Entry(_("Met already"), ", ".join(met))
    skills = {s.id: s.name for s in catalog.skills}
    if profile.skill:
        yield Entry(_("Knows"), ", ".join(f"{skills.get(s.id, s.id)} ({s.level})" for s in profile.skill))
    yield Entry(
        _("Time"),
        _("{weekly} h a week from {start}").format(weekly=Minutes(question.weekly), start=long_date(question.start)),
    )
    yield Entry(
        _("Money"),
        _("at most {budget}").format(budget=money(question.budget, question.currency))
        if question.budget is not None
        else _("no limit"),
    )
    if question.by is not None:
        yield Entry(_("Wanted by"), long_date(question.by))
    about = [region_name(learner.region) if learner.region else "", (learner.education or "").replace("-", " ")]
    about += [word.replace("-", " ") for word in learner.circumstances]
    if any(about):
        yield Entry(_("About you"), ", ".join(x for x in about if x))
    flags = (
        (question.free, _("only free")),
        (question.accredited, _("only accredited")),
        (question.online, _("only online")),
    )
    wishes = [said for flag, said in flags if flag]
    wishes += [_("counted on the high end of hours, times and prices")] if question.safe else []
    wishes += (
        [
            ngettext("compared with {n} year of upkeep", "compared with {n} years of upkeep", question.years).format(
                n=question.years
            )
        ]
        if question.count_upkeep
        else []
    )
    if question.provider:
        wishes.append(_("only from {names}").format(names=join_words(list(question.provider), _("or"))))
    left_out = [names.get(i, i) for i in (*question.without, *question.without_provider)]
    if left_out:
        wishes.append(_("without {names}").format(names=join_words(left_out, _("or"))))
    if question.lock:
        wishes.append(_("with {names}").format(names=join_words([names.get(i, i) for i in question.lock], _("and"))))
    if wishes:
        yield Entry(_("Wishes"), "; ".join(wishes))
    for waiver in profile.waiver:
        yield Entry(
            _("Set aside"),
            _("{requirement}, because: {because}").format(requirement=waiver.requirement, because=waiver.because),
        )
