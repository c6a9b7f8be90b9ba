"""`dovetail/status`: what the client's status bar shows."""

from typing import Any

from dovetail.core.plan import Package, Sprint
from dovetail.features.live import LivePackage, LiveSprint

from .folders import Folder

STATUS = "dovetail/status"


def status_of(folder: Folder) -> list[dict[str, Any]]:
    """The sprints of a folder, with what is going on in them."""
    return [
        _sprint(folder, s, folder.live.sprint(s.path, s.name, s.slug)) for s in folder.snapshot.sprints if s.packages
    ]


def _sprint(folder: Folder, sprint: Sprint, run: LiveSprint | None) -> dict[str, Any]:
    integration = run.integration if run is not None else None
    live = run.packages if run is not None else {}
    return {
        "sprint": sprint.name,
        "uri": folder.uri(sprint.path),
        "state": run.state if run is not None else "idle",
        "packages": [_package(p, live.get(p.id)) for p in sprint.packages],
        "integration": {
            "state": integration.state if integration is not None else "none",
            "detail": integration.detail if integration is not None else "",
            "head": integration.head if integration is not None else None,
            "findings": len(integration.findings) if integration is not None else 0,
            "ejected": [{"package": p, "reason": r} for p, r in integration.ejected] if integration is not None else [],
        },
        "proposals": [
            {"id": p.id, "package": p.package, "title": p.title} for p in (run.proposals if run is not None else ())
        ],
    }


def _package(package: Package, now: LivePackage | None) -> dict[str, Any]:
    """A package that has not been launched has the state that its `status` in the sprint says."""
    return {
        "id": package.id,
        "state": now.state if now is not None else package.status,
        "turns": now.turns if now is not None else 0,
        "tokens": now.tokens if now is not None else 0,
        "dollars": round(now.dollars, 4) if now is not None else 0,
        "findings": len(now.all_findings) if now is not None else 0,
    }
