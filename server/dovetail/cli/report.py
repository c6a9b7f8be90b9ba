"""A sprint's report: who built what at which cost, what was caught, and how every conflict was resolved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from dovetail.core.reports import SprintStatusReport
from dovetail.sprint.protocol import EngineEvent

from .story import Caught, Story

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328}"
    "table{border-collapse:collapse}th,td{border:1px solid #d0d7de;padding:.3rem .7rem;text-align:left}"
    "pre{background:#f6f8fa;padding:.7rem;overflow:auto}code{font-family:ui-monospace,monospace;font-size:.9em}"
)


@dataclass
class Evidence:
    """What the report needs beyond the story: the last integration, hunk by hunk."""

    merged: list[EngineEvent] = field(default_factory=list[EngineEvent])
    ejected: list[EngineEvent] = field(default_factory=list[EngineEvent])

    def add(self, event: EngineEvent) -> None:
        if event.kind == "integration.state" and event.data.get("state") == "stacking":
            self.merged, self.ejected = [], []
        elif event.kind == "integration.merged":
            self.merged.append(event)
        elif event.kind == "integration.ejected":
            self.ejected.append(event)


def markdown(status: SprintStatusReport, events: Iterable[EngineEvent]) -> str:
    """The report in GitHub's Markdown, fit for a pull request."""
    held = list(events)
    story, evidence = Story(held[0].time if held else 0.0), Evidence()
    for event in held:
        list(story.tell(event))
        evidence.add(event)
    parts = [f"# {status.sprint}", "", *_outcome(status), "", "## Packages", "", *_packages(status)]
    parts += ["", "## Caught while the agents worked", "", *_caught(story)]
    parts += ["", "## How the branches were merged", "", *_merges(evidence)]
    return "\n".join(parts) + "\n"


def html(text: str, title: str) -> str:
    """The Markdown report as one page that needs nothing else. Markup in it stays text."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    head = f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{_plain(title)}</title>\n'
    return f"{head}<style>{_STYLE}</style>\n{body}</html>\n"


def _outcome(status: SprintStatusReport) -> Iterator[str]:
    i = status.integration
    if i.landed:
        yield f"Landed: `{status.base}` moved to `{i.landed[:12]}`, the commit that was verified."
    elif i.state == "verified":
        yield f"Verified and not landed yet: `{(i.head or '')[:12]}`."
    else:
        yield f"Integration: {i.state}."


def _packages(status: SprintStatusReport) -> Iterator[str]:
    yield "| package | state | time | turns | tokens | from cache | dollars | branch |"
    yield "|---|---|--:|--:|--:|--:|--:|---|"
    for p in status.packages:
        seconds = f"{p.ended_at - p.started_at:.0f} s" if p.started_at and p.ended_at else ""
        tokens = f"{p.tokens.total:,} | {p.tokens.cache_read:,}"
        yield f"| {p.id} | {p.state} | {seconds} | {p.turns} | {tokens} | {p.dollars:.2f} | `{p.branch}` |"
    dollars = sum(p.dollars for p in status.packages)
    tokens = sum(p.tokens.total for p in status.packages)
    cached = sum(p.tokens.cache_read for p in status.packages)
    turns = sum(p.turns for p in status.packages)
    yield f"| **all** | {status.state} | | {turns} | {tokens:,} | {cached:,} | {dollars:.2f} | |"
    for p in status.packages:
        if p.detail:
            yield ""
            yield f"**{p.id}**: {_plain(p.detail)}"


def _caught(story: Story) -> Iterator[str]:
    if not story.caught and not story.refused:
        yield "Nothing."
    mended = {_key(c) for c in story.mended}
    for caught in story.caught:
        end = "mended by the agent" if _key(caught) in mended else "**not mended**"
        place = f"`{caught.path}:{caught.finding.range.start.line}`"
        yield f"- {caught.package}, {place} [{caught.finding.rule}] {_plain(caught.finding.message)} ({end})"
    if story.refused:
        yield f"- {story.refused} {'write' if story.refused == 1 else 'writes'} outside of a package refused"


def _key(caught: Caught) -> tuple[str, str, str, str]:
    return caught.package, caught.path, caught.finding.rule, caught.finding.message


def _merges(evidence: Evidence) -> Iterator[str]:
    if not evidence.merged and not evidence.ejected:
        yield "Not yet."
    for event in evidence.merged:
        hunks = event.data.get("hunks") or []
        yield f"- **{event.data.get('package')}**: {'merged cleanly' if not hunks else f'merged, {len(hunks)} resolved:'}"
        for hunk in hunks:
            yield f"  - `{hunk['path']}:{hunk['line']}` by {hunk['how']} merge"
            yield from _side("before", hunk["ours"])
            yield from _side(str(event.data.get("package")), hunk["theirs"])
    for event in evidence.ejected:
        yield f"- **{event.data.get('package')}** left out: {_plain(str(event.data.get('reason')))}"


def _side(name: str, text: str) -> Iterator[str]:
    fence = "```" if "```" not in text else "~~~~"
    yield ""
    yield f"    {name}:"
    yield ""
    yield f"    {fence}"
    yield from (f"    {line}" for line in text.splitlines())
    yield f"    {fence}"


def _plain(text: str) -> str:
    """Text of an agent or a tool, which may not become markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")
