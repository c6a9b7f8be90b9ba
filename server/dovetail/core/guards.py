"""Which functions may say that what they are given is of another type, by their names."""

import re

_GUARD = re.compile(r"(?:is|has|assert)[A-Z_]")
_PRESENCE = re.compile(
    r"(?:is|has|assert)(?:Not|Non)?(?:Nil|Null|Undefined|NullOrUndefined|Nullish|Nullable|Defined|Present|Empty|Truthy|Exists?)$"
)


def may_narrow(name: str) -> bool:
    """True for a name like `isUser`. One like `isNil` or `isPresent` tells only whether there is something."""
    return _GUARD.match(name) is not None and _PRESENCE.match(name) is None
