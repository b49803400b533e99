"""Why each step of a plan is there, and what the plan takes for granted: assumed, set aside, to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from credplan.core.model import Career, Credential, Requirement
from credplan.core.planning.later import still_to_come
from credplan.core.planning.problem import Problem, Way
from credplan.core.requirements import Need, as_law, atoms_of, holds
from credplan.core.schedule import Placed
from credplan.core.text import hours


class Reasons:
    """The reasons of one plan: its ways in the order in which they are worked, with their dates."""

    def __init__(self, problem: Problem, ways: Sequence[Way], placed: Sequence[Placed]) -> None:
        self.problem, self.question = problem, problem.question
        self.ways, self.placed = ways, placed
        self.has = {way.good for way in ways}
        self.credentials: Mapping[str, Credential] = problem.standing.credentials

    def because(self, way: Way) -> Iterator[str]:
        """What the step is for: each group of the goal and each other step that fails without it."""
        for group in self.problem.groups:
            if _fails_without(group.need, way.good, self.has):
                further = group.kind == "goal" and group.goal != self.question.goal
                reason = "it is asked for too" if further else _GROUP_REASONS.get(group.kind, "{name}")
                yield reason.format(name=group.name)
        for other, spot in zip(self.ways, self.placed, strict=True):
            # What comes later is no help: two steps that could each prepare for the other need one that comes first.
            before = {w.good for w, s in zip(self.ways, self.placed, strict=True) if s.award <= spot.start}
            if other.good == way.good or not _fails_without(other.need, way.good, before):
                continue
            name = self.credentials[other.credential].name if other.credential in self.credentials else other.credential
            if _fails_without(other.asked, way.good, before):
                yield f"{name} asks for it first"
            else:
                saved = _saved(other)
                yield f"prepares for {name}" + (f", saving {hours(saved)} of study" if saved > 0 else "")

    def of_way(self, way: Way) -> Iterator[str]:
        """What one step takes for granted: its issuer's conditions, and what its route says to confirm."""
        credential = self.credentials.get(way.credential)
        if credential is None or way.route is None:
            return
        for node in (credential.requires, way.route.requires):
            if node is not None:
                yield from (f"{credential.name}: {text}" for text in self.to_confirm(node, credential.id))
        yield from way.route.confirm

    def of_goal(self) -> Iterator[str]:
        """What law and core groups take for granted: a registration that is no credential of the catalog, an age."""
        for group in self.problem.groups:
            goal = group.goal
            if not isinstance(goal, Career):
                continue
            if group.kind == "law":
                law = goal.door.laws[group.index]
                issuer = f" ({law.issuer})" if law.issuer else ""
                yield from (f"by law: {text}{issuer}" for text in self.to_confirm(as_law(law.requires), goal.id))
            elif group.kind in ("anchor", "core"):
                core = goal.core[group.index]
                aside = self.problem.standing.group_waiver(core.name, core.basis, goal.id)
                if aside is not None:
                    yield f'you set aside "{core.name}" because {aside}'
                else:
                    yield from self.to_confirm(core.requires, goal.id)

    def to_confirm(self, node: Requirement, asked_by: str) -> Iterator[str]:
        """What was assumed or set aside on the branches of ``node`` that the plan uses."""
        standing, goods = self.problem.standing, self.problem.goods
        if node.children:
            wanted = node.wanted
            ranked = sorted(node.children, key=lambda child: self._rank(child, asked_by))
            for child in ranked[:wanted]:
                yield from self.to_confirm(child, asked_by)
            return
        outcome = standing.outcome(node, "prerequisite", asked_by)
        if outcome == "waived":
            yield f'you set aside "{_leaf_text(node)}" because {standing.waiver(node, asked_by)}'
        elif outcome == "assumed":
            yield _leaf_text(node)
        elif outcome == "unmet":
            yield from filter(None, [still_to_come(node, standing)])
        elif node.attest is not None and f"attest:{node.attest.kind}:{node.attest.name}" in goods.numbers:
            yield node.attest.name

    def _rank(self, node: Requirement, asked_by: str) -> int:
        """Branches that hold for certain before assumed ones, those before what does not hold."""
        standing = self.problem.standing
        if node.children:
            ranks = sorted(self._rank(c, asked_by) for c in node.children)
            wanted = node.wanted
            return max(ranks[:wanted], default=0)
        outcome = standing.outcome(node, "prerequisite", asked_by)
        if outcome == "met":
            return 0
        if outcome == "depends":
            number = self.problem.goods.numbers.get(node.credential or "")
            return 1 if number in self.has else 4
        if outcome == "unmet" and still_to_come(node, standing):
            return 3
        return {"assumed": 2, "waived": 3}.get(outcome, 5)


_GROUP_REASONS = {
    "law": "the law asks for it: {name}",
    "anchor": "the proof employers look for: {name}",
    "core": "covers {name}",
    "goal": "it is the goal",
    "lock": "you locked it in",
    "also": "covers {name}",
}


def _fails_without(need: Need, good: int, has: set[int]) -> bool:
    """Whether ``has`` no longer meets ``need`` once ``good`` is taken out of it."""
    return good in atoms_of(need) and not holds(need, lambda a: a.good in has and a.good != good)


def _saved(way: Way) -> int:
    """Minutes that being ready saves over preparing from nothing, where both are known."""
    saved = 0
    for part in way.parts:
        if part.id in way.ready and part.from_zero is not None and part.ready is not None:
            saved += int(part.from_zero.likely or 0) - int(part.ready.likely or 0)
    return saved


def _leaf_text(leaf: Requirement) -> str:
    """A leaf as something a learner can check: ``you hold a high-school diploma or equivalent``."""
    if leaf.text is not None:
        return leaf.text
    if leaf.attest is not None:
        return leaf.attest.name
    if leaf.education is not None:
        degree = {"high-school": "a high-school diploma or equivalent", "none": "no diploma"}.get(
            leaf.education, f"{leaf.education.replace('-', ' ')} education"
        )
        return f"you hold {degree}"
    if leaf.age is not None:
        return f"you are {leaf.age} or older"
    if leaf.region is not None:
        return f"you live in {leaf.region}"
    if leaf.experience is not None:
        return f"{leaf.experience.months} months of paid work"
    return leaf.credential or leaf.skill or leaf.part or "a condition"
