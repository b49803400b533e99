"""The compiled catalog: extracts that answer as the whole does; damage, strangers' files, full disks, first runs at once."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from courses import SOURCE, course, write

from credplan.core import names
from credplan.core.errors import AmbiguousName, InvalidFile, UnknownName
from credplan.core.mentions import held
from credplan.core.model import Catalog
from credplan.core.planning.advise import answer
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.shell import catalog_index
from credplan.shell.catalog_index import index_of, open_catalog, read_catalog
from credplan.shell.places import bundled_data
from small import catalog as small_catalog
from small import goal, profile, question

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture(scope="module")
def whole() -> Catalog:
    return read_catalog()


def copies(cache: Path) -> list[Path]:
    return sorted(cache.glob("catalog-*.sqlite"))


# ---- an extract answers as the whole does -------------------------------------------------------------------------

LEARNERS = ("", '[[credential]]\nid = "comptia/a-plus"\nstatus = "earned"\nearned = 2025-05-01\n')


def test_the_index_gives_back_the_whole_catalog(whole):
    assert index_of(whole).whole() == whole


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_bundled_plan_is_the_same_from_its_extract(whole, learner):
    index = index_of(whole)
    who = profile(learner)
    for career in whole.careers:
        asked = Question(goal=career, start=dt.date(2026, 11, 24))
        part = index.around((career,), held(who))
        assert len(part.credentials) < len(whole.credentials)
        assert answer(part, who, asked) == answer(whole, who, asked), career.id


CREDIT = """
[[credentials]]
id = "p/degree"
routes = [{ requires = { credit = { n = 6 } }, effort = { likely = 10 } }]
offers = [{ id = "o", price = { amount = 5 } }]

[[credentials]]
id = "p/course"
routes = [{ effort = { likely = 10 } }]
offers = [{ id = "o", price = { amount = 5 } }]
recognition = [{ kind = "credit", by = "ACE", credits = 6 }]

[[credentials]]
id = "p/far"
routes = [{ effort = { likely = 10 } }]
offers = [{ id = "o", price = { amount = 5 } }]
"""


def test_what_could_add_academic_credit_is_in_the_extract():
    known = small_catalog(CREDIT)
    part = index_of(known).around((goal(known, "p/degree"),))
    assert [c.id for c in part.credentials] == ["p/course", "p/degree"]
    asked = question(known, "p/degree")
    assert answer(part, Profile(), asked) == answer(known, Profile(), asked)


def test_what_words_about_a_record_name_is_in_the_extract_and_not_expanded():
    known = small_catalog(
        CREDIT.replace('id = "p/far"', 'id = "p/far"\nlifecycle = { status = "retired", successors = ["p/degree"] }')
    )
    part = index_of(known).around((goal(known, "p/far"),))
    assert [c.id for c in part.credentials] == ["p/degree", "p/far"]
    assert part.earnable == known.earnable == 2


SPELLED = """
data analyst|DATA ANALYSTS|data|15-1232|151232|15-1232.00|a+|A plus|comptia-a-plus|comptia/a-plus|SY0-701|sy0701|security+
excel|python|analyst|net|nursing|cna|google|kubestronaut|professional certificate|nothing like it|zzz|sql|18|aws||-
"""


@pytest.mark.parametrize("text", SPELLED.replace("\n", "|").strip("|").split("|"))
def test_a_name_is_found_in_an_extract_as_in_the_whole(whole, text):
    index = index_of(whole)
    finders = (
        (names.find_goal, ("career", "credential")),
        (names.find_credential, ("credential",)),
        (names.find_career, ("career",)),
        (names.find_skill, ("skill",)),
    )
    for find, kinds in finders:
        assert outcome(find, index.named(text, *kinds), text) == outcome(find, whole, text), (find.__name__, text)


def outcome(find, known: Catalog, text: str):
    try:
        return find(known, text).id
    except AmbiguousName as problem:
        return problem.candidates
    except UnknownName as problem:
        return problem.message, problem.nearest, problem.hint


@pytest.mark.parametrize(
    "query", ["python", "data", "it sup", "SY0-701", "a+", "google certificate", "zzz", "", "pro man"]
)
def test_a_search_finds_in_an_extract_what_it_finds_in_the_whole(whole, query):
    part = index_of(whole).matching(query)
    mine = [(h.credential.id, h.rank) for h in names.search(part, query)]
    assert mine == [(h.credential.id, h.rank) for h in names.search(whole, query)]


BEST = """
python|data|it sup|SY0-701|a+|google certificate|zzz||pro man|s|se|sec|secur|security+|certified|certified nursing|comptia|comptia a|
aws cloud|cloud aws|the|excel|nurse aide|a plus|cna|mcsa|microsoft certified|data analyst|analysis data|sql python|18|-
"""


@pytest.mark.parametrize("limit", [1, 7, 20, 1000])
def test_the_best_of_a_search_are_the_first_of_the_whole(whole, limit):
    index = index_of(whole)
    for query in BEST.replace("\n", "").split("|"):
        mine = [(h.credential, h.rank) for h in names.search(index.best(query, limit), query)]
        assert mine == [(h.credential, h.rank) for h in names.search(whole, query)[:limit]], query


def test_words_of_several_names_and_retired_ones_keep_their_places():
    # "alpha beta" are words of one name here, of two there, and a phrase across two; the retired one is an exact match.
    known = small_catalog(
        """
[[credentials]]
id = "p/one"
name = "Alpha"
aliases = ["Beta gamma"]
[[credentials]]
id = "p/two"
name = "Beta then alpha"
[[credentials]]
id = "p/three"
name = "Other"
summary = "About alpha and beta."
[[credentials]]
id = "p/four"
name = "Alpha beta"
lifecycle = { status = "retired" }
[[credentials]]
id = "p/five"
name = "Alpha beta again"
lifecycle = { status = "retired" }
[[credentials]]
id = "p/six"
name = "Alphas betamax"
lifecycle = { status = "announced" }
"""
    )
    index = index_of(known)
    for query in ("alpha beta", "beta", "alpha", "beta gamma", "alphabeta", "be al"):
        wanted = [(h.credential.id, h.rank) for h in names.search(known, query)]
        for limit in range(1, 7):
            mine = [(h.credential.id, h.rank) for h in names.search(index.best(query, limit), query)]
            assert mine == wanted[:limit], (query, limit)


def test_a_word_of_more_than_a_thousand_names_means_all_of_them():
    text = "".join(f'[[credentials]]\nid = "p/c{i}"\nname = "Common course {i}"\n' for i in range(1100))
    known = small_catalog(text)
    assert len(index_of(known).matching("common").credentials) == 1100
    with pytest.raises(AmbiguousName, match="any of 1100"):
        names.find_credential(index_of(known).named("common", "credential"), "common")


# ---- several catalogs as one --------------------------------------------------------------------------------------


def test_a_colleges_own_courses_compete_with_the_bundled_ones(tmp_path, whole):
    mine = write(tmp_path / "college.toml", SOURCE + course("own"))
    both = open_catalog((None, mine)).whole()
    assert {c.id for c in both.credentials} == {c.id for c in whole.credentials} | {"acme/own"}
    assert "college:page" in both.sources
    assert (both.version, both.date) == (whole.version, whole.date)


def test_every_conflict_of_two_catalogs_is_named(tmp_path):
    first = write(tmp_path / "a" / "x.toml", SOURCE + course("one") + course("two"))
    second = write(tmp_path / "b" / "x.toml", SOURCE + course("one", "Other") + course("two", "Other"))
    with pytest.raises(InvalidFile) as problem:
        open_catalog((first.parent, second.parent))
    assert len(problem.value.problems) == 2
    assert all("a/x.toml" in line and "b/x.toml" in line for line in problem.value.problems)


def test_sources_of_files_of_one_name_in_two_catalogs_stay_apart(tmp_path):
    first = write(tmp_path / "a" / "x.toml", SOURCE + course("one"))
    second = write(tmp_path / "b" / "x.toml", SOURCE.replace("fees", "prices") + course("two"))
    assert len(open_catalog((first.parent, second.parent)).whole().sources) == 2


# ---- the file in the cache ----------------------------------------------------------------------------------------


def test_the_second_read_uses_the_copy_and_gives_the_same(tmp_path, cache, monkeypatch):
    path = write(tmp_path / "a.toml", SOURCE + course("x"))
    first = read_catalog(path)
    (copy,) = copies(cache)
    assert copy.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(catalog_index, "compile_catalog", lambda *a: pytest.fail("read the text again"))
    assert read_catalog(path) == first
    price = first.credentials[0].offers[0].price.amount
    assert isinstance(read_catalog(path).credentials[0].offers[0].price.amount, type(price))


def test_any_change_of_any_file_makes_a_new_copy(tmp_path, cache):
    write(tmp_path / "c" / "a.toml", SOURCE + course("x"))
    write(tmp_path / "c" / "b.toml", SOURCE + course("y", "Old"))
    read_catalog(tmp_path / "c")
    write(tmp_path / "c" / "b.toml", SOURCE + course("y", "New"))
    assert read_catalog(tmp_path / "c").credentials[1].name == "New"
    write(tmp_path / "c" / "d.toml", "")
    read_catalog(tmp_path / "c")
    (tmp_path / "c" / "a.toml").unlink()
    assert len(read_catalog(tmp_path / "c").credentials) == 1
    assert len(copies(cache)) == 4


def test_a_change_that_keeps_size_and_time_is_noticed(tmp_path):
    path = write(tmp_path / "a.toml", SOURCE + course("x", "Old"))
    read_catalog(path)
    time.sleep(0.02)  # the change time of the file system ticks in milliseconds
    write(path, SOURCE + course("x", "New"))
    assert read_catalog(path).credentials[0].name == "New"


def test_a_file_just_written_is_not_kept_as_a_copy(tmp_path, cache):
    read_catalog(write(tmp_path / "a.toml", SOURCE, old=False))
    assert copies(cache) == []


def test_two_catalogs_of_one_name_are_told_apart_by_the_key_inside(tmp_path, cache, monkeypatch):
    monkeypatch.setattr(catalog_index.zlib, "crc32", lambda *a: 7)  # every name and checksum collides
    one = read_catalog(write(tmp_path / "a.toml", SOURCE + course("x", "One")))
    two = read_catalog(write(tmp_path / "b.toml", SOURCE + course("x", "Two")))
    assert (one.credentials[0].name, two.credentials[0].name) == ("One", "Two")


def _database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table head (body blob, sum integer)")


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "text": lambda path: path.write_text("no database at all"),
    "foreign": lambda path: (path.unlink(), _database(path)),
    "folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_or_foreign_copy_is_never_trusted(tmp_path, cache, damage):
    path = write(tmp_path / "a.toml", SOURCE + course("x"))
    first = read_catalog(path)
    (copy,) = copies(cache)
    DAMAGE[damage](copy)
    assert read_catalog(path) == first
    assert read_catalog(path) == first


def test_no_flipped_byte_of_a_copy_changes_an_answer(tmp_path, cache):
    path = write(tmp_path / "a.toml", SOURCE + course("x", "Alpha") + course("y", "Beta"))
    first = read_catalog(path)
    wanted = open_catalog((path,)).around(first.credentials[:1])
    (copy,) = copies(cache)
    good = copy.read_bytes()
    used = [i for i in range(0, len(good), 61) if good[i]] + list(range(100))
    for place in used:
        copy.write_bytes(good[:place] + bytes([good[place] ^ 0x41]) + good[place + 1 :])
        assert read_catalog(path) == first, place
        copy.write_bytes(good[:place] + bytes([good[place] ^ 0x41]) + good[place + 1 :])
        index = open_catalog((path,))
        found = names.find_credential(index.named("alpha", "credential"), "alpha")
        assert found == first.credentials[0], place
        assert index.around((found,)) == wanted, place


def test_another_users_copy_is_not_read(tmp_path, cache, monkeypatch):
    path = write(tmp_path / "a.toml", SOURCE + course("x"))
    read_catalog(path)
    (copy,) = copies(cache)
    before = copy.stat().st_ino
    monkeypatch.setattr(os, "getuid", lambda: 424242, raising=False)
    assert read_catalog(path).credentials
    assert copy.stat().st_ino != before  # replaced by one's own, as far as the folder lets one


def test_where_no_copy_can_be_kept_nothing_is_said(tmp_path, monkeypatch, capsys):
    path = write(tmp_path / "a.toml", SOURCE + course("x"))
    blocked = write(tmp_path / "file", "")
    monkeypatch.setenv("CREDPLAN_CACHE", str(blocked / "below"))
    assert read_catalog(path).credentials
    monkeypatch.setattr(os, "replace", lambda *a: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    monkeypatch.setenv("CREDPLAN_CACHE", str(tmp_path / "full"))
    assert read_catalog(path).credentials
    assert list((tmp_path / "full").iterdir()) == []
    assert capsys.readouterr() == ("", "")


def test_old_copies_and_strays_are_swept(tmp_path, cache):
    for number in range(20):
        read_catalog(write(tmp_path / "a.toml", SOURCE + course("x", "C" * number)))
    assert len(copies(cache)) <= 8
    stray = write(cache / "catalog-abc.tmp", "")
    older = write(cache / "catalog-abc.msgpack", "")
    mine = write(cache / "something-else.tmp", "")
    read_catalog(write(tmp_path / "a.toml", SOURCE + course("x", "last")))
    assert not stray.exists()
    assert not older.exists()
    assert mine.exists()


READ = "import sys; from pathlib import Path; from credplan.shell.catalog_index import read_catalog"


def test_first_runs_at_once_do_no_harm(tmp_path, cache):
    path = write(tmp_path / "a.toml", SOURCE + "".join(course(f"c{i}") for i in range(50)))
    program = f"{READ}; print(len(read_catalog(Path(sys.argv[1])).credentials))"
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, env=_environment())
        for _ in range(4)
    ]
    assert [run.communicate()[0].strip() for run in runs] == [b"50"] * 4
    assert len(copies(cache)) == 1
    assert list(cache.glob("*.tmp")) == []


def _environment() -> dict[str, str]:
    source = str(Path(catalog_index.__file__).parent.parent.parent)
    return {**os.environ, "PYTHONPATH": source}


def test_reading_a_copy_imports_no_toml_parser(tmp_path):
    path = write(tmp_path / "a.toml", SOURCE + course("x"))
    read_catalog(path)
    heavy = "{'tomllib', 'rich', 'tempfile', 'hashlib'}"
    program = f"{READ}; read_catalog(Path(sys.argv[1])); print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, env=_environment(), check=True
    )
    assert done.stdout.strip() == b"set()"


def test_the_bundled_catalog_is_read_when_none_is_named():
    assert open_catalog().head.counts["credential"] == len(read_catalog(Path(bundled_data())).credentials)
