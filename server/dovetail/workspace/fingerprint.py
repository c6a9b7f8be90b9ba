"""Which code we are: what it reads and finds is kept only for exactly this code."""

import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
DECIDING = (
    "core",
    "features",
    "languages",
    "rules",
    "workspace",
)  # the layers that decide what is read and what is found


@cache
def fingerprint() -> bytes | None:
    """A hash of the sources that decide, of the Python that runs them and of what is installed beside it; None if not to be had."""
    total = blake2b(sys.version.encode(), digest_size=20)
    try:
        for layer in DECIDING:
            for file in sorted((PACKAGE / layer).rglob("*.py")):
                total.update(f"\0{file.relative_to(PACKAGE).as_posix()}\0".encode())
                total.update(file.read_bytes())
        for folder in map(Path, sys.path):
            # A grammar of tree-sitter is a package of its own; a folder's name holds its version.
            if folder.is_dir():
                names = sorted(info.name for info in folder.glob("*.dist-info"))
                total.update("\0".join(names).encode("utf-8", "surrogateescape"))
    except OSError:
        return None
    return total.digest()
