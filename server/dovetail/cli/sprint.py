"""`dovetail sprint …`: launch, follow, steer, integrate, land, report."""

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table

from dovetail.core.errors import EngineError, UsageError
from dovetail.core.plan import Sprint
from dovetail.core.reports import SprintStatusReport
from dovetail.sprint import client
from dovetail.sprint.protocol import EngineEvent

from .report import html, markdown
from .story import Story
from .telling import STATE_STYLES, rendered
from .workspaces import find_sprint, read_workspace

app = typer.Typer(help="Launch a sprint's packages, follow them, integrate, land.", no_args_is_help=True)

SprintArgument = Annotated[
    str | None, typer.Argument(help="The sprint's file or name; not needed where there is only one.")
]
PackageOption = Annotated[
    list[str] | None, typer.Option("--package", "-p", help="Only this package; may be given several times.")
]
FormatOption = Annotated[str, typer.Option("--format", help="text or json.")]

console = Console(highlight=False, soft_wrap=True)
# The states whose reason a person has to read.
_TROUBLE = ("blocked", "failed", "stopped", "paused")


@app.command("run")
def run(
    sprint: SprintArgument = None,
    package: PackageOption = None,
    detach: Annotated[bool, typer.Option(help="Launch and return.")] = False,
) -> None:
    """Launch the ready packages and follow them. Ctrl-C detaches: the agents go on."""
    root, plan = _plan(sprint)
    before = _last_event(root)
    client.launch(root, plan.path, package)
    if detach:
        console.print(f"Launched. Follow with: dovetail sprint log {plan.path} --follow")
        return
    _follow(root, plan, before, until=("sprint.finished",))
    _exit_with(_status(root, plan))


@app.command("status")
def status(sprint: SprintArgument = None, format: FormatOption = "text") -> None:
    """Where every package and the integration stand."""
    _known(format)
    root, plan = _plan(sprint)
    report = _status(root, plan)
    if format == "json":
        typer.echo(report.model_dump_json(by_alias=True, indent=2))
    else:
        console.print(_table(report))


@app.command("stop")
def stop(sprint: SprintArgument = None, package: PackageOption = None) -> None:
    """Stop packages, or the whole sprint. What they committed stays on their branches."""
    _steer("stop", sprint, package, "Stopped")


@app.command("pause")
def pause(sprint: SprintArgument = None, package: PackageOption = None) -> None:
    """Let packages finish the turn they are in, and wait."""
    _steer("pause", sprint, package, "Paused")


@app.command("resume")
def resume(sprint: SprintArgument = None, package: PackageOption = None) -> None:
    """Let paused packages go on."""
    _steer("resume", sprint, package, "Resumed")


@app.command("log")
def log(
    sprint: SprintArgument = None,
    package: PackageOption = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what happens next.")] = False,
    format: FormatOption = "text",
) -> None:
    """Everything that happened, oldest first."""
    _known(format)
    root, plan = _plan(sprint)
    last = 0 if follow else _last_event(root)
    story, seen = Story(time.time()), False
    try:
        for event in client.follow(root, 0) if follow else _events(root, plan, last):
            if event.sprint == plan.slug and (not package or event.package in package):
                _print(event, story, format)
                seen = True
    except KeyboardInterrupt:
        console.print("Detached.")
    if not seen:
        console.print("Nothing has happened yet.")


@app.command("integrate")
def integrate(sprint: SprintArgument = None) -> None:
    """Stack the finished branches, check and verify the result. Nothing lands yet, and your checkout is not touched."""
    root, plan = _plan(sprint)
    before = _last_event(root)
    client.call(root, "integrate", {"sprint": plan.path})
    _follow(root, plan, before, until=("integration.state",), states=("verified", "failed", "landed"))
    report = _status(root, plan)
    console.print(_table(report))
    if report.integration.state == "verified":
        console.print(f"Verified. Land it with: dovetail sprint land {plan.path}")
    raise typer.Exit(0 if report.integration.state in ("verified", "landed") else 1)


@app.command("land")
def land(sprint: SprintArgument = None) -> None:
    """Move the base branch to exactly the verified commit."""
    root, plan = _plan(sprint)
    answer = client.call(root, "land", {"sprint": plan.path})
    console.print(
        f"[bold green]landed[/] {plan.file.base if plan.file else 'main'} is now {str(answer.get('head', ''))[:12]}"
    )


@app.command("report")
def report(
    sprint: SprintArgument = None,
    format: Annotated[str, typer.Option("--format", help="markdown or html.")] = "markdown",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of the terminal.")] = None,
) -> None:
    """Who built what at which cost, what was caught, and how every conflict was resolved."""
    if format not in ("markdown", "html"):
        raise UsageError(f"'{format}' is not a format; it is markdown or html.")
    root, plan = _plan(sprint)
    text = markdown(_status(root, plan), _events(root, plan, _last_event(root)))
    text = html(text, plan.name) if format == "html" else text
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
        console.print(f"Wrote {output}.")


def _events(root: Path, plan: Sprint, last: int) -> Iterator[EngineEvent]:
    """What has happened in a sprint, up to the event with the number `last`."""
    if last == 0:
        return
    for event in client.follow(root, 0):
        if event.sprint == plan.slug:
            yield event
        if event.seq >= last:
            return


def _plan(wanted: str | None) -> tuple[Path, Sprint]:
    root, snapshot = read_workspace(Path.cwd())
    return root, find_sprint(snapshot, root, wanted)


def _status(root: Path, plan: Sprint) -> SprintStatusReport:
    return SprintStatusReport.model_validate(client.call(root, "status", {"sprint": plan.path}))


def _last_event(root: Path) -> int:
    """The number of the last event so far; 0 where the engine has never run."""
    try:
        return int(client.call(root, "ping")["seq"])
    except KeyError as error:
        raise EngineError("The engine is of another version; run `dovetail engine stop` and try again.") from error


def _follow(root: Path, plan: Sprint, since: int, *, until: Iterable[str], states: Iterable[str] = ()) -> None:
    """Print events until one of these kinds (in one of these states) happens."""
    kinds, wanted, story = set(until), set(states), Story(time.time())
    try:
        for event in client.follow(root, since):
            if event.sprint not in (None, plan.slug):
                continue
            _print(event, story, "text")
            if event.kind in kinds and (not wanted or event.data.get("state") in wanted):
                return
    except KeyboardInterrupt:
        console.print(f"\nDetached; the agents go on. Look again with: dovetail sprint status {plan.path}")
        raise typer.Exit(0) from None


def _print(event: EngineEvent, story: Story, format: str) -> None:
    if format == "json":
        typer.echo(json.dumps(event.as_json(), ensure_ascii=False))
        return
    for line in story.tell(event):
        console.print(rendered(line, story.started))


def _steer(verb: str, sprint: str | None, packages: list[str] | None, done: str) -> None:
    root, plan = _plan(sprint)
    known = [p.id for p in plan.packages]
    for package in packages or []:
        if package not in known:
            raise UsageError(f"The sprint '{plan.name}' has no package '{package}'; it has {', '.join(known)}.")
    for package in packages or [None]:
        client.call(root, verb, {"sprint": plan.path, "package": package})
    console.print(f"{done}: {', '.join(packages) if packages else plan.name}.")


def _table(report: SprintStatusReport) -> RenderableType:
    table = Table(title=f"{report.sprint}: {report.state}", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("package", "state", "turns", "tokens", "dollars", "findings"):
        table.add_column(column, justify="left" if column in ("package", "state") else "right", no_wrap=True)
    for p in report.packages:
        state = f"[{STATE_STYLES[p.state]}]{p.state}[/]"
        table.add_row(p.id, state, str(p.turns), f"{p.tokens.total:,}", f"{p.dollars:.2f}", str(p.findings))
    lines = [f"[bold]{p.id}[/]: {escape(p.detail)}" for p in report.packages if p.detail and p.state in _TROUBLE]
    i = report.integration
    if i.state != "none":
        lines.append(f"[bold]integration[/]: [{STATE_STYLES.get(i.state, 'dim')}]{i.state}[/] {(i.head or '')[:12]}")
    lines += [f"[bold]{e.package}[/]: [yellow]ejected[/] {escape(e.reason)}" for e in i.ejected]
    return Group(table, *([""] if lines else []), *lines)


def _exit_with(report: SprintStatusReport) -> None:
    console.print(_table(report))
    raise typer.Exit(0 if all(p.state in ("done", "waiting") for p in report.packages) else 1)


def _known(format: str) -> None:
    if format not in ("text", "json"):
        raise UsageError(f"'{format}' is not a format; it is text or json.")
