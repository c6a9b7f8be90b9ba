"""What the values in the examples of a description show that their schemas, or the contracts behind these, do not allow."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.forms import SHOWN, form_of, has_form
from dovetail.core.shapes import Field, KindName, Plain, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..bound.examples import AT, ELEMENT, VIA, records_shown, walk_example, whole_of
from ..bound.inline import unfolded
from ..contracts.asked import Asked
from ..records.comparison import compare
from .unfit import WORDS

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = re.compile(r"[A-Za-z][\w -]*")
_TRUTHS = frozenset("true false yes no on off y n null".split())
_WHOLE = re.compile(r"-?\d+(?:\.0+)?(?:[eE]\+?\d+)?")
_FITS: Mapping[KindName, tuple[Plain, ...]] = {
    "int": ("number",), "number": ("number",), "float": ("number",), "boolean": ("boolean",), "string": ("text",),
    "uuid": ("text",), "instant": ("text",), "date": ("text",), "time": ("text",), "decimal": ("text", "number"),
    "bigint": ("text", "number"), "enum": ("text", "number", "boolean"), "record": ("object",), "map": ("object",),
}  # fmt: skip
_IS_MADE = re.compile(r"\$\{|\{\{|<[^>]*>")  # an expression, from which something else makes the value
_NOTHING_MEANT = ("", "string")  # as tools fill in what nobody has written
_ONE_WAY = re.compile(r"""\b(?:readOnly|writeOnly)["']?\s*:\s*true\b""")


def misshown(source: Source, snapshot: Snapshot) -> Iterator[tuple[Range, Asked, str]]:
    """The values of examples that their schema, which is held to a contract, cannot have: their places, the fields, and why."""
    for given in source.shapes.given:
        if given.use.via == VIA and (found := _asked(given.use, source, snapshot)) is not None:
            asked, depth = found
            why = _misfit(given.plain, asked.field, depth)
            if why:
                yield given.range, asked, why
    for quoted in source.shapes.quoted:
        made = quoted.use.via != VIA or _IS_MADE.search(quoted.text)
        if made or (found := _asked(quoted.use, source, snapshot)) is None:
            continue
        asked, depth = found
        plain = _plain(source, quoted.range) or ("text" if depth > 0 else None)
        why = _misfit(plain, asked.field, depth) if plain is not None else ""
        if not why and not depth:
            why = _misformed(quoted.text, plain, asked, snapshot)
        if why:
            yield quoted.range, asked, why


def left_out_of_examples(
    source: Source, snapshot: Snapshot
) -> Iterator[tuple[Range, Source, Record, tuple[Field, ...]]]:
    """The objects of examples that lack what their schema says is always there: a place, the schema, and what is lacking."""
    for written in source.shapes.written:
        if written.use.via != VIA or not _is_held(written.use, source, snapshot):
            continue
        found = records_shown(written, source, snapshot)
        if len(found) != 1:
            continue
        owner, record = found[0]
        if not snapshot.pairings_by_path.get(owner.path) and not written.use.type_name.startswith(AT):
            continue
        whole = whole_of(owner, record, snapshot)
        lacking = tuple(f for f in whole.fields if f.presence == "required" and f.name not in written.names)
        lacking = tuple(f for f in lacking if not _goes_one_way(f, owner))
        # Whoever writes another name in its place is told of that.
        if lacking and all(any(f.name == n for f in whole.fields) for n in written.names):
            yield _place(written.range, source), owner, record, lacking


def _goes_one_way(field: Field, owner: Source) -> bool:
    """True for what only answers, or only requests, have, so that an example of the others is without it."""
    at = field.range
    return at.end <= len(owner.text.source) and _ONE_WAY.search(owner.text.source, at.start, at.end) is not None


def _place(object: Range, source: Source) -> Range:
    """The begin of an object: its first key."""
    text = source.text.source
    colon = text.find(":", object.start, object.end)
    end = colon if colon >= 0 else object.start + 1
    return Range(object.start, end) if "\n" not in text[object.start : end] else Range(object.start, object.start + 1)


def _is_held(use: Use, source: Source, snapshot: Snapshot) -> bool:
    """True where something of a contract can stand behind an example: its file is held to one, or it refers to another file."""
    held = bool(snapshot.pairings_by_path.get(source.path))
    return held or use.type_name.startswith(AT) or "." in use.type_name


def _asked(use: Use, source: Source, snapshot: Snapshot) -> tuple[Asked, int] | None:
    """The property of a schema that a place in an example is, and how many lists deep that place still is."""
    if not _is_held(use, source, snapshot):
        return None
    names = [i for i, name in enumerate(use.chain) if name != ELEMENT]
    steps = [s for s in walk_example(use, source, snapshot) if isinstance(s, Asked)]
    if not names or not steps or steps[-1].range != use.ranges[names[-1]]:
        return None
    asked = steps[-1]
    if not use.type_name.startswith(AT) and not snapshot.pairings_by_path.get(asked.path):
        return None
    return asked, asked.field.list_depth - (len(use.chain) - 1 - names[-1])


def _misfit(plain: Plain, field: Field, depth: int) -> str:
    """Why a value of some sort cannot stand for a property; empty where it can, or where that is not known."""
    if plain == "null":
        never = field.nullable == "no" and not depth and field.kind.name in _FITS
        return f"`{field.name}` is never null in its schema, and null is written here" if never else ""
    if depth > 0:
        return f"`{field.name}` is a list in its schema, and {WORDS[plain]} is written here" if plain != "list" else ""
    if depth < 0 or field.kind.name not in _FITS or plain in _FITS[field.kind.name]:
        return ""
    kind = field.kind.text.removeprefix("array of ") if field.list_depth else field.kind.text
    return f"`{field.name}` is `{kind}` in its schema, and {WORDS[plain]} is written here"


def _misformed(text: str, plain: Plain | None, asked: Asked, snapshot: Snapshot) -> str:
    """Why a text, or a number, has not the form of its property; empty where it has."""
    name, kind = asked.field.name, asked.field.kind.name
    if kind == "int" and plain == "number" and not _WHOLE.fullmatch(text):
        return f"`{name}` is a whole number in its schema, and `{text}` is written here"
    promised = _promised(asked, snapshot)
    format = promised.tag("format") if promised is not None else None
    form = form_of(kind, format.value if format is not None and kind == "string" else "")
    if not form or has_form(text, form) or text in _NOTHING_MEANT:
        return ""
    return f"`{name}` is written like `{SHOWN[form]}`, and `{text}` is no {form}"


def _promised(asked: Asked, snapshot: Snapshot) -> Field | None:
    """The field of a contract that a property of a schema keeps."""
    by_place = snapshot.once(("promised in", asked.path), lambda: _by_place(asked.path, snapshot))
    return by_place.get(asked.field.name_range)


def _by_place(path: str, snapshot: Snapshot) -> Mapping[Range, Field]:
    return {m.field.name_range: m.contract for p in unfolded(path, snapshot) for m in compare(p, snapshot).matches}


def _plain(source: Source, at: Range) -> Plain | None:
    """What a scalar of YAML or JSON is; None for what may be read as several things, such as a date, or an expression."""
    text = source.text[at]
    if at.start and source.text.source[at.start - 1] in "\"'":
        return "text"
    if _NUMBER.fullmatch(text):
        return "number"
    if text in ("true", "false"):
        return "boolean"
    return "text" if _WORDS.fullmatch(text) and text.lower() not in _TRUTHS else None
