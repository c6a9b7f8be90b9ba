"""A list is answered of things that may be deleted, and nothing says whether those that are stand in it."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.promises import answered_list, own_fields
from .edits.tag_edits import added_tag
from .faults import Fault
from .unordered_list import item_record

_GONE = frozenset({"deleted"})
_SAID = re.compile(r"\b(delet\w*|remov\w*|trash\w*|archiv\w*|gone|active|existing|living|soft)\b", re.IGNORECASE)
_ASKED = frozenset("deleted trashed trash removed archived active state status include".split())


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    endpoint, declaration = contract.endpoint, contract.declaration
    if endpoint is None or endpoint[0] != "GET" or not isinstance(declaration, Record) or declaration.open:
        return
    listed = answered_list(contract)
    items = item_record(listed.kind, snapshot.contracts) if listed is not None else None
    mark = next((f for f in items or () if _marks(f)), None)
    if listed is None or mark is None or _SAID.search(mark.doc):
        return
    asked = any(
        name.split(".")[1:2] == ["query"] and _ASKED.intersection(words(f.name)) for name, f in own_fields(contract)
    )
    response = next((f for f in declaration.fields if f.name == "response"), listed)
    docs = f"{declaration.doc}\n{response.doc}\n{listed.doc}\n{endpoint[1]}"
    if asked or _is_open(declaration) or _SAID.search(docs) or _says(listed, snapshot):
        return
    text = snapshot.text_of(contract)
    fixes = tuple(
        Fix(title, (added_tag(contract.path, text, response.range, response.name_range, said),))
        for title, said in (
            ("Leave out what is deleted", "Without those that are deleted."),
            ("Answer with all", "Those that are deleted, too."),
        )
    )
    yield Fault(
        contract.path,
        response.name_range,
        f"`{endpoint[0]} {endpoint[1]}` answers with a list of what may be deleted (`{mark.name}`); say in its comment whether those that "
        "are deleted stand in it.",
        fixes=fixes,
    )


def _marks(field: Field) -> bool:
    """True for what says that a thing is deleted: `deletedAt`, `isDeleted`."""
    own = words(field.name)
    return not field.list_depth and (
        own in (("deleted",), ("is", "deleted")) or (own[0] in _GONE and own[1:] in (("at",), ("on",), ("date",)))
    )


def _is_open(declaration: Record) -> bool:
    """True where what may be asked for is not all seen."""
    query = next((f for f in declaration.fields if f.name == "query"), None)
    return query is not None and query.kind.name not in ("record", "null")


def _says(listed: Field, snapshot: Snapshot) -> bool:
    """True where the thing's own contract says what becomes of those that are deleted."""
    found = snapshot.contracts.record(listed.kind.target) if listed.kind.name == "ref" else None
    return found is not None and _SAID.search(found[1].doc) is not None
