"""`textDocument/codeLens`."""

from lsprotocol import types

from dovetail.features.lenses import lenses as lenses_of

from .asking import asked
from .commands import to_command
from .host import Host


def lenses(host: Host, params: types.CodeLensParams) -> list[types.CodeLens]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    found: list[types.CodeLens] = []
    for lens in lenses_of(here.snapshot, here.path, here.folder.findings, here.folder.live):
        # A lens without a command would wait to be resolved; one with an empty command only says something.
        said = types.Command(title=lens.title, command="")
        command = to_command(lens.command, lens.title, here.folder) if lens.command is not None else said
        found.append(types.CodeLens(here.outside(lens.range), command))
    return found
