"""The compiled catalog: one SQLite file in the cache folder, from which a command reads only the records it needs.

It is a copy of the catalog's files and nothing else. Its name and its first row carry every file's path, size and
times; each record carries a checksum, and what one record says is there must be there. Whatever is wrong (damage,
another's file, a folder that can't be written), the files themselves are read again into an index in memory.

Commands get extracts: `Catalog` values with all that bears on what they ask. `named` holds what a text could name,
`around` what a plan to some goals could use; the core decides on them exactly as it would on the whole.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from credplan import __version__
from credplan.core import model
from credplan.core.mentions import mentions, named
from credplan.core.model import Career, Catalog, Credential, Offer, Provider, Skill, Source
from credplan.core.names import fold, spellings
from credplan.core.wire import compact_decode_hook
from credplan.shell import kept, places
from credplan.shell.catalog_files import File, catalog_files, compile_catalog
from credplan.shell.catalog_tables import FORMAT, TYPES, Head, fill

Kind = Literal["career", "credential", "skill", "provider", "offer"]

_SETTLED_SECONDS = 2
_AT_ONCE = 500
"""Values in one query; SQLite takes 999 in its oldest builds."""

_BY_RANK = "select kind, sources, body, sum from record where rank in ({}) order by rank"
_BY_ID = "select kind, sources, body, sum from record where id in ({}) and kind in ({})"
_OF_KIND = "select kind, sources, body, sum from record where kind in ({})"
_WITH_ID = "select rank from record where id in ({}) and kind in ({})"
_SPELLED = """
select r.rank, max(s.exact) from spelling s join record r on r.rank = s.rank
where s.folded in ({}) and r.kind in ({}) group by r.rank
"""
_WITH_WORDS = """
select r.rank from words join record r on r.rank = words.rowid
where words match {} and r.kind in ({}) order by r.rank
"""
_FIRST_WITH_WORDS = "select rowid from words where words match ? and rowid between ? and ? order by rowid"
_SOURCES = "select key, body, sum from source where key in ({})"


class _DamagedError(Exception):
    """Something that the index itself says is there is not, or not as it was written."""


T = TypeVar("T")
R = TypeVar("R", bound="Career | Credential | Skill | Provider | Offer")


class CatalogIndex:
    """One catalog, open for reading. Methods give `Catalog` extracts; a damaged file is replaced in the middle."""

    def __init__(self, where: str, files: Sequence[File], connection: sqlite3.Connection, path: str = "") -> None:
        self._where, self._files, self._path = where, files, path
        self._connection = connection
        self.head = self._read_head()

    # -- what commands ask --------------------------------------------------------------------------------------

    def whole(self) -> Catalog:
        """Everything."""
        return self._guarded(lambda: self._extract(self._all_ranks(), whole=True))

    def named(self, text: str, *kinds: Kind) -> Catalog:
        """All records of ``kinds`` that ``text`` could name; everything when there is none, to say what is near."""
        return self._guarded(lambda: self._named(text, kinds))

    def called(self, text: str, *kinds: Kind) -> Catalog:
        """All records that ``text`` could name, of each of ``kinds`` as if it were the only one; none where none is."""
        return self._guarded(lambda: self._called(text, kinds))

    def gathered(self, gather: Callable[[], dict[str, list[Any]]]) -> Catalog:
        """The extract of the records that ``gather`` reads out of this index, with the providers of its credentials."""
        return self._guarded(lambda: self._catalog(gather()))

    def matching(self, query: str) -> Catalog:
        """All credentials and careers in whose words every word of ``query`` begins one; all of them without words."""
        return self._guarded(lambda: self._matching(query))

    def best(self, query: str, limit: int) -> Catalog:
        """The first ``limit`` credentials that a search for ``query`` finds in the whole, with what ranks them."""
        return self._guarded(lambda: self._best(query, limit))

    def around(self, goals: Iterable[Career | Credential], beside: Iterable[str] = ()) -> Catalog:
        """All that a plan to ``goals`` could use, closed backward, and the credentials ``beside`` with what they ask.

        Ids of ``beside`` that the catalog does not know are left out.
        """
        return self.gathered(lambda: self.closure(tuple(goals), tuple(beside)))

    def providers(self) -> dict[str, str]:
        """The names of the providers that any credential has, by id; the id itself where none is known."""
        return self._guarded(self._providers)

    def audiences(self) -> list[str]:
        """The circumstances that any offer or route asks for."""
        return self._guarded(lambda: self.posting("audiences", ""))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # -- trust --------------------------------------------------------------------------------------------------

    def _guarded(self, ask: Callable[[], T]) -> T:
        # Tens of thousands of new objects and no garbage among them: collections on the way cost as much as decoding.
        collecting = gc.isenabled()
        gc.disable()
        try:
            return ask()
        except (sqlite3.Error, _DamagedError, msgspec.MsgspecError, ValueError, TypeError):
            if not self._path:
                raise  # made a moment ago from the files themselves: the fault is ours
            self._replace()
            return ask()
        finally:
            if collecting:
                gc.enable()

    def _replace(self) -> None:
        """Read the files again; the damaged index is thrown away."""
        self._connection.close()
        with contextlib.suppress(OSError):
            os.unlink(self._path)
        self._path = ""
        catalog = compile_catalog(self._where, self._files)
        self._connection = sqlite3.connect(":memory:")
        fill(self._connection, catalog, self.head.key)
        self.head = self._read_head()

    def _read_head(self) -> Head:
        row = self._connection.execute("select body, sum from head").fetchone()
        if row is None or zlib.crc32(row[0]) != row[1]:
            raise _DamagedError
        return msgspec.msgpack.decode(row[0], type=Head)

    # -- reading ------------------------------------------------------------------------------------------------

    def _all_ranks(self) -> list[int]:
        ranks = [row[0] for row in self._connection.execute("select rank from record")]
        if len(ranks) != sum(self.head.counts[kind] for kind in TYPES):
            raise _DamagedError
        return ranks

    def _rows(self, question: str, values: Sequence[Any], kinds: Sequence[Kind] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of ``question``; its first ``{}`` stands for a list of ``values``, a second one for ``kinds``."""
        for start in range(0, len(values), _AT_ONCE):
            some = values[start : start + _AT_ONCE]
            marks = (",".join("?" * len(given)) for given in (some, kinds))
            yield from self._connection.execute(question.format(*marks), (*some, *kinds))

    def _decoded(self, rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
        """Checked records by kind from rows of (kind, sources, body, sum), with the keys of their sources."""
        found: dict[str, list[Any]] = {"keys": []}
        for kind, keys, body, checksum in rows:
            if zlib.crc32(body, zlib.crc32(keys)) != checksum:
                raise _DamagedError
            found["keys"] += msgspec.msgpack.decode(keys, type=list[str])
            found.setdefault(kind, []).append(_decoder(kind).decode(body))
        return found

    def by_rank(self, ranks: Sequence[int]) -> dict[str, list[Any]]:
        """The records of these numbers by kind, and the keys of their sources."""
        rows = list(self._rows(_BY_RANK, ranks))
        if len(rows) != len(ranks):
            raise _DamagedError
        return self._decoded(rows)

    def by_id(self, kind: Kind, ids: Iterable[str]) -> dict[str, list[Any]]:
        """The records of one kind with these ids, as far as there are any."""
        wanted = sorted(set(ids))
        return self._decoded(self._rows(_BY_ID, wanted, (kind,)))

    def posting(self, kind: str, name: str) -> list[str]:
        """One list that the index keeps (`catalog_tables.postings`); empty where there is none."""
        row = self._connection.execute(
            "select body, sum from posting where kind = ? and name = ?", (kind, name)
        ).fetchone()
        if row is None:
            return []
        if zlib.crc32(row[0]) != row[1]:
            raise _DamagedError
        return msgspec.msgpack.decode(row[0], type=list[str])

    def _sources(self, keys: Iterable[str]) -> dict[str, Source]:
        wanted = sorted(set(keys))
        found = {}
        for key, body, checksum in self._rows(_SOURCES, wanted):
            if zlib.crc32(body) != checksum:
                raise _DamagedError
            found[key] = _decoder("source").decode(body)
        if len(found) != len(wanted):
            raise _DamagedError
        return dict(sorted(found.items()))

    def _extract(self, ranks: Sequence[int], *, whole: bool = False) -> Catalog:
        found = self.by_rank(ranks)
        if whole:
            keys = [row[0] for row in self._connection.execute("select key from source")]
            if len(keys) != self.head.counts["source"]:
                raise _DamagedError
            found["keys"] = keys
        return self._catalog(found, whole=whole)

    def _catalog(self, found: dict[str, list[Any]], *, whole: bool = False) -> Catalog:
        if not whole:
            providers = {c.provider for c in found.get("credential", ())}
            for kind, records in self.by_id("provider", providers).items():
                found.setdefault(kind, []).extend(records)
        return Catalog(
            version=self.head.version,
            date=self.head.date,
            sources=self._sources(found["keys"]),
            providers=_sorted(found.get("provider", ())),
            skills=_sorted(found.get("skill", ())),
            credentials=_sorted(found.get("credential", ())),
            offers=_sorted(found.get("offer", ())),
            careers=_sorted(found.get("career", ())),
            whole=None if whole else self.head.earnable,
        )

    def _named(self, text: str, kinds: Sequence[Kind]) -> Catalog:
        ranks, exact = self.ranks_named(text, kinds)
        if not ranks:
            return self._extract(self._all_ranks(), whole=True)
        found = self._extract(sorted(ranks))
        if exact:
            self._bear_out(found, text, kinds)
        return found

    def _called(self, text: str, kinds: Sequence[Kind]) -> Catalog:
        of_kind = {kind: self.ranks_named(text, (kind,)) for kind in kinds}
        found = self._extract(sorted(set().union(*(ranks for ranks, _ in of_kind.values()))))
        for kind, (_, exact) in of_kind.items():
            if exact:
                self._bear_out(found, text, (kind,))
        return found

    def _bear_out(self, found: Catalog, text: str, kinds: Sequence[Kind]) -> None:
        """Spellings carry no checksum of their own: the records that they led to must bear them out."""
        spelled = _spelled(text)
        known = ((key, spelling) for key, spelling in spellings(found).items() if key[0] in kinds)
        if not any(text == ident or spelling.exact & spelled for (_, ident), spelling in known):
            raise _DamagedError

    def ranks_named(self, text: str, kinds: Sequence[Kind]) -> tuple[set[int], bool]:
        """The numbers of all records of ``kinds`` that ``text`` could name, and whether some are called exactly so."""
        ranks: dict[int, int] = dict(self._rows(_SPELLED, sorted(_spelled(text)), kinds))
        ranks |= {rank: 1 for (rank,) in self._rows(_WITH_ID, [text], kinds)}
        exact = any(ranks.values())
        if not exact:
            ranks |= dict.fromkeys(self._with_words(fold(text), kinds, "names"), 0)
        return set(ranks), exact

    def _with_words(self, wanted: str, kinds: Sequence[Kind], column: str = "") -> list[int]:
        """The first records by rank in whose words (of one column) every word of ``wanted`` begins one."""
        terms = " ".join(f'"{word}"*' for word in wanted.split())
        if not terms:
            return []
        return [row[0] for row in self._rows(_WITH_WORDS, [f"{column} : ({terms})" if column else terms], kinds)]

    def _matching(self, query: str) -> Catalog:
        wanted = fold(query)
        if not wanted:
            return self._extract(self._all_ranks(), whole=True)
        kinds: tuple[Kind, ...] = ("credential", "career")
        spelled = (row[0] for row in self._rows(_SPELLED, [wanted, wanted.replace(" ", "")], kinds))
        found = self.by_rank(sorted({*spelled, *self._with_words(wanted, kinds)}))
        found["skill"] = self.all_of("skill")
        return self._catalog(found)

    def _best(self, query: str, limit: int) -> Catalog:
        from credplan.shell.catalog_ranking import best

        wanted = fold(query)
        spelled = self._rows(_SPELLED, [wanted, wanted.replace(" ", "")], ("credential",)) if wanted else ()
        last = self.head.counts["career"] + self.head.counts["credential"]
        spans = (self.head.counts["career"] + 1, self.head.retired - 1), (self.head.retired, last)
        known: dict[int, Credential] = {}
        keys: list[str] = []

        def read(ranks: Sequence[int]) -> tuple[Catalog, dict[int, Credential]]:
            found = self.by_rank(sorted(ranks))
            new = dict(zip(sorted(ranks), found.get("credential", ()), strict=True))
            known.update(new)
            keys.extend(found["keys"])
            return self._with_words_of(new.values()), new

        def asked(question: str, span: tuple[int, int]) -> Iterator[int]:
            return (row[0] for row in self._connection.execute(_FIRST_WITH_WORDS, (question, *span)))

        ranks = best(query, limit, [row[0] for row in spelled], spans, asked, read)
        read([rank for rank in ranks if rank not in known])
        return self._with_words_of([known[rank] for rank in ranks], keys)

    def _with_words_of(self, credentials: Iterable[Credential], keys: Sequence[str] = ()) -> Catalog:
        """The credentials with the providers and skills whose names a search looks at."""
        found: dict[str, list[Any]] = {"keys": list(keys), "credential": list(credentials)}
        _take(found, self.by_id("skill", {t.skill for c in found["credential"] for t in c.teaches}))
        return self._catalog(found)

    def all_of(self, kind: Kind) -> list[Any]:
        """All records of one kind."""
        rows = self._connection.execute(
            "select kind, sources, body, sum from record where kind = ?", (kind,)
        ).fetchall()
        if len(rows) != self.head.counts[kind]:
            raise _DamagedError
        return self._decoded(rows).get(kind, [])

    def _providers(self) -> dict[str, str]:
        used = self.posting("providers", "")
        known = {p.id: p.name for p in self.by_id("provider", used).get("provider", ())}
        return {ident: known.get(ident, ident) for ident in used}

    def closure(self, goals: Sequence[Career | Credential], beside: Sequence[str] = ()) -> dict[str, list[Any]]:
        """The records that `around` gives, by kind, and the keys of their sources."""
        found: dict[str, list[Any]] = {"keys": [], "credential": []}
        _take(found, self.by_id("career", [g.id for g in goals if isinstance(g, Career)]))
        pending = {g.id for g in goals if isinstance(g, Credential)} | set(beside)
        seen: set[str] = set()
        skills: set[str] = set()
        asked: list[Career | Credential] = list(found.get("career", ()))
        credit = False
        words: set[str] = set()
        while asked or pending:
            for record in asked:
                more = mentions(record)
                words |= named(record)
                pending |= more.credentials - seen
                if more.credit and not credit:
                    credit = True
                    pending |= set(self.posting("credit", "")) - seen
                for skill in sorted(more.skills - skills):
                    skills.add(skill)
                    pending |= set(self.posting("teaches", skill)) - seen
            seen |= pending
            new = self.by_id("credential", pending)
            _take(found, new)
            asked, pending = list(new.get("credential", ())), set()
        _take(found, self.by_id("credential", words - seen))
        taught = {t.skill for c in found["credential"] for t in c.teaches}
        _take(found, self.by_id("skill", skills | taught))
        _take(found, self.by_id("offer", self.posting("offers", "")))
        return found


# ---- opening -----------------------------------------------------------------------------------------------------


def open_catalog(paths: Sequence[Path | None] = (None,)) -> CatalogIndex:
    """The index of the catalog at ``paths`` (``None``: the bundled one), made first where there is none yet.

    Several paths are one catalog together: a college's own courses beside the bundled ones.

    Raises:
        MissingFile: nothing readable is there.
        InvalidFile: the files have problems, or say different things under one id; all of them are listed.
    """
    roots = [places.bundled_data() if path is None else os.path.abspath(os.fspath(path.expanduser())) for path in paths]
    where = " with ".join(roots)
    files = catalog_files(roots)
    key = _key(files)
    path = _place(key)
    if path:
        index = _opened(where, files, key, path)
        if index is not None:
            return index
    catalog = compile_catalog(where, files)
    if path and _settled(files) and _write(path, catalog, key):
        index = _opened(where, files, key, path)
        if index is not None:
            return index
    return index_of(catalog, where, files, key)


def index_of(catalog: Catalog, where: str = "", files: Sequence[File] = (), key: str = "") -> CatalogIndex:
    """An index in memory of a catalog that is there already."""
    connection = sqlite3.connect(":memory:")
    fill(connection, catalog, key)
    return CatalogIndex(where, files, connection)


def read_catalog(path: Path | None = None) -> Catalog:
    """The whole catalog at ``path``; raises as `open_catalog` does."""
    index = open_catalog((path,))
    try:
        return index.whole()
    finally:
        index.close()


def _key(files: Sequence[File]) -> str:
    try:
        # The model's own times: while it is being edited its version stays, and an old copy would miss new fields.
        shape = os.stat(model.__file__)
        head = f"{__version__}\0{FORMAT}\0{shape.st_size}\0{shape.st_mtime_ns}"
    except OSError:
        head = f"{__version__}\0{FORMAT}"
    lines = (f"{f.path}\0{f.label}\0{f.stat.st_size}\0{f.stat.st_mtime_ns}\0{f.stat.st_ctime_ns}" for f in files)
    return "\n".join((head, *lines)).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _place(key: str) -> str:
    """Where the index of this key lies; empty when there is no place for it."""
    try:
        return os.path.join(places.cache_folder(), f"catalog-{zlib.crc32(key.encode()):08x}.sqlite")
    except (OSError, RuntimeError, ValueError):
        return ""  # no home folder, say


def _opened(where: str, files: Sequence[File], key: str, path: str) -> CatalogIndex | None:
    """The index at ``path`` if it is there, ours, whole at its head, and of this key."""
    try:
        if not kept.is_mine(os.stat(path)):
            return None
        escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        connection = sqlite3.connect(f"file:{escaped}?mode=ro&immutable=1", uri=True)
    except (OSError, sqlite3.Error, ValueError):
        return None
    try:
        index = CatalogIndex(where, files, connection, path)
    except (sqlite3.Error, _DamagedError, msgspec.MsgspecError, TypeError, ValueError):
        connection.close()
        return None
    if index.head.key != key:
        connection.close()
        return None
    return index


def _settled(files: Sequence[File]) -> bool:
    """Whether no file is so new that it may change again within one tick of the file system's clock."""
    now = time.time_ns()
    return all(abs(now - file.stat.st_mtime_ns) > _SETTLED_SECONDS * 10**9 for file in files)


def _write(path: str, catalog: Catalog, key: str) -> bool:
    """Keep an index at ``path``; whether it is there now."""

    def make(beside: str) -> None:
        with contextlib.closing(sqlite3.connect(beside)) as connection:
            fill(connection, catalog, key)

    try:
        return kept.make(path, make)
    except sqlite3.Error:
        return False


def _spelled(text: str) -> set[str]:
    """The ways in which the index may have spelled what was typed."""
    wanted = fold(text)
    digits = "".join(c for c in text.strip() if c not in "-. ")
    return {wanted, wanted.replace(" ", ""), digits} - {""}


_decoders: dict[str, Any] = {}


def _decoder(kind: str) -> Any:
    if kind not in _decoders:
        wanted = TYPES.get(kind, Source)
        _decoders[kind] = msgspec.msgpack.Decoder(wanted, dec_hook=compact_decode_hook)
    return _decoders[kind]


def _take(into: dict[str, list[Any]], more: dict[str, list[Any]]) -> None:
    for kind, records in more.items():
        into.setdefault(kind, []).extend(records)


def _sorted(records: Iterable[R]) -> tuple[R, ...]:
    return tuple(sorted(records, key=lambda r: r.id))
