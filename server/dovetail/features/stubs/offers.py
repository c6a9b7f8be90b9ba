"""Where a stub is offered: at a contract's name, and at a tag that names a contract and has nothing under it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import CASINGS, Casing, has_casing, in_casing, words

from .forms import FORMS
from .parts import NoStubError
from .sheet import Form
from .stub import Stub, may_be, stub

_TAG = re.compile(r"^[ \t]*(?://+|--|#+|/\*\*?|\*)[ \t]*(@contract[ \t]+([A-Za-z_$][\w$]*))[ \t]*(?:\*/[ \t]*)?$")
# What the reader calls a record of each form, so that a new one is put where the others are.
_CONSTRUCTS: Mapping[str, str] = {
    "prisma": "model", "sql": "table", "zod": "zod object", "pydantic": "pydantic model", "typeddict": "typed dict",
    "dataclass": "dataclass", "drizzle": "drizzle table", "sqlalchemy": "table model", "django": "django model",
    "graphql": "GraphQL type", "openapi": "schema", "proto": "message", "interface": "interface", "props": "interface",
}  # fmt: skip
_TOGETHER = frozenset({"prisma", "graphql", "openapi", "proto"})  # one file holds all of them
_FOLDERS: Mapping[str, str] = {
    "prisma": "prisma/schema.prisma", "sql": "db/{}.sql", "graphql": "api/schema.graphql", "openapi": "api/openapi.yaml",
    "proto": "proto/{}.proto",
}  # fmt: skip
# A migration in its order: `0001_first.sql`, `V2__rooms.sql`.
_STEP = re.compile(r"(?P<before>[Vv]?)(?P<number>\d+)(?P<between>_{1,2}|-)?")
# What a file imports tells which form of its language is meant.
_HINTS: Mapping[str, tuple[str, ...]] = {
    "pydantic": ("pydantic",), "sqlalchemy": ("sqlalchemy", "sqlalchemy.orm"), "django": ("django.db",), "dataclass": ("dataclasses",),
    "zod": ("zod",), "drizzle": ("drizzle-orm/pg-core", "drizzle-orm"), "props": ("react",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A stub that could be written now, and what the offer is called."""

    title: str
    stub: Stub


def offers(snapshot: Snapshot, path: str, range: Range) -> Iterator[Offer]:
    """The stubs that are offered at a place of a file; one of several forms that are called alike, as enums in Python are."""
    told: set[str] = set()
    for offer in _offers(snapshot, path, range):
        if offer.title not in told:
            told.add(offer.title)
            yield offer


def _offers(snapshot: Snapshot, path: str, range: Range) -> Iterator[Offer]:
    source = snapshot.sources.get(path)
    if source is None:
        return
    if path.endswith(SUFFIX):
        for contract in snapshot.contracts.of_file(path):
            # In its first line alone: in every line, so many offers would hide the fixes of what was found there.
            line = source.text.line_of(contract.declaration.name_range.start)
            if source.text.line_range(line).touches(range):
                yield from _of_contract(snapshot, contract)
    else:
        yield from _at_tag(snapshot, source, range)


def _of_contract(snapshot: Snapshot, contract: Contract) -> Iterator[Offer]:
    bound = snapshot.pairings_by_contract.get(contract.name, ())
    for form in FORMS:
        if may_be(contract, form) and not any(_is_in(pairing, form) for pairing in bound):
            path = place_of(snapshot, contract, form)
            made = _stub(snapshot, contract, form, path)
            if made is not None:
                yield Offer(f"Generate {form.title_of(contract.declaration)} of {contract.name} in {path}", made)


def _at_tag(snapshot: Snapshot, source: Source, range: Range) -> Iterator[Offer]:
    """The forms of the file's language, under a tag that belongs to no declaration."""
    text = source.text
    line = text.line_of(range.start)
    found = _TAG.match(text[text.line_range(line)])
    if found is None:
        return
    at = text.line_starts[line] + found.start(1)
    shapes = source.shapes
    items = (*shapes.records, *shapes.enums, *shapes.constants, *shapes.aliases, *shapes.routes)
    contract = snapshot.contracts.meant(found[2], source.path, shapes.imports)
    if contract is None or any(tag.range.start <= at < tag.range.end for item in items for tag in item.tags):
        return
    forms = [
        f for f in FORMS if f.language == shapes.language and source.path.endswith(f.suffixes) and f.name != "openapi"
    ]
    forms.sort(key=lambda f: not _is_hinted(f, source))
    end = text.line_starts[line] + found.end()
    for form in forms:
        made = _stub(snapshot, contract, form, source.path, end) if may_be(contract, form) else None
        if made is not None:
            yield Offer(f"Generate {form.title_of(contract.declaration)} of {contract.name} here", made)


def _is_hinted(form: Form, source: Source) -> bool:
    return any(i.module in _HINTS.get(form.name, ()) for i in source.shapes.imports)


def _stub(snapshot: Snapshot, contract: Contract, form: Form, path: str, below: int | None = None) -> Stub | None:
    try:
        return stub(snapshot, contract, form, path, below=below)
    except NoStubError:
        return None  # what cannot be written is not offered


def place_of(snapshot: Snapshot, contract: Contract, form: Form) -> str:
    """The file that a stub goes into: where others of its form are, or beside them, else where such files usually are."""
    others = [p for p in snapshot.pairings if _is_in(p, form)]
    by_file = {p.path: sum(1 for o in others if o.path == p.path) for p in others}
    usual = max(by_file, key=lambda path: (by_file[path], path), default=None)
    if usual is None and form.name in _TOGETHER:
        usual = next((s.path for s in snapshot.implementations if s.shapes.language == form.language), None)
        usual = usual if usual is not None and usual.endswith(form.suffixes) else None
    if usual is not None and form.name in _TOGETHER:
        return usual
    if usual is not None:
        folder, _, name = usual.rpartition("/")
        stem = name.partition(".")[0]
        casing: Casing | None = next((c for c in CASINGS if len(words(stem)) > 1 and has_casing(stem, c)), None)
        new = in_casing(contract.name, casing or "snake_case") + form.suffixes[0]
        step = _STEP.match(name) if form.name == "sql" else None
        if step is not None:  # the next of a series of migrations
            new = _numbered(snapshot, folder, step, in_casing(contract.name, "snake_case") + form.suffixes[0])
        return _free(snapshot, f"{folder}/{new}" if folder else new)
    folder = f"src/{{}}{form.suffixes[0]}" if form.language == "typescript" else f"{{}}{form.suffixes[0]}"
    return _free(snapshot, _FOLDERS.get(form.name, folder).format(in_casing(contract.name, "snake_case")))


def _numbered(snapshot: Snapshot, folder: str, step: re.Match[str], name: str) -> str:
    """The name of a file behind the last one of its folder, numbered as these are: `0003_rooms.sql`, `V3__rooms.sql`."""
    beside = (path.rpartition("/") for path in snapshot.paths)
    numbers = [int(n["number"]) for in_, _, own in beside if in_ == folder and (n := _STEP.match(own)) is not None]
    number = str(max(numbers, default=int(step["number"])) + 1).zfill(len(step["number"]))
    return f"{step['before']}{number}{step['between'] or '_'}{name}"


def _is_in(pairing: Pairing, form: Form) -> bool:
    """True for a record of a form, in a file of its kind. Interfaces beside components are what these take."""
    item = pairing.implementation
    if not isinstance(item, Record) or item.construct != _CONSTRUCTS[form.name]:
        return False
    is_of_component = item.construct == "interface" and pairing.path.endswith(".tsx")
    return pairing.path.endswith(form.suffixes) and is_of_component == (form.name == "props")


def _free(snapshot: Snapshot, path: str) -> str:
    """The path, with a number where there is such a file that is not read."""
    if path not in snapshot.paths or path in snapshot.sources:
        return path
    stem, dot, ending = path.rpartition(".")
    return next(p for n in range(2, 1000) if (p := f"{stem}_{n}{dot}{ending}") not in snapshot.paths)
