"""A plan's answer as a `Handout`: everything that a learner, or a counselor across the desk, acts on, in that order.

No number is computed here; what the planner answered is put into words, as on the screen (`core.report`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from credplan.core.handout.advice import Deadline, actions, begin_words, deadlines, exam_day, if_it_slips, questions
from credplan.core.handout.timeline import timeline
from credplan.core.handout.trade_offs import trade_off_blocks, trade_off_note
from credplan.core.handout.values import (
    Blanks,
    Block,
    Checks,
    Entry,
    Facts,
    Handout,
    Points,
    Section,
    Source,
    Sources,
    StepBox,
    Steps,
    Table,
)
from credplan.core.model import Career, Catalog, Credential, Sourced
from credplan.core.plan_doubts import Doubts, doubts, hours_line, weak_line
from credplan.core.plan_words import (
    Options,
    added,
    bound_words,
    charge_runs,
    earlier_or_later,
    goal_word,
    option_words,
    plus_unknown,
    signed,
    step_cost,
)
from credplan.core.planning.answers import NoPlan, Plan, Step
from credplan.core.planning.question import Question
from credplan.core.planning.trade_offs import TradeOffs
from credplan.core.profile import Profile
from credplan.core.regions import region_name
from credplan.core.report import no_plan_report
from credplan.core.report_door import doors
from credplan.core.report_shape import Row
from credplan.core.standing import region_matches
from credplan.core.text import amount, hours, join_words, long_date, money, plural, weeks_between
from credplan.core.units import Minutes

UNSURE = "~ rests on one source or on an old one, or its sources disagree: ask before you pay."


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
        _section("next", "Next three actions", Checks(actions(plan, catalog, profile, question))),
        _section(
            "situation", "Your situation and limits", Facts(tuple(_situation(catalog, profile, question, plan.held)))
        ),
        *_doors(plan.goal, profile, question),
        _section("steps", "Steps", Steps(tuple(_step(plan, s, catalog) for s in plan.steps)), _how_sure(plan)),
        _section("timeline", "On the calendar", timeline(plan, question)),
        _section("due", "What is due when", _due(plan, catalog, last_days), _legend(plan)),
        _section("slips", "If it slips", Points(if_it_slips(plan, question, last_days))),
        _section("missing", "Missing from this plan", Points(tuple(_missing(plan)))),
        _section("confirm", "To confirm", Checks(tuple(_confirm(plan))), "Tick what you have asked and heard."),
        _section("unsure", "Not sure", Points(tuple(_unsure(plan, doubts(plan, catalog, question.start))))),
        _section("know", "Good to know", Points(tuple(map(_sentence, (*plan.warnings, *plan.later, *plan.openings))))),
        _section("upkeep", "To stay valid", Points(tuple(_upkeep(plan)))),
        _section("changes", "If you change one thing", _changes(plan), "" if choice else weighed),
        _section("trade-offs", "Money against time", choice, weighed),
        _section(
            "besides",
            "What employers like besides",
            Points(tuple(_extras(plan))),
            "Not in the plan, but where it says so.",
        ),
        _section("questions", "Questions for the next meeting", (Checks(questions(plan, profile)), Blanks(("", "")))),
        _section("sources", "Sources", Sources(tuple(sources(plan, catalog, profile, question)))),
        _section("signatures", "Agreed", Blanks(("Learner", "Counselor"), dated=True)),
    ]
    glance = tuple(_glance(plan, profile, question))
    return _framed(plan.goal, catalog, profile, question, today, typed, glance, sections)


def _framed(
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
        title=f"Plan: {goals}",
        subtitle=f"{f'For {name}. ' if name else ''}Made on {long_date(today)}, catalog of {long_date(catalog.date)}.",
        glance=tuple(glance),
        sections=tuple(s for s in sections if s.blocks),
        footer=f"Made by: credplan plan {goal_word(goal)}{option_words(typed)}",
        made=today.isoformat(),
    )


def _section(key: str, title: str, blocks: Block | tuple[Block, ...] | None, note: str = "") -> Section:
    """A section of the blocks that hold anything; without one it is left out."""
    several = blocks if isinstance(blocks, tuple) else (blocks,)
    return Section(key, title, tuple(b for b in several if b is not None and _filled(b)), note)


def _filled(block: Block) -> bool:
    return any(bool(getattr(block, name)) for name in block.__struct_fields__ if name != "dated")


def _named(goal: Career | Credential) -> str:
    return goal.title if isinstance(goal, Career) else goal.name


def _glance(plan: Plan, profile: Profile, question: Question) -> Iterator[Entry]:
    totals = plan.totals
    if not plan.steps:
        left = (
            "this catalog has no step for you: see what is missing" if plan.uncovered else "you hold all that is asked"
        )
        yield Entry("To do", f"Nothing: {left}.")
        return
    first = plan.steps[0]
    yield Entry("First", begin_words(first, profile), (f"begin {long_date(first.start)}",))
    high = totals.finish_high
    later = f"{long_date(high)} at the high end" if high is not None and high > totals.finish else ""
    yield Entry(
        "Done by",
        long_date(totals.finish),
        tuple(x for x in (f"{weeks_between(question.start, totals.finish)} from the start", later) if x),
    )
    cost = money(totals.cents, totals.currency) + ("~" if totals.unsure else "")
    spread = ""
    if totals.low is not None and totals.high is not None and totals.low != totals.high:
        spread = f"{amount(totals.low)} to {amount(totals.high)}"
    unknown = (
        f"plus {plural(len(totals.unknown), 'price or time', 'prices or times')} not known" if totals.unknown else ""
    )
    yield Entry("Costs", cost, tuple(x for x in (spread, unknown) if x))
    work = ""
    if totals.minutes_low is not None and totals.minutes_high is not None and totals.minutes_low != totals.minutes_high:
        work = f"{Minutes(totals.minutes_low)} to {hours(totals.minutes_high)}"
    yield Entry("Work", hours(totals.minutes), tuple(x for x in (f"{Minutes(question.weekly)} h a week", work) if x))


def _situation(catalog: Catalog, profile: Profile, question: Question, met: tuple[str, ...] = ()) -> Iterator[Entry]:
    learner, names = profile.learner, {c.id: c.name for c in catalog.credentials}
    states = (("Held", "earned"), ("In progress", "in-progress"))
    for label, state in states:
        mine = [names.get(h.id, h.id) for h in profile.credential if h.status == state]
        if mine or state == "earned":
            yield Entry(label, ", ".join(mine) or "no credential yet")
    if met:
        yield Entry("Met already", ", ".join(met))
    skills = {s.id: s.name for s in catalog.skills}
    if profile.skill:
        yield Entry("Knows", ", ".join(f"{skills.get(s.id, s.id)} ({s.level})" for s in profile.skill))
    yield Entry("Time", f"{Minutes(question.weekly)} h a week from {long_date(question.start)}")
    yield Entry(
        "Money", f"at most {money(question.budget, question.currency)}" if question.budget is not None else "no limit"
    )
    if question.by is not None:
        yield Entry("Wanted by", long_date(question.by))
    about = [region_name(learner.region) if learner.region else "", (learner.education or "").replace("-", " ")]
    about += [word.replace("-", " ") for word in learner.circumstances]
    if any(about):
        yield Entry("About you", ", ".join(x for x in about if x))
    wishes = [f"only {flag}" for flag in ("free", "accredited", "online") if getattr(question, flag)]
    wishes += ["counted on the high end of hours, times and prices"] if question.safe else []
    wishes += [f"compared with {plural(question.years, 'year')} of upkeep"] if question.count_upkeep else []
    wishes += [f"only from {join_words(list(question.provider), 'or')}"] if question.provider else []
    left_out = (*question.without, *question.without_provider)
    wishes += [f"without {join_words([names.get(i, i) for i in left_out], 'or')}"] if left_out else []
    wishes += [f"with {join_words([names.get(i, i) for i in question.lock])}"] if question.lock else []
    if wishes:
        yield Entry("Wishes", "; ".join(wishes))
    for waiver in profile.waiver:
        yield Entry("Set aside", f"{waiver.requirement}, because: {waiver.because}")


def _doors(goal: Career | Credential, profile: Profile, question: Question) -> Iterator[Section]:
    for number, section in enumerate(doors(goal, profile, question), 1):
        head, _, name = section.title.partition(": ")
        title = f"{head.capitalize()}: {name}" if name else head.capitalize()
        blocks: tuple[Block, ...] = (_facts(section.rows),) if section.rows else (Points((section.note,)),)
        yield Section(f"door-{number}", title, blocks, section.note if section.rows else "")


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


def _how_sure(plan: Plan) -> str:
    among = f"among the {plural(plan.considered, 'credential')} of the catalog"
    best = {"cheapest": "cheaper", "fastest": "faster", "fewest": "shorter", "balanced": "better balanced"}[
        plan.objective
    ]
    if not plan.complete:
        return "As far as this catalog reaches: what it does not cover stands under \u201cMissing from this plan\u201d."
    if plan.status == "optimal":
        return f"Proved: no {best} plan exists {among}, as far as its prices and hours are right."
    return (
        f"The best that was found {among}, not proved: {plan.reason}; no plan can be better than {bound_words(plan)}."
    )


def _step(plan: Plan, step: Step, catalog: Catalog) -> StepBox:
    dates = (
        long_date(step.start) if step.start == step.finish else f"{long_date(step.start)} to {long_date(step.finish)}"
    )
    price = " and ".join(x for x in (step_cost(step, plan.totals.currency), join_words(list(step.subscribed))) if x)
    more = []
    if step.work_ends < step.finish and step.work_ends > step.start:
        more.append(f"Work ends {long_date(step.work_ends)}, the award comes {long_date(step.finish)}.")
    if len(step.parts) > 1:
        more.append(f"Parts: {', '.join(step.parts)}." if len(step.parts) <= 6 else f"It has {len(step.parts)} parts.")
    more += [_sentence(note) for note in step.notes]
    who = next((p for p in catalog.providers if p.id == step.provider), None)
    provider, ask = (who.name if who is not None else step.provider), ""
    if who is not None and who.kind == "local":
        provider, ask = "", "Ask schools and agencies near you. About it"
    return StepBox(
        step.number,
        step.name,
        provider,
        dates,
        hours(step.minutes) if step.minutes != 0 else "no study",
        price or "nothing to pay",
        _sentence("; ".join(step.because)),
        tuple(more),
        ask or "Ask and enrol",
        _web(step.url),
    )


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    if not text:
        return ""
    return text[:1].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _legend(plan: Plan) -> str:
    return UNSURE if plan.totals.unsure else ""


def _due(plan: Plan, catalog: Catalog, last_days: tuple[Deadline, ...]) -> Table:
    """What falls on which day: payments with the total so far, exams, awards, last days of providers."""
    known = {c.id: c for c in catalog.credentials}
    rows: list[tuple[dt.date, int, int, str, str, str]] = []
    running = 0
    for cost, count, last in charge_runs(tuple(sorted(plan.due, key=lambda c: c.due))):
        running += (cost.amount or 0) * count
        what = f"{cost.name}, {count} times until {long_date(last)}" if count > 1 else cost.name
        number = next((s.number for s in plan.steps if cost in s.costs), 0)
        said = "not known" if cost.amount is None else amount(cost.amount) + ("~" if cost.unsure else "")
        of = f"Step {number}: " if number else ""
        rows.append((cost.due, number, 1, f"{of}{what}", said, "" if cost.amount is None else amount(running)))
    for step in plan.steps:
        exam = exam_day(step, known.get(step.credential))
        if exam is not None:
            rows.append((exam, step.number, 2, f"Step {step.number}: exam of {step.name}", "", ""))
        if exam is None or step.finish > exam:
            rows.append((step.finish, step.number, 3, f"Step {step.number}: {step.name} earned", "", ""))
    rows += [(d.day, len(plan.steps) + 1, 4, d.text, "", "") for d in last_days]
    rows.sort(key=lambda r: r[:3])
    header = ("Date", "What", plan.totals.currency, "So far")
    return Table(header, tuple((long_date(day), *said) for day, _, _, *said in rows), 1, (2, 3))


def _confirm(plan: Plan) -> Iterator[str]:
    """What to confirm, each with the step that it belongs to; first what the goal itself asks for."""
    of_steps = {text for step in plan.steps for text in step.confirm}
    yield from (_sentence(text) for text in plan.confirm if text not in of_steps)
    for step in plan.steps:
        for text in step.confirm:
            yield f"Step {step.number}: {_sentence(text.removeprefix(f'{step.name}: '))}"


def _missing(plan: Plan) -> Iterator[str]:
    for gap in plan.uncovered:
        why = f" ({'; '.join(gap.why[:2])})" if gap.why else ""
        yield f"{gap.name}: not covered by this catalog{why}."


def _unsure(plan: Plan, weak: Doubts) -> Iterator[str]:
    yield from (_sentence(f"Not known: {text}") for text in plan.totals.unknown)
    timed = {f"{s.name}: hours, sources disagree" for s in plan.steps if s.number in weak.hours}
    yield from (_sentence(f"~ {text}") for text in plan.totals.unsure if text not in timed)
    if hours_line(weak):
        yield _sentence(f"~ Hours {hours_line(weak)}")
    if weak_line(weak):
        yield _sentence(f"~ {weak_line(weak)}")


def _upkeep(plan: Plan) -> Iterator[str]:
    totals = plan.totals
    if totals.upkeep and (totals.upkeep_cents or totals.upkeep_unknown):
        known = f"{money(totals.upkeep_cents, totals.currency)} a year in all" if totals.upkeep_cents else ""
        unknown = "a fee that is not known" if totals.upkeep_unknown else ""
        yield _sentence(", and ".join(x for x in (known, unknown) if x))
    yield from map(_sentence, totals.upkeep)


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
            f"equally good: {join_words(list(names))}",
            money(plan.totals.cents, plan.totals.currency),
            "same cost",
            "same day",
        )
        for names in plan.equals
    ]
    return Table(("Change", "Then it costs", "Difference", "Done"), tuple(rows), 0, (1, 2)) if rows else None


def _extras(plan: Plan) -> Iterator[str]:
    for extra in plan.extras:
        if extra.met:
            yield _sentence(f"{extra.name}: {'in the plan already' if extra.asked else extra.because}")
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
            f"of {long_date(page.as_of)}"
            if page.as_of
            else f"read {long_date(page.captured)}"
            if page.captured
            else "undated"
        )
        yield Source(page.title, _web(url), day)


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
            ", then ".join(name for _, name in r.steps),
        )
        for r in answer.relaxations
    )
    talk = ["Which of these changes is possible for me?"] if changes else ["Which other goal comes close to this one?"]
    if question.budget is not None:
        talk.append("Which grant, employer or public programme could pay a part of this?")
    also = tuple(text for s in more if s.title == "ALSO" for text in (row.text for row in s.rows))
    sections = [
        _section("clash", clash.title.partition(" (")[0].capitalize(), _facts(clash.rows), clash.note),
        _section("changes", "The least that would have to change", _change_table(changes), _one_is_enough(changes)),
        _section("situation", "Your situation and limits", Facts(tuple(_situation(catalog, profile, question)))),
        *_doors(answer.goal, profile, question),
        _section("confirm", "To confirm", Checks(tuple(_sentence(text) for text in answer.confirm))),
        _section("know", "Good to know", Points(tuple(map(_sentence, also)))),
        _section("questions", "Questions for the next meeting", (Checks(tuple(talk)), Blanks(("", "")))),
        _section("signatures", "Agreed", Blanks(("Learner", "Counselor"), dated=True)),
    ]
    first = changes[0] if changes else None
    glance = [Entry("Answer", "No plan fits these limits" if answer.proved else "No plan was found")]
    if first is not None:
        glance += [Entry("Least change", first[0]), Entry("Then it costs", first[1]), Entry("Then done by", first[2])]
    return _framed(answer.goal, catalog, profile, question, today, typed, glance, sections)


_DOOR_TITLES = ("THE DOOR", "WHAT IT IS")


def _one_is_enough(changes: tuple[tuple[str, ...], ...]) -> str:
    return "Any one of these is enough." if len(changes) > 1 else ""


def _change_table(changes: tuple[tuple[str, ...], ...]) -> Table | None:
    return Table(("Change", "Then it costs", "Done", "Steps"), changes, 3) if changes else None


def _facts(rows: tuple[Row, ...]) -> Facts:
    return Facts(tuple(Entry(r.label[:1].upper() + r.label[1:], r.text, r.details) for r in _merged(rows)))
