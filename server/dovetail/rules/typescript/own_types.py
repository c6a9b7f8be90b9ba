"""Types of a program's own that keep no contract, and that are made of contracts, or hold the rows of a statement.

What code asks of one that it does not have is no name of a contract, but stands in its way to one: `loan.fine` of a row
that has `fine_cents`, `list({ state: "open" })` of a filter that has `status`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Unbound
from ..files.imported import contract_of
from ..statements.sql_columns import OF, is_row
from .things import Absent

_INTERFACES = re.compile(r"\binterface\s+(\w+)")
RESULT = "result"  # the construct of what a function gives that does not say so
_OR = " | "
_DEEPEST = 8
_HOP = 4  # so much deeper is what another type has
_TYPED = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte")
_CONSTRUCTS = frozenset({"interface", "type", "class"})
_BY_FRAMEWORKS = frozenset({"children", "key", "ref"})  # what a component has that its props do not say


def own_type(fields: tuple[tuple[Field, Source], ...]) -> Unbound | None:
    """A type that is written in place in a file of the program, `Promise<{ loan: Loan; fine: number }>`, or what a function gives there."""
    first, source = fields[0] if fields else (None, None)
    if first is None or source is None or any(f.type_range is None or s is not source for f, s in fields):
        return None
    own = tuple(f for f, _ in fields)
    construct = RESULT if all(is_inferred(f) for f in own) else "type"
    return Unbound(Record("", first.name_range, first.range, own, "api", construct), source)


def is_inferred(field: Field) -> bool:
    """True for a name of what a function gives that does not say so: its type stands nowhere else."""
    at = field.name_range
    return field.type_range == at and at.start < at.end  # what a template makes of a component stands nowhere


def one_of(absent: Sequence[Absent]) -> Absent | None:
    """A name that none of several types of the program has which may be meant: as if one type had all their fields; None for other ones."""
    own = [a.of for a in absent if isinstance(a.of, Unbound)]
    first = own[0] if len(own) == len(absent) else None
    if first is None or any(o.source is not first.source or o.record.construct not in _CONSTRUCTS for o in own):
        return None
    names = dict.fromkeys(o.record.name for o in own)
    fields = tuple(dict.fromkeys(f for o in own for f in o.record.fields))
    record = replace(first.record, name=_OR.join(names) if all(names) else "", fields=fields)
    return Absent(Unbound(record, first.source, first.given), tuple(dict.fromkeys(n for a in absent for n in a.known)))


def stands_for(of: Unbound, name: str, snapshot: Snapshot) -> tuple[str, Place] | None:
    """What a type of the program is made of, in words, and where it stands; None where nothing of it leads to a contract.

    `name` is what is asked of it and not there.
    """
    record, source = of.record, of.source
    typed = record.construct in _CONSTRUCTS and source.path.endswith(_TYPED) and not source.path.endswith(SUFFIX)
    of_template = record.construct == "class" and "@Component(" in source.text.source  # which has names of its own
    if not typed or of_template or name in _BY_FRAMEWORKS or source.path not in snapshot.sources:
        return None
    if any(snapshot.sources_with(_augmented, name) for name in record.name.split(_OR) if name):
        return None  # which another file adds to
    place = Place(source.path, record.name_range, record.name or "The type that is written there")
    contract = next(_made_of((f.kind for f in record.fields), source, snapshot, 0), None)
    given = (c for kind, home in of.given for c in _made_of(iter((kind,)), home, snapshot, 0))
    contract = contract or next(given, None)
    if contract is not None:
        return f"which is made of contract {contract.name}", place
    rows = snapshot.once(("fields of rows", source.path), lambda: _fields_of_rows(source))
    if any(f.name_range in rows for f in record.fields):
        return "which is the rows of a statement", place
    return None


def are_made_of_contracts(fields: Iterable[tuple[Field, Source]], snapshot: Snapshot) -> bool:
    """True for fields of which one holds a contract, at any depth."""
    return any(next(_made_of(iter((f.kind,)), source, snapshot, 0), None) is not None for f, source in fields)


def _augmented(source: Source) -> Mapping[str, bool]:
    """The interfaces to which a file may add something, by `declare module "./session" { interface Session { … } }`."""
    text = source.text.source if source.shapes.language == "typescript" else ""
    return dict.fromkeys(_INTERFACES.findall(text), True) if "declare module" in text else {}


def _made_of(kinds: Iterator[Kind], source: Source, snapshot: Snapshot, depth: int) -> Iterator[Contract]:
    """The contracts that types are made of, at any depth."""
    for kind in kinds if depth < _DEEPEST else ():
        contract = contract_of(kind.target, source, snapshot) if kind.target else None
        if contract is not None:
            yield contract
        yield from _made_of(iter(kind.options), source, snapshot, depth + 1)
        if kind.name == "record":
            yield from _made_of((m.kind for m in kind.members), source, snapshot, depth + 1)
        elif contract is None and kind.target:  # another type of the file, and what that has
            beside = (r for r in source.shapes.records if r.name == kind.target and r.construct in _CONSTRUCTS)
            yield from _made_of((f.kind for r in beside for f in r.fields), source, snapshot, depth + _HOP)


def _fields_of_rows(source: Source) -> Mapping[Range, bool]:
    """Where the fields of types stand that the rows of statements are said to be."""
    return {r: True for use in source.shapes.uses if use.type_name.startswith(OF) and is_row(use) for r in use.ranges}
