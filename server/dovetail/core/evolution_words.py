"""How a change is said."""

from .contracts import Declaration
from .shapes import Alias, Constant, Enum, Field, Record


def entry_name(constant: str, entry: str) -> str:
    return f"{constant}.{entry}" if entry else constant


def written(field: Field) -> str:
    return f"`{' '.join((field.kind.text or field.kind.name).split())}`"


def sort_of(declaration: Declaration) -> str:
    match declaration:
        case Record():
            return "a record"
        case Enum():
            return "an enum"
        case Constant():
            return "a constant"
        case Alias():
            return "a type of another kind"


def tagged(name: str, before: str, after: str) -> str:
    """A tag's change as a clause."""
    now = f"now says `@{name} {after}`" if after else f"no longer says `@{name} {before}`"
    return f"{now} instead of `@{name} {before}`" if before and after else now


def moved(what: str, before: str, after: str) -> str:
    now = f"now has the {what} `{after}`" if after else f"no longer has the {what} `{before}`"
    return f"{now} instead of `{before}`" if before and after else now
