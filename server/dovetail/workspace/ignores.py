"""Which paths git would ignore, from `.gitignore` files alone: this layer does not run git."""

from pathlib import Path

from pathspec import GitIgnoreSpec

# Never a person's own source, whether or not a .gitignore says so.
NEVER = frozenset({".git", "node_modules", ".venv", "venv", "__pycache__", "dist", ".mypy_cache", ".ruff_cache"})
GITIGNORE = ".gitignore"


class Ignores:
    """The ignore files of one repository, each read when a path below it is first asked about."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._specs: dict[str, GitIgnoreSpec | None] = {}
        self._left_alone: dict[str, bool] = {}

    def ignored(self, path: str, *, is_folder: bool) -> bool:
        """True where git would not list the path, given that it lists the folder that the path is in."""
        if path.rpartition("/")[2] in NEVER:
            return True
        name = path + "/" if is_folder else path
        folder = path
        while folder:  # the nearest file that has something to say decides
            folder = folder.rpartition("/")[0]
            spec = self._spec(folder)
            verdict = spec.check_file(name[len(folder) :].lstrip("/")).include if spec is not None else None
            if verdict is not None:
                return verdict
        return False

    def ignored_anywhere(self, path: str) -> bool:
        """The same for any path: a file in an ignored folder, or in another repository inside this one, is ignored too."""
        parts = path.split("/")
        folders = ("/".join(parts[:n]) for n in range(1, len(parts)))
        return any(self.left_alone(f) for f in folders) or self.ignored(path, is_folder=False)

    def left_alone(self, folder: str) -> bool:
        """True for a folder that is ignored, and for one with a repository of its own: a submodule, a worktree, a clone."""
        if folder not in self._left_alone:
            ignored = self.ignored(folder, is_folder=True)
            self._left_alone[folder] = ignored or (self._root / folder / ".git").exists()
        return self._left_alone[folder]

    def _spec(self, folder: str) -> GitIgnoreSpec | None:
        if folder not in self._specs:
            lines = _lines(self._root / folder / GITIGNORE)
            if not folder:
                lines = _lines(self._root / ".git" / "info" / "exclude") + lines
            self._specs[folder] = GitIgnoreSpec.from_lines(lines) if lines else None
        return self._specs[folder]


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [line for line in lines if _is_pattern(line)]


def _is_pattern(line: str) -> bool:
    """False for a line that says nothing, and for one that git itself would pass over as malformed."""
    if not line.strip() or line.startswith("#"):
        return False
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
