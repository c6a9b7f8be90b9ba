"""What the constants at the top of a file are: schemas, tables, enums, objects that say which contract they are, plain values."""

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Alias, Constant, Enum, Kind, Layer, Member, Record, Reference

from ... import _treesitter as ts
from ..._queries import is_query
from ..._treesitter import Syntax
from ..databases.drizzle import drizzle_enum, drizzle_table, shared_columns
from ..databases.mongoose import CONSTRUCT as SCHEMA
from ..databases.mongoose import collection, gives_more, mongoose_schema
from ..schemas.given_as import given_as
from ..schemas.json_objects import CONSTRUCT as JSON_OBJECT
from ..schemas.json_objects import TYPED, compiled_as, json_object
from ..schemas.request_schemas import parts_of_schema, request_schemas
from ..schemas.schemas import Schema, schema_alternatives, schema_enum, schema_object, schema_values
from ..servers.frameworks import SCHEMAS
from ..syntax.classes import object_record
from ..syntax.declarations import Declarations, insert_at
from ..syntax.literals import Value, list_members, value_of
from ..syntax.literals import entries as object_entries
from ..syntax.made import TYPE_OF
from ..syntax.types import Types, unquoted, unquoted_range
from .file import Statement

_DRIZZLE = "drizzle-orm"
_STRINGS = frozenset({"template_string", "string"})


@dataclass
class Constants:
    """Reads constants into what a file declares, and the records that are found among them into `found`."""

    types: Types
    declarations: Declarations
    found: list[Record]

    @property
    def syntax(self) -> Syntax:
        return self.types.syntax

    def add(self, declarator: Node, statement: Statement) -> None:
        """A top-level `const`: a schema, an object that says which contract it is, or plain values."""
        name, initial = self.types.syntax.field(declarator, "name"), self.types.syntax.field(declarator, "value")
        if name is None or name.type != "identifier" or initial is None:
            return
        value = value_of(initial)
        if value.node.type == "object":
            self.found.extend(request_schemas(self.types, self.syntax.str(name), value.node))
        tagged = statement.comment.tag("contract") is not None
        if tagged and value.node.type in _STRINGS and is_query(self.syntax.str(value.node)[1:-1]):
            return  # a query, not a copy of a constant
        if value.node.type == "call_expression":
            self._schema(name, value, declarator, statement)
        elif value.node.type == "new_expression":
            self._collection(name, value.node, statement)
        elif (written := json_object(self.types, value.node)) is not None:
            schema = Schema(tuple(written[0].values()), written[1], written[2], JSON_OBJECT)
            self._object(name, schema, value, declarator, statement)
        elif self.declarations.constant(declarator, statement.range, statement.comment):
            return
        elif value.node.type == "object" and ts.field(declarator, "type") is None:
            if (
                not tagged
                and _DRIZZLE in self.syntax.text.source
                and (columns := shared_columns(self.types, value.node)) is not None
            ):
                record = self.declarations.record(
                    name,
                    statement.range,
                    columns.fields,
                    "drizzle columns",
                    statement.comment,
                    statement.exported,
                    None,
                )
                self.found.append(replace(record, open=bool(columns.shared), bases=columns.shared))
                return
            plain = tuple(object_entries(self.syntax, value.node))
            literals = bool(plain) and all(_is_plain(e.value) for e in plain)
            comment, own = statement.comment, self.syntax.range(name)
            if literals and value.satisfies is None:
                self.declarations.constants.append(
                    Constant(self.syntax.str(name), own, statement.range, plain, comment.doc, comment.tags)
                )
            elif tagged:
                self.found.append(
                    object_record(self.types, value.node, self.syntax.str(name), own, "code", comment, ())
                )
        elif value.node.type == "array" and tagged and (members := list_members(self.syntax, value.node)) is not None:
            self._enum(name, members, "list", statement)

    def _schema(self, name: Node, value: Value, declarator: Node, statement: Statement) -> None:
        members = schema_values(self.types, value.node)
        construct = schema_enum(self.types, value.node) if members else "drizzle enum"
        members = members or drizzle_enum(self.types, value.node)
        if members:
            found = (
                Member(unquoted(self.syntax.str(m)), unquoted(self.syntax.str(m)), unquoted_range(self.syntax, m))
                for m in members
            )
            self._enum(name, tuple(found), construct, statement, self._checked_for(value, declarator))
            return
        table = drizzle_table(self.types, value.node)
        if table is not None:
            stored, columns = table
            comment, exported, opened = statement.comment, statement.exported, columns.opened or bool(columns.shared)
            record = self.declarations.record(
                name, statement.range, columns.fields, "drizzle table", comment, exported, None
            )
            bases = columns.shared if not columns.opened else ()
            self.found.append(replace(record, layer="db", table=stored, open=opened, bases=bases))
            return
        schema = schema_object(self.types, value.node)
        if (
            schema is None
            and statement.comment.tag("contract") is not None
            and self._union(name, value.node, statement)
        ):
            return
        if schema is None:
            self._collection(name, value.node, statement)
            return
        self._object(name, schema, value, declarator, statement)

    def _object(self, name: Node, schema: Schema, value: Value, declarator: Node, statement: Statement) -> None:
        """A schema of an object, with the type that it is said to check for."""
        record = self.declarations.record(
            name, statement.range, schema.fields, schema.construct, statement.comment, statement.exported, None
        )
        said = self._checked_for(value, declarator)
        compiled = compiled_as(self.syntax, record.name) if schema.construct == JSON_OBJECT and not said else None
        said = (self._reference(compiled, "compiled for"),) if compiled is not None else said
        given = given_as(self.syntax, record.name) if not said and not record.tag("contract") else None
        said = (self._reference(given, "given as"),) if given is not None else said
        conforms = said if not schema.remade else ()
        at = insert_at(self.syntax, schema.literal) if schema.literal is not None else None
        opened, bases = schema.opened or bool(schema.bases), schema.bases if not schema.opened else ()
        self.found.append(replace(record, open=opened, layer="api", conforms=conforms, insert_at=at, bases=bases))
        self.found.extend(parts_of_schema(self.types, record.name, schema))

    def _union(self, name: Node, made: Node, statement: Statement) -> bool:
        """A schema that is one of others, and says which contract it is. True where it is such a one."""
        written = [self.syntax.str(n) for n in schema_alternatives(self.types, made)]
        if written:
            kind = Kind("union", options=tuple(Kind("ref", n, text=n) for n in written), text=" | ".join(written))
            own, comment = self.syntax.range(name), statement.comment
            union = Alias(self.syntax.str(name), own, statement.range, kind, doc=comment.doc, tags=comment.tags)
            self.declarations.aliases.append(union)
        return bool(written)

    def _collection(self, name: Node, made: Node, statement: Statement) -> None:
        """A schema of Mongoose."""
        schema = mongoose_schema(self.types, made)
        if schema is None:
            return
        fields, opened, body = schema
        comment, exported = statement.comment, statement.exported
        record = self.declarations.record(name, statement.range, fields, SCHEMA, comment, exported, body)
        table = collection(self.types, self.syntax.str(name), made) or None
        members = ("**",) if gives_more(self.types) else ()
        self.found.append(replace(record, layer="db", table=table, open=opened, members=members))

    def _checked_for(self, value: Value, declarator: Node) -> tuple[Reference, ...]:
        """The type that a schema says it checks for."""
        return self._zod_types(value.satisfies, "satisfies") or self._zod_types(ts.field(declarator, "type"), ":")

    def _zod_types(self, type: Node | None, how: str) -> tuple[Reference, ...]:
        """The type in `z.ZodType<User>`."""
        for node in ts.walk(type) if type is not None else ():
            name, arguments = ts.field(node, "name"), ts.field(node, "type_arguments")
            if node.type == "generic_type" and name is not None and arguments is not None:
                written = self.syntax.str(name)
                first = next((c for c in arguments.children if c.is_named), None)
                if (written in SCHEMAS or written in TYPED) and first is not None:
                    return (self._reference(first, f"{how} {written}"),)
        return ()

    def _reference(self, type: Node, how: str) -> Reference:
        """A type that code conforms to: `User`, or a part of one as in `SignIn["request"]`, also where an alias calls it so."""
        at, name = self.syntax.range(type), self.syntax.str(type)
        alias = next((a for a in self.declarations.aliases if a.name == name), None)
        kind = alias.kind if alias is not None and not alias.list_depth else self.types.typed(type, frozenset()).kind
        if kind.name == "unknown" and kind.target and kind.steps and not kind.target.startswith(TYPE_OF):
            return Reference(kind.target, at, how, arguments=(kind,))
        return Reference(name, at, how)

    def _enum(
        self,
        name: Node,
        members: tuple[Member, ...],
        construct: str,
        statement: Statement,
        conforms: tuple[Reference, ...] = (),
    ) -> None:
        comment = statement.comment
        own = self.syntax.range(name)
        layer: Layer = "db" if construct == "drizzle enum" else "code"
        enum = Enum(
            self.syntax.str(name),
            own,
            statement.range,
            members,
            layer,
            construct,
            comment.doc,
            comment.tags,
            conforms=conforms,
        )
        self.declarations.enums.append(enum)


def _is_plain(value: str) -> bool:
    """True for a literal in the form that all languages share."""
    return value[:1] in ('"', "-") or value[:1].isdigit() or value in ("true", "false", "null")
