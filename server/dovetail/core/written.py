"""Types in the short form in which a reader hands them on: `Page<User>`, `(User,str)`, `{str:User}`."""

from collections.abc import Iterator


def divided(written: str) -> Iterator[str]:
    """What commas divide, those within brackets apart."""
    depth, start = 0, 0
    for i, character in enumerate(written):
        depth += (character in "([{<") - (character in ")]}>")
        if character == "," and not depth:
            yield written[start:i]
            start = i + 1
    if written[start:]:
        yield written[start:]
