"""A truth value, or a state, may be null, and nothing says what null means."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

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
# What everything that has one has at any time, so that none of them means something.
_STATES = frozenset("status state type kind role mode membership tier plan visibility".split())
_YES_OR_NO = frozenset({("yes", "no"), ("no", "yes"), ("true", "false"), ("Y", "N"), ("y", "n")})


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    is_view = contract.declaration.tag("view") is not None  # where null is that nothing was chosen
    for name, field in own_fields(contract):
        if field.nullable != "yes" or field.list_depth or not _is_choice(field, snapshot) or _SAID.search(field.doc):
            continue
        if (
            (is_view and field.kind.name != "boolean")
            or field.presence == "optional"
            or "null" in contract.declaration.doc
        ):
            continue  # `ambiguous-presence` asks of what may lack besides
        text = snapshot.text_of(contract)
        fixes = tuple(
            Fix(title, (added_tag(contract.path, text, field.range, field.name_range, said),))
            for title, said in (
                ("It is null until it is known", "null until it is known."),
                ("It is null where it does not apply", "null where it does not apply."),
            )
        )
        is_truth = field.kind.name == "boolean" or field.kind.values in _YES_OR_NO
        one, instead = (
            ("true, false", "list three words instead") if is_truth else ("one of several", "list a word for it")
        )
        message = f"`{name}` is {one} or null, and nothing says what null means; say it in its comment, or {instead}."
        yield Fault(contract.path, field.name_range, message, fixes=fixes)


def _is_choice(field: Field, snapshot: Snapshot) -> bool:
    """True for a field that is yes or no, or one of several values."""
    kind = snapshot.contracts.resolved(field.kind) if field.kind.name in ("enum", "ref") else field.kind
    listed = kind.name == "enum" and len(kind.values) > 1
    return kind.name == "boolean" or (listed and (kind.values in _YES_OR_NO or words(field.name)[-1] in _STATES))
