"""A file belongs to no package, and two or more packages will need to change it."""

from collections.abc import Iterator, Mapping

from dovetail.core.findings import Fix
from dovetail.core.globs import matches_any, normal, overlap
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.packages import open_packages
from .edits.yaml_edits import added
from .faults import Fault

# A manifest changes with every new dependency, and its lock file with it.
MANIFESTS: Mapping[str, tuple[str, ...]] = {
    "package.json": ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"),
    "pyproject.toml": ("uv.lock", "poetry.lock", "pdm.lock"),
    "requirements.txt": (),
    "Cargo.toml": ("Cargo.lock",),
    "go.mod": ("go.sum",),
    "Gemfile": ("Gemfile.lock",),
    "composer.json": ("composer.lock",),
}
# Each of these lists the modules beside and below it.
INDEXES = frozenset({
    "index.ts", "index.tsx", "index.js", "index.mjs", "routes.ts", "routes.tsx", "router.ts", "router.tsx", "urls.py",
})  # fmt: skip
LISTING = INDEXES.union(MANIFESTS)
PROSE = (".md", ".mdx", ".txt", ".rst")


@rule("plan", "warning")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    packages = open_packages(sprint)
    if sprint.file is None or len(packages) < 2:
        return
    taken = [*sprint.file.shared, *(glob for p in sprint.packages for glob in p.owns)]
    for path in sorted(p for p in snapshot.paths if p.rpartition("/")[2] in LISTING and not matches_any(taken, p)):
        folder, _, name = path.rpartition("/")
        needing = [p for p in packages if any(_needs(glob, folder, name, snapshot) for glob in p.owns)]
        if len(needing) < 2:
            continue
        locks = [f"{folder}/{lock}".lstrip("/") for lock in MANIFESTS.get(name, ())]
        yield _fault(
            sprint,
            [path, *(lock for lock in locks if lock in snapshot.paths and not matches_any(taken, lock))],
            needing,
        )


def _needs(glob: str, folder: str, name: str, snapshot: Snapshot) -> bool:
    """True where what a package owns lies in the folder of a manifest, or below the folder of an index."""
    below = f"{folder}/**" if folder else "**"
    if glob.endswith(PROSE) or glob.startswith(("docs/", "doc/")) or not overlap(glob, below):
        return False
    start = normal(glob).partition("*")[0].rpartition("/")[0]
    if name in INDEXES:
        return start == folder or start.startswith(f"{folder}/") or not folder
    nearer = (p.rpartition("/")[0] for p in snapshot.paths if p.endswith(f"/{name}"))
    return not any(len(n) > len(folder) and (start == n or start.startswith(f"{n}/")) for n in nearer)


def _fault(sprint: Sprint, paths: list[str], needing: list[Package]) -> Fault:
    files = " and ".join(f"`{p}`" for p in paths)
    who = ", ".join(f"`{p.id}`" for p in needing[:-1]) + f" and `{needing[-1].id}`"
    belongs, it = ("belongs", "it") if len(paths) == 1 else ("belong", "them")
    edit = added(sprint.path, sprint.text, sprint.document, "shared", paths, "packages")
    return Fault(
        sprint.path,
        sprint.document.key_place(("shared",) if ("shared",) in sprint.document.keys else ("packages",)),
        f"{files} {belongs} to no package, and {who} may each need {it}; list {it} under `shared`, or give {it} to one package.",
        fixes=(Fix(f"Add {files} to `shared`", (edit,)),) if edit is not None else (),
    )
