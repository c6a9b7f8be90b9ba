"""Dataclasses in snake_case under a contract in camelCase: the language's own names, unless something says that they are sent so."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A meter. */
export interface Meter { serialNumber: string; isRetired: boolean; kind: string }
/** Meters.
 * @api GET /meters */
export interface GetMeter { response: Meter; errors: { code: string } }
"""
DOMAIN = """
from dataclasses import dataclass


# @contract Meter
@dataclass(frozen=True)
class Meter:
    serial_number: str
    is_retired: bool
    kind: str
"""
MAPPER = """
from domain import Meter


def to_json(meter: Meter):
    # @contract Meter
    return {"serialNumber": meter.serial_number, "isRetired": meter.is_retired, "kind": meter.kind}
"""
CONVENTIONS = "---\nnaming:\n  '*.py': { %s }\n---\nText.\n"


def _said(domain: str = DOMAIN, mapper: str = MAPPER, conventions: str = "") -> list[tuple[str, str]]:
    tree = {"a.contract.ts": CONTRACT, "domain.py": domain, "mapper.py": mapper}
    if conventions:
        tree["CONVENTIONS.md"] = CONVENTIONS % conventions
    snapshot = snapshot_of(tree)
    found = (f for f in check(snapshot) if f.severity == "error" and f.path.endswith(".py"))
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_a_dataclass_of_the_domain_keeps_its_languages_casing() -> None:
    assert _said() == []


def test_what_maps_it_is_held_to_the_contract_and_to_the_class() -> None:
    assert _said(mapper=MAPPER.replace('"isRetired"', '"is_retired"')) == [("renamed-field", "is_retired")]
    assert _said(mapper=MAPPER.replace("meter.is_retired", "meter.isRetired")) == [("unknown-property", "isRetired")]


BOTH = [("renamed-field", "serial_number"), ("renamed-field", "is_retired")]


@pytest.mark.parametrize(
    ("domain", "mapper", "conventions", "found"),
    [
        (DOMAIN.replace("serial_number", "serialNumber"), MAPPER, "", [("renamed-field", "is_retired")]),
        (
            DOMAIN,
            "from dataclasses import asdict\nfrom domain import Meter\ndef f(m: Meter): return asdict(m)\n",
            "",
            BOTH,
        ),
        (DOMAIN, MAPPER, "json: camelCase", []),
        (
            DOMAIN,
            "from dataclasses import asdict\nfrom domain import Meter\n"
            "def f(db, m: Meter):\n    db.execute('UPDATE m SET kind = %(kind)s (1)', asdict(m))\n",
            "",
            [],
        ),
        (DOMAIN, MAPPER, "attributes: camelCase", BOTH),
        (DOMAIN, MAPPER, "attributes: snake_case", []),
        (
            DOMAIN.replace("from dataclasses import dataclass", "from pydantic import BaseModel")
            .replace("@dataclass(frozen=True)\n", "")
            .replace("class Meter:", "class Meter(BaseModel):"),
            MAPPER,
            "attributes: snake_case",
            BOTH,
        ),
    ],
)
def test_what_is_sent_by_its_own_names_is_spelled_as_the_contract_says(
    domain: str, mapper: str, conventions: str, found: list[tuple[str, str]]
) -> None:
    assert [f for f in _said(domain, mapper, conventions) if f[0] == "renamed-field"] == found


def test_a_route_sends_a_dataclass_by_its_own_names() -> None:
    route = """
from fastapi import FastAPI
from domain import Meter

app = FastAPI()


# @contract GetMeter
@app.get("/meters")
def get() -> Meter: ...
"""
    untagged = DOMAIN.replace("# @contract Meter\n", "")
    assert _said(untagged, route) == BOTH


def test_a_class_of_views_that_says_its_endpoint_serves_it() -> None:
    view = """
from rest_framework.views import APIView


# @contract GetMeter
class MeterView(APIView):
    serializer_class = None
"""
    other = (
        CONTRACT
        + "/** More.\n * @api GET /more */\nexport interface More { response: Meter; errors: { code: string } }\n"
    )
    more = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n# @contract More\n@app.get('/more')\ndef more(): ...\n"
    tree = {"a.contract.ts": other, "views.py": view, "more.py": more}
    assert [f.message for f in check(snapshot_of(tree)) if f.rule == "unserved-endpoint"] == []
    tree["views.py"] = view.replace("# @contract GetMeter\n", "")
    assert len([f for f in check(snapshot_of(tree)) if f.rule == "unserved-endpoint"]) == 1


ITSELF = """
from dataclasses import asdict, dataclass


@dataclass
class Note:
    serialNumber: str


# @contract Meter
@dataclass(frozen=True)
class Meter:
    serial_number: str
    is_retired: bool
    kind: str

    def to_json(self):
        return {"serialNumber": self.serial_number, "isRetired": self.is_retired, "kind": self.kind}


def told(note: Note):
    return asdict(note)
"""


def test_a_class_that_maps_itself_may_stand_beside_what_is_sent_as_it_is() -> None:
    assert _said(domain=ITSELF) == []
    other = ITSELF.replace('"isRetired": self.is_retired, ', "").replace('"serialNumber": ', '"a": ')
    assert set(BOTH) <= set(_said(domain=other))
    assert _said(domain=ITSELF, conventions="attributes: camelCase") == BOTH
