"""The declarations of libraries, each read when it is first asked for."""

from collections.abc import Iterator, Mapping
from functools import cache

from dovetail.core.snapshot import Source
from dovetail.core.text import Text

from . import read
from .libraries import TEXTS


class _Libraries(Mapping[str, Source]):
    def __getitem__(self, module: str) -> Source:
        return _read(module)

    def __contains__(self, module: object) -> bool:
        return module in TEXTS

    def __iter__(self) -> Iterator[str]:
        return iter(TEXTS)

    def __len__(self) -> int:
        return len(TEXTS)


LIBRARIES: Mapping[str, Source] = _Libraries()


@cache
def _read(module: str) -> Source:
    found = read(f"{module}!.d.ts", Text(TEXTS[module]))  # no file of a tree is called so
    assert found is not None, "there is a reader of TypeScript"
    return found
