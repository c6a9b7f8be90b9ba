"""What was read before, kept between runs: the shapes of files by the hash of their text, and the last check with its report.

One SQLite file a workspace in the user's cache folder, which several processes may use at once. It is a shortcut and never a
source of truth: a file that is damaged, foreign, of another version or not to be had is no cache, and everything is read anew.

Shapes are pickled, for no other format at hand loads thousands of them in less time than it takes to read the files again.
The loader knows our own value classes and nothing else, so that no content can make it run code. File and folder are the
user's own (0600 and 0700), and every row carries a checksum, so that damage is noticed.
"""

import errno
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zlib import crc32

from dovetail.core.contracts import SUFFIX
from dovetail.core.shapes import FileShapes
from dovetail.core.text import Text

from .abandoned import mark_of, remove_abandoned
from .files import Stamp
from .fingerprint import fingerprint
from .frozen import thawed

# A spoilt name inside a database is a ValueError: SQLite's own message about it cannot be decoded.
DAMAGE = (sqlite3.Error, ValueError)

_SCHEMA = """
create table version (value blob not null, root blob not null);
create table files (path text primary key, stamp text not null, digest blob not null, seal integer not null,
                    shapes blob, checksum integer not null) without rowid;
create table report (key blob not null, content blob not null, checksum integer not null);
create table selection (key blob not null, content blob not null, checksum integer not null);
create table ledger (state blob not null, content blob not null, checksum integer not null);
create table entries (name text primary key, digest blob not null, keys blob not null, looked_up blob not null, said blob,
                      checksum integer not null) without rowid;
create table checked (path text primary key, digest blob not null, shapes blob not null, checksum integer not null) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was when it was last read. `stamp` is None where it may have been written again unnoticed."""

    digest: bytes
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of an entry of a check's ledger, for a file with the hash of its text."""

    name: str
    digest: bytes
    keys: bytes
    looked_up: bytes
    said: bytes | None


class Cache:
    """What is kept of one workspace. No method raises for the file's sake: it answers as if nothing were kept.

    `problem` is a sentence where something could not be written, unless another process was writing.
    """

    def __init__(self, database: sqlite3.Connection | None = None, problem: str | None = None) -> None:
        self._database = database
        self.problem = problem

    @property
    def is_open(self) -> bool:
        """False where nothing is kept."""
        return self._database is not None

    def known(self) -> dict[str, Known]:
        """The files whose text was hashed before, by path."""
        found: dict[str, Known] = {}
        for path, stamp, digest, seal in self._rows("select path, stamp, digest, seal from files"):
            if seal == _checksum(path, stamp, digest):
                found[path] = Known(digest, _stamp(stamp))
        return found

    def shapes(self, path: str, digest: bytes) -> FileShapes | None:
        """What a language module read of a file when its text was this. Of contracts that is known of the last check's, too."""
        query = " union all ".join(
            f"select shapes, checksum from {table} where path = ?1 and digest = ?2 and shapes is not null"
            for table in ("files", "checked")
        )
        for content, checksum in self._rows(query, path, digest):
            if checksum == _checksum(path, digest, content):
                return thawed(content)
        return None

    def keep(self, files: Iterable[tuple[str, Known, bytes | None]]) -> None:
        """Remember files with their frozen shapes, if they have any."""
        rows = [
            (*_head(path, known), shapes, _checksum(path, known.digest, shapes or b"")) for path, known, shapes in files
        ]
        self._write([("insert or replace into files values (?, ?, ?, ?, ?, ?)", rows)])

    def touch(self, files: Iterable[tuple[str, Known]]) -> None:
        """The same texts, under new stamps."""
        heads = [_head(path, known) for path, known in files]
        rows = [(stamp, seal, path, digest) for path, stamp, digest, seal in heads]
        self._write([("update files set stamp = ?, seal = ? where path = ? and digest = ?", rows)])

    def forget(self, paths: Iterable[str]) -> None:
        self._write([("delete from files where path = ?", [(path,) for path in paths])])

    def report(self, key: bytes) -> bytes | None:
        """The last check's report, if it was of exactly this tree."""
        return self._one("report", key)

    def keep_report(self, key: bytes, content: bytes) -> None:
        self._keep_one("report", key, content)

    def selection(self, key: bytes) -> tuple[str, ...] | None:
        """The files that were read of the last tree, if it had the same paths and its plans said the same of which are."""
        found = self._one("selection", key)
        return tuple(found.decode("utf-8", "surrogatepass").split("\0")) if found else None

    def keep_selection(self, key: bytes, paths: Iterable[str]) -> None:
        self._keep_one("selection", key, "\0".join(paths).encode("utf-8", "surrogatepass"))

    def ledger(self) -> tuple[bytes, bytes, list[Row]] | None:
        """The state and the content of the last check's ledger, with its entries; None where any of it is damaged."""
        self._execute("begin")  # no other process writes between the two
        heads = self._rows("select state, content, checksum from ledger")
        found = self._rows("select name, digest, keys, looked_up, said, checksum from entries")
        self._execute("commit")
        if len(heads) != 1 or heads[0][2] != _checksum(*heads[0][:2]):
            return None
        rows = [Row(*row[:5]) for row in found if row[5] == _checksum(*row[:4], row[4] or b"")]
        return (heads[0][0], heads[0][1], rows) if len(rows) == len(found) else None

    def keep_ledger(
        self, before: bytes | None, state: bytes, content: bytes, rows: Iterable[Row], gone: Iterable[str]
    ) -> None:
        """Remember a check. `rows` are the entries that differ from those of the state `before`, None where they are all there are.

        The next check compares contracts with those of this one, so what was read of them stays, whoever reads others meanwhile. Nothing
        is written where another process has kept another check meanwhile.
        """
        rows, gone = list(rows), list(gone)
        contracts = [(r.name, r.digest) for r in rows if r.name.endswith(SUFFIX)]
        written = [
            (
                r.name,
                r.digest,
                r.keys,
                r.looked_up,
                r.said,
                _checksum(r.name, r.digest, r.keys, r.looked_up, r.said or b""),
            )
            for r in rows
        ]
        self._write(
            [
                ("delete from entries", [()] if before is None else []),
                ("delete from entries where name = ?", [(name,) for name in gone]),
                ("insert or replace into entries values (?, ?, ?, ?, ?, ?)", written),
                ("delete from checked", [()] if before is None else []),
                ("delete from checked where path = ?", [(name,) for name in gone]),
                (
                    "insert or replace into checked select path, digest, shapes, checksum from files"
                    " where path = ? and digest = ? and shapes is not null",
                    contracts,
                ),
                ("delete from ledger", [()]),
                ("insert into ledger values (?, ?, ?)", [(state, content, _checksum(state, content))]),
            ],
            only_after=before,
        )

    def close(self) -> None:
        if self._database is not None:
            with suppress(*DAMAGE):
                self._database.close()
            self._database = None

    def _one(self, table: str, key: bytes) -> bytes | None:
        """The value in a table of a single row, if it is that of a key."""
        for content, checksum in self._rows(f"select content, checksum from {table} where key = ?", key):
            if checksum == _checksum(key, content):
                return content
        return None

    def _keep_one(self, table: str, key: bytes, content: bytes) -> None:
        row = (key, content, _checksum(key, content))
        self._write([(f"delete from {table}", [()]), (f"insert into {table} values (?, ?, ?)", [row])])

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        if self._database is None:
            return []
        try:
            return self._database.execute(query, values).fetchall()
        except DAMAGE:
            self.close()
            return []

    def _execute(self, statement: str) -> None:
        if self._database is not None:
            with suppress(*DAMAGE):
                self._database.execute(statement)

    def _write(
        self, changes: Sequence[tuple[str, Sequence[tuple[object, ...]]]], only_after: bytes | None = None
    ) -> None:
        """All changes or none. Where another process is writing, ours are not worth waiting for."""
        if self._database is None or not any(rows for _, rows in changes):
            return
        try:
            self._database.execute("begin immediate")
            if only_after is None or self._database.execute("select state from ledger").fetchall() == [(only_after,)]:
                for statement, rows in changes:
                    self._database.executemany(statement, rows)
            self._database.execute("commit")
        except DAMAGE as error:
            self._execute("rollback")
            if getattr(error, "sqlite_errorcode", None) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                self.problem = _unkept(error)


def open_cache(root: Path) -> Cache:
    """The cache of the workspace at a root; one that keeps nothing where the user's cache folder cannot be used."""
    version = fingerprint()
    if version is None:
        return Cache()
    file = cache_file(root)
    problem: str | None = None
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(2):  # what is damaged or of another version is made anew, once
            if not file.exists():
                remove_abandoned(file.parent)
            database = _opened(file, version, os.fsencode(root))
            if database is not None:
                return Cache(database)
            file.unlink(missing_ok=True)
    except (OSError, *DAMAGE) as error:
        problem = _unkept(error) if _is_full(error) else None
    return Cache(problem=problem)


def cache_file(root: Path) -> Path:
    """`$XDG_CACHE_HOME/dovetail/<name>-<hash of the path>.sqlite`, by default below `~/.cache`."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(named) if Path(named).is_absolute() else Path("~/.cache").expanduser()
    return base / "dovetail" / f"{root.name or 'root'}-{mark_of(os.fsencode(root))}.sqlite"


def digest_of(text: Text) -> bytes:
    return blake2b(text.source.encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _opened(file: Path, version: bytes, root: bytes) -> sqlite3.Connection | None:
    """The database, new or as it was left; None where it is none of ours."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if not _is_own(file):
        return None
    database = sqlite3.connect(file, timeout=0.2, isolation_level=None)
    try:
        # No journal file: one that is left behind could spoil a database made anew, and a torn write is noticed by its checksum.
        database.execute("pragma journal_mode = memory")
        database.execute("pragma synchronous = off")
        database.execute("begin immediate")
        if not database.execute("select 1 from sqlite_master").fetchall():
            for statement in _SCHEMA.split(";"):
                database.execute(statement)
            database.execute("insert into version values (?, ?)", (version, root))
        found = database.execute("select value from version").fetchall()
        database.execute("commit")
    except sqlite3.OperationalError as error:
        database.close()
        if _is_full(error):
            file.unlink(missing_ok=True)
            raise  # there is no room for it
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY):
            raise  # another process is at it, or it may not be written: not ours to throw away
        return None
    except DAMAGE:
        database.close()
        return None
    if found == [(version,)]:
        return database
    database.close()
    return None


def _unkept(error: Exception) -> str:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"What was read could not be kept for the next time, which will take longer: {why}."


def _is_full(error: Exception) -> bool:
    """True where there is no room on the disk, or for this user, or for a file of that size."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _is_own(file: Path) -> bool:
    """True for a file of this user that nobody else may write."""
    status = file.lstat()
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _head(path: str, known: Known) -> tuple[str, str, bytes, int]:
    stamp = " ".join(map(str, known.stamp or ()))
    return path, stamp, known.digest, _checksum(path, stamp, known.digest)


def _stamp(written: str) -> Stamp | None:
    numbers = tuple(int(n) for n in written.split())
    return numbers if len(numbers) == 4 else None


def _checksum(*parts: object) -> int:
    total = 0
    for part in parts:
        total = crc32(
            part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass"), crc32(b"|", total)
        )
    return total
