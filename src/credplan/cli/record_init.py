"""``init``: the first profile, from six questions that may all be skipped, or from options alone."""

import datetime as dt
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from credplan.cli.context import CatalogOption, ProfileOption, TodayOption, open_catalog, today
from credplan.cli.record_names import credential_named, goal_name
from credplan.core.errors import AmbiguousName, UsageError
from credplan.core.model import Credential
from credplan.shell.stdin import refuse_to_write
from credplan.shell.terminal import may_ask, say

if TYPE_CHECKING:
    from credplan.shell.catalog_index import CatalogIndex

T = TypeVar("T")
_TRIES = 3


def init(
    hours_per_week: Annotated[
        str | None, typer.Option("--hours-per-week", metavar="N", help="Hours you can study a week.")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="STATE", help="Your state, e.g. TX.")] = None,
    education: Annotated[
        str | None, typer.Option("--education", metavar="LEVEL", help="The highest you finished, e.g. high-school.")
    ] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="AMOUNT", help="The most it may cost.")] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Three letters; USD if left out.")
    ] = None,
    goal: Annotated[str | None, typer.Option("--goal", metavar="GOAL", help="A career or a credential.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="DATE", help="The day by which you want the goal.")] = None,
    birth_year: Annotated[
        str | None, typer.Option("--birth-year", metavar="YEAR", help="For minimum ages only.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="The day you begin.")] = None,
    hold: Annotated[
        list[str] | None,
        typer.Option("--hold", metavar="X[=DATE]", help="A credential that you hold; may be repeated."),
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; use the options alone.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an existing profile; it is kept beside as .bak.")
    ] = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""Make your profile: six questions, each may be skipped with Enter.

    On a terminal it asks what no option answers; elsewhere, or with --no-input, it asks nothing.

    \b
    Examples:
      credplan init
      credplan init --no-input --hours-per-week 10 --region TX --goal "data analyst"
      credplan init --no-input --hold "Security+=2025-05-01" --hold "Network+"
    """
    from credplan.core.record_text import initial_profile
    from credplan.shell.places import profile_path
    from credplan.shell.profile_file import create_profile

    path = profile_path(profile)
    refuse_to_write(path)
    if os.path.exists(path) and not force:
        raise UsageError(
            f"There is a profile at {path} already; nothing was changed.",
            hint="Change it with credplan set, add, know or profile edit; "
            "start over with credplan init --force (the old one is kept as .bak).",
        )
    day = today(today_option)
    asking = not no_input and may_ask()
    answers = {
        "hours_per_week": hours_per_week,
        "region": region,
        "education": education,
        "budget": budget,
        "currency": currency,
        "birth_year": birth_year,
        "start": start,
    }
    learner: dict[str, Any] = {}
    for key, text in answers.items():
        if text is not None:
            learner[key] = _read_learner(key, day, text)
    wanted = goal_name(open_catalog(catalog, profile), goal) if goal is not None else None
    held = [_held(open_catalog(catalog, profile), text, day) for text in hold or ()]
    if asking:
        say("Six questions; press Enter to skip any. Everything stays on this machine.\n", err=True)
        for key, question, why in _QUESTIONS:
            if key not in learner:
                value = _ask(question, why, partial(_read_learner, key, day))
                if value is not None:
                    learner[key] = value
        if wanted is None:
            wanted = _ask(
                "Where do you want to go (a career or a credential)?",
                "Plans lead there. credplan careers lists what it knows.",
                lambda text: goal_name(open_catalog(catalog, profile), text),
            )
        if not held:
            held = _ask_held(catalog, day)
    if by is not None and wanted is None:
        raise UsageError("--by is the goal's date; name the goal with --goal.")
    text = initial_profile(
        learner,
        goal=wanted,
        by=_by(by, day) if by is not None else None,
        held=[(c.id, earned) for c, earned in held],
        today=day,
    )
    edited = create_profile(path, text, replace=force)
    say(f"Wrote your profile: {edited.path}")
    if edited.remark:
        say(edited.remark, err=True)
    for credential, earned in held:
        if earned is None:
            say(f"When did you earn {credential.name}? credplan add {credential.id} --earned DATE", err=True)
    say(f"Next: credplan plan{'' if wanted else ' ' + chr(34) + 'data analyst' + chr(34)}", err=True)


_QUESTIONS = (
    (
        "hours_per_week",
        "How many hours a week can you study?",
        "Dates and subscriptions depend on your pace. Without it plans assume 8.",
    ),
    ("region", "Which state do you live in (TX, Texas)?", "Licences, laws and some prices differ by state."),
    (
        "education",
        "What is the highest schooling you finished (none, high-school, some-college, associate, bachelor, master)?",
        "Some credentials and careers ask for it.",
    ),
    ("budget", "What is the most you can spend, in USD?", "Plans stay within it, or say what is missing."),
)


def _ask(question: str, why: str, read: Callable[[str], T]) -> T | None:
    """One question with its reason; what can't be read is asked again, an empty answer skips."""
    say(question, err=True)
    say(f"  {why}", err=True)
    for _ in range(_TRIES):
        text = str(typer.prompt(" ", default="", show_default=False, prompt_suffix="> ", err=True)).strip()
        if not text:
            return None
        try:
            return read(text)
        except UsageError as problem:
            from credplan.core.text import safe_text

            lines = [problem.message, *_candidates(problem), problem.hint]
            say("\n".join(f"  {safe_text(line)}" for line in lines if line), err=True)
    say("  Skipped; you can set it later.", err=True)
    return None


def _candidates(problem: UsageError) -> list[str]:
    return [f"{ident}  {name}" for ident, name in problem.candidates] if isinstance(problem, AmbiguousName) else []


def _ask_held(catalog: Path | None, day: dt.date) -> list[tuple[Credential, dt.date | None]]:
    found = _ask(
        "What do you hold already (names with commas between, such as Security+, Network+)?",
        "It is never planned again, and may save you preparation.",
        lambda text: [_held(open_catalog(catalog), t, day) for t in text.split(",") if t.strip()],
    )
    return found or []


def _read_learner(key: str, day: dt.date, text: str) -> Any:
    from credplan.core.record import learner_value

    return learner_value(key.replace("_", "-"), text, day)


def _held(index: "CatalogIndex", text: str, day: dt.date) -> tuple[Credential, dt.date | None]:
    """A credential with the day it was earned from ``X`` or ``X=DATE``."""
    from credplan.core.record import day as read_day

    name, equals, date = text.rpartition("=")
    if not equals:
        return credential_named(index, [text]), None
    try:
        earned = read_day(date, day)
    except ValueError as problem:
        raise UsageError(f"--hold {text}: {problem}.", hint='Example: --hold "Security+=2025-05-01"') from None
    if earned > day:
        raise UsageError(f"--hold {text}: that day lies in the future.")
    return credential_named(index, [name]), earned


def _by(text: str, day: dt.date) -> dt.date:
    from credplan.core.record import day as read_day

    try:
        return read_day(text, day)
    except ValueError as problem:
        raise UsageError(f"--by: {problem}.", hint="Write the year first, such as 2027-06-30.") from None
