"""A route in the casing that conventions ask for: in the contract that promises it, and wherever it is served, called or described."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Edit, Finding, Fix
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.core.words import Casing, in_casing
from dovetail.rules.route_casing import misspelled
from dovetail.rules.routes.bound_routes import bound_routes

from .addresses import address_of


def route_renaming(snapshot: Snapshot, finding: Finding) -> Fix | None:
    """The renaming of a contract's route; None where a place that means it does not spell it whole, as behind a router's prefix."""
    contract = _contract_at(snapshot, finding)
    conventions = snapshot.conventions
    governed = conventions.governs(finding.path, "routes") if conventions is not None else None
    if contract is None or contract.endpoint is None or governed is None or governed[0].casing is None:
        return None
    path, casing = contract.endpoint[1], governed[0].casing
    wrong = misspelled(path, casing)
    edits: list[Edit] = []
    for at, range in _places(snapshot, contract):
        text = snapshot.sources[at].text
        found = [e for word in wrong for e in _edits(at, text, range, word, casing)]
        if len(found) < len(wrong):
            return None
        edits += found
    new = "/".join(in_casing(p, casing) if p in wrong else p for p in path.split("/"))
    return Fix(f"Rename to '{new}' everywhere", tuple(sorted(set(edits), key=lambda e: (e.path, e.range))))


def _contract_at(snapshot: Snapshot, finding: Finding) -> Contract | None:
    if not finding.path.endswith(SUFFIX):
        return None
    here = (c for c in snapshot.contracts.of_file(finding.path) if c.endpoint is not None)
    return next((c for c in here if c.endpoint is not None and c.endpoint[2].range == finding.range), None)


def _places(snapshot: Snapshot, contract: Contract) -> Iterator[tuple[str, Range]]:
    """Where the path of an endpoint is written."""
    address = address_of(contract, snapshot.text_of(contract))
    if address is not None:
        yield contract.path, address
    for source in snapshot.implementations:
        for bound in bound_routes(source, snapshot):
            if bound.contract is contract and not bound.made:
                yield source.path, bound.route.path_range


def _edits(path: str, text: Text, within: Range, word: str, casing: Casing) -> Iterator[Edit]:
    """A part of a path, between its slashes, in another casing."""
    for found in re.finditer(rf"(?<=/){re.escape(word)}(?![\w-])", text.source[: within.end][within.start :]):
        start = within.start + found.start()
        yield Edit(path, Range(start, start + len(word)), in_casing(word, casing))
