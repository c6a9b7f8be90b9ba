"""Durable workflows, behind an interface of ours: what has been recorded is not done again, whatever is killed in between.

DBOS Transact on SQLite does the recording. Its import costs a second, so only the engine imports this module.
"""

import asyncio
import contextvars
import json
import os
import re
import shutil
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import sqlalchemy
from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID
from sqlalchemy import event

from dovetail.agents.backend import Halted, Json, Outcome
from dovetail.core.errors import DovetailError

Workflow = Callable[..., Awaitable[Json]]

# Pinned: the default is a hash of the source, and an upgrade would leave every running sprint behind.
APPLICATION_VERSION = "1"
EXECUTOR = "engine"
_POLL_SECONDS = 0.1


class Durable:
    """The workflows of one engine. Its file lock is held by one process at a time, so the executor's name is fixed."""

    def __init__(self, database: Path, spool: Path) -> None:
        self._spool = spool
        self._workflows: dict[str, Any] = {}
        self._engine = _sqlite(database)
        config: DBOSConfig = {
            "name": "dovetail",
            "system_database_url": f"sqlite:///{database}",
            "system_database_engine": self._engine,
            "application_version": APPLICATION_VERSION,
            "executor_id": EXECUTOR,
            "log_level": "ERROR",
            "serializer": JsonSerializer(),
            "notification_listener_polling_interval_sec": 1.0,
        }
        DBOS(config=config)

    def register(self, name: str, workflow: Workflow) -> None:
        """Make a workflow known, by a name that stays the same from version to version."""

        async def run(*args: Any) -> Json:
            return await workflow(*args)

        run.__qualname__ = run.__name__ = name
        self._workflows[name] = DBOS.workflow(name=name)(run)

    def launch(self) -> None:
        """Go on with everything that was under way. Called on the event loop, which then runs all workflows."""
        DBOS.launch()

    async def start(self, name: str, id: str, *args: Any) -> None:
        """Start a workflow; one that was started under this id before is left as it is."""
        with SetWorkflowID(id):
            await DBOS.start_workflow_async(self._workflows[name], *args)

    async def result(self, id: str) -> Json:
        """How a workflow ended, when it has. May be waited for anywhere, in a step too."""

        async def wait() -> Json:
            handle = await DBOS.retrieve_workflow_async(id)
            return cast("Json", await handle.get_result(polling_interval_sec=_POLL_SECONDS))

        # In a context of its own, so that DBOS does not take the waiting for a step of the workflow that waits.
        return await asyncio.get_running_loop().create_task(wait(), context=contextvars.Context())

    async def under_way(self, prefix: str = "") -> set[str]:
        """The ids of the workflows that have not ended."""
        found = await DBOS.list_workflows_async(status=["PENDING", "ENQUEUED"], workflow_id_prefix=prefix or None)
        return {workflow.workflow_id for workflow in found}

    def journal(self, id: str, guard: "Guard | None" = None) -> "DurableJournal":
        return DurableJournal(self._spool / _file_name(id), guard)

    def forget(self, id: str) -> None:
        """A workflow has ended: its spool is needed no more."""
        shutil.rmtree(self._spool / _file_name(id), ignore_errors=True)


Guard = Callable[[Callable[[], Awaitable[Json]]], Awaitable[Json]]


class DurableJournal:
    """Records the steps of the workflow that uses it.

    A step's result is on the disk before it is recorded: a crash between the two does not pay for an answer again.
    `guard` may end a step early, by raising `Halted`.
    """

    def __init__(self, spool: Path, guard: Guard | None = None) -> None:
        self._spool = spool
        self._guard = guard

    async def step(self, name: str, run: Callable[[], Awaitable[Json]]) -> Json:
        async def once() -> Json:
            file = self._spool / f"{_file_name(name)}.json"
            if file.exists():
                return json.loads(file.read_text("utf-8"))
            result = await self._run(run)
            await asyncio.to_thread(_write_through, file, json.dumps(result))
            return result

        result = await DBOS.run_step_async({"name": name}, once)
        halt = result.get("halt")
        if isinstance(halt, dict):
            raise Halted(Outcome(cast("Any", halt["state"]), str(halt["detail"])))
        return result

    async def attempt(self, name: str, run: Callable[[], Awaitable[Json]]) -> Outcome:
        """A step whose failure is an outcome, not the end."""
        try:
            await self.step(name, run)
        except Halted as halted:
            return halted.outcome
        return Outcome("done")

    async def _run(self, run: Callable[[], Awaitable[Json]]) -> Json:
        try:
            return await (self._guard(run) if self._guard is not None else run())
        except Halted as halted:
            return _halt(halted.outcome)
        except DovetailError as error:
            return _halt(Outcome("failed", str(error)))
        except Exception as error:  # noqa: BLE001
            # A fault of ours ends this package with a sentence, and no other; the log has the whole of it.
            traceback.print_exc()
            return _halt(
                Outcome("failed", f"The engine failed ({type(error).__name__}: {error}); its log tells where.")
            )


class JsonSerializer(Serializer):
    """Everything that is recorded is JSON: it can be read in ten years, and reading it runs nothing."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_error_as_json)

    def deserialize(self, serialized_data: str) -> Any:
        data = json.loads(serialized_data)
        return RuntimeError(data["error"]) if isinstance(data, dict) and set(data) == {"error"} else data

    def name(self) -> str:
        return "dovetail_json"


def _error_as_json(value: object) -> object:
    if isinstance(value, BaseException):
        return {"error": f"{type(value).__name__}: {value}"}
    raise TypeError(f"{type(value).__name__} is not JSON")


def _halt(outcome: Outcome) -> Json:
    return {"halt": {"state": outcome.state, "detail": outcome.detail}}


def _write_through(file: Path, text: str) -> None:
    """A file that is whole or not there, also after the machine has lost its power."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)


def _sqlite(database: Path) -> sqlalchemy.Engine:
    """As DBOS makes its own for SQLite, with a write-ahead log that is flushed at every commit."""
    database.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(f"sqlite:///{database}")

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine
