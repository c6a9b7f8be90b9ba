"""The one way from texts to a snapshot: editor, command line, agents, gate and tests all build it here."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dovetail.core.context import context_globs
from dovetail.core.conventions import Conventions, read_conventions
from dovetail.core.globs import matches_any
from dovetail.core.plan import Sprint, read_sprint
from dovetail.core.settings import Settings
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Text
from dovetail.languages import language_of, read, writers

CONVENTIONS = "CONVENTIONS.md"
SPRINT_SUFFIX = ".sprint.yaml"


def is_plan(path: str) -> bool:
    """True for a sprint file."""
    return path.endswith(SPRINT_SUFFIX)


def is_read(path: str, sprints: Iterable[Sprint] = (), settings: Settings | None = None) -> bool:
    """True for a file whose text a snapshot needs: the three kinds that people write, code, and what sprints give to read."""
    if settings is not None and matches_any(settings.exclude, path):
        return False
    return (
        is_plan(path)
        or language_of(path) is not None
        or any(path == conventions_path(sprints) or matches_any(context_globs(s), path) for s in sprints)
        or path == conventions_path(sprints)
    )


def conventions_path(sprints: Iterable[Sprint]) -> str:
    """Where the conventions are: the first sprint says so, else at the root."""
    return next((s.file.conventions for s in sprints if s.file is not None), CONVENTIONS)


def snapshot_from_texts(
    texts: Mapping[str, str | Text],
    paths: Iterable[str] | None = None,
    settings: Settings | None = None,
    previous: Snapshot | None = None,
) -> Snapshot:
    """The snapshot of a tree. `texts` are the files that were read; `paths` all files, those that were not read too.

    What `previous` has read of an equal text is used again, so that a small change costs little.
    """
    held = {path: text if isinstance(text, Text) else Text(text) for path, text in texts.items()}
    sprints = tuple(_sprint(p, held[p], previous) for p in sorted(held) if is_plan(p))
    where = conventions_path(sprints)
    sources: dict[str, Source] = {}
    others: dict[str, Text] = {}
    for path in sorted(held):
        if is_plan(path) or path == where:
            continue
        source = _source(path, held[path], previous)
        if source is not None:
            sources[path] = source
        else:
            others[path] = held[path]
    return Snapshot(
        sources=MappingProxyType(sources),
        paths=frozenset(paths if paths is not None else held) | frozenset(held),
        texts=MappingProxyType(others),
        conventions=_conventions(where, held.get(where), previous),
        sprints=sprints,
        settings=settings or Settings(),
        writers=writers(),
    )


def _source(path: str, text: Text, previous: Snapshot | None) -> Source | None:
    old = previous.sources.get(path) if previous is not None else None
    return old if old is not None and old.text == text else read(path, text)


def _sprint(path: str, text: Text, previous: Snapshot | None) -> Sprint:
    old = next((s for s in previous.sprints if s.path == path), None) if previous is not None else None
    return old if old is not None and old.text == text else read_sprint(path, text)


def _conventions(path: str, text: Text | None, previous: Snapshot | None) -> Conventions | None:
    if text is None:
        return None
    old = previous.conventions if previous is not None else None
    return old if old is not None and (old.path, old.text) == (path, text) else read_conventions(path, text)
