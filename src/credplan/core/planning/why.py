"""Why a step is in the plan: what it serves and who asks for that, what refusing it costs, and why not another one.

Nothing is said that was not solved: refusing a step closes all ways to its credential, and another candidate is put in
its place by closing them and asking for the candidate. What loses then loses in the first criterion that decides.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from credplan.core.dates import NEVER
from credplan.core.model import EVIDENCE_WORDS, LEVELS, Basis, Career, Credential, Law, Level, Requirement
from credplan.core.offers import baskets
from credplan.core.planning.answers import Plan, Step
from credplan.core.planning.beside import Instead, instead, taken
from credplan.core.planning.cover import group_name
from credplan.core.planning.ground import Ground
from credplan.core.planning.master import Solved
from credplan.core.planning.problem import GoalGroup, Problem
from credplan.core.planning.rows import Rows
from credplan.core.planning.worth import OBJECTIVES, Choice
from credplan.core.requirements import Atom, Need, atoms_of, holds
from credplan.core.standing import region_matches
from credplan.core.text import join_words

MOST_RIVALS = 40
"""Candidates that are put in a step's place, the cheapest-looking first."""
_LOST = {
    "unknown": "unknown price",
    "money": "dearer",
    "value": "dearer",
    "finish": "later",
    "minutes": "longer",
    "steps": "more steps",
}


class Served(msgspec.Struct, frozen=True):
    """Something that fails without the step, and who asks for it."""

    name: str
    kind: str
    """As of a `GoalGroup`; ``condition`` or ``readiness`` where another step needs it."""
    basis: Basis | None = None
    because: str = ""
    asks: str = ""
    """The law's issuer, or the credential that asks."""
    sources: tuple[str, ...] = ()
    """Addresses of the pages that say so."""


class Rival(msgspec.Struct, frozen=True):
    """A credential that looks no dearer and might have served the same need."""

    credential: str
    name: str
    looks: int | None
    """What it costs by itself, one period of a subscription; None where nobody knows."""
    lost: str
    """``evidence``, ``level``, ``readiness``, ``region``, ``lifecycle``, ``wish``, ``limits``, ``other need`` (one more
    that only the step meets), ``unknown price``, ``dearer``, ``later``, ``longer``, ``more steps``, or ``equal``:
    then only the alphabet decided."""
    why: str = ""
    """What the catalog or the learner's record says; empty where sums and dates say it."""
    instead: Instead | None = None
    """The best plan with it in the step's place."""


class Why(msgspec.Struct, frozen=True):
    """Everything about one step."""

    step: Step
    serves: tuple[Served, ...]
    refused: Instead | None
    """The best plan without it; None where none fits."""
    stuck: str
    """What nothing else meets then, or that no plan keeps the limits; empty where there is one."""
    rivals: tuple[Rival, ...]
    not_tried: int = 0
    """Candidates that look cheaper and were not put in its place, beyond `MOST_RIVALS`."""


def why(ground: Ground, plan: Plan, step: Step) -> Why:
    """Why ``step`` of ``plan``, the best plan of ``ground``."""
    return _Why(ground, plan, step).told()


class _Why:
    def __init__(self, ground: Ground, plan: Plan, step: Step) -> None:
        self.ground, self.plan, self.step = ground, plan, step
        self.problem, self.known = ground.problem, ground.whole.standing.credentials
        goods = ground.whole.goods
        self.mine = frozenset(
            w for w, way in enumerate(ground.whole.ways) if (way.credential or goods.names[way.good]) == step.credential
        )
        solved = self._best()
        self.best = solved
        self.has = {self.problem.ways[w].good for w in solved.ways}
        self.good = next(self.problem.ways[w].good for w in solved.ways if w in self.mine)

    def _best(self) -> Choice:
        found = self.ground.solve(prove=False, equals=True)
        assert found is not None
        assert found[1].choice is not None
        return found[1].choice

    def told(self) -> Why:
        needs = list(self._needs())
        with self.ground.rows() as rows:
            found = self.ground.solve(rows, closed=self.mine)
            refused = self._instead(found)
            stuck = "" if refused is not None else self._stuck(found)
            rivals, not_tried = [], 0
            for looks, credential, lost, text in self._candidates(needs):
                if lost:
                    rivals.append(Rival(credential.id, credential.name, looks, lost, text))
                elif len(rivals) >= MOST_RIVALS:
                    not_tried += 1
                else:
                    rivals.append(self._tried(rows, looks, credential))
        return Why(self.step, tuple(served for served, _ in needs), refused, stuck, tuple(rivals), not_tried)

    # -- what it serves -----------------------------------------------------------------------------------------

    def _needs(self) -> Iterator[tuple[Served, tuple[Need, GoalGroup | None]]]:
        for group in self.problem.groups:
            if self._fails(group.need):
                yield self._served(group), (group.need, group)
        for w in self.best.ways:
            way = self.problem.ways[w]
            if w in self.mine or not self._fails(way.need):
                continue
            name = self.known[way.credential].name if way.credential in self.known else way.credential
            kind = "condition" if self._fails(way.asked) else "readiness"
            yield Served(name, kind, None, "", name), (way.need, None)

    def _fails(self, need: Need) -> bool:
        return self.good in atoms_of(need) and not self._met(need, self.has - {self.good})

    @staticmethod
    def _met(need: Need, has: set[int]) -> bool:
        return holds(need, lambda a: a.good in has)

    def _served(self, group: GoalGroup) -> Served:
        sources = self.ground.catalog.sources
        goal = group.goal
        if isinstance(goal, Career) and group.kind == "law":
            law: Law = goal.door.laws[group.index]
            pages = tuple(sources[k].url for k in law.sources if k in sources)
            return Served(group_name(group), "law", "law", law.requires.because, law.issuer, pages)
        if isinstance(goal, Career) and group.kind in ("anchor", "core"):
            core = goal.core[group.index]
            pages = tuple(sources[k].url for k in core.sources if k in sources)
            return Served(group.name, group.kind, core.basis, core.because, goal.title, pages)
        return Served(group.name, group.kind)

    def _requirement(self, group: GoalGroup | None) -> Requirement | None:
        if group is None or not isinstance(group.goal, Career) or group.kind not in ("anchor", "core"):
            return None
        return group.goal.core[group.index].requires

    # -- without it ---------------------------------------------------------------------------------------------

    def _instead(self, found: tuple[Problem, Solved] | None) -> Instead | None:
        return instead(self.ground, self.best, None if found is None else found[1].choice)

    def _stuck(self, found: tuple[Problem, Solved] | None) -> str:
        return "nothing else meets what it is for" if found is None else "no plan without it keeps your limits"

    # -- why not another ----------------------------------------------------------------------------------------

    def _candidates(
        self, needs: list[tuple[Served, tuple[Need, GoalGroup | None]]]
    ) -> list[tuple[int | None, Credential, str, str]]:
        """(price by itself, credential, what it lacks, in words) of each that looks no dearer, the cheapest first."""
        most = max(self._spent(), self._looks(self.known.get(self.step.credential)) or 0)
        names, found = self.problem.goods.names, {}
        for _, (need, group) in needs:
            for good in sorted(atoms_of(need) - self.has):
                credential = self.known.get(names[good].removeprefix("viewed:").removeprefix("interim:"))
                if credential is None or names[good].startswith("viewed:") or credential.id == self.step.credential:
                    continue
                if self._met(need, (self.has - {self.good}) | {good}):
                    found[credential.id] = (self._looks(credential), credential, *self._closed(credential))
            for leaf in self._leaves(self._requirement(group)):
                for credential in self.ground.catalog.credentials:
                    lack = self._lacks(leaf, credential)
                    if lack is not None and credential.id not in found and credential.id not in (self.step.credential,):
                        found[credential.id] = (self._looks(credential), credential, *lack)
        inside = taken(self.ground, self.best)
        kept = [c for c in found.values() if c[1].id not in inside and (c[0] is None or c[0] <= most)]
        return sorted(kept, key=lambda c: (c[0] is None, c[0] or 0, c[1].id))

    def _leaves(self, asked: Requirement | None) -> Iterator[Requirement]:
        """The skills asked for that the step gives."""
        own = self.known.get(self.step.credential)
        if asked is None or own is None:
            return
        for leaf in asked.leaves:
            if leaf.skill is not None and any(_teaches(leaf, t.skill, t.level, t.evidence) for t in own.teaches):
                yield leaf

    def _lacks(self, leaf: Requirement, credential: Credential) -> tuple[str, str] | None:
        """Why what teaches a skill does not show it as it is asked for; None for what does not teach it at all."""
        taught = [t for t in credential.teaches if t.skill == leaf.skill]
        if not taught:
            return None
        if any(_teaches(leaf, t.skill, t.level, t.evidence) for t in taught):
            closed = self._closed(credential)
            return closed if closed[0] else None  # it is among the goods that the need mentions
        if not any(LEVELS.index(t.level) >= LEVELS.index(leaf.level) for t in taught):
            level = max((t.level for t in taught), key=LEVELS.index)
            return "level", f"it reaches {level} level, and {leaf.level} is asked for"
        best = max(t.evidence for t in taught if LEVELS.index(t.level) >= LEVELS.index(leaf.level))
        said = f"its evidence is: {EVIDENCE_WORDS[best]}; asked for is: {EVIDENCE_WORDS[leaf.evidence]}"
        return "evidence", said

    def _closed(self, credential: Credential) -> tuple[str, str]:
        """Why no way to a credential is open to this learner; twice nothing where one is."""
        reason = self.problem.left_out.get(credential.id, "")
        life = credential.lifecycle
        if not reason and not life.earnable:
            reason = f"it was retired on {life.retired}" if life.retired is not None else "it can't be earned now"
            return "lifecycle", reason
        if not reason:
            return "", ""
        if life.status in ("retired", "announced") or (
            life.last_award and life.last_award < self.ground.question.start
        ):
            return "lifecycle", reason
        region = self.ground.whole.standing.learner.region or "US"
        if credential.routes and not any(region_matches(r.region, region) for r in credential.routes):
            return "region", f"it is not offered in {region}"
        return ("readiness", "its conditions can't be met") if "no route" in reason else ("wish", reason)

    def _tried(self, rows: Rows, looks: int | None, credential: Credential) -> Rival:
        good = self.problem.goods.numbers.get(credential.id, -1)
        if good not in self.problem.of_good or not self.problem.of_good[good]:
            good = self.problem.goods.numbers.get(f"interim:{credential.id}", good)
        asked = GoalGroup(credential.name, Need(1, ((1, Atom(good)),)), "also")
        found = self.ground.solve(rows, closed=self.mine, more=[asked])
        if found is None:
            beside = self.ground.solve(rows, more=[asked])
            if beside is None:
                return Rival(credential.id, credential.name, looks, "readiness", "its own conditions can't be met")
            text = f"it does not meet {self._only()}, which here only {self.step.name} does"
            return Rival(credential.id, credential.name, looks, "other need", text, self._instead(beside))
        choice = found[1].choice
        if choice is None:
            free = msgspec.structs.replace(self.ground.question, budget=None, by=None)
            found = self.ground.solve(question=free, closed=self.mine, more=[asked])
            other = self._instead(found)
            text = "" if other is not None else "no plan with it fits on any dates"
            return Rival(credential.id, credential.name, looks, "limits", text, other)
        criteria = OBJECTIVES[self.ground.question.objective]
        lost = next((_LOST[c] for c in criteria if choice.worth[c] != self.best.worth[c]), "equal")
        return Rival(credential.id, credential.name, looks, lost, "", self._instead(found))

    def _only(self) -> str:
        """What of the step's needs nothing else can meet."""
        award = self.ground.reached.award
        others = {way.good for w, way in enumerate(self.problem.ways) if award[w] < NEVER} - {self.good}
        names = [served.name for served, (need, _) in self._needs() if not self._met(need, others)]
        return join_words(names) if names else "all that it is for"

    # -- how it looks -------------------------------------------------------------------------------------------

    def _spent(self) -> int:
        """What the step costs in the plan, subscriptions shared out among what they cover."""
        shared = sum(s.cents // len(s.covers) for s in self.plan.subscriptions if self.step.credential in s.covers)
        return self.step.cents + shared

    def _looks(self, credential: Credential | None) -> int | None:
        """The least that a credential costs by itself: fees, and one period of what is paid by the month."""
        if credential is None:
            return None
        learner, wide = self.ground.whole.standing.learner, {o.id: o for o in self.ground.catalog.offers}
        least: int | None = None
        for route in credential.routes:
            fees = [fee.price.amount for fee in route.fees]
            found, _ = baskets(
                credential, route.parts, wide, learner.region, learner.circumstances, self.ground.question.start
            )
            for basket in found:
                prices = [*fees, *(p.cents for p, _ in basket.bought)]
                if None not in prices:
                    total = sum(int(p or 0) for p in prices)
                    least = total if least is None else min(least, total)
        return least


def _teaches(leaf: Requirement, skill: str, level: Level, evidence: int) -> bool:
    return skill == leaf.skill and LEVELS.index(level) >= LEVELS.index(leaf.level) and evidence >= leaf.evidence
