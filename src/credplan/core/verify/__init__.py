"""Checks a proof file in whole numbers and dates: nothing here is shared with the planner that wrote it.

docs/formats.md says what each key of such a file means. `plan` looks at the plan itself, `claims` at what is said of
all others. Both use Python's own library and nothing else.
"""

from __future__ import annotations

import json
from typing import Any

from credplan.core.verify.base import Untrue, decimal, sure
from credplan.core.verify.claims import Checker

__all__ = ["Untrue", "verify"]


def verify(text: str) -> tuple[Any, dict[str, Any]]:
    """A file and what was seen to be right of it; raises `Untrue`, or any other exception for what is no proof file."""
    # A fraction or a number below zero stays text, with which nothing can be added up.
    file = json.loads(text, parse_float=str, parse_constant=str, parse_int=lambda t: t if t[0] == "-" else int(t))
    checker = Checker(file["answer"], file["problem"])
    told = checker.plan_holds(file["chosen"]) if file["answer"]["status"] in ("optimal", "bounded") else {}
    limits = [file["answer"]["limits"][name] for name in ("start", "budget", "by")]
    money, finish = (checker.limits.get(name) for name in ("money", "finish"))
    mine = [checker.day(0), decimal(money), None if finish is None else checker.day(finish)]
    sure(limits == mine, "the limits are those of the answer")
    return file, told | checker.claims_hold(file["claims"], file["set_aside"])
