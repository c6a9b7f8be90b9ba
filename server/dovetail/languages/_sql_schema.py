"""The tables and enums that SQL statements make."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dovetail.core.shapes import Definition, Enum, Field, Kind, Member, Record
from dovetail.core.text import Range, Text

from ._comments import NO_COMMENT, Comment, read_comment
from ._kinds import formatted
from ._sql_columns import Column, checked, is_constraint, kind_of, read_column
from ._sql_tokens import Statement, Token, inside, items, name_of, name_range


@dataclass
class Schema:
    """What the statements so far have made, by name in capitals."""

    text: Text
    tables: dict[str, Record] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)

    @property
    def source(self) -> str:
        return self.text.source

    def records(self) -> tuple[Record, ...]:
        """The tables, with the members that their columns' enums have in the end."""
        values = {name: tuple(m.value for m in e.members) for name, e in self.enums.items()}

        def ended(field: Field) -> Field:
            target = field.kind.target
            if target.upper() not in values:
                return field
            return replace(field, kind=Kind("enum", target, values[target.upper()], text=field.kind.text))

        found = (replace(r, fields=tuple(ended(f) for f in r.fields)) for r in self.tables.values())
        return tuple(sorted(found, key=lambda r: r.range))

    def create_table(self, statement: Statement, at: int) -> None:
        """`CREATE TABLE name (…)`; `at` is where the name may begin."""
        tokens = statement.tokens
        name, opening = self.target(tokens, at)
        if name is None or opening >= len(tokens) or not tokens[opening].said("("):
            return  # CREATE TABLE … AS SELECT has columns that only the database knows
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
        record = Record(
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
        self.tables[own.upper()] = record
        self.definitions.append(Definition(own, record.name_range, "table", True))

    def create_type(self, statement: Statement) -> None:
        """`CREATE TYPE name AS ENUM ('a', 'b')`."""
        name, at = self.target(statement.tokens, 2)
        rest = statement.tokens[at:]
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

    def target(self, tokens: Sequence[Token], at: int) -> tuple[Token | None, int]:
        """The last part of a name like `public.users`, and the place behind it."""
        while at < len(tokens) and tokens[at].said("IF", "NOT", "EXISTS", "ONLY"):
            at += 1
        name: Token | None = None
        while at < len(tokens) and tokens[at].is_name:
            name = tokens[at]
            at += 1
            if at < len(tokens) and tokens[at].said("."):
                at += 1
                continue
            break
        return name, at

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
            nullable="no" if column.not_null else "yes",
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
        return read_comment(self.source, [c.range for c in found]) if found else NO_COMMENT

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
        if not mine:
            return NO_COMMENT, start, end
        places = [c.range for c in mine]
        return read_comment(self.source, places), min(start, places[0].start), max(end, places[-1].end)

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
