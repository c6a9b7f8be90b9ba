"""Answers that are read as if they were lists, and lists that are asked for a name as if there were an object around them."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import OF_KIND, Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..faults import Fault
from ..routes.bound_routes import Bound, bound_routes
from ..routes.carried import REFUSALS, as_part
from ..routes.endpoints import members_of
from ..typescript.reached import Reach

_EACH = "[]"
_PART = "response"
_LANGUAGES = ("typescript", "python")
# Where a file looks what an answer is before it reads it, or goes through the names of an object. Hardly any file does, so that is
# looked for last.
_LOOKS = re.compile(r"\bisArray\b|\bisinstance\(|\bObject\.(?:values|entries|keys)\(|\.(?:items|values|keys)\(\)")
_OTHERWISE = re.compile(r"\?\?|\|\|| \? | or | if ")
# How code goes through a list, in the text before what it does with each.
_GOES = re.compile(r"\.\s*(map|forEach|filter|find|findIndex|some|every|reduce|flatMap|sort)$")
_LONGEST = 16
_GATHERS = re.compile(r"\b(?:set|frozenset|sorted|list|tuple)\(")
# What clients put around an answer of their own.
_AROUND = frozenset(
    {"data", "body", "json", "headers", "statusText", "ok", "url", "config", "request", "text", "content"}
)


def unfit_answers(source: Source, snapshot: Snapshot, members: frozenset[str]) -> Iterator[Fault]:
    """Reads of answers as something else than the contract promises; `members` are the names that every list of the language has."""
    if source.shapes.language not in _LANGUAGES or not (source.shapes.routes or source.shapes.calls):
        return
    told: set[Range] = set()
    asked = [b for b in bound_routes(source, snapshot) if b.route.side == "client" and not b.made and not b.shared]
    if not asked or _LOOKS.search(source.text.source):
        return
    for bound in asked:
        for carried in bound.route.carries:
            use = as_part(bound, carried, snapshot) if carried.access == "read" and carried.chain[0] == _PART else None
            found = _unfit(bound, use, members, snapshot) if use is not None and use.chain[0] == _PART else None
            if use is None or found is None or _may_be_otherwise(bound, found[0]):
                continue
            once = bound.route.range if use.chain[1] == _EACH else found[0]
            if once in told:
                continue
            told.add(once)
            yield Fault(source.path, *found, (bound.endpoint.place,), severity=bound.severity)


def unfit_lists(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Values of contracts, which are objects, that code goes through as if they were lists, wherever they come from."""
    if source.shapes.language != "typescript":
        return
    through = [use for use in source.shapes.uses if _EACH in use.chain and not use.list_depth]
    if not through or _LOOKS.search(source.text.source):
        return
    reach, told, text = Reach(snapshot), set[Range](), source.text.source
    for use in through:
        at = use.chain.index(_EACH)
        end = use.ranges[at].start
        goes = _GOES.search(text, max(0, end - _LONGEST), end)
        if goes is None:
            continue
        where, line = Range(goes.start(1), end), source.text.line_range(source.text.line_of(end))
        if where in told or _OTHERWISE.search(text[line.start : line.end]) is not None:
            continue
        found = reach.holders(replace(use, chain=use.chain[:at], ranges=use.ranges[:at]), source)
        names = {p.of.name if isinstance(p.of, Contract) else "" for parts in found for p in parts}
        if len(names) == 1 and "" not in names:
            told.add(where)
            message = f"This is one object of contract {names.pop()}, and no list."
            yield Fault(source.path, where, message, severity="warning")


def unfit_names(source: Source, snapshot: Snapshot, members: frozenset[str]) -> Iterator[Fault]:
    """Names that lists of contracts' things are asked for as if there were an object around them, wherever the lists come from."""
    if source.shapes.language != "typescript" or "isArray" in source.text.source:
        return
    reach, told = Reach(snapshot), set[Range]()
    for use in source.shapes.uses:
        found = reach.asked_of_list(use, source) if use.access == "read" else None
        if found is None or found[0] in members or found[0] in _AROUND or found[1] in told:
            continue
        name, at, contract = found
        line = source.text.line_range(source.text.line_of(at.start))
        if source.text[at] == name and _OTHERWISE.search(source.text.source[line.start : line.end]) is None:
            told.add(at)
            message = f"This is a list of contract {contract}, which has no `{name}`."
            yield Fault(source.path, at, message, severity="warning")


def _unfit(bound: Bound, use: Use, members: frozenset[str], snapshot: Snapshot) -> tuple[Range, str] | None:
    """The name that an answer is asked for in vain, or where it is gone through in vain, with what to say of it."""
    declaration = bound.contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) else ()
    field = next((f for f in fields if f.name == _PART), None)
    if field is None or len(use.chain) < 2 or field.kind.name == "union":
        return None
    name, at = use.chain[1], use.ranges[1]
    if not field.list_depth:
        through = name == _EACH and len(use.chain) > 2 and _is_one(field, snapshot)
        message = f"The response of contract {bound.contract.name} is one object, and no list."
        return (use.ranges[2], message) if through else None
    plain = name.isidentifier() and name not in members and not name.startswith(OF_KIND)
    if not plain or name in _AROUND or name in REFUSALS or bound.source.text[at] != name:
        return None
    if bound.source.shapes.language == "python" and bound.source.text.source[at.start - 1] not in "\"'":
        return None  # a method
    return at, f"The response of contract {bound.contract.name} is a list, which has no `{name}`."


def _is_one(field: Field, snapshot: Snapshot) -> bool:
    """True for an object whose names are all known."""
    return bool(members_of(field.kind, snapshot))


def _may_be_otherwise(bound: Bound, at: Range) -> bool:
    """True where a line says what else may be meant, and in a test of what is refused."""
    line = bound.source.text.line_range(bound.source.text.line_of(at.start))
    return (
        _OTHERWISE.search(bound.source.text.source[line.start : line.end]) is not None
        or _is_gathered(bound, at)
        or (bound.of_test and bound.is_of_refusal(at))
    )


def _is_gathered(bound: Bound, at: Range) -> bool:
    """True for a text that an assertion of Python has beside `set(answer)`, which are the names of an object or the items of a list."""
    if bound.source.shapes.language != "python" or not bound.of_test:
        return False
    text = bound.source.text.source
    begins, ends = text.rfind("assert", 0, at.start), text.find("\n", at.end)
    return begins >= 0 and _GATHERS.search(text, begins, ends if ends >= 0 else len(text)) is not None
