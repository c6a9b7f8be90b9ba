"""Routers that are mounted a folder at a time, each under the name of its file: ``router.use(`/${name}`, require(`./${name}`))``."""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import initializer
from ..sending.urls import written_path
from ..syntax.nodes import parts

EACH = "*"
"""What stands for the name of the file, in the module and in the prefix."""
_MODULE = (
    re.compile(r"`(?P<folder>(?:\.{1,2}/|\$\{__dirname\}/)(?:[\w.-]+/)*)\$\{\s*(?P<of>\w+)\s*\}(?:\.[cm]?[jt]s)?`"),
    re.compile(r"""(?P<q>["'])(?P<folder>\.{1,2}/(?:[\w.-]+/)*)(?P=q)\s*\+\s*(?P<of>\w+)"""),
    re.compile(
        r"""(?:path\.)?(?:join|resolve)\(\s*__dirname\s*,\s*(?P<folder>(?:["'][\w./-]+["']\s*,\s*)*)(?P<of>\w+)\s*\)"""
    ),
)
_PREFIX = (
    re.compile(r"`(?P<before>(?:/[\w.-]+)*/)\$\{\s*(?P<of>[^{}]+?)\s*\}`"),
    re.compile(r"""(?P<q>["'])(?P<before>(?:/[\w.-]+)*/)(?P=q)\s*\+\s*(?P<of>[^+]+)"""),
)
# How a name of a file is freed of its ending, or a path of its folder.
_STEM = re.compile(
    r"""(?P<a>\w+)\.(?:split\(\s*["']\.["']\s*\)(?:\[0\]|\.shift\(\)|\.at\(0\))|replace\(\s*(?:["']\.[jt]s["']|/\\\.[^/]*/)\s*,\s*(["'])\2\s*\)|slice\(\s*0\s*,\s*-3\s*\))"""
    r"""|(?:path\.)?basename\(\s*(?P<b>\w+)\s*,[^()]*(?:\([^()]*\))?\s*\)|(?:path\.)?parse\(\s*(?P<c>\w+)\s*\)\.name"""
)
_LOADS = ("require", "import")
_DEEPEST = 6


def mounted_folder(syntax: Syntax, prefix: Node, given: Node) -> tuple[str, str] | None:
    """The prefix and the module of whatever is mounted, with `EACH` for the name of a file; None for anything else."""
    loaded = _loaded(syntax, given)
    found = next((m for p in _MODULE if (m := p.fullmatch(syntax.str(loaded)))), None) if loaded is not None else None
    if found is None or loaded is None:
        return None
    folder = "".join(re.findall(r"[^\s\"',]+", found["folder"].replace("${__dirname}/", "./")))
    module = (
        f"{'' if folder.startswith('.') else './'}{folder}{'' if not folder or folder.endswith('/') else '/'}{EACH}"
    )
    written, _ = written_path(syntax, prefix) if prefix.type == "string" else (None, None)
    if written is not None:
        return written, module
    own = next((m for p in _PREFIX if (m := p.fullmatch(syntax.str(prefix)))), None)
    return (
        (own["before"] + EACH, module) if own is not None and _names(syntax, own["of"], found["of"], prefix) else None
    )


def _loaded(syntax: Syntax, given: Node) -> Node | None:
    """What is loaded by a name that is put together: the argument of `require(…)`, or of `(await import(…)).default`."""
    here: Node | None = given
    for _ in range(_DEEPEST):
        if here is None:
            return None
        if here.type == "identifier":
            here = initializer(syntax, here)
        elif here.type in ("parenthesized_expression", "await_expression"):
            here = next(iter(parts(here)), None)
        elif here.type == "member_expression":
            name = ts.field(here, "property")
            here = ts.field(here, "object") if name is not None and syntax.str(name) == "default" else None
        else:
            break
    function = ts.field(here, "function") if here is not None and here.type == "call_expression" else None
    arguments = parts(ts.field(here, "arguments")) if function is not None and here is not None else []
    return arguments[0] if function is not None and syntax.str(function) in _LOADS and len(arguments) == 1 else None


def _names(syntax: Syntax, written: str, file: str, prefix: Node) -> bool:
    """True where what is put into a prefix is the name of the file that is loaded, with or without its ending."""
    if written == file:
        return True
    stem = _STEM.fullmatch(written)
    if stem is None and written.isidentifier():
        used = next((n for n in ts.walk(prefix) if n.type == "identifier" and syntax.str(n) == written), None)
        made = initializer(syntax, used) if used is not None else None
        stem = _STEM.fullmatch(syntax.str(made)) if made is not None else None
    return stem is not None and file in (stem["a"], stem["b"], stem["c"])
