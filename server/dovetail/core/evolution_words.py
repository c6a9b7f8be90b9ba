"""How a change is said."""

from collections.abc import Mapping

from .contracts import Declaration
from .shapes import Alias, Constant, Enum, Field, Kind, Member, Record
from .words import key

_MOST = 4  # options that are named one by one


def entry_name(constant: str, entry: str) -> str:
    return f"{constant}.{entry}" if entry else constant


def written(field: Field) -> str:
    return f"`{' '.join((field.kind.text or field.kind.name).split())}`"


def said(member: Member) -> str:
    """A value, with the enum's own name for it where that says more: `StringSelect` (`3`)."""
    return f"`{member.value}`" if key(member.name) == key(member.value) else f"`{member.name}` (`{member.value}`)"


def options_changed(before: Kind, after: Kind, renamed: Mapping[str, str]) -> str:
    """What a union of types may be now, and may no longer be; nothing where that is not short, or not the whole change."""
    if not before.name == after.name == "union":
        return ""
    old = {renamed.get(o.text, o.text): o for o in before.options}
    new = {o.text: o for o in after.options}
    added, gone = [t for t in new if t not in old], [t for t in old if t not in new]
    if not 0 < len(added) + len(gone) <= _MOST:
        return ""
    now = f"may now be {_listed(added)}, too" if added else ""
    no_longer = f"may no longer be {_listed(gone)}" if gone else ""
    return f"{now}, and {no_longer}" if added and gone else now or no_longer


def _listed(names: list[str]) -> str:
    quoted = [f"`{' '.join(n.split())}`" for n in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


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
