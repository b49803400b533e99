"""What an undo says: everything that differs between two profiles, and nothing else."""

from __future__ import annotations

import pytest

import small
from credplan.core.profile_diff import profile_changes

HELD = '[[credential]]\nid = "a/b"\nstatus = "planned"\n'

CASES = [
    ("", "", []),
    ("", "[learner]\nbudget = 900\nhours_per_week = '7.5'", [
        "learner hours_per_week: 7.5 (was not set)", "learner budget: 900.00 (was not set)"]),
    ("", HELD, ["credential a/b: there again (planned)"]),
    (HELD, "", ["credential a/b: not there (was planned)"]),
    (HELD, HELD.replace("planned", "earned") + "earned = 2026-01-01", [
        "credential a/b: status: earned (was planned), earned: 2026-01-01 (was not set)"]),
    (HELD + 'parts = ["x"]', HELD + "locked = true", ["credential a/b: parts: nothing (was x), locked: true (was false)"]),
    ('[[goal]]\nname = "a"\n[[goal]]\nname = "b"', '[[goal]]\nname = "b"\n[[goal]]\nname = "a"', ["goal: the order of its entries"]),
    ('[[skill]]\nid = "sql"', '[[skill]]\nid = "sql"\nlevel = "advanced"', ["skill sql: level: advanced (was beginner)"]),
    ("", '[[waiver]]\nrequirement = "age"\nbecause = "x"\nof = "a/b"', ["waiver age for a/b: there again (x)"]),
    ('[[plan]]\nname = "p"\ngoal = "a/b"\nsaved = 2026-01-01', "", ["plan p: not there (was a/b)"]),
    ("", '[[learner.experience]]\ndomain = "it"\nstart = 2020-01-01', ["learner experience: 1 entry (was nothing)"]),
    ("", 'catalogs = ["bundled"]', ["catalogs: bundled (was nothing)"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "lines"), CASES)
def test_each_difference_is_one_line(before: str, after: str, lines: list[str]) -> None:
    assert profile_changes(small.profile(before), small.profile(after)) == lines
