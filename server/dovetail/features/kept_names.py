"""The names by which code keeps a field of a contract: its own, the aliases beside it, and where its record lists it again."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing, named_column
from dovetail.core.conventions import NameKind
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.core.words import Casing, has_casing, key
from dovetail.rules.routes.models import SERIALIZER

from .following import Kept, kept_in
from .mentions import listed, required_beside
from .occurrence import Form, Occurrence
from .repeated import in_prisma_lists, in_serializer_lists


def names_of(one: Kept, snapshot: Snapshot) -> Iterator[Occurrence]:
    """The name of a field that keeps the contract's, and the aliases beside it that say the same words."""
    pairing, field = one.pairing, one.match.field
    if pairing.text:
        return  # a parameter of a handler: what routes carry by name is told by them
    text = snapshot.sources[pairing.path].text
    wanted = one.match.contract.key
    record = pairing.implementation
    beside = tuple(f.name for f in record.fields if f is not field) if isinstance(record, Record) else ()
    kind: NameKind | None = "columns" if pairing.is_store and field.stored is None else None
    stays = pairing.is_store and named_column(one.match.contract) != ""  # its column has been decided
    is_query = isinstance(record, Record) and record.construct == "query"
    if isinstance(record, Record) and record.construct == SERIALIZER:
        if field.range == field.name_range:
            return  # it is in a list of its model's fields, and is spelled as that one
        for range in in_serializer_lists(snapshot.sources[pairing.path], record, field):
            yield Occurrence(pairing.path, range, "cased", "write", names=one.place)
    if key(field.name) == wanted and (field.stored is not None or is_query or not stays):
        written = text[field.name_range]
        shorthand = (
            isinstance(record, Record) and record.construct == "object literal" and field.type_range == field.name_range
        )
        form: Form = "keyed" if shorthand and written == field.name else "exact" if _is_wire(one, pairing) else "cased"
        if is_query and _is_column(text, field.name_range):
            form = "selected"
        at = Range(field.name_range.start, field.name_range.end)
        if written.strip("\"'`") == field.name and written != field.name:
            at = Range(at.start + 1, at.end - 1)
        form = form if text[at] == field.name else "kept"
        yield Occurrence(pairing.path, at, form, "write", beside, kind, own=_own_casing(one, snapshot))
    else:
        yield Occurrence(pairing.path, field.name_range, "kept", "write")
    if snapshot.sources[pairing.path].shapes.language == "openapi" and isinstance(record, Record):
        around = [r.range for r in snapshot.sources[pairing.path].shapes.records if field.name_range.start in r.range]
        for range in (r for whole in (record.range, *around) for r in listed(text, whole, "required", field.name)):
            yield Occurrence(pairing.path, range, "exact")
        for range in required_beside(text, field.name_range, field.name):
            yield Occurrence(pairing.path, range, "exact")
    if snapshot.sources[pairing.path].shapes.language == "prisma" and isinstance(record, Record):
        for at, range in in_prisma_lists(snapshot, pairing.path, record, field):
            yield Occurrence(at, range, "cased", "read", names=one.place)
    if isinstance(record, Record) and record.construct == SERIALIZER:
        return  # its `source` names a field of the model, and is read as such
    for alias in () if stays else (field.wire, field.stored):
        if alias is not None and key(alias) == wanted and (alias != field.name or alias == field.stored):
            kind = "columns" if pairing.is_store and alias == field.stored else None
            yield from _quoted(pairing.path, text, field.range, alias, beside, kind)


def _is_column(text: Text, name: Range) -> bool:
    """True for a column that a query asks for without giving it another name."""
    return re.search(r"\bas\s+[\"'`]?\Z", text.source[max(0, name.start - 12) : name.start], re.IGNORECASE) is None


def _own_casing(one: Kept, snapshot: Snapshot) -> Casing | None:
    """The casing of a field whose name on the wire is made of it: in a class with an alias generator, and in a message of proto."""
    record, path = one.pairing.implementation, one.pairing.path
    made = isinstance(record, Record) and record.casing is not None
    made = made or snapshot.sources[path].shapes.language == "proto"
    return "snake_case" if made and has_casing(one.match.field.name, "snake_case") else None


def _is_wire(one: Kept, pairing: Pairing) -> bool:
    """True where the name itself crosses the wire, so that it is spelled as in the contract."""
    field, record = one.match.field, pairing.implementation
    renamed_by_base = isinstance(record, Record) and pairing.path.endswith(".py") and record.open and bool(record.bases)
    return not pairing.is_store and field.wire is None and field.name == one.match.contract.name and not renamed_by_base


def _quoted(
    path: str, text: Text, within: Range, alias: str, beside: tuple[str, ...], kind: NameKind | None
) -> Iterator[Occurrence]:
    """An alias as it is written in a field: `@map("email_addr")`, `Field(alias="emailAddr")`."""
    for found in re.finditer(rf"""(["'`]){re.escape(alias)}\1""", text[within]):
        at = Range(within.start + found.start() + 1, within.start + found.end() - 1)
        yield Occurrence(path, at, "cased", "write", beside, kind)


def is_shorthand(text: Text, range: Range) -> bool:
    """True for `{ email }` and `{ email = "" }`, where a property's name is a variable's as well."""
    before = text.source[: range.start].rstrip()[-1:]
    behind = text.source[range.end : range.end + 80].lstrip()
    return before in ("{", ",") and not behind.startswith((":", "?", "("))


def kept_at(snapshot: Snapshot, path: str, offset: int, word: str) -> Kept | None:
    """The field that one of its names means at an offset of a file, where a word stands: `@map("starts_at")`, `@@index([startsAt])`."""
    same = {path}
    if (
        snapshot.sources[path].shapes.language == "prisma"
    ):  # a relation names the key of a model that may stand in another file
        same |= {s.path for s in snapshot.implementations if s.shapes.language == "prisma"}
    wanted = key(word)
    for one in (k for place in sorted(same, key=lambda p: p != path) for k in kept_in(snapshot, place)):
        if one.match.contract.key != wanted:
            continue
        if any(o.path == path and offset in o.range for o in names_of(one, snapshot)):
            return one
    return None
