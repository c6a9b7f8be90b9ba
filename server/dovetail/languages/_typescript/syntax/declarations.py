"""Interfaces, type aliases, enums and constants of a TypeScript file."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TypeVar

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, bound, filled, listed
from dovetail.core.shapes import (
    Alias,
    Constant,
    Entry,
    Enum,
    Field,
    Kind,
    Layer,
    Member,
    Nullable,
    Record,
    Reference,
)  # fmt: skip
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._kinds import formatted
from ..._treesitter import Syntax
from .bases import Base, BaseReader, Resolver
from .declared_values import declared_entries, declared_members, declared_type
from .literals import Value, entries, list_members, literal, value_of
from .types import Types, flat, name_of, type_defaults, type_parameters, unquoted, unquoted_range

Named = TypeVar("Named", Alias, Enum)


@dataclass(frozen=True, slots=True)
class Draft:
    """A record whose bases are not merged in yet."""

    record: Record
    bases: tuple[Base, ...] = ()


@dataclass
class Declarations:
    """Collects the declarations of one file."""

    types: Types
    layer: Layer
    drafts: list[Draft] = field(default_factory=list)
    enums: list[Enum] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    applied: list[tuple[Alias, Draft]] = field(default_factory=list[tuple[Alias, Draft]])

    @property
    def syntax(self) -> Syntax:
        return self.types.syntax

    def interface(self, node: Node, range: Range, comment: Comment, exported: bool) -> None:
        name, body = self.types.syntax.field(node, "name"), self.types.syntax.field(node, "body")
        if name is None or body is None or name.is_missing:
            return
        generics = self.generics(node)
        heritage = ts.child(node, "extends_type_clause", "extends_clause")
        reader = BaseReader(self.types, generics)
        bases = tuple(b for c in (heritage.children if heritage else []) if c.is_named and (b := reader.base(c)))
        record = self.record(name, range, self.types.fields(body, generics), "interface", comment, exported, body)
        more = self._holds_more(body)
        names = type_parameters(self.syntax, node)
        others = self._others(body, generics)
        record = replace(record, open=more, members=("**",) if more else (), generics=names, others=others)
        record = replace(record, methods=self._called(body, generics))
        self.drafts.append(Draft(replace(record, defaults=self._defaults(node, generics)), bases))

    def _called(self, body: Node, generics: frozenset[str]) -> tuple[Field, ...]:
        """What an interface of code takes and gives that is a function as well; nothing where that hangs on how it is called."""
        calls = [c for c in body.children if c.type == "call_signature"] if self.types.maker is not None else []
        if len(calls) != 1 or ts.field(calls[0], "type_parameters") is not None:
            return ()
        called = self.types.maker(self.types, calls[0], generics, 0) if self.types.maker is not None else None
        return called.kind.members if called is not None else ()

    def _holds_more(self, body: Node) -> bool:
        """True where a body has members that are no fields. Of code only its fields are asked; of a contract, everything."""
        methods = ("call_signature", "construct_signature") if self.layer == "contract" else ()
        return ts.child(body, "index_signature", *methods) is not None or _computes_names(body)

    def _others(self, body: Node, generics: frozenset[str]) -> Kind | None:
        """What a contract promises under any name that it does not list: what its index signature says."""
        index = ts.child(body, "index_signature") if self.layer == "contract" else None
        type = ts.field(index, "type") if index is not None else None
        return listed(self.types.annotation(type, generics)).kind if type is not None else None

    def alias(self, node: Node, range: Range, comment: Comment, exported: bool) -> None:
        name, value = self.types.syntax.field(node, "name"), self.types.syntax.field(node, "value")
        if name is None or name.is_missing:
            return
        generics = self.generics(node)
        names = type_parameters(self.syntax, node)
        if value is None or value.is_missing:
            end = self.syntax.range(node).end
            self.types.holes.append(Range(end, end))
            self._add_alias(name, range, comment, Typed(Kind("hole"), "unknown"))
            return
        fields = self.types.fields(value, generics) if value.type == "object_type" else ()
        index = ts.child(value, "index_signature") if value.type == "object_type" else None
        if value.type == "object_type" and (index is None or (fields and self.layer == "contract")):
            record = self.record(name, range, fields, "type", comment, exported, value)
            if index is not None:
                record = replace(record, open=True, members=("**",), others=self._others(value, generics))
            elif _computes_names(value):
                record = replace(record, open=True, members=("**",))
            self.drafts.append(Draft(replace(record, generics=names, defaults=self._defaults(node, generics))))
            return
        base = BaseReader(self.types, generics).composed(value)
        if base is not None:
            fields = tuple(f for b in base for f in b.fields)
            record = self.record(name, range, fields, "type", comment, exported, None)
            self.drafts.append(Draft(replace(record, generics=names), tuple(b for b in base if b.name)))
            return
        typed = self.types.typed(value, generics)
        members = self._union_members(value, typed)
        if members:
            self._add_enum(name, range, members, "union", comment)
        else:
            self._add_alias(name, range, comment, typed, names)
            self._add_applied(value, self.aliases[-1])

    def enum(self, node: Node, range: Range, comment: Comment) -> None:
        name, body = ts.field(node, "name"), ts.field(node, "body")
        if name is None or body is None or name.is_missing:
            return
        members: list[Member] = []
        following: int | None = 0
        for item in body.children:
            key, value = (
                (ts.field(item, "name"), ts.field(item, "value")) if item.type == "enum_assignment" else (item, None)
            )
            if key is None or not item.is_named or key.type not in ("property_identifier", "string"):
                continue
            written = literal(self.syntax, value) if value is not None else None
            own = name_of(self.syntax, key)
            if value is not None:
                following = int(written) if written and written.lstrip("-").isdecimal() else None
                shown = unquoted(written) if written is not None else self.syntax.str(value)
            else:
                shown = own if following is None else str(following)
            following = following + 1 if following is not None else None
            members.append(Member(own, shown, unquoted_range(self.syntax, key)))
        self._add_enum(name, range, tuple(members), "enum", comment)

    def constant(self, declarator: Node, range: Range, comment: Comment) -> bool:
        """A frozen object or list, or a plain literal. False where the value is none of these."""
        name, value_node = self.types.syntax.field(declarator, "name"), self.types.syntax.field(declarator, "value")
        if name is None or name.type != "identifier":
            return False
        if value_node is None:
            return self._declared(name, declared_type(declarator), range, comment)
        value = value_of(value_node)
        members = list_members(self.syntax, value.node) if value.node.type == "array" and value.frozen else None
        if members is not None:
            self._add_enum(name, range, members, "as const list", comment)
            return True
        found = self._entries(value)
        if found is None:
            return False
        own = self.syntax.range(name)
        self.constants.append(Constant(self.syntax.str(name), own, range, found, comment.doc, comment.tags))
        return True

    def _declared(self, name: Node, type: Node | None, range: Range, comment: Comment) -> bool:
        """A constant of which a declaration says the value: `declare const LIMITS: { readonly max: 5 };`."""
        members = declared_members(self.syntax, type) if type is not None else None
        if members is not None:
            self._add_enum(name, range, members, "as const list", comment)
            return True
        found = declared_entries(self.types, type) if type is not None else None
        if found is None:
            return False
        own = self.syntax.range(name)
        self.constants.append(Constant(self.syntax.str(name), own, range, found, comment.doc, comment.tags))
        return True

    def record(
        self,
        name: Node,
        range: Range,
        fields: tuple[Field, ...],
        construct: str,
        comment: Comment,
        exported: bool,
        body: Node | None,
    ) -> Record:
        """A record with the names that all constructs share."""
        return Record(
            name=self._name(name),
            name_range=self.syntax.range(name),
            range=range,
            fields=fields,
            layer=self.layer,
            construct=construct,
            exported=exported,
            doc=comment.doc,
            tags=comment.tags,
            insert_at=insert_at(self.syntax, body) if body is not None else None,
        )

    def records(self) -> tuple[Record, ...]:
        """The records, whole. An alias that gives arguments to a record of this file is one: `type User = Entity<{ name: string }>`."""
        generic = {d.record.name for d in self.drafts if d.record.generics}
        for alias, draft in self.applied:
            if draft.bases[0].name in generic:
                self.aliases.remove(alias)
                self.drafts.append(draft)
        self.applied = []
        return merged(self.drafts, self.aliases, self.enums if self.layer != "contract" else None)

    def resolved(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """Fields as the aliases and enums of their own file say what they are."""
        return _Resolved(_by_name(self.aliases), _by_name(self.enums)).fields(fields)

    def generics(self, node: Node) -> frozenset[str]:
        """The names of a declaration's type parameters."""
        return frozenset(type_parameters(self.syntax, node))

    def _entries(self, value: Value) -> tuple[Entry, ...] | None:
        if value.node.type == "object" and value.frozen:
            return tuple(entries(self.syntax, value.node))
        text = literal(self.syntax, value.node)
        if text is None and value.node.type == "array" and value.frozen:
            text = self.syntax.str(value.node)
        range = self.syntax.range(value.node)
        return None if text is None else (Entry("", text, range, range),)

    def _defaults(self, node: Node, generics: frozenset[str]) -> tuple[Kind, ...]:
        """What the type parameters of a declaration stand for where nobody says so; nothing if none has a default."""
        found = [
            listed(self.types.typed(type, generics)).kind if type is not None else Kind("unknown")
            for type in type_defaults(self.syntax, node)
        ]
        return tuple(found) if any(k.name != "unknown" or k.steps for k in found) else ()

    def _union_members(self, value: Node, typed: Typed) -> tuple[Member, ...]:
        """The members of a type that is an enum, where they stand if they are spelled out."""
        if typed.kind.name not in ("enum", "literal") or typed.list_depth:
            return ()
        parts = [p.children[0] for p in flat(value, "union_type") if p.type == "literal_type" and p.children]
        written = {unquoted(self.syntax.str(p)): unquoted_range(self.syntax, p) for p in parts}
        whole = self.syntax.range(value)
        if typed.kind.name == "literal" and not value.type.startswith(("union", "literal")):
            return ()
        return tuple(Member(v, v, written.get(v, whole)) for v in typed.kind.values)

    def _name(self, name: Node) -> str:
        return self.types.outer_name(name, self.syntax.str(name))

    def _add_enum(
        self, name: Node, range: Range, members: tuple[Member, ...], construct: str, comment: Comment
    ) -> None:
        own = self.syntax.range(name)
        enum = Enum(self._name(name), own, range, members, self.layer, construct, comment.doc, comment.tags)
        self.enums.append(enum)

    def _add_applied(self, value: Node, alias: Alias) -> None:
        """Keeps an alias that may be a record: what it names may be declared below it. One with parameters of its own is none yet."""
        if value.type != "generic_type" or alias.kind.name != "ref" or alias.list_depth or alias.nullable != "no":
            return
        if alias.generics:
            return
        base = BaseReader(self.types, frozenset()).base(value)
        if base is None or base.name != alias.kind.target or base.steps:
            return
        record = Record(
            alias.name, alias.name_range, alias.range, (), self.layer, "type", doc=alias.doc, tags=alias.tags
        )
        self.applied.append((alias, Draft(record, (base,))))

    def _add_alias(
        self, name: Node, range: Range, comment: Comment, typed: Typed, generics: tuple[str, ...] = ()
    ) -> None:
        own = self.syntax.range(name)
        kind = formatted(typed.kind, comment.tags)
        text = self._name(name)
        nullable, depth = typed.nullable, typed.list_depth
        defaults = self._defaults(name.parent, frozenset(generics)) if generics and name.parent is not None else ()
        self.aliases.append(
            Alias(text, own, range, kind, nullable, depth, comment.doc, comment.tags, generics, defaults)
        )


def insert_at(syntax: Syntax, body: Node) -> int | None:
    """The start of the line of a body's closing brace, where the brace stands on a line of its own."""
    closing = body.children[-1] if body.children else None
    if closing is None or closing.type != "}" or closing.is_missing:
        return None
    end = syntax.offset(closing.start_byte)
    line = syntax.text.line_of(end)
    start = syntax.text.line_starts[line]
    return start if not syntax.text.source[start:end].strip() else None


def ended(syntax: Syntax, node: Node, comment: Comment) -> Range:
    """From a declaration's comment to its end."""
    start = syntax.offset(node.start_byte)
    return Range(comment.start if 0 <= comment.start < start else start, syntax.offset(node.end_byte))


def merged(
    drafts: Sequence[Draft], aliases: Sequence[Alias], enums: Sequence[Enum] | None = None
) -> tuple[Record, ...]:
    """The records with the fields of their bases, and with what the aliases that their fields name say of them.

    A contract's fields (`enums` is None) keep the names that they refer to. A record that nothing is merged into stays the same object.
    """
    named = {d.record.name: d for d in reversed(drafts)}
    merger = Merger(named, _by_name(aliases), _by_name(enums) if enums is not None else None)
    return tuple(merger.record(draft) for draft in drafts)


class Merger:
    """Merges one record after another, as `merged` does; of two with one name the first is the one that it means."""

    def __init__(
        self, drafts: Mapping[str, Draft], aliases: Mapping[str, Alias], enums: Mapping[str, Enum] | None = None
    ) -> None:
        self._resolver = Resolver(drafts)
        self._resolved = _Resolved(aliases, enums)

    def record(self, draft: Draft) -> Record:
        record = draft.record
        fields, complete = self._resolver.fields(draft) if draft.bases else (record.fields, not record.open)
        fields = self._resolved.fields(fields)
        if fields is not record.fields or draft.bases:
            bases = tuple(_reference(b) for b in draft.bases)
            record = replace(record, fields=fields, bases=bases, open=not complete)
        return record


def _reference(base: Base) -> Reference:
    arguments = tuple(listed(t).kind for t in base.given)
    return Reference(base.name, base.range, "extends", base.steps, arguments)


def _by_name(found: Sequence[Named]) -> Mapping[str, Named]:
    """Of two with one name the first."""
    return {one.name: one for one in reversed(found)}


class _Resolved:
    """What the names that fields refer to stand for in their own file."""

    def __init__(self, aliases: Mapping[str, Alias], enums: Mapping[str, Enum] | None) -> None:
        self.aliases = aliases
        self.enums: Mapping[str, Enum] = enums if enums is not None else {}
        self.whole = enums is not None

    def fields(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """The fields, or the very same tuple where none of them changes."""
        if not any(
            f.kind.name == "ref" and (f.kind.target in self.aliases or f.kind.target in self.enums) for f in fields
        ):
            return fields
        return tuple(self._through_enum(self._through_alias(f)) for f in fields)

    def _through_alias(self, field: Field) -> Field:
        """A field that names an alias is as nullable as that, and a list where that is one."""
        for _ in range(10):
            alias = self.aliases.get(field.kind.target) if field.kind.name == "ref" else None
            if alias is None:
                break
            typed = Typed(alias.kind, alias.nullable, alias.list_depth)
            if self.whole and alias.generics:  # `Maybe<string>`
                typed = filled(typed, bound(alias.generics, field.kind.options))
            nullable: Nullable = "yes" if "yes" in (field.nullable, typed.nullable) else typed.nullable
            kind = replace(typed.kind, text=field.kind.text) if typed.list_depth or self.whole else field.kind
            depth = field.list_depth + typed.list_depth
            field = replace(
                field, nullable=field.nullable if field.list_depth else nullable, list_depth=depth, kind=kind
            )
            if not self.whole:
                break
        return field

    def _through_enum(self, field: Field) -> Field:
        enum = self.enums.get(field.kind.target) if field.kind.name == "ref" else None
        if enum is None:
            return field
        return replace(field, kind=Kind("enum", enum.name, tuple(m.value for m in enum.members), text=field.kind.text))


def _computes_names(body: Node) -> bool:
    """True for a type with a field whose name is that of something else: `[Category.Join]: Room[]`."""
    names = (ts.field(c, "name") for c in body.children if c.type == "property_signature")
    return any(name is not None and name.type == "computed_property_name" for name in names)
