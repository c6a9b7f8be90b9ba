"""What a component of Vue is given in a template that it does not take. Such an attribute goes to the element within: most are meant."""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import Element, Field, Use
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..contracts.chains import fields_of
from ..contracts.views import called_as
from ..edits.suggestions import slip
from ..files.imported import module_source
from ..typescript.elements import ATTRIBUTES
from ..typescript.expansion import TYPE_OF
from ..typescript.own_types import are_made_of_contracts
from ..typescript.reached import Reach

_HTML = frozenset(field.name.lower() for field in ATTRIBUTES)
_BOUND = (":", "v-bind:", "v-model")
_TAKEN = "(0)"
_MODEL = re.compile(r"\bdefineModel\s*(?:<[^()]*>)?\(\s*(?:[\"'](\w+)[\"'])?")
_ROOT = re.compile(
    r"^<template(?![^>]*\slang)[^>]*>\s*(?:<!--.*?-->\s*)*<([a-z][a-z0-9]*)[\s>/]", re.DOTALL | re.MULTILINE
)
_NO_ELEMENT = frozenset({"slot", "template", "component", "transition", "teleport", "suspense"})
_HANDS_ON = re.compile(r"\$attrs\b|\buseAttrs\b|\binheritAttrs\b")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a component takes: its props, where they stand, and its file. `promised` where they are those of a contract."""

    fields: tuple[Field, ...]
    place: Place
    source: Source
    promised: bool


@dataclass(frozen=True, slots=True)
class Stranger:
    """An attribute that the component does not take; `meant` is the prop in whose place it stands, if that shows."""

    name: str
    range: Range
    meant: str = ""
    sure: bool = True


def taken(element: Element, source: Source, reach: Reach) -> Taken | None:
    """What the component of an element takes: the contract of its view, or a type of its own that is made of contracts."""
    snapshot = reach.snapshot
    view = called_as(element.name, source, snapshot)
    if view is not None and view.is_bound(snapshot) and view.source is not None:
        contract = view.contract
        place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
        return Taken(tuple(fields_of(contract, snapshot) or ()), place, view.source, True)
    imported = next((i for i in source.shapes.imports if i.name == element.name and i.original == "default"), None)
    component = module_source(imported.module, source.path, snapshot) if imported is not None else None
    if component is None or not component.path.endswith(".vue"):
        return None
    props = Use(f"{TYPE_OF}{element.name}", (_TAKEN,), (element.name_range,), "read", element.name)
    parts = [part for owners in reach.holders(props, source) for part in owners]
    fields = tuple(field for part in parts for field in part.fields)
    if not fields or not are_made_of_contracts(fields, snapshot):
        return None
    place = Place(fields[0][1].path, fields[0][0].name_range, f"What {element.name} takes")
    return Taken(tuple(f for f, _ in fields), place, component, False)


def strangers(element: Element, taken: Taken, source: Source) -> Iterator[Stranger]:
    """The attributes that are all but a prop, that stand in the place of the only one that is missing, or that nothing takes at all."""
    given = {name for name, _ in element.given}
    known = {f.name for f in taken.fields} | {name or "modelValue" for name in _MODEL.findall(taken.source.text.source)}
    strange = [(n, at) for n, at in element.given if n not in known and n.lower() not in _HTML]
    missing = [f.name for f in taken.fields if f.presence == "required" and f.name not in given]
    bound = [n for n, at in strange if source.text[at].startswith(_BOUND) and "-" not in n]
    for name, at in strange:
        near = slip(name, known, given)
        if near is not None:
            yield Stranger(name, at, near)
        elif name in bound and not source.text[at].startswith((":data-", ":aria-")):
            if len(missing) == len(bound) == 1 and not element.open:
                yield Stranger(name, at, missing[0])
            elif _is_plain(taken.source):
                yield Stranger(name, at, sure=False)


def _is_plain(component: Source) -> bool:
    """True for a component whose outermost element is one of HTML, which knows no such attribute, and that hands none of them on."""
    text = component.text.source
    root = _ROOT.search(text)
    return root is not None and root[1] not in _NO_ELEMENT and _HANDS_ON.search(text) is None
