"""What the models of sprints and conventions say about a key: its text, the keys below it, the values that it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

# What each kind of name is, which the model only lists.
KINDS: dict[str, str] = {
    "types": "types and classes", "fields": "fields of contracts", "constants": "constants", "enums": "enums",
    "members": "members of enums", "models": "models of Prisma", "tables": "tables, by their names in the database",
    "columns": "columns, by their names in the database", "json": "fields as they cross the wire", "routes": "segments of paths",
    "components": "components", "props": "props of components", "files": "names of files, without their endings",
    "functions": "functions", "classes": "classes", "attributes": "attributes in code, behind an alias",
}  # fmt: skip
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A key that may be written, and what it is for."""

    name: str
    text: str


def keys_at(model: type[BaseModel], path: Names) -> tuple[Key, ...]:
    """The keys that may stand below a path; lists are passed through."""
    return tuple(_keys(_at(model, path)))


def values_at(model: type[BaseModel], path: Names) -> tuple[str, ...]:
    """The values that a key takes, where they are few: those of a `Literal`, also within what may be written for short."""
    return tuple(dict.fromkeys(_values(_at(model, path))))


def is_list_at(model: type[BaseModel], path: Names) -> bool:
    """True for a key that takes a list of texts."""
    annotation = _at(model, path)
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) is tuple and get_args(annotation)[0] is str


def text_at(model: type[BaseModel], path: Names) -> str | None:
    """What a key is for."""
    if not path:
        return None
    above = _at(model, path[:-1])
    name = path[-1]
    known = next((k for k in _keys(above) if k.name == name), None)
    if known is not None:
        return known.text or None
    inner = _free(above)
    return f"The names in the files that match `{name}`." if inner is not None and path[:-1] == ("naming",) else None


def _at(model: type[BaseModel], path: Names) -> Any:
    current: Any = model
    for step in path:
        current = _below(current, step)
        if current is None:
            return None
    return current


def _below(annotation: Any, step: str) -> Any:
    """The annotation of a key, through lists, options and mappings with free keys."""
    model = _model(annotation)
    if model is not None:
        info = next((f for n, f in model.model_fields.items() if step in (n, f.alias) and step == (f.alias or n)), None)
        return info.annotation if info is not None else None
    return _free(annotation)


def _free(annotation: Any) -> Any:
    """The annotation of the values of a mapping with free keys."""
    for part in _parts(annotation):
        if get_origin(part) is dict:
            return get_args(part)[1]
    return None


def _keys(annotation: Any) -> Iterator[Key]:
    model = _model(annotation)
    if model is not None:
        for name, info in model.model_fields.items():
            inner = _model(info.annotation)
            text = info.description or (first_line(inner) if inner is not None else "")
            yield Key(info.alias or name, text)
        return
    for part in _parts(annotation):
        if get_origin(part) is dict:
            for name in _literals(get_args(part)[0]):
                yield Key(
                    name,
                    f"How {KINDS[name]}{',' if ', by' in KINDS[name] else ''} are written." if name in KINDS else "",
                )


def first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


def _values(annotation: Any) -> Iterator[str]:
    for part in _parts(annotation):
        yield from _literals(part)
        if part is bool:
            yield from ("true", "false")
        if isinstance(part, type) and issubclass(part, BaseModel) and "casing" in part.model_fields:
            yield from _values(part.model_fields["casing"].annotation)  # a name's rule may be its casing alone


def _literals(annotation: Any) -> tuple[str, ...]:
    return tuple(str(v) for v in get_args(annotation)) if get_origin(annotation) is Literal else ()


def _model(annotation: Any) -> type[BaseModel] | None:
    return next((p for p in _parts(annotation) if isinstance(p, type) and issubclass(p, BaseModel)), None)


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation and what it is an option, a list or an annotated form of."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif origin in (dict, Literal) or not get_args(annotation):
        yield annotation
    else:
        for argument in get_args(annotation):
            yield from _parts(argument)
