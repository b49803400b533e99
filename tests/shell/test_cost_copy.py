"""The kept costs: found again for the same catalog and day only, and worth nothing once anything is wrong with them."""

from __future__ import annotations

import datetime as dt
import os
import zlib
from pathlib import Path

import msgspec
import pytest

from credplan.core.career_costs import CareerCost
from credplan.shell import cost_copy
from credplan.shell.cost_copy import read_costs, write_costs
from small import DAY

COSTS = {
    "11-0001.00": CareerCost("11-0001.00", "optimal", True, 120_00, 14, 960, 0),
    "11-0004.00": CareerCost("11-0004.00", "infeasible", False, None, None, None, 0),
}
NAME = "f" * 64


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of one's own that is not there yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("CREDPLAN_CACHE", str(folder))
    return folder


@pytest.fixture
def kept(cache: Path) -> Path:
    """The file of `COSTS`."""
    write_costs(NAME, DAY, COSTS.values())
    (path,) = cache.iterdir()
    return path


def test_costs_are_read_back_for_the_same_catalog_and_day_only(kept: Path) -> None:
    assert read_costs(NAME, DAY) == COSTS
    assert read_costs("e" * 64, DAY) == {}
    assert read_costs(NAME, DAY + dt.timedelta(1)) == {}
    assert kept.stat().st_mode & 0o777 == 0o600


def test_another_planner_does_not_find_them(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_copy, "__version__", "9.9.9")
    assert read_costs(NAME, DAY) == {}
    monkeypatch.undo()


def test_an_edited_planner_does_not_find_them(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_copy, "_planner", lambda: "edited")
    assert read_costs(NAME, DAY) == {}


def test_every_truncation_and_flipped_byte_is_noticed(kept: Path) -> None:
    whole = kept.read_bytes()
    for size in range(len(whole)):
        kept.write_bytes(whole[:size])
        assert read_costs(NAME, DAY) == {}
    for place in range(len(whole)):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert read_costs(NAME, DAY) == {}


@pytest.mark.parametrize("body", [b"", b"\xc0", msgspec.msgpack.encode([{"career": 5}]), b"\x91" * 100_000])
def test_a_sound_checksum_over_nonsense_helps_nothing(kept: Path, body: bytes) -> None:
    kept.write_bytes(zlib.crc32(body).to_bytes(4, "big") + body)
    assert read_costs(NAME, DAY) == {}


def test_a_folder_in_its_place_is_bypassed(kept: Path) -> None:
    kept.unlink()
    kept.mkdir()
    assert read_costs(NAME, DAY) == {}
    write_costs(NAME, DAY, COSTS.values())
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("place", ["file", "below-a-file", "\0"])
def test_where_nothing_can_be_written_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").write_text("")
    where = {"file": tmp_path / "file", "below-a-file": tmp_path / "file" / "cache"}.get(place)
    if where is None:
        monkeypatch.setattr(cost_copy.places, "cache_folder", lambda: "\0")
    else:
        monkeypatch.setenv("CREDPLAN_CACHE", str(where))
    write_costs(NAME, DAY, COSTS.values())
    assert read_costs(NAME, DAY) == {}


def test_a_failed_rename_leaves_the_old_copy_and_no_stray(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "replace", fail)
    write_costs(NAME, DAY, [])
    assert read_costs(NAME, DAY) == COSTS
    assert list(kept.parent.iterdir()) == [kept]


def test_only_the_newest_are_kept_and_other_files_stay(cache: Path) -> None:
    cache.mkdir()
    (cache / "catalog-x.msgpack").write_bytes(b"")
    for number in range(12):
        write_costs(NAME, DAY + dt.timedelta(number), COSTS.values())
    assert len(list(cache.glob("costs-*"))) == 8
    assert (cache / "catalog-x.msgpack").exists()
    assert read_costs(NAME, DAY + dt.timedelta(11)) == COSTS
