"""What can stand for a value that only a person knows, so that an object is whole: as TypeScript's own fix writes it."""

from collections.abc import Iterator

from dovetail.core.contracts import Contracts
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field
from dovetail.core.text import Range, Text

_EMPTY = {"string": '""', "number": "0", "boolean": "false"}


def with_property(field: Field, path: str, text: Text, literal: Range, contracts: Contracts) -> Iterator[Fix]:
    """The fix that writes a property into an object literal, before all others so that what is spread into it still wins.

    None where nothing short has the property's type.
    """
    value = _value(field, contracts)
    if value is None:
        return
    inside = text.source[literal.start + 1 : literal.end - 1]
    rest = inside.lstrip()
    before = inside[: len(inside) - len(rest)] or " "
    after = "," if rest else " "
    edit = Edit(path, Range(literal.start + 1, literal.start + 1), f"{before}{field.name}: {value}{after}")
    yield Fix(f"Add `{field.name}: {value}`", (edit,))


def _value(field: Field, contracts: Contracts) -> str | None:
    if field.nullable == "yes":
        return "null"
    if field.list_depth:
        return "[]"
    kind = contracts.resolved(field.kind)
    first = kind.text.partition("|")[0].strip()
    return first if first[:1] in ('"', "'") else _EMPTY.get(kind.text)
