"""The one check of all trees of a sprint: its base, its branches as they are written, and what would land."""

from threading import Lock

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.rules.asking.incremental import Checker


class TreeCheck:
    """Checks one tree after another. They are nearly the same, so only what differs from the tree before is asked again.

    Packages ask from threads of their own; each waits until the others' trees are checked.
    """

    def __init__(self) -> None:
        self._checker = Checker()
        self._lock = Lock()

    def findings(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """Every finding of a tree, by place. Blocks."""
        with self._lock:
            return self._checker.check(snapshot)

    def known(self, base: Snapshot) -> frozenset[str]:
        """The ids of what is found in a tree that others start from, and is nobody's fault. Blocks."""
        return frozenset(f.id for f in self.findings(base))
