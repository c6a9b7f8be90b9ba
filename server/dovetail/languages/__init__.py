"""Text to shapes: one module a language, found by discovery.

A language module has `NAME` (as in `FileShapes.language`), `SUFFIXES` (the endings of its files) and
`read(path, text) -> FileShapes`, which never raises on any text; where fixes write that language, a `WRITER`; and, where
most files with its ending are something else, `passes_over(path)`, which tells from a name alone that a file is not worth reading.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol, cast

from dovetail.core.shapes import FileShapes, Problem
from dovetail.core.snapshot import Source, Writer
from dovetail.core.text import Text


class Language(Protocol):
    """What a language module provides."""

    NAME: str
    SUFFIXES: tuple[str, ...]

    def read(self, path: str, text: Text) -> FileShapes: ...


@cache
def languages() -> tuple[Language, ...]:
    """Every language, the one with the longest file ending first."""
    modules = (import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    found = (cast(Language, m) for m in modules if hasattr(m, "SUFFIXES"))
    return tuple(sorted(found, key=lambda lang: (-max(map(len, lang.SUFFIXES)), lang.NAME)))


@cache
def writers() -> Mapping[str, Writer]:
    """How each language writes what a fix needs, by the language's name."""
    return {
        lang.NAME: cast(Writer, writer) for lang in languages() if (writer := getattr(lang, "WRITER", None)) is not None
    }


@lru_cache(maxsize=1024)
def language_of(path: str) -> Language | None:
    """The language of a file, by its name."""
    return next((lang for lang in languages() if path.endswith(lang.SUFFIXES) and not _passes_over(lang, path)), None)


def _passes_over(language: Language, path: str) -> bool:
    passes_over = getattr(language, "passes_over", None)
    return passes_over is not None and passes_over(path)


def read(path: str, text: Text) -> Source | None:
    """A file's shapes, or None where no language reads such files."""
    language = language_of(path)
    if language is None:
        return None
    try:
        return Source(path, text, language.read(path, text))
    except RecursionError:
        # Hundreds of types within types: generated, or meant to break a reader. Nobody's promise is lost silently.
        first = text.line_range(0)
        message = "This file nests deeper than can be read; nothing in it is checked. Give the inner types names of their own."
        return Source(path, text, FileShapes(language.NAME, problems=(Problem("syntax-error", first, message),)))
