"""What people write in a profile and what they most likely mean: the guesses behind "did you mean"."""

from __future__ import annotations

import re

from credplan.core.dates import parse_date
from credplan.core.regions import parse_region

EXAMPLES = {
    "hours_per_week": "8",
    "budget": "1500",
    "birth_year": "1998",
    "pace_percent": "130",
    "schema": "1",
    "hours_logged": "12",
}
MISSING_FIX = {
    "id": 'add a line such as: id = "comptia/security-plus"',
    "name": 'add a line such as: name = "data analyst"',
    "start": "add a line such as: start = 2024-09-01",
    "because": 'say why: because = "my employer does not ask for it"',
}
CHOICE_GUESSES = {
    "done": "earned", "complete": "earned", "completed": "earned", "passed": "earned", "finished": "earned",
    "held": "earned", "have": "earned", "active": "earned", "certified": "earned",
    "started": "in-progress", "doing": "in-progress", "ongoing": "in-progress", "in progress": "in-progress",
    "inprogress": "in-progress", "studying": "in-progress", "current": "in-progress",
    "todo": "planned", "want": "planned", "plan": "planned", "later": "planned", "skip": "skipped",
    "basic": "beginner", "novice": "beginner", "medium": "intermediate", "expert": "advanced", "mid": "intermediate",
    "ged": "high-school", "diploma": "high-school", "high school": "high-school", "highschool": "high-school",
    "college": "some-college", "some college": "some-college", "certificate": "postsecondary-nondegree",
    "associates": "associate", "associate's": "associate", "bachelors": "bachelor", "bachelor's": "bachelor",
    "degree": "bachelor", "ba": "bachelor", "bs": "bachelor", "masters": "master", "master's": "master",
    "phd": "doctoral", "doctorate": "doctoral",
}  # fmt: skip
CURRENCY_GUESSES = {"$": "USD", "DOLLAR": "USD", "DOLLARS": "USD", "US$": "USD", "€": "EUR", "EURO": "EUR", "£": "GBP"}
KEY_GUESSES = {
    "credentials": "credential", "badge": "credential", "badges": "credential", "certificate": "credential",
    "certificates": "credential", "certification": "credential", "certifications": "credential",
    "goals": "goal", "skills": "skill", "plans": "plan", "waivers": "waiver", "catalog": "catalogs", "me": "learner",
    "date": "earned", "awarded": "earned", "expiry": "expires", "expiration": "expires", "valid_until": "expires",
    "hours": "hours_logged", "weekly_hours": "hours_per_week", "notes": "note", "state": "status", "career": "name",
    "reason": "because", "deadline": "by", "until": "by", "degree": "education", "born": "birth_year",
    "birthday": "birth_year", "pace": "pace_percent", "location": "region", "jobs": "experience", "job": "experience",
}  # fmt: skip
LEARNER_LINES = (
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
"""Key, example and remark of each line of ``[learner]`` in a new profile."""


def example_line(key: str) -> str:
    """The line of a new profile that shows how ``key`` of ``[learner]`` is written, without its comment mark."""
    example, why = next((example, why) for name, example, why in LEARNER_LINES if name == key)
    return f"{key + ' = ' + example:<31} # {why}"


def remark_on(key: str) -> str:
    """The remark that stands behind ``key`` in a new profile; empty where a new profile has no such line."""
    return next((why for name, _, why in LEARNER_LINES if name == key), "")


def education_guess(text: str) -> str:
    """The education level that a usual word for it means (``GED``, ``bachelor's``); empty when none is known."""
    words = text.lower().replace("_", "-").strip()
    return CHOICE_GUESSES.get(words) or CHOICE_GUESSES.get(words.removesuffix(" degree").strip(), "")


def date_guess(text: str) -> str:
    """``2025-05-01`` for a date written in a way that can't be misread; empty where it could be (5/4/2025)."""
    numbers = re.fullmatch(r"\s*(\d{4})[-./](\d{1,2})[-./](\d{1,2})\s*", text)
    if numbers:
        year, month, day = numbers.groups()
    else:
        numbers = re.fullmatch(r"\s*(\d{1,2})[-./](\d{1,2})[-./](\d{4})\s*", text)
        if not numbers:
            return ""
        month, day, year = numbers.groups()
        if int(month) > 12:
            month, day = day, month
        elif int(day) <= 12 and day != month:
            return ""
    try:
        return str(parse_date(f"{year}-{int(month):02d}-{int(day):02d}"))
    except ValueError:
        return ""


def region_guess(text: str) -> str:
    """The region that ``text`` most likely means, or an example of how one is written."""
    try:
        return parse_region(text)
    except ValueError:
        return "US-TX"
