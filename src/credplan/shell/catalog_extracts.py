"""What the commands that look things up read of a catalog: the rows of one page, of one search, of one record.

Each function gathers records for `CatalogIndex.gathered`; whatever the core decides on the extract, it would decide on
the whole (tests/shell/test_catalog_extracts.py asks both). Where nothing short of the whole would do, the answer is
None: a name that is nowhere has to be compared with every name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from credplan.core.mentions import held, mentions, named
from credplan.core.model import Career, Catalog, Credential, Skill
from credplan.core.names import fold, search, skills

if TYPE_CHECKING:
    from credplan.core.profile import Profile
    from credplan.shell.catalog_index import CatalogIndex, Kind

Found = dict[str, list[Any]]

MOST_HITS = 150
"""A search that finds more reads the whole: to price so many, most of the catalog is needed anyway."""


def shown(index: CatalogIndex, record: Career | Credential | Skill) -> Catalog:
    """All that the page about ``record`` names: what it asks and gives, who asks for it, who leads to it."""
    return index.gathered(lambda: _shown(index, record))


def _shown(index: CatalogIndex, record: Career | Credential | Skill) -> Found:
    if isinstance(record, Skill):
        asking = index.posting("asks", record.id)
        teaching = index.posting("teaches", record.id)
        return _records(index, {*_of(asking, "credential"), *teaching}, _of(asking, "career"), {record.id}, marked=())
    asked = mentions(record)
    credentials, careers, known = asked.credentials | named(record), set[str](), set(asked.skills)
    if isinstance(record, Career):
        careers.add(record.id)
    else:
        credentials.add(record.id)
        taught = {t.skill for t in record.teaches}
        known |= taught
        naming = index.posting("naming", record.id)
        for skill in sorted(taught):
            naming = [*naming, *index.posting("asks", skill)]
        careers |= _of(naming, "career")
        credentials |= _of(naming, "credential")
        for skill in sorted(asked.skills):
            credentials |= set(index.posting("teaches", skill))
    return _records(index, credentials, careers, known, marked=(record.id,), offers=isinstance(record, Credential))


def searched(index: CatalogIndex, query: str) -> Catalog | None:
    """All credentials that match all words of ``query``, with what it takes to price them, and every skill."""
    if not fold(query):
        return None
    hits = [hit.credential for hit in search(index.matching(query), query)]
    if not 0 < len(hits) <= MOST_HITS:
        return None
    return index.gathered(lambda: _searched(index, query, hits))


def _searched(index: CatalogIndex, query: str, hits: list[Credential]) -> Found:
    found = index.closure(hits)
    found["skill"] = index.all_of("skill")
    # Who names a skill that was looked for says whether a credential is called so, too.
    for skill in skills(Catalog(version="", date=index.head.date, skills=tuple(found["skill"])), query)[:1]:
        ranks, _ = index.ranks_named(skill.id, ("credential",))
        have = {c.id for c in found["credential"]}
        more = index.by_rank(sorted(ranks))
        found["credential"] += [c for c in more.get("credential", ()) if c.id not in have]
        found["keys"] += more["keys"]
    return found


def recorded(index: CatalogIndex, profile: Profile) -> Catalog | None:
    """All that a profile names: what is held and planned, skills, goals; None where it names what is not there."""
    if profile.learner.circumstances:
        return None  # whether a word opens anything is asked of every offer and route
    lost: list[str] = []
    found = index.gathered(lambda: _recorded(index, profile, lost))
    there = {c.id for c in found.credentials} | {s.id for s in found.skills}
    own = {h.id for h in profile.credential} | {s.id for s in profile.skill}
    return found if own <= there and not lost else None


def _recorded(index: CatalogIndex, profile: Profile, lost: list[str]) -> Found:
    ranks: set[int] = set()
    for goal in profile.goal:
        mine, _ = index.ranks_named(goal.name, ("career", "credential"))
        ranks |= mine
        if not mine:
            lost.append(goal.name)
    found = index.by_rank(sorted(ranks))
    goals = {ident for plan in profile.plan for ident in (plan.goal, *plan.also)}
    wanted: tuple[tuple[Kind, set[str]], ...] = (
        ("credential", goals | set(held(profile))),
        ("career", goals),
        ("skill", {skill.id for skill in profile.skill}),
    )
    for kind, ids in wanted:
        more = index.by_id(kind, ids - {record.id for record in found.get(kind, ())})
        found.setdefault(kind, []).extend(more.get(kind, ()))
        found["keys"] += more["keys"]
    return found


def _records(
    index: CatalogIndex,
    credentials: Iterable[str],
    careers: Iterable[str],
    known: Iterable[str],
    *,
    marked: Iterable[str],
    offers: bool = False,
) -> Found:
    """The records of these ids; sources only of those whose facts are shown (``marked``) and of the offers."""
    found: Found = {"keys": []}
    wanted: dict[Kind, Iterable[str]] = {"credential": credentials, "career": careers, "skill": known}
    for kind, ids in wanted.items():
        facts = set(marked) & set(ids)
        for some in (facts, set(ids) - facts):
            more = index.by_id(kind, some)
            found.setdefault(kind, []).extend(more.get(kind, ()))
            if some is facts:
                found["keys"] += more["keys"]
    if offers:
        more = index.by_id("offer", index.posting("offers", ""))
        found["offer"] = more.get("offer", [])
        found["keys"] += more["keys"]
    return found


def _of(naming: Iterable[str], kind: str) -> set[str]:
    """The ids of one kind in a posting of records, ``career 15-1252.00``."""
    return {ident for one in naming for found, _, ident in (one.partition(" "),) if found == kind}
