"""What a client may ask to be done: `workspace/executeCommand`. A refusal is an error with one sentence for the user."""

from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from dovetail.core.errors import DovetailError, UsageError
from dovetail.core.plan import Sprint
from dovetail.features.commands import Command
from dovetail.features.fix_all import of_convention, of_rule
from dovetail.features.launch import blockers
from dovetail.features.lenses import launchable
from dovetail.rules import find_rule

from .asking import asked
from .edits import workspace_edit
from .folders import Folder
from .host import Bridge, Host
from .showing import show_diff, show_log
from .status import status_of

REQUEST_FAILED = -32803
Handler = Callable[..., Awaitable[Any]]


def to_command(command: Command, title: str, folder: Folder) -> types.Command:
    """A verb of ours as a command that the client sends back."""
    arguments: list[Any] = [folder.uri(command.sprint)] if command.sprint is not None else []
    arguments += command.subjects or ((None,) if command.verb in ("stop", "resume") else ())
    return types.Command(title=title, command=f"dovetail.{command.verb}", arguments=arguments)


def handler(verb: Callable[..., Awaitable[Any]], host: Host) -> Handler:
    """A command as pygls calls it: our errors become the protocol's, with their sentence alone."""

    async def run(*arguments: Any) -> Any:
        try:
            return await verb(host, *_checked(arguments))
        except DovetailError as error:
            raise JsonRpcException(str(error), REQUEST_FAILED) from error

    run.__name__ = verb.__name__
    return run


def _checked(arguments: tuple[Any, ...]) -> tuple[str | None, ...]:
    """Every argument of ours is text or null."""
    if not all(a is None or isinstance(a, str) for a in arguments):
        raise UsageError("A Dovetail command takes a sprint's URI and a package's id as text.")
    return arguments


async def launch_package(host: Host, uri: str | None = None, *packages: str | None) -> Any:
    """One package, or all that are named after it."""
    named = [p for p in packages if p is not None]
    if not named:
        raise UsageError("Say which package to launch: its id is the second argument.")
    folder, sprint, engine = await _sprint(host, uri)
    return await _launch(folder, sprint, engine, named)


async def launch_ready(host: Host, uri: str | None = None, *_: str | None) -> Any:
    folder, sprint, engine = await _sprint(host, uri)
    waiting = [p.id for p in launchable(sprint, folder.live.sprint(sprint.path, sprint.name, sprint.slug))]
    if not waiting:
        raise UsageError("No package is ready to launch: set `status: ready` on those that may start.")
    blocked = blockers(folder.snapshot, sprint, folder.findings, waiting)
    return await _launch(folder, sprint, engine, [id for id in waiting if id not in blocked] or waiting)


async def _launch(folder: Folder, sprint: Sprint, engine: Bridge, packages: list[str]) -> Any:
    for id, reason in blockers(folder.snapshot, sprint, folder.findings, packages).items():
        raise UsageError(f"'{id}' cannot be launched: {reason}")
    plans = {sprint.path, *folder.snapshot.contracts.by_path}
    if folder.snapshot.conventions is not None:
        plans.add(folder.snapshot.conventions.path)
    unsaved = [path for path in folder.workspace.unsaved if path in plans]
    if unsaved:
        raise UsageError(f"Save {', '.join(unsaved)} first: agents work from the files on disk.")
    return await engine.launch(sprint.path, packages)


async def stop(host: Host, uri: str | None = None, package: str | None = None, *_: str | None) -> Any:
    _folder, sprint, engine = await _sprint(host, uri)
    return await engine.request("stop", {"sprint": sprint.path, "package": package})


async def resume(host: Host, uri: str | None = None, package: str | None = None, *_: str | None) -> Any:
    """A package that waits, or all of a sprint, go on; where the engine has ended, it is started."""
    _folder, sprint, engine = await _sprint(host, uri)
    return await engine.request("resume", {"sprint": sprint.path, "package": package})


async def integrate(host: Host, uri: str | None = None, *_: str | None) -> Any:
    _folder, sprint, engine = await _sprint(host, uri)
    return await engine.request("integrate", {"sprint": sprint.path})


async def land(host: Host, uri: str | None = None, *_: str | None) -> Any:
    _folder, sprint, engine = await _sprint(host, uri)
    return await engine.request("land", {"sprint": sprint.path})


async def forecast(host: Host, uri: str | None = None, *_: str | None) -> Any:
    _folder, sprint, engine = await _sprint(host, uri)
    return await engine.request("forecast", {"sprint": sprint.path})


async def accept_proposal(host: Host, id: str | None = None, *_: str | None) -> Any:
    return await _answer_proposal(host, id, accept=True)


async def decline_proposal(host: Host, id: str | None = None, *_: str | None) -> Any:
    return await _answer_proposal(host, id, accept=False)


async def _answer_proposal(host: Host, id: str | None, *, accept: bool) -> Any:
    for key, folder in host.folders.items():
        for run in folder.live.sprints.values():
            if any(p.id == id for p in run.proposals) and key in host.engines:
                return await host.engines[key].request("proposal", {"id": id, "accept": accept})
    raise UsageError(f"No proposal '{id}' is open; it may have been answered already.")


async def diff(host: Host, uri: str | None = None, package: str | None = None, *_: str | None) -> Any:
    """The changes of a package's branch."""
    folder, sprint = await _package(host, uri, package)
    return await show_diff(host, folder, sprint, package or "")


async def log(host: Host, uri: str | None = None, package: str | None = None, *_: str | None) -> Any:
    """What a package's agent has done."""
    folder, sprint = await _package(host, uri, package)
    return await show_log(host, folder, sprint, package or "")


async def fix_all(host: Host, uri: str | None = None, what: str | None = None, *_: str | None) -> Any:
    """Mend all that a rule has found, or all that breaks a convention (`naming.contracts`); returns how much was mended."""
    found = host.find(uri) if uri is not None else None
    if found is None or what is None:
        raise UsageError("Say what to fix: the URI of a file of the folder, and a rule or a key of the conventions.")
    await found[0].loaded.wait()
    here = asked(host, uri or "")
    if here is None:
        raise UsageError(f"{uri} is not a file of an open folder.")
    findings = here.folder.findings
    mend = of_rule if find_rule(what) is not None else of_convention
    mended = mend(here.snapshot, findings, what)
    if not mended.edits:
        raise UsageError(f"Nothing of '{what}' can be mended by itself.")
    edit = workspace_edit(host, here, mended.edits)
    await _applied(host, edit, f"Fix all of {what}")
    return mended.findings


async def apply(host: Host, edit: str | None = None, *_: str | None) -> Any:
    """Make the edit of an action, for a client that knows commands alone; the edit is the protocol's, as JSON in a text."""
    try:
        wanted = host.typed(types.WorkspaceEdit, (edit or "").encode("utf-8", "surrogatepass"))
    except Exception as error:  # whatever the converter raises for what is no edit
        raise UsageError("Say which edit to make: a workspace edit of the protocol, as JSON.") from error
    await _applied(host, wanted, "Dovetail")


async def _applied(host: Host, edit: types.WorkspaceEdit, label: str) -> None:
    """Have the client make an edit."""
    if not host.can("workspace", "applyEdit"):
        raise UsageError("This editor makes no edits that a language server asks for; take the fixes one by one.")
    made = await host.client.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))
    if not made.applied:
        raise UsageError(
            f"The editor did not make the edit{f': {made.failure_reason}' if made.failure_reason else '.'}"
        )


async def _package(host: Host, uri: str | None, package: str | None) -> tuple[Folder, Sprint]:
    folder, sprint, _engine = await _sprint(host, uri)
    if package is None or sprint.package(package) is None:
        known = ", ".join(p.id for p in sprint.packages) or "none"
        raise UsageError(f"The sprint has no package '{package or ''}'; it has {known}.")
    return folder, sprint


async def status(host: Host, *_: str | None) -> Any:
    """What `dovetail/status` says."""
    return {"sprints": [s for f in host.folders.values() if f.shows_all for s in status_of(f)]}


async def _sprint(host: Host, uri: str | None) -> tuple[Folder, Sprint, Bridge]:
    found = host.find(uri) if uri is not None else None
    if found is not None:
        await found[0].loaded.wait()  # before that, a launch could seem to be blocked
    sprint = found[0].snapshot.sprint(found[1]) if found is not None else None
    if found is None or sprint is None or sprint.path != found[1]:
        raise UsageError(f"{uri or 'Nothing'} is not a sprint of an open folder: pass the URI of a *.sprint.yaml file.")
    engine = host.engines.get(found[0].key)
    if engine is None:
        raise UsageError("Save the sprint in a git repository and open its folder: agents need one to work in.")
    return found[0], sprint, engine
