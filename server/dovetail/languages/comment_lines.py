"""A comment on a line of its own above a line of code, as each language writes it there."""

from tree_sitter import Node

from dovetail.core.text import Range, Text

from . import _treesitter as ts
from .angular_templates import SUFFIXES as TEMPLATES
from .components import SUFFIXES as COMPONENTS

_MARKS = {"sql": "--", "prisma": "//", "proto": "//", "graphql": "#"}
_YAML = (".yaml", ".yml")
_TEXTS = ("string", "template_string", "comment")
_OF_JSX = ("jsx_element", "jsx_fragment")


def comment_above(path: str, language: str, text: Text, line: int, words: str) -> str | None:
    """The whole line of a comment above a line of a file; None where none can stand there, as within a text of several lines."""
    range = text.line_range(line)
    code = text[range].rstrip("\r\n")
    indent = code[: len(code) - len(code.lstrip())]
    if not code.strip():
        return None
    match language:
        case "typescript" | "contract":
            if path.endswith((*COMPONENTS, *TEMPLATES)):
                return None
            comment = _in_typescript(path, text, Range(range.start + len(indent), range.end), words)
        case "python":
            comment = _in_python(text, Range(range.start + len(indent), range.end), words)
        case _:
            mark = "#" if path.endswith(_YAML) else _MARKS.get(language)
            comment = f"{mark} {words}" if mark is not None else None
    return f"{indent}{comment}\n" if comment is not None else None


def _in_typescript(path: str, text: Text, line: Range, words: str) -> str | None:
    node = _first(ts.parse("tsx" if path.endswith((".tsx", ".jsx", ".js")) else "typescript", text), line)
    if node is None:
        return None
    in_jsx = node.type == "jsx_text" or (node.parent is not None and node.parent.type in _OF_JSX)
    return f"{{/* {words} */}}" if in_jsx else f"// {words}"


def _in_python(text: Text, line: Range, words: str) -> str | None:
    node = _first(ts.parse("python", text), line)
    before = text.source[: line.start].rstrip(" \t")
    is_continued = before.endswith(("\\\n", "\\\r\n"))
    return f"# {words}" if node is not None and not is_continued else None


def _first(syntax: ts.Syntax, line: Range) -> Node | None:
    """The largest part of the code that begins where a line does, else the innermost around that place; None within a text."""
    start = len(syntax.parsed.source[: line.start].encode("utf-8", "surrogatepass"))
    node = syntax.root.descendant_for_byte_range(start, start + 1)
    while node is not None and node.parent is not None and node.parent.start_byte == node.start_byte:
        if node.parent.parent is None:
            break
        node = node.parent
    return node if node is not None and not _is_within_text(node, start) else None


def _is_within_text(node: Node, start: int) -> bool:
    """True where a line goes on with a text or a comment that began above it."""
    at: Node | None = node
    while at is not None:
        if at.type in _TEXTS and at.start_byte < start:
            return True
        at = at.parent
    return False
