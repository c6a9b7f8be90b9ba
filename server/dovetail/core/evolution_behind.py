"""What a declaration, a member of an endpoint and a path stand for when they are compared with what they were."""

import re

from .changes import Spot, Way
from .composition import Promise
from .contracts import Contract, Contracts
from .dataclass import replace
from .relation import Relation, bare
from .shapes import Alias, Enum, Field, Kind, Member, Record
from .tag_values import tag_value

_NAME = re.compile(r"(?<![\w$.\"'])[A-Za-z_$][\w$.]*")


def written_alike(old: Field, new: Field) -> bool:
    """True where the same names are written: what became of what they stand for is told where that is declared.

    Records in place are compared by their fields, since what tags say of those is no part of a type's bare text.
    """
    if old.kind.name != new.kind.name or not old.kind.text or bare(old.kind.text) != bare(new.kind.text):
        return False
    return "{" not in old.kind.text or _as_one(old.kind.text) == _as_one(new.kind.text)


def named_alike(old: Field, new: Field, relation: Relation) -> bool:
    """True where a type is written by the names of declarations, and no otherwise than before."""
    if not old.kind.text or bare(old.kind.text) != bare(new.kind.text) or "{" in old.kind.text:
        return False
    return any(relation.before.get(n) and relation.after.get(n) for n in _NAME.findall(old.kind.text))


def _as_one(text: str) -> str:
    """A type with its comments, however its lines are broken."""
    return " ".join(text.replace("*", " ").split())


def as_field(alias: Alias, path: str) -> Promise:
    """An alias as a field of that type."""
    field = Field(
        alias.name,
        alias.name_range,
        alias.kind,
        "required",
        alias.nullable,
        alias.range,
        list_depth=alias.list_depth,
        tags=alias.tags,
    )
    return Promise(path, field)


def fields_behind(contract: Contract, contracts: Contracts) -> tuple[Promise, ...] | None:
    """The fields of a record, or of one that an alias stands for."""
    match contract.declaration:
        case Record() if not contract.is_endpoint:
            return contracts.promised(contract)[0]
        case Alias(kind=kind, nullable="no", list_depth=0):
            return contracts.fields_of(kind)
        case _:
            return None


def values_behind(contract: Contract, contracts: Contracts) -> Promise | None:
    """A list of texts as a field of that type, be it an enum or an alias of one that is made of others."""
    match contract.declaration:
        case Enum(name=name, name_range=place, range=range, members=members, tags=tags):
            kind = Kind("enum", values=tuple(m.value for m in members))
            return Promise(contract.path, Field(name, place, kind, "required", "no", range, tags=tags))
        case Alias() as alias if (kind := contracts.resolved(alias.kind)).name == "enum":
            return as_field(replace(alias, kind=replace(kind, target="")), contract.path)
        case _:
            return None


def stored_way(way: Way, field: Field) -> Way:
    """The way of one field: `@db none` is not stored."""
    return replace(way, stored=way.stored and tag_value(field, "db") != "none")


def carrying(member: Promise | None) -> Promise | None:
    """A member of an endpoint, where it carries something: `null` is the same as none, and so is `never`."""
    nothing = member is None or member.field.kind.name == "null" or member.field.kind.text in ("never", "void")
    return None if nothing else member


def values_at(values: tuple[str, ...], spot: Spot) -> tuple[tuple[Member, Spot], ...]:
    return tuple((Member(v, v, spot.range), replace(spot, name=f"{spot.name} {v}")) for v in values)


def segment_form(segment: str) -> str:
    return ":" if segment[:1] in ":{[<" else segment


def parameter_names(segments: list[str]) -> list[str]:
    """The names of a path's parameters, in order."""
    return [s.strip(":{}[]<>") for s in segments if segment_form(s) == ":"]
