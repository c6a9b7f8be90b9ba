"""Functions within a function that sends, which it calls itself: `const send = () => fetch(url, options)`, once and once more.

So does a hook what it gives another one to run: `useEffect(() => { fetch(url)… }, [url])`, `useQuery({ queryFn: () => fetch(url) })`.
"""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..syntax.nodes import parameters
from .senders import Sender

_RUNS = re.compile(r"(?:^|\.)(?:use[A-Z]\w*|onMount(?:ed)?|watch(?:Effect)?|createEffect|createResource|\$effect)$")
_WITHIN = frozenset({"pair", "object", "arguments"})


def calls_for(outer: Sender, inner: Sender, function: Node) -> None:
    """Notes what a function calls as calls of the one around it, where that one calls it by name, or has a hook run it."""
    syntax = inner.syntax
    if parameters(syntax, function):
        return
    if _is_run(inner, function):
        outer.calls.extend(inner.calls)
        return
    statement = function if function.type == "function_declaration" else function.parent
    named = statement is not None and statement.type in ("variable_declarator", "function_declaration")
    name = syntax.field(statement, "name") if statement is not None and named else None
    if name is None or statement is None or statement.parent is None:
        return
    around = statement.parent if statement is function else statement.parent.parent
    called = rf"(?<!function )(?<![\w$.]){re.escape(syntax.str(name))}\(\)"
    if around is not None and around.type == "statement_block" and re.search(called, syntax.str(around)):
        outer.calls.extend(inner.calls)


def _is_run(sender: Sender, function: Node) -> bool:
    """True for a function that a hook is given, by itself or among its options."""
    holder = function.parent
    while holder is not None and holder.type in _WITHIN:
        holder = holder.parent
    called = ts.field(holder, "function") if holder is not None and holder.type == "call_expression" else None
    return called is not None and _RUNS.search(sender.syntax.str(called)) is not None
