"""Which parts of a goal can be covered for a learner at all, and why the others can't."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from credplan.core.given import NEVER
from credplan.core.model import Career, Catalog
from credplan.core.planning.answers import Uncovered
from credplan.core.planning.build import build
from credplan.core.planning.problem import GoalGroup, Problem
from credplan.core.planning.rows import Reach, reach
from credplan.core.planning.wishes import unfiltered
from credplan.core.requirements import MET, atoms_of, both, first_day

_MUST = ("law", "goal", "lock", "also")


def covered(whole: Problem, reached: Reach | None = None) -> tuple[Problem, list[Uncovered], Reach]:
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
            name = group_name(group)
            uncovered.append(Uncovered(name, group.kind, tuple(why_not(whole, group))))
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


def group_name(group: GoalGroup) -> str:
    """A group as the answer calls it: a licence with who issues it."""
    if group.kind == "law" and isinstance(group.goal, Career):
        issuer = group.goal.door.laws[group.index].issuer
        return f"{group.name} (issued by {issuer})" if issuer else group.name
    return group.name


def why_not(problem: Problem, group: GoalGroup) -> Iterator[str]:
    """Reasons why each credential that could have met a group could not take part."""
    pending, seen = list(_credentials_of(problem, group)), set()
    while pending:
        name = pending.pop(0)
        if name in seen:
            continue
        seen.add(name)
        credential = problem.standing.credentials.get(name)
        label = credential.name if credential is not None else name.removeprefix("attest:").partition(":")[2] or name
        if name in problem.left_out:
            yield f"{label}: {problem.left_out[name]}"
        elif credential is not None:
            pending.extend(c for c in _needed_by(problem, name) if c not in seen)


def _credentials_of(problem: Problem, group: GoalGroup) -> Iterator[str]:
    names = [_record_of(problem.goods.names[g]) for g in sorted(atoms_of(group.need)) if g not in problem.given]
    if not names and group.kind in ("goal", "lock") and group.goal is not None:
        names = [group.goal.id]
    yield from names


def _needed_by(problem: Problem, name: str) -> list[str]:
    good = problem.goods.numbers.get(name)
    ways = problem.of_good.get(good, []) if good is not None else []
    needed = {g for w in ways for g in atoms_of(problem.ways[w].need)} - set(problem.given)
    return sorted({_record_of(problem.goods.names[g]) for g in needed})


def _record_of(good: str) -> str:
    """The id of the credential that a good comes from; an attested good's own name."""
    return good.removeprefix("viewed:").removeprefix("interim:")


def blocking(catalog: Catalog, whole: Problem, uncovered: list[Uncovered]) -> tuple[list[Uncovered], list[Uncovered]]:
    """Those of ``uncovered`` without which there is no plan, and those that only the learner's own wishes close.

    What the catalog does not reach leaves a plan that says so; a wish that closes what it reaches is a no.
    """
    by_wish: list[Uncovered] = []
    wider = unfiltered(whole.question)
    if uncovered and wider != whole.question:
        _, still, _ = covered(build(catalog, wider, whole.standing))
        open_names = {(u.kind, u.name) for u in still}
        by_wish = [u for u in uncovered if (u.kind, u.name) not in open_names]
    return [u for u in uncovered if u.kind in _MUST or u in by_wish], by_wish
