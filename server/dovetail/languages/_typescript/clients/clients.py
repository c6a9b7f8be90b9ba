"""Clients that libraries make for HTTP: `axios.create()`, `ky.create()`, as types with their methods."""

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ..._treesitter import Syntax
from ..syntax.made import ANSWER, CALL, FUNCTION, function, inside, member
from .interceptors import gives_body
from .senders import sent_by, sent_by_ky

_ANSWER = Typed(Kind("unknown", steps=(f"<{ANSWER}>",)), "unknown")
_REQUEST = Typed(Kind("unknown", values=(ANSWER,), members=(member(CALL, inside(data=_ANSWER)),), text=FUNCTION))
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_OF_AXIOS = (*_METHODS, "request")


def _method(name: str) -> Typed:
    return Typed(replace(_REQUEST.kind, members=(*_REQUEST.kind.members, sent_by(name))))


_ANSWERED = inside(json=Typed(replace(function(_ANSWER).kind, values=(ANSWER,))))
_KY = inside(
    **{
        n: Typed(replace(function(_ANSWERED).kind, members=(*function(_ANSWERED).kind.members, sent_by_ky(n))))
        for n in _METHODS
    }
)
_FORMS = ("postForm", "putForm", "patchForm")
_AXIOS = inside(**dict.fromkeys(_FORMS, _REQUEST), **{name: _method(name) for name in _OF_AXIOS})
_FETCH = Typed(Kind("unknown", values=(ANSWER,), members=(member(CALL, _ANSWER),), text=FUNCTION))


def _method_of_body(name: str) -> Typed:
    return Typed(replace(_FETCH.kind, members=(*_FETCH.kind.members, sent_by(name, has_data=False))))


# An axios whose interceptor hands on the body of each answer.
_AXIOS_OF_BODIES = inside(**dict.fromkeys(_FORMS, _FETCH), **{name: _method_of_body(name) for name in _OF_AXIOS})
_MAKERS = {
    "axios.create": _AXIOS,
    "Axios.create": _AXIOS,
    "ky.create": _KY,
    "ky.extend": _KY,
    "ofetch.create": _FETCH,
    "$fetch.create": _FETCH,
}
"""What each function gives that makes a client."""


def client_made(syntax: Syntax, call: Node, name: str) -> Typed | None:
    """The client that a call of a library's function makes; None for any other call."""
    made = _MAKERS.get(name)
    return _AXIOS_OF_BODIES if made is _AXIOS and gives_body(syntax, call) else made
