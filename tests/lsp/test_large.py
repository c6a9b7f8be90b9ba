"""A workspace of hundreds of files: while it is read and checked beside, typing goes on, and in the end everything is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from support.cli import dovetail
from support.lsp_client import LspClient

pytestmark = pytest.mark.slow

FILES = 320
USER = """\
/** One who signs in, the {n}th. */
export interface User{n} {{
  /** @format uuid */
  id: string;
  display_name: string;
}}
"""
ROW = """\
/** @contract User{n} */
export interface Row{n} {{
  id: string;
  {field}: string;
}}
"""
RULES = "---\nnaming:\n  contracts: { fields: camelCase }\n---\nNames are camelCase.\n"


def written(root: Path) -> None:
    (root / "CONVENTIONS.md").write_text(RULES)
    for n in range(FILES):
        for path, text in (
            (f"contracts/user{n}.contract.ts", USER.format(n=n)),
            (f"src/row{n}.ts", ROW.format(n=n, field="display_name" if n % 2 else "displayName")),
        ):
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(text)


def found_from_nothing(root: Path) -> set[tuple[str, str, int]]:
    """Each finding of a check of what is on disk: its file, its rule and its line from 0."""
    report = json.loads(dovetail(root, "check", ".", "--format", "json").out)
    return {(f["path"], f["rule"], f["range"]["start"]["line"] - 1) for f in report["findings"]}


def said(client: LspClient) -> set[tuple[str, str, int]]:
    return {
        (path, d["code"], d["range"]["start"]["line"])
        for path in [f"{folder}/{name}" for folder in ("contracts", "src") for name in names(client.root / folder)]
        for d in client.shown(client.uri(path))
    }


def names(folder: Path) -> list[str]:
    return sorted(f.name for f in folder.iterdir())


def typed(client: LspClient, uri: str, text: str) -> list[dict[str, Any]]:
    start = {"line": 0, "character": 0}
    client.change(uri, {"range": {"start": start, "end": start}, "text": text})
    return client.diagnostics(uri)


def test_typing_goes_on_while_a_large_workspace_is_read_and_switched(
    tmp_path: Path, editor_environment: dict[str, str]
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    written(root)
    with LspClient(root, env=editor_environment) as client:
        client.start()
        uri = client.open("contracts/user7.contract.ts")
        for n in range(20):
            assert {d["code"] for d in typed(client, uri, "\n" if n % 2 else " ")} >= {"field-casing"}
        last = f"src/row{FILES - 2}.ts"
        client.wait(lambda: client.shown(client.uri(last)), what="the findings of the last file", timeout=60)
        (root / "contracts/user7.contract.ts").write_text("\n " * 10 + USER.format(n=7))
        expected = found_from_nothing(root)
        client.wait(lambda: said(client) == expected, what="all findings", timeout=60)

        changed = [root / f"src/row{n}.ts" for n in range(FILES)]
        for n, file in enumerate(changed):
            file.unlink() if n < 20 else file.write_text(
                "\n\n" + ROW.format(n=n, field="displayName" if n % 3 else "display_name")
            )
        changes = [{"uri": f.as_uri(), "type": 2 if f.exists() else 3} for f in changed]
        for start in range(0, FILES, 80):  # clients tell of many in pieces
            client.notify("workspace/didChangeWatchedFiles", {"changes": changes[start : start + 80]})
        for n in range(20):
            assert {d["code"] for d in typed(client, uri, "\n" if n % 2 else " ")} >= {"field-casing"}
        (root / "contracts/user7.contract.ts").write_text("\n " * 20 + USER.format(n=7))
        expected = found_from_nothing(root)
        client.wait(lambda: said(client) == expected, what="the findings after the switch", timeout=60)
        assert not client.log
