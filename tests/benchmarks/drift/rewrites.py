"""Rewrites that change no behaviour: layout, comments, order, local names, phrasing, and where a declaration stands.

Each must leave a conforming project without a finding.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from dovetail.core.findings import Edit, apply_edits
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.languages import _treesitter as ts

from .moves import moved
from .phrasing import phrasings
from .projects import Project, language_of

_COMMENTS = {
    "typescript": "// so it was agreed", "python": "# so it was agreed", "sql": "-- so it was agreed",
    "prisma": "// so it was agreed", "graphql": "# so it was agreed", "proto": "// so it was agreed",
}  # fmt: skip
_FREE = ("typescript", "sql", "prisma", "graphql", "proto")  # where indentation means nothing
_NAMES = re.compile(r"[a-z][A-Za-z]+\Z")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A project that is written otherwise and does the same."""

    project: Project
    operator: str
    language: str
    what: str
    texts: Mapping[str, str | None]


def rewrites(project: Project, seed: int) -> Iterator[Rewrite]:
    """All rewrites of a project; the same for the same seed."""
    random = Random(f"{seed} {project.name}")
    for source in project.snapshot.implementations:
        text = source.text.source
        for operator, new in (*_of_file(source, random), *phrasings(source)):
            if new != text:
                yield _made(project, operator, source, {source.path: new})
        records = [r for r in source.shapes.records if r.fields]
        for record in records:
            new = _reordered(source, record, random)
            if new is not None:
                yield _made(project, "fields in another order", source, {source.path: new}, record.name)
        conventions = project.snapshot.conventions
        bound_here = conventions is not None and conventions.binds(source.path)
        for operator, name, texts in () if bound_here else moved(source):  # elsewhere it would not be bound
            yield _made(project, operator, source, texts, name)


def _made(project: Project, operator: str, source: Source, texts: Mapping[str, str | None], name: str = "") -> Rewrite:
    what = f"{source.path}: {name}" if name else source.path
    return Rewrite(project, operator, language_of(source), what, texts)


def _of_file(source: Source, random: Random) -> Iterator[tuple[str, str]]:
    text, language = source.text.source, source.shapes.language
    yield "Windows line ends", text.replace("\n", "\r\n")
    yield "no line break at the end", text.rstrip("\n")
    if language in _FREE:
        yield "deeper indentation", re.sub(r"^([ \t]+)", r"\1\1", text, flags=re.MULTILINE)
        yield "tabs", re.sub(r"^( +)", lambda m: "\t" * ((len(m[1]) + 1) // 2), text, flags=re.MULTILINE)
    yield "comments behind fields", apply_edits(text, list(_comments(source)))
    yield "blank lines between fields", apply_edits(text, list(_blank_lines(source)))
    if language == "typescript":
        yield "commas for semicolons", apply_edits(text, list(_separators(source, ",")))
        yield "no semicolons", apply_edits(text, list(_separators(source, "")))
        yield "fields on several lines", apply_edits(text, list(_wrapped(source)))
        renamed = _renamed_locals(source, random)
        if renamed is not None:
            yield "other local names", renamed
    if language == "sql":
        yield "lower case", re.sub(
            r"\b(CREATE|TABLE|NOT|NULL|PRIMARY|KEY|DEFAULT|UNIQUE|REFERENCES|CHECK|TYPE|AS|ENUM|ALTER|ADD|COLUMN)\b",
            lambda m: m[1].lower(), text,
        )  # fmt: skip


def _own(source: Source) -> Iterator[Field]:
    """The fields that are written in the file on one line each, and alone there."""
    lines: dict[int, list[Field]] = {}
    for record in source.shapes.records:
        if record.construct == "query":
            continue
        for field in record.fields:
            if record.range.start <= field.name_range.start < record.range.end:
                first, last = source.text.line_of(field.name_range.start), source.text.line_of(field.range.end)
                if first == last:
                    lines.setdefault(first, []).append(field)
    for fields in lines.values():
        if len({f.name_range for f in fields}) == 1:
            yield fields[0]


def _rest(source: Source, field: Field) -> str:
    """What stands behind a field on its line."""
    end = source.text.line_range(source.text.line_of(field.range.end)).end
    return source.text.source[field.range.end : end].strip()


def _comments(source: Source) -> Iterator[Edit]:
    comment = _COMMENTS.get(source.shapes.language)
    for field in _own(source) if comment is not None else ():
        whole = source.text[Range(field.name_range.start, field.range.end)]
        line = source.text.line_range(source.text.line_of(field.range.end))
        marks = comment is not None and comment.split()[0] in source.text[line]
        if not _rest(source, field) and not marks and "`" not in whole and whole.count("(") == whole.count(")"):
            yield Edit(source.path, Range(line.end, line.end), f" {comment}")


def _blank_lines(source: Source) -> Iterator[Edit]:
    for field in _own(source) if source.shapes.language != "openapi" else ():
        line = source.text.line_range(source.text.line_of(field.range.end))
        if not _rest(source, field):
            yield Edit(source.path, Range(line.end, line.end), "\n")


def _separators(source: Source, new: str) -> Iterator[Edit]:
    """Members of interfaces and object types end in a comma, or in nothing but the line."""
    declared = [r for r in source.shapes.records if r.construct in ("interface", "type")]
    for record in declared:
        for field in record.fields:
            end = field.range.end
            inside = record.range.start <= field.name_range.start < record.range.end
            alone = source.text.source[end : end + 1] in ("\n", "")
            if inside and source.text.source[end - 1 : end] == ";" and alone:
                yield Edit(source.path, Range(end - 1, end), new)


def _wrapped(source: Source) -> Iterator[Edit]:
    """A line break behind the `|` of each union at a field."""
    for field in _own(source):
        if field.type_range is not None and re.search(r"[^|] \| ", source.text[field.type_range]):
            text = source.text[field.type_range]
            if "{" in text or "(" in text or "\n" in text or "<" in text or "?" in text or "`" in text:
                continue
            indent = source.text.indent_at(field.name_range.start) + "  "
            yield Edit(source.path, field.type_range, text.replace(" | ", f"\n{indent}| "))


def _reordered(source: Source, record: Record, random: Random) -> str | None:
    """The fields of a record in another order: those that fill whole lines and have no default."""
    text = source.text
    blocks: list[Range] = []
    for field in record.fields:
        if not record.range.start <= field.name_range.start < record.range.end or record.construct == "query":
            continue
        first, last = text.line_range(text.line_of(field.range.start)), text.line_range(text.line_of(field.range.end))
        before, behind = text.source[first.start : field.range.start], text.source[field.range.end : last.end]
        if before.strip() or behind.strip() or (field.presence != "required" and source.shapes.language == "python"):
            continue
        blocks.append(Range(first.start, last.end))
    separated = [b for b in blocks if text[b].rstrip().endswith((",", ";"))]
    if source.shapes.language in ("sql", "typescript") and any(text[b].rstrip().endswith(",") for b in blocks):
        blocks = separated
    apart = (text.source[a.end : b.start] for a, b in pairwise(blocks))
    if (
        len(blocks) < 3
        or any(a.end > b.start for a, b in pairwise(blocks))
        or any("(" in gap or "{" in gap for gap in apart)
    ):
        return None
    shuffled = blocks[:]
    random.shuffle(shuffled)
    edits = [Edit(source.path, old, text[new]) for old, new in zip(blocks, shuffled, strict=True)]
    return apply_edits(text.source, edits)


def _renamed_locals(source: Source, random: Random) -> str | None:
    """Some of the parameters and variables of functions under other names, wherever they stand in the file."""
    syntax = ts.parse("typescript" if source.path.endswith("ts") else "tsx", source.text)
    declared: set[str] = set()
    kept: set[str] = {d.name for d in source.shapes.definitions} | {i.name for i in source.shapes.imports}
    uses: dict[str, list[Range]] = {}
    for node in ts.walk(syntax.root):
        parent = node.parent.type if node.parent is not None else ""
        name = syntax.str(node)
        if node.type in ("shorthand_property_identifier", "shorthand_property_identifier_pattern"):
            kept.add(name)
        elif node.type == "identifier":
            uses.setdefault(name, []).append(syntax.range(node))
            if node.parent is not None and ts.child(node.parent, "accessibility_modifier", "readonly") is not None:
                kept.add(name)  # a parameter that is a property of its class
            elif parent in ("required_parameter", "optional_parameter", "variable_declarator", "arrow_function"):
                declared.add(name)
    chosen = sorted(n for n in declared - kept if _NAMES.match(n))
    if not chosen:
        return None
    edits = [Edit(source.path, r, f"{n}Here") for n in chosen if random.random() < 0.7 for r in uses[n]]
    return apply_edits(source.text.source, edits)
