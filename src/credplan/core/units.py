"""Money and time as integers: cents and minutes inside, decimal text at the edge.

No float ever decides a plan. A catalog or profile says ``265`` or ``"12.50"`` (currency units) and ``40`` or
``"7.5"`` (hours); these two types hold integer cents and integer minutes, and print themselves back exactly.
"""

from __future__ import annotations

CENTS_PER_UNIT = 100
MINUTES_PER_HOUR = 60
_LARGEST = 10**12


class Cents(int):
    """An amount of money in hundredths of its currency's unit."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Cents:
        """Read ``265``, ``"265"`` or ``"265.50"``; anything else is a ``ValueError`` that says so."""
        return cls(_scaled(value, CENTS_PER_UNIT, 'an amount such as 265 or "265.50"'))

    def __str__(self) -> str:
        sign, cents = ("-", -int(self)) if self < 0 else ("", int(self))
        return f"{sign}{cents // CENTS_PER_UNIT}.{cents % CENTS_PER_UNIT:02d}"


class Minutes(int):
    """A duration of work in minutes."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Minutes:
        """Read hours: ``40``, ``"40"`` or ``"7.5"``; anything else is a ``ValueError`` that says so."""
        return cls(_scaled(value, MINUTES_PER_HOUR, 'hours such as 40 or "7.5"'))

    def __str__(self) -> str:
        """Hours as a decimal string, at most two places: ``"7.5"``, ``"40"``, ``"0.33"``."""
        sign, minutes = ("-", -int(self)) if self < 0 else ("", int(self))
        hundredths = (minutes * 100 + MINUTES_PER_HOUR // 2) // MINUTES_PER_HOUR
        text = f"{sign}{hundredths // 100}.{hundredths % 100:02d}"
        return text.rstrip("0").rstrip(".")


def _scaled(value: object, scale: int, wanted: str) -> int:
    """``value`` times ``scale`` as an integer, exact; a remainder below one cent or minute is refused."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"expected {wanted}, got {value!r}")
    if isinstance(value, int):
        scaled = value * scale
    else:
        whole, _, fraction = value.strip().removeprefix("-").partition(".")
        negative = value.strip().startswith("-")
        if not (whole + fraction).isascii() or not (whole + fraction).isdigit():
            raise ValueError(f"expected {wanted}, got {value!r}")
        if len(whole) > 12 or len(fraction) > 4:
            raise ValueError(f"expected {wanted}, got {value!r}")
        parts = int((whole or "0") + fraction) * scale
        scaled, rest = divmod(parts, 10 ** len(fraction))
        if rest:
            raise ValueError(f"expected {wanted}, got {value!r} (finer than can be counted)")
        scaled = -scaled if negative else scaled
    if abs(scaled) > _LARGEST:
        raise ValueError(f"{value!r} is too large")
    return scaled
