"""Python: models, dataclasses, typed dictionaries, enums, constants and routes."""

from dovetail.core.shapes import FileShapes
from dovetail.core.text import Text

from ._python.syntax.writer import PythonWriter

NAME = "python"
SUFFIXES = (".py", ".pyi")
WRITER = PythonWriter()


def read(path: str, text: Text) -> FileShapes:
    """What a file declares and which routes it serves and calls."""
    # Dozens of modules read Python: a workspace without any does not wait for them.
    from ._python.following.file import read_file

    return read_file(path, text, NAME)
