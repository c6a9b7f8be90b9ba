"""The workspace that is typed in: one contract file of any length, conventions, a sprint, and code that implements the contract."""

from pathlib import Path
from string import Template

IMPLEMENTATIONS = 200
PACKAGE_LINES = 13

CONVENTIONS = """\
---
naming:
  contracts: { types: PascalCase, fields: camelCase, constants: camelCase }
  "src/**/*.ts": { fields: camelCase, types: PascalCase }
  "models/**/*.py": { json: camelCase }
forbidden: [data, info, misc]
proseBudget: 400
---
Identifiers are camelCase in TypeScript and snake_case in Python.
"""
CONTRACT = "contracts/bench.contract.ts"
SPRINT = "bench.sprint.yaml"


def fill(root: Path, entities: int) -> None:
    """All but the contract itself, which is to declare `Entity0`, `Entity1` … and their `Status`."""
    (root / "CONVENTIONS.md").write_text(CONVENTIONS)
    (root / SPRINT).write_text(sprint(20 * PACKAGE_LINES, entities))
    for n in range(IMPLEMENTATIONS):
        path, text = _FILES[n % len(_FILES)]
        values = {
            "n": str(n),
            "e": str(n % entities),
            "parent": f"Entity{n % entities - 1}" if n % entities else "null",
        }
        target = root / Template(path).substitute(values)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(text).substitute(values))


def sprint(lines: int, entities: int) -> str:
    """A sprint of about that many lines."""
    count = max(1, (lines - _HEAD.count("\n")) // PACKAGE_LINES)
    return _HEAD + "".join(_package(n, entities) for n in range(count))


def _package(n: int, entities: int) -> str:
    values = {
        "n": str(n), "provides": f"Entity{n}" if n < entities else "", "consumes": f"Entity{(n + 1) % entities}",
        "after": f"part-{n - 1}" if n % 3 else "",
    }  # fmt: skip
    return Template(_PACKAGE).substitute(values)


_HEAD = """\
sprint: Benchmark
base: main
contracts: [contracts/*.contract.ts]
conventions: CONVENTIONS.md
verify: [npm test]
packages:
"""

_PACKAGE = """\
  - id: part-$n
    title: Work package number $n
    status: draft
    layer: api
    owns: [src/part$n/**]
    provides: [$provides]
    consumes: [$consumes]
    reads: []
    after: [$after]
    estimate: 4h
    verify: [npm test]
    brief: |
      Build what the contract says, and test it.
"""

_ROWS = """\
import type { Entity$e } from "../../contracts/bench.contract.js";

/** @contract Entity$e */
export interface Row$n {
  id: string;
  displayName: string;
  quantity: number;
  status: "open" | "paid" | "void";
  tags: readonly string[];
  createdAt?: string;
  parent: $parent | null;
}

export function label$n(item: Entity$e): string {
  return [item.id, item.displayName, String(item.quantity), item.status].join(" ");
}
"""

_VIEW = """\
import type { Entity$e, Status$e } from "../../contracts/bench.contract.js";

export const shown$n: Status$e[] = ["open", "paid"];

export function View$n({ items }: { items: Entity$e[] }) {
  return (
    <ul>
      {items.map((item) => (
        <li key={item.id}>{item.displayName} {item.quantity} {item.tags.length}</li>
      ))}
    </ul>
  );
}
"""

_SCHEMA = """\
import { z } from "zod";
import type { Entity$e } from "../../contracts/bench.contract.js";

export const schema$n = z.object({
  id: z.string(),
  displayName: z.string(),
  quantity: z.number(),
  status: z.enum(["open", "paid", "void"]),
  tags: z.array(z.string()),
  createdAt: z.string().optional(),
  parent: z.any().nullable(),
}) satisfies z.ZodType<Entity$e>;
"""

_MODEL = """\
from typing import Any, Literal

from pydantic import BaseModel


class Model$n(BaseModel):  # @contract Entity$e
    id: str
    displayName: str
    quantity: int
    status: Literal["open", "paid", "void"]
    tags: list[str]
    createdAt: str = ""
    parent: Any | None
"""

_FILES = (
    ("src/part$n/rows.ts", _ROWS),
    ("src/part$n/View.tsx", _VIEW),
    ("src/part$n/schema.ts", _SCHEMA),
    ("models/model$n.py", _MODEL),
)
