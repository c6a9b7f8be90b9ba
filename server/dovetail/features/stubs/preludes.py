"""What stands above the declarations of a stub: imports, scalars, a base class, the head of a new file."""

import re
from collections.abc import Iterable, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit
from dovetail.core.shapes import Kind, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.languages._python.syntax.imports import import_edits
from dovetail.rules.edits.import_edits import module_of

from .parts import promised_fields
from .sheet import Form, Sheet

_SCALARS = ("DateTime", "Date", "Time", "BigInt", "Decimal", "JSON")
_PROTO_IMPORTS: Mapping[str, str] = {
    "google.protobuf.Timestamp": "google/protobuf/timestamp.proto",
    "google.protobuf.Value": "google/protobuf/struct.proto",
    "google.protobuf.Struct": "google/protobuf/struct.proto",
}
_DRIZZLE = re.compile(
    r"(?<![\w.])(pgTable|text|uuid|integer|doublePrecision|numeric|boolean|date|time|timestamp|bigint|jsonb|serial)\("
)


def prelude(sheet: Sheet, form: Form, written: Iterable[str], contract: Contract) -> tuple[list[str], tuple[Edit, ...]]:
    """Blocks that stand above the declarations, and edits of the file's head."""
    code = "\n".join(written)
    match form.language:
        case "python":
            return _python(sheet, form, code)
        case "typescript":
            return [], _typescript(sheet, form, code, contract)
        case "graphql":
            return _scalars(sheet, code), ()
        case "proto":
            return [], _proto(sheet, code)
        case _:
            return [], ()


def _python(sheet: Sheet, form: Form, code: str) -> tuple[list[str], tuple[Edit, ...]]:
    known = {i.name for i in sheet.source.shapes.imports} | {d.name for d in sheet.source.shapes.definitions}
    if form.name != "sqlalchemy" or "Base" in known or "(Base)" not in code:
        return [], import_edits(code, sheet.source)
    module = _module_of("Base", sheet.snapshot)
    if module is None:
        base = "class Base(DeclarativeBase):\n    pass\n"
        return [base], import_edits(f"{base}\n{code}", sheet.source)
    edits = import_edits(code, sheet.source)
    line = f"from {module} import Base\n"
    if not edits:
        return [], (Edit(sheet.path, Range(0, 0), line),)
    first = max(edits, key=lambda e: (e.new_text.startswith("from "), e.range.start))
    return [], tuple(Edit(e.path, e.range, e.new_text + line) if e is first else e for e in edits)


def _module_of(name: str, snapshot: Snapshot) -> str | None:
    """The module that defines the tables' base class: as others import it, else by its path."""
    for source in snapshot.implementations:
        defined = any(d.name == name for d in source.shapes.definitions)
        if not source.path.endswith(".py") or not defined or "DeclarativeBase" not in source.text.source:
            continue
        stem = source.path.rpartition("/")[2].removesuffix(".py")
        for other in snapshot.implementations:
            for imported in other.shapes.imports if other.path.endswith(".py") else ():
                if (
                    imported.original == name
                    and imported.module.rpartition(".")[2] == stem
                    and imported.module[0] != "."
                ):
                    return imported.module
        return source.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return None


def _typescript(sheet: Sheet, form: Form, code: str, contract: Contract) -> tuple[Edit, ...]:
    shapes = sheet.source.shapes
    known = {i.name for i in shapes.imports} | {d.name for d in shapes.definitions}
    lines: list[str] = []
    if form.name == "zod" and "z" not in known:
        lines.append('import { z } from "zod";\n')
    if form.name == "drizzle":
        names = sorted(set(_DRIZZLE.findall(code)) - known)
        lines += [f'import {{ {", ".join(names)} }} from "drizzle-orm/pg-core";\n'] if names else []
    lines += _contract_types(sheet, form, code, contract, known)
    if not lines:
        return ()
    at = _behind_imports(sheet)
    return (Edit(sheet.path, Range(at, at), "".join(lines)),)


def _contract_types(sheet: Sheet, form: Form, code: str, contract: Contract, known: set[str]) -> list[str]:
    """The imports of the contracts' types that the code names."""
    contracts = sheet.snapshot.contracts
    if form.name == "zod":
        mentioned = re.findall(r"z\.ZodType<(\w+)>", code)
    elif form.name in ("interface", "props") and isinstance(contract.declaration, Record):
        fields = promised_fields(contract, contract.declaration, contracts)
        mentioned = [name for f in fields for name in _names(f.kind)]
    else:
        mentioned = []
    by_path: dict[str, list[str]] = {}
    for name in sorted(set(mentioned) - known - set(sheet.names.values())):
        found = contracts.get(name)
        if found is not None:
            by_path.setdefault(found.path, []).append(name)
    return [
        f'import type {{ {", ".join(names)} }} from "{module_of(path, sheet.source)}";\n'
        for path, names in sorted(by_path.items())
    ]


def _names(kind: Kind) -> list[str]:
    inner = [n for k in (*kind.options, *(m.kind for m in kind.members)) for n in _names(k)]
    words = re.findall(r"(?<![\w$.\"'`])[A-Za-z_$][\w$]*", kind.text)
    return [*([kind.target] if kind.target else []), *words, *inner]


def _behind_imports(sheet: Sheet) -> int:
    text = sheet.source.text
    last = 0
    for found in re.finditer(r"^import\b[^;'\"]*(?:from\s*)?[\"'][^\"'\n]*[\"'][^\n]*\n", text.source, re.M):
        last = found.end()
    return last


def _scalars(sheet: Sheet, code: str) -> list[str]:
    """The scalars that the code names and no schema of the tree declares."""
    sources = (*sheet.snapshot.implementations, sheet.source)
    known = {d.name for s in sources if s.shapes.language == "graphql" for d in s.shapes.definitions}
    known |= {
        n
        for s in sources
        if s.shapes.language == "graphql"
        for n in re.findall(r"^scalar\s+(\w+)", s.text.source, re.M)
    }
    lacking = [n for n in _SCALARS if n not in known and re.search(rf"[:\[] ?{n}\b", code)]
    return ["".join(f"scalar {n}\n" for n in lacking)] if lacking else []


def _proto(sheet: Sheet, code: str) -> tuple[Edit, ...]:
    text = sheet.source.text
    modules = sorted({m for name, m in _PROTO_IMPORTS.items() if name in code and f'"{m}"' not in text.source})
    lines = "".join(f'import "{m}";\n' for m in modules)
    if not text.source.strip():
        return (Edit(sheet.path, Range(0, 0), 'syntax = "proto3";\n' + (f"\n{lines}" if lines else "")),)
    if not lines:
        return ()
    heads = list(re.finditer(r"^(?:syntax|package|import)\b[^\n;]*;[^\n]*(?:\n|\Z)", text.source, re.M))
    at = heads[-1].end() if heads else 0
    return (Edit(sheet.path, Range(at, at), lines),)
