"""The names that completion offers, in a small file of the cache: read in a millisecond, where a catalog takes fifty.

The file says of which catalog files it was made (path, size, times, as the compiled catalog's name does) and bears a
checksum. Whatever is wrong with it, the names are taken from the catalog again; where it can't be written nothing is
said. Nothing here may load more than a shell's user is willing to wait for at the TAB key.
"""

from __future__ import annotations

import os
import zlib

from credplan import __version__
from credplan.shell import kept, places
from credplan.shell.toml_files import toml_below

Entry = tuple[str, str]
"""What is inserted, and a few words about it."""

_MARK = f"credplan names 1 {__version__}"
_MOST_BYTES = 8 * 1024 * 1024


def names(catalog: str = "") -> dict[str, list[Entry]]:
    """The names of the catalog at ``catalog`` (empty: the bundled one), by kind.

    Kinds are ``career``, ``title`` (alternate titles), ``credential``, ``skill``, ``provider`` and ``field``. Raises
    what reading a catalog raises, when the names have to be taken from one that can't be read.
    """
    root = os.path.abspath(os.path.expanduser(catalog)) if catalog else places.bundled_data()
    made_of = _made_of(root)
    path = _path(root)
    found = _read(path, made_of) if path else None
    if found is None:
        found = _from_catalog(root if catalog else "")
        if path:
            _write(path, made_of, found)
    return found


def _path(root: str) -> str:
    try:
        # One file for each catalog in use; which state of it the names are of stands inside.
        return os.path.join(places.cache_folder_text(), f"names-{zlib.crc32(os.fsencode(root)):08x}.txt")
    except (OSError, RuntimeError, ValueError):
        return ""  # no home folder, say


def _made_of(root: str) -> str:
    """Path, size and times of every file of the catalog, on one line."""
    parts = []
    for path in sorted(toml_below(root)) if os.path.isdir(root) else [root]:
        s = os.stat(path)
        parts.append(f"{path}|{s.st_size}|{s.st_mtime_ns}|{s.st_ctime_ns}")
    return ascii(parts)


def _read(path: str, made_of: str) -> dict[str, list[Entry]] | None:
    """The names in the file, if it is there, ours, whole, and made of these very files."""
    content = kept.read(path, _MOST_BYTES)
    if content is None:
        return None
    try:
        head, _, body = content.partition(b"\n")
        if head != _head(body):
            return None
        lines = body.decode("utf-8").split("\n")
        if lines[0] != made_of:
            return None
        found: dict[str, list[Entry]] = {}
        for line in lines[1:-1]:
            kind, value, about = line.split("\t")
            found.setdefault(kind, []).append((value, about))
        return found
    except ValueError:
        return None


def _head(body: bytes) -> bytes:
    return f"{_MARK} {zlib.crc32(body):08x}".encode()


def _from_catalog(root: str) -> dict[str, list[Entry]]:
    from pathlib import Path

    from credplan.shell.catalog_index import read_catalog

    catalog = read_catalog(Path(root) if root else None)
    alternates = {t: c.title for c in catalog.careers for t in c.titles if t.casefold() != c.title.casefold()}
    return {
        "career": [(c.title, c.id) for c in catalog.careers],
        "title": sorted(alternates.items()),
        "credential": [
            (c.id, c.name + (" (retired)" if c.lifecycle.status == "retired" else "")) for c in catalog.credentials
        ],
        "skill": [(s.id, s.name) for s in catalog.skills],
        "provider": [(p.id, p.name) for p in catalog.providers],
        "field": [
            (f, "") for f in sorted({c.field for c in catalog.careers} | {c.field for c in catalog.credentials}) if f
        ],
    }


def _write(path: str, made_of: str, found: dict[str, list[Entry]]) -> None:
    """Keep the names; where they can't be kept nothing is said."""
    lines = [made_of]
    lines += ["\t".join((kind, value, about)) for kind, entries in found.items() for value, about in entries]
    try:
        body = ("\n".join(lines) + "\n").encode("utf-8")
    except ValueError:
        return
    kept.write(path, _head(body) + b"\n" + body)
