"""The fields that a schema of marshmallow is made of, or without: `ParcelSchema(only=("id", "address.city"), exclude=["note"])`."""

from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..scoping.values import CALL, Value
from ..syntax.literals import is_plain_string, string_range, string_value
from .sinks import Sinks

_CHOOSES = frozenset({"only", "exclude", "load_only", "dump_only"})
_LOADS = "load"  # whose keys have the names of the schema's own fields; of another class this leads nowhere


def note_chosen(sinks: Sinks, schema: Value, parts: Sequence[Node]) -> None:
    """Notes the names that a call which makes a schema says, each of its field or of one that this leads to."""
    for part in parts:
        listed = ts.field(part, "value") if sinks.keyword_name(part) in _CHOOSES else None
        for each in listed.children if listed is not None and listed.type in ("tuple", "list", "set") else ():
            if is_plain_string(each):
                _note(sinks, schema, string_value(sinks.syntax.str(each)), string_range(sinks.syntax, each))


def _note(sinks: Sinks, schema: Value, written: str, at: Range) -> None:
    """`address.city`, step by step."""
    value, start = schema.property(_LOADS, at), at.start
    value = value.property(CALL, at) if value is not None else None
    for step in written.split(".") if at.end - at.start == len(written) else ():
        place = Range(start, start + len(step))
        value = value.property(step, place) if value is not None and step.isidentifier() else None
        sinks.uses.emit(value)
        start = place.end + 1
