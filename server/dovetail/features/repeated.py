"""Names that a language makes a file say again: the fields in Prisma's keys and relations, the parameters in the paths of routes."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.rules.routes.bound_routes import bound_routes
from dovetail.rules.routes.endpoints import Endpoint, endpoints, member
from dovetail.rules.routes.whole_requests import routes_of

from .addresses import ANSWERING, address_of, parameters_in, parameters_read

_LISTS = re.compile(r"(?:@@\w+\s*\(\s*(?:fields\s*:\s*)?|\bfields\s*:\s*)\[([^\]]*)\]")
_REFERENCES = re.compile(r"\breferences\s*:\s*\[([^\]]*)\]")
_OPTIONS = re.compile(r"\b(?:fields|read_only_fields|exclude)\s*=\s*[\[(]([^\])]*)[\])]")

Place = tuple[str, Range]


def in_prisma_lists(snapshot: Snapshot, path: str, model: Record, field: Field) -> Iterator[Place]:
    """Where keys, indexes and relations name a field of a model: `@@index([farmId])`, `fields: [farmId]`, `references: [id]`."""
    yield from ((path, r) for r in _in_lists(snapshot.sources[path], _LISTS, model.range, field.name))
    for source in snapshot.implementations:
        if source.shapes.language == "prisma":
            relations = (f for r in source.shapes.records for f in r.fields if f.kind.target == model.name)
            for relation in relations:
                yield from ((source.path, r) for r in _in_lists(source, _REFERENCES, relation.range, field.name))


def in_serializer_lists(source: Source, serializer: Record, field: Field) -> Iterator[Range]:
    """Where the `Meta` of a serializer of Django names a field that the class declares: `fields = ["total"]`."""
    yield from (r for r in _in_lists(source, _OPTIONS, serializer.range, field.name) if r != field.name_range)


def _in_lists(source: Source, lists: re.Pattern[str], within: Range, name: str) -> Iterator[Range]:
    named = re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")
    for found in lists.finditer(source.text.source, within.start, within.end):
        yield from (Range(*m.span()) for m in named.finditer(source.text.source, *found.span(1)))


def in_paths(snapshot: Snapshot, field: Field) -> Iterator[tuple[str, Range, bool]]:
    """Where paths name a parameter that `params` promise: in `@api`, and in routes of TypeScript and descriptions that call it so too.

    Behind each place, whether a handler reads the parameter there.
    """
    asked = [e for e in endpoints(snapshot) if _promises(e, field, snapshot)]
    if not asked:
        return
    for endpoint in asked:
        source = snapshot.sources[endpoint.contract.path]
        address = address_of(endpoint.contract, source.text)
        if address is not None:
            yield from ((source.path, r, False) for r in _named(source, address, field.name))
    names = {e.contract.name for e in asked}
    for source in snapshot.implementations:
        if source.shapes.language == "python" or field.name not in source.text.source:
            continue  # a function of Python calls its parameters as it likes
        own = {r.path_range for r in routes_of(source, snapshot)}
        for bound in bound_routes(source, snapshot):
            if bound.contract.name in names and bound.route.side in ANSWERING and not bound.made:
                if bound.route.path_range not in own:
                    continue
                named = tuple(_named(source, bound.route.path_range, field.name))
                yield from ((source.path, r, False) for r in named)
                if named:  # else a folder names it, which stays
                    yield from ((source.path, r, True) for r in parameters_read(bound) if source.text[r] == field.name)


def _promises(endpoint: Endpoint, field: Field, snapshot: Snapshot) -> bool:
    promised = member(endpoint.contract, "params", snapshot) or ()
    return any(f.name == field.name and f.name_range == field.name_range for f in promised)


def _named(source: Source, address: Range, name: str) -> Iterator[Range]:
    yield from (r for r in parameters_in(source.text, address) if source.text[r] == name)
