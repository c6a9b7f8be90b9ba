"""An endpoint does not say what it answers when it refuses, or only in words for people."""

from collections import Counter
from collections.abc import Iterator, Sequence

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import words

from . import rule
from .faults import Fault
from .routes.refused import is_refusal

_STATUS = frozenset({("status",), ("status", "code"), ("http", "status")})
_WORDS = frozenset("message messages error errors detail details description title text".split())


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    yield from _wordy(contract, snapshot)
    if (
        not contract.is_endpoint
        or not isinstance(declaration, Record)
        or _errors(contract) is not None
        or declaration.open
    ):
        return
    endpoint = contract.endpoint
    shown = f"`{endpoint[0]} {endpoint[1]}`" if endpoint else f"`{contract.name}`"
    yield Fault(
        contract.path,
        declaration.name_range,
        f"{shown} has no `errors`; say what it answers when it refuses, or `errors: never`.",
        fixes=tuple(_fixes(contract, declaration, snapshot)),
    )


def _wordy(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """A refusal that holds nothing but words for people."""
    declaration = contract.declaration
    if contract.is_endpoint and isinstance(declaration, Record):
        errors = _errors(contract)
        named, fields = (errors, errors.kind.members) if errors is not None else (None, ())
    elif isinstance(declaration, Record) and not declaration.open:
        named, fields = declaration, declaration.fields
    else:
        return
    if named is None or not fields or not all(_is_for_people(f) for f in fields) or _has_no_words(fields):
        return
    if named is declaration and not is_refusal(contract, snapshot):
        return
    says = "says why it refuses in words for people only, so that no program can tell one refusal from another"
    example = 'such as `code: "not-found" | "forbidden"`'
    shown = f"`{contract.name}`" if named is declaration else f"`{contract.name}.errors`"
    message = f"{shown} {says}; list codes beside them, {example}."
    yield Fault(contract.path, named.name_range, message, severity="info")


def _is_for_people(field: Field) -> bool:
    if field.kind.name in ("number", "int") and words(field.name) in _STATUS:
        return True  # that of HTTP, which many refusals share
    return field.kind.name == "string" and not field.doc.strip() and not field.tags and words(field.name)[-1] in _WORDS


def _has_no_words(fields: Sequence[Field]) -> bool:
    return all(f.kind.name != "string" for f in fields)


def _errors(contract: Contract) -> Field | None:
    assert isinstance(contract.declaration, Record)
    return next((f for f in contract.declaration.fields if f.name == "errors"), None)


def _named(kind: Kind) -> str:
    """The type of what refusals answer, also where it is told by status (`{ 404: Failure }`); empty where there are several."""
    named = {m.kind.target if m.kind.name == "ref" else "" for m in kind.members} or {kind.target}
    return named.pop() if len(named) == 1 and kind.name in ("ref", "record") else ""


def _fixes(contract: Contract, declaration: Record, snapshot: Snapshot) -> Iterator[Fix]:
    """The errors that the other endpoints answer with, where the file knows them."""
    shapes = snapshot.sources[contract.path].shapes
    known = {d.name for d in (*shapes.records, *shapes.enums, *shapes.aliases)} | {i.name for i in shapes.imports}
    used = snapshot.once("errors of endpoints", lambda: Counter(_of_endpoints(snapshot)))
    if declaration.insert_at is None:
        return
    text = snapshot.text_of(contract)
    indent = text.indent_at(declaration.fields[-1].name_range.start) if declaration.fields else "  "
    for name in sorted(used.keys() & known, key=lambda name: (-used[name], name))[:1]:
        edit = Edit(contract.path, Range(declaration.insert_at, declaration.insert_at), f"{indent}errors: {name};\n")
        yield Fix(f"Answer with `{name}`, as other endpoints do", (edit,))


def _of_endpoints(snapshot: Snapshot) -> Iterator[str]:
    """The type of what each endpoint answers that says it."""
    for contract in snapshot.contracts:
        if contract.is_endpoint and isinstance(contract.declaration, Record):
            errors = _errors(contract)
            if errors is not None:
                yield _named(errors.kind)
