"""A `@format` names a format that nobody knows."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Snapshot
from dovetail.core.tags import FORMATS
from dovetail.core.words import nearest

from . import rule
from .contracts.promises import own_fields
from .faults import Fault


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    for tag in (*contract.declaration.tags, *(t for _, field in own_fields(contract) for t in field.tags)):
        if tag.name != "format" or tag.value in FORMATS:
            continue
        if not tag.value:
            yield Fault(contract.path, tag.range, "`@format` names no format, such as `@format uuid`.")
            continue
        near = ALIASES.get(tag.value.lower()) or nearest(tag.value, sorted(FORMATS))
        hint = f"did you mean `{near}`?" if near else "leave it out, and say in words what the string holds."
        fixes = (Fix(f"Change to '{near}'", (Edit(contract.path, tag.value_range, near),)),) if near else ()
        yield Fault(contract.path, tag.value_range, f"There is no format `{tag.value}`; {hint}", fixes=fixes)


# What the same format is called elsewhere.
ALIASES = {
    "datetime": "date-time", "timestamp": "date-time", "iso8601": "date-time", "iso-8601": "date-time", "url": "uri", "guid": "uuid",
    "integer": "int", "int32": "int", "int64": "bigint", "e164": "phone", "e-mail": "email", "locale": "language", "host": "hostname",
    "iso4217": "currency", "uuidv4": "uuid", "uuid4": "uuid", "uuidv7": "uuid", "byte": "base64", "md": "markdown",
}  # fmt: skip
