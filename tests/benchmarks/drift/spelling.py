"""How each language writes a type: what a mutation of a declaration needs, as text."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from .projects import JAVASCRIPT

Family = Literal["ts", "zod", "prisma", "sql", "python", "graphql", "proto", "openapi", "jsdoc", "literal", "query"]
Word = Literal["string", "number", "int", "boolean", "instant", "date"]

_WORDS: dict[Family, dict[Word, str]] = {
    "ts": {"string": "string", "number": "number", "boolean": "boolean", "instant": "Date"},
    "jsdoc": {"string": "string", "number": "number", "boolean": "boolean", "instant": "Date"},
    "zod": {
        "string": "z.string()", "number": "z.number()", "int": "z.number().int()", "boolean": "z.boolean()",
        "instant": "z.iso.datetime()", "date": "z.iso.date()",
    },
    "prisma": {"string": "String", "number": "Float", "int": "Int", "boolean": "Boolean", "instant": "DateTime"},
    "sql": {
        "string": "text", "number": "double precision", "int": "integer", "boolean": "boolean", "instant": "timestamp",
        "date": "date",
    },
    "python": {
        "string": "str", "number": "float", "int": "int", "boolean": "bool", "instant": "datetime", "date": "date",
    },
    "graphql": {"string": "String", "number": "Float", "int": "Int", "boolean": "Boolean"},
    "proto": {"string": "string", "number": "double", "int": "int32", "boolean": "bool"},
    "openapi": {"string": "string", "number": "number", "int": "integer", "boolean": "boolean"},
}  # fmt: skip
_LANGUAGES: dict[str, Family] = {
    "prisma": "prisma",
    "sql": "sql",
    "graphql": "graphql",
    "proto": "proto",
    "openapi": "openapi",
}
_CONSTRUCTS: dict[str, Family] = {
    "interface": "ts", "type": "ts", "class": "ts", "zod object": "zod", "object literal": "literal", "query": "query",
}  # fmt: skip


def family_of(record: Record, source: Source) -> Family | None:
    """The way in which a record's fields are written; None for one that no mutation is made of."""
    match source.shapes.language:
        case "typescript" | "javascript":
            family = _CONSTRUCTS.get(record.construct)
            return "jsdoc" if family == "ts" and source.path.endswith(JAVASCRIPT) else family
        case "python":
            return "query" if record.construct == "query" else "python"
        case language:
            return _LANGUAGES.get(language)


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record, with what is needed to write it otherwise."""

    source: Source
    record: Record
    field: Field
    family: Family

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def type_text(self) -> str:
        return self.source.text[self.field.type_range] if self.field.type_range is not None else ""

    @property
    def range(self) -> Range:
        """From the name (or in proto the type) to the end; comments above are no part."""
        start = self.field.name_range.start
        if self.family == "proto" and self.field.type_range is not None:
            start = self.source.text.source.rfind("\n", 0, start) + 1
        return Range(start, max(self.field.range.end, self.field.name_range.end))

    @property
    def whole(self) -> str:
        return self.source.text[self.range]

    def put(self, range: Range, text: str) -> Edit:
        return Edit(self.path, range, text)

    def is_written(self) -> bool:
        """True where the record says the type itself."""
        return self.field.type_range is not None and self.type_text != ""


def retyped(member: Member, word: Word) -> list[Edit] | None:
    """The same field with a plain type, as required, as nullable and as much of a list as before."""
    base = _WORDS.get(member.family, {}).get(word)
    if base is None or not member.is_written():
        return None
    return _written(member, base, member.field)


def relisted(member: Member, depth: int) -> list[Edit] | None:
    """The same field as a list of so many levels."""
    base = _element(member)
    if base is None or not member.is_written():
        return None
    if member.family == "sql" and (depth > 1 or "uuid" not in member.source.text.source):
        return None  # only PostgreSQL has lists
    return _written(member, base, replace(member.field, list_depth=depth))


def nullable(member: Member, yes: bool) -> list[Edit] | None:
    """The same field, with or without null."""
    if not member.is_written() or member.family in ("proto", "openapi", "literal", "query"):
        return None
    if member.family == "sql":
        return _sql_null(member, yes)
    base = _element(member)
    if base is None or (yes and member.family == "prisma" and member.field.list_depth):
        return None
    if yes and ("@id" in member.whole or "primary_key=True" in member.whole):
        return None
    return _written(member, base, replace(member.field, nullable="yes" if yes else "no"))


def optional(member: Member, yes: bool) -> list[Edit] | None:
    """The same field, as one that may be left out or as one that must be there."""
    field, text = member.field, member.whole
    at = member.range.start
    name = field.name_range
    match member.family:
        case "ts":
            if yes:
                in_constructor = re.search(r"\bconstructor\([^)]*$", member.source.text.source[: name.start])
                behind = member.source.text.source[name.end : name.end + 1]
                place = Range(name.end, name.end + (behind == "!"))
                return None if in_constructor or "=" in text else [member.put(place, "?")]
            if member.source.text.source[name.end : name.end + 1] == "?":
                return [member.put(Range(name.end, name.end + 1), "")]
            return None
        case "jsdoc":
            bracket = member.source.text.source[name.start - 1 : name.start] == "["
            if yes == bracket:
                return None
            around = Range(name.start - 1, name.end + 1) if bracket else name
            return [member.put(around, field.name if bracket else f"[{field.name}]")]
        case "zod":
            base = _element(member)
            changed = replace(field, presence="optional" if yes else "required")
            return _written(member, base, changed) if base is not None else None
        case "python":
            return _python_presence(member, yes)
        case "proto":
            found = re.match(r"\s*optional\s+", text)
            if yes or found is None:
                return None
            return [member.put(Range(at, at + found.end()), text[: len(text) - len(text.lstrip())])]
        case _:
            return None


def _python_presence(member: Member, yes: bool) -> list[Edit] | None:
    field, text = member.field, member.type_text
    assert field.type_range is not None
    if member.record.construct == "typed dict":
        inner = re.fullmatch(r"(?:NotRequired|Required)\[(.*)\]", text, re.DOTALL)
        base = inner[1] if inner else text
        return [member.put(field.type_range, f"{'NotRequired' if yes else 'Required'}[{base}]")]
    if yes:
        return None  # what has a default is always sent
    default = re.search(r"\s*=\s*(.*?)\s*$", member.source.text[Range(field.type_range.end, member.range.end)])
    if default is None:
        return None
    end = member.range.end
    called = re.match(r"Field\((?:default_factory=\w+|[^,()]+)(?:,\s*(.*))?\)$", default[1], re.DOTALL)
    kept = f" = Field({called[1]})" if called and called[1] else ""
    return [member.put(Range(field.type_range.end, end), kept)]


def _sql_null(member: Member, yes: bool) -> list[Edit] | None:
    text, at = member.whole, member.range.start
    found = re.search(r"\s+NOT\s+NULL\b", text, re.IGNORECASE)
    if yes:
        if found is None or re.search(r"PRIMARY\s+KEY|AUTO_INCREMENT", text, re.IGNORECASE) or _is_key(member):
            return None
        return [member.put(Range(at + found.start(), at + found.end()), "")]
    assert member.field.type_range is not None
    if found is not None:
        return None
    end = member.field.type_range.end
    edits = [member.put(Range(end, end), " NOT NULL")]
    null = re.search(r"\s+(?:DEFAULT\s+)?NULL\b", text, re.IGNORECASE)
    if null is not None:
        edits.append(member.put(Range(at + null.start(), at + null.end()), ""))
    return edits


def _is_key(member: Member) -> bool:
    """True for a column of the primary key, which is never null whatever it says."""
    body = member.source.text[member.record.range]
    found = re.search(r"PRIMARY\s+KEY\s*\(([^)]*)\)", body, re.IGNORECASE)
    return found is not None and member.field.name in re.findall(r"\w+", found[1])


def _element(member: Member) -> str | None:
    """The type without what says that it is a list, may be null or may be left out."""
    text = member.type_text
    match member.family:
        case "ts" | "jsdoc":
            text = re.sub(r"^\s*null\s*\|\s*|\s*\|\s*(?:null|undefined)\b", "", text)
            for _ in range(member.field.list_depth):
                found = re.fullmatch(r"(?:Readonly)?Array<(.*)>", text, re.DOTALL)
                text = found[1] if found else text.removesuffix("[]")
            return text.strip("()") if text.startswith("(") and text.endswith(")") else text
        case "zod":
            text = re.sub(r"\.(?:nullable|optional|nullish)\(\)", "", text)
            for _ in range(member.field.list_depth):
                found = re.match(r"z\.array\((.*?)\)(?:\.(?:max|min|nonempty)\([^()]*\))*$", text, re.DOTALL)
                if found is None and ".array()" not in text:
                    return None
                text = found[1] if found else text.split(".array()")[0]
            return text
        case "prisma":
            return text.rstrip("?").removesuffix("[]")
        case "sql":
            return text.removesuffix("[]")
        case "python":
            return _python_element(member, text)
        case "graphql":
            return text.replace("!", "").replace("[", "").replace("]", "")
        case "proto" | "openapi":
            return text if re.fullmatch(r"[\w.]+", text) else None
        case _:
            return None


def _python_element(member: Member, text: str) -> str | None:
    for _ in range(4):
        found = re.fullmatch(r"(?:NotRequired|Required|Mapped|Optional|Annotated)\[(.*)\]", text, re.DOTALL)
        if found is None:
            break
        text = found[1].split(", Field(")[0]
    union = re.fullmatch(r"Union\[(.*), None\]", text, re.DOTALL)
    text = union[1] if union else text
    text = re.sub(r"\s*\|\s*None$", "", text)
    for _ in range(member.field.list_depth):
        found = re.fullmatch(r"list\[(.*)\]", text, re.DOTALL)
        if found is None:
            return None
        text = found[1]
    return text


def _written(member: Member, base: str, field: Field) -> list[Edit] | None:
    """The edits that write a field's type anew."""
    range = member.field.type_range
    assert range is not None
    depth, null = field.list_depth, field.nullable == "yes"
    edits: list[Edit] = []
    match member.family:
        case "ts" | "jsdoc":
            inner = f"({base})" if "|" in base and depth else base
            text = inner + "[]" * depth + (" | null" if null else "")
        case "zod":
            text = base
            for _ in [None] * depth:
                text = f"z.array({text})"
            text += (".nullable()" if null else "") + (".optional()" if field.presence == "optional" else "")
        case "prisma":
            text = base + ("[]" if depth else "?" if null else "")
            native = re.search(r"[ \t]+@db\.\w+(?:\([^)]*\))?", member.whole)
            if native is not None and base != _element(member):
                start = member.range.start
                edits.append(member.put(Range(start + native.start(), start + native.end()), ""))
        case "sql":
            text = base + "[]" * depth
        case "python":
            text = base
            for _ in [None] * depth:
                text = f"list[{text}]"
            text += " | None" if null else ""
            text = f"NotRequired[{text}]" if member.type_text.startswith("NotRequired[") else text
            text = f"Required[{text}]" if member.type_text.startswith("Required[") else text
            text = f"Mapped[{text}]" if member.type_text.startswith("Mapped[") else text
        case "graphql":
            text = base
            for _ in [None] * depth:
                text = f"[{text}!]"
            text += "" if null else "!"
        case "proto":
            if depth != member.field.list_depth:
                return _proto_list(member, depth)
            text = base
        case "openapi":
            if depth != member.field.list_depth:
                return None
            if "enum" in member.whole:
                return None
            if re.fullmatch(r"""\[[\s\w"',]*\]""", member.type_text):
                text = re.sub(r"(?<=[\"'\[ ,])(?!null)[a-z]+(?=[\"'\], ])", base, member.type_text, count=1)
            elif re.fullmatch(r"\w+", member.type_text) and member.type_text not in ("array", "object"):
                text = base
            else:
                return None
        case _:
            return None
    return [*edits, member.put(range, text)] if text != member.type_text else None


def _proto_list(member: Member, depth: int) -> list[Edit] | None:
    text, at = member.whole, member.range.start
    found = re.search(r"\brepeated\s+", text)
    if depth == 0 and found is not None:
        return [member.put(Range(at + found.start(), at + found.end()), "")]
    if depth == 1 and found is None and "map<" not in text and "optional" not in text:
        assert member.field.type_range is not None
        start = member.field.type_range.start
        required = re.match(r"\s*required\s+", text)  # of proto2
        return [member.put(Range(start - (len(required[0].lstrip()) if required else 0), start), "repeated ")]
    return None
