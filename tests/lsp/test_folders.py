"""What is published of a folder while it is being read."""

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
    folder = Folder(str(tmp_path), Workspace(tmp_path), shows_all=True)
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
