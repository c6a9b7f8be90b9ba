"""`dovetail demo`: the command line of the demo."""

from pathlib import Path
from typing import Annotated

import typer

from dovetail.core.errors import UsageError


def demo(
    live: Annotated[
        bool, typer.Option("--live", help="A real model instead of the scripted one; needs ANTHROPIC_API_KEY.")
    ] = False,
    keep: Annotated[
        Path | None, typer.Option(help="Build the product here and keep it; a temporary folder otherwise.")
    ] = None,
    prepare: Annotated[
        Path | None,
        typer.Option(help="Only build the repository here and serve the scripted model, to launch from the editor."),
    ] = None,
) -> None:
    """Five agents build a small product side by side, from launch to a verified main. The model is scripted unless --live."""
    if live and prepare is not None:
        raise UsageError("--prepare serves the scripted model; leave out --live.")
    if prepare is not None:
        from .demo import prepare_demo

        prepare_demo(prepare)
        return
    from .demo import run_demo

    raise typer.Exit(run_demo(live=live, keep=keep))
