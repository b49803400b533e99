"""The catalog's occupations against the government's own tables, where those are at hand.

CREDPLAN_CORPUS names a folder that holds, at any depth, ``Occupation Data.txt`` and ``Job Zones.txt`` of the O*NET
database and ``national_M2024_dl.csv`` of OEWS. Without it the codes' form and order are all that is checked.
"""

from __future__ import annotations

import csv

from conftest import ROOT
from corpus import corpus_file
from credplan.core.catalog_check.soc import soc_codes
from credplan.core.model import Career
from credplan.shell.catalog_index import read_catalog

CAREERS = read_catalog(ROOT / "data").careers


def rows(name: str, delimiter: str) -> list[dict[str, str]]:
    with corpus_file(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else 0))


def test_the_list_of_codes_is_whole_and_in_form() -> None:
    codes = soc_codes()
    assert len(codes) == 1016
    assert all(len(code) == 10 and code[2] == "-" and code[7] == "." for code in codes)
    assert {career.id for career in CAREERS} <= codes


def test_the_list_of_codes_is_that_of_onet() -> None:
    assert soc_codes() == {row["O*NET-SOC Code"] for row in rows("Occupation Data.txt", "\t")}


def test_job_zones_are_those_of_onet() -> None:
    zones = {row["O*NET-SOC Code"]: row["Job Zone"] for row in rows("Job Zones.txt", "\t")}
    wrong = [
        (c.id, c.job_zone.value, zones.get(c.id))
        for c in CAREERS
        if c.job_zone is not None and c.id in zones and str(c.job_zone.value) != zones[c.id]
    ]
    assert wrong == []


def wages(career: Career) -> dict[str, int | None]:
    wage = career.wage
    if wage is None:
        return {}
    return {"10": wage.p10, "25": wage.p25, "MEDIAN": wage.median, "75": wage.p75, "90": wage.p90}


def test_wages_are_those_of_oews() -> None:
    table = {
        row["OCC_CODE"]: row for row in rows("national_M2024_dl.csv", ",") if row["O_GROUP"] in ("detailed", "broad")
    }
    wrong = []
    compared = 0
    for career in CAREERS:
        row = table.get(career.id[:7])
        if row is None or career.wage is None or (career.wage.area, career.wage.period) != ("US", "May 2024"):
            continue
        for name, cents in wages(career).items():
            cell = row["A_MEDIAN" if name == "MEDIAN" else f"A_PCT{name}"]
            # '#' is a wage above what is published, '*' one that is not; both stay unknown here.
            stated = int(cell) * 100 if cell.isdigit() else None
            compared += cents is not None
            if cents is not None and cents != stated:
                wrong.append((career.id, name, cents // 100, cell))
    assert wrong == []
    assert compared > len(CAREERS)
