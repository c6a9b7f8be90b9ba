"""Which contract file the module of an import can mean, as TypeScript writes it."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

IMPORT = "import("  # how a type begins that is imported where it is used
TAKEN_IN = (
    "#imports/"  # how the module of a name begins that the build takes in from folders of the program, as Nuxt's does
)
_SHARED = ("/shared/types/", "/shared/utils/")  # whose files such a build takes in on both sides
_TYPE = re.compile(r"""import\(\s*["']([^"']+)["']\s*\)\s*\.\s*([\w$.]+)""")
_ALIAS = re.compile(r"^(?:@/|~/|#/|[@~#$])")
# Folders that say nothing of what is in them, and parts of a module's name that stand for its whole.
_PLAIN = frozenset({"", "index", "src", "lib", "dist", "app", "packages", "apps", "libs"})
_WORKSPACES = frozenset({"packages", "libs", "apps", "modules"})
_ENDINGS = (".d.ts", ".tsx", ".ts", ".jsx", ".js", ".mjs")


@lru_cache(maxsize=16384)  # each name that a file imports, and each that is of such a type, asks again
def exports(module: str, path: str) -> bool:
    """True where an import's module can be a contract's file, or a barrel file that exports it.

    That is the index of a folder of contracts, or a package of the same repository that has the file in it: `@acme/contracts`,
    `@/contracts`, `@acme/contracts/user` and `../contracts/index.js` may all stand for `packages/contracts/src/user.contract.ts`. Another
    folder says nothing: `@/lib/user` need not export what is in `src/user/user.contract.ts`.
    """
    if module.startswith(TAKEN_IN):
        return any(place in f"/{path}" for place in _SHARED)
    if module_is(module, path):
        return True
    parts = _without_ending(module).split("/")
    while parts and parts[-1] in _PLAIN:
        parts.pop()
    name = parts[-1].lstrip("@~#$") if parts else ""
    folders = path.split("/")[:-1]
    if "contract" in name.lower():
        return name in folders
    if len(parts) > 1 and "contract" in parts[-2].lower() and f"{name}.contract" == own_name(path):
        return parts[-2].lstrip("@~#$") in folders  # as the package of the contracts calls its files
    scoped = len(parts) == 2 and len(parts[0]) > 1 and parts[0].startswith("@")
    return scoped and any(a in _WORKSPACES and b == name for a, b in pairwise(folders))


def module_is(module: str, path: str) -> bool:
    """True where an import's module can be a file: the same name, without its extension."""
    return own_name(module) == own_name(path)


@lru_cache(maxsize=16384)
def own_name(module: str) -> str:
    """The name of a module, or of a file, without folders and extension: by it `module_is` tells."""
    return _without_ending(module.rpartition("/")[2])


def _without_ending(name: str) -> str:
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name


def imported_type(written: str) -> tuple[str, str]:
    """Module and name of a type that is imported where it is used: `import("./user.contract").User`; empty for any other."""
    found = _TYPE.fullmatch(written) if written.startswith(IMPORT) else None
    return (found[1], found[2]) if found is not None else ("", "")


def contract_file(module: str, path: str, paths: Collection[str]) -> str | None:
    """The contract file that a module means in the file of a path; None where it is none, or may be one of several."""
    name = _without_ending(module)
    if not name.endswith(".contract"):
        return None
    if name.startswith("."):
        parts = path.split("/")[:-1]
        for part in name.split("/"):
            if part == ".." and parts:
                parts.pop()
            elif part not in (".", "..", ""):
                parts.append(part)
        found = "/".join(parts) + ".ts"
        return found if found in paths else None
    steps = _ALIAS.sub("", name).split("/")
    while steps:
        ending = "/".join(steps) + ".ts"
        found = [p for p in paths if p == ending or p.endswith("/" + ending)]
        if found:
            return found[0] if len(found) == 1 else None
        del steps[0]
    return None


def ending_alike(module: str, paths: Sequence[str]) -> list[str]:
    """Of some files those whose paths end as a module does, in the most steps: `../staff/contracts/address.contract`."""
    steps = [s for s in reversed(_without_ending(module).split("/")) if s not in ("", ".", "..")]
    ends = [_in_common(steps, [*reversed(_without_ending(p).split("/"))]) for p in paths]
    return [p for p, count in zip(paths, ends, strict=True) if count == max(ends)]


def nearest_files(paths: Sequence[str], path: str) -> list[str]:
    """Of some files those that share the most folders with another, in order."""
    shared = [_shared(p, path) for p in paths]
    return [p for p, count in zip(paths, shared, strict=True) if count == max(shared)]


def _shared(a: str, b: str) -> int:
    """How many folders two paths have in common, from the root on."""
    return _in_common(a.split("/")[:-1], b.split("/")[:-1])


def _in_common(a: Sequence[str], b: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
