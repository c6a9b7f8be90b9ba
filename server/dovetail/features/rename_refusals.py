"""When a rename would be unsafe, and the sentence that says why."""

import keyword
import re
from collections.abc import Iterable, Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.shapes import Constant, Enum, Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import in_casing, key
from dovetail.languages.identifiers import identifiers

from . import live as engine
from .following import kept
from .members import Member
from .mentions import owners_of_fields
from .occurrence import Occurrence
from .occurrences import OfContract, OfField, OfMember, OfPackage, Subject, declared_in
from .rename_bindings import made_later

_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}\Z")
_TYPES = frozenset(
    "any bigint boolean never null number object string symbol undefined unknown void break case catch class const continue "
    "debugger default delete do else enum export extends false finally for function if import in instanceof interface new return "
    "super switch this throw true try typeof var while with yield let static implements package private protected public await "
    "Array Date Map Set Record Partial Required Readonly Pick Omit Promise".split()
)
_SQL = frozenset(
    "all and any as asc check collate column constraint create default desc distinct do else end except false for foreign from "
    "grant group having in into limit not null offset on or order primary references select table then to true union unique user "
    "using when where with".split()
)

Spelled = Iterable[tuple[Occurrence, str]]


def refusal(snapshot: Snapshot, subject: Subject, new: str, spelled: Spelled, live: engine.Live) -> str | None:
    """Why a thing cannot get a new name; None where it can."""
    match subject:
        case OfContract(contract):
            found = _of_contract(snapshot, contract, new, spelled)
        case OfField(contract, field):
            found = _of_field(snapshot, contract, field, new, spelled)
        case OfMember(member):
            found = _of_member(snapshot, member, new, spelled)
        case OfPackage(sprint, package):
            found = _of_package(
                sprint.path, sprint.name, sprint.slug, {p.id for p in sprint.packages}, package.id, new, live
            )
    return next(iter((*found, *_unreadable(snapshot, spelled))), None)


def _of_contract(snapshot: Snapshot, contract: Contract, new: str, spelled: Spelled) -> Iterator[str]:
    yield from _not_a_name(new, "contract")
    if new in _TYPES:
        yield f"`{new}` already means something in TypeScript; choose another name."
    name = contract.declaration.name
    paths = snapshot.contracts.paths_of(name)
    if len(paths) > 1:
        yield f"Two contracts are named `{name}`, in {' and '.join(paths)}; nobody can tell which is meant, so rename one of them by hand."
    other = snapshot.contracts.get(new) or snapshot.contracts.by_words(new)
    if other is not None and other.name != new and _is_constant(other) != _is_constant(contract):
        other = None  # a type `Shelf` and a constant `SHELF` may stand side by side
    if other is not None and other.name != contract.name:
        yield f"There already is a contract `{other.name}`, in {other.path}; choose another name."
    for path in dict.fromkeys(o.path for o, _ in spelled):
        source = snapshot.sources.get(path)
        if source is not None and _is_local(source, contract) and _is_taken(source, new):
            yield f"{path} already uses the name `{new}`; choose another, or rename that first."


def _is_constant(contract: Contract) -> bool:
    return isinstance(contract.declaration, Constant)


def _is_local(source: Source, contract: Contract) -> bool:
    """True where a file calls the contract by its own name, so that the new one must be free there."""
    if source.path.endswith(SUFFIX):
        return True
    return any(i.name == i.original == contract.name for i in source.shapes.imports)


def _is_taken(source: Source, name: str) -> bool:
    """True where a file uses a name for something; what it imports under another name leaves the name free."""
    imported = any(i.name == name for i in source.shapes.imports)
    return imported or any(i.part != "import" for i in identifiers(source.path, source.text, name))


def _of_field(snapshot: Snapshot, contract: Contract, field: Field, new: str, spelled: Spelled) -> Iterator[str]:
    if not _NAME.match(field.name) and not field.name.isdigit():  # a header, which stands in quotes
        yield from _not_a_header(new)
    else:
        yield from _not_a_name(new, "field")
    fixed = fixed_name(contract, field)
    if fixed is not None:
        yield fixed
    for owner, fields in _records_with(snapshot, contract, field):
        clash = next((f for f in fields if f is not field and f.key == key(new)), None)
        if clash is not None:
            yield f"`{owner}` already has a field `{clash.name}`; choose another name."
    for one in kept(snapshot, (declared_in(contract, field, snapshot), field.name_range.start)):
        record, own = one.pairing.implementation, one.match.field
        for other in record.fields if isinstance(record, Record) else ():
            names = {key(n) for n in (other.name, other.wire, other.stored) if n}
            if other is not own and key(new) in names:
                yield f"`{other.name}` in {one.pairing.path} already has this name; choose another."
        if isinstance(record, Record) and (made := _made_name(record, own, new)) not in (None, new):
            made_by = f"`{record.name}` in {one.pairing.path} makes the names that it sends itself, in {record.casing}"
            yield f"{made_by}, so this one would still be sent as `{made}`; change its alias generator first."
    for place, name in spelled:
        if place.path.endswith(".py") and keyword.iskeyword(name):
            yield f"`{name}` is a keyword of Python and could not be written in {place.path}; choose another name."
        if place.path.endswith(".sql") and name.lower() in _SQL:
            yield f"`{name}` is a word of SQL and could not be written in {place.path}; choose another name."


def fixed_name(contract: Contract, field: Field) -> str | None:
    """Why a field can have no other name, in one sentence; None where it can."""
    if contract.is_endpoint and field.name.isdigit():
        return f"`{field.name}` is the status of an answer; it has no other name."
    if contract.is_endpoint and any(f is field for f in getattr(contract.declaration, "fields", ())):
        return f"`{field.name}` is what Dovetail calls this part of an endpoint; it has no other name."
    return None


def _made_name(record: Record, field: Field, new: str) -> str | None:
    """What the alias generator of a class makes of a field that gets a new name; None where there is none, or an alias says it."""
    if record.casing is None or field.wire != in_casing(field.name, record.casing):
        return None
    return in_casing(new, record.casing)


def _records_with(snapshot: Snapshot, contract: Contract, field: Field) -> Iterator[tuple[str, Iterable[Field]]]:
    """The contracts that have the field, those that take it from a base too, or the record in place that it is in."""
    declaration = contract.declaration
    if isinstance(declaration, Record) and not any(f is field for f in declaration.fields):
        inner = _around(declaration.fields, field)
        if inner is not None:
            yield inner.name, inner.kind.members
            return
    for name in owners_of_fields(snapshot).get((field.name, field.name_range.start), ()):
        record = snapshot.contracts.record(name)
        fields = [p.field for p in snapshot.contracts.promised(record[0])[0]] if record is not None else []
        if any(f is field for f in fields):
            yield name, fields


def _around(fields: Iterable[Field], wanted: Field) -> Field | None:
    """The field whose inline record has another one."""
    for field in fields:
        if any(f is wanted for f in field.kind.members):
            return field
        if (found := _around(field.kind.members, wanted)) is not None:
            return found
    return None


def _of_member(snapshot: Snapshot, member: Member, new: str, spelled: Spelled) -> Iterator[str]:
    declaration = member.contract.declaration
    if member.says == "name" or (
        isinstance(declaration, Enum) and declaration.construct == "enum" and member.says == "both"
    ):
        yield from _not_a_name(new, "member")
    elif not new.strip() or re.search(r"""["'`\\\n\r]""", new):
        yield "A member's text cannot be empty, nor hold quotes, backslashes or line breaks."
    clash = next((n for n in member.beside if key(n) == key(new)), None)
    if clash is not None:
        yield f"`{member.owner}` already has a member `{clash}`; choose another name."
    later = made_later(snapshot, member)
    if later is not None:
        yield f"A migration after {later} adds `{member.name}`; write one that renames it, and change the contract by hand."
    for place, name in spelled:
        if place.path.endswith(".py") and keyword.iskeyword(name):
            yield f"`{name}` is a keyword of Python and could not be written in {place.path}; choose another name."


def _of_package(
    path: str, sprint: str, slug: str, ids: set[str], old: str, new: str, live: engine.Live
) -> Iterator[str]:
    if not _PACKAGE.match(new):
        yield "A package's id is lower case, made of letters, digits, dots, dashes and underscores, and at most 60 long."
    if new in ids:
        yield f"The sprint already has a package '{new}'; choose another id."
    run = live.sprint(path, sprint, slug)
    if run is not None and old in run.packages and run.integration.state != "landed":
        yield f"'{old}' has been launched and its branch has its name; rename it once the sprint has landed."


def _not_a_name(new: str, what: str) -> Iterator[str]:
    if not _NAME.match(new):
        yield f"'{new}' cannot be the name of a {what}: use letters, digits and underscores, and start with a letter."


def _not_a_header(new: str) -> Iterator[str]:
    if not _HEADER.match(new):
        yield f"'{new}' cannot be the name of a header: use letters, digits, dashes and underscores, and start with a letter."


def _unreadable(snapshot: Snapshot, spelled: Spelled) -> Iterator[str]:
    """A file that cannot be read whole may say the name where nobody sees it."""
    for path in dict.fromkeys(o.path for o, _ in spelled):
        source = snapshot.sources.get(path)
        if (
            source is not None
            and path.endswith(SUFFIX)
            and any(p.rule == "syntax-error" for p in source.shapes.problems)
        ):
            yield f"{path} has a syntax error, so that places could be missed; mend it first."
