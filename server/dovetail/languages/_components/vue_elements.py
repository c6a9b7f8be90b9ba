"""Components in the template of a Vue component, and the component itself: what each is given, and of which type its props are."""

import re

from dovetail.core.shapes import COMPONENT, Definition, Element
from dovetail.core.text import Range, Text
from dovetail.core.words import in_casing

from .. import _treesitter as ts
from .._typescript.syntax.repair import mend
from .._typescript.syntax.signatures import type_arguments
from .vue import PART, markup, prop_of

_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?")
_FILE = re.compile(r"[A-Za-z][\w-]*")


def elements(source: str) -> tuple[Element, ...]:
    """The components that a template calls, under their names in PascalCase, with the props that each is given in camelCase."""
    within = markup(source)
    if within is None:
        return ()
    found = PART.finditer(source, within.start, within.end)
    return tuple(
        _element(source, part) for part in found if part["name"] and not part["end"] and _is_called(part["name"])
    )


def definition(path: str, script: Text) -> Definition | None:
    """The component that a file is, called as its file."""
    stem = path.rpartition("/")[2].removesuffix(".vue")
    if not _FILE.fullmatch(stem):
        return None
    return Definition(_pascal(stem), Range(0, 0), COMPONENT, True, _props(script))


def _is_called(name: str) -> bool:
    return name[:1].isupper() or "-" in name


def _element(source: str, part: re.Match[str]) -> Element:
    given: list[tuple[str, Range]] = []
    open = False
    start, end = part.span("attributes")
    for attribute in _ATTRIBUTE.finditer(source, start, end):
        name = attribute[1]
        open = open or name == "v-bind" or "[" in name
        prop = prop_of(name)
        if prop:
            given.append((prop, Range(*attribute.span(1))))
    return Element(_pascal(part["name"]), Range(*part.span("name")), Range(*part.span()), tuple(given), open)


def _props(script: Text) -> str:
    """The named type in `defineProps<UserCardProps>()`; nothing where the props are of no such type."""
    syntax, _ = mend("typescript", ts.parse("typescript", script), whole=False)
    for node in ts.walk(syntax.root):
        function = ts.field(node, "function") if node.type == "call_expression" else None
        if function is not None and syntax.str(function) == "defineProps":
            given = type_arguments(node)
            return syntax.str(given[0]) if len(given) == 1 and given[0].type == "type_identifier" else ""
    return ""


def _pascal(name: str) -> str:
    return in_casing(name, "PascalCase") if "-" in name else name
