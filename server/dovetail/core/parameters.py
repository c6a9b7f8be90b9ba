"""Type parameters, and the types that are written with them once it is known what they stand for."""

from collections.abc import Mapping

from .dataclass import dataclass, replace
from .shapes import Field, Kind, Nullable

ELEMENT = "[]"  # the step of a kind that is a list of another, in `Kind.steps`
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """A type as the shapes have it; `optional` where `undefined` is one of its alternatives."""

    kind: Kind
    nullable: Nullable = "no"
    list_depth: int = 0
    optional: bool = False


def parameter(kind: Kind) -> str | None:
    """The name of the type parameter that a kind stands for, if it does."""
    return kind.steps[0][1:-1] if kind.steps and not kind.target and kind.steps[0][:1] == "<" else None


def bound(generics: tuple[str, ...], arguments: tuple[Kind, ...]) -> Mapping[str, Typed]:
    """The type arguments by the names of the parameters. A kind does not say whether it may be null; a default is not known."""
    return dict(zip(generics, map(unlisted, arguments), strict=False))


def filled_field(field: Field, given: Mapping[str, Typed], depth: int = 0) -> Field:
    """A field with what is given in the place of type parameters; the very same where it has none of them."""
    written = Typed(field.kind, field.nullable, field.list_depth)
    typed = filled(written, given, depth)
    if typed is written:
        return field
    return replace(field, kind=typed.kind, nullable=typed.nullable, list_depth=typed.list_depth)


def filled(typed: Typed, given: Mapping[str, Typed], depth: int = 0) -> Typed:
    """A type with what is given in the place of type parameters; the very same where it has none of them."""
    kind = typed.kind
    if not given or depth > _DEEPEST or not (kind.steps or kind.options or kind.members or kind.signature):
        return typed
    own = parameter(kind)
    if own is not None:
        found = given.get(own)
        if found is None:
            return typed
        nullable: Nullable = "yes" if "yes" in (typed.nullable, found.nullable) else found.nullable
        return Typed(found.kind, nullable, typed.list_depth + found.list_depth, typed.optional or found.optional)
    options = tuple(listed(filled(Typed(o), given, depth + 1)).kind for o in kind.options)
    members = tuple(filled_field(m, given, depth + 1) for m in kind.members)
    signature = tuple(filled_field(m, given, depth + 1) for m in kind.signature)
    before, after = (*kind.options, *kind.members, *kind.signature), (*options, *members, *signature)
    if all(a is b for a, b in zip(after, before, strict=True)):
        return typed
    return replace(typed, kind=replace(kind, options=options, members=members, signature=signature))


def listed(typed: Typed) -> Typed:
    """A type whose lists are part of its kind, for where a kind stands alone."""
    if not typed.list_depth:
        return typed
    kind = Kind("unknown", options=(typed.kind,), steps=(ELEMENT,) * typed.list_depth, text=typed.kind.text)
    return Typed(kind, typed.nullable)


def unlisted(kind: Kind) -> Typed:
    """A kind that stands alone, with the lists that are part of it."""
    if kind.options and set(kind.steps) == {ELEMENT}:
        return Typed(kind.options[0], "unknown", len(kind.steps))
    return Typed(kind, "unknown")
