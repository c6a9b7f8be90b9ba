"""How the values of one type relate to those of another, which decides whom a change of one into the other breaks.

The names are those of set theory: a type that *widens* has all its old values and more, one that *narrows* some of the old
and no other. A field that is added and may be left out *extends* a record, and no value stops being one.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from .composition import ALL, CHOOSING, Promise
from .contracts import Contracts
from .dataclass import dataclass, replace
from .parameters import ELEMENT, Typed, bound, filled_field, listed
from .shapes import Alias, Field, Kind, KindName

Effect = Literal["same", "extends", "widens", "narrows", "differs"]

Within = tuple[tuple[str, str], ...]

DEEPEST = 20  # records in records; what lies deeper is compared by its text
_PLAIN = frozenset({"string", "number", "boolean", "bigint"})
_NAME = re.compile(r"(?<![\w$.\"'`])[A-Za-z_$][\w$]*(?![\w$\"'`:?])")
_PARAMETER = re.compile(r"[A-Za-z_$][\w$]*(?=\??:)")
_UNSURE: frozenset[KindName] = frozenset({"hole", "unknown"})
_ANYTHING: frozenset[KindName] = frozenset({"any", "json"})
_TEXTS: frozenset[KindName] = frozenset({"uuid", "instant", "date", "time", "decimal", "bigint", "bytes"})
_NUMBERS: frozenset[KindName] = frozenset({"number", "float"})
_VALUES: frozenset[KindName] = frozenset({"enum", "literal"})
_TEMPLATE = re.compile(r"`[^`]*`")
_DIGITS = re.compile(r"-?\d+(?:\.\d+)?")
_NUMERIC = frozenset("-0123456789")

# Of a type as a whole, not of a field in it.
_UNDEFINED = re.compile(r"\|\s*undefined\b|\bundefined\s*\|")
_OR_NULL = re.compile(r"\A\s*null\s*\||\|\s*null\s*\Z")


@dataclass(frozen=True, slots=True)
class Type:
    """What a field holds, with names of aliases followed to what they stand for."""

    kind: Kind
    nullable: bool | None
    list_depth: int

    @property
    def whole(self) -> Kind:
        """The kind, with the lists that are part of it."""
        return listed(Typed(self.kind, list_depth=self.list_depth)).kind


@dataclass(frozen=True, slots=True)
class Relation:
    """The contracts of two trees. `renamed` gives the new name of each declaration that has one; `stored` were in tables."""

    before: Contracts
    after: Contracts
    renamed: Mapping[str, str]
    stored: frozenset[str] = frozenset()
    # By the identity of two kinds, which are held so that no other can have it.
    _known: dict[tuple[int, int], tuple[Kind, Kind, Effect]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )

    def effect(self, before: Kind, after: Kind, within: Within = ()) -> Effect:
        """What becomes of the values of a kind when it turns into another. `within` are the records on the way to it."""
        known = self._known.get((id(before), id(after)))
        if known is not None:
            return known[2]
        effect = self._effect(before, after, within)
        if len(within) < DEEPEST and not any(
            any(pair) for pair in within
        ):  # else it may rest on what is not decided yet
            self._known[id(before), id(after)] = before, after, effect
        return effect

    def _effect(self, before: Kind, after: Kind, within: Within) -> Effect:
        if self.same_name(before, after) and before.target not in CHOOSING:
            return join(
                self.effect(x, y, (*within, ("", ""))) for x, y in zip(before.options, after.options, strict=False)
            )
        if _is_mixed(before) or _is_mixed(after):
            return self._unions(before, after, within)
        if before.name in _UNSURE or after.name in _UNSURE:
            return self._composed(before, after, within)
        pair = (before.target, after.target)
        if before.name == after.name == "ref" and pair in within:
            return "same"
        if len(within) > DEEPEST:
            return "same" if before.text == after.text else "differs"
        a, b = _resolved(before, self.before), _resolved(after, self.after)
        if is_union(a) or is_union(b):
            return self._unions(by_name(before, a, b), by_name(after, b, a), within)
        if a.name in _UNSURE or b.name in _UNSURE:
            return self._composed(a, b, within)
        if a.name in _ANYTHING or b.name in _ANYTHING:
            return _ordered(a.name in _ANYTHING, b.name in _ANYTHING)
        if "null" in (a.name, b.name):
            return _ordered(b.name == "null", a.name == "null")
        if a.name in _VALUES or b.name in _VALUES:
            return _values(a, b)
        if a.name == b.name == "ref" and a.options and bare(a.text) == bare(b.text):
            return "same"  # behind another name
        own, other = fields_of(a, self.before), fields_of(b, self.after)
        if own is not None and other is not None:
            return self.records(own, other, (*within, pair))
        if a.name == b.name == "map":
            return self._maps(a, b, (*within, pair))
        return _plain(a, b)

    def _maps(self, a: Kind, b: Kind, within: Within) -> Effect:
        if not (a.options and b.options):  # one that has fields as well is known by its text
            return "same" if _spelled(a.text, self.before) == _spelled(b.text, self.after) else "differs"
        keys = len(a.options) > 1, len(b.options) > 1
        effects: list[Effect] = [self.effect(a.options[-1], b.options[-1], within)]
        effects.append(_ordered(_holds_null(a), _holds_null(b)))
        listed = self.effect(a.options[0], b.options[0], within) if all(keys) else _ordered(not keys[0], not keys[1])
        return join([*effects, listed])

    def _composed(self, before: Kind, after: Kind, within: Within) -> Effect:
        """Types that are made of others: by their fields where those are known, else by their text. One alone says nothing."""
        if "hole" in (before.name, after.name) or len(within) > DEEPEST:
            return "same"
        if is_list(before) or is_list(after):
            return self._lists(before, after, within)
        own, other = fields_of(before, self.before), fields_of(after, self.after)
        if own is not None and other is not None:
            return self.records(own, other, (*within, ("", "")))
        if before.steps == after.steps == (ALL,) and self._same_parts(before.options, after.options, within):
            return "same"
        old = _spelled(re.sub(r"[\w$]+", lambda m: self.renamed.get(m[0], m[0]), before.text), self.before)
        new = _spelled(after.text, self.after)
        if "[" in (old[:1], new[:1]):
            return _tuples(old, new)
        if before.name == after.name and old == new:
            return "same"
        a, b = (
            self.before.resolved(before),
            self.after.resolved(after),
        )  # `Billing.Invoice["id"]` may have become `Bill["id"]`
        if a.name not in _UNSURE and b.name not in _UNSURE:
            return self.effect(a, b, (*within, ("", "")))
        return "same" if before.name != after.name else "differs"

    def _same_parts(self, before: tuple[Kind, ...], after: tuple[Kind, ...], within: Within) -> bool:
        """True for the same types put together, in whichever order."""
        inner = (*within, ("", ""))
        return len(before) == len(after) and all(any(self.effect(x, y, inner) == "same" for y in after) for x in before)

    def _lists(self, before: Kind, after: Kind, within: Within) -> Effect:
        """Of two kinds, one of which is a list and stands alone, as in a union."""
        if before.steps == after.steps:
            return self.effect(before.options[0], after.options[0], (*within, ("", "")))
        other = after if is_list(before) else before
        return "same" if other.name in _UNSURE and not is_list(other) else "differs"

    def same_name(self, before: Kind, after: Kind) -> bool:
        """True for one declaration on both sides: what changes in it is told there, as is a name that is gone."""
        if before.name != "ref" or after.name != "ref":
            return False
        stale = before.target == after.target and self.after.get(after.target) is None
        return stale or self.renamed.get(before.target, before.target) == after.target

    def records(self, before: tuple[Promise, ...], after: tuple[Promise, ...], within: Within = ()) -> Effect:
        old, new = {p.field.name: p.field for p in before}, {p.field.name: p.field for p in after}
        effects: list[Effect] = []
        for name, field in old.items():
            effects.append(self._fields(field, new[name], within) if name in new else "widens")
        for name, field in new.items():
            if name not in old:
                effects.append("extends" if may_be_left_out(field) else "narrows")
        return join(effects)

    def _fields(self, before: Field, after: Field, within: Within) -> Effect:
        a, b = followed(before, self.before), followed(after, self.after)
        if self.same_name(before.kind, after.kind):  # what became of it is told there
            a, b = (Type(f.kind, {"yes": True, "no": False}.get(f.nullable), f.list_depth) for f in (before, after))
        effects: list[Effect] = [self.effect(a.kind, b.kind, within)]
        if a.list_depth != b.list_depth:
            effects = [self.effect(a.whole, b.whole, within)]
        if a.nullable is not None and b.nullable is not None:
            effects.append(_ordered(a.nullable, b.nullable))
        effects.append(_ordered(may_be_left_out(before), may_be_left_out(after)))
        return join(effects)

    def _unions(self, a: Kind, b: Kind, within: Within) -> Effect:
        come, gone = self.alternatives(a, b, within)
        return "differs" if come and gone else "widens" if come else "narrows" if gone else "same"

    def alternatives(self, a: Kind, b: Kind, within: Within = ()) -> tuple[list[Kind], list[Kind]]:
        """What a union of types may be now and might not before, and what it might be and may no longer; any type is one of one."""
        left, right = _options(a), _options(b)
        # A name on both sides changes where it is declared.
        names = _names(left) & _names(right)
        old, new = _alternatives(left, self.before), _alternatives(right, self.after)
        come = [y for y in right if y.text not in names and not self._stands(y, old, within, before=False)]
        gone = [x for x in left if x.text not in names and not self._stands(x, new, within, before=True)]
        return come, gone

    def _stands(self, option: Kind, others: list[Kind], within: Within, *, before: bool) -> bool:
        """True where all that one option allows is allowed by those of the other side."""
        if before:
            own = _alternatives((option,), self.before)
            return all(any(self._covered(x, y, within) in ("same", "widens") for y in others) for x in own)
        own = _alternatives((option,), self.after)
        return all(any(self._covered(x, y, within) in ("same", "narrows") for x in others) for y in own)

    def _covered(self, x: Kind, y: Kind, within: Within) -> Effect:
        """The effect of one alternative that becomes another; records are one another only where they are the same."""
        if self.same_name(x, y):
            return self.effect(x, y, within)
        a, b = _resolved(x, self.before), _resolved(y, self.after)
        own, other = fields_of(a, self.before), fields_of(b, self.after)
        if own is None or other is None or len(within) > DEEPEST:
            return self.effect(x, y, (*within, ("", "")))
        return "same" if self._same_fields(own, other, (*within, ("", ""))) else "differs"

    def _same_fields(self, before: tuple[Promise, ...], after: tuple[Promise, ...], within: Within) -> bool:
        old, new = {p.field.name: p.field for p in before}, {p.field.name: p.field for p in after}
        if old.keys() != new.keys():
            return False
        told_apart = sorted(
            old, key=lambda name: old[name].kind.name not in _VALUES
        )  # what tells records apart comes first
        return all(self._fields(old[name], new[name], within) == "same" for name in told_apart)


def _names(options: Iterable[Kind]) -> set[str]:
    return {o.text for o in options if not o.options and o.name != "record"}


def is_union(kind: Kind) -> bool:
    return kind.name == "union" or _is_mixed(kind)


def by_name(kind: Kind, meant: Kind, other: Kind) -> Kind:
    """What a name stands for, or the name where the other is a union that has it: what became of it is told where it is declared."""
    named = Kind("ref", kind.target, text=kind.target)
    return named if kind.name == "ref" and not kind.options and named.text in _names(_options(other)) else meant


def _options(kind: Kind) -> tuple[Kind, ...]:
    return kind.options if is_union(kind) else (kind,)


def _is_mixed(kind: Kind) -> bool:
    """True for a union some of which are lists, as `string | string[]`."""
    return kind.name == "unknown" and not kind.steps and len(kind.options) > 1 and not kind.target


def is_list(kind: Kind) -> bool:
    """True for a list that stands alone."""
    return bool(kind.options) and set(kind.steps) == {ELEMENT}


def _resolved(kind: Kind, contracts: Contracts) -> Kind:
    """What a kind that stands alone resolves to, which is a list where one of its names is that of a list."""
    depth, own = 0, kind
    for _ in range(10):  # a cycle of aliases resolves to nothing
        declaration = found.declaration if own.name == "ref" and (found := contracts.get(own.target)) else None
        if not isinstance(declaration, Alias):
            break
        own, depth = declaration.kind, depth + declaration.list_depth
    return listed(Typed(own, list_depth=depth)).kind if depth else contracts.resolved(kind)


def _alternatives(options: Iterable[Kind], contracts: Contracts, deep: int = 0) -> list[Kind]:
    """The options of a union, with those of unions among them, and the values of enums one by one."""
    found: list[Kind] = []
    for option in options:
        kind = _resolved(option, contracts)
        if is_union(kind) and deep < DEEPEST:
            found += _alternatives(kind.options, contracts, deep + 1)
        elif kind.name == "enum" and len(kind.values) > 1:
            found += [Kind("enum", kind.target, (value,), text=kind.text) for value in kind.values]
        else:
            found.append(option)
    return found


def _spelled(text: str, contracts: Contracts) -> str:
    """A type's bare text, with what names of plain types stand for: `[uinteger, uinteger]` is `[number, number]`."""

    def spelled(name: re.Match[str]) -> str:
        found = contracts.get(name[0])
        alias = found.declaration if found is not None else None
        if not isinstance(alias, Alias) or alias.nullable != "no" or alias.list_depth:
            return name[0]
        return alias.kind.text if alias.kind.text in _PLAIN else name[0]

    return bare(_NAME.sub(spelled, text))


def _tuples(before: str, after: str) -> Effect:
    """Of two bare texts, one of which is a tuple: one whose items are all of a kind is a list of them, of some lengths only."""
    if before == after:
        return "same"
    if "[" not in (before[:1], after[:1]):
        return "differs"
    is_tuple = before[:1] == "["
    tuple_, other = (before, after) if is_tuple else (after, before)
    items = {item.removeprefix("...").removesuffix("[]") for item in _items(tuple_)}
    if other[:1] == "[" or items != {other.removesuffix("[]")}:
        return "differs"
    return "widens" if is_tuple else "narrows"


def _items(text: str) -> list[str]:
    """The items of a tuple's bare text."""
    found, depth = [""], 0
    for letter in text[1:-1]:
        depth += (letter in "([{<") - (letter in ")]}>")
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found


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
        arguments = bound(found[1].generics, kind.options) if found is not None else {}
        promises = contracts.promised(found[0])[0] if found is not None else None
        if promises is None or not arguments:
            return promises
        return tuple(replace(p, field=filled_field(p.field, arguments)) for p in promises)
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


def _holds_null(map: Kind) -> bool:
    """True where the values of a map may be null: a kind says so in its text alone. What is `undefined` never crosses."""
    text = _UNDEFINED.sub("", map.options[-1].text).strip() if map.options else ""
    inner = text[1:-1] if text[:1] == "(" and text.find(")") == len(text) - 1 else text
    return _OR_NULL.search(inner) is not None


def _ordered(was: bool, now: bool) -> Effect:
    """The effect on values of something that is allowed or not."""
    return "same" if was == now else "widens" if now else "narrows"


def _values(a: Kind, b: Kind) -> Effect:
    own, other = _written_as(a), _written_as(b)
    if a.name in _VALUES and b.name in _VALUES:
        old, new = set(a.values), set(b.values)
        if own and other and own != other:
            return "differs"
        return "same" if old == new else "widens" if old < new else "narrows" if new < old else "differs"
    if a.name in _VALUES:
        return "widens" if _is_any(b, own) else "differs"
    return "narrows" if _is_any(a, other) else "differs"


def _is_any(kind: Kind, of: KindName | None) -> bool:
    """True for all texts, or all numbers, where values that are such are listed on the other side."""
    return (
        kind.name in ("string", "number") if of is None else kind.name == of or (kind.name == "int" and of == "number")
    )


def _written_as(kind: Kind) -> KindName | None:
    """What the values of an enum or a literal are on the wire; None for what an enum's values do not show."""
    if kind.name == "enum":
        if kind.target and all(_DIGITS.fullmatch(v) for v in kind.values):
            return None  # `A = 1` and `A = "1"` are read alike
        return "number" if kind.text.lstrip("|( \n")[:1] in _NUMERIC else "string"
    if not kind.text or kind.text[0] in "\"'`":
        return "string"
    return "boolean" if set(kind.values) <= {"true", "false"} else "number"


def _templates(a: Kind, b: Kind) -> Effect:
    """Of two texts, which may have to be like a template: `user_${string}`."""
    old, new = (found[0] if (found := _TEMPLATE.search(k.text)) is not None else "" for k in (a, b))
    return "same" if old == new else "narrows" if not old else "widens" if not new else "differs"


def _plain(a: Kind, b: Kind) -> Effect:
    if a.name == b.name == "string":
        return _templates(a, b)
    if a.name == b.name:
        return "same" if a.name != "ref" else "differs"
    if {a.name, b.name} <= _NUMBERS:
        return "same"
    if (a.name in _TEXTS and b.name == "string") or (a.name == "int" and b.name in _NUMBERS):
        return "widens"
    if (b.name in _TEXTS and a.name == "string") or (b.name == "int" and a.name in _NUMBERS):
        return "narrows"
    return "differs"
