"""What is said about a plan: reasons, sums, what to confirm, what is unsure, and a no that can be used."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from asking import JOB, ask, career, course, group, held, ids, law, no, plan
from generate import case, wishing_case

import small
from credplan.core.dates import add_months
from credplan.core.model import Catalog
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.planning.build import standing_of
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.units import Cents, Minutes

# -- generated catalogs: what holds for every plan --------------------------------------------------------------------


def generated(seed: int, wishing: bool = False) -> tuple[Catalog, Profile, Question]:
    made = wishing_case(seed) if wishing else case(seed)
    return made.catalog, made.profile, Question(**made.asked._asdict())


@pytest.mark.parametrize("wishing", [False, True], ids=["plain", "with wishes"])
@pytest.mark.parametrize("seeds", [range(n, n + 40) for n in range(0, 200, 40)], ids=str)
def test_every_plan_adds_up_keeps_its_limits_and_gives_a_reason_for_each_step(seeds: range, wishing: bool) -> None:
    for seed in seeds:
        catalog, profile, question = generated(seed, wishing)
        found = answer(catalog, profile, question, extras=False)
        if isinstance(found, Plan):
            check_sums(found)
            check_dates(found, question)
            check_reasons(found, profile, standing_of(catalog, profile, question.start))
        else:
            assert found.conflict, seed
            for relaxation in found.relaxations:
                check_relaxation(
                    catalog,
                    profile,
                    without_wishes(question, relaxation.dropped),
                    dict(relaxation.changes),
                    relaxation.cents,
                    relaxation.finish,
                )


def check_sums(found: Plan) -> None:
    total = found.totals.cents
    assert sum(cost.amount or 0 for cost in found.due) == total
    assert sum(step.cents for step in found.steps) + sum(s.cents for s in found.subscriptions) == total
    assert list(found.due) == sorted(found.due, key=lambda c: c.due)
    assert sum(step.minutes or 0 for step in found.steps) == found.totals.minutes
    if any(cost.amount is None for cost in found.due):
        assert found.totals.unknown
    for subscription in found.subscriptions:
        due = [charge.due for charge in subscription.charges]
        assert subscription.start == due[0]
        assert any(
            [*due, subscription.end] == [add_months(due[0], k * months) for k in range(len(due) + 1)]
            for months in (1, 2, 3, 4, 6, 12)
        )
        assert subscription.covers
        assert set(subscription.covers) <= set(ids(found))


def check_dates(found: Plan, question: Question) -> None:
    day = question.start
    for number, step in enumerate(found.steps, 1):
        assert step.number == number
        assert day <= step.start <= step.work_ends <= step.finish
        day = step.work_ends
    assert found.totals.finish == max((step.finish for step in found.steps), default=question.start)
    assert question.by is None or found.totals.finish <= question.by
    assert question.budget is None or found.totals.cents <= question.budget


def check_reasons(found: Plan, profile: Profile, standing: Any) -> None:
    for step in found.steps:
        assert step.because, step
        mine = profile.holding(step.credential)
        assert mine is None or mine.status != "skipped"
        if mine is not None and mine.status == "earned":
            assert not standing.valid(mine, found.totals.finish), "what is held and stays valid is not taken again"
    assert (found.status == "optimal") == (not found.reason)
    for wanted in profile.credential:
        # Locked and waived at once is a contradiction in the profile; the waiver wins.
        aside = any(waiver.requirement == wanted.id for waiver in profile.waiver)
        if wanted.locked and not aside and wanted.status != "earned" and wanted.id in standing.credentials:
            assert wanted.id in ids(found)


def without_wishes(question: Question, dropped: tuple[tuple[str, str], ...]) -> Question:
    """The question as it is asked by a command without these options."""
    for option, value in dropped:
        field = {"also": "goals"}.get(option[2:], option[2:].replace("-", "_"))
        now = getattr(question, field)
        if isinstance(now, tuple):
            left = tuple(v for v in now if getattr(v, "id", v) != value) if value else ()
        else:
            left = False
        assert left != now
        question = msgspec.structs.replace(question, **{field: left})
    return question


def changed(question: Question, changes: dict[str, str]) -> Question:
    values: dict[str, Any] = {}
    for option, value in changes.items():
        if option == "--budget":
            values["budget"] = Cents.parse(value)
        elif option == "--by":
            values["by"] = dt.date.fromisoformat(value)
        elif option == "--hours-per-week":
            values["weekly"] = Minutes.parse(value)
        else:
            raise AssertionError(option)
    return msgspec.structs.replace(question, **values)


def a_little_less(question: Question, option: str) -> Question:
    """The same question with one cent, one day or one half-hour less."""
    replace = msgspec.structs.replace
    if option == "--budget":
        return replace(question, budget=(question.budget or 0) - 1)
    if option == "--by":
        assert question.by is not None
        return replace(question, by=question.by - dt.timedelta(1))
    return replace(question, weekly=question.weekly - 30)


def check_relaxation(
    catalog: Catalog, profile: Profile, question: Question, changes: dict[str, str], cents: int, finish: dt.date
) -> None:
    """A change that is proposed gives the plan that is promised, and a little less of it gives none."""
    relaxed = changed(question, changes)
    found = answer(catalog, profile, relaxed, extras=False)
    assert isinstance(found, Plan), changes
    assert (found.totals.cents, found.totals.finish) == (cents, finish), changes
    if len(changes) == 1:
        nearly = answer(catalog, profile, a_little_less(relaxed, *changes), extras=False)
        if isinstance(nearly, Plan):
            # What is cheaper or sooner only because nobody knows its price or hours is not proposed.
            assert len(nearly.totals.unknown) > len(found.totals.unknown), changes


# -- reasons ----------------------------------------------------------------------------------------------------------

READY = """
[[credentials]]
id = "p/exam"
kind = "exam"
[[credentials.offers]]
id = "voucher"
price = { amount = 100 }
[[credentials.routes]]
parts = [{ id = "e", name = "Exam", kind = "exam", ready_if = { credential = "p/prep" }, ready = { likely = 10 }, from_zero = { likely = 90 } }]
"""


def test_a_step_says_whom_it_serves() -> None:
    text = (
        READY
        + course("p/prep", 20)
        + course("p/licence", 10, route='requires = { credential = "p/exam" }')
        + course("p/skill", 10, more='teaches = [{ skill = "sql", level = "beginner", evidence = 2 }]')
        + career(
            group("Exam", '{ credential = "p/exam" }', anchor=True)
            + group("Databases", '{ skill = "sql", evidence = 2 }'),
            law('{ credential = "p/licence" }'),
        )
    )
    reasons = {step.credential: step.because for step in plan(text, JOB).steps}
    assert reasons == {
        "p/prep": ("prepares for Exam, saving 80 h of study",),
        "p/exam": ("the proof employers look for: Exam", "Licence asks for it first"),
        "p/licence": ("the law asks for it: Licence",),
        "p/skill": ("covers Databases",),
    }


def test_a_goal_and_a_lock_are_reasons_too() -> None:
    text = course("p/goal") + course("p/extra")
    found = plan(text, "p/goal", '[[credential]]\nid = "p/extra"\nlocked = true')
    assert {step.credential: step.because for step in found.steps} == {
        "p/goal": ("it is the goal",),
        "p/extra": ("you locked it in",),
    }


def test_two_steps_that_could_each_open_the_other_are_explained_by_what_comes_first() -> None:
    either = '{ any = [{ credential = "p/door" }, { credential = "p/two" }] }'
    text = (
        course("p/door")
        + course("p/one", route=f"requires = {either}")
        + course("p/two", route='requires = { credential = "p/one" }')
    )
    assert [step.because for step in plan(text, "p/two").steps] == [
        ("One asks for it first",), ("Two asks for it first",), ("it is the goal",),
    ]  # fmt: skip


# -- to confirm, set aside, held --------------------------------------------------------------------------------------


def test_what_is_taken_for_granted_is_listed_to_confirm() -> None:
    requires = """requires = { all = [{ age = 18 }, { education = "high-school" }, { text = "Access to students" },
      { attest = { kind = "background", name = "Background check" } }] }
confirm = ["Ask the school when it starts"]"""
    found = plan(course("p/a", route=requires), "p/a")
    assert found.confirm == (
        "A: you are 18 or older",
        "A: you hold a high-school diploma or equivalent",
        "A: Access to students",
        "A: Background check",
        "Ask the school when it starts",
    )
    assert found.steps[0].confirm == found.confirm


def test_what_the_learner_told_needs_no_confirming() -> None:
    found = plan(course("p/a", route="requires = { age = 18 }"), "p/a", "[learner]\nbirth_year = 1990")
    assert found.confirm == ()


def test_a_priced_check_becomes_a_step_and_is_still_named_to_confirm() -> None:
    check = '{ attest = { kind = "medical", name = "Physical", fee = { amount = 60 }, lead_days = 7 } }'
    found = plan(course("p/a", 10, 5, route=f"requires = {check}"), "p/a")
    assert [(step.name, step.cents, step.because) for step in found.steps] == [
        ("Physical", 6000, ("A asks for it first",)),
        ("A", 500, ("it is the goal",)),
    ]
    assert found.steps[1].start == found.steps[0].finish == small.DAY + dt.timedelta(7)
    assert found.confirm == ("A: Physical",)


WAIVED = '[[waiver]]\nrequirement = "{}"\nbecause = "the school agreed"\nof = "{}"\n'


@pytest.mark.parametrize("of", ["", "p/a"])
def test_a_waived_condition_is_printed_with_its_reason(of: str) -> None:
    text = course("p/a", route='requires = { education = "bachelor" }')
    assert isinstance(ask(text, "p/a"), NoPlan)
    found = plan(text, "p/a", WAIVED.format("education", of))
    assert found.confirm == ('A: you set aside "you hold bachelor education" because the school agreed',)


def test_a_waived_branch_of_a_choice_is_the_one_that_is_printed() -> None:
    either = 'requires = { any = [{ education = "bachelor" }, { experience = { months = 12 } }] }'
    found = plan(course("p/a", route=either), "p/a", WAIVED.format("experience", "p/a"))
    assert found.confirm == ('A: you set aside "12 months of paid work" because the school agreed',)


def test_a_core_group_set_aside_is_no_step_and_not_said_to_be_held() -> None:
    text = (
        course("p/a")
        + course("p/b")
        + career(group("Anchor", '{ credential = "p/a" }', anchor=True) + group("Extra", '{ credential = "p/b" }'))
    )
    found = plan(text, JOB, WAIVED.format("Extra", ""))
    assert ids(found) == ["p/a"]
    assert found.confirm == ('you set aside "Extra" because the school agreed',)
    assert found.held == ()


def test_a_waiver_never_sets_law_aside() -> None:
    text = (
        course("p/a")
        + course("p/b")
        + career(group("Anchor", '{ credential = "p/a" }', anchor=True), law('{ credential = "p/b" }'))
    )
    found = plan(text, JOB, WAIVED.format("p/b", "") + WAIVED.format("Licence", ""))
    assert sorted(ids(found)) == ["p/a", "p/b"]
    assert found.confirm == ()


def test_what_the_law_takes_for_granted_is_listed_with_its_issuer() -> None:
    text = course("p/a") + career(group("Anchor", '{ credential = "p/a" }', anchor=True), law("{ age = 21 }"))
    assert plan(text, JOB).confirm == ("by law: you are 21 or older (State Board)",)


def test_a_group_that_only_rests_on_an_assumption_is_not_said_to_be_held() -> None:
    text = course("p/a") + career(
        group("Anchor", '{ credential = "p/a" }', anchor=True) + group("Hands", '{ text = "you can lift 20 kg" }')
    )
    found = plan(text, JOB, held("p/a"))
    assert found.held == ("Anchor",)
    assert found.confirm == ("you can lift 20 kg",)
    assert found.steps == ()


# -- what the learner brings ------------------------------------------------------------------------------------------

TWO_PARTS = """
[[credentials]]
id = "p/a"
[[credentials.offers]]
id = "one"
covers = ["one"]
price = { amount = 30 }
[[credentials.offers]]
id = "two"
covers = ["two"]
price = { amount = 50 }
[[credentials.routes]]
parts = [
  { id = "one", name = "One", kind = "exam", from_zero = { likely = 40 } },
  { id = "two", name = "Two", kind = "exam", from_zero = { likely = 20 } },
]
"""


@pytest.mark.parametrize(
    ("record", "hours", "cents"),
    [
        ("", 60, 8000),
        ('parts = ["one"]', 20, 5000),
        ("hours_logged = 15", 45, 8000),
        ('parts = ["one"]\nhours_logged = 15', 5, 5000),
        ("hours_logged = 500", 0, 8000),
    ],
)
def test_parts_passed_and_hours_logged_count(record: str, hours: int, cents: int) -> None:
    found = plan(TWO_PARTS, "p/a", f'[[credential]]\nid = "p/a"\nstatus = "in-progress"\n{record}')
    assert (found.totals.minutes, found.totals.cents) == (hours * 60, cents)


def test_a_goal_that_is_met_has_no_steps() -> None:
    text = course("p/a") + career(group("Anchor", '{ credential = "p/a" }', anchor=True))
    for goal in ("p/a", JOB):
        found = plan(text, goal, held("p/a"), budget=0)
        assert (found.steps, found.due, found.totals.cents, found.totals.finish) == ((), (), 0, small.DAY)
        assert found.status == "optimal"


def test_what_is_held_is_not_taken_again_and_what_lapsed_is() -> None:
    text = course("p/a", more="validity = { months = 36 }") + course("p/b", route='requires = { credential = "p/a" }')
    assert ids(plan(text, "p/b", held("p/a"))) == ["p/b"]
    lapsed = plan(text, "p/b", held("p/a", "earned = 2020-05-01"))
    assert ids(lapsed) == ["p/a", "p/b"]
    assert lapsed.warnings == ("A lapsed on 1 May 2023: it helps you prepare but is no proof any more",)


def test_a_holding_that_lapses_on_the_way_is_a_warning() -> None:
    text = course("p/a", more="validity = { months = 36 }") + course("p/b", 100)
    found = plan(text, "p/b", held("p/a", "earned = 2024-01-01"))
    assert found.warnings == ("A, which you hold, lapses on 2027-01-01, before this plan is done",)


def test_a_skipped_credential_is_never_a_step_and_an_excluded_one_neither() -> None:
    text = (
        course("p/cheap", price=1)
        + course("q/dear", price=2)
        + career(group("Anchor", '{ any = [{ credential = "p/cheap" }, { credential = "q/dear" }] }', anchor=True))
    )
    assert ids(plan(text, JOB)) == ["p/cheap"]
    assert ids(plan(text, JOB, '[[credential]]\nid = "p/cheap"\nstatus = "skipped"')) == ["q/dear"]
    assert ids(plan(text, JOB, without=("p/cheap",))) == ["q/dear"]
    assert ids(plan(text, JOB, without_provider=("p",))) == ["q/dear"]


ANY_OF = career(
    group("Anchor", '{ any = [{ credential = "p/cheap" }, { credential = "q/dear" }] }', anchor=True)
    + group("Care", '{ credential = "p/care" }')
)


def one_of_two(cheap: str = "", dear: str = "", care: str = 'delivery = "online"') -> str:
    """A career that asks for either of two credentials (p's costs 1, q's 2) and for a free third."""
    return (
        course("p/cheap", price=1, more=cheap)
        + course("q/dear", price=2, more=dear)
        + course("p/care", more=care)
        + ANY_OF
    )


ACCREDITED = 'recognition = [{ kind = "accredited", by = "ANAB" }]'
ONLINE, IN_PERSON = 'delivery = "online"', 'delivery = "in-person"'


@pytest.mark.parametrize(
    ("text", "wish", "steps"),
    [
        (one_of_two(), {"provider": ("p",)}, ["p/care", "p/cheap"]),
        (one_of_two(), {"provider": ("p", "q"), "without": ("p/cheap",)}, ["p/care", "q/dear"]),
        (one_of_two(dear=ACCREDITED, care=ACCREDITED), {"accredited": True}, ["p/care", "q/dear"]),
        (one_of_two(dear='recognition = [{ kind = "required-by-law", by = "Nevada" }]', care=ACCREDITED),
         {"accredited": True}, ["p/care", "q/dear"]),
        (one_of_two(care=ACCREDITED) + '[[providers]]\nid = "q"\nname = "Q"\nkind = "local"\n',
         {"accredited": True}, ["p/care", "q/dear"]),
        (one_of_two(IN_PERSON, ONLINE), {"online": True}, ["p/care", "q/dear"]),
        (one_of_two(IN_PERSON, 'delivery = "either"'), {"online": True}, ["p/care", "q/dear"]),
        (one_of_two(ONLINE, ONLINE).replace('kind = "course", effort', 'kind = "visit", effort', 1),
         {"online": True}, ["p/care", "q/dear"]),
        (one_of_two(ONLINE, 'delivery = "either"').replace('kind = "course", effort',
         'kind = "exam", delivery = "in-person", effort', 1), {"online": True}, ["p/care", "q/dear"]),
        (one_of_two('delivery = "either"', ONLINE).replace('id = "fee"', 'id = "fee"\ndelivery = "in-person"', 1),
         {"online": True}, ["p/care", "q/dear"]),
        (one_of_two().replace("amount = 2", "amount = 0"), {"free": True}, ["p/care", "q/dear"]),
        (one_of_two(), {"lock": ("q/dear",)}, ["p/care", "q/dear"]),
        (one_of_two() + course("r/more", price=5), {"lock": ("r/more",)}, ["p/care", "p/cheap", "r/more"]),
    ],
)  # fmt: skip
def test_wishes_choose_among_what_there_is(text: str, wish: dict[str, Any], steps: list[str]) -> None:
    assert sorted(ids(plan(text, JOB, **wish))) == steps


@pytest.mark.parametrize(
    ("text", "wish", "said", "dropped"),
    [
        (one_of_two(), {"free": True}, "Anchor: Cheap and Dear: they are not free", ("--free", "")),
        (one_of_two(care=ACCREDITED), {"accredited": True}, "Anchor: Cheap and Dear: no accreditation of them is known",
         ("--accredited", "")),
        (one_of_two(IN_PERSON, IN_PERSON), {"online": True}, "Anchor: Cheap and Dear: they have to be done in person",
         ("--online", "")),
        (one_of_two(ONLINE, ONLINE).replace('id = "fee"', 'id = "fee"\ndelivery = "in-person"', 2), {"online": True},
         "Anchor: Cheap and Dear: only prices for doing them in person are known", ("--online", "")),
        (one_of_two(care=""), {"online": True}, "Care: Care: whether it can be done online is not known",
         ("--online", "")),
        (one_of_two(), {"provider": ("q",)}, "Care: Care: its provider is not one that you named", ("--provider", "q")),
        (one_of_two(), {"without_provider": ("p",)}, "Care: Care: you left its provider out", ("--without-provider", "p")),
        (one_of_two(), {"without": ("p/care",)}, "Care: Care: you left it out", ("--without", "p/care")),
    ],
)  # fmt: skip
def test_a_wish_that_closes_the_goal_is_a_no_that_names_it(
    text: str, wish: dict[str, Any], said: str, dropped: tuple[str, str]
) -> None:
    found = no(text, JOB, **wish)
    assert found.proved
    assert ("choice", "yours", said) in [(c.kind, c.owner, c.text) for c in found.conflict]
    (change,) = found.relaxations
    assert (change.dropped, change.cents, change.changes) == ((dropped,), 100, ())


def test_what_is_offered_in_both_ways_is_to_be_booked_online() -> None:
    text = one_of_two('delivery = "either"', ONLINE)
    assert "book online, not at a site, what is offered in both ways: Cheap" in plan(text, JOB, online=True).confirm
    assert not any("book online" in line for line in plan(text, JOB).confirm)


def test_unknown_prices_are_not_free_and_a_free_audit_is() -> None:
    goal = career(
        group("Anchor", '{ credential = "p/exam" }', anchor=True) + group("SQL", '{ skill = "sql", evidence = 1 }')
    )
    taught = 'teaches = [{ skill = "sql", evidence = 2 }]\n[[credentials.offers]]\nid = "audit"\ncertificate = false\nprice = { amount = 0 }'
    text = course("p/exam") + course("p/course", price=None, more=taught) + goal
    assert ids(plan(text, JOB, free=True)) == ["p/exam", "p/course"]
    assert plan(text, JOB, free=True).totals.unknown == ()
    assert no(course("p/a", price=None), "p/a", free=True).conflict[0].text == "A: it is not free"


def test_a_fee_for_something_attested_is_not_free_and_a_medical_visit_not_online() -> None:
    fee = 'requires = { attest = { kind = "medical", name = "Medical check", fee = { amount = 90 } } }'
    text = course("p/a", route=fee, more=ONLINE)
    assert plan(text, "p/a").totals.cents == 9000
    for wish, why in (({"free": True}, "it is not free"), ({"online": True}, "it has to be done in person")):
        assert [c.text for c in no(text, "p/a", **wish).conflict] == [f"Medical check: {why}"]


def test_what_law_asks_for_passes_as_accredited_and_what_another_state_asks_does_not() -> None:
    text = course("p/licence") + career(group("Care", '{ credential = "q/care" }'), law('{ credential = "p/licence" }'))
    text += course("q/care", more=ACCREDITED)
    assert ids(plan(text, JOB, accredited=True)) == ["p/licence", "q/care"]
    elsewhere = text.replace('issuer = "State Board"', 'region = "US-CA"') + course("q/prep")
    elsewhere = elsewhere.replace('requires = { credential = "q/care" }', 'requires = { credential = "p/licence" }')
    assert isinstance(ask(elsewhere, JOB, accredited=True), NoPlan)


def test_a_wish_beside_a_limit_is_named_when_giving_it_up_helps() -> None:
    found = no(one_of_two(IN_PERSON, ONLINE), JOB, online=True, budget=1.5)
    assert [c.text for c in found.conflict] == ["a budget of USD 1.50", "only what is done online"]
    assert [(r.text, r.cents) for r in found.relaxations] == [
        ("a budget of USD 2.00", 200),
        ("some of it in person", 100),
    ]


def test_where_no_single_wish_helps_all_are_given_up_together() -> None:
    found = no(one_of_two(IN_PERSON, IN_PERSON), JOB, online=True, free=True)
    (change,) = found.relaxations
    assert change.dropped == (("--free", ""), ("--online", ""))


def test_further_goals_are_reached_with_the_same_plan_and_asked_for_as_goals_are() -> None:
    other = '[[careers]]\nid = "22-2222.00"\ntitle = "Nurses"\n' + law('{ credential = "s/licence" }')
    other += group("Care", '{ credential = "p/care" }', anchor=True)
    text = one_of_two() + course("s/licence", price=7) + course("r/own", price=5) + other
    known = small.catalog(text)
    goals = (small.goal(known, "22-2222.00"), small.goal(known, "r/own"))
    found = plan(known, JOB, goals=goals)
    assert sorted(ids(found)) == ["p/care", "p/cheap", "r/own", "s/licence"]
    assert found.totals.cents == 1300
    why = {step.credential: step.because for step in found.steps}
    assert why["p/care"] == ("covers Care", "the proof employers look for: Care (for Nurses)")
    assert why["s/licence"] == ("the law asks for it: Licence (for Nurses)",)
    assert why["r/own"] == ("it is asked for too",)
    closed = no(known, JOB, goals=goals, without=("s/licence",))
    assert ("law", "Licence (for Nurses) (issued by State Board) is asked by law") in [
        (c.kind, c.text) for c in closed.conflict
    ]
    assert {r.dropped for r in closed.relaxations} == {(("--without", "s/licence"),), (("--also", "22-2222.00"),)}


def test_what_is_locked_and_held_is_in_place_already() -> None:
    assert ids(plan(one_of_two(), JOB, held("q/dear"), lock=("q/dear",))) == ["p/care"]
    lapsed = held("q/dear", "earned = 2020-01-01\nexpires = 2021-01-01")
    assert "q/dear" in ids(plan(one_of_two(), JOB, lapsed, lock=("q/dear",)))


def test_a_goal_that_was_skipped_says_that_it_was_the_learners_own_choice() -> None:
    found = no(course("p/a"), "p/a", '[[credential]]\nid = "p/a"\nstatus = "skipped"')
    assert [(c.kind, c.owner, c.text) for c in found.conflict] == [("choice", "yours", "A: you left it out")]


def test_what_is_in_the_profile_and_not_in_the_catalog_is_said() -> None:
    found = plan(course("p/a"), "p/a", held("x/unheard-of"))
    assert found.warnings == ("x/unheard-of in your profile is not in the catalog; the plan does not count it",)


# -- money ------------------------------------------------------------------------------------------------------------


def test_a_subscription_is_charged_on_its_anniversaries_and_names_what_it_covers() -> None:
    text = course("p/a", 60) + course("p/b", 60, route='requires = { credential = "p/a" }')
    text = text.replace('name = "p/a fee"', 'billing = "month"').replace(
        "price = { amount = 0 }", "price = { amount = 49 }", 1
    )
    found = plan(text, "p/b", start=dt.date(2027, 1, 31))
    (subscription,) = found.subscriptions
    assert [(c.due.isoformat(), c.amount) for c in subscription.charges] == [("2027-01-31", 4900), ("2027-02-28", 4900)]
    assert (subscription.end, subscription.covers) == (dt.date(2027, 3, 31), ("p/a",))
    assert found.totals.cents == 9800


def test_a_subscription_for_the_second_part_only_still_names_its_credential() -> None:
    text = TWO_PARTS.replace('covers = ["two"]', 'covers = ["two"]\nbilling = "month"')
    (subscription,) = plan(text, "p/a").subscriptions
    assert subscription.start == small.DAY + dt.timedelta(28)
    assert subscription.covers == ("p/a",)


def test_fees_fall_due_at_the_start_or_with_the_award() -> None:
    fees = """waits = [{ name = "review", days = 10 }]
fees = [{ name = "Application", kind = "application", price = { amount = 10 } },
        { name = "Registry", kind = "registry", price = { amount = 20 } }]"""
    found = plan(course("p/a", 10, 5, route=fees), "p/a")
    assert [(c.due.isoformat(), c.name, c.amount) for c in found.due] == [
        ("2026-11-24", "Application", 1000),
        ("2026-11-24", "p/a fee", 500),
        ("2026-12-11", "Registry", 2000),
    ]


def test_a_purchase_for_several_credentials_is_paid_with_the_first_of_them() -> None:
    text = course("p/a") + course("p/b", route='requires = { credential = "p/a" }')
    text = text.replace(
        '[[credentials.offers]]\nid = "fee"', '[[credentials.offers]]\nid = "fee"\naudience = ["nobody"]'
    )
    pack = '[[offers]]\nid = "p/pack"\nname = "Pack"\ncovers = ["p/*"]\nper = "learner"\nprice = { amount = 70 }\n'
    found = plan(text + pack, "p/b")
    assert [(step.credential, step.cents, step.bought) for step in found.steps] == [
        ("p/a", 7000, ("Pack",)),
        ("p/b", 0, ("Pack",)),
    ]
    assert found.totals.cents == 7000


def test_low_and_high_are_the_same_plan_at_its_other_prices_and_hours() -> None:
    text = course("p/a", "{ likely = 20, low = 10, high = 30 }") + course(
        "p/b", 20, route='requires = { credential = "p/a" }'
    )
    text = text.replace("price = { amount = 0 }", "price = { amount = 100, low = 80, high = 150 }", 1)
    totals = plan(text, "p/b").totals
    assert (totals.low, totals.cents, totals.high) == (8000, 10000, 15000)
    assert (totals.minutes_low, totals.minutes, totals.minutes_high) == (30 * 60, 40 * 60, 50 * 60)
    assert [d.isoformat() for d in (totals.finish_low, totals.finish, totals.finish_high) if d] == [
        "2026-12-15", "2026-12-22", "2026-12-29",
    ]  # fmt: skip


def test_more_hours_at_the_high_end_cost_more_months_of_a_subscription() -> None:
    text = course("p/a", "{ likely = 40, high = 50 }", 30).replace('id = "fee"', 'id = "fee"\nbilling = "month"')
    totals = plan(text, "p/a").totals
    assert (totals.low, totals.cents, totals.high) == (3000, 3000, 6000)


def test_no_range_is_invented_where_none_is_known() -> None:
    totals = plan(course("p/a", 20, 10), "p/a").totals
    assert (totals.low, totals.high, totals.minutes_low, totals.finish_low, totals.finish_high) == (None,) * 5


def test_a_high_end_above_the_budget_or_after_the_day_is_a_warning() -> None:
    text = course("p/a", "{ likely = 20, high = 30 }", 100).replace("amount = 100", "amount = 100, high = 150")
    found = plan(text, "p/a", budget=120, by="2026-12-10")
    assert found.warnings == (
        "at the high end of its prices and hours this plan costs USD 150.00, above your budget of USD 120.00",
        "at the high end of its hours it ends on 2026-12-15, after 2026-12-10",
    )


def test_upkeep_counts_a_pooled_fee_once() -> None:
    upkeep = "validity = { months = 36, annual_fee = { amount = 50 }, fee_pool = 'p' }"
    own = "validity = { months = 36, annual_fee = { amount = 7 } }"
    text = (
        course("p/a", more=upkeep)
        + course("p/b", more=upkeep)
        + course("p/c", more=own)
        + career("".join(group(f"Group {x}", f'{{ credential = "p/{x}" }}', anchor=True) for x in "abc"))
    )
    totals = plan(text, JOB).totals
    # C is the last award: its own anniversaries are those of the finish, and the fifth lies outside the five years.
    assert (totals.upkeep_total, totals.upkeep_cents) == (5 * 5000 + 4 * 700, 5560)


def test_unknown_prices_are_kept_few_before_money_is_and_are_listed() -> None:
    text = (
        course("p/unknown", price=None)
        + course("p/known", price=900)
        + career(group("Anchor", '{ any = [{ credential = "p/unknown" }, { credential = "p/known" }] }', anchor=True))
    )
    assert ids(plan(text, JOB)) == ["p/known"]
    found = plan(text, JOB, without=("p/known",), budget=5)
    assert found.totals.unknown == ("Unknown: p/unknown fee",)
    assert found.totals.cents == 0
    assert found.due[0].amount is None
    assert "rests on a price nobody knows" in found.warnings[0]


def test_an_unknown_price_is_no_free_one() -> None:
    assert isinstance(ask(course("p/a", price=None), "p/a", budget=0), NoPlan)


def test_unknown_hours_are_listed_and_said_at_the_step() -> None:
    found = plan(course("p/a", "{}"), "p/a")
    assert found.totals.unknown == ("A: hours of work",)
    assert found.steps[0].minutes is None
    assert found.steps[0].notes == ("its hours are not published: the dates do not count them",)


def test_what_is_priced_in_another_currency_is_left_out_and_said() -> None:
    text = course("p/euro", price=1).replace("amount = 1", 'amount = 1, currency = "EUR"')
    text += course("p/dollar", price=900) + career(
        group("Anchor", '{ any = [{ credential = "p/euro" }, { credential = "p/dollar" }] }', anchor=True)
    )
    found = plan(text, JOB)
    assert ids(found) == ["p/dollar"]
    assert found.warnings == ("left out because they are not priced in USD: p/euro",)


def test_what_is_free_in_another_currency_stays_in() -> None:
    text = course("p/euro", price=0).replace("amount = 0", 'amount = 0, currency = "EUR"')
    assert ids(plan(text, "p/euro")) == ["p/euro"]


# -- titles that need paid work ---------------------------------------------------------------------------------------

TITLE = """
interim = { name = "Associate of P", within_months = 72, full_requires = { experience = { months = 60, domains = ["security"] } } }
"""


def test_without_the_experience_the_plan_ends_with_the_interim_title() -> None:
    found = plan(course("p/cissp", 100, 50, more=TITLE), "p/cissp")
    assert [step.name for step in found.steps] == ["Cissp: Associate of P"]
    assert " ".join(found.later) == (
        "Cissp: full title after 60 more months of paid work in the field, within 6 years of the exam; "
        "until then Associate of P"
    )


def test_months_that_are_done_are_not_asked_again() -> None:
    jobs = '[learner]\nexperience = [{ domain = "security", start = 2024-11-24, end = 2026-11-24 }]'
    assert "after 36 more months" in plan(course("p/cissp", 100, 50, more=TITLE), "p/cissp", jobs).later[0]


def test_a_current_job_dates_the_full_title() -> None:
    """60 months since 24 November 2024 are reached on 24 November 2029, long after 70 days of work for the exam."""
    jobs = '[learner]\nexperience = [{ domain = "security", start = 2024-11-24 }]'
    found = plan(course("p/cissp", 100, 50, more=TITLE), "p/cissp", jobs)
    assert found.totals.finish == dt.date(2027, 2, 2)
    assert "full title from 24 Nov 2029 on, if your current work lasts until then" in found.later[0]


def test_months_that_a_current_job_reaches_before_the_exam_give_the_full_title() -> None:
    """60 months are reached on 2 February 2027, the day on which 100 hours at 10 a week are done; a day later is late."""
    jobs = '[learner]\nexperience = [{{ domain = "security", start = {} }}]'
    text = course("p/cissp", 100, 50, more=TITLE)
    in_time, late = plan(text, "p/cissp", jobs.format("2022-02-02")), plan(text, "p/cissp", jobs.format("2022-02-03"))
    assert [s.name for s in in_time.steps] == ["Cissp"]
    assert (in_time.steps[0].start, in_time.totals.finish) == (small.DAY, dt.date(2027, 2, 2))
    assert (in_time.totals.cents, in_time.later) == (Cents(50_00), ())
    assert [s.name for s in late.steps] == ["Cissp: Associate of P"]
    assert "full title from 3 Feb 2027 on" in late.later[0]


def test_with_the_experience_it_is_the_full_title() -> None:
    jobs = '[learner]\nexperience = [{ domain = "security", start = 2020-11-24 }]'
    found = plan(course("p/cissp", 100, 50, more=TITLE), "p/cissp", jobs)
    assert [step.name for step in found.steps] == ["Cissp"]
    assert found.later == ()


# -- what is beside the plan ------------------------------------------------------------------------------------------

CHOICE = (
    course("p/slow", 200, 10)
    + course("p/quick", 20, 90)
    + course("p/nice", 5, 7)
    + career(
        group("Anchor", '{ any = [{ credential = "p/slow" }, { credential = "p/quick" }] }', anchor=True),
        more="",
    )
    + '[[careers.plus]]\nname = "Nice"\nrequires = { credential = "p/nice" }\n'
    + '[[careers.plus]]\nname = "Same"\nrequires = { credential = "p/slow" }\n'
)


def test_each_alternative_is_the_plan_that_its_option_gives() -> None:
    catalog = small.catalog(CHOICE)
    found = plan(catalog, JOB, extras=True)
    said = {a.option: (a.cents, a.finish, a.steps) for a in found.alternatives}
    assert set(said) == {"--hours-per-week 15", "--fastest", "--without p/slow"}
    for option, limits in [
        ("--hours-per-week 15", {"hours_per_week": 15}),
        ("--fastest", {"objective": "fastest"}),
        ("--without p/slow", {"without": ("p/slow",)}),
    ]:
        other = plan(catalog, JOB, **limits)  # type: ignore[arg-type]
        assert said[option] == (other.totals.cents, other.totals.finish, tuple(s.name for s in other.steps))


def test_preferences_are_priced_beside_the_plan_and_never_inside_it() -> None:
    found = plan(CHOICE, JOB, extras=True)
    assert ids(found) == ["p/slow"]
    nice, same = found.extras
    assert (nice.met, nice.cents, nice.minutes, nice.steps) == (False, 700, 300, ("Nice",))
    assert same.met


# -- what can't be covered --------------------------------------------------------------------------------------------


def test_a_core_group_that_nothing_covers_leaves_an_incomplete_plan() -> None:
    text = course("p/a") + career(
        group("Anchor", '{ credential = "p/a" }', anchor=True)
        + group("Rare", '{ any = [{ credential = "x/nowhere" }, { skill = "rare", evidence = 2 }] }')
    )
    found = plan(text, JOB)
    assert not found.complete
    assert ids(found) == ["p/a"]
    assert [(u.name, u.kind) for u in found.uncovered] == [("Rare", "core")]
    assert found.uncovered[0].why == ("x/nowhere: it is not in the catalog",)


def test_law_that_nothing_covers_is_a_no_that_names_the_issuer() -> None:
    text = course("p/a") + career(
        group("Anchor", '{ credential = "p/a" }', anchor=True), law('{ credential = "state/licence" }')
    )
    found = no(text, JOB)
    assert found.proved
    assert [c.text for c in found.conflict if c.owner == "law"] == [
        "Licence (issued by State Board) is asked by law and can't be reached here"
    ]
    assert [c.text for c in found.conflict if c.owner != "law"] == ["state/licence: it is not in the catalog"]


def test_law_of_another_state_is_no_obstacle() -> None:
    text = course("p/a") + career(
        group("Anchor", '{ credential = "p/a" }', anchor=True),
        law('{ credential = "state/licence" }', 'region = "US-CA"'),
    )
    assert ids(plan(text, JOB, '[learner]\nregion = "US-TX"')) == ["p/a"]
    assert isinstance(ask(text, JOB, '[learner]\nregion = "US-CA"'), NoPlan)


def test_a_retired_goal_is_a_no_that_names_its_successors() -> None:
    text = course("p/new") + course(
        "p/old", more='lifecycle = { status = "retired", successors = ["p/new", "x/other"] }'
    )
    found = no(text, "p/old")
    assert [c.text for c in found.conflict] == ["Old: it is retired"]
    assert found.warnings == ("it was replaced by: New, x/other",)
    assert found.relaxations == ()


def test_a_step_on_the_way_that_is_retired_is_named() -> None:
    text = course("p/old", more='lifecycle = { status = "retired" }') + course(
        "p/goal", route='requires = { credential = "p/old" }'
    )
    assert "Old: it is retired" in [c.text for c in no(text, "p/goal").conflict]


# -- a no that can be used --------------------------------------------------------------------------------------------

FIT = (
    course("p/slow", 100, 10)
    + course("p/quick", 40, 90)
    + career(group("Anchor", '{ any = [{ credential = "p/slow" }, { credential = "p/quick" }] }', anchor=True))
)


def relaxations(found: NoPlan) -> list[dict[str, str]]:
    return [dict(r.changes) for r in found.relaxations]


@pytest.mark.parametrize(
    ("limits", "clash", "changes"),
    [
        ({"budget": 9}, ["budget"], [{"--budget": "10.00"}]),
        ({"by": "2026-12-01"}, ["by", "hours"], [{"--by": "2026-12-22"}, {"--hours-per-week": "40"}]),
        (
            {"budget": 50, "by": "2027-01-01"},
            ["budget", "by", "hours"],
            [{"--budget": "90.00"}, {"--by": "2027-02-02"}, {"--hours-per-week": "18.5"}],
        ),
        (
            {"budget": 5, "by": "2026-12-01"},
            ["budget", "by", "hours"],
            [
                {"--budget": "10.00", "--by": "2027-02-02"},
                {"--budget": "90.00", "--by": "2026-12-22"},
                {"--hours-per-week": "40", "--budget": "90.00"},
            ],
        ),
    ],
    ids=["budget", "by", "both together", "each by itself"],
)
def test_a_no_names_what_clashes_and_the_least_changes(
    limits: dict[str, Any], clash: list[str], changes: list[dict[str, str]]
) -> None:
    catalog = small.catalog(FIT)
    question = small.question(catalog, JOB, **limits)
    found = answer(catalog, Profile(), question)
    assert isinstance(found, NoPlan)
    assert found.proved
    assert [c.kind for c in found.conflict] == clash
    assert relaxations(found) == changes
    assert found.separate == all(len(change) == 2 for change in changes)
    for relaxation in found.relaxations:
        check_relaxation(catalog, Profile(), question, dict(relaxation.changes), relaxation.cents, relaxation.finish)


def test_the_least_budget_says_when_less_would_do_at_a_price_nobody_knows() -> None:
    fee = 'fees = [{ name = "Registry", price = { note = "not published" } }]'
    text = FIT.replace(course("p/slow", 100, 10), course("p/slow", 100, 60, route=fee))
    (first, second, *_) = no(text, JOB, budget=50).relaxations
    assert (first.text, first.cents, first.unknown) == ("a budget of USD 90.00, with every price known", 9000, 0)
    assert second.text == "a budget of USD 60.00 and asking for a price that nobody knows"
    assert (second.changes, second.cents, second.unknown) == ((("--budget", "60.00"),), 6000, 1)
    assert plan(text, JOB, budget=60).totals.unknown
    assert no(FIT, JOB, budget=9).relaxations[0].text == "a budget of USD 10.00"


def test_a_limit_that_does_not_matter_is_not_blamed() -> None:
    found = no(FIT, JOB, budget=9, by="2027-12-31")
    assert [c.kind for c in found.conflict] == ["budget"]


def test_a_no_that_no_limit_causes_says_so() -> None:
    text = course("p/first", route="waits = [{ name = 'review', days = 30 }]") + course(
        "p/last", route='requires = { credential = "p/first" }\nuntil = 2026-11-30'
    )
    found = no(text, "p/last", budget=500)
    assert found.relaxations == ()
    assert {c.owner for c in found.conflict} == {"world"}


def test_the_same_question_gets_the_same_answer() -> None:
    for seed in range(0, 60, 6):
        catalog, profile, question = generated(seed)
        assert answer(catalog, profile, question) == answer(catalog, profile, question)


def test_work_that_would_not_end_in_this_calendar_is_no_endless_search() -> None:
    text = course("p/a", 4000, 10).replace('id = "fee"', 'id = "fee"\nbilling = "month"')
    assert isinstance(ask(text, "p/a", weekly=20), NoPlan)


def test_a_learner_abroad_hears_whose_laws_and_prices_these_are() -> None:
    text = course("p/a", price=5) + career(group("Anchor", '{ credential = "p/a" }', anchor=True))
    abroad = "laws and prices here are for United States (US), not for Germany (DE): ask there what holds"
    for region, told in (("DE", True), ("DE-BY", True), ("US-TX", False), ("", False)):
        learner = f'[learner]\nregion = "{region}"'
        assert (abroad in plan(text, JOB, learner).warnings) == told


def test_a_subscription_of_unknown_price_is_a_price_to_ask_for_too() -> None:
    lab = '[[credentials.offers]]\nid = "lab"\ncovers = ["-"]\nbilling = "month"\nprice = { note = "not published" }\n'
    slow = course("p/slow", 100, 60, more="").replace('id = "fee"\n', 'id = "fee"\nneeds = "lab"\n')
    text = FIT.replace(
        course("p/slow", 100, 10), slow.replace("[[credentials.routes]]", f"{lab}[[credentials.routes]]")
    )
    assert text != FIT
    (first, second, *_) = no(text, JOB, budget=50).relaxations
    assert (first.text, first.cents) == ("a budget of USD 90.00, with every price known", 9000)
    assert (second.text, second.cents) == ("a budget of USD 60.00 and asking for a price that nobody knows", 6000)


def test_a_cheaper_plan_of_unknown_hours_is_not_called_one_of_an_unknown_price() -> None:
    text = FIT.replace(course("p/slow", 100, 10), course("p/slow", "{ }", 60))
    assert text != FIT
    first, second, *_ = no(text, JOB, budget=50).relaxations
    assert (first.text, second.text) == (
        "a budget of USD 90.00",
        "a budget of USD 60.00 and work of hours that nobody knows",
    )
    assert (second.steps, second.unknown) == ((("p/slow", "Slow"),), 1)
