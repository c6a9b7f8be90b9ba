"""A range of days or times has two ends, and nothing says whether the last one belongs to it."""

import re
from collections.abc import Collection, Iterator

from dovetail.core.contracts import Contract, Contracts
from dovetail.core.findings import Fix
from dovetail.core.shapes import Alias, Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault
from .unformatted_string import expected_format, format_of_end

# The word of an end, and the words that its start may have instead.
_STARTS = {
    "end": ("start",),
    "ends": ("starts",),
    "to": ("from",),
    "until": ("from", "since"),
}
_DAYS, _TIMES = frozenset({"date"}), frozenset({"date-time"})
_SAID = re.compile(
    r"\b(in|ex)(clusive(ly)?|cluding|cluded|cludes?|cl\.)|\b(half[- ]open|last day|not part|belongs?|through|no longer|"
    r"up to and|free again|"
    r"(moment|time) from which|"
    r"(first|last) (second|moment|instant)|midnight|end of (the )?day)\b|[\[(]\w+, ?\w+[\])]",
    re.IGNORECASE,
)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    fields = dict(own_fields(contract))
    for name, field in fields.items():
        start = _start_of(name, field, fields)
        if start is None:
            continue
        counted = _counted(name, field, fields, snapshot.contracts, contract.is_endpoint)
        holder = fields.get(name.rpartition(".")[0])
        said = (field.doc, start.doc, holder.doc if holder is not None else "", contract.declaration.doc)
        if not counted or _SAID.search("\n".join(said)) or f"`{field.name}`" in contract.declaration.doc:
            continue
        text = snapshot.text_of(contract)
        fixes = tuple(
            Fix(title, (added_tag(contract.path, text, field.range, field.name_range, words),))
            for title, words in (("It belongs to the range", "Inclusive."), ("It does not belong to it", "Exclusive."))
        )
        message = (
            f"`{name}` does not say whether {counted} itself belongs to the range; say `inclusive` or `exclusive`."
        )
        severity = None if counted == "that day" else "info"
        yield Fault(contract.path, field.name_range, message, fixes=fixes, severity=severity)


def _start_of(name: str, field: Field, fields: dict[str, Field]) -> Field | None:
    """The field that stands beside the end of a range and is called like its start: `periodEnd` and `periodStart`."""
    own = words(field.name)
    if _STARTS.keys().isdisjoint(own):
        return None
    holder = name.rpartition(".")[0]
    wanted = {(*own[:at], start, *own[at + 1 :]) for at, word in enumerate(own) for start in _STARTS.get(word, ())}
    return next((f for n, f in fields.items() if n.rpartition(".")[0] == holder and words(f.name) in wanted), None)


def _counted(name: str, field: Field, fields: Collection[str], contracts: Contracts, is_endpoint: bool) -> str:
    """What the end of a range is, empty where it is no time at all, or nobody knows."""
    tag = field.tag("format")
    if field.kind.name == "ref" and (held := contracts.get(field.kind.target)) and isinstance(held.declaration, Alias):
        tag = tag or held.declaration.tag("format")
    format = tag.value if tag is not None else ""
    if not format and field.kind.name == "string":
        format = expected_format(field.name, contracts) or format_of_end(name, fields, is_endpoint)
    if format in _DAYS or field.kind.name == "date":
        return "that day"
    if is_endpoint and field.kind.name in ("number", "int") and words(field.name) == ("to",) and not field.tags:
        return "that number"
    return "that moment" if format in _TIMES or field.kind.name == "instant" else ""
