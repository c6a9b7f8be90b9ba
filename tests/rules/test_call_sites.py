"""Components and queries at their call sites: what is known of another file decides, and what is not known is not reported."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

VIEWS = """
/** What the card shows. @view UserCard */
export interface UserCardProps { displayName: string; isCompact?: boolean }
"""
TAKES_CONTRACT = """
import type { UserCardProps } from "../contracts/views.contract";
export function UserCard(props: UserCardProps) { return null; }
"""
BOUND = """
/** @contract UserCardProps */
interface Props { displayName: string; isCompact?: boolean; onOpen?: () => void }
export const UserCard = memo(({ displayName }: Props) => null);
"""
USER = "/** A person. @db User */\nexport interface User { displayName: string }\n"
MODEL = "model User {\n  displayName String @id\n}\n"
QUERY = "export const find = () => prisma.user.findFirst({ where: { name: 1 } });\n"


def found(rule: str, files: dict[str, str]) -> list[str]:
    return [f.message.split("`")[1] for f in check(snapshot_as_written(files)) if f.rule == rule]


@pytest.mark.parametrize(
    ("component", "use", "expected"),
    [
        (TAKES_CONTRACT, 'import { UserCard } from "./card"; <UserCard name="a" />;', ["name"]),
        (TAKES_CONTRACT, 'import { UserCard as Card } from "./card"; <Card name="a" />;', ["name"]),
        (TAKES_CONTRACT, 'import { UserCard } from "@/ui"; <UserCard name="a" {...rest} />;', ["name"]),
        (None, 'import { UserCard } from "./card"; <UserCard name="a" />;', ["name"]),
        (BOUND, 'import { UserCard } from "./card"; <UserCard onOpen={f} onClose={g} />;', ["onClose"]),
        (None, 'import { UserCard } from "some-library"; <UserCard name="a" />;', []),
        (None, 'import * as UserCard from "./card"; <UserCard name="a" />;', []),
        (TAKES_CONTRACT.replace("props: UserCardProps", "props: UserCardProps & Other"),
         'import { UserCard } from "./card"; <UserCard name="a" />;', []),
        (TAKES_CONTRACT.replace("props: UserCardProps", "props"), 'import { UserCard } from "./card"; <UserCard name="a" />;', []),
        (None, 'const UserCard = other; <UserCard name="a" />;', []),
    ],
)  # fmt: skip
def test_what_a_component_of_another_file_is_given(component: str | None, use: str, expected: list[str]) -> None:
    files = {"contracts/views.contract.ts": VIEWS, "ui/page.tsx": use}
    assert found("unknown-prop", files if component is None else {**files, "ui/card.tsx": component}) == expected


def test_a_component_of_the_same_file_is_held_to_the_type_that_it_takes() -> None:
    files = {
        "contracts/views.contract.ts": VIEWS,
        "ui/card.tsx": TAKES_CONTRACT + 'const a = <UserCard name="a" key="k" />;',
    }
    assert found("unknown-property", files) == ["name"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"user.contract.ts": USER}, ["name"]),
        ({}, []),  # the model is bound to nothing
        ({"user.contract.ts": USER, "other/schema.prisma": MODEL}, []),  # which of the two is meant?
    ],
)
def test_what_a_query_names(files: dict[str, str], expected: list[str]) -> None:
    assert found("unknown-column", {"prisma/schema.prisma": MODEL, "find.ts": QUERY, **files}) == expected


@pytest.mark.parametrize(
    ("extended", "expected"),
    [
        ("prisma.$extends({ result: {} })", ["name"]),
        ("prisma.$extends({ result: { user: { label: { compute: (u) => u.email } } } })", ["name"]),
        ("prisma.$extends({ result: { user: { name: { compute: (u) => u.email } } } })", []),
        ("prisma.$extends({ result: { post: { name: { compute: (p) => p.title } } } })", ["name"]),
        ("prisma.$extends({ result: { $allModels: { name: { compute: (m) => m.id } } } })", []),
        ("prisma.$extends({ result: { user: more } })", []),  # nobody sees what it adds
        ("prisma.$extends({ result: { user: { ...more } } })", []),
        ("prisma.$extends({ ...more })", []),
        ("prisma.$extends(more)", []),
        ("prisma.$extends(soft({ of: 'user' }))", []),
        ("prisma.$extends(withAccelerate())", ["name"]),  # which adds what queries may be asked
        ("prisma.$extends(own)", []),
        ("prisma.$extends((client) => client.$extends({ model: { user: { find() {} } } }))", ["name"]),
        ("prisma.$extends({ query: { user: { findMany: ({ args, query }) => query(args) } } })", ["name"]),
    ],
)
def test_what_a_query_names_where_the_client_is_extended(extended: str, expected: list[str]) -> None:
    client = (
        'import { Prisma } from "@prisma/client";\nimport { withAccelerate } from "@prisma/extension-accelerate";\n'
        "const own = Prisma.defineExtension({ result: { user: { name: { compute: (u) => u.id } } } });\n"
        if "(own)" in extended
        else 'import { withAccelerate } from "@prisma/extension-accelerate";\n'
    )
    files = {"user.contract.ts": USER, "client.ts": f"{client}export const db = {extended};\n"}
    assert found("unknown-column", {"prisma/schema.prisma": MODEL, "find.ts": QUERY, **files}) == expected


def test_a_row_that_is_given_to_a_function_of_another_file_keeps_its_type() -> None:
    asks = 'import { shown } from "./shown";\nexport const f = async () => { const u = await prisma.user.findFirst(); shown(u); u.mail; };'
    files = {"contracts/a.contract.ts": USER, "schema.prisma": MODEL, "src/a.ts": asks}
    assert found("unknown-column", files) == ["mail"]
