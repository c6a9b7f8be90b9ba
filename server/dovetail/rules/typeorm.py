"""The repositories and query builders of TypeORM: what they take and give of their entity, `E`."""

from collections.abc import Mapping

from dovetail.core.composition import SOME
from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range

TYPEORM = "typeorm."  # how the reader of TypeScript names the types of TypeORM, which no file can declare
_NOWHERE = Range(0, 0)
_ENTITY = Kind("unknown", steps=("<E>",))
_SOME = Kind("unknown", options=(_ENTITY,), steps=(SOME, "partial"))
_KEYS = Kind("unknown", options=(_ENTITY,), steps=("keys",))
_BUILDER = Kind("ref", target=f"{TYPEORM}SelectQueryBuilder", options=(_ENTITY,))
_OPTIONS = "where select"  # of what is found; `order` and `relations` have words of their own under the names
_SAME = (
    "select addSelect where andWhere orWhere leftJoin leftJoinAndSelect innerJoin innerJoinAndSelect orderBy addOrderBy groupBy "
    "addGroupBy having andHaving skip take limit offset withDeleted setParameter setParameters cache distinct setLock relation"
)


def library_type(name: str) -> Kind | None:
    """A type of TypeORM; None for one of which nothing is known."""
    return _TYPES.get(name)


def _member(name: str, kind: Kind, depth: int = 0) -> Field:
    return Field(name, _NOWHERE, kind, "required", "unknown", _NOWHERE, list_depth=depth)


def _method(gives: Kind | None, *takes: Kind, depth: int = 0) -> Kind:
    back = (_member("()", gives, depth),) if gives is not None else ()
    return Kind("unknown", members=(*back, *(_member(f"({i})", kind) for i, kind in enumerate(takes))), text="function")


_COUNTED = Kind("unknown", members=(_member("0", _ENTITY, 1),))  # entities, and how many there are
_FOUND = Kind(
    "unknown",
    members=(*(_member(n, _SOME) for n in _OPTIONS.split()), _member("order", _KEYS), _member("relations", _KEYS)),
)
_REPOSITORY: Mapping[str, Kind] = {
    "find": _method(_ENTITY, _FOUND, depth=1),
    "findBy": _method(_ENTITY, _SOME, depth=1),
    "findAndCount": _method(_COUNTED, _FOUND, depth=1),
    "findAndCountBy": _method(_COUNTED, _SOME, depth=1),
    "findOne": _method(_ENTITY, _FOUND),
    "findOneBy": _method(_ENTITY, _SOME),
    "findOneOrFail": _method(_ENTITY, _FOUND),
    "findOneByOrFail": _method(_ENTITY, _SOME),
    "count": _method(None, _FOUND),
    "countBy": _method(None, _SOME),
    "exists": _method(None, _FOUND),
    "existsBy": _method(None, _SOME),
    "create": _method(_ENTITY, _SOME),
    "preload": _method(_ENTITY, _SOME),
    "merge": _method(_ENTITY, _ENTITY, _SOME),
    "save": _method(_ENTITY, _SOME),
    "remove": _method(_ENTITY, _ENTITY),
    "softRemove": _method(_ENTITY, _ENTITY),
    "insert": _method(None, _SOME),
    "upsert": _method(None, _SOME),
    "update": _method(None, _SOME, _SOME),
    "delete": _method(None, _SOME),
    "softDelete": _method(None, _SOME),
    "createQueryBuilder": _method(_BUILDER),
}
_QUERIES: Mapping[str, Kind] = {
    **dict.fromkeys(_SAME.split(), _method(_BUILDER)),
    "getOne": _method(_ENTITY),
    "getOneOrFail": _method(_ENTITY),
    "getMany": _method(_ENTITY, depth=1),
    "getManyAndCount": _method(_COUNTED, depth=1),
}


def _type(methods: Mapping[str, Kind]) -> Kind:
    return Kind("unknown", values=("E",), members=tuple(_member(name, kind) for name, kind in methods.items()))


_TYPES: Mapping[str, Kind] = {
    "Repository": _type(_REPOSITORY),
    "TreeRepository": _type(_REPOSITORY),
    "SelectQueryBuilder": _type(_QUERIES),
    "FindManyOptions": Kind("unknown", values=("E",), members=_FOUND.members),
    "FindOneOptions": Kind("unknown", values=("E",), members=_FOUND.members),
}
