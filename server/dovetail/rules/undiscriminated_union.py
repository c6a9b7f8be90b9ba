"""A value is one of several records, and nothing in it says which."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract, Contracts
from dovetail.core.shapes import Alias, Field, Kind
from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.promises import own_fields
from .faults import Fault

_MANY = 2


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if isinstance(declaration, Alias) and (message := _message(declaration.name, declaration.kind, snapshot.contracts)):
        yield Fault(contract.path, declaration.name_range, message)
    for name, field in own_fields(contract):
        if message := _message(name, field.kind, snapshot.contracts):
            yield Fault(contract.path, field.type_range or field.name_range, message)


def _message(name: str, kind: Kind, contracts: Contracts) -> str:
    if kind.name != "union":
        return ""
    found = [_fields(option, contracts) for option in kind.options]
    records = [fields for fields in found if fields]
    if len(records) < 2 or None in found or _is_told_apart(records, contracts):
        return ""
    return (
        f"`{name}` is one of {len(records)} records, and no field says which; "
        'give each a field of its own value, such as `kind: "first"` and `kind: "second"`.'
    )


def _fields(kind: Kind, contracts: Contracts) -> tuple[Field, ...] | None:
    """The fields of an alternative: empty where it is no record, None where they are not wholly known."""
    if kind.name == "record":
        return kind.members or None
    if kind.name != "ref":
        return ()
    found = contracts.record(kind.target)
    if found is None:
        held = contracts.get(kind.target)
        return None if held is None or isinstance(held.declaration, Alias) else ()
    promises, complete = contracts.promised(found[0])
    return tuple(p.field for p in promises) if complete and promises else None


def _is_told_apart(records: list[tuple[Field, ...]], contracts: Contracts) -> bool:
    """True where one field has other values in each (one may lack it), or each has a required field that no other has.

    Where several have many such fields, nobody says which of them tells, and each reader picks another.
    """
    by_name = [{f.name: f for f in fields} for fields in records]
    for name in {f.name for fields in records for f in fields}:
        kinds = [contracts.resolved(fields[name].kind) for fields in by_name if name in fields]
        if any(k.name in ("unknown", "hole") or (k.name == "ref" and contracts.get(k.target) is None) for k in kinds):
            return True  # a type parameter, or what cannot be seen, may be what tells them apart
        listed = [v for kind in kinds for v in kind.values]
        fixed = all(k.name in ("literal", "enum") for k in kinds) and len(set(listed)) == len(listed)
        if fixed and len(kinds) >= len(records) - 1:
            return True
    telling = [_only_in(own, by_name) for own in by_name]
    return all(telling) and sum(n > _MANY for n in telling) < 2


def _only_in(own: dict[str, Field], by_name: list[dict[str, Field]]) -> int:
    """How many required fields a record has that no other one has."""
    others = [other for other in by_name if other is not own]
    return sum(f.presence == "required" and all(f.name not in other for other in others) for f in own.values())
