"""Code reads a member of a value that may be null or left out, and asks nowhere whether it is there."""

import re
from collections.abc import Iterator

from dovetail.core.paths import is_test
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .checks.read_fields import ReadField, is_component, is_script, reads
from .faults import Fault

_MEMBER = re.compile(r"\s*\.\s*[A-Za-z_$]|\[|\(")
_TAKES = re.compile(
    r"(?:\bObject\.(?:entries|keys|values)|\bnew Date|\bDate\.parse)\(\s*$|\bof\s+$"
)  # and fails if there is nothing
_TOP = re.compile(r"^[A-Za-z_@/<\"'({$]", re.MULTILINE)  # where a declaration of a file begins
_CLOSES = ("}", '"', "'")
_DEFAULTS = re.compile(r"\s*\?\?(?!=)")
_SHORT = 80
_SHOWN = re.compile(r"[>$]\s*\{\s*\w+(?:\.\w+)*\.$")
_ATTRIBUTE = re.compile(
    r"""(?:\s(?!when=|if=|cond\w*=|test=|show\w*=|is[A-Z]\w*=)(?:bind:)?[\w-]+=\{|\bv-model[\w.:-]*=["'])\s*\w+(?:\.\w+)*\.$"""
)
_BOUND = re.compile(
    r"""\s(?::|v-bind:|class:)[\w.:-]+=(?:"[^"]*"|\{[^}]*\})"""
)  # what an attribute hangs on shows nothing or something
_PREDICATE = re.compile(r"filter\(\s*[\w.]+\s*\)")


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if is_test(source.path):
        return  # a test knows what it was given
    for read in reads(source, snapshot):
        if all(_may_lack(field, read) for _, field in read.fields) and _is_unguarded(read):
            lacks = "may be null" if read.fields[0][1].nullable == "yes" else "may be left out"
            message = f"`{read.name}` {lacks}, and is read here as if it were always there."
            severity = "warning" if is_script(source) or is_component(source) else None
            yield Fault(source.path, read.range, message, (read.place,), severity=severity)


def _may_lack(field: Field, read: ReadField) -> bool:
    """True for what may be null or left out; a column with a default may be left out only by who writes it."""
    if read.is_stored and is_script(read.source):
        return False  # no compiler asks for a check of what the query has asked for
    known = field.kind.name != "unknown" or bool(field.kind.text and not field.kind.text.startswith("Promise<"))
    return known and (field.nullable == "yes" or (field.presence == "optional" and not read.is_stored))


def _is_unguarded(read: ReadField) -> bool:
    """True where a member is read of the field, and what is declared around it speaks of the field nowhere else but so."""
    text = read.source.text.source
    if not read.holder or not (_MEMBER.match(text, read.range.end) or _is_taken(read)):
        return False
    start, end = (0, len(text)) if is_component(read.source) else _declaration_around(read.range, text)
    around = text[start:end]
    at = read.range.start - start
    return not _is_narrowed(read, around[:at]) and not any(
        _is_guard(m, around)
        for m in re.finditer(rf"(?<![\w$]){re.escape(read.name)}(?![\w$])", around)
        if m.start() != at
    )


def _declaration_around(at: Range, text: str) -> tuple[int, int]:
    start = max((m.start() for m in _TOP.finditer(text, 0, at.start)), default=0)
    behind = _TOP.search(text, at.end)
    return start, behind.start() if behind is not None else len(text)


def _is_taken(read: ReadField) -> bool:
    """True where a value is handed to what cannot do without one, or gone through."""
    text = read.source.text.source
    start = read.range.start - len(read.holder)
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return _TAKES.search(before) is not None and text[read.range.end :].lstrip()[:1] == ")"


def _is_guard(mention: re.Match[str], text: str) -> bool:
    """True for a mention of the field that may ask whether it is there: any but one as a key, or one that reads a member, too."""
    if text[mention.end() :].lstrip()[:1] == ":" and text[: mention.start()][-1:] != ".":
        return False
    if re.search(r"\.\w+\([\w.]+\.$", text[: mention.start()]) is not None and text[mention.end() :][:1] == ")":
        return False  # `a.endsOn.localeCompare(b.endsOn)`
    if _SHOWN.search(text[: mention.start()][-_SHORT:]) is not None and text[mention.end() :].lstrip()[:1] == "}":
        return False  # `<em>{note.text}</em>`, or a part of a text
    if (
        _ATTRIBUTE.search(text[: mention.start()][-_SHORT:]) is not None
        and text[mention.end() :].lstrip()[:1] in _CLOSES
    ):
        return False  # `<Stars mean={note.mean} />`
    if _DEFAULTS.match(text, mention.end()) is not None:
        return False  # `loan.note ?? ""` tells nothing of what stands elsewhere
    return _MEMBER.match(text, mention.end()) is None


def _is_narrowed(read: ReadField, before: str) -> bool:
    """True where a function of another place may have asked, or a state which goes with the field."""
    whole = (
        re.sub(r"[!?]?\.$", "", read.holder) if is_component(read.source) else ""
    )  # `props.order` of all that `props` has
    root = re.escape(whole or re.split(r"\W", read.holder, maxsplit=1)[0])
    asked = rf"(?<![.\w])(?:is|has|assert|ensure|require|check|must)[A-Z]\w*\(\s*{root}\b"
    if re.search(asked, before) is not None or _PREDICATE.search(before) is not None:
        return True
    state = rf"\b{root}(?:\??\.\w+)*\s*(?:[=!]==?|&&|\|\||\?(?![.?]))|!{root}\b|switch\s*\(\s*{root}\b|if\s*\([^)]*\b{root}\b"
    if is_component(read.source):
        before = _BOUND.sub("", before)
        shown = rf"(?:v-if|v-else-if|v-show|\{{#if|\{{:else if)[^>\n]*\b{root}\??\.\w"
        return re.search(state, before) is not None or re.search(shown, before) is not None
    return is_script(read.source) and re.search(state, before) is not None
