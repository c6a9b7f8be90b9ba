"""Where a `@contract` tag may stand: each of these places binds, and what binds nothing is said."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Where to send. */
export interface Address {
  street: string;
  /** As the post writes it. */
  postalCode: string;
}
/** What a person may do. */
export type Role = "owner" | "viewer";
"""

PLACES = {
    "behind a brace of TypeScript": ("a.ts", "export interface Row { // @contract Address\n  street: string;\n}"),
    "behind a brace, after letters of several bytes": (
        "a.ts",
        "const é = '🎉';\nexport type Row = { // @contract Address\n  street: string;\n};",
    ),
    "between a brace and the first member": ("a.ts", "export interface Row { /* @contract Address */ street: string }"),
    "behind a class's brace": ("a.ts", "export class Row { // @contract Address\n  street = '';\n}"),
    "behind a schema's brace": (
        "a.ts",
        "import { z } from 'zod';\nexport const row = z.object({ // @contract Address\n  street: z.string(),\n});",
    ),
    "behind a schema's brace on its own line": (
        "a.ts",
        "import { z } from 'zod';\nexport const row = z\n  .object({ // @contract Address\n    street: z.string(),\n  })\n  .strict();",
    ),
    "behind the whole": ("a.ts", "export interface Row { street: string } // @contract Address"),
    "behind a brace of GraphQL": ("a.graphql", "type Row { # @contract Address\n  street: String!\n}"),
    "behind a brace of Protocol Buffers": (
        "a.proto",
        'syntax = "proto3";\nmessage Row { // @contract Address\n  string street = 1;\n}',
    ),
    "behind a brace of Prisma": ("a.prisma", "model Row { // @contract Address\n  street String\n}"),
    "above a model of Prisma, with two slashes": ("a.prisma", "// @contract Address\nmodel Row {\n  street String\n}"),
    "behind a parenthesis of SQL": ("a.sql", "CREATE TABLE rows ( -- @contract Address\n  street text NOT NULL\n);"),
    "behind a colon of Python": (
        "a.py",
        "from dataclasses import dataclass\n\n\n@dataclass\nclass Row:  # @contract Address\n    street: str\n",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_tag_binds_where_people_write_it(place: str) -> None:
    path, code = PLACES[place]
    found = check(snapshot_as_written({"a.contract.ts": CONTRACT, path: code}))
    told = [f.message for f in found if f.rule in ("missing-field", "idle-binding")]
    assert len(told) == 1, told
    assert "postalCode" in told[0].replace("postal_code", "postalCode")


def test_what_stands_behind_a_brace_is_not_said_of_the_first_member() -> None:
    code = "export interface Address { // @db addresses\n  street: string;\n  /** As written. */ postalCode: string;\n}"
    snapshot = snapshot_as_written({"a.contract.ts": code})
    contract = snapshot.contracts.get("Address")
    assert contract is not None
    assert [t.value for t in contract.declaration.tags] == ["addresses"]
    promises, _ = snapshot.contracts.promised(contract)
    assert [p.field.tags for p in promises] == [(), ()]


def test_words_behind_a_brace_are_still_those_of_the_first_member() -> None:
    code = "/** A price. */\nexport interface Price { // in cents\n  amount: number;\n}"
    contract = snapshot_as_written({"a.contract.ts": code}).contracts.get("Price")
    assert contract is not None
    assert contract.declaration.doc == "A price."


IDLE = {
    "an empty line away": ("a.ts", "// @contract Address\n\nexport interface Row { name: string }"),
    "above an import": ("a.ts", "// @contract Address\nimport { a } from './a';\nexport const row = a();"),
    "on a member": (
        "a.ts",
        "import { z } from 'zod';\nexport const row = z.object({\n  // @contract Address\n  street: z.string(),\n});",
    ),
    "above a function of Python": ("a.py", "# @contract Address\ndef row() -> int:\n    return 1\n"),
}


@pytest.mark.parametrize("place", IDLE)
def test_a_tag_that_binds_nothing_is_said(place: str) -> None:
    path, code = IDLE[place]
    found = check(snapshot_as_written({"a.contract.ts": CONTRACT, path: code}))
    assert [f.range.start for f in found if f.rule == "idle-binding"] == [code.index("@contract")]


@pytest.mark.parametrize(
    "code",
    [
        "export const example = `\n// @contract Address\nexport interface Row {}\n`;",
        "// Bound by `@contract Address`, as the README says, or by @contract tags.\nexport const one = 1;",
    ],
)
def test_strings_and_prose_are_no_tags(code: str) -> None:
    found = check(snapshot_as_written({"a.contract.ts": CONTRACT, "a.ts": code}))
    assert [f for f in found if f.rule == "idle-binding"] == []


LISTED = {
    "an object of texts": (
        "a.ts",
        'export const ROLES = { Owner: "owner", Viewer: "watcher" } as const; // @contract Role',
    ),
    "a frozen object": (
        "a.ts",
        'export const ROLES = Object.freeze({ OWNER: "owner", VIEWER: "watcher" }); // @contract Role',
    ),
    "a tuple": ("a.py", 'ROLES = ("owner", "watcher")  # @contract Role\n'),
    "a frozen set": ("a.py", 'ROLES = frozenset({"owner", "watcher"})  # @contract Role\n'),
}


@pytest.mark.parametrize("what", LISTED)
def test_a_list_of_texts_is_an_enum_where_its_tag_says_so(what: str) -> None:
    path, code = LISTED[what]
    snapshot = snapshot_as_written({"a.contract.ts": CONTRACT, path: code})
    found = [f for f in check(snapshot) if f.severity == "error"]
    assert [f.rule for f in found] == ["enum-mismatch"] * 2
    assert {code[f.range.start : f.range.end].lower() for f in found} <= {"roles", "viewer", "watcher"}
    conforming = snapshot_as_written({"a.contract.ts": CONTRACT, path: code.replace("watcher", "viewer")})
    assert [f.rule for f in check(conforming) if f.severity == "error"] == []


PLAIN = """
class Row:  # @contract Address
    def __init__(self, street: str, postal_code: str | None, city_name: str) -> None:
        self.street = street
        self.postal_code = postal_code
        self.city_name = city_name
        self._cache = {}
"""


def test_a_plain_class_of_python_has_what_its_constructor_gives_it() -> None:
    snapshot = snapshot_as_written({"a.contract.ts": CONTRACT, "a.py": PLAIN})
    told = {(f.rule, PLAIN[f.range.start : f.range.end]) for f in check(snapshot) if f.severity == "error"}
    assert told == {("null-mismatch", "postal_code")}
    renamed = PLAIN.replace("self.street", "self.road")
    told = {
        (f.rule, renamed[f.range.start : f.range.end])
        for f in check(snapshot_as_written({"a.contract.ts": CONTRACT, "a.py": renamed}))
    }
    assert ("renamed-field", "road") in told


def test_an_exception_is_a_contract_with_the_names_that_exceptions_have() -> None:
    code = """
from dataclasses import dataclass


def show(key: str) -> str:
    found = FOUND.get(key)
    return "" if found is None else found.steet + str(found.args) + found.street


@dataclass
class Wrong(Exception):  # @contract Address
    street: str
    postalCode: str


FOUND: dict[str, Wrong] = {}
"""
    found = [f for f in check(snapshot_as_written({"a.contract.ts": CONTRACT, "a.py": code})) if f.severity == "error"]
    assert [(f.rule, code[f.range.start : f.range.end]) for f in found] == [("unknown-property", "steet")]


def test_a_tag_above_a_function_is_that_of_the_request_in_it() -> None:
    contract = "/** All.\n * @api GET /rows\n */\nexport interface ListRows { response: string[]; errors: never }\n"
    code = "/** @contract ListRows */\nexport async function rows() {\n  return (await fetch('/rows')).json();\n}\n"
    for path, idle in (("/rows", 0), ("/others", 1)):
        found = check(snapshot_as_written({"a.contract.ts": contract, "web/a.ts": code.replace("/rows", path)}))
        assert len([f for f in found if f.rule == "idle-binding"]) == idle, found


VALUES = """
import csv
import json


def codes(body: str, file, cursor) -> list[str]:
    address = json.loads(body)  # @contract Address
    # @contract Address
    rows = cursor.execute("select 1").fetchall()
    for line in csv.DictReader(file):  # @contract Address
        print(line["street"])
    return [address["street"], *(row["street"] for row in rows)]


def address(body: str) -> dict:
    return json.loads(body)  # @contract Address
"""


def test_a_tag_of_a_value_in_a_function_of_python_is_not_idle() -> None:
    found = check(snapshot_as_written({"a.contract.ts": CONTRACT, "a.py": VALUES}))
    assert [f.message for f in found if f.rule == "idle-binding"] == []
    found = check(snapshot_as_written({"a.contract.ts": CONTRACT, "a.py": VALUES.replace('"street"]', '"steet"]')}))
    assert [f.rule for f in found if f.severity == "error"] == ["unknown-property"] * 3


def test_a_list_of_names_of_columns_in_python_is_held_to_the_fields() -> None:
    code = 'COLUMNS = ["street", "postal_code"]  # @contract Address\n'
    for written, told in ((code, []), (code.replace("street", "steet"), ["unknown-property"])):
        found = check(snapshot_as_written({"a.contract.ts": CONTRACT, "a.py": written}))
        assert [f.rule for f in found if f.severity == "error"] == told


def test_of_two_contracts_of_a_name_code_means_that_of_the_file_which_it_imports() -> None:
    files = {
        "src/users/roles.contract.ts": "/** What to ask with. */\nexport interface RoleParams { userId: string }\n",
        "src/groups/roles.contract.ts": "/** What to ask with. */\nexport interface RoleParams { groupId: string }\n",
    }
    code = 'import type {{ RoleParams }} from "./roles.contract";\nexport const id = (of: RoleParams) => of.{0};\n'
    for folder, name in (("users", "userId"), ("groups", "groupId")):
        files[f"src/{folder}/roles.ts"] = code.format(name)
    found = [f for f in check(snapshot_as_written(files)) if f.rule == "unknown-property"]
    assert not found
    files["src/users/roles.ts"] = code.format("groupId")
    [found] = [f for f in check(snapshot_as_written(files)) if f.rule == "unknown-property"]
    assert (found.path, found.related[0].path) == ("src/users/roles.ts", "src/users/roles.contract.ts")
