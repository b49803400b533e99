"""Twelve credentials that are hard to write down: every sentence of their fact sheets has a place that plans use."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomlkit

import factsheets
from credplan.cli.question import Wishes, build_question
from credplan.core.catalog_view.pages import credential_page
from credplan.core.model import Catalog
from credplan.core.names import find_credential
from credplan.core.plan_data import no_plan_data, plan_data
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan
from credplan.core.profile import Profile
from credplan.core.report import no_plan_report, plan_report
from credplan.core.wire import decode_hook, encode_hook
from credplan.shell.catalog_index import read_catalog
from credplan.shell.render.report import plain_lines
from factsheets import Place, Sentence
from small import Shelf

TODAY = dt.date(2026, 11, 24)
QUESTIONS = tomllib.loads((factsheets.FOLDER / "questions.toml").read_text(encoding="utf-8"))
SENTENCES = factsheets.sentences()
PLACES = [place for sentence in SENTENCES for place in sentence.places]
HARD = sorted({place.subject for place in PLACES})


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(None)


def profile_of(question: dict[str, Any]) -> Profile:
    table = {key: question[key] for key in ("learner", "credential", "waiver") if key in question}
    return msgspec.convert(table, Profile, dec_hook=decode_hook)


def ask(catalog: Catalog, question: dict[str, Any]) -> Plan | NoPlan:
    """The planner's answer to one question of the table."""
    profile = profile_of(question)
    wishes = Wishes(goal=(question["goal"],), without=tuple(question.get("without", ())))
    asked = build_question(Shelf(catalog), profile, wishes, question.get("today", TODAY))
    return answer(catalog, profile, asked, extras=False)


def told(catalog: Catalog, question: dict[str, Any]) -> str:
    """Everything that a plan says: its JSON and its screen."""
    profile = profile_of(question)
    wishes = Wishes(goal=(question["goal"],), without=tuple(question.get("without", ())))
    asked = build_question(Shelf(catalog), profile, wishes, question.get("today", TODAY))
    found = answer(catalog, profile, asked, extras=False)
    if isinstance(found, Plan):
        report = plan_report(found, catalog, profile, asked, has_profile=True)
        data = plan_data(found, catalog, profile, asked)
    else:
        report = no_plan_report(found, catalog, profile, asked)
        data = no_plan_data(found, catalog, profile, asked)
    return plain_lines(report) + json.dumps(data, sort_keys=True)


# -- every sentence has a place ---------------------------------------------------------------------------------------


def label(value: Any) -> str:
    """A test id for a sentence or a place."""
    return f"{value.sheet}: {value.text[:60]}" if isinstance(value, Sentence) else str(value)


def test_there_are_twelve_sheets_with_questions_for_each() -> None:
    sheets = {sentence.sheet for sentence in SENTENCES}
    assert len(sheets) == 12
    assert sheets == {sheet for question in QUESTIONS["question"] for sheet in question["sheets"]}
    assert all(sum(s.sheet == sheet for s in SENTENCES) >= 8 for sheet in sheets)


@pytest.mark.parametrize("place", PLACES, ids=label)
def test_what_a_sentence_says_stands_where_it_says(place: Place, catalog: Catalog) -> None:
    kind, at = factsheets.subject_of(catalog, place.subject)
    record = getattr(catalog, kind)[at]
    values = [factsheets.follow(record, steps) for steps in factsheets.spots(record, place.path)]
    assert values, "the path leads nowhere"
    if place.absent:
        assert all(factsheets.empty(value) for value in values)
    else:
        assert not all(factsheets.empty(value) for value in values)


# -- round trips ------------------------------------------------------------------------------------------------------


def alone(catalog: Catalog, subject: str) -> Catalog:
    """A catalog that holds nothing but one record."""
    kind, at = factsheets.subject_of(catalog, subject)
    bare = Catalog(catalog.version, catalog.date)
    return msgspec.structs.replace(bare, **{kind: (getattr(catalog, kind)[at],)})


@pytest.mark.parametrize("subject", HARD)
def test_a_hard_record_survives_json(subject: str, catalog: Catalog) -> None:
    before = alone(catalog, subject)
    text = msgspec.json.encode(before, enc_hook=encode_hook)
    assert msgspec.json.decode(text, type=Catalog, dec_hook=decode_hook) == before


@pytest.mark.parametrize("subject", HARD)
def test_a_hard_record_survives_toml(subject: str, catalog: Catalog) -> None:
    before = alone(catalog, subject)
    plain = msgspec.to_builtins(before, enc_hook=encode_hook, builtin_types=(dt.date,))
    text = tomlkit.dumps(plain)
    assert msgspec.convert(tomllib.loads(text), Catalog, dec_hook=decode_hook) == before


def test_a_hard_record_survives_the_files_that_people_edit(catalog: Catalog, tmp_path: Path) -> None:
    text = msgspec.json.encode(catalog, enc_hook=encode_hook)
    path = tmp_path / "catalog.json"
    path.write_bytes(text)
    again = {c.id: c for c in read_catalog(path).credentials}
    for credential in catalog.credentials:
        if credential.id in HARD:
            assert again[credential.id] == credential


# -- every sentence changes some plan ---------------------------------------------------------------------------------

SHOWN = {row["place"]: row["why"] for row in QUESTIONS["shown"]}


@pytest.fixture(scope="module")
def answers(catalog: Catalog) -> dict[str, str]:
    """What each question of the table is told today."""
    return {question["name"]: told(catalog, question) for question in QUESTIONS["question"]}


def changed_plans(catalog: Catalog, answers: dict[str, str], sheet: str, place: Place) -> Iterator[str]:
    """The questions whose answers are other ones when ``place`` says something else."""
    asked = [question for question in QUESTIONS["question"] if sheet in question["sheets"]]
    for other in factsheets.altered(catalog, place):
        yield from (q["name"] for q in asked if told(other, q) != answers[q["name"]])


SENTENCE_PLACES = [(sentence, place) for sentence in SENTENCES for place in sentence.places]


@pytest.mark.parametrize(
    ("sentence", "place"),
    [pair for pair in SENTENCE_PLACES if str(pair[1]) not in SHOWN],
    ids=lambda value: label(value)[:90],
)
def test_saying_something_else_changes_a_plan(
    sentence: Sentence, place: Place, catalog: Catalog, answers: dict[str, str]
) -> None:
    assert next(changed_plans(catalog, answers, sentence.sheet, place), None), f"{place} is mere decoration"


@pytest.mark.parametrize("place", [place for place in PLACES if str(place) in SHOWN], ids=label)
def test_what_no_plan_can_use_is_shown(place: Place, catalog: Catalog, answers: dict[str, str]) -> None:
    sheet = next(sentence.sheet for sentence in SENTENCES if place in sentence.places)
    assert not any(changed_plans(catalog, answers, sheet, place)), "a plan uses it: take it off the list"
    kind, at = factsheets.subject_of(catalog, place.subject)
    assert kind == "credentials"
    today = credential_page(catalog.credentials[at], catalog, TODAY)
    pages = [credential_page(other.credentials[at], other, TODAY) for other in factsheets.altered(catalog, place)]
    assert any(page != today for page in pages)


def test_the_places_that_are_only_shown_are_few_and_exist() -> None:
    assert set(SHOWN) <= {str(place) for place in PLACES}
    assert len(SHOWN) * 10 <= len(PLACES)


# -- what the twelve are for ------------------------------------------------------------------------------------------


def planned(catalog: Catalog, goal: str, **asked: Any) -> Plan:
    """A plan that must exist."""
    found = ask(catalog, {"goal": goal, **asked})
    assert isinstance(found, Plan), found
    return found


def refused(catalog: Catalog, goal: str, **asked: Any) -> NoPlan:
    """A no that must come."""
    found = ask(catalog, {"goal": goal, **asked})
    assert isinstance(found, NoPlan), found
    return found


def earned(ident: str, day: dt.date) -> list[dict[str, Any]]:
    return [{"id": ident, "status": "earned", "earned": day}]


def worked(*stretches: tuple[str, dt.date, dt.date]) -> list[dict[str, Any]]:
    return [{"domain": domain, "start": start, "end": end} for domain, start, end in stretches]


def test_a_plus_asks_for_both_exams_of_one_series_and_both_fees(catalog: Catalog) -> None:
    plan = planned(catalog, "comptia/a-plus")
    (step,) = plan.steps
    assert [cost.amount for cost in step.costs] == [26500, 26500]
    assert step.parts == ("Core 1 (220-1201)", "Core 2 (220-1202)")
    route = next(c for c in catalog.credentials if c.id == "comptia/a-plus").routes[0]
    assert {part.series for part in route.parts} == {"1200"}


def test_a_passed_core_1_is_not_paid_again(catalog: Catalog) -> None:
    passed = [{"id": "comptia/a-plus", "status": "in-progress", "parts": ["core-1"]}]
    plan = planned(catalog, "comptia/a-plus", credential=passed)
    assert plan.totals.cents == 26500
    assert plan.steps[0].parts == ("Core 2 (220-1202)",)


def test_one_yearly_fee_keeps_two_certifications_of_one_issuer(catalog: Catalog) -> None:
    both = planned(
        catalog,
        "comptia/a-plus",
        credential=[{"id": "comptia/network-plus", "status": "planned", "locked": True}],
    )
    assert len(both.steps) == 2
    # Network+ asks for 50 a year and A+ for 25: one fee is paid, that of the higher.
    assert planned(catalog, "comptia/a-plus").totals.upkeep_total == 4 * 2500
    assert both.totals.upkeep_total == 5 * 5000


def test_cissp_without_experience_is_an_associate_with_the_months_to_go(catalog: Catalog) -> None:
    plan = planned(catalog, "isc2/cissp")
    assert plan.steps[0].name.endswith("Associate of ISC2")
    assert "full title after 60 more months of paid work" in plan.later[0]


def test_cissp_counts_the_months_one_has(catalog: Catalog) -> None:
    jobs = worked(("security-operations", dt.date(2024, 11, 1), dt.date(2026, 11, 1)))
    plan = planned(catalog, "isc2/cissp", learner={"experience": jobs})
    assert "full title after 36 more months" in plan.later[0]
    with_degree = planned(catalog, "isc2/cissp", learner={"experience": jobs, "education": "bachelor"})
    assert "full title after 24 more months" in with_degree.later[0]


FOUR_YEARS = worked(
    ("security-operations", dt.date(2022, 10, 1), dt.date(2024, 10, 1)),
    ("asset-security", dt.date(2024, 10, 1), dt.date(2026, 10, 1)),
)
FIVE_YEARS = worked(
    ("security-operations", dt.date(2021, 10, 1), dt.date(2024, 10, 1)),
    ("asset-security", dt.date(2024, 10, 1), dt.date(2026, 10, 1)),
)


@pytest.mark.parametrize(
    ("learner", "held"),
    [
        ({"experience": FIVE_YEARS}, []),
        ({"experience": FOUR_YEARS, "education": "bachelor"}, []),
        ({"experience": FOUR_YEARS}, earned("comptia/security-plus", dt.date(2025, 5, 1))),
    ],
    ids=["five years in two domains", "four years and a degree", "four years and an approved credential"],
)
def test_cissp_gives_the_full_title(catalog: Catalog, learner: dict[str, Any], held: list[dict[str, Any]]) -> None:
    plan = planned(catalog, "isc2/cissp", learner=learner, credential=held)
    assert plan.later == ()
    assert "Associate" not in plan.steps[0].name


@pytest.mark.parametrize(
    "jobs",
    [FOUR_YEARS[:1], worked(("security-operations", dt.date(2020, 10, 1), dt.date(2026, 10, 1)))],
    ids=["two years", "six years in one domain"],
)
def test_cissp_stays_with_the_associate(catalog: Catalog, jobs: list[dict[str, Any]]) -> None:
    plan = planned(catalog, "isc2/cissp", learner={"experience": jobs})
    assert "Associate" in plan.steps[0].name


def test_an_approved_credential_is_planned_where_it_replaces_the_missing_year(catalog: Catalog) -> None:
    plan = planned(catalog, "isc2/cissp", learner={"experience": FOUR_YEARS})
    assert [s.credential for s in plan.steps] == ["comptia/security-plus", "isc2/cissp"]
    assert plan.later == ()


def test_a_cdl_differs_by_state_and_law_comes_first(catalog: Catalog) -> None:
    texas = planned(catalog, "states/cdl-class-a", learner={"region": "US-TX"})
    california = planned(catalog, "states/cdl-class-a", learner={"region": "US-CA"})
    assert [s.credential for s in texas.steps] == [
        "fmcsa/medical-card",
        "states/commercial-learner-permit",
        "states/cdl-class-a",
    ]
    permit = {plan: plan.steps[1].cents for plan in (texas, california)}
    assert permit[texas] == 2500
    assert permit[california] == 10000
    assert texas.steps[2].cents - california.steps[2].cents == 9700


def test_a_carriers_school_costs_no_tuition_and_says_what_is_owed(catalog: Catalog) -> None:
    plan = planned(catalog, "states/cdl-class-a", learner={"region": "US-TX", "circumstances": ["carrier-sponsored"]})
    assert plan.totals.cents < 30000
    assert any("owed besides money" in note for note in plan.steps[-1].notes)
    assert plan.openings == ()
    (told,) = planned(catalog, "states/cdl-class-a", learner={"region": "US-TX"}).openings
    assert "carrier-sponsored" in told


def test_the_permit_is_held_fourteen_days_however_fast_one_trains(catalog: Catalog) -> None:
    held = earned("fmcsa/medical-card", dt.date(2026, 9, 14)) + earned(
        "states/commercial-learner-permit", dt.date(2026, 11, 20)
    )
    plan = planned(catalog, "states/cdl-class-a", learner={"region": "US-TX", "hours_per_week": 168}, credential=held)
    assert plan.totals.finish - TODAY >= dt.timedelta(days=14)


def test_a_nurse_aides_hours_are_the_states(catalog: Catalog) -> None:
    hours = {
        region: planned(
            catalog, "states/nursing-assistant", learner={"region": region}, without=["states/home-health-aide"]
        ).totals.minutes
        // 60
        for region in ("US-TX", "US-CA", "US-FL")
    }
    assert len(set(hours.values())) == 3
    assert hours["US-CA"] > hours["US-FL"] > hours["US-TX"] >= 100


def test_a_nursing_home_may_not_charge_whom_it_employs(catalog: Catalog) -> None:
    learner = {"region": "US-TX", "circumstances": ["nursing-home-employee"], "budget": "0"}
    assert planned(catalog, "31-1131.00", learner=learner).totals.cents == 0
    no = refused(catalog, "31-1131.00", learner={"region": "US-TX", "budget": "0"})
    assert no.relaxations
    assert any("nursing-home-employee" in text for text in no.openings)


def test_a_micromasters_takes_its_terms_however_fast_one_works(catalog: Catalog) -> None:
    plan = planned(catalog, "mitx/micromasters-supply-chain", learner={"hours_per_week": 168})
    assert plan.totals.finish - TODAY >= dt.timedelta(days=224)
    assert len(plan.steps[0].costs) == 6
    assert any("fixed days" in text for text in plan.confirm)


def test_a_passed_course_of_a_micromasters_is_not_paid_again(catalog: Catalog) -> None:
    passed = [{"id": "mitx/micromasters-supply-chain", "status": "in-progress", "parts": ["sc0x", "sc1x"]}]
    whole = planned(catalog, "mitx/micromasters-supply-chain").totals
    rest = planned(catalog, "mitx/micromasters-supply-chain", credential=passed).totals
    assert whole.cents - rest.cents == 2 * 15000
    assert whole.minutes - rest.minutes == 2 * 130 * 60


def test_googles_certificate_is_paid_by_the_months_it_takes(catalog: Catalog) -> None:
    slow = planned(catalog, "google/data-analytics", learner={"hours_per_week": 8})
    fast = planned(catalog, "google/data-analytics", learner={"hours_per_week": 40})
    assert slow.totals.cents > fast.totals.cents
    assert slow.totals.cents % 4900 == 0
    assert [s.name for s in slow.subscriptions] == ["Coursera subscription to this certificate"]


def test_all_access_is_taken_where_it_covers_more_in_a_month(catalog: Catalog) -> None:
    question = next(q for q in QUESTIONS["question"] if q["name"] == "Four Coursera certificates at full speed")
    found = ask(catalog, question)
    assert isinstance(found, Plan)
    shared = next(s for s in found.subscriptions if s.offer == "coursera/plus")
    assert len(shared.covers) > 1


def test_three_of_eight_courses_leave_five_eighths_of_the_hours(catalog: Catalog) -> None:
    question = next(q for q in QUESTIONS["question"] if q["name"] == "Google's certificate with three courses done")
    found = ask(catalog, question)
    assert isinstance(found, Plan)
    assert found.totals.minutes * 8 == planned(catalog, "google/data-analytics").totals.minutes * 5


def test_an_nea_portfolio_is_free_for_members_and_priced_with_doubt_for_others(catalog: Catalog) -> None:
    other = planned(catalog, "nea/micro-credential-formative-assessment")
    assert (other.totals.low, other.totals.cents) == (75_00, 125_00)
    assert other.steps[0].costs[0].doubt
    member = planned(catalog, "nea/micro-credential-formative-assessment", learner={"circumstances": ["nea-member"]})
    assert member.totals.unknown == ()
    assert member.totals.cents == 0


def test_an_unknown_price_does_not_fit_into_no_money(catalog: Catalog) -> None:
    refused(catalog, "nea/micro-credential-formative-assessment", learner={"budget": "0"})


def test_the_classroom_of_an_nea_portfolio_is_never_waived(catalog: Catalog) -> None:
    waiver = [{"requirement": "access", "because": "my class starts in spring"}]
    plan = planned(catalog, "nea/micro-credential-formative-assessment", waiver=waiver)
    assert not any("you set aside" in text for text in plan.confirm)


def test_salesforces_trails_are_free_and_shorten_the_exam(catalog: Catalog) -> None:
    trails = planned(catalog, "salesforce/trailhead-administrator")
    assert trails.totals.cents == 0
    held = earned("salesforce/trailhead-administrator", dt.date(2026, 9, 1))
    after = planned(catalog, "salesforce/administrator", credential=held)
    assert after.totals.cents == 20000
    assert after.totals.minutes < planned(catalog, "salesforce/administrator").totals.minutes


def test_kubestronaut_needs_five_valid_at_once(catalog: Catalog) -> None:
    plan = planned(catalog, "cncf/kubestronaut")
    assert {s.credential for s in plan.steps} >= {f"cncf/{name}" for name in ("kcna", "kcsa", "cka", "ckad", "cks")}
    assert plan.steps[-1].credential == "cncf/kubestronaut"
    assert plan.steps[-1].cents == 0
    never = refused(catalog, "cncf/kubestronaut", learner={"hours_per_week": 2})
    assert never.proved  # by the terms of today: the longer one that ended in 2024 is no way out
    assert never.relaxations[0].changes == (("--hours-per-week", "3"),)


@pytest.mark.parametrize(
    ("awarded", "today", "valid"),
    [
        (dt.date(2017, 8, 1), dt.date(2019, 7, 1), True),
        (dt.date(2017, 8, 1), dt.date(2019, 9, 1), False),
        (dt.date(2023, 12, 15), dt.date(2026, 11, 24), True),
        (dt.date(2024, 6, 1), dt.date(2026, 11, 24), False),
    ],
)
def test_a_ckas_term_depends_on_the_day_it_was_passed(
    catalog: Catalog, awarded: dt.date, today: dt.date, valid: bool
) -> None:
    # At 60 hours a week the exam is two weeks away: what is valid today is so on its day.
    learner = {"hours_per_week": 60}
    plan = planned(catalog, "cncf/cks", credential=earned("cncf/cka", awarded), today=today, learner=learner)
    assert ("cncf/cka" not in {s.credential for s in plan.steps}) == valid


def test_a_cka_that_lapses_before_the_cks_exam_is_passed_again(catalog: Catalog) -> None:
    """120 hours at 2 a week from 24 November 2026 end on 18 January 2028; the CKA held ends on 10 December 2026."""
    held = [{"id": "cncf/cka", "status": "earned", "earned": dt.date(2024, 12, 10), "expires": dt.date(2026, 12, 10)}]
    plan = planned(catalog, "cncf/cks", credential=held, learner={"hours_per_week": 2})
    assert [s.credential for s in plan.steps if s.credential != "cncf/kcna"] == ["cncf/cka", "cncf/cks"]


def test_phlebotomy_by_training_or_by_work(catalog: Catalog) -> None:
    training = planned(catalog, "nha/cpt")
    assert [s.credential for s in training.steps] == ["local/phlebotomy-programme", "nha/cpt"]
    jobs = worked(("phlebotomy", dt.date(2025, 9, 1), dt.date(2026, 11, 1)))
    work = planned(catalog, "nha/cpt", learner={"experience": jobs})
    assert [s.credential for s in work.steps] == ["nha/cpt"]
    for plan in (training, work):
        assert any("30 venipunctures" in text for text in plan.confirm)


def test_california_asks_phlebotomists_for_its_licence(catalog: Catalog) -> None:
    steps = {s.credential for s in planned(catalog, "31-9097.00", learner={"region": "US-CA"}).steps}
    assert "states/phlebotomy-technician-ca" in steps
    elsewhere = {s.credential for s in planned(catalog, "31-9097.00", learner={"region": "US-TX"}).steps}
    assert "states/phlebotomy-technician-ca" not in elsewhere


def test_an_osha_card_is_said_to_be_no_certification(catalog: Catalog) -> None:
    plan = planned(catalog, "osha/10-hour-construction", learner={"hours_per_week": 60})
    assert any("not a certification" in note for note in plan.steps[0].notes)
    assert plan.steps[0].work_ends <= plan.totals.finish - dt.timedelta(days=14)
    assert plan.totals.finish - TODAY >= dt.timedelta(days=16)


def test_the_retired_programme_is_never_planned_and_names_its_successors(catalog: Catalog) -> None:
    no = refused(catalog, "microsoft/professional-program-data-science")
    assert any("retired on 2019-12-31" in c.text for c in no.conflict)
    assert any("Power BI" in w and "itself retired on 2026-06-01" in w for w in no.warnings)


def test_the_retired_programme_still_counts_as_skill_and_is_no_anchor(catalog: Catalog) -> None:
    held = earned("microsoft/professional-program-data-science", dt.date(2018, 6, 1))
    fresh, holder = planned(catalog, "15-2051.01"), planned(catalog, "15-2051.01", credential=held)
    assert holder.totals.cents < fresh.totals.cents
    assert holder.steps, "an anchor is still asked for"


@pytest.mark.parametrize("name", ["ADM-201", "Salesforce Certified Administrator", "salesforce/administrator"])
def test_a_renamed_certification_is_found_by_its_old_names(catalog: Catalog, name: str) -> None:
    assert find_credential(catalog, name).id == "salesforce/administrator"
