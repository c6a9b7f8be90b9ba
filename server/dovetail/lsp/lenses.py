"""`textDocument/codeLens`."""

from lsprotocol import types

from dovetail.features.lenses import Lens
from dovetail.features.lenses import lenses as lenses_of

from .asking import Asked, asked
from .commands import to_command
from .host import Host
from .showing import can_show, open_command


def lenses(host: Host, params: types.CodeLensParams) -> list[types.CodeLens]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    found = lenses_of(here.snapshot, here.path, here.folder.findings, here.folder.live)
    return [types.CodeLens(here.outside(lens.range), _command(host, here, lens)) for lens in found]


def _command(host: Host, here: Asked, lens: Lens) -> types.Command:
    if lens.command is not None:
        return to_command(lens.command, lens.title, here.folder)
    if lens.target is not None and can_show(host):
        return open_command(here.location(lens.target.path, lens.target.range), lens.title)
    # A lens without a command would wait to be resolved; one with an empty command only says something.
    return types.Command(title=lens.title, command="")
