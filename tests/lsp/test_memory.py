"""What the server does for its memory."""

import sys
from pathlib import Path
from typing import Any

import pytest

from dovetail.lsp.memory import import_lean
from support.lsp_client import LspClient

from .conftest import CONTRACT

MODULE = """\
import attrs

OTHER = "what the module holds beside its classes"


@attrs.define
class Pair:
    left: int = attrs.field(validator=attrs.validators.instance_of(int))
    right: "int" = 0
"""


def test_attrs_makes_only_what_is_needed_of_a_module_that_is_imported_lean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pairs", "named_pairs"):
        (tmp_path / f"{name}.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    import_lean("pairs")
    __import__("named_pairs")
    made: Any = sys.modules.pop("pairs")
    named: Any = sys.modules.pop("named_pairs")
    assert "OTHER" in named.Pair.__init__.__globals__, "attrs copies a module no more: import it as any other"
    assert "OTHER" not in made.Pair.__init__.__globals__
    assert {"__eq__", "__repr__", "__getstate__"} <= vars(named.Pair).keys()
    assert vars(made.Pair).keys().isdisjoint({"__eq__", "__repr__", "__getstate__"})
    assert (made.Pair(1, right=2).left, made.Pair(1).right) == (1, 0)
    with pytest.raises(TypeError):
        made.Pair("one")


def test_what_is_imported_already_or_is_not_there() -> None:
    import_lean(__name__)
    assert sys.modules[__name__].import_lean is import_lean
    with pytest.raises(ImportError, match="no_such_module"):
        import_lean("no_such_module")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only there does a process say which libraries it has loaded")
def test_the_server_of_an_editor_loads_no_openssl(opened: LspClient) -> None:
    uri = opened.open(CONTRACT)
    assert opened.at("hover", uri, 1, 18) is not None
    opened.request("workspace/symbol", {"query": "U"})
    maps = Path(f"/proc/{opened.process.pid}/maps").read_text()
    assert "libpython" in maps or "python" in maps
    assert "libcrypto" not in maps
    assert "libssl" not in maps
