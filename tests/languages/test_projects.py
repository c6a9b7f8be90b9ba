"""Two projects that are described in GraphQL, OpenAPI, JSON Schema and Protocol Buffers: as they are, and with a drift."""

from pathlib import Path

import pytest

from dovetail.core.snapshot import Snapshot
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"


def texts(project: str) -> dict[str, str]:
    root = PROJECTS / project
    return {str(p.relative_to(root)): p.read_text() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(("project", "bindings"), [("surgery", 23), ("freight", 30)])
def test_a_faithful_project_gives_no_finding(project: str, bindings: int) -> None:
    snapshot = snapshot_from_texts(texts(project))
    assert len(snapshot.pairings) == bindings
    assert check(snapshot) == ()


@pytest.mark.parametrize(
    ("path", "before", "after", "place"),
    [
        (
            "surgery/api/schema.graphql",
            "  email: String!\n  phone: String\n",
            "  mail: String!\n  phone: String\n",
            "mail",
        ),
        ("surgery/api/schema.graphql", "  isMinor: Boolean!\n", "", "Patient"),
        ("surgery/api/schema.graphql", "  heightCm: Int!", "  heightCm: String!", "String!"),
        ("surgery/api/schema.graphql", "  allergies: [String!]!", "  allergies: String!", "String!"),
        ("surgery/api/schema.graphql", "  heightCm: Int!", "  heightCm: Int", "heightCm"),
        ("surgery/api/schema.graphql", "  CHECKED_IN\n", "  ARRIVED\n", "ARRIVED"),
        (
            "surgery/api/openapi.yaml",
            "        isMinor:\n          type: boolean",
            "        minor:\n          type: boolean",
            "minor",
        ),
        (
            "surgery/api/openapi.yaml",
            "        heightCm:\n          type: integer",
            "        heightCm:\n          type: string",
            "string",
        ),
        ("surgery/api/openapi.yaml", "        - email\n", "", "email"),
        ("surgery/api/openapi.yaml", "        - checkedIn\n", "        - arrived\n", "arrived"),
        ("surgery/api/openapi.yaml", "    delete:\n", "    post:\n", "post"),
        ("freight/services/openapi.json", '"/quotes"', '"/offers"', "/offers"),
        (
            "freight/services/openapi.json",
            '"pieces": { "type": "integer"',
            '"pieces": { "type": ["integer", "null"]',
            "pieces",
        ),
        (
            "freight/services/openapi.json",
            '"arrivesAt": { "type": ["string", "null"]',
            '"arrivesAt": { "type": "string"',
            "arrivesAt",
        ),
        (
            "freight/schemas/tracking-event.schema.yaml",
            "properties:\n  shipmentId",
            "properties:\n  note: { type: string }\n  shipmentId",
            "note",
        ),
        ("surgery/proto/surgery.proto", "string full_name = 2", "string name = 2", "name"),
        ("surgery/proto/surgery.proto", "  bool is_minor = 13;\n", "", "Patient"),
        ("surgery/proto/surgery.proto", "int32 height_cm", "string height_cm", "string"),
        ("surgery/proto/surgery.proto", "int64 register_number", "int32 register_number", "int32"),
        ("surgery/proto/surgery.proto", "repeated string rooms", "string rooms", "string"),
        (
            "surgery/proto/surgery.proto",
            "optional string insurance_number",
            "string insurance_number",
            "insurance_number",
        ),
        (
            "surgery/proto/surgery.proto",
            "APPOINTMENT_STATUS_CHECKED_IN",
            "APPOINTMENT_STATUS_ARRIVED",
            "ARRIVED",
        ),
        (
            "surgery/proto/surgery.proto",
            'get: "/patients/{patient_id}"',
            'get: "/people/{patient_id}"',
            "/people/{patient_id}",
        ),
    ],
)
def test_a_drift_is_found_at_its_place(path: str, before: str, after: str, place: str) -> None:
    project, _, file = path.partition("/")
    found = texts(project)
    assert before in found[file]
    found[file] = found[file].replace(before, after, 1)
    snapshot: Snapshot = snapshot_from_texts(found)
    places = {(f.path, snapshot.sources[f.path].text[f.range]) for f in check(snapshot)}
    assert (file, place) in places
    assert {path for path, _ in places} == {file}
