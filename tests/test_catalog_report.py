"""docs/catalog.md against the data: its counts are today's, and the families it names are found by name."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from types import ModuleType

import pytest

from conftest import ROOT
from credplan.core import names
from credplan.core.model import Catalog

PAGE = ROOT / "docs" / "catalog.md"


def tool(name: str) -> ModuleType:
    """One of the scripts of ``tools/``, loaded from where it lies."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalog_report = tool("catalog_report")
draw_facts = tool("draw_facts")

FAMILIES = {
    "Coursera Professional Certificates": 20,
    "Coursera Specializations": 10,
    "Coursera MasterTrack": 3,
    "edX MicroMasters": 3,
    "edX MicroBachelors": 1,
    "Udacity Nanodegree": 5,
    "Microsoft Professional Program": 1,
    "Microsoft role-based certifications": 10,
    "IBM Skills Academy": 1,
    "IBM SkillsBuild": 3,
    "Pluralsight Skills": 1,
    "Education Design Lab": 9,
    "21st century skills": 9,
    "IC3": 4,
    "CompTIA A+": 1,
    "NEA micro-credentials": 5,
    "Digital Promise": 1,
    "Educators Rising": 5,
    "university certificates that stack": 3,
    "stackable certificates": 3,
}
"""Programme families by the names people use for them, and how many credentials each finds at least."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return catalog_report.the_catalog()


def test_the_counts_are_those_of_the_data(catalog: Catalog) -> None:
    page = PAGE.read_text(encoding="utf-8")
    counted = {match["name"] for match in catalog_report.BLOCK.finditer(page)}
    assert counted == set(catalog_report.blocks(catalog))
    assert catalog_report.rewritten(page, catalog) == page, (
        "python tools/catalog_report.py brings docs/catalog.md up to date"
    )


@pytest.mark.parametrize(("family", "least"), FAMILIES.items())
def test_a_programme_family_is_found_by_its_name(catalog: Catalog, family: str, least: int) -> None:
    found = names.search(catalog, family)
    assert len(found) >= least, [hit.credential.id for hit in found]


def test_every_skill_is_described_and_something_gives_it(catalog: Catalog) -> None:
    taught = {t.skill for c in catalog.credentials if c.lifecycle.earnable for t in c.teaches}
    assert [s.id for s in catalog.skills if s.id not in taught] == []
    assert [s.id for s in catalog.skills if not s.definition or not s.family] == []
    assert 150 <= len(catalog.skills) <= 300


def test_the_lot_is_the_same_for_the_same_seed() -> None:
    command = [sys.executable, str(ROOT / "tools" / "draw_facts.py"), "--seed", "20261124", "--count", "5"]
    first, again = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first == again
    assert first.startswith("seed 20261124: 5 of ")
    assert len(draw_facts.every_fact(ROOT / "data")) > 2000
