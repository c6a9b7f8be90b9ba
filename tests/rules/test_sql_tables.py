"""Statements about tables that no file makes and that are called all but as one of a contract, and texts that only one step writes."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Something to do.
 * @db issues */
export interface Issue { summary: string; @S@ projectId: number; state: "open" | "closed" }
""".replace("@S@", "/** @format int */")
SCHEMA = "CREATE TABLE issues (summary text NOT NULL, project_id int NOT NULL, state text NOT NULL);\n"


def said(*rules: str, **texts: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, **{n.replace("__", "/") + ".sql": t for n, t in texts.items()}})
    return [snapshot.sources[f.path].text[f.range] for f in check(snapshot) if f.rule in rules]


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        ({"query": "SELECT summary FROM isues;\nDELETE FROM issue;\n"}, ["isues", "issue"]),
        ({"query": "WITH isues AS (SELECT summary FROM issues) SELECT summary FROM isues;\n"}, []),
        ({"query": "CREATE TEMP TABLE isues (a int);\nINSERT INTO isues (a) VALUES (1);\n"}, []),
        ({"query": "SELECT 1 FROM auth.isues, issues_2, generate_series(1, 2), invoices;\n"}, []),
        ({"tables": "CREATE TABLE isues (a int);\n", "query": "SELECT a FROM isues;\n"}, []),
        ({"migrations__2_b": "INSERT INTO isues (summary) VALUES ('a');\n"}, ["isues"]),
        ({"migrations__2_b": "INSERT INTO isues (summary) VALUES ('a');\n", "migrations__3_c": "ALTER TABLE isues RENAME TO x;\n"}, []),
    ],
)  # fmt: skip
def test_tables_that_are_called_all_but_so(texts: dict[str, str], names: list[str]) -> None:
    assert said("unknown-table", schema=SCHEMA, **texts) == names


def test_a_migration_writes_a_text_that_no_other_step_knows() -> None:
    later = {"migrations__2_b": "INSERT INTO issues (state) VALUES ('clsed');\n"}
    renamed = {"migrations__3_c": "UPDATE issues SET state = 'closed' WHERE state = 'clsed';\n"}
    assert said("unknown-value", migrations__1_a=SCHEMA, **later) == ["clsed"]
    assert said("unknown-value", migrations__1_a=SCHEMA, **later, **renamed) == []
