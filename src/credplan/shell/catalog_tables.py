"""What stands in a compiled catalog: its tables, and how a catalog is written into them.

Records are numbered as a search lists equals: what can be earned before what is retired, then by id. Each record,
source and posting list carries a checksum; `catalog_index` reads them and believes nothing else.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

from credplan.core.mentions import audiences, mentions, named
from credplan.core.model import Career, Catalog, Credential, Offer, Provider, Skill
from credplan.core.names import STATUS_ORDER, Spelling, spellings
from credplan.core.wire import compact_encode_hook

FORMAT = "5"
"""Another one is another program's index."""

TYPES: dict[str, Any] = {
    "career": Career,
    "credential": Credential,
    "skill": Skill,
    "provider": Provider,
    "offer": Offer,
}

_TABLES = """
create table head (body blob, sum integer);
create table record (
  rank integer primary key, kind text, id text, sources blob, body blob, sum integer, unique (kind, id)
);
create table source (key text primary key, body blob, sum integer) without rowid;
create table posting (kind text, name text, body blob, sum integer, primary key (kind, name)) without rowid;
create table spelling (folded text, exact integer, rank integer, primary key (folded, rank, exact)) without rowid;
create virtual table words using fts5 (names, told, content='', prefix='1 2 3');
"""


class Head(msgspec.Struct, frozen=True):
    """What an index says of itself and of the catalog."""

    key: str
    """Every file's path, size and times, with the program's version: another key is another catalog."""
    version: str
    date: dt.date
    counts: dict[str, int]
    earnable: int
    retired: int
    """The number of the first retired credential; after all of them where there is none."""


def fill(connection: sqlite3.Connection, catalog: Catalog, key: str) -> None:
    """Write all of a catalog into an empty database; ``key`` says of which files, in which state."""
    connection.executescript("pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;")
    connection.executescript(_TABLES)
    lists: dict[str, Sequence[Any]] = {
        "career": catalog.careers,
        "credential": sorted(catalog.credentials, key=lambda c: (STATUS_ORDER.index(c.lifecycle.status), c.id)),
        "skill": catalog.skills,
        "provider": catalog.providers,
        "offer": catalog.offers,
    }
    spelled = spellings(catalog)
    rank = 0
    for kind, records in lists.items():
        for record in records:
            rank += 1
            body = _encode(record)
            keys = msgspec.msgpack.encode(sorted(_source_keys(record) & catalog.sources.keys()))
            row = (rank, kind, record.id, keys, body, zlib.crc32(body, zlib.crc32(keys)))
            connection.execute("insert into record values (?, ?, ?, ?, ?, ?)", row)
            known = spelled.get((kind, record.id))
            if known is not None:
                _spell(connection, rank, known)
    for name, source in catalog.sources.items():
        body = _encode(source)
        connection.execute("insert into source values (?, ?, ?)", (name, body, zlib.crc32(body)))
    for (kind, name), ids in postings(catalog).items():
        body = msgspec.msgpack.encode(ids)
        connection.execute("insert into posting values (?, ?, ?, ?)", (kind, name, body, zlib.crc32(body)))
    counts = {kind: len(records) for kind, records in lists.items()} | {"source": len(catalog.sources)}
    retired = sum(c.lifecycle.status == "retired" for c in catalog.credentials)
    first_retired = len(catalog.careers) + len(catalog.credentials) - retired + 1
    head = _encode(Head(key, catalog.version, catalog.date, counts, catalog.earnable, first_retired))
    connection.execute("insert into head values (?, ?)", (head, zlib.crc32(head)))
    connection.execute("insert into words (words) values ('optimize')")
    connection.commit()


def _spell(connection: sqlite3.Connection, rank: int, known: Spelling) -> None:
    rows = [(name, 1, rank) for name in known.exact] + [(name, 0, rank) for name in known.loose]
    connection.executemany("insert or ignore into spelling values (?, ?, ?)", rows)
    connection.execute(
        "insert into words (rowid, names, told) values (?, ?, ?)", (rank, " ".join(known.names), known.told)
    )


def postings(catalog: Catalog) -> dict[tuple[str, str], list[str]]:
    """Who teaches each skill, who asks for it, who names each credential, and the lists that are read whole.

    Who asks or names stands with its kind: ``career 15-1252.00``.
    """
    found: dict[tuple[str, str], list[str]] = {
        ("offers", ""): [offer.id for offer in catalog.offers],
        ("providers", ""): sorted({c.provider for c in catalog.credentials}),
        ("audiences", ""): audiences(catalog),
        ("credit", ""): [c.id for c in catalog.credentials if any(r.credits for r in c.recognition)],
    }
    for credential in catalog.credentials:
        for skill in dict.fromkeys(t.skill for t in credential.teaches):
            found.setdefault(("teaches", skill), []).append(credential.id)
    for kind, records in (("career", catalog.careers), ("credential", catalog.credentials)):
        for record in records:
            asked = mentions(record)
            for ident in sorted(asked.credentials | named(record)):
                found.setdefault(("naming", ident), []).append(f"{kind} {record.id}")
            for skill in sorted(asked.skills):
                found.setdefault(("asks", skill), []).append(f"{kind} {record.id}")
    return found


def _source_keys(value: Any) -> set[str]:
    """Every source key below a value."""
    found: set[str] = set()
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, msgspec.Struct):
            found.update(getattr(one, "sources", ()))
            pending += [getattr(one, name) for name in one.__struct_fields__ if name != "sources"]
        elif isinstance(one, tuple):
            pending += one
    return found


def _encode(value: Any) -> bytes:
    return msgspec.msgpack.encode(value, enc_hook=compact_encode_hook)
