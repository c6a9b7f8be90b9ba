"""Statements of SQLAlchemy and SQLModel, and managers of Django, as values: what they name, and the rows that they give."""

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..classes.django import historical
from ..classes.named import NAMED
from ..classes.names import Names
from ..classes.picked import annotated, picked_strings
from ..classes.picked import rows_of as picked_rows
from ..scoping.factories import MADE
from ..scoping.spreads import assigned_values
from ..scoping.values import CALL, DUMPED, OF_COLUMN, REST, Scope, Value, written_of
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import local_value
from .sinks import Sinks

_NARROWS = frozenset(
    "where filter filter_by exclude order_by limit offset options distinct group_by having with_for_update all slice using "
    "execution_options correlate select_related prefetch_related only defer reverse iterator populate_existing complex_filter "
    "select_for_update get_queryset unique yield_per correlate_except add_criteria enable_assertions with_hint".split()
)
_JOINS = frozenset({"join", "outerjoin", "join_from", "outerjoin_from", "select_from"})
_ONE = frozenset(
    "first one one_or_none get get_one last earliest latest scalar get_or_404 first_or_404 one_or_404 aget afirst alast".split()
)
_KEYWORDS = frozenset("filter exclude get aget get_or_create aget_or_create update_or_create".split())
_STRINGS = frozenset(
    "order_by values values_list only defer select_related prefetch_related distinct in_bulk dates datetimes earliest latest".split()
)
_SIGNS = "-+^=@$"
# What is asked of a field behind its name.
_LOOKUPS = frozenset(
    "exact iexact contains icontains in gt gte lt lte startswith istartswith endswith iendswith range date year iso_year month day "
    "week week_day iso_week_day quarter time hour minute second isnull regex iregex pk id contained_by has_key has_keys has_any_keys "
    "overlap len search unaccent trigram_similar lower upper length abs trunc".split()
)
_KEYS = frozenset({"pk", "id"})
_EQUALS = frozenset({"", "exact", "in"})  # behind which the values of a field stand
_WRITES = frozenset({"create", "acreate", "update", "aupdate"})
_ORDERS = frozenset({"order_by"})
_AGGREGATES = frozenset({"aggregate", "aaggregate"})
_ANNOTATES = frozenset({"annotate", "alias"})  # what they add is known to those who ask for it
_EXPRESSIONS = frozenset(
    "F Count Sum Avg Min Max StdDev Variance Coalesce Lower Upper Length Trim Cast Extract ExtractYear ExtractMonth ExtractDay Trunc "
    "TruncYear TruncQuarter TruncMonth TruncWeek TruncDay TruncDate TruncHour".split()
)
_BUILT = frozenset({"call", "binary_operator", "unary_operator", "parenthesized_expression"})  # of `Q(…)` and `Sum(…)`
_PAIRS = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
_SUBQUERIES = frozenset({"subquery", "cte", "lateral"})
_SCALARS = frozenset({"scalars", "stream_scalars", "exec"})
_EXECUTES = frozenset({"execute", "stream"})
_SAME_ROWS = frozenset({"all", "fetchall", "unique", "tuples", "freeze", "fetchmany", "yield_per", "mappings"})
_ONE_ROW = frozenset({"first", "one", "one_or_none", "fetchone"})
_ONE_SCALAR = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})
_BAKES = frozenset({"baker.make", "baker.prepare", "mommy.make", "mommy.prepare", "mixer.blend"})
SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"})
# What gives no query and no object of the model.
_OTHERS = frozenset(
    "count acount exists aexists aggregate aaggregate delete adelete bulk_create abulk_create bulk_update abulk_update contains "
    "explain scalars execute subquery scalar_subquery cte with_entities paginate mappings tuples".split()
)
_STATEMENTS = frozenset({"insert", "update", "delete"})


@dataclass(frozen=True, slots=True)
class Queries:
    """Follows the calls that make and run statements."""

    names: Names
    sinks: Sinks

    def started(self, written: str, parts: Sequence[Node], scope: Scope, kept: Value | None) -> Value | None:
        """The statement that `select(User)` or `session.query(User)` starts, or the object that Django's shortcut finds.

        `kept` is the class that an object keeps where that is asked for: `select(self.model)`.
        """
        called = written.rsplit(".", 1)[-1]
        if written in _BAKES and parts:
            return self._baked(parts, scope)
        if called in SHORTCUTS and parts:
            name = self.names.class_name(parts[0], scope)
            if name:
                self._lookups(Value(name), parts[1:])
            listed = int("list" in called)
            return Value(name, listed) if name else None
        if called not in ("select", "query") or not parts or (called == "query" and "." not in written):
            return None
        if kept is not None and len(parts) == 1:
            made = written_of(kept.property(CALL, self.sinks.syntax.range(parts[0])))
            return Value(made, form="query" if called == "query" else "select", columns=(made,)) if made else None
        if (rows := self.selected(parts, scope)) is not None:
            return rows
        columns = tuple(self.names.class_name(p, scope) for p in parts)
        if not any(columns):
            return None
        first = next(c for c in columns if c)
        if called == "query":
            return Value(first, form="query", columns=columns) if len(columns) == 1 else None
        return Value(first, form="select", columns=columns)

    def _baked(self, parts: Sequence[Node], scope: Scope) -> Value | None:
        """What model_bakery makes for a test: `baker.make(Course, teacher__name="Ada", _quantity=3)`, `baker.make("courses.Course")`."""
        name = self.names.class_name(parts[0], scope) or historical(self.sinks.syntax, parts[:1])
        own = [p for p in parts[1:] if not self.sinks.keyword_name(p).startswith("_")]
        if not name:
            return None
        self._lookups(Value(name), own)
        return Value(name, int(any(self.sinks.keyword_name(p) == "_quantity" for p in parts)))

    def selected(self, parts: Sequence[Node], scope: Scope) -> Value | None:
        """A statement that gives a table of SQLAlchemy, or columns by their names: `select(users)`, `select(User.id, users.c.name)`."""
        if len(parts) == 1 and (table := self._whole_table(parts[0], scope)) is not None:
            return replace(table, form="select")
        columns = tuple(self._selected_column(p, scope) for p in parts)
        owner = next((c.partition(OF_COLUMN)[0] for c in columns if c[:1] not in ("", OF_COLUMN)), "")
        if not owner and all(
            columns
        ):  # labels alone, `func.sum(User.cents).label("sum")`: what they are of stands in them
            mentioned = (n for p in parts for n in ts.walk(p) if n.type == "attribute")
            owner = next((own for n in mentioned if (own := self._owner(n, scope))), "")
            columns = (*columns, f"{owner}{OF_COLUMN}")  # no column, but what others ask who see the row
        return Value(owner, form="select", columns=columns) if owner and all(columns) else None

    def _whole_table(self, part: Node, scope: Scope) -> Value | None:
        if part.type == "identifier":
            return self.names.table(part, scope)
        return self._columns_of(part.children[-1], scope) if part.type == "list_splat" else None

    def _columns_of(self, node: Node, scope: Scope) -> Value | None:
        """The table in `users.c`."""
        owner, name = ts.field(node, "object"), ts.field(node, "attribute")
        if owner is None or name is None or self._text(name) not in ("c", "columns") or owner.type != "identifier":
            return None
        return self.names.table(owner, scope)

    def _selected_column(self, part: Node, scope: Scope) -> str:
        """A column as the parts of a row say it: whose it is and its name, or the name alone that a label gives; empty for any other."""
        part = (local_value(self.sinks.syntax, part) if part.type == "identifier" else None) or part
        function, arguments = ts.field(part, "function"), ts.field(part, "arguments")
        if function is not None and arguments is not None and function.type == "attribute":
            label = next((c for c in arguments.children if is_plain_string(c)), None)
            written = self._text(function)
            if label is not None and written.endswith(".label"):
                return f"{OF_COLUMN}{string_value(self._text(label))}"
            return f"{OF_COLUMN}{written[5:]}_1" if written.startswith("func.") and written.count(".") == 1 else ""
        name, known = ts.field(part, "attribute"), self._owner(part, scope)
        return f"{known}{OF_COLUMN}{self._text(name)}" if known and name is not None else ""

    def _owner(self, column: Node, scope: Scope) -> str:
        """The class or the table that a column is of, `User.id` or `users.c.id`; empty for any other attribute."""
        owner = ts.field(column, "object")
        table = self._columns_of(owner, scope) if owner is not None else None
        return (
            table.type_name if table is not None else self.names.class_name(owner, scope) if owner is not None else ""
        )

    def found(self, called: str, query: Value, parts: Sequence[Node]) -> Value | None:
        """What Django's shortcut finds by a query: `get_object_or_404(self.get_queryset(), pk=1)`."""
        value = query.element(self.sinks.syntax.range(parts[0]))
        if value is None:
            return None
        self._lookups(value, parts[1:])
        return value.listed() if "list" in called else value

    def asked(self, receiver: Value, name: str, parts: Sequence[Node]) -> None:
        """What a method names of that which may be a query, as those know who see all files: `order.lines.filter(quantity=1)`."""
        at = self.sinks.syntax.range(parts[0]) if parts else Range(0, 0)
        value = receiver.element(at) if name in _KEYWORDS | _WRITES | _STRINGS | _ANNOTATES | _AGGREGATES else None
        if value is not None:
            self.expressions(value, parts)
        if value is not None and name in _WRITES:
            self.sinks.keywords(value, parts)
        elif value is not None and name in _KEYWORDS:
            self._lookups(value, parts)
        elif value is not None and name in _STRINGS:
            self._strings(value, parts)

    def manager(self, owner: str, name: str) -> Value | None:
        """`User.objects` of Django, `User.query` of Flask-SQLAlchemy."""
        return Value(owner, form="query", columns=(owner,)) if name in ("objects", "query") else None

    def method(self, receiver: Value, name: str, parts: Sequence[Node], at: Range) -> Value | None:
        """What a method of a statement, of rows or of a row gives. `at` is where its name stands."""
        match receiver.form:
            case "select" | "joined" if name in _ONE_ROW | {"all"} and OF_COLUMN in "".join(receiver.columns[:1]):
                return replace(
                    receiver, form="rows" if name == "all" else "row"
                )  # of `session.query(User.id, User.email)`
            case "select" | "joined" | "query" | "joined query":
                if name in _SUBQUERIES:
                    return receiver if OF_COLUMN in "".join(receiver.columns[:1]) else None
                known = self._statement(receiver, name, parts)
                own = (
                    known is None
                    and receiver.form == "query"
                    and name not in _OTHERS | _STRINGS | _WRITES | _ONE | _PAIRS
                )
                called = receiver.called(name, at) if own else known
                rest = replace(called, form="").property(REST, at) if own and called is not None else None
                if rest is not None:
                    self.sinks.keywords(replace(rest, chain=(*rest.chain[:-2], REST), ranges=rest.ranges[:-1]), parts)
                return called
            case "rows":
                return self._rows(receiver, name)
            case "map":
                if name in ("get", "pop", "setdefault"):
                    return receiver.held()
                if name == "values":
                    return Value(receiver.type_name, receiver.depth + 1)
                if name == "items":
                    return replace(receiver, form="items")
                return receiver if name == "copy" else None
            case "values" | "named values":
                return self._dictionaries(receiver, name, parts, at)
            case "picked" if name in ("get", "pop") and parts and is_plain_string(parts[0]):
                return self.item(receiver, parts[0])
            case "list":
                if name == "pop" or name in _ONE_ROW:
                    return receiver.held()
                return receiver if name == "copy" or name in _SAME_ROWS else None
            case "row":
                if name in ("_asdict", "_mapping"):
                    return receiver
                return receiver if name in ("tuple", "_tuple") else None
            case _:
                return None

    def item(self, row: Value, key: Node) -> Value | None:
        """A part of a row of Django that is a dictionary, by its key."""
        name, at = string_value(self._text(key)), string_range(self.sinks.syntax, key)
        if f"{OF_COLUMN}{name}" not in row.columns:
            self.sinks.uses.emit(row.column(name, at), "read", NAMED)
            return None
        whole = Value(row.type_name)
        if "__" in name:  # of what another model has
            self.named(whole, key)
            return None
        dumped = whole.property(DUMPED, at)
        return self.sinks.key(dumped, key) if dumped is not None else None

    def _dictionaries(self, receiver: Value, name: str, parts: Sequence[Node], at: Range) -> Value | None:
        """What a method gives of a query whose rows are dictionaries."""
        self.expressions(receiver.held(), parts)
        if name in _ORDERS:
            self._strings(receiver.held(), parts)
        if name in _ANNOTATES:
            return annotated(self.sinks.syntax, receiver, parts)
        if name in _NARROWS:
            return receiver
        return receiver.element(at) if name in _ONE and receiver.form == "values" else None

    def run(self, name: str, given: Value | None, parts: Sequence[Node], model: Value | None) -> Value | None:
        """What running a statement gives: `session.scalars(select(User))`."""
        if name in _EXECUTES and model is not None and len(parts) > 1:
            self.sinks.rows(parts[1], model)
        if given is None or given.form not in ("select", "joined", "query", "joined query"):
            return None
        if not given.columns:  # of a table that is no class, whose rows have the names of its columns
            return replace(given, form="list") if name in _EXECUTES and given.form == "select" else None
        if OF_COLUMN in given.columns[0]:
            rows = name in _EXECUTES or (name == "exec" and len(given.columns) > 1)
            return replace(given, form="rows") if rows else None
        if name in _SCALARS and (name != "exec" or len(given.columns) == 1):
            return Value(given.columns[0], 1) if given.columns[0] else None
        if name == "scalar":
            return Value(given.columns[0]) if given.columns[0] else None
        return replace(given, form="rows") if name in _EXECUTES or name == "exec" else None

    def _statement(self, receiver: Value, name: str, parts: Sequence[Node]) -> Value | None:
        joined = receiver.form.startswith("joined")
        if name in _JOINS:
            return replace(receiver, form="joined query" if receiver.form.endswith("query") else "joined")
        if name == "filter_by" and not joined:
            self.sinks.keywords(receiver.held(), parts, asks=True)
        elif name in _KEYWORDS:
            self._lookups(receiver.held(), parts)
        if name in _STRINGS:
            self._strings(receiver.held(), parts)
        if name in ("bulk_create", "bulk_update", "abulk_create", "abulk_update"):
            for part in parts[1:]:
                named = self.sinks.keyword_name(part)
                if named in ("", "fields", "update_fields", "unique_fields"):
                    self._strings(receiver.held(), (ts.field(part, "value") or part).children)
        if name == "model":
            self.sinks.keywords(receiver.held(), parts)
            return receiver.held()
        if name in _WRITES:
            self.expressions(receiver.held(), parts)
            self.sinks.keywords(receiver.held(), parts)
            if (
                name == "update" and parts and parts[0].type == "dictionary"
            ):  # of SQLAlchemy, which is given a dictionary
                self.sinks.expect(parts[0], receiver.held(), part=True)
            return receiver.held() if name.endswith("create") else None
        if name == "values" and receiver.form == "query":
            named = any(p.type == "keyword_argument" for p in parts)  # what they give has names of its own
            self.expressions(receiver.held(), parts)
            known = picked_rows(self.sinks.syntax, receiver, parts, "values")
            return known or replace(receiver, form="named values" if named else "values", columns=())
        if name in _AGGREGATES and receiver.form == "query":
            self.expressions(receiver.held(), parts)
            return picked_rows(self.sinks.syntax, receiver, parts, "row")
        if name == "values_list" and any(self._text(p) == "named=True" for p in parts):
            fields = [p for p in parts if p.type != "keyword_argument"]
            return picked_rows(self.sinks.syntax, receiver, fields, "rows")
        if name in _PAIRS:
            return Value(receiver.type_name, form="row", columns=(written_of(receiver.held()), ""))
        if receiver.form.endswith("query"):
            self.expressions(receiver.held(), parts)
        if name in _NARROWS or (name in _ANNOTATES and receiver.form == "query"):
            return receiver
        return receiver.held() if name in _ONE and receiver.form.endswith("query") else None

    def _rows(self, receiver: Value, name: str) -> Value | None:
        if name == "mappings":
            return receiver if any(OF_COLUMN in c for c in receiver.columns) else None
        if name in _SAME_ROWS:
            return receiver
        if name in _ONE_ROW:
            return replace(receiver, form="row")
        first = receiver.columns[0] if receiver.columns else ""
        if not first or OF_COLUMN in first:
            return None
        return Value(first, 1) if name == "scalars" else Value(first) if name in _ONE_SCALAR else None

    def _lookups(self, value: Value, parts: Sequence[Node], via: str = "lookup") -> None:
        """`email__icontains="x"`, also in `Q(…)`: the name before the underscores is a field's."""
        for name in self._keywords(parts):
            written = self._text(name)
            if written not in ("defaults", "create_defaults"):
                asked, rest = self._path(value, written, self.sinks.syntax.range(name).start, via)
                given = ts.field(name.parent, "value") if name.parent is not None else None
                if given is not None and rest in _EQUALS:
                    self.sinks.quote(given, asked, via)
        for part in parts:
            if self.sinks.keyword_name(part) in ("defaults", "create_defaults"):
                self.sinks.expect(ts.field(part, "value"), value, part=True)

    def expressions(self, value: Value, parts: Sequence[Node]) -> None:
        """`Count("orders")` and `F("total")` among the arguments, those of queries within apart."""
        todo, seen = list(parts), set[str]()
        while todo:
            node = todo.pop()
            function = ts.field(node, "function") if node.type == "call" else None
            written = self._text(function) if function is not None else ""
            if ".objects" in written or written.endswith("OuterRef"):
                continue
            if node.type == "identifier" and (own := self._text(node)) not in seen:
                seen.add(own)
                todo.extend(v for v in assigned_values(self.sinks.syntax, node) if v.type in _BUILT)
            arguments = ts.field(node, "arguments")
            if written.removeprefix("models.") == "Q":
                self._lookups(value, [node])
            if written.removeprefix("models.") == "When" and arguments is not None:
                self._lookups(value, [c for c in arguments.children if self.sinks.keyword_name(c) != "then"])
            if written.removeprefix("models.") in _EXPRESSIONS and arguments is not None:
                first = next((c for c in arguments.children if c.is_named), None)
                if first is not None and is_plain_string(first):
                    self.named(value, first)
            if node.type == "keyword_argument":
                todo.extend(filter(None, (ts.field(node, "value"),)))
            else:
                todo.extend(c for c in node.children if c.is_named and c != function)

    def made(self, value: Value, parts: Sequence[Node]) -> None:
        """What a factory is given for the fields of what it makes: `member__full_name="Ann"`. It may take more than the fields."""
        self._lookups(value, parts, MADE)

    def conditions(self, value: Value, node: Node) -> None:
        """The names in every `Q(…)` of an expression."""
        self._lookups(value, [n for n in ts.walk(node) if n.type == "call"])

    def _keywords(self, parts: Sequence[Node]) -> Iterator[Node]:
        for part in parts:
            name = ts.field(part, "name") if part.type == "keyword_argument" else None
            if name is not None and not name.is_missing:
                yield name
            elif part.type == "identifier":
                for value in assigned_values(self.sinks.syntax, part):
                    yield from self._keywords([value])
            elif part.type in ("binary_operator", "unary_operator", "call", "parenthesized_expression"):
                for node in (n for n in ts.walk(part) if n.type == "call"):
                    function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
                    is_q = function is not None and self._text(function).rsplit(".", 1)[-1] == "Q"
                    if is_q and arguments is not None:
                        yield from self._keywords([c for c in arguments.children if c.type == "keyword_argument"])

    def _strings(self, value: Value, parts: Sequence[Node]) -> None:
        """The names of fields in strings: `order_by("-email")`."""
        for string in picked_strings(self.sinks.syntax, parts):
            self.named(value, string)
        for part in parts:
            given = ts.field(part, "value") if self.sinks.keyword_name(part) == "field_name" else None
            if given is not None and is_plain_string(given):
                self.named(value, given)  # `in_bulk(field_name="slug")`

    def named(self, value: Value, string: Node, via: str = "lookup") -> None:
        """A field that a string names, behind a sign and before what is asked of it."""
        written, at = string_value(self._text(string)), string_range(self.sinks.syntax, string)
        start = at.start + (len(written) - len(written.lstrip(_SIGNS)))
        self._path(value, written.lstrip(_SIGNS), start, via)

    def _path(self, value: Value, written: str, start: int, via: str) -> tuple[Value | None, str]:
        """`author__name__icontains`: a field, what is behind it where it leads to another model, and what is asked of it, the rest."""
        found: Value | None = value
        names = written.split("__")
        taken = 0
        for name in names:
            place = Range(start, start + len(name))
            asks = name in (_LOOKUPS if taken else _KEYS)  # first of all stands a field, whatever it is called
            if not name.isidentifier() or asks or self.sinks.syntax.text[place] != name or found is None:
                break
            found = found.property(name, place)
            start += len(name) + 2
            taken += 1
        if found is not None and found.chain != value.chain:
            self.sinks.uses.emit(found, "read", via)
        return found, "__".join(names[taken:])

    def _text(self, node: Node) -> str:
        return self.sinks.syntax.str(node)
