"""How the values of one type relate to those of another, which decides whom a change of one into the other breaks.

The names are those of set theory: a type that *widens* has all its old values and more, one that *narrows* some of the old
and no other. A field that is added and may be left out *extends* a record, and no value stops being one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from .composition import CHOOSING, Promise
from .contracts import Contracts, Declaration
from .dataclass import dataclass
from .shapes import Alias, Field, Kind, KindName

Effect = Literal["same", "extends", "widens", "narrows", "differs"]

DEEPEST = 20  # records in records; what lies deeper is compared by its text
_PARAMETER = re.compile(r"[A-Za-z_$][\w$]*(?=\??:)")
_UNSURE: frozenset[KindName] = frozenset({"hole", "unknown"})
_ANYTHING: frozenset[KindName] = frozenset({"any", "json"})
_TEXTS: frozenset[KindName] = frozenset({"uuid", "instant", "date", "time", "decimal", "bigint", "bytes"})
_NUMBERS: frozenset[KindName] = frozenset({"number", "float"})
_VALUES: frozenset[KindName] = frozenset({"enum", "literal"})
_AS_TEXT = ("decimal", "bigint")  # numbers that cross the wire as strings
_WIDER_FORMATS = frozenset(
    {
        ("email", "idn-email"), ("hostname", "idn-hostname"), ("uri", "iri"), ("uri", "uri-reference"),
        ("uri", "iri-reference"), ("iri", "iri-reference"), ("uri-reference", "iri-reference"),
    }
)  # fmt: skip


# Of a type as a whole, not of a field in it.
_OR_NULL = re.compile(r"\A\s*null\s*\||\|\s*null\s*\Z")


@dataclass(frozen=True, slots=True)
class Type:
    """What a field holds, with names of aliases followed to what they stand for."""

    kind: Kind
    nullable: bool | None
    list_depth: int


@dataclass(frozen=True, slots=True)
class Relation:
    """The contracts of two trees. `renamed` gives the new name of each declaration that has one; `stored` were in tables."""

    before: Contracts
    after: Contracts
    renamed: Mapping[str, str]
    stored: frozenset[str] = frozenset()

    def effect(self, before: Kind, after: Kind, within: tuple[tuple[str, str], ...] = ()) -> Effect:
        """What becomes of the values of a kind when it turns into another. `within` are the records on the way to it."""
        if self.same_name(before, after) and before.target not in CHOOSING:
            return join(
                self.effect(x, y, (*within, ("", ""))) for x, y in zip(before.options, after.options, strict=False)
            )
        if before.name in _UNSURE or after.name in _UNSURE:
            return self._composed(before, after, within)
        pair = (before.target, after.target)
        if before.name == after.name == "ref" and pair in within:
            return "same"
        if len(within) > DEEPEST:
            return "same" if before.text == after.text else "differs"
        a, b = self.before.resolved(before), self.after.resolved(after)
        if a.name in _UNSURE or b.name in _UNSURE:
            return self._composed(a, b, within)
        if a.name in _ANYTHING or b.name in _ANYTHING:
            return _ordered(a.name in _ANYTHING, b.name in _ANYTHING)
        if "null" in (a.name, b.name):
            return _ordered(b.name == "null", a.name == "null")
        if "union" in (a.name, b.name):
            return self._unions(a, b, within)
        if a.name in _VALUES or b.name in _VALUES:
            return _values(a, b)
        own, other = fields_of(a, self.before), fields_of(b, self.after)
        if own is not None and other is not None:
            return self.records(own, other, (*within, pair))
        if a.name == b.name == "map":
            held: list[Effect] = [
                self.effect(x, y, (*within, pair)) for x, y in zip(a.options, b.options, strict=False)
            ]
            return join([*held, _ordered(_holds_null(a), _holds_null(b))])
        return _plain(a, b)

    def _composed(self, before: Kind, after: Kind, within: tuple[tuple[str, str], ...]) -> Effect:
        """Types that are made of others: by their fields where those are known, else by their text. One alone says nothing."""
        if "hole" in (before.name, after.name) or len(within) > DEEPEST:
            return "same"
        own, other = fields_of(before, self.before), fields_of(after, self.after)
        if own is not None and other is not None:
            return self.records(own, other, (*within, ("", "")))
        if before.name != after.name:
            return "same"
        renamed = re.sub(r"[\w$]+", lambda m: self.renamed.get(m[0], m[0]), before.text)
        return "same" if bare(renamed) == bare(after.text) else "differs"

    def same_name(self, before: Kind, after: Kind) -> bool:
        """True for one declaration on both sides: what changes in it is told there, as is a name that is gone."""
        if before.name != "ref" or after.name != "ref":
            return False
        stale = before.target == after.target and self.after.get(after.target) is None
        return stale or self.renamed.get(before.target, before.target) == after.target

    def records(
        self, before: tuple[Promise, ...], after: tuple[Promise, ...], within: tuple[tuple[str, str], ...] = ()
    ) -> Effect:
        old, new = {p.field.name: p.field for p in before}, {p.field.name: p.field for p in after}
        effects: list[Effect] = []
        for name, field in old.items():
            effects.append(self._fields(field, new[name], within) if name in new else "widens")
        for name, field in new.items():
            if name not in old:
                effects.append("extends" if may_be_left_out(field) else "narrows")
        return join(effects)

    def _fields(self, before: Field, after: Field, within: tuple[tuple[str, str], ...]) -> Effect:
        a, b = followed(before, self.before), followed(after, self.after)
        effects: list[Effect] = [self.effect(a.kind, b.kind, within)]
        if a.list_depth != b.list_depth:
            effects.append("differs")
        if a.nullable is not None and b.nullable is not None:
            effects.append(_ordered(a.nullable, b.nullable))
        effects.append(_ordered(may_be_left_out(before), may_be_left_out(after)))
        return join(effects)

    def _unions(self, a: Kind, b: Kind, within: tuple[tuple[str, str], ...]) -> Effect:
        old, new = a.options or (a,), b.options or (b,)
        stays = frozenset(old).intersection(new)  # most do, and need no look at every other

        def covered(x: Kind, y: Kind) -> Effect:
            effect = self.effect(x, y, (*within, ("", "")))
            is_record = fields_of(self.before.resolved(x), self.before) is not None
            return effect if effect == "same" or not is_record else "differs"

        forth = all(any(covered(x, y) in ("same", "widens") for y in new) for x in old if x not in stays)
        back = all(any(covered(x, y) in ("same", "narrows") for x in old) for y in new if y not in stays)
        if forth:
            return "same" if back else "widens"
        return "narrows" if back else "differs"


def bare(text: str) -> str:
    """A type's text without what means nothing: white space, kinds of quotes and separators, names of parameters."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*|\breadonly\b", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", "", text).replace("'", '"').replace(";", ",")
    text = re.sub(r"\b(?:Readonly)?Array<([\w.\"]+)>", r"\1[]", text)
    text = re.sub(r",(?=[})\]])", "", text)
    method = re.fullmatch(r"[\w$]+(?:<[^()]*>)?\??(\(.*\)):([^()]*)", text)
    text = f"{method[1]}=>{method[2]}" if method is not None else text
    found: list[str] = []
    around: list[str] = []
    at = 0
    while at < len(text):
        letter = text[at]
        found.append(letter)
        at += 1
        if letter in "([{<":
            around.append(letter)
        elif letter in ")]}" or (letter == ">" and text[at - 2 : at] != "=>"):
            del around[-1:]
        if letter in "(," and around[-1:] == ["("]:
            name = _PARAMETER.match(text, at)
            at = name.end() if name is not None else at
    return "".join(found)


def join(effects: Iterable[Effect]) -> Effect:
    """What several effects are together."""
    found = set(effects)
    if "differs" in found or {"widens", "narrows"} <= found:
        return "differs"
    if "widens" in found or "narrows" in found:
        return "widens" if "widens" in found else "narrows"
    return "extends" if "extends" in found else "same"


def followed(field: Field, contracts: Contracts) -> Type:
    """What a field holds: an alias of a list makes it a list, one of a value that may be null lets it be null."""
    kind, depth = field.kind, field.list_depth
    nullable = {"yes": True, "no": False, "unknown": None}[field.nullable]
    for _ in range(10):  # a cycle of aliases resolves to nothing
        declaration = found.declaration if kind.name == "ref" and (found := contracts.get(kind.target)) else None
        if not isinstance(declaration, Alias):
            break
        if not depth and declaration.nullable == "yes":
            nullable = True
        kind, depth = declaration.kind, depth + declaration.list_depth
    return Type(kind, nullable, depth)


def items_may_be_null(field: Field) -> bool | None:
    """Whether a list may hold null, as in `(string | null)[]`; None where that is not written here."""
    text = bare(field.kind.text)
    text = re.sub(r"\|null\b(?=[^()<>]*\Z)|\A(?:null\|)", "", text)
    found = re.fullmatch(r"(?:Readonly)?Array<(.*)>|\((.*)\)\[\]", text)
    inner = (found[1] or found[2]) if found is not None else None
    plain = re.fullmatch(r"[\w.$\"]+(?:\[\])+", text) is not None
    return False if plain else None if inner is None else re.search(r"(?:\A|\|)null(?=\||\Z)", inner) is not None


def may_be_left_out(field: Field) -> bool:
    return field.presence != "required"


def fields_of(kind: Kind, contracts: Contracts) -> tuple[Promise, ...] | None:
    """The fields of a record in place, by name, or made of others; None for what is no record."""
    if kind.name == "ref":
        found = contracts.record(kind.target)
        return contracts.promised(found[0])[0] if found is not None else None
    return contracts.fields_of(kind)


def values_of(kind: Kind) -> tuple[str, ...] | None:
    """The values of an enum or a literal that is written in place; None for any other kind."""
    return kind.values if kind.name in _VALUES and not kind.target else None


def family(kind: Kind) -> KindName | None:
    """`string` and `number` for what a format may narrow: a date, a decimal and a UUID are written as one of them."""
    if kind.name in ("decimal", "bigint"):
        return "number" if "number" in kind.text else "string"
    if kind.name == "string" or kind.name in _TEXTS:
        return "string"
    return "number" if kind.name == "int" or kind.name in _NUMBERS else None


LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
BOUNDS = (*LOWEST, "maximum", "exclusiveMaximum", "maxLength", "maxItems", "pattern", "multipleOf")


def bound_effect(name: str, before: str, after: str) -> Effect:
    """What becomes of the values of a field when a bound comes, goes or moves, such as `@minimum 1` or `@maxLength 80`."""
    if not (before and after):
        return "narrows" if after else "widens"
    try:
        raised = float(after) > float(before)
    except ValueError:
        return "differs"
    if name == "multipleOf":
        return "differs"
    return "narrows" if raised == (name in LOWEST) else "widens"


def format_effect(before: str, after: str) -> Effect:
    """What another `@format` does to the values of a string or number; empty for none."""
    if not after or (before, after) in _WIDER_FORMATS:
        return "widens" if before not in _AS_TEXT else "differs"
    if not before or (after, before) in _WIDER_FORMATS:
        return "narrows" if after not in _AS_TEXT else "differs"
    return "differs"


def tag_value(tagged: Declaration | Field, name: str) -> str:
    """The value of a tag, with the direction of an `@order`; empty where there is none."""
    tag = tagged.tag(name)
    if tag is None:
        return ""
    direction = tag.prose.split()[0] if name == "order" and tag.prose.split() else ""
    return f"{tag.value} {direction}" if direction in ("asc", "desc") else tag.value


def written_default(field: Field) -> str:
    """What a field's `@default` says: a text in quotes with the words in it, else the first word; empty where there is none."""
    tag = field.tag("default")
    if tag is None or tag.value[:1] not in "\"'`" or tag.value[:1] == tag.value[-1:] != tag.value:
        return tag.value if tag is not None else ""
    rest = f"{tag.value} {tag.prose}"
    end = rest.find(rest[0], 1)
    return rest[: end + 1] if end > 0 else tag.value


def _holds_null(map: Kind) -> bool:
    """True where the values of a map may be null: a kind says so in its text alone."""
    return bool(map.options) and _OR_NULL.search(map.options[-1].text) is not None


def _ordered(was: bool, now: bool) -> Effect:
    """The effect on values of something that is allowed or not."""
    return "same" if was == now else "widens" if now else "narrows"


def _values(a: Kind, b: Kind) -> Effect:
    if a.name in _VALUES and b.name in _VALUES:
        old, new = set(a.values), set(b.values)
        if _written_as(a) != _written_as(b):
            return "differs"
        return "same" if old == new else "widens" if old < new else "narrows" if new < old else "differs"
    if a.name in _VALUES:
        return "widens" if b.name == _written_as(a) or (b.name == "int" and _written_as(a) == "number") else "differs"
    return "narrows" if a.name == _written_as(b) or (a.name == "int" and _written_as(b) == "number") else "differs"


def _written_as(kind: Kind) -> KindName:
    """What the values of an enum or a literal are on the wire."""
    if kind.name == "enum" or not kind.text or kind.text[0] in "\"'`":
        return "string"
    return "boolean" if set(kind.values) <= {"true", "false"} else "number"


def _plain(a: Kind, b: Kind) -> Effect:
    if a.name == b.name:
        return "same" if a.name != "ref" else "differs"
    if {a.name, b.name} <= _NUMBERS:
        return "same"
    if (a.name in _TEXTS and b.name == "string") or (a.name == "int" and b.name in _NUMBERS):
        return "widens"
    if (b.name in _TEXTS and a.name == "string") or (b.name == "int" and a.name in _NUMBERS):
        return "narrows"
    return "differs"
