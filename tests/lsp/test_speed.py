"""Right while it is fast: what is taken back, what is overtaken, and many documents, folders and settings at once."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from replay.editor import place
from repositories import Repository
from support.lsp_client import LspClient, LspError

from .conftest import CODE, CONTRACT, SPRINT, texts
from .test_editing import codes

pytestmark = pytest.mark.slow

REQUEST_CANCELLED = -32800
Connect = Callable[..., LspClient]


def framed(*messages: dict[str, Any]) -> bytes:
    """Messages that arrive together."""
    bodies = (json.dumps({"jsonrpc": "2.0", **m}).encode() for m in messages)
    return b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)


def fresh(connect: Connect, client: LspClient, open_texts: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """What a server that is started now says of the same files, by URI."""
    other = connect(
        settings=client.settings, initializationOptions={"diagnostics": "pull", "settings": client.settings}
    )
    for path, text in open_texts.items():
        other.open(path, text)
    answer = other.request("workspace/diagnostic", {"previousResultIds": []}, timeout=60)
    return {item["uri"]: item["items"] for item in answer["items"] if item["items"]}


def shown(client: LspClient) -> dict[str, list[dict[str, Any]]]:
    return {uri: said["diagnostics"] for uri, said in client.published().items() if said["diagnostics"]}


def wait_for(client: LspClient, wanted: dict[str, list[dict[str, Any]]]) -> None:
    client.wait(lambda: shown(client) == wanted, 60, f"what a fresh server says: {wanted}", lambda: shown(client))


def test_a_request_that_still_waits_is_taken_back(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    reader.diagnostics(uri)
    place = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 20}}
    asked = [{"id": id, "method": "textDocument/hover", "params": place} for id in (9001, 9002, 9003)]
    taken_back = [{"method": "$/cancelRequest", "params": {"id": id}} for id in (9001, 9003)]
    reader.send_raw(framed(*asked, *taken_back))
    for id in (9001, 9003):
        with pytest.raises(LspError) as caught:
            reader.answer(id)
        assert caught.value.code == REQUEST_CANCELLED
    assert "Provided by `api`" in reader.answer(9002)["contents"]["value"]
    reader.send_raw(framed({"method": "$/cancelRequest", "params": {"id": 9002}}))  # it has been answered
    assert reader.at("hover", uri, 3, 20)
    assert {id: reader.answered[id] for id in (9001, 9002, 9003)} == {9001: 1, 9002: 1, 9003: 1}


def test_a_question_about_the_whole_workspace_is_taken_back(connect: Connect) -> None:
    client = connect(initializationOptions={"diagnostics": "pull"})
    about = {"method": "workspace/diagnostic", "params": {"previousResultIds": []}}
    cancel = {"method": "$/cancelRequest", "params": {"id": 9001}}
    client.send_raw(framed({"id": 9001, **about}, cancel, {"id": 9002, **about}))
    with pytest.raises(LspError) as caught:
        client.answer(9001)
    assert caught.value.code == REQUEST_CANCELLED
    assert client.answer(9002)["items"]


def test_what_is_published_is_of_the_version_that_it_names(connect: Connect, seed: int) -> None:
    """Each edit gives one field another name; a finding that names another one than its version has is stale."""
    client, random = connect(), Random(seed)
    uri = client.open(CONTRACT)
    client.diagnostics(uri)
    before, after = texts()[CONTRACT].split("email_address")
    names = {1: "email_address"}
    asked: dict[int, str] = {}
    for _ in range(150):
        burst: list[dict[str, Any]] = []
        for _ in range(random.randrange(1, 8)):
            client.versions[uri] = version = client.versions[uri] + 1
            old, names[version] = names[version - 1], f"email_{'x' * random.randrange(1, 9)}_{version}"
            start = place(before, len(before), "utf-16")
            end = {**start, "character": start["character"] + len(old)}
            change = {"range": {"start": start, "end": end}, "text": names[version]}
            document = {"uri": uri, "version": version}
            params = {"textDocument": document, "contentChanges": [change]}
            burst.append({"method": "textDocument/didChange", "params": params})
            if random.random() < 0.2:
                id = 100_000 + version
                asked[id] = names[version]
                about = {"textDocument": {"uri": uri}}
                burst.append({"id": id, "method": "textDocument/documentSymbol", "params": about})
        client.send_raw(framed(*burst))
    last = client.diagnostics(uri, settled=0.5)
    assert [d["message"] for d in last if names[client.versions[uri]] in d["message"]]
    said = [p for p in client.said("textDocument/publishDiagnostics") if p["uri"] == uri and p.get("version")]
    assert [p["version"] for p in said] == sorted(p["version"] for p in said)
    for published in said:
        found = [d for d in published["diagnostics"] if d["code"] == "field-casing"]
        assert len(found) == 1
        assert (
            f"`{names[published['version']]}`" in found[0]["message"]
            or names[published["version"]] in found[0]["message"]
        )
    for id, name in asked.items():
        assert [c["name"] for c in client.answer(id)[0]["children"]] == ["id", name]
    wait_for(client, fresh(connect, client, {CONTRACT: before + names[client.versions[uri]] + after}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_places_behind_astral_characters_and_carriage_returns(connect: Connect, encoding: str) -> None:
    """What is asked at a place, and each place that is answered, is counted in the units that were agreed."""
    client = connect(capabilities={"general": {"positionEncodings": [encoding]}})
    contract = (
        "/** 👩‍🚀 A person.\r\n * @owner api\r\n */\r\n"
        "/* 😀😀 */ export interface User {\r\n  /* é😀 */ user_name: string; /* 👩 */ other: Role;\r}\n\r\n"
        "/** 😀 */ export type Role = 'é😀' | 'b';\r\n"
    )
    code = (
        "// 😀\r\nimport type { User } from '../../contracts/user.contract';\r\n\r"
        "export const a = (/* 😀é */ u: User) => u.user_name;\r\n"
    )
    uri, other = client.open(CONTRACT, contract), client.open(CODE, code)
    client.diagnostics(uri)
    client.diagnostics(other)

    def at(text: str, word: str, nth: int = 0) -> dict[str, Any]:
        start = -1
        for _ in range(nth + 1):
            start = text.index(word, start + 1)
        return {"start": place(text, start, encoding), "end": place(text, start + len(word), encoding)}

    def ask(method: str, uri: str, range: dict[str, Any], **more: Any) -> Any:
        return client.at(method, uri, range["start"]["line"], range["start"]["character"], **more)

    finding = next(d for d in client.shown(uri) if d["code"] == "field-casing")
    assert finding["range"] == at(contract, "user_name")
    assert ask("definition", uri, at(contract, "Role"))[0]["range"] == at(contract, "Role", 1)
    assert ask("definition", other, at(code, "user_name"))[0] == {"uri": uri, "range": at(contract, "user_name")}
    assert ask("hover", uri, at(contract, "User"))["range"] == at(contract, "User")
    edit = ask("rename", uri, at(contract, "user_name"), newName="userName")
    changes = (
        edit["changes"]
        if "changes" in edit
        else {e["textDocument"]["uri"]: e["edits"] for e in edit["documentChanges"]}
    )
    assert [e["range"] for e in changes[uri]] == [at(contract, "user_name")]
    assert [e["range"] for e in changes[other]] == [at(code, "user_name")]
    outline = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [c["selectionRange"] for c in outline[0]["children"]] == [at(contract, "user_name"), at(contract, "other")]


def test_fifty_open_documents(connect: Connect, repository: Repository, seed: int) -> None:
    """An edit of what all mention is shown in all of them, whatever was typed into the others meanwhile."""
    random = Random(seed)
    base = "/** A base. */\nexport interface Base {\n  /** @format uuid */\n  id: string;\n}\n"
    files = {"contracts/base.contract.ts": base}
    for n in range(49):
        files[f"contracts/part{n}.contract.ts"] = (
            f"/** Part {n}. */\nexport interface Part{n} {{\n  base: Base;\n  note_{n}: string;\n}}\n"
        )
    repository.write(files)
    client = connect()
    now = dict(files)
    uris = {path: client.open(path) for path in files}
    for path, uri in uris.items():
        assert ("field-casing" in codes(client.diagnostics(uri, timeout=60))) == ("part" in path)
    for step in range(200):
        path = "contracts/base.contract.ts" if step % 10 == 0 else random.choice(list(files))
        old = now[path]
        if path.startswith("contracts/base"):
            new = old.replace("interface Base", "interface Bass") if "interface Base" in old else base
        else:
            new = old.replace("note_", "note") if "note_" in old else files[path]
        now[path] = new
        client.change(uris[path], {"text": new})
    wait_for(client, fresh(connect, client, now))
    for path, uri in uris.items():
        assert client.published()[uri]["version"] == client.versions[uri], path


def test_settings_that_change_while_somebody_types(connect: Connect) -> None:
    client = connect()
    now = texts()[CONTRACT]
    uri = client.open(CONTRACT)
    for step, severity in enumerate(["off", "error", "hint", "warning", "off", "info"]):
        client.settings = {"severities": {"field-casing": severity}}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        for _ in range(5):
            now = now.replace("email_", "email_a") if step % 2 else now.replace("email_a", "email_")
            client.change(uri, {"text": now})
    wait_for(client, fresh(connect, client, {CONTRACT: now}))


def test_a_folder_that_is_closed_while_a_file_of_it_stays_open(
    connect: Connect, repository: Repository, tmp_path: Path
) -> None:
    contract = "/** A user. */\nexport interface User {\n  a_b: boolean;\n}\n"
    rules = texts()["CONVENTIONS.md"]
    second = Repository(
        tmp_path / "second",
        {"a.contract.ts": contract, "b.contract.ts": contract.replace("User", "Other"), "CONVENTIONS.md": rules},
    )
    client = connect(folders=[repository.path, second.path])
    opened = client.open((second.path / "a.contract.ts").as_uri(), contract)
    beside = (second.path / "b.contract.ts").as_uri()
    client.wait_for_codes(beside, {"field-casing"})
    folder = {"uri": second.path.as_uri(), "name": "second"}
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
    client.wait(lambda: not client.shown(beside))
    client.change(opened, {"text": contract.replace("a_b", "c_d")})
    assert "c_d" in client.diagnostics(opened)[0]["message"]
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
    client.wait_for_codes(beside, {"field-casing"})
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder, folder]}})
    client.close_document(opened)
    client.wait(lambda: not client.shown(opened) and not client.shown(beside))
    assert client.shown(client.uri(SPRINT))


def test_an_open_file_that_is_deleted_and_one_that_is_saved_for_the_first_time(
    client: LspClient, repository: Repository
) -> None:
    uri = client.open(CONTRACT)
    client.wait_for_codes(uri, codes(client.diagnostics(uri)))
    assert "field-casing" in codes(client.shown(uri))
    repository.write({CONTRACT: None})
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 3}]})
    client.change(uri, {"text": texts()[CONTRACT].replace("email_address", "email_place")})
    assert any("email_place" in d["message"] for d in client.diagnostics(uri))  # what is open is there
    client.close_document(uri)
    client.wait(lambda: not client.shown(uri), what="the findings of a file that is gone to go")
    text = "export interface Made {\n  a_b: boolean;\n}\n"
    untitled = client.open("untitled:made.contract.ts", text)
    assert client.diagnostics(untitled)
    repository.write({"contracts/made.contract.ts": text})
    client.close_document(untitled)
    made = client.open("contracts/made.contract.ts")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": made, "type": 1}]})
    client.wait(lambda: not client.shown(untitled))
    assert "field-casing" in codes(client.diagnostics(made))


def test_a_change_of_what_is_no_document_while_a_request_waits(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    text = {"text": texts()[CONTRACT].replace("email_address", "emailAddress")}

    def change(params: dict[str, Any]) -> dict[str, Any]:
        return {"method": "textDocument/didChange", "params": params}

    version = reader.next_version(uri)
    said: dict[str, Any] = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [text]}
    none: dict[str, Any] = {"textDocument": {"uri": {"uri": uri}, "version": version + 1}, "contentChanges": [text]}
    waits = {
        "id": 9001,
        "method": "textDocument/hover",
        "params": {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}},
    }
    reader.send_raw(framed(change(said), waits, change(none)))
    assert "field-casing" not in [d["code"] for d in reader.diagnostics(uri)]
    assert "Traceback" not in reader.log
