"""What paths say of their parameters by converters: `<uuid:order_id>` of Flask and Django, `{order_id:uuid}` of Starlette."""

import re

from dovetail.core.shapes import Field, Kind, KindName
from dovetail.core.text import Range

from ..._treesitter import Syntax

_CONVERTED = re.compile(r"<(int|float|uuid):([A-Za-z_]\w*)>|\{([A-Za-z_]\w*):(int|float|uuid)\}")
_KINDS: dict[str, KindName] = {"int": "int", "float": "float", "uuid": "uuid"}


def converted(syntax: Syntax, path: Range) -> tuple[Field, ...]:
    """The parameters of a path, which stands at a place, that have a converter, as the part `params` of a request."""
    found: list[Field] = []
    for match in _CONVERTED.finditer(syntax.text.source, path.start, path.end):
        converter, name, other, by = match.groups()
        own, said, group = (name, converter, 2) if name is not None else (other, by, 3)
        at = Range(match.start(group), match.end(group))
        kind = Kind(_KINDS[said], text=said)
        whole = Range(match.start(), match.end())
        # Its type stands in a text, where no fix can write one of the language.
        found.append(Field(own, at, kind, "defaulted", "no", whole, wire=own))
    members = tuple(found)
    return (Field("params", path, Kind("record", members=members), "required", "no", path),) if members else ()
