"""The models of Prisma's schemas, as the client of TypeScript calls them."""

import re
from collections.abc import Mapping, Sequence

from dovetail.core.shapes import EVERY_MODEL, Enum, Extension, FileShapes, Record
from dovetail.core.snapshot import Snapshot, Source

CLIENT = "prisma."
_ALL_ENUMS = "$Enums"
_COMPOUND = re.compile(r"""@@(?:unique|id)\(\s*(?:fields:\s*)?\[([^\]]*)\](?:[^"\n]*\bname:\s*"(\w*)")?""")
GENERATED = re.compile(r"^@prisma/client|(?:^|/)generated/(?:prisma|client)(?:/|$)|/prisma/client$")


def models(snapshot: Snapshot) -> Mapping[str, tuple[str, Record] | None]:
    """The models by the name that the client gives them; None where two schemas have one of that name."""
    return snapshot.once("prisma models", lambda: _found(snapshot))


def _found(snapshot: Snapshot) -> dict[str, tuple[str, Record] | None]:
    found: dict[str, tuple[str, Record] | None] = {}
    for path, models in snapshot.of_sources(_models_of).items():
        for record in models:
            name = accessor(record.name)
            found[name] = None if name in found else (path, record)
    return found


def _models_of(source: Source) -> tuple[Record, ...]:
    return source.shapes.records if source.shapes.language == "prisma" else ()


def accessor(model: str) -> str:
    """What the client calls a model."""
    return model[:1].lower() + model[1:]


def model_rows(shapes: FileShapes) -> dict[str, str]:
    """The models whose rows a file imports as types, by their names there."""
    return {i.name: accessor(i.original) for i in shapes.imports if GENERATED.search(i.module)}


def client_enum(chain: Sequence[str], shapes: FileShapes, snapshot: Snapshot) -> tuple[Source, Enum, int] | None:
    """The enum that a file imports from the client, with the schema that declares it, and how many of some names lead to it:
    `OrderStatus.NEW`, `$Enums.OrderStatus.NEW`. None where no schema, or more than one, declares it.
    """
    imported = next((i for i in shapes.imports if i.name == chain[0] and GENERATED.search(i.module)), None)
    names = [imported.original, *chain[1:]] if imported is not None else []
    steps = 2 if names[:1] == [_ALL_ENUMS] else 1
    if len(names) < steps:
        return None
    found = [
        (snapshot.sources[path], enum)
        for path, enums in snapshot.of_sources(_enums_of).items()
        for enum in enums
        if enum.name == names[steps - 1]
    ]
    return (*found[0], steps) if len(found) == 1 else None


def _enums_of(source: Source) -> tuple[Enum, ...]:
    return source.shapes.enums if source.shapes.language == "prisma" else ()


def compounds(path: str, model: Record, snapshot: Snapshot) -> frozenset[str]:
    """The names that `@@unique([a, b])` and `@@id([a, b], name: "c")` give for queries."""
    text = snapshot.text(path)
    found = _COMPOUND.findall(text[model.range]) if text is not None else []
    parts = ("_".join(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", fields))) for fields, _ in found)
    return frozenset({*parts, *(name for _, name in found)})


def is_bound(path: str, model: Record, snapshot: Snapshot) -> bool:
    """True for a model that stores a contract."""
    return any(p.implementation is model for p in snapshot.pairings_by_path.get(path, ()))


def is_extended(snapshot: Snapshot) -> bool:
    """Whether the client has been given something that neither a schema nor the program shows."""
    return any(not e.seen for extensions in snapshot.of_sources(_extensions).values() for e in extensions)


def passes_queries(snapshot: Snapshot) -> bool:
    """Whether what queries are given may be changed on the way."""
    return any(e.asked or not e.seen for extensions in snapshot.of_sources(_extensions).values() for e in extensions)


def made_besides(model: str, snapshot: Snapshot) -> frozenset[str]:
    """The names that rows of a model have by what the client is extended by, the model as the client calls it."""
    found = (e.names for extensions in snapshot.of_sources(_extensions).values() for e in extensions)
    return frozenset(name for names in found for of, name in names if of in (model, EVERY_MODEL))


def _extensions(source: Source) -> tuple[Extension, ...]:
    return source.shapes.extensions
