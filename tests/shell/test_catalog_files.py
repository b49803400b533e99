"""Catalogs read from folders, files and exports; broken and hostile ones."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from courses import SOURCE, course, write

from credplan.core.catalog_check.walk import walk
from credplan.core.errors import InvalidFile, MissingFile
from credplan.core.model import Catalog, Credential, Price
from credplan.core.wire import decode_hook, encode_hook
from credplan.shell import catalog_files, places
from credplan.shell.catalog_index import read_catalog

pytestmark = pytest.mark.usefixtures("cache")


# ---- what is read -------------------------------------------------------------------------------------------------


def test_the_bundled_catalog_is_read_when_none_is_named():
    catalog = read_catalog(None)
    assert catalog.version
    assert [c.id for c in catalog.credentials] == sorted(c.id for c in catalog.credentials)


def test_every_bundled_record_reads_back_equal_from_an_export(tmp_path):
    catalog = read_catalog(None)
    export = tmp_path / "export.json"
    export.write_bytes(msgspec.json.encode(catalog, enc_hook=encode_hook))
    assert read_catalog(export) == catalog
    assert msgspec.json.decode(export.read_bytes(), type=Catalog, dec_hook=decode_hook) == catalog


def test_each_bundled_file_reads_back_equal_from_an_export(tmp_path):
    export = tmp_path / "export.json"
    for file in sorted(Path(places.bundled_data()).rglob("*.toml")):
        one = read_catalog(file)
        export.write_bytes(msgspec.json.encode(one, enc_hook=encode_hook))
        assert read_catalog(export) == one, file


def test_an_export_with_a_schema_number_is_read(tmp_path):
    export = tmp_path / "export.JSON"
    export.write_text('{"schema": 1, "version": "9", "date": "2026-11-24", "skills": [{"id": "sql", "name": "SQL"}]}')
    assert read_catalog(export).version == "9"


def test_money_and_hours_are_exact(tmp_path):
    catalog = read_catalog(write(tmp_path / "a.toml", SOURCE + course("x")))
    assert catalog.credentials[0].offers[0].price.amount == 1250


def test_sources_get_the_files_name_and_references_follow(tmp_path):
    write(tmp_path / "c" / "one.toml", SOURCE + course("x"))
    write(tmp_path / "c" / "two.toml", SOURCE + course("y"))
    catalog = read_catalog(tmp_path / "c")
    assert list(catalog.sources) == ["one:page", "two:page"]
    assert catalog.credentials[1].offers[0].price.sources == ("two:page",)
    assert catalog.credentials[1].lifecycle.sources == ("two:page",)


def test_files_of_the_same_name_in_two_folders_keep_their_sources_apart(tmp_path):
    write(tmp_path / "c" / "a" / "x.toml", SOURCE + course("x"))
    write(tmp_path / "c" / "b" / "x.toml", SOURCE.replace("official", "press") + course("y"))
    catalog = read_catalog(tmp_path / "c")
    assert {key: s.kind for key, s in catalog.sources.items()} == {"a/x:page": "official", "b/x:page": "press"}
    assert catalog.credentials[1].offers[0].price.sources == ("b/x:page",)


def test_the_order_and_number_of_files_do_not_matter(tmp_path):
    write(tmp_path / "a" / "f.toml", SOURCE + course("x") + course("y"))
    write(tmp_path / "b" / "f.toml", SOURCE + course("y") + course("x"))
    assert read_catalog(tmp_path / "a") == read_catalog(tmp_path / "b")


def test_version_and_date_come_from_catalog_toml_else_from_the_newest_source(tmp_path):
    write(tmp_path / "c" / "a.toml", SOURCE)
    assert (read_catalog(tmp_path / "c").version, str(read_catalog(tmp_path / "c").date)) == ("local", "2026-05-01")
    write(tmp_path / "c" / "a.toml", 'version = "other"\ndate = 2020-01-01\n' + SOURCE)
    assert read_catalog(tmp_path / "c").version == "other"
    write(tmp_path / "c" / "catalog.toml", 'version = "7"\ndate = 2026-10-01\n')
    assert (read_catalog(tmp_path / "c").version, str(read_catalog(tmp_path / "c").date)) == ("7", "2026-10-01")
    assert read_catalog(write(tmp_path / "empty.toml", "")).date == catalog_files.DEFAULT_DATE


def test_shared_providers_and_skills_are_merged_and_different_ones_refused(tmp_path):
    skill = '[[skills]]\nid = "sql"\nname = "SQL"\n'
    write(tmp_path / "c" / "a.toml", skill)
    write(tmp_path / "c" / "b.toml", skill)
    assert len(read_catalog(tmp_path / "c").skills) == 1
    write(tmp_path / "c" / "b.toml", skill.replace("SQL", "Sequel"))
    with pytest.raises(InvalidFile, match=r"b\.toml: skills: sql differs from the one in a\.toml"):
        read_catalog(tmp_path / "c")


def test_the_same_credential_in_two_files_is_refused(tmp_path):
    write(tmp_path / "c" / "a.toml", SOURCE + course("x"))
    write(tmp_path / "c" / "b.toml", SOURCE + course("x"))
    with pytest.raises(InvalidFile, match=r"acme/x is also in a\.toml"):
        read_catalog(tmp_path / "c")


def test_hidden_files_folders_and_other_suffixes_are_left_out(tmp_path):
    write(tmp_path / "c" / "a.toml", SOURCE)
    write(tmp_path / "c" / ".#a.toml", "broken")
    write(tmp_path / "c" / ".git" / "b.toml", "broken")
    write(tmp_path / "c" / "NOTICE.md", "broken")
    assert list(read_catalog(tmp_path / "c").sources) == ["a:page"]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (SOURCE + course("x")).replace("\n", "\r\n").encode())
    assert read_catalog(path).credentials[0].id == "acme/x"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_hang_it(tmp_path):
    os.mkfifo(tmp_path / "p.toml")
    with pytest.raises(MissingFile):
        read_catalog(tmp_path / "p.toml")
    write(tmp_path / "a.toml", SOURCE)
    assert read_catalog(tmp_path).sources


def test_a_loop_of_folder_links_does_not_trap_it(tmp_path):
    write(tmp_path / "c" / "a.toml", SOURCE)
    (tmp_path / "c" / "self").symlink_to(tmp_path / "c")
    assert list(read_catalog(tmp_path / "c").sources) == ["a:page"]


# ---- what is missing or broken ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml", "bad\0name"])
def test_a_missing_path_is_a_missing_file(tmp_path, name):
    with pytest.raises(MissingFile) as problem:
        read_catalog(tmp_path / name)
    assert problem.value.exit_code == 5
    assert "--catalog" in str(problem.value)


def test_a_folder_without_files_is_a_missing_file(tmp_path):
    with pytest.raises(MissingFile, match=r"no \.toml file"):
        read_catalog(tmp_path)


BROKEN = [
    ("name = Acme", "line 1, column 8"),
    ('name = "Acme', "line 1"),
    ("version: 3", "equals sign"),
    ("version = \u201c3\u201d", "straight quotes"),
    ("version = 3", "version: expected text"),
    ('date = "yesterday"', "date: expected a date"),
    ("date = 2026-02-30", "line 1, column 8"),
    ("date = 1066-10-14", "outside 1970-01-01"),
    ("[a]\n[a]", "twice"),
    ("[[credential]]", 'unknown key "credential"; did you mean credentials?'),
    (course("x").replace("kind =", "knd ="), 'unknown key "knd"; did you mean kind?'),
    (course("x").replace("kind =", "knd ="), "kind is missing"),
    (course("x").replace('"course"', '"curse"'), "kind (acme/x): expected one of"),
    (course("x").replace('"course"', '"curse"'), 'did you mean "course"?'),
    (
        course("x").replace('"12.50"', "12.50"),
        "credentials[0].offers[0].price.amount (acme/x): expected an amount such as",
    ),
    (course("x").replace('"12.50"', '"12.505"'), "finer than can be counted"),
    (course("x").replace('["page"]', '"page"'), "expected a list in brackets"),
    (course("x").replace('status = "active"', "launched = 20"), "expected a date such as 2026-11-24, got 20"),
    (course("x").replace("kind =", "routes = 5\nkind ="), "expected a list in brackets"),
    (course("x").replace('name = "Course"', "name = 5"), "expected text in quotes, got 5"),
    (course("x").replace('name = "Course"', f'name = "{"x" * 201}"'), "201 characters"),
    (course("x") + f'note = "{"x" * 4001}"', "4,001 characters"),
    (course("x").replace("kind =", 'url = "javascript:alert(1)"\nkind ='), "no web address"),
    (course("x").replace("kind =", 'url = "https://bls.gov@evil.org/"\nkind ='), "no web address"),
    (course("x").replace("kind =", 'url = "https://a b.org"\nkind ='), "no web address"),
    (course("x").replace("kind =", 'url = "file:///etc/passwd"\nkind ='), "no web address"),
    (course("x").replace("kind =", 'requires = { age = 18, region = "US" }\nkind ='), "exactly one of"),
    (course("x").replace("kind =", "requires = { n = 3, of = [{ age = 18 }] }\nkind ="), "can never be asked"),
    (course("x").replace("kind =", f"requires = {'{ all = [' * 80}{{ age = 3 }}{'] }' * 80}\nkind ="), "too deeply"),
    ("x = " + "[" * 5000 + "]" * 5000, "too deeply"),
    (course("x") + course("x"), "acme/x is twice in this file"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_says_where_and_what(tmp_path, text, words):
    path = write(tmp_path / "mine.toml", text)
    with pytest.raises(InvalidFile) as problem:
        read_catalog(path)
    assert problem.value.exit_code == 4
    assert words in str(problem.value)
    assert all(line.startswith("mine.toml: ") for line in problem.value.problems)
    assert all(len(line) < 1000 for line in problem.value.problems)


def test_all_problems_of_all_files_come_in_one_error(tmp_path):
    bad = course("x").replace("kind =", "knd =").replace('"12.50"', "1.5").replace('id = "fee"', "id = 7")
    write(tmp_path / "c" / "a.toml", bad + course("y").replace('"active"', '"actve"'))
    write(tmp_path / "c" / "b.toml", "x = ")
    with pytest.raises(InvalidFile) as problem:
        read_catalog(tmp_path / "c")
    text = "\n".join(problem.value.problems)
    for words in ('"knd"', "kind is missing", "price.amount", "offers[0].id", "(acme/y)", "b.toml: line 1"):
        assert words in text
    assert f"has {len(problem.value.problems)} problems" in str(problem.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00x", "not UTF-8"),
        (b"x = 1\ny = '\xe9'", "line 2: not UTF-8"),
        (b"x = 'a\0b'", "line 1"),
    ],
)
def test_other_encodings_and_nul_bytes_are_explained(tmp_path, content, words):
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(InvalidFile, match=words):
        read_catalog(path)


@pytest.mark.parametrize("text", ["[]", "{", '{"careers": 5}', "[" * 100_000, '{"version": NaN}', '{"date": 5}', '"x"'])
def test_a_file_that_is_no_export_is_refused(tmp_path, text):
    with pytest.raises(InvalidFile):
        read_catalog(write(tmp_path / "a.json", text))


def test_too_large_a_catalog_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog_files, "MOST_BYTES", 100)
    with pytest.raises(InvalidFile, match="too large"):
        read_catalog(write(tmp_path / "a.toml", SOURCE + course("x")))


HOSTILE = "\\u001b]0;owned\\u0007\\u001b[2J[bold]x[/x]\\u202egnp\\n\\u0000"


@pytest.mark.parametrize("place", ["name", "summary", "note", "field"])
def test_no_control_or_direction_character_gets_in(tmp_path, place):
    record = course("x").replace('name = "Course"', "") if place == "name" else course("x")
    text = SOURCE + record.replace("kind =", f'{place} = "{HOSTILE}"\nkind =')
    text = text.replace("[sources.page]", '[sources.page]\ntitle = "a\\u009b31m"')
    catalog = read_catalog(write(tmp_path / "a.toml", text))
    seen = msgspec.json.encode(catalog, enc_hook=encode_hook).decode()
    assert "[bold]x[/x]" in seen
    assert not any(c in seen for c in "\x00\x07\x1b\x9b\u202e\n")
    assert all(s not in seen for s in ("\\u0000", "\\u0007", "\\u001b", "\\n"))


def test_decoded_values_are_the_catalogs_own_types(tmp_path):
    path = write(tmp_path / "a.toml", SOURCE + course("x"))
    for catalog in (read_catalog(path), read_catalog(path)):
        kinds = {type(place.value) for place in walk(catalog)}
        assert {Catalog, Credential, Price} <= kinds
