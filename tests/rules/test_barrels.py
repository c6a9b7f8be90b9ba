"""Contracts that code imports through files which hand them on: barrels, namespaces of a package, re-exports under another name."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A label. */
export interface Tag { id: string; title: string; status: Status }
/** Where it stands; generators write the type first, people the constant. */
export type Status = (typeof Status)[keyof typeof Status];
export const Status = { init: "init", done: "done" } as const;
export const Role = { owner: "owner", guest: "guest" } as const;
export type Role = (typeof Role)[keyof typeof Role];
"""
FILES = {
    "contracts/tag.contract.ts": CONTRACT,
    "packages/types/src/http.ts": 'export * from "../../../contracts/tag.contract";\n',
    "packages/types/src/index.ts": 'export * as Http from "./http";\nexport * from "./http";\nexport { Tag as Label } from "./http";\n',
}
IMPORTS = 'import { Http, Label, Role, Status, Tag } from "@acme/types";\nimport { Tag as Own } from "../packages/types/src";\n'


def findings(code: str) -> list[tuple[str, str]]:
    files = {**FILES, "src/code.ts": IMPORTS + code}
    return [(f.rule, f.message) for f in check(snapshot_as_written(files)) if f.path == "src/code.ts"]


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("export const a = (tag: Tag) => tag.titel;", "titel"),
        ("export const a = (tag: Own) => tag.titel;", "titel"),
        ("export const a = (tag: Label) => tag.titel;", "titel"),
        ("export const a = (tag: Http.Tag) => tag.titel;", "titel"),
        (
            "declare function load(): Promise<Http.Tag[]>;\nexport const a = async () => (await load())[0].titel;",
            "titel",
        ),
        ("export const a: Partial<Http.Tag> = { titel: 'x' };", "titel"),
        ("export const a = Status.initt;", "initt"),
        ("export const a = Http.Status.initt;", "initt"),
        ("export const a = (tag: Http.Tag) => tag.status === 'initt';", "initt"),
        ("export const a = (status: Status) => status === 'initt';", "initt"),
        ("export const a = Role.ownr;", "ownr"),
        ("export const a: Role = 'ownr';", "ownr"),
    ],
)
def test_a_contract_is_followed_through_the_files_that_hand_it_on(code: str, named: str) -> None:
    found = findings(code)
    assert len(found) == 1, found
    assert f"`{named}`" in found[0][1] or f"'{named}'" in found[0][1], found


@pytest.mark.parametrize(
    "code",
    [
        "export const a = (tag: Http.Tag) => tag.title;",
        "export const a = [Status.init, Http.Status.done, Role.guest];",
        "export const a = (status: Status, role: Role) => status === 'init' || role === 'owner';",
        "export const a = (tag: Http.Other) => tag.titel;",
    ],
)
def test_what_keeps_the_contract_is_silent(code: str) -> None:
    assert findings(code) == []


def test_a_variable_may_be_named_as_our_readers_name_things() -> None:
    column = findings("export const a = ({ column }: { column: Tag }) => column.nam;")
    rows = findings("export const a = (rows: Tag[]) => rows.where((row) => row.id).titel;")
    assert [r for r, _ in column] == ["unknown-property"]
    assert rows == []


def test_what_a_promise_does_for_itself_is_no_field() -> None:
    files = {
        **FILES,
        "src/api.ts": 'import { Tag } from "@acme/types";\ninterface Answer { ok: boolean }\n'
        "export async function ask<T = any>(url: string): Promise<T & Answer> { return await new Promise<T & Answer>(() => {}) }\n"
        "export const save = (id: string) => ask<Tag>(`/tags/${id}`);\n",
        "src/code.ts": 'import { save } from "./api";\n'
        "export const a = () => save('1').catch((error) => console.log(error)).finally(() => undefined);\n",
    }
    assert [f.message for f in check(snapshot_as_written(files)) if f.path == "src/code.ts"] == []
