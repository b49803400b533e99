"""What changed since a plan was saved, step by step, with the fact or limit that made each change.

A limit, a date or something earned since is named only after today's question was solved without it: what comes back
then, or goes, is its doing. What no single one of them explains is put down to the catalog's prices, hours and dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from credplan.core.model import Catalog
from credplan.core.planning.answers import Plan
from credplan.core.planning.beside import credentials
from credplan.core.planning.ground import ground
from credplan.core.planning.problem import GoalGroup
from credplan.core.planning.question import Question
from credplan.core.planning.wishes import unfiltered
from credplan.core.profile import Profile, SavedPlan, SavedStep
from credplan.core.requirements import Atom, Need
from credplan.core.text import long_date, money
from credplan.core.units import Cents, Minutes


class Then(msgspec.Struct, frozen=True):
    """A step as it was saved, or as it stands today. Cents, subscriptions included; None where nobody knows."""

    route: str
    start: dt.date
    finish: dt.date
    cents: int | None


class Change(msgspec.Struct, frozen=True):
    """What became of one step."""

    credential: str
    name: str
    kind: str
    """``done`` (earned since), ``gone``, ``new``, ``moved`` (other days, route or money) or ``same``."""
    before: Then | None
    now: Then | None
    cause: str = ""
    """``earned``, ``hours``, ``objective``, ``budget``, ``by``, ``begin``, ``wish``, ``fact``, ``price``, ``route`` or
    ``order``."""
    text: str = ""


class _Undone(msgspec.Struct, frozen=True):
    """Something that is different today, and the credentials that today's best plan would take without it."""

    cause: str
    text: str
    taken: frozenset[str]


def changes(
    catalog: Catalog, profile: Profile, question: Question, plan: Plan, saved: SavedPlan, today: tuple[SavedStep, ...]
) -> list[Change]:
    """Each step of ``saved`` and of today's ``plan``, those of the saved one first.

    Args:
        catalog: as `advise.answer` had it.
        profile: as `advise.answer` had it.
        question: as `advise.answer` had it.
        plan: the best plan of today.
        saved: the plan to compare it with, for the same goal.
        today: the steps of ``plan`` as they would be saved, so that money is compared alike.
    """
    return list(_Changes(catalog, profile, question, plan, saved, today).told())


class _Changes:
    def __init__(
        self,
        catalog: Catalog,
        profile: Profile,
        question: Question,
        plan: Plan,
        saved: SavedPlan,
        today: tuple[SavedStep, ...],
    ) -> None:
        base = ground(catalog, profile, question)
        assert base is not None
        self.catalog, self.profile, self.question, self.ground = catalog, profile, question, base
        self.plan, self.saved = plan, saved
        self.now = {step.credential: step for step in today}
        self.names = {s.credential: s.name for s in plan.steps}
        self._undone: list[_Undone] | None = None

    def told(self) -> Iterator[Change]:
        before = {step.credential: step for step in self.saved.step}
        for ident, step in before.items():
            now = self.now.get(ident)
            if now is None:
                yield self._gone(step)
            elif _then(step) == _then(now):
                yield Change(ident, self._name(ident), "same", _then(step), _then(now))
            else:
                yield self._moved(step, now)
        for ident, step in self.now.items():
            if ident not in before:
                cause, text = self._why(ident, new=True)
                yield Change(ident, self._name(ident), "new", None, _then(step), cause, text)

    def _name(self, ident: str) -> str:
        record = self.ground.whole.standing.credentials.get(ident)
        return self.names.get(ident) or (record.name if record is not None else ident.rpartition(":")[2])

    def _gone(self, step: SavedStep) -> Change:
        ident, then = step.credential, _then(step)
        held = self.profile.holding(ident)
        if held is not None and held.status == "earned":
            when = f" on {long_date(held.earned)}" if held.earned is not None else ""
            return Change(ident, self._name(ident), "done", then, None, "earned", f"you have earned it{when}")
        reason = self.ground.problem.left_out.get(ident, "")
        record = self.ground.whole.standing.credentials.get(ident)
        if not reason and ":" not in ident and record is None:
            reason = "it is not in the catalog any more, or does not bear on this goal"
        elif not reason and record is not None and not record.lifecycle.earnable:
            retired = record.lifecycle.retired
            reason = f"it was retired on {retired}" if retired is not None else "it can't be earned now"
        elif not reason and ident not in self.ground.problem.goods.numbers:
            reason = "it does not show what this goal asks for"
        if reason:
            return Change(ident, self._name(ident), "gone", then, None, "wish" if "you " in reason else "fact", reason)
        cause, text = self._why(ident, new=False)
        if cause == "price":
            text = self._dearer(step) or text
        return Change(ident, self._name(ident), "gone", then, None, cause, text)

    def _why(self, ident: str, *, new: bool) -> tuple[str, str]:
        """The first single thing without which a step would not have come, or gone."""
        for undone in self._causes():
            if (ident in undone.taken) != new:
                return undone.cause, undone.text
        if self.saved.catalog and self.saved.catalog != self.catalog.version:
            return (
                "price",
                f"the catalog's prices, hours or dates: {self.saved.catalog} then, {self.catalog.version} now",
            )
        return "price", "no single limit or date explains it"

    def _causes(self) -> list[_Undone]:
        if self._undone is None:
            self._undone = list(self._solved())
        return self._undone

    def _solved(self) -> Iterator[_Undone]:
        """Today's question with one thing as it was, or left out, each solved."""
        replace, asked, saved = msgspec.structs.replace, self.question, self.saved
        since = [h for h in self.profile.credential if h.earned is not None and h.earned > saved.saved]
        for held in since:
            fewer = tuple(h for h in self.profile.credential if h is not held)
            text = f"you have earned {self._name(held.id)} since"
            yield from self._without("earned", text, asked, replace(self.profile, credential=fewer))
        if saved.hours_per_week is not None and saved.hours_per_week != asked.weekly:
            text = f"{Minutes(asked.weekly)} hours a week, {saved.hours_per_week} then"
            yield from self._without("hours", text, replace(asked, weekly=int(saved.hours_per_week)))
        if saved.objective != asked.objective and (saved.objective != "balanced" or asked.hour_value is not None):
            text = f"the {asked.objective} is asked for, the {saved.objective} then"
            yield from self._without("objective", text, replace(asked, objective=saved.objective))
        if asked.budget is not None:
            text = f"your budget of {money(asked.budget, asked.currency)}"
            yield from self._without("budget", text, replace(asked, budget=None))
        if asked.by is not None:
            yield from self._without("by", f"your own date, {long_date(asked.by)}", replace(asked, by=None))
        if unfiltered(asked) != asked or asked.lock:
            yield from self._without("wish", "what you rule out or insist on", replace(unfiltered(asked), lock=()))
        begun = min((step.start for step in saved.step), default=asked.start)
        if begun < asked.start:
            text = f"it begins on {long_date(asked.start)}, on {long_date(begun)} then"
            yield from self._without("begin", text, replace(asked, start=begun))

    def _without(self, cause: str, text: str, question: Question, profile: Profile | None = None) -> Iterator[_Undone]:
        base = ground(self.catalog, profile or self.profile, question)
        found = base.solve(prove=False, equals=True) if base is not None else None
        if base is None or found is None or found[1].choice is None:
            return
        goods, ways = base.whole.goods.names, base.whole.ways
        attested = {goods[ways[w].good] for w in found[1].choice.ways if not ways[w].credential}
        yield _Undone(cause, text, credentials(base, found[1].choice) | attested)

    def _dearer(self, step: SavedStep) -> str:
        """What the best plan with a step that is gone would come to; empty where none fits."""
        good = self.ground.problem.goods.numbers.get(step.credential)
        if good is None:
            return ""
        found = self.ground.solve(more=[GoalGroup(step.credential, Need(1, ((1, Atom(good)),)), "also")])
        if found is None or found[1].choice is None:
            return ""
        whole = self.ground.plan(*found)
        with_it = next((s for s in whole.steps if s.credential == step.credential), None)
        more = whole.totals.cents - self.plan.totals.cents
        text = f"a plan with it would cost {money(more, self.question.currency)} more today"
        if with_it is not None and step.cost is not None and not with_it.subscribed and with_it.cents != step.cost:
            text += f": its price is {money(with_it.cents, self.question.currency)}, {Cents(step.cost)} then"
        return text

    def _moved(self, step: SavedStep, now: SavedStep) -> Change:
        cause, text = "", ""
        if self.saved.hours_per_week is not None and self.saved.hours_per_week != self.question.weekly:
            cause, text = "hours", f"{Minutes(self.question.weekly)} hours a week, {self.saved.hours_per_week} then"
        elif now.start != step.start:
            first = min(s.start for s in self.saved.step)
            if first != self.question.start:
                text = f"it begins on {long_date(self.question.start)}, on {long_date(first)} then"
                cause = "begin"
            else:
                cause, text = "order", "what comes before it is another"
        elif now.cost != step.cost:
            cause, text = "price", "what it costs"
        elif now.route != step.route:
            cause, text = "route", "another route is better now"
        else:
            cause, text = "fact", "the catalog's hours or waits for it"
        return Change(step.credential, self._name(step.credential), "moved", _then(step), _then(now), cause, text)


def _then(step: SavedStep) -> Then:
    return Then(step.route, step.start, step.finish, None if step.cost is None else int(step.cost))
