"""A no that can be used: what clashes, and the least changes that would make a plan fit, each solved again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from credplan.core.dates import add_days
from credplan.core.model import Catalog, Credential
from credplan.core.offers import Pricing
from credplan.core.planning.answers import Limit, Near, NoPlan, Relaxation, Uncovered
from credplan.core.planning.build import build
from credplan.core.planning.closest import closest
from credplan.core.planning.cover import HALF_HOUR, MOST_WEEKLY, Blocking, blocking, covered, group_name, unpriced
from credplan.core.planning.master import Solved, solve
from credplan.core.planning.openings import openings_of
from credplan.core.planning.problem import Problem
from credplan.core.planning.question import Question
from credplan.core.planning.wishes import gathered, unfiltered, wishes
from credplan.core.planning.worth import Choice
from credplan.core.standing import Standing
from credplan.core.text import join_words, long_date, money
from credplan.core.units import Cents, Minutes


def blocked(catalog: Catalog, whole: Problem, stopped: Blocking, warnings: list[str]) -> NoPlan:
    """Something that must be met can't be: a law nobody here can meet, a retired goal, a wish, too few hours a week."""
    question, standing = whole.question, whole.standing
    conflict = list(_closed(stopped))
    successors: tuple[str, ...] = ()
    if isinstance(question.goal, Credential):
        names = standing.credentials
        successors = tuple(_successor(names.get(s), s) for s in question.goal.lifecycle.successors)
    if successors:
        warnings = [*warnings, f"it was replaced by: {', '.join(successors)}"]
    changes: list[Relaxation] = []
    if stopped.by_pace:
        pace = f"{Minutes(question.weekly)} hours a week"
        conflict = [Limit("hours", "yours", pace), *(Limit("date", "world", text) for text in stopped.late), *conflict]
        if len(stopped.by_pace) == len(stopped.closed):
            changes = list(_Trial(whole, stopped.by_pace).faster())
    asked_too_much = [u for u in stopped.closed if u.kind == "lock"] or question.goals
    if stopped.by_wish or asked_too_much:
        wished = [change for _, change in _fewer_wishes(catalog, standing, question)]
        changes += wished or ([] if changes else _no_wishes(catalog, standing, question))
    return NoPlan(
        question.goal,
        question.objective,
        True,
        tuple(conflict),
        tuple(changes),
        tuple(warnings),
        openings=openings_of(standing, question, [ident for r in changes for ident, _ in r.steps]),
        closest=_nearest(whole),
    )


def _nearest(whole: Problem, *, refused: bool = False) -> Near | None:
    """The plan within the question's limits that covers most of the goal."""
    problem, uncovered, reached = covered(whole)
    found = closest(problem, reached, refused=refused)
    if found is None:
        return None
    choice = found.choice
    return Near(
        covered=tuple(group_name(group) for group in found.covered if not group.need.met),
        missing=(*(u.name for u in uncovered), *(group_name(g) for g in found.missing if g.kind != "plus")),
        steps=_steps(problem, choice),
        cents=choice.worth["bill"],
        finish=add_days(whole.question.start, choice.worth["finish"]),
        unknown=choice.worth["unknown"],
        proved=found.exact,
    )


def _steps(problem: Problem, choice: Choice) -> tuple[tuple[str, str], ...]:
    """(id, name) of the steps of a choice, in their order."""
    ways = (problem.ways[choice.ways[spot.job]] for spot in choice.schedule.placed)
    return tuple((way.credential, problem.title(way)) for way in ways)


def _closed(stopped: Blocking) -> Iterator[Limit]:
    """What is asked for and can't be had, and why: a law by its own line, the same reason only once."""
    from credplan.core.planning.unmet import limit_kind

    told: set[str] = set()
    by_wish = stopped.by_wish
    for uncovered in stopped.closed:
        if uncovered in stopped.by_pace:
            continue  # told by the hours and the dates
        if uncovered.kind == "law":
            where = " and can't be reached here" if uncovered.why else " and is not in this catalog"
            by_choice = uncovered in by_wish
            yield Limit("law", "law", f"{uncovered.name} is asked by law{'' if by_choice else where}")
        reasons = gathered(uncovered.why) or [(f"{uncovered.name}: no way of earning it is open to you", False)]
        for why, wished in reasons:
            if why in told:
                continue
            told.add(why)
            if wished:
                named = uncovered in by_wish and uncovered.kind not in ("goal", "law")
                yield Limit("choice", "yours", f"{uncovered.name}: {why}" if named else why)
            else:
                yield Limit(limit_kind(why), "world", why)


def _fewer_wishes(catalog: Catalog, standing: Standing, question: Question) -> Iterator[tuple[str, Relaxation]]:
    """The wishes without any one of which a plan fits: its words and the plan that would then be the best."""
    names = _wish_names(catalog)
    for wish in wishes(question, names):
        best = _fit(catalog, build(catalog, wish.without, standing))
        if best is not None:
            dropped = ((wish.option, wish.value),)
            yield wish.text, Relaxation((), wish.instead, best.cents, best.finish, best.steps, dropped, best.unknown)


def _no_wishes(catalog: Catalog, standing: Standing, question: Question) -> list[Relaxation]:
    """The plan with nothing ruled out or insisted on, where no single wish is the obstacle."""
    plain = msgspec.structs.replace(unfiltered(question), lock=(), goals=())
    made = wishes(question, _wish_names(catalog))
    best = _fit(catalog, build(catalog, plain, standing)) if len(made) > 1 else None
    if best is None:
        return []
    dropped = tuple((wish.option, wish.value) for wish in made)
    text = "all of these wishes given up"
    return [Relaxation((), text, best.cents, best.finish, best.steps, dropped, best.unknown)]


def _wish_names(catalog: Catalog) -> dict[str, str]:
    return {p.id: p.name for p in catalog.providers} | {c.id: c.name for c in catalog.credentials}


def _fit(catalog: Catalog, whole: Problem) -> _Fit | None:
    """The best plan of another question as `advise.answer` would find it, None where that would be a no too."""
    _, uncovered, _ = covered(whole)
    if blocking(catalog, whole, uncovered).closed:
        return None
    return _Trial(whole).possible(whole.question)


def _successor(credential: Credential | None, ident: str) -> str:
    """The name of a successor, with its own end where it has one."""
    if credential is None:
        return ident
    life = credential.lifecycle
    return f"{credential.name} (itself retired on {life.retired})" if life.status == "retired" else credential.name


def no_plan(catalog: Catalog, whole: Problem, solved: Solved, warnings: list[str]) -> NoPlan:
    """Which limits clash, and the least single changes, each solved again before it is said."""
    question = whole.question
    trial = _Trial(whole)
    replace = msgspec.structs.replace
    limits = [name for name in ("budget", "by") if getattr(question, name) is not None]
    # A limit that can't be met even alone clashes by itself; two such are two separate conflicts.
    alone = [
        name
        for name in limits
        # A single limit was tried already: that is the question itself, and so is one without any.
        if len(limits) == 1
        or trial.possible(replace(question, **{other: None for other in limits if other != name})) is None
    ]
    possible_without = bool(limits) and trial.possible(replace(question, budget=None, by=None)) is not None
    clash = (alone or limits) if possible_without else []
    conflict = tuple(_limit(question, name) for name in clash)
    if "by" in clash and trial.hours_matter(clash, alone):
        conflict = (*conflict, Limit("hours", "yours", f"{Minutes(question.weekly)} hours a week"))
    if not clash:
        conflict = (Limit("catalog", "world", "its requirements can't all be met together, whatever the limits"),)
    relaxations = list(trial.relaxations(clash))
    if relaxations and not clash:
        pace = f"{Minutes(question.weekly)} hours a week: something lapses or ends before all of it is done"
        conflict = (Limit("hours", "yours", pace),)
    wished = list(_fewer_wishes(catalog, whole.standing, question))
    conflict = (*conflict, *(Limit("choice", "yours", text) for text, _ in wished))
    relaxations += [change for _, change in wished]
    proved = solved.proved and not trial.inexact
    return NoPlan(
        question.goal,
        question.objective,
        proved,
        conflict,
        tuple(relaxations),
        tuple(warnings),
        openings=openings_of(whole.standing, question, [ident for r in relaxations for ident, _ in r.steps]),
        closest=_nearest(whole, refused=True),
        separate=len(alone) > 1 and not wished,
    )


def _money(question: Question) -> str:
    return f"a budget of {money(question.budget or 0, question.currency)}"


def _limit(question: Question, name: str) -> Limit:
    if name == "budget":
        return Limit("budget", "yours", _money(question))
    assert question.by is not None
    return Limit("by", "yours", f"the last award by {long_date(question.by)}")


class _Fit(msgspec.Struct, frozen=True):
    """The best plan of one trial question, as far as a no needs it."""

    cents: int
    finish: dt.date
    steps: tuple[tuple[str, str], ...]
    unknown: int
    to_ask: bool
    """Whether some of it has a price that nobody knows."""


class _Trial:
    """Questions like the learner's with other limits, hours or wishes, solved exactly.

    None of these changes what there is to choose from, so they are asked of the problem that was built already.
    """

    def __init__(self, whole: Problem, asked: Sequence[Uncovered] = ()) -> None:
        """Take the problem as it was built; ``asked`` is out of reach now and must be covered by what is proposed."""
        self.whole, self.question = whole, whole.question
        self.asked = frozenset((u.kind, u.name) for u in asked)
        self.unpriced = unpriced(whole)
        self.inexact = False

    def possible(self, question: Question) -> _Fit | None:
        """The best plan of a question, None when nothing fits."""
        problem, uncovered, reached = covered(msgspec.structs.replace(self.whole, question=question))
        if any((u.kind, u.name) in self.asked for u in uncovered):
            return None
        solved = solve(problem, equals=False, reached=reached)
        self.inexact |= not solved.proved
        choice = solved.choice
        if choice is None:
            return None
        finish = add_days(question.start, choice.worth["finish"])
        to_ask = bool(self.unpriced & set(choice.ways))
        return _Fit(choice.worth["bill"], finish, _steps(problem, choice), choice.worth["unknown"], to_ask)

    def relaxations(self, clash: list[str]) -> Iterator[Relaxation]:
        """The least budget, day and hours a week that would do by themselves; else budget and day together."""
        replace, found = msgspec.structs.replace, 0
        question = self.question
        if "budget" in clash:
            best = self.possible(replace(question, budget=None, objective="cheapest", count_upkeep=False))
            # What is promised is the plan that the learner's own wish gives with it, not the cheapest one's.
            then = self.possible(replace(question, budget=best.cents)) if best is not None else None
            if best is not None and then is not None:
                found += 1
                # Known prices come first: less money may do where one is willing to ask for a price.
                known = ", with every price known" if self.unpriced and not best.unknown else ""
                yield self._relaxed(
                    then,
                    (("--budget", str(Cents(best.cents))),),
                    f"a budget of {money(best.cents, question.currency)}{known}",
                )
                less = None if best.unknown else self._with_unknowns(best.cents)
                if less is not None:
                    cents, vague = less
                    what = "asking for a price" if vague.to_ask else "work of hours"
                    text = f"a budget of {money(cents, question.currency)} and {what} that nobody knows"
                    yield self._relaxed(vague, (("--budget", str(Cents(cents))),), text)
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
        if clash and not found:
            yield from self.pairs(clash)

    def pairs(self, clash: list[str]) -> Iterator[Relaxation]:
        """Two changes together, at most three such pairs and none of which another one makes needless.

        Money and day: the cheapest plan and the soonest one of all, each with the least of the other. Hours and the
        one or the other of them: the fewest hours with which it does, where a day or a budget clashes.
        """
        replace, question = msgspec.structs.replace, self.question
        free = replace(question, budget=None, by=None, count_upkeep=False)
        ends = [self.possible(replace(free, objective=objective)) for objective in ("cheapest", "fastest")]
        told: list[_Fit] = []
        for best in ends:
            if best is None or any((best.cents, best.finish) == (other.cents, other.finish) for other in told):
                continue
            told.append(best)
            change = self._both(replace(question, budget=best.cents, by=best.finish), ("budget", "by"))
            if change is not None:
                yield change
        for name, other in (("by", "budget"), ("budget", "by")):
            # Hours for the sake of one limit, and as much of the other as it then takes.
            more = self._least_hours(replace(question, **{other: None})) if {name, other} <= set(clash) else None
            if more is None:
                continue
            objective = "cheapest" if other == "budget" else "fastest"
            faster = replace(question, weekly=more[0], **{other: None})
            best = self.possible(replace(faster, objective=objective, count_upkeep=False))
            if best is not None:
                least = best.cents if other == "budget" else best.finish
                change = self._both(replace(question, weekly=more[0], **{other: least}), ("weekly", other))
                if change is not None:
                    yield change
                    return

    def _both(self, question: Question, changed: tuple[str, str]) -> Relaxation | None:
        """Two changes as a relaxation, solved as the learner's own wish has it; None where that would not do."""
        then = self.possible(question)
        if then is None:
            return None
        said = {
            "budget": (("--budget", str(Cents(question.budget or 0))), _money(question)),
            "by": (("--by", str(question.by)), f"time until {long_date(question.by)}" if question.by else ""),
            "weekly": (("--hours-per-week", str(Minutes(question.weekly))), f"{Minutes(question.weekly)} hours a week"),
        }
        options, texts = zip(*(said[name] for name in changed), strict=True)
        return self._relaxed(then, options, join_words(list(texts)))

    def hours_matter(self, clash: list[str], alone: list[str]) -> bool:
        """Whether the day that clashes, with all that clashes beside it, could be kept with more hours a week."""
        rest = [name for name in clash if name not in ("by", *([] if alone else clash))]
        most = msgspec.structs.replace(self.question, weekly=MOST_WEEKLY, **dict.fromkeys(rest))
        return self.question.weekly < MOST_WEEKLY and self.possible(most) is not None

    def _with_unknowns(self, below: int) -> tuple[int, _Fit] | None:
        """The least known money of any plan, where less than ``below`` does because prices or hours are not known."""
        if not any(way.unknown for way in self.whole.ways) and not self.unpriced:
            return None
        replace = msgspec.structs.replace
        asked = replace(self.question, budget=None, objective="cheapest")
        # For once what is unknown counts as nothing: only so the least of what is known can be found.
        ways = [replace(way, unknown=0) for way in self.whole.ways]
        purchases = [_at_no_price(p) if p.cents is None else p for p in self.whole.purchases]
        problem, _, reached = covered(replace(self.whole, question=asked, ways=ways, purchases=purchases))
        solved = solve(problem, equals=False, reached=reached)
        self.inexact |= not solved.proved
        if solved.choice is None or solved.choice.worth["bill"] >= below:
            return None
        cents = solved.choice.worth["bill"]
        then = self.possible(replace(self.question, budget=cents))
        return (cents, then) if then is not None and then.unknown else None

    def faster(self) -> Iterator[Relaxation]:
        """The fewest hours a week that would do; where a limit stands in the way of that as well, without it."""
        replace, limits = msgspec.structs.replace, ("budget", "by")
        for dropped in ((), ("budget",), ("by",), limits):
            if any(getattr(self.question, name) is None for name in dropped):
                continue
            more = self._least_hours(replace(self.question, **dict.fromkeys(dropped)))
            if more is None:
                continue
            weekly, best = more
            changes, texts = [("--hours-per-week", str(Minutes(weekly)))], [f"{Minutes(weekly)} hours a week"]
            if "budget" in dropped:
                changes.append(("--budget", str(Cents(best.cents))))
                texts.append(f"a budget of {money(best.cents, self.question.currency)}")
            if "by" in dropped:
                changes.append(("--by", best.finish.isoformat()))
                texts.append(f"time until {long_date(best.finish)}")
            yield self._relaxed(best, tuple(changes), join_words(texts))
            return

    def _least_hours(self, question: Question | None = None) -> tuple[int, _Fit] | None:
        """The fewest half hours a week that would do, by bisection; more hours are never worse in whole."""
        question = question or self.question
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
        return Relaxation(changes, text, best.cents, best.finish, best.steps, unknown=best.unknown)


def _at_no_price(pricing: Pricing) -> Pricing:
    replace = msgspec.structs.replace
    return replace(pricing, offer=replace(pricing.offer, price=replace(pricing.offer.price, amount=Cents(0))))
