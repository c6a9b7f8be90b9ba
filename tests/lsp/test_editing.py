"""Open, see, mend: the three files through a real client over stdio."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from repositories import Repository
from support.lsp_client import LspClient

from .conftest import CODE, CONTRACT, SPRINT, texts

pytestmark = pytest.mark.slow


def codes(diagnostics: list[dict[str, Any]]) -> set[str]:
    return {d["code"] for d in diagnostics}


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """Text after edits, in UTF-16 units, as an editor applies them."""
    units = [line.encode("utf-16-le") for line in text.split("\n")]

    def at(position: dict[str, int]) -> int:
        return sum(len(u) + 2 for u in units[: position["line"]]) + 2 * position["character"]

    encoded = text.encode("utf-16-le")
    spans = [(at(e["range"]["start"]), at(e["range"]["end"]), i, e) for i, e in enumerate(edits)]
    for start, end, _, edit in sorted(
        spans, key=lambda s: s[:3], reverse=True
    ):  # what is put in at one place keeps its order
        encoded = encoded[:start] + edit["newText"].encode("utf-16-le") + encoded[end:]
    return encoded.decode("utf-16-le")


def test_the_three_files_show_their_findings(reader: LspClient) -> None:
    contract, conventions, sprint = (reader.open(p) for p in (CONTRACT, "CONVENTIONS.md", SPRINT))
    casing = next(d for d in reader.diagnostics(contract) if d["code"] == "field-casing")
    assert casing["range"] == {"start": {"line": 7, "character": 2}, "end": {"line": 7, "character": 15}}
    assert casing["source"] == "dovetail"
    assert casing["severity"] == 2
    assert casing["codeDescription"]["href"].endswith("/field_casing.md")
    unknown = next(d for d in reader.diagnostics(conventions) if d["code"] == "unknown-key")
    assert "forbidden" in unknown["message"]
    overlap = next(d for d in reader.diagnostics(sprint) if d["code"] == "overlapping-ownership")
    assert overlap["relatedInformation"][0]["location"]["uri"] == sprint
    assert "unknown-contract" in codes(reader.diagnostics(sprint))
    assert not reader.log


def test_a_client_that_shows_no_links_gets_none(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities={"textDocument": {"publishDiagnostics": {}}})
    found = client.diagnostics(client.open(CONTRACT))
    assert codes(found)
    assert not any("codeDescription" in d for d in found)


def test_findings_of_files_that_are_not_open_are_shown_too(reader: LspClient) -> None:
    reader.wait(lambda: reader.shown(reader.uri(SPRINT)), what="the sprint's findings")
    reader.wait(lambda: reader.shown(reader.uri(CONTRACT)), what="the contract's findings")


def test_a_fix_makes_its_finding_go_away(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    finding = next(d for d in reader.diagnostics(uri) if d["code"] == "field-casing")
    actions = reader.actions(uri, finding["range"], only=["quickfix"])
    fix = next(a for a in actions if a["diagnostics"][0]["code"] == "field-casing")
    assert fix["kind"] == "quickfix"
    assert fix["isPreferred"] is True
    text = applied(texts()[CONTRACT], fix["edit"]["changes"][uri])
    assert "emailAddress: string;" in text
    reader.change(uri, {"text": text})
    assert "field-casing" not in codes(reader.diagnostics(uri))


def test_a_drift_names_the_contract_and_is_mended_in_the_code(reader: LspClient) -> None:
    uri = reader.open(CODE)
    missing = next(d for d in reader.diagnostics(uri) if d["code"] == "missing-field")
    assert missing["relatedInformation"][0]["location"]["uri"] == reader.uri(CONTRACT)
    assert missing["severity"] == 1
    fix = next(a for a in reader.actions(uri, missing["range"]) if a.get("edit"))
    reader.change(uri, {"text": applied(texts()[CODE], fix["edit"]["changes"][uri])})
    assert "missing-field" not in codes(reader.diagnostics(uri))


def test_hover_lens_symbols_definition_references_completion_and_hints(reader: LspClient) -> None:
    contract, code, sprint = reader.open(CONTRACT), reader.open(CODE), reader.open(SPRINT)
    reader.diagnostics(code)
    hover = reader.at("hover", contract, 3, 20)
    assert "Provided by `api`" in hover["contents"]["value"]
    assert hover["range"]["start"] == {"line": 3, "character": 17}
    lens = reader.lenses(contract)[0]
    assert lens["command"]["title"].startswith("provided by api · consumed by ui, docs · 1 implementation")
    assert lens["command"]["command"] == ""
    outline = reader.request("textDocument/documentSymbol", {"textDocument": {"uri": contract}})
    assert [c["name"] for c in outline[0]["children"]] == ["id", "email_address"]
    assert reader.at("definition", code, 1, 20)[0]["uri"] == contract
    places = reader.at("references", contract, 3, 20, context={"includeDeclaration": True})
    assert {p["uri"] for p in places} == {contract, code, sprint}
    assert "User" in [i["label"] for i in reader.at("completion", sprint, 7, 16)]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    hints = reader.request("textDocument/inlayHint", {"textDocument": {"uri": sprint}, "range": whole})
    assert [h["position"]["line"] for h in hints] == [4, 10, 16]
    assert "of 12,000 tokens" in hints[0]["label"]


def test_a_blocked_launch_is_shown_disabled_with_its_reason(reader: LspClient) -> None:
    uri = reader.open(SPRINT)
    reader.diagnostics(uri)
    here = {"start": {"line": 16, "character": 4}, "end": {"line": 16, "character": 4}}
    actions = {a["title"]: a for a in reader.actions(uri, here)}
    launch = actions["Launch package 'docs'"]
    assert "Usr" in launch["disabled"]["reason"]
    assert "command" not in launch
    titles = [lens["command"]["title"] for lens in reader.lenses(uri)]
    assert any(t.startswith("Launch is blocked: ") and "Usr" in t for t in titles)


def test_a_client_that_cannot_show_why_is_not_offered_what_is_refused(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities={"textDocument": {"codeAction": {}}})
    uri = client.open(SPRINT)
    client.diagnostics(uri)
    here = {"start": {"line": 16, "character": 4}, "end": {"line": 16, "character": 4}}
    assert "Launch package 'docs'" not in [a["title"] for a in client.actions(uri, here)]


def test_what_is_being_typed_is_not_judged(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    before = codes(reader.diagnostics(uri))
    end = {"line": 8, "character": 0}
    reader.change(uri, {"range": {"start": end, "end": end}, "text": "  \n"})
    for n, typed in enumerate("createdAt: ", 2):
        place = {"line": 8, "character": n}
        reader.change(uri, {"range": {"start": place, "end": place}, "text": typed})
        assert codes(reader.diagnostics(uri)) - before <= {"syntax-error"}, f"after {typed!r}"


@pytest.mark.parametrize(("encoding", "astral"), [("utf-16", 2), ("utf-8", 4), ("utf-32", 1)])
def test_positions_are_in_the_encoding_that_was_agreed(
    connect: Callable[..., LspClient], encoding: str, astral: int
) -> None:
    client = connect(capabilities={"general": {"positionEncodings": [encoding]}})
    text = "/** A user. */\r\nexport interface User {\r\n  /* 👩 é */ user_name: boolean;\r\n}\r\n"
    uri = client.open("contracts/astral.contract.ts", text)
    finding = next(d for d in client.diagnostics(uri) if d["code"] == "field-casing")
    accent = 2 if encoding == "utf-8" else 1
    start = 5 + astral + 1 + accent + 4
    assert finding["range"] == {"start": {"line": 2, "character": start}, "end": {"line": 2, "character": start + 9}}
    before = {"line": 2, "character": start + 4}
    client.change(
        uri,
        {"range": {"start": before, "end": {"line": 2, "character": start + 6}}, "text": "N"},
        {
            "range": {"start": {"line": 2, "character": 5}, "end": {"line": 2, "character": 5 + astral}},
            "text": "👩👩\r\n",
        },
    )
    assert "field-casing" not in codes(client.diagnostics(uri))
    shown = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [c["name"] for c in shown[0]["children"]] == ["userName"]


def test_a_line_that_only_python_would_end_does_not_shift_edits(reader: LspClient) -> None:
    text = "/** A\u2028user\x0c. */\nexport interface User {\n  user_name: boolean;\n}\n"
    uri = reader.open("contracts/odd.contract.ts", text)
    reader.diagnostics(uri)
    where = {"start": {"line": 2, "character": 6}, "end": {"line": 2, "character": 8}}
    reader.change(uri, {"range": where, "text": "N"})
    assert "field-casing" not in codes(reader.diagnostics(uri))


def test_closing_without_saving_goes_back_to_the_disk(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    reader.change(uri, {"text": texts()[CONTRACT].replace("email_address", "email")})
    assert "field-casing" not in codes(reader.diagnostics(uri))
    reader.close_document(uri)
    reader.wait(lambda: "field-casing" in codes(reader.shown(uri)), what="the finding of the file on disk")


def test_changes_behind_the_editors_back(client: LspClient, repository: Repository) -> None:
    uri = client.uri(CONTRACT)
    client.wait(lambda: "field-casing" in codes(client.shown(uri)))
    assert any(r["method"] == "client/registerCapability" for r in client.requests)
    repository.write({CONTRACT: texts()[CONTRACT].replace("email_address", "email")})
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]})
    client.wait(lambda: "field-casing" not in codes(client.shown(uri)))
    repository.write({CONTRACT: None, SPRINT: None})
    client.notify(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(p), "type": 3} for p in (CONTRACT, SPRINT)]}
    )
    client.wait(lambda: not client.shown(client.uri(SPRINT)), what="the deleted sprint's findings to go")


def test_a_client_that_does_not_watch_is_watched_for(connect: Callable[..., LspClient], repository: Repository) -> None:
    client = connect(capabilities={"workspace": {}})
    client.wait_for_codes(client.uri("CONVENTIONS.md"), {"unknown-key"})
    repository.write({"CONVENTIONS.md": texts()["CONVENTIONS.md"].replace("forbiden", "forbidden")})
    client.wait_for_codes(client.uri("CONVENTIONS.md"), set())
    repository.write({"contracts/more.contract.ts": "/** M. */\nexport interface more {\n  a: boolean;\n}\n"})
    client.wait(lambda: "type-casing" in codes(client.shown(client.uri("contracts/more.contract.ts"))))


def test_settings_of_the_editor_and_of_the_repository(
    connect: Callable[..., LspClient], repository: Repository
) -> None:
    client = connect(
        settings={"severities": {"field-casing": "off"}, "pythonPath": "of the extension", "exclude": None}
    )
    uri = client.open(CONTRACT)
    client.wait(lambda: client.shown(client.uri(SPRINT)))
    client.wait(lambda: "field-casing" not in codes(client.shown(uri)))
    client.settings = {"severities": {"field-casing": "error"}}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait(lambda: any(d["code"] == "field-casing" and d["severity"] == 1 for d in client.shown(uri)))
    settings = ".dovetail/settings.json"
    repository.write({settings: '{"exclude": 3}'})
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(settings), "type": 1}]})
    client.wait(lambda: client.shown(client.uri(settings)), what="a finding in the settings")
    assert "exclude" in client.shown(client.uri(settings))[0]["message"]


def test_a_client_without_such_a_section_keeps_the_settings_of_the_start(connect: Callable[..., LspClient]) -> None:
    client = connect(start=False)
    client.settings = None
    client.start(initializationOptions={"severities": {"field-casing": "hint"}})
    uri = client.open(CONTRACT)
    client.wait(lambda: any(r["method"] == "workspace/configuration" for r in client.requests))
    client.wait(lambda: any(d["code"] == "field-casing" and d["severity"] == 4 for d in client.shown(uri)))


def test_a_client_is_asked_to_tell_of_settings_where_it_would_not_by_itself(connect: Callable[..., LspClient]) -> None:
    """One that cannot be asked sends them along."""
    client = connect(capabilities={"workspace": {"didChangeConfiguration": {"dynamicRegistration": True}}})
    uri = client.open(CONTRACT)
    client.wait_for_codes(uri, codes(client.diagnostics(uri)))
    asked = [r for said in client.asked("client/registerCapability") for r in said["registrations"]]
    (told,) = (r for r in asked if r["method"] == "workspace/didChangeConfiguration")
    assert told["registerOptions"] == {"section": "dovetail"}
    client.notify(told["method"], {"settings": {"dovetail": {"severities": {"field-casing": "error"}}}})
    client.wait(lambda: any(d["code"] == "field-casing" and d["severity"] == 1 for d in client.shown(uri)))


ENTRY = "  - {{id: {id}, owns: [{id}/**], brief: b, verify: ['true'], {more}}}\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (
            ENTRY.format(id="a", more="") + ENTRY.format(id="b", more="") + ENTRY.format(id="a", more=""),
            "duplicate-package",
            4,
        ),
        (ENTRY.format(id="a", more="after: [b]") + ENTRY.format(id="b", more="after: [a]"), "dependency-cycle", 2),
        (ENTRY.format(id="a", more="consumes: [Usr]"), "unknown-contract", 2),
        ("\t- id: a\n", "syntax-error", 2),
        (ENTRY.format(id="a", more="reads: 7"), "wrong-type", 2),
        (ENTRY.format(id="a", more="provide: [User]"), "unknown-key", 2),
    ],
)
def test_a_sprint_that_is_wrong_says_so_at_the_right_place(reader: LspClient, text: str, code: str, line: int) -> None:
    uri = reader.open(SPRINT, f"sprint: S\npackages:\n{text}", "yaml")
    found = [d for d in reader.diagnostics(uri) if d["code"] == code]
    assert line in [d["range"]["start"]["line"] for d in found], reader.shown(uri)
    assert all(d["message"].count("\n") == 0 and d["severity"] == 1 for d in found)


def test_a_contract_with_a_syntax_error_says_where_and_goes_on(reader: LspClient) -> None:
    broken = "/** A. */\nexport interface A {\n  a: boolean\n  b_c: [\n}\n\n/** B. */\nexport interface B {\n  b_b: boolean;\n}\n"
    uri = reader.open("contracts/broken.contract.ts", broken)
    found = {d["code"]: d for d in reader.diagnostics(uri)}
    assert found["syntax-error"]["range"]["start"]["line"] in (3, 4)
    assert any(d["code"] == "field-casing" and d["range"]["start"]["line"] == 8 for d in reader.shown(uri))


def test_untitled_documents_and_files_of_nobody(reader: LspClient, tmp_path: Path) -> None:
    text = "export interface User { user_name: boolean }\n"
    untitled = reader.open("untitled:new.contract.ts", text)
    assert reader.diagnostics(untitled)
    assert reader.at("hover", untitled, 0, 18)
    reader.close_document(untitled)
    reader.wait(lambda: not reader.shown(untitled))
    loose = tmp_path / "loose.contract.ts"
    loose.write_text(text)
    assert reader.diagnostics(reader.open(loose.as_uri(), text))
    other = reader.open("untitled:notes.txt", "hello", "plaintext")
    assert reader.at("hover", other, 0, 1) is None
    assert reader.lenses("file:///nowhere/at/all.ts") == []


def test_two_folders_are_checked_each_for_itself(
    connect: Callable[..., LspClient], repository: Repository, tmp_path: Path
) -> None:
    contract = "/** A user. */\nexport interface User {\n  a_b: boolean;\n}\n"
    second = Repository(tmp_path / "second", {"a.contract.ts": contract, "CONVENTIONS.md": texts()["CONVENTIONS.md"]})
    client = connect(folders=[repository.path, second.path])
    other = (second.path / "a.contract.ts").as_uri()
    client.wait_for_codes(other, {"field-casing"})
    folder = {"uri": second.path.as_uri(), "name": "second"}
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
    client.wait(lambda: not client.shown(other))
    inside = {"uri": (repository.path / "src").as_uri(), "name": "src"}
    for event in ({"added": [inside], "removed": []}, {"added": [folder], "removed": [inside]}):
        client.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    client.wait(lambda: client.shown(other))
    # What is inside was closed, and the whole stays.
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(CONTRACT), "type": 2}]})
    client.wait_for_codes(client.uri(CODE), {"missing-field"})


def test_a_file_of_another_repository_is_checked_with_its_own(reader: LspClient, tmp_path: Path) -> None:
    files = {
        "a.contract.ts": "/** A. */\nexport interface A {\n  b: B;\n}\n",
        "b.contract.ts": "/** B. */\nexport interface B {\n  a_b: boolean;\n}\n",
    }
    other = Repository(tmp_path / "other", files)
    uri = reader.open((other.path / "a.contract.ts").as_uri(), files["a.contract.ts"])
    reader.diagnostics(uri, settled=0.3)
    assert "unknown-type" not in codes(reader.shown(uri))
    assert not reader.shown((other.path / "b.contract.ts").as_uri())
