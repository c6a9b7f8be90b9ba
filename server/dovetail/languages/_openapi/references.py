"""References of a description: those that lead to nothing in its own file, and those to other files."""

import re
from collections.abc import Iterator
from typing import Final

from dovetail.core.shapes import Use
from dovetail.core.text import Range, Text

from .._files import FILE
from .discriminators import unions
from .schemas import Schemas

REFERENCE: Final = "reference of a description"  # the type of such a use
_LOCAL = re.compile(r"""(?:^|[\s{,\[])["']?\$ref["']?[ \t]*:[ \t]*["']?(#/[^"'\s,}\]]+)""", re.MULTILINE)
_OTHER = re.compile(
    r"""(?:^|[\s{,\[])["']?\$ref["']?[ \t]*:[ \t]*["']?((?:\.{1,2}/|[\w-])[^"'\s,}\]:]*)""", re.MULTILINE
)


def other_files(text: Text) -> Iterator[Use]:
    """Each reference to another file of the tree."""
    for found in _OTHER.finditer(text.source) if "$ref" in text.source else ():
        yield Use(FILE, (found[1],), (Range(*found.span(1)),), "read", "a reference")


def unmapped(schemas: Schemas) -> Iterator[Use]:
    """Each schema that the mapping of a discriminator names by its place, and that there is not."""
    for union in unions(schemas.root):
        mapping = (union.get("discriminator") or union).get("mapping")
        for entry in mapping.entries if mapping is not None else ():
            value = entry.value
            if value.what == "scalar" and value.text.startswith("#/") and schemas.resolve(value.text) is None:
                yield Use(REFERENCE, (value.text,), (value.inner,), "read", "a reference")


def unresolved(schemas: Schemas, own: bool = False) -> Iterator[Use]:
    """Each reference to a place of the same file that there is not. Where schemas have places of their own (`$id`), nothing is said.

    Of a part that holds schemas by their names only those are told that can be its `own`: `#/User`, where others lead to one.
    """
    local = list(_LOCAL.finditer(schemas.text.source))
    if own:
        local = [found for found in local if found[1].count("/") == 1]
        local = local if any(schemas.resolve(found[1]) is not None for found in local) else []
    for found in local:
        if schemas.resolve(found[1]) is None:
            yield Use(REFERENCE, (found[1],), (Range(*found.span(1)),), "read", "a reference")
