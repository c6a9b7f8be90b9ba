"""`dovetail context`: the context pack of a package, exactly as its agent gets it."""

from pathlib import Path
from typing import Annotated

import typer

from dovetail.core.context import pack
from dovetail.core.errors import UsageError
from dovetail.core.reports import context_report
from dovetail.core.words import nearest

from .workspaces import find_sprint, read_workspace


def context(
    sprint: Annotated[str, typer.Argument(help="The sprint's file or name.")],
    package: Annotated[str, typer.Argument(help="The package's id.")],
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Print what the agent of a package reads before it starts, with token counts by layer."""
    root, snapshot = read_workspace(Path.cwd())
    plan = find_sprint(snapshot, root, sprint)
    found = plan.package(package)
    if found is None:
        near = nearest(package, [p.id for p in plan.packages])
        hint = f"did you mean '{near}'?" if near else f"it has {', '.join(p.id for p in plan.packages) or 'none'}."
        raise UsageError(f"The sprint '{plan.name}' has no package '{package}'; {hint}")
    result = pack(snapshot, plan, found)
    if format == "json":
        typer.echo(context_report(result).model_dump_json(by_alias=True, indent=2))
        return
    if format != "text":
        raise UsageError(f"'{format}' is not a format; it is text or json.")
    for layer in result.layers:
        typer.echo(f"===== {layer.name}: about {layer.tokens} tokens =====\n")
        if layer.parts:
            typer.echo(result.text(layer.name) + "\n")
    typer.echo(f"===== about {result.tokens} of {result.budget} tokens =====")
