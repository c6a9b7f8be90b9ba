"""A check of many files by all cores: copies of this process ask the rules that nobody has asked yet.

Rules know nothing of one another, and a copy of a process (`fork`) has the snapshot already, so that only findings are sent.
"""

import os
import pickle
import sys
from collections.abc import Sequence

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.rules import check
from dovetail.rules.checking import asked, settled, spoken
from dovetail.rules.registry import Check, Rule

MANY = 1000  # files; fewer are checked sooner than a process is copied
CAN_SHARE = sys.platform == "linux"  # elsewhere a copied process may not use what the system's libraries hold


def check_shared(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Every finding of a snapshot, as `check` gives them. Only for a process without other threads."""
    others = (os.cpu_count() or 1) - 1 if CAN_SHARE and len(snapshot.sources) > MANY else 0
    if not others:
        return check(snapshot)
    checks = asked(snapshot)
    snapshot.pairings_by_path  # noqa: B018 what most rules ask for is computed once, before there are copies
    todo, numbers = os.pipe()
    os.write(numbers, b"".join(n.to_bytes(2, "big") for n in range(len(checks))))
    os.close(numbers)
    copies = [_copy(snapshot, checks, todo) for _ in range(others)]
    found = _asked_here(snapshot, checks, todo)
    os.close(todo)
    for process, pipe in copies:
        with os.fdopen(pipe, "rb") as answer:
            content = answer.read()
        os.waitpid(process, 0)
        if not content:
            return check(snapshot)  # the copy has failed; what it failed at fails here with its reason
        found |= pickle.loads(content)  # of our own process
    return settled((finding for number in sorted(found) for finding in found[number]), snapshot)


def _copy(snapshot: Snapshot, checks: Sequence[tuple[Rule, type, Check]], todo: int) -> tuple[int, int]:
    """A copy of this process at work: its number, and the pipe on which it sends its findings and ends."""
    answer, findings = os.pipe()
    sys.stdout.flush()
    process = os.fork()
    if process:
        os.close(findings)
        return process, answer
    code = 1
    try:
        content = pickle.dumps(_asked_here(snapshot, checks, todo), protocol=5)
        with os.fdopen(findings, "wb") as pipe:
            pipe.write(content)
        code = 0
    finally:
        os._exit(code)


def _asked_here(snapshot: Snapshot, checks: Sequence[tuple[Rule, type, Check]], todo: int) -> dict[int, list[Finding]]:
    """What the checks say that this process is the first to take, by their numbers."""
    found: dict[int, list[Finding]] = {}
    while taken := os.read(todo, 2):  # both bytes or none: a read of a pipe is not divided
        number = int.from_bytes(taken, "big")
        found[number] = list(spoken(snapshot, checks[number]))
    return found
