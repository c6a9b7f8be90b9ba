"""What is published of a folder while it is being read."""

import asyncio
import json
from pathlib import Path

from dovetail.core.text import Text
from dovetail.lsp.documents import Document
from dovetail.lsp.folders import Folder
from dovetail.lsp.rendering import Manner
from dovetail.workspace.workspace import Workspace

CONTRACT = "/** A person. */\nexport interface User {\n  /** @format uuid */\n  id: string;\n  name: string;\n}\n"
SPRINT = """\
sprint: One
contracts: [contracts/*.contract.ts]
verify: ['true']
packages:
  - id: ui
    status: ready
    owns: [ui/**]
    consumes: [User, Nobody]
    brief: Show it.
"""


def _codes(folder: Folder, uri: str) -> list[str]:
    return [
        json.loads(d)["code"] for sheet in folder.diagnostics(Manner("utf-16", links=True))[uri] for d in sheet.each
    ]


def test_what_needs_all_code_is_not_said_before_it_is_read(tmp_path: Path) -> None:
    """Code that implements the contract stands in a file that is read last."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "user.contract.ts").write_text(CONTRACT)
    (tmp_path / "work.sprint.yaml").write_text(SPRINT)
    (tmp_path / "zz.py").write_text("class User:  # @contract User\n    id: str\n    name: str\n")
    folder = Folder(str(tmp_path), Workspace(tmp_path))
    folder.held_by.add(tmp_path)
    steps = folder.workspace.loading()
    while not next(steps).plans_read:
        pass
    folder.plans_read = True
    uri = folder.uri("work.sprint.yaml")
    folder.open["work.sprint.yaml"] = Document(uri, 1, Text(SPRINT))
    folder.workspace.set_text("work.sprint.yaml", Text(SPRINT))
    assert _codes(folder, uri) == ["unknown-contract"]
    for _ in steps:
        pass
    assert folder.workspace.loaded
    assert _codes(folder, uri) == ["unknown-contract"]
    (tmp_path / "zz.py").write_text("")
    folder.workspace.changed_on_disk(["zz.py"])
    assert _codes(folder, uri) == ["unprovided-contract", "unknown-contract"]


def test_what_is_found_in_changed_files_is_told_file_by_file_before_they_count(tmp_path: Path) -> None:
    """Those that have changed come first, what is asked of the folder meanwhile says the same of them, and so does the end."""
    manner = Manner("utf-16", links=True)
    (tmp_path / "user.contract.ts").write_text(CONTRACT)
    paths = [f"code/user{n}.py" for n in range(400)]
    (tmp_path / "code").mkdir()
    for path in paths:
        (tmp_path / path).write_text("class User:  # @contract User\n    id: str\n    name: str\n")
    folder = Folder(str(tmp_path), Workspace(tmp_path))
    folder.held_by.add(tmp_path)
    folder.workspace.load()
    folder.plans_read = True
    folder.diagnostics(manner)
    changed = paths[350:360]
    for path in changed:
        (tmp_path / path).write_text("class User:  # @contract User\n    id: str\n")
    steps = folder.workspace.taking_in(changed)
    while not next(steps).read:
        pass
    assert folder.workspace.is_known_ahead(changed)
    told: list[str] = []

    async def check() -> None:
        async for path, found in folder.checking_ahead(folder.workspace.ahead, changed, manner):
            told.append(path)
            assert folder.diagnostics(manner).get(folder.uri(path), ()) == found

    asyncio.run(check())
    assert told[:10] == changed and set(told) >= set(paths)
    for _ in steps:
        pass
    said = folder.diagnostics(manner)
    fresh = Folder(str(tmp_path), Workspace(tmp_path))
    fresh.held_by.add(tmp_path)
    fresh.workspace.load()
    fresh.plans_read = True
    assert {u: [s.json for s in f] for u, f in said.items() if f} == {
        u: [s.json for s in f] for u, f in fresh.diagnostics(manner).items() if f
    }
    assert all("missing-field" in _codes(folder, folder.uri(path)) for path in changed)
    (tmp_path / changed[0]).unlink()
    assert not folder.workspace.is_known_ahead(changed)
