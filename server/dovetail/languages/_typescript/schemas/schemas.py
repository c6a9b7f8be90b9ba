"""Schemas that check what a program is given, by the library that makes them: zod, TypeBox, valibot, yup, Joi, io-ts, ArkType."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Reference

from ..syntax.types import Types
from .arktype import ARKTYPE, ark_object, ark_values, is_ark
from .combinators import (
    TYPEBOX,
    VALIBOT,
    chooses_elsewhere,
    combined_alternatives,
    combined_object,
    combined_values,
    library_of,
)
from .io_ts import IO_TS, codec_object, codec_values, is_codec
from .validation_chains import JOI, YUP, chained_object, chained_values, extended_object, library_chain
from .zod import ZOD, alternatives, enum_values, object_schema

_ANY = re.compile("|".join(p.pattern for p in (ZOD, TYPEBOX, VALIBOT, YUP, JOI, IO_TS, ARKTYPE)))
_ALL = (
    "zod",
    "typebox",
    "elysia",
    "valibot",
    "yup",
    "joi",
    "celebrate",
    "io-ts",
    "arktype",
)  # one of which is in each of their names
_COMBINED = re.compile(f"{TYPEBOX.pattern}|{VALIBOT.pattern}")
_CHAINED = re.compile(f"{YUP.pattern}|{JOI.pattern}")


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of an object: its fields, whether there may be others, the literal that they stand in, and how a record of it is called.

    `bases` are schemas of other files of which it has the fields, too; without a literal it is made of these alone. `remade` where these
    are the fields of what it takes, and it gives something else: `z.object({…}).transform(…)`.
    """

    fields: tuple[Field, ...]
    opened: bool
    literal: Node | None
    construct: str
    bases: tuple[Reference, ...] = ()
    remade: bool = False


def uses_schemas(types: Types) -> bool:
    """True in a file that takes something from a library of schemas."""
    return types.syntax.says(_ANY, *_ALL)


def schema_object(types: Types, node: Node) -> Schema | None:
    """The schema of an object that an expression makes; None for anything else."""
    found = object_schema(types, node)
    if found is not None:
        return Schema(
            tuple(found.fields.values()), found.opened, found.literal, "zod object", found.bases, found.remade
        )
    made = combined_object(types, node) if types.syntax.says(_COMBINED) else None
    if made is not None:
        return Schema(tuple(made[0].values()), made[1], made[2], f"{_library(types, node)} object")
    made = chained_object(types, node) if types.syntax.says(_CHAINED) else None
    if made is not None:
        return Schema(tuple(made[0].values()), made[1], made[2], f"{_library(types, node)} object")
    if types.syntax.says(_CHAINED) and (more := extended_object(types, node)) is not None:
        return Schema(tuple(more[1].values()), True, more[2], f"{more[0]} object")
    if types.syntax.says(_COMBINED) and chooses_elsewhere(types, node):
        return Schema((), True, None, f"{_library(types, node)} object")
    made = _defined(types, node)
    return (
        Schema(tuple(made[0].values()), made[1], made[2], f"{_library(types, node)} object")
        if made is not None
        else None
    )


def _defined(types: Types, node: Node) -> tuple[dict[str, Field], bool, Node] | None:
    """The object that io-ts or ArkType defines."""
    found = codec_object(types, node) if types.syntax.says(IO_TS, "io-ts") else None
    return ark_object(types, node) if found is None and types.syntax.says(ARKTYPE, "arktype") else found


def schema_values(types: Types, node: Node) -> list[Node] | None:
    """The strings of which a schema takes one; None for anything else."""
    found = enum_values(types, node)
    if found is None and types.syntax.says(_COMBINED):
        found = combined_values(types, node)
    if found is None and types.syntax.says(_CHAINED):
        found = chained_values(types, node)
    if not found and types.syntax.says(IO_TS, "io-ts"):
        found = codec_values(types, node)
    if not found and types.syntax.says(ARKTYPE, "arktype"):
        found = ark_values(types, node)
    return found


def schema_alternatives(types: Types, node: Node) -> list[Node]:
    """The names of the schemas of which a schema is one; none where it is anything else, too."""
    found = alternatives(types, node)
    return found or (combined_alternatives(types, node) if types.syntax.says(_COMBINED) else [])


def schema_enum(types: Types, node: Node) -> str:
    """How an enum that a schema makes is called."""
    return f"{_library(types, node)} enum"


def _library(types: Types, node: Node) -> str:
    if types.syntax.says(IO_TS, "io-ts") and is_codec(types, node):
        return "io-ts"
    if types.syntax.says(ARKTYPE, "arktype") and is_ark(types, node):
        return "arktype"
    return library_of(types, node) or library_chain(types, node)[0] or "zod"
