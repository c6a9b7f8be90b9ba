"""The settings of a repository: its own file, with what the editor says on top."""

import json
from collections.abc import Mapping

from dovetail.core.errors import UsageError
from dovetail.core.settings import SETTINGS_PATH, Settings, read_settings
from dovetail.core.text import Text
from dovetail.core.words import nearest
from dovetail.rules.registry import rule_ids

_OF_EDITOR = "The editor's settings `dovetail.*`"


def merged_settings(file: Text | None, editor: Mapping[str, object]) -> tuple[Settings, str | None]:
    """The settings, and one sentence where they cannot be read; then what can be read still counts."""
    settings, problem = Settings(), None
    if file is not None:
        try:
            settings = read_settings(file.source)
            problem = _unknown_rule(settings, SETTINGS_PATH)
        except UsageError as error:
            problem = str(error)
    if editor:
        known = settings.model_dump(by_alias=True, exclude_unset=True)
        try:
            both = read_settings(json.dumps(_laid_over(known, editor)), _OF_EDITOR)
            return both, problem or _unknown_rule(both, _OF_EDITOR)
        except UsageError as error:
            return settings, problem or str(error)
    return settings, problem


def _unknown_rule(settings: Settings, where: str) -> str | None:
    """The sentence about a severity that is given to a rule which there is not."""
    known = rule_ids() if settings.severities else frozenset[str]()
    for id in settings.severities:
        if id not in known:
            near = nearest(id, sorted(known))
            hint = f"did you mean `{near}`?" if near else "`RULES.md` and `dovetail explain` list them."
            return f"{where}: severities: there is no rule `{id}`; {hint}"
    return None


def _laid_over(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    out = dict(below)
    for name, value in above.items():
        old = out.get(name)
        if value in (None, [], {}):
            continue  # what an editor sends for a setting that nobody has set
        out[name] = _laid_over(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return out
