"""A `@format` is of strings and stands on a number, or the other way round."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.tags import FORMATS, NUMBER_FORMATS

from . import rule
from .contracts.promises import own_fields
from .faults import Fault

_OF_BOTH = frozenset({"decimal", "bigint"})


@rule("clarity", "error")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for name, field in own_fields(contract):
        tag = field.tag("format")
        if tag is None or tag.value not in FORMATS or tag.value in _OF_BOTH:
            continue
        kind = snapshot.contracts.resolved(field.kind)
        if tag.value in NUMBER_FORMATS and kind.name == "string":
            message = f"`{name}` is a string, and `@format {tag.value}` is of numbers; make it a number, or leave the format out."
        elif tag.value not in NUMBER_FORMATS and kind.name in ("number", "int", "float", "boolean"):
            written = field.kind.text or kind.name
            message = (
                f"`{name}` is a {written}, and `@format {tag.value}` is of strings; make it a string, or say `@unit`."
            )
        else:
            continue
        to = "number" if tag.value in NUMBER_FORMATS else "string"
        yield Fault(contract.path, tag.range, message, fixes=_fixes(contract, field, to, snapshot))


def _fixes(contract: Contract, field: Field, to: str, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The type that the format is of, where the field's own is plainly written."""
    at = field.type_range
    if at is None or snapshot.text_of(contract)[at] not in ("string", "number", "boolean"):
        return ()
    return (Fix(f"Make `{field.name}` a {to}", (Edit(contract.path, at, to),)),)
