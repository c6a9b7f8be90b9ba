"""Which file of a tree an import means, and what a file exports."""

import re
from collections.abc import Collection

from dovetail.core.snapshot import FileChange, Source
from dovetail.core.words import nearest

_ENDINGS = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs")
_WRITTEN = re.compile(r"\.(?:[cm]?js|jsx|tsx?)\Z")
_ROOTS = re.compile(r"\A(?:@|~|\$lib|#)?/")


def file_of(module: str, importer: str, paths: Collection[str]) -> str | None:
    """The file that an import in another file means; None where that is not sure."""
    if importer.endswith((".py", ".pyi")):
        return _python_file(module, importer, paths)
    bare = _WRITTEN.sub("", module)
    if not module.startswith("."):
        stem = _ROOTS.sub("", bare)
        if stem == bare or not stem:
            return None  # a package of others
        found = [p for p in paths if f"/{p}".endswith(_candidates(f"/{stem}"))]
        return found[0] if len(found) == 1 else None
    folder = importer.split("/")[:-1]
    for part in bare.split("/"):
        if part == "..":
            if not folder:
                return None
            folder.pop()
        elif part not in (".", ""):
            folder.append(part)
    return next((p for p in _candidates("/".join(folder)) if p in paths), None)


def _candidates(stem: str) -> tuple[str, ...]:
    return (*(f"{stem}{e}" for e in _ENDINGS), *(f"{stem}/index{e}" for e in _ENDINGS))


def _python_file(module: str, importer: str, paths: Collection[str]) -> str | None:
    rest = module.lstrip(".")
    dots, parts = len(module) - len(rest), [p for p in rest.split(".") if p]
    if dots:
        folders = importer.split("/")[:-1]
        if dots - 1 > len(folders):
            return None
        base = "/".join([*folders[: len(folders) - (dots - 1)], *parts])
        return next((p for p in (f"{base}.py", f"{base}/__init__.py") if p in paths), None)
    if not parts:
        return None
    ends = (f"/{'/'.join(parts)}.py", f"/{'/'.join(parts)}/__init__.py")
    found = [p for p in paths if f"/{p}".endswith(ends)]
    return found[0] if len(found) == 1 else None


def removed_exports(change: FileChange) -> dict[str, str]:
    """The names that a file no longer exports, each with the name that it clearly has now, or nothing.

    A name that the file still mentions in any way may still come from it, and is left out.
    """
    if change.before is None:
        return {}
    old = _exports(change.before)
    if change.after is None:
        return dict.fromkeys(old, "")
    if any(i.name == "*" for i in change.after.shapes.imports) or _is_unread(change.after):
        return {}
    new = _exports(change.after)
    gone = [n for n in old if n not in new and not _mentions(change.after, n)]
    come = [n for n in new if n not in old]
    alone = come[0] if len(come) == 1 and len(gone) == 1 else None
    return {n: alone or nearest(n, come) or "" for n in gone}


def _exports(source: Source) -> dict[str, None]:
    return dict.fromkeys(d.name for d in source.shapes.definitions if d.exported)


def _is_unread(source: Source) -> bool:
    return bool(source.shapes.holes) or any(p.rule == "syntax-error" for p in source.shapes.problems)


def _mentions(source: Source, name: str) -> bool:
    return re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", source.text.source) is not None
