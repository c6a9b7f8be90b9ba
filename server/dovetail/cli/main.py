"""The `dovetail` command: the table of its subcommands, and the one place where an error becomes a sentence."""

import atexit
import gc
import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from dovetail import __version__
from dovetail.core.errors import DovetailError

# In the order of `--help`. A command's module is imported only when it is run, for that is most of a short command's time.
COMMANDS = {
    "init": "init.init",
    "check": "check.check",
    "explain": "explain.explain",
    "bind": "bind.bind",
    "stub": "stub.stub_",
    "context": "context.context",
    "sprint": "sprint.app",
    "forecast": "forecast.forecast",
    "clean": "clean.clean",
    "demo": "demo.command.demo",
    "lsp": "servers.lsp",
    "engine": "servers.engine",
    "mcp": "servers.mcp",
}


def application(named: str | None = None) -> typer.Typer:
    """The command line with one subcommand, or with all of them where none is named: for the help, and for a slip of the pen."""
    app = typer.Typer(
        name="dovetail",
        help="Contracts, conventions and a sprint for coding agents that run side by side.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(root)
    for name in [named] if named in COMMANDS else COMMANDS:
        module, _, member = COMMANDS[name].rpartition(".")
        command: Any = getattr(import_module(f"{__package__}.{module}"), member)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"dovetail {__version__}")
        raise typer.Exit


def main() -> None:
    """Run a command. Exit code 2 and one sentence on stderr where it could not be carried out."""
    if sys.argv[1:2] == ["check"]:
        gc.disable()  # what a check makes is there until its end, and its end is near
        atexit.register(gc.freeze)  # nor is any of it looked through then
    try:
        application(sys.argv[1] if len(sys.argv) > 1 else None)()
    except DovetailError as error:
        sys.stderr.write(f"dovetail: {error}\n")
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`dovetail check | head`); nothing may be flushed into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 the last resort: it is told in a sentence and written down
        from .failure import told

        sys.stderr.write(told(error))
        sys.exit(2)
