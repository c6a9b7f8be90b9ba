"""An endpoint answers with a list, and nothing says how long it may be."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .edits.tag_edits import added_tag
from .faults import Fault
from .unordered_list import item_record

_PAGING = frozenset(
    "page pages limit offset cursor size first last after before take skip per count top max since until from to".split()
)
_SAYS_LENGTH = re.compile(
    r"\b(all|every|each|whole|entire|complete|at most|up to|no more than|limit(ed|s)?|page[sd]?|paging|pagination|cursor|few|latest|last|"
    r"top|max(imum)?|never more|usually|one per|\d+)\b|\bLIMITS?\b",
    re.IGNORECASE,
)


@rule("clarity", "info", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    endpoint, declaration = contract.endpoint, contract.declaration
    if endpoint is None or endpoint[0] != "GET" or not isinstance(declaration, Record) or declaration.open:
        return
    parts = {f.name: f for f in declaration.fields}
    response = parts.get("response")
    if response is None or not response.list_depth or item_record(response.kind, snapshot.contracts) is None:
        return
    said = "\n".join((declaration.doc, response.doc, *(t.prose for t in response.tags)))
    if _SAYS_LENGTH.search(said) or _is_paged(parts.get("query"), snapshot):
        return
    text = snapshot.text_of(contract)
    all_there_is = added_tag(contract.path, text, response.range, response.name_range, "All there is.")
    yield Fault(
        contract.path,
        response.name_range,
        f"`{endpoint[0]} {endpoint[1]}` answers with a list of any length; say in `query` how a part of it is asked for, or in "
        "the comment that it is all there is.",
        fixes=(Fix("Say that it is all there is", (all_there_is,)),),
    )


def _is_paged(query: Field | None, snapshot: Snapshot) -> bool:
    """True where the query has a word of paging, or may have."""
    if query is None or query.kind.name == "null":
        return False
    fields = item_record(query.kind, snapshot.contracts)
    return fields is None or any(_PAGING.intersection(words(f.name)) for f in fields)
