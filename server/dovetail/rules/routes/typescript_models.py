"""Types of TypeScript that routes carry: which record of which file each is, and what its fields hold.

Types are written as `languages/_typescript/scoping/modelled.py` says: `OrderDto[]`, `Page<OrderDto>`. What code makes
of others is not followed.
"""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import replace
from dovetail.core.parameters import parameter
from dovetail.core.shapes import SCHEMA_OBJECTS, Alias, Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.written import divided

from ..files.imported import contract_of, declared_module, default_name, origins
from ..python.held import Held
from ..records.comparison import compare

_CONSTRUCTS = frozenset({"interface", "type", "class"})
# What may give the fields of a class other names on the wire, or other values, or make it a list; `@Type` and `@Exclude` do not.
_REMADE = re.compile(
    r"\bcreateZodDto\(|@Expose\(\s*\{[^}]*\bname\b|@Transform\w*\(|TransformInstanceToPlain|@SerializeOptions\("
)
_DEEPEST = 12
TYPE_OF = "typeof "  # before the name of a schema, for what that gives

Given = tuple[tuple[str, Held], ...]


def typed(written: str, source: Source, snapshot: Snapshot, given: Given = (), depth: int = 0) -> Held | None:
    """A value of a type as a file writes it; None for contracts, for what libraries declare, and for what is not known."""
    lists = 0
    while written.endswith("[]"):
        written, lists = written.removesuffix("[]"), lists + 1
    if written.startswith(TYPE_OF):
        named = _named(written.removeprefix(TYPE_OF), (), source, snapshot, depth, of_schema=True)
        return _listed(named, lists) if named is not None else None
    name, _, rest = written.partition("<")
    stands = dict(given).get(name)
    if stands is not None and not rest:
        return replace(stands, depth=stands.depth + lists)
    arguments = [typed(a, source, snapshot, given, depth + 1) for a in divided(rest.removesuffix(">"))] if rest else []
    return _listed(_named(name, tuple(arguments), source, snapshot, depth), lists)


def held_by(field: Field, held: Held, snapshot: Snapshot) -> Held | None:
    """What a field of a type, or of a schema, holds, in no list but those of its own."""
    found = _of_kind(field.kind, held.source, snapshot, held.given, 0)
    if found is None and field.kind.target and not field.kind.steps and _is_schema(held):
        return _named(field.kind.target, (), held.source, snapshot, 0, of_schema=True)
    return found


def of_kind(kind: Kind, source: Source, snapshot: Snapshot) -> Held | None:
    """A value of a type as a kind of a file says it; None for what is not known."""
    return _of_kind(kind, source, snapshot, (), 0)


def _is_schema(held: Held) -> bool:
    return any(r.name == held.name and r.construct in SCHEMA_OBJECTS for r in held.source.shapes.records)


def targets(kind: Kind, depth: int = 0) -> Iterator[str]:
    """The names of types that a kind is made of."""
    if kind.target:
        yield kind.target
    for option in kind.options if depth < _DEEPEST else ():
        yield from targets(option, depth + 1)
    for member in kind.members if depth < _DEEPEST else ():
        yield from targets(member.kind, depth + 1)


def is_meant(pairing: Pairing, snapshot: Snapshot) -> bool:
    """False where hardly any name of a type is the contract's: something makes it of what the route carries."""
    record = pairing.implementation
    if not isinstance(record, Record):
        return False
    found = compare(pairing, snapshot)
    exact = sum(m.spelled for m in found.matches)
    return len(found.matches) + len(found.guesses) > 0 and exact + len(found.guesses) >= sum(
        f.presence == "required" for f in found.extra
    )


def schema_meant(name: str, source: Source) -> str:
    """The value of a file that another one is under a new name: `const newOrder = orderSchema`; empty for any other value."""
    value = next((v for v in source.shapes.values if v.name == name), None)
    plain = value is not None and not value.kind.steps and not value.list_depth
    of = value.kind.target if plain and value is not None else ""
    return of.removeprefix(TYPE_OF) if of.startswith(TYPE_OF) and of != f"{TYPE_OF}{name}" else ""


def _named(
    name: str,
    arguments: tuple[Held | None, ...],
    source: Source,
    snapshot: Snapshot,
    depth: int,
    of_schema: bool = False,
) -> Held | None:
    if depth > _DEEPEST or source.path.endswith(SUFFIX) or contract_of(name, source, snapshot) is not None:
        return None
    shapes = source.shapes
    constructs = SCHEMA_OBJECTS if of_schema else _CONSTRUCTS
    records = [r for r in shapes.records if r.name == name and r.construct in constructs]
    if any(r.construct == "class" for r in records) and not _is_plain(name, source):
        return None
    alias = next((a for a in shapes.aliases if a.name == name and not of_schema), None)
    if alias is not None:
        return _of_alias(alias, arguments, source, snapshot, depth)
    if records:
        return Held(source, name, "value", given=_given(records[0].generics, arguments)) if len(records) == 1 else None
    same = schema_meant(name, source) if of_schema else ""
    if same:
        return _named(same, arguments, source, snapshot, depth + 1, of_schema)
    if any(d.name == name for d in shapes.definitions):
        return None
    for original, module in origins(name, shapes):
        other = declared_module(module, source.path, snapshot)
        if other is None or other.path not in snapshot.sources:
            continue
        first, dot, rest = original.partition(".")
        own = f"{default_name(other)}{dot}{rest}".lstrip(".") if first == "default" else original
        found = _named(own, arguments, other, snapshot, depth + 1, of_schema)
        if found is not None:
            return found
    return None


def _is_plain(name: str, source: Source) -> bool:
    """True for a class whose fields are called on the wire as they are in it, and that is no table."""
    if _REMADE.search(source.text.source):
        return False
    return all(r.layer != "db" for r in source.shapes.records if r.name == name)


def _of_alias(
    alias: Alias, arguments: tuple[Held | None, ...], source: Source, snapshot: Snapshot, depth: int
) -> Held | None:
    found = _of_kind(alias.kind, source, snapshot, _given(alias.generics, arguments), depth + 1)
    return _listed(found, alias.list_depth)


def _of_kind(kind: Kind, source: Source, snapshot: Snapshot, given: Given, depth: int) -> Held | None:
    """What a kind is as a file writes it: a type by its name, a type parameter, the type of a schema."""
    if depth > _DEEPEST:
        return None
    own = parameter(kind)
    if own is not None:
        return dict(given).get(own)
    if kind.name == "unknown" and kind.target and not kind.steps:  # `z.infer<typeof schema>`
        return _named(kind.target, (), source, snapshot, depth + 1, of_schema=True)
    if kind.name != "ref" or not kind.target:
        return None
    inner = tuple(_of_kind(o, source, snapshot, given, depth + 1) for o in kind.options)
    return _named(kind.target, inner, source, snapshot, depth + 1)


def _given(generics: tuple[str, ...], arguments: tuple[Held | None, ...]) -> Given:
    return tuple((name, held) for name, held in zip(generics, arguments, strict=False) if held is not None)


def _listed(held: Held | None, lists: int) -> Held | None:
    return replace(held, depth=held.depth + lists) if held is not None else None
