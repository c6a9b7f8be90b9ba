"""Workspaces of any size, made from nothing: contracts, conventions, and a TypeScript product that keeps them.

Ten files a feature: its contract, stored rows, a service, routes, a client, a hook, two components, helpers and a test. The
same number of files gives the same workspace, always.
"""

import random
from pathlib import Path
from string import Template

CONVENTIONS = "---\nnaming:\n  contracts: { types: PascalCase, fields: camelCase }\n---\nNames are camelCase.\n"
THINGS = "Invoice Order Shipment Parcel Ticket Member Lesson Booking Vehicle Claim Recipe Sensor Ledger Patient Project Reading".split()
KINDS = "Draft Line Batch Report Plan Entry Summary Notice Group Record".split()
FIELDS = (
    ("displayName", "string", ""),
    ("summary", "string", ""),
    ("quantity", "number", "@format int"),
    ("amountCents", "number", "@format int"),
    ("weightGrams", "number", "@format int"),
    ("isArchived", "boolean", ""),
    ("contactEmail", "string", "@format email"),
    ("pageUrl", "string", "@format uri"),
    ("startsAt", "string", "@format date-time"),
    ("endsAt", "string | null", "@format date-time"),
    ("note", "string | null", ""),
    ("labels", "string[]", ""),
)


def generate(root: Path, files: int) -> None:
    """As many TypeScript files as asked for, and the conventions."""
    (root / "CONVENTIONS.md").write_text(CONVENTIONS)
    written = 0
    for n in range(files):
        for path, text in _feature(n):
            if written == files:
                return
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
            written += 1


def _feature(n: int) -> list[tuple[str, str]]:
    rng = random.Random(n)
    name = f"{THINGS[n % len(THINGS)]}{KINDS[n // len(THINGS) % len(KINDS)]}{n}"
    fields = rng.sample(FIELDS, rng.randint(4, 9))
    strings = [f for f, type, _ in fields if type == "string"] or ["id"]
    slug = f"{name[0].lower()}{name[1:]}"
    declared = "".join(f"  {_tag(tag)}{field}: {type};\n" for field, type, tag in fields)
    names = {
        "N": name, "n": slug, "number": str(n), "path": f"{slug}s".lower(),
        "declared": declared, "written": "".join(f"  {field}: {type};\n" for field, type, _ in fields),
        "copied": "".join(f"    {field}: row.{field},\n" for field, _, _ in fields),
        "sample": "".join(f"  {field}: {_value(type, rng)},\n" for field, type, _ in fields),
        "cells": "".join(f"      <td>{{String({slug}.{field})}}</td>\n" for field, _, _ in fields),
        "asserts": "".join(f"    assert.notEqual(made.{field}, undefined);\n" for field, _, _ in fields),
        "first": strings[0],
    }  # fmt: skip
    folder = f"src/part{n % 50}/{slug}"
    files = [
        (Template(path).substitute(names, folder=folder), Template(text).substitute(names)) for path, text in _FILES
    ]
    return [(path, text if path.startswith("contracts/") else f"{text}\n{_helpers(n, rng)}") for path, text in files]


def _helpers(n: int, rng: random.Random) -> str:
    """Code that has nothing to do with any contract, as most code has."""
    steps = range(rng.randint(2, 7))
    return "\n".join(Template(_HELPER).substitute(number=n, k=k, by=rng.randint(2, 90)) for k in steps)


def _tag(tag: str) -> str:
    return f"/** {tag} */\n  " if tag else ""


def _value(type: str, rng: random.Random) -> str:
    match type.removesuffix(" | null"):
        case "number":
            return str(rng.randint(1, 900))
        case "boolean":
            return "true"
        case "string[]":
            return '["first", "second"]'
        case _:
            return f'"text {rng.randint(1, 900)}"'


_HELPER = """\
/** Step $k of the calculation. */
export function step$k(value: number, factor = $by): number {
  if (Number.isNaN(value) || value < 0) {
    throw new RangeError(`step $k cannot take $${value}`);
  }
  const scaled = value * factor + $k;
  return Math.round(scaled * 100) / 100;
}
"""

_CONTRACT = """\
/** One $n, as everybody sees it.
 * @owner part
 */
export interface $N {
  /** @format uuid */
  id: string;
$declared  state: ${N}State;
  /** @format date-time */
  createdAt: string;
}

/** How far it has come. */
export type ${N}State = "new" | "open" | "closed";

/** Why a request is refused. */
export interface ${N}Error {
  /** One of a few words. */
  code: "notFound" | "malformed";
  /** A sentence for people. */
  message: string;
}

/** One by its id.
 * @api GET /api/$path/:id
 */
export interface Get$N {
  params: {
    /** @format uuid */
    id: string;
  };
  request: null;
  response: $N;
  errors: ${N}Error;
}
"""

_ROWS = """\
import type { $N, ${N}State } from "../../../contracts/$n.contract.js";

/** @contract $N */
export interface ${N}Row {
  id: string;
$written  state: ${N}State;
  createdAt: string;
}

export function from${N}Row(row: ${N}Row): $N {
  return {
    id: row.id,
$copied    state: row.state,
    createdAt: row.createdAt,
  };
}

export type ${N}Key = Pick<${N}Row, "id" | "createdAt">;
export const ${n}States = ["new", "open", "closed"] as const satisfies readonly ${N}State[];
"""

_SERVICE = """\
import type { $N, ${N}State } from "../../../contracts/$n.contract.js";
import { from${N}Row, type ${N}Row } from "./rows.js";

interface Store {
  all(table: string): Promise<${N}Row[]>;
  one(table: string, id: string): Promise<${N}Row | undefined>;
  put(table: string, row: ${N}Row): Promise<void>;
}

export class ${N}Service {
  private readonly known = new Map<string, $N>();

  constructor(private readonly store: Store) {}

  async find(id: string): Promise<$N | undefined> {
    const held = this.known.get(id);
    if (held !== undefined) {
      return held;
    }
    const row = await this.store.one("$n", id);
    if (row === undefined) {
      return undefined;
    }
    const found = from${N}Row(row);
    this.known.set(found.id, found);
    return found;
  }

  async list(state: ${N}State): Promise<$N[]> {
    const rows = await this.store.all("$n");
    return rows.filter((row) => row.state === state).map((row) => from${N}Row(row));
  }

  async close(id: string): Promise<$N> {
    const row = await this.store.one("$n", id);
    if (row === undefined || row.state === "closed") {
      throw new Error(`$n $${id} cannot be closed`);
    }
    await this.store.put("$n", { ...row, state: "closed" });
    this.known.delete(id);
    return from${N}Row({ ...row, state: "closed" });
  }

  newest(items: readonly $N[]): $N | undefined {
    const sorted = [...items].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    return sorted[0];
  }
}
"""

_ROUTES = """\
import { Router, type Request, type Response } from "express";
import type { ${N}Error, $N } from "../../../contracts/$n.contract.js";
import type { ${N}Service } from "./service.js";

export function ${n}Router(service: ${N}Service): Router {
  const router = Router();

  router.get("/api/$path/:id", async (request: Request, response: Response) => {
    const found: $N | undefined = await service.find(request.params.id);
    if (found === undefined) {
      const refused: ${N}Error = { code: "notFound", message: `There is no $n $${request.params.id}.` };
      response.status(404).json(refused);
      return;
    }
    response.json(found);
  });

  return router;
}

export function log${N}(item: $N): string {
  return [item.id, item.state, item.createdAt].join(" ");
}
"""

_CLIENT = """\
import type { ${N}Error, $N } from "../../../contracts/$n.contract.js";

export class ${N}Refused extends Error {
  constructor(readonly reason: ${N}Error) {
    super(reason.message);
  }
}

export async function get$N(id: string, signal?: AbortSignal): Promise<$N> {
  const response = await fetch(`/api/$path/$${encodeURIComponent(id)}`, { signal });
  if (!response.ok) {
    throw new ${N}Refused((await response.json()) as ${N}Error);
  }
  return (await response.json()) as $N;
}
"""

_HOOK = """\
import { useEffect, useState } from "react";
import type { $N } from "../../../contracts/$n.contract.js";
import { ${N}Refused, get$N } from "./client.js";

export function use$N(id: string): { value: $N | null; problem: string | null } {
  const [value, setValue] = useState<$N | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    get$N(id, controller.signal)
      .then((found) => setValue(found))
      .catch((error: unknown) => {
        setProblem(error instanceof ${N}Refused ? error.reason.message : String(error));
      });
    return () => controller.abort();
  }, [id]);
  return { value, problem };
}
"""

_ROW_VIEW = """\
import type { $N } from "../../../contracts/$n.contract.js";

export interface ${N}RowProps {
  $n: $N;
  selected?: boolean;
  onSelect: (id: string) => void;
}

export function ${N}Row({ $n, selected = false, onSelect }: ${N}RowProps) {
  return (
    <tr className={selected ? "row selected" : "row"} onClick={() => onSelect($n.id)}>
$cells      <td>{$n.state}</td>
    </tr>
  );
}
"""

_PAGE = """\
import { useMemo, useState } from "react";
import type { $N } from "../../../contracts/$n.contract.js";
import { ${N}Row } from "./${N}Row.js";
import { use$N } from "./hook.js";

export function ${N}Page({ items, title }: { items: $N[]; title: string }) {
  const [selected, setSelected] = useState<string>("");
  const [search, setSearch] = useState("");
  const detail = use$N(selected);
  const shown = useMemo(() => items.filter((item) => item.$first.includes(search)), [items, search]);
  if (detail.problem !== null) {
    return <p role="alert">{detail.problem}</p>;
  }
  return (
    <section className="page">
      <h1>{title}</h1>
      <input value={search} onChange={(event) => setSearch(event.target.value)} />
      <table>
        <tbody>
          {shown.map((item) => (
            <${N}Row key={item.id} $n={item} selected={item.id === selected} onSelect={setSelected} />
          ))}
        </tbody>
      </table>
      {detail.value !== null && <footer>{detail.value.createdAt}</footer>}
    </section>
  );
}
"""

_TEST = """\
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { $N } from "../../../contracts/$n.contract.js";
import { from${N}Row } from "./rows.js";
import { ${N}Service } from "./service.js";

const sample: $N = {
  id: "8c1f6a52-4f7e-4f5b-9a53-0d9b7d3f0a11",
$sample  state: "open",
  createdAt: "2026-01-01T00:00:00Z",
};

describe("$n", () => {
  it("is made from a row", () => {
    const made = from${N}Row(sample);
    assert.equal(made.id, sample.id);
$asserts  });

  it("is found by its id", async () => {
    const service = new ${N}Service({ all: async () => [sample], one: async () => sample, put: async () => {} });
    const found = await service.find(sample.id);
    assert.equal(found?.state, "open");
    assert.deepEqual(await service.list("closed"), []);
    await assert.rejects(async () => service.close("nobody").then(() => Promise.reject(new Error("closed"))));
  });
});
"""

_FILES = (
    ("contracts/$n.contract.ts", _CONTRACT),
    ("$folder/rows.ts", _ROWS),
    ("$folder/service.ts", _SERVICE),
    ("$folder/routes.ts", _ROUTES),
    ("$folder/client.ts", _CLIENT),
    ("$folder/hook.ts", _HOOK),
    ("$folder/${N}Row.tsx", _ROW_VIEW),
    ("$folder/${N}Page.tsx", _PAGE),
    ("$folder/steps.ts", 'import { performance } from "node:perf_hooks";\n'),
    ("$folder/$n.test.ts", _TEST),
)
