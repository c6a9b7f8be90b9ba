"""A glob of the conventions or of a package matches no file, and another one would."""

from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile

from dovetail.core.assignments import Assignment, Assignments
from dovetail.core.conventions import CONTRACTS, Conventions
from dovetail.core.findings import Edit, Fix
from dovetail.core.globs import expand_braces, fixed_parts, is_literal, matches, normal, overlap
from dovetail.core.plan import Sprint, WorkPackage
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import nearest, singular

from . import rule
from .faults import Fault

_ALIKE = (("js", "ts"), ("jsx", "tsx"), ("yaml", "yml"), ("graphql", "graphqls"), ("graphql", "gql"))
_LONG = 5  # letters; `api` and `app`, `src` and `svc` are two folders, and not one that is misspelled


@rule("conventions", "warning")
def check(conventions: Conventions, snapshot: Snapshot) -> Iterator[Fault]:
    planned = tuple(g for s in snapshot.sprints for p in s.packages if p.status != "done" for g in p.owns)
    globs = tuple(_globs(conventions))
    for glob, range in globs:
        if any(matches(glob, p) for p in snapshot.paths) or any(overlap(normal(glob), normal(p)) for p in planned):
            continue
        meant = _meant_besides(glob, globs, conventions, snapshot)
        if meant is not None:
            count = sum(matches(meant, p) for p in snapshot.paths)
            files = "1 file" if count == 1 else f"{count} files"
            written = conventions.text[range]
            edit = Edit(conventions.path, range, written.replace(glob, meant))
            fixes = (Fix(f"Change to `{meant}`", (edit,)),) if glob in written else ()
            message = f"`{glob}` matches no file, so it says nothing; did you mean `{meant}`, which matches {files}?"
            yield Fault(conventions.path, range, message, fixes=fixes)


@rule("conventions", "warning")
def check_sprint(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    """What holds for a sprint and what its agents are given to read is there before it starts, or some package is to write it."""
    for glob, range in _globs_of_sprint(sprint):
        if any(matches(glob, p) for p in snapshot.paths) or _is_owned(normal(glob), sprint.assignments):
            continue
        meant = _meant(normal(glob), snapshot.paths)
        if meant is not None:
            fixes = (Fix(f"Change to `{meant}`", (Edit(sprint.path, range, sprint.text[range].replace(glob, meant)),)),)
            yield Fault(sprint.path, range, f"`{glob}` matches no file; did you mean `{meant}`?", fixes=fixes)


def _globs_of_sprint(sprint: Sprint) -> Iterator[tuple[str, Range]]:
    """The globs of what is for all packages of a sprint, or for those of a layer, each with its place."""
    if sprint.file is None:
        return
    context = sprint.file.context
    lists = [(("contracts",), sprint.file.contracts), (("context", "global"), context.global_)]
    lists += [(("context", "layers", layer), globs) for layer, globs in context.layers.items()]
    for path, globs in lists:
        for n, glob in enumerate(globs):
            if (place := sprint.document.values.get((*path, n))) is not None:
                yield glob, place


@rule("conventions", "warning")
def check_package(work: WorkPackage, snapshot: Snapshot) -> Iterator[Fault]:
    """What a package owns may be still to be written; a folder that is spelled all but as one that is there is taken for that."""
    sprint, package = work.sprint, work.package
    for key, globs in (("owns", package.owns), ("reads", package.reads)) if package.is_open else ():
        for glob in globs:
            if any(matches(glob, p) for p in snapshot.paths) or len(expand_braces(glob)) > 1:
                continue
            meant = next(_respelled(normal(glob), snapshot.paths), None)
            if meant is None or _is_plural(normal(glob), meant) or not any(matches(meant, p) for p in snapshot.paths):
                continue
            if key == "owns" and _is_owned(meant, sprint.assignments):
                continue
            place = sprint.item_place(package.id, key, glob)
            fixes = (Fix(f"Change to `{meant}`", (Edit(sprint.path, place, sprint.text[place].replace(glob, meant)),)),)
            yield Fault(sprint.path, place, f"`{glob}` matches no file; did you mean `{meant}`?", fixes=fixes)


def _is_owned(glob: str, assignments: Assignments) -> bool:
    """True where a package owns something that a glob matches. Those in its folders are asked first: all of them are asked again
    with every change of the sprint.
    """
    near = {n: a for folder in fixed_parts(glob) for n, a in assignments.owning_about(folder)}
    return _own(near.values(), glob) or _own(assignments.all, glob)


def _own(some: Iterable[Assignment], glob: str) -> bool:
    return any(overlap(normal(owned), glob) for a in some for owned in a.owns)


def _is_plural(glob: str, other: str) -> bool:
    """True where two globs are the same words in the singular and the plural: `cards` may be still to be written beside `card`."""
    pairs = zip(glob.split("/"), other.split("/"), strict=True)
    return all(singular(a.lower()) == singular(b.lower()) for a, b in pairs)


def _globs(conventions: Conventions) -> Iterator[tuple[str, Range]]:
    """The globs of the document, each with its place."""
    for entry in conventions.file.naming:
        if entry != CONTRACTS:
            yield entry, conventions.document.key_place(("naming", entry))
    for n, glob in enumerate(conventions.file.bind):
        yield glob, conventions.document.place(("bind", n))


def _meant_besides(
    glob: str, globs: tuple[tuple[str, Range], ...], conventions: Conventions, snapshot: Snapshot
) -> str | None:
    """What a glob of the document means, unless another one of it says that already."""
    meant = _meant(normal(glob), snapshot.paths)
    if meant is None or not _is_said_already(glob, meant, globs, conventions):
        return meant
    # What a wider one says of the same files is what a narrower one may say otherwise, where it is one that is misspelled.
    is_narrower = glob in conventions.file.naming and meant in _respelled(normal(glob), snapshot.paths)
    same = any(g != glob and normal(g) == meant for g, _ in globs)
    return meant if is_narrower and not same and not _is_plural(normal(glob), meant) else None


def _is_said_already(glob: str, meant: str, globs: tuple[tuple[str, Range], ...], conventions: Conventions) -> bool:
    """True where another glob of the same list speaks of what is meant; of names, where it asks for as many kinds of them."""
    naming = conventions.file.naming
    own = naming.get(glob)
    others = (g for g, _ in globs if g != glob and (g in naming) == (own is not None))
    return any(overlap(normal(g), meant) and (own is None or not own.keys() - naming[g].keys()) for g in others)


def _meant(glob: str, paths: Iterable[str]) -> str | None:
    """The glob that differs in one thing and matches files: a folder's name, where the folder lies, an ending, how deep it looks."""
    known = frozenset(paths)
    candidates = (_respelled, _moved, _of_other_ending, _deeper)
    if len(expand_braces(glob)) > 1:
        return None
    return next((c for find in candidates for c in find(glob, known) if any(matches(c, p) for p in known)), None)


def _respelled(glob: str, paths: Collection[str]) -> Iterator[str]:
    """The first part that is not there, as its neighbours are spelled."""
    parts = glob.split("/")
    before = ""
    for n, part in enumerate(parts):
        if not is_literal(part):
            return
        beside = {p[len(before) :].partition("/")[0] for p in paths if p.startswith(before)}
        if part not in beside:
            near = nearest(part, sorted(beside), 1) if len(part) >= _LONG else None
            if near is not None:
                yield "/".join((*parts[:n], near, *parts[n + 1 :]))
            return
        before += f"{part}/"


def _moved(glob: str, paths: frozenset[str]) -> Iterator[str]:
    """The same, below the only folder that has such a beginning: `models/**` is in `api`."""
    parts = glob.split("/")
    beginning = "/".join(takewhile(is_literal, parts))
    if not beginning or any(p == beginning or p.startswith(f"{beginning}/") for p in paths):
        return
    above = {p[: p.index(f"/{beginning}")] for p in paths if f"/{beginning}/" in f"{p}/"}
    if len(above) == 1:
        yield f"{above.pop()}/{glob}"


def _of_other_ending(glob: str, paths: frozenset[str]) -> Iterator[str]:
    """The other ending of a language, where no file at all has the one that is said."""
    stem, dot, ending = glob.rpartition(".")
    for pair in _ALIKE:
        if dot and ending in pair and not any(p.endswith(f".{ending}") for p in paths):
            yield f"{stem}.{pair[1 - pair.index(ending)]}"


def _deeper(glob: str, _: frozenset[str]) -> Iterator[str]:
    """Files of that ending in folders below: `api/models/**/*.py` for `api/models/*.py`, and `**/*.sql` for `*.sql`."""
    folder, slash, last = glob.rpartition("/")
    if not is_literal(last) and "**" not in glob:
        yield f"{folder}{slash}**/{last}"
