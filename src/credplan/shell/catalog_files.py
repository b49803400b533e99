"""Reading a catalog's files: folders of TOML files, single TOML files, JSON exports; always one checked `Catalog`.

Every string passes `safe_text` here and nowhere later. A source is known by ``<file stem>:<key>`` from here on, and
all records stand in the order of their ids, so neither the order nor the number of files changes a result.
`catalog_index` keeps what was read.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Sequence
from typing import Any, NamedTuple

from credplan.core.errors import InvalidFile, MissingFile
from credplan.core.model import Career, Catalog, CatalogFile, Credential, Offer, Provider, Skill, Source
from credplan.shell.toml_files import toml_below

LOCAL_VERSION = "local"
"""The version of a catalog that states none."""
DEFAULT_DATE = dt.date(2026, 1, 1)
"""The date of a catalog that states none and whose sources have none; else it is the newest source's."""

MOST_FILES = 5_000
MOST_BYTES = 64 * 1024 * 1024
"""All files of one catalog together; 300 credentials are about one megabyte."""

Record = Provider | Skill | Credential | Offer | Career


class File(NamedTuple):
    """One file of a catalog: its path, what messages call it, and its stat."""

    path: str
    label: str
    stat: os.stat_result


def catalog_files(roots: Sequence[str]) -> list[File]:
    """The files of a catalog that lies at one or several ``roots``, in the order in which they are read.

    Raises:
        MissingFile: at one of them is nothing readable.
        InvalidFile: there are too many, or they are too large.
    """
    found = []
    for root in roots:
        base = root if os.path.isdir(root) else os.path.dirname(root)
        beside = f"{os.path.basename(root)}/" if len(roots) > 1 and base == root else ""
        above = len(os.path.join(base, ""))
        found += [File(name, beside + name[above:].replace(os.sep, "/"), s) for name, s in _files(root)]
    return found


def compile_catalog(where: str, files: Sequence[File]) -> Catalog:
    """The catalog that ``files`` hold, read from the text itself.

    Raises:
        InvalidFile: the files have problems; all of them are listed, those of two files with each other too.
    """
    from credplan.shell.catalog_text import read_text_file

    problems: list[str] = []
    stems = [_stem(file.label) for file in files]
    merged = _Merged(problems)
    for file, stem in zip(files, stems, strict=True):
        prefix = stem if stems.count(stem) == 1 else file.label.rpartition(".")[0]
        keyed = "" if file.path.lower().endswith(".json") else f"{prefix}:"
        content = read_text_file(file.path, file.label, keyed, problems)
        if content is not None:
            merged.add(file.label, *content)
    if problems:
        count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        raise InvalidFile(
            f"The catalog {where} has {count}:",
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
        lists: dict[str, Any] = {
            name: tuple(known[key][0] for key in sorted(known)) for name, known in self.records.items()
        }
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
            found = sorted((name, os.stat(name)) for name in toml_below(root))
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
