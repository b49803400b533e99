"""The catalog as one learner counts with it: hours at their own pace and, for a safe plan, the high end of everything.

Both happen before anything is planned, so that choice, dates, bill and reasons all rest on the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from credplan.core.model import Catalog, Credential, Effort, Elapsed, Part, Price, Route
from credplan.core.planning.question import Question
from credplan.core.profile import Learner
from credplan.core.units import Cents, Minutes

T = TypeVar("T")
WHOLE = 100
"""Per cent: the pace at which the catalog's own hours hold."""


def adjusted(catalog: Catalog, learner: Learner, question: Question) -> tuple[Catalog, Question]:
    """The catalog and the question that are planned with; the very same where nothing is to be adjusted."""
    percent = WHOLE if learner.pace_percent is None else learner.pace_percent
    if percent != WHOLE:
        paced = tuple(at_pace(c, percent) for c in catalog.credentials)
        catalog = msgspec.structs.replace(catalog, credentials=paced)
        question = _renewed(catalog, question)
    if question.safe:
        catalog = msgspec.structs.replace(
            catalog,
            credentials=_mapped(catalog.credentials, _high),
            offers=_mapped(catalog.offers, _high),
            careers=_mapped(catalog.careers, _high),
        )
        question = _renewed(catalog, question)
    return catalog, question


def at_pace(credential: Credential, percent: int) -> Credential:
    """A credential whose study takes ``percent`` of its hours, each number rounded up to a minute.

    Study is what its routes and their parts say. A visit that somebody attests lasts as long for everybody.
    """

    def scaled(effort: Effort | None) -> Effort | None:
        if effort is None:
            return None
        ends = (effort.likely, effort.low, effort.high)
        likely, low, high = (None if m is None else Minutes(-(-int(m) * percent // WHOLE)) for m in ends)
        return msgspec.structs.replace(effort, likely=likely, low=low, high=high)

    def part(one: Part) -> Part:
        return msgspec.structs.replace(
            one, effort=scaled(one.effort), ready=scaled(one.ready), from_zero=scaled(one.from_zero)
        )

    def route(one: Route) -> Route:
        return msgspec.structs.replace(one, effort=scaled(one.effort), parts=tuple(part(p) for p in one.parts))

    return msgspec.structs.replace(credential, routes=tuple(route(r) for r in credential.routes))


def _renewed(catalog: Catalog, question: Question) -> Question:
    """The question about the goals as ``catalog`` has them."""
    known: dict[str, Any] = {c.id: c for c in catalog.careers} | {c.id: c for c in catalog.credentials}
    goals = tuple(known.get(goal.id, goal) for goal in question.goals)
    return msgspec.structs.replace(question, goal=known.get(question.goal.id, question.goal), goals=goals)


def _high(value: Any) -> Any:
    """A price, an effort or a minimum time at its high end, where that is known."""
    if isinstance(value, Price) and value.high is not None:
        return msgspec.structs.replace(value, amount=Cents(value.high))
    if isinstance(value, Effort) and value.high is not None:
        return msgspec.structs.replace(value, likely=Minutes(value.high))
    if isinstance(value, Elapsed) and value.high is not None:
        return msgspec.structs.replace(value, days=value.high)
    return value


def _mapped(value: T, change: Callable[[Any], Any]) -> T:
    """``value`` with ``change`` made to every record in it, from the inside out; what does not change is kept."""
    found: Any = value
    if isinstance(value, tuple):
        items = tuple(_mapped(item, change) for item in value)
        if any(new is not old for new, old in zip(items, value, strict=True)):
            found = items
    elif isinstance(value, msgspec.Struct):
        changes = {}
        for name in value.__struct_fields__:
            old = getattr(value, name)
            if isinstance(old, tuple | msgspec.Struct):
                new = _mapped(old, change)
                if new is not old:
                    changes[name] = new
        found = change(msgspec.structs.replace(value, **changes) if changes else value)
    result: T = found
    return result
