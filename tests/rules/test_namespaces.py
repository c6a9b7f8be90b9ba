"""Types that TypeScript declares in a namespace: `export namespace Scheduler { export interface Job { … } }`."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Whom to write to. */
export interface Mail { on_start?: string[]; skipped_runs: boolean }
/** What is run. */
export interface Job { name: string; mail: Mail; state: State }
/** Where it stands. */
export type State = "queued" | "done";
"""
SPACE = """
export namespace Scheduler {
  /** @contract Mail */
  export interface IMail {
    on_start?: string[];
    skipped_runs: boolean;
  }
  /** @contract Job */
  export interface IJob extends INamed { mail: IMail; state: State }
  export interface INamed { name: string }
  /** @contract State */
  export enum State { QUEUED = 'queued', DONE = 'done' }
  export const first = (job: IJob) => job.mail.on_start;
  export namespace Inner {
    export interface Page { jobs: IJob[] }
  }
}
export namespace Scheduler {
  export function second(page: Inner.Page) { return page.jobs[0].name; }
}
"""
IMPORT = 'import { Scheduler } from "./scheduler";\n'


def findings(space: str = SPACE, code: str = "") -> list[tuple[str, str, str]]:
    files = {"contracts/job.contract.ts": CONTRACT, "src/scheduler.ts": space, "src/code.ts": IMPORT + code}
    found = check(snapshot_as_written(files))
    return [(f.path, f.rule, f.message) for f in found if f.severity in ("error", "warning") and "src" in f.path]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("    skipped_runs: boolean;", "    skipped_rows: boolean;", "renamed-field"),
        ("export interface INamed { name: string }", "export interface INamed { name: number }", "kind-mismatch"),
        ("mail: IMail; state", "mail: IMail[]; state", "list-mismatch"),
        ("'queued'", "'queueing'", "enum-mismatch"),
        ("job.mail.on_start", "job.mail.on_startt", "unknown-property"),
        ("page.jobs[0].name", "page.jobs[0].nam", "unknown-property"),
    ],
)
def test_a_type_in_a_namespace_is_held_to_its_contract(old: str, new: str, rule: str) -> None:
    assert not findings()
    found = findings(SPACE.replace(old, new))
    assert {r for _, r, _ in found} == {rule}, found


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("export const a = (job: Scheduler.IJob) => job.mail.on_startt;", "on_startt"),
        ("export const a = (page: Scheduler.Inner.Page) => page.jobs.map((j) => j.nam);", "nam"),
        ("export const a: Scheduler.IMail = { skipped_rows: true };", "skipped_rows"),
    ],
)
def test_another_file_that_imports_the_namespace_is_followed(code: str, named: str) -> None:
    found = findings(code=code)
    assert found and all(path == "src/code.ts" for path, _, _ in found), found
    assert any(f"`{named}`" in message for _, _, message in found), found


def test_a_name_outside_a_namespace_is_another_one() -> None:
    code = "interface IJob { title: string }\nexport const a = (job: IJob) => job.title;"
    assert not findings(code=code)
    assert not findings(SPACE + code)


def test_conventions_ask_for_the_casing_of_its_own_name() -> None:
    files = {
        "contracts/job.contract.ts": CONTRACT,
        "src/scheduler.ts": SPACE,
        "CONVENTIONS.md": '---\nnaming:\n  "src/**": { types: PascalCase }\n---\nx\n',
    }
    assert not [f for f in check(snapshot_as_written(files)) if f.path == "src/scheduler.ts"]
