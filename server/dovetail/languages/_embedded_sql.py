"""Tables that a program makes by itself: `connection.executescript("CREATE TABLE users (…)")`, as records of the file that makes them.

The strings are read as SQL where they stand. A migration in code is one step of several, whose sum is not seen here, and a test makes
what it needs: of both nothing is read.
"""

import re
from collections.abc import Iterable

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.paths import is_test
from dovetail.core.shapes import FileShapes, Record
from dovetail.core.text import Text

from ._blank import blank
from ._statements import statement
from ._treesitter import Syntax
from .sql import read

TABLE = "embedded table"
_MAKES = re.compile(r"create(?<!\wcreate)\s+table\b")  # in small letters: one that begins with a letter is found sooner
_BEGINS = re.compile(r"(?:\s|--[^\n]*\n|/\*(?s:.*?)\*/)*(?:CREATE|ALTER|COMMENT|PRAGMA|BEGIN)\b", re.IGNORECASE)
_STEP = re.compile(r"migrat|(?:^|/)V?\d[\w.]*[_-]", re.IGNORECASE)  # one of several that alter tables in turn
_FILLED_LATER = re.compile(r"(?<!')\{\w+\}|%\(\w+\)s")  # `"… id {pk}".format(pk=…)`


def makes_tables(path: str, source: str) -> bool:
    """True for a program whose strings make tables that stay."""
    return _MAKES.search(source.lower()) is not None and _STEP.search(path) is None and not is_test(path)


def defines(written: str) -> bool:
    """True for a string that begins as a statement which makes or alters something."""
    return _BEGINS.match(written.lstrip("rRbBuU\"'`")) is not None


def made_tables(syntax: Syntax, strings: Iterable[Node]) -> FileShapes:
    """What some strings leave behind, with every name at its place; those of which a part is not written out are left alone."""
    said = [statement(syntax, node) for node in strings]
    whole = [
        s
        for s in said
        if sum(p.end - p.start for _, p in s.pieces) == len(s.text) and _FILLED_LATER.search(s.text) is None
    ]
    places = sorted((place for s in whole for _, place in s.pieces), key=lambda p: p.start)
    ends = {s.pieces[-1][1].end for s in whole if s.pieces}
    source = syntax.text.source
    written: list[str] = []
    at = 0
    for place in places:
        written += (blank(source[at : place.start]), source[place.start : place.end])
        at = place.end
        if at in ends and at < len(source):  # what closes the string ends the statement
            written.append(";")
            at += 1
    shapes = read("", Text("".join(written)))
    return replace(shapes, records=tuple(_embedded(r) for r in shapes.records if r.construct == "table"))


def _embedded(table: Record) -> Record:
    """A new column or type goes into a string of another language, where we do not write."""
    fields = tuple(replace(f, type_range=None) for f in table.fields)
    return replace(table, construct=TABLE, insert_at=None, fields=fields)
