"""A missing field is added wherever a member can stand: one line, no last comma, tabs, CRLF, an import that it needs."""

import pytest

from dovetail.core.findings import apply_edits
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """/** A person. */
export interface User {
  /** @format uuid */
  id: string;
  /** @format date-time */
  createdAt: string;
}
"""
CASES = [
    ("x.ts", "/** @contract User */\nexport interface User { id: string }\n", "{ id: string; createdAt: string; }"),
    ("x.ts", "/** @contract User */\nexport interface User { id: string; }\n", "{ id: string; createdAt: string; }"),
    ("x.ts", "/** @contract User */\nexport interface User {\n}\n", "{\n  createdAt: string;\n  id: string;\n}"),
    ("x.ts", "/** @contract User */\nexport interface User {\r\n\tid: string\r\n}\r\n",
     "\tid: string\r\n\tcreatedAt: string;\r\n}"),
    ("x.ts", "/** @contract User */\nexport const S = z.object({\n  id: z.string()\n});\n",
     "z.string(),\n  createdAt: z.string().datetime(),\n}"),
    ("x.ts", "/** @contract User */\nexport const S = z.object({ id: z.string() });\n",
     "{ id: z.string(), createdAt: z.string().datetime() }"),
    ("x.ts", "/** @contract User */\nexport const S = z.object({ id: z.string(), });\n",
     "z.string(), createdAt: z.string().datetime(), }"),
    ("x.py", "from pydantic import BaseModel, Field\n# @contract User\nclass User(BaseModel):\n    id: str\n",
     "from datetime import datetime\n"),
    ("x.py", "from pydantic import BaseModel\n# @contract User\nclass User(BaseModel):\n\tid: str",
     '\n\tcreated_at: datetime = Field(alias="createdAt")'),
    ("x.prisma", "/// @contract User\nmodel User {\n\tid String @id\n}\n", "\tid String @id\n\tcreatedAt DateTime"),
    ("x.graphql", "# @contract User\ntype User { id: ID! }\n", "{ id: ID! createdAt: DateTime! }"),
    ("x.proto", 'syntax = "proto3";\n// @contract User\nmessage User { string id = 1; }\n',
     "1; google.protobuf.Timestamp created_at = 2; }"),
    ("x.sql", "-- @contract User\nCREATE TABLE users (\r\n\tid uuid NOT NULL\r\n);\r\n",
     "created_at TIMESTAMPTZ NOT NULL,\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "source", "expected"), CASES)
def test_the_member_stands_where_it_belongs(path: str, source: str, expected: str) -> None:
    before = snapshot_from_texts({"user.contract.ts": CONTRACT, path: source})
    missing = [f for f in check(before) if f.rule == "missing-field"]
    while missing:
        assert missing[0].fixes, missing[0].message
        source = apply_edits(source, missing[0].fixes[0].edits)
        after = snapshot_from_texts({"user.contract.ts": CONTRACT, path: source})
        assert after.sources[path].shapes.problems == (), source
        left = [f for f in check(after) if f.path == path]
        missing = [f for f in left if f.rule == "missing-field"]
        assert [f.message for f in left if f not in missing] == [], source
    assert expected in source, source
