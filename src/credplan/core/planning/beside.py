"""What another plan comes to beside the best one, without telling it in full."""

from __future__ import annotations

import datetime as dt

import msgspec

from credplan.core.dates import add_days
from credplan.core.planning.ground import Ground
from credplan.core.planning.worth import Choice


class End(msgspec.Struct, frozen=True):
    """What a plan comes to. Cents of the question's currency."""

    cents: int
    finish: dt.date
    minutes: int
    unknown: int
    """Prices and hours in it that nobody could source."""


class Instead(msgspec.Struct, frozen=True):
    """A plan, and what it takes besides another one and leaves out of it, by name."""

    end: End
    added: tuple[str, ...]
    gone: tuple[str, ...]


def end_of(ground: Ground, choice: Choice) -> End:
    """The sums of a choice."""
    worth = choice.worth
    finish = add_days(ground.question.start, worth["finish"])
    return End(worth["money"], finish, worth["minutes"], worth["unknown"])


def instead(ground: Ground, best: Choice, choice: Choice | None) -> Instead | None:
    """A choice beside the best one; None for none."""
    if choice is None:
        return None
    now, then = taken(ground, best), taken(ground, choice)
    return Instead(
        end_of(ground, choice),
        tuple(name for ident, name in then.items() if ident not in now),
        tuple(name for ident, name in now.items() if ident not in then),
    )


def taken(ground: Ground, choice: Choice) -> dict[str, str]:
    """The names of a choice's steps by id, in the order in which they are worked."""
    whole = ground.whole
    ways = (whole.ways[choice.ways[spot.job]] for spot in choice.schedule.placed)
    return {way.credential or whole.goods.names[way.good]: whole.title(way) for way in ways}


def credentials(ground: Ground, choice: Choice) -> frozenset[str]:
    """The substance of a plan: the credentials it takes, however; what is only attested aside."""
    return frozenset(ground.whole.ways[w].credential for w in choice.ways) - {""}
