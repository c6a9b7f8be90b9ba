"""Drifts in enums, constants, routes and the names of tables."""

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit
from dovetail.core.shapes import Constant, Enum, Member, Record, Route
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.rules.contracts.constants import copies
from dovetail.rules.records.direction import direction

from . import names
from .mutants import Mutant, Place, mutant
from .projects import Project

_METHODS = ("get", "post", "put", "delete", "patch")


def of_enum(project: Project, pairing: Pairing, random: Random) -> Iterator[Mutant]:
    enum = pairing.implementation
    if not isinstance(enum, Enum) or len(enum.members) < 2:
        return
    source = project.snapshot.sources[pairing.path]
    way = "both" if pairing.is_store else direction(pairing, project.snapshot)
    label = f"`{enum.name}` ({pairing.contract.name})"

    def made(operator: str, what: str, edit: Edit | None, place: Range) -> Iterator[Mutant]:
        if edit is not None:
            yield mutant(
                project, operator, "declaration", f"{label} {what}", pairing.path, [edit],
                [place, enum.name_range],
            )  # fmt: skip

    for i, member in enumerate(enum.members):
        place = _value(source, enum, member)
        if place is None:
            continue
        new = names.misspelled(member.value, random)
        if way != "accepts" or pairing.mode != "subset":
            edit = Edit(pairing.path, place, new)
            yield from made("rename a member", f"has `{new}` for `{member.value}`", edit, place)
        if way != "emits" and pairing.mode != "subset":
            edit = _without(source, enum, i)
            told = edit.range if edit is not None else enum.name_range  # in a list of values, or at the name
            yield from made("remove a member", f"lacks `{member.value}`", edit, told)
    if way != "accepts":
        edit = _with_another(source, enum)
        if edit is not None:
            yield from made("add a member", "has one more", edit, edit.range)


def _value(source: Source, enum: Enum, member: Member) -> Range | None:
    """Where the value of a member is written: in quotes behind its name, or at the name."""
    classes = source.shapes.language == "python" and enum.construct == "enum"
    if source.text[member.range] == member.value and not classes:
        return member.range
    line = source.text.line_range(source.text.line_of(member.range.start))
    found = re.search(rf"""(["']){re.escape(member.value)}\1""", source.text.source[member.range.end : line.end])
    if found is None:
        prefixed = source.text[member.range].endswith(member.value)  # as in proto
        return Range(member.range.end - len(member.value), member.range.end) if prefixed else None
    return Range(member.range.end + found.start() + 1, member.range.end + found.end() - 1)


def _extent(source: Source, enum: Enum, at: int) -> Range:
    """A member with its quotes, and with its value."""
    member, text = enum.members[at], source.text.source
    start, end = member.range.start, member.range.end
    value = _value(source, enum, member)
    end = max(end, value.end if value is not None else end)
    if text[start - 1 : start] in ("'", '"'):
        start -= 1
    if text[end : end + 1] in ("'", '"'):
        end += 1
    number = re.match(r"[ \t]*=[ \t]*\d+[ \t]*;", text[end:]) if source.shapes.language == "proto" else None
    return Range(start, end + (number.end() if number else 0))


def _without(source: Source, enum: Enum, at: int) -> Edit | None:
    """One member taken out, with what separates it from its neighbour."""
    own = _extent(source, enum, at)
    line = source.text.line_range(source.text.line_of(own.start))
    around = source.text.source[line.start : own.start] + source.text.source[own.end : line.end]
    rest = source.text.line_range(source.text.line_of(own.end))
    if rest == line and re.fullmatch(r"[\s|,;-]*(?:#.*|//.*)?", around):
        return Edit(source.path, Range(line.start, min(line.end + 1, len(source.text.source))), "")
    if at > 0:
        return Edit(source.path, Range(_extent(source, enum, at - 1).end, own.end), "")
    return Edit(source.path, Range(own.start, _extent(source, enum, 1).start), "")


def _with_another(source: Source, enum: Enum) -> Edit | None:
    """One member more behind the last, in its own way of writing."""
    last = _extent(source, enum, len(enum.members) - 1)
    text = source.text[last]
    member = enum.members[-1]
    name = "ZEBRA" if source.text[member.range].isupper() else "zebra"
    new = text.replace(source.text[member.range], name).replace(member.value, "zebra")
    if source.shapes.language == "proto":
        new = re.sub(r"\d+", "99", new)
    before = _extent(source, enum, len(enum.members) - 2)
    gap = source.text.source[before.end : last.start]
    if "\n" in gap and "|" not in gap:
        gap = re.sub(r"(?://|#|--).*", "", gap)
    return Edit(source.path, Range(last.end, last.end), gap + new)


def of_constant(project: Project, pairing: Pairing) -> Iterator[Mutant]:
    """Other values in a tagged copy of a constant, and entries that are missing."""
    constant, contract = pairing.implementation, pairing.contract.declaration
    if not isinstance(constant, Constant) or not isinstance(contract, Constant):
        return
    for i, entry in enumerate(constant.entries):
        yield from _other_value(project, pairing.path, constant, i, pairing.contract.name)
        if pairing.mode != "subset" and entry.name:
            text = project.snapshot.sources[pairing.path].text
            start = text.source.rfind("\n", 0, entry.range.start) + 1
            end = text.source.find("\n", entry.range.end) + 1
            edit = Edit(pairing.path, Range(start, end), "")
            if not re.fullmatch(r"\s*", text.source[start : entry.range.start]):
                continue
            what = f"`{constant.name}` lacks `{entry.name}`"
            yield mutant(
                project, "remove a constant", "declaration", what, pairing.path, [edit],
                [constant.name_range],
            )  # fmt: skip


def of_copies(project: Project) -> Iterator[Mutant]:
    """Other values in copies that carry the words of a contract's constant and no tag."""
    tagged = {id(p.implementation) for p in project.snapshot.pairings}
    sources = project.snapshot.implementations
    for copy in (c for source in sources for c in copies(source, project.snapshot)):
        if id(copy.constant) not in tagged:
            at = copy.constant.entries.index(copy.entry)
            yield from _other_value(project, copy.path, copy.constant, at, copy.contract.name)


def _other_value(project: Project, path: str, constant: Constant, at: int, contract: str) -> Iterator[Mutant]:
    entry = constant.entries[at]
    text = project.snapshot.sources[path].text
    whole = text[entry.range]
    value = re.search(r"""(["'])(?P<text>[^"']+)\1\s*,?\s*$|(?P<number>\d[\d_.]*)|(?P<word>[Tt]rue|[Ff]alse)""", whole)
    if value is None:
        return
    name = next(k for k, v in value.groupdict().items() if v is not None)
    new = {
        "text": "another",
        "number": "7" + value[name],
        "word": {"true": "false", "false": "true"}.get(value[name], ""),
    }
    python = {"True": "False", "False": "True"}
    start = entry.range.start + value.start(name)
    edit = Edit(path, Range(start, start + len(value[name])), python.get(value[name], new[name]))
    what = f"`{entry.name or constant.name}` of `{constant.name}` ({contract}) is {edit.new_text}"
    places = [entry.name_range, entry.range, constant.name_range]
    yield mutant(project, "change a constant", "declaration", what, path, [edit], places)


def of_route(project: Project, pairing: Pairing, random: Random) -> Iterator[Mutant]:
    route = pairing.implementation
    if not isinstance(route, Route):
        return
    text = project.snapshot.sources[pairing.path].text
    label = f"{route.method} {route.path} ({pairing.contract.name})"
    places = [route.method_range, route.path_range]
    written = text[route.method_range]
    if written.lower() == route.method.lower():
        served = {
            r.method.lower() for r in project.snapshot.sources[pairing.path].shapes.routes if r.path == route.path
        }
        other = random.choice([m for m in _METHODS if m not in served])
        other = other.upper() if written.isupper() else other.capitalize() if written.istitle() else other
        edit = Edit(pairing.path, route.method_range, other)
        what = f"{label} is {other.upper()}"
        yield mutant(project, "change a method", "declaration", what, pairing.path, [edit], places)
    path = text[route.path_range]
    segments = list(re.finditer(r"(?<=/)[a-z][\w-]*(?=/|$)", path))
    if route.path_range == route.method_range:  # the path is that of the file
        yield from _moved_file(project, pairing, route)
    elif segments:
        last = segments[-1]
        new = last[0] + "-list" if random.random() < 0.5 else names.misspelled(last[0], random)
        start = route.path_range.start
        edit = Edit(pairing.path, Range(start + last.start(), start + last.end()), new)
        what = f"{label} says `{new}` for `{last[0]}`"
        yield mutant(project, "change a path", "declaration", what, pairing.path, [edit], places)


def _moved_file(project: Project, pairing: Pairing, route: Route) -> Iterator[Mutant]:
    folder, _, name = pairing.path.rpartition("/")
    moved = f"{folder}-old/{name}"
    source = project.snapshot.sources[pairing.path]
    line = source.text.line_of(route.range.start)
    made = mutant(
        project, "move a route's file", "declaration", f"{pairing.path} is {moved}", pairing.path, [],
        [route.range],
    )  # fmt: skip
    yield replace(made, texts={pairing.path: None, moved: source.text.source}, places=(Place(moved, line, line),))


def of_table(project: Project, pairing: Pairing) -> Iterator[Mutant]:
    """A table whose name is the contract's `@db`, called otherwise."""
    record, tag = pairing.implementation, pairing.contract.declaration.tag("db")
    if not isinstance(record, Record) or tag is None or pairing.path.endswith(".py"):
        return
    table = record.table or record.name
    source = project.snapshot.sources[pairing.path]
    if tag.value != table or record.construct == "altered table":
        return
    before = "[\"'`]" if record.construct == "drizzle table" else "[\"'`\\s]"
    found = re.search(rf"{before}{re.escape(table)}\b", source.text[record.range])
    if found is None:
        return
    start = record.range.start + found.start() + 1
    edit = Edit(pairing.path, Range(start, start + len(table)), table + "_old")
    contract = project.snapshot.contracts.get(pairing.contract.name)
    assert contract is not None
    made = mutant(
        project, "rename a table", "declaration", f"table `{table}` is `{table}_old`", pairing.path,
        [edit], [edit.range],
    )  # fmt: skip
    line = project.snapshot.sources[contract.path].text.line_of(tag.range.start)
    yield replace(made, places=(*made.places, Place(contract.path, line, line)))
