"""What may come next: tags and their values in comments, values in quotes, keys, names and globs in sprints and conventions."""

from collections.abc import Iterable, Iterator
from itertools import chain

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .completion_comments import in_comment
from .completion_plans import in_conventions, in_sprint
from .completion_values import in_quotes
from .completions import Item
from .hover import contract_lines, package_lines
from .live import NOTHING, Live


def documentation(
    snapshot: Snapshot, path: str, item: str, kind: str, findings: Iterable[Finding], live: Live = NOTHING
) -> str | None:
    """What is known of a contract or a package that is offered in a file, in Markdown; it is more than many of them could be sent with."""
    contract = snapshot.contracts.get(item) if kind == "contract" else None
    if contract is not None:
        return "\n".join(contract_lines(snapshot, contract, tuple(findings)))
    for sprint in snapshot.sprints if kind == "package" else ():
        package = sprint.package(item)
        if package is not None and (sprint.path == path or path in snapshot.sources):
            return "\n".join(package_lines(snapshot, sprint, package, live))
    return None


def completion(snapshot: Snapshot, path: str, offset: int) -> tuple[Item, ...]:
    """What can be written at an offset."""
    text = snapshot.text(path)
    if text is None:
        return ()
    found: Iterator[Item] = iter(())
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        found = in_sprint(snapshot, sprint, offset)
    elif snapshot.conventions is not None and snapshot.conventions.path == path:
        found = in_conventions(snapshot, snapshot.conventions, offset)
    elif path in snapshot.sources:
        line = text.line_range(text.line_of(offset))
        before = text[Range(line.start, offset)]
        found = in_comment(snapshot, path, before, offset)
        if not path.endswith(SUFFIX):
            found = chain(found, in_quotes(snapshot, path, before, offset))
    return tuple({item.label: item for item in reversed([*found])}.values())[::-1]
