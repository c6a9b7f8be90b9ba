"""Shapes as bytes and back. Loading makes values of our own classes, and of no other."""

import io
import pickle
from dataclasses import is_dataclass
from typing import Any

from dovetail.core import shapes, text
from dovetail.core.shapes import FileShapes

_MODULES = {module.__name__: module for module in (shapes, text)}


def frozen(found: FileShapes) -> bytes:
    """Shapes as bytes, for a file or for another process."""
    return pickle.dumps(found, protocol=5)


def thawed(content: bytes) -> FileShapes | None:
    """The shapes in some bytes; None for what is not shapes of this version."""
    try:
        found = _Loader(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, IndexError, KeyError, TypeError, ValueError):
        return None
    return found if isinstance(found, FileShapes) else None


class _Loader(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        module = _MODULES.get(module_name)
        found = getattr(module, global_name, None)
        if not (isinstance(found, type) and is_dataclass(found) and found.__module__ == module_name):
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is no shape")
        return found
