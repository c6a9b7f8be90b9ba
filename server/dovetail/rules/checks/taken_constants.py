"""Values that code writes out, taken from the contract instead."""

import re

from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..contracts.constants import Copy
from ..edits.import_edits import imported, is_defined

_LITERAL = re.compile(
    r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?![\w.])|\b(?:true|false)\b"""
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")


def taken_from_contract(copy: Copy, label: str, source: Source) -> tuple[Fix, ...]:
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
