"""What decides how a request is answered may be left out, and nothing says what counts then."""

import re
from collections.abc import Iterator

from dovetail.core.composition import collect_targets
from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

# What an answer is like. Other lists of values narrow what is answered, and whoever leaves them out gets all there is.
_MODES = frozenset(
    "format granularity interval resolution units unit bucket precision aggregation output encoding quality variant mode".split()
)
# What happens besides, which one side takes for granted and the other for an extra.
_BESIDES = frozenset("notify notifications send publish public visible enabled active subscribed listed".split())
_SAID = re.compile(
    r"\b(defaults?|otherwise|absent|left out|omitted|without (it|one)|unless|where (it is )?not given|missing|if not)\b",
    re.IGNORECASE,
)
_SHOWN = 3


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    endpoint = contract.endpoint
    if endpoint is None or _SAID.search(contract.declaration.doc):
        return
    fields = own_fields(contract)
    answered = _answered(contract, snapshot) if any(_is_left_open(f) for _, f in fields) else set[str]()
    for name, field in fields:
        values = _values(field, snapshot) if _is_left_open(field) and field.key not in answered else ()
        part, last = name.split(".")[1], words(field.name)[-1]
        besides = part == "request" and endpoint[0] == "POST" and values == ("true", "false") and last in _BESIDES
        if not besides and not (
            values and values != ("true", "false") and part in ("query", "request") and last in _MODES
        ):
            continue
        text = snapshot.text_of(contract)
        tags = [f"@default {value}" for value in values[:_SHOWN]]
        edits = [added_tag(contract.path, text, field.range, field.name_range, tag) for tag in tags]
        fixes = tuple(Fix(f"Add `{tag}`", (edit,)) for tag, edit in zip(tags, edits, strict=True))
        message = f"`{name}` may be left out, and nothing says what counts then; say it with `@default`."
        yield Fault(contract.path, field.name_range, message, fixes=fixes, severity="info" if besides else None)


def _answered(contract: Contract, snapshot: Snapshot) -> set[str]:
    """The names of all that an answer has, at any depth: what is asked by one of them narrows the answer."""
    found = {f.key for name, f in own_fields(contract) if name.startswith(f"{contract.name}.response")}
    declaration = contract.declaration
    response = declaration.field("response") if isinstance(declaration, Record) else None
    targets: dict[str, None] = {}
    if response is not None:
        collect_targets(response.kind, targets)
    for name in (n for target in targets for n in snapshot.contracts.reachable(target)):
        held = snapshot.contracts.get(name)
        found |= {f.key for _, f in own_fields(held)} if held is not None else set()
    return found


def _is_left_open(field: Field) -> bool:
    is_said = field.tag("default") is not None or _SAID.search(field.doc) is not None
    return field.presence == "optional" and not field.list_depth and not is_said


def _values(field: Field, snapshot: Snapshot) -> tuple[str, ...]:
    """The values of which a field is one."""
    kind = snapshot.contracts.resolved(field.kind)
    if kind.name == "boolean":
        return ("true", "false")
    return kind.values if kind.name == "enum" and len(kind.values) > 1 else ()
