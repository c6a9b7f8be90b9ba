"""`dovetail forecast`: conflicts between the branches as they are now, before anybody integrates."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dovetail.core.errors import UsageError
from dovetail.core.reports import FindingReport
from dovetail.sprint import client

from .story import finding_line
from .workspaces import find_sprint, read_workspace


def forecast(
    sprint: Annotated[str | None, typer.Argument(help="The sprint's file or name.")] = None,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Merge every branch with every other and with the base, in memory, and say where they disagree."""
    if format not in ("text", "json"):
        raise UsageError(f"'{format}' is not a format; it is text or json.")
    root, snapshot = read_workspace(Path.cwd())
    plan = find_sprint(snapshot, root, sprint)
    answer = client.call(root, "forecast", {"sprint": plan.path})
    findings = answer.get("findings", [])
    if format == "json":
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for finding in findings:
            console.print(escape(finding_line(FindingReport.model_validate(finding))))
        console.print(
            f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'} between the branches."
            if findings
            else "The branches fit together as they are now."
        )
    raise typer.Exit(1 if any(f.get("severity") == "error" for f in findings) else 0)
