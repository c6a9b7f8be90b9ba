"""An object is written without a property that its contract needs."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Place
from dovetail.core.paths import is_test
from dovetail.core.shapes import CAST, COPY, EXPECTED_PART, EXPECTED_WHOLE, Enum, Field, Quoted, Record, Written
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from . import rule
from .bound.examples import LANGUAGE
from .bound.listed import Values, listed_at
from .checks.left_out import has_one_for_another, selected_in_its_place
from .checks.literals import compared_literals
from .checks.shown_values import left_out_of_examples
from .checks.unfilled import left_out
from .checks.unfilled_rows import unfilled_rows
from .contracts.asked import Bound
from .contracts.chains import fields_of
from .edits.placeholders import with_property, with_texts
from .edits.suggestions import meant, rename_fix
from .faults import Fault
from .statements.sql_columns import OF
from .typescript.reached import Reach
from .typescript.things import Owner

_TYPED = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte")
_UNTYPED = (".js", ".jsx", ".mjs", ".cjs")
# In JavaScript an object may be filled later, but for one that a call is given or a function gives.
_HANDED_ON = re.compile(r"(?:[(,]|=>\s*\(|\breturn)\s*\Z")
_DRIZZLE = "drizzle table"
_TELLING = 2  # columns of a row that have the names of what it is said to be, which shows that it is meant
_FILLED = re.compile(r"\bprimaryKey\b|\bgenerated\w*|\bautoincrement\b|\bidentity\b", re.IGNORECASE)
_TEXTS = re.compile(r"""\s*(?:(?:[\w$]+|"[^"\n]*"|'[^'\n]*')\s*:\s*(?:"[^"\\\n]*"|'[^'\\\n]*')\s*(?:,\s*|\Z))+""")


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if source.shapes.language == "python":
        yield from _in_python(source, snapshot)
    if source.shapes.language == LANGUAGE:
        yield from _in_examples(source, snapshot)
    untyped = source.path.endswith(_UNTYPED) and not is_test(source.path)
    if not untyped and not source.path.endswith(_TYPED):
        return
    for unfilled in unfilled_rows(source, snapshot):
        name = unfilled.column.name
        yield Fault(
            source.path,
            unfilled.range,
            f"`{name}` of model {unfilled.model.name} is left out here, and has no default.",
            (Place(unfilled.path, unfilled.column.name_range, f"`{name}` of model {unfilled.model.name}"),),
        )
    reach = Reach(snapshot)
    told: set[tuple[Range, str, str]] = set()
    compared = {own.range for own in compared_literals(source.path, snapshot) if not own.open}
    for written in source.shapes.written:
        if written.keyed:
            yield from _keys(written, source, reach)
            continue
        if written.range in compared or (untyped and not _is_handed_on(written, source)):
            continue
        lacking = _lacking(written, source, reach, told_once=untyped)
        stands = _stands_in_its_place(written, source, reach) if len(lacking) == 1 else None
        if stands is None and len(lacking) == 1 and written.spread:
            stands = selected_in_its_place(written, source, reach)
        for contract, field, home in lacking:
            if stands is not None and (stands[1], contract.name, field.name) not in told:
                told.add((stands[1], contract.name, field.name))
                yield Fault(
                    source.path,
                    stands[1],
                    f"`{stands[0]}` is no field of contract {contract.name}, whose `{field.name}` is left out here.",
                    (Place(home.path, field.name_range, f"`{field.name}` of contract {contract.name}"),),
                    rename_fix(source, stands[0], stands[1], [field.name]),
                )
            if stands is not None or (written.range, contract.name, field.name) in told:
                continue
            told.add((written.range, contract.name, field.name))
            yield Fault(
                source.path,
                written.range,
                f"`{field.name}` of contract {contract.name} is left out here, and must be there.",
                (Place(home.path, field.name_range, f"`{field.name}` of contract {contract.name}"),),
                tuple(with_property(field, source, written.range, snapshot.contracts))
                if source.text[written.range][:1] == "{"
                else (),
            )


def _stands_in_its_place(written: Written, source: Source, reach: Reach) -> tuple[str, Range] | None:
    """The one name that is written beside something spread, and that the type does not have; None where there are several, or none."""
    if written.use.via != COPY:
        return None  # of others it is told by itself
    known = {f.name for parts in reach.holders(written.use, source) for part in parts for f, _ in part.fields}
    whole = (written.use.type_name, written.use.chain)
    strange = [
        (use.chain[-1], use.ranges[-1])
        for use in source.shapes.uses
        if use.chain and (use.type_name, use.chain[:-1]) == whole and use.ranges[-1].start in written.range
        if use.access == "write" and use.chain[-1] not in known
    ]
    return strange[0] if len(strange) == 1 else None


def _is_handed_on(written: Written, source: Source) -> bool:
    start = written.range.start
    return _HANDED_ON.search(source.text.source, max(0, start - 40), start) is not None


def _keys(written: Written, source: Source, reach: Reach) -> Iterator[Fault]:
    """The values of a contract that `Record<State, string>` needs as its keys; another name in the place of one is told for itself."""
    values = listed_at(Quoted(written.use, "", written.range), source, reach)
    members = _members(values, reach.snapshot) if values is not None else {}
    if values is None or set(values.also) - members.keys() or values.slips or not values.path.endswith(SUFFIX):
        return
    names = {members.get(n[1:-1].rpartition(".")[2], n) if n[:1] == "[" else n for n in written.names}
    lacking = [text for text in values.texts if text not in names]
    if lacking and names <= set(values.texts):
        names = ", ".join(f"`{text}`" for text in lacking)
        be = "is" if len(lacking) == 1 else "are"
        message = f"{names} of {values.name} {be} left out here, and must be there."
        filled = tuple(with_texts(lacking, source, written.range)) if _holds_texts(written, source) else ()
        yield Fault(source.path, written.range, message, (Place(values.path, values.range, values.name),), filled)


def _members(values: Values, snapshot: Snapshot) -> dict[str, str]:
    """The values of a contract's enum by the names of its members."""
    contract = snapshot.contracts.get(values.contract) if values.contract else None
    enum = contract.declaration if contract is not None else None
    return {m.name: m.value for m in enum.members} if isinstance(enum, Enum) else {}


def _holds_texts(written: Written, source: Source) -> bool:
    """True where all that an object has is text."""
    inside = source.text.source[written.range.start + 1 : written.range.end - 1]
    return bool(written.names) and _TEXTS.fullmatch(inside) is not None


def _in_python(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for written in source.shapes.written:
        for lack in left_out(written, source, snapshot):
            said = f"`{lack.field.name}` of contract {lack.contract.name}"
            called = f" (`{lack.name}` of {lack.record.name})" if lack.name != lack.field.name else ""
            yield Fault(
                source.path,
                written.range,
                f"{said}{called} is left out here, and must be there.",
                (Place(lack.home.path, lack.field.name_range, said),),
                severity="warning" if lack.guessed else None,
            )


def _in_examples(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for at, owner, record, lacking in left_out_of_examples(source, snapshot):
        names = " and ".join(f"`{f.name}`" for f in lacking)
        message = f"This example leaves out {names}, which `{record.name}` always has."
        places = tuple(Place(owner.path, f.name_range, f"`{f.name}` of {record.name}") for f in lacking)
        yield Fault(source.path, at, message, places, severity="warning")


def _lacking(
    written: Written, source: Source, reach: Reach, *, told_once: bool
) -> list[tuple[Contract, Field, Source]]:
    """What an object leaves out; of several types that it may be of, by the one that it is nearest to.

    `told_once` for nothing where it has a name that none of them has: that is told, and may be in the place of what is left out.
    """
    holders = reach.holders(written.use, source)
    given, columns = set(written.names), set[str]()
    for use in written.spread:
        others = reach.holders(use, source)
        if not others:
            return []
        into = columns if use.type_name.startswith(OF) else given
        into.update(f.name for parts in others for part in parts for f, _ in part.fields)
    if told_once and not any(given <= {f.name for p in parts for f, _ in p.fields} for parts in holders):
        return []
    texts = {name for name, _ in written.texts}
    having = [ps for ps in holders if texts <= {f.name for p in ps for f, _ in p.fields}] or holders
    meant = [parts for parts in having if _may_be(parts, written, reach.snapshot)] or having
    lacking = min(
        (_of(parts, given, columns, written.use.via in (COPY, EXPECTED_WHOLE), reach.snapshot) for parts in meant),
        key=len,
        default=[],
    )
    if has_one_for_another(written, source, reach):
        return []  # that name is told
    if written.use.via not in (CAST, EXPECTED_PART, EXPECTED_WHOLE):
        return lacking
    known = {f.name for parts in meant for part in parts for f, _ in part.fields}
    if (
        written.use.via == EXPECTED_WHOLE
    ):  # a test may expect more, and less of what a mock gives, but not one in the place of the other
        return lacking if len(lacking) == len(given - known) == 1 and given & known else []
    if len(lacking) == len(columns - known) == 1 and len(columns & known) >= _TELLING:
        return lacking  # the one name that is no field stands in its place
    words = {key(name) for name in columns}  # what is cast may get more later, but is not called otherwise then
    return [lack for lack in lacking if key(lack[1].name) in words]


def _may_be(parts: tuple[Owner, ...], written: Written, snapshot: Snapshot) -> bool:
    """False for an alternative that has another text under one of its names: `kind: "left"`."""
    kinds = {f.name: snapshot.contracts.resolved(f.kind) for part in parts for f, _ in part.fields}
    listed = ((kinds[name].values, text) for name, text in written.texts if name in kinds)
    return all(not values or text in values for values, text in listed)


def _of(
    parts: tuple[Owner, ...], given: set[str], columns: set[str], may_have_more: bool, snapshot: Snapshot
) -> list[tuple[Contract, Field, Source]]:
    """The fields that neither what is written gives nor the columns of a row that is put in, which go by their own names."""
    known = [f.name for part in parts for f, _ in part.fields]
    strange = [name for name in given if name not in known]
    told: set[str | None] = {
        nearest(n, known) if may_have_more else meant(n, known, given) for n in strange
    }  # as unknown ones
    return [
        (contract, field, home)
        for part in parts
        for field, home in part.fields
        if field.presence == "required" and field.name not in given | columns | told and _is_given(part, field, home)
        if (contract := _contract(part, field, snapshot)) is not None
    ]


def _contract(part: Owner, field: Field, snapshot: Snapshot) -> Contract | None:
    """The contract that needs a field: of a declaration that implements one, those that the contract has too."""
    if isinstance(part.of, Contract):
        return part.of if field.kind.name != "hole" else None
    if (
        not isinstance(part.of, Bound)
        or part.record is None
        or part.record.construct not in ("interface", "type", _DRIZZLE)
    ):
        return None
    contract = part.of.pairing.contract
    promised = fields_of(contract, snapshot) if isinstance(contract.declaration, Record) else None
    return contract if any(key(f.name) == key(field.name) for f in promised or ()) else None


def _is_given(part: Owner, field: Field, home: Source) -> bool:
    """False for a column of Drizzle that the database fills in: with null, or with the next number."""
    if part.record is None or part.record.construct != _DRIZZLE:
        return True
    return (
        field.nullable == "no"
        and not field.relation
        and _FILLED.search(home.text.source, field.range.start, field.range.end) is None
    )
