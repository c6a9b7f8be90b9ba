"""Snapshots for tests, from texts."""

from collections.abc import Iterable, Mapping
from textwrap import dedent

from dovetail.core.settings import Settings
from dovetail.core.snapshot import Snapshot
from dovetail.features.tree import snapshot_from_texts


def snapshot_of(
    texts: Mapping[str, str], paths: Iterable[str] | None = None, settings: Settings | None = None
) -> Snapshot:
    """The snapshot of a tree that holds these texts, each without its common indentation."""
    held = {path: dedent(text).lstrip("\n") for path, text in texts.items()}
    return snapshot_from_texts(held, None if paths is None else {*paths, *held}, settings)
