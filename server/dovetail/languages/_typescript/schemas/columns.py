"""The columns of Drizzle, TypeORM, Sequelize and Mongoose, given another type or null."""

import re
from collections.abc import Mapping

from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, KindName, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..._parts import Parts, parts_of
from ..._writing import counted, may_be_absent, replaced

# Of PostgreSQL, with which Drizzle is used most; a decimal, an enum and JSON need to be told more.
_DRIZZLE: Mapping[KindName, str] = {
    "string": "text", "uuid": "uuid", "int": "integer", "float": "doublePrecision", "number": "doublePrecision",
    "boolean": "boolean", "date": "date", "time": "time", "instant": "timestamp",
}  # fmt: skip
_TYPEORM: Mapping[KindName, str] = {
    "string": "varchar", "uuid": "uuid", "int": "int", "float": "float", "number": "float", "boolean": "boolean", "date": "date",
    "time": "time", "instant": "timestamp",
}  # fmt: skip
_SEQUELIZE: Mapping[KindName, str] = {
    "string": "STRING", "uuid": "UUID", "int": "INTEGER", "float": "DOUBLE", "number": "DOUBLE", "boolean": "BOOLEAN",
    "date": "DATEONLY", "time": "TIME", "instant": "DATE",
}  # fmt: skip
_MONGOOSE: Mapping[KindName, str] = {
    "string": "String", "int": "Number", "float": "Number", "number": "Number", "boolean": "Boolean", "date": "Date",
    "instant": "Date",
}  # fmt: skip
_BUILT = re.compile(
    r"(?P<prefix>(?:\w+\.)?)(?P<name>\w+)\((?P<column>\s*[\"'][^\"']*[\"'])?[^()]*\)(?P<rest>(?:\.(?:notNull|unique)\(\))*)\Z"
)
_DECORATED = re.compile(r"@(?:\w+\.)?Column\(")
_PROPERTY: Mapping[KindName, str] = {
    "string": "string", "uuid": "string", "int": "number", "float": "number", "number": "number", "boolean": "boolean",
    "date": "string", "time": "string", "instant": "Date",
}  # fmt: skip
_PROPERTY_TYPE = re.compile(
    r"[\"']?[!?]?\s*:\s*([^;=\n]+?)\s*(?:[;=\n]|\Z)"
)  # where the decorator says it, no reader does
_NULL = re.compile(r"\s*\|\s*null\b|\bnull\s*\|\s*")
_KEPT = frozenset({"name", "nullable", "type", "unique", "comment", "update", "select"})
_FROM_PG = re.compile(r"import\s*\{(?P<names>[^{}]*?)\s*,?\s*\}\s*from\s*[\"']drizzle-orm/pg-core[\"']")


def retyped_column(given: Field, wanted: Field, record: Record, source: Source) -> tuple[Edit, ...] | None:
    """The edits that give a column another type, or null; None where nobody can be sure of them."""
    if wanted.list_depth != given.list_depth:
        return None
    match record.construct:
        case "drizzle table":
            return _drizzle(given, wanted, source)
        case "class":
            return _decorated(given, wanted, source)
        case "sequelize model":
            return _sequelize(given, wanted, source)
        case "mongoose schema":
            return _mongoose(given, wanted, source)
        case _:
            return None


def _drizzle(given: Field, wanted: Field, source: Source) -> tuple[Edit, ...] | None:
    if given.type_range is None:
        return None
    own = source.text[given.type_range]
    imports: tuple[Edit, ...] = ()
    if wanted.kind != given.kind:
        built, name = _BUILT.match(own), _DRIZZLE.get(counted(wanted).name)
        if built is None or name is None:
            return None
        if not built["prefix"]:
            found = _imported(name, source)
            if found is None:
                return None
            imports = found
        column = (built["column"] or "").strip()
        more = "{ withTimezone: true }" if name == "timestamp" else ""
        own = f"{built['prefix']}{name}({', '.join(p for p in (column, more) if p)}){built['rest']}"
    if may_be_absent(wanted):
        own = own.replace(".notNull()", "") if "primaryKey" not in own else ""
    elif ".notNull()" not in own:
        own += ".notNull()" if may_be_absent(given) else ""
    return (*imports, *replaced(source, given.type_range, own)) if own else None


def _imported(name: str, source: Source) -> tuple[Edit, ...] | None:
    """The edit that imports what makes a column; None where the columns are those of another database."""
    names = _FROM_PG.search(source.text.source)
    if names is None or any(d.name == name for d in source.shapes.definitions):
        return None
    if any(i.name == name for i in source.shapes.imports):
        return ()
    at = names.end("names")
    return (Edit(source.path, Range(at, at), f", {name}"),)


def _decorated(given: Field, wanted: Field, source: Source) -> tuple[Edit, ...] | None:
    """Of `@Column({ type: "text", nullable: true }) note!: string | null`, which says twice whether there may be null."""
    text = source.text.source
    called = [*_DECORATED.finditer(text, given.range.start, given.name_range.start)]
    parts = parts_of(text, called[0].end() - 1, given.name_range.start) if len(called) == 1 else None
    typed = _PROPERTY_TYPE.match(text, given.name_range.end, given.range.end)
    if parts is None or typed is None or len(parts.ranges) > 2:
        return None
    last = next(reversed(parts.ranges), None)
    object = last.start if last is not None and text[last.start] == "{" else None
    options = parts_of(text, object, parts.inner.end) if object is not None else None
    if object is not None and options is None:
        return None
    named = _named(options)
    changed, added = dict[int, str](), list[str]()
    first = next((r for r in parts.ranges if r.start != object), None)
    property = typed[1]
    edits: list[Edit] = []
    if wanted.kind != given.kind:
        kind = counted(wanted).name
        type = _PROPERTY.get(kind)
        stored = _TYPEORM.get(kind)
        if (
            type is None
            or stored is None
            or not _KEPT.issuperset(named)
            or _NULL.sub("", property) not in _PROPERTY.values()
        ):
            return None
        stored = "timestamptz" if stored == "timestamp" and "timestamptz" in text else stored
        if "type" in named:
            changed[named["type"]] = f'type: "{stored}"'
        elif first is not None:
            edits.append(Edit(source.path, first, f'"{stored}"'))
        elif kind in ("date", "time", "uuid", "instant"):
            added.append(f'type: "{stored}"')  # what the property is does not say it
        property = type + (" | null" if _NULL.search(property) else "")
    if may_be_absent(wanted) != may_be_absent(given):
        if may_be_absent(wanted):
            property = property if _NULL.search(property) else f"{property} | null"
            if "nullable" in named:
                changed[named["nullable"]] = "nullable: true"
            else:
                added.append("nullable: true")
        else:
            property = _NULL.sub("", property)
            changed |= {named["nullable"]: ""} if "nullable" in named else {}
    edits += replaced(source, Range(*typed.span(1)), property)
    if options is not None and last is not None:
        if (
            len(options.ranges) == 1
            and "" in changed.values()
            and not added
            and last.start == next(iter(parts.ranges)).start
        ):
            return (*edits, Edit(source.path, last, ""))  # nothing is left of the object
        rewritten = options.rewritten(source.path, changed, added)
        return (*edits, *([rewritten] if rewritten is not None else []))
    if added:
        behind = last.end if last is not None else parts.inner.start
        new = f"{', ' if parts.ranges else ''}{{ {', '.join(added)} }}"
        edits.append(Edit(source.path, Range(behind, behind), new))
    return tuple(edits)


def _named(options: Parts | None) -> dict[str, int]:
    """The options of an object by their names, with their places among all."""
    texts = options.texts if options is not None else []
    return {text.partition(":")[0].strip().strip("\"'"): i for i, text in enumerate(texts)}


def _sequelize(given: Field, wanted: Field, source: Source) -> tuple[Edit, ...] | None:
    options = _object(given, source)
    if options is None:
        return None
    named = _named(options)
    if not named.keys().isdisjoint({"primaryKey", "references"}):
        return None
    changed, added = dict[int, str](), list[str]()
    if wanted.kind != given.kind:
        type = _SEQUELIZE.get(counted(wanted).name)
        own = (
            re.fullmatch(r"type\s*:\s*((?:\w+\.)+)\w+(?:\([^()]*\))?", options.texts[named["type"]])
            if "type" in named
            else None
        )
        if type is None or own is None or "defaultValue" in named or "validate" in named:
            return None
        changed[named["type"]] = f"type: {own[1]}{type}"
    if may_be_absent(wanted) != may_be_absent(given):
        said = f"allowNull: {'true' if may_be_absent(wanted) else 'false'}"
        if "allowNull" in named:
            changed[named["allowNull"]] = said
        else:
            added.append(said)
    rewritten = options.rewritten(source.path, changed, added)
    return (rewritten,) if rewritten is not None else ()


def _mongoose(given: Field, wanted: Field, source: Source) -> tuple[Edit, ...] | None:
    options = _object(given, source)
    if options is None:
        return None
    named, changed = _named(options), dict[int, str]()
    if wanted.kind != given.kind:
        type = _MONGOOSE.get(counted(wanted).name)
        own = re.fullmatch(r"type\s*:\s*\w+", options.texts[named["type"]]) if "type" in named else None
        if type is None or own is None or not named.keys() <= {"type", "required", "unique", "index"}:
            return None
        changed[named["type"]] = f"type: {type}"
    if may_be_absent(wanted) != may_be_absent(given):
        if not may_be_absent(wanted) or "required" not in named:
            return None
        changed[named["required"]] = ""
    rewritten = options.rewritten(source.path, changed)
    return (rewritten,) if rewritten is not None else ()


def _object(given: Field, source: Source) -> Parts | None:
    """The object behind the name of a field that says all of it."""
    at = source.text.source.find("{", given.name_range.end, given.range.end)
    between = source.text.source[given.name_range.end : at] if at >= 0 else ""
    return parts_of(source.text.source, at, given.range.end) if re.fullmatch(r"[\"']?\s*:\s*", between) else None
