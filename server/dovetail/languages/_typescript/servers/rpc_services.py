"""Services of Protocol Buffers as Connect and nice-grpc make them in TypeScript: `createClient(Pricing, transport)`, and
`router.service(Pricing, { … })`.

What a service has, its file of Protocol Buffers says, which stands elsewhere.
"""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import RPC_CLIENT, RPC_SERVER, Kind

from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..syntax.signatures import type_arguments

_LIBRARIES = re.compile(r"""["'](?:@connectrpc/connect|@bufbuild/connect|nice-grpc)(?:[-/][\w-]+)*["']""")
_WORDS = ("connectrpc", "bufbuild/connect", "nice-grpc")
_MAKES = frozenset({"createClient", "createPromiseClient"})
_SERVES = frozenset({"service", "add"})
_TYPES = {"ServiceImpl": RPC_SERVER, "Client": RPC_CLIENT, "PromiseClient": RPC_CLIENT}
_TYPE_OF = "typeof "
_DEFINITION = "Definition"  # behind the name of a service, as nice-grpc has it


def rpc_client(name: str, given: Sequence[Node], syntax: Syntax) -> Value | None:
    """The client that a call makes of a service; None for any other call."""
    made = name in _MAKES and bool(given) and given[0].type == "identifier" and syntax.says(_LIBRARIES, *_WORDS)
    return Value(_kind(RPC_CLIENT, syntax.str(given[0])), 0, name) if made else None


def rpc_server(method: str, given: Sequence[Node], syntax: Syntax) -> Value | None:
    """What is asked of the second argument of `router.service(Pricing, { … })`."""
    serves = method in _SERVES and len(given) > 1 and given[0].type == "identifier" and syntax.says(_LIBRARIES, *_WORDS)
    return Value(_kind(RPC_SERVER, syntax.str(given[0])), 0, method) if serves else None


def rpc_type(base: str, node: Node, syntax: Syntax) -> Typed | None:
    """What `ServiceImpl<typeof Pricing>` and `Client<typeof Pricing>` are; None for any other type."""
    how = _TYPES.get(base)
    said = type_arguments(node) if how is not None and syntax.says(_LIBRARIES, *_WORDS) else []
    written = syntax.str(said[0]) if len(said) == 1 else ""
    if how is None or not written.startswith(_TYPE_OF):
        return None
    return Typed(_kind(how, written.removeprefix(_TYPE_OF)))


def _kind(how: str, service: str) -> Kind:
    name = service.rpartition(".")[2].removesuffix(_DEFINITION)
    return Kind("ref", target=how + name, text=name)
