"""Components in the template of an Angular component: what each is given, and what it tells, as members of the class that it is.

By the usual names `app-room-card` is `RoomCardComponent`, or `RoomCard`, and nothing is said of any other.
"""

import re

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range
from dovetail.core.words import in_casing

from .._translation import Piece

CHILD = "templateChild"
_TAG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_BOUND = re.compile(r"\[\(?([A-Za-z]\w*)\)?\]|\(([A-Za-z]\w*)\)")
_IMPORT = re.compile(r"\bimport\s*\{([^{}]*)\}")
_NAME = re.compile(r"\w+")
_SUFFIX = "Component"
# What any element has, whatever component it is.
_OF_ELEMENTS = frozenset(
    "id title hidden class className classList style dir lang tabIndex tabindex draggable innerHTML innerText textContent slot role "
    "contentEditable spellcheck autofocus accessKey inert popover translate".split()
)
_EVENTS = re.compile(
    r"(?:dbl|aux)?click|contextmenu|wheel|scroll(?:end)?|(?:mouse|pointer|touch|drag|key|composition|animation|transition|focus|fullscreen)\w*"
    r"|drop|blur|input|beforeinput|change|submit|reset|select\w*|invalid|copy|cut|paste|load\w*|error|abort|resize|toggle|close|cancel"
    r"|play\w*|pause|ended|timeupdate|volumechange|(?:got|lost)pointercapture|ngModelChange|ngSubmit"
)
# How the names of directives begin that may stand at any element: `matTooltip`, `cdkDrag`, `appHighlight`.
_DIRECTIVE = re.compile(
    r"(?!(?:is|has|can|max|min|on|to|no|do|new|all|use)[A-Z])[a-z]{1,3}[A-Z]|(?:router|form|async|transloco|tooltip)[A-Z]|formGroup|ng[A-Z]"
)


@dataclass
class Children:
    """Which classes the components of a template are: those that its `script` imports, or where that is not known, any."""

    script: str | None

    def of(self, tag: str) -> str:
        """The class of a component; nothing for what is none."""
        if not _TAG.fullmatch(tag):
            return ""
        short = in_casing(tag.partition("-")[2], "PascalCase")
        usual = f"{short}{_SUFFIX}"
        imported = self._imported
        return usual if imported is None else next((name for name in (usual, short) if name in imported), "")

    @cached_property
    def _imported(self) -> frozenset[str] | None:
        """The names that the script imports."""
        if self.script is None:
            return None
        return frozenset(name for m in _IMPORT.finditer(self.script) for name in _NAME.findall(m[1]))


def member(key: str, at: Range) -> tuple[Piece, ...]:
    """The member that an attribute means, as a script says it: of `[room]` and `[(room)]`; nothing where it may be another thing."""
    bound = _BOUND.fullmatch(key)
    name = next((g for g in bound.groups() if g), "") if bound is not None else ""
    if not name or name in _OF_ELEMENTS or _DIRECTIVE.match(name) or (key[0] == "(" and _EVENTS.fullmatch(name)):
        return ()
    start = at.start + key.index(name)
    return Piece(f"{CHILD}."), Piece(name, Range(start, start + len(name)))
