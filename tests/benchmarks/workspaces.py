"""Workspaces of any size, made from nothing: contracts, conventions, and TypeScript files bound to them."""

from pathlib import Path

CONVENTIONS = "---\nnaming:\n  contracts: { types: PascalCase, fields: camelCase }\n---\nNames are camelCase.\n"


def generate(root: Path, files: int) -> None:
    """One contract for every ten files; each file implements one and reads another."""
    contracts = max(1, files // 10)
    (root / "contracts").mkdir()
    (root / "CONVENTIONS.md").write_text(CONVENTIONS)
    for n in range(contracts):
        (root / "contracts" / f"entity{n}.contract.ts").write_text(_contract(n))
    for n in range(files):
        folder = root / "src" / f"part{n % 50}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"module{n}.ts").write_text(_module(n, n % contracts))


def _contract(n: int) -> str:
    return (
        f"/** Entity number {n}. */\nexport interface Entity{n} {{\n  /** @format uuid */\n  id: string;\n  displayName: string;\n"
        f"  /** @format int */\n  quantity: number;\n  /** @format date-time */\n  createdAt: string | null;\n}}\n"
    )


def _module(n: int, contract: int) -> str:
    name = f"Entity{contract}"
    helpers = "\n".join(
        f"export function step{n}_{k}(value: number): number {{\n  return value * {k} + {n};\n}}\n" for k in range(20)
    )
    return (
        f'import type {{ {name} }} from "../../contracts/entity{contract}.contract.js";\n\n'
        f"/** @contract {name} */\nexport interface Row{n} {{\n  id: string;\n  displayName: string;\n  quantity: number;\n"
        "  createdAt: string | null;\n}\n\n"
        f"export function title{n}(entity: {name}): string {{\n  return `${{entity.displayName}} (${{entity.quantity}})`;\n}}\n\n{helpers}"
    )
