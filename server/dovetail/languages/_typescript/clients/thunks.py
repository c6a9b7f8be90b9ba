"""Thunks of Redux Toolkit: what they are called with, and the actions that they lead to."""

from dovetail.core.parameters import Typed

from ..syntax.made import CALL, function, inside

FULFILLED = "fulfilled"


def thunk(back: Typed, taken: Typed, config: Typed | None) -> Typed:
    """What `createAsyncThunk<Order, string, { rejectValue: Refusal }>` gives."""
    refused = next((m for m in config.kind.members if m.name == "rejectValue"), None) if config is not None else None
    return actions_of(
        back, taken, Typed(refused.kind, refused.nullable, refused.list_depth) if refused is not None else None
    )


def actions_of(back: Typed | None, taken: Typed | None, refused: Typed | None = None) -> Typed:
    """A thunk: what it is called with, what calling it leads to, and the actions that carry what it gives."""
    asked = {"meta": inside(arg=taken)} if taken is not None else {}
    known = {"(0)": taken} if taken is not None else {}
    known["pending"] = inside(**asked)
    known["rejected"] = inside(**asked, **({"payload": refused} if refused is not None else {}))
    if back is not None:
        known[CALL] = inside(unwrap=function(back))
        known[FULFILLED] = inside(payload=back, **asked)
    return inside(**known)
