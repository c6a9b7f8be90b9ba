"""Fixes of a field's type, in the languages where the type can be written without knowing more of the code around it."""

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, FileShapes, Kind, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .comparison import LITERAL, Match

_WRITTEN_TYPES = ("interface", "type", "class")


def contract_type(match: Match, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The contract's own type in place of the one that is written, in TypeScript that can name it."""
    record, field = pairing.implementation, match.field
    if (
        not _is_typescript(pairing, snapshot)
        or not isinstance(record, Record)
        or record.construct not in _WRITTEN_TYPES
    ):
        return ()
    type = match.contract.type_range
    if field.type_range is None or type is None:
        return ()
    text = snapshot.sources[match.promise.path].text
    written = " ".join(text[type].split())
    if not names_known(match.contract.kind, snapshot.sources[pairing.path].shapes):
        return ()
    return (
        Fix(f"Make `{field.name}` `{written}`, as the contract says", (Edit(pairing.path, field.type_range, written),)),
    )


def presence(match: Match, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The question mark that makes a field of TypeScript optional, put or taken away."""
    record, field = pairing.implementation, match.field
    if (
        not _is_typescript(pairing, snapshot)
        or not isinstance(record, Record)
        or record.construct not in _WRITTEN_TYPES
    ):
        return ()
    text = snapshot.sources[pairing.path].text
    end = text.source.find(":", field.name_range.end)
    if end < 0 or field.type_range is None or end > field.type_range.start:
        return ()
    mark = text.source.find("?", field.name_range.end, end)
    if match.contract.presence == "optional" and mark < 0:
        at = end - len(text.source[field.name_range.end : end]) + len(text.source[field.name_range.end : end].rstrip())
        return (Fix(f"Make `{field.name}` optional", (Edit(pairing.path, Range(at, at), "?"),)),)
    if match.contract.presence == "required" and mark >= 0:
        return (Fix(f"Make `{field.name}` required", (Edit(pairing.path, Range(mark, mark + 1), ""),)),)
    return ()


def nullability(match: Match, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    """Null allowed or forbidden: in TypeScript by the contract's type, in Prisma by the question mark."""
    source = snapshot.sources[pairing.path]
    if source.shapes.language != "prisma":
        return contract_type(match, pairing, snapshot)
    field = match.field
    if field.type_range is None:
        return ()
    mark = _prisma_mark(source.text, field)
    if field.nullable == "no":
        at = field.type_range.end
        return (
            (Fix(f"Allow null in `{field.name}`", (Edit(pairing.path, Range(at, at), "?"),)),) if mark is None else ()
        )
    return (Fix(f"Do not allow null in `{field.name}`", (Edit(pairing.path, mark, ""),)),) if mark is not None else ()


def _prisma_mark(text: Text, field: Field) -> Range | None:
    assert field.type_range is not None
    for at in (field.type_range.end - 1, field.type_range.end):
        if text.source[at : at + 1] == "?":
            return Range(at, at + 1)
    return None


def _is_typescript(pairing: Pairing, snapshot: Snapshot) -> bool:
    record = pairing.implementation
    literal = isinstance(record, Record) and record.construct == LITERAL
    return snapshot.sources[pairing.path].shapes.language == "typescript" and not literal


def names_known(kind: Kind, shapes: FileShapes) -> bool:
    """True where a file knows every name that a type mentions."""
    known = {i.name for i in shapes.imports} | {d.name for d in (*shapes.records, *shapes.enums, *shapes.aliases)}
    todo = [kind]
    while todo:
        current = todo.pop()
        if current.name == "ref" and current.target.split(".")[0] not in known:
            return False
        todo.extend(current.options)
        todo.extend(m.kind for m in current.members)
    return True
