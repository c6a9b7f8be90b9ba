"""Fixtures of Django, in JSON and in YAML: rows of models, `{"model": "shop.order", "pk": 1, "fields": {"state": "open"}}`."""

import re
from collections.abc import Iterator
from typing import Final

from dovetail.core.shapes import FileShapes, Given, Plain, Quoted, Use

from .yaml_tree import Node, Tree

MODEL_OF: Final = "get_model."  # before a model by its app and its name
VIA: Final = "own"  # how a use comes about that names nothing but fields
_PLACE = re.compile(r"(?:\A|/)fixtures/")
_ROW = re.compile(r"""\bmodel["']?[ \t]*:[ \t]*["']?\w+\.\w+\b""")
_LABEL = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_LONGEST = 200_000  # characters; longer ones are dumps of a database, which nobody writes


def may_be_fixture(path: str, source: str) -> bool:
    """True for a text that may have rows of models, told from its place and its words, before anything is read."""
    return _PLACE.search(path) is not None and len(source) <= _LONGEST and _ROW.search(source) is not None


def fixture(tree: Tree, language: str) -> FileShapes:
    """The fields that the rows of a fixture name, each of its model, with what they are given."""
    uses: list[Use] = []
    texts: list[Quoted] = []
    given: list[Given] = []
    for row in tree.root.items:
        label, fields = row.string("model"), row.get("fields")
        if label is None or fields is None or _LABEL.fullmatch(label) is None:
            continue
        for entry in fields.entries:
            name, at = entry.key.text, entry.key.inner
            use = Use(f"{MODEL_OF}{label}", (name,), (at,), "write", VIA)
            if name.isidentifier():
                uses.append(use)
                texts.extend(_text(use, entry.value))
                given.extend(_given(use, entry.value))
    return FileShapes(language=language, uses=tuple(uses), quoted=tuple(texts), given=tuple(given))


def _text(use: Use, value: Node) -> Iterator[Quoted]:
    if value.what == "scalar" and value.text and not (value.is_null or value.is_true or value.is_false):
        yield Quoted(use, value.text, value.inner)


def _given(use: Use, value: Node) -> Iterator[Given]:
    """What a value is that shows it: a key to another row may be a number, a text or a list of them."""
    plain: Plain | None = None
    if value.what == "scalar" and not value.plain:
        plain = "text"
    elif value.is_null:
        plain = "null"
    elif value.is_true or value.is_false:
        plain = "boolean"
    elif value.what == "scalar" and _NUMBER.fullmatch(value.text) is not None:
        plain = "number"
    if plain is not None:
        yield Given(use, plain, value.range)
