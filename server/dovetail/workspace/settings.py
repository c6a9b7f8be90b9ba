"""The settings of a repository: its own file, with what the editor says on top."""

import json
from collections.abc import Mapping

from dovetail.core.errors import UsageError
from dovetail.core.settings import Settings, read_settings
from dovetail.core.text import Text


def merged_settings(file: Text | None, editor: Mapping[str, object]) -> tuple[Settings, str | None]:
    """The settings, and one sentence where they cannot be read; then what can be read still counts."""
    settings, problem = Settings(), None
    if file is not None:
        try:
            settings = read_settings(file.source)
        except UsageError as error:
            problem = str(error)
    if editor:
        known = settings.model_dump(by_alias=True, exclude_unset=True)
        try:
            return read_settings(json.dumps(_laid_over(known, editor)), "The editor's settings `dovetail.*`"), problem
        except UsageError as error:
            return settings, problem or str(error)
    return settings, problem


def _laid_over(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    out = dict(below)
    for name, value in above.items():
        old = out.get(name)
        if value in (None, [], {}):
            continue  # what an editor sends for a setting that nobody has set
        out[name] = _laid_over(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return out
