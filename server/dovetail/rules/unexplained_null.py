"""A truth value may be null, and nothing says what null means."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

# Words of a comment that says when neither of the two is known.
_SAID = re.compile(
    r"\b(null|unknown|undecided|unset|unanswered|undefined|neither|until|unless|once|not|never|nobody|no|if|where|when|while|without|"
    r"before|after|missing|absent|pending|yet|only|inherits?|otherwise|three)\b|n/a|n't\b",
    re.IGNORECASE,
)
_YES_OR_NO = frozenset({("yes", "no"), ("no", "yes"), ("true", "false"), ("Y", "N"), ("y", "n")})


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for name, field in own_fields(contract):
        if field.nullable != "yes" or field.list_depth or not _is_truth(field) or _SAID.search(field.doc):
            continue
        if field.presence == "optional" or "null" in contract.declaration.doc:
            continue  # `ambiguous-presence` asks of what may lack besides
        text = snapshot.text_of(contract)
        fixes = tuple(
            Fix(title, (added_tag(contract.path, text, field.range, field.name_range, said),))
            for title, said in (
                ("It is null until it is known", "null until it is known."),
                ("It is null where it does not apply", "null where it does not apply."),
            )
        )
        message = f"`{name}` is true, false or null, and nothing says what null means; say it in its comment, or list three words instead."
        yield Fault(contract.path, field.name_range, message, fixes=fixes)


def _is_truth(field: Field) -> bool:
    """True for a field that is one of two, which are each other's opposite."""
    values = field.kind.values if field.kind.name in ("enum", "literal") else ()
    return field.kind.name == "boolean" or values in _YES_OR_NO
