"""The one way from texts to a snapshot: editor, command line, agents, gate and tests all build it here."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dovetail.core.context import context_globs
from dovetail.core.contracts import SUFFIX
from dovetail.core.conventions import Conventions, read_conventions
from dovetail.core.dataclass import replace
from dovetail.core.globs import matches_any
from dovetail.core.lookalikes import likened
from dovetail.core.plan import Sprint, read_sprint
from dovetail.core.settings import Settings
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Text
from dovetail.languages import language_of, read, writers
from dovetail.languages.declared import LIBRARIES

CONVENTIONS = "CONVENTIONS.md"
SPRINT_SUFFIX = ".sprint.yaml"


def is_plan(path: str) -> bool:
    """True for a sprint file."""
    return path.endswith(SPRINT_SUFFIX)


def is_read(path: str, sprints: Iterable[Sprint] = (), settings: Settings | None = None) -> bool:
    """True for a file whose text a snapshot needs: what people write or may mean as such, code, and what sprints give to read."""
    if settings is not None and matches_any(settings.exclude, path):
        return False
    return (
        is_plan(path)
        or likened(path) is not None
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
    launched: tuple[Snapshot, str] | None = None,
) -> Snapshot:
    """The snapshot of a tree. `texts` are the files that were read; `paths` all files, those that were not read too.

    What `previous` has read of an equal text is used again, so that a small change costs little. `launched` is the tree that a
    running sprint was launched from, and the sprint's slug.
    """
    held = {path: text if isinstance(text, Text) else Text(text) for path, text in texts.items()}
    sprints = sprints_from_texts(held, previous)
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
    made = Snapshot(
        sources=MappingProxyType(sources),
        paths=frozenset(paths if paths is not None else held) | frozenset(held),
        texts=MappingProxyType(others),
        conventions=_conventions(where, held.get(where), previous),
        sprints=sprints,
        settings=settings or Settings(),
        writers=writers(),
        libraries=LIBRARIES,
        base=launched[0] if launched is not None else None,
        launched=launched[1] if launched is not None else None,
    )
    if previous is not None and _is_ready(previous):
        made.take_contracts(previous, changed=_contracts(made) != _contracts(previous))
    return made


def sprints_from_texts(texts: Mapping[str, Text], previous: Snapshot | None = None) -> tuple[Sprint, ...]:
    """The sprints among some files; what `previous` has read of an equal text is used again."""
    return tuple(_sprint(p, texts[p], previous) for p in sorted(texts) if is_plan(p))


def snapshot_from_sources(
    sources: Mapping[str, Source], texts: Mapping[str, Text], paths: Iterable[str], settings: Settings
) -> Snapshot:
    """The same snapshot where the code has been read already, or is read when it is asked for. `texts` are all the other files."""
    plans = {p: t for p, t in texts.items() if is_plan(p)}
    made = snapshot_from_texts(plans, paths, settings)
    where = conventions_path(made.sprints)
    others = {p: t for p, t in sorted(texts.items()) if not is_plan(p) and p != where}
    return replace(
        made,
        sources=sources,
        paths=made.paths.union(sources, texts),
        texts=MappingProxyType(others),
        conventions=_conventions(where, texts.get(where), None),
    )


def _is_ready(snapshot: Snapshot) -> bool:
    """True where somebody has asked for the contracts of a snapshot already."""
    return "contracts" in snapshot.__dict__


def _contracts(snapshot: Snapshot) -> list[tuple[str, int]]:
    return [(p, id(s)) for p, s in snapshot.sources.items() if p.endswith(SUFFIX)]


def snapshot_after(previous: Snapshot, texts: Mapping[str, Text]) -> Snapshot | None:
    """The snapshot after the texts of some files have changed; None where more has changed than these files.

    It is what `snapshot_from_texts` gives for the whole tree, and costs no more than the files that have changed.
    """
    made = previous
    for path, text in texts.items():
        if path in made.sources:
            source = _source(path, text, made)
            if source is None:
                return None
            made = made.with_source(source) if source is not made.sources[path] else made
        elif is_plan(path):
            after = _sprint(path, text, made)
            sprints = tuple(after if s.path == path else s for s in made.sprints)
            if _reading(sprints) != _reading(made.sprints):
                return None
            made = _same_code(replace(made, sprints=sprints), made)
        elif made.conventions is not None and path == made.conventions.path:
            made = _same_code(replace(made, conventions=_conventions(path, text, made)), made)
        else:
            return None
    return made


def _reading(sprints: tuple[Sprint, ...]) -> tuple[object, ...]:
    """What sprints say about which files are read."""
    return conventions_path(sprints), tuple((s.path, context_globs(s)) for s in sprints)


def _same_code(made: Snapshot, previous: Snapshot) -> Snapshot:
    made.take_contracts(previous, changed=False)
    return made


def _source(path: str, text: Text, previous: Snapshot | None) -> Source | None:
    old = previous.sources.get(path) if previous is not None else None
    return old if old is not None and old.text == text else read(path, text)


def _sprint(path: str, text: Text, previous: Snapshot | None) -> Sprint:
    old = next((s for s in previous.sprints if s.path == path), None) if previous is not None else None
    return old if old is not None and old.text == text else read_sprint(path, text, old)


def _conventions(path: str, text: Text | None, previous: Snapshot | None) -> Conventions | None:
    if text is None:
        return None
    old = previous.conventions if previous is not None else None
    return old if old is not None and (old.path, old.text) == (path, text) else read_conventions(path, text)
