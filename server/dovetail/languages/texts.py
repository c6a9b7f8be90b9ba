"""Where code writes a text, or asks a name for a member, and what around it tells what that means; for those who rename.

`state === "open"`, `{ state: "open" }`, `case "open":`, `LABELS["open"]`, `filter(state="open")`, `Course.state.OPEN`: what the text is
can be told only by what it is compared with, given to, or declared as. That is said here in the words of the syntax, without
knowing any type.
"""

from collections.abc import Callable

from dovetail.core.text import Text

from ._code_texts import CodeTexts
from ._python.syntax.texts import PythonTexts
from ._text_clues import Clue as Clue
from ._text_clues import Written as Written
from ._typescript.syntax.texts import TypeScriptTexts

_TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")


def texts(path: str, text: Text, wanted: Callable[[str], bool]) -> tuple[Written, ...]:
    """Every text and member that is wanted, in a file of TypeScript, JavaScript or Python; nothing of other languages."""
    reader = _reader(path, text)
    return tuple(reader.written(wanted)) if reader is not None else ()


def taken(path: str, text: Text, function: str, argument: int | str) -> tuple[Clue, ...]:
    """What tells the type of a parameter of a function, or of a class's constructor, that a file declares."""
    reader = _reader(path, text)
    return tuple(reader.taken(function, argument)) if reader is not None else ()


def _reader(path: str, text: Text) -> CodeTexts | None:
    if path.endswith(_TYPESCRIPT):
        return TypeScriptTexts(path, text)
    return PythonTexts(text) if path.endswith(".py") else None
