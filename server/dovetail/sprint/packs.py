"""What a package's agent is told before its first turn. What all packages share comes first, so that it is cached for all."""

from collections.abc import Sequence
from pathlib import Path

from dovetail.core.context import pack
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot

INSTRUCTIONS = """\
You are one of several agents that build one product at the same time. Each has a package, a branch and a worktree of its own,
and sees nothing of what the others write until everything is integrated. What makes the parts fit is the contracts and the
conventions below: build exactly to them, spelled exactly as they are.

- Write only the files that your package owns, and the shared files, those as little as you can. Other writes are refused.
- Contracts are never edited. Where one lacks something that you need, call propose_contract_change and build against the
  contract as it is; do not invent a field, a name or an endpoint.
- Mark what implements a contract with a comment `@contract NAME`, so that it is checked.
- Every write is answered with the findings that it caused. Mend them at once: you cannot finish while your package has errors.
- Everything you need of the other packages is in the contracts. Do not write stand-ins for their files.
- bash runs each command in a new shell at the top of your worktree, without network. Paths are relative to the worktree. Your changes are
  committed for you after each turn: do not use git to commit, and say in one short sentence what you do, which becomes the message.
- When the package is complete, checked and tested as far as it can be alone, say so in one or two sentences and call no tool.
"""


def system_texts(snapshot: Snapshot, sprint: Sprint, package: Package) -> tuple[str, ...]:
    """The system prompt, in blocks: what all packages share, then what those of a layer share."""
    given = pack(snapshot, sprint, package)
    return tuple(text for text in (f"{INSTRUCTIONS}\n{given.text('global')}", given.text("layer")) if text.strip())


def prompt(snapshot: Snapshot, sprint: Sprint, package: Package, worktree: Path, history: Sequence[str]) -> str:
    """The first message: the package's contracts, its reading, its task, and what its branch already has."""
    parts = [pack(snapshot, sprint, package).text("task"), f"Your worktree is {worktree}."]
    if history:
        parts.append(
            "Your branch already has work of an earlier run; look at it before you write:\n" + "\n".join(history)
        )
    return "\n\n".join(parts)
