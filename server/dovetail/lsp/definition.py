"""`textDocument/definition`, `/declaration` and `/implementation`."""

from collections.abc import Callable

from lsprotocol import types

from dovetail.core.snapshot import Snapshot
from dovetail.features.definition import declaration as declaration_of
from dovetail.features.definition import definition as definition_of
from dovetail.features.definition import implementation as implementation_of
from dovetail.features.places import Link

from .asking import asked
from .host import Host

Params = types.DefinitionParams | types.DeclarationParams | types.ImplementationParams
Find = Callable[[Snapshot, str, int], tuple[Link, ...]]


def definition(host: Host, params: types.DefinitionParams) -> list[types.Location]:
    return _found(host, params, definition_of)


def declaration(host: Host, params: types.DeclarationParams) -> list[types.Location]:
    return _found(host, params, declaration_of)


def implementation(host: Host, params: types.ImplementationParams) -> list[types.Location]:
    return _found(host, params, implementation_of)


def _found(host: Host, params: Params, find: Find) -> list[types.Location]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    return [
        here.location(link.path, link.range) for link in find(here.snapshot, here.path, here.offset(params.position))
    ]
