"""What comes from outside is made inert, and numbers are written one way."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from credplan.core.text import hours, join_words, long_date, money, plural, safe_text, weeks_between

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
BIDI = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}


@given(ANY_TEXT)
@example("\x1b[2J\x1b]0;title\x07")
@example("\x9b31m\x90\x85\u2028")
@example("\u202etxt.exe\u2066")
@example("\ud800")
@example("a\u0301\x00\u0301")
def test_nothing_is_left_that_could_move_a_cursor_or_turn_the_reading_order(text: str) -> None:
    clean = safe_text(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI for c in clean)
    clean.encode()  # no half of a surrogate pair is left


@given(ANY_TEXT)
@example("\u0958\u1d160")
@example("e\u200b\u0301" + "\u0301\u200b" * 20)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert safe_text(safe_text(text)) == safe_text(text)


@given(st.text(st.sampled_from("ab\u0958\U0001d160\u0344e\u0301\n\x1b\u202e"), max_size=30), st.integers(0, 20))
def test_cleaned_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    clean = safe_text(text, limit)
    assert len(clean) <= limit
    assert safe_text(clean, limit) == clean


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Prüfung für Anfänger", "Prüfung für Anfänger"),
        ("Pru\u0308fung", "Prüfung"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("العربية", "العربية"),
        ("日本語", "日本語"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("a\u202eb", "a\ufffdb"),
        ("comptia/\u200ba-p\u00adlus\ufeff\U000e0041", "comptia/a-plus"),
        ("x" + "\u0335" * 500, "x" + "\u0335" * 8),
        ("\u0646\u200c\u0645", "\u0646\u200c\u0645"),
    ],
)
def test_letters_of_every_script_stay_and_orders_become_a_mark(text: str, clean: str) -> None:
    assert safe_text(text) == clean


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "USD 0.00"), (42500, "USD 425.00"), (142505, "USD 1,425.05"), (-5, "-USD 0.05"), (None, "USD ?")],
)
def test_money_is_written_with_its_currency_and_unknown_is_no_zero(cents: int | None, text: str) -> None:
    assert money(cents) == text


@pytest.mark.parametrize(("minutes", "text"), [(7200, "120 h"), (450, "7.5 h"), (0, "0 h"), (None, "? h")])
def test_hours_are_written_short_and_unknown_is_no_zero(minutes: int | None, text: str) -> None:
    assert hours(minutes) == text


@pytest.mark.parametrize(
    ("count", "many", "text"),
    [(1, "", "1 step"), (0, "", "0 steps"), (1200, "", "1,200 steps"), (2, "stairs", "2 stairs")],
)
def test_a_count_agrees_with_its_noun(count: int, many: str, text: str) -> None:
    assert plural(count, "step", many) == text


def test_a_date_is_written_in_english_without_a_leading_zero() -> None:
    assert long_date(dt.date(2027, 3, 4)) == "4 Mar 2027"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "0 days"), (1, "1 day"), (13, "13 days"), (14, "2 weeks"), (15, "3 weeks"), (700, "100 weeks"),
        (730, "2 years"), (800, "2.2 years"), (1095, "3 years"),
    ],
)  # fmt: skip
def test_a_span_is_said_as_people_say_it(days: int, text: str) -> None:
    start = dt.date(2026, 11, 24)
    assert weeks_between(start, start + dt.timedelta(days)) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_with_and(words: list[str], text: str) -> None:
    assert join_words(words) == text
