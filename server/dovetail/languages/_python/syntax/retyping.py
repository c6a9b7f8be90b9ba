"""Changes of the type that an attribute of a Python class says it has."""

import re

from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..._writing import may_be_absent, replaced
from .imports import import_edits, shadowed

_AROUND = re.compile(r"(?:\w+\.)?(Mapped|NotRequired|Required)\[(.*)\]", re.DOTALL)
_LIST = re.compile(r"(?:\w+\.)?(?:list|List|Sequence|set|Set|tuple|frozenset)\[(.*?)(?:,\s*\.\.\.)?\]", re.DOTALL)
_OPTIONAL = re.compile(r"(?:\w+\.)?Optional\[(.*)\]", re.DOTALL)
_NONE = re.compile(r"\s*\|\s*None\Z|\ANone\s*\|\s*")
_DEFAULT = re.compile(r"\s*=\s*None\b")
_IN_FIELD = re.compile(r"\bdefault\s*=\s*None\s*,?\s*|(?<=Field\()None\s*,\s*")


def retyped(
    given: Field, wanted: Field, record: Record, source: Source, spelled: str | None, *, is_column: bool = False
) -> tuple[Edit, ...] | None:
    """The edits of an annotation and of the default behind it. `spelled` is the wanted type without lists and None around it.

    Of a column (`is_column`) the call behind the annotation is seen to by itself.
    """
    if given.type_range is None:
        return None
    own = source.text[given.type_range]
    around = _AROUND.fullmatch(own)
    inner = around[2] if around is not None else own
    inner = _without_none(inner)
    inner, depth = _without_lists(inner)
    if depth != given.list_depth or (not inner.isidentifier() and wanted.kind == given.kind and not _is_whole(inner)):
        return None
    rest = source.text[Range(given.type_range.end, given.range.end)]
    changes_type = (wanted.kind != given.kind or wanted.list_depth != given.list_depth) and not is_column
    if changes_type and re.match(r"\s*=\s*+(?!None\b|Field\(|mapped_column\(\s*(?:[\"'][^\"']*[\"'])?\s*\))", rest):
        return None  # the default, or the column's own type, is meant for the other type
    if changes_type and re.search(
        r"default(?!=None)|server_default|ForeignKey|JSON|String|Numeric|Integer|Text|Enum", rest
    ):
        return None
    type = inner if wanted.kind == given.kind else spelled
    if type is None:
        return None
    type = "list[" * wanted.list_depth + type + "]" * wanted.list_depth
    partial = record.construct == "typed dict"
    stored = record.layer == "db"
    none = (
        may_be_absent(wanted) if stored else wanted.nullable == "yes" or (wanted.presence == "optional" and not partial)
    )
    if none and (given.nullable != "yes" and "primary_key" in rest):
        return None  # a key is never null
    if none and wanted.nullable == "no" and given.nullable == "yes":
        return None  # nothing stands for what is left out
    if none and type not in ("Any", "None"):
        type += " | None"
    if around is not None and around[1] == "Mapped":
        type = f"Mapped[{type}]"
        if re.search(r"\bnullable\s*=", rest) and not is_column:
            return None
    elif partial and around is not None and wanted.presence == given.presence:
        type = f"{around[1]}[{type}]"
    elif partial and wanted.presence == "optional":
        type = f"NotRequired[{type}]"
    elif partial and is_partial(record):
        type = f"Required[{type}]"
    edits = replaced(source, given.type_range, type)
    if not partial and not stored:
        behind = _default(given, wanted, source, rest)
        if behind is None:
            return None
        edits = _merged(edits, behind)
    elif stored and not none:
        edits = _merged(edits, _without_default(given, source, rest))
    if shadowed(type, source):
        return None
    return (*edits, *import_edits(type, source))


def _default(given: Field, wanted: Field, source: Source, rest: str) -> tuple[Edit, ...] | None:
    """The default that lets an attribute be left out, put or taken away."""
    if (wanted.presence == "optional") == (given.presence == "optional"):
        return ()
    at = given.type_range.end if given.type_range is not None else given.range.end
    call = re.match(r"\s*=\s*Field\(", rest)
    if wanted.presence == "optional":
        if call is not None:
            inside = at + call.end()
            more = ", " if not rest[call.end() :].lstrip().startswith(")") else ""
            return (Edit(source.path, Range(inside, inside), f"default=None{more}"),)
        return (Edit(source.path, Range(at, at), " = None"),) if not re.match(r"\s*=", rest) else None
    return _without_default(given, source, rest) or None


def _without_default(given: Field, source: Source, rest: str) -> tuple[Edit, ...]:
    """The edit that takes away that an attribute is None where nothing gives it; none where it is not."""
    at = given.type_range.end if given.type_range is not None else given.range.end
    none = _IN_FIELD.search(rest) if re.match(r"\s*=\s*Field\(", rest) else _DEFAULT.match(rest)
    return (Edit(source.path, Range(at + none.start(), at + none.end()), ""),) if none is not None else ()


def _merged(edits: tuple[Edit, ...], behind: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """One edit of two that touch."""
    if edits and behind and edits[0].range.end == behind[0].range.start:
        joined = Range(edits[0].range.start, behind[0].range.end)
        return (replace(edits[0], range=joined, new_text=edits[0].new_text + behind[0].new_text),)
    return (*edits, *behind)


def _without_none(type: str) -> str:
    optional = _OPTIONAL.fullmatch(type)
    return optional[1] if optional is not None else _NONE.sub("", type)


def _without_lists(type: str) -> tuple[str, int]:
    depth = 0
    while (found := _LIST.fullmatch(type)) is not None and _is_whole(found[1]):
        type, depth = found[1], depth + 1
    return type, depth


def _is_whole(type: str) -> bool:
    """True for a type whose brackets are its own, and which is no union."""
    depth = 0
    for c in type:
        depth += (c in "[(") - (c in "])")
        if depth < 0 or (c == "|" and depth == 0):
            return False
    return depth == 0


def is_partial(record: Record) -> bool:
    """True for `total=False`: what has no `NotRequired[…]` around it may be left out all the same."""
    return any(f.presence == "optional" and _length(f) == len(f.kind.text) > 0 for f in record.fields)


def _length(field: Field) -> int:
    return field.type_range.end - field.type_range.start if field.type_range is not None else 0
