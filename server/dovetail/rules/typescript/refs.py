"""Refs of Vue, and the stores of Pinia that have what they hold, or are turned into refs again."""

from collections.abc import Callable

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed, listed
from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range

from .things import Both, Owner, Thing, Type

UNREF = "(unref)"  # how a kind is made that has the values of another one's refs
REFS = "(refs)"  # the step from a store to refs of what it has
IN_REF = "(in ref)"  # how a kind is made that is what a ref holds
_REFS = frozenset({"Ref", "ShallowRef", "ComputedRef", "WritableComputedRef"})
_VALUE = "value"
_NOWHERE = Range(0, 0)


def ref_value(thing: Thing) -> Type | None:
    """What a ref holds; None for anything else."""
    if not isinstance(thing, Owner) or thing.record is None or thing.source is None:
        return None
    if thing.record.name not in _REFS or not thing.source.path.startswith("vue!"):
        return None
    return next((Type(f.kind, f.list_depth, s, given=thing.given) for f, s in thing.fields if f.name == _VALUE), None)


def unwrapped(thing: Thing) -> Thing:
    """Something that has the values of its refs."""
    return _mapped(thing, lambda kind: Kind("unknown", options=(kind,), steps=(IN_REF,)))


def in_refs(thing: Thing) -> Thing:
    """Something whose members are refs of what they were."""
    return _mapped(thing, _ref)


def _ref(kind: Kind) -> Kind:
    nowhere = Field(_VALUE, _NOWHERE, kind, "required", "unknown", _NOWHERE)
    return Kind("unknown", members=(nowhere,))


def _mapped(thing: Thing, change: Callable[[Kind], Kind]) -> Thing:
    if isinstance(thing, Both):
        return Both(tuple(p for part in thing.parts if isinstance(p := _mapped(part, change), Owner)))
    if not isinstance(thing, Owner):
        return thing
    fields = tuple(
        (replace(f, kind=change(listed(Typed(f.kind, list_depth=f.list_depth)).kind), list_depth=0), s)
        for f, s in thing.fields
    )
    return replace(thing, fields=fields, of=None)
