"""The engine's memory of what happened: durable events in order, told live to whoever listens. What agents are saying passes by."""

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dovetail.core.errors import EngineError

from .protocol import EngineEvent

_SCHEMA = """
create table if not exists events(
    seq integer primary key autoincrement, time real not null, kind text not null, sprint text, package text,
    data text not null, key text unique
);
create index if not exists events_by_sprint on events(sprint, seq);
"""
_COLUMNS = "seq, time, kind, sprint, package, data"
_PAGE = 500


class Bus:
    """Events are written before they are told, so that a listener who missed some can always be told again.

    A listener waits for events to be there and reads them at its own pace; nobody waits for a listener.
    """

    def __init__(self, path: Path | str) -> None:
        self._db = connect(path)
        self._db.executescript(_SCHEMA)
        self._more = asyncio.Event()
        self._token_listeners: set[Callable[[EngineEvent], None]] = set()
        self._watchers: list[Callable[[EngineEvent], None]] = []

    @property
    def last(self) -> int:
        (seq,) = self._db.execute("select coalesce(max(seq), 0) from events").fetchone()
        return int(seq)

    def emit(
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        sprint: str | None = None,
        package: str | None = None,
        key: str | None = None,
    ) -> bool:
        """Record and tell an event. One whose key is known has been told before a crash: it is left out, and the answer is False."""
        at = time.time()
        text = json.dumps(dict(data), ensure_ascii=True)
        inserted = self._db.execute(
            "insert or ignore into events(time, kind, sprint, package, data, key) values (?, ?, ?, ?, ?, ?)",
            (at, kind, sprint, package, text, key),
        )
        if inserted.rowcount == 0 or inserted.lastrowid is None:
            return False
        self._wake()
        event = EngineEvent(inserted.lastrowid, at, kind, sprint, package, data)
        for watcher in self._watchers:
            watcher(event)
        return True

    def tell(self, kind: str, data: Mapping[str, Any], *, sprint: str, package: str) -> None:
        """Pass on what is worth seeing and not worth keeping."""
        if self._token_listeners:
            event = EngineEvent(0, time.time(), kind, sprint, package, data)
            for listener in self._token_listeners:
                listener(event)

    def since(self, seq: int, *, limit: int = _PAGE) -> list[EngineEvent]:
        """The first events after a number."""
        rows = self._db.execute(f"select {_COLUMNS} from events where seq > ? order by seq limit ?", (seq, limit))
        return [_event(row) for row in rows]

    def of_sprint(self, sprint: str, kinds: Iterable[str] = ()) -> list[EngineEvent]:
        """All events of a sprint, oldest first, or those of some kinds."""
        wanted = tuple(kinds)
        chosen = f" and kind in ({', '.join('?' * len(wanted))})" if wanted else ""
        rows = self._db.execute(
            f"select {_COLUMNS} from events where sprint = ?{chosen} order by seq", (sprint, *wanted)
        )
        return [_event(row) for row in rows]

    async def wait_after(self, seq: int) -> None:
        """Returns when there are events after a number."""
        while self.last <= seq:
            more = self._more
            await more.wait()

    def watch(self, watcher: Callable[[EngineEvent], None]) -> None:
        """Call a function with every new event, inside the engine."""
        self._watchers.append(watcher)

    def listen(self, listener: Callable[[EngineEvent], None]) -> None:
        """Call a function with what passes by."""
        self._token_listeners.add(listener)

    def leave(self, listener: Callable[[EngineEvent], None]) -> None:
        self._token_listeners.discard(listener)

    @property
    def database(self) -> sqlite3.Connection:
        """The connection, for what is kept beside the events."""
        return self._db

    def close(self) -> None:
        self._db.close()

    def _wake(self) -> None:
        self._more.set()
        self._more = asyncio.Event()


def recorded(path: Path, since: int) -> list[EngineEvent]:
    """What an engine has recorded after a number, read while none runs; nothing where none ever did, or one is just starting."""
    if not path.exists():
        return []
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as db:
            if db.execute("select 1 from sqlite_master where name = 'events'").fetchone() is None:
                return []
            rows = db.execute(f"select {_COLUMNS} from events where seq > ? order by seq", (since,))
            return [_event(row) for row in rows]
    except sqlite3.DatabaseError as error:
        raise EngineError(f"What the engine has recorded in {path} cannot be read: {error}.") from error


def connect(path: Path | str) -> sqlite3.Connection:
    """A database that outlives the process and the machine: what was written is on the disk."""
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        db.execute("pragma journal_mode=wal")
        db.execute("pragma synchronous=full")
    except sqlite3.DatabaseError as error:
        raise EngineError(
            f"{path} cannot be used as a database ({error}): move it away and start again; branches and worktrees stay as they are."
        ) from error
    return db


def _event(row: tuple[int, float, str, str | None, str | None, str]) -> EngineEvent:
    seq, at, kind, sprint, package, data = row
    return EngineEvent(seq, at, kind, sprint, package, json.loads(data))
