"""From the protocol's way to name a place to ours: folder, snapshot, path, offset."""

from dataclasses import dataclass

from lsprotocol import types

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .folders import Folder
from .host import Host
from .positions import Encoding, from_range, to_offset, to_range


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that a request is about, as it is now."""

    folder: Folder
    snapshot: Snapshot
    path: str
    text: Text
    encoding: Encoding

    def offset(self, position: types.Position) -> int:
        return to_offset(self.text, position, self.encoding)

    def inside(self, range: types.Range) -> Range:
        return from_range(self.text, range, self.encoding)

    def outside(self, range: Range) -> types.Range:
        return to_range(self.text, range, self.encoding)

    def location(self, path: str, range: Range) -> types.Location:
        """A place in any file of the folder."""
        text = self.snapshot.text(path) or Text("")
        return types.Location(self.folder.uri(path), to_range(text, range, self.encoding))


def asked(host: Host, uri: str) -> Asked | None:
    """The file of a request; None where it is none of ours, or nobody has read it."""
    found = host.find(uri)
    if found is None:
        return None
    folder, path = found
    snapshot = folder.snapshot
    document = folder.open.get(path)
    text = snapshot.text(path) or (document.text if document is not None else None)
    return Asked(folder, snapshot, path, text, host.encoding) if text is not None else None
