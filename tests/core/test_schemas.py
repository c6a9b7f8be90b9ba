"""The schemas in contracts-schema/ are those of the models, and both agree on every example."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pydantic
import pytest

from dovetail.core import yaml
from dovetail.core.schemas import MODELS, schema

FOLDER = Path(__file__).parents[2] / "contracts-schema"
EXAMPLES = sorted(p for p in (FOLDER / "examples").rglob("*") if p.is_file())


def read(path: Path) -> Any:
    text = path.read_text("utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.parse(text).data


@pytest.mark.parametrize("name", MODELS)
def test_the_schema_on_disk_is_the_models(name: str) -> None:
    on_disk = (FOLDER / f"{name}.schema.json").read_text("utf-8")
    assert on_disk == schema(name), "run `make schemas`"


@pytest.mark.parametrize("name", MODELS)
def test_there_are_examples_of_both_kinds(name: str) -> None:
    assert list((FOLDER / "examples" / name / "valid").iterdir())
    assert list((FOLDER / "examples" / name / "invalid").iterdir())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: str(p.relative_to(FOLDER / "examples")))
def test_schema_and_model_agree_on_the_example(path: Path) -> None:
    name, kind = path.parts[-3], path.parts[-2]
    model, _ = MODELS[name]
    data = read(path)
    validator = jsonschema.Draft202012Validator(json.loads(schema(name)))
    by_schema = not list(validator.iter_errors(data))
    try:
        model.model_validate(data)
        by_model = True
    except pydantic.ValidationError:
        by_model = False
    assert (by_schema, by_model) == ((kind == "valid"),) * 2
