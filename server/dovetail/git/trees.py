"""Trees and commits as values: read them, write them, and take a worktree's uncommitted state as one.

Nothing here touches a checkout's files or its index.
"""

import shutil
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dovetail.git.run import Git

_ALTERNATES = "GIT_ALTERNATE_OBJECT_DIRECTORIES"
FILE, EXECUTABLE, SYMLINK, SUBMODULE = "100644", "100755", "120000", "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree holds at a path."""

    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        return self.mode in (FILE, EXECUTABLE)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a path between two trees: None where it is not."""

    path: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class State:
    """A worktree as it lies on disk: `commit` is HEAD where nothing is uncommitted."""

    head: str
    commit: str
    tree: str

    @property
    def is_dirty(self) -> bool:
        return self.commit != self.head


def entries(git: Git, treeish: str) -> dict[str, Entry]:
    """Every file of a tree, by path."""
    found: dict[str, Entry] = {}
    for record in _records(git.run_bytes("ls-tree", "-r", "-z", "--full-tree", treeish)):
        meta, _, path = record.partition("\t")
        mode, _, oid = meta.split(" ", 2)
        found[path] = Entry(mode, oid)
    return found


def read_blobs(git: Git, oids: Iterable[str]) -> dict[str, bytes]:
    """The content of blobs, all from one process. An id that names no blob is left out."""
    wanted = list(dict.fromkeys(oids))
    if not wanted:
        return {}
    out = git.run_bytes("cat-file", "--batch", input="\n".join(wanted) + "\n")
    found: dict[str, bytes] = {}
    at = 0
    for oid in wanted:
        end = out.index(b"\n", at)
        header = out[at:end].split(b" ")
        at = end + 1
        if len(header) == 3 and header[2].isdigit():
            size = int(header[2])
            if header[1] == b"blob":
                found[oid] = out[at : at + size]
            at += size + 1
    return found


def read_files(git: Git, treeish: str, paths: Iterable[str] | None = None) -> dict[str, bytes]:
    """The files of a tree by path: all of them, or those of `paths` that are in it."""
    tree = entries(git, treeish)
    chosen = tree if paths is None else {path: tree[path] for path in paths if path in tree}
    files = {path: entry.oid for path, entry in chosen.items() if entry.is_file}
    contents = read_blobs(git, files.values())
    return {path: contents[oid] for path, oid in files.items()}


def changes(git: Git, before: str, after: str) -> tuple[Change, ...]:
    """The paths that differ between two trees or commits; a rename is a removal and an addition."""
    fields = _records(git.run_bytes("diff-tree", "-r", "-z", "--no-renames", "--full-index", before, after))
    found: list[Change] = []
    for meta, path in zip(fields[::2], fields[1::2], strict=True):
        old_mode, new_mode, old, new, _ = meta.removeprefix(":").split(" ")
        found.append(Change(path, _entry(old_mode, old), _entry(new_mode, new)))
    return tuple(found)


def changed_since_fork(git: Git, base: str, branch: str) -> tuple[Change, ...]:
    """What a branch changed since it left a base; all it holds where the two have no common commit."""
    fork = git.attempt("merge-base", base, branch)
    return changes(git, fork.text if fork.code == 0 else base, branch)


def write_blob(git: Git, content: bytes) -> str:
    """The id of a blob with this content, which is stored."""
    return git.run("hash-object", "-w", "--stdin", input=content)


def write_tree(git: Git, base: str, updates: Mapping[str, Entry | bytes | None]) -> str:
    """A tree like `base` with some paths changed; None removes one. Bytes keep the mode that the path has."""
    if not updates:
        return git.run("rev-parse", f"{base}^{{tree}}")
    lines: list[str] = []
    no_object = "0" * len(git.run("rev-parse", f"{base}^{{tree}}"))
    known = entries(git, base)
    for path, update in updates.items():
        if update is None:
            lines.append(f"0 {no_object}\t{path}")
            continue
        if isinstance(update, bytes):
            mode = known[path].mode if path in known and known[path].is_file else FILE
            update = Entry(mode, write_blob(git, update))
        lines.append(f"{update.mode} {update.oid}\t{path}")
    with _index() as index:
        env = {"GIT_INDEX_FILE": str(index)}
        git.run("read-tree", base, env=env)
        git.run("update-index", "-z", "--index-info", input="\0".join(lines) + "\0", env=env)
        return git.run("write-tree", env=env)


def write_commit(
    git: Git, tree: str, parents: Iterable[str], message: str, *, date: str | None = None, author: str | None = None
) -> str:
    """A commit of a tree, on no branch. With a `date` (as git prints it raw) the same input gives the same commit."""
    env = identity(git)
    if author is not None:
        name, _, email = author.rstrip(">").partition(" <")
        env |= {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email}
    if date is not None:
        env |= {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    flags = [flag for parent in parents for flag in ("-p", parent)]
    return git.run("commit-tree", tree, *flags, input=message.rstrip("\n") + "\n", env=env)


def identity(git: Git) -> dict[str, str]:
    """Environment that names the committer where the user's configuration does not."""
    strict = ("-c", "user.useConfigOnly=true", "var")
    if all(git.attempt(*strict, ident).code == 0 for ident in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT")):
        return {}
    name = git.attempt("config", "user.name").text or "Dovetail"
    email = git.attempt("config", "user.email").text or "dovetail@localhost"
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", email))
    }


def worktree_state(git: Git, message: str = "Uncommitted work") -> State:
    """A worktree's files, committed or not, as a commit on no branch whose parent is HEAD.

    Files that `.gitignore` names are not part of it. What is staged and then changed again is kept as a second
    parent, as `git stash` does.
    """
    head = git.commit("HEAD")
    head_tree = git.run("rev-parse", "HEAD^{tree}")
    with _index() as index:
        own = git.git_path("index")
        if own.exists():
            # With its time: git looks into a file of the same size again only where the index is no newer than that.
            shutil.copy2(own, index)
        else:
            git.run("read-tree", "HEAD", env={"GIT_INDEX_FILE": str(index)})
        env = {"GIT_INDEX_FILE": str(index)}
        # An index with unmerged entries cannot be written as a tree; its files on disk still can.
        staged = git.attempt("write-tree", env=env)
        git.run("add", "--all", "--", ":/", env=env)
        tree = git.run("write-tree", env=env)
    parents = [head]
    if staged.code == 0 and staged.text not in (head_tree, tree):
        parents.append(write_commit(git, staged.text, [head], f"{message}: what was staged"))
    if tree == head_tree and len(parents) == 1:
        return State(head, head, tree)
    return State(head, write_commit(git, tree, parents, message), tree)


@contextmanager
def scratch(git: Git) -> Generator[Git]:
    """Git whose new objects go to a folder that is removed afterwards, while those of the repository can be read."""
    readable = _quoted(git.git_path("objects"))
    if inherited := git.environment.get(_ALTERNATES):
        readable += f":{inherited}"
    with tempfile.TemporaryDirectory(prefix="dovetail-objects-") as folder:
        yield git.with_env({"GIT_OBJECT_DIRECTORY": folder, _ALTERNATES: readable})


@contextmanager
def _index() -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="dovetail-index-") as folder:
        yield Path(folder) / "index"


def _quoted(path: Path) -> str:
    """A path as git reads it in a list that is separated by colons."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _records(out: bytes) -> list[str]:
    return out.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _entry(mode: str, oid: str) -> Entry | None:
    return None if mode == "000000" else Entry(mode, oid)
