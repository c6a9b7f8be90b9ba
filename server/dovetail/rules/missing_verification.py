"""A sprint has no command that verifies it, so whatever merges would count as done."""

from collections.abc import Iterator

from dovetail.core.findings import Fix
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.packages import open_packages
from .edits.yaml_edits import added
from .faults import Fault

_OF_LOCKS = (
    ("pnpm-lock.yaml", "pnpm test"), ("yarn.lock", "yarn test"), ("bun.lock", "bun run test"), ("bun.lockb", "bun run test")
)  # fmt: skip
_OF_MANIFESTS = (("pyproject.toml", "python -m pytest"), ("Cargo.toml", "cargo test"), ("go.mod", "go test ./..."))


@rule("plan", "warning")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    if sprint.file is None or sprint.file.verify or not any(p.status == "ready" for p in open_packages(sprint)):
        return
    yield Fault(
        sprint.path,
        sprint.document.key_place(("verify",) if ("verify",) in sprint.document.keys else ("sprint",)),
        "This sprint has packages to launch and no `verify`; say which commands must succeed before it may land.",
        fixes=tuple(_fixes(sprint, snapshot)),
    )


def _fixes(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fix]:
    """What the packages verify, each for itself, and the tests of what the manifests at the root are for."""
    own = tuple(dict.fromkeys(command for p in open_packages(sprint) for command in p.verify))
    usual = tuple(_usual(snapshot))
    for found in dict.fromkeys((own, usual)):
        edit = added(sprint.path, sprint.text, sprint.document, "verify", found, "packages") if found else None
        if edit is not None:
            yield Fix(f"Verify with {' and '.join(f'`{c}`' for c in found)}", (edit,))


def _usual(snapshot: Snapshot) -> Iterator[str]:
    """The command that runs the tests of each language, where a manifest at the root says that it is there."""
    if "package.json" in snapshot.paths:
        yield next((command for lock, command in _OF_LOCKS if lock in snapshot.paths), "npm test")
    for manifest, command in _OF_MANIFESTS:
        if manifest in snapshot.paths:
            yield command
