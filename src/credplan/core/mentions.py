"""Which other records a record leads to: what an index must fetch so that a question sees all that bears on it.

`mentions` is what the planner may turn into steps (requirement trees); `named` is what words about a record name
besides. An extract of a catalog that is closed under the first gives the same plans as the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from credplan.core.model import Career, Catalog, Credential, Requirement
from credplan.core.profile import Profile


class Mentions(msgspec.Struct):
    """Ids of credentials, ids of skills, and whether academic credit is asked for, which many credentials could add."""

    credentials: set[str]
    skills: set[str]
    credit: bool = False

    def add(self, trees: Iterable[Requirement]) -> None:
        """Take in every leaf of ``trees``."""
        for tree in trees:
            for leaf in tree.leaves:
                if leaf.credential is not None:
                    self.credentials.add(leaf.credential)
                elif leaf.skill is not None:
                    self.skills.add(leaf.skill)
                elif leaf.part is not None:
                    self.credentials.add(leaf.part.partition("#")[0])
                elif leaf.credit is not None:
                    self.credit = True


def mentions(record: Career | Credential) -> Mentions:
    """What the requirement trees of a record ask for."""
    found = Mentions(set(), set())
    found.add(trees_of(record))
    return found


def trees_of(record: Career | Credential) -> Iterator[Requirement]:
    """All requirement trees of a record: conditions, readiness, interim titles; laws, core and plus groups."""
    if isinstance(record, Career):
        yield from (law.requires for law in record.door.laws)
        yield from (group.requires for group in (*record.core, *record.plus))
        return
    if record.requires is not None:
        yield record.requires
    if record.interim is not None:
        yield record.interim.full_requires
    for route in record.routes:
        if route.requires is not None:
            yield route.requires
        yield from (part.ready_if for part in route.parts if part.ready_if is not None)


def named(record: Career | Credential) -> set[str]:
    """Credentials that words about a record name though no plan needs them: successors, advice, what renews it."""
    if isinstance(record, Career):
        return set()
    found = {*record.lifecycle.successors, *record.recommends, *(stack.into for stack in record.stacks)}
    return found.union(*(renewal.by for renewal in record.validity.renewals))


def held(profile: Profile) -> tuple[str, ...]:
    """The credentials that a profile names, in its order: what the learner brings or plans."""
    saved = (step.credential for plan in profile.plan for step in plan.step)
    return tuple(dict.fromkeys((*(holding.id for holding in profile.credential), *saved)))


def audiences(catalog: Catalog) -> list[str]:
    """The circumstances that an offer or a route of the catalog asks for."""
    found = {word for offer in catalog.offers for word in offer.audience}
    for credential in catalog.credentials:
        found.update(word for offer in credential.offers for word in offer.audience)
        found.update(word for route in credential.routes for word in route.audience)
    return sorted(found)
