"""The linter's rules for what records say together: skills that nobody teaches, names that nobody can tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from credplan.core.catalog_check.walk import Finding, error, warning
from credplan.core.model import LEVELS, Catalog, Credential, Requirement, Route
from credplan.core.names import fold

_TRAINING = re.compile(r"\b(training|courses?|class(es)?|program(me)?s?|workshop|bootcamp)\b", re.IGNORECASE)
_LONG_WORD = 5
"""Letters from which on two words that differ by one are more likely a slip than two words."""


def untaught_skills(catalog: Catalog) -> Iterator[Finding]:
    """A warning for each core skill that no credential to be earned gives at the level and evidence asked."""
    given: dict[str, list[tuple[int, int]]] = {}
    for credential in catalog.credentials:
        if credential.lifecycle.earnable:
            for taught in credential.teaches:
                given.setdefault(taught.skill, []).append((LEVELS.index(taught.level), taught.evidence))
    known = {skill.id for skill in catalog.skills}
    for career in catalog.careers:
        for place, group in enumerate(career.core):
            for leaf in _leaves(group.requires):
                skill = leaf.skill
                if skill is None or skill not in known:
                    continue
                enough = (LEVELS.index(leaf.level), leaf.evidence)
                if not any(level >= enough[0] and proof >= enough[1] for level, proof in given.get(skill, ())):
                    what = f"nobody teaches {skill} at level {leaf.level} with evidence {leaf.evidence}"
                    fix = "add a credential that does, or ask for less"
                    yield warning(f"{career.id} core[{place}]", what, fix)


def shared_skill_names(catalog: Catalog) -> Iterator[Finding]:
    """An error for each name that two skills bear: what somebody knows would count for either."""
    owners: dict[str, str] = {}
    for skill in sorted(catalog.skills, key=lambda s: s.id):  # the same findings in any order of records
        for name in dict.fromkeys(map(fold, (skill.id, skill.name, *skill.aliases))):
            owner = owners.setdefault(name, skill.id)
            if owner != skill.id:
                yield error(f"skills {skill.id}", f'its name "{name}" also leads to {owner}', "keep it at one skill")


def near_names(catalog: Catalog) -> Iterator[Finding]:
    """A warning for names of two records that differ by a blank or by one letter of a long word: one entry, twice?"""
    lists = (
        ("", [(c.id, c.name) for c in catalog.credentials]),
        ("skills ", [(s.id, s.name) for s in catalog.skills]),
        ("providers ", [(p.id, p.name) for p in catalog.providers]),
    )
    for before, named in lists:
        owners: dict[tuple[str, ...], tuple[str, str]] = {}
        for ident, name in sorted(named):
            folded = fold(name)
            for spelling in _spellings(folded):
                owner, other = owners.setdefault(spelling, (ident, folded))
                if owner != ident and other != folded:
                    what = f'its name "{name[:60]}" is nearly that of {owner}'
                    yield warning(f"{before}{ident}", what, "keep one of them, or let the names differ")
                    break


def _spellings(folded: str) -> Iterator[tuple[str, ...]]:
    """What a name shares with those nearly like it: itself without blanks, and with one letter of a long word less."""
    yield ("", folded.replace(" ", ""))
    words = folded.split()
    for place, word in enumerate(words):
        if len(word) >= _LONG_WORD and word.isalpha():
            for letter in range(-1, len(word)):
                less = word if letter < 0 else word[:letter] + word[letter + 1 :]
                yield (*words[:place], less, *words[place + 1 :])


def training_in_words(credential: Credential, route: Route) -> str:
    """The words of a condition that all must meet and that asks for training without naming one; empty for none.

    Beside a named credential such words only say more of it ("the programme is accredited by ...").
    """
    for tree in (credential.requires, route.requires):
        needed = _needed(tree) if tree is not None else []
        if any(leaf.credential or leaf.part for leaf in needed):
            continue
        for leaf in needed:
            if leaf.text and _TRAINING.search(leaf.text):
                return leaf.text
    return ""


def _needed(tree: Requirement) -> list[Requirement]:
    """The leaves of a tree that no alternative makes unnecessary, without recursion."""
    found, pending = [], [tree]
    while pending:
        node = pending.pop()
        if node.all is not None or len(node.children) == 1:
            pending += reversed(node.children)
        elif not node.children:
            found.append(node)
    return found


def _leaves(tree: Requirement) -> Iterator[Requirement]:
    """All leaves, without recursion: a tree from outside may be of any depth."""
    pending = [tree]
    while pending:
        node = pending.pop()
        pending += reversed(node.children)
        if not node.children:
            yield node
