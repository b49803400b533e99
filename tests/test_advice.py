"""What a counselor would insist on, for 70 careers and four learners each: see tests/cases/advice/README.md.

A case that fails is mended in `data/` or in the model, never in the case.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from credplan.cli.question import Wishes, build_question
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.profile import Profile
from credplan.core.report import no_plan_report, plan_report
from credplan.core.wire import decode_hook
from credplan.shell.catalog_index import read_catalog
from credplan.shell.render.report import plain_lines
from small import Shelf

FOLDER = Path(__file__).parent / "cases" / "advice"
TODAY = dt.date(2026, 11, 24)
LEARNERS = ("nothing", "degree", "related", "poor")

EXCUSED: dict[str, str] = {}
"""Cases that are themselves wrong, with the reason: told to the project, expected to fail, never edited."""


class Case(NamedTuple):
    """One learner before one career, and what the counselor wants of the answer."""

    career: str
    name: str
    outcome: str
    must_have: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]
    must_say: tuple[tuple[str, ...], ...]
    profile: Profile


class Answered(NamedTuple):
    """The planner's answer with the words that a learner would read."""

    found: Plan | NoPlan
    screen: str


def _profile(case: dict[str, Any]) -> Profile:
    table = {"learner": case["learner"], "credential": case.get("credential", [])}
    return msgspec.convert(table, Profile, dec_hook=decode_hook)


def _cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in table["case"]:
            name = f"{path.stem}-{case['name']}"
            marks = [pytest.mark.xfail(reason=EXCUSED[name], strict=True)] if name in EXCUSED else []
            value = Case(
                table["career"],
                case["name"],
                case["outcome"],
                tuple(map(tuple, case["must_have"])),
                tuple(case["never"]),
                tuple(map(tuple, case["must_say"])),
                _profile(case),
            )
            found.append(pytest.param(value, id=name, marks=marks))
    return found


CASES = _cases()


@pytest.fixture(scope="module")
def answers() -> dict[int, Answered]:
    """Answers given so far: each case is planned once, whatever is asked about it."""
    return {}


@pytest.fixture
def answered(case: Case, answers: dict[int, Answered]) -> Answered:
    """The answer to one case, planned as the command line would."""
    if id(case) not in answers:
        catalog = read_catalog(None)
        question = build_question(Shelf(catalog), case.profile, Wishes(goal=(case.career,)), TODAY)
        found = answer(catalog, case.profile, question)
        if isinstance(found, Plan):
            report = plan_report(found, catalog, case.profile, question, has_profile=True)
        else:
            report = no_plan_report(found, catalog, case.profile, question)
        answers[id(case)] = Answered(found, plain_lines(report))
    return answers[id(case)]


@pytest.mark.parametrize("case", CASES)
def test_there_is_a_plan_where_a_counselor_says_there_is_one(case: Case, answered: Answered) -> None:
    kind = "plan" if isinstance(answered.found, Plan) else "no-plan"
    assert case.outcome in (kind, "either"), answered.screen
    if isinstance(answered.found, Plan):
        assert answered.found.complete, answered.found.uncovered


@pytest.mark.parametrize("case", CASES)
def test_the_plan_holds_what_a_counselor_insists_on(case: Case, answered: Answered) -> None:
    if isinstance(answered.found, NoPlan):
        assert not case.must_have or case.outcome != "plan", answered.screen
        return
    has = {s.credential for s in answered.found.steps} | {h.id for h in case.profile.credential if h.status == "earned"}
    for options in case.must_have:
        assert has & set(options), f"none of {options} in {sorted(has)}"


@pytest.mark.parametrize("case", CASES)
def test_no_step_is_one_a_counselor_would_warn_against(case: Case, answered: Answered) -> None:
    if isinstance(answered.found, Plan):
        steps = {s.credential for s in answered.found.steps}
    else:
        steps = {ident for change in answered.found.relaxations for ident, _ in change.steps}
    assert not steps & set(case.never)


@pytest.mark.parametrize("case", CASES)
def test_the_screen_says_what_a_counselor_would_say_first(case: Case, answered: Answered) -> None:
    screen = answered.screen.lower()
    for words in case.must_say:
        assert any(word.lower() in screen for word in words), f"none of {words} on:\n{answered.screen}"


@pytest.mark.parametrize("case", [c for c in CASES if c.values[0].name == "poor"])
def test_a_learner_without_money_pays_nothing_or_gets_an_honest_no(case: Case, answered: Answered) -> None:
    if isinstance(answered.found, Plan):
        assert answered.found.totals.cents == 0
        return
    assert "USD" in answered.screen
    assert answered.found.relaxations, "a no that says what would have to change"


def test_every_career_has_the_four_learners_in_their_order() -> None:
    by_career: dict[str, list[str]] = {}
    for case in CASES:
        by_career.setdefault(case.values[0].career, []).append(case.values[0].name)
    assert len(by_career) == 70
    assert all(tuple(names) == LEARNERS for names in by_career.values())
