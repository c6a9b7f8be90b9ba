"""Whether a merged text still parses, for the languages that we can read. Of any other it is not known, so it is true."""

import ast
import json
import re
import tomllib
import warnings
from collections.abc import Callable
from functools import cache

import tree_sitter_typescript
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from tree_sitter import Language, Parser

from dovetail.integration.items import depths, family_of
from dovetail.integration.lines import lines_of


def parses(path: str, text: str) -> bool:
    """True unless the text is certainly not what its name says."""
    name = path.rpartition("/")[2].lower()
    reader = _READERS.get(name.rpartition(".")[2])
    return reader is None or reader(name, text)


def _typescript(name: str, text: str) -> bool:
    # JavaScript is read as TSX, which is a superset of it with its JSX; in plain TypeScript `<T>x` is a cast.
    plain = name.endswith((".ts", ".mts", ".cts"))
    # The grammar does not know `export type *` of TypeScript 5.
    known = _EXPORT_TYPES.sub(r"\1    \2", text)
    return not _parser(plain=plain).parse(known.encode("utf-8", "surrogatepass")).root_node.has_error


_EXPORT_TYPES = re.compile(r"^(\s*export\s+)type(\s*\*)", re.MULTILINE)


@cache
def _parser(*, plain: bool) -> Parser:
    grammar = tree_sitter_typescript.language_typescript() if plain else tree_sitter_typescript.language_tsx()
    return Parser(Language(grammar))


def _python(_name: str, text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _json(name: str, text: str) -> bool:
    if name.startswith(("tsconfig", "jsconfig", ".eslintrc", "devcontainer")):
        return True  # these have comments
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _yaml(_name: str, text: str) -> bool:
    try:
        for _ in YAML(typ="safe", pure=True).parse(text):
            pass
    except YAMLError:
        return False
    return True


def _toml(_name: str, text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _balanced(name: str, text: str) -> bool:
    """Every bracket that opens closes: little, but it is what a merge in the middle of a block breaks."""
    levels = depths(lines_of(text), family_of(name))
    return not levels or (levels[-1][0] == 0 and min(lowest for _, lowest in levels) == 0)


_READERS: dict[str, Callable[[str, str], bool]] = {
    **dict.fromkeys(("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"), _typescript),
    **dict.fromkeys(("py", "pyi"), _python),
    **dict.fromkeys(("yaml", "yml"), _yaml),
    **dict.fromkeys(("prisma", "graphql", "gql", "proto", "sql", "css", "scss", "less"), _balanced),
    "json": _json,
    "toml": _toml,
}
