"""The bash tool: one command at a time, confined, with a deadline and a bounded answer."""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .sandbox import Sandbox, environment

FIRST, LAST = 6_000, 12_000  # bytes of a long output that are kept
_AFTER_EXIT = 0.5

_groups: set[int] = set()


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended. `code` is None where it was stopped at its deadline."""

    code: int | None
    output: str


@dataclass(slots=True)
class Shell:
    """Runs the commands of one package, each in a new shell at the top of its worktree."""

    sandbox: Sandbox
    seconds: float
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    named: tuple[str, ...] = ()

    async def run(self, command: str, *, seconds: float | None = None) -> Ran:
        """Run a command to its end, or to its deadline; then nothing of it is left running."""
        home = Path(tempfile.mkdtemp(prefix="dovetail-home-"))
        try:
            return await self._run(command, home, seconds or self.seconds)
        finally:
            await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)

    async def _run(self, command: str, home: Path, seconds: float) -> Ran:
        argv = self.sandbox.command(["/bin/bash", "-c", command], home)
        # A pipe of our own: asyncio's `wait` on a process with pipes waits for those too, and what a command leaves
        # running in the background holds them open.
        ours, theirs = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                cwd=self.sandbox.worktree,
                env=environment(home, self.variables, self.named),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
            )
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        _groups.add(process.pid)
        output = _Output()
        reading = asyncio.create_task(output.read(ours))
        try:
            await asyncio.wait_for(process.wait(), seconds)
            await asyncio.wait([reading], timeout=_AFTER_EXIT)
            return Ran(process.returncode, output.text)
        except TimeoutError:
            return Ran(None, output.text)
        finally:
            _end_group(process.pid)
            reading.cancel()
            await process.wait()


def end_all() -> None:
    """End every command that is running, at the end of the process that runs them."""
    for group in list(_groups):
        _end_group(group)


def _end_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    _groups.discard(pid)


class _Output:
    """The first and the last bytes of a stream of any length."""

    def __init__(self) -> None:
        self._first = bytearray()
        self._last = bytearray()
        self._left_out = 0

    async def read(self, pipe: int) -> None:
        """Read a pipe to its end, and close it."""
        stream = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(pipe, "rb", buffering=0)
        )
        try:
            while chunk := await stream.read(65536):
                self._keep(chunk)
        finally:
            transport.close()

    def _keep(self, chunk: bytes) -> None:
        room = max(0, FIRST - len(self._first))
        self._first += chunk[:room]
        self._last += chunk[room:]
        if len(self._last) > LAST:
            self._left_out += len(self._last) - LAST
            del self._last[: len(self._last) - LAST]

    @property
    def text(self) -> str:
        first, last = (bytes(part).decode("utf-8", "replace") for part in (self._first, self._last))
        middle = f"\n… {self._left_out:,} bytes left out …\n" if self._left_out else ""
        return first + middle + last
