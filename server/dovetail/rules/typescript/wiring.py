"""What functions and classes of JavaScript are given to work with, across files: which `list` is `this.users.list()`, where whoever makes
the object says `new UserController({ users: new UserService(db) })`.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.shapes import Import, Kind, Record
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import default_name, module_source

_GIVEN = re.compile(r"([\w$]+)\((\d+)\)((?:\.[\w$]+)*)")  # `UserController(0).users`
_MADE, _NEW, _DEFAULT = "()", "new ", "default"
_TYPE_OF = "typeof "
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose members are meant: those of a class (`UserService`), of what a function gives (`makeUsers()`), of an object (`users`),
    or of the whole module (empty).
    """

    source: Source
    name: str


def member_of(written: str, source: Source, snapshot: Snapshot) -> tuple[Source, str] | None:
    """The file and the name there of a member of something that is given, or of what another file makes; None where that is not known."""
    outer, _, name = written.rpartition(".")
    holder = held_by(outer, source, snapshot) if outer else None
    if holder is None:
        return None
    return holder.source, f"{holder.name}.{name}" if holder.name else name


def held_by(written: str, source: Source, snapshot: Snapshot) -> Holder | None:
    """What an expression of a file stands for, as `languages/_typescript/scoping/injected.py` writes it."""
    at = ("wiring", source.path, written)
    return snapshot.once(at, lambda: _at_work(_held_by(written, source, snapshot, 0), snapshot), circle=None)


def _at_work(holder: Holder | None, snapshot: Snapshot) -> Holder | None:
    """The one class of the program that implements an interface, which is what code is given that asks for one; else what it was."""
    if holder is None or all(r.name != holder.name or r.construct != "interface" for r in holder.source.shapes.records):
        return holder
    found = [
        (other, record.name)
        for path, records in snapshot.sources_with(_implementing, holder.name)
        if not is_test(path) and (other := snapshot.sources.get(path)) is not None
        for record in records
        if _declared(holder.name, other, snapshot, 0) == holder
    ]
    return Holder(*found[0]) if len(found) == 1 else holder


def _implementing(source: Source) -> Mapping[str, tuple[Record, ...]]:
    """The classes of a file by the interfaces that they implement."""
    found: dict[str, list[Record]] = {}
    for record in source.shapes.records if source.shapes.language == "typescript" else ():
        for reference in record.conforms if record.construct == "class" else ():
            found.setdefault(reference.name, []).append(record)
    return {name: tuple(same) for name, same in found.items()}


def _held_by(written: str, source: Source, snapshot: Snapshot, depth: int) -> Holder | None:
    if depth > _DEEPEST:
        return None
    if written.startswith(_NEW):
        return _declared(written.removeprefix(_NEW), source, snapshot, depth)
    given = _GIVEN.fullmatch(written)
    if given is not None:
        return _given(given[1], int(given[2]), given[3], source, snapshot, depth)
    first, *steps = written.split(".")
    if first.endswith(_MADE):
        made = _declared(first.removesuffix(_MADE), source, snapshot, depth)
        found = Holder(made.source, f"{made.name or _DEFAULT}{_MADE}") if made is not None else None
    else:
        found = _named(first, source, snapshot, depth)
    for step in steps:
        if found is None:
            return None
        inside = _kept(step, found, snapshot, depth) if found.name else None
        found = inside if found.name else _exported(step, found.source, snapshot, depth)
    return found


def _kept(name: str, holder: Holder, snapshot: Snapshot, depth: int) -> Holder | None:
    """What stands under a name in an object that a file makes, in what a function of it gives, or in what is of a type of it."""
    source, own = holder.source, holder.name
    alias = next((a for a in source.shapes.aliases if a.name == own and not a.list_depth), None)
    told = _written(alias.kind) if alias is not None else ""
    if told:
        other = _held_by(told, source, snapshot, depth + 1)
        return _kept(name, other, snapshot, depth + 1) if other is not None and depth < _DEEPEST else None
    first, *inner = own.split(".")
    record = next((r for r in source.shapes.records if r.name == first), None)
    value = next((v for v in source.shapes.values if v.name == first.removesuffix(_MADE)), None)
    members = record.fields if record is not None else value.kind.members if value is not None else ()
    for step in (*((_MADE,) if first.endswith(_MADE) else ()), *inner):
        members = next((m.kind.members for m in members if m.name == step), ())
    found = next((m for m in members if m.name == name and not m.list_depth), None)
    told = _written(found.kind) if found is not None else ""
    if not told and found is not None and found.kind.members:
        return Holder(source, f"{own}.{name}")  # an object inside of another
    return _held_by(told, source, snapshot, depth + 1) if told else None


def _given(
    owner: str, place: int, path: str, source: Source, snapshot: Snapshot, depth: int
) -> Holder | None:  # fmt: skip
    """What a class or a function of a file is given at a place, where all who do so give the same."""
    found: list[Holder] = []
    for file, values in givers(owner, source, snapshot):
        here = [v for at, where, v in values if at == place and where == path]
        if not here:  # the whole is given, or spread
            here = [f"{v}{path}" for at, where, v in values if at == place and where in ("", ".*")]
        for value in here[-1:]:
            holder = _held_by(value, file, snapshot, depth + 1)
            if holder is None:
                return None
            found.append(holder)
    same = {(h.source.path, h.name) for h in found}
    return found[0] if len(same) == 1 else None


def givers(
    owner: str, source: Source, snapshot: Snapshot
) -> Iterator[tuple[Source, tuple[tuple[int, str, str], ...]]]:  # fmt: skip
    """The files, but for tests, that make what a file declares, and what each gives it."""
    if snapshot.sources_with(_extended, owner):
        return  # what extends it may give it something else
    own = default_name(source)
    named = _DEFAULT if owner in (own, _DEFAULT) else owner
    for path, each in snapshot.sources_with(_wired, "*"):
        file = snapshot.sources.get(path)
        if file is None or is_test(path):
            continue
        for imported, callee, values in each:
            if imported is None:
                if path == source.path and callee == owner:
                    yield file, values
            elif imported.original in (owner, named):
                other = module_source(imported.module, path, snapshot)
                if other is not None and (
                    other.path == source.path or _hands_on(imported, other, owner, source, snapshot)
                ):
                    yield file, values


def _extended(source: Source) -> Mapping[str, bool]:
    """The classes that those of a file extend."""
    return dict.fromkeys((c.base for c in source.shapes.error_classes), True)


def _hands_on(imported: Import, other: Source, owner: str, source: Source, snapshot: Snapshot) -> bool:
    """True where a file only hands on what another one declares."""
    found = _exported(imported.original, other, snapshot, 0) if imported.original != _DEFAULT else None
    return found is not None and found.source.path == source.path and found.name in (owner, "")


def _wired(source: Source) -> Mapping[str, tuple[tuple[Import | None, str, tuple[tuple[int, str, str], ...]], ...]]:
    """What a file makes, each with the import that it is of."""
    shapes = source.shapes
    if not shapes.wired:
        return {}
    imports = {i.name: i for i in shapes.imports}
    return {"*": tuple((imports.get(w.callee), w.callee, w.given) for w in shapes.wired)}


def _named(name: str, source: Source, snapshot: Snapshot, depth: int) -> Holder | None:
    """What a name of a file stands for: an object that it makes, or what another module exports."""
    imported = next((i for i in source.shapes.imports if i.name == name), None)
    if imported is None:
        return _value(name, source, snapshot, depth)
    other = module_source(imported.module, source.path, snapshot)
    if other is None:
        return None
    if imported.original == "*":
        return Holder(other, "")
    return _exported(imported.original, other, snapshot, depth)


def class_named(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, str] | None:
    """The file that declares a class which a file names, and its name there."""
    holder = held_by(f"{_NEW}{name}", source, snapshot)
    return (holder.source, holder.name) if holder is not None else None


def is_whole(source: Source) -> bool:
    """True for a file of CommonJS of which all that it exports is taken at once: nothing is its default, but some things have names."""
    return _is_commonjs(source) and not _has_default(source) and any(d.exported for d in source.shapes.definitions)


def is_one(source: Source) -> bool:
    """True for a file of CommonJS of which all that it exports is one thing: `module.exports = mongoose.model("User", schema)`."""
    return _is_commonjs(source) and _has_default(source) and not any(d.exported for d in source.shapes.definitions)


def _is_commonjs(source: Source) -> bool:
    return source.path.endswith((".js", ".cjs"))


def _has_default(source: Source) -> bool:
    return any(v.name == _DEFAULT for v in source.shapes.values)


def _exported(name: str, source: Source, snapshot: Snapshot, depth: int) -> Holder | None:
    """What a file exports under a name. What is taken of a file without a name is all that it exports, where that is a list of names."""
    if depth > _DEEPEST:
        return None
    if name == _DEFAULT and not _has_default(source):
        own = next((i for i in source.shapes.imports if i.name == _DEFAULT), None)
        return Holder(source, "") if own is None else _named(_DEFAULT, source, snapshot, depth + 1)
    found = _value(name, source, snapshot, depth)
    if found is not None or any(d.name == name for d in source.shapes.definitions):
        return found
    for imported in source.shapes.imports:
        other = module_source(imported.module, source.path, snapshot) if imported.name in (name, "*") else None
        if other is not None and other.path != source.path:
            whole = imported.original == "*" and imported.name != "*"
            original = name if imported.name == "*" else imported.original
            found = Holder(other, "") if whole else _exported(original, other, snapshot, depth + 1)
            if found is not None:
                return found
    return None


def _value(name: str, source: Source, snapshot: Snapshot, depth: int) -> Holder | None:
    """What a value of a file is an object of."""
    if depth > _DEEPEST:
        return None
    value = next((v for v in source.shapes.values if v.name == name), None)
    told = _written(value.kind) if value is not None and not value.list_depth else ""
    if told not in ("", name):
        return _held_by(told, source, snapshot, depth + 1)
    if name == _DEFAULT:
        return Holder(source, _DEFAULT) if value is not None else None
    return Holder(source, name) if any(d.name == name for d in source.shapes.definitions) else None


def _written(kind: Kind) -> str:
    """A type of a value in the form in which it is written here; empty for any other."""
    if kind.name == "ref" and not kind.options:
        return _NEW + kind.target
    steps = [s for s in kind.steps if s[:1] != "<"]
    if kind.target.startswith(_TYPE_OF):
        root = kind.target.removeprefix(_TYPE_OF)
        if steps[:1] == [_MADE]:
            root, steps = root + _MADE, steps[1:]
        return ".".join((root, *steps)) if all(s.isidentifier() for s in steps) else ""
    return ""


def _declared(name: str, source: Source, snapshot: Snapshot, depth: int) -> Holder | None:
    """The file that declares a class or a function, and its name there."""
    space, dot, inner = name.partition(".")
    if any(d.name == space for d in source.shapes.definitions):
        return Holder(source, space) if not dot else None
    imported = next((i for i in source.shapes.imports if i.name == space), None)
    other = module_source(imported.module, source.path, snapshot) if imported is not None else None
    if imported is None or other is None or depth > _DEEPEST:
        return None
    original = inner if dot else imported.original
    if dot and imported.original not in ("*", _DEFAULT):
        return None
    if original == _DEFAULT:
        return Holder(other, default_name(other))
    return _declared(original, other, snapshot, depth + 1)
