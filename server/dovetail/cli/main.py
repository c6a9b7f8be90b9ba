"""The `dovetail` command: the table of its subcommands, and the one place where an error becomes a sentence."""

import os
import sys
from typing import Annotated

import typer

from dovetail import __version__
from dovetail.core.errors import DovetailError

from . import bind, check, clean, context, explain, forecast, init, servers, sprint
from .demo import command as demo

app = typer.Typer(
    name="dovetail",
    help="Contracts, conventions and a sprint for coding agents that run side by side.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("init")(init.init)
app.command("check")(check.check)
app.command("explain")(explain.explain)
app.command("bind")(bind.bind)
app.command("context")(context.context)
app.add_typer(sprint.app, name="sprint")
app.command("forecast")(forecast.forecast)
app.command("clean")(clean.clean)
app.command("demo")(demo.demo)
app.command("lsp")(servers.lsp)
app.command("engine")(servers.engine)
app.command("mcp")(servers.mcp)


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"dovetail {__version__}")
        raise typer.Exit


def main() -> None:
    """Run a command. Exit code 2 and one sentence on stderr where it could not be carried out."""
    try:
        app()
    except DovetailError as error:
        sys.stderr.write(f"dovetail: {error}\n")
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`dovetail check | head`); nothing may be flushed into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
