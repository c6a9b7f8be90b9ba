"""What conformance must never report, and what it must, beyond the examples of the pages."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

USER = """
    /** A person.
     * @db users
     */
    export interface User {
      /** @format uuid */
      id: string;
      displayName: string;
    }
"""


def found(texts: dict[str, str]) -> list[str]:
    return [f"{f.rule}: {f.message}" for f in check(snapshot_of(texts)) if not f.path.endswith(".contract.ts")]


@pytest.mark.parametrize(
    "body",
    [
        "export interface Person extends Base { id: string }",  # the base may have the rest
        "export interface Person { id: string; displayName: }",  # being typed
        "export interface Person { id: Whatever; displayName: Other<string> }",  # cannot be resolved
        "export interface Person { id: any; displayName: unknown }",
        "export interface Person { [key: string]: string }",
    ],
)
def test_what_is_not_known_is_not_reported(body: str) -> None:
    assert found({"a.contract.ts": USER, "src/a.ts": f"/** @contract User */\n{body}\n"}) == []


def test_what_is_named_alike_but_not_bound_is_not_reported() -> None:
    assert found({"a.contract.ts": USER, "src/a.ts": "export interface User { user_id: number }"}) == []
    assert found({"a.contract.ts": USER, "src/a.ts": "export function f(user: User) { return user.nothing; }"}) == []


def test_a_type_of_another_module_is_not_the_contracts() -> None:
    text = 'import type { User } from "./other.js";\nexport const f = (user: User) => user.nothing;\n'
    assert found({"a.contract.ts": USER, "src/a.ts": text}) == []


def test_an_alias_of_a_contract_is_followed() -> None:
    contract = USER + "\n    /** The same. */\n    export type Person = User;\n"
    text = 'import type { Person } from "../a.contract.js";\nexport const f = (person: Person) => person.nothing;\n'
    assert [f.partition(":")[0] for f in found({"a.contract.ts": contract, "src/a.ts": text})] == ["unknown-property"]


def test_a_base_in_another_contract_file_is_followed() -> None:
    base = "/** What has an id. */\nexport interface Thing {\n  /** @format uuid */\n  id: string;\n}\n"
    user = """
        import type { Thing } from "./base.contract.js";
        /** A person. */
        export interface User extends Thing { displayName: string }
    """
    code = "/** @contract User */\nexport interface Person { displayName: string }\n"
    messages = found({"base.contract.ts": base, "user.contract.ts": user, "src/a.ts": code})
    assert messages == [
        "missing-field: `id` of contract User is missing in `Person`, which is that contract because it says `@contract User`."
    ]


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("open: number; done: number", []),
        ("open: number", ["missing-field"]),
        ("open: number; dones: number", ["renamed-field"]),
        ("open: number; done: string", ["kind-mismatch"]),
        ("open: number; done?: number", ["presence-mismatch"]),
        ("open: number; done: number | null", ["null-mismatch"]),
        ("open: number; [state: string]: number", []),
    ],
)
def test_records_in_place_are_compared_field_by_field(written: str, rules: list[str]) -> None:
    contract = "/** A board. */\nexport interface Board { title: string; counts: { open: number; done: number } }\n"
    code = f"/** @contract Board */\nexport interface B {{ title: string; counts: {{ {written} }} }}\n"
    assert [m.partition(":")[0] for m in found({"a.contract.ts": contract, "src/b.ts": code})] == rules


def test_a_record_in_place_may_stand_for_a_contract_of_a_name() -> None:
    contract = (
        "/** An item. */\nexport interface Item { text: string; done: boolean }\n"
        "/** A list. */\nexport interface List { items: Item[] }\n"
    )
    code = "/** @contract List */\nexport interface L { items: { text: string; finished: boolean }[] }\n"
    assert found({"a.contract.ts": contract, "src/l.ts": code}) == [
        "renamed-field: `finished` is no field of contract Item, whose `done` is missing here; if this is it, call it `done`."
    ]


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        (
            "export interface Item { text: string }\n/** @contract List */ export interface L { items: Item }",
            ["list-mismatch"],
        ),
        (
            "import type { Item } from '../a.contract'; /** @contract List */ export interface L { items: Item }",
            ["list-mismatch"],
        ),
        ("import type { Items } from '../a.contract'; /** @contract List */ export interface L { items: Items }", []),
        ("import type { Item } from './items'; /** @contract List */ export interface L { items: Item }", []),
        ("type Item = { text: string }[]; /** @contract List */ export interface L { items: Item }", []),
    ],
)
def test_a_name_may_stand_for_a_list(code: str, rules: list[str]) -> None:
    contract = (
        "/** An item. */\nexport interface Item { text: string }\n/** Items. */\nexport type Items = Item[];\n"
        "/** A list. */\nexport interface List { items: Item[] }\n"
    )
    reported = [m.partition(":")[0] for m in found({"a.contract.ts": contract, "src/l.ts": code})]
    assert [r for r in reported if r != "unbound-implementation"] == rules


@pytest.mark.parametrize(
    ("field", "reported"), [("note: str | None = None", 0), ("note: str | None", 1), ("note: str", 1)]
)
def test_a_request_may_leave_out_what_has_a_default(field: str, reported: int) -> None:
    contract = """
        /** A body. */
        export interface Ask { state: string; note?: string }
        /** Ask.
         * @api POST /ask
         */
        export interface Asking { request: Ask; response: null; errors: never }
    """
    code = f"# @contract Ask\nclass Ask(BaseModel):\n    state: str\n    {field}\n"
    assert len(found({"a.contract.ts": contract, "api/models.py": code})) == reported


def test_migrations_are_read_as_a_series() -> None:
    first = "-- @contract User\nCREATE TABLE users (id uuid PRIMARY KEY, display_name text);\n"
    assert len(found({"a.contract.ts": USER, "db/migrations/001.sql": first})) == 1  # display_name may be null
    later = "ALTER TABLE users ALTER COLUMN display_name SET NOT NULL;\n"
    assert found({"a.contract.ts": USER, "db/migrations/001.sql": first, "db/migrations/002.sql": later}) == []
    without = "-- @contract User\nCREATE TABLE users (id uuid PRIMARY KEY);\n"
    adds = "ALTER TABLE users ADD COLUMN display_name text NOT NULL;\n"
    assert found({"a.contract.ts": USER, "db/migrations/001.sql": without, "db/migrations/002.sql": adds}) == []


def test_members_may_be_added_by_a_later_migration() -> None:
    contract = '/** A state. */\nexport type State = "on" | "off" | "broken";\n'
    first = "-- @contract State\nCREATE TYPE state AS ENUM ('on', 'off');\n"
    later = "ALTER TYPE state ADD VALUE 'broken';\n"
    assert len(found({"a.contract.ts": contract, "db/migrations/001.sql": first})) == 1
    assert found({"a.contract.ts": contract, "db/migrations/001.sql": first, "db/migrations/002.sql": later}) == []


def test_a_table_may_be_dropped_and_made_again() -> None:
    first = "CREATE TABLE users (id uuid PRIMARY KEY);\n"
    second = "DROP TABLE users;\nCREATE TABLE users (id uuid PRIMARY KEY);\n"
    assert found({"db/migrations/001.sql": first, "db/migrations/002.sql": second}) == []
    assert found({"db/sqlite.sql": first, "db/postgres.sql": first}) == []


@pytest.mark.parametrize(
    ("contract", "column", "rule"),
    [
        ("/** @format uuid */ x: string", "x uuid NOT NULL", ""),
        ("/** @format uuid */ x: string", "x text NOT NULL", ""),
        ("/** @format uuid */ x: string", "x integer NOT NULL", "kind-mismatch"),
        ("x: string", "x bigint NOT NULL", ""),
        ("x: string", "x integer NOT NULL", "kind-mismatch"),
        ("x: number", "x numeric(10, 2) NOT NULL", ""),
        ("x: number", "x text NOT NULL", "kind-mismatch"),
        ("/** @format int */ x: number", "x double precision NOT NULL", "fractional-integer"),
        ("/** @format decimal */ x: string", "x numeric(10, 2) NOT NULL", ""),
        ("/** @format decimal */ x: string", "x double precision NOT NULL", "precision-loss"),
        ("x: boolean", "x boolean NOT NULL", ""),
        ("x: boolean", "x text NOT NULL", "kind-mismatch"),
        ("/** @format date */ x: string", "x date NOT NULL", ""),
        ("/** @format date */ x: string", "x timestamptz NOT NULL", "date-mismatch"),
        ('x: "a" | "b"', "x text NOT NULL", ""),
        ('x: "a" | "b"', "x integer NOT NULL", "kind-mismatch"),
        ("x: { y: string }", "x jsonb NOT NULL", ""),
        ("x: string[]", "x text[] NOT NULL", ""),
    ],
)
def test_kinds_in_a_store(contract: str, column: str, rule: str) -> None:
    texts = {
        "a.contract.ts": f"/** A thing. @db t */\nexport interface Thing {{ {contract} }}\n",
        "t.sql": f"CREATE TABLE t ({column});",
    }
    assert [m.partition(":")[0] for m in found(texts)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("contract", "written", "rule"),
    [
        ("/** @format date-time */ x: string", "x: Date", ""),
        ("/** @format date */ x: string", "x: Date", "date-mismatch"),
        ("x: number", "x: Decimal", "kind-mismatch"),
        ("x: number", "x: bigint", "kind-mismatch"),
        ("x: string", "x: Decimal", ""),
        ('x: "a" | "b"', "x: string", "loose-enum"),
        ('x: "a" | "b"', 'x: "a" | "b"', ""),
        ("x: { y: string }", "x: string", "serialized-record"),
        ("x: Record<string, number>", "x: number", "kind-mismatch"),
        ("x: boolean", "x: 0 | 1", "kind-mismatch"),
    ],
)
def test_kinds_on_the_wire(contract: str, written: str, rule: str) -> None:
    code = f"/** @contract Thing */\nexport interface Thing {{ {written} }}\n"
    texts = {"a.contract.ts": f"/** A thing. */\nexport interface Thing {{ {contract} }}\n", "src/t.ts": code}
    assert [m.partition(":")[0] for m in found(texts)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("path", "body", "reported"),
    [
        (
            "src/api/a.ts",
            "export interface A { state?: string }",
            0,
        ),  # a server may take less than a request promises …
        ("src/ui/a.ts", "export interface A { state?: string }", 1),  # … and a client must send it
        ("src/shared/a.ts", "export interface A { state?: string }", 1),  # which of the two this is cannot be told
        ("src/api/a.ts", "export interface A { state: string; note: string }", 1),
        ("src/ui/a.ts", "export interface A { state: string; note: string }", 0),
    ],
)
def test_a_consumer_may_take_more_and_a_producer_give_more(path: str, body: str, reported: int) -> None:
    contract = """
        /** A body. */
        export interface Ask { state: string; note?: string }
        /** Ask.
         * @api POST /ask
         */
        export interface Asking { request: Ask; response: null; errors: never }
    """
    mode = " subset" if "note" not in body else ""
    assert len(found({"a.contract.ts": contract, path: f"/** @contract Ask{mode} */\n{body}\n"})) == reported


def test_a_value_that_a_consumer_misspells_is_shown_where_it_is_written() -> None:
    contract = """
        /** How it stands. */
        export type State = "WAITING" | "CANCEL_PENDING";
        /** A job. */
        export interface Job { state: State }
        /** One job.
         * @api GET /job
         */
        export interface GetJob { response: Job; errors: never }
    """
    for value in ("CANCEL PENDING", "CANCEL_PENDIG"):
        enum = f"/** @contract State */\nexport enum S {{\n  W = 'WAITING',\n  C = '{value}',\n  O = 'OTHER',\n}}\n"
        texts = {"a.contract.ts": contract, "frontend/src/a.ts": enum}
        faults = [f for f in check(snapshot_of(texts)) if f.path.endswith("src/a.ts")]
        assert [enum.count("\n", 0, f.range.start) for f in faults if value in f.message] == [3], faults


def test_a_name_is_only_guessed_where_it_is_clear() -> None:
    def rules(contract: str, code: str) -> list[str]:
        texts = {"a.contract.ts": f"/** A thing. */\nexport interface Thing {{ {contract} }}\n"}
        return sorted(
            m.partition(":")[0]
            for m in found({**texts, "a.ts": f"/** @contract Thing */\nexport interface T {{ {code} }}\n"})
        )

    assert rules("displayName: string", "name: string") == ["renamed-field"]
    assert rules("photo: string", "photoUri: string") == ["renamed-field"]
    assert rules("avatar: string", "avatr: string") == ["renamed-field"]
    assert rules("title: string; size: string", "summary: string; owner: string") == ["missing-field"] * 2
    assert rules("homeCity: string; size: string", "workCity: string; owner: string") == ["missing-field"] * 2
    assert rules("userId: string", "id: string") == ["renamed-field"]
    assert rules("username: string", "name: string") == ["renamed-field"]
    assert rules("match_check_cron: string", "tournament_check_cron: string") == ["renamed-field"]
    assert rules("panels: string[]", "previewers: string[]") == ["renamed-field"]
    assert rules("panels: string[]", "previewer: string") == ["missing-field"]
    assert rules("userId: string; name: string", "id: string; title: string") == ["missing-field", "missing-field"]
    assert rules("photo: string", "photoUri: string; photoPath: string") == ["missing-field"]
    assert rules("loginCount: number", "loginCounts: string[]") == ["missing-field"]


@pytest.mark.parametrize(
    ("route", "reported"),
    [
        ('app.get("/users/:userId", handler);', 0),
        ('app.get("/people/:id", handler);', 1),
        ('app.post("/users/:id", handler);', 1),
        ('router.get("/:id", handler);', 0),
        ('router.get("/users/:id/posts", handler);', 1),
    ],
)
def test_routes_are_compared_without_the_names_of_parameters(route: str, reported: int) -> None:
    contract = (
        "/** One person.\n * @api GET /users/{id}\n */\nexport interface GetUser { response: null; errors: never }\n"
    )
    code = f"const app = express();\nconst router = Router();\n// @contract GetUser\n{route}\n"
    assert len(found({"a.contract.ts": contract, "src/a.ts": code})) == reported


def test_applications_may_serve_the_same_route() -> None:
    code = 'const app = express();\napp.get("/health", (q, r) => r.end());\n'
    apart = {"a/package.json": "{}", "a/src/x.ts": code, "b/package.json": "{}", "b/src/x.ts": code}
    assert found(apart) == []
    assert len(found({"src/a.ts": code, "src/b.ts": code})) == 1
    assert found({"src/a.ts": code, "src/a.test.ts": code, "tests/b.ts": code}) == []


SERVICE = """
    /** A service. */
    export interface Service { name: string; note?: string; onChange: (text: string) => void }
"""


@pytest.mark.parametrize(
    "code",
    [
        "class A implements Service { private _name = ''; get name(): string { return this._name; } onChange(text: string) {} }",
        "class A implements Service { note: string = ''; constructor(public name: string) {} onChange = () => {}; }",
        "const a = {} as Service;",
        "const a: Service = {} as Service;",
        "const a: Service = { name: '', onChange: () => {} };",
    ],
)
def test_what_the_language_allows_of_its_own_type_is_fine(code: str) -> None:
    text = f'import type {{ Service }} from "./a.contract";\n{code}\n'
    assert found({"a.contract.ts": SERVICE, "b.ts": text}) == []


def test_a_contract_that_can_be_called_is_not_wholly_known() -> None:
    contract = "/** A service. */\nexport interface Service { name: string; stop(): void; (): void }\n"
    text = 'import type { Service } from "./a.contract";\nexport const f = (service: Service) => [service.stop(), service.bind];\n'
    assert found({"a.contract.ts": contract, "b.ts": text}) == []


def test_a_type_of_the_projects_own_has_no_meaning_to_us() -> None:
    contract = "/** A screen. */\nexport interface Screen { lines: { first: string } }\n"
    text = 'import { Buffer } from "./buffer";\n/** @contract Screen */\nexport interface MyScreen { lines: Buffer }\n'
    assert found({"a.contract.ts": contract, "b.ts": text}) == []


@pytest.mark.parametrize(
    ("contract", "code", "rule"),
    [
        ("{ maxLoginAttempts: 5 }", "export const MAX_LOGIN_ATTEMPTS = 3;", "constant-mismatch"),
        ("{ maxLoginAttempts: 5 }", "export const MAX_LOGIN_ATTEMPTS = '3';", ""),  # another kind of thing
        ("{ attempts: 5 }", "export const attempts = 3;", ""),  # one word is too common
        ('{ signIn: "signIn" }', 'export const SIGN_IN = "SIGN_IN";', ""),  # a value that is but its name
        ('{ apiHost: "api.example.com" }', 'export const API_HOST = "localhost";', "constant-mismatch"),
        ('{ apiHost: "api.example.com" }', 'export const API_HOST = "api.example.com";', "hard-coded-constant"),
    ],
)
def test_a_copy_of_a_constant_has_its_words_and_its_kind(contract: str, code: str, rule: str) -> None:
    texts = {"a.contract.ts": f"/** Limits. */\nexport const LIMITS = {contract} as const;\n", "b.ts": code}
    assert [m.partition(":")[0] for m in found(texts)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("code", "reported"),
    [
        ("import { LIMITS } from '../a.contract.js'; const x = LIMITS.max;", 0),
        ("import { LIMITS } from '../a.contract.js'; const x = LIMITS.maxx;", 1),
        ("import { LIMITS } from '../a.contract.js'; const x = LIMITS['maxx'];", 1),
        ("import { LIMITS } from '../a.contract.js'; const x = LIMITS.max.toFixed(2);", 0),
        ("import { LIMITS } from '../a.contract.js'; const x = LIMITS.inner.most + LIMITS.inner.least;", 1),
        ("import { LIMITS } from '../a.contract.js'; const { max, maxx } = LIMITS;", 1),
        ("import { LIMITS } from '../a.contract.js'; const x = Object.keys(LIMITS).length;", 0),
        ("import { LIMITS as L } from '../a.contract.js'; const x = L.maxx;", 1),
        ("import * as contract from '../a.contract.js'; const x = contract.LIMITS.maxx + contract.LIMITS.max;", 1),
        ("import { LIMITS } from './other.js'; const x = LIMITS.maxx;", 0),
        ("import { LIMITS } from '../a.contract.js'; function f(LIMITS: Other) { return LIMITS.maxx; }", 0),
        ("import { State } from '../a.contract.js'; const x = State.On; const y = State.Of;", 1),
        ("import { State } from '../a.contract.js'; const f = (state: State) => state.length;", 0),
        ("import { LIST, WORD } from '../a.contract.js'; const x = LIST.indexOf('a') + WORD.length;", 0),
    ],
)
def test_members_of_constants_and_enums(code: str, reported: int) -> None:
    contract = """
        /** Limits. */
        export const LIMITS = { max: 1, inner: { most: 2 } } as const;
        /** A state. */
        export enum State { On = "on", Off = "off" }
        /** A list. */
        export const LIST = ["a", "b"] as const;
        /** A word. */
        export const WORD = "word";
    """
    texts = {"a.contract.ts": contract, "src/a.ts": f"{code}\n"}
    assert len([m for m in found(texts) if m.startswith("unknown-member")]) == reported
    assert not [m for m in found(texts) if m.startswith("unknown-property")]


def test_what_is_not_there_names_what_may_be_it() -> None:
    contract = (
        "/** @db depots */\nexport interface Depot { id: string; name: string }\n"
        "/** @db vehicles */\nexport interface Vehicle { id: string; plate: string }\n"
        "/** @api GET /v1/vehicles */\nexport interface List { response: Vehicle[]; errors: never }\n"
        "/** @api GET /v1/vehicles/:id */\nexport interface Get { response: Vehicle; errors: never }\n"
    )
    table = "CREATE TABLE depot (id text, name text);\nCREATE TABLE vehicles (id text, plate text);\n"
    routes = 'const app = express();\napp.get("/v1/cars", list);\napp.get("/v1/vehicles/:id", get);\napp.post("/v1/x", add);\n'
    texts = {"contracts/fleet.contract.ts": contract, "db/schema.sql": table, "src/app.ts": routes}
    snapshot = snapshot_of(texts)
    told = [f for f in check(snapshot) if f.rule != "missing-table" or f.path.endswith(".contract.ts")]
    related = {f.rule: [texts[p.path][p.range.start : p.range.end] for p in f.related] for f in told}
    assert related["missing-table"] == ["depot"]
    assert related["unserved-endpoint"] == ["/v1/cars"]
    more = {**texts, "src/app.ts": routes + 'app.get("/v1/health", health);\n'}
    assert [f.related for f in check(snapshot_of(more)) if f.rule == "unserved-endpoint"] == [()]
