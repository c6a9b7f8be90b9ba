"""Text that a reader is not to see, made white space, so that all else keeps its place."""

import re

_LETTER = re.compile(r"[^\r\n]")


def blank(text: str) -> str:
    """As many spaces as the text has characters, and the same ends of lines."""
    return _LETTER.sub(" ", text)
