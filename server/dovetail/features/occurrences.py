"""Every place that means a thing which has a name: a contract, a field or member of one, a work package.

Highlight, references and rename all read these, so that they cannot disagree about what a name is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dovetail.core.bindings import Pairing, tagged_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.modules import module_is
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Field, Record, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.words import words
from dovetail.languages.identifiers import identifiers
from dovetail.rules.checks.graphql_operations import TYPE
from dovetail.rules.checks.query_strings import mentioned

from .following import Place, enum_member_meant, kept, meant, member_meant
from .implementing import implementations, implementations_in
from .kept_names import is_shorthand, names_of
from .members import Member, kept_members
from .mentions import named_in_contracts
from .occurrence import Access, Form, Occurrence
from .places import Link, name_of, tags
from .repeated import in_paths
from .said import examples_in, said
from .written import written

_JSDOC = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_GIVEN = re.compile(r"@\w+\s*\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class OfContract:
    contract: Contract


@dataclass(frozen=True, slots=True)
class OfField:
    contract: Contract
    field: Field


@dataclass(frozen=True, slots=True)
class OfMember:
    member: Member


@dataclass(frozen=True, slots=True)
class OfPackage:
    sprint: Sprint
    package: Package


Subject = OfContract | OfField | OfMember | OfPackage


def occurrences(snapshot: Snapshot, subject: Subject, path: str | None = None) -> tuple[Occurrence, ...]:
    """The places that mean a thing, by path and place; those of one file, if a path is given."""
    match subject:
        case OfContract(contract):
            found = _of_contract(snapshot, contract, path)
        case OfField(contract, field):
            found = _of_field(snapshot, contract, field, path)
        case OfMember(member):
            found = _of_member(snapshot, member, path)
        case OfPackage(sprint, package):
            found = _of_package(snapshot, sprint, package.id, path)
    once: dict[tuple[str, Range], Occurrence] = {}
    for one in found:
        once.setdefault((one.path, one.range), one)
    return tuple(once[at] for at in sorted(once))


def own_place(snapshot: Snapshot, subject: Subject) -> Link:
    """Where a thing is declared."""
    match subject:
        case OfContract(contract):
            return Link(contract.path, contract.declaration.name_range)
        case OfField(contract, field):
            return Link(declared_in(contract, field, snapshot), field.name_range)
        case OfMember(member):
            return Link(member.contract.path, member.range)
        case OfPackage(sprint, package):
            return Link(sprint.path, unquoted(sprint.text, sprint.place(package.id)))


def declared_in(contract: Contract, field: Field, snapshot: Snapshot) -> str:
    """The file of a field: a contract's own, or that of a base."""
    declaration = contract.declaration
    seen = {contract.name}
    todo = [contract]
    while todo:
        current = todo.pop()
        declaration = current.declaration
        if isinstance(declaration, Record):
            if any(f is field for f in declaration.fields):
                return current.path
            for base in declaration.bases:
                other = snapshot.contracts.record(base.name)
                if other is not None and other[0].name not in seen:
                    seen.add(other[0].name)
                    todo.append(other[0])
    return contract.path


def _of_contract(snapshot: Snapshot, contract: Contract, path: str | None) -> Iterator[Occurrence]:
    name = contract.declaration.name
    for source in _sources(snapshot, path):
        if name not in source.text.source:
            continue
        if source.path.endswith(SUFFIX):
            yield from written(source, contract, snapshot)
        elif source.shapes.language == "typescript" and any(
            _imports(i.original, i.module, contract) for i in source.shapes.imports
        ):
            yield from _in_code(source, contract)
        for tag in tags(source):
            if tag.name == "contract" and _says(tag, contract, source, snapshot):
                yield Occurrence(source.path, Range(tag.value_range.end - len(name), tag.value_range.end))
    for pairing in _pairings(snapshot, contract.name, path):
        yield from _bound(snapshot, pairing)
    for one in implementations(snapshot, contract) if path is None else implementations_in(snapshot, path):
        if one.contract.name == contract.name:
            yield Occurrence(one.path, one.name_range, "kept")
    for sprint in snapshot.sprints:
        if path in (None, sprint.path):
            yield from _in_lists(sprint, ("provides", "consumes"), contract.name)
    yield from _in_prose(snapshot, rf"`(?P<name>{re.escape(name)})(?:\.\w+)?`", path)
    if _is_no_word(name):
        yield from _in_prose(snapshot, _bare(name), path)


def _says(tag: Tag, contract: Contract, source: Source, snapshot: Snapshot) -> bool:
    """True where a tag has a contract's name, with that of its file before it or not."""
    if tag.value.rpartition(".")[2] != contract.declaration.name:
        return False
    found = snapshot.contracts.meant(tag.value, source.path, source.shapes.imports)
    return found is not None and found.name == contract.name


def _imports(original: str, module: str, contract: Contract) -> bool:
    return original in (contract.declaration.name, "*") and module_is(module, contract.path)


def _in_code(source: Source, contract: Contract) -> Iterator[Occurrence]:
    """The import of a contract and the uses of the imported name; where something in the file hides it, the import alone."""
    found = identifiers(source.path, source.text, contract.declaration.name)
    imported = [i for i in source.shapes.imports if _imports(i.original, i.module, contract)]
    local = any(i.name == contract.declaration.name and i.original == contract.declaration.name for i in imported)
    starts = {i.range for i in imported}
    hidden = any(i.part in ("declaration", "alias") and i.range not in starts for i in found)
    for one in found:
        match one.part:
            case "import" | "export" if one.range in starts:
                yield Occurrence(source.path, one.range, "aliased" if local and hidden else "exact")
            case "declaration" if one.range in starts:  # `const { LIMITS } = require("…")`
                yield Occurrence(source.path, one.range, "keyed" if hidden else "exact")
            case "use" | "export" if local and not hidden:
                yield Occurrence(source.path, one.range)
            case "shorthand" if local and not hidden:
                yield Occurrence(source.path, one.range, "keyed")
            case _:
                pass
    yield from _in_comments(source, contract, starts.difference(i.range for i in found))
    if any(i.original == "*" for i in imported):
        yield from _by_namespace(source, contract, [i.name for i in imported if i.original == "*"])


def _in_comments(source: Source, contract: Contract, imported: set[Range]) -> Iterator[Occurrence]:
    """The imports that JSDoc makes, and the types that it gives by the name of such an import."""
    name = contract.declaration.name
    text = source.text.source
    form: Form | None = None  # of the names in comments, where the file calls it as its own file does
    for range in sorted(imported):
        defined = re.search(rf"\.({re.escape(name)})\}}\s*\Z", text[max(0, range.start - 120) : range.start])
        if defined is not None:  # `@typedef {import("…").User} User`, whose own name stays
            start = max(0, range.start - 120) + defined.start(1)
            yield Occurrence(source.path, Range(start, start + len(name)))
            if source.text[range] == name:
                yield Occurrence(source.path, range, "kept")
                form = form or "kept"
        elif source.text[range] == name:
            yield Occurrence(source.path, range)
            own = re.compile(rf"\}}\s+({re.escape(name)})(?![\w$])").match(text, range.end)
            if text[range.start - 1] != ".":  # `@import { User } from`, and not `import("…").User`
                form = "exact"
            elif own is not None:  # `@typedef {import("…").User} User`
                yield Occurrence(source.path, Range(*own.span(1)), "kept")
                form = form or "kept"
    for comment in _JSDOC.finditer(text) if form is not None else ():
        for type in _GIVEN.finditer(comment[0]):
            for place in re.finditer(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", type[1]):
                start = comment.start() + type.start(1) + place.start()
                yield Occurrence(source.path, Range(start, start + len(name)), form or "exact")


def _by_namespace(source: Source, contract: Contract, names: list[str]) -> Iterator[Occurrence]:
    """`contract.User` after `import * as contract`."""
    for space in names:
        if space == "*":
            continue
        for found in re.finditer(
            rf"(?<![\w$.]){re.escape(space)}\.({re.escape(contract.declaration.name)})(?![\w$])", source.text.source
        ):
            yield Occurrence(source.path, Range(found.start(1), found.end(1)))


def _bound(snapshot: Snapshot, pairing: Pairing) -> Iterator[Occurrence]:
    """An implementation has a name of its own, which stays; a tag that spells the contract's in another casing follows."""
    yield Occurrence(pairing.path, name_of(pairing.implementation), "kept")
    tagged = tagged_contract(pairing.implementation.tags)
    if tagged is not None:
        range, name = tagged[0].value_range, tagged[0].value.rpartition(".")[2]  # `billing.Address` names the file, too
        yield Occurrence(pairing.path, Range(range.end - len(name), range.end))


def _of_field(snapshot: Snapshot, contract: Contract, field: Field, path: str | None) -> Iterator[Occurrence]:
    where = declared_in(contract, field, snapshot)
    promise = (where, field.name_range.start)
    if path in (None, where):
        yield Occurrence(where, field.name_range, access="write")
    for at, range in named_in_contracts(snapshot, contract, field):
        if path in (None, at):
            yield Occurrence(at, range)
    for at, range, is_read in in_paths(snapshot, field):
        if path in (None, at):
            yield Occurrence(
                at, range, "keyed" if is_read and is_shorthand(snapshot.sources[at].text, range) else "exact"
            )
    everywhere = kept(snapshot, promise)
    for one in everywhere:
        if path in (None, one.pairing.path):
            yield from names_of(one, snapshot)
    known = {promise, *(k.place for k in everywhere)}
    spelled = {field.name, *(k.match.field.name for k in everywhere)}
    for source in _sources(snapshot, path):
        if field.name in source.text.source:
            for one in _carried(source, field, snapshot):
                yield one
                known.add((source.path, one.range.start))  # what a route parses with a schema is asked for its names
    for source in _sources(snapshot, path):
        if any(name in source.text.source for name in spelled):
            used = _used(source, snapshot)
            yield from (one for place in known for one in used.get(place, ()))
        if source.shapes.language == "openapi" and any(path == source.path for path, _ in known):
            yield from _in_examples(source, known, snapshot)
    yield from _in_prose(snapshot, rf"`{re.escape(contract.name)}\.(?P<name>{re.escape(field.name)})`", path)
    if len(snapshot.contracts_with(_fields, field.key)) == 1:  # else another contract's may be meant
        yield from _in_prose(snapshot, rf"`(?P<name>{re.escape(field.name)})`", path)
        if _is_no_word(field.name):
            yield from _in_prose(snapshot, _bare(field.name), path)


def _used(source: Source, snapshot: Snapshot) -> Mapping[Place, list[Occurrence]]:
    """The names that chains ask for in a file, by the declaration that they mean."""
    held: Mapping[Place, list[Occurrence]] | None = snapshot.memo.get(("used", source.path))
    if held is None:
        found: dict[Place, list[Occurrence]] = {}
        for use in source.shapes.uses:
            has_shorthands = source.shapes.language not in ("python", "graphql") and not use.type_name.startswith(TYPE)
            for step in meant(use, source, snapshot):
                form: Form = "keyed" if has_shorthands and is_shorthand(source.text, step.range) else "cased"
                one = Occurrence(source.path, step.range, form, use.access, names=step.place)
                found.setdefault(step.place, []).append(one)
        held = snapshot.memo["used", source.path] = found
    return held


def _carried(source: Source, field: Field, snapshot: Snapshot) -> Iterator[Occurrence]:
    """The names in requests and answers, which are spelled as on the wire."""
    held: tuple[tuple[Field, Range, Access], ...] | None = snapshot.memo.get(("carried", source.path))
    if held is None:
        held = snapshot.memo["carried", source.path] = tuple(mentioned(source, snapshot))
    for one, range, access in held:
        if one.name_range == field.name_range and one.name == field.name:
            text, in_python = source.text, source.shapes.language == "python"
            quoted = text.source[max(0, range.start - 1) : range.start] in ('"', "'", "?", "&")
            form: Form = "keyed" if not in_python and not quoted and is_shorthand(text, range) else "exact"
            yield Occurrence(source.path, range, "kept" if in_python and not quoted else form, access)


def _in_examples(source: Source, known: set[Place], snapshot: Snapshot) -> Iterator[Occurrence]:
    """The keys in examples that stand for properties, which are spelled as those."""
    for one in examples_in(source, snapshot):
        if (source.path, one.property) in known:
            yield Occurrence(source.path, one.key, "cased", names=(source.path, one.property))


def _of_member(snapshot: Snapshot, member: Member, path: str | None) -> Iterator[Occurrence]:
    if path in (None, member.contract.path):
        yield Occurrence(member.contract.path, member.range, access="write")
    for source in _sources(snapshot, path):
        for use in source.shapes.uses:
            for range, contract, name in member_meant(use, source, snapshot):
                if (contract.path, contract.name) == (
                    member.contract.path,
                    member.contract.name,
                ) and name == member.name:
                    yield Occurrence(source.path, range, "exact", "read")
    copies = tuple(kept_members(snapshot, member))
    for place in copies:
        if path in (None, place.path):
            yield Occurrence(place.path, place.range, "cased", "write", place.beside, "members")
    known = {(c.path, c.range.start) for c in copies}
    for source in _sources(snapshot, path):
        for use in source.shapes.uses if known else ():
            found = enum_member_meant(use, source, snapshot)
            if found is not None and found[1] in known:
                yield Occurrence(source.path, found[0], access="read", names=found[1])
        for one in said(snapshot, source, member, copies):
            yield Occurrence(source.path, one.range, "cased", "read", kind="members", names=one.names)


def _of_package(snapshot: Snapshot, sprint: Sprint, id: str, path: str | None) -> Iterator[Occurrence]:
    if path in (None, sprint.path):
        yield Occurrence(sprint.path, unquoted(sprint.text, sprint.place(id)), access="write")
        yield from _in_lists(sprint, ("after",), id)
    for source in _sources(snapshot, path):
        if source.path.endswith(SUFFIX):
            for tag in tags(source):
                if tag.name == "owner" and tag.value == id:
                    yield Occurrence(source.path, tag.value_range)


def _in_lists(sprint: Sprint, keys: tuple[str, ...], name: str) -> Iterator[Occurrence]:
    """The items of the packages' lists that say a name."""
    for path, range in sprint.document.values.items():
        if len(path) == 4 and path[0] == "packages" and path[2] in keys:
            at = unquoted(sprint.text, range)
            if sprint.text[at] == name:
                yield Occurrence(sprint.path, at)


def _in_prose(snapshot: Snapshot, pattern: str, path: str | None) -> Iterator[Occurrence]:
    """Places in the conventions' prose and in briefs: what stands in backticks is the name, and no word of the sentence."""
    span = re.compile(pattern)
    prose: list[tuple[str, Text, Range]] = []
    if snapshot.conventions is not None:
        prose.append((snapshot.conventions.path, snapshot.conventions.text, snapshot.conventions.prose_range))
    for sprint in snapshot.sprints:
        prose += [
            (sprint.path, sprint.text, r)
            for p, r in sprint.document.values.items()
            if len(p) == 3 and p[0] == "packages" and p[2] == "brief"
        ]
    for where, text, range in prose:
        if path in (None, where):
            for found in span.finditer(text.source, range.start, range.end):
                yield Occurrence(where, Range(found.start("name"), found.end("name")))


def _is_no_word(name: str) -> bool:
    """True for `roomName` and `max_seats`, which mean nothing else in a sentence."""
    return len(words(name)) > 1 and re.search(r"[a-z0-9][A-Z_]", name) is not None


def _bare(name: str) -> str:
    return rf"(?<![\w`$./-])(?P<name>{re.escape(name)})(?![\w`$/-]|\.\w)"


def _fields(contract: Contract) -> dict[str, bool]:
    declaration = contract.declaration
    return {f.key: True for f in declaration.fields} if isinstance(declaration, Record) else {}


def unquoted(text: Text, range: Range) -> Range:
    """A YAML value without its quotes."""
    return (
        Range(range.start + 1, range.end - 1)
        if text[range][:1] in ("'", '"') and range.end - range.start > 1
        else range
    )


def _sources(snapshot: Snapshot, path: str | None) -> Iterable[Source]:
    if path is None:
        return snapshot.sources.values()
    source = snapshot.sources.get(path)
    return () if source is None else (source,)


def _pairings(snapshot: Snapshot, name: str, path: str | None) -> Iterable[Pairing]:
    return (p for p in snapshot.pairings_by_contract.get(name, ()) if path in (None, p.path))
