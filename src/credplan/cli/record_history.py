"""``profile history`` and ``profile restore``: the versions that are kept, and the way back to one."""

from typing import Annotated, Any

import typer

from credplan.cli.context import (
    CsvOption,
    JsonOption,
    PlainOption,
    ProfileOption,
)
from credplan.core.text import plural, safe_text
from credplan.shell.places import profile_path
from credplan.shell.terminal import say

_SHOWN = 3


def history(
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
) -> None:
    r"""The versions of your profile that are kept, and what was changed after each.

    \b
    Examples:
      credplan profile history
      credplan profile history --json
    """
    from credplan.shell.profile_versions import day_and_time
    from credplan.shell.profile_versions import history as kept

    path = profile_path(profile)
    found = kept(path)
    if as_json:
        from credplan.cli.output import print_json

        print_json(
            {
                "schema": 1,
                "profile": str(path),
                "versions": [
                    {
                        "number": v.number,
                        "path": v.path,
                        "until": v.until.isoformat() if v.until else None,
                        "valid": v.valid,
                        "bytes": v.size,
                        "changes": v.changes,
                    }
                    for v in found
                ],
            }
        )
        return
    if as_csv:
        from credplan.cli.output import print_csv

        print_csv(
            ("number", "until", "valid", "path", "changes"),
            [
                (
                    str(v.number),
                    v.until.isoformat() if v.until else "",
                    "yes" if v.valid else "no",
                    safe_text(v.path),
                    "; ".join(v.changes),
                )
                for v in found
            ],
        )
        return
    if not found:
        say(f"No version from before is kept beside {safe_text(str(path))} yet: one is with each change.")
        return
    from credplan.cli.output import show_report
    from credplan.core.report_shape import Report, Row, Section

    rows = []
    for v in found:
        until = f"until {day_and_time(v.until)}" if v.until else "until an unknown time"
        state = "" if v.valid else ", with problems"
        rows.append(Row(f"version {v.number}", f"{until}{state}; then:", _told(v.changes)))
    further = [Row(f"credplan profile restore {found[-1].number}", f"brings version {found[-1].number} back")]
    further.append(Row("credplan undo", "brings version 1 back, and once more takes it back"))
    report = Report(
        "Versions of your profile",
        safe_text(str(path)),
        (Section("NEWEST FIRST", tuple(rows)), Section("NEXT", tuple(further), kind="commands")),
    )
    show_report(report, plain=plain)


def _told(changes: tuple[str, ...]) -> tuple[str, ...]:
    if not changes:
        return ("nothing that can be read",)
    more = len(changes) - _SHOWN
    return (*changes[:_SHOWN], f"and {plural(more, 'more change')}") if more > 0 else changes


def restore(
    number: Annotated[int, typer.Argument(metavar="N", help="The number in credplan profile history.")],
    profile: ProfileOption = None,
) -> None:
    r"""Bring a version of your profile back; what it is now is kept as version 1.

    \b
    Examples:
      credplan profile restore 1
      credplan undo                  takes it back
    """
    from credplan.shell.profile_versions import restore_profile

    say_undone(restore_profile(profile_path(profile), number), f"version {number} again")


def say_undone(done: Any, what: str) -> None:
    """What an undo or a restore did: a line for each thing that differs now on stdout, the rest on stderr."""
    if done.gone:
        say(f"There was no profile any more; a version from before is back. ({done.path})")
    elif not done.changes:
        say(f"The version that is kept is the same as now; nothing was changed in {done.path}.")
        return
    else:
        say(f"Your profile is {what}. ({done.path})")
    for line in done.changes:
        say(f"  {line}")
    if done.by_hand:
        say(
            "It had been changed by hand or by another program since; nothing of that is lost: it is in "
            f"{done.path}.bak, and credplan undo brings it back.",
            err=True,
        )
    if done.broken:
        say("This version has problems: credplan profile check lists them.", err=True)
    for remark in (done.remark, "Next: credplan status" if done.gone else "Next: credplan undo   takes this back"):
        if remark:
            say(remark, err=True)
