"""Drifts in declarations: in the records, enums, constants and routes that are bound to a contract."""

import re
from collections.abc import Callable, Iterator
from random import Random

from dovetail.core.bindings import Pairing, match_field, stored_key
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.text import Range
from dovetail.core.words import key, words
from dovetail.rules.extra_field import removal
from dovetail.rules.records.direction import direction

from . import names
from .mutants import At, Mutant, mutant
from .projects import Project
from .spelling import Family, Member, Word, family_of, nullable, optional, relisted, retyped

_OTHER: tuple[tuple[str, Callable[[str, Random], str | None]], ...] = (
    ("respell a field", names.respelled),
    ("misspell a field", names.misspelled),
    ("reword a field", names.reworded),
    ("rename a field wholly", names.unrelated),
)
_TEXTUAL: tuple[Word, ...] = ("number", "boolean")
_WRONG: dict[str, tuple[Word, ...]] = {
    "string": _TEXTUAL, "uuid": _TEXTUAL, "instant": (*_TEXTUAL, "date"), "date": (*_TEXTUAL, "instant"), "time": _TEXTUAL,
    "decimal": ("boolean", "number"), "bigint": ("boolean",), "number": ("string", "boolean"), "float": ("string", "boolean"),
    "int": ("string", "boolean", "number"), "boolean": ("string", "number"), "enum": ("number", "boolean"),
    "ref": ("string", "number"), "record": ("string", "number"), "map": ("string", "boolean"),
}  # fmt: skip
# In a store these may stand for each other: an instant in a date's column is another finding than a word in a number's.
_STORED: dict[str, tuple[Word, ...]] = {
    "string": ("int", "boolean"), "uuid": ("int",), "instant": ("boolean", "int"), "date": ("boolean", "int"),
    "number": ("string", "boolean"), "float": ("string",), "int": ("string", "boolean", "number"), "boolean": ("string",),
    "decimal": ("boolean", "number"), "bigint": ("boolean",), "enum": ("int",),
}  # fmt: skip
_TEXT = re.compile(r"(?:text|(?:var)?char|character varying)\b", re.IGNORECASE)
_SHORTEST = 4  # characters; fewer may be a code that stands for each value
_NARROW = ("int", "number")  # what TypeScript writes alike


def of_record(project: Project, pairing: Pairing, random: Random) -> Iterator[Mutant]:
    """All drifts of a bound record's fields."""
    record = pairing.implementation
    source = project.snapshot.sources[pairing.path]
    family = family_of(record, source) if isinstance(record, Record) else None
    if not isinstance(record, Record) or family is None or pairing.contract.is_endpoint:
        return
    promises, complete = project.snapshot.contracts.promised(pairing.contract)
    if not complete:
        return
    for promise in (p.field for p in promises):
        wanted = stored_key(promise) if pairing.is_store else promise.key
        field = match_field(record, wanted, pairing.is_store) if wanted is not None else None
        inside = field is not None and record.range.start <= field.name_range.start < record.range.end
        if field is None or not inside:
            continue  # it is written elsewhere: in a base, or in another file
        member = Member(source, record, field, family)
        yield from _names(project, pairing, member, promise, random)
        yield from _columns(project, pairing, member, promise)
        yield from _lengths(project, pairing, member, promise)
        if family not in ("literal", "query"):
            yield from _types(project, pairing, member, promise)
            yield from _nested(project, pairing, member, promise, random)
    yield from _added(project, pairing, record, family, random)


def _columns(project: Project, pairing: Pairing, member: Member, promise: Field) -> Iterator[Mutant]:
    """A column that the contract names, stored under another name."""
    stored, tag = member.field.stored, promise.tag("db")
    if not pairing.is_store or stored is None or tag is None or tag.value in ("", "none"):
        return
    text = project.snapshot.sources[pairing.path].text.source
    start = text.find(stored, member.field.range.start, member.field.range.end)
    if start < 0 or text[start - 1] not in "\"'" or member.field.name_range.start == start:
        return
    edit = Edit(pairing.path, Range(start, start + len(stored)), "quartz_tint")
    what = f"`{member.field.name}` of `{member.record.name}` ({pairing.contract.name}) is stored as quartz_tint"
    places = [member.field.name_range, edit.range]
    yield mutant(project, "store under another column", "declaration", what, pairing.path, [edit], places)


def _lengths(project: Project, pairing: Pairing, member: Member, promise: Field) -> Iterator[Mutant]:
    """A column of SQL that is one character too short for the longest of a contract's values."""
    source, place = project.snapshot.sources[pairing.path], member.field.type_range
    wanted = project.snapshot.contracts.resolved(promise.kind)
    if source.shapes.language != "sql" or place is None or wanted.name != "enum" or member.field.list_depth:
        return
    longest = max(map(len, wanted.values), default=0)
    if longest < _SHORTEST or not _TEXT.match(source.text[place]):
        return
    edit = Edit(pairing.path, place, f"varchar({longest - 1})")
    what = f"`{member.field.name}` of `{member.record.name}` ({pairing.contract.name}) takes {longest - 1} characters"
    yield mutant(project, "shorten a column", "declaration", what, pairing.path, [edit], [edit.range])


def _at(family: Family) -> At:
    return "use" if family in ("literal", "query") else "declaration"


def _names(project: Project, pairing: Pairing, member: Member, promise: Field, random: Random) -> Iterator[Mutant]:
    record, field = member.record, member.field
    if pairing.mode == "subset" or (record.open and member.family != "literal"):
        return  # what is not promised whole may be called and left out as one likes
    if record.construct == "class" and record.conforms and promise.presence == "optional":
        return  # a class that implements an interface may leave out what is optional
    label = f"`{field.name}` of `{record.name}` ({pairing.contract.name})"
    places = [field.name_range, record.name_range]
    at = _at(member.family)
    casing = _casing(member)
    for operator, other in () if member.family == "literal" else _OTHER:  # keys of literals are uses
        new = other(field.name, random)
        if new is not None and operator in ("reword a field", "rename a field wholly"):
            new = names.in_casing(new, casing)
        if new is None or any(key(new) == f.key or new == f.name for f in record.fields if f is not field):
            continue
        if (key(new) == key(field.name)) != (operator == "respell a field"):
            continue
        if operator == "respell a field" and (pairing.is_store or _is_aliased(field)):
            continue  # in a store any casing is right, and an alias is what crosses the wire
        edits = _renamed(member, new)
        if edits is not None:
            yield mutant(project, operator, at, f"{label} is called `{new}`", member.path, edits, places)
    if member.family == "literal" and (record.open or promise.presence == "optional"):
        return
    if member.family == "query":
        return
    edit = _removed(member)
    if edit is not None:
        what = f"{label} is gone"
        unnamed = member.family == "literal" and record.name in (c.name for c in record.conforms)
        place = Range(record.range.start, record.range.start) if unnamed else record.name_range
        yield mutant(project, "remove a field", at, what, member.path, [edit], [place])


def _casing(member: Member) -> names.Casing:
    """How the other fields are written: one word may be of any casing."""
    several = [f.name for f in member.record.fields if len(words(f.name)) > 1]
    return names.casing_of(several[0] if several else member.field.name)


def _is_aliased(field: Field) -> bool:
    """True where the name in the language is not the one on the wire."""
    return field.wire is not None


def _renamed(member: Member, new: str) -> list[Edit] | None:
    """The field under another name, in its alias too where one is written out."""
    field, source = member.field, member.source
    if source.text[field.name_range] != field.name:
        return None
    alias = field.stored or field.wire
    written = [m.start(1) for m in re.finditer(rf"""["']({re.escape(alias)})["']""", member.whole)] if alias else []
    if alias is not None and written:
        start = member.range.start + written[-1]
        spelled = names.in_casing(new, names.casing_of(alias))
        edit = member.put(Range(start, start + len(alias)), spelled)
        if key(spelled) == key(alias):
            return None
        return [edit] if field.wire else [member.put(field.name_range, new), edit]
    if member.family == "literal" and field.type_range == field.name_range:
        return [member.put(field.name_range, f"{new}: {field.name}")]
    return [member.put(field.name_range, new)]


def _removed(member: Member) -> Edit | None:
    range, text = removal(member.field, member.source.text), member.source.text.source
    if len(member.record.fields) < 2 or "\n\n" in text[range.start : range.end]:
        return None
    removed = text[range.start : range.end].strip()
    behind = re.match(r"\s*[)}\]]", text[range.end :])
    if member.family in ("sql", "openapi") and not removed.endswith(",") and behind:
        before = text[: range.start].rstrip()
        start = len(before) - 1 if before.endswith(",") else range.start
        range = Range(start, member.field.range.end)
    if member.family == "ts" and not removed.endswith((";", ",")) and member.record.construct == "class":
        return None
    return member.put(range, "")


def _types(project: Project, pairing: Pairing, member: Member, promise: Field) -> Iterator[Mutant]:
    snapshot, field = project.snapshot, member.field
    label = f"`{field.name}` of `{member.record.name}` ({pairing.contract.name})"
    way = "both" if pairing.is_store else direction(pairing, snapshot)
    wanted = snapshot.contracts.resolved(promise.kind)
    places = [member.range, field.name_range]

    def made(operator: str, what: str, edits: list[Edit] | None) -> Iterator[Mutant]:
        if edits is not None:
            yield mutant(project, operator, "declaration", f"{label} {what}", member.path, edits, places)

    if field.list_depth == promise.list_depth and field.kind.name not in ("unknown", "any", "hole", "json"):
        for word in (_STORED if pairing.is_store else _WRONG).get(wanted.name, ()):
            if (wanted.name, word) == _NARROW and member.family in ("ts", "zod", "openapi"):
                continue
            if pairing.is_store and (promise.list_depth or "CHECK" in member.whole.upper()):
                continue
            if wanted.name == "decimal" and word == "number" and "number" in promise.kind.text:
                continue
            yield from made("change the kind", f"is a {word}", retyped(member, word))
        if wanted.name == "enum" and not pairing.is_store and way != "accepts" and not promise.list_depth:
            yield from made("widen an enum to a string", "is any string", retyped(member, "string"))
    yield from _lists(pairing, member, promise, wanted, made)
    yield from _presence(pairing, member, promise, way, made)
    yield from _inline_enum(project, pairing, member, promise, wanted, way)


_Made = Callable[[str, str, list[Edit] | None], Iterator[Mutant]]


def _lists(pairing: Pairing, member: Member, promise: Field, wanted: Kind, made: _Made) -> Iterator[Mutant]:
    if pairing.is_store and wanted.name in ("ref", "record", "map"):
        return
    if member.field.list_depth != promise.list_depth or member.field.kind.name in ("unknown", "any", "json", "bytes"):
        return
    if promise.list_depth:
        yield from made("make one value of a list", "is one value", relisted(member, 0))
    elif wanted.name not in ("any", "unknown", "union", "map") and member.field.kind.name != "map":
        yield from made("make a list of one value", "is a list", relisted(member, 1))


def _presence(pairing: Pairing, member: Member, promise: Field, way: str, made: _Made) -> Iterator[Mutant]:
    field = member.field
    if field.nullable in ("yes", "no") and promise.nullable in ("yes", "no") and not field.list_depth:
        if pairing.is_store:
            if field.nullable == "no" and promise.nullable == "no" and promise.presence == "required":
                yield from made("flip null", "may be null", nullable(member, yes=True))
            elif field.nullable == "yes" and promise.nullable == "yes":
                yield from made("flip null", "is never null", nullable(member, yes=False))
            elif field.nullable == "yes" and promise.presence == "optional":
                yield from made("flip presence", "must have a value", nullable(member, yes=False))
            return
        left_out = promise.presence == "optional" and (field.presence != "required" or member.family == "graphql")
        if field.nullable == "no" and promise.nullable == "no" and way != "accepts" and not left_out:
            yield from made("flip null", "may be null", nullable(member, yes=True))
        elif field.nullable == "yes" and promise.nullable == "yes" and way != "emits" and "= None" not in member.whole:
            yield from made("flip null", "is never null", nullable(member, yes=False))
    if pairing.is_store:
        return
    if promise.presence == "required" and field.presence == "required" and way != "accepts":
        yield from made("flip presence", "may be left out", optional(member, yes=True))
    elif promise.presence == "optional" and field.presence in ("optional", "defaulted") and way != "emits":
        yield from made("flip presence", "must be there", optional(member, yes=False))


def _inline_enum(
    project: Project, pairing: Pairing, member: Member, promise: Field, wanted: Kind, way: str
) -> Iterator[Mutant]:
    """An enum that is written at the field: `"a" | "b"`, `Literal["a", "b"]`, `CHECK (x IN ('a', 'b'))`."""
    field, text, at = member.field, member.whole, member.range.start
    if wanted.name != "enum" or field.kind.name != "enum" or len(field.kind.values) < 2:
        return
    quoted = [m for v in field.kind.values if (m := re.search(rf"""(["'])({re.escape(v)})\1""", text))]
    if len(quoted) != len(field.kind.values):
        return
    last = quoted[-1]
    label = f"`{field.name}` of `{member.record.name}` ({pairing.contract.name})"
    places = [member.range, field.name_range]

    def made(operator: str, what: str, range: Range, new: str) -> Mutant:
        edit = Edit(member.path, Range(at + range.start, at + range.end), new)
        return mutant(project, operator, "declaration", f"{label} {what}", member.path, [edit], places)

    if way != "accepts" or pairing.mode != "subset":
        yield made("rename a member", f"takes `{last[2]}x`", Range(last.start(2), last.end(2)), last[2] + "x")
    gap = text[quoted[-2].end() : last.start()]
    if way != "accepts":
        yield made("add a member", "takes one more", Range(last.end(), last.end()), f"{gap}{last[1]}zebra{last[1]}")
    if way != "emits" and pairing.mode != "subset":
        yield made("remove a member", f"lacks `{last[2]}`", Range(quoted[-2].end(), last.end()), "")


def _nested(project: Project, pairing: Pairing, member: Member, promise: Field, random: Random) -> Iterator[Mutant]:
    """The fields of an object that is written in place."""
    ours = {f.name: f for f in member.field.kind.members}
    for inner in project.snapshot.contracts.resolved(promise.kind).members:
        field = ours.get(inner.name)
        if field is None or len(ours) < 2:
            continue
        label = f"`{member.field.name}.{field.name}` of `{member.record.name}` ({pairing.contract.name})"
        places = [member.range, field.name_range, member.record.name_range]
        nested = Member(member.source, member.record, field, member.family)
        new = names.misspelled(field.name, random)
        edit = nested.put(field.name_range, new)
        yield mutant(
            project, "rename a nested field", "declaration", f"{label} is `{new}`", member.path, [edit], places
        )
        removed = nested.put(removal(field, nested.source.text), "")
        yield mutant(
            project, "remove a nested field", "declaration", f"{label} is gone", member.path, [removed], places
        )


_NEW: dict[Family, str] = {
    "ts": "{name}: string;", "zod": "{name}: z.string(),", "python": "{name}: str", "graphql": "{name}: String!",
    "proto": "string {name} = 99;",
}  # fmt: skip


def _added(project: Project, pairing: Pairing, record: Record, family: Family, random: Random) -> Iterator[Mutant]:
    written = _NEW.get(family)
    if pairing.mode != "closed" or pairing.is_store or written is None or record.insert_at is None:
        return
    source = project.snapshot.sources[pairing.path]
    own = [f for f in record.fields if record.range.start <= f.name_range.start < record.insert_at]
    indent = source.text.indent_at(own[-1].name_range.start) if own else "    "
    name = random.choice(["note", "createdBy", "internalId"])
    place = Range(record.insert_at, record.insert_at)
    edit = Edit(pairing.path, place, f"{indent}{written.format(name=name)}\n")
    what = f"`{record.name}` ({pairing.contract.name}, closed) has `{name}` besides"
    yield mutant(project, "add a field", "declaration", what, pairing.path, [edit], [place])
