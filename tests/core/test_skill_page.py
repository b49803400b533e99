"""Skills: which record a name leads to, who teaches a skill, who asks for it and for how much of it."""

from __future__ import annotations

import datetime as dt

import pytest

from credplan.core.catalog_view.pages import Page
from credplan.core.catalog_view.skill import Ask, asked_by, shown_as, skill_data, skill_page, taught_by
from credplan.core.errors import UnknownName
from credplan.core.model import (
    Career,
    Catalog,
    Credential,
    Door,
    Group,
    Law,
    Lifecycle,
    Part,
    Requirement,
    Route,
    Skill,
    Teaches,
)
from credplan.core.names import find_record, skills

SQL = Skill(id="sql", name="SQL", aliases=("structured query language",), family="data", definition="Asks databases.")
JS = Skill(id="javascript", name="JavaScript", esco="1-2", onet="2.B.3.e")


def credential(ident: str, name: str, *teaches: Teaches, **more: object) -> Credential:
    return Credential(id=ident, name=name, provider="p", type="T", kind="course", teaches=teaches, **more)  # type: ignore[arg-type]


def leaf(skill: str = "sql", level: str = "beginner", evidence: int = 0) -> Requirement:
    return Requirement(skill=skill, level=level, evidence=evidence)  # type: ignore[arg-type]


CATALOG = Catalog(
    version="t",
    date=dt.date(2026, 11, 24),
    skills=(JS, SQL),
    credentials=(
        credential("p/bash-sql", "Bash and SQL", Teaches(skill="sql", evidence=2, objective="Module 3")),
        credential("p/exam", "Query Exam", Teaches(skill="sql", level="intermediate", evidence=3)),
        credential("p/watched", "Watch It", Teaches(skill="sql", evidence=1)),
        credential(
            "p/gone", "Gone Course", Teaches(skill="sql", level="advanced"), lifecycle=Lifecycle(status="retired")
        ),
        credential("p/javascript", "JavaScript Basics"),
        credential(
            "p/next",
            "Next Exam",
            requires=Requirement(any=(leaf(level="advanced"), leaf(level="intermediate"))),
            routes=(Route(parts=(Part(id="e", name="E", kind="exam", ready_if=leaf()),)),),
        ),
    ),
    careers=(
        Career(
            id="15-1242.00",
            title="Database Administrators",
            core=(Group(name="SQL", requires=leaf(evidence=2)),),
            plus=(Group(name="More", requires=leaf(level="advanced")),),
            door=Door(laws=(Law(name="L", requires=Requirement(all=(leaf(level="advanced"),))),)),
        ),
    ),
)


@pytest.mark.parametrize(
    ("typed", "ident"),
    [
        ("sql", "sql"),
        ("SQL", "sql"),
        ("Structured Query Language", "sql"),
        ("bash sql", "p/bash-sql"),  # a slug
        ("bash", "p/bash-sql"),
        ("javascript", "p/javascript"),  # a slug before a skill of that name
        ("structured", "sql"),  # only a skill begins so
        ("dba", None),
        ("database administrator", "15-1242.00"),
        ("15-1242", "15-1242.00"),
    ],
)
def test_a_name_leads_to_the_record_that_is_called_so(typed: str, ident: str | None) -> None:
    if ident is None:
        with pytest.raises(UnknownName):
            find_record(CATALOG, typed)
    else:
        assert find_record(CATALOG, typed).id == ident


def test_a_misspelt_skill_is_proposed() -> None:
    with pytest.raises(UnknownName, match="skill") as raised:
        find_record(CATALOG, "structred query langage")
    assert raised.value.nearest == ("sql",)


def test_what_to_type_for_a_skill_says_so_where_a_credential_has_its_name() -> None:
    assert shown_as(CATALOG, SQL) == "credplan show sql"
    assert shown_as(CATALOG, JS) == "credplan show --skill javascript"


def test_who_teaches_it_stands_by_level_the_stronger_evidence_first_and_the_retired_last() -> None:
    assert [c.id for c, _ in taught_by(CATALOG, SQL)] == ["p/bash-sql", "p/watched", "p/exam", "p/gone"]
    assert taught_by(CATALOG, JS) == []


def test_who_asks_for_it_is_said_with_the_least_that_will_do() -> None:
    assert asked_by(CATALOG, SQL) == [
        Ask("career", "15-1242.00", "Database Administrators", "law", "advanced", 0),
        Ask("career", "15-1242.00", "Database Administrators", "core", "beginner", 2),
        Ask("career", "15-1242.00", "Database Administrators", "preferred", "advanced", 0),
        Ask("credential", "p/next", "Next Exam", "required", "intermediate", 0),
        Ask("credential", "p/next", "Next Exam", "prepares for it", "beginner", 0),
    ]


def text(page: Page) -> str:
    return "\n".join(
        "\n".join([block.title, block.note, *(f"{line.label}: {line.text} {line.below}" for line in block.lines)])
        for block in page.blocks
    )


def test_the_page_says_what_it_means_who_teaches_it_and_what_to_do() -> None:
    shown = text(skill_page(SQL, CATALOG))
    for words in (
        "Asks databases.",
        "graded by the issuer: 1 credential ('Bash and SQL (p/bash-sql)',)",
        "retired: advanced, graded by the issuer",
        "core: Database Administrators (15-1242.00): beginner or better, graded by the issuer at least",
        "required for: Next Exam (p/next): intermediate or better",
        "credplan search --skill sql",
    ):
        assert words in shown
    bare = text(skill_page(JS, CATALOG))
    assert "No credential of this catalog does." in bare
    assert "None of this catalog does." in bare
    assert "element 2.B.3.e" in bare
    assert "https://data.europa.eu/esco/skill/1-2" in bare


def test_json_holds_the_same_and_null_for_what_is_not_known() -> None:
    data = skill_data(SQL, CATALOG)
    assert data["taught_by"][0] == {
        "id": "p/bash-sql",
        "name": "Bash and SQL",
        "lifecycle": "active",
        "level": "beginner",
        "evidence": 2,
        "objective": "Module 3",
    }
    assert data["onet"] is None
    assert data["esco"] is None
    assert [a["as"] for a in data["asked_by"]] == ["law", "core", "preferred", "required", "prepares for it"]


def test_a_search_finds_the_skill_by_name_alias_and_beginning() -> None:
    assert skills(CATALOG, "sql") == [SQL]
    assert skills(CATALOG, "struct query") == [SQL]
    assert skills(CATALOG, "") == []
    assert skills(CATALOG, "cobol") == []
