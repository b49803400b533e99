"""Reading a catalog: a folder of TOML files, one TOML file, or a JSON export; always one checked `Catalog`.

Every string passes `safe_text` here and nowhere later. A source is known by ``<file stem>:<key>`` from here on, and
all records stand in the order of their ids, so neither the order nor the number of files changes a result.

A compiled copy is kept in the cache folder under a name made from every file's path, size and times. It is a copy
and nothing else: whatever is wrong with it, the files are read again, and where it can't be written nothing is said.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from credplan import __version__
from credplan.core.errors import InvalidFile, MissingFile
from credplan.core.model import Career, Catalog, CatalogFile, Credential, Offer, Provider, Skill, Source
from credplan.core.wire import compact_decode_hook, compact_encode_hook
from credplan.shell import places

LOCAL_VERSION = "local"
"""The version of a catalog that states none."""
DEFAULT_DATE = dt.date(2026, 1, 1)
"""The date of a catalog that states none and whose sources have none; else it is the newest source's."""

MOST_FILES = 5_000
MOST_BYTES = 64 * 1024 * 1024
"""All files of one catalog together; 300 credentials are about one megabyte."""

_CACHE_FORMAT = "1"
_KEPT_COPIES = 8
_SETTLED_SECONDS = 2
_STRAY_SECONDS = 3600

Record = Provider | Skill | Credential | Offer | Career


def read_catalog(path: Path | None = None) -> Catalog:
    """The catalog at ``path``: a folder (all ``**/*.toml``), a TOML file or a ``.json`` export; ``None``: the bundled.

    Raises:
        MissingFile: nothing readable is there.
        InvalidFile: the files have problems; all of them are listed.

    """
    root = os.path.abspath(os.fspath(path.expanduser())) if path is not None else places.bundled_data()
    files = _files(root)
    copy = _copy_path(files)
    if copy:
        catalog = _read_copy(copy)
        if catalog is not None:
            return catalog
    catalog = compile_catalog(root, [name for name, _ in files])
    if copy and _settled(files):
        _write_copy(copy, catalog)
    return catalog


def compile_catalog(root: str, files: list[str]) -> Catalog:
    """The catalog that ``files`` under ``root`` hold, read from the text itself; raises as `read_catalog` does."""
    from credplan.shell.catalog_text import read_text_file

    problems: list[str] = []
    labels = {name: os.path.relpath(name, root if os.path.isdir(root) else os.path.dirname(root)) for name in files}
    stems = [_stem(labels[name]) for name in files]
    merged = _Merged(problems)
    for name, stem in zip(files, stems, strict=True):
        label = labels[name].replace(os.sep, "/")
        prefix = stem if stems.count(stem) == 1 else label.rpartition(".")[0]
        content = read_text_file(name, label, "" if name.lower().endswith(".json") else f"{prefix}:", problems)
        if content is not None:
            merged.add(label, *content)
    if problems:
        count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        raise InvalidFile(
            f"The catalog {root} has {count}:",
            problems=tuple(problems),
            hint="docs/catalog-format.md describes the files; credplan catalog check PATH checks them again.",
        )
    return merged.catalog()


class _Merged:
    """The records of all files so far, each with the file it came from."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.sources: dict[str, Source] = {}
        self.records: dict[str, dict[str, tuple[Any, str]]] = {name: {} for name in _LISTS}
        self.heads: dict[str, dict[str, Any]] = {}

    def add(self, label: str, head: dict[str, Any], content: CatalogFile) -> None:
        """Take in one file; the same id twice is a problem unless both say the same of a provider or skill."""
        if head:
            self.heads[label] = head
        self.sources.update(content.sources)
        for name in _LISTS:
            known = self.records[name]
            for record in getattr(content, name):
                earlier = known.get(record.id)
                if earlier is None:
                    known[record.id] = (record, label)
                elif name not in ("providers", "skills"):
                    where = "twice in this file" if earlier[1] == label else f"also in {earlier[1]}"
                    self.problems.append(f"{label}: {name}: {record.id} is {where}; keep one of them")
                elif earlier[0] != record:
                    self.problems.append(
                        f"{label}: {name}: {record.id} differs from the one in {earlier[1]}; make both the same"
                    )

    def catalog(self) -> Catalog:
        """All of it, in the order of ids."""
        head = self._head()
        dates = (day for s in self.sources.values() for day in (s.as_of, s.captured) if day is not None)
        lists = {name: tuple(known[key][0] for key in sorted(known)) for name, known in self.records.items()}
        return Catalog(
            version=head.get("version") or LOCAL_VERSION,
            date=head.get("date") or max(dates, default=DEFAULT_DATE),
            sources=dict(sorted(self.sources.items())),
            **lists,
        )

    def _head(self) -> dict[str, Any]:
        """Version and date: those of ``catalog.toml``, else of the first file in order that states any."""
        return self.heads.get("catalog.toml") or next((self.heads[k] for k in sorted(self.heads)), {})


_LISTS = ("providers", "skills", "credentials", "offers", "careers")


def _stem(label: str) -> str:
    return os.path.basename(label).rpartition(".")[0]


def _files(root: str) -> list[tuple[str, os.stat_result]]:
    """The files of a catalog with their stat, sorted by path; hidden ones and what is no regular file are left out."""
    try:
        there = os.stat(root)
        if stat.S_ISDIR(there.st_mode):
            found = sorted((name, os.stat(name)) for name in _toml_below(root))
            found = [(name, s) for name, s in found if stat.S_ISREG(s.st_mode)]
        elif stat.S_ISREG(there.st_mode):
            found = [(root, there)]
        else:
            raise MissingFile(f"{root} is neither a file nor a folder.", hint=_HINT)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise MissingFile(f"There is no catalog at {problem.filename or root} ({reason}).", hint=_HINT) from None
    except ValueError:
        raise MissingFile("That is no path of a catalog.", hint=_HINT) from None
    if not found:
        raise MissingFile(f"The folder {root} holds no .toml file.", hint=_HINT)
    if len(found) > MOST_FILES or sum(s.st_size for _, s in found) > MOST_BYTES:
        raise InvalidFile(
            f"The catalog {root} is too large: at most {MOST_FILES:,} files of {MOST_BYTES >> 20} MB together.",
            hint="Name the catalog's own folder or file with --catalog.",
        )
    return found


_HINT = "--catalog PATH (or CREDPLAN_CATALOG) names a TOML file, a folder of them or a JSON export."


def _toml_below(folder: str) -> Iterator[str]:
    """Every ``*.toml`` below a folder; links to folders are not followed, so a loop of them can't trap the walk."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".toml"):
                    yield entry.path


# ---- the compiled copy -------------------------------------------------------------------------------------------


def _copy_path(files: list[tuple[str, os.stat_result]]) -> str:
    """Where the compiled copy of exactly these files lies; empty when there is no place for it."""
    import hashlib

    from credplan.core import model

    try:
        # The model's own times: while it is being edited its version stays, and an old copy would miss new fields.
        shape = os.stat(model.__file__)
        key = hashlib.sha256(f"{__version__}\0{_CACHE_FORMAT}\0{shape.st_size}\0{shape.st_mtime_ns}".encode())
        for name, s in files:
            key.update(f"\0{name}\0{s.st_size}\0{s.st_mtime_ns}\0{s.st_ctime_ns}".encode("utf-8", "surrogateescape"))
        return os.path.join(places.cache_folder(), f"catalog-{key.hexdigest()}.msgpack")
    except (OSError, RuntimeError, ValueError):
        return ""  # no home folder, say


def _read_copy(path: str) -> Catalog | None:
    """The compiled copy, if it is there, ours and whole."""
    import zlib

    try:
        with open(path, "rb") as file:
            if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
                return None  # in a shared folder anybody could have put it there
            content = file.read()
    except OSError:
        return None
    body = memoryview(content)[4:]
    if len(content) < 5 or zlib.crc32(body).to_bytes(4, "big") != content[:4]:
        return None
    # Tens of thousands of new objects and no garbage among them: collections on the way cost as much as decoding.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return msgspec.msgpack.decode(body, type=Catalog, dec_hook=compact_decode_hook)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        return None
    finally:
        if collecting:
            gc.enable()


def _settled(files: list[tuple[str, os.stat_result]]) -> bool:
    """Whether no file is so new that it may change again within one tick of the file system's clock."""
    now = time.time_ns()
    return all(abs(now - s.st_mtime_ns) > _SETTLED_SECONDS * 10**9 for _, s in files)


def _write_copy(path: str, catalog: Catalog) -> None:
    """Keep a compiled copy: written beside and renamed, so that a reader sees a whole one or none."""
    import tempfile
    import zlib

    folder = os.path.dirname(path)
    try:
        body = msgspec.msgpack.encode(catalog, enc_hook=compact_encode_hook)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix="catalog-", suffix=".tmp", dir=folder)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(zlib.crc32(body).to_bytes(4, "big"))
                file.write(body)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
        _sweep(folder, path)
    except (OSError, RecursionError):
        return


def _sweep(folder: str, kept: str) -> None:
    """Remove all but the newest copies, and what a killed process left behind."""
    copies = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("catalog-"):
                continue
            age = entry.stat(follow_symlinks=False).st_mtime
            if entry.name.endswith(".msgpack") and entry.path != kept:
                copies.append((age, entry.path))
            elif entry.name.endswith(".tmp") and age < time.time() - _STRAY_SECONDS:
                os.unlink(entry.path)
    for _, old in sorted(copies, reverse=True)[_KEPT_COPIES - 1 :]:
        os.unlink(old)
