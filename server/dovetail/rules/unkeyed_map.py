"""A map goes from strings to something, and nothing says what its keys are."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Alias, Field, Kind
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .faults import Fault

# A map whose keys have a type of their own, or a name that says something, tells what they are.
_UNSAID = re.compile(
    r"\b(Record|Map)\s*<\s*string\s*,|\[\s*(key|k|index|idx|i|prop|property|x|str|s)\s*:\s*string\s*\]"
)
# Maps that take what others put in, and those whose name says their keys.
_ANY_KEY = frozenset(
    "metadata meta labels tags attributes attrs headers params parameters properties props extra extras context env environment "
    "variables vars custom options settings config translations payload args dimensions fields errors query form".split()
)
_KEYED = frozenset("by per".split())


@rule("clarity", "info")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    text = snapshot.text_of(contract)
    if isinstance(declaration, Alias) and _is_unkeyed(declaration, declaration.kind, text):
        yield Fault(contract.path, declaration.name_range, _message(declaration.name))
    for name, field in own_fields(contract):
        if field.kind.name == "map" and _is_unkeyed(field, field.kind, text):
            yield Fault(contract.path, field.name_range, _message(name))


def _is_unkeyed(named: Alias | Field, kind: Kind, text: Text) -> bool:
    if kind.name != "map" or named.doc.strip() or not _UNSAID.search(text[named.range]):
        return False
    own = words(named.name)
    held = {o.name for o in kind.options}
    return own[-1] not in _ANY_KEY and _KEYED.isdisjoint(own) and held.isdisjoint({"any", "json", "unknown", "hole"})


def _message(name: str) -> str:
    return f"`{name}` does not say what its keys are; name them, such as `{{ [userId: string]: … }}`, or say it in its comment."
