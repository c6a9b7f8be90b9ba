"""Classes that are there for the type of a schema: `class OrderDto extends createZodDto(OrderSchema) {}`, as nestjs-zod has them.

They say what `type OrderDto = z.infer<typeof OrderSchema>` says, and are read as that.
"""

import re

from dovetail.core.text import Text

_MAKER = "createZodDto"
_CLASS = re.compile(
    r"(?<![\w$.])class([ \t]+\w+[ \t]+)(extends[ \t]+createZodDto[ \t]*\()(\s*[\w$]+)(\s*)(,?)(\s*)\)(\s*)\{(\s*)\}"
)
_DECORATED = re.compile(r"@\w+(?:\([^\n]*\))?\s*(?:export\s+)?(?:default\s+)?\Z|\bdefault\s+\Z")


def with_schema_types(text: Text) -> Text:
    """The text with such classes as the types that they are, the very same where it has none; every other character keeps its place."""
    source = text.source
    made = _CLASS.sub(lambda m: _as_type(m, source), source) if _MAKER in source else source
    return Text(made) if made != source else text


def _as_type(found: re.Match[str], source: str) -> str:
    if _DECORATED.search(source, max(0, found.start() - 200), found.start()) is not None:
        return found[0]  # no type may stand there
    name, made, schema, *spaces = found.groups()
    before, comma, after, between, inside = spaces
    equals = "=" + "z.infer<typeof ".rjust(len(made) - 1)
    return f"type {name}{equals}{schema}{before}{' ' * len(comma)}{after}>{between};{inside} "
