"""Shapes in the short form in which the tests expect them."""

from typing import Protocol

from dovetail import languages
from dovetail.core.shapes import Field, FileShapes, Kind, Record, Use
from dovetail.core.text import Range, Text


class Inside(Protocol):
    """Asserts that a range lies in the text, and in an outer range."""

    def __call__(self, range: Range, outer: Range | None = None) -> None: ...


def read(path: str, source: str) -> FileShapes:
    """The shapes of a text, whose ranges have been checked against it."""
    found = languages.read(path, Text(source))
    assert found is not None, f"no language reads {path}"
    check_ranges(Text(source), found.shapes)
    return found.shapes


def shown(field: Field) -> str:
    """`id: uuid`, `bio?: string|null`, `tags=: string[]`, `role: enum(a b)`; `?` for a nullability that is not known."""
    mark = {"required": "", "optional": "?", "defaulted": "="}[field.presence]
    null = {"no": "", "yes": "|null", "unknown": "|?"}[field.nullable]
    alias = f"({field.wire or field.stored})" if field.wire or field.stored else ""
    relation = " relation" if field.relation else ""
    return f"{field.name}{alias}{mark}: {kind(field.kind)}{'[]' * field.list_depth}{null}{relation}"


def kind(of: Kind) -> str:
    match of.name:
        case "ref":
            return of.target
        case "enum" | "literal":
            return f"{of.name}({' '.join(of.values)})"
        case "record":
            return "{" + ", ".join(shown(m) for m in of.members) + "}"
        case "union":
            return "union(" + " ".join(kind(o) for o in of.options) + ")"
        case name:
            return name


def fields(path: str, source: str, name: str | None = None) -> list[str]:
    """The fields of one record of a text, or of its first."""
    return [shown(f) for f in record(path, source, name).fields]


def record(path: str, source: str, name: str | None = None) -> Record:
    records = read(path, source).records
    return next(r for r in records if name in (None, r.name))


def use(of: Use) -> str:
    """`User.email`, and `User.email =` for a write; without the steps that say what is known of a value on the way (`{-id}`)."""
    start = of.type_name + "[]" * of.list_depth
    names = (name for name in of.chain if name[:2] not in ("{-", "{=", "{@"))
    return ".".join([start, *names]) + (" =" if of.access == "write" else "")


def check_ranges(text: Text, shapes: FileShapes) -> None:
    """Every range lies in the text, every name stands at its range, and what belongs to a declaration is inside it."""
    size = len(text.source)

    def inside(range: Range, outer: Range | None = None) -> None:
        assert 0 <= range.start <= range.end <= size, range
        assert outer is None or (outer.start <= range.start and range.end <= outer.end), (range, outer)

    for declared in (*shapes.records, *shapes.enums, *shapes.constants, *shapes.aliases):
        inside(declared.range)
        inside(declared.name_range)
        for tag in declared.tags:
            inside(tag.range)
            inside(tag.value_range, tag.range)
            assert text[tag.value_range] == tag.value
    for found in shapes.records:
        assert same(text[found.name_range], found.name), (text[found.name_range], found.name)
        assert found.insert_at is None or found.insert_at in text.line_starts, found.insert_at
        for field in found.fields:
            _check_field(text, field, inside)
    for enum in shapes.enums:
        assert same(text[enum.name_range], enum.name)
        for member in enum.members:
            inside(member.range)
    for constant in shapes.constants:
        assert same(text[constant.name_range], constant.name)
        for entry in constant.entries:
            inside(entry.range)
            inside(entry.name_range)
    for route in shapes.routes:
        for range in (route.range, route.method_range, route.path_range):
            inside(range)
    for used in shapes.uses:
        assert len(used.chain) == len(used.ranges)
        for name, range in zip(used.chain, used.ranges, strict=True):
            inside(range)
            assert name[:1] in ("[", "(", "{", "?", "<") or text[range] == name or not text[range]  # nobody wrote it
    for item in (*shapes.imports, *shapes.definitions, *shapes.ignores, *shapes.problems):
        inside(item.range)
    for hole in shapes.holes:
        inside(hole)
    for definition in shapes.definitions:
        assert same(text[definition.range], definition.name)


def _check_field(text: Text, field: Field, inside: Inside) -> None:
    inside(field.range)
    inside(field.name_range, field.range)
    assert same(text[field.name_range], field.name), (text[field.name_range], field.name)
    if field.type_range is not None:
        inside(field.type_range)
    for tag in field.tags:
        inside(tag.range)
        assert text[tag.value_range] == tag.value
    for member in field.kind.members:
        _check_field(text, member, inside)


def same(written: str, name: str) -> bool:
    """Names with escaped quotes in them are written differently, a schema may have its name from its file.

    A type in a namespace has that one's name before its own.
    """
    return written in (name, name.rpartition(".")[2], "") or any(c in written for c in "\\\"`'") or "\n" in written
