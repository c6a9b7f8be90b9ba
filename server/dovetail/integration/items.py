"""Splits lines into the items of a list (imports, members, pairs, declarations), each with what it is called.

This reads lines, not trees: a merge is about a few lines out of the middle of a file, which no parser takes. What comes
of it is parsed as a whole before it is accepted.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item and its lines. `key` is what it is called; an item without a name is its own text."""

    key: Key
    lines: tuple[str, ...]

    @property
    def is_named(self) -> bool:
        return self.key[0] != "text"

    @property
    def value(self) -> str:
        """The text by which two versions are compared: a comma at its end belongs to the list."""
        return "".join(self.lines).strip().removesuffix(",")


_FAMILIES = {
    "script": "ts tsx mts cts js jsx mjs cjs vue svelte json5 jsonc json",
    "python": "py pyi",
    "yaml": "yaml yml",
    "table": "toml ini env cfg properties editorconfig",
    "schema": "prisma graphql gql proto",
    "sql": "sql",
    "style": "css scss less",
    "words": "gitignore dockerignore npmignore eslintignore txt in",
}
_FAMILY = {ending: family for family, endings in _FAMILIES.items() for ending in endings.split()}

_DECLARATION = (
    r"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?"
    r"(function|class|interface|type|enum|const|let|var|namespace|module)\b\*?\s*([\w$]+)"
)
_MEMBER = r"(?:(?:public|private|protected|static|readonly|override|async|get|set|declare)\s+)*"
_NAME = r"""["']?([\w$@/.*-]+)["']?"""

_SCRIPT: tuple[tuple[str, str], ...] = (
    ("import", r"""import\s+(type\s)?.*?\bfrom\s*["']([^"']+)["']"""),
    ("import", r"""import\s*["']([^"']+)["']"""),
    ("export", r"""export\s+(type\s)?(?:\*(?:\s+as\s+\w+)?|\{.*?\})\s*from\s*["']([^"']+)["']"""),
    ("declaration", _DECLARATION),
    ("case", r"case\s+(.+?):"),
    ("test", r"""(?:it|test|describe|suite|context|specify)(?:\.\w+)*\s*\(\s*["'`](.+?)["'`]\s*,"""),
    ("call", r"""([\w$]+(?:\.[\w$]+)+)\s*\(\s*["'`]([^"'`]*)["'`]"""),
    ("spread", r"\.\.\.([\w$.]+)"),
    ("member", rf"{_MEMBER}{_NAME}\s*[?!]?\s*:(?!:)"),
    ("member", rf"{_MEMBER}#?{_NAME}\s*(?:<[^>]*>)?\([^)]*\)\s*(?::[^{{;]*[{{;]?|\{{)\s*$"),
    ("member", rf"{_NAME}\s*=\s"),
)
_PYTHON: tuple[tuple[str, str], ...] = (
    ("import", r"from\s+([\w.]+)\s+import\b"),
    ("import", r"import\s+([\w., ]+?)\s*$"),
    ("declaration", r"(?:async\s+)?(?:def|class)\s+(\w+)"),
    ("member", r"""["']([^"']+)["']\s*:"""),
    ("member", r"(\w+)\s*(?::[^=]+)?=(?!=)"),
    ("member", r"(\w+)\s*:\s*\S"),
)
_YAML: tuple[tuple[str, str], ...] = (("member", r"""["']?([^\s"'#\[\]{}:-][^"'#:]*?)["']?\s*:(?:\s|$)"""),)
_TABLE: tuple[tuple[str, str], ...] = (
    ("section", r"\[+([^\]]+)\]+"),
    ("member", r"""(?:export\s+)?["']?([\w.-]+)["']?\s*[=:]"""),
)
_SCHEMA: tuple[tuple[str, str], ...] = (
    (
        "declaration",
        r"(?:extend\s+)?(model|enum|type|input|interface|union|scalar|message|service|datasource|generator|view)\s+(\w+)",
    ),
    ("member", r"rpc\s+(\w+)"),
    ("member", r"(?:repeated\s+|optional\s+)?[\w.<>, ]+\s+(\w+)\s*=\s*\d+"),
    ("attribute", r"(@@.+?)\s*$"),
    ("member", r"(\w+)(?:\([^)]*\))?\s*:"),
    ("member", r"(\w+)(?:\s+\S.*)?$"),
)
_SQL: tuple[tuple[str, str], ...] = (
    ("declaration", r"(create\s+(?:or\s+replace\s+)?(?:unique\s+)?\w+)\s+(?:if\s+not\s+exists\s+)?([\w\".]+)"),
    ("declaration", r"(alter\s+table)\s+(?:only\s+)?([\w\".]+\s+(?:add|alter|drop|rename)\b(?:\s+[\w\"]+)*)"),
    ("member", r"(constraint\s+[\w\"]+)"),
    (
        "member",
        r"[\"`]?(?!(?:insert|update|delete|select|drop|grant|primary|foreign|unique|check|values|set|from|where)\b)(\w+)[\"`]?\s+[a-z]",
    ),
)
_STYLE: tuple[tuple[str, str], ...] = (("rule", r"([^{};]+?)\s*\{"), ("member", r"([\w-]+)\s*:"))
_WORDS: tuple[tuple[str, str], ...] = (("member", r"([A-Za-z][\w.-]*)(?:\[[^\]]*\])?\s*[=<>~!]="),)

_PATTERNS = {
    family: tuple((kind, re.compile(pattern, re.IGNORECASE if family == "sql" else 0)) for kind, pattern in patterns)
    for family, patterns in {
        "script": _SCRIPT, "python": _PYTHON, "yaml": _YAML, "table": _TABLE,
        "schema": _SCHEMA, "sql": _SQL, "style": _STYLE, "words": _WORDS,
    }.items()
}  # fmt: skip

_COMMENT = {"python": "#", "yaml": "#", "table": "#", "words": "#", "sql": "--", "schema": "//"}
_FIELD_NUMBER = re.compile(r"=\s*(\d+)\s*(?:\[.*\])?;")
# What opens a line that goes on with the item before it.
_CONTINUES = re.compile(r"[)\]}>.?:|&+*/=]|(?:else|catch|finally|elif|except|while|from|as)\b|<\/")
_OPEN, _CLOSE = "([{", ")]}"


def family_of(path: str) -> str:
    """How the lines of a file are read; `""` where its items are not known."""
    name = path.rpartition("/")[2]
    return _FAMILY.get(name.rpartition(".")[2].lower(), "")


def key_of(line: str, family: str) -> Key | None:
    """What the item that starts with a line is called."""
    code = line.strip()
    for kind, pattern in _PATTERNS.get(family, ()):
        if found := pattern.match(code):
            return (kind, *(group.strip() for group in found.groups() if group))
    return None


def split_items(lines: Sequence[str], path: str) -> tuple[Item, ...] | None:
    """The items that the lines consist of, in order and without a line left over; None where they are not whole items."""
    family = family_of(path)
    if not family or family == "words":
        return tuple(Item(_text_key(line, family), (line,)) for line in lines) if family else None
    code = [line for line in lines if line.strip()]
    if not code:
        return None
    outer = min(_indent(line) for line in code)
    groups: list[list[str]] = []
    started = False
    depth = 0
    for line, (level, lowest) in zip(lines, depths(lines, family), strict=True):
        fresh = depth == 0 and line.strip() and _indent(line) == outer and not _CONTINUES.match(line.strip())
        if not groups or (fresh and started):
            groups.append([])
            started = False
        groups[-1].append(line)
        # Comments, decorators and blank lines go with what they stand before.
        started = started or bool(line.strip() and not _is_lead(line, family))
        if lowest < 0:
            return None
        depth = level
    if depth != 0 or _indent(code[0]) != outer:
        return None
    return tuple(_item(group, family) for group in groups)


def names(text: str, path: str) -> Counter[tuple[Key, ...]]:
    """How often each name stands in each scope of a file; scopes go by indentation."""
    family = family_of(path)
    found: Counter[tuple[Key, ...]] = Counter()
    scope: list[tuple[int, Key]] = []
    section: Key = ()
    for line in text.split("\n"):
        if not line.strip() or _is_lead(line, family):
            continue
        indent = _indent(line)
        while scope and scope[-1][0] >= indent:
            scope.pop()
        key = key_of(line, family)
        if key is not None and key[0] == "section":
            section = key
        if key is not None and key[0] not in ("rule", "call"):
            around = tuple(k for _, k in scope)
            found[(section, *around, key)] += 1
            if family == "schema" and (number := _FIELD_NUMBER.search(line)):
                found[(section, *around, ("number", number[1]))] += 1
        scope.append((indent, key or ("text", line.strip())))
    return found


def _item(lines: list[str], family: str) -> Item:
    first = next((n for n, line in enumerate(lines) if line.strip() and not _is_lead(line, family)), None)
    if first is None:
        return Item(_text_key("".join(lines), ""), tuple(lines))
    # A named list over several lines has its name at the end: `import {`, …, `} from 'x'`.
    joined = " ".join(line.strip() for line in lines[first:])
    starts_list = lines[first].strip().startswith(("import", "export"))
    key = key_of(joined if starts_list else lines[first], family)
    return Item(key or _text_key("".join(lines), ""), tuple(lines))


def _text_key(text: str, family: str) -> Key:
    named = key_of(text, family) if family else None
    return named or ("text", text.strip().removesuffix(","))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _is_lead(line: str, family: str) -> bool:
    code = line.strip()
    if family in ("script", "style", "schema", "python") and code.startswith("@") and not code.startswith("@@"):
        return True
    if family in ("script", "style") or family == "schema":
        return code.startswith(("//", "/*", "*", "///"))
    return code.startswith(_COMMENT.get(family, "#"))


def depths(lines: Sequence[str], family: str) -> list[tuple[int, int]]:
    """After each line, how many brackets are open, and how low that went within it. Strings and comments do not count."""
    comment = _COMMENT.get(family, "//")
    depth, quote = 0, ""
    found: list[tuple[int, int]] = []
    for line in lines:
        lowest, at = depth, 0
        while at < len(line):
            char = line[at]
            if quote:
                if char == "\\" and quote != "*/":
                    at += 1
                elif line.startswith(quote, at):
                    at += len(quote) - 1
                    quote = ""
            elif line.startswith("/*", at) and comment != "#":
                quote = "*/"
                at += 1
            elif line.startswith(comment, at):
                break
            elif char in "\"'`":
                quote = char * 3 if family == "python" and line.startswith(char * 3, at) else char
                at += len(quote) - 1
            elif char in _OPEN:
                depth += 1
            elif char in _CLOSE:
                depth -= 1
                lowest = min(lowest, depth)
            at += 1
        # Only block comments, template strings and Python's triple quotes go on behind a line's end.
        if quote not in ("*/", "`", '"""', "'''"):
            quote = ""
        found.append((depth, lowest))
    return found
