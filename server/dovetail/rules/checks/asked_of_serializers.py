"""What a serializer of Django's REST framework asks of a request, which may leave out what its contract says."""

import re

from dovetail.core.bindings import Pairing
from dovetail.core.snapshot import Snapshot, Source

from ..records.comparison import Match
from ..routes.endpoints import endpoints, field_at

_CHANGE = "PATCH"  # by which a serializer asks for nothing
_FIELD = re.compile(r"\w+\s*(?::[^=\n]*)?=\s*(?:\w+\.)*\w+(?:Field|Serializer)\(")
_NEEDS_NOTHING = re.compile(
    r"required\s*=\s*(?!True\b)|\bdefault\s*=|read_only\s*=\s*True|(?:MethodField|HiddenField|ReadOnlyField)\("
)
_PARTIAL = "partial="


def is_asked_by_serializer(match: Match, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where a field that a request may leave out is declared as one that must be there."""
    name, source = pairing.contract.name, snapshot.sources[pairing.path]
    declared = source.text[match.field.range]
    if name not in snapshot.contracts.asked or match.contract.presence != "optional":
        return False
    if _FIELD.match(declared) is None or _NEEDS_NOTHING.search(declared) is not None:
        return False
    changes = (e for e in endpoints(snapshot) if e.method == _CHANGE)
    asked = (field_at(e.contract, ("request",), snapshot) for e in changes)
    if any(field is not None and field.kind.target == name for field in asked):
        return False
    return not any(snapshot.of_sources(_partial).values())


def _partial(source: Source) -> bool:
    """True for a file in which a serializer may be asked for some fields alone."""
    return source.shapes.language == "python" and _PARTIAL in source.text.source
