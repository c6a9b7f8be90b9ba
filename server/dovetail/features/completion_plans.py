"""Keys, values, names and globs in sprints and conventions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import BaseModel

from dovetail.core.conventions import CONTRACTS, Conventions, ConventionsFile
from dovetail.core.plan import Sprint, SprintFile
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .completions import Item, items
from .schema import is_list_at, keys_at, values_at
from .yaml_cursor import NEEDS_QUOTES, Cursor, cursor

_ID = re.compile(r"^\s*(?:-\s+)?id:\s*['\"]?([\w.-]+)", re.MULTILINE)
_LAYERS = re.compile(r"^[ \t]*(?:-[ \t]+)?layer:[ \t]*['\"]?([\w.-]+)", re.MULTILINE)
MOST_FILES = 2000  # a list that nobody reads to its end


def in_sprint(snapshot: Snapshot, sprint: Sprint, offset: int) -> Iterator[Item]:
    """What can be written in a sprint. A list that is being typed is no YAML yet, so names are read from the text itself."""
    here = cursor(sprint.text, offset)
    if here is None:
        return
    if here.what == "value" and is_list_at(SprintFile, here.path):  # a list that has no bracket yet
        found = _of_sprint(snapshot, sprint, replace(here, what="item"), offset)
        yield from (replace(i, text=f"[{i.text or i.label}]") for i in _spelled(found, sprint.text, here))
        return
    yield from _spelled(_of_sprint(snapshot, sprint, here, offset), sprint.text, here)


def _of_sprint(snapshot: Snapshot, sprint: Sprint, here: Cursor, offset: int) -> Iterator[Item]:
    text = sprint.text
    match here.path, here.what:
        case (*_, "provides" | "consumes"), "item":
            yield from _contracts(snapshot, here)
        case (*_, "after"), "item":
            own = _own_id(text, offset)
            ids = [id for id in dict.fromkeys(_ID.findall(text.source)) if id != own]
            yield from _new(items(ids, "package", "work package", here.typed), here)
        case ("packages", "owns" | "reads") | ("shared" | "contracts",) | ("context", "global"), "item":
            yield from _globs(snapshot, here)
        case ("context", "layers", _), "item":
            yield from _globs(snapshot, here)
        case ("packages", "layer"), "value":
            known = (sprint.file.context.layers if sprint.file is not None else ()) or ()
            others = text.source[: here.typed.start], text.source[here.typed.end :]
            layers = dict.fromkeys([*known, *(layer for part in others for layer in _LAYERS.findall(part))])
            yield from items(layers, "value", "layer", here.typed)
        case ("context", "layers"), "key":
            yield from _new(
                items(dict.fromkeys(_LAYERS.findall(text.source)), "value", "layer", here.typed), here, ": "
            )
        case ("packages", "agent"), "value":
            for name, profile in snapshot.settings.agents.items():
                yield Item(name, "value", f"{profile.backend}, {profile.model}", here.typed)
        case ("conventions",), "value":
            yield from items(sorted(p for p in snapshot.paths if p.endswith(".md")), "file", "", here.typed)
        case ("packages", "verify") | ("verify",) | ("setup",), "item":
            yield from _commands(snapshot, here)
        case _, "key" | "item":
            yield from _keys(SprintFile, here)
        case _, _:
            yield from items(values_at(SprintFile, here.path), "value", here.path[-1] if here.path else "", here.typed)


def in_conventions(snapshot: Snapshot, conventions: Conventions, offset: int) -> Iterator[Item]:
    """What can be written in the front matter."""
    text = conventions.text
    line = text[text.line_range(text.line_of(offset))]
    if (offset >= conventions.prose_range.start and conventions.prose_range.start > 0) or line.strip() == "---":
        return
    here = cursor(conventions.text, offset, conventions.text.source.find("\n") + 1)
    if here is not None:
        yield from _spelled(_of_conventions(snapshot, here), conventions.text, here)


def _of_conventions(snapshot: Snapshot, here: Cursor) -> Iterator[Item]:
    match here.path, here.what:
        case ("naming",), "key":
            yield Item(CONTRACTS, "key", "the names in contracts", here.typed, f"{CONTRACTS}: ")
            yield from _new((_quoted(i) for i in _globs(snapshot, here)), here)
        case ("bind",), "item":
            yield from (_quoted(i, "") for i in _globs(snapshot, here))
        case _, "key" | "item":
            yield from _keys(ConventionsFile, here)
        case _, _:
            yield from items(
                values_at(ConventionsFile, here.path), "value", here.path[-1] if here.path else "", here.typed
            )


def _keys(model: type[BaseModel], here: Cursor) -> Iterator[Item]:
    for key in keys_at(model, here.path):
        if key.name not in here.beside:
            yield Item(key.name, "key", key.text, here.typed, f"{key.name}: ")


def _spelled(found: Iterable[Item], text: Text, here: Cursor) -> Iterator[Item]:
    """Items as YAML needs them: within the quotes that have been opened, or in quotes of their own where a sign in them means something."""
    quote = text[here.typed][:1]
    if quote not in ("'", '"') or not quote:
        for item in found:
            needed = item.text is None and NEEDS_QUOTES.search(item.label) is not None
            yield replace(item, text=f'"{item.label}"') if needed else item
        return
    inside = Range(here.typed.start + 1, here.typed.end)
    is_closed = re.compile(rf"[^\n,\]{quote}]*{quote}").match(text.source, here.typed.end) is not None
    end = "" if is_closed else quote + (": " if here.what == "key" else "")
    for item in found:
        yield replace(item, replaces=inside, text=item.label + end)


def _new(found: Iterable[Item], here: Cursor, behind: str = "") -> Iterator[Item]:
    """Those that are not in the list already."""
    for item in found:
        if item.label not in here.beside:
            yield item if not behind else Item(item.label, item.kind, item.detail, item.replaces, item.label + behind)


def _quoted(item: Item, behind: str = ": ") -> Item:
    return Item(item.label, item.kind, item.detail, item.replaces, f'"{item.label}"{behind}')


def _contracts(snapshot: Snapshot, here: Cursor) -> Iterator[Item]:
    for name in snapshot.contracts.names:
        contract = snapshot.contracts.get(name)
        if name not in here.beside and contract is not None:
            yield Item(name, "contract", contract.path, here.typed)


def _globs(snapshot: Snapshot, here: Cursor) -> Iterator[Item]:
    """Folders as globs of all that is below them, then files."""
    folders: dict[str, int] = {}
    for path in snapshot.paths:
        at = path.find("/")
        while at > 0:
            folder = path[:at]
            folders[folder] = folders.get(folder, 0) + 1
            at = path.find("/", at + 1)
    for folder in sorted(folders)[:MOST_FILES]:
        yield Item(f"{folder}/**", "folder", f"{folders[folder]} files", here.typed)
    yield from items(sorted(snapshot.paths)[:MOST_FILES], "file", "", here.typed)


def _commands(snapshot: Snapshot, here: Cursor) -> Iterator[Item]:
    """The commands that the sprints give already."""
    files = [s.file for s in snapshot.sprints if s.file is not None]
    given = [c for f in files for c in (*f.verify, *f.setup, *(v for p in f.packages for v in p.verify))]
    yield from _new(items(dict.fromkeys(given), "value", "command", here.typed), here)


def _own_id(text: Text, offset: int) -> str:
    """The id of the package that an offset is in."""
    before = _ID.findall(text[Range(0, offset)])
    return before[-1] if before else ""
