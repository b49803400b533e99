"""``status`` and ``next``: the record and the newest saved plan, seen today."""

from typing import Any

from credplan.cli.context import (
    CatalogOption,
    CsvOption,
    JsonOption,
    PlainOption,
    ProfileOption,
    TodayOption,
    load_profile,
    open_catalog,
    today,
)
from credplan.core.model import Catalog
from credplan.core.profile import Profile, SavedPlan
from credplan.core.text import join_words, safe_text
from credplan.shell.terminal import say

_HOLDINGS_HEADER = ("id", "name", "state", "status", "earned", "expires", "started", "parts", "hours_logged", "note")


def status(
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""What your record holds: held, running out, in progress, planned, goals, limits, saved plans.

    \b
    Examples:
      credplan status
      credplan status --csv > record.csv
    """
    from credplan.core.status import status as find_status
    from credplan.core.status import status_report
    from credplan.shell.catalog_extracts import recorded
    from credplan.shell.places import profile_path

    day = today(today_option)
    stored = load_profile(profile)
    path = str(profile_path(profile))
    index = open_catalog(catalog, profile)
    found = find_status(stored or Profile(), recorded(index, stored or Profile()) or index.whole(), day)
    if as_json:
        from credplan.cli.output import print_json

        print_json(_status_data(found, path if stored is not None else None))
        return
    if as_csv:
        from credplan.cli.output import print_csv

        print_csv(_HOLDINGS_HEADER, [_holding_row(h) for h in found.credentials])
        for warning in found.warnings:
            say(warning, err=True)
        return
    if stored is None:
        say(f"There is no record yet at {path}.")
        say('Begin one with: credplan init\nOr with what you hold: credplan add "Security+" --earned 2025-05-01')
        return
    from credplan.cli.output import show_report

    show_report(status_report(found, safe_text(path)), plain=plain)


def next_(
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""The next three things to do in the plan you saved last.

    \b
    Examples:
      credplan next
      credplan plan "data analyst" --save first     keeps a plan to go on from
    """
    from credplan.core.next_actions import CSV_HEADER, MOST_ACTIONS, actions, next_report, unfinished
    from credplan.core.status import newest_plan
    from credplan.shell.catalog_extracts import recorded

    day = today(today_option)
    stored = load_profile(profile) or Profile()
    plan = newest_plan(stored)
    index = open_catalog(catalog, profile)
    known = recorded(index, stored) or index.whole()
    todo = actions(stored, plan, known, day) if plan is not None else []
    left = len(unfinished(stored, plan)) if plan is not None else 0
    if as_json:
        from credplan.cli.output import print_json

        head = None
        if plan is not None:
            head = {
                "name": plan.name,
                "goal": plan.goal,
                "also": list(plan.also),
                "saved": plan.saved,
                "finish": plan.finish,
            }
        shown = [_action_data(a) for a in todo[:MOST_ACTIONS]]
        print_json({"schema": 1, "plan": head, "actions": shown, "remaining": left})
        return
    if as_csv:
        from credplan.cli.output import print_csv

        rows = [["" if v is None else str(v) for v in _action_data(a).values()] for a in todo[:MOST_ACTIONS]]
        print_csv(CSV_HEADER, rows)
        return
    if plan is None:
        goal = "" if stored.goal else ' "data analyst"'
        say("You have no saved plan yet.")
        say(f"Make one and keep it: credplan plan{goal} --save first")
        return
    from credplan.cli.output import show_report

    show_report(next_report(plan, todo, left, _goal_names(known, plan)), plain=plain)


def holdings_csv(stored: Profile, catalog: Any, day: Any) -> None:
    """The credentials of a record as CSV on stdout."""
    from credplan.cli.output import print_csv
    from credplan.core.status import status as find_status

    print_csv(_HOLDINGS_HEADER, [_holding_row(h) for h in find_status(stored, catalog, day).credentials])


def _holding_row(h: Any) -> list[str]:
    cells = (h.id, h.name, h.state, h.status, h.earned, h.expires, h.started, " ".join(h.parts), h.hours_logged, h.note)
    return ["" if c is None else str(c) for c in cells]


def _action_data(action: Any) -> dict[str, Any]:
    from credplan.core.next_actions import CSV_HEADER, said

    return {**{name: getattr(action, name) for name in CSV_HEADER}, "what": said(action)}


def _status_data(found: Any, path: str | None) -> dict[str, Any]:
    """The JSON of ``status``: every key is always there, unknown is null."""
    from credplan.core.status import next_commands

    learner = found.learner
    return {
        "schema": 1,
        "profile": path,
        "today": found.today,
        "limits": {
            "hours_per_week": learner.hours_per_week,
            "budget": learner.budget,
            "currency": learner.currency,
            "region": learner.region or None,
            "education": learner.education,
            "start": learner.start,
        },
        "goals": [{"name": name, "id": ident or None, "by": by} for name, ident, by in found.goals],
        "credentials": [{f: getattr(h, f) for f in h.__struct_fields__} for h in found.credentials],
        "skills": [
            {"id": s.id, "name": n, "level": s.level}
            for s, (n, _) in zip(found.profile.skill, found.skills, strict=True)
        ],
        "waivers": [
            {"requirement": w.requirement, "of": w.of or None, "because": w.because} for w in found.profile.waiver
        ],
        "plans": [
            {
                "name": p.name,
                "goal": p.goal,
                "also": list(p.also),
                "saved": p.saved,
                "finish": p.finish,
                "cost": p.cost,
                "currency": p.currency,
                "steps": len(p.step),
            }
            for p in found.profile.plan
        ],
        "warnings": list(found.warnings),
        "next": [row.label for row in next_commands(found)],
    }


def _goal_names(catalog: Catalog, plan: SavedPlan) -> str:
    """What the catalog calls the goals of a saved plan; their ids where they are no longer there."""
    names = {c.id: c.title for c in catalog.careers} | {c.id: c.name for c in catalog.credentials}
    return join_words([names.get(ident, ident) for ident in (plan.goal, *plan.also)])
