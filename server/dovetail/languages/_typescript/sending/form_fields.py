"""What a file takes of the one form that it shows: `{ title: String(form.get("title")) }` beside `<input name="title" />`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..schemas.checks import taken_by_name
from ..syntax.nodes import parts
from ..syntax.types import unquoted, unquoted_range
from .forms import field_names

_WORDS = ("formData()", "FormData")
_FORM = re.compile(r"<[fF]orm\b|<[a-z]+\.Form\b")
_HELD = re.compile(
    r"(\w+)\s*=\s*(?:\(?await\s+)?[\w.]*\bformData\(\)|\b(\w+)\s*:\s*FormData\b|\b(\w+)\s*=\s*new FormData\("
)
_TAKEN = re.compile(r"""\.(?:get|getAll|has)\(\s*["'](\w+)["']""")
_PARTS = "request"

Place = tuple[str, Range]


def mistaken_fields(syntax: Syntax, literal: Node) -> Iterator[Place]:
    """The names of an object, or of the form that it is taken from, that are not one another's: what is taken under a name that no field
    has, and each field that nothing takes, where the object takes something else in vain. None where a file shows several forms.
    """
    fields = _fields(syntax)
    if not fields:
        return
    source = syntax.text.source
    held = {name for found in _HELD.findall(source) for name in found if name}
    texts = [text for text in taken_by_name(literal, syntax) if _receiver(syntax, text) in held]
    names, taken = {name for name, _ in fields}, set(_TAKEN.findall(source))
    vain = [text for text in texts if unquoted(syntax.str(text)) not in names]
    for pair in parts(literal):
        key, given = ts.field(pair, "key"), [t for t in texts if pair.start_byte <= t.start_byte < pair.end_byte]
        if key is not None and unquoted(syntax.str(key)) in names and len(given) == 1 and given[0] in vain:
            yield unquoted(syntax.str(given[0])), unquoted_range(syntax, given[0])
    yield from ((name, at) for name, at in fields if vain and name not in taken)


def all_fields(syntax: Syntax, given: Node) -> Iterator[Place]:
    """The fields of the one form of a file that hands all of them on: `Object.fromEntries(await request.formData())`."""
    if syntax.str(given).startswith("Object.fromEntries("):
        yield from _fields(syntax)


def _receiver(syntax: Syntax, text: Node) -> str:
    """What a name is asked of: `form` of `form.get("title")`."""
    call = text.parent.parent if text.parent is not None else None
    function = ts.field(call, "function") if call is not None else None
    target = ts.field(function, "object") if function is not None else None
    return syntax.str(target) if target is not None else ""


def _fields(syntax: Syntax) -> tuple[Place, ...]:
    return syntax.once_of(syntax.root, _written) if syntax.has_any(*_WORDS) else ()


def _written(syntax: Syntax, root: Node) -> tuple[Place, ...]:
    if len(_FORM.findall(syntax.text.source)) != 1:
        return ()
    return tuple((use.chain[-1], use.ranges[-1]) for use in field_names(syntax, root, _PARTS))
