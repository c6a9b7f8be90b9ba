"""An endpoint's path and its `params` name other parameters."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Tag
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from . import rule
from .edits.suggestions import meant
from .faults import Fault
from .routes.endpoints import member

# What stands behind a colon that follows something is a verb, as Google writes them: `/v1/parcels/{id}:return`.
_PARAMETER = re.compile(r"(?<![\w}>\])]):(\w+)|\{(\w+)\}|\[(?:\.\.\.)?(\w+)\]|<(?:\w+:)?(\w+)>")


@rule("clarity", "error")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    endpoint = contract.endpoint
    promised = member(contract, "params", snapshot) if endpoint is not None else None
    if endpoint is None or promised is None:
        return
    _, path, tag = endpoint
    named = [next(g for g in m.groups() if g) for m in _PARAMETER.finditer(path)]
    typed = [f.name for f in promised]
    strange = [f for f in promised if f.name not in named]
    untyped = [n for n in named if n not in typed]
    for field in promised:
        if field.name not in named:
            near = meant(field.name, named)
            hint = f"did you mean `{near}`?" if near else "add it to the path, or to `query`."
            own = contract.declaration.range.start <= field.name_range.start < contract.declaration.range.end
            yield Fault(
                contract.path,
                field.name_range if own else tag.range,
                f"`{field.name}` is no parameter of `{path}`; {hint}",
                (Place(contract.path, tag.range, f"`@api` of contract {contract.name}"),),
                (Fix(f"Change to `{near}`", (Edit(contract.path, field.name_range, near),)),)
                if near and own
                else _in_path(contract, field.name, untyped[0], tag, snapshot)
                if len(strange) == len(untyped) == 1
                else (),
            )
    for name in named:
        if name not in typed and not (nearest(name, typed) or key(name) in map(key, typed)):
            yield Fault(contract.path, tag.range, f"`{name}` of `{path}` is not in `params`; say what it holds.")


def _in_path(contract: Contract, name: str, other: str, tag: Tag, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The path with the name that `params` have, where one of each is left over."""
    text = snapshot.text_of(contract)
    line = Range(tag.range.end, text.line_range(text.line_of(tag.range.end)).end)
    found = [m for m in _PARAMETER.finditer(text[line]) if other in m.groups()]
    if len(found) != 1:
        return ()
    at = next(found[0].span(n) for n in range(1, 5) if found[0][n])
    place = Range(line.start + at[0], line.start + at[1])
    return (Fix(f"Call it `{name}` in the path", (Edit(contract.path, place, name),)),)
