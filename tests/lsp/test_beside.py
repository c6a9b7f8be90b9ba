"""What looks into hundreds of files: others are served meanwhile, it ends when it is taken back, and no answer is about an older text."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from support.lsp_client import LspClient, LspError

from .test_speed import framed

pytestmark = pytest.mark.slow

REQUEST_CANCELLED, CONTENT_MODIFIED = -32800, -32801
FILES = 400
IDS = count()
CONTRACT = """\
/** Where something stands. */
export type State = "open" | "closed";

/** One of many. */
export interface Thing {
  /** @format uuid */
  id: string;
  state: State;
}
"""
CODE = """\
import type { Thing } from "../contracts/thing.contract";

export function first(things: Thing[]): Thing | undefined {
  const open = things.filter((thing) => thing.state === "open");
  open.sort((a, b) => a.id.localeCompare(b.id));
  return open[0];
}
"""
STATE = {"line": 1, "character": 22}
ID = {"line": 6, "character": 3}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LspClient]:
    place = tmp_path_factory.mktemp("beside")
    root = place / "many"
    files = {"contracts/thing.contract.ts": CONTRACT, **{f"src/things{n}.ts": CODE for n in range(FILES)}}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with LspClient(root, env={"DOVETAIL_HOME": str(place / "home")}) as client:
        client.start()
        uri = client.open("contracts/thing.contract.ts")
        client.diagnostics(uri)
        last = client.open(f"src/things{FILES - 1}.ts")
        client.diagnostics(last)
        assert len(client.request("textDocument/rename", asked(uri, ID, newName="key"))["changes"]) == FILES + 1
        yield client
        assert not client.log


def asked(uri: str, position: dict[str, int], **more: Any) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": position, **more}


def references(uri: str, position: dict[str, int]) -> dict[str, Any]:
    params = asked(uri, position, context={"includeDeclaration": True})
    return {"id": f"references-{next(IDS)}", "method": "textDocument/references", "params": params}


def typed(client: LspClient, uri: str) -> dict[str, Any]:
    """A change that leaves every place where it was."""
    client.versions[uri] += 1
    end = {"line": 99, "character": 0}
    change = {"range": {"start": end, "end": end}, "text": " "}
    document = {"uri": uri, "version": client.versions[uri]}
    return {"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": [change]}}


@pytest.mark.parametrize("position", [STATE, ID])
def test_who_types_does_not_wait_for_references(client: LspClient, position: dict[str, int]) -> None:
    contract, code = client.uri("contracts/thing.contract.ts"), client.uri(f"src/things{FILES - 1}.ts")
    about = references(contract, position)
    client.send_raw(framed(about, typed(client, code)))
    client.diagnostics(code)
    assert not client.answered[about["id"]], (
        "the keystroke came behind the question, and was checked before it was answered"
    )
    client.wait(lambda: client.answered[about["id"]])


def test_references_that_are_taken_back_end(client: LspClient) -> None:
    contract, code = client.uri("contracts/thing.contract.ts"), client.uri(f"src/things{FILES - 1}.ts")
    about = references(contract, STATE)
    client.send_raw(framed(about, typed(client, code)))
    client.diagnostics(code)
    client.notify("$/cancelRequest", {"id": about["id"]})
    with pytest.raises(LspError) as caught:
        client.answer(about["id"])
    assert caught.value.code == REQUEST_CANCELLED
    found = client.request("textDocument/references", about["params"])
    assert len({place["uri"] for place in found}) == FILES + 1


@pytest.mark.parametrize("method", ["references", "rename"])
def test_an_answer_is_never_about_an_older_text(client: LspClient, method: str) -> None:
    contract = client.uri("contracts/thing.contract.ts")
    about: dict[str, Any] = references(contract, ID)
    if method == "rename":
        about = {
            "id": f"rename-{next(IDS)}",
            "method": "textDocument/rename",
            "params": asked(contract, ID, newName="key"),
        }
    client.send_raw(framed(about, typed(client, contract)))
    with pytest.raises(LspError) as caught:
        client.answer(about["id"])
    assert caught.value.code == CONTENT_MODIFIED
    assert client.request(f"textDocument/{method}", about["params"])
