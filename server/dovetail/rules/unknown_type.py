"""A contract mentions a type that no contract declares, or takes a field from one that has none of that name."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Alias, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text

from . import rule
from .checks.missing_modules import contract_files, missing_module, missing_modules
from .contracts.promises import own_fields, parts
from .contracts.taken_fields import missing_fields
from .faults import Fault

# Types of the platform that a contract may mention.
GLOBAL = frozenset(
    "File FormData Error RegExp ReadableStream Response Request Headers URLSearchParams AbortSignal Function Symbol Object "
    "Exclude Extract ReturnType Parameters Uppercase Lowercase Capitalize Uncapitalize JSX React NodeJS Temporal Intl "
    "PromiseLike Thenable Iterator IterableIterator AsyncIterable AsyncIterator Generator ArrayLike ArrayBufferLike "
    "SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array "
    "Float32Array Float64Array BigInt64Array BigUint64Array BufferSource InstanceType ConstructorParameters NoInfer "
    "Iterable Set ReadonlySet Map ReadonlyMap WeakMap WeakSet Blob ArrayBufferView JsonWebKey CryptoKey Window Document Event "
    "EventTarget Element HTMLElement".split()
)
_NAME = re.compile(r"[A-Za-z_$][\w$.]*\Z")
_NOT_BEFORE = tuple("_$.'\"`")
_NOT_BEHIND = ("_", "$")


@rule("clarity", "error")
def check(subject: Contract | Source, snapshot: Snapshot) -> Iterator[Fault]:
    if isinstance(subject, Contract):
        text = snapshot.text_of(subject)
        yield from _types(subject, snapshot, text)
        yield from _fields(subject, snapshot, text)
    elif subject.path.endswith(SUFFIX):
        yield from missing_modules(subject, snapshot)


def _types(contract: Contract, snapshot: Snapshot, text: Text) -> Iterator[Fault]:
    seen: set[Range] = set()
    parameters = _parameters(contract, text)
    for name, range in _mentioned(contract, text):
        if range in seen or name in parameters or not _NAME.match(name) or _is_known(name, contract, snapshot):
            continue
        seen.add(range)
        near = snapshot.contracts.nearest(name)
        hint = f"did you mean `{near}`?" if near else "declare it, or import it from where it is declared."
        says = f"No contract declares a type `{name}`; {hint}"
        yield Fault(contract.path, range, says, fixes=_changed(contract, range, near))


def _fields(contract: Contract, snapshot: Snapshot, text: Text) -> Iterator[Fault]:
    seen: set[Range] = set()
    for (name, owner, near), range in missing_fields(contract, snapshot.contracts, text):
        if range not in seen:
            seen.add(range)
            says = f"`{owner}` has no field `{name}`{f'; did you mean `{near}`?' if near else '.'}"
            yield Fault(contract.path, range, says, fixes=_changed(contract, range, near))


def _changed(contract: Contract, range: Range, near: str | None) -> tuple[Fix, ...]:
    return (Fix(f"Change to '{near}'", (Edit(contract.path, range, near),)),) if near else ()


def _mentioned(contract: Contract, text: Text) -> Iterator[tuple[str, Range]]:
    """The names of types that a contract mentions, each with its place."""
    declaration = contract.declaration
    if isinstance(declaration, Record):
        for base in declaration.bases:
            yield base.name, base.range
    if isinstance(declaration, Alias):
        whole = Range(declaration.name_range.end, declaration.range.end)
        names = _targets(declaration.kind)
        yield from _places(names, whole, text)
    for _, field in own_fields(contract):
        if field.type_range is not None:
            names = _targets(field.kind)
            if names:
                yield from _places(names, field.type_range, text)


def _targets(kind: Kind) -> set[str]:
    if not kind.options:
        return {kind.target} if kind.name == "ref" else set()
    return {p.target for p in parts(kind) if p.name == "ref"}


def _places(names: set[str], within: Range, text: Text) -> Iterator[tuple[str, Range]]:
    source = text[within] if names else ""
    for name in sorted(names):
        at = _place(name, source)
        if at >= 0:
            yield name, Range(within.start + at, within.start + at + len(name))


def _place(name: str, source: str) -> int:
    """Where a name stands as a whole, and neither behind a dot nor in quotes; -1 where it does not."""
    at = source.find(name)
    while at >= 0:
        before, after = source[at - 1 : at] if at else "", source[at + len(name) : at + len(name) + 1]
        if not (before.isalnum() or before in _NOT_BEFORE) and not (after.isalnum() or after in _NOT_BEHIND):
            return at
        at = source.find(name, at + 1)
    return -1


def _parameters(contract: Contract, text: Text) -> frozenset[str]:
    """The names of a declaration's type parameters, and whatever else stands between those brackets."""
    start = contract.declaration.name_range.end
    behind = text.source[start : start + 500].lstrip()
    return (
        frozenset(re.findall(r"[A-Za-z_$][\w$]*", behind[1 : behind.find(">")]))
        if behind.startswith("<")
        else frozenset()
    )


def _is_known(name: str, contract: Contract, snapshot: Snapshot) -> bool:
    first = name.split(".")[0]
    if first == name and (first in GLOBAL or contract.path in snapshot.contracts.paths_of(name)):
        return True
    imported = next((i for i in snapshot.sources[contract.path].shapes.imports if i.name == first), None)
    if imported is None:  # contracts have no namespaces: a name with a dot comes from where we cannot see
        return first in GLOBAL or "." in name or bool(snapshot.contracts.paths_of(name))
    original = name.rpartition(".")[2] if imported.original == "*" else imported.original
    files = contract_files(imported.module, snapshot)
    if not files:  # of a file that there is not, the import is told
        source = snapshot.sources[contract.path]
        return ".contract" not in imported.module or missing_module(imported, source, snapshot) is not None
    return any(path in files for path in snapshot.contracts.paths_of(original))
