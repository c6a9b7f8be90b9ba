"""Fixes that must change more than one place, and those that are not offered because nothing would come of them."""

import pytest

from dovetail.core.findings import Fix, apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How a plant does. */
export type Health = "fine" | "ailing";
/** A plant. */
export interface Plant {
  /** @format int */
  id: number;
  label: string;
  health: Health;
}
"""


def fixes(snapshot: Snapshot, path: str, rule: str) -> list[Fix]:
    return [fix for f in check(snapshot) if f.path == path and f.rule == rule for fix in f.fixes]


def after(snapshot: Snapshot, fix: Fix) -> dict[str, str]:
    return {p: apply_edits(s.text.source, [e for e in fix.edits if e.path == p]) for p, s in snapshot.sources.items()}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "api.yaml",
            """
            openapi: 3.1.0
            info: { title: Plants, version: 1.0.0 }
            paths: {}
            components:
              schemas:
                Plant: # @contract Plant
                  type: object
                  required:
                    - id
                    - lable
                    - health
                  properties:
                    id: { type: integer }
                    lable: { type: string }
                    health: { enum: [fine, ailing] }
            """,
        ),
        (
            "plant.schema.json",
            """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$comment": "@contract Plant",
              "title": "Plant",
              "type": "object",
              "properties": {
                "id": { "type": "integer" },
                "lable": { "type": "string" },
                "health": { "enum": ["fine", "ailing"] }
              },
              "required": ["id", "lable", "health"]
            }
            """,
        ),
    ],
)
def test_a_property_is_renamed_among_the_required_ones_too(path: str, text: str) -> None:
    snapshot = snapshot_of({"plant.contract.ts": CONTRACT, path: text})
    (fix,) = fixes(snapshot, path, "renamed-field")
    mended = after(snapshot, fix)
    assert "lable" not in mended[path]
    assert [f.rule for f in check(snapshot_of(mended)) if f.path == path] == []


def test_a_field_is_renamed_wherever_python_asks_for_it() -> None:
    snapshot = snapshot_of(
        {
            "plant.contract.ts": CONTRACT,
            "garden/models.py": """
            from dataclasses import dataclass, replace
            from typing import TypedDict


            # @contract Plant
            class PlantRow(TypedDict):
                id: int
                lable: str
                health: str


            @dataclass
            class Bed:
                first: PlantRow


            def shown(bed: Bed) -> str:
                row: PlantRow = {"id": 1, "lable": "Rose", "health": "fine"}
                return bed.first["lable"] + row.get("lable", "")
            """,
            "garden/use.py": """
            from garden.models import Bed

            def first(bed: Bed) -> str:
                return f"{bed.first['lable']}"
            """,
        }
    )
    (fix,) = fixes(snapshot, "garden/models.py", "renamed-field")
    mended = after(snapshot, fix)
    assert "lable" not in mended["garden/models.py"] + mended["garden/use.py"]


@pytest.mark.parametrize(
    "enum",
    [
        'class Health(StrEnum):  # @contract Health\n    fine = "fine"\n    ailing = "ailng"\n',
        'class Health(StrEnum):  # @contract Health\n    FINE = "fine"\n    AILING = "ailng"\n',
    ],
)
def test_the_value_of_a_member_is_changed_and_not_its_name(enum: str) -> None:
    snapshot = snapshot_of({"plant.contract.ts": CONTRACT, "health.py": f"from enum import StrEnum\n\n\n{enum}"})
    for fix in fixes(snapshot, "health.py", "enum-mismatch"):
        assert after(snapshot, fix)["health.py"] == snapshot.sources["health.py"].text.source.replace("ailng", "ailing")
    assert fixes(snapshot, "health.py", "enum-mismatch")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "plants.sql",
            "-- @contract Plant\nCREATE TABLE plants (\n  id int NOT NULL,\n  label text NOT NULL,\n  health text NOT NULL,\n"
            "  PRIMARY KEY (id)\n);\n",
        ),
        (
            "plants.py",
            "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\n"
            "# @contract Plant\nclass Plant(Base):\n    __tablename__ = 'plants'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
            "    label: Mapped[str]\n    health: Mapped[str]\n",
        ),
    ],
)
def test_a_key_is_not_made_nullable(path: str, text: str) -> None:
    snapshot = snapshot_of({"plant.contract.ts": CONTRACT.replace("id: number;", "id: number | null;"), path: text})
    assert [f.rule for f in check(snapshot) if f.path == path and f.rule == "null-mismatch"]
    assert fixes(snapshot, path, "null-mismatch") == []


def test_null_is_forbidden_with_the_default_that_stood_for_it() -> None:
    model = """
    from pydantic import BaseModel


    # @contract Plant
    class Plant(BaseModel):
        id: int
        label: str | None = None
        health: str
    """
    snapshot = snapshot_of({"plant.contract.ts": CONTRACT, "plant.py": model})
    (fix,) = fixes(snapshot, "plant.py", "null-mismatch")
    mended = after(snapshot, fix)
    assert "    label: str\n" in mended["plant.py"]
    assert not [f for f in check(snapshot_of(mended)) if f.path == "plant.py" and "label" in f.message]


def test_a_format_of_numbers_is_not_offered_for_a_text() -> None:
    contract = CONTRACT + "/** Somebody cares for a plant. */\nexport interface Care { plantId: string }\n"
    told = [(f.rule, [fix.title for fix in f.fixes]) for f in check(snapshot_of({"plant.contract.ts": contract}))]
    assert told == [("ids-of-two-kinds", [])]


SCHEMA = """
openapi: 3.0.3
info: { title: Plants, version: "1" }
paths: {}
components:
  schemas:
    Plant: # @contract Plant
      type: object
      required: [id, label, health]
      properties:
        id: { type: integer }
        health: { type: string, enum: [fine, ailing] }
"""


def test_a_field_that_is_listed_as_required_already_is_not_listed_twice() -> None:
    snapshot = snapshot_of({"contracts/plant.contract.ts": CONTRACT, "api.yaml": SCHEMA})
    [fix] = fixes(snapshot, "api.yaml", "missing-field")
    text = after(snapshot, fix)["api.yaml"]
    assert "required: [id, label, health]\n" in text
    assert "label: { type: string }" in text


def test_a_field_of_a_schema_is_made_required_in_its_list() -> None:
    schema = SCHEMA.replace("[id, label, health]", "[id]").replace(
        "        health", "        label: {type: string}\n        health"
    )
    snapshot = snapshot_of({"contracts/plant.contract.ts": CONTRACT, "api.yaml": schema})
    first, second = fixes(snapshot, "api.yaml", "presence-mismatch")
    assert "required: [id, health]\n" in after(snapshot, first)["api.yaml"]
    assert "required: [id, label]\n" in after(snapshot, second)["api.yaml"]


def test_a_contract_is_not_told_of_a_column_that_another_place_calls_as_it_says() -> None:
    contract = "/** An owner. @db owners */\nexport interface Owner {\n  /** @format int */\n  id: number;\n  fullName: string;\n}\n"
    table = (
        "CREATE TABLE owners (id integer PRIMARY KEY, name text NOT NULL);\nCREATE INDEX by_name ON owners (name);\n"
    )
    query = 'export const one = "SELECT full_name FROM owners WHERE id = $1";\n'
    texts = {"contracts/owner.contract.ts": contract, "db/schema.sql": table}
    alone, asked = snapshot_of(texts), snapshot_of({**texts, "src/owners.ts": query})
    assert [f.title for f in fixes(alone, "db/schema.sql", "renamed-field")] == [
        "Say `@db name` in the contract, so that the column stays"
    ]
    assert fixes(asked, "db/schema.sql", "renamed-field") == []
