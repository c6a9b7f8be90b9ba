"""A contract carries a tag that means nothing to anybody."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Constant, Tag
from dovetail.core.snapshot import Snapshot
from dovetail.core.tags import TAGS
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .contracts.promises import own_fields
from .faults import Fault

# Tags of TSDoc and JSDoc that say something to people or to other tools.
ELSEWHERE = frozenset(
    "see example remarks default defaultvalue since link inheritdoc internal alpha beta public readonly throws returns "
    "param typeparam template todo version author summary description privateremarks type typedef property override "
    "packagedocumentation eventproperty sealed virtual experimental license category group module minimum maximum "
    "minlength maxlength pattern minitems maxitems multipleof title examples asynctype ts-ignore jsx event fires enum "
    "generated ignore jsontype uniqueitems tstype".split()
)


@rule("format", "warning", handwritten=True)
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    tags = [*declaration.tags, *(t for _, field in own_fields(contract) for t in field.tags)]
    tags += [t for e in declaration.entries for t in e.tags] if isinstance(declaration, Constant) else ()
    for tag in tags:
        if tag.name not in TAGS and tag.name.lower() not in ELSEWHERE and tag.name != "contract":
            yield _fault(contract.path, tag)


def _fault(path: str, tag: Tag) -> Fault:
    near = nearest(tag.name, list(TAGS), limit=2)
    at = Range(tag.range.start, tag.range.start + 1 + len(tag.name))
    if near is not None:
        fix = Fix(f"Change to '@{near}'", (Edit(path, at, f"@{near}"),))
        return Fault(path, at, f"`@{tag.name}` is no tag of a contract; did you mean `@{near}`?", fixes=(fix,))
    known = ", ".join(f"`@{t}`" for t in TAGS)
    message = f"`@{tag.name}` is no tag of a contract, so nothing checks it; contracts know {known}."
    return Fault(path, at, message, severity="info")
