"""`dovetail mcp`: check, explain and look up contracts, for an agent that Dovetail did not launch."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from dovetail import __version__
from dovetail.core.contracts import Contract
from dovetail.core.findings import Finding
from dovetail.core.reports import CheckReport, check_report
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest
from dovetail.features.explaining import explained
from dovetail.features.fixes import with_fixes
from dovetail.features.implementing import implementations, reason
from dovetail.features.relations import consumers, drifts_in, providers
from dovetail.rules import find_rule, rules
from dovetail.rules.asking.incremental import Checker
from dovetail.workspace.files import repository_root
from dovetail.workspace.workspace import Workspace

INSTRUCTIONS = """\
This repository's parts are held together by contracts (`*.contract.ts`). Read a contract with `contract` before you write \
code that provides or consumes it, and call `check_contract` with each file that you have written: every finding states a \
decision that the contract has made and the file has not kept. `explain` has the page of a rule."""


class ImplementationReport(BaseModel):
    """Code that is bound to a contract."""

    path: str
    line: int
    because: str
    drifts: tuple[str, ...]


class ContractReport(BaseModel):
    """A contract as it is written, and who has to do with it."""

    name: str
    path: str
    source: str
    mentions: tuple[str, ...]
    providers: tuple[str, ...]
    consumers: tuple[str, ...]
    implementations: tuple[ImplementationReport, ...]


def run(root: Path) -> None:
    """Serve one client on stdin and stdout until it goes."""
    make_server(root).run()


def make_server(root: Path) -> Any:
    """The server with its three tools. The SDK is imported here, as it takes a while."""
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    server: Any = MCPServer("dovetail", version=__version__, instructions=INSTRUCTIONS)
    desk = Desk(root, ToolError)
    server.tool(description="Every finding of a file or folder, or of the whole repository.")(desk.check_contract)
    server.tool(description="The page of a rule: what it asks, why, and what to write instead.")(desk.explain)
    server.tool(description="A contract: its text, who provides and consumes it, and what implements it.")(
        desk.contract
    )
    return server


class Desk:
    """Answers the tools from the files as they are on disk at each call.

    The tools are coroutines that do not wait, so that calls come one after another: they share a workspace.
    """

    def __init__(self, root: Path, refusal: type[Exception]) -> None:
        self._root = repository_root(root.resolve()) or root.resolve()
        self._refusal = refusal
        self._workspace: Workspace | None = None
        self._checker = Checker()  # a call asks again what has changed since the last

    async def check_contract(
        self,
        path: Annotated[str, Field(description="A file or folder, relative to the repository; empty for all.")] = "",
    ) -> CheckReport:
        started = time.perf_counter()
        snapshot = self._snapshot()
        inside = self._inside(path)
        findings = tuple(f for f in self._checker.check(snapshot) if not inside or _concerns(f, inside))
        return check_report(with_fixes(snapshot, findings), snapshot, time.perf_counter() - started)

    async def explain(
        self,
        rule: Annotated[str, Field(description="The rule's id, such as `missing-field`.")],
        whole: Annotated[bool, Field(description="All examples of a long page, too.")] = False,
    ) -> str:
        found = find_rule(rule)
        if found is None:
            raise self._refusal(f"There is no rule '{rule}'{_hint(rule, [r.id for r in rules()])}")
        page, left_out = (found.page, ()) if whole else explained(found)
        return page + (
            f"\n## More\nAsked for as a `whole`, the page shows more: {'; '.join(left_out)}.\n" if left_out else ""
        )

    async def contract(
        self, name: Annotated[str, Field(description="The contract's name, in any casing.")]
    ) -> ContractReport:
        snapshot = self._snapshot()
        found = snapshot.contracts.get(name) or snapshot.contracts.by_words(name)
        if found is None:
            raise self._refusal(f"There is no contract '{name}'{_hint(name, snapshot.contracts.names)}")
        return _report(snapshot, found, self._checker.check(snapshot))

    def _snapshot(self) -> Snapshot:
        if self._workspace is None:
            self._workspace = Workspace(self._root)
            for _ in self._workspace.loading():
                pass
        else:
            self._workspace.refresh()
        if self._workspace.settings_problem is not None:
            raise self._refusal(self._workspace.settings_problem)
        return self._workspace.snapshot

    def _inside(self, path: str) -> str:
        """A path as the snapshot has it; empty for the whole."""
        full = (self._root / path.replace("\0", "")).resolve()
        if not full.is_relative_to(self._root):
            raise self._refusal(f"'{path}' is not in the repository {self._root}.")
        if "\0" in path or not full.exists():
            raise self._refusal(f"There is no file or folder '{path}' in the repository.")
        inside = full.relative_to(self._root).as_posix()
        return "" if inside == "." else inside


def _concerns(finding: Finding, path: str) -> bool:
    """True where a finding, or a place that it speaks of, is in a file or folder."""
    paths = (finding.path, *(p.path for p in finding.related))
    return any(p == path or p.startswith(path + "/") for p in paths)


def _report(snapshot: Snapshot, contract: Contract, findings: Iterable[Finding]) -> ContractReport:
    declaration = contract.declaration
    text = snapshot.sources[contract.path].text
    known = tuple(findings)
    reports: list[ImplementationReport] = []
    for one in implementations(snapshot, contract):
        wrong = tuple(f.message for f in drifts_in(snapshot, one, known))
        line = snapshot.sources[one.path].text.line_of(one.name_range.start) + 1
        reports.append(ImplementationReport(path=one.path, line=line, because=reason(snapshot, one), drifts=wrong))
    return ContractReport(
        name=contract.name,
        path=contract.path,
        source=text[declaration.range],
        mentions=snapshot.contracts.references(declaration),
        providers=tuple(i.package.id for i in providers(snapshot, contract.name)),
        consumers=tuple(i.package.id for i in consumers(snapshot, contract.name)),
        implementations=tuple(reports),
    )


def _hint(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    if near is not None:
        return f"; did you mean '{near}'?"
    return f"; there are: {', '.join(known)}." if known else "; there are none yet."
