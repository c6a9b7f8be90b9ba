"""Declarations that are moved: to the end of their file, or to a file of their own."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.shapes import Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

Moved = tuple[str, str, Mapping[str, str | None]]
_TYPES = ("interface", "type")


def moved(source: Source) -> Iterator[Moved]:
    """What is moved, its name, and the texts after it."""
    for record in source.shapes.records:
        whole = _whole(source, record)
        if whole is None:
            continue
        match source.shapes.language:
            case "typescript" if record.construct in _TYPES:
                yield "declarations moved down", record.name, {source.path: _to_the_end(source, whole)}
                yield from _typescript(source, record, whole)
            case "prisma" | "graphql" | "proto":
                yield "declarations moved down", record.name, {source.path: _to_the_end(source, whole)}
                if source.shapes.language == "prisma":
                    yield from _beside(source, record, whole)
            case "python" if record.construct in ("pydantic model", "dataclass", "typed dict"):
                yield from _python(source, record, whole)
            case _:
                pass


def _whole(source: Source, record: Record) -> Range | None:
    """A top-level declaration with the comments above it, as whole lines."""
    text = source.text
    first, last = text.line_of(record.range.start), text.line_of(record.range.end)
    while first > 0 and re.match(r"\s*(?:///?|/?\*|#|@|\"|export )", text[text.line_range(first - 1)]):
        first -= 1
    start = text.line_starts[first]
    end = text.line_range(last).end
    indented = text[text.line_range(text.line_of(record.name_range.start))][:1].isspace()
    return None if indented else Range(start, min(end + 1, len(text.source)))


def _without(source: Source, whole: Range) -> str:
    return source.text.source[: whole.start] + source.text.source[whole.end :]


def _to_the_end(source: Source, whole: Range) -> str:
    rest = _without(source, whole)
    return f"{rest.rstrip()}\n\n{source.text[whole].rstrip()}\n"


def _beside(source: Source, record: Record, whole: Range) -> Iterator[Moved]:
    folder, _, _ = source.path.rpartition("/")
    other = f"{folder}/{record.name.lower()}.prisma".lstrip("/")
    texts = {source.path: _without(source, whole), other: source.text[whole]}
    yield "declarations in a file of their own", record.name, texts


def _typescript(source: Source, record: Record, whole: Range) -> Iterator[Moved]:
    text = source.text
    needs = {r.name for r in source.shapes.records if r.name != record.name} & set(re.findall(r"\w+", text[whole]))
    needs |= {a.name for a in source.shapes.aliases} & set(re.findall(r"\w+", text[whole]))
    if needs:
        return  # a part that the rest needs and that needs the rest
    imports = re.findall(r"^import\b[^;]*?from\s+[\"'][^\"']+[\"'];?$", text.source, re.MULTILINE)
    folder, _, name = source.path.rpartition("/")
    stem = name.split(".")[0]
    part = f"{stem}-{record.name.lower()}"
    body = text[whole] if "export " in text[whole] else re.sub(
        r"^(interface|type)\b", r"export \1", text[whole], flags=re.MULTILINE
    )  # fmt: skip
    line = f'import type {{ {record.name} }} from "./{part}.js";\nexport type {{ {record.name} }};\n'
    rest = _without(source, whole)
    directive = re.match(r"\s*[\"']use client[\"'];?\n", rest)
    at = directive.end() if directive else 0
    texts = {
        source.path: rest[:at] + line + rest[at:],
        f"{folder}/{part}.ts".lstrip("/"): "\n".join(imports) + "\n\n" + body,
    }
    yield "declarations in a file of their own", record.name, texts


def _python(source: Source, record: Record, whole: Range) -> Iterator[Moved]:
    text = source.text
    own = {r.name for r in source.shapes.records} | {e.name for e in source.shapes.enums}
    used = (own - {record.name}) & set(re.findall(r"\w+", text[whole]))
    later = re.search(rf"\b{record.name}\b", text.source[: whole.start])
    if used or later or not source.path.endswith("models.py"):
        return
    head = text.source[: text.source.index("\nclass ")]
    imports = [line for line in head.splitlines() if line.startswith(("from ", "import "))]
    folder, _, name = source.path.rpartition("/")
    part = f"{record.name.lower()}_models"
    line = f"from .{part} import {record.name}\n"
    at = text.source.index(imports[-1]) + len(imports[-1]) + 1
    rest = _without(source, whole)
    texts = {
        source.path: rest[:at] + line + rest[at:],
        f"{folder}/{part}.py": "\n".join(imports) + "\n\n\n" + text[whole],
    }
    if name == "models.py":
        yield "declarations in a file of their own", record.name, texts
