"""The JSON Schemas of every format that users write and of every JSON that Dovetail prints, from the models."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from .conventions import ConventionsFile
from .plan import SprintFile
from .reports import CheckReport, ContextReport, SprintStatusReport
from .settings import Settings

MODELS: Mapping[str, tuple[type[BaseModel], str]] = {
    "sprint": (SprintFile, "A Dovetail sprint: *.sprint.yaml"),
    "conventions": (ConventionsFile, "The front matter of CONVENTIONS.md"),
    "settings": (Settings, "Dovetail's settings: .dovetail/settings.json"),
    "check": (CheckReport, "What `dovetail check --format json` prints"),
    "context": (ContextReport, "What `dovetail context --format json` prints"),
    "sprint-status": (SprintStatusReport, "What `dovetail sprint status --format json` prints"),
}


def schema(name: str) -> str:
    """One schema as the text of its file."""
    model, title = MODELS[name]
    mode = "serialization" if name in ("check", "context", "sprint-status") else "validation"
    body: dict[str, Any] = model.model_json_schema(by_alias=True, mode=mode)
    body = {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "title": title}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
