"""Which file a URI names. A client may send any text as a URI."""

import os
from urllib.parse import SplitResult, unquote, urlsplit

from pygls.uris import to_fs_path


def path_of(uri: str) -> str | None:
    """The path of a `file:` URI; None for another one, and for what can be the name of no file."""
    try:
        path = to_fs_path(uri.replace(";", "%3B"))  # what stands behind it is a part of the name, not a parameter
        encoded = os.fsencode(path) if path is not None else b"\0"
    except ValueError:
        return None
    return path if b"\0" not in encoded else None


def is_untitled(uri: str) -> bool:
    """True for a document that has not been saved yet."""
    return _split(uri).scheme == "untitled"


def name_of(uri: str) -> str:
    """The last part of a URI's path."""
    return unquote(_split(uri).path).rpartition("/")[2]


def _split(uri: str) -> SplitResult:
    try:
        return urlsplit(uri)
    except ValueError:  # such as a host that begins with a bracket
        return SplitResult("", "", "", "", "")
