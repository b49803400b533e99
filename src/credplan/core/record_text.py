"""The text of a first profile: what the learner said, and comments that teach the format by example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

_LEARNER = (
    ("hours_per_week", "8", "hours you can study in a week"),
    ("region", '"US-TX"', "your state: laws and some prices differ"),
    ("education", '"high-school"', "none, high-school, some-college, associate, bachelor, master, doctoral"),
    ("budget", "1500", "the most it may cost"),
    ("currency", '"USD"', "of the budget and of plans"),
    ("start", "2027-01-15", "the day you begin; a day that has passed means today"),
    ("birth_year", "1998", "used for minimum ages only"),
    ("hour_value", "15", "what an hour of yours is worth, for plan --balanced"),
    ("circumstances", '["student"]', "student, veteran, member: used for offers only"),
    ("study_times", '["Mon Wed 18:00-20:00"]', "days and hours: for calendars"),
)

_HEAD = """\
# Your credplan profile. It is yours: edit it by hand or with credplan add, set, know.
# Comments and order are kept. A line that begins with # is a comment: remove the # to use it.
# Check it with: credplan profile check
schema = 1

[learner]
"""

_GOAL = """
# Where you want to go: a career or a credential, perhaps by a day.
"""

_CREDENTIALS = """
# What you hold, are working on or mean to earn; one [[credential]] for each.
# status is earned, in-progress, planned or skipped. Dates are year-month-day, without quotes.
"""

_EXAMPLE_GOAL = """\
# [[goal]]
# name = "data analyst"
# by = 2027-12-31
"""

_EXAMPLE_CREDENTIAL = """\
# [[credential]]
# id = "comptia/security-plus"      # credplan search finds ids
# status = "earned"
# earned = 2025-05-01
# expires = 2028-05-01              # only if yours differs from the usual rule
# parts = ["core-1"]                # parts passed so far, if it is not earned yet
"""

_EXAMPLE_SKILL = """
# Skills you have without a credential: they save preparation and prove nothing.
# [[skill]]
# id = "sql"
# level = "beginner"                # beginner, intermediate, advanced
"""


def initial_profile(
    learner: Mapping[str, Any],
    *,
    goal: str | None,
    by: dt.date | None,
    held: Sequence[tuple[str, dt.date | None]],
    today: dt.date,
) -> str:
    """The whole file; what is not known stands in it as a commented example."""
    lines = [_HEAD]
    for key, example, why in _LEARNER:
        if key in learner:
            lines.append(f"{_pair(key, learner[key]):<33} # {why}\n")
        else:
            lines.append(f"# {key + ' = ' + example:<31} # {why}\n")
    lines.append(_GOAL)
    if goal is None:
        lines.append(_EXAMPLE_GOAL)
    else:
        lines.append(f"[[goal]]\n{_pair('name', goal)}\n")
        lines.append(f"{_pair('by', by)}\n" if by is not None else "")
    lines.append(_CREDENTIALS)
    entries = []
    for ident, earned in dict(held).items():
        entry = f'[[credential]]\n{_pair("id", ident)}\nstatus = "earned"\n'
        if earned is not None:
            entry += f"{_pair('earned', earned)}\n"
        else:
            entry += f"# earned = {today.year - 1}-05-01             # the day: validity counts from it\n"
        entries.append(entry)
    lines.append("\n".join(entries) if entries else _EXAMPLE_CREDENTIAL)
    lines.append(_EXAMPLE_SKILL)
    return "".join(lines)


def _pair(key: str, value: Any) -> str:
    import tomlkit

    return f"{key} = {tomlkit.item(value).as_string()}"
