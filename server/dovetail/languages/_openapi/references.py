"""References of a description: those that lead to nothing in its own file, and those to other files."""

import re
from collections.abc import Iterator
from typing import Final

from dovetail.core.shapes import Use
from dovetail.core.text import Range, Text

from .._files import FILE
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


def unresolved(schemas: Schemas) -> Iterator[Use]:
    """Each reference to a place of the same file that there is not. Where schemas have places of their own (`$id`), nothing is said."""
    for found in _LOCAL.finditer(schemas.text.source):
        if schemas.resolve(found[1]) is None:
            yield Use(REFERENCE, (found[1],), (Range(*found.span(1)),), "read", "a reference")
