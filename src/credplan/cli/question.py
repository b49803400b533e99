"""The question that ``plan`` and ``export plan`` ask: options over profile over defaults, each checked once."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from credplan.core.dates import parse_date
from credplan.core.errors import UsageError
from credplan.core.mentions import held
from credplan.core.model import Career, Catalog, Credential
from credplan.core.planning.question import DEFAULT_WEEKLY, Question
from credplan.core.profile import Learner, Profile
from credplan.core.units import Cents, Minutes

if TYPE_CHECKING:
    from credplan.shell.catalog_index import CatalogIndex

_LEAST_WEEKLY, _MOST_WEEKLY = 30, 7 * 24 * 60
"""Minutes a week: with less than half an hour a plan is no plan, and a week has no more than 168 hours."""
DEFAULT_YEARS, MOST_YEARS = 5, 40
"""Of upkeep."""
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


AlsoOption = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="GOAL", help="A further career or credential to reach; may be repeated."),
]
ProviderOption = Annotated[
    list[str] | None,
    typer.Option("--provider", metavar="ID", help="Only credentials of this provider; may be repeated."),
]
LockOption = Annotated[
    list[str] | None,
    typer.Option("--lock", metavar="ID", help="This credential must be in the plan; may be repeated."),
]
FreeOption = Annotated[bool, typer.Option("--free", help="Only what costs nothing.")]
AccreditedOption = Annotated[
    bool, typer.Option("--accredited", help="Only accredited credentials, what law asks for, and local training.")
]
OnlineOption = Annotated[bool, typer.Option("--online", help="Only what needs no presence anywhere.")]
SafeOption = Annotated[
    bool, typer.Option("--safe", help="Count with the high end of all hours, minimum times and prices.")
]
StretchOption = Annotated[bool, typer.Option("--stretch", help="Also exams whose hours from nothing nobody published.")]
PlanYearsOption = Annotated[
    int,
    typer.Option("--years", metavar="N", min=1, max=MOST_YEARS, help="Years of upkeep to show; 5 if left out."),
]
CountUpkeepOption = Annotated[
    bool, typer.Option("--count-upkeep", help="Count upkeep over those years as money when comparing plans.")
]
TradeOffsOption = Annotated[
    bool,
    typer.Option("--trade-offs", "--compare", help="Every plan that nothing beats in both money and time."),
]
ProofOption = Annotated[
    str | None,
    typer.Option("--proof", metavar="FILE", help="Write the plan with all that it takes to check it; - is stdout."),
]
AlternativesOption = Annotated[
    int | None,
    typer.Option("--alternatives", metavar="N", min=1, max=20, help="The N next best plans of other credentials."),
]
WhyOption = Annotated[
    str | None,
    typer.Option(
        "--why", metavar="STEP", help="Why a step (its number or id), why not another, and how long it is best."
    ),
]
DiffOption = Annotated[
    str | None,
    typer.Option("--diff", metavar="NAME", help="Today's plan against the saved plan NAME, change by change."),
]
WithoutOption = Annotated[
    list[str] | None, typer.Option("--without", metavar="ID", help="Leave a credential out; may be repeated.")
]
WithoutProviderOption = Annotated[
    list[str] | None,
    typer.Option("--without-provider", metavar="ID", help="Leave a provider out; may be repeated."),
]


class Wishes(msgspec.Struct, frozen=True):
    """What the command line says about a plan, as typed; None where it says nothing."""

    goal: tuple[str, ...] = ()
    hours_per_week: str | None = None
    budget: str | None = None
    by: str | None = None
    start: str | None = None
    hour_value: str | None = None
    objectives: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_provider: tuple[str, ...] = ()
    region: str | None = None
    also: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    free: bool = False
    accredited: bool = False
    online: bool = False
    lock: tuple[str, ...] = ()
    safe: bool = False
    stretch: bool = False
    years: int = DEFAULT_YEARS
    count_upkeep: bool = False

    def typed(self) -> tuple[tuple[str, str], ...]:
        """The options as (name, value) pairs, for suggesting a command that asks the same again."""
        single = (
            ("--hours-per-week", self.hours_per_week),
            ("--budget", self.budget),
            ("--by", self.by),
            ("--start", self.start),
            ("--region", self.region),
            ("--hour-value", self.hour_value),
        )
        return (
            *((name, value) for name, value in single if value is not None),
            *((f"--{name}", "") for name in self.objectives),
            *(("--also", name) for name in self.also),
            *(("--lock", name) for name in self.lock),
            *(("--without", name) for name in self.without),
            *(("--without-provider", name) for name in self.without_provider),
            *(("--provider", name) for name in self.provider),
            *((("--years", str(self.years)),) if self.years != DEFAULT_YEARS else ()),
            *((("--count-upkeep", ""),) if self.count_upkeep else ()),
            *((f"--{name}", "") for name in ("free", "accredited", "online", "safe", "stretch") if getattr(self, name)),
        )


def build_question(index: "CatalogIndex", profile: Profile, wishes: Wishes, today: dt.date) -> Question:
    """The question to plan for.

    Raises:
        UsageError: a value that can't be read or planned with, an unknown or ambiguous goal, no goal at all.
    """
    learner = profile.learner
    target, goal_by = find_target(index, profile, wishes.goal)
    if len(wishes.objectives) > 1:
        one, other = wishes.objectives[:2]
        raise UsageError(f"--{one} and --{other} are two different wishes; choose one.")
    objective = wishes.objectives[0] if wishes.objectives else "cheapest"
    worth = learner.hour_value if wishes.hour_value is None else parse_amount(wishes.hour_value, "--hour-value")
    if objective == "balanced" and worth is None:
        raise UsageError(
            "--balanced needs the value of an hour of yours.",
            hint="Add --hour-value 15, or: credplan set hour-value 15",
        )
    question = Question(
        goal=target,
        start=_start(today, wishes.start, learner),
        weekly=_weekly(wishes.hours_per_week, learner),
        budget=learner.budget if wishes.budget is None else parse_amount(wishes.budget, "--budget"),
        by=goal_by if wishes.by is None else _date(wishes.by, "--by"),
        currency=learner.currency,
        objective=objective,
        hour_value=worth,
        without=tuple(_credential_id(index, text) for text in wishes.without),
        without_provider=tuple(_provider_id(index, text) for text in wishes.without_provider),
        goals=_further(index, target, wishes.also),
        provider=tuple(dict.fromkeys(_provider_id(index, text) for text in wishes.provider)),
        free=wishes.free,
        accredited=wishes.accredited,
        online=wishes.online,
        lock=tuple(dict.fromkeys(_credential_id(index, text) for text in wishes.lock)),
        safe=wishes.safe,
        stretch=wishes.stretch,
        years=wishes.years,
        count_upkeep=wishes.count_upkeep,
    )
    _check(question)
    return question


def extract_for(index: "CatalogIndex", question: Question, profile: Profile) -> Catalog:
    """All of the catalog that bears on the answer to ``question``."""
    return index.around((question.goal, *question.goals), (*held(profile), *question.lock))


def find_target(
    index: "CatalogIndex", profile: Profile, words: tuple[str, ...], command: str = "plan"
) -> tuple[Career | Credential, dt.date | None]:
    """The goal named on the command line, else the profile's first, with the day the profile wants it by.

    ``command`` is the one that asks, for the way out where there is neither.
    """
    if words:
        return _goal(index, " ".join(words)), None
    if not profile.goal:
        raise UsageError(
            "Which career or credential? None is named and the profile has no goal.",
            hint=f'Try: credplan {command} "data analyst", or see: credplan careers',
        )
    first = profile.goal[0]
    return _goal(index, first.name), first.by


def _goal(index: "CatalogIndex", text: str) -> Career | Credential:
    from credplan.core.names import find_goal

    return find_goal(index.named(text, "career", "credential"), text)


def _credential_id(index: "CatalogIndex", text: str) -> str:
    from credplan.core.names import find_credential

    return find_credential(index.named(text, "credential"), text).id


def _further(
    index: "CatalogIndex", target: Career | Credential, names: tuple[str, ...]
) -> tuple[Career | Credential, ...]:
    """The further goals, each once and the goal itself not again."""
    found = {goal.id: goal for goal in (_goal(index, name) for name in names)}
    return tuple(goal for ident, goal in found.items() if ident != target.id)


def _provider_id(index: "CatalogIndex", text: str) -> str:
    """The provider's id for its id or name, in any case."""
    from credplan.core.names import nearest

    word = text.strip().casefold()
    names = index.providers()
    for ident, name in names.items():
        if word in (ident.casefold(), name.casefold()):
            return ident
    close = nearest(word, names, 3)
    meant = f"Did you mean {', '.join(close)}? " if close else ""
    raise UsageError(
        f"No provider {text!r} in this catalog.", hint=f"{meant}Providers are the part of an id before the slash."
    )


def with_region(profile: Profile, region: str | None) -> Profile:
    """The profile as if the learner lived in ``region``: ``US-TX``, ``TX`` or ``Texas``.

    Raises:
        UsageError: no region is called so.
    """
    if region is None:
        return profile
    from credplan.core.record import region_named

    code = region_named(region, "--region")
    return msgspec.structs.replace(profile, learner=msgspec.structs.replace(profile.learner, region=code))


def _start(day: dt.date, option: str | None, learner: Learner) -> dt.date:
    if option is not None:
        chosen = _date(option, "--start")
        if chosen < day:
            raise UsageError(f"--start {chosen} lies before today ({day}).")
        return chosen
    return max(day, learner.start) if learner.start is not None else day


def _weekly(option: str | None, learner: Learner) -> int:
    if option is None:
        return learner.hours_per_week if learner.hours_per_week is not None else DEFAULT_WEEKLY
    try:
        minutes = Minutes.parse(option)
    except ValueError as problem:
        raise UsageError(f"--hours-per-week: {problem}") from None
    return minutes


def parse_amount(text: str, option: str) -> Cents:
    """An amount of money as typed for ``option``: ``150``, ``$1,500.00``; raises `UsageError`."""
    plain = text.strip().removeprefix("$")
    if _THOUSANDS.fullmatch(plain):  # but not 1,50, which some countries write for 1.50
        plain = plain.replace(",", "")
    try:
        cents = Cents.parse(plain)
    except ValueError as problem:
        raise UsageError(f"{option}: {problem}") from None
    if cents < 0:
        raise UsageError(f"{option} can't be less than 0.")
    return cents


def _date(text: str, option: str) -> dt.date:
    try:
        return parse_date(text)
    except ValueError as problem:
        raise UsageError(f"{option}: {problem}") from None


def _check(question: Question) -> None:
    if not _LEAST_WEEKLY <= question.weekly <= _MOST_WEEKLY:
        raise UsageError(
            f"{Minutes(question.weekly)} hours a week can't be planned with.",
            hint="Give between 0.5 and 168: --hours-per-week 8",
        )
    if question.by is not None and question.by < question.start:
        raise UsageError(f"The plan would have to be done by {question.by}, before it starts on {question.start}.")
    for ident in question.lock:
        if ident in question.without:
            raise UsageError(f"{ident} can't be both in the plan and left out of it: --lock and --without name it.")
