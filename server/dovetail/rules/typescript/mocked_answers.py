"""What a test lets a request answer, of which its mock says no path: it is what a function gives that is called next.

That function may make something else of the answer. It gives the answer itself where what it gives is just what an endpoint answers.
"""

from collections.abc import Mapping

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import MOCKED, Record, Use
from dovetail.core.snapshot import Source

from .any_refusal import REFUSED_IN_TEST
from .reached import Reach
from .things import CALL, ELEMENT, Owner, Type


def is_no_answer(use: Use, source: Source, reach: Reach) -> bool:
    """True for a name, or a text, in what a mock answers that may be anything, since no endpoint answers what is made of it."""
    if use.via == MOCKED and use.type_name == REFUSED_IN_TEST:
        return _is_of_another(use, source, reach)
    if use.via != MOCKED or CALL not in use.chain:
        return use.via == MOCKED
    last = len(use.chain) - use.chain[::-1].index(CALL)
    whole = replace(use, chain=use.chain[:last], ranges=use.ranges[:last])
    found = [t for end in reach.ends(whole, source) for t in reach.looked_up(end)]
    fits = bool(found) and all(isinstance(t, Type) and _is_answered(t, reach) for t in found)
    return not fits or _is_of_another(use, source, reach)


def _is_of_another(use: Use, source: Source, reach: Reach) -> bool:
    """True for a name in an object most of whose names are unknown: it answers another request."""
    beside = [
        reach.unreached(u, source) is None
        for u in source.shapes.uses
        if u.via == MOCKED and u.type_name == use.type_name
        and u.chain[:-1] == use.chain[:-1] and u.ranges[:-1] == use.ranges[:-1]
    ]  # fmt: skip
    return sum(beside) * 2 < len(beside)


def _is_answered(thing: Type, reach: Reach) -> bool:
    """True for a contract, or a list of what keeps one, that is all that some endpoint answers with."""
    depth, kind = thing.depth, thing.kind
    while kind.steps == (ELEMENT,) and len(kind.options) == 1:
        depth, kind = depth + 1, kind.options[0]
    whole = reach.expanded(replace(thing, depth=0, kind=kind), 0) or []
    owners = [t for t in whole if isinstance(t, Owner) and isinstance(t.of, Contract)]
    names = {t.of.name for t in owners if isinstance(t.of, Contract)}
    if len(owners) != len(whole) or len(names) != 1:
        return False
    return bool(reach.snapshot.contracts_with(_responses, (names.pop(), depth)))


def _responses(contract: Contract) -> Mapping[tuple[str, int], bool]:
    """The contract that an endpoint answers with, and how deep in lists."""
    declaration = contract.declaration
    field = declaration.field("response") if contract.is_endpoint and isinstance(declaration, Record) else None
    return {(field.kind.target, field.list_depth): True} if field is not None and field.kind.name == "ref" else {}
