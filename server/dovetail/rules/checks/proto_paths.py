"""What the paths of Protocol Buffers' HTTP bindings take of the messages that their rpcs are given."""

from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Source

from ..contracts.asked import Asked

MESSAGE = "message "  # before the name of a message, in a use


def message_of(use: Use, source: Source) -> Record | None:
    """The message of a file that a path takes a field of, where only one has its name and all its fields are seen."""
    name = use.type_name.removeprefix(MESSAGE)
    found = [r for r in source.shapes.records if r.name == name]
    return found[0] if len(found) == 1 and not found[0].open else None


def field_in_path(use: Use, source: Source) -> Asked | None:
    """The field that a path takes."""
    message = message_of(use, source)
    field = next((f for f in message.fields if f.name == use.chain[0]), None) if message is not None else None
    return Asked(use.ranges[0], source.path, field) if field is not None else None
