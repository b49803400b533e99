"""The next best plans in words, rows and JSON: what each takes instead, and what that costs in money and time."""

from __future__ import annotations

from typing import Any

from credplan.core.model import Catalog
from credplan.core.plan_data import plan_data
from credplan.core.plan_words import Options, earlier_or_later, goal_word, option_words, signed
from credplan.core.planning.answers import Plan
from credplan.core.planning.next_best import Next
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.report import situation, titles
from credplan.core.report_shape import Report, Row, Section
from credplan.core.text import join_words, plural
from credplan.core.trade_off_words import PLAN_KEYS, aligned, changed, trade_off_rows


def next_best_report(
    found: list[Next], wanted: int, catalog: Catalog, profile: Profile, question: Question, typed: Options = ()
) -> Report:
    """The screen of ``plan --alternatives``."""
    best = found[0].plan
    proved = all(one.plan.status == "optimal" for one in found)
    among = f"among {plural(best.considered, 'credential')} (catalog {catalog.date})"
    title = f"{'PROVED: ' if proved else ''}THE BEST AND THE NEXT {len(found) - 1}, {among}"
    if len(found) == 1:
        title = f"{'PROVED: ' if proved else ''}NO OTHER CHOICE OF CREDENTIALS FITS, {among}"
    note = "Each takes other credentials; another offer or order of the same ones is no other plan here."
    if 1 < len(found) <= wanted:
        note += "\nThese are all that there are."
    if not best.complete:
        note += "\nAs far as this catalog reaches: credplan plan says what is missing."
    rows = []
    for number, (one, text) in enumerate(zip(found, aligned([one.plan for one in found], question), strict=True), 1):
        details = [join_words([step.name for step in one.plan.steps]) if one.plan.steps else "nothing is left to do"]
        if number > 1:
            details.insert(0, beside(best, one.plan))
        if one.equal_to is not None:
            details.insert(0, f"exactly as good as {one.equal_to}")
        if one.plan.totals.unknown:
            details.append(f"unknown: {'; '.join(one.plan.totals.unknown)}")
        rows.append(Row(str(number), text, tuple(details)))
    sections = [Section(title, tuple(rows), note, kind="choices")]
    if len(found) > 1:
        gone = _dropped(best, found[1].plan)
        command = f"credplan plan {goal_word(best.goal)}{option_words((*typed, *(('--without', i) for i in gone)))}"
        if gone:
            sections.append(
                Section("NEXT", (Row(command, "the best without what plan 2 does without"),), kind="commands")
            )
    return Report(titles(best.goal, question), situation(profile, question), tuple(sections))


def beside(best: Plan, other: Plan) -> str:
    """``A instead of B: +90.00, 3 weeks sooner``."""
    money, time = (
        signed(other.totals.cents - best.totals.cents),
        earlier_or_later(other.totals.finish, best.totals.finish),
    )
    return f"{changed(best, other)}: {money}, {time}"


def _dropped(best: Plan, other: Plan) -> list[str]:
    taken = {step.credential for step in other.steps}
    return [s.credential for s in best.steps if s.credential not in taken and ":" not in s.credential]


def next_best_data(found: list[Next], catalog: Catalog, profile: Profile, question: Question) -> dict[str, Any]:
    """What ``--alternatives`` adds to the JSON of a plan: the plans after the best."""
    listed = []
    for number, one in enumerate(found[1:], 2):
        whole = plan_data(one.plan, catalog, profile, question)
        entry = {"number": number, "equal_to": one.equal_to, "text": beside(found[0].plan, one.plan)}
        listed.append({**entry, **{key: whole[key] for key in PLAN_KEYS}})
    return {"next_best": listed}


def next_best_rows(found: list[Next], question: Question) -> list[tuple[str, ...]]:
    """One CSV row a plan, in the columns of `trade_off_words.CSV_HEADER`."""
    return trade_off_rows([one.plan for one in found], question)
