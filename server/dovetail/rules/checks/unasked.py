"""Whether code asks anywhere of a field that may be null, or left out, if it is there."""

import re

from dovetail.core.text import Range

from .read_fields import ReadField, is_component, is_script

_MEMBER = re.compile(r"\s*\.\s*[A-Za-z_$]|\[|\(")
_TOP = re.compile(r"^[A-Za-z_@/<\"'({$]", re.MULTILINE)  # where a declaration of a file begins
_CLOSES = ("}", '"', "'")
_DEFAULTS = re.compile(r"\s*\?\?(?!=)")
_PUT = re.compile(r"[{,]\s*[\w$]+\s*:\s*\w+(?:\.\w+)*\.$")
_ENDS = re.compile(r"\s*[,}]")
_APART = re.compile(r"\b(?:const|let|var)\s*\{[^{}()=]*$")
_DECLARED = re.compile(r"\bconst\s+([\w$]+)\s*=\s*$")
_OVER = re.compile(r"\s*(?:;|\n)")
_SHORT = 80
_SHOWN = re.compile(r"[>$]\s*\{\s*\w+(?:\.\w+)*\.$")
_ATTRIBUTE = re.compile(
    r"""(?:\s(?!when=|if=|cond\w*=|test=|show\w*=|is[A-Z]\w*=)(?:bind:)?[\w-]+=\{|\bv-model[\w.:-]*=["'])\s*\w+(?:\.\w+)*\.$"""
)
_IN_ATTRIBUTE = re.compile(
    r"""<[^<>]*\s(?:class|className|id|htmlFor|title|alt|aria-[a-z]+|data-[\w-]+)=(?:"[^"]*|'[^']*)$"""
)
_BOUND = re.compile(
    r"""\s(?::|v-bind:|class:)[\w.:-]+=(?:"[^"]*"|\{[^}]*\})"""
)  # what an attribute hangs on shows nothing or something
_PREDICATE = re.compile(r"filter\(\s*[\w.]+\s*\)")


def is_unasked(read: ReadField) -> bool:
    """True where what is declared around a read field speaks of the field nowhere else but where it reads a member of it."""
    text = read.source.text.source
    start, end = (0, len(text)) if is_component(read.source) else _declaration_around(read.range, text)
    around = text[start:end]
    at, name = read.range.start - start, re.escape(read.name)
    # `const [note, setNote] = useState(loan.note.trim())`: what stands alone under the name is the state
    own = re.search(rf"\b(?:const|let)\s*\[\s*{name}\s*,", around) is not None
    return not _is_narrowed(read, around[:at]) and not any(
        _is_guard(m, around)
        for m in re.finditer(rf"(?<![\w$]){name}(?![\w$])", around)
        if m.start() != at and not (own and around[m.start() - 1 : m.start()] != ".")
    )


def read_under_a_name(read: ReadField) -> Range | None:
    """Where a member is first read of the variable that a field is put into, `const { endsOn } = loan; endsOn.slice()`, if what is
    declared around it speaks of neither anywhere else but so; None where it does, or there is no such variable."""
    text = read.source.text.source
    name = _name_of(read, text)
    if not name or is_script(read.source) or is_component(read.source):
        return None
    start, end = _declaration_around(read.range, text)
    found = [
        m
        for m in re.finditer(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text[start:end])
        if m.end() + start not in _ends_of(read, name)
    ]
    behind = [m for m in found if m.start() + start > read.range.end]
    if not behind or len(behind) < len(found) or not is_unasked(read):
        return None
    whole = text[start:end]
    alone = all(whole[m.start() - 1 : m.start()] != "." and _MEMBER.match(whole, m.end()) for m in behind)
    return Range(behind[0].start() + start, behind[0].end() + start) if alone else None


def _name_of(read: ReadField, text: str) -> str:
    """The variable that is what a field holds: taken apart, or declared with it as its value; empty where there is none."""
    start = read.range.start - len(read.holder)
    before = text[max(0, start - _SHORT) : start]
    if not read.holder:
        apart = _APART.search(before) is not None and _ENDS.match(text, read.range.end) is not None
        return read.name if apart else ""
    declared = _DECLARED.search(before) if _OVER.match(text, read.range.end) is not None else None
    return declared[1] if declared is not None else ""


def _ends_of(read: ReadField, name: str) -> tuple[int, ...]:
    """Where the mentions end by which the variable is declared."""
    declared = read.source.text.source.rfind(name, 0, read.range.start - len(read.holder))
    return (read.range.end,) if not read.holder else (read.range.end, declared + len(name))


def _declaration_around(at: Range, text: str) -> tuple[int, int]:
    start = max((m.start() for m in _TOP.finditer(text, 0, at.start)), default=0)
    behind = _TOP.search(text, at.end)
    return start, behind.start() if behind is not None else len(text)


def _is_guard(mention: re.Match[str], text: str) -> bool:
    """True for a mention of the field that may ask whether it is there: any but one as a key, or one that reads a member, too."""
    if text[mention.end() :].lstrip()[:1] == ":" and text[: mention.start()][-1:] != ".":
        return False
    if re.search(r"\.\w+\([\w.]+\.$", text[: mention.start()]) is not None and text[mention.end() :][:1] == ")":
        return False  # `a.endsOn.localeCompare(b.endsOn)`
    if _IN_ATTRIBUTE.search(text[: mention.start()][-_SHORT:]) is not None:
        return False  # `<p className="note">`
    if _SHOWN.search(text[: mention.start()][-_SHORT:]) is not None and text[mention.end() :].lstrip()[:1] == "}":
        return False  # `<em>{note.text}</em>`, or a part of a text
    if (
        _ATTRIBUTE.search(text[: mention.start()][-_SHORT:]) is not None
        and text[mention.end() :].lstrip()[:1] in _CLOSES
    ):
        return False  # `<Stars mean={note.mean} />`
    if _DEFAULTS.match(text, mention.end()) is not None:
        return False  # `loan.note ?? ""` tells nothing of what stands elsewhere
    if _PUT.search(text[: mention.start()][-_SHORT:]) is not None and _ENDS.match(text, mention.end()) is not None:
        return False  # `{ note: loan.note }`
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
