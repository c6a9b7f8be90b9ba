"""Two fields of a contract are stored in the same column."""

from collections.abc import Iterator

from dovetail.core.bindings import stored_key
from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("clarity", "error")
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if not isinstance(declaration, Record) or contract.is_endpoint or not any(f.tags for f in declaration.fields):
        return
    first: dict[str, Field] = {}
    for field in declaration.fields:
        column = stored_key(field)
        if column is None or not declaration.range.start <= field.range.start < declaration.range.end:
            continue
        known = first.setdefault(column, field)
        tag = field.tag("db") or known.tag("db")
        if known is field or known.name == field.name or tag is None:
            continue
        yield Fault(
            contract.path,
            field.name_range,
            f"`{field.name}` and `{known.name}` are both stored in `{tag.value}`; give each a column of its own.",
            (Place(contract.path, known.name_range, f"`{known.name}` is stored there too"),),
        )
