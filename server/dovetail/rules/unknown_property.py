"""Code reads or writes a property that the contract does not have."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.shapes import CAST, COLUMN, COPY, EXPECTED_PART, IN_QUERY, Enum, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from . import rule
from .bound.classes import first_missed
from .bound.examples import DISCRIMINATOR, LANGUAGE, first_unshown
from .bound.routed_schemas import bound_by_route
from .checks.begun_states import goes_to
from .checks.chosen_keys import chosen_keys
from .checks.form_actions import mistaken_fields
from .checks.given_forms import given_on
from .checks.graphql_operations import ROOTS, TYPE, first_unasked, first_undeclared
from .checks.left_out import in_place_of_one
from .checks.told_apart import keys_of_unions
from .checks.unset_of_errors import Unset, unset_of_errors
from .contracts.asked import Bound, Lacked, Missed, Selected, Unbound, Unpromised, Unselected
from .contracts.chains import fields_of
from .edits.suggestions import hint, names_beside, rename_fix
from .faults import Fault
from .files.imported import contract_of
from .python.held import HISTORICAL
from .records.comparison import LITERAL, compare
from .records.migrations import series_of
from .routes.carried import places_read
from .statements.sql_columns import OF, is_row
from .typescript.expansion import STEP
from .typescript.handed_props import HANDED
from .typescript.mocked_answers import is_no_answer
from .typescript.own_types import RESULT, stands_for
from .typescript.prisma_models import CLIENT, model_rows
from .typescript.reached import Reach, Unreached, is_prop
from .typescript.results import holds_contract

_RESOLVED = "resolver"
Unheld = Unpromised | Missed | Unselected | Lacked
_UNTYPED = (".js", ".jsx", ".mjs", ".cjs")
_COMPONENTS = (".vue", ".svelte")
_TYPED_SCRIPT = re.compile(r"""<script\b[^>]*\blang\s*=\s*["']?tsx?\b""")
_CALLED = re.compile(r"\s*(?:\?\.)?\(")
_GIVEN_TO_CALL = re.compile(r"(?:on|handle|render|set)[A-Z]")
_PUTS = re.compile(r"\.([A-Za-z_$][\w$]*)\s*(?:\?\?|\|\||&&)?=(?![=>])")


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if source.shapes.language in ("graphql", "typescript"):
        yield from _undeclared(source, snapshot)
    if source.shapes.language in ("python", "graphql"):
        for missed in _missed(source, snapshot):
            yield (
                _missed_fault(missed, source, snapshot)
                if isinstance(missed, Missed)
                else _fault(missed, source, snapshot)
            )
        yield from map(partial(_unset_fault, source), unset_of_errors(source, snapshot))
        return
    if source.shapes.language == LANGUAGE:
        yield from _shown(source, snapshot)
        return
    for missed in _missed(source, snapshot, TYPE):
        yield (
            _missed_fault(missed, source, snapshot) if isinstance(missed, Missed) else _fault(missed, source, snapshot)
        )
    all_found = (
        *_used(source, snapshot),
        *_named(source, snapshot),
        *_written(source, snapshot),
        *keys_of_unions(source, snapshot),
        *chosen_keys(source, snapshot),
    )
    if source.shapes.forms:
        yield from mistaken_fields(source, snapshot)
    seen = {*places_read(source, snapshot)} if all_found else set[Range]()  # of which `unknown-response-field` tells
    for found in all_found:
        if found.range not in seen:  # chains may share their beginning
            seen.add(found.range)
            yield (
                _missed_fault(found, source, snapshot) if isinstance(found, Missed) else _fault(found, source, snapshot)
            )


def _undeclared(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What operations of GraphQL ask of types that implement no contract themselves."""
    places: set[Range] = set()
    for use in source.shapes.uses:
        resolved = use.via == _RESOLVED and use.type_name.removeprefix(TYPE) not in ROOTS
        if not use.type_name.startswith(TYPE) or resolved or use.ranges[-1] in places:
            continue
        found = first_undeclared(use, snapshot)
        if found is None or found.range in places:
            continue
        places.add(found.range)
        known = [f.name for f in found.type.fields]
        message = f"`{found.name}` is no field of type `{found.type.name}`{hint(found.name, known)}"
        place = Place(found.path, found.type.name_range, found.type.name)
        yield Fault(source.path, found.range, message, (place,), rename_fix(source, found.name, found.range, known))


def _missed(source: Source, snapshot: Snapshot, of: str = "") -> Iterator[Missed | Unpromised | Unselected]:
    """What is asked of a class of Python or a type of GraphQL that implements a contract, once for each place."""
    places: set[Range] = set()
    for use in source.shapes.uses:
        if not use.type_name.startswith(of):
            continue
        asked = use.type_name.startswith(TYPE)
        missed = first_unasked(use, snapshot) if asked else first_missed(use, source, snapshot)
        if missed is not None and missed.range not in places:
            places.add(missed.range)
            yield missed


def _unset_fault(source: Source, found: Unset) -> Fault:
    what = f"parameter of `{found.of}`" if found.is_parameter else f"property of error `{found.of}`"
    said = f"`{found.name}` is no {what}{hint(found.name, found.known)}"
    fixes = rename_fix(source, found.name, found.range, found.known)
    return Fault(source.path, found.range, said, (found.place,), fixes)


def _shown(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What the examples of a description show, which no program runs, and by what its unions are told apart."""
    places: set[Range] = set()
    for use in source.shapes.uses:
        of_model = use.type_name.startswith(HISTORICAL)  # in a fixture of Django
        missed = (first_missed if of_model else first_unshown)(use, source, snapshot)
        if isinstance(missed, Missed) and missed.range not in places:
            places.add(missed.range)
            fault = _missed_fault(missed, source, snapshot)
            yield fault if use.via == DISCRIMINATOR or of_model else replace(fault, severity="warning")


def _used(source: Source, snapshot: Snapshot) -> Iterator[Unheld]:
    """What is read from, or written to, a value whose type is a contract, or a declaration that implements one."""
    reach = Reach(snapshot)
    rows = model_rows(source.shapes)
    keys = (use for use in source.shapes.keys if not _is_compared(use, source, snapshot))
    for use in (*source.shapes.uses, *keys):
        asked = _is_followed(use) and use.type_name not in rows
        found = reach.unreached(use, source) if asked else None
        expected = use.via == EXPECTED_PART and _may_be_wider(found, source)
        more = use.via in (CAST, COPY) or expected or (found is not None and _is_own_prop(found, use))
        if found is None or (
            more and nearest(found.name, found.known) is None and not in_place_of_one(found, use, source, reach)
        ):
            continue  # what is cast may have more than the type says
        if is_no_answer(use, source, reach):
            continue
        if use.via == COLUMN and not _is_slip(found):
            continue
        if use.via == IN_QUERY and _is_stored(found):
            continue  # a query may name the column itself
        if _is_untyped(source) and _is_added(found, use, source):
            continue
        if isinstance(found.of, Selected) and (not found.name.isidentifier() or _is_put(found.name, use, source)):
            continue  # code may put more into a row than the statement gives
        if isinstance(found.of, Selected) and series_of(source.path) is not None:
            continue  # a step of migrations reads the columns of its time
        if _is_put_elsewhere(found, use, snapshot):
            continue  # and so may whoever is given the row before
        if _is_method(found, source):
            continue
        doubtful = use.via == EXPECTED_PART and nearest(found.name, found.known) is None
        yield from (
            replace(t, sure=False) if doubtful and isinstance(t, Unpromised) else t
            for t in _told(found, snapshot)
            if not isinstance(t, Lacked) or t.of.is_schema or not _may_be_more(t.range, source)
        )


def _named(source: Source, snapshot: Snapshot) -> Iterator[Unheld]:
    """Texts that stand where the name of a field is asked for."""
    reach = Reach(snapshot)
    for quoted in source.shapes.quoted:
        found = reach.unnamed(quoted, source)
        if found is not None and found.loose and not _is_slip(found):
            continue
        if found is not None:
            yield from _told(found, snapshot)


def _may_be_wider(found: Unreached | None, source: Source) -> bool:
    """True for what a test expects of a value that is not surely a contract's: one that is only said to be, `load() as User`."""
    if found is None or not isinstance(found.of, Contract) or _is_untyped(source):
        return True
    said = rf"\bas\s+(?:\w+\s+as\s+)?(?:[\w.]+<)?(?:\w+\.)?{re.escape(found.of.name)}\b"
    return re.search(said, source.text.source) is not None


def _is_untyped(source: Source) -> bool:
    """True for a file of JavaScript, and a component whose script is in that."""
    of_component = source.path.endswith(_COMPONENTS) and _TYPED_SCRIPT.search(source.text.source) is None
    return of_component or source.path.endswith(_UNTYPED)


def _is_added(found: Unreached, use: Use, source: Source) -> bool:
    """True for a name under which code without types puts something more into an object: `user.isOpen = true`.

    Not into one that it makes itself, and of which a comment says the type: `/** @type {Problem} */ const body = { … }`.
    """
    if use.access == "write":
        made = rf"@type[ \t]*\{{[^\n]*\}}[ \t]*\*/\s*(?:const|let)[ \t]+{re.escape(use.via)}[ \t]*=[ \t]*\{{"
        if use.via.isidentifier() and re.search(made, source.text.source) is not None:
            return False
        return (
            use.via not in (CAST, COPY, EXPECTED_PART)
            and _is_assigned(found, source)
            and nearest(found.name, found.known) is None
        )
    return found.name in _put_in(source.text.source)


def _is_assigned(found: Unreached, source: Source) -> bool:
    return source.text.source[found.range.start - 1 : found.range.start] == "."


@lru_cache(8)
def _put_in(source: str) -> frozenset[str]:
    return frozenset(_PUTS.findall(source))


def _is_method(found: Unreached, source: Source) -> bool:
    """True for what is called and is like none of the fields. Contracts hold data: it is the method of what has the data to come, such as
    the `cancel` of a promise that can do more. What components are given to call is called as such: `onSave`.
    """
    if _CALLED.match(source.text.source, found.range.end) is None or nearest(found.name, found.known) is not None:
        return False
    return not any(_GIVEN_TO_CALL.match(name) for name in (found.name, *found.known))


def _is_put_elsewhere(found: Unreached, use: Use, snapshot: Snapshot) -> bool:
    """True for a name of a row that a function is given: it is like none of the columns, and some file puts it into objects."""
    if not isinstance(found.of, Selected) or not use.type_name.startswith(HANDED):
        return False
    return nearest(found.name, found.known) is None and bool(snapshot.sources_with(_puts, found.name))


def _puts(source: Source) -> Mapping[str, bool]:
    """The names under which a file of JavaScript or TypeScript puts something into objects: `row.tags = []`."""
    return dict.fromkeys(_put_in(source.text.source), True) if source.shapes.language == "typescript" else {}


def _is_put(name: str, row: Use, source: Source) -> bool:
    """True for a name of such a row that code of the file gives something to."""
    same = (use for use in source.shapes.uses if use.access == "write" and use.type_name == row.type_name)
    return any(use.chain[-1:] == (name,) for use in same)


def _told(found: Unreached, snapshot: Snapshot) -> Iterator[Unheld]:
    """A name that is not there, where something that keeps a contract should have it."""
    match found.of:
        case Selected():
            yield Unselected(found.of, found.name, found.range, found.known)
        case Contract():
            yield Unpromised(found.of, found.name, found.range, found.known, where=found.where)
        case Bound():
            yield Missed(found.of, found.name, found.range)
        case Unbound():
            bound = bound_by_route(found.of, snapshot)
            lacks = (
                stands_for(found.of, found.name, snapshot)
                or holds_contract(found.of, snapshot)
                or given_on(found.of, snapshot)
                or goes_to(found.of, snapshot)
                if bound is None
                else None
            )
            if bound is not None:
                yield Missed(bound, found.name, found.range)
            elif lacks is not None:
                yield Lacked(found.of, *lacks, found.name, found.range, found.known)


def _may_be_more(range: Range, source: Source) -> bool:
    """True for a name that a call is given, `context.get("owner")`: what such names stand for, other files may add to. So may what a
    template gives have it, sql<Row>`…`.execute(db)."""
    before = source.text.source[max(0, range.start - 40) : range.start]
    return before[-2:] in ("('", '("', "(`") or before.rstrip(" \n").removesuffix(".").rstrip().endswith("`")


def _is_stored(found: Unreached) -> bool:
    """True for a name in the words of a field, as the column of that may be called."""
    fields = found.of.record.fields if isinstance(found.of, Bound) else ()
    return any(found.name == f.stored or key(found.name) == f.key for f in fields)


def _is_own_prop(found: Unreached, use: Use) -> bool:
    """True for a prop of a component without types: beside what is spread into them it may have others, which nobody gives it yet."""
    return use.type_name.startswith(HANDED) and STEP not in use.type_name and found.range == use.ranges[0]


def _is_slip(found: Unreached) -> bool:
    """True for a name that is all but one of those that are known; `delete` beside `deleted` is another one."""
    meant = nearest(found.name, found.known, 2)
    return meant is not None and not meant.startswith(found.name) and not found.name.startswith(meant)


def _is_compared(use: Use, source: Source, snapshot: Snapshot) -> bool:
    """True for a key of an object literal that is compared as a whole with the record that it is said to be."""
    contract = contract_of(use.type_name, source, snapshot)
    return contract is None or isinstance(contract.declaration, Record)


def _is_followed(use: Use) -> bool:
    """False for the props of components and the fields of queries, which other rules ask about."""
    row = use.type_name.startswith(CLIENT) and STEP not in use.type_name
    named = use.type_name.startswith(OF) and not is_row(use)
    return not row and not named and not is_prop(use) and not use.type_name.startswith(TYPE)


def _written(source: Source, snapshot: Snapshot) -> Iterator[Unpromised]:
    """The keys of object literals that are said to be of a contract's type."""
    for pairing in snapshot.pairings_by_path.get(source.path, ()):
        record = pairing.implementation
        if isinstance(record, Record) and record.construct == LITERAL and record.conforms:
            fields = fields_of(pairing.contract, snapshot) or ()
            for field in compare(pairing, snapshot).extra:
                yield Unpromised(pairing.contract, field.name, field.name_range, tuple(f.name for f in fields))


def _missed_fault(missed: Missed, source: Source, snapshot: Snapshot) -> Fault:
    record, contract = missed.bound.record, missed.bound.pairing.contract
    # A column is asked for by the name of what its table leads to, as Drizzle's relations do.
    known = [f.name for f in record.fields if f.name != missed.name]
    beside = names_beside(source, missed.name, missed.range)
    places = (
        Place(
            missed.bound.source.path, record.name_range, f"{record.name}, bound because {missed.bound.pairing.because}"
        ),
        Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),
    )
    said = f"`{missed.name}` is no field of {record.name}, which implements contract {contract.name}"
    severity = "warning" if missed.bound.pairing.guessed else None
    loaded = _loaded_into(missed)
    if loaded is not None:
        held = f"{record.name}, which implements contract {contract.name}"
        message = f"`{missed.name}` of {held}, is loaded into another name; did you mean `{loaded}`?"
        fixes = rename_fix(source, missed.name, missed.range, [loaded])
        return Fault(source.path, missed.range, message, places, fixes, severity=severity)
    promised = {key(f.name) for f in fields_of(contract, snapshot) or ()}
    if key(missed.name) in promised and key(missed.name) not in {f.key for f in record.fields}:
        # It is right here, and missing there: another name would be wrong in both places.
        return Fault(source.path, missed.range, f"{said} and lacks it", places, severity=severity)
    fixes = rename_fix(source, missed.name, missed.range, known, beside)
    message = f"{said}{hint(missed.name, known, beside)}"
    return Fault(source.path, missed.range, message, places, fixes, severity=severity)


def _loaded_into(missed: Missed) -> str | None:
    """The name that validated data has for a field of a serializer: `bike` of `bikeId = IntegerField(source="bike")`."""
    declared = missed.bound.pairing.implementation
    fields = declared.fields if isinstance(declared, Record) and declared.construct == "serializer" else ()
    into = next((f.stored for f in fields if f.name == missed.name), None)
    return into if any(f.name == into for f in missed.bound.record.fields) else None


def _of_which(found: Unpromised) -> str:
    """Of which of several types that one contract may be a name is asked, in words."""
    if found.where is None or isinstance(found.contract.declaration, Record):
        return ""
    name, texts = found.where
    return f" where its `{name}` is {' or '.join(f'`{t}`' for t in texts)}"


def _is_promised(found: Unselected, source: Source, snapshot: Snapshot) -> bool:
    """True for a field of a type that is held to a contract, which calls it so: the statement must give it under that name."""
    for pairing in snapshot.pairings_by_path.get(source.path, ()):
        record = pairing.implementation
        if isinstance(record, Record) and any(f.name_range == found.range for f in record.fields):
            return any(f.name == found.name for f in fields_of(pairing.contract, snapshot) or ())
    return False


def _fault(found: Unpromised | Unselected | Lacked, source: Source, snapshot: Snapshot) -> Fault:
    beside = names_beside(source, found.name, found.range)
    if isinstance(found, Lacked):
        unnamed = "what is given here" if found.of.record.construct == RESULT else "the type that is asked for here"
        of = f"{found.of.record.name or unnamed}, {found.why}"
        said = f"`{found.name}` is no field of {of}{hint(found.name, found.known, beside)}"
        # What several places ask for is hardly wrong in each: then it is what is given that has another name.
        once = len(re.findall(rf"\.{re.escape(found.name)}\b", source.text.source)) < 2
        fixes = rename_fix(source, found.name, found.range, found.known, beside) if once else ()
        return Fault(source.path, found.range, said, (found.place,), fixes, severity="warning")
    if isinstance(found, Unselected):
        place, of = found.of.place, f"column of the rows of {found.of.tables} that the statement gives"
    else:
        place = Place(found.contract.path, found.contract.declaration.name_range, f"Contract {found.contract.name}")
        what = "value" if isinstance(found.contract.declaration, Enum) else "field"
        of = f"{what} of contract {found.contract.name}{_of_which(found)}"
    said = f"`{found.name}` is no {of}{hint(found.name, found.known, beside)}"
    # What differs from a column by its casing alone is called so on its way out of the row.
    mapped = isinstance(found, Unselected) and any(key(k) == key(found.name) for k in found.known)
    stays = mapped or (isinstance(found, Unselected) and _is_promised(found, source, snapshot))
    fixes = rename_fix(source, found.name, found.range, found.known, beside) if not stays else ()
    severity = "warning" if isinstance(found, Unpromised) and not found.sure else None
    return Fault(source.path, found.range, said, (place,), fixes, severity=severity)
