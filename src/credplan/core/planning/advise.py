"""From a question to an answer: the best plan with its reasons, or a no that can be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from credplan.core.dates import add_days
from credplan.core.model import Career, Catalog, Credential
from credplan.core.planning.answers import (
    Alternative,
    Extra,
    Limit,
    NoPlan,
    Plan,
    Relaxation,
    Uncovered,
)
from credplan.core.planning.explain import explain
from credplan.core.planning.master import Choice, Solved, solve
from credplan.core.planning.openings import openings
from credplan.core.planning.problem import GoalGroup, Problem, Question, build, standing_of
from credplan.core.planning.rows import Reach, reach
from credplan.core.profile import Profile
from credplan.core.requirements import MET, NEVER, Atom, Need, atoms_of, both, first_day
from credplan.core.standing import Standing
from credplan.core.text import long_date, money
from credplan.core.units import Cents, Minutes

MOST_WEEKLY = 60 * 60
"""Sixty hours a week, the most that a relaxation proposes."""
HALF_HOUR = 30


def answer(catalog: Catalog, profile: Profile, question: Question, *, extras: bool = True) -> Plan | NoPlan:
    """The best plan for ``question``, or why there is none and the least that would have to change.

    Args:
        catalog: what there is.
        profile: what the learner holds; the question carries the limits.
        question: goal, start, limits, objective.
        extras: also solve the alternatives ("if you change one thing") and price the career's plus groups.
    """
    standing = standing_of(catalog, profile, question.start)
    whole = build(catalog, question, standing)
    problem, uncovered, reached = _covered(whole)
    blocking = [u for u in uncovered if u.kind in ("law", "goal", "lock", "also")]
    warnings = list(_profile_warnings(standing))
    if blocking:
        return _blocked(question, problem, blocking, warnings)
    solved = solve(problem, reached=reached)
    chosen = solved.choice
    if chosen is None:
        return _no_plan(whole, solved, warnings)
    plan = _plan(catalog, question, problem, solved, uncovered, warnings)
    if not extras:
        return plan
    return msgspec.structs.replace(
        plan,
        alternatives=tuple(_alternatives(whole, chosen, plan, reached)),
        extras=tuple(_extras(whole, chosen, plan)),
    )


def _covered(whole: Problem, reached: Reach | None = None) -> tuple[Problem, list[Uncovered], Reach]:
    """The problem without the groups that can't be covered for this learner, those groups, and what is in reach.

    ``reached`` may come from a problem that differs only in what is asked for.
    """
    if whole.question.budget == 0:
        whole = msgspec.structs.replace(whole, closed=whole.closed | _unpriced(whole))
    reached = reached or reach(whole)
    uncovered, covered = [], []
    for group in whole.groups:
        if first_day(group.need, reached.earliest) < NEVER:
            covered.append(group)
        else:
            name = _group_name(whole.question, group)
            uncovered.append(Uncovered(name, group.kind, tuple(_why_not(whole, group))))
    root = both(*(g.need for g in covered)) if covered else MET
    return msgspec.structs.replace(whole, root=root, groups=covered), uncovered, reached


def _unpriced(problem: Problem) -> set[int]:
    """The ways that need a price nobody knows: with nothing to spend, unknown is not free."""
    found = set()
    for number, way in enumerate(problem.ways):
        held = {*way.shared, *(span.pricing for span in way.spans)}
        if any(c.price.amount is None for c in way.charges) or any(problem.purchases[p].cents is None for p in held):
            found.add(number)
    return found


def _group_name(question: Question, group: GoalGroup) -> str:
    if group.kind == "law" and isinstance(question.goal, Career):
        issuer = question.goal.door.laws[group.index].issuer
        return f"{group.name} (issued by {issuer})" if issuer else group.name
    return group.name


def _why_not(problem: Problem, group: GoalGroup) -> Iterator[str]:
    """Reasons why each credential that could have met a group could not take part."""
    pending, seen = list(_credentials_of(problem, group)), set()
    while pending:
        name = pending.pop(0)
        if name in seen:
            continue
        seen.add(name)
        credential = problem.standing.credentials.get(name)
        label = credential.name if credential is not None else name
        if name in problem.left_out:
            yield f"{label}: {problem.left_out[name]}"
        elif credential is not None:
            pending.extend(c for c in _needed_by(problem, name) if c not in seen)


def _credentials_of(problem: Problem, group: GoalGroup) -> Iterator[str]:
    names = [problem.goods.names[g] for g in sorted(atoms_of(group.need))]
    if not names and group.kind == "goal":
        names = [problem.question.goal.id]
    yield from (n.partition(":")[2] if ":" in n else n for n in names)


def _needed_by(problem: Problem, name: str) -> list[str]:
    good = problem.goods.numbers.get(name)
    ways = problem.of_good.get(good, []) if good is not None else []
    return sorted({problem.goods.names[g] for w in ways for g in atoms_of(problem.ways[w].need)})


def _plan(
    catalog: Catalog,
    question: Question,
    problem: Problem,
    solved: Solved,
    uncovered: list[Uncovered],
    warnings: list[str],
) -> Plan:
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
        confirm=told.confirm,
        warnings=tuple(dict.fromkeys(warnings)),
        equals=tuple(_names(problem, choice) for choice in solved.equals),
        later=told.later,
        openings=_openings(problem.standing, question, [step.credential for step in told.steps]),
    )


def _brought(problem: Problem, group: GoalGroup) -> bool:
    """Whether the learner holds something that counts towards a met group, rather than having set it aside."""
    goal, standing = problem.question.goal, problem.standing
    if isinstance(goal, Credential) or group.kind not in ("anchor", "core"):
        return True
    core = goal.core[group.index]
    if standing.group_waiver(core.name, core.basis, goal.id) is not None:
        return False
    return any(standing.outcome(leaf, "proof", goal.id) == "met" for leaf in core.requires.leaves)


def _names(problem: Problem, choice: Choice) -> tuple[str, ...]:
    credentials = problem.standing.credentials
    names = (problem.ways[w].credential for w in choice.ways)
    return tuple(credentials[n].name if n in credentials else n for n in names)


def _profile_warnings(standing: Standing) -> Iterator[str]:
    for held in standing.profile.credential:
        credential = standing.credentials.get(held.id)
        if credential is None:
            yield f"{held.id} in your profile is not in the catalog; the plan does not count it"
        elif held.status == "earned" and not standing.valid(held, standing.today):
            yield f"{credential.name} lapsed on {standing.expiry(held)}: it helps you prepare but is no proof any more"


# -- one thing different ----------------------------------------------------------------------------------------------


def _alternatives(whole: Problem, chosen: Choice, plan: Plan, reached: Reach) -> Iterator[Alternative]:
    """Three things worth knowing: more hours, the other objective, and doing without the dearest step.

    None of them changes what there is to choose from, so they are asked of the problem that was built already;
    ``reached`` is what is in reach of it.
    """
    replace, question = msgspec.structs.replace, whole.question
    more = question.weekly + max(HALF_HOUR, -(-question.weekly // 2 // HALF_HOUR) * HALF_HOUR)
    trials: list[tuple[str, str, Problem, Reach | None]] = []
    if more <= MOST_WEEKLY:
        trials.append(
            (
                f"{Minutes(more)} hours a week instead of {Minutes(question.weekly)}",
                f"--hours-per-week {Minutes(more)}",
                replace(whole, question=replace(question, weekly=more)),
                None,
            )
        )
    other = "cheapest" if question.objective == "fastest" else "fastest"
    now = {"fewest": "fewest steps", "balanced": "best balance"}.get(question.objective, question.objective)
    asked = replace(whole, question=replace(question, objective=other))
    trials.append((f"the {other} instead of the {now}", f"--{other}", asked, reached))
    dearest = _dearest(plan)
    if dearest is not None:
        name = next(s.name for s in plan.steps if s.credential == dearest)
        taken = frozenset(w for w, way in enumerate(whole.ways) if way.credential == dearest)
        fewer = replace(whole, closed=whole.closed | taken)
        trials.append((f"without {name}", f"--without {dearest}", fewer, None))
    for change, option, asked, known in trials:
        problem, uncovered, within = _covered(asked, known)
        if len(uncovered) > len(plan.uncovered):
            continue
        choice = solve(problem, equals=False, prove=False, depth=4, reached=within, start=chosen.ways).choice
        if choice is None:
            continue
        names = _names(
            problem, msgspec.structs.replace(choice, ways=tuple(choice.ways[p.job] for p in choice.schedule.placed))
        )
        finish = add_days(question.start, choice.worth["finish"])
        if choice.worth["money"] == plan.totals.cents and finish == plan.totals.finish:
            continue  # it changes nothing that a learner would notice
        yield Alternative(
            change,
            option,
            choice.worth["money"],
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
        for covered in subscription.covers:
            spent[covered] = spent.get(covered, 0) + subscription.cents // len(subscription.covers)
    real = [s for s in plan.steps if "/" in s.credential and ":" not in s.credential]
    return max(real, key=lambda s: (spent[s.credential], s.minutes or 0, s.credential)).credential if real else None


def _extras(whole: Problem, chosen: Choice, plan: Plan) -> Iterator[Extra]:
    """What each preferred group would add to this very plan; preferences never enter the plan itself."""
    replace, goal = msgspec.structs.replace, whole.question.goal
    if not isinstance(goal, Career):
        return
    free = replace(whole, question=replace(whole.question, budget=None, by=None))
    mine = [whole.ways[w].good for w in chosen.ways]
    kept = [GoalGroup("", Need(1, ((1, Atom(good)),)), "also") for good in mine]
    reached = reach(free)
    for plus in whole.pluses:
        group = goal.plus[plus.index]
        if plus.need.met:
            asked = any(leaf.credential or leaf.skill or leaf.part for leaf in group.requires.leaves)
            yield Extra(group.name, group.because, met=True, asked=asked)
            continue
        problem, uncovered, _ = _covered(replace(free, groups=[*free.groups, plus, *kept]), reached)
        if any(u.kind in ("plus", "also") for u in uncovered):
            continue
        choice = solve(problem, equals=False, prove=False, depth=4, reached=reached).choice
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
            cents=choice.worth["money"] - plan.totals.cents,
            minutes=choice.worth["minutes"] - plan.totals.minutes,
            steps=steps,
            unknown=max(0, choice.worth["unknown"] - len(plan.totals.unknown)),
        )


# -- a no that can be used --------------------------------------------------------------------------------------------


def _blocked(question: Question, problem: Problem, blocking: list[Uncovered], warnings: list[str]) -> NoPlan:
    """Something that must be met can't be, whatever the limits: a law nobody here can meet, a retired goal."""
    conflict = []
    for uncovered in blocking:
        if uncovered.kind == "law":
            where = "can't be reached here" if uncovered.why else "is not in this catalog"
            conflict.append(Limit("law", "law", f"{uncovered.name} is asked by law and {where}"))
        for why in uncovered.why or (f"{uncovered.name}: no way of earning it is open to you",):
            if "you left" in why:
                conflict.append(Limit("choice", "yours", why))
            else:
                conflict.append(Limit("experience" if "experience" in why else "catalog", "world", why))
    successors: tuple[str, ...] = ()
    if isinstance(question.goal, Credential):
        names = problem.standing.credentials
        successors = tuple(_successor(names.get(s), s) for s in question.goal.lifecycle.successors)
    if successors:
        warnings = [*warnings, f"it was replaced by: {', '.join(successors)}"]
    return NoPlan(question.goal, question.objective, True, tuple(conflict), (), tuple(warnings))


def _openings(standing: Standing, question: Question, idents: list[str]) -> tuple[str, ...]:
    known = standing.credentials
    return openings([known[i] for i in idents if i in known], standing.learner, question.start)


def _successor(credential: Credential | None, ident: str) -> str:
    """The name of a successor, with its own end where it has one."""
    if credential is None:
        return ident
    life = credential.lifecycle
    return f"{credential.name} (itself retired on {life.retired})" if life.status == "retired" else credential.name


def _no_plan(whole: Problem, solved: Solved, warnings: list[str]) -> NoPlan:
    """Which limits clash, and the least single changes, each solved again before it is said."""
    question = whole.question
    trial = _Trial(whole)
    replace = msgspec.structs.replace
    limits = [name for name in ("budget", "by") if getattr(question, name) is not None]
    # A limit that can't be met even alone clashes by itself; two such are two separate conflicts.
    alone = [
        name
        for name in limits
        if trial.possible(replace(question, **{other: None for other in limits if other != name})) is None
    ]
    possible_without = trial.possible(replace(question, budget=None, by=None)) is not None
    clash = (alone or limits) if possible_without else []
    conflict = tuple(_limit(question, name) for name in clash)
    if "by" in clash:
        conflict = (*conflict, Limit("hours", "yours", f"{Minutes(question.weekly)} hours a week"))
    if not clash:
        conflict = (Limit("catalog", "world", "its requirements can't all be met together, whatever the limits"),)
    relaxations = list(trial.relaxations(clash))
    if relaxations and not clash:
        pace = f"{Minutes(question.weekly)} hours a week: something lapses or ends before all of it is done"
        conflict = (Limit("hours", "yours", pace),)
    proved = solved.proved and not trial.inexact
    return NoPlan(
        question.goal,
        question.objective,
        proved,
        conflict,
        tuple(relaxations),
        tuple(warnings),
        openings=_openings(whole.standing, question, [ident for r in relaxations for ident, _ in r.steps]),
        separate=len(alone) > 1,
    )


def _limit(question: Question, name: str) -> Limit:
    if name == "budget":
        return Limit("budget", "yours", f"a budget of {money(question.budget, question.currency)}")
    assert question.by is not None
    return Limit("by", "yours", f"the last award by {long_date(question.by)}")


class _Fit(msgspec.Struct, frozen=True):
    """The best plan of one trial question, as far as a no needs it."""

    cents: int
    finish: dt.date
    steps: tuple[tuple[str, str], ...]


class _Trial:
    """Questions like the learner's with other limits, hours or wishes, solved exactly.

    None of these changes what there is to choose from, so they are asked of the problem that was built already.
    """

    def __init__(self, whole: Problem) -> None:
        self.whole, self.question = whole, whole.question
        self.inexact = False

    def possible(self, question: Question) -> _Fit | None:
        """The best plan of a question, None when nothing fits."""
        problem, _, reached = _covered(msgspec.structs.replace(self.whole, question=question))
        solved = solve(problem, equals=False, reached=reached)
        self.inexact |= not solved.proved
        choice = solved.choice
        if choice is None:
            return None
        inside = [problem.ways[choice.ways[spot.job]] for spot in choice.schedule.placed]
        known = self.whole.standing.credentials
        steps = tuple(
            (w.credential, known[w.credential].name if w.credential in known else problem.goods.names[w.good])
            for w in inside
        )
        return _Fit(choice.worth["money"], add_days(question.start, choice.worth["finish"]), steps)

    def relaxations(self, clash: list[str]) -> Iterator[Relaxation]:
        """The least budget, day and hours a week that would do by themselves; else budget and day together."""
        replace, found = msgspec.structs.replace, 0
        question = self.question
        if "budget" in clash:
            best = self.possible(replace(question, budget=None, objective="cheapest"))
            # What is promised is the plan that the learner's own wish gives with it, not the cheapest one's.
            then = self.possible(replace(question, budget=best.cents)) if best is not None else None
            if best is not None and then is not None:
                found += 1
                yield self._relaxed(
                    then,
                    (("--budget", str(Cents(best.cents))),),
                    f"a budget of {money(best.cents, question.currency)}",
                )
        if "by" in clash:
            best = self.possible(replace(question, by=None, objective="fastest"))
            if best is not None:
                day = best.finish
                then = self.possible(replace(question, by=day))
                if then is not None:
                    found += 1
                    yield self._relaxed(then, (("--by", day.isoformat()),), f"time until {long_date(day)}")
        more = self._least_hours()
        if more is not None:
            weekly, best = more
            found += 1
            yield self._relaxed(best, (("--hours-per-week", str(Minutes(weekly))),), f"{Minutes(weekly)} hours a week")
        if not found:
            best = self.possible(replace(question, budget=None, by=None, objective="cheapest"))
            if best is not None:
                day = best.finish
                both_changed = replace(question, budget=best.cents, by=day)
                then = self.possible(both_changed)
                if then is not None:
                    options = (("--budget", str(Cents(best.cents))), ("--by", day.isoformat()))
                    text = f"a budget of {money(best.cents, question.currency)} and time until {long_date(day)}"
                    yield self._relaxed(then, options, text)

    def _least_hours(self) -> tuple[int, _Fit] | None:
        """The fewest half hours a week that would do, by bisection; more hours are never worse in whole."""
        question = self.question
        low, high = question.weekly, MOST_WEEKLY
        best = self.possible(msgspec.structs.replace(question, weekly=high)) if high > low else None
        if best is None:
            return None
        while high - low > HALF_HOUR:
            middle = (low + high) // 2 // HALF_HOUR * HALF_HOUR
            if middle <= low:
                break
            choice = self.possible(msgspec.structs.replace(question, weekly=middle))
            if choice is None:
                low = middle
            else:
                high, best = middle, choice
        return high, best

    @staticmethod
    def _relaxed(best: _Fit, changes: tuple[tuple[str, str], ...], text: str) -> Relaxation:
        return Relaxation(changes, text, best.cents, best.finish, best.steps)
