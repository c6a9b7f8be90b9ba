"""A value of a contract is written out again where it could be imported."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import tagged_contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .contracts.constants import Copy, copies, same_value
from .edits.import_edits import imported, is_defined
from .faults import Fault

_LITERAL = re.compile(
    r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?![\w.])|\b(?:true|false)\b"""
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")


@rule("conformance", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for copy in copies(source, snapshot):
        if (
            source.shapes.language != "typescript"
            or tagged_contract(copy.constant.tags) is not None
            or not same_value(copy.promise, copy.entry)
        ):
            continue
        label = f"{copy.contract.name}.{copy.promise.name}" if copy.promise.name else copy.contract.name
        yield Fault(
            copy.path,
            copy.entry.name_range if copy.entry.name else copy.constant.name_range,
            f"`{copy.entry.name or copy.constant.name}` copies `{label}`; import it from {copy.contract.path}, so that it cannot drift.",
            (Place(copy.contract.path, copy.promise.name_range, f"`{label}` is {copy.promise.value}"),),
            _fixes(copy, label, snapshot.sources[copy.path]),
        )


def _fixes(copy: Copy, label: str, source: Source) -> tuple[Fix, ...]:
    """The contract's value in place of the literal, with its import."""
    if is_defined(copy.contract.name, source) or not source.path.endswith((".ts", ".tsx")):
        return ()
    text = source.text
    found = list(
        _LITERAL.finditer(
            text.source, copy.entry.name_range.end if copy.entry.name else copy.entry.range.start, copy.entry.range.end
        )
    )
    if len(found) != 1 or not all(_NAME.match(part) for part in label.split(".")):
        return ()
    edit = Edit(copy.path, Range(found[0].start(), found[0].end()), label)
    edits = (edit, *imported(source, (copy.contract,), types=False))
    if any(a is not b and a.range.touches(b.range) for a in edits for b in edits):
        return ()
    return (Fix(f"Take `{label}` from the contract", edits),)
