"""Methods of classes of Python that make a dictionary of all that the class has: `def to_dict(self): return asdict(self)`."""

import re

from dovetail.core.dataclass import replace
from dovetail.core.snapshot import Snapshot

from .held import STEP, Held, Lookup

# That does nothing else, as what is put into the dictionary would not be seen.
_ONLY_RETURNS = (
    r"^class {own}\b(?:(?!^class |^\S).*\n)*?[ \t]+def {method}\(self\b[^)]*\)(?:\s*->[^:\n]+)?:[ \t]*\n"
    r"(?:[ \t]*(?:\"\"\"(?:(?!\"\"\")[\s\S])*\"\"\"|#[^\n]*)[ \t]*\n)*[ \t]*return [\w.]+\("
)


def writes_itself(held: Held, type: str, snapshot: Snapshot) -> bool:
    """True for a value that such a method gives, by the type of what it was asked of: `Order!to_dict!()`."""
    *_, method, called = ("", "", *type.removesuffix("[]").split(STEP))
    if held.what != "keys" or called != "()" or not method.isidentifier():
        return False
    found = Lookup(snapshot).inherited(replace(held, what="value"), method)
    if found is None:
        return False
    written = _ONLY_RETURNS.format(own=re.escape(found[1].name), method=method)
    return re.search(written, found[1].source.text.source, re.MULTILINE) is not None
