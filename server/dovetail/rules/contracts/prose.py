"""Texts that somebody writes at length, which are plain, Markdown or HTML: `body: string`."""

from collections.abc import Mapping

from dovetail.core.shapes import Field
from dovetail.core.words import words

_LONG = frozenset({("body",), ("content",), ("contents",)})
# Beside these it is published or sent, and no note, file or answer of a server.
_READ = frozenset("subject headline subtitle slug excerpt author byline published".split())


def is_prose(label: str, field: Field, fields: Mapping[str, Field]) -> bool:
    """True for a text of a post or a mail of which nothing says how it is marked up; `fields` are all of its contract, by their labels."""
    if words(field.name) not in _LONG or field.kind.name != "string" or field.list_depth:
        return False
    if field.doc.strip() or field.tags:
        return False
    holder = label.rpartition(".")[0]
    return any(n.rpartition(".")[0] == holder and not _READ.isdisjoint(words(f.name)) for n, f in fields.items())
