"""Why no route of a credential is open to a learner: the first thing asked for that they do not bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

from credplan.core.model import Credential, Experience, Requirement, Route
from credplan.core.requirements import Compiler
from credplan.core.text import join_words, plural

NO_ROUTE = "no route of it is open to this learner"
_MOST_NAMED = 3
_DEGREES = {
    "none": "no diploma",
    "high-school": "a high-school diploma",
    "some-college": "some college education",
    "postsecondary-nondegree": "a postsecondary award",
    "associate": "an associate degree",
    "bachelor": "a bachelor's degree",
    "master": "a master's degree",
    "doctoral": "a doctoral degree",
}


def why_no_route(
    credential: Credential, routes: Sequence[Route], compiler: Compiler, passed: Sequence[str], start: dt.date
) -> str:
    """The first reason for which none of ``routes`` could be taken; has no colon, as all reasons of a no.

    Args:
        credential: with its own conditions.
        routes: those of its routes that are meant for this learner.
        compiler: tells what the learner brings and what a plan could add.
        passed: ids of the parts that are done.
        start: the first day of the plan.
    """
    if not routes:
        return "no route of it is meant for your state or circumstances" if credential.routes else NO_ROUTE
    for route in routes:
        for node in (credential.requires, route.requires):
            if node is not None:
                missing = _missing(node, compiler, credential.id)
                if missing:
                    return f"it asks for {missing}"
        for part in route.parts:
            if part.id in passed:
                continue
            if part.last_date is not None and part.last_date < start:
                return f"{part.name} could be taken until {part.last_date}"
            if part.ready is None or part.ready_if is None or part.from_zero is not None:
                continue
            if compiler.compile(part.ready_if, "readiness", credential.id).impossible:
                return (
                    "how long it takes to prepare from nothing is not known, and what makes one ready is out of reach "
                    "(--stretch plans with it all the same)"
                )
    return NO_ROUTE


def limit_kind(why: str) -> Literal["experience", "education", "catalog"]:
    """Which kind of limit a reason is: ``experience``, ``education`` or ``catalog``."""
    if "experience" in why:
        return "experience"
    return "education" if any(words in why for words in _DEGREES.values()) else "catalog"


def _missing(node: Requirement, compiler: Compiler, asked_by: str) -> str:
    """What of ``node`` can't be met whatever is planned, in words; empty when all of it can."""
    if not compiler.compile(node, "prerequisite", asked_by).impossible:
        return ""
    if not node.children:
        return _asked(node)
    found = list(_of_children(node, compiler, asked_by))
    if node.all is not None:
        return found[0]
    named = found[:_MOST_NAMED] if len(found) <= _MOST_NAMED else [*found[: _MOST_NAMED - 1], "something else"]
    return join_words(named, "or")


def _of_children(node: Requirement, compiler: Compiler, asked_by: str) -> Iterator[str]:
    for child in node.children:
        missing = _missing(child, compiler, asked_by)
        if missing:
            yield missing


def _asked(leaf: Requirement) -> str:
    if leaf.education is not None:
        return _DEGREES[leaf.education]
    if leaf.experience is not None:
        return _experience(leaf.experience)
    if leaf.age is not None:
        return f"an age of {leaf.age} or more"
    if leaf.region is not None:
        return f"living in {leaf.region}"
    if leaf.skill is not None:
        return f"the skill {leaf.skill} ({leaf.level}), which nothing open to you teaches"
    if leaf.credit is not None:
        return f"{plural(leaf.credit.n, 'credit')} that nothing open to you gives"
    return leaf.credential or leaf.part or "something that is out of reach"


def _experience(wanted: Experience) -> str:
    years, rest = divmod(wanted.months, 12)
    span = plural(years, "year") if years and not rest else plural(wanted.months, "month")
    where = f" in {join_words([d.replace('-', ' ') for d in wanted.domains], 'or')}" if wanted.domains else ""
    if wanted.at_least_domains > 1:
        where += f" ({wanted.at_least_domains} of these)"
    return f"{span} of paid experience{where}"
