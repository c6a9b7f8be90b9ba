"""Atoms of Jotai: what they hold, and what reads and writes them. Elsewhere `atom` may be anything."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.made import CALL, NOWHERE, function, inside, member
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import Types

_MAKES = re.compile(r"^atom(?:With(?:Storage|Reset|Default|Lazy))?$")
_USES = re.compile(r"^use(?:Atom|AtomValue|SetAtom|HydrateAtoms)$")
_IMPORTED = re.compile(r"""from\s+["']jotai""")
_HELD, _SET = "(atom)", "(set)"
_NOTHING = Typed(Kind("unknown"), "unknown")
_GETS, _SETS = "gets an atom", "sets an atom"  # the texts of the functions that an atom's own functions are given


def makes_atom(name: str, types: Types) -> bool:
    """True for a call that makes an atom."""
    return _MAKES.match(name) is not None and types.syntax.says(_IMPORTED)


def shown_to_atom(parts: Sequence[Node]) -> Iterator[tuple[Node, Value]]:
    """The functions that an atom is made with, each with what it is given: `get`, and `set` if it writes."""
    given = [Typed(Kind("unknown", members=(member(CALL, _NOTHING),), text=text)) for text in (_GETS, _SETS)]
    for i, part in enumerate(parts[:2]):
        if part.type in FUNCTIONS:
            yield part, Value(function(None, *given[: i + 1]).kind, 0, "atom")


def atom(
    name: str, said: Sequence[Typed], parts: Sequence[Node], given: Sequence[Value | None], uses: Uses
) -> Value | None:
    """An atom of what its type argument says, of its first value, or of what its function gives."""
    at = 1 if name == "atomWithStorage" else 0
    initial = given[at] if at < len(given) else None
    derived = at < len(parts) and parts[at].type in FUNCTIONS
    held = said[0] if said else None
    if held is None:
        value = uses.property(initial, CALL, NOWHERE, name) if derived else initial
        held = value.typed if value is not None else None
    if held is None:
        return None
    known = {_HELD: held} if derived else {_HELD: held, _SET: function(None, held)}
    return Value(inside(**known).kind, 0, name)


def used_atom(name: str, given: Sequence[Value | None], uses: Uses) -> Value | None:
    """What `useAtom`, `useAtomValue` and `useSetAtom` give."""
    if not _USES.match(name) or not given:
        return None
    held, setter = (uses.property(given[0], step, NOWHERE, name) for step in (_HELD, _SET))
    if name == "useAtomValue":
        return held
    if name == "useSetAtom":
        return setter
    known = {str(i): value.typed for i, value in enumerate((held, setter)) if value is not None}
    return Value(inside(**known).kind, 0, name) if known else None


def read_of_atom(called: Value | None, given: Sequence[Value | None], uses: Uses) -> Value | None:
    """What `get(atom)` gives inside of an atom's own functions."""
    if called is None or called.kind.text not in (_GETS, _SETS) or not given:
        return None
    return uses.property(given[0], _HELD, NOWHERE, "get") if called.kind.text == _GETS else None


def taken_by_set(called: Value | None, atom: Value | None, uses: Uses) -> Value | None:
    """What `set(atom, value)` takes as its value inside of an atom's own functions."""
    if called is None or called.kind.text != _SETS:
        return None
    return uses.property(atom, _HELD, NOWHERE, "set")
