"""An engine's event as one line for a person, or nothing where it would only be noise."""

from collections.abc import Mapping
from typing import Any

from rich.markup import escape

from dovetail.sprint.protocol import EngineEvent

STATE_STYLES = {
    "waiting": "dim", "preparing": "cyan", "running": "cyan", "paused": "yellow", "blocked": "bold red", "done": "bold green",
    "failed": "bold red", "stopped": "yellow", "stacking": "cyan", "verifying": "cyan", "verified": "bold green", "landed": "bold green",
}  # fmt: skip


def narrate(event: EngineEvent) -> str | None:
    """The event in rich's markup."""
    data = event.data
    who = f"[bold]{event.package:<8}[/] " if event.package else ""
    match event.kind:
        case "package.state" | "integration.state":
            return _state(who, event.kind, data)
        case "package.turn":
            return None
        case "package.text":
            first = str(data.get("text", "")).strip().splitlines()
            return f"{who}[dim]{escape(first[0])}[/]" if first else None
        case "package.tool":
            mark = "" if data.get("ok", True) else " [red]failed[/]"
            return f"{who}{escape(str(data.get('summary') or data.get('tool', '')))}{mark}"
        case "package.refused":
            return f"{who}[yellow]refused[/] {escape(str(data.get('path', '')))}: {escape(str(data.get('reason', '')))}"
        case "package.findings":
            return _findings(who, data)
        case "package.commit":
            return f"{who}[green]commit[/] {str(data.get('sha', ''))[:8]} {escape(str(data.get('subject', '')))}"
        case "proposal.opened":
            return f"{who}[magenta]proposes[/] {escape(str(data.get('reason') or data.get('summary') or 'a contract change'))}"
        case "proposal.accepted" | "proposal.declined":
            return f"{who}[magenta]{event.kind.partition('.')[2]}[/] the contract change"
        case "forecast":
            return _messages(who, "forecast", data)
        case "integration.merged":
            return (
                f"[green]merged[/]   {escape(str(data.get('package', '')))} ({escape(str(data.get('how', 'clean')))})"
            )
        case "integration.ejected":
            return f"[yellow]ejected[/]  {escape(str(data.get('package', '')))}: {escape(str(data.get('reason', '')))}"
        case "integration.findings":
            return _messages("", "integration", data)
        case "integration.landed":
            return f"[bold green]landed[/]   {escape(str(data.get('base', 'main')))} is now {str(data.get('head', ''))[:8]}"
        case "engine.error":
            return f"[bold red]engine[/]   {escape(str(data.get('message', '')))}"
        case _:
            return None


def _state(who: str, kind: str, data: Mapping[str, Any]) -> str:
    state = str(data.get("state", ""))
    label = who or "[bold]integration[/] "
    detail = f"  {escape(str(data['detail']))}" if data.get("detail") else ""
    return f"{label}[{STATE_STYLES.get(state, 'white')}]{state}[/]{detail}"


def _findings(who: str, data: Mapping[str, Any]) -> str | None:
    found = data.get("findings") or []
    if not data.get("caused", True) or not found:
        return None
    return "\n".join(f"{who}[red]caught[/] {describe_finding(f)}" for f in found)


def _messages(who: str, label: str, data: Mapping[str, Any]) -> str | None:
    found = data.get("findings") or []
    return "\n".join(f"{who}[yellow]{label}[/] {describe_finding(f)}" for f in found) or None


def describe_finding(finding: Mapping[str, Any]) -> str:
    """A finding as the engine sends it: rule, message, place."""
    place = finding.get("range", {}).get("start", {})
    at = f"{finding.get('path', '')}:{place.get('line', 1)}"
    return f"[dim]{escape('[' + str(finding.get('rule', '')) + ']')}[/] {escape(str(finding.get('message', '')))} [dim]{escape(at)}[/]"
