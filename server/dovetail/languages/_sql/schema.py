"""The tables and enums that SQL statements make."""

import re
from collections.abc import Sequence
from dataclasses import field

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Alias, Definition, Enum, Field, Kind, Member, Record, Use
from dovetail.core.text import Range, Text

from .._comments import NO_COMMENT, Comment, read_comment
from .._kinds import formatted
from .._queries import selected_columns
from .columns import Column, checked, is_constraint, kind_of, read_column
from .tokens import Statement, Token, inside, is_mysql, items, name_of, name_range
from .writer import Dialect, Table

_SQLITE = re.compile(r"\bAUTOINCREMENT\b|^\s*PRAGMA\b|\bWITHOUT\s+ROWID\b|\)\s*STRICT\b", re.IGNORECASE | re.MULTILINE)
DROPPED = "dropped table"  # of another file
_USUAL = frozenset({"PUBLIC", "DBO", "MAIN"})


@dataclass(frozen=True, slots=True)
class Target:
    """A name in a statement, the place behind it, and the key of what it names."""

    name: Token | None
    behind: int
    key: str


def _key(schema: str, name: Token | None) -> str:
    own = name.text.upper() if name is not None else ""
    return f"{schema.upper()}.{own}" if schema and schema.upper() not in _USUAL else own


@dataclass
class Schema:
    """What the statements so far have made, by name in capitals, with its schema where that is no usual one.

    `domains` are types with another name, and `dropped` the comments of tables that are gone, for those that take their place.
    """

    text: Text
    tables: dict[str, Record] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    members: list[Use] = field(default_factory=list[Use])  # what is added to enums of other files
    asked: list[Use] = field(default_factory=list[Use])  # the columns of tables of other files that must be there
    domains: dict[str, Alias] = field(default_factory=dict)
    dropped: dict[str, Record] = field(default_factory=dict)
    formerly: dict[str, str] = field(default_factory=dict[str, str])  # what tables are called now, by what they were
    definitions: list[Definition] = field(default_factory=list)

    @cached_property
    def dialect(self) -> Dialect:
        """The database that the statements are for, as far as they tell."""
        if is_mysql(self.source):
            return "mysql"
        return "sqlite" if _SQLITE.search(self.source) is not None else "postgresql"

    @property
    def source(self) -> str:
        return self.text.source

    def records(self) -> tuple[Record, ...]:
        """The tables, with the members that their columns' enums have in the end."""
        values = {name: tuple(m.value for m in e.members) for name, e in self.enums.items()}

        def ended(field: Field) -> Field:
            target = field.kind.target
            domain = self.domains.get(target.upper()) if field.kind.name == "ref" else None
            if domain is not None:
                kind = formatted(replace(domain.kind, text=field.kind.text), field.tags)
                null = "no" if domain.nullable == "no" else field.nullable
                return replace(field, kind=kind, list_depth=field.list_depth + domain.list_depth, nullable=null)
            if target.upper() not in values:
                return field
            return replace(field, kind=Kind("enum", target, values[target.upper()], text=field.kind.text))

        found = (
            replace(self._qualified(k, r), fields=tuple(ended(f) for f in r.fields)) for k, r in self.tables.items()
        )
        return tuple(sorted(found, key=lambda r: r.range))

    def _qualified(self, key: str, record: Record) -> Record:
        """A table of another schema is called with it, where one of that name is in the usual one."""
        schema, _, bare = key.rpartition(".")
        if not schema or bare not in self.tables:
            return record
        start = self.source.rfind(".", 0, record.name_range.start)
        words = re.compile(r"[\"`\[]?([\w$]+)[\"`\]]?\s*\.\s*[\"`\[]?\Z").search(
            self.source, 0, record.name_range.start
        )
        if words is None or start < 0:
            return record
        place = Range(words.start(), record.name_range.end)
        name = self.source[place.start : place.end]
        return replace(record, name=name, name_range=place, table=name)

    def key(self, target: Target) -> str:
        """The key of a table that exists: with a schema or, where only one can be meant, without."""
        own = target.key
        if own in self.tables:
            return own
        bare = own.rpartition(".")[2]
        found = [k for k in self.tables if k.rpartition(".")[2] == bare]
        return found[0] if len(found) == 1 and ("." not in own or found[0] == bare) else own

    def create_table(self, statement: Statement, at: int) -> None:
        """`CREATE TABLE name (…)`; `at` is where the name may begin."""
        tokens = statement.tokens
        target = self.target(tokens, at)
        name, opening = target.name, target.behind
        if name is None or opening >= len(tokens):
            return
        if tokens[opening].said("AS"):
            self.create_view(statement, at, "table")
            return
        if not tokens[opening].said("("):
            return
        body, behind = inside(tokens, opening)
        parts = list(items(body))
        columns = [(c, p) for p in parts if not is_constraint(p) and (c := read_column(p)) is not None]
        fields = {c.name.text.upper(): self.column(c, statement) for c, _ in columns}
        for part in parts:
            if is_constraint(part):
                self.constrain(fields, part)
        opened = any(p[0].said("LIKE") for p in parts if is_constraint(p)) or any(
            t.said("INHERITS") for t in tokens[behind:]
        )
        comment = self.comment_above(statement)
        own = name_of(self.source, name)
        start = comment.start if 0 <= comment.start < statement.range.start else statement.range.start
        record = Table(
            dialect=self.dialect,
            name=own,
            name_range=name_range(name),
            range=Range(start, statement.range.end),
            fields=tuple(fields.values()),
            layer="db",
            construct="table",
            open=opened,
            doc=comment.doc,
            tags=comment.tags,
            insert_at=self._insert_at(parts, [p for _, p in columns]),
            table=own,
        )
        self.tables[target.key] = record
        self.definitions.append(Definition(own, record.name_range, "table", True))

    def create_view(self, statement: Statement, at: int, construct: str = "view") -> None:
        """`CREATE VIEW name (a, b) AS SELECT …`: the names of its columns, where all can be seen."""
        tokens = statement.tokens
        target = self.target(tokens, at)
        name = target.name
        if name is None:
            return
        listed = (
            inside(tokens, target.behind)[0]
            if tokens[target.behind : target.behind + 1] and tokens[target.behind].said("(")
            else ()
        )
        query = next((i for i in range(target.behind, len(tokens)) if tokens[i].said("SELECT", "WITH")), len(tokens))
        columns = tuple(i[0] for i in items(listed) if i[0].is_name) or selected_columns(tokens[query:])
        comment, own = self.comment_above(statement), name_of(self.source, name)
        start = comment.start if 0 <= comment.start < statement.range.start else statement.range.start
        fields = (
            Field(name_of(self.source, c), name_range(c), Kind("unknown"), "required", "unknown", name_range(c))
            for c in columns or ()
        )
        self.tables[target.key] = Record(
            name=own,
            name_range=name_range(name),
            range=Range(start, statement.range.end),
            fields=tuple({f.name.upper(): f for f in fields}.values()),
            layer="db",
            construct=construct,
            open=not columns,
            doc=comment.doc,
            tags=comment.tags,
            table=own,
        )
        self.definitions.append(Definition(own, name_range(name), construct, True))

    def create_domain(self, statement: Statement) -> None:
        """`CREATE DOMAIN name AS type NOT NULL CHECK (VALUE IN ('a', 'b'))`."""
        target = self.target(statement.tokens, 2)
        rest = [t for t in statement.tokens[target.behind :] if not t.said("AS")]
        column = read_column([target.name, *rest]) if target.name is not None and rest else None
        if target.name is None or column is None:
            return
        kind, depth = kind_of(self.source, column)
        opening = next((i for i, t in enumerate(rest) if t.said("CHECK")), None)
        values = checked(inside(rest, opening + 1)[0]).get("VALUE") if opening is not None else None
        kind = Kind("enum", values=values, text=kind.text) if values else kind
        null = "no" if column.not_null else "unknown"  # then the column says it
        own, place = name_of(self.source, target.name), name_range(target.name)
        self.domains[own.upper()] = Alias(own, place, statement.range, kind, null, depth)

    def comment_on(self, statement: Statement) -> None:
        """`COMMENT ON COLUMN users.email IS 'text'` says what a comment in the table would, tags included."""
        words = [i for i, t in enumerate(statement.tokens) if t.said("IS")]
        text = statement.tokens[words[0] + 1] if words and words[0] + 1 < len(statement.tokens) else None
        if text is None or text.kind != "string" or not statement.tokens[2].said("TABLE", "COLUMN"):
            return
        names = [t for t in statement.tokens[3 : words[0]] if t.is_name]
        on_column = statement.tokens[2].said("COLUMN")
        owner = names[:-1] if on_column else names
        if not owner:
            return
        schema = owner[-2].text if len(owner) > 1 else ""
        key = self.key(Target(owner[-1], 0, _key(schema, owner[-1])))
        record = self.tables.get(key)
        said = read_comment(self.source, [Range(text.range.start + 1, max(text.range.start + 1, text.range.end - 1))])
        if record is None:
            return
        if not on_column:
            self.tables[key] = replace(record, doc=record.doc or said.doc, tags=(*record.tags, *said.tags))
            return
        wanted = names[-1].text.upper()
        self.tables[key] = replace(
            record,
            fields=tuple(
                replace(f, doc=f.doc or said.doc, tags=(*f.tags, *said.tags), kind=formatted(f.kind, said.tags))
                if f.name.upper() == wanted
                else f
                for f in record.fields
            ),
        )

    def drop(self, target: Target) -> None:
        """A table that is gone; one that takes its name afterwards has what was said above it."""
        key = self.key(target)
        record = self.tables.pop(key, None)
        if record is not None:
            self.dropped[key] = record
        elif target.name is not None:  # another file has made it
            own, place = name_of(self.source, target.name), name_range(target.name)
            self.tables[key] = Record(own, place, place, (), "code", DROPPED, open=True)

    def renamed(self, key: str, record: Record, name: Token) -> None:
        """A table under its new name."""
        made = self.tables.pop(key, None)
        own = name_of(self.source, name)
        schema = key.rpartition(".")[0]
        place = f"{schema}.{own.upper()}" if schema else own.upper()
        before = self.dropped.pop(place, None)
        if before is not None and not record.tags:
            record = replace(record, tags=before.tags, doc=record.doc or before.doc)
        self.tables[place] = replace(record, name=own, name_range=name_range(name), table=own)
        if made is not None:
            self.formerly[made.name.lower()] = own

    def create_type(self, statement: Statement) -> None:
        """`CREATE TYPE name AS ENUM ('a', 'b')`."""
        target = self.target(statement.tokens, 2)
        name, rest = target.name, statement.tokens[target.behind :]
        if name is None or len(rest) < 3 or not (rest[0].said("AS") and rest[1].said("ENUM")):
            return
        comment = self.comment_above(statement)
        own = name_of(self.source, name)
        start = comment.start if 0 <= comment.start < statement.range.start else statement.range.start
        members = tuple(self.member(t) for t in rest[2:] if t.kind == "string")
        place = Range(start, statement.range.end)
        self.enums[own.upper()] = Enum(own, name_range(name), place, members, "db", "enum", comment.doc, comment.tags)
        self.definitions.append(Definition(own, name_range(name), "enum", True))

    def member(self, token: Token) -> Member:
        return Member(
            token.text, token.text, Range(token.range.start + 1, max(token.range.start + 1, token.range.end - 1))
        )

    def target(self, tokens: Sequence[Token], at: int) -> Target:
        """A name like `public.users`."""
        while at < len(tokens) and tokens[at].said("IF", "NOT", "EXISTS", "ONLY"):
            at += 1
        name: Token | None = None
        schema = ""
        while at < len(tokens) and tokens[at].is_name:
            schema, name = name.text if name is not None else "", tokens[at]
            at += 1
            if at < len(tokens) and tokens[at].said("."):
                at += 1
                continue
            break
        return Target(name, at, _key(schema, name))

    def column(self, column: Column, statement: Statement) -> Field:
        """A column as a field, with the comments that are its own."""
        kind, depth = kind_of(self.source, column)
        comment, start, end = self._column_comment(column, statement)
        type = column.type
        return Field(
            name=name_of(self.source, column.name),
            name_range=name_range(column.name),
            kind=formatted(kind, comment.tags),
            presence="defaulted" if column.defaulted else "required",
            nullable="no" if column.not_null else "unknown" if column.computed else "yes",
            range=Range(start, end),
            type_range=Range(type[0].range.start, type[-1].range.end) if type else None,
            list_depth=depth,
            doc=comment.doc,
            tags=comment.tags,
        )

    def constrain(self, fields: dict[str, Field], item: Sequence[Token]) -> None:
        """What a constraint of the table says about its columns: a primary key is not null, a check may list values."""
        for i, token in enumerate(item[:-1]):
            if token.said("PRIMARY") and item[i + 1].said("KEY"):
                opening = next((j for j in range(i, len(item)) if item[j].said("(")), None)
                for name in inside(item, opening)[0] if opening is not None else ():
                    if found := fields.get(name.text.upper()):
                        fields[name.text.upper()] = replace(found, nullable="no")
            elif token.said("CHECK") and item[i + 1].said("("):
                for name, values in checked(inside(item, i + 1)[0]).items():
                    if found := fields.get(name):
                        fields[name] = replace(found, kind=Kind("enum", values=values, text=found.kind.text))

    def comment_above(self, statement: Statement) -> Comment:
        """What is said right above a statement."""
        found: list[Token] = []
        below = self.text.line_of(statement.range.start)
        for comment in reversed([c for c in statement.comments if c.range.end <= statement.range.start and c.first]):
            if below - self.text.line_of(comment.range.end) > 1:
                break
            found.insert(0, comment)
            below = self.text.line_of(comment.range.start)
        found.extend(c for c in statement.comments if not c.first and self._opens(c.range, statement))
        return read_comment(self.source, [c.range for c in found]) if found else NO_COMMENT

    def _opens(self, comment: Range, statement: Statement) -> bool:
        """True for a comment behind the parenthesis that opens a table, on the statement's first line."""
        start = statement.range.start
        before = self.source[start : comment.start].rstrip()
        return comment.start > start and before.endswith("(") and "\n" not in before

    def _column_comment(self, column: Column, statement: Statement) -> tuple[Comment, int, int]:
        """The comments above a column and behind it on its line, and where the whole begins and ends."""
        start, end = column.name.range.start, column.last.range.end
        comma = self.source[end:].lstrip()[:1] == ","
        end = self.source.index(",", end) + 1 if comma else end
        first, last = self.text.line_of(start), self.text.line_of(end)
        mine: list[Token] = []
        for comment in statement.comments:
            line = self.text.line_of(comment.range.start)
            if comment.range.start >= column.last.range.end and line == last and not comment.first:
                between = self.source[end : comment.range.start].strip(" \t,")
                if not between:
                    mine.append(comment)
        for comment in reversed(statement.comments):
            if comment.first and comment.range.end <= start and first - self.text.line_of(comment.range.end) == 1:
                if comment.range.start < statement.range.start:
                    break
                mine.insert(0, comment)
                first = self.text.line_of(comment.range.start)
        if not mine and column.comment is None:
            return NO_COMMENT, start, end
        places = [c.range for c in mine]
        if column.comment is not None:
            inner = column.comment.range
            places.append(Range(inner.start + 1, max(inner.start + 1, inner.end - 1)))
        found = read_comment(self.source, places)
        return found, min(start, *(p.start for p in places)), max(end, *(p.end for p in places))

    def _insert_at(self, parts: list[tuple[Token, ...]], columns: list[tuple[Token, ...]]) -> int | None:
        """Behind the last column where a constraint follows it, so that it has its comma; else before it."""
        if not columns:
            return None
        last = columns[-1]
        followers = [p for p in parts if p[0].range.start > last[-1].range.end]
        anchor = followers[0] if followers else last
        line = self.text.line_of(anchor[0].range.start)
        above = line - 1
        while above >= 0 and self.source[self.text.line_starts[above] : self.text.line_starts[line]].strip()[:2] in (
            "--",
            "/*",
            "",
        ):
            if self.text.line_of(columns[-1][-1].range.end) >= above and followers:
                break
            line, above = above, above - 1
        start = self.text.line_starts[line]
        return (
            start
            if not self.source[start : anchor[0].range.start].strip() or line < self.text.line_of(anchor[0].range.start)
            else None
        )
