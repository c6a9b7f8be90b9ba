"""What implements a contract: tags, what routes and migrations make of it, routes and calls, components."""

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.features.definition import definition, implementation
from dovetail.features.hover import hover
from dovetail.features.implementing import implementations
from dovetail.features.lenses import lenses
from dovetail.features.references import references
from dovetail.rules import check
from support.snapshots import snapshot_as_written, snapshot_of

from .product import offset

CONTRACT = "contracts/box.contract.ts"
SERVER = "server/boxes.ts"
CLIENT = "web/boxes.tsx"

TREE = snapshot_of(
    {
        CONTRACT: """
            /** A box. */
            export interface Box {
              /** @format uuid */
              id: string;
              /** @format date */
              packedOn: string;
              state: BoxState;
            }

            /** How far it is. */
            export enum BoxState { Packed = "packed", Sent = "sent" }

            /** The boxes of a household.
             * @api GET /members/:memberId/boxes
             */
            export interface ListBoxes {
              params: { memberId: string };
              query: {
                /** So many. */
                limit?: number;
              };
              /** @order packedOn desc */
              response: Box[];
              errors: never;
            }

            /** What a label says. */
            export type Label = Pick<Box, "id" | "packedOn">;

            /** A box on a card.
             * @view BoxCard
             */
            export interface BoxCardProps { box: Box }

            /** What holds everywhere. */
            export const limits = {
              /** @unit grams */
              maxWeight: 12000,
            } as const;
            """,
        SERVER: """
            import { Router } from "express";
            export const boxes = Router();
            boxes.get("/members/:memberId/boxes", (req, res) => res.json([]));
            """,
        CLIENT: """
            import type { BoxCardProps } from "../contracts/box.contract";
            export function BoxCard({ box }: BoxCardProps) { return <p>{box.id}</p>; }
            export const load = (id: string) => fetch(`/members/${id}/boxes?limit=10`);
            """,
        "db/migrations/001_box.sql": """
            -- @contract Box subset
            CREATE TABLE boxes (id uuid PRIMARY KEY, state text NOT NULL);
            """,
        "db/migrations/002_box.sql": "ALTER TABLE boxes ADD COLUMN packed_on date NOT NULL;\n",
        "ml/boxes.py": """
            from fastapi import APIRouter
            from pydantic import BaseModel

            router = APIRouter()


            class Seen(BaseModel):
                id: str
                packedOn: str


            @router.get("/members/{member_id}/boxes", response_model=list[Seen])
            def seen(member_id: str): ...
            """,
    }
)
FINDINGS = check(TREE)


def said(path: str, marked: str, tree: Snapshot = TREE) -> str:
    found = hover(tree, path, offset(tree, path, marked), FINDINGS)
    return found.markdown if found is not None else ""


def written(path: str, range: Range) -> str:
    return (TREE.text(path) or Text(""))[range]


def words_of(name: str) -> list[str]:
    contract = TREE.contracts.get(name)
    assert contract is not None
    return [i.words for i in implementations(TREE, contract)]


def test_an_endpoint_is_implemented_by_routes_and_asked_by_calls() -> None:
    assert words_of("ListBoxes") == [
        "route `GET /members/:member_id/boxes` in ml/boxes.py",
        f"route `GET /members/:memberId/boxes` in {SERVER}",
        f"call `GET /members/:id/boxes` in {CLIENT}",
    ]
    markdown = said(CONTRACT, "interface List¦Boxes")
    assert f"in {SERVER}: agrees (bound because of its method and path)" in markdown
    assert "Calls:" in markdown
    titles = [lens.title for lens in lenses(TREE, CONTRACT, FINDINGS)]
    assert "2 implementations · 1 call" in titles, "without a plan nobody is named"
    assert "part of Box · 0 implementations" in titles
    assert "Part of `Box`" in said(CONTRACT, "enum Box¦State")
    assert [lens.title for lens in lenses(TREE, SERVER, FINDINGS)] == ["contract ListBoxes · agrees"]


def test_a_path_leads_to_the_endpoint_and_back() -> None:
    for path, marked in ((SERVER, "/mem¦bers"), (CLIENT, "/mem¦bers"), (CLIENT, "/bo¦xes?")):
        [link] = definition(TREE, path, offset(TREE, path, marked))
        assert (link.path, written(link.path, link.range)) == (CONTRACT, "ListBoxes")
        assert said(path, marked).startswith("**ListBoxes** · endpoint")
    for marked in ("interface List¦Boxes", "@api GE¦T /mem", "GET /mem¦bers/:memberId"):
        found = definition(TREE, CONTRACT, offset(TREE, CONTRACT, marked))
        assert [link.path for link in found] == ["ml/boxes.py", SERVER]
    for path, marked in ((CONTRACT, "GET /members/:mem¦berId"), (SERVER, "/members/:mem¦berId")):
        assert said(path, marked).startswith("**ListBoxes.memberId**"), "a parameter is a field of its own"
    places = references(TREE, CONTRACT, offset(TREE, CONTRACT, "interface List¦Boxes"))
    assert {link.path for link in places} == {CONTRACT, "ml/boxes.py", SERVER, CLIENT}


def test_a_name_in_a_query_is_the_endpoints_field() -> None:
    assert said(CLIENT, "?lim¦it=").startswith("**ListBoxes.limit**?: `number`")


def test_a_component_implements_the_props_that_name_it() -> None:
    assert words_of("BoxCardProps") == [f"component `BoxCard` in {CLIENT}"]
    [link] = implementation(TREE, CONTRACT, offset(TREE, CONTRACT, "interface BoxCard¦Props"))
    assert (link.path, written(link.path, link.range)) == (CLIENT, "BoxCard")


def test_a_table_that_a_later_migration_alters_is_bound_there_too() -> None:
    assert words_of("Box")[:2] == [
        "table `boxes` in db/migrations/001_box.sql",
        "altered table `boxes` in db/migrations/002_box.sql",
    ]
    assert [lens.title for lens in lenses(TREE, "db/migrations/002_box.sql", FINDINGS)] == ["contract Box · agrees"]


def test_a_class_that_a_route_carries_says_its_contract() -> None:
    assert words_of("Box")[2:] == ["pydantic model `Seen` in ml/boxes.py"]
    assert "contract Box · 1 drift" in [lens.title for lens in lenses(TREE, "ml/boxes.py", FINDINGS)]
    assert "Bound here because" in said("ml/boxes.py", "packed¦On")


def test_names_of_fields_in_types_and_tags_lead_to_the_field() -> None:
    for marked in ('"packed¦On"', "@order packed¦On"):
        assert said(CONTRACT, marked).startswith("**Box.packedOn**: `string`")


def test_a_member_is_shown_by_its_name_and_with_its_value() -> None:
    for marked in ("Pack¦ed = ", '"pack¦ed"'):
        assert said(CONTRACT, marked).startswith('**BoxState.Packed**: `"packed"`')
    assert "`@unit grams`" in said(CONTRACT, "max¦Weight")


def test_a_type_is_said_on_one_line_and_nothing_is_added_to_it() -> None:
    assert said(CONTRACT, "que¦ry: {").startswith("**ListBoxes.query**: `{ limit?: number; }`")
    lookup = snapshot_of(
        {
            CONTRACT: """
            /** A. */
            export interface A { id: B["id"]; on: () => void; none: string | null }
            /** B. */
            export interface B { id: string }
            """
        }
    )
    for marked, type in (("i¦d: B", 'B["id"]'), ("o¦n:", "() => void"), ("non¦e", "string | null")):
        assert f"`{type}`" in said(CONTRACT, marked, lookup)


def test_code_does_not_agree_that_has_a_drift_from_another_contract_within() -> None:
    contract = (
        'export type Lid = "open" | "shut";\n/** @format uuid */\nexport interface Crate { id: string; lid: Lid }\n'
    )
    code = 'import type { Crate } from "../crate.contract";\nexport const one: Crate = { id: "a", lid: "ajar" };\n'
    tree = snapshot_as_written({"crate.contract.ts": contract, "src/one.ts": code})
    found = check(tree)
    assert [f.rule for f in found if f.path == "src/one.ts"] == ["unknown-value"]
    assert [lens.title for lens in lenses(tree, "src/one.ts", found)] == ["contract Crate · 1 drift"]
    shown = hover(tree, "crate.contract.ts", contract.index("Crate"), found)
    assert shown is not None
    assert "**1 drift**: unknown-value" in str(shown)
