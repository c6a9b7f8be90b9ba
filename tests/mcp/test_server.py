"""The tools, through the SDK's own client: in this process, and once over stdio."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from dovetail.mcp.server import make_server
from mcp import Client, StdioServerParameters

CONTRACT = "/** A user.\n * @owner api\n */\nexport interface User {\n  /** @format uuid */\n  id: string;\n  active: boolean;\n}\n"
CODE = "/** @contract User */\nexport interface UserRow {\n  id: string;\n}\n"
SPRINT = (
    "sprint: S\npackages:\n  - id: api\n    owns: [src/**]\n    provides: [User]\n    brief: b\n    verify: ['true']\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in {"contracts/user.contract.ts": CONTRACT, "src/users.ts": CODE, "s.sprint.yaml": SPRINT}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


async def call(root: Path | Client, tool: str, **arguments: Any) -> tuple[bool, Any]:
    """Whether the tool refused, and its answer."""
    if isinstance(root, Client):
        result = await root.call_tool(tool, arguments)
    else:
        async with Client(make_server(root)) as client:
            result = await client.call_tool(tool, arguments)
    if result.is_error:
        return True, getattr(result.content[0], "text", "")
    return False, result.structured_content


async def test_check_gives_the_report_of_the_command_line(root: Path) -> None:
    refused, report = await call(root, "check_contract", path="src/users.ts")
    assert not refused
    assert report["version"] == 1
    missing = next(f for f in report["findings"] if f["rule"] == "missing-field")
    assert (missing["path"], missing["range"]["start"]["line"]) == ("src/users.ts", 2)
    assert missing["related"][0]["path"] == "contracts/user.contract.ts"
    assert report["summary"]["error"] == 1


async def test_a_files_findings_are_those_of_the_file_as_it_is_now(root: Path) -> None:
    async with Client(make_server(root)) as client:
        assert (await call(client, "check_contract", path="src"))[1]["summary"]["error"] == 1
        (root / "src/users.ts").write_text(CODE.replace("}", "  active: boolean;\n}"))
        assert (await call(client, "check_contract", path="src"))[1]["summary"]["error"] == 0


async def test_a_contract_with_all_that_is_known_of_it(root: Path) -> None:
    refused, report = await call(root, "contract", name="user")
    assert not refused
    assert report["source"].endswith("active: boolean;\n}")
    assert report["providers"] == ["api"]
    assert report["implementations"][0]["path"] == "src/users.ts"
    assert report["implementations"][0]["line"] == 2
    assert len(report["implementations"][0]["drifts"]) == 1


async def test_the_page_of_a_rule(root: Path) -> None:
    refused, page = await call(root, "explain", rule="missing-field")
    assert not refused
    assert page["result"].startswith("# missing-field")
    assert "## Example" in page["result"]
    whole = (await call(root, "explain", rule="missing-field", whole=True))[1]["result"]
    assert len(page["result"]) < 8_000 < len(whole)


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("explain", {"rule": "mising-field"}, "There is no rule 'mising-field'; did you mean 'missing-field'?"),
        ("contract", {"name": "Usr"}, "There is no contract 'Usr'; did you mean 'User'?"),
        ("check_contract", {"path": "../elsewhere"}, "is not in the repository"),
        ("check_contract", {"path": "/etc/passwd"}, "is not in the repository"),
        ("check_contract", {"path": "nowhere.ts"}, "There is no file or folder 'nowhere.ts'"),
        ("check_contract", {"path": "a\0b"}, "There is no file or folder"),
        ("check_contract", {"path": 7}, "path"),
        ("contract", {}, "name"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_sentence(
    root: Path, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    refused, said = await call(root, tool, **arguments)
    assert refused
    assert sentence in said


async def test_settings_that_cannot_be_read_are_said(root: Path) -> None:
    (root / ".dovetail").mkdir()
    (root / ".dovetail/settings.json").write_text("{")
    refused, said = await call(root, "check_contract")
    assert refused
    assert ".dovetail/settings.json is not valid JSON" in said


@pytest.mark.slow
async def test_over_stdio_as_another_agent_runs_it(root: Path) -> None:
    server = str(Path(__file__).parents[2] / "server")
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "dovetail", "mcp"], cwd=root, env={**os.environ, "PYTHONPATH": server}
    )
    async with Client(command) as client:
        tools = {t.name for t in (await client.list_tools()).tools}
        assert tools == {"check_contract", "explain", "contract"}
        assert (await call(client, "check_contract"))[1]["summary"]["error"] == 1
