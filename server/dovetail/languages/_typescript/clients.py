"""Clients that libraries make for HTTP: `axios.create()`, `ky.create()`, as types with their methods."""

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from .made import ANSWER, CALL, FUNCTION, function, inside, member
from .senders import sent_by, sent_by_ky

_ANSWER = Typed(Kind("unknown", steps=(f"<{ANSWER}>",)), "unknown")
_REQUEST = Typed(Kind("unknown", values=(ANSWER,), members=(member(CALL, inside(data=_ANSWER)),), text=FUNCTION))
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def _method(name: str) -> Typed:
    return Typed(replace(_REQUEST.kind, members=(*_REQUEST.kind.members, sent_by(name))))


_ANSWERED = inside(json=Typed(replace(function(_ANSWER).kind, values=(ANSWER,))))
_KY = inside(
    **{
        n: Typed(replace(function(_ANSWERED).kind, members=(*function(_ANSWERED).kind.members, sent_by_ky(n))))
        for n in _METHODS
    }
)
_AXIOS = inside(
    request=_REQUEST,
    postForm=_REQUEST,
    putForm=_REQUEST,
    patchForm=_REQUEST,
    **{name: _method(name) for name in _METHODS},
)

_FETCH = Typed(Kind("unknown", values=(ANSWER,), members=(member(CALL, _ANSWER),), text=FUNCTION))
MAKERS = {
    "axios.create": _AXIOS,
    "Axios.create": _AXIOS,
    "ky.create": _KY,
    "ky.extend": _KY,
    "ofetch.create": _FETCH,
    "$fetch.create": _FETCH,
}
"""What each function gives that makes a client."""
