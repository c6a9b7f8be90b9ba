"""What the engine keeps besides events: the run of each sprint, what a person asked of it, and what its agents were told."""

import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from pydantic import TypeAdapter

Asked = Literal["go", "pause", "stop"]

_SCHEMA = """
create table if not exists runs(slug text primary key, run text not null);
create table if not exists asked(slug text, package text, what text not null, primary key (slug, package));
create table if not exists notes(id integer primary key autoincrement, slug text not null, package text not null, text text not null);
create table if not exists told(workflow text, turn integer, note integer, primary key (workflow, note));
create table if not exists proposals(id text primary key, slug text not null, proposal text not null);
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One sprint, from its first launch on. `base` is the commit its packages start from and their checks compare with.

    `root` is the checkout it was launched from; `contracts` is the commit whose contracts its packages were launched with (empty
    for the base's own); `launches` and `attempts` count, so that every workflow has an id of its own.
    """

    slug: str
    name: str
    path: str
    root: str
    base: str
    started: float
    settings: dict[str, Any]
    launches: int = 0
    integrations: int = 0
    attempts: tuple[tuple[str, int], ...] = ()
    contracts: str = ""

    def attempt(self, package: str) -> int:
        """How often a package has been launched."""
        return dict(self.attempts).get(package, 0)

    def launched(self, packages: tuple[str, ...]) -> Self:
        """The run after one more launch of these packages."""
        counts = {**dict(self.attempts), **{p: self.attempt(p) + 1 for p in packages}}
        return replace(self, launches=self.launches + 1, attempts=tuple(counts.items()))

    def integrated(self) -> Self:
        """The run after one more integration pass."""
        return replace(self, integrations=self.integrations + 1)

    def workflow(self, package: str) -> str:
        """The id of a package's latest workflow."""
        return f"{self.slug}/{package}/{self.attempt(package)}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to a contract that an agent asks for."""

    id: str
    slug: str
    package: str
    path: str
    old: str
    new: str
    reason: str
    state: Literal["open", "accepted", "declined"] = "open"

    def decided(self, state: Literal["accepted", "declined"]) -> Self:
        return replace(self, state=state)


_RUN = TypeAdapter(Run)
_PROPOSAL = TypeAdapter(Proposal)


class Store:
    """The tables beside the events, in the same database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._db.executescript(_SCHEMA)

    def runs(self) -> list[Run]:
        return [_RUN.validate_json(text) for (text,) in self._db.execute("select run from runs order by slug")]

    def run(self, slug: str) -> Run | None:
        row = self._db.execute("select run from runs where slug = ?", (slug,)).fetchone()
        return _RUN.validate_json(row[0]) if row else None

    def keep(self, run: Run) -> Run:
        self._db.execute("insert or replace into runs values (?, ?)", (run.slug, json.dumps(asdict(run))))
        return run

    def ask(self, slug: str, package: str, what: Asked) -> None:
        self._db.execute("insert or replace into asked values (?, ?, ?)", (slug, package, what))

    def asked(self, slug: str, package: str) -> Asked:
        row = self._db.execute("select what from asked where slug = ? and package = ?", (slug, package)).fetchone()
        return row[0] if row else "go"

    def note(self, slug: str, package: str, text: str) -> None:
        """Something that a package's agent is to be told before its next turn."""
        self._db.execute("insert into notes(slug, package, text) values (?, ?, ?)", (slug, package, text))

    def tell(self, workflow: str, turn: int, slug: str, package: str) -> list[str]:
        """The notes for a turn: what was not told before. A turn that is repeated after a crash is told the same."""
        self._db.execute(
            "insert or ignore into told select ?, ?, id from notes where slug = ? and package = ?"
            " and id not in (select note from told where workflow = ?)",
            (workflow, turn, slug, package, workflow),
        )
        rows = self._db.execute(
            "select text from notes join told on note = id where workflow = ? and turn = ? order by id",
            (workflow, turn),
        )
        return [text for (text,) in rows]

    def forget_notes(self, slug: str, package: str, workflow: str) -> None:
        """A new run starts from contracts as they are: what was said before is no news to it."""
        self._db.execute(
            "insert or ignore into told select ?, -1, id from notes where slug = ? and package = ?",
            (workflow, slug, package),
        )

    def propose(self, proposal: Proposal) -> None:
        self._db.execute(
            "insert or replace into proposals values (?, ?, ?)",
            (proposal.id, proposal.slug, json.dumps(asdict(proposal))),
        )

    def proposal(self, id: str) -> Proposal | None:
        row = self._db.execute("select proposal from proposals where id = ?", (id,)).fetchone()
        return _PROPOSAL.validate_json(row[0]) if row else None
