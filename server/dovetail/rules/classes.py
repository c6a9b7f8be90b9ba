"""The classes that implement contracts, as the Python code that uses them knows them: by name, and with all their members."""

from dataclasses import dataclass
from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

_CLASSES = frozenset(
    {"pydantic model", "dataclass", "typed dict", "named tuple", "table model", "django model", "class"}
)
_PYDANTIC = frozenset(
    "dict json copy construct parse_obj parse_raw parse_file from_orm schema schema_json validate fields "
    "update_forward_refs Config".split()
)
_ORM = frozenset("metadata registry query awaitable_attrs c".split())
_DJANGO = frozenset(
    "objects pk id save delete clean full_clean clean_fields refresh_from_db get_absolute_url natural_key unique_error_message "
    "validate_unique validate_constraints serializable_value get_deferred_fields asave adelete arefresh_from_db from_db "
    "DoesNotExist MultipleObjectsReturned".split()
)
_INHERITED = {
    "pydantic model": _PYDANTIC,
    "named tuple": frozenset({"count", "index"}),
    "table model": _PYDANTIC | _ORM,
    "django model": _DJANGO,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A record that implements a contract, and the file that it is in."""

    pairing: Pairing
    record: Record
    source: Source


@dataclass(frozen=True, slots=True)
class Missed:
    """A name that a class does not have."""

    bound: Bound
    name: str
    range: Range


def first_missed(use: Use, source: Source, snapshot: Snapshot) -> Missed | None:
    """The first name of a chain that a bound class, or the one that the chain has led to, does not have."""
    bound = bound_class(use.type_name, source, snapshot)
    depth = use.list_depth
    for name, at in zip(use.chain, use.ranges, strict=True):
        if name == "[]" and depth:
            depth -= 1
            continue
        if depth or bound is None or name == "[]" or name.startswith("_") or bound.record.open:
            return None
        record = bound.record
        field = next((f for f in record.fields if f.name == name), None)
        if field is None:
            return Missed(bound, name, at) if _is_missing(name, _step(at, source), use, bound, snapshot) else None
        if record.construct == "typed dict" and _step(at, source) == "attribute":
            return None
        depth = field.list_depth
        target = field.kind.target if field.kind.name == "ref" else ""
        bound = bound_class(target, bound.source, snapshot) if target else None
    return None


def _step(at: Range, source: Source) -> Literal["attribute", "key", "keyword"]:
    before = source.text.source[at.start - 1 : at.start]
    return "attribute" if before == "." else "key" if before in ("'", '"') else "keyword"


def _is_missing(
    name: str, step: Literal["attribute", "key", "keyword"], use: Use, bound: Bound, snapshot: Snapshot
) -> bool:
    record, others = bound.record, bound.record.members
    is_dict = record.construct == "typed dict"
    if "**" in others or name in others or (is_dict and step == "attribute"):
        return False
    if step == "key" and not is_dict and use.access == "read":
        return False
    if step != "attribute" and ("__init__" in others or any(f.wire == name for f in record.fields)):
        return False
    if name in _INHERITED.get(record.construct, ()) or (record.construct != "dataclass" and name.startswith("model_")):
        return False
    if record.layer == "db" and (_is_django(name, record) or _is_back_reference(name, snapshot)):
        return False
    guessed = "*" in others or record.construct in ("django model", "class")
    return not guessed or _is_near(name, record)


def _is_near(name: str, record: Record) -> bool:
    """True where a name is all but a field's: where a base that we do not see may have more, only that is an error."""
    known = [f.name for f in record.fields]
    return any(key(k) == key(name) for k in known) or nearest(name, known, 2) is not None


def _is_django(name: str, record: Record) -> bool:
    """The names that Django makes: of a choice, of a neighbour in time, of what refers to a model."""
    if record.construct != "django model":
        return False
    return name.startswith(("get_", "model_")) or name.endswith(("_set", "_id")) or "__" in name


def _is_back_reference(name: str, snapshot: Snapshot) -> bool:
    """True where another table gives this one a property of that name."""
    wanted = tuple(f"{word}{mark}{name}{mark}" for word in ("backref=", "related_name=", "backref(") for mark in "\"'")
    return any(w in s.text.source for s in snapshot.sources.values() if s.path.endswith(".py") for w in wanted)


def bound_class(name: str, source: Source, snapshot: Snapshot, depth: int = 0) -> Bound | None:
    """The record that a type's name stands for: in the same file, or imported by name; None unless it implements a contract."""
    own = [r for r in source.shapes.records if r.name == name and r.construct in _CLASSES]
    if own or any(d.name == name for d in source.shapes.definitions):
        for pairing in snapshot.pairings_by_path.get(source.path, ()):
            if len(own) == 1 and pairing.implementation == own[0]:
                return Bound(pairing, own[0], source)
        return None
    imported = [i for i in source.shapes.imports if i.name == name and i.original != "*"]
    if depth > 5 or len({(i.original, i.module) for i in imported}) != 1:
        return None
    path = _module(imported[0].module, source.path, snapshot)
    return bound_class(imported[0].original, snapshot.sources[path], snapshot, depth + 1) if path else None


def _module(module: str, path: str, snapshot: Snapshot) -> str | None:
    """The file of a module as an import in a file writes it."""
    rest = module.lstrip(".")
    dots = len(module) - len(rest)
    parts = [p for p in rest.split(".") if p]
    if dots:
        folder = path.split("/")[:-dots]
        if dots > len(path.split("/")):
            return None
        base = "/".join([*folder, *parts])
        candidates = [f"{base}.py", f"{base}/__init__.py" if base else "__init__.py", f"{base}.pyi"]
        return next((c for c in candidates if c in snapshot.sources), None)
    if not parts:
        return None
    found = [p for p in _by_name(snapshot).get(parts[-1], ()) if f"/{_bare(p)}".endswith("/" + "/".join(parts))]
    shared = sorted(((_shared(p, path), p) for p in found), reverse=True)
    return shared[0][1] if shared and (len(shared) == 1 or shared[0][0] > shared[1][0]) else None


def _by_name(snapshot: Snapshot) -> dict[str, list[str]]:
    """The Python files by the last part of their module's name."""
    found: dict[str, list[str]] | None = snapshot.memo.get("python modules")
    if found is None:
        found = {}
        for path in snapshot.sources:
            if path.endswith(".py"):
                found.setdefault(_bare(path).rpartition("/")[2], []).append(path)
        snapshot.memo["python modules"] = found
    return found


def _bare(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__")


def _shared(a: str, b: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for x, y in zip(a.split("/")[:-1], b.split("/")[:-1], strict=False):
        if x != y:
            break
        count += 1
    return count
