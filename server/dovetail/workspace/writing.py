"""Changed texts of files put in their places, so that nothing is lost: all of them or none, and none that is another by now."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dovetail.core.errors import UsageError
from dovetail.core.text import Text


def write_texts(root: Path, texts: Mapping[str, tuple[Text, Text]]) -> None:
    """Give files, by their paths below the root, the second text in place of the first, which they were read with.

    Raises UsageError, and changes no file, where one has changed since, is no UTF-8 or cannot be written.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for path, (_, new) in texts.items():
            file = root / path
            handle, made = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".dovetail")
            ready.append((Path(made), file))
            with os.fdopen(handle, "wb") as beside:
                beside.write(_bytes(new))
                beside.flush()
                os.fsync(beside.fileno())
            shutil.copymode(file, made)
        for path, (old, _) in texts.items():
            if (root / path).read_bytes() != _bytes(old):
                raise UsageError(f"'{path}' has changed since it was read, or is no UTF-8, so nothing was written.")
        for made, file in ready:
            made.replace(file)
    except OSError as error:
        raise UsageError(f"'{error.filename}' cannot be written: {error.strerror}.") from error
    finally:
        for made, _ in ready:
            made.unlink(missing_ok=True)


def _bytes(text: Text) -> bytes:
    return text.source.encode("utf-8", "surrogatepass")
