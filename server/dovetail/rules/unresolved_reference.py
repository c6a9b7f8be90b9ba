"""A schema refers to something that there is not."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .checks.graphql_operations import is_only_schema
from .faults import Fault
from .records.bases import graphql_types

_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([\w.]+)", re.MULTILINE)
_REFERENCE = "reference of a description"  # the type of a use of a place that there is not
_LANGUAGES = ("prisma", "proto", "graphql", "sql")
_TOGETHER = ("graphql", "prisma", "sql")  # whose files name what others declare, without saying where
_FILES = ("openapi", "proto")  # whose files name others
_FRAGMENT = "fragment of graphql"  # the type of a use of one
_CONDITION = "type of a fragment of graphql"  # the type of a use of what one is on
_DECLARES = re.compile(r"\bfragment\s+(\w+)\s+on\b")
_PLAIN_NAME = re.compile(r"[A-Za-z][\w.-]*")
_SHORT = 4  # a shorter name is too easily near to another
_FILE = "another file"  # the type of a use of one


@rule("conformance", "error")
def check(subject: Source | Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if isinstance(subject, Pairing):
        yield from _of_types(subject, snapshot)
    elif subject.shapes.language in ("graphql", "typescript"):
        yield from _of_fragments(subject, snapshot)
        if subject.shapes.language == "graphql":
            yield from _of_schema(subject, snapshot)
    elif subject.shapes.language in _FILES and _is_bound(subject, snapshot):
        yield from _of_places(subject)
        yield from _of_files(subject, snapshot)
        if subject.shapes.language == "proto":
            yield from _of_messages(subject, snapshot)


def _is_bound(source: Source, snapshot: Snapshot) -> bool:
    """True for a description of which something is held to a contract."""
    if snapshot.pairings_by_path.get(source.path):
        return True
    return bool(source.shapes.routes) and bool(snapshot.of_contracts(_endpoint))


def _endpoint(contract: Contract) -> bool:
    return contract.is_endpoint


def _of_places(source: Source) -> Iterator[Fault]:
    """References to places of their own file."""
    for use in source.shapes.uses:
        if use.type_name != _REFERENCE:
            continue
        holder, _, name = use.chain[0].rpartition("/")
        beside = [d.name for d in source.shapes.declarations] if holder.rpartition("/")[2] in _HOLDERS else []
        near = nearest(name, beside)
        at = Range(use.ranges[0].end - len(name), use.ranges[0].end)
        yield _fault(source.path, use.ranges[0], use.chain[0], near, at)


_HOLDERS = ("schemas", "definitions", "$defs", "#")


def _of_fragments(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Fragments of GraphQL that no file has, by all but the name of one."""
    seen: set[Range] = set()
    yield from _of_conditions(source, snapshot)
    for use in source.shapes.uses:
        if use.type_name != _FRAGMENT or use.ranges[0] in seen:
            continue
        seen.add(use.ranges[0])
        name = use.chain[0]
        if not snapshot.sources_with(_by_fragment, name) and _has_held_types(snapshot):
            known = dict.fromkeys(n for names in snapshot.of_sources(_fragments).values() for n in names)
            near = nearest(name, list(known), 2)
            if near is not None:
                yield _fault(source.path, use.ranges[0], name, near, use.ranges[0])


def _of_conditions(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The types that fragments are on, and that no schema has: any, where the tree asks one schema alone."""
    for use in source.shapes.uses:
        name = use.chain[0] if use.type_name == _CONDITION else ""
        if not name or _is_declared("graphql", name, snapshot) or not _has_held_types(snapshot):
            continue
        types = graphql_types(snapshot)
        if name in types:
            continue
        near = nearest(name, list(types), 2)
        in_files = all(s.shapes.language == "graphql" for same in types.values() for s, _ in same)
        if near is not None or (in_files and is_only_schema(snapshot)):
            yield _fault(source.path, use.ranges[0], name, near, use.ranges[0])


def _has_held_types(snapshot: Snapshot) -> bool:
    """True where a schema of GraphQL has to do with a contract."""
    types = graphql_types(snapshot)
    return any(snapshot.pairings_by_path.get(source.path) for same in types.values() for source, _ in same)


def _by_fragment(source: Source) -> Mapping[str, bool]:
    return dict.fromkeys(_fragments(source), True)


def _fragments(source: Source) -> tuple[str, ...]:
    """The fragments of GraphQL that a file, or a string in it, declares."""
    if source.shapes.language not in ("graphql", "typescript") or "fragment " not in source.text.source:
        return ()
    return tuple(_DECLARES.findall(source.text.source))


def _of_files(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Other files that are not there, but for one beside them that has nearly the name: what else is missing may be made by a build."""
    for use in source.shapes.uses:
        if use.type_name == _FILE and source.shapes.language == "openapi":
            yield from _of_place_elsewhere(use, source, snapshot)
        if use.type_name != _FILE or _is_there(use.chain[0], source, snapshot):
            continue
        folder, _, name = use.chain[0].partition("#")[0].rpartition("/")
        known = snapshot.sources_with(_by_folder, (source.shapes.language, folder.rpartition("/")[2].lstrip(".")))
        beside = {p.rpartition("/")[2]: True for p, _ in known if _is_in(p, folder, source)}
        near = nearest(name, [n for n in beside if n != source.path.rpartition("/")[2]], 2)
        if near is not None:
            start = use.ranges[0].start + (len(folder) + 1 if folder else 0)
            yield _fault(source.path, use.ranges[0], use.chain[0], near, Range(start, start + len(name)))


def _of_place_elsewhere(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """A reference to a place of another file of the tree, which says the name nowhere as a key."""
    file, _, pointer = use.chain[0].partition("#")
    name = pointer.rpartition("/")[2]
    other = snapshot.sources.get(_from(source, file)) if pointer.startswith("/") else None
    if other is None or not _PLAIN_NAME.fullmatch(name) or other.shapes.holes:
        return
    key = re.compile(rf"(?:^|[\s{{,]|[\"']){re.escape(name)}[\"']?\s*:", re.MULTILINE)
    if key.search(other.text.source) is not None or _has_other_names(other):
        return
    near = nearest(name, [d.name for d in other.shapes.declarations if d.name != name])
    at = Range(use.ranges[0].end - len(name), use.ranges[0].end)
    yield _fault(source.path, use.ranges[0], use.chain[0], near, at)


def _has_other_names(source: Source) -> bool:
    """True for a file whose schemas have names that are no keys; that it says which file it is itself gives it none."""
    text = source.text.source
    own = re.compile(rf"""\$id["']?\s*:\s*["']?[^\s"',}}]*?{re.escape(source.path.rpartition("/")[2])}["'\s,}}]""")
    return (
        len(re.findall(r"\$id\b", text)) > len(own.findall(text)[:1])
        or re.search(r"\$anchor\b|<<\s*:", text) is not None
    )


def _is_in(path: str, folder: str, source: Source) -> bool:
    """True for a file of the folder that a name has, from the file that names it, or for Protocol Buffers from any folder above."""
    own = path.rpartition("/")[0]
    if source.shapes.language == "openapi":
        return own == _from(source, folder)
    return own == folder or own.endswith(f"/{folder}")


def _is_there(name: str, source: Source, snapshot: Snapshot) -> bool:
    place = name.partition("#")[0]
    if source.shapes.language == "openapi":
        return not place or "://" in place or _from(source, place) in snapshot.paths
    return bool(snapshot.sources_with(_by_file, place.rpartition("/")[2])) and any(
        p == place or p.endswith(f"/{place}") for p, _ in snapshot.sources_with(_by_file, place.rpartition("/")[2])
    )


def _from(source: Source, place: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(source.path), place))


def _by_file(source: Source) -> Mapping[str, bool]:
    return {source.path.rpartition("/")[2]: True} if source.shapes.language == "proto" else {}


def _by_folder(source: Source) -> Mapping[tuple[str, str], bool]:
    """The last folder of a schema's path; that of the tree itself has no name."""
    folder = source.path.rpartition("/")[0].rpartition("/")[2]
    language = source.shapes.language
    return dict.fromkeys([(language, folder), (language, "")], True) if language in _FILES else {}


def _of_types(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    """Types of fields by names that are all but that of one which the schemas of the workspace declare."""
    record, source = pairing.implementation, snapshot.sources[pairing.path]
    language = source.shapes.language
    if language not in _LANGUAGES or not isinstance(record, Record):
        return
    for field in record.fields:
        name = field.kind.target
        if field.kind.name != "ref" or not name:
            continue
        if language == "proto" and "." in field.kind.text:
            yield from _of_package(field, name, source, snapshot)
        if _is_declared(language, name, snapshot):
            continue
        at, near = _place(field, name, source), _nearest_type(name, source, snapshot)
        if near is not None and at is not None:
            yield _fault(pairing.path, at, name, near, at)


def _nearest_type(name: str, source: Source, snapshot: Snapshot) -> str | None:
    """The type that is meant by a name which no schema has: of the same file, or of any where files need not say whom they use."""
    language, declared = source.shapes.language, snapshot.of_sources(_all)
    if language == "sql":
        return _nearest_in_sql(name, snapshot)
    near = nearest(name, [n for own, n in declared.get(source.path, ()) if own == language])
    if near is None and language in _TOGETHER:
        known = dict.fromkeys(n for names in declared.values() for own, n in names if own == language)
        near = nearest(name, list(known), 2)
    return near


def _nearest_in_sql(name: str, snapshot: Snapshot) -> str | None:
    """The same of an enum or a domain, where no statement, not even one in a string, makes a type of the name."""
    made = re.compile(rf"\b(?:TYPE|DOMAIN)\b[^;(]*?\b{re.escape(name)}\b", re.IGNORECASE)
    sources = [s for s in snapshot.implementations if s.shapes.language == "sql"]
    known = [d.name for s in sources for d in (*s.shapes.enums, *s.shapes.aliases)]
    near = nearest(name, list(dict.fromkeys(known)), 2) if len(name) > _SHORT else None
    if name.lower() in (n.lower() for n in known):
        return None
    return near if near is not None and not any(made.search(s.text.source) for s in sources) else None


def _of_schema(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Types of arguments, of what is nobody's, of unions and interfaces, by all but the name of one that is held to a contract."""
    shapes = source.shapes
    bound = {p.implementation.range for p in snapshot.pairings_by_path.get(source.path, ())}
    fields = [f for r in shapes.records for f in (() if r.range in bound else r.fields)]
    arguments = (a for r in shapes.records for m in r.methods for a in m.kind.members)
    asked = [(f.kind.target, f.type_range) for f in (*fields, *arguments) if f.kind.name == "ref"]
    asked += [(o.target, a.range) for a in shapes.aliases for o in a.kind.options]
    asked += [(b.name, b.range) for r in shapes.records for b in r.bases if b.how == "implements"]
    for name, whole in asked:
        if not name or whole is None or _is_declared("graphql", name, snapshot) or not _has_held_types(snapshot):
            continue
        near = nearest(name, _held_names(snapshot), 2)
        word = re.compile(rf"\b{re.escape(name)}\b").search(source.text.source, whole.start, whole.end)
        if near is not None and word is not None:
            at = Range(*word.span())
            yield _fault(source.path, at, name, near, at)


def _of_messages(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Types of messages that are nobody's, by all but the name of a message or enum of the same file that is held to a contract."""
    bound = {p.implementation.range: p.implementation.name for p in snapshot.pairings_by_path.get(source.path, ())}
    for record in source.shapes.records:
        for field in record.fields if record.range not in bound else ():
            name = field.kind.target if field.kind.name == "ref" and "." not in field.kind.text else ""
            near = (
                nearest(name, list(bound.values()), 2) if name and not _is_declared("proto", name, snapshot) else None
            )
            at = _place(field, name, source) if near is not None else None
            if near is not None and at is not None:
                yield _fault(source.path, at, name, near, at)


def _held_names(snapshot: Snapshot) -> list[str]:
    """The types of GraphQL that are held to contracts, and unions and enums that are called like one."""
    records = [n for n, same in graphql_types(snapshot).items() if _is_held(same, snapshot)]
    others = (n for names in snapshot.of_sources(_all).values() for own, n in names if own == "graphql")
    return [*records, *(n for n in others if n not in records and snapshot.contracts.get(n) is not None)]


def _is_held(same: tuple[tuple[Source, Record], ...], snapshot: Snapshot) -> bool:
    return any(p.implementation is r for s, r in same for p in snapshot.pairings_by_path.get(s.path, ()))


def _of_package(field: Field, name: str, source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """A type with its package, where files of the tree are of that package and none has it, or of one that is all but it and has it."""
    written = field.kind.text.rpartition(" ")[2].lstrip(".")
    package = written[: -len(name) - 1]
    found = {p: [n for _, n in _all(snapshot.sources[p])] for p, _ in snapshot.sources_with(_by_package, package)}
    at = _place(field, name, source)
    if at is None:
        return
    if found and not any(name in names for names in found.values()):
        near = nearest(name, [n for names in found.values() for n in names])
        yield _fault(source.path, at, written, near, at)
    elif not found and package.count(".") > 1:
        known = {v: True for _, vs in snapshot.of_sources(_packages).items() for v in vs}
        near = nearest(package, list(known), 2)
        has = [p for p, _ in snapshot.sources_with(_by_package, near)] if near is not None else []
        if near is not None and any(name in [n for _, n in _all(snapshot.sources[p])] for p in has):
            place = Range(at.start - len(package) - 1, at.start - 1)
            yield _fault(source.path, at, written, near, place)


def _by_package(source: Source) -> Mapping[str, bool]:
    return dict.fromkeys(_packages(source), True)


def _packages(source: Source) -> tuple[str, ...]:
    """The package of a file of Protocol Buffers."""
    found = _PACKAGE.search(source.text.source) if source.shapes.language == "proto" else None
    return (found[1],) if found is not None else ()


def _is_declared(language: str, name: str, snapshot: Snapshot) -> bool:
    return bool(snapshot.sources_with(_by_name, (language, name)))


def _by_name(source: Source) -> Mapping[tuple[str, str], bool]:
    return dict.fromkeys(_all(source), True)


def _all(source: Source) -> tuple[tuple[str, str], ...]:
    """The names of all that a schema declares, with its language."""
    shapes = source.shapes
    if shapes.language not in _LANGUAGES:
        return ()
    return tuple((shapes.language, d.name) for d in (*shapes.declarations, *shapes.definitions))


def _place(field: Field, name: str, source: Source) -> Range | None:
    """Where a field says its type."""
    whole = field.type_range
    start = source.text.source.find(name, whole.start, whole.end) if whole is not None else -1
    return Range(start, start + len(name)) if start >= 0 else None


def _fault(path: str, place: Range, name: str, near: str | None, at: Range) -> Fault:
    fixes = (Fix(f"Change to `{near}`", (Edit(path, at, near),)),) if near is not None else ()
    hint = f"; did you mean `{near}`?" if near is not None else "."
    return Fault(path, place, f"There is no `{name}`{hint}", (), fixes)
