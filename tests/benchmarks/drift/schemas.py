"""Drifts of what only schemas have: alternatives of a union, arguments of GraphQL, references, bounds of values."""

import re
from collections.abc import Iterator
from random import Random

from dovetail.core.bindings import Pairing, match_field, tagged_contract
from dovetail.core.findings import Edit
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.rules.checks.graphql_operations import ARGUMENT, TYPE
from dovetail.rules.records.direction import direction

from . import names
from .mutants import Mutant, mutant
from .projects import Project

_BOUND = re.compile(r"""\b(minimum|maximum)["']?\s*:\s*(\d+)(?![\w.])""")

_REFERENCE = re.compile(r"""\$ref["']?\s*:\s*["']?#/(?:\w+/)+(\w{4,})(?!\w)""")


def of_schemas(project: Project, random: Random) -> Iterator[Mutant]:
    """All such drifts of a project."""
    for source in project.snapshot.implementations:
        yield from _alternatives(project, source)
        yield from _arguments(project, source, random)
        yield from _references(project, source, random)
    for pairing in project.snapshot.pairings:
        if isinstance(pairing.implementation, Record) and not pairing.is_store and not pairing.contract.is_endpoint:
            yield from _bounds(project, pairing, pairing.implementation)
            yield from _types(project, pairing, pairing.implementation, random)


def _alternatives(project: Project, source: Source) -> Iterator[Mutant]:
    """A union that lacks one of the records which its contract may be."""
    for union in source.shapes.aliases:
        if union.kind.name != "union" or tagged_contract(union.tags) is None:
            continue
        for option in union.kind.options:
            written = re.compile(rf"(?:\|\s*\b{option.target}\b|\b{option.target}\b\s*\|)")
            found = list(written.finditer(source.text.source, union.name_range.end, union.range.end))
            if len(found) == 1:
                edit = Edit(source.path, Range(*found[0].span()), "")
                what = f"{union.name} is no {option.target}"
                yield mutant(
                    project, "leave out an alternative", "declaration", what, source.path, [edit], [union.name_range]
                )


def _arguments(project: Project, source: Source, random: Random) -> Iterator[Mutant]:
    """An argument of an operation under another name."""
    for use in source.shapes.uses:
        name, place = use.chain[-1][1:-1] if use.chain else "", use.ranges[-1] if use.ranges else Range(0, 0)
        if use.type_name.startswith(TYPE) and use.chain[-1].startswith(ARGUMENT) and source.text[place] == name:
            edit = Edit(source.path, place, names.misspelled(name, random))
            what = f"the argument `{name}` is `{edit.new_text}`"
            yield mutant(project, "misspell an argument", "indirect use", what, source.path, [edit], [place])


def _references(project: Project, source: Source, random: Random) -> Iterator[Mutant]:
    """A reference of a description to a place of its own that there is not."""
    if source.shapes.language != "openapi" or not project.snapshot.pairings_by_path.get(source.path):
        return
    for found in _REFERENCE.finditer(source.text.source):
        place = Range(*found.span(1))
        edit = Edit(source.path, place, names.misspelled(found[1], random))
        what = f"the reference to `{found[1]}` is to `{edit.new_text}`"
        yield mutant(project, "misspell a reference", "declaration", what, source.path, [edit], [place])


def _types(project: Project, pairing: Pairing, record: Record, random: Random) -> Iterator[Mutant]:
    """The type of a field by a name that no schema declares."""
    source = project.snapshot.sources[pairing.path]
    declared = {d.name for d in source.shapes.declarations}
    for field in record.fields if source.shapes.language in ("prisma", "proto", "graphql") else ():
        name, whole = field.kind.target, field.type_range
        if field.kind.name != "ref" or name not in declared or whole is None or len(name) < 4:
            continue
        start = source.text.source.find(name, whole.start, whole.end)
        if start >= 0:
            edit = Edit(pairing.path, Range(start, start + len(name)), names.misspelled(name, random))
            what = f"the type `{name}` of `{field.name}` is `{edit.new_text}`"
            yield mutant(project, "misspell a reference", "declaration", what, pairing.path, [edit], [edit.range])


def _bounds(project: Project, pairing: Pairing, record: Record) -> Iterator[Mutant]:
    """A bound that is another number: a looser one, or where values are only taken a tighter one."""
    text = project.snapshot.sources[pairing.path].text.source
    for promise in (p.field for p in project.snapshot.contracts.promised(pairing.contract)[0]):
        field = match_field(record, promise.key, store=False)
        if field is None or field.list_depth:
            continue
        for found in _BOUND.finditer(text, field.name_range.end, field.range.end):
            if promise.tag(found[1]) is None:
                continue
            looser = direction(pairing, project.snapshot) != "accepts"
            number = int(found[2]) + (1 if looser == (found[1] == "maximum") else -1)
            place = Range(*found.span(2))
            edit = Edit(pairing.path, place, str(number))
            what = f"`{found[1]}` of `{field.name}` is {number}"
            yield mutant(project, "move a bound", "declaration", what, pairing.path, [edit], [place])
