"""Money and hours cross the edge exactly, and every problem of a wrong value is found where it stands."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credplan.core.model import CatalogFile, Effort, Price
from credplan.core.problems import MOST_PROBLEMS, problems
from credplan.core.units import Cents, Minutes
from credplan.core.wire import compact_decode_hook, compact_encode_hook, decode_hook, encode_hook

AMOUNTS = st.integers(-(10**9), 10**9)


@given(cents=AMOUNTS, steps=AMOUNTS)
def test_what_is_written_reads_back_as_the_same_value(cents, steps):
    # What can be typed as hours is a multiple of three minutes: four decimals hold nothing finer exactly.
    for value in (Price(amount=Cents(cents)), Effort(likely=Minutes(steps * 3))):
        text = msgspec.json.encode(value, enc_hook=encode_hook)
        assert msgspec.json.decode(text, type=type(value), dec_hook=decode_hook) == value
        packed = msgspec.msgpack.encode(value, enc_hook=compact_encode_hook)
        assert msgspec.msgpack.decode(packed, type=type(value), dec_hook=compact_decode_hook) == value


@pytest.mark.parametrize("bad", [1.5, True, "1e5", "", "12.345", [], {}, 10**15])
def test_what_is_no_exact_amount_is_refused_with_its_path(bad):
    with pytest.raises(msgspec.ValidationError, match=r"\$\.amount"):
        msgspec.convert({"amount": bad}, Price, dec_hook=decode_hook)


def test_other_types_are_left_to_msgspec():
    for hook in (encode_hook, compact_encode_hook):
        with pytest.raises(NotImplementedError):
            hook(object())
    for decode in (decode_hook, compact_decode_hook):
        with pytest.raises(NotImplementedError):
            decode(object, 1)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "all", "of", "n", "x"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*CatalogFile.__struct_fields__, "other"]), VALUES))
def test_problems_are_found_exactly_where_msgspec_finds_one(raw):
    try:
        msgspec.convert(raw, CatalogFile, dec_hook=decode_hook)
    except msgspec.ValidationError:
        assert problems(raw, CatalogFile)
    else:
        assert problems(raw, CatalogFile) == []


def test_a_file_of_nonsense_lists_a_bounded_number_of_problems():
    raw = {"credentials": [{"id": 1}] * 1000}
    assert len(problems(raw, CatalogFile)) == MOST_PROBLEMS
