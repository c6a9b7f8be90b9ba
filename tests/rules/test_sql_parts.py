"""Columns in subqueries, in what WITH makes, and in what belongs to tables: indexes, policies, checks, comments, triggers, routines."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Something to do.
 * @db issues */
export interface Issue { summary: string; @S@ project_id: number; state: "open" | "closed" }
/** Where it is done.
 * @db projects */
export interface Project { slug: string; title: string }
""".replace("@S@", "/** @format int */")
SCHEMA = (
    "CREATE TABLE issues (summary text NOT NULL, project_id int NOT NULL, state text NOT NULL);\n"
    "CREATE TABLE projects (slug text NOT NULL, title text NOT NULL);\n"
)


def said(rules: tuple[str, ...], **texts: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, **{n.replace("__", "/") + ".sql": t for n, t in texts.items()}})
    found = [f for f in check(snapshot) if f.rule in rules]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("SELECT 1 FROM projects WHERE EXISTS (SELECT 1 FROM issues WHERE sumary = title)", ["sumary"]),
        ("SELECT 1 FROM projects p WHERE p.slug IN (SELECT i.sumary FROM issues i WHERE p.titel = '')", ["sumary", "titel"]),
        ("WITH few AS (SELECT sumary FROM issues) SELECT few.sumary, slug FROM few, projects", ["sumary"]),
        ("WITH few AS (SELECT summary AS stat FROM issues) SELECT stat, titel FROM few JOIN projects ON true", ["titel"]),
        ("WITH few AS (SELECT * FROM f()) SELECT stat, titel FROM few JOIN projects ON true", []),
        ("WITH few AS (SELECT summary AS stat FROM issues) SELECT max(summary), count(*), lower(stat) FROM few", ["summary"]),
        ("WITH few AS (SELECT state, 2 AS n FROM issues) SELECT state, sum(n * price), n * 2 FROM few GROUP BY state", ["price"]),
        ("SELECT summary FROM issues UNION SELECT titel FROM projects", ["titel"]),
        ("INSERT INTO projects (slug, titel) SELECT summary, state FROM issues ON CONFLICT (slug) DO NOTHING", ["titel"]),
        ("INSERT INTO issues (summary) VALUES ('') ON CONFLICT (sumary) DO UPDATE SET summary = EXCLUDED.sumary", ["sumary"] * 2),
        ("SELECT u.sumary FROM auth.issues u", []),
        ("CREATE VIEW v AS SELECT i.sumary FROM (public.issues i JOIN public.projects p ON ((p.titel = i.state)))", ["sumary", "titel"]),
        ("CREATE UNIQUE INDEX ON issues (lower(sumary)) WHERE stat = 'open'", ["sumary", "stat"]),
        ("CREATE POLICY p ON issues FOR ALL USING (stat = 'open' AND EXISTS (SELECT 1 FROM projects WHERE titel = ''))", ["stat", "titel"]),
        ("COMMENT ON COLUMN public.issues.sumary IS 'What'", ["sumary"]),
        ("ALTER TABLE issues ADD CONSTRAINT c CHECK (char_length(sumary) < 9)", ["sumary"]),
        ("CREATE TABLE x (a int, s text, FOREIGN KEY (s) REFERENCES projects (slg))", ["slg"]),
        ("CREATE TRIGGER t BEFORE UPDATE OF stat ON issues FOR EACH ROW WHEN (OLD.stat <> '') EXECUTE FUNCTION f()", ["stat"] * 2),
        (
            "CREATE FUNCTION f() RETURNS trigger AS $$\nDECLARE titles text;\nBEGIN\n"
            "  SELECT slug INTO titles FROM projects WHERE title = titles;\n  INSERT INTO projects (slg) VALUES (NEW.sumary);\n"
            "  IF NEW.stat = 'open' THEN RETURN NEW; END IF;\nEND $$ LANGUAGE plpgsql;\n"
            "CREATE TRIGGER t AFTER INSERT ON issues FOR EACH ROW EXECUTE FUNCTION f()",
            ["slg", "sumary", "stat"],
        ),
    ],
)  # fmt: skip
def test_columns_of_parts(statement: str, names: list[str]) -> None:
    assert said(("unknown-column",), schema=SCHEMA, more=statement + ";\n") == names


def test_texts_in_a_routine_and_beside_other_tables() -> None:
    routine = "CREATE FUNCTION f() RETURNS void AS $$ BEGIN UPDATE issues SET state = 'opn'; END $$ LANGUAGE plpgsql;\n"
    joined = "SELECT title FROM issues JOIN projects ON true WHERE state = 'closd'::text AND title = 'anything';\n"
    assert said(("unknown-value",), schema=SCHEMA, more=routine + joined) == ["opn", "closd"]


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        ("DROP TABLE projects;", "missing-table"),
        ("ALTER TABLE projects RENAME TO programmes;", "missing-table"),
        (
            "ALTER TABLE issues ALTER COLUMN summary TYPE text;\nALTER TABLE issues RENAME summary TO head;",
            "missing-field",
        ),
        ("ALTER TABLE issues ALTER COLUMN project_id TYPE numeric(8, 2);", "fractional-integer"),
        ("ALTER TABLE issues ADD CHECK (state = 'open' OR state = 'shut');", "enum-mismatch"),
    ],
)
def test_a_late_step_that_breaks(step: str, rule: str) -> None:
    rules = (rule, "renamed-field") if rule == "missing-field" else (rule,)
    first, last = "migrations__001_a", "migrations__002_b"
    assert said(rules, **{first: SCHEMA}) == []
    assert said(rules, **{first: SCHEMA, last: step}) != []


def test_a_table_that_is_dropped_and_made_anew_is_there() -> None:
    again = "CREATE TABLE p2 (slug text NOT NULL, title text NOT NULL);\nDROP TABLE projects;\nALTER TABLE p2 RENAME TO projects;"
    assert said(("missing-table", "missing-field"), migrations__001_a=SCHEMA, migrations__002_b=again) == []
