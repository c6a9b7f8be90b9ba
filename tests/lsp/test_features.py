"""Every feature through a real client over stdio, on contracts, conventions, sprints and code."""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

import pytest

from support.lsp_client import LspClient, LspError

from .conftest import CODE, CONTRACT, SPRINT, texts
from .test_editing import applied

pytestmark = pytest.mark.slow

CONVENTIONS = "CONVENTIONS.md"
REQUEST_FAILED = -32803
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}


def place(path: str, marked: str) -> tuple[int, int]:
    """The line and column of `¦` in a file of the repository; all lines that tests point at are ASCII."""
    before, _, after = marked.partition("¦")
    at = texts()[path].index(before + after) + len(before)
    ahead = texts()[path][:at]
    return ahead.count("\n"), at - (ahead.rfind("\n") + 1)


def ask(client: LspClient, method: str, path: str, marked: str, **more: Any) -> Any:
    return client.at(method, client.uri(path), *place(path, marked), **more)


def document(client: LspClient, method: str, path: str, **more: Any) -> Any:
    return client.request(f"textDocument/{method}", {"textDocument": {"uri": client.uri(path)}, **more})


def after(client: LspClient, edit: dict[str, Any], changed: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The texts of the repository, some of them changed, after a workspace edit."""
    changes = {d["textDocument"]["uri"]: d["edits"] for d in edit.get("documentChanges", ())} or edit["changes"]
    now = {**texts(), **changed}
    return {p: applied(t, changes[client.uri(p)]) for p, t in now.items() if client.uri(p) in changes}


def test_a_rename_changes_every_file(opened: LspClient) -> None:
    prepared = ask(opened, "prepareRename", CODE, "@contract Us¦er")
    assert prepared["placeholder"] == "User"
    edit = ask(opened, "rename", CODE, "@contract Us¦er", newName="Person")
    changed = after(opened, edit)
    assert "export interface Person {" in changed[CONTRACT]
    assert "@contract Person" in changed[CODE]
    assert changed[SPRINT].count("Person") == 3
    for path, text in changed.items():
        opened.change(opened.uri(path), {"text": text})
    messages = [d["message"] for p in changed for d in opened.diagnostics(opened.uri(p))]
    assert not [m for m in messages if "User" in m.replace("UserRow", "").replace("Usr", "")]


def test_a_rename_names_versions_where_the_client_knows_them(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities={"workspace": {"workspaceEdit": {"documentChanges": True}}})
    uri = client.open(CONTRACT)
    client.diagnostics(uri)
    changes = ask(client, "rename", CONTRACT, "interface Us¦er", newName="Person")["documentChanges"]
    versions = {c["textDocument"]["uri"]: c["textDocument"]["version"] for c in changes}
    assert versions[uri] == 1
    assert versions[client.uri(CODE)] is None


def test_an_unsafe_rename_is_an_error_with_one_sentence(opened: LspClient) -> None:
    with pytest.raises(LspError) as caught:
        ask(opened, "rename", CONTRACT, "  i¦d: string", newName="email_address")
    assert caught.value.code == REQUEST_FAILED
    assert caught.value.message == "`User` already has a field `email_address`; choose another name."
    assert ask(opened, "prepareRename", CODE, "export inter¦face") is None


def test_definition_declaration_implementation_and_highlight(opened: LspClient) -> None:
    contract, code = opened.uri(CONTRACT), opened.uri(CODE)
    assert [p["uri"] for p in ask(opened, "implementation", SPRINT, "provides: [Us¦er]")] == [code]
    assert [p["uri"] for p in ask(opened, "declaration", CODE, "  i¦d: string")] == [contract]
    assert [p["uri"] for p in ask(opened, "definition", CONTRACT, "  i¦d: string")] == [code]
    assert ask(opened, "definition", CONTRACT, "@owner a¦pi")[0]["uri"] == opened.uri(SPRINT)
    shown = ask(opened, "documentHighlight", SPRINT, "provides: [Us¦er]")
    assert [h["range"]["start"]["line"] for h in shown] == [7, 13, 19]


def test_symbols_of_the_workspace(opened: LspClient) -> None:
    found = opened.request("workspace/symbol", {"query": "usro"})
    assert [(s["name"], s["containerName"]) for s in found] == [("UserRow", "implements User")]
    names = [s["name"] for s in opened.request("workspace/symbol", {"query": "user"})]
    assert names[0] == "User"
    assert "User.email_address" in names
    assert {"api", "ui", "docs", "Authentication"} <= {
        s["name"] for s in opened.request("workspace/symbol", {"query": ""})
    }


def test_folds_and_selections(opened: LspClient) -> None:
    folds = {(f["startLine"], f["endLine"]) for f in document(opened, "foldingRange", CONTRACT)}
    assert {(0, 2), (3, 8)} <= folds
    assert (3, 21) in {(f["startLine"], f["endLine"]) for f in document(opened, "foldingRange", SPRINT)}
    line, character = place(CONTRACT, "email_ad¦dress: string")
    chain = document(opened, "selectionRange", CONTRACT, positions=[{"line": line, "character": character}])[0]
    spans = []
    while chain:
        spans.append((chain["range"]["start"], chain["range"]["end"]))
        chain = chain.get("parent")
    assert spans[0] == ({"line": 7, "character": 2}, {"line": 7, "character": 15})
    assert spans[-1][0] == {"line": 0, "character": 0}
    assert len(spans) >= 4


def test_semantic_tokens_of_the_whole_and_of_a_range(opened: LspClient) -> None:
    data = document(opened, "semanticTokens/full", CONTRACT)["data"]
    assert data[:10] == [1, 3, 6, 0, 0, 0, 7, 3, 3, 0], "@owner, api"
    part = {"start": {"line": 4, "character": 0}, "end": {"line": 5, "character": 0}}
    assert document(opened, "semanticTokens/range", CONTRACT, range=part)["data"] == [4, 6, 7, 0, 0, 0, 8, 4, 4, 0]
    assert document(opened, "semanticTokens/full", SPRINT)["data"]


def test_links(opened: LspClient) -> None:
    found = document(opened, "documentLink", CONTRACT)
    assert [link["target"] for link in found] == [opened.uri(SPRINT) + "#L5,9"]


def test_formatting_keeps_comments(opened: LspClient) -> None:
    untidy = "sprint:   S # a name\npackages:\n- id:  a\n  owns: [x/**,y/**]\n  # why\n  brief: b   \n\n\n"
    uri = opened.uri(SPRINT)
    opened.change(uri, {"text": untidy})
    options = {"tabSize": 4, "insertSpaces": True}
    tidy = applied(untidy, document(opened, "formatting", SPRINT, options=options))
    assert tidy == "sprint: S # a name\npackages:\n  - id: a\n    owns: [x/**, y/**]\n    # why\n    brief: b\n"
    first = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 99}}
    part = applied(untidy, document(opened, "rangeFormatting", SPRINT, range=first, options=options))
    assert part == untidy.replace("sprint:   S", "sprint: S")
    opened.change(uri, {"text": tidy})
    assert document(opened, "formatting", SPRINT, options=options) == []


def test_only_plans_have_a_formatter_where_the_client_can_be_told(connect: Callable[..., LspClient]) -> None:
    client = connect(start=False)
    dynamic = {"dynamicRegistration": True}
    said = client.start(capabilities={"textDocument": {"formatting": dynamic, "rangeFormatting": dynamic}})
    assert not {"documentFormattingProvider", "documentRangeFormattingProvider"} & set(said)

    def registered() -> dict[str, Any]:
        return {r["method"]: r for p in client.asked("client/registerCapability") for r in p["registrations"]}

    client.wait(lambda: "textDocument/formatting" in registered(), what="the registration")
    for method in ("textDocument/formatting", "textDocument/rangeFormatting"):
        patterns = [s["pattern"] for s in registered()[method]["registerOptions"]["documentSelector"]]
        assert patterns == ["**/*.sprint.yaml", "**/CONVENTIONS.md"]


def test_the_order_of_packages(opened: LspClient) -> None:
    text = texts()[SPRINT].replace("    consumes: [User]\n", "    consumes: [User]\n    after: [api]\n")
    uri = opened.uri(SPRINT)
    opened.change(uri, {"text": text})
    api = opened.at("prepareCallHierarchy", uri, 6, 10)[0]
    assert (api["name"], api["detail"]) == ("api", "step 1")
    calls = opened.request("callHierarchy/incomingCalls", {"item": api})
    assert [c["from"]["name"] for c in calls] == ["ui", "docs"]
    assert calls[0]["from"]["detail"] == "step 2 · after api"
    waits = opened.request("callHierarchy/outgoingCalls", {"item": calls[0]["from"]})
    assert [w["to"]["name"] for w in waits] == ["api"]
    assert [r["start"]["line"] for r in waits[0]["fromRanges"]] == [14, 13]
    outline = document(opened, "documentSymbol", SPRINT)[0]["children"]
    assert [s["name"] for s in outline[0]["children"]] == ["step 1", "step 2"]
    assert [s["name"] for s in outline[0]["children"][1]["children"]] == ["ui"]
    assert [s["name"] for s in outline[1:]] == ["api", "ui", "docs"]


def test_an_overlap_is_seen_while_it_is_typed(opened: LspClient) -> None:
    uri = opened.uri(SPRINT)
    line, character = place(SPRINT, "owns: [docs/**¦]")
    for n, letter in enumerate(", src/api/users.ts"):
        here = {"line": line, "character": character + n}
        opened.change(uri, {"range": {"start": here, "end": here}, "text": letter})
    found = [d for d in opened.diagnostics(uri) if d["code"] == "overlapping-ownership"]
    assert any(d["range"]["start"]["line"] == line for d in found)


def pulling(connect: Callable[..., LspClient]) -> LspClient:
    return connect(
        initializationOptions={"diagnostics": "pull"},
        capabilities={"workspace": {"diagnostics": {"refreshSupport": True}}},
    )


def test_diagnostics_can_be_asked_for(connect: Callable[..., LspClient]) -> None:
    client = pulling(connect)
    client.open(CONTRACT)
    first = document(client, "diagnostic", CONTRACT)
    assert first["kind"] == "full"
    assert "field-casing" in {d["code"] for d in first["items"]}
    again = document(client, "diagnostic", CONTRACT, previousResultId=first["resultId"])
    assert again == {"kind": "unchanged", "resultId": first["resultId"]}
    client.change(client.uri(CONTRACT), {"text": texts()[CONTRACT].replace("email_address", "email")})
    changed = document(client, "diagnostic", CONTRACT, previousResultId=first["resultId"])
    assert changed["kind"] == "full"
    assert "field-casing" not in {d["code"] for d in changed["items"]}
    assert not client.said("textDocument/publishDiagnostics"), "nobody is told twice"


def test_the_workspace_can_be_asked_about(connect: Callable[..., LspClient]) -> None:
    client = pulling(connect)
    client.wait(lambda: any(r["method"] == "workspace/diagnostic/refresh" for r in client.requests), what="a refresh")
    items = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    by_uri = {i["uri"]: i for i in items}
    assert by_uri[client.uri(SPRINT)]["items"]
    assert by_uri[client.uri(CODE)]["items"]
    before = [{"uri": i["uri"], "value": i["resultId"]} for i in items]
    again = client.request("workspace/diagnostic", {"previousResultIds": before})["items"]
    assert {i["kind"] for i in again} == {"unchanged"}


def test_a_client_that_is_told_is_not_offered_to_ask(reader: LspClient) -> None:
    assert "diagnosticProvider" not in reader.capabilities
    assert reader.capabilities["renameProvider"]
    assert reader.capabilities["semanticTokensProvider"]["range"] is True


SHOWS = {"window": {"showDocument": {"support": True}}}


def asked_for(client: LspClient, method: str) -> dict[str, Any]:
    """The parameters of the last request of the server."""
    client.wait(lambda: any(r["method"] == method for r in client.requests), what=method)
    return [r["params"] for r in client.requests if r["method"] == method][-1]


def test_an_implementation_leads_to_its_contract(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities=SHOWS)
    contract, code = client.open(CONTRACT), client.open(CODE)
    client.diagnostics(code)
    lens = client.lenses(code)[0]["command"]
    assert lens["title"] == "contract User · 1 drift"
    client.command(lens["command"], *lens["arguments"])
    shown = asked_for(client, "window/showDocument")
    assert shown["uri"] == contract
    assert shown["selection"]["start"] == {"line": 3, "character": 17}
    hover = ask(client, "hover", CODE, "  i¦d: string")["contents"]["value"]
    assert hover.startswith("**User.id**: `string`")
    assert "Bound here because line 1 says `@contract User`." in hover


def test_a_client_without_markdown_is_told_in_plain_text(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities={"textDocument": {"hover": {"contentFormat": ["plaintext"]}}})
    client.diagnostics(client.open(CONTRACT))
    said = ask(client, "hover", CONTRACT, "interface Us¦er")["contents"]
    assert said["kind"] == "plaintext"
    assert said["value"].startswith("User · record · contracts/user.contract.ts")
    assert "- interface UserRow in src/api/users.ts: 1 drift: missing-field (bound because" in said["value"]


def test_what_stands_in_other_files_is_asked_for_again(opened: LspClient) -> None:
    def refreshed(done: Callable[[], Any], what: str) -> None:
        before = len(opened.asked("workspace/codeLens/refresh"))
        done()
        opened.wait(lambda: len(opened.asked("workspace/codeLens/refresh")) > before, what=what)

    whole = "/** @contract User */\nexport interface More {\n  id: string;\n  email_address: string;\n}\n"
    bound, unbound = whole, whole.replace("@contract", "A").replace("email_address", "size")
    uri = opened.open("src/whole.ts", unbound)
    opened.diagnostics(uri)
    for text in (bound, unbound, bound):  # nothing is found in either
        refreshed(lambda text=text: opened.change(uri, {"text": text}), "other code to implement the contract")
        assert not opened.diagnostics(uri)
    assert "2 implementations" in opened.lenses(opened.uri(CONTRACT))[0]["command"]["title"]
    plan = texts()[SPRINT].replace("provides: [User]", "provides: []")
    refreshed(lambda: opened.change(opened.uri(SPRINT), {"text": plan}), "a package that provides no more")


def test_conventions_say_what_breaks_them_and_mend_it(opened: LspClient) -> None:
    lenses = [lens["command"] for lens in opened.lenses(opened.uri(CONVENTIONS))]
    assert [lens["title"] for lens in lenses] == ["governs 3 names · 1 breaks it", "Fix it"]
    assert opened.command(lenses[1]["command"], *lenses[1]["arguments"]) == 1
    edit = asked_for(opened, "workspace/applyEdit")["edit"]
    changed = after(opened, edit)
    assert "emailAddress: string;" in changed[CONTRACT]
    hover = ask(opened, "hover", CONVENTIONS, "fie¦lds: camelCase")["contents"]["value"]
    assert "Governs 2 names; 1 finding." in hover
    labels = {i["label"] for i in ask(opened, "completion", CONVENTIONS, "types: ¦PascalCase")}
    assert {"PascalCase", "snake_case"} <= labels
    assert opened.command("dovetail.fixAll", opened.uri(CONTRACT), "field-casing") == 1
    with pytest.raises(LspError) as caught:
        opened.command("dovetail.fixAll", opened.uri(CONTRACT), "type-casing")
    assert caught.value.message == "Nothing of 'type-casing' can be mended by itself."


@pytest.mark.parametrize("kind", ["source.fixAll", "source.fixAll.dovetail", "source"])
def test_all_is_fixed_on_saving(opened: LspClient, kind: str) -> None:
    uri = opened.uri(CODE)
    (action,) = opened.actions(uri, WHOLE, only=[kind])
    assert action["kind"] == "source.fixAll.dovetail"
    assert set(action["edit"]["changes"]) == {uri}, "saving a file changes no other"
    changed = applied(texts()[CODE], action["edit"]["changes"][uri])
    before = {d["code"] for d in opened.diagnostics(uri)}
    assert before >= {"missing-field"}
    opened.change(uri, {"text": changed})
    assert "missing-field" not in {d["code"] for d in opened.diagnostics(uri)}
    assert opened.actions(uri, WHOLE, only=[kind]) == []
    assert opened.actions(uri, WHOLE, only=["source.organizeImports"]) == []


def test_a_client_is_told_that_all_can_be_fixed_on_saving(reader: LspClient) -> None:
    assert "source.fixAll.dovetail" in reader.capabilities["codeActionProvider"]["codeActionKinds"]


def test_what_is_fixed_on_saving_is_not_offered_by_the_light_bulb(opened: LspClient) -> None:
    assert not [a for a in opened.actions(opened.uri(CODE), WHOLE) if a["kind"].startswith("source")]


def test_completion_in_a_sprint_while_it_is_no_yaml(opened: LspClient) -> None:
    uri = opened.uri(SPRINT)
    text = texts()[SPRINT]
    line = text.count("\n")
    for typed, expected in (
        ("    owns: [", "src/**"),
        ("    consumes: [", "User"),
        ("    after: [", "api"),
        ("    status: ", "ready"),
        ("    agent: ", "default"),
        ("    lay", "layer"),
    ):
        opened.change(uri, {"text": text + typed})
        labels = {i["label"] for i in opened.at("completion", uri, line, len(typed))}
        assert expected in labels, typed


def test_what_a_package_has_done_is_shown_on_request(opened: LspClient) -> None:
    uri = opened.uri(SPRINT)
    with pytest.raises(LspError) as caught:
        opened.command("dovetail.diff", uri, "api")
    assert caught.value.message == "'api' has no branch yet: launch it first."
    with pytest.raises(LspError) as caught:
        opened.command("dovetail.log", uri, "nobody")
    assert caught.value.message == "The sprint has no package 'nobody'; it has api, ui, docs."
    shown = opened.command("dovetail.log", uri, "api")
    assert shown.endswith("/dovetail/shown/authentication-api.log")


def test_what_is_taken_within_quotes_keeps_them(opened: LspClient) -> None:
    uri = opened.uri(SPRINT)
    text = texts()[SPRINT].replace("owns: [docs/**]", 'owns: ["sr"]')
    opened.change(uri, {"text": text})
    line = text[: text.index('"sr"')].count("\n")
    items = {i["label"]: i for i in opened.at("completion", uri, line, text.splitlines()[line].index('"sr"') + 3)}
    assert applied(text, [items["src/api/**"]["textEdit"]]).splitlines()[line] == '    owns: ["src/api/**"]'
    assert [i["sortText"] for i in items.values()] == sorted(i["sortText"] for i in items.values())


def test_a_route_and_a_call_lead_to_their_endpoint(opened: LspClient) -> None:
    contract, code = opened.uri(CONTRACT), opened.uri(CODE)
    endpoint = "/** All.\n * @api GET /users/all\n */\nexport interface AllUsers { response: User[]; errors: never }\n"
    opened.change(contract, {"text": texts()[CONTRACT] + endpoint})
    served = 'import express from "express";\nconst app = express(); app.get("/users/all", (_, res) => res.json([]));\n'
    opened.change(code, {"text": f'{served}export const load = () => fetch("/users/all");\n'})
    opened.diagnostics(code)
    opened.diagnostics(contract)
    assert "contract AllUsers" in opened.lenses(code)[0]["command"]["title"]
    assert opened.lenses(contract)[-1]["command"]["title"].endswith("1 implementation · 1 call")
    for line, character in ((1, 36), (2, 35)):
        assert opened.at("definition", code, line, character)[0]["uri"] == contract
        assert opened.at("hover", code, line, character)["contents"]["value"].startswith("**AllUsers** · endpoint")


def test_what_has_changed_in_the_tokens(opened: LspClient, seed: int) -> None:
    """A client that asks for changes alone has, after any edits, what one that asks for all of them has."""
    random, uri = Random(seed), opened.uri(CONTRACT)
    first = document(opened, "semanticTokens/full", CONTRACT)
    held, id, text = list(first["data"]), first["resultId"], texts()[CONTRACT]
    assert document(opened, "semanticTokens/full/delta", CONTRACT, previousResultId=id) == {"edits": [], "resultId": id}
    sent = whole = 0
    for _ in range(40):
        at = random.randrange(text.count("\n") + 1)
        lines = text.splitlines(keepends=True)
        lines[at:at] = [random.choice(["\n", " * @format uuid\n", "/** @db none */\n", "/** @unit seconds\n"])]
        if random.random() < 0.3:
            del lines[random.randrange(len(lines))]
        text = "".join(lines)
        opened.change(uri, {"text": text})
        answer = document(opened, "semanticTokens/full/delta", CONTRACT, previousResultId=id)
        for edit in answer["edits"]:
            held[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
            sent += len(edit["data"])
        whole += len(held)
        id = answer["resultId"]
        assert held == document(opened, "semanticTokens/full", CONTRACT)["data"]
    assert sent < whole / 2, "less is sent than all"
    assert document(opened, "semanticTokens/full/delta", CONTRACT, previousResultId="never")["data"] == held
    opened.close_document(uri)
    assert "resultId" not in document(opened, "semanticTokens/full", CONTRACT)


def test_what_is_offered_says_more_when_it_is_looked_at(opened: LspClient) -> None:
    items = {i["label"]: i for i in ask(opened, "completion", CODE, "@contract ¦User")}
    assert "documentation" not in items["User"]
    said = opened.request("completionItem/resolve", items["User"])
    assert said["documentation"]["kind"] == "markdown"
    assert "Provided by `api`" in said["documentation"]["value"]
    assert {k: v for k, v in said.items() if k != "documentation"} == items["User"]
    owner = next(i for i in ask(opened, "completion", CONTRACT, "@owner ¦api") if i["label"] == "api")
    assert "Its agent reads" in opened.request("completionItem/resolve", owner)["documentation"]["value"]
    nothing = {"label": "User", "data": {"uri": 5, "kind": ["contract"]}}
    assert opened.request("completionItem/resolve", nothing) == nothing


def test_files_that_two_packages_name_alike_are_left_to_either(opened: LspClient) -> None:
    uri, text = opened.uri(SPRINT), texts()[SPRINT].replace("owns: [docs/**]", "owns: [docs/**, src/api/**]")
    text = text.replace("owns: [src/api/**]", "owns: [src/api/**, src/own.ts]").replace("[src/**]", "[src/ui/**]")
    opened.change(uri, {"text": text})
    (found,) = (d for d in opened.diagnostics(uri) if d["code"] == "overlapping-ownership")
    offers = {a["title"]: a for a in opened.actions(uri, found["range"]) if a["kind"] == "quickfix"}
    assert set(offers) == {"Leave `src/api/**` to `api`", "Leave `src/api/**` to `docs`"}
    for kept, line in (("api", "owns: [docs/**]\n"), ("docs", "owns: [src/own.ts]\n")):
        (edits,) = offers[f"Leave `src/api/**` to `{kept}`"]["edit"]["changes"].values()
        assert line in applied(text, edits)


def test_plans_follow_files_that_get_another_path(opened: LspClient) -> None:
    text = texts()[SPRINT].replace("owns: [src/api/**]", 'owns: [./src/api/users.ts, "src/api/**"]  # ours')
    opened.change(opened.uri(SPRINT), {"text": text})

    def renamed(**moved: str) -> dict[str, str]:
        files = [{"oldUri": opened.uri(old), "newUri": opened.uri(new)} for old, new in moved.items()]
        return after(opened, opened.request("workspace/willRenameFiles", {"files": files}), {SPRINT: text})

    moved = renamed(**{"src/api": "server/a, b", "CONVENTIONS.md": "docs/CONVENTIONS.md", "nobody": "names this"})
    assert moved[SPRINT] == text.replace("./src/api/users.ts", '"./server/a, b/users.ts"').replace(
        "src/api/**", "server/a, b/**"
    )
    assert renamed(contracts="promises")[SPRINT] == text.replace("[contracts/*", "[promises/*")
    away = [{"oldUri": opened.uri("src/api"), "newUri": "file:///elsewhere/api"}]
    assert opened.request("workspace/willRenameFiles", {"files": away}) is None


def test_a_client_that_knows_no_trees_is_given_a_list(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities={"textDocument": {}})
    uri = client.open(CONTRACT)
    client.diagnostics(uri)
    found = document(client, "documentSymbol", CONTRACT)
    assert [(s["name"], s.get("containerName")) for s in found] == [
        ("User", None), ("id", "User"), ("email_address", "User"),
    ]  # fmt: skip
    assert {s["location"]["uri"] for s in found} == {uri}


def test_what_mends_a_file_names_its_version(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities={"workspace": {"workspaceEdit": {"documentChanges": True}}})
    uri = client.open(CONTRACT)
    client.change(uri, {"text": texts()[CONTRACT] + "\n"})
    finding = next(d for d in client.diagnostics(uri) if d["code"] == "field-casing")
    for action in (a for a in client.actions(uri, finding["range"]) if "edit" in a):
        named = {e["textDocument"]["uri"]: e["textDocument"]["version"] for e in action["edit"]["documentChanges"]}
        assert named[uri] == 2
        assert set(named.values()) <= {2, None}
