"""Fixes of a field's type, in the languages where the type can be written without knowing more of the code around it."""

from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit, Fix
from dovetail.core.relation import followed, items_may_be_null
from dovetail.core.shapes import Enum, Field, FileShapes, Kind, Record
from dovetail.core.snapshot import Retyper, Snapshot, Source
from dovetail.core.text import Range

from ..edits.import_edits import imported, is_defined
from ..records.comparison import LITERAL, Match
from ..records.decorated import column_at
from ..records.elsewhere import bound_elsewhere

What = Literal["kind", "list", "null", "items", "presence"]
_ONE_SCHEMA = (".graphql", ".graphqls", ".gql")  # whose files know each other's names
WRITTEN_TYPES = ("interface", "type", "class")


def contract_type(match: Match, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The contract's own type in place of the one that is written, in TypeScript that can name it."""
    record, field = pairing.implementation, match.field
    if not _is_typescript(pairing, snapshot) or not isinstance(record, Record) or record.construct not in WRITTEN_TYPES:
        return ()
    type = match.contract.type_range
    if field.type_range is None or type is None:
        return ()
    if record.layer == "db" and column_at(field, snapshot.sources[pairing.path].text) != field.name_range:
        return ()  # the decorator says it, and its writer knows both
    text = snapshot.sources[match.promise.path].text
    written = " ".join(text[type].split())
    source = snapshot.sources[pairing.path]
    more = named_types(match.contract.kind, source, snapshot)
    if more is None or _is_initialised(field, source):
        return ()
    edit = Edit(pairing.path, field.type_range, written)
    return (Fix(f"Make `{field.name}` `{written}`, as the contract says", (edit, *more)),)


def named_types(kind: Kind, source: Source, snapshot: Snapshot) -> tuple[Edit, ...] | None:
    """The imports that let a file of TypeScript write a contract's type; None where it cannot have them."""
    unknown = _unknown_names(kind, source.shapes)
    contracts = [c for name in unknown if (c := snapshot.contracts.get(name)) is not None]
    if len(contracts) < len(unknown) or any(is_defined(name, source) for name in unknown):
        return None
    return (imported(source, contracts, types=True) or None) if unknown else ()


def _is_initialised(field: Field, source: Source) -> bool:
    """True for a property of a class with a value, which another type may not allow."""
    behind = source.text.source[field.type_range.end : field.range.end] if field.type_range is not None else ""
    return behind.lstrip().startswith("=")


def presence(match: Match, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The question mark that makes a field of TypeScript optional, put or taken away; elsewhere what the language has for it."""
    record, field = pairing.implementation, match.field
    if not _is_typescript(pairing, snapshot) or not isinstance(record, Record) or record.construct not in WRITTEN_TYPES:
        return changed(match, pairing, snapshot, "presence")
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


def changed(match: Match, pairing: Pairing, snapshot: Snapshot, what: What) -> tuple[Fix, ...]:
    """The field's type with one thing changed to what the contract says, as its language writes it."""
    source, record, field = snapshot.sources[pairing.path], pairing.implementation, match.field
    writer = snapshot.writers.get(source.shapes.language)
    if not isinstance(writer, Retyper) or not isinstance(record, Record) or record.construct == LITERAL:
        return ()
    if not record.range.start <= field.name_range.start < record.range.end:
        return ()  # it comes from a base, which others may share
    wanted = _wanted(match, pairing, snapshot, what)
    edits = writer.retyped(field, wanted, record, source, snapshot.conventions) if wanted is not None else None
    return (Fix(_title(match, pairing, what), edits),) if edits else ()


def _wanted(match: Match, pairing: Pairing, snapshot: Snapshot, what: What) -> Field | None:
    """The field as it should be in that respect."""
    type = followed(match.contract, snapshot.contracts)
    match what:
        case "null":
            required = not type.nullable and match.contract.presence == "required"
            presence = "required" if required and match.field.presence == "optional" else match.field.presence
            return replace(match.field, nullable="yes" if type.nullable else "no", presence=presence)
        case "items":
            return replace(match.field, items_nullable="yes" if items_may_be_null(match.contract) else "no")
        case "presence":
            return replace(match.field, presence=match.contract.presence)
        case "list":
            null = match.field.nullable if type.nullable is None else "yes" if type.nullable else "no"
            null = "yes" if pairing.is_store and match.contract.presence == "optional" else null
            presence = match.field.presence if pairing.is_store else match.contract.presence
            return replace(match.field, list_depth=type.list_depth, nullable=null, presence=presence)
        case "kind":
            kind = known_kind(snapshot.contracts.resolved(type.kind), pairing, snapshot)
            return replace(match.field, kind=kind) if kind is not None else None


def known_kind(kind: Kind, pairing: Pairing, snapshot: Snapshot) -> Kind | None:
    """A contract's kind with the name that its type has in the file; None for a record that has none there."""
    if kind.name not in ("ref", "enum") or not kind.target:
        return kind
    bound = [p for p in snapshot.pairings_by_path.get(pairing.path, ()) if p.contract.name == kind.target]
    if not bound and pairing.path.endswith(_ONE_SCHEMA):
        bound = [p for p in snapshot.pairings_by_contract.get(kind.target, ()) if p.path.endswith(_ONE_SCHEMA)]
    names = [p.implementation.name for p in bound if isinstance(p.implementation, Record | Enum) and p.mode != "subset"]
    names = names or _imported_names(kind.target, pairing.path, snapshot)
    if len(names) == 1:
        return replace(
            kind, target=names[0], values=() if kind.name == "enum" and _has_enums(pairing, snapshot) else kind.values
        )
    return replace(kind, target="") if kind.name == "enum" else None


def _imported_names(contract: str, path: str, snapshot: Snapshot) -> list[str]:
    """The names under which a file of Python imports what is a contract."""
    shapes = snapshot.sources[path].shapes
    if shapes.language != "python":
        return []
    named = ((i.name, bound_elsewhere(Kind("ref", i.name), path, snapshot)) for i in shapes.imports)
    return [
        name for name, bound in named if bound is not None and bound.contract.name == contract and not bound.is_store
    ]


def _has_enums(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for languages in which a field says an enum by its name alone."""
    return snapshot.sources[pairing.path].shapes.language not in ("sql", "typescript")


def _title(match: Match, pairing: Pairing, what: What) -> str:
    name = f"`{match.field.name}`"
    match what:
        case "null":
            return f"Allow null in {name}" if match.contract.nullable == "yes" else f"Do not allow null in {name}"
        case "items":
            return (
                f"Allow null in the list {name}" if items_may_be_null(match.contract) else f"No null in the list {name}"
            )
        case "presence" if match.contract.presence == "optional":
            return f"Allow that {name} is left out" if not pairing.is_store else f"Allow null in {name}"
        case "presence":
            return f"Ask for {name} always"
        case "list":
            return f"Make {name} a list" if match.contract.list_depth else f"Make {name} one value"
        case "kind":
            return f"Give {name} the contract's type"


def nullability(
    match: Match, pairing: Pairing, snapshot: Snapshot, what: Literal["null", "items"] = "null"
) -> tuple[Fix, ...]:
    """Null allowed or forbidden: in TypeScript by the contract's type, elsewhere as the language says it."""
    return contract_type(match, pairing, snapshot) or changed(match, pairing, snapshot, what)


def _is_typescript(pairing: Pairing, snapshot: Snapshot) -> bool:
    record = pairing.implementation
    literal = isinstance(record, Record) and record.construct == LITERAL
    return snapshot.sources[pairing.path].shapes.language == "typescript" and not literal


def names_known(kind: Kind, shapes: FileShapes) -> bool:
    """True where a file knows every name that a type mentions."""
    return not _unknown_names(kind, shapes)


def _unknown_names(kind: Kind, shapes: FileShapes) -> list[str]:
    """The names that a type mentions and a file does not know."""
    known = {i.name for i in shapes.imports} | {d.name for d in (*shapes.records, *shapes.enums, *shapes.aliases)}
    unknown: list[str] = []
    todo = [kind]
    while todo:
        current = todo.pop()
        if current.name == "ref" and current.target.split(".")[0] not in known:
            unknown.append(current.target)
        todo.extend(current.options)
        todo.extend(m.kind for m in current.members)
    return unknown
