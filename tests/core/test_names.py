"""Names are found in any spelling, exact beats partial, and what is ambiguous or unknown says so."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from credplan.core import names
from credplan.core.errors import AmbiguousName, UnknownName
from credplan.core.model import Career, Catalog, Credential, Lifecycle, Part, Provider, Route, Skill, Teaches


def credential(ident: str, name: str, **more: object) -> Credential:
    return Credential(id=ident, name=name, provider=ident.partition("/")[0], type="Certification", kind="exam", **more)


CATALOG = Catalog(
    version="test",
    date=dt.date(2026, 11, 24),
    providers=(Provider("comptia", "CompTIA"), Provider("google", "Google"), Provider("microsoft", "Microsoft")),
    skills=(
        Skill("sql", "SQL", ("structured query language",)),
        Skill("data-analysis", "Data analysis"),
        Skill("data-visualization", "Data visualization"),
    ),
    credentials=(
        credential("comptia/a-plus", "CompTIA A+", codes=("220-1201", "220-1202")),
        credential("comptia/cysa-plus", "CompTIA CySA+"),
        credential("comptia/security-plus", "CompTIA Security+", codes=("SY0-701",), field="security"),
        credential("comptia/data-plus", "CompTIA Data+", field="data", teaches=(Teaches("sql"),)),
        credential("google/cybersecurity", "Google Cybersecurity Certificate", field="security"),
        credential("google/data-analytics", "Google Data Analytics Certificate", field="data"),
        credential(
            "microsoft/azure-data-scientist",
            "Azure Data Scientist Associate",
            aliases=("Data scientist (Azure)",),
            lifecycle=Lifecycle(status="retired", retired=dt.date(2026, 6, 1)),
            routes=(Route(parts=(Part("exam", "DP-100", "exam", codes=("DP-100",)),)),),
        ),
        credential("nha/cpt", "Certified Phlebotomy Technician", aliases=("CPT",)),
    ),
    careers=(
        Career("15-1212.00", "Information Security Analysts", ("cybersecurity analyst", "security analyst")),
        Career("15-2051.01", "Business Intelligence Analysts", ("data analyst",), field="data"),
        Career("31-9097.00", "Phlebotomists", ("phlebotomy technician",), field="health"),
        Career("53-3032.00", "Heavy and Tractor-Trailer Truck Drivers", ("truck driver",)),
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "Security+",
        "security +",
        "SECURITY PLUS",
        "SY0-701",
        "sy0 701",
        "sy0701",
        "comptia-security+",
        "CompTIA Security+",
        "comptia/security-plus",
        "Comptia/Security-Plus",
        "security-plus",
        "  CompTIA   Security+  ",
    ],
)
def test_every_spelling_finds_the_same_credential(text):
    assert names.find_credential(CATALOG, text).id == "comptia/security-plus"


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("A+", "comptia/a-plus"),
        ("a-plus", "comptia/a-plus"),
        ("220-1202", "comptia/a-plus"),
        ("dp-100", "microsoft/azure-data-scientist"),
        ("CPT", "nha/cpt"),
        ("azure data", "microsoft/azure-data-scientist"),
        ("Google data", "google/data-analytics"),
    ],
)
def test_codes_aliases_parts_and_single_partial_matches_are_found(text, ident):
    assert names.find_credential(CATALOG, text).id == ident


@pytest.mark.parametrize(
    "text",
    ["data analyst", "data analysts", "Data-Analyst", "DATA ANALYST", "15-2051.01", "15-2051", "business intelligence"],
)
def test_a_career_is_found_singular_plural_or_by_code(text):
    assert names.find_goal(CATALOG, text).id == "15-2051.01"


@pytest.mark.parametrize("text", ["15-1212", "15-1212.00", "151212", "15121200", "Information security analyst"])
def test_a_soc_code_finds_its_occupation(text):
    assert names.find_career(CATALOG, text).id == "15-1212.00"


def test_an_unknown_specialty_of_a_known_soc_code_is_unknown():
    with pytest.raises(UnknownName):
        names.find_career(CATALOG, "15-1212.07")


def test_a_goal_may_be_a_credential():
    assert names.find_goal(CATALOG, "Security+").id == "comptia/security-plus"


def test_a_career_wins_over_a_credential_where_both_match_exactly():
    both = Catalog(
        version="t",
        date=CATALOG.date,
        careers=(Career("43-3031.00", "Bookkeeping Clerks", ("bookkeeper",)),),
        credentials=(credential("x/bookkeeper", "Bookkeeper"),),
    )
    assert names.find_goal(both, "bookkeeper").id == "43-3031.00"
    assert names.find_credential(both, "bookkeeper").id == "x/bookkeeper"


def test_a_slug_that_could_also_mean_a_career_is_ambiguous_with_the_career_first():
    with pytest.raises(AmbiguousName) as problem:
        names.find_goal(CATALOG, "cybersecurity")
    assert problem.value.candidates[0] == ("15-1212.00", "Information Security Analysts")
    assert ("google/cybersecurity", "Google Cybersecurity Certificate") in problem.value.candidates


def test_several_partial_matches_are_ambiguous():
    with pytest.raises(AmbiguousName) as problem:
        names.find_credential(CATALOG, "data")
    assert [ident for ident, _ in problem.value.candidates] == [
        "comptia/data-plus",
        "google/data-analytics",
        "microsoft/azure-data-scientist",
    ]
    assert problem.value.exit_code == 2


def test_an_ambiguous_name_lists_a_bounded_number_of_candidates():
    many = Catalog(
        version="t", date=CATALOG.date, credentials=tuple(credential(f"x/c{i}", f"Course {i}") for i in range(500))
    )
    with pytest.raises(AmbiguousName, match="500") as problem:
        names.find_credential(many, "course")
    assert len(problem.value.candidates) == names.MOST_CANDIDATES


@pytest.mark.parametrize(
    ("find", "text", "near"),
    [
        (names.find_credential, "Securty+", "comptia/security-plus"),
        (names.find_credential, "comptia/securityplus2", "comptia/security-plus"),
        (names.find_goal, "phlebotomst", "Phlebotomists"),
        (names.find_goal, "truck drver", "Heavy and Tractor-Trailer Truck Drivers"),
        (names.find_skill, "sequel", "sql"),
        (names.find_skill, "welding", None),
        (names.find_skill, "data analisys", "data-analysis"),
    ],
)
def test_an_unknown_name_says_what_may_have_been_meant(find, text, near):
    with pytest.raises(UnknownName) as problem:
        find(CATALOG, text)
    assert (near in problem.value.nearest) if near else problem.value.nearest == ()
    assert problem.value.hint
    assert problem.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "   ", "///", "-.-"])
@pytest.mark.parametrize("find", [names.find_credential, names.find_skill, names.find_career, names.find_goal])
def test_nothing_typed_matches_nothing(find, text):
    with pytest.raises(UnknownName):
        find(CATALOG, text)


def test_a_very_long_name_is_answered_quickly_and_shortened_in_the_message():
    with pytest.raises(UnknownName) as problem:
        names.find_goal(CATALOG, "x" * 1_000_000)
    assert len(str(problem.value)) < 400


@pytest.mark.parametrize(("text", "ident"), [("SQL", "sql"), ("Data Visualizations", "data-visualization")])
def test_a_skill_is_found_by_name(text, ident):
    assert names.find_skill(CATALOG, text).id == ident


def test_a_skill_alias_is_found():
    assert names.find_skill(CATALOG, "structured query languages").id == "sql"


def test_search_puts_exact_before_words_and_active_before_retired():
    assert [hit.credential.id for hit in names.search(CATALOG, "data")] == [
        "comptia/data-plus",
        "google/data-analytics",
        "microsoft/azure-data-scientist",
    ]
    assert names.search(CATALOG, "SY0-701")[0].rank == 0


def test_search_looks_into_skills_and_filters():
    assert [h.credential.id for h in names.search(CATALOG, "sql")] == ["comptia/data-plus"]
    assert [h.credential.id for h in names.search(CATALOG, "", field="security")] == [
        "comptia/security-plus",
        "google/cybersecurity",
    ]
    assert [h.credential.id for h in names.search(CATALOG, "data", provider="CompTIA")] == ["comptia/data-plus"]
    assert "microsoft/azure-data-scientist" not in [h.credential.id for h in names.search(CATALOG, "", active=True)]
    assert len(names.search(CATALOG)) == len(CATALOG.credentials)
    assert names.search(CATALOG, "zebra") == []


def test_careers_are_listed_by_title_and_filtered():
    assert names.careers(CATALOG)[0].id == "15-2051.01"
    assert [c.id for c in names.careers(CATALOG, "analyst")] == ["15-2051.01", "15-1212.00"]
    assert [c.id for c in names.careers(CATALOG, "data analyst")] == ["15-2051.01"]
    assert [c.id for c in names.careers(CATALOG, field="health")] == ["31-9097.00"]


def test_nearest_is_bounded_and_nearest_first():
    assert names.nearest("comptia/a-pls", ["comptia/a-plus", "comptia/data-plus", "x/y"], 1) == ("comptia/a-plus",)
    assert names.nearest("", ["a"]) == ()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CompTIA A+", "comptia a plus"),
        ("Driver's licence", "driver licence"),
        ("Électricité & gaz", "electricite and gaz"),
        ("C#", "c sharp"),
        ("Business classes", "business class"),
    ],
)
def test_folding_drops_case_accents_punctuation_and_plurals(text, folded):
    assert names.fold(text) == folded


def test_a_name_of_several_credentials_and_a_career_leads_to_the_career_too():
    analysts = tuple(credential(f"{p}/data-analyst", f"{p.title()} Data Analyst") for p in ("google", "ibm"))
    catalog = msgspec.structs.replace(CATALOG, credentials=(*CATALOG.credentials, *analysts))
    with pytest.raises(AmbiguousName) as several:
        names.find_record(catalog, "data analyst")
    assert "credplan career show 15-2051.01, or credplan plan 15-2051.01" in several.value.hint
    with pytest.raises(AmbiguousName) as several:
        names.find_record(catalog, "data")
    assert "career" not in several.value.hint
