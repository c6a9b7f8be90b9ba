"""A string has another format than the contract says."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, KindName, Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.absence import called
from .checks.type_edits import changed, contract_type
from .faults import Fault
from .records.comparison import compare
from .records.kinds import clash, keeps_days_as_moments, resolved
from .unknown_format import ALIASES

# Formats that exclude each other: what is one of them is none of the others.
FORMATS = frozenset(
    "uuid email uri date-time date time cuid ulid phone hostname ipv4 ipv6 duration currency country language color".split()
)
_OF_KINDS: dict[KindName, str] = {"uuid": "uuid", "instant": "date-time", "date": "date", "time": "time"}
_DESCRIBED = ("schema", "operation")
_METHODS = re.compile(r"\.(uuid|guid|email|url|cuid2?|ulid|datetime|date|time|ipv4|ipv6|duration|e164)\(")
_TYPES = re.compile(
    r"\b(EmailStr|NameEmail|HttpUrl|AnyUrl|AnyHttpUrl|IPv4Address|IPv6Address|UUID[1-8]?|google\.protobuf\.Duration)\b"
)
_WRITTEN = re.compile(r"""\bformat\s*:\s*["']([a-z-]+)["']""")  # as TypeBox has it
_SAID = re.compile(r"\(([a-z0-9-]+)\)\Z")  # as descriptions are read: `string (email)`
_CALLED = {
    "cuid2": "cuid", "EmailStr": "email", "NameEmail": "email", "HttpUrl": "uri", "AnyUrl": "uri", "AnyHttpUrl": "uri",
    "IPv4Address": "ipv4", "IPv6Address": "ipv6", "datetime": "date-time", "e164": "phone",
    "google.protobuf.Duration": "duration",
}  # fmt: skip


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record = pairing.implementation
    if not isinstance(record, Record):
        return
    for match in compare(pairing, snapshot).matches:
        wanted = match.contract.tag("format")
        if wanted is None or wanted.value not in FORMATS or match.contract.list_depth != match.field.list_depth:
            continue
        given = _format(match.field, record, pairing, snapshot)
        if given is None or given == wanted.value or clash(match.contract, match.field, pairing, snapshot) is not None:
            continue
        if (given, wanted.value) == ("date-time", "date") and keeps_days_as_moments(pairing, snapshot):
            continue
        if {given, wanted.value} == {"uuid", "ulid"}:  # two spellings of 128 bits
            continue
        yield Fault(
            pairing.path,
            match.field.type_range or match.field.name_range,
            f"`{called(match.field, pairing)}` is `{given}` here and `@format {wanted.value}` in contract {pairing.contract.name}.",
            (match.promise.place(pairing.contract.name),),
            contract_type(match, pairing, snapshot) or changed(match, pairing, snapshot, "kind"),
        )


def _format(field: Field, record: Record, pairing: Pairing, snapshot: Snapshot) -> str | None:
    """The format that a field has by its type, by what validates it or by a `@format` of its own."""
    kind = resolved(field.kind, snapshot.sources[pairing.path].shapes, snapshot.contracts).kind
    tag = field.tag("format")
    pattern = _pattern(record)
    found = tag.value if tag is not None else None
    if found is None and kind.name == "string":
        said = pattern.search(field.kind.text)
        found = _CALLED.get(said[1], said[1]) if said is not None else None
    found = found or _OF_KINDS.get(kind.name)
    found = ALIASES.get(found, found) if found is not None else None
    return found if found in FORMATS else None


def _pattern(record: Record) -> re.Pattern[str]:
    """How the format of a field is written in what a record is declared with."""
    if record.construct == "typebox object":
        return _WRITTEN
    if record.construct in SCHEMA_OBJECTS:
        return _METHODS
    return _SAID if record.construct in _DESCRIBED else _TYPES
