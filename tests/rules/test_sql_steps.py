"""What statements of migrations name: far names too, where no step ever says them but where they are asked for."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Something to do.
 * @db issues */
export interface Issue {
  /** @format uuid */
  id: string;
  summary: string;
  /** @format int */
  projectId: number;
  state: "open" | "closed";
  /** @format date-time */
  createdAt: string;
}
/** A place.
 * @db projects */
export interface Project { /** @format int */ id: number; slug: string; title: string }
"""
FIRST = r"""
CREATE TABLE projects (id int PRIMARY KEY, slug text NOT NULL, title text NOT NULL, UNIQUE (slug));
CREATE TYPE issue_state AS ENUM ('open', 'closed');
CREATE TABLE issues (
  id uuid PRIMARY KEY, headline text NOT NULL, project_id int NOT NULL REFERENCES projects(id),
  state issue_state NOT NULL DEFAULT 'open', created timestamptz NOT NULL, search tsvector,
  CHECK (length(headline) < 100 AND headline <> ''),
  CONSTRAINT known CHECK ((state)::text = ANY (ARRAY['open'::text, 'closed'::text, 'open'::text])),
  EXCLUDE USING gist (project_id WITH =)
);
CREATE INDEX issues_headline ON issues USING gin (to_tsvector('english', headline));
CREATE INDEX issues_created ON issues (project_id, created DESC NULLS LAST) INCLUDE (headline) WHERE state = 'open';
CREATE INDEX issues_trgm ON issues USING gin (headline gin_trgm_ops);
CREATE INDEX issues_collated ON issues (headline COLLATE "C" text_pattern_ops);
CREATE INDEX ON issues ((lower(headline)));
CREATE INDEX ON issues (date_trunc('day', created AT TIME ZONE 'UTC'));
CREATE POLICY own ON issues FOR SELECT TO authenticated USING (auth.uid() = id AND current_setting('x') = 'y');
CREATE POLICY role ON issues USING (current_role = 'admin');
COPY projects (id, slug, title) FROM stdin WITH (FORMAT csv);
1,alpha,unknown_col = 3
CREATE TABLE issues (
\.
COPY public.projects (id, slug) FROM stdin;
1	x
\.
"""
SECOND = """
ALTER TABLE issues RENAME COLUMN headline TO summary;
ALTER TABLE issues RENAME created TO created_at;
ALTER TABLE issues DROP COLUMN search;
CREATE INDEX ON issues (created_at, summary);
CREATE VIEW open_issues AS
WITH o AS (SELECT i.id, i.summary, i.created_at::date, count(*) FROM issues i WHERE i.state = 'open' GROUP BY 1, 2, 3),
 p AS (SELECT * FROM projects), q(a, b) AS (SELECT id, slug FROM projects),
 r AS (SELECT id, title || slug AS whole, (SELECT max(created_at) FROM issues) AS latest FROM projects)
SELECT o.id, o.summary, o.created_at, o.count, p.title, q.a, q.b, r.whole, r.latest
FROM o JOIN p ON true JOIN q ON q.a = p.id JOIN r ON r.id = q.a, LATERAL (SELECT p.slug AS s, o.summary) l(x, y)
WHERE l.x = l.y;
CREATE FUNCTION bump() RETURNS trigger AS $$
DECLARE total int; rec record;
BEGIN
  SELECT count(*) AS c, max(created_at) AS m INTO rec FROM issues WHERE project_id = NEW.project_id;
  total := rec.c;
  FOR rec IN SELECT x.id, x.n FROM (SELECT project_id AS id, count(*) n FROM issues GROUP BY project_id) x LOOP
    UPDATE projects p SET title = rec.n FROM (SELECT id AS pid FROM projects) z WHERE z.pid = p.id;
  END LOOP;
  INSERT INTO issues (id, summary) VALUES (NEW.id, 'x') ON CONFLICT (id) DO UPDATE SET summary = EXCLUDED.summary;
  INSERT INTO issues (id) SELECT id FROM issues ON CONFLICT ON CONSTRAINT known DO NOTHING;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER bumped AFTER INSERT ON issues FOR EACH ROW EXECUTE FUNCTION bump();
WITH moved AS (DELETE FROM issues WHERE state = 'closed' RETURNING id, summary), n AS (SELECT 1 AS one)
INSERT INTO projects (id, slug, title) SELECT n.one, moved.summary, moved.summary FROM moved, n;
WITH RECURSIVE tree AS (SELECT id, 1 AS level FROM projects UNION ALL
  SELECT p.id, tree.level + 1 FROM projects p JOIN tree ON tree.id = p.id)
SELECT tree.level, tree.id FROM tree;
WITH RECURSIVE tree AS (SELECT id FROM projects UNION ALL
  SELECT p.id FROM projects p JOIN tree ON tree.id = p.id)
  CYCLE id SET looped USING path
SELECT tree.looped FROM tree;
SELECT v.k, v.w FROM (VALUES (1, 'a')) AS v(k, w) JOIN issues ON true;
SELECT t.id, t.n, t.total FROM (
  SELECT id, row_number() OVER (ORDER BY id) AS n,
  sum(id) OVER w AS total FROM projects WINDOW w AS (ORDER BY id)) t;
SELECT s.id, s.date FROM (SELECT id, created_at AS "date" FROM issues) s;
SELECT f.value, f.ordinality FROM issues i, jsonb_array_elements('[]') WITH ORDINALITY AS f(value, ordinality);
"""
THIRD = """
CREATE TABLE tags (id int, project_id int, name varchar(20), KEY `by_name` (name(10)),
  UNIQUE KEY (project_id, name), INDEX (id DESC), FULLTEXT KEY ft (name));
ALTER TABLE projects ADD COLUMN created_at timestamptz, ADD INDEX by_slug (slug), ADD UNIQUE (title, slug);
INSERT INTO projects (id, slug, title) VALUES (1, 'a', 'b')
  ON DUPLICATE KEY UPDATE title = VALUES(title), slug = CONCAT(VALUES(slug), '-'), id = id + 1;
"""


def said(*steps: str) -> list[str]:
    texts = {f"migrations/{n:03}_step.sql": text for n, text in enumerate(steps, 1)}
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, **texts})
    found = [f for f in check(snapshot) if not f.path.endswith(".contract.ts")]
    assert all(f.rule in ("unknown-column", "unknown-value") for f in found), found
    return [snapshot.sources[f.path].text[f.range] for f in found]


def test_innocent_steps() -> None:
    assert said(FIRST, SECOND, THIRD) == []


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("CREATE INDEX ON issues (opened_on)", ["opened_on"]),
        ("-- by opened_on\nCREATE INDEX ON issues (opened_on)", ["opened_on"]),
        ("CREATE TABLE x (id int REFERENCES projects (project_key))", ["project_key"]),
        ("CREATE VIEW v AS SELECT i.opened_on, p.title FROM issues i JOIN projects p ON p.number = i.project_id", ["opened_on", "number"]),
        ("ALTER TABLE issues ADD CONSTRAINT c CHECK (weight <= 8)", ["weight"]),
        ("ALTER TABLE projects ADD INDEX by_owner (owner, title)", ["owner"]),
        ("COPY projects (id, name_of_it) FROM stdin;\n1\tx\n\\.", ["name_of_it"]),
        ("INSERT INTO projects (id, slug, title) VALUES (1, 'a', 'b') ON CONFLICT (short_name) DO NOTHING", ["short_name"]),
        ("INSERT INTO projects (id) VALUES (1) ON DUPLICATE KEY UPDATE label = VALUES(short_name)", ["label", "short_name"]),
        ("WITH few AS (SELECT id, summary FROM issues) SELECT few.id, few.headline FROM few", ["headline"]),
        ("SELECT x.project_id, x.state FROM (SELECT project_id, count(*) AS n FROM issues GROUP BY project_id) x", ["state"]),
        ("UPDATE issues SET state = 'archived'", ["archived"]),
        ("CREATE VIEW v AS SELECT id FROM issues WHERE state IN ('open', 'waiting')", ["waiting"]),
        ("ALTER TABLE issues ALTER COLUMN opened_on SET NOT NULL", ["opened_on"]),
        ("ALTER TABLE projects MODIFY short_name varchar(9) NOT NULL", ["short_name"]),
        ("ALTER TABLE issues ALTER COLUMN project_id TYPE bigint USING (project_key * 10)::bigint", ["project_key"]),
        ("ALTER TABLE projects ADD COLUMN owner int AFTER heading", ["heading"]),
        ("CREATE VIEW v AS SELECT id FROM issues WHERE state = 'summary'", ["summary"]),  # which elsewhere is a column
        ("ALTER TABLE issues DROP COLUMN weight;\nUPDATE issues SET weight = 1", ["weight", "weight"]),
        ("ALTER TABLE issues ADD weight int;\nUPDATE issues SET weight = 1;\nALTER TABLE issues RENAME weight TO mass", []),
        # What a table has had, or another step says, may be asked for; what is renamed or altered must be there.
        ("ALTER TABLE issues ALTER COLUMN project_id TYPE bigint USING project_id::bigint", []),
        ("ALTER TABLE issues ADD COLUMN opened_on date;\nALTER TABLE issues ALTER COLUMN opened_on SET DEFAULT now()", []),
        ("ALTER TABLE issues ADD COLUMN opened_on date;\nCREATE INDEX ON issues (opened_on)", []),
        ("CREATE INDEX ON issues (opened_on);\nALTER TABLE issues RENAME COLUMN opened_on TO x", ["opened_on"]),
        ("ALTER TYPE issue_state ADD VALUE 'waiting';\nUPDATE issues SET state = 'waiting'", []),
        ("SELECT s.whatever FROM (SELECT * FROM issues) s", []),
        ("SELECT s.whatever FROM (SELECT a FROM elsewhere) s", []),
    ],
)  # fmt: skip
def test_far_names(statement: str, names: list[str]) -> None:
    found = said(FIRST, SECOND, statement + ";\n")
    assert found == names


def test_a_column_that_has_another_name_now_is_not_offered() -> None:
    texts = {
        "migrations/1.sql": FIRST,
        "migrations/2.sql": SECOND,
        "migrations/3.sql": "CREATE INDEX ON issues (headlines);\n",
    }
    found = [f for f in check(snapshot_of({"a.contract.ts": CONTRACT, **texts})) if f.rule == "unknown-column"]
    assert [f.message.partition(",")[0] for f in found] == ["`headlines` is no column of table issues"]
    assert all("`headline`" not in f.message and "`summary`" in f.message for f in found)
