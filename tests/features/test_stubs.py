"""A stub keeps its contract: no finding in it, bound, without a fault in its own language, and true to its database or library."""

import ast
import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import graphql
import pytest
import sqlglot
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect

from benchmarks.drift.projects import projects
from dovetail.core.contracts import Contract
from dovetail.core.findings import Finding
from dovetail.core.settings import Settings
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.features.stubs.forms import FORMS
from dovetail.features.stubs.offers import offers
from dovetail.features.stubs.parts import NoStubError
from dovetail.features.stubs.sheet import Form
from dovetail.features.stubs.stub import form_named, may_be, stub
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check, rules

PROJECTS = {p.name: p.texts for p in projects()}
PLANS = (".contract.ts", "CONVENTIONS.md")
CODE = Settings(severities={r.id: "off" for r in rules() if r.family in ("clarity", "plan", "evolution")})
BY_NAME = {f.name: f for f in FORMS}


@dataclass(frozen=True)
class Tree:
    """A tree without the stub, and what is found in it."""

    texts: dict[str, str]
    snapshot: Snapshot
    found: Counter[tuple[str, str, str]]

    @classmethod
    def of(cls, texts: dict[str, str]) -> "Tree":
        snapshot = snapshot_from_texts(texts, settings=CODE)
        return cls(texts, snapshot, Counter(_identity(f) for f in check(snapshot)))


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.path, finding.message


def written(tree: Tree, contract: Contract, form: Form) -> str | None:
    """The stub, which has been checked in its tree; None where the form cannot say the contract."""
    path = f"made/stub{form.suffixes[0]}"
    try:
        text = stub(tree.snapshot, contract, form, path).text()
    except NoStubError as error:
        assert str(error).endswith(".")
        return None
    after = snapshot_from_texts({**tree.texts, path: text}, settings=CODE, previous=tree.snapshot)
    shapes = after.sources[path].shapes
    assert shapes.problems == () and shapes.holes == (), text
    # Where one table is there, the tables of the other contracts are asked for.
    new = [f for f in check(after) if tree.found[_identity(f)] == 0]
    new = [f for f in new if f.rule != "missing-table" or f.message.startswith(f"{contract.name} ")]
    assert new == [], text
    bound = [p.contract.name for p in after.pairings_by_path.get(path, ())]
    assert contract.name in bound, text
    assert text.endswith("\n") and not text.endswith("\n\n")
    parse(form, text, tree.snapshot)
    return text


def parse(form: Form, text: str, snapshot: Snapshot) -> None:
    """The text by a parser that is not ours."""
    match form.language:
        case "python":
            ast.parse(text)
        case "sql":
            statements = sqlglot.parse(text, read="postgres")
            assert all(s is not None and s.key != "command" for s in statements), text
        case "graphql":
            graphql.build_schema(f"{text}\ntype Query {{ x: Int }}\n{_scalars(text, snapshot)}", assume_valid_sdl=False)
        case "openapi":
            described = yaml.safe_load(text)
            assert described["components"]["schemas"]
        case _:
            assert text.count("{") == text.count("}")


def _scalars(text: str, snapshot: Snapshot) -> str:
    """The scalars that the tree's own schema declares."""
    elsewhere = "\n".join(s.text.source for s in snapshot.implementations if s.shapes.language == "graphql")
    names = ("DateTime", "Date", "Time", "BigInt", "Decimal", "JSON")
    return "\n".join(f"scalar {n}" for n in names if f"scalar {n}\n" in elsewhere and f"scalar {n}\n" not in text)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.name)
def test_every_contract_of_every_project(form: Form) -> None:
    made = failed = 0
    for texts in PROJECTS.values():
        tree = Tree.of({p: t for p, t in texts.items() if p.endswith(PLANS)})
        for contract in tree.snapshot.contracts:
            if may_be(contract, form):
                text = written(tree, contract, form)
                made, failed = made + (text is not None), failed + (text is None)
    assert made >= 80
    assert failed <= 3  # a keyword of Python as a field, a value that GraphQL cannot name


@pytest.mark.slow
@pytest.mark.parametrize("project", sorted(PROJECTS))
def test_beside_the_code_that_is_there(project: str) -> None:
    tree = Tree.of(dict(PROJECTS[project]))
    for n, contract in enumerate(tree.snapshot.contracts):
        forms = [f for f in FORMS if may_be(contract, f)]
        for form in forms[n % 3 :: 3]:
            written(tree, contract, form)


TYPES = st.recursive(
    st.sampled_from(
        [
            "string",
            "number",
            "boolean",
            "Role",
            "Team",
            "Label",
            "Stamp",
            "'a' | 'b'",
            "unknown",
            "Record<string, string>",
        ]
    ),
    lambda inner: st.one_of(
        inner.map(lambda t: f"({t})[]"),
        inner.map(lambda t: f"{t} | null"),
        inner.map(lambda t: f"{{ one: {t}; two?: string }}"),
        inner.map(lambda t: f"Record<string, {t}>"),
    ),
    max_leaves=3,
)
FORMATS = ("", "uuid", "email", "date-time", "date", "time", "decimal", "bigint", "uri", "cuid")
NAMES = st.sampled_from(
    "id name displayName userId isAdmin createdAt order class from default type user2 x9y URL iOS_version select key".split()
)


@st.composite
def contract_files(draw: st.DrawFn) -> str:
    """A contract of any fields, with an enum, a record and two aliases to refer to."""
    lines: list[str] = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=7, unique_by=lambda n: n.lower())):
        type = draw(TYPES)
        tags = ""
        if type.startswith("string"):
            format = draw(st.sampled_from(FORMATS))
            tags = f"/** @format {format} */ " if format else ""
        elif type.startswith("number"):
            tags = draw(st.sampled_from(["", "/** @format int */ "]))
        tags = tags or draw(st.sampled_from(["", "", "/** @db none */ ", f"/** @db c_{name} */ "]))
        lines.append(f"  {tags}{name}{draw(st.sampled_from(['', '', '?']))}: {type};")
    head = draw(st.sampled_from(["", " @db things", " @closed"]))
    return (
        "export type Role = 'admin' | 'member';\nexport type Label = string;\n/** @format date-time */\nexport type Stamp = string;\n"
        "/** Some people. */\nexport interface Team { name: string; lead: Thing | null; }\n"
        f"/** A thing.{head} */\nexport interface Thing {{\n" + "\n".join(lines) + "\n}\n"
    )


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contract_files(), st.sampled_from(FORMS), st.sampled_from(["", "snake_case", "camelCase"]))
def test_any_contract(source: str, form: Form, casing: str) -> None:
    texts = {"thing.contract.ts": source}
    if casing:
        kinds = f"{{ columns: {casing}, tables: {casing}, attributes: {casing}, members: UPPER_SNAKE_CASE }}"
        texts["CONVENTIONS.md"] = f'---\nnaming:\n  "made/**": {kinds}\n---\nNames.\n'
    tree = Tree.of(texts)
    contract = tree.snapshot.contracts.get("Thing")
    assert contract is not None
    written(tree, contract, form)


CONTRACT = """
/** What a person may do. */
export type Role = "admin" | "read-only";

/** A person who can sign in.
 * @db people
 */
export interface Person {
  /** @format uuid */
  id: string;
  displayName: string;
  role: Role;
  boss: Person | null;
  tags?: string[];
  /** @format date-time */
  createdAt: string;
}
"""


def text_of(form: str, path: str, existing: str = "", below: str | None = None, **more: str) -> str:
    texts = {"contracts/person.contract.ts": CONTRACT, **({path: existing} if existing else {}), **more}
    snapshot = snapshot_from_texts(texts)
    contract = snapshot.contracts.get("Person")
    assert contract is not None
    at = existing.index(below) + len(below) if below is not None else None
    return stub(snapshot, contract, BY_NAME[form], path, below=at).text(existing)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Imports a form of the contract as a module."""
    made: list[str] = []

    def run(form: str) -> Any:
        name = f"made_as_{form}"
        made.append(name)
        file = tmp_path / f"{name}.py"
        file.write_text(text_of(form, "m.py"), "utf-8")
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None and spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield run
    for name in made:
        sys.modules.pop(name, None)


def test_classes_can_be_made_and_used(run: Callable[[str], Any]) -> None:
    given_ = {"id": "9b2d1a1e-0000-4000-8000-000000000000", "displayName": "Ada", "role": "read-only", "boss": None}
    person = run("pydantic").Person.model_validate({**given_, "createdAt": "2026-01-01T00:00:00Z"})
    assert person.model_dump(by_alias=True, mode="json")["role"] == "read-only"
    assert run("dataclass").Role("read-only").name == "READ_ONLY"
    assert run("typeddict").Person.__optional_keys__ == {"tags"}


def test_a_table_of_sqlalchemy_can_be_made(run: Callable[[str], Any]) -> None:
    engine = create_engine("sqlite://")
    run("sqlalchemy").Base.metadata.create_all(engine)
    assert [c["name"] for c in inspect(engine).get_columns("people")] == [
        "id", "display_name", "role", "tags", "created_at",
    ]  # fmt: skip
    engine.dispose()


def test_a_file_that_is_there_gets_what_it_lacks() -> None:
    existing = "from datetime import date\r\nfrom pydantic import BaseModel\r\n\r\n\r\nclass Day(BaseModel):\r\n    on: date\r\n"
    after = text_of("pydantic", "m.py", existing)
    assert after.startswith("from datetime import date, datetime\r\nfrom enum import Enum\r\n") or (
        "from datetime import date, datetime\r\n" in after and "from enum import Enum\r\n" in after
    )
    assert "\n" not in after.replace("\r\n", "")
    assert after.count("class Day") == 1
    ast.parse(after)


def test_what_is_bound_there_is_used_again() -> None:
    existing = "# @contract Role\nclass Rank(str, Enum):\n    ADMIN = 'admin'\n    READ_ONLY = 'read-only'\n"
    after = text_of("pydantic", "m.py", existing)
    assert "role: Rank\n" in after and after.count("(str, Enum)") == 1


def test_a_schema_that_is_there_is_used_again() -> None:
    contract = "export interface Message { body: string }\nexport interface Room { last: Message | null }\n"
    there = 'import { z } from "zod";\n/** @contract Message */\nexport const MessageSchema = z.object({ body: z.string() });\n'
    snapshot = snapshot_from_texts({"contracts/a.contract.ts": contract, "src/a.ts": there})
    room = snapshot.contracts.get("Room")
    assert room is not None
    text = stub(snapshot, room, form_named("zod"), "src/a.ts").text(there)
    assert "last: MessageSchema.nullable()" in text
    assert text.count("MessageSchema = ") == 1


def test_a_declaration_is_put_under_its_tag() -> None:
    existing = "import { z } from 'zod';\n\nconst before = 1;\n// @contract Person\n\nconst after = 2;\n"
    after = text_of("zod", "m.ts", existing, below="@contract Person")
    assert "const before = 1;\n" in after
    head, _, tail = after.partition("// @contract Person\n")
    assert "RoleSchema = z.enum" in head and tail.startswith("export const PersonSchema")
    assert tail.endswith("});\n\nconst after = 2;\n")


def test_the_dialect_is_that_of_the_tree() -> None:
    schema = 'datasource db {\n  provider = "mysql"\n}\n'
    assert "id CHAR(36) PRIMARY KEY" in text_of("sql", "m.sql", **{"prisma/schema.prisma": schema})
    assert "id UUID PRIMARY KEY" in text_of("sql", "m.sql")


def test_a_schema_goes_among_the_others() -> None:
    existing = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Day:\n      type: string\n"
    described = yaml.safe_load(text_of("openapi", "api.yaml", existing))
    schemas = described["components"]["schemas"]
    assert set(schemas) == {"Day", "Role", "Person"}
    assert schemas["Person"]["properties"]["boss"] == {
        "nullable": True,
        "allOf": [{"$ref": "#/components/schemas/Person"}],
    }


def test_tables_take_the_base_class_of_the_others() -> None:
    tables = "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n"
    after = text_of("sqlalchemy", "app/people.py", **{"app/db.py": tables})
    assert "from app.db import Base\n" in after and "class Base" not in after


@pytest.mark.parametrize(
    ("form", "path", "sentence"),
    [
        ("pydantic", "m.ts", "A pydantic class is not written into 'm.ts'; name a file that ends in .py."),
        (
            "zod",
            "contracts/person.contract.ts",
            "'contracts/person.contract.ts' holds contracts, and nothing that keeps them; name another file.",
        ),
    ],
)
def test_what_cannot_be_says_why(form: str, path: str, sentence: str) -> None:
    with pytest.raises(NoStubError) as refused:
        text_of(form, path)
    assert sentence in str(refused.value)


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    with pytest.raises(NoStubError, match="has a `Person` already"):
        text_of("dataclass", "m.py", "class Person:\n    pass\n")
    with pytest.raises(NoStubError, match="imports `Person` already"):
        text_of("interface", "m.ts", 'import type { Person } from "./contracts/person.contract";\n')


def test_only_records_and_enums_have_a_form() -> None:
    source = "export const MAX = 5;\n/** @api GET /x */\nexport interface Get { response: string }\n"
    contracts = snapshot_from_texts({"x.contract.ts": source}).contracts
    assert not any(may_be(c, f) for c in contracts for f in FORMS)
    assert form_named("prisma").title == "Prisma model"


def test_an_enum_is_offered_as_what_it_becomes() -> None:
    enum = '/** A role. */\nexport enum Role { Admin = "admin" }\n'
    tree = snapshot_from_texts({"contracts/role.contract.ts": enum})
    titles = [o.title for o in offers(tree, "contracts/role.contract.ts", Range(25, 25))]
    assert "Generate Prisma enum of Role in prisma/schema.prisma" in titles
    assert not any(word in title for title in titles for word in ("model of", "dataclass", "interface", "message"))
    here = snapshot_from_texts({"contracts/role.contract.ts": enum, "api/roles.py": "# @contract Role\n"})
    assert [o.title for o in offers(here, "api/roles.py", Range(4, 4))].count("Generate Python enum of Role here") == 1


def test_type_parameters_and_dates_are_written_as_the_contract_has_them() -> None:
    texts = {
        "page.contract.ts": "/** A page. */\nexport interface Page<T> { items: T[] }\n"
        "/** Who wrote. */\nexport interface Author { born: Date; posts?: Post[] }\n"
        "/** What. */\nexport interface Post { author?: Author }\n"
    }
    tree = snapshot_from_texts(texts)

    def written(name: str, form: str, path: str) -> str:
        contract = tree.contracts.get(name)
        assert contract is not None
        return stub(tree, contract, form_named(form), path).text()

    assert "export interface Page<T> {" in written("Page", "interface", "page.ts")
    assert "born: z.coerce.date()," in written("Author", "zod", "author.ts")
    assert "posts: NotRequired[list[Post]]" in written("Author", "typeddict", "author.py")
    assert 'author: NotRequired["Author"]' in written("Author", "typeddict", "author.py")


@pytest.mark.parametrize(
    ("names", "made"),
    [
        (("0001_first.sql", "0009_other.sql"), "0010_ticket.sql"),
        (("V1__first.sql",), "V2__ticket.sql"),
        (("001-first.sql",), "002-ticket.sql"),
        (("schema.sql",), "ticket.sql"),
    ],
)
def test_a_table_is_the_next_of_a_series_of_migrations(names: tuple[str, ...], made: str) -> None:
    contract = "/** A seat. @db seats */\nexport interface Seat { id: number }\n/** A ticket. */\nexport interface Ticket { id: number }\n"
    first, *others = (f"db/{name}" for name in names)
    texts = {
        "seat.contract.ts": contract,
        first: "CREATE TABLE seats (id integer PRIMARY KEY);\n",
        **dict.fromkeys(others, "SELECT 1;\n"),
    }
    snapshot = snapshot_from_texts(texts)
    at = contract.index("Ticket")
    titles = [offer.title for offer in offers(snapshot, "seat.contract.ts", Range(at, at))]
    assert f"Generate SQL table of Ticket in db/{made}" in titles
