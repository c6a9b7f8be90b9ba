"""Drifts of what stands between files: names that are imported, tags, calls, components, copies of constants, formats."""

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from dovetail.core.bindings import Pairing, match_field, stored_key, tagged_contract
from dovetail.core.findings import Edit
from dovetail.core.shapes import Constant, Element, Field, Record, Route, Tag
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing, words
from dovetail.rules.duplicate_route import is_test
from dovetail.rules.records.direction import direction

from . import names
from .mutants import At, Mutant, Place, mutant
from .projects import JAVASCRIPT, Project
from .spelling import Family, Member, family_of

_CODE = (".ts", ".tsx", *JAVASCRIPT)
_UNITS = {"seconds": "Milliseconds", "minutes": "Seconds", "hours": "Minutes", "days": "Hours", "grams": "Kilograms"}
_OTHER = {
    "email": "uuid",
    "uuid": "email",
    "date-time": "email",
    "uri": "email",
    "datetime": "email",
    "url": "email",
}
_FEW: dict[Family, str] = {
    "ts": '"one" | "two"',
    "jsdoc": '"one" | "two"',
    "zod": 'z.enum(["one", "two"])',
    "python": 'Literal["one", "two"]',
}
_NEEDED: dict[Family, str] = {"zod": "quartzTint: z.string(),", "python": "quartz_tint: str"}


def of_seams(project: Project, random: Random) -> Iterator[Mutant]:
    """All drifts of a project that lie between two files."""
    for source in project.snapshot.implementations:
        if is_test(source.path):
            continue  # what tests leave out is theirs
        yield from _imports(project, source, random)
        yield from _copies(project, source)
        for element in source.shapes.elements:
            yield from _props(project, source, element)
    for pairing in project.snapshot.pairings:
        if isinstance(pairing.implementation, Route):
            yield from _calls(project, pairing, random)
        elif isinstance(pairing.implementation, Record):
            yield from _tags(project, pairing, random)
            yield from _types(project, pairing)
            yield from _stored(project, pairing)
    yield from _views(project)


def _imports(project: Project, source: Source, random: Random) -> Iterator[Mutant]:
    """A name that its contract file does not declare."""
    contracts = {c.name for c in project.snapshot.contracts}
    for item in source.shapes.imports:
        if ".contract" not in item.module or item.original not in contracts or source.text[item.range] != item.original:
            continue
        new = names.misspelled(item.original, random)
        if new not in contracts:
            edit = Edit(source.path, item.range, new)
            what = f"`{item.original}` is imported as `{new}`"
            yield mutant(project, "misspell an import", "use", what, source.path, [edit], [item.range])


def _copies(project: Project, source: Source) -> Iterator[Mutant]:
    """A constant's value that is written out in a file that imports the contract, as it is or in another unit."""
    if not source.path.endswith(_CODE):
        return
    imported = {i.original for i in source.shapes.imports if ".contract" in i.module}
    end = len(source.text.source)
    for contract in project.snapshot.contracts:
        constant = contract.declaration
        if not isinstance(constant, Constant) or constant.name not in imported:
            continue
        for entry in constant.entries:
            if not re.fullmatch(r"\d{2,}", entry.value) or "." in entry.name or len(words(entry.name)) < 2:
                continue
            for operator, name in (
                ("write a constant out", entry.name),
                ("take a constant in another unit", _converted(entry.name)),
            ):
                if name is None or (name != entry.name and len(words(name)) < 3):
                    continue  # of two words one is left, which may mean anything
                text = f"\nconst {in_casing(name, 'UPPER_SNAKE_CASE')} = {entry.value};\n"
                edit = Edit(source.path, Range(end, end), text)
                what = f"`{name}` is {entry.value}, as `{entry.name}` of {constant.name}"
                yield mutant(project, operator, "use", what, source.path, [edit], [Range(end, end)])


def _converted(name: str) -> str | None:
    *_, last = words(name)
    other = _UNITS.get(last)
    return name[: -len(last)] + other if other is not None and name.lower().endswith(last) else None


def _props(project: Project, source: Source, element: Element) -> Iterator[Mutant]:
    """A prop that is not given."""
    contract = project.snapshot.contracts.get(f"{element.name}Props")
    if contract is None or element.open or not isinstance(contract.declaration, Record):
        return
    needed = {f.name for f in contract.declaration.fields if f.presence == "required"}
    for name, place in element.given:
        text = source.text.source
        value = re.match(
            r"=(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\"[^\"]*\")", text[place.end : element.range.end]
        )
        if name not in needed or value is None:
            continue
        edit = Edit(source.path, Range(place.start, place.end + value.end()), "")
        what = f"`{element.name}` is not given `{name}`"
        yield mutant(project, "leave out a prop", "use", what, source.path, [edit], [element.name_range])


def _views(project: Project) -> Iterator[Mutant]:
    """A component that is called otherwise than the contract says."""
    views = {t.value: c for c in project.snapshot.contracts if (t := c.declaration.tag("view")) is not None}
    if len(views) < 2:
        return  # of one alone it is not asked
    for source in project.snapshot.implementations:
        for definition in source.shapes.definitions:
            contract = views.get(definition.name)
            if contract is None or not source.path.endswith(("x", ".vue")):
                continue
            edit = Edit(source.path, definition.range, f"{definition.name}Old")
            what = f"{definition.name} is called otherwise"
            made = mutant(project, "rename a component", "declaration", what, source.path, [edit], [definition.range])
            tag = contract.declaration.tag("view")
            assert tag is not None
            line = project.snapshot.sources[contract.path].text.line_of(tag.range.start)
            yield replace(made, places=(*made.places, Place(contract.path, line, line)))


def _tags(project: Project, pairing: Pairing, random: Random) -> Iterator[Mutant]:
    """A tag that names another contract, and a second tag."""
    record = pairing.implementation
    assert isinstance(record, Record)
    tagged = tagged_contract(record.tags)
    others = [c for c in project.snapshot.contracts if isinstance(c.declaration, Record) and not c.is_endpoint]
    others = [c for c in others if c.name != pairing.contract.name and c.declaration.tag("view") is None]
    if tagged is None or not others or pairing.mode != "whole" or record.open:
        return
    tag = tagged[0]
    other = random.choice(others).name
    source = project.snapshot.sources[pairing.path]
    if source.text[tag.value_range] != tag.value:
        return
    at: At = "use" if record.construct in ("object literal", "query") else "declaration"
    edit = Edit(pairing.path, tag.value_range, other)
    places = [record.name_range, tag.range]
    what = f"`{record.name}` says that it is {other}, not {tag.value}"
    yield mutant(project, "take another contract's tag", at, what, pairing.path, [edit], places)
    second = Edit(pairing.path, Range(tag.value_range.end, tag.value_range.end), f" @contract {other}")
    what = f"`{record.name}` says that it is {tag.value} and {other}"
    if source.text.source[tag.range.start] == "@":  # not a key of YAML
        yield mutant(project, "add a second tag", at, what, pairing.path, [second], [record.name_range, tag.range])
    misspelled = Edit(pairing.path, tag.value_range, names.misspelled(tag.value, random))
    what = f"`{record.name}` names no contract"
    yield mutant(project, "misspell a tag", at, what, pairing.path, [misspelled], [tag.range])


def _types(project: Project, pairing: Pairing) -> Iterator[Mutant]:
    """A format that is another, a string that takes a few words only, a field that nobody sends, a record of another contract."""
    record, source = pairing.implementation, project.snapshot.sources[pairing.path]
    assert isinstance(record, Record)
    family = family_of(record, source)
    promises, complete = project.snapshot.contracts.promised(pairing.contract)
    if family is None or family in ("literal", "query") or not complete:
        return
    way = "both" if pairing.is_store else direction(pairing, project.snapshot)
    label = f"of `{record.name}` ({pairing.contract.name})"
    for promise in (p.field for p in promises):
        wanted = stored_key(promise) if pairing.is_store else promise.key
        field = match_field(record, wanted, pairing.is_store) if wanted is not None else None
        if field is None or not record.range.start <= field.name_range.start < record.range.end:
            continue
        member = Member(source, record, field, family)
        places = [member.range, field.name_range]
        format = promise.tag("format")
        if format is not None and format.value in _OTHER and not pairing.is_store:
            stated = re.search(
                rf"""\b({re.escape(format.value)}|datetime|url)\b(?=["'(])|(?<=format: ){re.escape(format.value)}\b""",
                member.whole,
            )
            iso = stated is not None and member.whole[: stated.start()].endswith("iso.")
            if stated is not None and not iso and stated[0] in _OTHER and family in ("zod", "openapi"):
                start = member.range.start + stated.start()
                edit = Edit(pairing.path, Range(start, start + len(stated[0])), _OTHER[stated[0]])
                what = f"`{field.name}` {label} has another format"
                yield mutant(project, "change a format", "declaration", what, pairing.path, [edit], places)
        other = _other_record(pairing, source, field, project)
        if other is not None and member.field.type_range is not None and field.kind.target in member.type_text:
            place = Range(member.field.type_range.start, member.field.type_range.end)
            edit = Edit(pairing.path, place, member.type_text.replace(field.kind.target, other))
            what = f"`{field.name}` {label} is a {other}"
            yield mutant(project, "take another record", "declaration", what, pairing.path, [edit], places)
        default = re.search(r"(?:@default\(|DEFAULT |= )(\d+)\b", member.whole)
        if promise.tag("default") is not None and default is not None:
            start = member.range.start + default.start(1)
            edit = Edit(pairing.path, Range(start, start + len(default[1])), f"7{default[1]}")
            what = f"`{field.name}` {label} is {edit.new_text} where nothing is said"
            yield mutant(project, "change a default", "declaration", what, pairing.path, [edit], places)
        few = _FEW.get(family)
        plain = (
            promise.kind.name == "string" and field.kind.name == "string" and not field.list_depth and format is None
        )
        bare = member.type_text in ("string", "str", "z.string()")
        if few is not None and plain and bare and way != "emits" and member.field.type_range is not None:
            if family == "python" and "Literal" not in source.text.source:
                continue
            edit = Edit(pairing.path, member.field.type_range, few)
            what = f"`{field.name}` {label} is one of two"
            yield mutant(project, "take a few words only", "declaration", what, pairing.path, [edit], places)
    needed = _NEEDED.get(family) if record.construct in ("zod object", "pydantic model") else None  # what refuses
    if needed is not None and way == "accepts" and record.insert_at is not None and pairing.mode == "whole":
        own = [f for f in record.fields if record.range.start <= f.name_range.start < record.insert_at]
        indent = source.text.indent_at(own[-1].name_range.start) if own else "    "
        place = Range(record.insert_at, record.insert_at)
        edit = Edit(pairing.path, place, f"{indent}{needed}\n")
        what = f"{label[3:]} needs `quartzTint`"
        yield mutant(project, "ask for more", "declaration", what, pairing.path, [edit], [place])


def _other_record(pairing: Pairing, source: Source, field: Field, project: Project) -> str | None:
    """Another record of the file that is bound to another contract than what a field holds."""
    bound = {
        p.implementation.name: p.contract.name
        for p in project.snapshot.pairings_by_path[pairing.path]
        if isinstance(p.implementation, Record)
    }
    own = bound.get(field.kind.target) if field.kind.name == "ref" else None
    if own is None or pairing.is_store:
        return None
    plain = [r.name for r in source.shapes.records if bound.get(r.name, own) != own and r.construct != "object literal"]
    fits = [n for n in plain if bound.get(n) != pairing.contract.name and n.isidentifier()]
    return fits[0] if fits else None


def _stored(project: Project, pairing: Pairing) -> Iterator[Mutant]:
    """A column for what the contract says is not stored."""
    record, source = pairing.implementation, project.snapshot.sources[pairing.path]
    assert isinstance(record, Record)
    if not pairing.is_store or record.construct not in ("table", "model") or record.insert_at is None:
        return
    promises, _ = project.snapshot.contracts.promised(pairing.contract)
    for promise in (p.field for p in promises):
        tag = promise.tag("db")
        if tag is None or tag.value != "none" or any(f.key == promise.key for f in record.fields):
            continue
        if source.shapes.language != "prisma":
            continue
        place = Range(record.insert_at, record.insert_at)
        edit = Edit(pairing.path, place, f"  {promise.name} String\n")
        what = f"`{promise.name}` of `{record.name}` is stored"
        yield mutant(project, "store it anyway", "declaration", what, pairing.path, [edit], [place])


def _calls(project: Project, pairing: Pairing, random: Random) -> Iterator[Mutant]:
    """A call, or a route, that says nothing of its contract any more, and is one slip away from it."""
    route = pairing.implementation
    assert isinstance(route, Route)
    source = project.snapshot.sources[pairing.path]
    tag = route.tag("contract")
    if tag is None or source.shapes.language not in ("typescript", "python", "openapi", "proto"):
        return
    if route.side == "described":
        yield from _descriptions(project, pairing, route, tag)
        return
    written = source.text[route.method_range]
    used = {t.value for c in project.snapshot.contracts if (t := c.declaration.tag("api")) is not None}
    free = next((m for m in ("PATCH", "PUT", "DELETE") if m not in used), None)
    if route.side == "client" and written.lower() == route.method.lower() and free is not None:
        other = free.lower() if written.islower() else free
        edits = [
            Edit(pairing.path, Range(tag.range.start, tag.range.start + 1), ""),
            Edit(pairing.path, route.method_range, other),
        ]
        what = f"{route.method} {route.path} is called with {other}"
        yield mutant(
            project,
            "call with another method",
            "use",
            what,
            pairing.path,
            edits,
            [route.method_range, route.path_range],
        )
    untag = Edit(pairing.path, Range(tag.range.start, tag.range.start + 1), "")
    path = source.text[route.path_range]
    segments = [m for m in re.finditer(r"(?<=/)[a-z][\w-]*(?=/|$|\?)", path) if len(m[0]) > 3]
    if not segments or route.path_range == route.method_range:
        return
    segment = random.choice(segments)
    start = route.path_range.start + segment.start()
    if route.side == "client":
        slip = Edit(pairing.path, Range(start, start + len(segment[0])), names.misspelled(segment[0], random))
        what = f"{route.method} {route.path} is called at `{slip.new_text}`"
        yield mutant(project, "call another path", "use", what, pairing.path, [untag, slip], [route.path_range])
    elif route.side == "server":
        gone = Edit(pairing.path, Range(start, start + len(segment[0])), "quartz-tint")
        what = f"{route.method} {route.path} is served nowhere"
        made = mutant(
            project, "serve another path", "declaration", what, pairing.path, [untag, gone], [route.path_range]
        )
        api = pairing.contract.declaration.tag("api")
        contract = project.snapshot.contracts.get(pairing.contract.name)
        if api is not None and contract is not None:
            line = project.snapshot.sources[contract.path].text.line_of(api.range.start)
            yield replace(made, places=(*made.places, Place(contract.path, line, line)))


def _descriptions(project: Project, pairing: Pairing, route: Route, tag: Tag) -> Iterator[Mutant]:
    """A description that leaves an endpoint out: it describes another path, and says nothing of a contract."""
    source = project.snapshot.sources[pairing.path]
    segments = list(re.finditer(r"(?<=/)[a-z][\w-]*(?=/|$|\")", source.text[route.path_range]))
    api = pairing.contract.declaration.tag("api")
    others = (p for p in project.snapshot.pairings_by_contract[pairing.contract.name] if p is not pairing)
    if any(isinstance(p.implementation, Route) and p.implementation.side == "described" for p in others):
        return  # somewhere else it still is
    if not segments or api is None or source.text[tag.value_range] != tag.value or pairing.path.endswith(".json"):
        return
    start = route.path_range.start + segments[-1].start()
    gone = Edit(pairing.path, Range(start, start + len(segments[-1][0])), "quartz-tint")
    untag = Edit(pairing.path, tag.value_range, "")
    what = f"{route.method} {route.path} is described nowhere"
    edits = sorted([gone, untag], key=lambda e: e.range)
    made = mutant(project, "describe another path", "declaration", what, pairing.path, edits, [route.path_range])
    contract = project.snapshot.contracts.get(pairing.contract.name)
    if contract is not None:
        line = project.snapshot.sources[contract.path].text.line_of(api.range.start)
        yield replace(made, places=(*made.places, Place(contract.path, line, line)))
