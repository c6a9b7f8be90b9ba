"""Edits that add a tag to the comment of a declaration or of a field in TypeScript."""

from dovetail.core.findings import Edit
from dovetail.core.text import Range, Text


def added_tag(path: str, text: Text, whole: Range, name: Range, tag: str) -> Edit:
    """The edit that writes a tag such as `@format email` into the comment above a name, or a comment that holds it.

    `whole` covers the member with its comment, `name` its name.
    """
    above = text.source[whole.start : name.start]
    close = above.rfind("*/")
    open = above.rfind("/**", 0, close) if close >= 0 else -1
    if open < 0:
        return _new_comment(path, text, whole, name, tag)
    start, end = whole.start + open, whole.start + close
    indent = text.indent_at(start)
    body = text.source[start + 3 : end]
    at = start + 3 + len(body.rstrip())
    if not body.strip():
        return Edit(path, Range(start + 3, end), f" {tag} ")
    last_line = body.rpartition("\n")[2]
    if "\n" in body and not last_line.strip():  # the comment ends on a line of its own
        return Edit(path, Range(at, at), f"\n{indent} * {tag}")
    return Edit(path, Range(at, end), f"\n{indent} * {tag} ")


def _new_comment(path: str, text: Text, whole: Range, name: Range, tag: str) -> Edit:
    line = name.start - text.position(name.start).column
    first = text.source[line : name.start]
    indent = first[: len(first) - len(first.lstrip())]
    at = max(whole.start, line + len(indent))
    alone = not text.source[line:at].strip()
    after = f"\n{indent}" if alone else " "
    return Edit(path, Range(at, at), f"/** {tag} */{after}")
