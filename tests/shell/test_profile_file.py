"""The profile on disk: what is read, how mistakes are told, and that no save ever loses anything."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import stat
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from credplan.core import profile_check, profile_migrate, toml_patch
from credplan.core.errors import CannotWrite, ChangedUnderneath, CredplanError, InvalidFile, MissingFile, UsageError
from credplan.core.profile import SCHEMA, Profile, SavedPlan, SavedStep
from credplan.core.toml_places import line_and_column, scan
from credplan.core.units import Cents, Minutes
from credplan.core.wire import encode_hook
from credplan.shell import disk, profile_file, profile_text, save, versions
from credplan.shell.profile_file import (
    create_profile,
    edit_profile,
    parse_profile,
    read_profile,
    save_plan,
)
from credplan.shell.profile_versions import history, restore_profile, undo_profile

CASES = tomllib.loads((ROOT / "tests/cases/profile/mistakes.toml").read_text())["case"]

COMMENTED = """\
# My record. Hands off.
schema = 1

# about me
[learner] # it's me
hours_per_week = "7.5" # evenings
budget = 100   # until the loan
# region = "US-TX"

# what I hold
[[credential]]
id = "comptia/a-plus" # the first one
# passed at the second try
status = "earned"
earned = 2024-05-01

# the second
[[credential]]
id = "comptia/network-plus"

# my plans
[[plan]]
name = "x"
goal = "15-1212.00"
saved = 2026-01-01
# the end
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder / "profile.toml"


def set_region(data: dict[str, Any]) -> None:
    data.setdefault("learner", {})["region"] = "US-CA"


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


def strays(path: Path) -> list[str]:
    kept = {path.name, path.name + ".bak", path.name + ".lock", path.name + ".versions"}
    return [name for name in os.listdir(path.parent) if name not in kept]


# --- reading --------------------------------------------------------------------------------------------------------


def test_a_whole_profile_is_read_into_values() -> None:
    profile = parse_profile(COMMENTED)
    assert profile.learner.hours_per_week == Minutes(450)
    assert profile.learner.budget == Cents(10000)
    assert profile.credential[0].earned == dt.date(2024, 5, 1)
    assert profile.credential[1].status == "planned"


def test_a_decimal_without_quotes_is_read_exactly() -> None:
    assert (
        parse_profile("[learner]\nbudget = 0.29\nhours_per_week = 7.5").learner
        == parse_profile('[learner]\nbudget = "0.29"\nhours_per_week = "7.5"').learner
    )


def test_an_empty_file_is_an_empty_profile() -> None:
    assert parse_profile("") == Profile()


def test_no_file_is_no_profile_unless_it_was_asked_for(path: Path) -> None:
    assert read_profile(path) is None
    with pytest.raises(MissingFile, match="credplan init"):
        read_profile(path, required=True)


def test_a_folder_is_not_a_profile(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="is a folder"):
        read_profile(tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_mistake_is_told_with_its_place_and_a_fix(case: dict[str, Any]) -> None:
    with pytest.raises(InvalidFile) as caught:
        parse_profile(case["text"], "profile.toml")
    message = str(caught.value)
    assert caught.value.problems[0].startswith(f"line {case['line']}, column {case.get('column', '')}")
    for words in case["say"]:
        assert words in message
    for words in case.get("never", []):
        assert words not in message
    assert caught.value.exit_code == 4


def test_there_are_enough_mistakes_to_learn_from() -> None:
    assert len(CASES) >= 40


def test_all_problems_come_in_one_error_in_the_order_of_the_file() -> None:
    text = '[learner]\nfoo = 1\n[[goal]]\nname = ""\n[[credential]]\nid = "A"\nstatus = "x"\nhours_logged = -1\n'
    with pytest.raises(InvalidFile) as caught:
        parse_profile(text)
    assert [p.partition(",")[0] for p in caught.value.problems] == ["line 2", "line 4", "line 6", "line 7", "line 8"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("[learner]\nname = 'é'".encode("latin-1"), "line 2, column 9: the byte 0xE9 is not UTF-8"),
        ("[learner]".encode("utf-16"), "saved as UTF-16"),
        (b"[learner]\nname = 'a\x00b'", "line 2, column 10: there are NUL bytes"),
        (b"#" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (b"a = " + b"[" * 50_000, "nested too deeply"),
        (b"a." * 20_000 + b"b = 1", "more than 64 parts"),
        (b"budget = " + b"9" * 10_000, "can't be read"),
    ],
)
def test_a_file_that_is_no_text_is_explained_in_a_sentence(path: Path, raw: bytes, words: str) -> None:
    path.write_bytes(raw)
    started = time.monotonic()
    with pytest.raises(InvalidFile) as caught:
        read_profile(path)
    assert words in str(caught.value)
    assert time.monotonic() - started < 2


def test_many_dots_in_a_note_are_no_long_key() -> None:
    note = "word. " * 100 + "." * 100
    assert parse_profile(f'[[credential]]\nid = "a/b"\nnote = """{note}"""').credential[0].note == note


def test_text_from_the_file_can_not_steer_the_terminal() -> None:
    profile = parse_profile('[learner]\nname = "a\\u001b]0;x\\u0007\\u202e"')
    assert profile.learner.name == "a\ufffd]0;x\ufffd\ufffd"
    with pytest.raises(InvalidFile) as caught:
        parse_profile('[learner]\n"\\u001b[31mx" = 1\n# \u202e')
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("raw", ["\ufeff[learner]\nregion = 'US-TX'\n", "[learner]\r\nregion = 'US-TX'\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(path: Path, raw: str) -> None:
    path.write_bytes(raw.encode())
    assert read_profile(path).learner.region == "US-TX"  # type: ignore[union-attr]


def test_a_newer_schema_is_read_as_far_as_it_is_understood_and_never_written(path: Path) -> None:
    text = (
        'schema = 99\nmood = "good"\n[learner]\nregion = "US-TX"\nbudget = "lots"\n'
        '[[credential]]\nid = "a/b"\nstatus = "earned"\ngrade = "A"\n[[credential]]\nkey = 5\n'
    )
    path.write_text(text)
    profile = read_profile(path)
    assert profile is not None
    assert (profile.schema, profile.learner.region, profile.learner.budget) == (99, "US-TX", None)
    assert [(h.id, h.status) for h in profile.credential] == [("a/b", "earned")]
    with pytest.raises(InvalidFile, match="newer credplan") as caught:
        edit_profile(path, set_region)
    assert caught.value.exit_code == 4
    assert path.read_text() == text


# --- older schemas ----------------------------------------------------------------------------------------------------


def test_a_profile_of_each_schema_is_read_as_it_always_was() -> None:
    """One file for each schema that ever was, with every key, and what it means; they stay for ever."""
    files = sorted((ROOT / "tests/cases/profile").glob("schema-*.toml"))
    assert [f.stem for f in files] == [f"schema-{n}" for n in range(1, SCHEMA + 1)]
    for file in files:
        profile = read_profile(file)
        meaning = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        assert json.loads(msgspec.json.encode(profile, enc_hook=encode_hook)) == meaning
        assert {f for f in Profile.__struct_fields__ if not getattr(profile, f)} == set()


@pytest.fixture
def second_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema 2 in which what had been called pace is called hours_per_week."""

    def migrate(data: dict[str, Any]) -> None:
        if "pace" in data:
            data.setdefault("learner", {})["hours_per_week"] = data.pop("pace")

    for module in (profile_check, profile_migrate, profile_text, profile_file):
        monkeypatch.setattr(module, "SCHEMA", 2)
    monkeypatch.setitem(profile_migrate.MIGRATIONS, 1, migrate)


OLD = '# mine\nschema = 1 # the first\npace = 5\n\n[learner]\nregion = "US-TX" # home\n'


@pytest.mark.usefixtures("second_schema")
def test_an_older_schema_is_migrated_in_memory_and_the_file_stays(path: Path) -> None:
    path.write_text(OLD)
    profile = read_profile(path)
    assert profile is not None
    assert (profile.schema, profile.learner.hours_per_week) == (2, Minutes(300))
    assert not edit_profile(path, lambda data: None).written
    assert path.read_text() == OLD


@pytest.mark.usefixtures("second_schema")
def test_a_change_rewrites_an_older_schema_and_keeps_the_old_file(path: Path) -> None:
    path.write_text(OLD)
    edit_profile(path, set_region)
    assert path.read_text() == (
        '# mine\nschema = 2 # the first\n\n[learner]\nregion = "US-CA" # home\nhours_per_week = 5\n'
    )
    assert path.with_name("profile.toml.bak").read_text() == OLD


# --- emptied ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_a_profile_that_was_emptied_is_told_and_not_written_over(path: Path, content: str) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    path.write_text(content)
    for use in (read_profile, lambda p: edit_profile(p, set_region)):
        with pytest.raises(InvalidFile, match="is empty, and it was not before") as caught:
            use(path)
        assert "profile.toml.bak" in str(caught.value)
    assert path.read_text() == content
    undo_profile(path)
    assert path.read_text() == COMMENTED


# --- places and patches ---------------------------------------------------------------------------------------------


def test_places_are_found_in_every_way_of_writing() -> None:
    text = (
        "learner.region = 'x'\n"
        'catalogs = [ "a", # one\n  "b" ]\n'
        "goal = [{name = 'g', by = 2027-01-01}]\n"
        'note = """ [x]\n# no comment\n""""\n'
        "[[credential]]\nid='a/b'\n[[credential.evidence]]\nfile = 'x#y'\n"
        "[ 'credential' . \"more\" ]\nz=1\n[[credential]]\n  id = 'c/d'\n"
    )
    found = {p: line_and_column(text, place.key) for p, place in scan(text).places.items()}
    assert found["learner", "region"] == (1, 1)
    assert found["catalogs", 1] == (3, 3)
    assert found["goal", 0, "by"] == (4, 22)
    assert found["credential", 0, "evidence", 0, "file"] == (11, 1)
    assert found["credential", 0, "more", "z"] == (13, 1)
    assert found["credential", 1, "id"] == (15, 3)


def test_only_the_lines_of_the_change_differ(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, lambda data: data["credential"][1].update(status="in-progress", started=dt.date(2026, 11, 1)))
    old, new = COMMENTED.splitlines(), path.read_text().splitlines()
    assert [line for line in new if line not in old] == ['status = "in-progress"', "started = 2026-11-01"]
    assert [line for line in new if line in old] == old


def test_a_new_entry_comes_after_the_last_and_leaves_the_next_comment_where_it_was(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, lambda data: data["credential"].append({"id": "x/y", "status": "planned"}))
    expected = COMMENTED.replace("# my plans", '[[credential]]\nid = "x/y"\nstatus = "planned"\n\n# my plans')
    assert path.read_text() == expected


def test_a_removed_entry_takes_nothing_else_along(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, lambda data: data["credential"].pop(1))
    assert path.read_text() == COMMENTED.replace('[[credential]]\nid = "comptia/network-plus"\n\n', "")


def test_the_comment_of_a_removed_line_stays(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, lambda data: data["learner"].pop("budget"))
    assert "# until the loan" in path.read_text()
    assert "budget" not in path.read_text()


def test_lists_of_tables_that_are_split_keep_their_order(path: Path) -> None:
    text = '[[credential]]\nid = "a/a"\n\n[[goal]]\nname = "g"\n\n# later\n[[credential]]\nid = "b/b"\n'
    path.write_text(text)
    edit_profile(path, lambda data: data["credential"].append({"id": "c/c"}))
    assert path.read_text() == text + '\n[[credential]]\nid = "c/c"\n'


@pytest.mark.parametrize(
    "text",
    [
        "learner.hours_per_week = 8\nschema = 1\n",
        "learner = {hours_per_week = 8}\nschema = 1\n",
        "schema = 1\nlearner = {hours_per_week = 8, region = 'US-TX'} # me\n",
        "[learner]\nhours_per_week = 8",
        "[[learner.experience]]\ndomain = 'it'\nstart = 2020-01-01\n[learner]\nhours_per_week = 8\n",
    ],
)
def test_other_ways_to_write_the_same_can_be_changed_too(path: Path, text: str) -> None:
    path.write_text(text)
    edit_profile(path, set_region)
    profile = read_profile(path)
    assert profile is not None
    assert (profile.learner.region, profile.learner.hours_per_week) == ("US-CA", Minutes(480))


def test_inline_lists_of_entries_can_be_changed(path: Path) -> None:
    path.write_text('credential = [{id = "a/a"}, {id = "b/b"}, {id = "c/c"}] # all\n')

    def change(data: dict[str, Any]) -> None:
        del data["credential"][1]
        data["credential"][0]["status"] = "skipped"

    edit_profile(path, change)
    profile = read_profile(path)
    assert profile is not None
    assert [(h.id, h.status) for h in profile.credential] == [("a/a", "skipped"), ("c/c", "planned")]
    assert "# all" in path.read_text()


IDS = st.sampled_from(["a/a", "b/b", "c/c", "d/d", "e/e"])
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["planned", "skipped", "in-progress"]),
        "note": st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20),
        "parts": st.lists(st.sampled_from("xyz"), unique=True, max_size=3),
        "hours_logged": st.sampled_from([0, 5, "7.5"]),
        "started": st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
        "evidence": st.lists(st.fixed_dictionaries({"file": st.sampled_from(["f", "g'\"\\"])}), max_size=2),
    },
)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "learner": st.fixed_dictionaries(
            {},
            optional={
                "region": st.sampled_from(["US", "US-TX"]),
                "budget": st.integers(0, 9999),
                "name": st.text("ab#\"'"),
            },
        ),
        "credential": st.dictionaries(IDS, ENTRY, max_size=4).map(lambda d: [{"id": k, **v} for k, v in d.items()]),
        "skill": st.lists(st.sampled_from(["sql", "python"]), unique=True).map(lambda s: [{"id": i} for i in s]),
        "catalogs": st.lists(st.sampled_from(["bundled", "x.toml"]), max_size=2),
    },
)


def written(record: dict[str, Any], style: int) -> str:
    """A record as TOML in one of several hands, with comments everywhere."""
    import tomlkit

    if style == 0:
        return tomlkit.dumps(record)
    lines = ["# head", ""]
    lines += [f"{k} = {toml_patch._item(v).as_string()} # {k}" for k, v in record.items() if k == "catalogs"]
    for key, value in record.items():
        for entry in [value] if isinstance(value, dict) else value if key != "catalogs" else []:
            lines += ["", f"# before {key}"] if style == 1 else [f"# before {key}"]
            lines += toml_patch.table_text(f"[{key}]" if key == "learner" else f"[[{key}]]", entry).split("\n")[:-1]
            lines += ["# after the keys"] if style == 1 else []
    return "\n".join(lines) + "\n# tail"


@settings(max_examples=150, deadline=None)
@given(RECORDS, RECORDS, st.sampled_from([0, 1, 2]))
def test_any_change_of_any_record_comes_out_as_meant(old: dict[str, Any], new: dict[str, Any], style: int) -> None:
    text = written(old, style)
    old = tomllib.loads(text)  # an empty list has no form as [[tables]]
    result = toml_patch.patched(text, old, new)
    assert toml_patch.same({k: v for k, v in tomllib.loads(result).items() if v or k in new}, new)
    if style and "credential" in old and new.get("credential"):
        assert result.startswith("# head\n")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_slip_of_the_keyboard_ends_in_anything_but_a_message(data: st.DataObject) -> None:
    text = COMMENTED
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 4)))
        text = text[:start] + data.draw(st.text("[]{}=\"'\\.,:#\n -0129aT\t\x00é“", max_size=3)) + text[end:]
    problems: tuple[str, ...] = ()
    message = ""
    try:
        parse_profile(text)
    except InvalidFile as problem:
        problems, message = problem.problems, str(problem)
    assert all(p.startswith(("line ", "…")) for p in problems)
    assert len(message) < 5000


def test_the_documented_profile_is_valid() -> None:
    page = (ROOT / "docs/profile-format.md").read_text()
    block = "\n".join(line[4:] for line in page.splitlines() if line.startswith("    "))
    profile = parse_profile(block.replace('sha256 = "…"', f'sha256 = "{"0" * 64}"'))
    assert {f for f in Profile.__struct_fields__ if not getattr(profile, f)} == set()


def test_a_change_that_changes_nothing_writes_nothing(path: Path) -> None:
    path.write_text(COMMENTED)
    before = path.stat()
    assert not edit_profile(path, lambda data: None).written
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert not path.with_name("profile.toml.bak").exists()


def test_windows_line_ends_and_the_byte_order_mark_are_kept(path: Path) -> None:
    path.write_bytes(("\ufeff" + COMMENTED).replace("\n", "\r\n").encode())
    edit_profile(path, set_region)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf#")
    assert raw.count(b"\n") == raw.count(b"\r\n") == COMMENTED.count("\n") + 1


def test_mixed_line_ends_stay_mixed(path: Path) -> None:
    path.write_bytes(b"# one\r\nschema = 1\n[learner]\r\nbudget = 5\n")
    edit_profile(path, set_region)
    assert path.read_bytes() == b'# one\r\nschema = 1\n[learner]\r\nbudget = 5\nregion = "US-CA"\n'


# --- saving ---------------------------------------------------------------------------------------------------------


def test_a_new_profile_is_private_and_so_is_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "profile.toml"
    old = os.umask(0)
    try:
        edit_profile(path, set_region)
        edit_profile(path, lambda data: data["learner"].update(budget=5))
    finally:
        os.umask(old)
    modes = {
        p.name: stat.S_IMODE(p.stat().st_mode)
        for p in (path, path.parent, path.parent.parent, path.with_name("profile.toml.bak"))
    }
    assert modes == {"profile.toml": 0o600, "b": 0o700, "a": 0o700, "profile.toml.bak": 0o600}
    assert path.read_text().startswith("# Your credplan profile")


@pytest.mark.parametrize(("old", "new"), [(0o644, 0o600), (0o600, 0o600), (0o777, 0o700)])
def test_an_existing_mode_is_never_widened(path: Path, old: int, new: int) -> None:
    path.write_text(COMMENTED)
    path.chmod(old)
    edit_profile(path, set_region)
    assert stat.S_IMODE(path.stat().st_mode) == new


def test_a_write_protected_profile_is_left_alone(path: Path) -> None:
    path.write_text(COMMENTED)
    path.chmod(0o444)
    with pytest.raises(CannotWrite, match="write-protected"):
        edit_profile(path, set_region)
    assert path.read_text() == COMMENTED


def test_the_version_before_is_kept(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    assert path.with_name("profile.toml.bak").read_text() == COMMENTED


def test_a_link_stays_a_link_and_its_target_is_changed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    target.write_text(COMMENTED)
    path.symlink_to(target)
    edit_profile(path, set_region)
    assert path.is_symlink()
    assert 'region = "US-CA"' in target.read_text()
    assert not (path.parent / "profile.toml.bak").exists()
    assert (tmp_path / "dotfiles.toml.bak").read_text() == COMMENTED


def test_a_hand_edit_made_meanwhile_wins(path: Path) -> None:
    path.write_text(COMMENTED)

    def change(data: dict[str, Any]) -> None:
        set_region(data)
        path.write_text("# edited by hand\n")

    with pytest.raises(ChangedUnderneath) as caught:
        edit_profile(path, change)
    assert caught.value.exit_code == 6
    assert "learner region: US-CA (was not set)" in caught.value.ours
    assert "credential comptia/a-plus: removed (was earned)" in caught.value.theirs
    for words in (*caught.value.ours, *caught.value.theirs, "What was changed there:", "What this command wanted:"):
        assert words in str(caught.value)
    assert path.read_text() == "# edited by hand\n"
    assert strays(path) == []


def test_a_profile_created_meanwhile_wins(path: Path) -> None:
    with pytest.raises(ChangedUnderneath):
        edit_profile(path, lambda data: (set_region(data), path.write_text("# new\n")))
    assert path.read_text() == "# new\n"


def test_who_waits_too_long_for_the_lock_is_told_who_holds_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(COMMENTED)
    monkeypatch.setattr(save, "LOCK_SECONDS", 0.05)
    with save.locked(str(path)), pytest.raises(ChangedUnderneath, match=f"process {os.getpid()}"):
        edit_profile(path, set_region)
    assert path.read_text() == COMMENTED


class Fail:
    """Stands in for an ``os`` function and fails at its n-th call on the file's folder."""

    def __init__(self, real: Callable[..., Any], code: int, at: int) -> None:
        self.real, self.code, self.at, self.calls = real, code, at, 0

    def __call__(self, *arguments: Any, **rest: Any) -> Any:
        self.calls += 1
        if self.calls == self.at:
            raise OSError(self.code, os.strerror(self.code))
        return self.real(*arguments, **rest)


def test_a_full_disk_is_told_with_the_place_and_the_space_needed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(COMMENTED)
    monkeypatch.setattr(os, "fsync", Fail(os.fsync, errno.ENOSPC, 1))
    with pytest.raises(CannotWrite) as caught:
        edit_profile(path, set_region)
    for words in (str(path), "disk is full", "Free about", "intact"):
        assert words in str(caught.value)
    assert caught.value.exit_code == 1


def test_a_folder_that_can_not_be_flushed_is_only_a_remark(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(COMMENTED)
    path.chmod(0o600)
    monkeypatch.setattr(os, "fsync", Fail(os.fsync, errno.EIO, 2))
    edited = edit_profile(path, set_region)
    assert edited.written
    assert 'region = "US-CA"' in path.read_text()
    assert "did not confirm" in edited.remark


def test_a_disk_that_lies_about_writing_is_caught_before_the_rename(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(COMMENTED)
    monkeypatch.setattr(os, "write", lambda handle, data: len(data))
    with pytest.raises(CannotWrite):
        edit_profile(path, set_region)
    assert path.read_text() == COMMENTED
    assert strays(path) == []


def test_the_file_is_on_the_disk_before_it_is_renamed_and_the_folder_after(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(COMMENTED)
    path.chmod(0o600)
    done: list[str] = []
    fsync, replace, exchange = os.fsync, os.replace, disk.exchange

    def spy_fsync(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def spy_replace(source: str, target: str) -> None:
        done.append("rename " + os.path.basename(target))
        replace(source, target)

    def spy_exchange(one: str, other: str) -> bool:
        done.append("exchange " + os.path.basename(other))
        return exchange(one, other)

    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(os, "replace", spy_replace)
    monkeypatch.setattr(disk, "exchange", spy_exchange)
    edit_profile(path, set_region)
    assert done == ["file", "rename profile.toml.bak", "exchange profile.toml", "folder"]
    monkeypatch.setattr(disk, "exchange", lambda one, other: False)
    done.clear()
    edit_profile(path, lambda data: data["learner"].update(budget=5))
    assert done == ["file", "rename profile.toml.bak", "rename profile.toml", "folder"]


def test_an_interrupted_save_removes_its_temporary_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(COMMENTED)

    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        edit_profile(path, set_region)
    assert path.read_text() == COMMENTED
    assert strays(path) == []


def test_temporary_files_of_killed_processes_are_swept_after_an_hour(path: Path) -> None:
    path.write_text(COMMENTED)
    old, young, other = (path.with_name(n) for n in (".profile.toml.a.tmp", ".profile.toml.b.tmp", ".other.tmp"))
    for file in (old, young, other):
        file.write_text("x")
    for file in (old, other):
        os.utime(file, (time.time() - 7200, time.time() - 7200))
    edit_profile(path, set_region)
    assert [f.exists() for f in (old, young, other)] == [False, True, True]


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite, match="is a file, not a folder"):
        edit_profile(tmp_path / "file" / "profile.toml", set_region)


def test_a_text_that_would_mean_something_else_never_reaches_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tomlkit issue 588: adding a table to a dotted key swallows the key after it."""
    import tomlkit

    text = 'learner.region = "US-TX"\nschema = 1\n'
    path.write_text(text)
    job = {"domain": "it", "start": dt.date(2020, 1, 1)}

    def whole_document(old_text: str, old: dict[str, Any], new: dict[str, Any]) -> str:
        document = tomlkit.parse(old_text)
        document["learner"]["experience"] = [job]  # type: ignore[index]
        return tomlkit.dumps(document)

    assert "schema" not in tomllib.loads(whole_document(text, {}, {}))
    add_job: Any = lambda data: data["learner"].update(experience=[job])  # noqa: E731
    with monkeypatch.context() as patch:
        patch.setattr(toml_patch, "patched", whole_document)
        with pytest.raises(CannotWrite, match="means something else") as caught:
            edit_profile(path, add_job)
    assert "+[[learner.experience]]" in str(caught.value)
    assert path.read_text() == text
    edit_profile(path, add_job)
    profile = read_profile(path)
    assert profile is not None
    assert (profile.schema, profile.learner.region, len(profile.learner.experience)) == (1, "US-TX", 1)


def test_a_change_that_would_make_the_profile_invalid_is_refused(path: Path) -> None:
    path.write_text(COMMENTED)
    with pytest.raises(InvalidFile, match="nothing was changed"):
        edit_profile(path, lambda data: data["learner"].update(hours_per_week=500))
    assert path.read_text() == COMMENTED


def test_a_broken_profile_is_not_changed_and_its_backup_is_named(path: Path) -> None:
    path.write_text("[learner\n")
    path.with_name("profile.toml.bak").write_text(COMMENTED)
    with pytest.raises(InvalidFile, match=r"profile\.toml\.bak"):
        edit_profile(path, set_region)
    assert path.read_text() == "[learner\n"


def test_an_existing_profile_is_replaced_only_when_asked_and_then_kept(path: Path) -> None:
    path.write_text(COMMENTED)
    with pytest.raises(CredplanError):
        create_profile(path, "schema = 1\n")
    create_profile(path, "schema = 1\n", replace=True)
    assert path.read_text() == "schema = 1\n"
    assert path.with_name("profile.toml.bak").read_text() == COMMENTED


def test_a_plan_is_kept_and_replaced_by_name(path: Path) -> None:
    path.write_text(COMMENTED)
    day = dt.date(2026, 11, 24)
    step = SavedStep("comptia/a-plus", "exams", day, dt.date(2027, 2, 1), Cents(53050))
    plan = SavedPlan(name="X", goal="15-1232.00", saved=day, cost=Cents(53050), finish=day, step=(step,))
    save_plan(path, plan)
    profile = read_profile(path)
    assert profile is not None
    assert profile.plan == (plan,)
    assert comments(path.read_text()) == comments(COMMENTED)


# --- undo -----------------------------------------------------------------------------------------------------------


def both(path: Path) -> tuple[str, str]:
    """The profile and the version that is kept."""
    return path.read_text(), path.with_name("profile.toml.bak").read_text()


def test_an_undo_brings_the_version_before_back_and_another_one_the_change(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    changed, _ = both(path)
    done = undo_profile(path)
    assert (done.changes, done.by_hand, done.broken) == (("learner region: not set (was US-CA)",), False, False)
    assert both(path) == (COMMENTED, changed)
    again = undo_profile(path)
    assert again.changes == ("learner region: US-CA (was not set)",)
    assert not again.by_hand
    assert both(path) == (changed, COMMENTED)
    assert strays(path) == []


def test_a_change_by_hand_since_is_told_and_comes_back_with_another_undo(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    by_hand = path.read_text() + "# mine\n"
    path.write_text(by_hand)
    assert undo_profile(path).by_hand
    assert both(path) == (COMMENTED, by_hand)
    assert not undo_profile(path).by_hand
    assert path.read_text() == by_hand


def test_a_profile_that_was_broken_by_hand_can_be_undone_and_is_kept(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    broken = path.read_text() + "this is no TOML"
    path.write_text(broken)
    done = undo_profile(path)
    assert "-this is no TOML" in done.changes
    assert both(path) == (COMMENTED, broken)
    assert undo_profile(path).broken
    assert path.read_text() == broken


def test_a_profile_that_is_gone_comes_back(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    path.unlink()
    assert undo_profile(path).gone
    assert both(path) == (COMMENTED, COMMENTED)


def test_where_no_version_is_kept_nothing_is_undone(path: Path) -> None:
    for text in (None, COMMENTED):
        if text is not None:
            path.write_text(text)
        with pytest.raises(MissingFile, match="nothing to undo"):
            undo_profile(path)
    assert path.read_text() == COMMENTED


def test_a_link_is_undone_where_it_leads(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    target.write_text(COMMENTED)
    path.symlink_to(target)
    edit_profile(path, set_region)
    undo_profile(path)
    assert path.is_symlink()
    assert target.read_text() == COMMENTED


def test_undo_after_undo_fills_no_history(path: Path) -> None:
    path.write_text(COMMENTED)
    for n in range(1, 4):
        edit_profile(path, lambda data, n=n: data["learner"].update(budget=n))  # type: ignore[misc]
    before = {v.content for v in versions.kept(str(path))} | {path.read_bytes()}
    for _ in range(7):
        undo_profile(path)
    found = versions.kept(str(path))
    assert len(found) == 3
    assert {v.content for v in found} | {path.read_bytes()} == before


def test_the_same_version_kept_is_nothing_to_undo(path: Path) -> None:
    path.write_text(COMMENTED)
    path.with_name("profile.toml.bak").write_text(COMMENTED)
    assert undo_profile(path).changes == ()


def test_history_tells_each_version_and_the_change_that_ended_it(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    edit_profile(path, lambda data: data["credential"].pop())
    path.write_text("oops")
    restore_profile(path, 1)
    found = history(path)
    assert [(v.number, v.valid) for v in found] == [(1, False), (2, True)]
    assert found[0].changes[0] == "-oops"
    undo_profile(path)
    assert history(path)[1].changes == ("learner region: US-CA (was not set)",)
    assert all(v.until is not None and v.until.tzinfo is not None for v in found)


def test_every_version_can_be_brought_back_and_that_can_be_undone(path: Path) -> None:
    path.write_text(COMMENTED)
    for n in range(1, 13):
        edit_profile(path, lambda data, n=n: data["learner"].update(budget=n))  # type: ignore[misc]
    for number in range(1, 11):
        now, wanted = path.read_bytes(), Path(history(path)[number - 1].path).read_bytes()
        done = restore_profile(path, number)
        assert path.read_bytes() == wanted
        assert done.changes[0].startswith("learner budget: ")
        undo_profile(path)
        assert path.read_bytes() == now
    with pytest.raises(UsageError, match="no version 11; 10 are kept"):
        restore_profile(path, 11)


def test_what_can_not_be_read_is_no_good_version(path: Path) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    path.write_text("oops")
    edited = path.with_name("profile.toml.bak")
    edit_profile(edited, set_region)
    edited.write_text("[learner")
    with pytest.raises(InvalidFile) as caught:
        read_profile(path)
    assert "last good version" not in str(caught.value)


def test_an_edit_made_while_undoing_wins(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(COMMENTED)
    edit_profile(path, set_region)
    _, kept = both(path)
    written = disk.written

    def late(name: str, data: bytes, mode: int) -> str:
        path.write_text("# edited by hand\n")
        return written(name, data, mode)

    monkeypatch.setattr(disk, "written", late)
    with pytest.raises(ChangedUnderneath):
        undo_profile(path)
    assert both(path) == ("# edited by hand\n", kept)
    assert strays(path) == []
