"""Text that a reader is not to see, made white space, so that all else keeps its place."""

import re

_LETTER = re.compile(r"[^\r\n]")
_SPACES = bytes(c if c in b"\r\n" else ord(" ") for c in range(256))


def blank(text: str) -> str:
    """As many spaces as the text has characters, and the same ends of lines."""
    if text.isascii():  # a tenth of the time
        return text.encode("ascii").translate(_SPACES).decode("ascii")
    return _LETTER.sub(" ", text)
