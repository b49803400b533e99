"""What is asked of the planner: the goal, the learner's limits, and their wishes about the steps."""

from __future__ import annotations

import datetime as dt

import msgspec

from credplan.core.model import Career, Credential, Requirement
from credplan.core.units import Minutes

DEFAULT_WEEKLY = Minutes(8 * 60)


class Question(msgspec.Struct, frozen=True):
    """What is asked: goal, limits, preferences. Money in cents of ``currency``, hours as minutes a week."""

    goal: Career | Credential
    start: dt.date
    weekly: int = DEFAULT_WEEKLY
    budget: int | None = None
    by: dt.date | None = None
    currency: str = "USD"
    objective: str = "cheapest"
    hour_value: int | None = None
    without: tuple[str, ...] = ()
    without_provider: tuple[str, ...] = ()
    also: tuple[Requirement, ...] = ()
    """Further requirements to meet, e.g. a plus group that is being priced."""
    goals: tuple[Career | Credential, ...] = ()
    """Further careers and credentials to reach with the same plan, each asked for as ``goal`` is."""
    provider: tuple[str, ...] = ()
    """Only credentials of these providers may be steps; empty: of any."""
    free: bool = False
    """Only what costs nothing; an unknown price is not free."""
    accredited: bool = False
    """Only accredited credentials, what law asks for, and local training (`wishes.unwanted`)."""
    online: bool = False
    """Only what needs nobody's presence."""
    safe: bool = False
    """Count with the high end of all hours, minimum times and prices (`adjusted.adjusted`)."""
    stretch: bool = False
    """Offer exams to the unready, too, for which nobody published the hours from nothing; they count as unknown."""
    years: int = 5
    """Over how many years from the finish upkeep is counted."""
    count_upkeep: bool = False
    """Upkeep over those years counts as money does; a budget is for the bill alone."""
    lock: tuple[str, ...] = ()
    """Credentials that the plan must end with."""
