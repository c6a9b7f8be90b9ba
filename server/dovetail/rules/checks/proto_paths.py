"""What the paths of Protocol Buffers' HTTP bindings take of the messages that their rpcs are given."""

from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.asked import Asked
from ..records.elsewhere import declared_elsewhere

MESSAGE = "message "  # before the name of a message, in a use


def message_of(use: Use, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The message that a path takes a field of, and its file, where only one has its name and all its fields are seen."""
    name = use.type_name.removeprefix(MESSAGE)
    own = [(source, r) for r in source.shapes.records if r.name == name]
    there = declared_elsewhere(name, source.path, snapshot) if not own else None
    found = [(there[0], there[1])] if there is not None and isinstance(there[1], Record) else own
    return found[0] if len(found) == 1 and not found[0][1].open else None


def field_in_path(use: Use, source: Source, snapshot: Snapshot) -> Asked | None:
    """The field that a path takes."""
    found = message_of(use, source, snapshot)
    field = next((f for f in found[1].fields if f.name == use.chain[0]), None) if found is not None else None
    return Asked(use.ranges[0], found[0].path, field) if found is not None and field is not None else None
