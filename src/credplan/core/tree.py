"""What leads to what, as a tree: the steps of a plan under what they are for, and what stands around a credential."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from credplan.core.catalog_view.links import Link, leads_to, opens, serves
from credplan.core.model import Career, Catalog, Credential, Requirement
from credplan.core.planning.answers import Plan, Step
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.standing import region_matches
from credplan.core.text import hours, long_date, plural

MOST_BRANCHES = 12
"""Of one kind around a credential; the rest is counted."""
DEEPEST = 3


class Branch(msgspec.Struct, frozen=True):
    """One line with what hangs below it; ``note`` is said of it in passing."""

    text: str
    note: str = ""
    below: tuple[Branch, ...] = ()


def plan_tree(plan: Plan, catalog: Catalog, profile: Profile, question: Question) -> tuple[Branch, ...]:
    """A tree for each goal: what it asks, below that the steps that meet it, below a step those that lead to it.

    A step stands in full where it is met first and is only named by its number afterwards.
    """
    return tuple(_Steps(plan, catalog, profile).goal(goal) for goal in (plan.goal, *question.goals))


class _Steps:
    def __init__(self, plan: Plan, catalog: Catalog, profile: Profile) -> None:
        self.plan, self.profile = plan, profile
        self.known = {c.id: c for c in catalog.credentials}
        self.shown: set[int] = set()

    def goal(self, goal: Career | Credential) -> Branch:
        self.shown.clear()
        if isinstance(goal, Credential):
            step = next((s for s in self.plan.steps if s.credential == goal.id), None)
            return self._step(step, "") if step is not None else Branch(goal.name, "held")
        region = self.profile.learner.region or "US"
        asked = [(law.name, "the law", law.requires) for law in goal.door.laws if region_matches(law.region, region)]
        asked += [(group.name, "anchor" if group.anchor else "core", group.requires) for group in goal.core]
        missing = {gap.name for gap in self.plan.uncovered}
        branches = []
        for name, kind, tree in asked:
            below = tuple(self._step(s, "") for s in self.plan.steps if self._serves(tree, s))
            state = "" if below else "missing from this catalog" if name in missing else "met already, or to confirm"
            branches.append(Branch(name, ", ".join(x for x in (kind, state) if x), below))
        return Branch(goal.title, "", tuple(branches))

    def _serves(self, tree: Requirement, step: Step) -> bool:
        credential = self.known.get(step.credential)
        return credential is not None and serves(tree, credential)

    def _step(self, step: Step, role: str) -> Branch:
        text = f"step {step.number}: {step.name}"
        if step.number in self.shown:
            return Branch(f"step {step.number} (above)", role)
        self.shown.add(step.number)
        when = f"{hours(step.minutes)}, done {long_date(step.finish)}"
        below: list[Branch] = []
        credential = self.known.get(step.credential)
        if credential is not None:
            before = {s.credential: s for s in self.plan.steps if s.number < step.number}
            around = Catalog("", step.start, credentials=tuple(self.known[i] for i in before if i in self.known))
            for link in _once(leads_to(around, credential)):
                below.append(self._step(before[link.id], _role(link)))
        return Branch(text, ", ".join(x for x in (role, when) if x), tuple(below))


def credential_tree(credential: Credential, catalog: Catalog) -> Branch:
    """What leads to a credential, up to `DEEPEST` steps back, and what it leads to."""
    before = _before(credential, catalog, DEEPEST, {credential.id})
    after = tuple(Branch(link.name, _role(link)) for link in _once(opens(catalog, credential)))
    sides = [Branch("What leads to it", "" if before else "nothing has to come first", before)]
    sides.append(Branch("What it leads to", "" if after else "nothing in this catalog", _few(after)))
    return Branch(f"{credential.name} ({credential.id})", "", tuple(sides))


def _before(credential: Credential, catalog: Catalog, deep: int, seen: set[str]) -> tuple[Branch, ...]:
    found = []
    for link in _once(leads_to(catalog, credential)):
        if link.skill:
            continue  # whatever teaches a skill would be half the catalog
        other = next((c for c in catalog.credentials if c.id == link.id), None)
        again = link.id in seen or other is None or deep <= 1
        below = () if again or other is None else _before(other, catalog, deep - 1, seen | {link.id})
        found.append(Branch(f"{link.name} ({link.id})", _role(link), below))
    return _few(tuple(found))


def _once(links: Iterable[Link]) -> Iterator[Link]:
    """The first link to each record: they come strongest first."""
    seen: set[str] = set()
    for link in links:
        if link.id not in seen:
            seen.add(link.id)
            yield link


def _few(branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
    left = len(branches) - MOST_BRANCHES
    return branches if left < 2 else (*branches[:MOST_BRANCHES], Branch(f"and {plural(left, 'more', 'more')}"))


def _role(link: Link) -> str:
    return f"{link.role}: {link.skill}" if link.skill else link.role


def tree_lines(branch: Branch, width: int) -> list[str]:
    """The tree as lines of at most ``width`` columns, drawn with the characters that every console can replace."""
    return list(_lines(branch, "", "", width))


def _lines(branch: Branch, first: str, rest: str, width: int) -> Iterator[str]:
    text = f"{branch.text} · {branch.note}" if branch.note else branch.text
    hanging = rest + ("│  " if branch.below else "   ")
    yield from _wrapped(text, first, hanging, width)
    for number, child in enumerate(branch.below, 1):
        last = number == len(branch.below)
        yield from _lines(child, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "), width)


def _wrapped(text: str, first: str, hanging: str, width: int) -> Iterator[str]:
    import textwrap

    room = max(width, len(hanging) + 20)
    lines = textwrap.wrap(text, room, initial_indent=first, subsequent_indent=hanging, break_long_words=False)
    yield from (line.rstrip() for line in lines or [first])


def outline(branch: Branch, number: str = "") -> list[str]:
    """The tree as numbered lines, ``1.2 text``, for those who hear it."""
    text = f"{branch.text}: {branch.note}" if branch.note else branch.text
    lines = [f"{number} {text}" if number else text]
    for place, child in enumerate(branch.below, 1):
        lines += outline(child, f"{number}.{place}" if number else str(place))
    return lines
