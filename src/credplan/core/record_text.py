"""The text of a first profile: what the learner said, and comments that teach the format by example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from credplan.core.profile_words import LEARNER_LINES, example_line

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
    for key, _, why in LEARNER_LINES:
        lines.append(f"{_pair(key, learner[key]):<33} # {why}\n" if key in learner else f"# {example_line(key)}\n")
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
