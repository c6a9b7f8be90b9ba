"""Objects that are written into variables before they stand where a type, a table or a request asks for them."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

FILES = {
    "contracts/post.contract.ts": """
/** A post.
 * @db posts
 */
export interface Post { id: string; title: string; body: string }
/** What is asked for a new one. */
export interface NewPost { title: string; body: string; tags?: string[] }
/** @api POST /posts */
export interface AddPost { request: NewPost; response: Post; errors: never }
""",
    "prisma/schema.prisma": 'model Post {\n  id String @id\n  title String\n  body String\n  @@map("posts")\n}\n',
}
HEAD = """import { PrismaClient } from '@prisma/client';
import type { NewPost } from '../contracts/post.contract';
const prisma = new PrismaClient();
const SHOWN = { title: true };
declare function save(post: NewPost): void;
"""


def findings(body: str) -> list[str]:
    code = f"{HEAD}export async function f(n: string) {{ {body} }}\n"
    found = check(snapshot_as_written({**FILES, "src/code.ts": code}))
    return [f.message for f in found if f.path == "src/code.ts" and f.severity in ("error", "warning")]


STEPWISE = [
    "const where: any = { title: n }; return prisma.post.findMany({ where });",
    "const where: any = {}; if (n) { where.title = n; } return prisma.post.findMany({ where });",
    "const where: any = {}; if (n) { where.OR = [{ title: { contains: n } }]; } return prisma.post.findMany({ where });",
    "const change: Record<string, unknown> = {}; change.title = n; return prisma.post.update({ where: { id: n }, data: change });",
    "const p: any = {}; p.title = n; p.body = n; return save(p);",
    "const p: Record<string, unknown> = { body: n }; p.title = n; return save(p as any);",
    "const p: any = {}; p.title = n; return fetch('/posts', { method: 'POST', body: JSON.stringify(p) });",
]
LISTS = [
    "const rows = [n].map((x) => ({ title: x, body: x })); return prisma.post.createMany({ data: rows });",
    "return prisma.post.createMany({ data: [n].map((x) => ({ title: x, body: x })) });",
    "const rows = [{ title: n, body: n }]; return Promise.all(rows.map((row) => prisma.post.create({ data: row })));",
    "const rows = [{ title: n, body: n }]; for (const row of rows) { await prisma.post.create({ data: row }); }",
    "const rows = [{ title: n, body: n }]; rows.forEach((row) => save(row));",
]


@pytest.mark.parametrize("body", [*STEPWISE, *LISTS])
def test_a_name_is_held_where_it_is_written(body: str) -> None:
    assert not findings(body)
    found = findings(body.replace("title", "titel"))
    assert found and all("`titel`" in m for m in found), found


def test_so_is_what_the_file_itself_declares() -> None:
    code = (
        HEAD.replace("title: true", "titel: true") + "export const f = () => prisma.post.findMany({ select: SHOWN });\n"
    )
    found = [f for f in check(snapshot_as_written({**FILES, "src/code.ts": code})) if f.path == "src/code.ts"]
    assert [f.rule for f in found] == ["unknown-column"]
    assert code[found[0].range.start : found[0].range.end] == "titel"


@pytest.mark.parametrize(
    "body",
    [
        "let p: any = {}; p.other = 1; p = { title: n, body: n }; return save(p);",
        "const p: any = { title: n, body: n }; p.extra = n; return save(p);",
        "const rows = [{ title: n, body: n, extra: 1 }]; return rows.map((row) => save(row));",
        "const rows: NewPost[] = []; return rows.map((row) => save(row));",
        "const rows = [[n, n]]; return rows.map(([a, b]) => save({ title: a, body: b }));",
        "const where: any = {}; where.foo = n; return where;",
    ],
)
def test_what_may_be_more_or_something_else_is_not_told(body: str) -> None:
    assert not findings(body)
