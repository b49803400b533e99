"""What both parts of the checker stand on: statements, needs, and numbers as text."""

from __future__ import annotations

from typing import Any

NEVER = 10**9
"""A day that never comes."""


class Untrue(Exception):
    """The first statement of a file that does not hold."""


def sure(holds: bool, what: str) -> None:
    """Go on if a statement holds."""
    if not holds:
        raise Untrue(what)


def met(need: Any, has: Any) -> bool:
    """Whether a need, ``[least, [[weight, good or need, validity], …]]``, is met by the goods that ``has`` admits."""
    return bool(need[0] <= sum(w for w, *i in need[1] if (has(*i) if isinstance(i[0], str) else met(i[0], has))))


def goods_of(need: Any, now: int = 0) -> set[str]:
    """The goods that a need mentions, or those alone that must be valid on a day: a number stands behind them."""
    plain = {good for _, good, *must in need[1] if isinstance(good, str) and len(must) >= now}
    return plain.union(*(goods_of(item, now) for _, item, *_ in need[1] if not isinstance(item, str)))


def decimal(hundredths: int | None) -> str | None:
    """``"425.00"``; None stays None."""
    return None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def cents_of(amount: str) -> int:
    """The cents of ``"425.00"``."""
    sure(amount.replace(".", "").isdecimal(), "what is renewed costs something")
    return int(amount.replace(".", ""))


def hours_of(minutes: int) -> str:
    """Minutes as hours, at most two places: ``"7.5"``, ``"40"``."""
    return str(decimal((minutes * 100 + 30) // 60)).rstrip("0").rstrip(".")
