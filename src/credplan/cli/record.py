"""The commands that change the learner's record, a line each: what changed and where; then what one may do next."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from credplan.cli.context import CatalogOption, ProfileOption, TodayOption, load_catalog, open_catalog, today
from credplan.cli.record_init import init
from credplan.cli.record_names import (
    credential_named,
    entry_named,
    evidence_of,
    goal_name,
    no_level,
    part_named,
    requirement_named,
)
from credplan.cli.record_profile import profile_app
from credplan.cli.record_views import next_, status
from credplan.core.errors import UnknownName, UsageError
from credplan.core.model import LEVELS, Credential
from credplan.core.profile import Holding, HoldStatus, Profile
from credplan.core.text import hours, join_words, long_date, safe_text
from credplan.shell.terminal import say

__all__ = ["app", "profile_app"]

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app.command("init")(init)
app.command("status")(status)
app.command("next")(next_)

NameArgument = Annotated[
    list[str], typer.Argument(metavar="X", help="A name, exam code or id; quotes are not needed.", show_default=False)
]


@app.command()
def add(
    x: NameArgument,
    earned: Annotated[
        str | None, typer.Option("--earned", metavar="DATE", help="The day you earned it, or today.")
    ] = None,
    in_progress: Annotated[bool, typer.Option("--in-progress", help="You have begun.")] = False,
    planned: Annotated[bool, typer.Option("--planned", help="You mean to earn it (the default).")] = False,
    part: Annotated[
        list[str] | None, typer.Option("--part", metavar="P", help="A part that you have passed; may be repeated.")
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="The first day on which yours is no longer valid.")
    ] = None,
    evidence: Annotated[
        list[Path] | None,
        typer.Option("--evidence", metavar="FILE", help="A file that shows it; it stays where it is."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Anything you want to remember.")] = None,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""Add a credential to your record, or change its entry.

    \b
    Examples:
      credplan add "Security+" --earned 2025-05-01
      credplan add SY0-701 --in-progress
      credplan add comptia/a-plus --part core-1
    """
    day = today(today_option)
    if sum((earned is not None, in_progress, planned)) > 1:
        raise UsageError("--earned, --in-progress and --planned are three different things; choose one.")
    status_wanted: HoldStatus | None = (
        "earned" if earned is not None else "in-progress" if in_progress else "planned" if planned else None
    )
    credential = credential_named(open_catalog(catalog, profile), x)
    earned_day = _past(earned, day, "--earned") if earned is not None else None
    parts = [part_named(credential, p) for p in part or ()]
    expires_day = _day(expires, day, "--expires") if expires is not None else None
    if status_wanted != "earned":
        _refuse_retired(credential, status_wanted, profile)
    files = [evidence_of(file) for file in evidence or ()]
    _edit(
        profile,
        credential,
        day,
        status=status_wanted,
        earned=earned_day,
        expires=expires_day,
        parts=parts,
        evidence=files,
        note=safe_text(note) if note is not None else None,
    )


@app.command()
def skip(
    x: NameArgument,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""Leave a credential out of every plan.

    \b
    Examples:
      credplan skip "Network+"
      credplan remove "Network+"     allows it again
    """
    from credplan.core.record import hold

    credential = credential_named(open_catalog(catalog, profile), x)
    held = _stored(profile).holding(credential.id)
    if held is not None and held.status == "earned":
        raise UsageError(
            f"You have earned {credential.name}; nothing was changed.",
            hint=f"If that is wrong: credplan remove {credential.id}",
        )
    edited = _change(profile, lambda data: hold(data, credential.id, today=today(today_option), status="skipped"))
    _report(edited, f"Plans will leave out {credential.name} ({credential.id})", "credplan plan")


@app.command()
def remove(
    x: NameArgument,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
) -> None:
    r"""Remove a credential, skill, goal, waiver or saved plan from your record.

    \b
    Examples:
      credplan remove "Security+"
      credplan remove sql
    """
    from credplan.core.record import drop

    text = " ".join(x)
    table, key, value, label = entry_named(_stored(profile, required=True), text, catalog)
    edited = _change(profile, lambda data: drop(data, table, key, value), create=False)
    _report(edited, f"Removed {label}", "credplan status")


@app.command()
def know(
    skill: Annotated[list[str], typer.Argument(metavar="SKILL [LEVEL]", help=f"Levels: {', '.join(LEVELS)}.")],
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
) -> None:
    r"""Say that you have a skill: it saves preparation hours and proves nothing.

    \b
    Examples:
      credplan know sql
      credplan know data analysis intermediate
    """
    from credplan.core.names import find_skill
    from credplan.core.record import know as know_skill

    words, level = list(skill), "beginner"
    if len(words) > 1 and words[-1].lower() in LEVELS:
        level = words.pop().lower()
    index, text = open_catalog(catalog, profile), " ".join(words)
    try:
        found = find_skill(index.named(text, "skill"), text)
    except UnknownName as problem:
        if len(skill) < 2:
            raise
        raise (no_level(index, skill) or problem) from None
    edited = _change(profile, lambda data: know_skill(data, found.id, level))
    _report(edited, f"You know {found.name} ({found.id}) at level {level}", "credplan plan")


@app.command("set")
def set_(
    key: Annotated[str, typer.Argument(metavar="KEY", help="hours-per-week, budget, region, goal, …")],
    value: Annotated[list[str], typer.Argument(metavar="VALUE", help="The new value; none removes it.")],
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""Set what plans go by: hours, budget, region, goal.

    \b
    Keys: hours-per-week, budget, region, education, birth-year, start, currency,
          hour-value, pace-percent, name, circumstances (comma list), goal,
          by (the goal's date), study-times
    The value none removes a key. For education, none means no diploma and
    unknown removes it.

    \b
    Examples:
      credplan set hours-per-week 10
      credplan set region Texas
      credplan set goal "data analyst"
      credplan set study-times "Mon Wed 18:00-20:00, Sat 9:00-13:00"
    """
    from credplan.core.record import (
        LEARNER_KEYS,
        circumstances_named,
        learner_value,
        set_goal,
        set_goal_by,
        set_learner,
    )
    from credplan.core.regions import country_too

    day = today(today_option)
    name = key.strip().lower().replace("_", "-")
    text = " ".join(value).strip()
    gone = text.lower() in (("", "unknown") if name == "education" else ("", "none", "unknown"))
    if name in ("goal", "by"):
        goals = _stored(profile).goal
        if not goals and (name == "by" or gone):
            raise UsageError("Your record has no goal yet.", hint='Try: credplan set goal "data analyst"')
        if name == "by":
            by = None if gone else _day(text, day, "by")
            edited = _change(profile, lambda data: set_goal_by(data, by))
            said = f"{goals[0].name} is wanted by {long_date(by)}" if by else f"{goals[0].name} has no date any more"
        else:
            wanted = None if gone else goal_name(open_catalog(catalog, profile), text)
            edited = _change(profile, lambda data: set_goal(data, wanted))
            said = f"Your goal is {wanted}" if wanted else f"{goals[0].name} is no goal any more"
    elif name in LEARNER_KEYS:
        if gone:
            plain = None
        elif name == "circumstances":
            plain = circumstances_named(text, open_catalog(catalog, profile).audiences())
        else:
            plain = learner_value(name, text, day)
        edited = _change(profile, lambda data: set_learner(data, name.replace("-", "_"), plain))
        said = f"{name} is no longer set" if plain is None else f"{name} = {_shown(name, plain)}"
    else:
        from credplan.core.names import nearest

        keys = [*LEARNER_KEYS, "goal", "by"]
        close = nearest(name, keys, 1)
        meant = f"Did you mean {close[0]}? " if close else ""
        raise UsageError(f"There is no setting {key!r}.", hint=f"{meant}Settings are: {', '.join(keys)}.")
    remarks = []
    if name == "region" and not gone and country_too(text):
        remarks = [f"If you meant {country_too(text)}: credplan set region {country_too(text)}"]
    if name == "currency" and edited.profile.learner.budget is not None:
        remarks = [f"Your budget is still {edited.profile.learner.budget}; it is now read in that currency."]
    _report(edited, said, "credplan plan" if edited.profile.goal else 'credplan plan "data analyst"', *remarks)


@app.command()
def log(
    x: Annotated[list[str], typer.Argument(metavar="X HOURS", help="A credential, then the hours worked on it.")],
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""Log hours of work on a credential; plans then count only what is left.

    \b
    Examples:
      credplan log "Security+" 3
      credplan log google data analytics 1.5
    """
    from credplan.core.record import hours_amount, log_hours

    if len(x) < 2:
        raise UsageError("log takes a credential and hours.", hint='Example: credplan log "Security+" 3')
    try:
        amount = hours_amount(x[-1])
    except ValueError as problem:
        raise UsageError(f"The hours come last: {problem}.", hint='Example: credplan log "Security+" 3') from None
    credential = credential_named(open_catalog(catalog, profile), x[:-1])
    day = today(today_option)
    _refuse_retired(credential, "in-progress", profile)
    edited = _change(profile, lambda data: log_hours(data, credential.id, amount, day))
    held = edited.profile.holding(credential.id)
    total = hours(held.hours_logged) if held else "0 h"
    _report(edited, f"Logged {hours(amount)} on {credential.name} ({credential.id}), {total} in all", "credplan next")


@app.command()
def waive(
    x: Annotated[
        list[str], typer.Argument(metavar="X", help="A credential, skill, group, or experience, education, age.")
    ],
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why; every plan prints it.")],
    of: Annotated[
        str | None, typer.Option("--of", metavar="CREDENTIAL", help="Only where this credential or career asks for it.")
    ] = None,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
) -> None:
    r"""Set a requirement aside, with a reason that every plan prints. Law is never set aside.

    \b
    Examples:
      credplan waive experience --because "my employer counts my army years" --of cissp
      credplan waive "Network+" --because "I run networks for a living"
    """
    from credplan.core.names import find_goal
    from credplan.core.record import askers
    from credplan.core.record import waive as set_aside

    reason = safe_text(because).strip()
    if not reason:
        raise UsageError("A reason is needed: plans print it.", hint='--because "why it is not needed"')
    known = load_catalog(catalog, profile)
    asker = find_goal(known, of).id if of is not None else ""
    requirement, label = requirement_named(known, " ".join(x))
    free, bound = askers(known, requirement, asker)
    if bound and not free:
        raise UsageError(
            f"{label} is asked for by law, or by an issuer that allows no exception ({join_words(bound[:3])}); "
            "that can't be set aside. Nothing was changed.",
            hint="If you meet it already, add what shows it: credplan add X --earned DATE",
        )
    edited = _change(profile, lambda data: set_aside(data, requirement, reason, asker))
    remarks = []
    if bound:
        remarks.append(f"It stays where law or the issuer allows no exception: {join_words(bound[:5])}.")
    if not free:
        remarks.append("Nothing in the catalog asks for it" + (f" for {asker}." if asker else "."))
    _report(edited, f"Set aside {label}{f' for {asker}' if asker else ''}: {reason}", "credplan plan", *remarks)


@app.command()
def undo(profile: ProfileOption = None) -> None:
    r"""Take the last change of your profile back; once more brings it back.

    \b
    Examples:
      credplan undo
      credplan undo        once more: the change is back
    """
    from credplan.cli.record_history import say_undone
    from credplan.shell.places import profile_path
    from credplan.shell.profile_versions import undo_profile

    say_undone(undo_profile(profile_path(profile)), "as it was before the last change")


# --- helpers ----------------------------------------------------------------------------------------------------------


def _edit(option: Path | None, credential: Credential, day: dt.date, **wanted: Any) -> None:
    """Change one credential's entry and say what it is now."""
    from credplan.core.record import hold

    _check_dates(_stored(option).holding(credential.id), credential, wanted)
    edited = _change(option, lambda data: hold(data, credential.id, today=day, **wanted))
    held = edited.profile.holding(credential.id)
    assert held is not None
    title = f"{credential.name} ({credential.id})"
    if not edited.written:
        say(f"{title} is in your record as {_state(held)} already; nothing was changed in {edited.path}.")
        return
    verb = "Added" if edited.before.holding(credential.id) is None else "Changed"
    further = "credplan plan" if held.status == "earned" else f"credplan add {credential.id} --earned DATE"
    _report(edited, f"{verb} {title}: {_state(held)}", further, *_remarks(held, credential, edited.profile, day))


def _check_dates(held: Holding | None, credential: Credential, wanted: dict[str, Any]) -> None:
    earned = wanted["earned"] or (held.earned if held else None)
    if wanted["expires"] is not None and earned is not None and wanted["expires"] < earned:
        raise UsageError(f"--expires {wanted['expires']} lies before {credential.name} was earned ({earned}).")


def _state(held: Holding) -> str:
    if held.status == "earned":
        words = f"earned {long_date(held.earned)}" if held.earned else "earned"
    else:
        words = held.status.replace("-", " ")
    if held.parts and held.status != "earned":
        words += f", passed {join_words(list(held.parts))}"
    return words + (f", expires {long_date(held.expires)}" if held.expires else "")


def _remarks(held: Holding, credential: Credential, profile: Profile, day: dt.date) -> list[str]:
    """What the catalog knows that the learner may not: validity, retirement, parts."""
    from credplan.core.standing import Standing

    cycle, found = credential.lifecycle, []
    if held.status == "earned":
        expiry = Standing(profile=profile, today=day, credentials={credential.id: credential}).expiry(held)
        if expiry is not None and expiry <= day:
            found.append(f"By its rules it expired on {long_date(expiry)}; it counts as preparation, not as proof.")
        elif expiry is not None and not held.expires:
            found.append(f"By its rules it is valid to {long_date(expiry)}; --expires DATE if yours says otherwise.")
        if cycle.status == "retired":
            later = f" Today's: {join_words(list(cycle.successors))}." if cycle.successors else ""
            found.append(
                f"It is retired: its skills count, but it proves nothing to an employer's list any more.{later}"
            )
        last = cycle.last_award or cycle.retired
        if held.earned and last and held.earned > last:
            found.append(f"It could be earned until {long_date(last)} only; is the date right?")
        if held.earned and cycle.launched and held.earned < cycle.launched:
            found.append(f"This one exists since {long_date(cycle.launched)}; an older version may have another id.")
    else:
        if cycle.status == "retiring" and (cycle.last_award or cycle.last_enrolment):
            found.append(f"It is being retired: last day {long_date(cycle.last_award or cycle.last_enrolment or day)}.")
        routes = [{p.id for p in r.parts} for r in credential.routes if r.parts]
        if any(parts <= set(held.parts) for parts in routes):
            found.append(f"All parts are passed: credplan add {credential.id} --earned DATE")
    return found


def _refuse_retired(credential: Credential, status: HoldStatus | None, option: Path | None) -> None:
    """A retired credential can be held, never begun; notes on an entry that is there already are fine."""
    if credential.lifecycle.status != "retired":
        return
    held = _stored(option).holding(credential.id)
    if status is None and held is not None:
        return
    since = credential.lifecycle.retired
    later = credential.lifecycle.successors
    raise UsageError(
        f"{credential.name} was retired{f' on {long_date(since)}' if since else ''} and can't be earned any more.",
        hint=(f"Today's: {join_words(list(later), 'or')}. " if later else "")
        + f"If you hold it: credplan add {credential.id} --earned DATE",
    )


def _day(text: str, now: dt.date, what: str) -> dt.date:
    from credplan.core.record import day

    try:
        return day(text, now)
    except ValueError as problem:
        raise UsageError(f"{what}: {problem}.", hint="Write the year first, such as 2025-05-01.") from None


def _past(text: str, now: dt.date, what: str) -> dt.date:
    day = _day(text, now, what)
    if day > now:
        raise UsageError(f"{what} {day} lies in the future.", hint="Until then: --in-progress or --planned")
    return day


def _stored(option: Path | None, required: bool = False) -> Profile:
    from credplan.shell.places import profile_path
    from credplan.shell.profile_file import read_profile

    return read_profile(profile_path(option), required=required) or Profile()


def _change(option: Path | None, change: Any, *, create: bool = True) -> Any:
    from credplan.shell.places import profile_path
    from credplan.shell.profile_file import edit_profile

    return edit_profile(profile_path(option), change, create=create)


def _report(edited: Any, what: str, further: str, *remarks: str) -> None:
    """The one line about a change on stdout; what else is worth knowing and the next useful command on stderr."""
    if edited.written:
        say(f"{what}. ({edited.path})")
    else:
        say(f"{what}: it was so already; nothing was changed in {edited.path}.")
    for remark in (edited.remark, *remarks, f"Next: {further}"):
        if remark:
            say(remark, err=True)


def _shown(name: str, plain: Any) -> str:
    from credplan.core.regions import region_name

    if isinstance(plain, list):
        return ", ".join(plain)
    if name == "region":
        return region_name(plain)
    return safe_text(str(plain))
