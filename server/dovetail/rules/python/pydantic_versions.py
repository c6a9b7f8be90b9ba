"""Which version of pydantic a program is written for, by what its files show."""

from dovetail.core.shapes import PYDANTIC_1, PYDANTIC_2
from dovetail.core.snapshot import Snapshot, Source


def is_of_first(snapshot: Snapshot) -> bool:
    """True where some file shows pydantic 1, and none what came with pydantic 2."""
    said = set(snapshot.of_sources(_version).values())
    return PYDANTIC_1 in said and PYDANTIC_2 not in said


def _version(source: Source) -> str:
    return source.shapes.library
