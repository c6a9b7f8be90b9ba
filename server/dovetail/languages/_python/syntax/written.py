"""Types as one file of Python tells them to another, in short: `Page[User] | None` is `Page<User>`, `dict[str, list[User]]` is `{User[]}`.

`User[]` is a list of them or what gives one after the other, `{User}` a dictionary by its values, `(User,)` a tuple by its parts,
`~User` a query of Django, `|<User,Team>` one of several. What is not followed is empty. What code gives that says no type is told by
the steps to it: `find!()!user`.
"""

import ast
import re
from collections.abc import Mapping
from typing import Final

ADAPTER: Final = "TypeAdapter"  # of pydantic, which makes values of the type that it is given
QUERY: Final = "~"
STEP: Final = "!"
EITHER: Final = "|"
_LISTS = frozenset(
    "list List set Set frozenset FrozenSet Sequence MutableSequence Iterable Collection AbstractSet deque "
    "Iterator AsyncIterator AsyncIterable Generator AsyncGenerator ScalarResult InstrumentedList WriteOnlyMapped".split()
)
_MAPS = frozenset("dict Dict Mapping MutableMapping OrderedDict defaultdict DefaultDict".split())
_SAME = frozenset(
    "Annotated Optional Required NotRequired ReadOnly Final Mapped InitVar Awaitable Task Future ContextManager ClassVar "
    "AsyncContextManager AbstractContextManager AbstractAsyncContextManager Coroutine".split()
)
_QUERIES = frozenset({"QuerySet", "Manager", "RelatedManager", "BaseManager"})
_PLAIN = frozenset(
    "str int float bool bytes None object Any UUID datetime date time timedelta Decimal Path type Type Callable Literal".split()
)
# What drivers of databases call their rows, which say nothing of their columns.
_ROWS = frozenset(
    "asyncpg.Record sqlite3.Row aiosqlite.Row DictRow RealDictRow RowMapping rows.DictRow psycopg.rows.DictRow "
    "extras.DictRow extras.RealDictRow psycopg2.extras.DictRow psycopg2.extras.RealDictRow".split()
)
SAYS_ROWS: Final = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _ROWS)))})\b")
_DEEPEST = 8


def written(annotation: str, aliases: Mapping[str, str]) -> str:
    """What an annotation says, through the aliases of its file; empty where it is not followed."""
    try:
        parsed = ast.parse(f"({annotation}\n)", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return _type(parsed.body, aliases, 0)


def _type(node: ast.expr, aliases: Mapping[str, str], depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    match node:
        case ast.Name(id=name) if name in aliases:
            return aliases[name]
        case ast.Name() | ast.Attribute():
            name = _dotted(node)
            last = name.rpartition(".")[2]
            return "" if name in _ROWS or last in _PLAIN | _LISTS | _MAPS or last in ("tuple", "Tuple") else name
        case ast.Constant(value=str(inner)):
            return written(inner, aliases) if depth < _DEEPEST else ""
        case ast.BinOp(op=ast.BitOr()):
            return _either(_alternatives(node), aliases, depth)
        case ast.Subscript():
            arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return _generic(_dotted(node.value), arguments, aliases, depth)
        case _:
            return ""


def _generic(name: str, arguments: list[ast.expr], aliases: Mapping[str, str], depth: int) -> str:
    last = name.rpartition(".")[2]
    if not arguments or not last:
        return ""
    if last == "Union":
        return _either(arguments, aliases, depth)
    inner = [_type(a, aliases, depth + 1) for a in arguments]
    if last == "Coroutine":
        return inner[-1]
    if last in _SAME:
        return inner[0]
    if last in _LISTS:
        return f"{inner[0]}[]" if inner[0] else ""
    if last in _MAPS:
        return f"{{{inner[-1]}}}" if inner[-1] and len(inner) == 2 else ""
    if last in ("tuple", "Tuple"):
        if len(arguments) == 2 and isinstance(arguments[1], ast.Constant) and arguments[1].value is ...:
            return f"{inner[0]}[]" if inner[0] else ""
        return f"({','.join(inner)},)" if any(inner) else ""
    if last in _QUERIES:
        return QUERY + inner[0] if inner[0] else ""
    if last in _PLAIN:
        return ""
    return f"{name}<{','.join(inner)}>"


def _either(parts: list[ast.expr], aliases: Mapping[str, str], depth: int) -> str:
    """The only alternative but None; several are `|<A,B>`, where all are known."""
    rest = [p for p in parts if not (isinstance(p, ast.Constant) and p.value is None)]
    found = [_type(p, aliases, depth + 1) for p in rest]
    if len(found) == 1:
        return found[0]
    return f"{EITHER}<{','.join(found)}>" if found and all(found) else ""


def _alternatives(node: ast.expr) -> list[ast.expr]:
    found: list[ast.expr] = []
    todo = [node]
    while todo:
        here = todo.pop()
        if isinstance(here, ast.BinOp) and isinstance(here.op, ast.BitOr):
            todo.extend((here.left, here.right))
        else:
            found.append(here)
    return found


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(parts)))
