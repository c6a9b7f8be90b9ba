"""The code that keeps a contract, as edits of the file that it is written into."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.errors import UsageError
from dovetail.core.findings import Edit, apply_edits
from dovetail.core.shapes import Enum, FileShapes, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.languages import language_of

from .forms import FORMS
from .parts import NoStubError, Part, parts_of
from .preludes import prelude
from .sheet import Dialect, Form, Sheet

_PROVIDER = re.compile(r'\bprovider\s*=\s*"(postgresql|mysql|sqlite)"')


@dataclass(frozen=True, slots=True)
class Stub:
    """What is written where. `creates` is true for a file that is not there yet."""

    path: str
    edits: tuple[Edit, ...]
    creates: bool

    def text(self, before: str = "") -> str:
        """The file after it."""
        return apply_edits(before, self.edits)


def stub(
    snapshot: Snapshot,
    contract: Contract,
    form: Form,
    path: str,
    dialect: Dialect | None = None,
    below: int | None = None,
) -> Stub:
    """A contract in a form, at the end of a file, which may be new. `below` is the end of a tag of the file that
    names the contract: there the declaration is put under it. Raises `NoStubError` where the form cannot say it.
    """
    if not may_be(contract, form):
        raise NoStubError(f"{contract.name} is no {form.title}: only records and enums can be written as one.")
    source = _source(snapshot, form, path)
    parts = parts_of(contract, snapshot.contracts, form.apart)
    writer = snapshot.writers[form.language]
    sheet = Sheet(snapshot, path, source, writer, dialect or dialect_of(snapshot), MappingProxyType({}))
    bound = _bound(snapshot, path, contract, form)
    names = {p.name: bound[p.name] if p.name in bound else form.named(p, sheet) for p in parts}
    taken = {d.name for d in source.shapes.definitions}
    mine = [p for p in parts if p.name not in bound]
    clash = next((names[p.name] for p in mine if names[p.name] in taken), None)
    if clash is not None:
        raise NoStubError(f"{path} has a `{clash}` already; tag that as the contract, or choose another file.")
    imported = next((names[p.name] for p in mine if names[p.name] in [i.name for i in source.shapes.imports]), None)
    if imported is not None:
        raise NoStubError(f"{path} imports `{imported}` already; use that, or choose another file.")
    declared: set[str] = {p.name for p in parts if p.name in bound}
    above: list[str] = []
    last = ""
    for part in mine:
        so_far = replace(sheet, names=MappingProxyType(names), declared=frozenset({*declared}))
        last = form.enum(part, so_far) if part.is_enum else form.record(part, so_far)
        declared.add(part.name)
        if part.contract is not None and part.contract.name == contract.name and below is not None:
            break
        above.append(_head(part, form, so_far) + last)
    made = replace(sheet, names=MappingProxyType(names))
    edits = (
        _appended(made, form, above, contract) if below is None else _inserted(made, form, above, last, below, contract)
    )
    return Stub(path, edits, path not in snapshot.sources)


def form_named(name: str) -> Form:
    """The form that a person asks for."""
    found = next((f for f in FORMS if f.name == name), None)
    if found is None:
        raise UsageError(f"'{name}' is not a form; it is one of {', '.join(f.name for f in FORMS)}.")
    return found


def may_be(contract: Contract, form: Form) -> bool:
    """True for what can be a declaration of its own: a record that is no endpoint, or an enum."""
    declaration = contract.declaration
    if isinstance(declaration, Enum):
        return form.name not in ("props", "drizzle")
    if not isinstance(declaration, Record) or contract.is_endpoint:
        return False
    tag = declaration.tag("db")
    return not (form.store and tag is not None and tag.value == "none")


def dialect_of(snapshot: Snapshot) -> Dialect:
    """The database that a Prisma schema of the tree names, else PostgreSQL."""
    for path in sorted(snapshot.sources):
        found = _PROVIDER.search(snapshot.sources[path].text.source) if path.endswith(".prisma") else None
        if found is not None:
            return "mysql" if found[1] == "mysql" else "sqlite" if found[1] == "sqlite" else "postgresql"
    return "postgresql"


def _source(snapshot: Snapshot, form: Form, path: str) -> Source:
    if path.endswith(SUFFIX):
        raise NoStubError(f"'{path}' holds contracts, and nothing that keeps them; name another file.")
    if not path.endswith(form.suffixes):
        raise NoStubError(f"A {form.title} is not written into '{path}'; name a file that ends in {form.suffixes[0]}.")
    language = language_of(path)
    source = snapshot.sources.get(path)
    if source is None:
        return Source(path, Text(""), FileShapes(language.NAME if language is not None else form.language))
    if source.shapes.problems:
        raise NoStubError(f"{path} has an error of its own; mend it, or choose another file.")
    return source


def _bound(snapshot: Snapshot, path: str, contract: Contract, form: Form) -> dict[str, str]:
    """The names under which other contracts are in the file already."""
    found: dict[str, str] = {}
    for pairing in snapshot.pairings_by_path.get(path, ()):
        item = pairing.implementation
        if isinstance(item, Record | Enum) and pairing.mode != "subset" and item.name:
            literal = isinstance(item, Record) and item.construct in ("object literal", "query")
            # Where a type is asked for a schema is none, and the other way round.
            fits = item.construct.startswith("zod") == (form.name == "zod")
            if pairing.contract.name != contract.name and not literal and fits:
                found.setdefault(pairing.contract.name, item.name)
    return found


def _head(part: Part, form: Form, sheet: Sheet) -> str:
    """The comment above a declaration: what the contract is, and the tag that binds it."""
    lines = [line.strip() for line in part.doc.splitlines() if line.strip() and "@" not in line and "*/" not in line]
    lines += [f"@contract {part.contract.name}"] if part.contract is not None else []
    if not lines:
        return ""
    if form.language != "typescript":
        return "".join(f"{sheet.writer.comment(line)}\n" for line in lines)
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    return f"/** {lines[0]}\n" + "".join(f" * {line}\n" for line in lines[1:]) + " */\n"


def _appended(sheet: Sheet, form: Form, written: list[str], contract: Contract) -> tuple[Edit, ...]:
    text = sheet.source.text
    blocks, more = prelude(sheet, form, written, contract)
    between = "\n\n" if form.language == "python" else "\n"
    if form.name == "openapi":
        return _among_schemas(sheet, written)
    body = between.join([*blocks, *written])
    end = len(text.source)
    if not text.source.strip():
        made = "".join(e.new_text for e in more)
        gap = "\n" * (2 if form.language == "python" else 1) if made and not made.endswith("\n\n") else ""
        return (Edit(sheet.path, Range(0, end), made + gap + body),)
    trailing = len(text.source) - len(text.source.rstrip())
    edit = Edit(sheet.path, Range(end - trailing, end), "\n\n" + ("\n" if form.language == "python" else "") + body)
    return _as_lines(text, (*more, edit))


def _inserted(
    sheet: Sheet, form: Form, above: list[str], last: str, below: int, contract: Contract
) -> tuple[Edit, ...]:
    """The declaration under its tag, and what it needs above the comment that the tag stands in."""
    text = sheet.source.text
    blocks, more = prelude(sheet, form, [*above, last], contract)
    line = text.line_of(below)
    first = line
    while first > 0 and _is_comment(text[text.line_range(first - 1)]):
        first -= 1
    between = "\n\n" if form.language == "python" else "\n"
    needed = between.join([*blocks, *above])
    after = text.line_range(line).end
    edits = [Edit(sheet.path, Range(after, after), "\n" + last.removesuffix("\n"))]
    if needed:
        at = text.line_starts[first]
        edits.append(Edit(sheet.path, Range(at, at), needed + between))
    own = {e.range.start for e in edits}
    if any(e.range.start in own for e in more):  # an import at the place of what needs it
        merged = "".join(e.new_text for e in more if e.range.start in own)
        edits = [
            replace(e, new_text=merged + "\n" + e.new_text) if any(m.range == e.range for m in more) else e
            for e in edits
        ]
        more = tuple(e for e in more if e.range.start not in own)
    return _as_lines(text, (*more, *edits))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("//", "--", "#", "/*", "*"))


def _among_schemas(sheet: Sheet, written: Iterable[str]) -> tuple[Edit, ...]:
    """The schemas under `components`, where the file has that, else in a new description."""
    text = sheet.source.text
    if not text.source.strip():
        title = list(sheet.names.values())[-1]
        head = f'openapi: 3.1.0\ninfo:\n  title: {title}\n  version: "1"\npaths: {{}}\ncomponents:\n  schemas:\n'
        return (Edit(sheet.path, text.whole, head + "".join(_indented(w, "    ") for w in written)),)
    found = re.search(
        r"^components:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n|[ \t]+[^\n]*\n)*?([ \t]+)schemas:[ \t]*\r?\n",
        text.source,
        re.M,
    )
    if found is None:
        raise NoStubError(
            f"{sheet.path} has no `schemas` under `components` to write into; add them, or choose another file."
        )
    inner = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]+)\S").match(text.source, found.end())
    indent = inner[1] if inner is not None and len(inner[1]) > len(found[1]) else found[1] + "  "
    edit = Edit(sheet.path, Range(found.end(), found.end()), "".join(_indented(w, indent) for w in written))
    return _as_lines(text, (edit,))


def _indented(block: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" if line else "\n" for line in block.splitlines())


def _as_lines(text: Text, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits with the line endings that the file has."""
    if "\r\n" not in text.source:
        return edits
    return tuple(replace(e, new_text=e.new_text.replace("\r\n", "\n").replace("\n", "\r\n")) for e in edits)
