"""`dovetail lsp`, `dovetail engine` and `dovetail mcp`: the long-running parts."""

from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[Path, typer.Option("--root", help="The repository; the current folder by default.", file_okay=False)]


def lsp() -> None:
    """Speak the language server protocol on stdin and stdout."""
    from dovetail.lsp.start import run

    run()


def engine(
    action: Annotated[str, typer.Argument(help="start, stop or status.")] = "start",
    root: Root = Path(),
    foreground: Annotated[bool, typer.Option(help="Stay attached to the terminal.")] = False,
) -> None:
    """The daemon that runs a repository's sprints; it starts by itself when it is needed."""
    from dovetail.core.errors import UsageError
    from dovetail.sprint import client, engine

    match action:
        case "start" if foreground:
            engine.run_engine(root)
        case "start":
            client.start_engine(root)
            typer.echo(client.describe(root))
        case "stop":
            client.stop_engine(root)
            typer.echo("The engine has stopped; running packages go on when it starts again.")
        case "status":
            typer.echo(client.describe(root))
        case _:
            raise UsageError(f"`dovetail engine {action}` is not known; it is start, stop or status.")


def mcp(root: Root = Path()) -> None:
    """Speak the Model Context Protocol on stdin and stdout, for agents that Dovetail did not launch."""
    from dovetail.mcp.server import run

    run(root)
