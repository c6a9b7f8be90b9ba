"""Values that calls of Prisma's client write out for the fields of models, and that these cannot hold."""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Given, KindName, Plain, Record, Use
from dovetail.core.snapshot import Snapshot, Source

from ..typescript.prisma_models import CLIENT, accessor, is_bound, models, passes_queries

_STEP = "(each)"
_DIRECT = re.compile(r"""["']?\s*:\s*["'`]?""")  # what stands between a key and its value
_UNFIT: dict[KindName, frozenset[Plain]] = {
    "string": frozenset({"number", "boolean"}),
    "uuid": frozenset({"number", "boolean"}),
    "int": frozenset({"text", "boolean"}),
    "float": frozenset({"text", "boolean"}),
    "boolean": frozenset({"text", "number"}),
    "instant": frozenset({"number", "boolean"}),
}


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value, and the field of a model that does not take it."""

    given: Given
    field: Field
    model: Record
    path: str


def unfit_for_models(source: Source, snapshot: Snapshot) -> Iterator[Unfit]:
    """The values of a file that stand right behind the key of a field which holds no such value."""
    quoted = (Given(q.use, "text", q.range) for q in source.shapes.quoted if q.use.type_name.startswith(CLIENT))
    given = [*(g for g in source.shapes.given if g.use.type_name.startswith(CLIENT)), *quoted]
    if not given or passes_queries(snapshot):
        return
    for each in given:
        between = source.text.source[each.use.ranges[-1].end : each.range.start] if each.use.ranges else ""
        found = _field(each.use, snapshot) if _DIRECT.fullmatch(between) else None
        if found is not None and _refuses(each.plain, found[2]):
            yield Unfit(each, found[2], found[1], found[0])


def _refuses(plain: Plain, field: Field) -> bool:
    if plain == "null":
        return field.nullable == "no" and not field.list_depth and field.kind.name in _UNFIT
    if field.list_depth:
        return plain in ("text", "number", "boolean") and field.kind.name not in ("json", "unknown", "any")
    return plain in _UNFIT.get(field.kind.name, frozenset())


def _field(use: Use, snapshot: Snapshot) -> tuple[str, Record, Field] | None:
    """The field that a chain of names leads to, through relations, with its model; None where that stores no contract."""
    known = models(snapshot)
    found = known.get(use.type_name.removeprefix(CLIENT))
    names = [name for name in use.chain if name != _STEP]
    for name in names[:-1]:
        field = next((f for f in found[1].fields if f.name == name), None) if found is not None else None
        found = known.get(accessor(field.kind.target)) if field is not None else None
    last = next((f for f in found[1].fields if f.name == names[-1]), None) if found is not None and names else None
    of_item = use.chain[-1:] == (_STEP,)
    if found is None or last is None or of_item or not is_bound(*found, snapshot):
        return None
    return found[0], found[1], last
