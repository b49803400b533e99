"""Money and hours are read exactly or refused, and are written back as they were read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credplan.core.units import Cents, Minutes

AMOUNTS = [(265, 26500), ("265", 26500), ("265.5", 26550), ("265.50", 26550), (".5", 50), ("0", 0), ("-12.5", -1250)]
HOURS = [(40, 2400), ("7.5", 450), ("0.25", 15), ("0.05", 3), ("1.", 60), (" 8 ", 480)]
NO_NUMBERS = [
    "", ".", "-", "--5", "1e3", "1,500", "1_000", "0x10", "nan", "inf", "1.2.3", "12 34", "\u0661\u0662", "1.\u0665",
    "1.\u00b2", "\u00b2", "\uff11", 2.5, True, None, [], "1" * 13, "1.00001",
]  # fmt: skip


@pytest.mark.parametrize(("written", "cents"), AMOUNTS)
def test_an_amount_is_read_to_the_cent(written: object, cents: int) -> None:
    assert Cents.parse(written) == cents


@pytest.mark.parametrize(("written", "minutes"), HOURS)
def test_hours_are_read_to_the_minute(written: object, minutes: int) -> None:
    assert Minutes.parse(written) == minutes


@pytest.mark.parametrize("written", NO_NUMBERS)
@pytest.mark.parametrize("unit", [Cents, Minutes])
def test_what_is_no_plain_number_is_refused_in_words(unit: type[Cents], written: object) -> None:
    with pytest.raises(ValueError, match=r"expected (an amount|hours) such as"):
        unit.parse(written)


@pytest.mark.parametrize(("unit", "written"), [(Cents, "1.005"), (Minutes, "0.33"), (Minutes, "0.001")])
def test_what_is_finer_than_can_be_counted_is_refused(unit: type[Cents], written: str) -> None:
    with pytest.raises(ValueError, match="finer than can be counted"):
        unit.parse(written)


@pytest.mark.parametrize("written", [10**11, "999999999999", -(10**11)])
def test_an_amount_that_no_one_can_mean_is_too_large(written: object) -> None:
    with pytest.raises(ValueError, match="too large"):
        Cents.parse(written)


@given(st.integers(-(10**12), 10**12))
def test_cents_written_and_read_again_are_the_same(cents: int) -> None:
    text = str(Cents(cents))
    assert Cents.parse(text) == cents
    assert len(text.partition(".")[2]) == 2


@given(st.integers(0, 10**9).map(lambda n: n * 3))
def test_hours_of_whole_hundredths_written_and_read_again_are_the_same(minutes: int) -> None:
    assert Minutes.parse(str(Minutes(minutes))) == minutes


@pytest.mark.parametrize(("minutes", "text"), [(0, "0"), (2400, "40"), (450, "7.5"), (20, "0.33"), (-90, "-1.5")])
def test_hours_are_written_as_short_decimals(minutes: int, text: str) -> None:
    assert str(Minutes(minutes)) == text
