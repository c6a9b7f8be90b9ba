"""What keeps its name when a contract's changes, and is bound by a tag from then on.

Code that is a contract because conventions `bind` its name is used under that name elsewhere, and a migration that has been
applied is history. Both stay as they are, and a tag says what the name said before.
"""

import re
from collections.abc import Iterator
from itertools import chain

from dovetail.core.bindings import Pairing, named_column, stored_key
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Edit
from dovetail.core.shapes import Enum, Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import key
from dovetail.rules.bound.inline import with_inline
from dovetail.rules.edits.tag_edits import added_tag
from dovetail.rules.records.comparison import column_name, compare
from dovetail.rules.records.migrations import changed_later, series_of

from .following import kept
from .members import Member
from .occurrences import declared_in


def tagged(snapshot: Snapshot, contract: Contract, new: str) -> Iterator[Edit]:
    """The tags for what is bound by its name alone."""
    for pairing in snapshot.pairings_by_contract.get(contract.name, ()):
        if not _is_bound_by_name(pairing, snapshot):
            continue
        source, item = snapshot.sources[pairing.path], pairing.implementation
        writer = snapshot.writers.get(source.shapes.language)
        line = source.text.line_range(source.text.line_of(item.range.start))
        if writer is not None and not source.text.source[line.start : item.range.start].strip():
            comment = f"{source.text.indent_at(item.range.start)}{writer.comment(f'@contract {new}')}\n"
            yield Edit(source.path, Range(line.start, line.start), comment)


def _is_bound_by_name(pairing: Pairing, snapshot: Snapshot) -> bool:
    return pairing.because.startswith("conventions `bind`")


def column_tag(snapshot: Snapshot, contract: Contract, field: Field) -> Edit | None:
    """The `@db` that keeps a column's name, where migrations have made it or queries ask for it; None where it can be renamed."""
    if named_column(field) != "":
        return None
    path = declared_in(contract, field, snapshot)
    column = next(chain(_migrated(snapshot, field, path), _queried(snapshot, field, path)), None)
    source = snapshot.sources.get(path)
    if column is None or source is None:
        return None
    return added_tag(path, source.text, field.range, field.name_range, f"@db {column}")


def _migrated(snapshot: Snapshot, field: Field, path: str) -> Iterator[str]:
    """The names of a field's column in migrations."""
    for pairing in with_inline(snapshot):
        record = pairing.implementation
        if not pairing.is_store or series_of(pairing.path) is None or not isinstance(record, Record):
            continue
        for match in compare(pairing, snapshot).matches:
            if match.promise.path == path and match.contract is field:
                yield match.field.stored or match.field.name
        own = pairing.contract.declaration
        if isinstance(own, Record) and any(f is field for f in own.fields):
            wanted = stored_key(field)
            if wanted is not None and wanted in changed_later(record, pairing.path, snapshot):
                yield column_name(field, record, pairing.path, snapshot)


def _queried(snapshot: Snapshot, field: Field, path: str) -> Iterator[str]:
    """The names of a field's column that a key, an index or a query says too. What such a query answers is read by that name."""
    for one in kept(snapshot, (path, field.name_range.start)):
        record, own = one.pairing.implementation, one.match.field
        if not one.pairing.is_store or not isinstance(record, Record) or record.construct == "query":
            continue
        column, table = own.stored or own.name, record.table or record.name
        named = re.compile(rf"(?<![\w$]){re.escape(column)}(?![\w$])")
        for source in snapshot.sources.values():
            if not source.path.endswith(SUFFIX) and column in source.text.source and table in source.text.source:
                skipped = own.range if source.path == one.pairing.path else Range(0, 0)
                if any(named.search(part) for part in _about(table, source.text.source, skipped)):
                    yield column


def _about(table: str, text: str, skipped: Range) -> Iterator[str]:
    """The parts of a text, up to a semicolon each, that are statements about a table, without what is skipped."""
    about = re.compile(
        rf"""\b(?:from|join|into|update|table(?:\s+if\s+not\s+exists)?|on|only|references|copy)\s+(?:\w+\.)?["'`\[]?{re.escape(table)}\b""",
        re.IGNORECASE,
    )
    for part in re.finditer(r"[^;]+", text):
        if about.search(part[0]):
            cut = max(part.start(), skipped.start), min(part.end(), skipped.end)
            yield text[part.start() : cut[0]] + text[cut[1] : part.end()] if cut[0] < cut[1] else part[0]


def made_later(snapshot: Snapshot, member: Member) -> str | None:
    """The file whose enum has a member that only a later migration adds, which cannot be written anew."""
    for source in snapshot.implementations:
        if not source.path.endswith(".sql") or series_of(source.path) is None:
            continue
        for enum in source.shapes.enums:
            if key(enum.name) == key(member.contract.name) and _is_changed(snapshot, enum, source.path, member):
                return source.path
    return None


def _is_changed(snapshot: Snapshot, enum: Enum, path: str, member: Member) -> bool:
    return not any(key(m.value) == key(member.name) for m in enum.members) and key(member.name) in changed_later(
        enum, path, snapshot
    )
