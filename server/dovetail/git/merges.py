"""Merges as values: what two commits give together, without a checkout, an index or a branch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dovetail.git.run import CommandFailed, Git
from dovetail.git.trees import Entry, read_blobs


@dataclass(frozen=True, slots=True)
class Side:
    """A conflicted file as one side has it."""

    entry: Entry
    content: bytes

    @property
    def text(self) -> str | None:
        """The content as text; None for what is not UTF-8 text."""
        if not self.entry.is_file or b"\0" in self.content:
            return None
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError:
            return None


@dataclass(frozen=True, slots=True)
class ConflictedFile:
    """A path that git could not merge. A side is None where it does not have the path."""

    path: str
    base: Side | None
    ours: Side | None
    theirs: Side | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged tree; where there are conflicts it holds git's markers at their paths, and must not be committed."""

    tree: str
    conflicts: tuple[ConflictedFile, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.conflicts


@dataclass(frozen=True, slots=True)
class PairMerge:
    """Whether two commits merge, and the paths at which they do not."""

    ours: str
    theirs: str
    tree: str
    paths: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not self.paths


class Unrelated(CommandFailed):
    """Two commits have no history in common."""


def merge_trees(git: Git, ours: str, theirs: str, *, base: str | None = None) -> Merge:
    """What two commits give together. With a `base`, all three may be trees too, and history is not looked at."""
    if base is not None:
        # git 2.39 has no `--merge-base`; two commits on one parent say the same.
        root = _commit(git, base)
        ours, theirs = _commit(git, ours, root), _commit(git, theirs, root)
    command = ("merge-tree", "--write-tree", "-z", ours, theirs)
    outcome = git.attempt(*command)
    if outcome.code > 1:
        if "unrelated histories" in outcome.err:
            raise Unrelated(command, outcome.code, outcome.err)
        raise CommandFailed(command, outcome.code, outcome.err)
    fields = outcome.out.decode("utf-8", "surrogateescape").split("\0")
    tree = fields[0]
    if outcome.code == 0:
        return Merge(tree)
    stages, rest = _stages(fields[1:])
    return Merge(tree, _conflicts(git, stages, _messages(rest)))


def merge_pairs(git: Git, pairs: Sequence[tuple[str, str]]) -> tuple[PairMerge, ...]:
    """Whether each pair of commits merges, all from one process. Pairs without common history conflict everywhere."""
    if not pairs:
        return ()
    command = ("merge-tree", "--write-tree", "--stdin", "-z", "--no-messages", "--name-only")
    outcome = git.attempt(*command, input="".join(f"{a} {b}\n" for a, b in pairs))
    if outcome.code != 0:
        if len(pairs) == 1 and "unrelated histories" in outcome.err:
            return (PairMerge(*pairs[0], tree="", paths=("",)),)
        if len(pairs) > 1:
            # One pair that git refuses takes the whole batch with it.
            half = len(pairs) // 2
            return merge_pairs(git, pairs[:half]) + merge_pairs(git, pairs[half:])
        raise CommandFailed(command, outcome.code, outcome.err)
    fields = iter(outcome.out.decode("utf-8", "surrogateescape").split("\0"))
    found: list[PairMerge] = []
    for a, b in pairs:
        clean, tree = next(fields) == "1", next(fields)
        paths = list(iter(lambda: next(fields), ""))
        found.append(PairMerge(a, b, tree, () if clean else tuple(dict.fromkeys(paths))))
    return tuple(found)


def _commit(git: Git, treeish: str, *parents: str) -> str:
    env = {f"GIT_{who}_{what}": "dovetail" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env |= {"GIT_AUTHOR_DATE": "@0 +0000", "GIT_COMMITTER_DATE": "@0 +0000"}
    flags = [flag for parent in parents for flag in ("-p", parent)]
    return git.run("commit-tree", f"{treeish}^{{tree}}", *flags, "-m", "merge base", env=env)


def _stages(fields: list[str]) -> tuple[dict[str, dict[int, Entry]], list[str]]:
    """The `mode oid stage<TAB>path` records up to the empty one that ends them, and what follows."""
    stages: dict[str, dict[int, Entry]] = {}
    end = fields.index("")
    for record in fields[:end]:
        meta, _, path = record.partition("\t")
        mode, oid, stage = meta.split(" ")
        stages.setdefault(path, {})[int(stage)] = Entry(mode, oid)
    return stages, fields[end + 1 :]


def _messages(fields: list[str]) -> dict[str, tuple[str, str]]:
    """Kind and sentence of each path's conflict. A record is a count, that many paths, a kind and a sentence."""
    found: dict[str, tuple[str, str]] = {}
    at = 0
    while at < len(fields) and fields[at].isdigit():
        count = int(fields[at])
        paths = fields[at + 1 : at + 1 + count]
        kind, sentence = fields[at + 1 + count], fields[at + 2 + count].strip()
        at += count + 3
        if kind.startswith("CONFLICT"):
            for path in paths:
                found.setdefault(path, (kind.removeprefix("CONFLICT (").removesuffix(")"), sentence))
    return found


def _conflicts(
    git: Git, stages: dict[str, dict[int, Entry]], messages: dict[str, tuple[str, str]]
) -> tuple[ConflictedFile, ...]:
    contents = read_blobs(git, _blobs(stages.values()))

    def side(entry: Entry | None) -> Side | None:
        return None if entry is None else Side(entry, contents.get(entry.oid, b""))

    found: list[ConflictedFile] = []
    for path, stage in sorted(stages.items()):
        kind, message = messages.get(path, ("unknown", f"CONFLICT: {path}"))
        found.append(ConflictedFile(path, side(stage.get(1)), side(stage.get(2)), side(stage.get(3)), kind, message))
    # A conflict of whole folders may name a path that has no stages of its own.
    for path, (kind, message) in sorted(messages.items()):
        if path not in stages:
            found.append(ConflictedFile(path, None, None, None, kind, message))
    return tuple(found)


def _blobs(stages: Iterable[dict[int, Entry]]) -> list[str]:
    return [entry.oid for stage in stages for entry in stage.values() if entry.mode != "160000"]
