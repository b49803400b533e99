"""When in the week a learner studies: days and hours, as they are typed and as the profile keeps them."""

from __future__ import annotations

import itertools
import re

import msgspec

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTES_A_DAY = 24 * 60
_DAY = "|".join(DAYS)
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
KEPT = re.compile(rf"({_DAY})( ({_DAY}))* {_CLOCK}-({_CLOCK}|24:00)")
"""How a profile writes one: ``Mon Wed 18:00-20:00``."""

_TYPED_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?|\.)?|weekdays|weekends?|daily"
_TYPED_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]\.?m\.?)?"
_TYPED = re.compile(
    rf"((?:(?:{_TYPED_DAY})(?:\s*-\s*(?:{_TYPED_DAY}))?[\s,+/&]*(?:and\s+)?)+){_TYPED_CLOCK}\s*(?:-|–|to|until)\s*{_TYPED_CLOCK}"
    r"(?!\d)[\s,;.]*(?:and\s+)?",
    re.IGNORECASE,
)
_GROUPS = {"weekdays": range(5), "weekend": range(5, 7), "weekends": range(5, 7), "daily": range(7)}


class StudyTime(msgspec.Struct, frozen=True, order=True):
    """One block a week: minutes of the day from ``start`` to ``end``; ``weekday`` 0 is Monday."""

    weekday: int
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.end - self.start


def parse_study(text: str) -> tuple[StudyTime, ...]:
    """``Mon, Wed 18:00-20:00; Sat 9am-1pm``, ``weekdays 6pm to 8pm``: each block once, in the order of the week.

    Raises:
        ValueError: it can't be read, ends before it begins, or two blocks overlap; the message says which.
    """
    found: set[StudyTime] = set()
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TYPED.match(text, at)
        if match is None:
            raise ValueError(f"expected days and hours such as Mon Wed 18:00-20:00, got {text[at : at + 40]!r}")
        start = _minutes(match[2], match[3], match[4] or match[7])
        end = _minutes(match[5], match[6], match[7])
        if match[4] is None and match[7] and start >= end:
            start = _minutes(match[2], match[3], "am")  # 9 to 1pm begins in the morning
        if start >= end:
            raise ValueError(f"{match[0].strip(' ,;')!r} ends before it begins")
        found |= {StudyTime(day, start, end) for day in _days(match[1])}
        at = match.end()
    blocks = tuple(sorted(found))
    if not blocks:
        raise ValueError("expected days and hours such as Mon Wed 18:00-20:00")
    for one, other in itertools.pairwise(blocks):
        if one.weekday == other.weekday and other.start < one.end:
            raise ValueError(f"two blocks on {DAYS[one.weekday]} overlap")
    return blocks


def _days(text: str) -> list[int]:
    found: list[int] = []
    for word in re.findall(rf"(?:{_TYPED_DAY})(?:\s*-\s*(?:{_TYPED_DAY}))?", text, re.IGNORECASE):
        first, dash, last = (part.strip().lower() for part in word.partition("-"))
        if first in _GROUPS:
            found += _GROUPS[first]
            continue
        one = _number(first)
        other = _number(last) if dash and last not in _GROUPS else one
        found += [(one + n) % 7 for n in range((other - one) % 7 + 1)]
    return found


def _number(word: str) -> int:
    return DAYS.index(word[:3].capitalize())


def _minutes(hour: str, minute: str | None, half: str | None) -> int:
    number, half = int(hour), (half or "").lower().replace(".", "")
    if half:
        if not 1 <= number <= 12:
            raise ValueError(f"there is no {hour} {half}")
        number = number % 12 + (12 if half == "pm" else 0)
    total = number * 60 + int(minute or 0)
    if total > MINUTES_A_DAY or int(minute or 0) > 59:
        raise ValueError(f"there is no {hour}:{minute or '00'} on a clock")
    return total


def kept(blocks: tuple[StudyTime, ...]) -> list[str]:
    """As a profile keeps them: ``["Mon Wed 18:00-20:00", "Sat 09:00-13:00"]``."""
    days: dict[tuple[int, int], list[str]] = {}
    for block in blocks:
        days.setdefault((block.start, block.end), []).append(DAYS[block.weekday])
    return [f"{' '.join(names)} {_clock(start)}-{_clock(end)}" for (start, end), names in days.items()]


def study_of(lines: tuple[str, ...]) -> tuple[StudyTime, ...]:
    """The blocks that a profile keeps; none for none."""
    return parse_study("; ".join(lines)) if lines else ()


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def weekly_minutes(blocks: tuple[StudyTime, ...]) -> int:
    """What they add up to in a week."""
    return sum(block.minutes for block in blocks)
