"""What the server does for its memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dovetail.lsp import memory, start
from dovetail.lsp.memory import import_lean, own_memory
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
    assert "libcrypto" not in maps
    assert "libssl" not in maps


HOLDER = r"""
import json, re
from pathlib import Path
from dovetail.lsp import memory

held = [[n, str(n)] for n in range(300_000)]  # some 40 MB
steps = sum(1 for _ in memory.gathering())
large = int(re.search(r"AnonHugePages:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text())[1])
memory._LARGE_PAGES = Path("no such folder")
none = sum(1 for _ in memory.gathering())
print(json.dumps({"steps": steps, "large": large, "none": none, "right": held == [[n, str(n)] for n in range(300_000)]}))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or tuple(map(int, os.uname().release.split(".")[:2])) < (6, 1),
    reason="only Linux 6.1 and newer put what is there into large pages when it is asked to",
)
def test_what_is_held_is_gathered_in_large_pages_and_stays_what_it_was() -> None:
    said = json.loads(subprocess.check_output([sys.executable, "-c", HOLDER], text=True))
    assert said["right"]
    assert said["none"] == 0, "a system without large pages has nothing to do"
    if "[never]" not in Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text():
        assert said["steps"] > 0
        assert said["large"] >= 1024 * said["steps"]  # KB: what was full is held in pages of 2 MB


def test_a_process_has_made_what_no_file_is_behind() -> None:
    maps = (
        "00400000-00b00000 r-xp 00000000 fe:00 42 /usr/bin/python3.11\n"
        "00b00000-00c00000 rw-p 006e3000 fe:00 42 /usr/bin/python3.11\n"
        "01000000-03000000 rw-p 00000000 00:00 0                                  [heap]\n"
        "7f0000000000-7f0000400000 rw-p 00000000 00:00 0 \n"
        "7f0000400000-7f0000500000 rw-s 00000000 00:01 7 /dev/zero (deleted)\n"
        "7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0                          [stack]\n"
    )
    assert list(own_memory(maps)) == [(0x1000000, 0x3000000), (0x7F0000000000, 0x7F0000400000)]


@pytest.mark.parametrize(
    ("lacks", "withheld"),
    [
        (["_sha2"], ["ssl", "_hashlib"]),  # Python 3.11
        (["_sha256", "_sha512"], ["ssl", "_hashlib"]),  # newer ones
        (["_md5", "_sha1", "_sha2", "_sha256", "_sha512", "_sha3"], ["ssl"]),  # Fedora
    ],
)
def test_a_python_whose_hashes_are_those_of_openssl_keeps_them(
    lacks: list[str], withheld: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ssl", "_hashlib"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(start, "find_spec", lambda name: None if name in lacks else name)
    with start.without_openssl():
        assert [n for n in ("ssl", "_hashlib") if n in sys.modules and sys.modules.get(n) is None] == withheld
    assert "ssl" not in sys.modules
    assert "_hashlib" not in sys.modules


def test_nothing_is_gathered_where_a_system_does_not_show_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def hidden(start: int, size: int) -> float:
        raise PermissionError("pagemap")

    monkeypatch.setattr(memory, "_filled", hidden)
    assert list(memory.gathering()) == []
