"""A plan's answer as a `Handout`: everything that a learner, or a counselor across the desk, acts on, in that order.

No number is computed here; what the planner answered is put into words, as on the screen (`core.report`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from credplan.core.handout.advice import Deadline, actions, begin_words, deadlines, exam_day, if_it_slips, questions
from credplan.core.handout.frame import door_sections, framed, section, sentence, web
from credplan.core.handout.situation import situation
from credplan.core.handout.timeline import timeline
from credplan.core.handout.trade_offs import trade_off_blocks, trade_off_note
from credplan.core.handout.values import (
    Blanks,
    Checks,
    Entry,
    Facts,
    Handout,
    Points,
    Source,
    Sources,
    StepBox,
    Steps,
    Table,
)
from credplan.core.model import Career, Catalog, Sourced
from credplan.core.plan_doubts import Doubts, doubts, hours_line, weak_line
from credplan.core.plan_words import (
    Options,
    added,
    bound_words,
    charge_runs,
    earlier_or_later,
    plus_unknown,
    signed,
    step_cost,
)
from credplan.core.planning.answers import Plan, Step
from credplan.core.planning.question import Question
from credplan.core.planning.trade_offs import TradeOffs
from credplan.core.profile import Profile
from credplan.core.standing import region_matches
from credplan.core.text import amount, hours, join_words, long_date, money, weeks_between
from credplan.core.units import Minutes
from credplan.core.words import N_, _, ngettext

UNSURE = N_("~ rests on one source or on an old one, or its sources disagree: ask before you pay.")


def handout(
    plan: Plan,
    catalog: Catalog,
    profile: Profile,
    question: Question,
    today: dt.date,
    *,
    typed: Options = (),
    against: TradeOffs | None = None,
) -> Handout:
    """The page of a plan.

    Args:
        plan: what was found.
        catalog: where it was found.
        profile: for whom.
        question: what was asked.
        today: the day on which the page is made.
        typed: the options that asked for it, so that it can be asked for again.
        against: money against time, where that was weighed.
    """
    last_days = deadlines(plan, catalog)
    choice, weighed = trade_off_blocks(against, plan, question), trade_off_note(against, question)
    sections = [
        section("next", _("Next three actions"), Checks(actions(plan, catalog, profile, question))),
        section(
            "situation", _("Your situation and limits"), Facts(tuple(situation(catalog, profile, question, plan.held)))
        ),
        *door_sections(plan.goal, profile, question),
        section("steps", _("Steps"), Steps(tuple(_step(plan, s, catalog) for s in plan.steps)), _how_sure(plan)),
        section("timeline", _("On the calendar"), timeline(plan, question)),
        section("due", _("What is due when"), _due(plan, catalog, last_days), _legend(plan)),
        section("slips", _("If it slips"), Points(if_it_slips(plan, question, last_days))),
        section("missing", _("Missing from this plan"), Points(tuple(_missing(plan)))),
        section("confirm", _("To confirm"), Checks(tuple(_confirm(plan))), _("Tick what you have asked and heard.")),
        section("unsure", _("Not sure"), Points(tuple(_unsure(plan, doubts(plan, catalog, question.start))))),
        section("know", _("Good to know"), Points(tuple(map(sentence, (*plan.warnings, *plan.later, *plan.openings))))),
        section("upkeep", _("To stay valid"), Points(tuple(_upkeep(plan)))),
        section("changes", _("If you change one thing"), _changes(plan), "" if choice else weighed),
        section("trade-offs", _("Money against time"), choice, weighed),
        section(
            "besides",
            _("What employers like besides"),
            Points(tuple(_extras(plan))),
            _("Not in the plan, but where it says so."),
        ),
        section("questions", _("Questions for the next meeting"), (Checks(questions(plan, profile)), Blanks(("", "")))),
        section("sources", _("Sources"), Sources(tuple(sources(plan, catalog, profile, question)))),
        section("signatures", _("Agreed"), Blanks((_("Learner"), _("Counselor")), date=_("Date"))),
    ]
    glance = tuple(_glance(plan, profile, question))
    return framed(plan.goal, catalog, profile, question, today, typed, glance, sections)


def _glance(plan: Plan, profile: Profile, question: Question) -> Iterator[Entry]:
    totals = plan.totals
    if not plan.steps:
        nothing = (
            _("Nothing: this catalog has no step for you: see what is missing.")
            if plan.uncovered
            else _("Nothing: you hold all that is asked.")
        )
        yield Entry(_("To do"), nothing)
        return
    first = plan.steps[0]
    yield Entry(_("First"), begin_words(first, profile), (_("begin {start}").format(start=long_date(first.start)),))
    high = totals.finish_high
    later = _("{day} at the high end").format(day=long_date(high)) if high is not None and high > totals.finish else ""
    yield Entry(
        _("Done by"),
        long_date(totals.finish),
        tuple(
            x
            for x in (_("{time} from the start").format(time=weeks_between(question.start, totals.finish)), later)
            if x
        ),
    )
    cost = money(totals.cents, totals.currency) + ("~" if totals.unsure else "")
    spread = ""
    if totals.low is not None and totals.high is not None and totals.low != totals.high:
        spread = _("{low} to {high}").format(low=amount(totals.low), high=amount(totals.high))
    unknown = (
        ngettext("plus {n} price or time not known", "plus {n} prices or times not known", len(totals.unknown)).format(
            n=len(totals.unknown)
        )
        if totals.unknown
        else ""
    )
    yield Entry(_("Costs"), cost, tuple(x for x in (spread, unknown) if x))
    work = ""
    if totals.minutes_low is not None and totals.minutes_high is not None and totals.minutes_low != totals.minutes_high:
        work = _("{low} to {high}").format(low=Minutes(totals.minutes_low), high=hours(totals.minutes_high))
    yield Entry(
        _("Work"),
        hours(totals.minutes),
        tuple(x for x in (_("{weekly} h a week").format(weekly=Minutes(question.weekly)), work) if x),
    )


def _how_sure(plan: Plan) -> str:
    if not plan.complete:
        return _(
            "As far as this catalog reaches: what it does not cover stands under \u201cMissing from this plan\u201d."
        )
    n = f"{plan.considered:,}"
    if plan.status == "optimal":
        return _(_PROVED[plan.objective]).format(n=n)
    told = _("The best that was found among the {n} credentials of the catalog, not proved: {reason}; {bound}.")
    return told.format(n=n, reason=plan.reason, bound=_("no plan can be better than {it}").format(it=bound_words(plan)))


_PROVED = {
    "cheapest": N_(
        "Proved: no cheaper plan exists among the {n} credentials of the catalog, as far as its prices and "
        "hours are right."
    ),
    "fastest": N_(
        "Proved: no faster plan exists among the {n} credentials of the catalog, as far as its prices and "
        "hours are right."
    ),
    "fewest": N_(
        "Proved: no shorter plan exists among the {n} credentials of the catalog, as far as its prices and "
        "hours are right."
    ),
    "balanced": N_(
        "Proved: no better balanced plan exists among the {n} credentials of the catalog, as far as its prices and "
        "hours are right."
    ),
}


def _step(plan: Plan, step: Step, catalog: Catalog) -> StepBox:
    dates = (
        long_date(step.start)
        if step.start == step.finish
        else _("{start} to {finish}").format(start=long_date(step.start), finish=long_date(step.finish))
    )
    held = join_words(list(step.subscribed), _("and"))
    price = join_words([x for x in (step_cost(step, plan.totals.currency), held) if x], _("and"))
    more = []
    if step.work_ends < step.finish and step.work_ends > step.start:
        more.append(
            _("Work ends {end}, the award comes {finish}.").format(
                end=long_date(step.work_ends), finish=long_date(step.finish)
            )
        )
    if len(step.parts) > 1:
        more.append(
            _("Parts: {parts}.").format(parts=", ".join(step.parts))
            if len(step.parts) <= 6
            else ngettext("It has {n} part.", "It has {n} parts.", len(step.parts)).format(n=len(step.parts))
        )
    more += [sentence(note) for note in step.notes]
    who = next((p for p in catalog.providers if p.id == step.provider), None)
    provider, ask = (who.name if who is not None else step.provider), ""
    if who is not None and who.kind == "local":
        provider, ask = "", _("Ask schools and agencies near you. About it")
    return StepBox(
        step.number,
        step.name,
        provider,
        dates,
        hours(step.minutes) if step.minutes != 0 else _("no study"),
        price or _("nothing to pay"),
        sentence("; ".join(step.because)),
        tuple(more),
        ask or _("Ask and enrol"),
        web(step.url),
    )


def _legend(plan: Plan) -> str:
    return _(UNSURE) if plan.totals.unsure else ""


def _due(plan: Plan, catalog: Catalog, last_days: tuple[Deadline, ...]) -> Table:
    """What falls on which day: payments with the total so far, exams, awards, last days of providers."""
    known = {c.id: c for c in catalog.credentials}
    rows: list[tuple[dt.date, int, int, str, str, str]] = []
    running = 0
    for cost, count, last in charge_runs(tuple(sorted(plan.due, key=lambda c: c.due))):
        running += (cost.amount or 0) * count
        what = cost.name
        if count > 1:
            times = ngettext("{name}, {n} time until {last}", "{name}, {n} times until {last}", count)
            what = times.format(name=cost.name, n=count, last=long_date(last))
        number = next((s.number for s in plan.steps if cost in s.costs), 0)
        said = _("not known") if cost.amount is None else amount(cost.amount) + ("~" if cost.unsure else "")
        what = _("Step {number}: {what}").format(number=number, what=what) if number else what
        rows.append((cost.due, number, 1, what, said, "" if cost.amount is None else amount(running)))
    for step in plan.steps:
        exam = exam_day(step, known.get(step.credential))
        if exam is not None:
            rows.append(
                (
                    exam,
                    step.number,
                    2,
                    _("Step {number}: exam of {name}").format(number=step.number, name=step.name),
                    "",
                    "",
                )
            )
        if exam is None or step.finish > exam:
            rows.append(
                (
                    step.finish,
                    step.number,
                    3,
                    _("Step {number}: {name} earned").format(number=step.number, name=step.name),
                    "",
                    "",
                )
            )
    rows += [(d.day, len(plan.steps) + 1, 4, d.text, "", "") for d in last_days]
    rows.sort(key=lambda r: r[:3])
    header = (_("Date"), _("What"), plan.totals.currency, _("So far"))
    return Table(header, tuple((long_date(row[0]), *row[3:]) for row in rows), 1, (2, 3))


def _confirm(plan: Plan) -> Iterator[str]:
    """What to confirm, each with the step that it belongs to; first what the goal itself asks for."""
    of_steps = {text for step in plan.steps for text in step.confirm}
    yield from (sentence(text) for text in plan.confirm if text not in of_steps)
    for step in plan.steps:
        for text in step.confirm:
            yield _("Step {number}: {what}").format(
                number=step.number, what=sentence(text.removeprefix(f"{step.name}: "))
            )


def _missing(plan: Plan) -> Iterator[str]:
    for gap in plan.uncovered:
        why = f" ({'; '.join(gap.why[:2])})" if gap.why else ""
        yield _("{name}: not covered by this catalog").format(name=gap.name) + f"{why}."


def _unsure(plan: Plan, weak: Doubts) -> Iterator[str]:
    yield from (sentence(_("Not known: {text}").format(text=text)) for text in plan.totals.unknown)
    timed = {f"{s.name}: hours, sources disagree" for s in plan.steps if s.number in weak.hours}
    yield from (sentence(f"~ {text}") for text in plan.totals.unsure if text not in timed)
    if hours_line(weak):
        yield sentence(_("~ Hours {what}").format(what=hours_line(weak)))
    if weak_line(weak):
        yield sentence(f"~ {weak_line(weak)}")


def _upkeep(plan: Plan) -> Iterator[str]:
    totals = plan.totals
    if totals.upkeep and (totals.upkeep_cents or totals.upkeep_unknown):
        known = (
            _("{cost} a year in all").format(cost=money(totals.upkeep_cents, totals.currency))
            if totals.upkeep_cents
            else ""
        )
        unknown = _("a fee that is not known") if totals.upkeep_unknown else ""
        yield sentence(_(", and ").join(x for x in (known, unknown) if x))
    yield from map(sentence, totals.upkeep)


def _changes(plan: Plan) -> Table | None:
    rows = [
        (
            other.change[:1].upper() + other.change[1:],
            money(other.cents, plan.totals.currency) + plus_unknown(other.unknown),
            signed(other.cents - plan.totals.cents),
            f"{long_date(other.finish)} ({earlier_or_later(other.finish, plan.totals.finish)})",
        )
        for other in plan.alternatives
    ]
    rows += [
        (
            _("equally good: {names}").format(names=join_words(list(names), _("and"))),
            money(plan.totals.cents, plan.totals.currency),
            _("same cost"),
            _("same day"),
        )
        for names in plan.equals
    ]
    return (
        Table((_("Change"), _("Then it costs"), _("Difference"), _("Done")), tuple(rows), 0, (1, 2)) if rows else None
    )


def _extras(plan: Plan) -> Iterator[str]:
    for extra in plan.extras:
        if extra.met:
            yield sentence(f"{extra.name}: {(_('in the plan already') if extra.asked else extra.because)}")
        else:
            yield f"{extra.name} ({', '.join(extra.steps)}): {added(extra, plan.totals.currency)}."


def sources(plan: Plan, catalog: Catalog, profile: Profile, question: Question) -> Iterator[Source]:
    """The pages behind prices, law, wage and what the goal asks for, each once, in that order."""
    by_url = {s.url: s for s in catalog.sources.values()}
    facts: list[Sourced] = []
    region = profile.learner.region or "US"
    for goal in (plan.goal, *question.goals):
        if isinstance(goal, Career):
            facts += [law for law in goal.door.laws if region_matches(law.region, region)]
            facts += [goal.door, *(x for x in (goal.wage, goal.openings) if x is not None), *goal.core]
    urls = [url for cost in plan.due for url in cost.sources]
    urls += [catalog.sources[k].url for fact in facts for k in fact.sources if k in catalog.sources]
    for url in dict.fromkeys(urls):
        page = by_url.get(url)
        if page is None or page.kind == "memory":
            continue
        day = (
            _("of {day}").format(day=long_date(page.as_of))
            if page.as_of
            else _("read {day}").format(day=long_date(page.captured))
            if page.captured
            else _("undated")
        )
        yield Source(page.title, web(url), day)
