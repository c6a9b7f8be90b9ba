"""One normal form for what code exposes, whatever its language.

A language module turns a text into `FileShapes`; everything above reads only these. What cannot be resolved makes a
record *open* or a kind `unknown`; what is being typed is a `hole`. Neither is ever reported.
"""

from .declared import (
    RENAMED,
    Alias,
    Constant,
    Declaration,
    Entry,
    Enum,
    Field,
    Kind,
    KindName,
    Layer,
    Member,
    Nullable,
    Presence,
    Record,
    Reference,
    Step,
    Tag,
)
from .file import NOTHING, Block, Definition, FileShapes, Ignore, Import, Problem, Signature
from .requests import Argument, Call, Handler, Maker, Modelled, Mount, Passed, Route, Sent
from .used import CAST, COLUMN, COPY, Element, Given, Plain, Quoted, Use, Written

__all__ = [
    "CAST",
    "COLUMN",
    "COPY",
    "NOTHING",
    "RENAMED",
    "Alias",
    "Argument",
    "Block",
    "Call",
    "Constant",
    "Declaration",
    "Definition",
    "Element",
    "Entry",
    "Enum",
    "Field",
    "FileShapes",
    "Given",
    "Handler",
    "Ignore",
    "Import",
    "Kind",
    "KindName",
    "Layer",
    "Maker",
    "Member",
    "Modelled",
    "Mount",
    "Nullable",
    "Passed",
    "Plain",
    "Presence",
    "Problem",
    "Quoted",
    "Record",
    "Reference",
    "Route",
    "Sent",
    "Signature",
    "Step",
    "Tag",
    "Use",
    "Written",
]
