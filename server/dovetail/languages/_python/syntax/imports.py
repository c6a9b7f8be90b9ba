"""The imports that a piece of Python needs, written where the file's imports are."""

import re
from collections.abc import Mapping

from dovetail.core.findings import Edit
from dovetail.core.snapshot import Source
from dovetail.core.text import Range, Text

_MODULES: Mapping[str, str] = {
    "datetime": "datetime", "date": "datetime", "time": "datetime", "Decimal": "decimal", "UUID": "uuid", "Enum": "enum",
    "Any": "typing", "Literal": "typing", "NotRequired": "typing", "Required": "typing", "TypedDict": "typing", "dataclass": "dataclasses",
    "BaseModel": "pydantic", "Field": "pydantic", "ConfigDict": "pydantic",
    "Mapped": "sqlalchemy.orm", "mapped_column": "sqlalchemy.orm", "DeclarativeBase": "sqlalchemy.orm", "JSON": "sqlalchemy",
    **dict.fromkeys(
        ("String", "Integer", "Float", "BigInteger", "Boolean", "DateTime", "Date", "Time", "Uuid"), "sqlalchemy"
    ),
    "models": "django.db",
}  # fmt: skip
_OTHERS = frozenset({"pydantic", "sqlalchemy", "sqlmodel", "django"})
_STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|#[^\n]*')
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\w)(?!:|=[^=])")  # no attribute's own name, no keyword
_IMPORT = re.compile(r"(?:from[ \t]+[\w.]+[ \t]+import|import)\b[^\n(]*(?:\([^)]*\)[^\n]*)?")
_BODY = re.compile(r"^(?:class|def|async[ \t]+def|@)", re.MULTILINE)
_HEAD = re.compile(
    r"\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:[rRuU]?(?:\"\"\".*?\"\"\"|'''.*?''')[^\n]*\r?\n)?", re.DOTALL
)


def import_edits(written: str, source: Source) -> tuple[Edit, ...]:
    """The edits that import what a piece of code names and the file does not know."""
    shapes, text = source.shapes, source.text
    known = {i.name for i in shapes.imports} | {d.name for d in shapes.definitions}
    lacking: dict[str, list[str]] = {}
    for name in sorted(set(_NAME.findall(_STRING.sub('""', written)))):
        if name in _MODULES and name not in known:
            lacking.setdefault(_MODULES[name], []).append(name)
    if "Field" in lacking.get("pydantic", ()) and any(i.module == "sqlmodel" for i in shapes.imports):
        lacking.pop("pydantic")
        lacking["sqlmodel"] = ["Field"]
    edits: list[Edit] = []
    lines: list[str] = []
    for module, names in sorted(lacking.items()):
        line = re.search(
            rf"^from[ \t]+{re.escape(module)}[ \t]+import[ \t]+([^\n(#\\]*?)[ \t]*(?=\r?$)", text.source, re.M
        )
        if line is not None and line[1]:
            at = line.end(1)
            edits.append(Edit(source.path, Range(at, at), "".join(f", {n}" for n in names)))
        else:
            lines.append(f"from {module} import {', '.join(names)}\n")
    if lines:
        at, above, below = _place(text)
        theirs = [line for line in lines if line.split()[1].partition(".")[0] in _OTHERS]
        own = [line for line in lines if line not in theirs]
        between = "\n" if own and theirs and not text.source.strip() else ""
        edits.append(Edit(source.path, Range(at, at), above + "".join(own) + between + "".join(theirs) + below))
    return tuple(edits)


def shadowed(written: str, source: Source) -> bool:
    """True where a name of the code stands for something else in the file, such as `datetime` for the module."""
    used = set(_NAME.findall(_STRING.sub('""', written)))
    return any(i.name in used and i.name in _MODULES and i.original != i.name for i in source.shapes.imports)


def _place(text: Text) -> tuple[int, str, str]:
    """Where a new import goes, and what stands above and below it: behind the last import, else below the file's head."""
    last = None
    body = _BODY.search(text.source)
    for found in _IMPORT.finditer(text.source, 0, body.start() if body is not None else len(text.source)):
        if found.start() in text.line_starts:
            last = found
    if last is not None:
        line = text.line_of(last.end())
        if line + 1 < len(text.line_starts):
            return text.line_starts[line + 1], "", ""
        return len(text.source), "\n", ""
    head = _HEAD.match(text.source)
    at = head.end() if head is not None else 0
    return (
        at,
        "\n" if text.source[:at].strip() and not text.source[:at].endswith("\n\n") else "",
        "\n" if text.source[at:].strip() else "",
    )
