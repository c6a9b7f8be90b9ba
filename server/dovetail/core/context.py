"""The context pack: what an agent is given to read, layer by layer, and what it weighs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from .contracts import Contract
from .dataclass import dataclass
from .globs import matches
from .plan import Package, Sprint
from .tokens import tokens_in

if TYPE_CHECKING:
    from .snapshot import Snapshot

LayerName = Literal["global", "layer", "task"]


@dataclass(frozen=True, slots=True)
class Part:
    """One file or text of a pack. It is written when it is read; what it weighs is known before."""

    title: str
    length: int
    write: Callable[[], str] = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        return self.write()

    @property
    def tokens(self) -> int:
        return tokens_in(self.length)


def _part(title: str, text: str) -> Part:
    return Part(title, len(text), lambda: text)


@dataclass(frozen=True, slots=True)
class PackLayer:
    """Parts that change together; the global layer comes first so that the provider's cache serves all packages."""

    name: LayerName
    parts: tuple[Part, ...]

    @property
    def tokens(self) -> int:
        return sum(p.tokens for p in self.parts)


@dataclass(frozen=True, slots=True)
class ContextPack:
    """Everything that the agent of one package reads before it starts."""

    sprint: str
    package: str
    layers: tuple[PackLayer, ...]
    budget: int

    @property
    def tokens(self) -> int:
        return sum(layer.tokens for layer in self.layers)

    def text(self, name: LayerName) -> str:
        """One layer as the agent gets it."""
        return "\n\n".join(
            f"<!-- {p.title} -->\n{p.text.strip()}" for la in self.layers if la.name == name for p in la.parts
        )


def context_globs(sprint: Sprint) -> tuple[str, ...]:
    """The globs of all files that some package of a sprint is given to read."""
    if sprint.file is None:
        return ()
    layers = (g for globs in sprint.file.context.layers.values() for g in globs)
    reads = (g for p in sprint.packages for g in p.reads)
    return tuple(dict.fromkeys([*sprint.file.context.global_, *layers, *reads]))


def pack(snapshot: "Snapshot", sprint: Sprint, package: Package) -> ContextPack:
    """The pack of one package, in the order global, layer, task."""
    context = sprint.context
    seen: set[str] = set()
    global_parts = [*_files(snapshot, context.global_, seen)]
    if snapshot.conventions is not None:
        rules = snapshot.conventions.text.source[: snapshot.conventions.prose_range.start].strip().strip("-").strip()
        text = snapshot.conventions.prose + (f"\n\nNaming rules:\n{rules}" if rules else "")
        global_parts.append(_part(snapshot.conventions.path, text))
    global_parts.append(_part("packages", sprint.summary))
    layer_parts = list(_files(snapshot, context.layers.get(package.layer or "", ()), seen))
    contract_parts = _contract_parts(snapshot, relevant_contracts(snapshot, package))
    task_parts = [*contract_parts, *_files(snapshot, package.reads, seen), _part("task", _task(sprint, package))]
    return ContextPack(
        sprint.name,
        package.id,
        (
            PackLayer("global", tuple(global_parts)),
            PackLayer("layer", tuple(layer_parts)),
            PackLayer("task", tuple(task_parts)),
        ),
        context.budget,
    )


def relevant_contracts(snapshot: "Snapshot", package: Package) -> frozenset[str]:
    """The contracts that a package provides or consumes, with all that those mention."""
    return frozenset(snapshot.contracts.all_reachable((*package.provides, *package.consumes)))


def _files(snapshot: "Snapshot", globs: tuple[str, ...], seen: set[str]) -> Iterator[Part]:
    for glob in globs:
        for path in snapshot.once(("matching", glob), lambda: sorted(p for p in snapshot.paths if matches(glob, p))):  # noqa: B023
            text = snapshot.text(path) if path not in seen else None
            if text is not None:
                seen.add(path)
                yield _part(path, text.source)


_NOT_YOURS = "// also here, not yours: "
_BETWEEN = "\n\n"


def _contract_parts(snapshot: "Snapshot", relevant: frozenset[str]) -> list[Part]:
    contracts = snapshot.contracts
    given: dict[str, list[Contract]] = {}
    for contract in (c for name in relevant for c in contracts.same_name(name)):
        given.setdefault(contract.path, []).append(contract)
    parts = dict(snapshot.once("parts by name alone", lambda: _named(snapshot)))
    for path, own in given.items():
        length = _length(contracts.declared[path], own)
        parts[path] = Part(path, length, lambda path=path: _contract_text(snapshot, path, relevant))
    return list(parts.values())


def _named(snapshot: "Snapshot") -> dict[str, Part]:
    """The contract files as they are for those who are given none of their contracts."""
    return {
        path: Part(path, _length(names, ()), lambda path=path: _contract_text(snapshot, path, frozenset()))
        for path, names in snapshot.contracts.declared.items()
    }


def _length(declared: tuple[str, ...], given: Sequence[Contract]) -> int:
    """How long `_contract_text` is, where some contracts of a file are given in full; whoever asks looks at no other contract."""
    count, others = len(given), len(declared) - len(given)
    total = sum(c.declaration.range.end - c.declaration.range.start for c in given)
    if others:
        names = sum(map(len, declared)) - sum(len(c.declaration.name) for c in given)
        count, total = count + 1, total + len(_NOT_YOURS) + names + 2 * (others - 1)
    return total + len(_BETWEEN) * (count - 1 if count else 0)


def _contract_text(snapshot: "Snapshot", path: str, relevant: frozenset[str]) -> str:
    """The declarations that matter to a package in full, the others by name."""
    kept: list[str] = []
    names: list[str] = []
    for contract in snapshot.contracts.of_file(path):
        declaration = contract.declaration
        if contract.name in relevant:
            kept.append(snapshot.sources[path].text[declaration.range])
        else:
            names.append(declaration.name)
    if names:
        kept.append(_NOT_YOURS + ", ".join(names))
    return _BETWEEN.join(kept)


def _task(sprint: Sprint, package: Package) -> str:
    lines = [
        f"Your package: {package.id}" + (f" ({package.title})" if package.title else ""),
        f"You own: {', '.join(package.owns) or 'no files'}. A write anywhere else is refused.",
    ]
    if sprint.shared:
        lines.append(f"Shared files that you may also edit, as little as you can: {', '.join(sprint.shared)}.")
    if package.provides:
        lines.append(f"You provide: {', '.join(package.provides)}.")
    if package.consumes:
        lines.append(f"You consume: {', '.join(package.consumes)}.")
    if package.verify:
        lines.append(f"Your work is verified with: {'; '.join(package.verify)}.")
    return "\n".join(lines) + (f"\n\n{package.brief.strip()}" if package.brief.strip() else "")
