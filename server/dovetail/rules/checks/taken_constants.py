"""Values that code writes out, taken from the contract instead."""

import re

from dovetail.core.findings import Edit, Fix
from dovetail.core.modules import module_is
from dovetail.core.shapes import Import
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..contracts.constants import Copy
from ..edits.import_edits import imported, is_defined, module_of

_LITERAL = re.compile(
    r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?![\w.])|\b(?:true|false)\b"""
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")


def taken_from_contract(copy: Copy, label: str, source: Source) -> tuple[Fix, ...]:
    """The contract's value in place of the literal, with its import; what has the contract's own name is taken as a whole."""
    if not copy.entry.name and copy.constant.name == label == copy.contract.name:
        return _taken_whole(copy, label, source)
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
    here = next((i for i in source.shapes.imports if _is_of(copy, i, source)), None)
    own, rest = here.name if here is not None else copy.contract.name, label[len(copy.contract.name) :]
    own = f"{own}.{copy.contract.name}" if here is not None and here.original == "*" else own
    edit = Edit(copy.path, Range(found[0].start(), found[0].end()), own + rest)
    more = _as_value(here, source) if here is not None else imported(source, (copy.contract,), types=False)
    edits = (edit, *more)
    if any(a is not b and a.range.touches(b.range) for a in edits for b in edits):
        return ()
    return (Fix(f"Take `{label}` from the contract", edits),)


def _taken_whole(copy: Copy, name: str, source: Source) -> tuple[Fix, ...]:
    """The import of a constant in place of the file's own, `const PAGE_SIZE = 50;`, and what hands it on."""
    text = source.text.source
    stated = rf"^(export[ \t]+)?const[ \t]+{re.escape(name)}[ \t]*=[ \t]*(?:{_LITERAL.pattern})(?:[ \t]+as[ \t]+const)?[ \t]*(;?)[ \t]*\r?$"
    found = [*re.finditer(stated, text, re.MULTILINE)]
    if len(found) != 1 or not source.path.endswith((".ts", ".tsx")):
        return ()
    if any(module_is(i.module, copy.contract.path) and i.original in (name, "*") for i in source.shapes.imports):
        return ()  # it is there under another name
    exported, end = found[0][1], found[0][2]
    at = Range(found[0].start(), found[0].end())
    is_used = len(re.findall(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", text)) > 1
    title = f"Take `{name}` from the contract"
    if exported and not is_used:
        quote = "'" if "'" in text and '"' not in text else '"'
        written = f"export {{ {name} }} from {quote}{module_of(copy.contract.path, source)}{quote}{end}"
        return (Fix(title, (Edit(copy.path, at, written),)),)
    (taken,) = imported(source, (copy.contract,), types=False)
    if not exported:  # with its line
        at = Range(at.start, min(len(text), at.end + 1))
    written = f"export {{ {name} }}{end}" if exported else ""
    if taken.range.touches(at):
        between = text[taken.range.start : at.start]
        return (Fix(title, (Edit(copy.path, Range(taken.range.start, at.end), taken.new_text + between + written),)),)
    return (Fix(title, (Edit(copy.path, at, written), taken)),)


def _is_of(copy: Copy, one: Import, source: Source) -> bool:
    """True for an import of the contract's constant, under whatever name, or of all that its file has."""
    return one.original in (copy.contract.name, "*") and module_is(one.module, copy.contract.path)


def _as_value(one: Import, source: Source) -> tuple[Edit, ...]:
    """The edit that takes `type` out of an import, so that what it brings can be used as a value."""
    text = source.text.source
    start = text.rfind("import", 0, one.range.start)
    marks = [
        *re.finditer(r"(?<=import)\s+type\b(?=\s*[{*\w])", text[start : one.range.start]),
        *re.finditer(r"\btype\s+\Z", text[start : one.range.start]),
    ]
    return tuple(Edit(source.path, Range(start + m.start(), start + m.end()), "") for m in marks[:1])
