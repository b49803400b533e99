"""Days and hours of study as people type them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credplan.core.study import KEPT, StudyTime, kept, parse_study, study_of, weekly_minutes


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Mon 18:00-20:00", ["Mon 18:00-20:00"]),
        ("mon,wed 18-20; Sat 9:00-13:00", ["Mon Wed 18:00-20:00", "Sat 09:00-13:00"]),
        ("Mondays and Thursdays 6pm-8pm", ["Mon Thu 18:00-20:00"]),
        ("weekdays 6.30 pm to 8 pm", ["Mon Tue Wed Thu Fri 18:30-20:00"]),
        ("Fri-Mon 7-8", ["Mon Fri Sat Sun 07:00-08:00"]),
        ("Sat 9-1pm", ["Sat 09:00-13:00"]),
        ("Tue 6-8pm", ["Tue 18:00-20:00"]),
        ("daily 22:00-24:00", ["Mon Tue Wed Thu Fri Sat Sun 22:00-24:00"]),
        ("Sun 12am-1am, sunday 12pm – 1 p.m.", ["Sun 00:00-01:00", "Sun 12:00-13:00"]),
        ("weekend 9-10, Mon 9-10", ["Mon Sat Sun 09:00-10:00"]),
    ],
)
def test_it_is_read_as_people_type_it(text: str, lines: list[str]) -> None:
    assert kept(parse_study(text)) == lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected days and hours"),
        ("evenings", "expected days and hours"),
        ("Mon", "expected days and hours"),
        ("18:00-20:00", "expected days and hours"),
        ("Mon 18:00-20:00 xyz", "got 'xyz'"),
        ("Mon 20:00-18:00", "ends before it begins"),
        ("Mon 18:00-18:00", "ends before it begins"),
        ("Mon 25-26", "there is no 25:00"),
        ("Mon 10:75-12", "there is no 10:75"),
        ("Mon 13pm-2pm", "there is no 13 pm"),
        ("Mon 18-20, Mon 19-21", "two blocks on Mon overlap"),
    ],
)
def test_what_can_not_be_read_says_why(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_study(text)


def test_a_week_adds_up() -> None:
    assert weekly_minutes(parse_study("Mon Wed 18:00-20:00, Sat 9-13")) == 8 * 60


@given(st.dictionaries(st.integers(0, 6), st.tuples(st.integers(0, 1439), st.integers(1, 1440)), min_size=1))
def test_what_is_kept_is_read_back(times: dict[int, tuple[int, int]]) -> None:
    blocks = tuple(sorted(StudyTime(day, min(a, b - 1), max(a + 1, b)) for day, (a, b) in times.items()))
    lines = kept(blocks)
    assert all(KEPT.fullmatch(line) for line in lines)
    assert study_of(tuple(lines)) == blocks
