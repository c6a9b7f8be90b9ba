"""Query builders of TypeORM: `orders.createQueryBuilder("o").leftJoin("o.user", "u").where("u.email = :email")`."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import IN_QUERY
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.made import CALL
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .handed_builders import handing_call

BUILDER = "createQueryBuilder"
_NAMES_COLUMNS = frozenset(
    "select addSelect where andWhere orWhere having andHaving orHaving orderBy addOrderBy groupBy addGroupBy distinctOn leftJoin "
    "innerJoin leftJoinAndSelect innerJoinAndSelect leftJoinAndMapOne innerJoinAndMapOne leftJoinAndMapMany innerJoinAndMapMany "
    "loadRelationCountAndMap".split()
)
_GROWS = _NAMES_COLUMNS | frozenset("take skip limit offset setParameter setParameters withDeleted cache".split())
_WRITES = {"set": ("update",), "values": ("into", "insert")}
_JOIN = re.compile(
    r"""\.(?:left|inner)Join\w*\(\s*(?:["']\w+\.\w+["']\s*,\s*)?["'](\w+)\.(\w+)["']\s*,\s*["'](\w+)["']"""
)
_COLUMN = re.compile(
    r"""(?<![\w:.$])(\w+)\.(\w+)(?:\s*(?:(?:=|!=|<>)\s*(?:'([^']*)'|:(\w+))|(?:NOT\s+)?IN\s*\(\s*:\.\.\.(\w+)))?"""
)
_LONGEST = 40
_STRINGS = ("string", "template_string")


@dataclass
class Aliases:
    """The rows that the aliases of a query stand for."""

    syntax: Syntax
    uses: Uses
    known: dict[str, Value] = field(default_factory=dict[str, Value])

    def join(self, around: Node) -> None:
        """Adds those of relations that a function joins, in whatever order."""
        joins = [(m[1], m[2], m[3]) for m in _JOIN.finditer(self.syntax.str(around))]
        for _ in joins:
            for of, relation, alias in joins:
                if of in self.known and alias not in self.known:
                    at = self.syntax.range(around)
                    led = self.uses.property(self.known[of], relation, Range(at.start, at.start), "")
                    if led is not None:
                        self.known[alias] = self.uses.each_of(led, Range(at.start, at.start))

    def note(self, text: Node, values: Mapping[str, Node]) -> None:
        """Notes the columns that a text names, and the texts that they are compared with, also by names that have values beside it."""
        start = self.syntax.range(text).start
        for found in _COLUMN.finditer(self.syntax.str(text)):
            row = self.known.get(found[1])
            if row is None:
                continue
            column = self.uses.property(row, found[2], Range(start + found.start(2), start + found.end(2)), "")
            self.uses.emit(column)
            if found[3]:
                self.uses.quote(column, found[3], Range(start + found.start(3), start + found.end(3)))
            value = values.get(found[4] or found[5] or "")
            for said in [] if value is None else parts(value) if value.type == "array" else [value]:
                if said.type == "string":
                    self.uses.quote(column, unquoted(self.syntax.str(said)), unquoted_range(self.syntax, said))


def note_columns(
    call: Node, method: str, given: list[Node], infer: Callable[[Node], Value | None], instance: Callable[[str], Value | None],
    syntax: Syntax, uses: Uses,
) -> None:  # fmt: skip
    """Notes what one call of a query builder names."""
    if method not in _NAMES_COLUMNS:
        return
    texts = [t for part in given for t in (parts(part) if part.type == "array" else [part]) if t.type in _STRINGS]
    root = _root(call, syntax) if texts else None
    if root is None:
        return
    alias, row = _begun(root, infer, instance, syntax, uses)
    if row is None or not alias:
        return
    aliases = Aliases(syntax, uses, {alias: replace(row, via=IN_QUERY)})
    aliases.join(_around(root))
    pairs = [p for part in given if part.type == "object" for p in parts(part) if p.type == "pair"]
    said = [(ts.field(p, "key"), ts.field(p, "value")) for p in pairs]
    values = {syntax.str(key): value for key, value in said if key is not None and value is not None}
    for text in texts:
        aliases.note(text, values)


def written_entity(call: Node, method: str, instance: Callable[[str], Value | None], syntax: Syntax) -> Value | None:
    """What is asked for in `createQueryBuilder().update(User).set({ … })`, and in `.insert().into(User).values([ … ])`."""
    for here, name in _chain(call, syntax) if method in _WRITES else ():
        given = parts(ts.field(here, "arguments"))
        if name in _WRITES[method] and given and given[0].type == "identifier":
            return instance(syntax.str(given[0]))
    return None


def _begun(
    root: Node,
    infer: Callable[[Node], Value | None],
    instance: Callable[[str], Value | None],
    syntax: Syntax,
    uses: Uses,
) -> tuple[str, Value | None]:
    """The first alias of a query, and the row that it stands for: of a repository, or of the class that it is given."""
    given = parts(ts.field(root, "arguments"))
    alias = next((unquoted(syntax.str(g)) for g in given if g.type == "string"), "")
    if given and given[0].type == "identifier":
        return alias, instance(syntax.str(given[0]))
    function = ts.field(root, "function")
    repository = (
        infer(holder) if function is not None and (holder := ts.field(function, "object")) is not None else None
    )
    at = Range(syntax.range(root).start, syntax.range(root).start)
    return alias, uses.property(uses.property(repository, "create", at, ""), CALL, at, "")


def _root(call: Node, syntax: Syntax) -> Node | None:
    """The call that begins a query, also where a variable holds what was built of it before."""
    last = call
    for here, name in _chain(call, syntax):
        if name == BUILDER:
            return here
        last = here
    function = ts.field(last, "function")
    held = ts.field(function, "object") if function is not None else None
    if held is None or held.type != "identifier":
        return None
    made = local_value(syntax, held, _GROWS)
    if made is not None:
        return next((c for c, name in _chain(made, syntax) if name == BUILDER), None)
    handing = handing_call(syntax, held)  # `andWhere(new Brackets((qb) => qb.where(…)))`
    return _root(handing, syntax) if handing is not None and handing != call else None


def _chain(call: Node, syntax: Syntax) -> Iterator[tuple[Node, str]]:
    """The calls of a chain with their methods, the last first."""
    here: Node | None = call
    for _ in range(_LONGEST):
        function = ts.field(here, "function") if here is not None and here.type == "call_expression" else None
        name = ts.field(function, "property") if function is not None else None
        if here is None or function is None or name is None:
            return
        yield here, syntax.str(name)
        here = ts.field(function, "object")


def _around(node: Node) -> Node:
    """The function that a node stands in."""
    while node.parent is not None and node.type not in FUNCTIONS:
        node = node.parent
    return node
