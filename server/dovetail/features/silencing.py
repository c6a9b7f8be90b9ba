"""A comment that silences a finding where it stands, for what a team has decided to leave as it is."""

from dovetail.core.findings import Edit, Finding
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.languages.comment_lines import comment_above
from dovetail.rules.registry import STALE, find_rule

_WHY = "say why it may stay"


def silencing(snapshot: Snapshot, finding: Finding) -> Edit | None:
    """The comment above a finding's line; None where it would not silence it, or where none can stand."""
    source, rule = snapshot.sources.get(finding.path), find_rule(finding.rule)
    if source is None or rule is None or rule.family == "format" or rule.id == STALE or finding.branch is not None:
        return None
    line = source.text.line_of(finding.range.start)
    words = f"dovetail-ignore {finding.rule}: {_WHY}"
    comment = comment_above(source.path, source.shapes.language, source.text, line, words)
    if comment is None:
        return None
    start = source.text.line_range(line).start
    return Edit(source.path, Range(start, start), comment)
