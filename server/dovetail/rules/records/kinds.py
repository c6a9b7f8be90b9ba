"""Whether a value of one kind can stand for a value of another: on the wire, and in a store.

`Date` and `Decimal` cross the wire as strings; a number takes integers and fractions. What is being typed or cannot be
resolved clashes with nothing.
"""

import re
from collections.abc import Mapping
from typing import Literal

from dovetail.core.bindings import Pairing, imported_contract
from dovetail.core.contracts import Contract, Contracts
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Severity
from dovetail.core.shapes import Declaration, Enum, Field, FileShapes, Kind, KindName, Record
from dovetail.core.snapshot import Snapshot, Source

from .dialects import counts_moments, has_booleans, is_json_in_text
from .direction import direction
from .elsewhere import bound_elsewhere, contract_elsewhere, declared_elsewhere

Sort = Literal[
    "kind-mismatch", "reference-mismatch", "loose-enum", "narrowed-string", "precision-loss", "date-mismatch", "date-as-number",
    "fractional-integer", "serialized-record",
]  # fmt: skip
_MOMENTS_ONLY = re.compile(r'\bprovider\s*=\s*"(?:sqlite|mongodb)"')
_WITHOUT_DAYS = frozenset({"class", "interface", "type", "mongoose schema"})  # of which none has a type for a day
_PLAIN_CLASSES = frozenset({"dataclass", "named tuple", "class"})
UNKNOWN: frozenset[KindName] = frozenset({"hole", "unknown", "any", "null", "union"})
_TEXTUAL: frozenset[KindName] = frozenset(
    {"string", "uuid", "instant", "date", "time", "decimal", "bigint", "bytes", "literal", "enum"}
)
# What may stand for each kind of a contract on the wire; `_STORED` adds what may stand for it in a store.
_WIRE: Mapping[KindName, frozenset[KindName]] = {
    "string": _TEXTUAL,
    "uuid": frozenset({"uuid", "string", "literal"}),
    "instant": frozenset({"instant", "string", "literal"}),
    "date": frozenset({"date", "string", "literal"}),
    "time": frozenset({"time", "string", "literal"}),
    "decimal": frozenset({"decimal", "string", "literal"}),
    "bigint": frozenset({"bigint", "string", "literal"}),
    "number": frozenset({"number", "int", "float", "literal"}),
    "float": frozenset({"number", "int", "float", "literal"}),
    "int": frozenset({"number", "int", "literal"}),
    "boolean": frozenset({"boolean", "literal"}),
    "bytes": frozenset({"bytes", "string"}),
    "enum": frozenset({"enum", "literal"}),
    "literal": frozenset({"literal", "enum", "string", "int", "number", "float", "boolean"}),
    "record": frozenset({"record", "ref", "map", "json"}),
    "map": frozenset({"record", "ref", "map", "json"}),
}
_STORED: Mapping[KindName, frozenset[KindName]] = {
    "uuid": frozenset({"bytes"}),
    "bigint": frozenset({"int", "decimal"}),
    "number": frozenset({"decimal", "bigint"}),
    "float": frozenset({"decimal"}),
    "int": frozenset({"bigint", "decimal"}),
    "boolean": frozenset({"int"}),
    "enum": frozenset({"string"}),
    "record": frozenset({"string", "uuid", "int", "bigint", "bytes"}),  # the key of another table, or packed
    "map": frozenset({"bytes"}),
}


_OF_BYTES = ("base64", "byte", "binary", "token", "path", "hex")
# The digits that a decimal has behind its point: `NUMERIC(10, 2)`, `DecimalField(decimal_places=2)`.
_HUNDREDTHS = re.compile(r"\(\s*\d+\s*,\s*[1-9]\d*\s*\)|\b(?:decimal_places|scale)\s*[=:]\s*[1-9]")
_WHOLE_DECIMAL = re.compile(r"\(\s*\d+\s*(?:,\s*0\s*)?\)")

_SERIALIZER = "serializer"
_NAMES_ALONE = frozenset({"proto", "graphql"})  # languages whose enums hold names, and no texts
_INTERVAL = re.compile(r"INTERVAL\b", re.IGNORECASE)  # a span of time, as PostgreSQL keeps it
_NO_INTERVALS: frozenset[KindName] = frozenset({"int", "number", "float", "bigint", "boolean"})
_ITEM = r"\s*(?:\w+\s*:\s*)?\w+\s*"
# A tuple of the contract, as it is written, and what may stand for each of its items.
_TUPLE = re.compile(rf"(?:readonly\s+)?\[({_ITEM}(?:,{_ITEM})*),?\s*\](?:\s*\|\s*null)?\Z")
_OF_TUPLES: Mapping[str, frozenset[KindName]] = {
    "number": frozenset({"number", "int", "float", "literal"}), "string": frozenset({*_TEXTUAL}), "boolean": frozenset({"boolean"}),
}  # fmt: skip
_DATES: frozenset[KindName] = frozenset({"instant", "date", "time"})
_NUMBERS: frozenset[KindName] = frozenset({"number", "int", "float"})
_PLAIN: frozenset[KindName] = frozenset({*_TEXTUAL, *_NUMBERS, "boolean"})
_RECORDS: frozenset[KindName] = frozenset({"record", "ref", "map"})


@dataclass(frozen=True, slots=True)
class Clash:
    """How a field's kind contradicts the contract's: the rule that asks about it, and the contradiction in words.

    `severity` is how grave it is where that is not what the rule says.
    """

    sort: Sort
    words: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A kind with its name followed: to an enum or record of the file (`enum`, `record`), or to a contract (`contract`)."""

    kind: Kind
    enum: Enum | None = None
    record: Record | None = None
    contract: str | None = None


def is_record(kind: Kind) -> bool:
    """True for a record in place or by name. A name that is no enum and no alias is a record's."""
    return kind.name in ("record", "ref")


def resolved(kind: Kind, shapes: FileShapes, contracts: Contracts) -> Resolved:
    """What an implementation's kind stands for."""
    for _ in range(10):
        if kind.name not in ("ref", "enum") or not kind.target:
            own = Kind("unknown", text=kind.text) if _is_the_projects_own(kind, shapes) else kind
            return Resolved(own, record=_schema_within(kind, shapes))
        name = kind.target
        imported = imported_contract(name, shapes, contracts)
        if imported is not None:
            return Resolved(contracts.resolved(Kind("ref", imported.name, text=kind.text)), contract=imported.name)
        enum = next((e for e in shapes.enums if e.name == name), None)
        if enum is not None and enum.open:
            return Resolved(Kind("unknown", text=kind.text))
        if enum is not None:
            return Resolved(Kind("enum", name, tuple(m.value for m in enum.members), text=kind.text), enum=enum)
        if kind.name == "enum" and kind.values:
            return Resolved(kind)
        record = next((r for r in shapes.records if r.name == name), None)
        if record is not None:
            return Resolved(Kind("record", name, text=kind.text), record=record)
        alias = next((a for a in shapes.aliases if a.name == name), None)
        if alias is None or alias.list_depth:
            return Resolved(Kind("unknown", text=kind.text))
        kind = alias.kind
    return Resolved(Kind("unknown", text=kind.text))


def _schema_within(kind: Kind, shapes: FileShapes) -> Record | None:
    """The schema of Mongoose that a field of another one holds documents of: `visits: [visitSchema]`."""
    if kind.name != "record" or not kind.text.isidentifier():
        return None
    return next((r for r in shapes.records if r.construct == "mongoose schema" and r.name == kind.text), None)


def _is_the_projects_own(kind: Kind, shapes: FileShapes) -> bool:
    """True where a name that the language gives a meaning to, such as `Buffer`, is the project's own here."""
    return any(i.name == kind.text and i.module.startswith((".", "@/", "~/")) for i in shapes.imports)


def clash(promise: Field, field: Field, pairing: Pairing, snapshot: Snapshot) -> Clash | None:
    """How a field's kind contradicts the contract's; None where it does not."""
    contracts, shapes = snapshot.contracts, snapshot.sources[pairing.path].shapes
    wanted = contracts.resolved(promise.kind)
    given = resolved(field.kind, shapes, contracts)
    if wanted.name == "union" and (other := _other_contract(wanted, given, pairing.path, snapshot)):
        return Clash("reference-mismatch", f"is `{other}` here and {described(promise, wanted)}")
    if (
        is_record(wanted)
        and not pairing.is_store
        and (other := _class_elsewhere(wanted, field, pairing.path, snapshot))
    ):
        return Clash("reference-mismatch", f"is `{other}` here and {described(promise, wanted)}")
    if "union" in (wanted.name, given.kind.name) or _is_mixed(wanted):
        return _of_union(promise, wanted, field, given.kind, pairing, snapshot)
    if pairing.is_store and _INTERVAL.match(given.kind.text) and wanted.name in _NO_INTERVALS:
        return Clash("kind-mismatch", f"is `{given.kind.text}` here, no number, and {described(promise, wanted)}")
    if wanted.name == given.kind.name == "unknown" and given.kind.options:
        return _of_tuples(promise, wanted, given.kind)
    if wanted.name in UNKNOWN or given.kind.name in UNKNOWN or (pairing.text and given.kind.name == "string"):
        return None
    if wanted.name == "ref" and contracts.get(wanted.target) is None:
        return None  # nobody declares what the contract names, and `unknown-type` says so there
    if wanted.name == "map" and given.kind.name == "map":
        return _of_values(promise, wanted, field, given.kind, pairing, snapshot)
    if is_record(wanted) and (other := _other_contract(wanted, given, pairing.path, snapshot)):
        return Clash("reference-mismatch", f"is `{other}` here and {described(promise, wanted)}")
    name: KindName = "record" if wanted.name == "ref" else wanted.name
    numbered = name == "enum" and _is_numbered(wanted)
    if numbered and given.kind.name in _NUMBERS:
        return None  # a set of flags is a number that is no member
    if name in _NUMBERS and given.kind.name == "enum" and _is_numbered(given.kind):
        return None  # each of its values is a number
    if given.kind.name == "ref" or name not in _WIRE or _fits(name, given.kind, promise, pairing, snapshot):
        return None
    if name == "map" and is_json_in_text(field, pairing, snapshot):
        return None
    written = field.kind.text or given.kind.name
    if given.kind.name == "bigint" and name in _NUMBERS and shapes.language == "proto":
        # JSON has it as a text, but between programs that speak the binary form it is a number.
        words = f"is `{' '.join(written.split())}` here, which is a text in JSON, and {described(promise, wanted)}"
        return Clash("kind-mismatch", words, "warning")
    words = f"is `{' '.join(written.split())}` here and {described(promise, wanted)}"
    if name == "bigint" and given.kind.name == "int" and shapes.language == "python" and not pairing.is_store:
        return Clash("kind-mismatch", words) if _is_message(pairing) else None  # an int of Python has no limit
    return Clash(_sort("number" if numbered else name, given.kind.name), words)


def _is_message(pairing: Pairing) -> bool:
    """True for a class of Python whose objects cross the wire as they are."""
    record = pairing.implementation
    return not isinstance(record, Record) or record.construct not in _PLAIN_CLASSES or pairing.guessed


def _of_tuples(promise: Field, wanted: Kind, given: Kind) -> Clash | None:
    """How a list whose items a schema lists one by one contradicts a tuple of the contract: `[number, number]`."""
    found = _TUPLE.match(wanted.text)
    asked = [i.rpartition(":")[2].strip() for i in found[1].split(",")] if found is not None else []
    known = [_OF_TUPLES.get(name) for name in asked]
    if not known or not all(known) or not given.text.startswith("["):
        return None
    same = len(known) == len(given.options) and all(
        k is None or o.name in k or o.name in UNKNOWN for k, o in zip(known, given.options, strict=False)
    )
    return None if same else Clash("kind-mismatch", f"is `{given.text}` here and {described(promise, wanted)}")


def _is_numbered(enum: Kind) -> bool:
    """True for an enum whose values are whole numbers."""
    return bool(enum.values) and all(v.removeprefix("-").isdigit() for v in enum.values)


def _of_values(
    promise: Field, wanted: Kind, field: Field, given: Kind, pairing: Pairing, snapshot: Snapshot
) -> Clash | None:
    """How what a map holds contradicts what the contract's holds."""
    if not wanted.options or not given.options:
        return None
    inner = replace(promise, kind=wanted.options[-1], tags=()), replace(field, kind=given.options[-1])
    found = clash(*inner, pairing, snapshot)
    return replace(found, words=f"holds values each of which {found.words}") if found is not None else None


def _of_union(
    promise: Field, wanted: Kind, field: Field, given: Kind, pairing: Pairing, snapshot: Snapshot
) -> Clash | None:
    """What a field may be that no alternative of the contract is, or the other way round; only of what is wholly known."""
    if pairing.is_store or pairing.text or promise.list_depth != field.list_depth:
        return None
    if wanted.name in ("unknown", "any") and not _is_mixed(wanted):
        return None  # `unknown[]`
    own, asked = (_alternatives(_of_items(k, field.list_depth), snapshot) for k in (given, wanted))
    if not own or not asked:
        return None
    way = direction(pairing, snapshot)
    strange = [o for o in own if _is_plain(o) and not any(_takes(w, o, promise, pairing, snapshot) for w in asked)]
    if strange and (way != "accepts" or len(strange) == len(own)):
        return Clash(
            "kind-mismatch", f"may be `{strange[0].text or strange[0].name}` here and {described(promise, wanted)}"
        )
    lost = [w for w in asked if _is_plain(w) and not any(_takes(w, o, promise, pairing, snapshot) for o in own)]
    if lost and len(own) > 1 and way != "emits" and all(map(_is_plain, own)):
        return Clash(
            "kind-mismatch", f"is never `{lost[0].text or lost[0].name}` here and {described(promise, wanted)}"
        )
    return None


def _of_items(kind: Kind, depth: int) -> Kind:
    """The kind of the items of a list, which is no list itself: its text may be that of the whole, `number[]`."""
    is_one = kind.name != "union" and not _is_mixed(kind)
    return replace(kind, text=kind.name, steps=()) if depth and is_one and kind.name in _PLAIN else kind


def _alternatives(kind: Kind, snapshot: Snapshot) -> list[Kind]:
    """What a value of a kind may be; nothing where that is not wholly known."""
    options = kind.options if kind.name == "union" or _is_mixed(kind) else (kind,)
    found = [snapshot.contracts.resolved(o) if o.name == "ref" else o for o in options]
    known = all(o.name in _RECORDS or o.name == "null" or _is_plain(o) or _is_listed(o) for o in found)
    return found if known else []


def _is_mixed(kind: Kind) -> bool:
    """True for a union of lists and others."""
    return kind.name == "unknown" and bool(kind.options) and "|" in kind.text


def _is_listed(kind: Kind) -> bool:
    """True for a list that stands among others."""
    return kind.steps[-1:] == ("[]",) or "[" in kind.text or kind.text.startswith("array of ")


def _is_plain(kind: Kind) -> bool:
    return kind.name in _PLAIN and not _is_listed(kind)


def _takes(wanted: Kind, given: Kind, promise: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """Whether one alternative of a contract takes a value that a field may be."""
    return not _is_listed(wanted) and (
        wanted.name not in _PLAIN or _fits(wanted.name, given, promise, pairing, snapshot)
    )


def _sort(wanted: KindName, given: KindName) -> Sort:
    """Which rule asks about two kinds that do not go together."""
    match wanted:
        case "enum" if given == "string":
            return "loose-enum"
        case "string" if given == "enum":
            return "narrowed-string"
        case "decimal" | "bigint" if given in _NUMBERS:
            return "precision-loss"
        case "instant" | "date" | "time" if given in _DATES:
            return "date-mismatch"
        case "instant" | "date" if given in (*_NUMBERS, "bigint"):
            return "date-as-number"
        case "number" | "int" | "float" if given in ("instant", "date"):
            return "date-as-number"
        case "int" if given in ("float", "decimal"):
            return "fractional-integer"
        case "record" | "map" if given == "string":
            return "serialized-record"
        case _:
            return "kind-mismatch"


def _fits(wanted: KindName, given: Kind, promise: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    if _is_told_apart(wanted, given, promise):
        return False
    if (wanted, given.name) == ("boolean", "int") and has_booleans(pairing, snapshot):
        return False
    if wanted == "boolean" and pairing.is_store and given.values and {"0", "1"}.issuperset(given.values):
        return True  # as a driver of MySQL or SQLite gives it: `0 | 1`
    if wanted == "literal" and given.name in (*_NUMBERS, "boolean") and _is_text(promise, snapshot):
        return False
    if given.name in _WIRE[wanted] or (pairing.is_store and given.name in _STORED.get(wanted, frozenset())):
        return not _narrows(wanted, given, pairing, snapshot)
    if (wanted, given.name) == ("date", "instant") and keeps_days_as_moments(pairing, snapshot):
        return True
    if wanted in ("instant", "date") and given.name in ("int", "bigint") and counts_moments(pairing, snapshot):
        return True
    if given.name == "json" and pairing.is_store:
        return wanted in ("record", "map", "string", "enum")
    if wanted in ("decimal", "bigint") and given.name in ("number", "int"):
        return "number" in promise.kind.text or "bigint" in promise.kind.text  # the contract itself writes a number
    if wanted == "enum" and given.name == "string":
        return direction(pairing, snapshot) == "accepts" or _has_no_names_for(promise, pairing, snapshot)
    return False


def _is_text(promise: Field, snapshot: Snapshot) -> bool:
    """True for a field with one value only, which is a word."""
    values = snapshot.contracts.resolved(promise.kind).values
    return bool(values) and all(v[:1].isalpha() and v not in ("true", "false") for v in values)


def _has_no_names_for(promise: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where the values are no names, as `audio/mpeg`, and enums of the language hold nothing else."""
    shapes = snapshot.sources[pairing.path].shapes
    values = snapshot.contracts.resolved(promise.kind).values
    return shapes.language in _NAMES_ALONE and not all(value.replace("-", "_").isidentifier() for value in values)


def keeps_days_as_moments(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a store that has no type for a day: one that TypeScript types, Mongoose, or Prisma over a database that has none."""
    record = pairing.implementation
    typed = isinstance(record, Record) and record.construct in _WITHOUT_DAYS
    return pairing.is_store and (typed or bool(snapshot.of_sources(_without_dates)))


def _without_dates(source: Source) -> bool:
    """True for a schema of Prisma over a database that has moments only."""
    return source.shapes.language == "prisma" and _MOMENTS_ONLY.search(source.text.source) is not None


def _is_told_apart(wanted: KindName, given: Kind, promise: Field) -> bool:
    """True for bytes, which JSON carries as base64, where a text of another format is promised."""
    format = promise.tag("format")
    return (wanted, given.name) == ("string", "bytes") and format is not None and format.value not in _OF_BYTES


def _narrows(wanted: KindName, given: Kind, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where any string is promised and only a few are taken, or a whole number and there are digits behind the point."""
    if wanted == "int" and given.name == "decimal":
        written = given.text  # where Prisma is told nothing, its decimals have thirty digits behind the point
        in_prisma = snapshot.sources[pairing.path].shapes.language == "prisma" and not _WHOLE_DECIMAL.search(written)
        return in_prisma or _HUNDREDTHS.search(written) is not None
    return wanted == "string" and given.name == "enum" and direction(pairing, snapshot) != "emits"


def _other_contract(wanted: Kind, given: Resolved, path: str, snapshot: Snapshot) -> str | None:
    """The name of the contract that a field holds, where the contract asks for another one, or for one of several."""
    targets = _records_of(wanted, snapshot)
    if not targets:
        return None
    if given.contract is not None:
        held = snapshot.contracts.record(given.contract)
        return (
            given.contract if held is not None and given.kind.name == "ref" and not _is_one(held[0], targets) else None
        )
    if given.record is None:
        named = contract_elsewhere(given.kind, path, snapshot) if given.kind.name == "record" else None
        place = declared_elsewhere(given.kind.target, path, snapshot, given.kind.text) if named is None else None
        if place is not None and isinstance(place[1], Record) and given.kind.name in ("record", "ref"):
            record, at = place[1], place[0].path
            other = all(is_another(record, t, at, snapshot) for t in targets)
            return record.name if other and not _is_choice(wanted, record) else None
        contract = snapshot.contracts.get(named) if named is not None else None
        return named if contract is not None and not _is_one(contract, targets) else None
    bound = [p.contract for p in snapshot.pairings_by_path.get(path, ()) if p.implementation is given.record]
    if not bound and _is_choice(wanted, given.record):
        return None
    if not bound and all(is_another(given.record, t, path, snapshot) for t in targets):
        return given.record.name
    if given.record.construct == _SERIALIZER and any(_has_all(b, targets, snapshot) for b in bound):
        return None  # which takes less than it gives: what it only gives need not be sent
    return given.record.name if bound and not any(_is_one(b, targets) for b in bound) else None


def _is_choice(wanted: Kind, record: Record) -> bool:
    """True for a message around a choice, `message Payment { oneof method { Card card = 1; } }`, for one of several records."""
    return wanted.name == "union" and all(is_record(f.kind) for f in record.fields)


def is_another(record: Record, contract: Contract, path: str, snapshot: Snapshot) -> bool:
    """True for a record of no contract that has less than half of one, for which its file has another record."""
    bound = [p for p in snapshot.pairings_by_path.get(path, ()) if isinstance(p.implementation, Record)]
    if record.open or not record.fields or not any(p.contract is contract for p in bound):
        return False
    if any(p.implementation is record for p in bound):
        return False
    asked = [p.field.key for p in snapshot.contracts.promised(contract)[0]]
    return len(asked) > 2 and 2 * sum(f.key in asked for f in record.fields) < len(asked)


def _class_elsewhere(wanted: Kind, field: Field, path: str, snapshot: Snapshot) -> str | None:
    """The name of a class or type of another file that is another contract than what is asked for, and has not all of it."""
    bound = bound_elsewhere(field.kind, path, snapshot)
    targets = _records_of(wanted, snapshot) if bound is not None else []
    if bound is None or not isinstance(bound.implementation, Record) or bound.mode == "subset" or bound.is_store:
        return None
    other = targets and not _is_one(bound.contract, targets) and not _has_all(bound.contract, targets, snapshot)
    return bound.implementation.name if other else None


def _has_all(contract: Contract, targets: list[Contract], snapshot: Snapshot) -> bool:
    """True for a contract that has all the fields of one of some others, or where not all of them are known."""
    own, complete = snapshot.contracts.promised(contract)
    names = {p.field.name for p in own}
    return not complete or any(
        names.issuperset(p.field.name for p in snapshot.contracts.promised(t)[0]) for t in targets
    )


def _is_one(contract: Contract, targets: list[Contract]) -> bool:
    """True for one of some contracts, or one that says word for word the same under another name, as generated types do."""
    return any(contract == t or contract.name == t.name or _same(contract.declaration, t.declaration) for t in targets)


def _same(a: Declaration, b: Declaration) -> bool:
    if not isinstance(a, Record) or not isinstance(b, Record) or not a.fields or a.bases or b.bases:
        return False
    return [_said(f) for f in a.fields] == [_said(f) for f in b.fields]


def _said(field: Field) -> tuple[object, ...]:
    kind = field.kind
    return field.name, kind.name, kind.target, kind.values, kind.text, field.presence, field.nullable, field.list_depth


def _records_of(wanted: Kind, snapshot: Snapshot) -> list[Contract]:
    """The contracts of which a value is one; none where it may be something else."""
    options = wanted.options if wanted.name == "union" else (wanted,)
    found = [snapshot.contracts.record(o.target) if o.name == "ref" else None for o in options]
    return [f[0] for f in found if f is not None] if all(found) else []


def described(field: Field, kind: Kind) -> str:
    """A contract's type in words: as it is written, with its format."""
    format = field.tag("format")
    written = " ".join((field.kind.text or kind.text or kind.name).split())
    said = f" (`@format {format.value}`)" if format is not None and format.value else ""
    return f"`{written}`{said}"


def keys_of(kind: Kind, contracts: Contracts) -> tuple[str, ...]:
    """All keys that a map of a contract may have, where its type lists them: `Record<Temper, number>`."""
    if kind.name != "map" or len(kind.options) != 2:
        return ()
    keys = contracts.resolved(kind.options[0])
    return keys.values if keys.name in ("enum", "literal") else ()
