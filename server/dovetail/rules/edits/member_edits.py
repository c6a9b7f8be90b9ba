"""Where a new member of a record goes, and how it is set apart from the others there."""

import re

from dovetail.core.findings import Edit
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

_LAST = re.compile(r"(?P<rest>(?P<comma>[,;]?)[ \t]*(?://[^\r\n]*)?)\r?\n[ \t]*\}")
_COMMAS = SCHEMA_OBJECTS | {"drizzle table", "object literal", "table"}
_ON_ONE_LINE = SCHEMA_OBJECTS | {"interface", "type", "class", "drizzle table", "message", "GraphQL type"}


def inserted(member: str, record: Record, source: Source) -> tuple[Edit, ...]:
    """The edits that put a member into a record: on a line of its own, or beside the others where they share one."""
    text = source.text
    own = [f for f in record.fields if record.range.start <= f.name_range.start < record.range.end]
    if record.insert_at is None:
        return _beside(member, record, own, source)
    above = [f for f in own if f.name_range.start < record.insert_at]
    line_end = "\r\n" if "\r\n" in text.source else "\n"
    indent = (
        text.indent_at(above[-1].name_range.start) if above else text.indent_at(record.name_range.start) + _step(source)
    )
    at = record.insert_at
    edit = Edit(source.path, Range(at, at), f"{indent}{member}{line_end}")
    if at == len(text.source) and not text.source.endswith("\n"):
        edit = Edit(source.path, Range(at, at), f"{line_end}{indent}{member}")
    comma = _comma(record, above, source)
    if comma is None:
        return (edit,)
    return (comma, edit) if comma.range.end < at else ()


def _comma(record: Record, above: list[Field], source: Source) -> Edit | None:
    """The comma that the last member lacks, in languages where it then needs one."""
    if record.construct not in SCHEMA_OBJECTS | {"drizzle table"} or not above or above[-1].type_range is None:
        return None
    end = above[-1].type_range.end
    behind = source.text.source[end : record.insert_at]
    return None if behind.lstrip().startswith(",") else Edit(source.path, Range(end, end), ",")


def _beside(member: str, record: Record, own: list[Field], source: Source) -> tuple[Edit, ...]:
    """Behind the last member of a body that stands on one line, with the separator that it needs."""
    text = source.text
    if not own or record.construct not in _ON_ONE_LINE:
        return ()
    last = max(own, key=lambda f: f.range.end)
    if last.range.end < last.name_range.end or last.range.end > record.range.end:
        return ()
    whole = text[last.range].rstrip()
    end = last.range.start + len(whole)
    behind = text.source[end : record.range.end]
    below = _LAST.match(behind)
    if below is not None and text.line_of(last.range.start) > text.line_of(record.range.start):
        return _below(member, record, whole, end, below, source)
    if not re.match(r"[ \t]*\}", behind):
        return ()
    separator = "" if whole.endswith((";", ",")) else "," if record.construct in _COMMAS else ";"
    separator = "" if record.construct in ("message", "GraphQL type") else separator
    written = member.removesuffix(",") if record.construct in _COMMAS and not whole.endswith(",") else member
    return (Edit(source.path, Range(end, end), f"{separator} {written}"),)


def _below(member: str, record: Record, whole: str, end: int, below: re.Match[str], source: Source) -> tuple[Edit, ...]:
    """On a line below the last member of a body that has a line for each."""
    indent = source.text.indent_at(end - len(whole.rpartition("\n")[2]) + 1)
    at = Range(end + below.end("rest"), end + below.end("rest"))
    line = f"\n{indent}{member}"
    if record.construct not in _COMMAS or whole.endswith(",") or below["comma"]:
        return (Edit(source.path, at, line),)
    comma = Edit(source.path, Range(end, end), ",")
    return (comma, Edit(source.path, at, line)) if at.start > end else (Edit(source.path, at, f",{line}"),)


def _step(source: Source) -> str:
    """One step of indentation, as the file has it."""
    if re.search(r"^\t", source.text.source, re.MULTILINE):
        return "\t"
    found = re.search(r"^( {2,8})\S", source.text.source, re.MULTILINE)
    usual = "    " if source.shapes.language == "python" else "  "
    return found[1] if found is not None and source.shapes.language != "yaml" and len(found[1]) in (2, 4) else usual
