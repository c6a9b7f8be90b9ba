"""The conventions: how things are named. `CONVENTIONS.md`, prose for the agents and front matter for the machine."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

from markdown_it import MarkdownIt
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from . import globs
from .cached import cached_property
from .dataclass import dataclass
from .plan import Texts
from .shapes import Problem
from .text import Range, Text
from .tokens import estimate_tokens
from .words import Casing, has_casing, in_casing, words
from .yaml import Document, parse, validated

NameKind = Literal[
    "types", "fields", "constants", "enums", "members", "models", "tables", "columns", "json", "routes", "components", "props",
    "files", "functions", "classes", "attributes",
]  # fmt: skip
CONTRACTS = "contracts"


def _as_rule(value: Any) -> Any:
    return {"casing": value} if isinstance(value, str) else value


class NameRule(BaseModel):
    """How one kind of name is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    casing: Annotated[Casing | None, Field(description="How the words of a name are put together.")] = None
    prefix: Annotated[str | None, Field(description="What every name starts with.")] = None
    suffix: Annotated[str | None, Field(description="What every name ends with.")] = None

    def accepts(self, name: str) -> bool:
        return (
            (self.casing is None or has_casing(name, self.casing))
            and self.has_prefix(name)
            and (self.suffix is None or name.endswith(self.suffix))
        )

    def has_prefix(self, name: str) -> bool:
        """True where a name starts with the prefix as a word of its own: `Invoice` does not with `I`, nor `user` with `use`."""
        if self.prefix is None or not name.startswith(self.prefix):
            return self.prefix is None
        behind = name[len(self.prefix) :][:1]
        return not (self.casing in ("camelCase", "PascalCase") and self.prefix[-1:].isalpha() and behind.islower())

    def apply(self, name: str) -> str:
        """The name as this rule wants it."""
        if self.casing:
            name = in_casing(name, self.casing)
        if self.prefix and not self.has_prefix(name):
            rest = name[0].upper() + name[1:] if self.casing in ("camelCase", "PascalCase") else name
            name = self.prefix + rest
        if self.suffix and not name.endswith(self.suffix):
            name += self.suffix
        return name


class ConventionsFile(BaseModel):
    """The front matter of CONVENTIONS.md."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    naming: Annotated[
        dict[
            str,
            dict[NameKind, Annotated[NameRule, BeforeValidator(_as_rule, json_schema_input_type=Casing | NameRule)]],
        ],
        Field(description="By glob (or `contracts`): how each kind of name is written. The last matching entry wins."),
    ] = {}
    forbidden: Annotated[Texts, Field(description="Names that say nothing; for contracts and bound records.")] = ()
    bind: Annotated[Texts, Field(description="Here a record named like a contract is that contract.")] = ()
    proseBudget: Annotated[int, Field(ge=50, description="Tokens that the prose may cost.")] = 400  # noqa: N815 the key as written


@dataclass(frozen=True)
class Conventions:
    """A conventions file with the position of everything in it."""

    path: str
    text: Text
    document: Document
    file: ConventionsFile
    prose: str
    prose_range: Range
    problems: tuple[Problem, ...]

    @cached_property
    def prose_tokens(self) -> int:
        return estimate_tokens(self.prose)

    def governs(self, path: str, kind: NameKind) -> tuple[NameRule, str] | None:
        """The rule for a kind of name in a file, with the entry it stands in; the last matching entry wins."""
        return self.naming_of(path).get(kind)

    def naming_of(self, path: str) -> Mapping[NameKind, tuple[NameRule, str]]:
        """All rules for names in a file, each with the entry it stands in."""
        found = self._by_path.get(path)
        if found is None:
            entries = tuple(entry for entry in self.file.naming if _speaks_of(entry, path))
            if entries not in self._by_entries:  # most files share what is said of them with others
                naming = self.file.naming
                self._by_entries[entries] = {k: (rule, e) for e in entries for k, rule in naming[e].items()}
            found = self._by_path[path] = self._by_entries[entries]
        return found

    @cached_property
    def _by_path(self) -> dict[str, Mapping[NameKind, tuple[NameRule, str]]]:
        return {}

    @cached_property
    def _by_entries(self) -> dict[tuple[str, ...], Mapping[NameKind, tuple[NameRule, str]]]:
        return {}

    def is_forbidden(self, name: str) -> bool:
        return words(name) in self._forbidden

    @cached_property
    def _forbidden(self) -> frozenset[tuple[str, ...]]:
        return frozenset(map(words, self.file.forbidden))

    def binds(self, path: str) -> bool:
        """True where a record named like a contract is that contract."""
        return globs.matches_any(self.file.bind, path)


def _speaks_of(entry: str, path: str) -> bool:
    return path.endswith(".contract.ts") if entry == CONTRACTS else globs.matches(entry, path)


_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)


def read_conventions(path: str, text: Text) -> Conventions:
    """Conventions from their text. What cannot be read is a problem, and the rest stands."""
    found = _FRONT_MATTER.match(text.source)
    if found is None:
        document = Document(None)
        problems: tuple[Problem, ...] = ()
        if text.source.startswith("---"):
            problems = (
                Problem("syntax-error", Range(0, 3), "The front matter is not closed: add a line '---' after it."),
            )
        return Conventions(path, text, document, ConventionsFile(), text.source, text.whole, problems)
    document = parse(found[1], found.start(1))
    file, problems = (
        validated(document, ConventionsFile) if document.data is not None or document.problems else (None, ())
    )
    prose_range = Range(found.end(), len(text.source))
    return Conventions(
        path, text, document, file or ConventionsFile(), _prose(text[prose_range]), prose_range, problems
    )


def _prose(markdown: str) -> str:
    """The prose without comments, as the agents get it."""
    lines = markdown.split("\n")
    for token in _markdown().parse(markdown):
        if token.type == "html_block" and token.content.lstrip().startswith("<!--") and token.map:
            for line in range(*token.map):
                lines[line] = ""
    return "\n".join(lines).strip()


@cache
def _markdown() -> MarkdownIt:
    """The reader, which takes longer to make than to read a page."""
    return MarkdownIt()
