"""Where the fixtures of pytest stand that tests are given by name."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source


def places_of(source: Source, snapshot: Snapshot) -> Iterator[Source]:
    """The files whose fixtures a test may have, the nearest first: its own, and each `conftest.py` above it."""
    folders = source.path.split("/")[:-1]
    above = ("/".join((*folders[:i], "conftest.py")) for i in range(len(folders), -1, -1))
    for path in dict.fromkeys((source.path, *above)):
        owner = snapshot.sources.get(path)
        if owner is not None:
            yield owner


def fixture_source(name: str, source: Source, snapshot: Snapshot) -> Source | None:
    """The file of the fixture that a test is given by a name."""
    for owner in places_of(source, snapshot):
        if any(m.name == f"fixture {name}" for m in owner.shapes.makers):
            return owner
        if any(d.name == name for d in owner.shapes.definitions):
            return None
    return None
