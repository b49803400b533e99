"""From a question to an answer: the best plan with its reasons, or a no that can be used."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from credplan.core.dates import add_days
from credplan.core.model import Career, Catalog, Credential
from credplan.core.planning.answers import (
    Alternative,
    Extra,
    NoPlan,
    Plan,
    Step,
    Switch,
    Uncovered,
)
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.cover import HALF_HOUR, MOST_WEEKLY, blocking, covered, left_unpriced
from credplan.core.planning.explain import explain
from credplan.core.planning.master import Solved, solve
from credplan.core.planning.openings import openings_of
from credplan.core.planning.problem import GoalGroup, Problem
from credplan.core.planning.question import Question
from credplan.core.planning.reduce import Relaxed
from credplan.core.planning.rows import Reach, Rows, build_rows, reach
from credplan.core.planning.wishes import offered_both_ways
from credplan.core.planning.worth import Choice
from credplan.core.profile import Profile, SavedPlan
from credplan.core.regions import region_name
from credplan.core.requirements import Atom, Need
from credplan.core.standing import Standing
from credplan.core.text import join_words, long_date, money
from credplan.core.units import Minutes


def answer(
    catalog: Catalog,
    profile: Profile,
    question: Question,
    *,
    extras: bool = True,
    saved: SavedPlan | None = None,
    keep: SavedPlan | None = None,
) -> Plan | NoPlan:
    """The best plan for ``question``, or why there is none and the least that would have to change.

    Args:
        catalog: what there is.
        profile: what the learner holds; the question carries the limits.
        question: goal, start, limits, objective.
        extras: also solve the alternatives ("if you change one thing") and price the career's plus groups.
        saved: a plan for the same goal, which is set beside the best one.
        keep: take the credentials and routes of this plan and no others.
    """
    # What few plans need is loaded by those alone: each module takes its time at every start.
    if question.safe or profile.learner.pace_percent is not None:
        from credplan.core.planning.adjusted import adjusted

        catalog, question = adjusted(catalog, profile.learner, question)
    standing = standing_of(catalog, profile, question.start)
    whole = build(catalog, question, standing)
    if keep is not None:
        from credplan.core.planning.keeping import only_saved

        whole = only_saved(whole, keep)
    problem, uncovered, reached = covered(whole)
    stopped = blocking(catalog, whole, uncovered)
    warnings = [*_profile_warnings(standing), *_abroad(whole)]
    if stopped.closed:
        from credplan.core.planning.refuse import blocked

        return blocked(catalog, whole, stopped, warnings)
    with build_rows(problem, reached) as rows:
        solved = solve(problem, reached=reached, rows=rows)
        chosen = solved.choice
        if chosen is None:
            from credplan.core.planning.refuse import no_plan

            return no_plan(catalog, whole, solved, warnings)
        plan = plan_of(catalog, question, problem, solved, uncovered, warnings)
        if saved is not None and saved.step:
            from credplan.core.planning.keeping import saved_now

            beside = saved_now(whole, saved, chosen, len(uncovered))
            plan = msgspec.structs.replace(plan, saved=beside)
        if not extras:
            return plan
        return msgspec.structs.replace(
            plan,
            alternatives=tuple(_alternatives(whole, solved, plan, reached, rows)),
            switches=_switches(whole, chosen),
            extras=tuple(_extras(whole, solved, plan, reached, rows)),
        )


def plan_of(
    catalog: Catalog,
    question: Question,
    problem: Problem,
    solved: Solved,
    uncovered: list[Uncovered],
    warnings: list[str],
) -> Plan:
    """A found choice as the answer to ``question``, with every sum, reason and doubt."""
    assert solved.choice is not None
    told = explain(catalog, problem, solved.choice)
    warnings = [*warnings, *told.warnings]
    if problem.foreign:
        warnings.append(f"left out because they are not priced in {question.currency}: {', '.join(problem.foreign)}")
    if told.totals.high is not None and question.budget is not None and told.totals.high > question.budget:
        warnings.append(
            f"at the high end of its prices and hours this plan costs {money(told.totals.high, question.currency)}, "
            f"above your budget of {money(question.budget, question.currency)}"
        )
    if question.budget is not None and any(c.amount is None for c in told.due):
        warnings.append(
            f"it rests on a price nobody knows: whether it keeps to {money(question.budget, question.currency)} "
            "can't be said before you ask"
        )
    if question.by is not None and told.totals.finish_high is not None and told.totals.finish_high > question.by:
        warnings.append(f"at the high end of its hours it ends on {told.totals.finish_high}, after {question.by}")
    return Plan(
        goal=question.goal,
        objective=question.objective,
        status="optimal" if solved.proved else "bounded",
        complete=not uncovered,
        reason=solved.reason if not solved.proved else "",
        value=solved.choice.worth[solved.main],
        bound=solved.bound,
        considered=catalog.earnable,
        steps=told.steps,
        subscriptions=told.subscriptions,
        due=told.due,
        totals=told.totals,
        held=tuple(g.name for g in problem.groups if g.need.met and g.kind != "law" and _brought(problem, g)),
        uncovered=tuple(uncovered),
        confirm=(*told.confirm, *_to_book(question, problem, told.steps)),
        warnings=tuple(dict.fromkeys(warnings)),
        equals=tuple(_names(problem, choice) for choice in solved.equals),
        later=told.later,
        unpriced=tuple(left_unpriced(problem, solved.choice.ways, catalog)),
        openings=openings_of(problem.standing, question, [step.credential for step in told.steps]),
    )


def _to_book(question: Question, problem: Problem, steps: tuple[Step, ...]) -> Iterator[str]:
    """What has to be said when booking where all is to be done online."""
    known = problem.standing.credentials
    both = [s.name for s in steps if s.credential in known and offered_both_ways(known[s.credential])]
    if question.online and both:
        yield f"book online, not at a site, what is offered in both ways: {join_words(both)}"


def _brought(problem: Problem, group: GoalGroup) -> bool:
    """Whether the learner holds something that counts towards a met group, rather than having set it aside."""
    goal, standing = group.goal, problem.standing
    if not isinstance(goal, Career) or group.kind not in ("anchor", "core"):
        return True
    core = goal.core[group.index]
    if standing.group_waiver(core.name, core.basis, goal.id) is not None:
        return False
    return any(standing.outcome(leaf, "proof", goal.id) == "met" for leaf in core.requires.leaves)


def _names(problem: Problem, choice: Choice) -> tuple[str, ...]:
    return tuple(problem.title(problem.ways[w]) for w in choice.ways)


def _profile_warnings(standing: Standing) -> Iterator[str]:
    for held in standing.profile.credential:
        credential = standing.credentials.get(held.id)
        if credential is None:
            yield f"{held.id} in your profile is not in the catalog; the plan does not count it"
        elif held.status == "earned" and not standing.valid(held, standing.today):
            expiry = standing.expiry(held)
            when = f" on {long_date(expiry)}" if expiry is not None else ""
            yield f"{credential.name} lapsed{when}: it helps you prepare but is no proof any more"


def _abroad(whole: Problem) -> Iterator[str]:
    """What a learner of a country that the catalog's laws and prices are not about has to ask at home."""
    home, question = whole.standing.learner.region.partition("-")[0], whole.question
    regions = [law.region for g in (question.goal, *question.goals) if isinstance(g, Career) for law in g.door.laws]
    regions += [charge.price.region for way in whole.ways for charge in way.charges]
    regions += [pricing.offer.price.region for pricing in whole.purchases]
    countries = {region.partition("-")[0] for region in regions if region}
    if home and countries - {home}:
        there = join_words([region_name(country) for country in sorted(countries - {home})])
        yield f"laws and prices here are for {there}, not for {region_name(home)}: ask there what holds"


def _switches(whole: Problem, chosen: Choice) -> tuple[Switch, ...]:
    """Where another way to pay for the same steps is cheaper, if one of them could be a subscription."""
    goods = {whole.ways[w].good for w in chosen.ways}
    if not any(way.spans for way in whole.ways if way.good in goods):
        return ()
    from credplan.core.planning.switch import switches

    return tuple(switches(whole, chosen))


# -- one thing different ----------------------------------------------------------------------------------------------


def _alternatives(whole: Problem, solved: Solved, plan: Plan, reached: Reach, rows: Rows) -> Iterator[Alternative]:
    """Three things worth knowing: more hours, the other objective, and doing without the dearest step.

    None of them changes what there is to choose from, so they are asked of the problem that was built already;
    ``reached`` is what is in reach of it, ``rows`` are its rows, which hold at the learner's own pace.
    """
    replace, question = msgspec.structs.replace, whole.question
    assert solved.choice is not None
    mine = solved.choice.ways
    more = question.weekly + max(HALF_HOUR, -(-question.weekly // 2 // HALF_HOUR) * HALF_HOUR)
    trials: list[tuple[str, str, Problem, Reach | None, Rows | None, Relaxed | None]] = []
    if more <= MOST_WEEKLY:
        trials.append(
            (
                f"{Minutes(more)} hours a week instead of {Minutes(question.weekly)}",
                f"--hours-per-week {Minutes(more)}",
                replace(whole, question=replace(question, weekly=more)),
                None,
                None,
                None,
            )
        )
    other = "cheapest" if question.objective == "fastest" else "fastest"
    now = {"fewest": "fewest steps", "balanced": "best balance"}.get(question.objective, question.objective)
    asked = replace(whole, question=replace(question, objective=other))
    trials.append((f"the {other} instead of the {now}", f"--{other}", asked, reached, rows, None))
    dearest = _dearest(plan)
    if dearest is not None:
        name = next(s.name for s in plan.steps if s.credential == dearest)
        taken = frozenset(w for w, way in enumerate(whole.ways) if way.credential == dearest)
        fewer = replace(whole, closed=whole.closed | taken)
        trials.append((f"without {name}", f"--without {dearest}", fewer, None, rows, solved.guide))
    for change, option, asked, known, same, guide in trials:
        problem, uncovered, within = covered(asked, known, None if same is None else same.jobs)
        if len(uncovered) > len(plan.uncovered):
            continue
        found = solve(problem, equals=False, prove=False, reached=within, rows=same, start=mine, guide=guide)
        choice = found.choice
        if choice is None:
            continue
        names = _names(
            problem, msgspec.structs.replace(choice, ways=tuple(choice.ways[p.job] for p in choice.schedule.placed))
        )
        finish = add_days(question.start, choice.worth["finish"])
        if choice.worth["bill"] == plan.totals.cents and finish == plan.totals.finish:
            continue  # it changes nothing that a learner would notice
        yield Alternative(
            change,
            option,
            choice.worth["bill"],
            finish,
            choice.worth["minutes"],
            names,
            choice.worth["unknown"],
        )


def _dearest(plan: Plan) -> str | None:
    """The credential that most of the plan's money goes to (hours, where all is free); None for a plan of none."""
    if not plan.steps or isinstance(plan.goal, Credential):
        return None
    spent = {s.credential: s.cents for s in plan.steps}
    for subscription in plan.subscriptions:
        for ident in subscription.covers:
            spent[ident] = spent.get(ident, 0) + subscription.cents // len(subscription.covers)
    real = [s for s in plan.steps if "/" in s.credential and ":" not in s.credential]
    return max(real, key=lambda s: (spent[s.credential], s.minutes or 0, s.credential)).credential if real else None


def _extras(whole: Problem, solved: Solved, plan: Plan, reached: Reach, rows: Rows | None) -> Iterator[Extra]:
    """What each preferred group would add to this very plan; preferences never enter the plan itself."""
    replace, goal = msgspec.structs.replace, whole.question.goal
    if not isinstance(goal, Career):
        return
    free = replace(whole, question=replace(whole.question, budget=None, by=None))
    chosen = solved.choice
    assert chosen is not None
    mine = [whole.ways[w].good for w in chosen.ways]
    kept = [GoalGroup("", Need(1, ((1, Atom(good)),)), "also") for good in mine]
    limited = whole.question.budget is not None or whole.question.by is not None
    guide = None if limited else solved.guide
    if whole.question.budget == 0:
        reached, rows = reach(free), None  # prices that nobody knows are no matter here
    for plus in whole.pluses:
        group = goal.plus[plus.index]
        if plus.need.met:
            asked = any(leaf.credential or leaf.skill or leaf.part for leaf in group.requires.leaves)
            yield Extra(group.name, group.because, met=True, asked=asked)
            continue
        problem, uncovered, _ = covered(replace(free, groups=[*free.groups, plus, *kept]), reached)
        if any(u.kind in ("plus", "also") for u in uncovered):
            continue
        choice = solve(problem, equals=False, prove=False, reached=reached, rows=rows, guide=guide).choice
        if choice is None:
            continue
        named = zip(_names(problem, choice), choice.ways, strict=True)
        steps = tuple(name for name, way in named if problem.ways[way].good not in mine)
        if not steps:
            yield Extra(group.name, group.because, met=True)
            continue
        yield Extra(
            group.name,
            group.because,
            met=False,
            cents=choice.worth["bill"] - plan.totals.cents,
            minutes=choice.worth["minutes"] - plan.totals.minutes,
            steps=steps,
            unknown=max(0, choice.worth["unknown"] - chosen.worth["unknown"]),
            unknown_hours=sum(problem.ways[w].hours.unknown for w in choice.ways)
            - sum(whole.ways[w].hours.unknown for w in chosen.ways),
        )
