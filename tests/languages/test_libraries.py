"""What is known of libraries without their files."""

import pytest

from dovetail.languages.declared import LIBRARIES
from dovetail.languages.libraries import library_values


@pytest.mark.parametrize("module", LIBRARIES)
def test_declarations_are_read_whole(module: str) -> None:
    shapes = LIBRARIES[module].shapes
    assert not shapes.holes
    assert not shapes.problems
    known = {v.name for v in shapes.values} | {r.name for r in shapes.records}
    assert library_values(module) <= known


@pytest.mark.parametrize("module", LIBRARIES)
def test_declarations_import_from_one_another_alone(module: str) -> None:
    for item in LIBRARIES[module].shapes.imports:
        assert item.module in LIBRARIES
        assert any(d.name == item.original for d in LIBRARIES[item.module].shapes.definitions), item


def test_what_is_not_declared_is_not_known() -> None:
    assert "react" not in LIBRARIES
    assert library_values("react") == frozenset()
