"""How a change is said."""

import re

from .shapes import Alias, Constant, Declaration, Enum, Field, Kind, Member, Record
from .words import key

_MOST = 4  # options that are named one by one
_LONGEST = 120  # letters of a type's text
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def entry_name(constant: str, entry: str) -> str:
    return f"{constant}.{entry}" if entry else constant


def written(field: Field) -> str:
    return f"`{short(field.kind.text)}`" if field.kind.text else sort_of_kind(field.kind)


def short(text: str) -> str:
    """A type's text on one line, cut where it is long."""
    text = " ".join(_COMMENT.sub(" ", text).split()).removeprefix("| ")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def sort_of_kind(kind: Kind) -> str:
    """What is not written as a type: the fields of an interface, the members of an enum."""
    return {"record": "a record", "enum": "an enum"}.get(kind.name, f"`{kind.name}`")


def said(member: Member) -> str:
    """A value, with the enum's own name for it where that says more: `StringSelect` (`3`)."""
    return f"`{member.value}`" if key(member.name) == key(member.value) else f"`{member.name}` (`{member.value}`)"


def options_changed(come: list[Kind], gone: list[Kind]) -> str:
    """What a union of types may be now, and may no longer be; nothing where that is not short, or not the whole change."""
    if not 0 < len(come) + len(gone) <= _MOST or not all(k.text for k in (*come, *gone)):
        return ""
    now = f"may now be {_listed(come)}, too" if come else ""
    no_longer = f"may no longer be {_listed(gone)}" if gone else ""
    return f"{now}, and {no_longer}" if come and gone else now or no_longer


def _listed(kinds: list[Kind]) -> str:
    return quoted([short(k.text) for k in kinds], "or")


def quoted(names: list[str], last: str = "and") -> str:
    """Names one after the other, as a part of a sentence."""
    marked = [f"`{n}`" for n in names]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} {last} {marked[-1]}"


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


def end_moved(before: tuple[str, str], after: tuple[str, str]) -> str:
    """The change of a bound, each said by its tag and its value."""
    if before[0] == after[0] or not (before[0] and after[0]):
        return moved(f"@{after[0] or before[0]}", before[1], after[1])
    return f"now has the @{after[0]} `{after[1]}` instead of the @{before[0]} `{before[1]}`"
