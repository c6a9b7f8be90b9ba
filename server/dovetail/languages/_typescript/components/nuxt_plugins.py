"""What plug-ins of Nuxt provide, which all files of the program have by `useNuxtApp()`: `{ provide: { shop } }` is its `$shop`."""

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..servers.frameworks import ADDED
from ..syntax.made import CALL, member
from ..syntax.types import Types

_APP = f"{ADDED}NuxtApp"


def provided(exported: Node, plugin: Value | None, types: Types, uses: Uses) -> Field | None:
    """What `defineNuxtPlugin(() => ({ provide: { … } }))` adds to the program; None for anything else that a file exports by default."""
    function = ts.field(exported, "function") if exported.type == "call_expression" else None
    if function is None or types.syntax.str(function) != "defineNuxtPlugin":
        return None
    at = types.syntax.range(exported)
    given = uses.property(uses.property(plugin, CALL, at, ""), "provide", at, "")
    if given is None or given.chain or not given.kind.members:
        return None
    known = tuple(replace(f, name=f"${f.name}") for f in given.kind.members)
    return member(_APP, Typed(Kind("record", members=known)))


def nuxt_app(name: str, uses: Uses) -> Value | None:
    """What `useNuxtApp()` gives; None for any other call."""
    return uses.value(Typed(Kind("ref", target=_APP)), name) if name == "useNuxtApp" else None
