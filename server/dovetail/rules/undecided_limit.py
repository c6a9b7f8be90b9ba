"""How many are asked for may be left out, and nothing says how many come then."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

_LIMITS = frozenset(
    {
        ("limit",),
        ("per", "page"),
        ("page", "size"),
        ("take",),
        ("count",),
        ("first",),
        ("max", "results"),
        ("size",),
        ("top",),
    }
)
_SAID = re.compile(
    r"\d|\b(defaults?|all|every|everything|whole|otherwise|without (it|one)|no limit|unlimited|LIMITS?)\b",
    re.IGNORECASE,
)

_SAID_ABOVE = re.compile(r"\bdefault|\bLIMITS?\b", re.IGNORECASE)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for name, field in own_fields(contract):
        if field.presence != "optional" or field.kind.name not in ("number", "int") or field.list_depth:
            continue
        if words(field.name) not in _LIMITS or not _is_asked(contract, name, snapshot) or _is_said(contract, field):
            continue
        text = snapshot.text_of(contract)
        fixes = tuple(
            Fix(
                f"Add `@default {n}`", (added_tag(contract.path, text, field.range, field.name_range, f"@default {n}"),)
            )
            for n in (20, 50, 100)
        )
        message = f"`{name}` may be left out, and nothing says how many come then; say it with `@default`, and the most with `@maximum`."
        yield Fault(contract.path, field.name_range, message, fixes=fixes)


def _is_said(contract: Contract, field: Field) -> bool:
    said = _SAID.search(field.doc) or _SAID_ABOVE.search(contract.declaration.doc)
    return field.tag("default") is not None or said is not None


def _is_asked(contract: Contract, name: str, snapshot: Snapshot) -> bool:
    """True in the query of an endpoint, also where that has a name."""
    if contract.is_endpoint:
        return name.split(".")[1:2] == ["query"]
    return bool(snapshot.contracts_with(_queries, contract.name))


def _queries(contract: Contract) -> dict[str, bool]:
    """The name of what an endpoint's query is."""
    fields = contract.declaration.fields if contract.is_endpoint and isinstance(contract.declaration, Record) else ()
    return {f.kind.target: True for f in fields if f.name == "query" and f.kind.target}
