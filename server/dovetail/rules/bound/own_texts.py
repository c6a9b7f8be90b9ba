"""The texts by which a program tells the types of a union of its own apart, where these are made of contracts."""

from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.shapes import Quoted
from dovetail.core.snapshot import Source

from ..contracts.asked import Unbound
from ..typescript.own_types import are_made_of_contracts
from ..typescript.reached import Reach
from ..typescript.things import Type


def texts_of_own(quoted: Quoted, source: Source, reach: Reach) -> tuple[tuple[str, ...], Place] | None:
    """All texts that the types have in the place of a text, `type: "added"`, and where the first stands; None where they are not known."""
    use = quoted.use
    if not use.chain or not use.chain[-1].isidentifier():
        return None
    texts: dict[str, None] = {}
    ends = reach.ends(use, source)
    first = ends[0] if len(ends) > 1 else None
    if not isinstance(first, Type) or first.field is None or first.source.path.endswith(SUFFIX):
        return None
    for end in ends:
        if not isinstance(end, Type) or end.depth or end.source is not first.source:
            return None
        if end.kind.name not in ("literal", "enum") or not end.kind.values or end.kind.target:
            return None
        texts.update(dict.fromkeys(end.kind.values))
    whole = replace(use, chain=use.chain[:-1], ranges=use.ranges[:-1])
    parts = [part for parts in reach.holders(whole, source) for part in parts]
    held = any(not isinstance(p.of, Unbound | None) for p in parts)  # to a contract, which says what its texts are
    if held or not are_made_of_contracts((f for p in parts for f in p.fields), reach.snapshot):
        return None
    name = f"`{first.field.name}`, by which a union that is made of contracts is told apart"
    return tuple(texts), Place(first.source.path, first.field.name_range, name)
