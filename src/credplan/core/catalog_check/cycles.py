"""Credentials that can't be earned because each way to them asks for themselves first."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from credplan.core.catalog_check.walk import Finding, error, warning
from credplan.core.model import Catalog, Requirement

_MOST_NAMES = 8


class _Asked(NamedTuple):
    """What a credential asks beforehand: one tree always, and one for each of its routes."""

    always: Requirement | None
    routes: tuple[Requirement | None, ...]


def cycles(catalog: Catalog) -> Iterator[Finding]:
    """A finding for each loop among hard prerequisites.

    Everything but credentials is taken as met, and any one route is enough, so an alternative without the loop
    makes it harmless. Grown from what asks for nothing: a credential that never gets its turn stands in a loop or
    behind one. Recommendations and ``ready_if`` cost hours only and may go round.
    """
    asked = {c.id: _Asked(c.requires, tuple(r.requires for r in c.routes)) for c in catalog.credentials}
    wanted = {ident: _names(ident, needs) & asked.keys() for ident, needs in asked.items()}
    users: dict[str, list[str]] = {}
    for ident, names in wanted.items():
        for name in sorted(names):
            users.setdefault(name, []).append(ident)
    missing = set(asked)
    pending = list(asked)
    while pending:
        ident = pending.pop()
        if ident in missing and _earnable(ident, asked[ident], missing):
            missing.remove(ident)
            pending += users.get(ident, ())
    for loop in _loops({ident: sorted(wanted[ident] & missing) for ident in sorted(missing)}):
        shown = [*loop[:_MOST_NAMES], *(["…"] if len(loop) > _MOST_NAMES else []), loop[0]]
        yield error(loop[0], f"its prerequisites lead back to it: {' -> '.join(shown)}", "remove one of them")


def dead_ends(catalog: Catalog) -> Iterator[Finding]:
    """A finding for each credential on offer of which every way asks for one that nobody can earn any more."""
    gone = {c.id for c in catalog.credentials if c.lifecycle.status == "retired"}
    for c in catalog.credentials:
        asked = _Asked(c.requires, tuple(r.requires for r in c.routes))
        if c.lifecycle.earnable and not _earnable(c.id, asked, gone):
            named = ", ".join(sorted(_names(c.id, asked) & gone))
            yield warning(c.id, f"every way to it asks for what is retired: {named}", "add a way, or retire it")


def successions(catalog: Catalog) -> Iterator[Finding]:
    """A finding for each chain of successors that comes back to where it began: nobody could say what came last."""
    after = {c.id: sorted(c.lifecycle.successors) for c in catalog.credentials}
    live = {ident for ident, following in after.items() if following}
    while True:  # what leads out of the loops goes, from its ends; what is left goes round
        ended = {ident for ident in live if not live & set(after[ident])}
        if not ended:
            break
        live -= ended
    for loop in _loops({ident: [s for s in after[ident] if s in live] for ident in sorted(live)}):
        shown = " -> ".join([*loop[:_MOST_NAMES], *(["…"] if len(loop) > _MOST_NAMES else []), loop[0]])
        yield error(f"{loop[0]} lifecycle.successors", f"its successors lead back to it: {shown}", "remove one of them")


def _earnable(ident: str, asked: _Asked, missing: Set[str]) -> bool:
    """Whether ``ident`` can be earned when all but ``missing`` can."""
    if asked.always is not None and not _met(ident, asked.always, missing):
        return False
    return not asked.routes or any(tree is None or _met(ident, tree, missing) for tree in asked.routes)


def _met(ident: str, tree: Requirement, missing: Set[str]) -> bool:
    """Whether a tree holds when every leaf does but the credentials ``missing``; without recursion."""
    values: list[bool] = []
    pending = [(tree, False)]
    while pending:
        node, seen = pending.pop()
        children = node.children
        if not children:
            name = _credential(node)
            # A route may ask for an own part that was passed before; that is no loop.
            values.append(not name or name not in missing or (name == ident and node.part is not None))
        elif not seen:
            pending.append((node, True))
            pending += [(child, False) for child in children]
        else:
            got = sum(values[-len(children) :])
            del values[-len(children) :]
            values.append(got >= node.wanted)
    return values[0]


def _credential(leaf: Requirement) -> str:
    return leaf.credential or (leaf.part or "").partition("#")[0]


def _names(ident: str, asked: _Asked) -> set[str]:
    """Every credential that the trees mention."""
    names = set()
    pending = [tree for tree in (asked.always, *asked.routes) if tree is not None]
    while pending:
        node = pending.pop()
        pending += node.children
        name = _credential(node)
        if name and not (name == ident and node.part is not None):
            names.add(name)
    return names


def _loops(waits_for: dict[str, list[str]]) -> Iterator[list[str]]:
    """Loops that are met when each id goes on to the first one it waits for, each from its first id."""
    done: set[str] = set()
    for start in waits_for:
        way: dict[str, int] = {}
        ident = start
        while ident and ident not in done and ident not in way:
            way[ident] = len(way)
            ident = next(iter(waits_for.get(ident, ())), "")
        if ident in way:
            loop = list(way)[way[ident] :]
            first = loop.index(min(loop))
            yield loop[first:] + loop[:first]
        done |= way.keys()
