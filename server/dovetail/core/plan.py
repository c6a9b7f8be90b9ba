"""The sprint: who does what. `*.sprint.yaml` as a model, and the same with positions."""

import re
from dataclasses import field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .assignments import Assignment, Assignments
from .dataclass import dataclass
from .shapes import Problem
from .text import Range, Text
from .yaml import Document, Path
from .yaml_pieces import Pieces, parse_in_pieces, validated_in_pieces


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Effort = Annotated[str, Field(pattern=r"^\d+(\.\d+)?\s*(m|h|d|w)$", description="For example 30m, 4h, 3d or 1w.")]
PackageStatus = Literal["draft", "ready", "done"]


class Limits(_Part):
    """Where the sprint stops by itself."""

    agents: Annotated[int, Field(ge=1, le=1000, description="How many agents may work at the same time.")] = 20
    tokens: Annotated[Annotated[int, Field(ge=1)] | None, Field(description="Tokens of all packages together.")] = None
    dollars: Annotated[
        Annotated[float, Field(gt=0, strict=False)] | None, Field(description="What all packages together may cost.")
    ] = None
    minutes: Annotated[
        Annotated[float, Field(gt=0, strict=False)] | None, Field(description="How long the sprint may take.")
    ] = None


class PackageLimits(_Part):
    """Where one package stops by itself, within the sprint's own limits."""

    tokens: Annotated[Annotated[int, Field(ge=1)] | None, Field(description="Tokens of this package.")] = None
    dollars: Annotated[
        Annotated[float, Field(gt=0, strict=False)] | None, Field(description="What this package may cost.")
    ] = None


class Context(_Part):
    """What an agent is given to read; contracts and conventions are always in."""

    budget: Annotated[int, Field(ge=500, description="Tokens for each package.")] = 12_000
    global_: Annotated[Texts, Field(alias="global", description="Files for every package.")] = ()
    layers: Annotated[dict[str, Texts], Field(description="Files for the packages of a layer.")] = {}


class Package(_Part):
    """A work package: one agent, one branch, the files it owns."""

    id: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=60, description="Lower case; names the branch.")
    ]
    title: Annotated[str, Field(description="What it is, in a few words.")] = ""
    status: Annotated[
        PackageStatus, Field(description="`draft` is being written, `ready` may be launched, `done` is built.")
    ] = "draft"
    layer: Annotated[str | None, Field(description="Its agent reads what `context.layers` gives to this layer.")] = None
    agent: Annotated[str, Field(description="A profile of the settings that says what runs it.")] = "default"
    owns: Annotated[Texts, Field(description="Globs of the files that only this package writes.")] = ()
    provides: Annotated[Texts, Field(description="The contracts that it implements.")] = ()
    consumes: Annotated[Texts, Field(description="The contracts that it relies on.")] = ()
    reads: Annotated[Texts, Field(description="Files that its agent is given to read besides.")] = ()
    after: Annotated[
        Texts, Field(description="Packages that must be done first, where a contract cannot stand in.")
    ] = ()
    estimate: Annotated[Effort | None, Field(description="What it would take a person, such as 4h.")] = None
    verify: Annotated[Texts, Field(description="Commands that prove that it is done.")] = ()
    limits: Annotated[PackageLimits, Field(description="Where it stops by itself.")] = PackageLimits()
    brief: Annotated[str, Field(description="What its agent is told to do.")] = ""

    @property
    def is_open(self) -> bool:
        """True while it is still to be built."""
        return self.status != "done"

    @cached_property
    def assignment(self) -> Assignment:
        return Assignment(self.id, self.is_open, self.provides, self.consumes, self.owns)

    @cached_property
    def summary(self) -> str:
        """A line for the agents of other packages."""
        owns, provides = ", ".join(self.owns) or "nothing", ", ".join(self.provides) or "no contract"
        return f"- {self.id}: {self.title or self.id}; owns {owns}; provides {provides}"


class SprintFile(_Part):
    """A sprint of work packages."""

    sprint: Annotated[str, Field(min_length=1, description="The sprint's name; its branches are named after it.")]
    base: Annotated[str, Field(description="The branch that it starts from and lands on.")] = "main"
    estimate: Annotated[Effort | None, Field(description="What it would take a person, such as 3d.")] = None
    contracts: Annotated[Texts, Field(description="Globs of the contracts that hold for it.")] = ("**/*.contract.ts",)
    conventions: Annotated[str, Field(description="Where the conventions are.")] = "CONVENTIONS.md"
    setup: Annotated[Texts, Field(description="Commands to run in each new worktree.")] = ()
    verify: Annotated[Texts, Field(description="Commands that are the gate of the integration pass.")] = ()
    shared: Annotated[
        Texts, Field(description="Files that no package owns and any may edit; merged at integration.")
    ] = ()
    limits: Annotated[Limits, Field(description="Where the sprint stops by itself.")] = Limits()
    context: Annotated[Context, Field(description="What agents are given to read.")] = Context()
    packages: Annotated[
        tuple[Package, ...], BeforeValidator(_as_tuple), Field(description="The work packages, one agent each.")
    ] = ()


@dataclass(frozen=True)
class Sprint:
    """A sprint file with the position of everything in it. `file` is None where nothing could be read."""

    path: str
    text: Text
    document: Document
    file: SprintFile | None
    problems: tuple[Problem, ...]
    pieces: Pieces = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.file.sprint if self.file else self.path.rpartition("/")[2].removesuffix(".sprint.yaml")

    @cached_property
    def slug(self) -> str:
        """The name as part of a branch: `User authentication + dashboard` is `user-authentication-dashboard`."""
        return slug(self.name)

    @property
    def packages(self) -> tuple[Package, ...]:
        return self.file.packages if self.file else ()

    @property
    def context(self) -> Context:
        return self.file.context if self.file else Context()

    @property
    def shared(self) -> tuple[str, ...]:
        return self.file.shared if self.file else ()

    @property
    def contracts(self) -> tuple[str, ...]:
        """The globs of the contracts that hold for it."""
        return self.file.contracts if self.file else ()

    @cached_property
    def assignments(self) -> Assignments:
        """Who provides, relies on and owns what."""
        return Assignments(p.assignment for p in self.packages)

    @cached_property
    def summary(self) -> str:
        """What every agent is told of all packages."""
        head = f"Sprint: {self.name}. Each package is built by another agent at the same time, in its own branch:"
        return "\n".join((head, *(p.summary for p in self.packages)))

    def package(self, id: str) -> Package | None:
        return next((p for p in self.packages if p.id == id), None)

    def branch(self, package_id: str) -> str:
        return f"dovetail/{self.slug}/{package_id}"

    @property
    def starts(self) -> tuple[int, ...]:
        """Where each package begins; nothing where the document could not be read in pieces."""
        return tuple([item.offset for item in self.pieces.items or ()])

    def raw_packages(self) -> list[tuple[int, str]]:
        """Index and id of every package as written, also of those that could not be read whole."""
        return self._raw_packages

    @cached_property
    def _raw_packages(self) -> list[tuple[int, str]]:
        data = self.document.data
        items = data.get("packages") if isinstance(data, dict) else None
        if not isinstance(items, list):
            return []
        return [(i, str(p["id"])) for i, p in enumerate(items) if isinstance(p, dict) and "id" in p]

    def index_of(self, package_id: str) -> int | None:
        return self._indices.get(package_id)

    @cached_property
    def _indices(self) -> dict[str, int]:
        """Where each package is first."""
        return {id: index for index, id in reversed(self._raw_packages)}

    def place(self, package_id: str, *path: str | int) -> Range:
        """The range of a package's value at a path, or of its id where it has none."""
        index = self.index_of(package_id)
        if index is None:
            return self.document.key_place(("packages",))
        full: Path = ("packages", index, *path)
        if path and full in self.document.values:
            return self.document.values[full]
        return self.document.place(("packages", index, "id"))

    def item_place(self, package_id: str, key: str, value: str) -> Range:
        """The range of one item of a package's list, such as one glob of `owns`."""
        index = self.index_of(package_id)
        data = self.document.data
        if index is not None and isinstance(data, dict):
            items = data["packages"][index].get(key)
            if isinstance(items, list) and value in items:
                return self.document.place(("packages", index, key, items.index(value)))
        return self.place(package_id, key)

    def package_range(self, package_id: str) -> Range:
        """The whole of a package's entry."""
        index = self.index_of(package_id)
        return self.document.place(("packages", index)) if index is not None else self.document.place(())


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """A package in its sprint, which has it at a position."""

    sprint: Sprint
    position: int
    package: Package

    @property
    def place(self) -> Range:
        return self.sprint.place(self.package.id)


def work_packages(sprint: Sprint) -> list[WorkPackage]:
    return [WorkPackage(sprint, position, package) for position, package in enumerate(sprint.packages)]


def read_sprint(path: str, text: Text, before: Sprint | None = None) -> Sprint:
    """A sprint from its text. What cannot be read is a problem, and the rest stands.

    Packages that are written as they were before are not read again.
    """
    document, pieces = parse_in_pieces(text.source, before.pieces if before is not None else Pieces("packages"))
    file, problems = validated_in_pieces(document, pieces, SprintFile, Package)
    made = Sprint(path, text, document, file, problems, pieces)
    if before is not None and _same_assignments(before, made):
        made.__dict__["assignments"] = before.assignments
    return made


def _same_assignments(a: Sprint, b: Sprint) -> bool:
    pairs = zip(a.packages, b.packages, strict=False)
    return len(a.packages) == len(b.packages) and all(p is q or p.assignment == q.assignment for p, q in pairs)


def slug(name: str) -> str:
    """Lower-case words joined by dashes, fit for a branch."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "sprint"


def hours(effort: str | None) -> float | None:
    """An effort such as `4h`, in hours; a day has eight, a week five days."""
    if not effort or not (found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*([mhdw])", effort.strip())):
        return None
    return float(found[1]) * {"m": 1 / 60, "h": 1.0, "d": 8.0, "w": 40.0}[found[2]]
