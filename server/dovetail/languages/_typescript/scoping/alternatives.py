"""What values of several types have in common, and by what name a type is known that is one of several."""

from dovetail.core.arguments import EXPECTED, INFERRED
from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from .scopes import Value

STEP = " > "
_OR = " | "
# Classes of the platform, and of frameworks, of which nobody writes an object as a literal.
_CLASSES = frozenset(
    "Response NextResponse HttpResponse Error Date File Blob FormData URL ReadableStream Buffer".split()
)
_ARGUMENTS = (INFERRED, EXPECTED)  # how the steps begin that say what a call is given, or asked for


def is_same(one: Typed, other: Typed) -> bool:
    """True for one type, however it is written: the element of `User[]` is a `User`."""
    return one == other or replace(one, kind=replace(one.kind, text="")) == replace(
        other, kind=replace(other.kind, text="")
    )


def type_name(kind: Kind) -> str:
    """What a chain calls a type that is named, or taken from one: `User`, `AddUser > response`; empty for any other."""
    if kind.name == "ref":
        return kind.target
    taken = kind.name == "unknown" and kind.target and kind.steps
    return STEP.join((kind.target, *kind.steps)) if taken else ""


def one_of_texts(value: Value | None) -> Value | None:
    """What is one of a named type's texts or one that is written beside it, `Status | "all"`, by a name for both."""
    if value is None or value.kind.name != "union" or value.chain or value.through:
        return value
    names: list[str] = []
    for option in value.kind.options:
        if option.name == "ref" and not option.options:
            names.append(option.target)
        elif option.name in ("literal", "enum") and not any(" " in v or "'" in v for v in option.values):
            names.extend(f"'{v}'" for v in option.values)
        else:
            return None
    return replace(value, kind=Kind("ref", target=_OR.join(names)))


def of_literal(value: Value) -> Value:
    """What an object literal is, of several types that it may be: it is none of a class, as in `Response | Problem`."""
    if value.kind.name != "ref" or _OR not in value.kind.target or value.chain or value.through:
        return value
    names = value.kind.target.split(_OR)
    kept = [name for name in names if name not in _CLASSES]
    return replace(value, kind=replace(value.kind, target=_OR.join(kept))) if kept and len(kept) < len(names) else value


def whatever_given(value: Value | None) -> Value | None:
    """A value without what arguments said of the functions on the way to it."""
    if value is None or not any(s.startswith(_ARGUMENTS) for s in (*value.chain, *value.through)):
        return value
    kept = [i for i, s in enumerate(value.chain) if not s.startswith(_ARGUMENTS)]
    chain, ranges = tuple(value.chain[i] for i in kept), tuple(value.ranges[i] for i in kept)
    return replace(
        value, chain=chain, ranges=ranges, through=tuple(s for s in value.through if not s.startswith(_ARGUMENTS))
    )
