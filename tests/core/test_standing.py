"""What a learner brings: which conditions hold today, which only a plan can meet, which are taken for granted."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import small
from credplan.core.model import Attest, Credit, Effort, Experience, Price, Requirement
from credplan.core.planning.build import standing_of
from credplan.core.profile import Job
from credplan.core.standing import Outcome, Role, Standing, experience_met, region_matches
from credplan.core.units import Cents, Minutes

CATALOG = small.catalog("""
[[credentials]]
id = "cncf/cka"
[credentials.validity]
by_award = [{ months = 36, since = 2020-01-01 }, { months = 24, since = 2024-04-01 }]
[[credentials]]
id = "p/three-years"
teaches = [{ skill = "sql", level = "intermediate", evidence = 3 }]
validity = { months = 36 }
[[credentials]]
id = "p/for-ever"
validity = { never = true }
[[credentials]]
id = "p/unknown"
[[credentials]]
id = "p/retired"
teaches = [{ skill = "law", level = "beginner", evidence = 2 }]
lifecycle = { status = "retired", retired = 2024-01-01 }
""")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def standing(profile: str = "", today: dt.date = small.DAY) -> Standing:
    return standing_of(CATALOG, small.profile(profile), today)


def earned(ident: str, on: str = "", expires: str = "") -> str:
    dates = (f"\nearned = {on}" if on else "") + (f"\nexpires = {expires}" if expires else "")
    return f'[[credential]]\nid = "{ident}"\nstatus = "earned"{dates}\n'


# -- how long an award holds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "expiry"),
    [
        (earned("cncf/cka", "2024-03-31"), "2027-03-31"),
        (earned("cncf/cka", "2024-04-01"), "2026-04-01"),
        (earned("cncf/cka", "2019-06-01"), None),  # before any rule that the catalog knows
        (earned("p/three-years", "2024-02-29"), "2027-02-28"),
        (earned("p/three-years"), None),  # no award date is told
        (earned("p/three-years", "2024-02-29", "2026-01-01"), "2026-01-01"),  # the learner's own date wins
        (earned("p/for-ever", "1990-01-01"), None),
        (earned("p/unknown", "1990-01-01"), None),
        (earned("x/not-in-catalog", "1990-01-01"), None),
    ],
)
def test_an_award_lapses_by_its_own_date_or_by_the_rule_of_its_day(held: str, expiry: str | None) -> None:
    at = standing(held)
    assert at.expiry(at.profile.credential[0]) == (day(expiry) if expiry else None)


def test_the_day_of_expiry_is_the_first_without_it() -> None:
    at = standing(earned("p/three-years", expires="2026-11-24"))
    held = at.profile.credential[0]
    assert at.valid(held, day("2026-11-23"))
    assert not at.valid(held, day("2026-11-24"))


# -- what a holding counts for ----------------------------------------------------------------------------------------

VALID, LAPSED = earned("p/three-years", "2025-01-01"), earned("p/three-years", "2020-01-01")
RETIRED = earned("p/retired", "2023-01-01")
THREE, LAW = Requirement(credential="p/three-years"), Requirement(credential="p/retired")


@pytest.mark.parametrize(
    ("held", "leaf", "role", "wanted"),
    [
        (VALID, THREE, "proof", "met"),
        (VALID, THREE, "prerequisite", "met"),
        (LAPSED, THREE, "proof", "depends"),
        (LAPSED, THREE, "prerequisite", "depends"),
        (LAPSED, Requirement(credential="p/three-years", expired_ok=True), "prerequisite", "met"),
        (LAPSED, Requirement(credential="p/three-years", expired_ok=True, concurrent=True), "prerequisite", "depends"),
        (LAPSED, Requirement(credential="p/three-years", expired_ok=True), "proof", "depends"),
        (LAPSED, THREE, "readiness", "met"),
        (RETIRED, LAW, "proof", "depends"),
        (RETIRED, LAW, "prerequisite", "met"),
        (RETIRED, LAW, "readiness", "met"),
        ("", THREE, "readiness", "depends"),
        ('[[credential]]\nid = "p/three-years"\nstatus = "in-progress"', THREE, "readiness", "depends"),
        (VALID, Requirement(skill="sql", level="intermediate", evidence=3), "proof", "met"),
        (VALID, Requirement(skill="sql", level="advanced", evidence=3), "proof", "depends"),
        (VALID, Requirement(skill="sql", level="beginner", evidence=4), "proof", "depends"),
        (LAPSED, Requirement(skill="sql", evidence=2), "proof", "depends"),
        (LAPSED, Requirement(skill="sql", evidence=2), "readiness", "met"),
        ('[[skill]]\nid = "sql"\nlevel = "advanced"', Requirement(skill="sql", level="intermediate"), "proof", "met"),
        ('[[skill]]\nid = "sql"', Requirement(skill="sql", level="intermediate"), "proof", "depends"),
        ('[[skill]]\nid = "sql"\nlevel = "advanced"', Requirement(skill="sql", evidence=1), "readiness", "depends"),
        ('[[credential]]\nid = "p/unknown"\nparts = ["core-1"]', Requirement(part="p/unknown#core-1"), "prerequisite", "met"),
        ('[[credential]]\nid = "p/unknown"\nparts = ["core-1"]', Requirement(part="p/unknown#core-2"), "prerequisite", "depends"),
        (earned("p/unknown"), Requirement(part="p/unknown#core-2"), "prerequisite", "met"),
    ],
)  # fmt: skip
def test_a_holding_counts_by_what_it_is_asked_for(held: str, leaf: Requirement, role: Role, wanted: Outcome) -> None:
    assert standing(held).outcome(leaf, role) == wanted


# -- what is taken for granted ----------------------------------------------------------------------------------------

FREE, PAID = Attest("medical", "physical"), Attest("medical", "physical", fee=Price(amount=Cents(100)))


@pytest.mark.parametrize(
    ("told", "leaf", "wanted"),
    [
        ("", Requirement(age=18), "assumed"),
        ("birth_year = 2007", Requirement(age=18), "met"),
        ("birth_year = 2008", Requirement(age=18), "assumed"),
        ("birth_year = 2010", Requirement(age=18), "unmet"),
        ("", Requirement(education="high-school"), "assumed"),
        ("", Requirement(education="none"), "assumed"),
        ("", Requirement(education="some-college"), "unmet"),
        ("", Requirement(education="bachelor"), "unmet"),
        ('education = "none"', Requirement(education="high-school"), "unmet"),
        ('education = "master"', Requirement(education="bachelor"), "met"),
        ("", Requirement(region="US-TX"), "assumed"),
        ('region = "US-TX"', Requirement(region="US-TX"), "met"),
        ('region = "US-TX"', Requirement(region="US"), "met"),
        ('region = "US"', Requirement(region="US-TX"), "unmet"),
        ('region = "US-CA"', Requirement(region="US-TX"), "unmet"),
        ("", Requirement(text="Access to students"), "assumed"),
        ("", Requirement(attest=FREE), "assumed"),
        ("", Requirement(attest=Attest("medical", "physical", fee=Price(amount=Cents(0)))), "assumed"),
        ("", Requirement(attest=PAID), "depends"),
        ("", Requirement(attest=Attest("medical", "physical", fee=Price())), "depends"),
        ("", Requirement(attest=Attest("medical", "physical", lead_days=1)), "depends"),
        ("", Requirement(attest=Attest("practical", "30 sticks", effort=Effort(likely=Minutes(60)))), "depends"),
        ("", Requirement(experience=Experience(1)), "unmet"),
        ("", Requirement(credit=Credit(3)), "depends"),
        ("credit = [{ n = 3 }]", Requirement(credit=Credit(3)), "met"),
        ("credit = [{ n = 3 }]", Requirement(credit=Credit(3, programme="accounting")), "met"),
        ('credit = [{ n = 3, programme = "law" }]', Requirement(credit=Credit(3, programme="accounting")), "depends"),
    ],
)
def test_what_the_learner_did_not_say_is_assumed_only_where_most_meet_it(
    told: str, leaf: Requirement, wanted: Outcome
) -> None:
    assert standing(f"[learner]\n{told}").outcome(leaf, "prerequisite") == wanted


@pytest.mark.parametrize(
    ("row", "learner", "applies"),
    [("", "US-TX", True), ("US", "US-TX", True), ("US-TX", "US", False), ("US-TX", "US-TX", True),
     ("US-T", "US-TX", False), ("CA", "US-CA", False), ("US", "US", True)],
)  # fmt: skip
def test_a_row_for_the_country_applies_in_its_states_and_not_the_reverse(row: str, learner: str, applies: bool) -> None:
    assert region_matches(row, learner) == applies


# -- waivers ----------------------------------------------------------------------------------------------------------


def waiver(requirement: str, of: str = "") -> str:
    return f'[[waiver]]\nrequirement = "{requirement}"\nbecause = "the school said so"\nof = "{of}"\n'


BOUND = {"basis": "law"}
LEAVES = {
    "p/unknown": {"credential": "p/unknown"},
    "sql": {"skill": "sql", "evidence": 3},
    "p/unknown#core-1": {"part": "p/unknown#core-1"},
    "experience": {"experience": Experience(12)},
    "education": {"education": "bachelor"},
    "age": {"age": 18},
    "credit": {"credit": Credit(30)},
    "Access to students": {"text": "Access to students"},
    "medical": {"attest": PAID},
    "physical": {"attest": PAID},
}  # fmt: skip


@pytest.mark.parametrize("name", LEAVES)
def test_a_waiver_sets_its_condition_aside_and_nothing_else(name: str) -> None:
    leaf = Requirement(**LEAVES[name])  # type: ignore[arg-type]
    assert standing(waiver(name)).outcome(leaf, "prerequisite") == "waived"
    assert standing(waiver(name)).waiver(leaf) == "the school said so"
    assert standing(waiver("something else")).outcome(leaf, "prerequisite") != "waived"


@pytest.mark.parametrize("name", LEAVES)
@pytest.mark.parametrize("bound", [{"basis": "law"}, {"waivable": False}], ids=["law", "unwaivable"])
def test_law_and_what_is_marked_unwaivable_is_never_set_aside(name: str, bound: dict[str, object]) -> None:
    at = standing(waiver(name))
    leaf = Requirement(**LEAVES[name], **bound)  # type: ignore[arg-type]
    assert at.waiver(leaf) is None
    assert at.outcome(leaf, "prerequisite") != "waived"


def test_a_waiver_for_one_asker_does_not_hold_for_another() -> None:
    at, leaf = standing(waiver("experience", of="p/unknown")), Requirement(experience=Experience(12))
    assert at.outcome(leaf, "prerequisite", "p/unknown") == "waived"
    assert at.outcome(leaf, "prerequisite", "p/for-ever") == "unmet"


# -- experience -------------------------------------------------------------------------------------------------------


def job(domain: str, start: str, end: str = "") -> Job:
    return Job(domain, day(start), day(end) if end else None)


@pytest.mark.parametrize(
    ("jobs", "months"),
    [
        ([], 0),
        ([job("it", "2025-11-24")], 12),  # a current job counts to today and not beyond
        ([job("it", "2025-11-25")], 11),
        ([job("it", "2024-01-15", "2025-01-15")], 12),
        ([job("it", "2024-01-01", "2024-07-01"), job("it", "2024-04-01", "2024-10-01")], 9),  # overlap counted once
        ([job("it", "2024-01-15", "2024-03-10"), job("it", "2024-02-01", "2024-07-15")], 6),  # no half month lost in it
        ([job("it", "2024-01-15", "2024-03-10"), job("it", "2024-03-10", "2024-07-15")], 6),  # nor between two in a row
        ([job("it", "2024-01-01", "2024-12-01"), job("it", "2024-03-01", "2024-04-01")], 11),  # one inside the other
        ([job("it", "2024-01-01", "2024-02-01"), job("it", "2025-01-01", "2025-03-01")], 3),
        ([job("it", "2027-01-01")], 0),  # a job that has not begun
        ([job("it", "2026-05-24", "2030-01-01")], 6),
    ],
)
def test_months_of_work_add_up_without_counting_a_day_twice(jobs: list[Job], months: int) -> None:
    held = tuple(jobs)
    assert experience_met(Experience(months), held, small.DAY)
    assert not experience_met(Experience(months + 1), held, small.DAY)


JOBS = (
    job("security", "2014-11-24", "2018-11-24"),
    job("network", "2022-11-24", "2024-11-24"),
    job("sales", "2010-01-01"),
)


@pytest.mark.parametrize(
    ("wanted", "met"),
    [
        (Experience(72, ("security", "network")), True),
        (Experience(73, ("security", "network")), False),
        (Experience(24, ("security", "network"), within_years=5), True),
        (Experience(25, ("security", "network"), within_years=5), False),
        (Experience(49, ("security", "network"), within_years=10), False),
        (Experience(48, ("security", "network"), within_years=10), True),
        (Experience(12, ("security", "network"), at_least_domains=2), True),
        (Experience(12, ("security", "law"), at_least_domains=2), False),
        (Experience(200), True),
        (Experience(12, within_years=3000), True),
    ],
)
def test_experience_asks_for_domains_and_for_recent_years(wanted: Experience, met: bool) -> None:
    assert experience_met(wanted, JOBS, small.DAY) == met


def test_a_domain_whose_job_lies_too_far_back_does_not_count_as_one_of_two() -> None:
    wanted = Experience(12, ("security", "network"), within_years=5, at_least_domains=2)
    assert not experience_met(wanted, JOBS, small.DAY)


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 1500)), max_size=5), st.randoms())
def test_experience_does_not_depend_on_the_order_of_jobs_and_never_exceeds_the_span(
    spans: list[tuple[int, int]], rng: object
) -> None:
    first = small.DAY - dt.timedelta(4000)
    jobs = [Job("it", first + dt.timedelta(a), first + dt.timedelta(a + length)) for a, length in spans]
    shuffled = list(jobs)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    met = [n for n in range(140) if experience_met(Experience(n), tuple(jobs), small.DAY)]
    again = [n for n in range(140) if experience_met(Experience(n), tuple(shuffled), small.DAY)]
    assert met == again == list(range(len(met)))
    assert max(met) <= 4000 // 28
