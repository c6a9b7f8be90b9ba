"""A value is a string, a number, a truth value or a record, and nothing says when it is which."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.promises import own_fields
from .faults import Fault

_PLAIN = frozenset({"string", "number", "int", "float", "bigint", "boolean"})


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for name, field in own_fields(contract):
        if _is_one_or_several(field) and _is_answered(contract, name, snapshot):
            one = field.kind.options[0].text
            message = f"`{name}` is a {one} or a list of them; make it a list, or say in its comment when it is which."
            yield Fault(contract.path, field.type_range or field.name_range, message)
        if field.kind.name != "union":
            continue
        kinds = {o.name for o in field.kind.options}
        if "ref" in kinds and len(kinds) > 1 and not field.doc.strip():
            yield from _of_record(contract, name, field, snapshot)
        if len(kinds) > 1 and "string" in kinds and kinds <= _PLAIN and not field.doc.strip():
            written = " or ".join(f"a {o.text}" for o in field.kind.options)
            message = f"`{name}` is {written}; keep one of them, or say in its comment when it is which."
            place = field.type_range or field.name_range
            yield Fault(contract.path, place, message, fixes=tuple(_fixes(contract.path, field)))


def _is_one_or_several(field: Field) -> bool:
    """True for `string | string[]` without a comment."""
    options = field.kind.options
    return (
        len(options) == 2
        and options[0].name in _PLAIN
        and options[1].text == f"{options[0].text}[]"
        and not field.doc.strip()
    )


def _is_answered(contract: Contract, name: str, snapshot: Snapshot) -> bool:
    """True for what only an answer carries; a query has one or several, as it is asked."""
    if contract.is_endpoint:
        return name.split(".")[1] in ("response", "errors")
    return contract.name in snapshot.contracts.answered and contract.name not in snapshot.contracts.asked


def _of_record(contract: Contract, name: str, field: Field, snapshot: Snapshot) -> Iterator[Fault]:
    """A thing or a text, which may be its id: `author: Author | string`."""
    one, other = field.kind.options if len(field.kind.options) == 2 else (Kind("unknown"), Kind("unknown"))
    record, plain = (one, other) if one.name == "ref" else (other, one)
    if (
        record.name != "ref"
        or record.options
        or plain.name not in _PLAIN
        or snapshot.contracts.record(record.target) is None
    ):
        return
    fixes = tuple(
        f for f in _fixes(contract.path, field) if record.text in f.title
    )  # of a text it would be asked which
    message = (
        f"`{name}` is `{record.text}` or a {plain.text}; keep one of them, or say in its comment when it is which."
    )
    yield Fault(contract.path, field.type_range or field.name_range, message, fixes=fixes)


def _fixes(path: str, field: Field) -> Iterator[Fix]:
    if field.type_range is None or field.list_depth or field.nullable == "yes":
        return
    for option in field.kind.options:
        yield Fix(f"Make it a {option.text}", (Edit(path, field.type_range, option.text),))
