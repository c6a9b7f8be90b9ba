"""Tagged templates with the type of what they give: what is written in them is read, and what they give is followed."""

import pytest

from dovetail.core.text import Text
from dovetail.languages import typescript
from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A boat.
 * @db boats
 */
export interface Boat { id: string; boatName: string; homePort: string | null }
"""
SCHEMA = "CREATE TABLE boats (id text NOT NULL, boat_name text NOT NULL, home_port text);\n"
CODE = """
import type { Boat } from "../contracts/boat.contract";
// für jedes Boot 🚤
export async function load(sql: Sql, id: string) {
  const [boat] = await sql<Boat[]>`select id, boat_name, home_port from boats where id = ${id}`;
  const names = await db.$queryRaw<Array<Pick<Boat, "id" | "boatName">>>`select id, boat_name from boats`;
  const ports = (await sql<{ port: Record<string, Boat> }[]>`select 1`).map((row) => row.port);
  return boat.homePort ?? names.map((name) => name.boatName).join(ports.length > 1 ? "`" : `>`);
}
"""


def found(code: str) -> set[tuple[str, str]]:
    files = {"contracts/boat.contract.ts": CONTRACT, "sql/schema.sql": SCHEMA, "src/boats.ts": code}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path == "src/boats.ts"}


def test_nothing_is_said_of_what_is_right() -> None:
    assert found(CODE) == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("boat_name, home_port", "boat_nme, home_port", ("unknown-column", "boat_nme")),
        ("where id =", "where idd =", ("unknown-column", "idd")),
        ("boat.homePort", "boat.homeProt", ("unknown-property", "homeProt")),
        ("name.boatName", "name.boatNme", ("unknown-property", "boatNme")),
    ],
)
def test_what_is_misspelled(old: str, new: str, said: tuple[str, str]) -> None:
    assert found(CODE.replace(old, new)) == {said}


def test_the_text_keeps_its_places_and_has_no_holes() -> None:
    shapes = typescript.read("src/boats.ts", Text(CODE))
    assert not shapes.holes
    (use,) = {u.ranges[-1] for u in shapes.uses if u.chain[-1:] == ("homePort",)}
    assert CODE[use.start : use.end] == "homePort"
