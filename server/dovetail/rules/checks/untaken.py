"""Query parameters of an endpoint that its handler in FastAPI does not take, and that nothing it depends on can take either."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from ..files.python_names import defined, module_file
from ..routes.bound_routes import Bound, bound_routes
from ..routes.endpoints import member, routes_at

_DEPENDS = re.compile(
    r"\b(?:Depends|Security)\(\s*([\w.]+)?|\b(?:include_router|APIRouter|FastAPI)\([^()]*\bdependencies\b"
)
# What is made when the program runs may take names that stand nowhere: `Depends(range_filter("created_at"))`.
_MADE = re.compile(r"\b(?:Depends|Security)\(\s*[\w.]+\s*\(")
_WORD = re.compile(r"[A-Za-z_]\w*")
# What is handed to a handler by libraries, or is one parameter.
_GIVEN = frozenset(
    "Session AsyncSession BackgroundTasks Response UploadFile SecurityScopes str int float bool date datetime time Decimal UUID".split()
)


def untaken(source: Source, snapshot: Snapshot) -> Iterator[tuple[Bound, Range, Field]]:
    """The parameters that no handler of an endpoint takes, with the place of the handler's name."""
    if source.shapes.language != "python":
        return
    for bound in bound_routes(source, snapshot):
        route = bound.route
        asked = [s for s in route.sent if s.part == "query" and not s.chain] if route.side == "server" else []
        promised = member(bound.contract, "query", snapshot) if asked and not (bound.of_test or bound.made) else None
        same = [p for p in routes_at(route.path, snapshot, "server") if p.route.method == route.method]
        if not promised or len(same) > 1:
            continue
        own = asked[0]
        given = {key(n) for n in own.names}
        missing = [f for f in promised if f.key not in given]
        strange = given - {f.key for f in promised}  # which are told as unknown ones
        around = _around(bound, source, snapshot) if len(missing) > len(strange) else None
        for field in missing if around is not None else ():
            if not any(_names(field.name, text) for text in around or ()):
                yield bound, own.range, field


def _names(name: str, text: str) -> bool:
    """True for a text with a name as the contract, or as Python has it, or nearly so."""
    words = set(_WORD.findall(text))
    return any(key(w) == key(name) for w in words) or nearest(name, list(words)) is not None


def _around(bound: Bound, source: Source, snapshot: Snapshot) -> list[str] | None:
    """The texts of all that a handler depends on, with the files that these import; None where one of them is not seen."""
    text = source.text.source
    if _MADE.search(text) is not None:
        return None
    asked = [m[1] or "" for m in _DEPENDS.finditer(text)]
    handed = [p.callee.partition("(")[0] for p in bound.route.passes if p.chain[:1] == ("query",)]
    by_name = "litestar" in text
    found = dict(snapshot.of_sources(_provided)) if by_name else dict[str, str]()
    for name in dict.fromkeys((*asked, *handed)):
        if not name:
            return None
        if name in _GIVEN:
            continue
        place = defined(name, source, snapshot)
        if place is None:
            if by_name and name not in asked:
                continue  # a type, of which Litestar makes nothing by itself
            if re.search(rf"^{re.escape(name)}\s*=\s*Annotated\[\s*\w+,\s*Depends\(", text, re.MULTILINE) is None:
                return None
            continue
        if place[0] is source:
            found[name] = _declared(name, text)
            continue
        found[place[0].path] = place[0].text.source
        for imported in place[0].shapes.imports:
            path = module_file(imported.module, place[0].path, snapshot)
            if path is not None:
                found[path] = snapshot.sources[path].text.source
    return list(found.values())


def _provided(source: Source) -> str:
    """The text of a file that gives handlers of Litestar what they depend on, by names; nothing of any other."""
    text = source.text.source if source.shapes.language == "python" else ""
    return text if "Provide(" in text else ""


def _declared(name: str, text: str) -> str:
    """The declaration of a name in a file, up to the next one."""
    found = re.search(rf"^(?:(?:async )?def |class )?{re.escape(name)}\b.*?(?=^\S)", text, re.MULTILINE | re.DOTALL)
    return found[0] if found is not None else text
