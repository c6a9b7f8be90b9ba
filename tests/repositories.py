"""Real git repositories for tests, made in a temporary folder."""

from collections.abc import Mapping
from pathlib import Path

from dovetail.git.run import Git
from dovetail.git.trees import write_commit, write_tree

DATE = "1700000000 +0000"


class Repository:
    """A repository on `main` whose checkout is at `path`."""

    def __init__(self, path: Path, files: Mapping[str, str] | None = None) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.git = Git(path)
        self.git.run("init", "--quiet", "--initial-branch=main")
        for key, value in {"user.name": "Ada", "user.email": "ada@example.org"}.items():
            self.git.run("config", key, value)
        self.commit(files or {"README.md": "hello\n"}, "Start")

    def write(self, files: Mapping[str, str | None], folder: Path | None = None) -> None:
        """Files in the checkout, or in another worktree; None removes one."""
        for name, content in files.items():
            file = (folder or self.path) / name
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode("utf-8", "surrogateescape"))

    def commit(self, files: Mapping[str, str | None], message: str = "Change") -> str:
        """A commit on the branch that is checked out."""
        self.write(files)
        self.git.run("add", "--all")
        self.git.run("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git.commit("HEAD")

    def branch(
        self, name: str, files: Mapping[str, str | bytes | None], start: str = "main", message: str | None = None
    ) -> str:
        """A branch one commit ahead of `start`, made without touching the checkout."""
        updates = {p: c.encode() if isinstance(c, str) else c for p, c in files.items()}
        tree = write_tree(self.git, start, updates)
        commit = write_commit(self.git, tree, [self.git.commit(start)], message or f"Work on {name}", date=DATE)
        self.git.run("update-ref", f"refs/heads/{name}", commit)
        return commit

    def read(self, revision: str, path: str) -> str:
        return self.git.run_bytes("cat-file", "blob", f"{revision}:{path}").decode()

    def refs(self) -> dict[str, str]:
        out = self.git.run("for-each-ref", "--format=%(refname) %(objectname)")
        return dict(line.split(" ", 1) for line in out.splitlines())
