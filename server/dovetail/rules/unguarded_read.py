"""Code reads a member of a value that may be null or left out, and asks nowhere whether it is there."""

import re
from collections.abc import Iterator

from dovetail.core.paths import is_test
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.held_values import CHECKED
from .checks.read_fields import ReadField, is_component, is_script, reads
from .checks.unasked import is_unasked, read_under_a_name
from .checks.unasked_attributes import unasked_attributes
from .faults import Fault

_MEMBER = re.compile(r"\s*\.\s*[A-Za-z_$]|\[|\(")
_TAKES = re.compile(
    r"(?:\bObject\.(?:entries|keys|values)|\bnew Date|\bDate\.parse)\(\s*$|\bof\s+$"
)  # and fails if there is nothing

_SHORT, _LONG = 40, 400  # characters before a value that say where it stands
_LOOKED_UP = re.compile(r"[\w$\])]\[\s*$")
_CLOSED = re.compile(r"\s*\](?!\s*=[^=])")
# An element's own attribute; what has a hyphen and is none of `aria-` may be anything, and a key may be null.
_ATTRIBUTE = re.compile(
    r"<[a-z][a-z0-9]*(?:\s+[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}))?)*\s+(?!key=|ref=)(?:aria-)?[A-Za-z]+=\{\s*$"
)
_OTHERS = re.compile(r"[\"'](?:solid-js|preact|@builder\.io/qwik)\b|@jsxImportSource")  # whose elements take null


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if is_test(source.path):
        return  # a test knows what it was given
    if source.shapes.language == "python":
        for found in unasked_attributes(source, snapshot):
            message = f"`{found.name}` may be None, and is read here as if it were always there."
            yield Fault(
                source.path, found.range, message, (found.place,), severity="warning"
            )  # as no compiler asks for it
        return
    for read in reads(source, snapshot):
        if not all(_may_lack(field, read) for _, field in read.fields):
            continue
        at = read.range if _is_unguarded(read) else read_under_a_name(read)
        if at is not None:
            lacks = "may be null" if read.fields[0][1].nullable == "yes" else "may be left out"
            message = f"`{read.name}` {lacks}, and is read here as if it were always there."
            severity = "warning" if is_script(source) or is_component(source) else None
            yield Fault(source.path, at, message, (read.place,), severity=severity)


def _may_lack(field: Field, read: ReadField) -> bool:
    """True for what may be null or left out; a column with a default may be left out only by who writes it."""
    if read.is_stored and is_script(read.source):
        return False  # no compiler asks for a check of what the query has asked for
    known = field.kind.name != "unknown" or bool(field.kind.text and not field.kind.text.startswith("Promise<"))
    return known and (field.nullable == "yes" or (field.presence == "optional" and not read.is_stored))


def _is_unguarded(read: ReadField) -> bool:
    """True where a member is read of the field, and what is declared around it speaks of the field nowhere else but so."""
    text = read.source.text.source
    taken = bool(read.holder) and (
        _MEMBER.match(text, read.range.end) or _is_taken(read) or _is_key(read) or _is_attribute(read)
    )
    return bool(taken) and is_unasked(read)


def _is_key(read: ReadField) -> bool:
    """True for what is looked up by the value: `LABELS[order.state]`."""
    text = read.source.text.source
    before = text[max(0, read.range.start - len(read.holder) - _SHORT) : read.range.start - len(read.holder)]
    typed = read.source.path.endswith(CHECKED)
    return typed and _LOOKED_UP.search(before) is not None and _CLOSED.match(text, read.range.end) is not None


def _is_attribute(read: ReadField) -> bool:
    """True for an attribute of an element of HTML, which may be left out, but never is null: `<a href={site.url}>`."""
    text = read.source.text.source
    if not read.source.path.endswith(".tsx") or _OTHERS.search(text) is not None:
        return False
    null = all(field.nullable == "yes" for _, field in read.fields)
    start = read.range.start - len(read.holder)
    before = text[max(0, start - _LONG) : start]
    closed = text[read.range.end :].lstrip()[:1] == "}"
    return null and closed and _ATTRIBUTE.search(before) is not None


def _is_taken(read: ReadField) -> bool:
    """True where a value is handed to what cannot do without one, or gone through."""
    text = read.source.text.source
    start = read.range.start - len(read.holder)
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return _TAKES.search(before) is not None and text[read.range.end :].lstrip()[:1] == ")"
