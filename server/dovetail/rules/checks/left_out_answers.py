"""What a route of FastAPI leaves out of its answer, `response_model_exclude={"email"}`, where the endpoint promises it."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from ..routes.bound_routes import Bound, bound_routes
from ..routes.endpoints import field_at, members_of

_WORD = "response_model_"
_CHOOSES = re.compile(r"\bresponse_model_(exclude|include)\s*=\s*([{\[(][^{}\[\]()]*[}\])])")
_NAME = re.compile(r"[\"'](\w+)[\"']")
_DECORATOR = re.compile(r"\s*\n\s*(?:async\s+)?def\s")


def left_out_of_answers(source: Source, snapshot: Snapshot) -> Iterator[tuple[Bound, Range, Field]]:
    """Each promised field that an answer goes without, with its route and the place that says so."""
    text = source.text.source
    if source.shapes.language != "python" or _WORD not in text:
        return
    for bound in bound_routes(source, snapshot):
        if bound.route.side != "server" or bound.of_test:
            continue
        answer = field_at(bound.contract, ("response",), snapshot)
        fields = members_of(answer.kind, snapshot) if answer is not None else None
        end = _DECORATOR.search(text, bound.route.path_range.end)
        for said in _CHOOSES.finditer(text, bound.route.path_range.end, end.start() if end is not None else len(text)):
            named = {key(m[1]): Range(m.start(1), m.end(1)) for m in _NAME.finditer(text, said.start(2), said.end(2))}
            for field in fields or ():
                is_named = field.key in named
                if field.presence == "required" and is_named == (said[1] == "exclude"):
                    yield bound, named[field.key] if is_named else Range(said.start(2), said.end(2)), field
