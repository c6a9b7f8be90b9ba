"""Snapshots for tests, from texts."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from textwrap import dedent

from dovetail.core.settings import Settings
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Text
from dovetail.features.tree import snapshot_from_texts
from dovetail.languages import read


def snapshot_of(
    texts: Mapping[str, str], paths: Iterable[str] | None = None, settings: Settings | None = None
) -> Snapshot:
    """The snapshot of a tree that holds these texts, each without its common indentation."""
    return snapshot_as_written({p: dedent(text).lstrip("\n") for p, text in texts.items()}, paths, settings)


def snapshot_as_written(
    texts: Mapping[str, str], paths: Iterable[str] | None = None, settings: Settings | None = None
) -> Snapshot:
    """The snapshot of a tree that holds these texts as they are.

    Most cases of a test are a project in which one file is another, so what was read of a text for an earlier case is used again.
    """
    before = Snapshot(sources={p: found for p, t in texts.items() if (found := _read(p, t)) is not None})
    return snapshot_from_texts(texts, None if paths is None else {*paths, *texts}, settings, before)


@lru_cache(maxsize=512)
def _read(path: str, text: str) -> Source | None:
    """A text as it is read from nothing."""
    return read(path, Text(text))
