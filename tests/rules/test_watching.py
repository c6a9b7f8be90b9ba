"""A watched snapshot notes every member of a snapshot that it is asked for."""

from dataclasses import fields

import pytest

from dovetail.core.snapshot import Snapshot
from dovetail.rules.asking.keeping import Keeper
from dovetail.rules.asking.watching import Notes, Watched

# A checker starts from nothing where one of these changes.
SETTLED = {"settings", "writers", "libraries"}


@pytest.mark.parametrize("name", [f.name for f in fields(Snapshot)])
def test_every_member_is_noted(name: str) -> None:
    notes = Notes()
    own = Snapshot()
    member = getattr(Watched(own, notes, Keeper(own)), name)
    if name == "sources":
        list(member)
    assert bool(notes.keys) == (name not in SETTLED)
