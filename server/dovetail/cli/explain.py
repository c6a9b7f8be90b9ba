"""`dovetail explain RULE`: the rule's page, or the index of all rules."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from dovetail.core.errors import UsageError
from dovetail.core.findings import FAMILIES, Family
from dovetail.core.words import nearest
from dovetail.features.explaining import explained
from dovetail.rules import Rule, find_rule, rules


def explain(
    rule: Annotated[str | None, typer.Argument(help="A rule's id; all rules are listed without one.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the index as Markdown.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Print all examples of a long page, too.")] = False,
) -> None:
    """The page of a rule, or the index of all rules by family."""
    if rule is None:
        if markdown:
            typer.echo(index(), nl=False)
        else:
            _table()
        return
    found = find_rule(rule)
    if found is None:
        near = nearest(rule, [r.id for r in rules()])
        hint = f"did you mean '{near}'?" if near else "`dovetail explain` lists all rules."
        raise UsageError(f"There is no rule '{rule}'; {hint}")
    page, left_out = (found.page, ()) if whole else explained(found)
    if left_out:
        page += f"\n## More\n`dovetail explain {found.id} --all` shows more: {'; '.join(left_out)}.\n"
    if sys.stdout.isatty():
        Console().print(Markdown(page))
    else:
        typer.echo(page)


def index() -> str:
    """All rules by family, in Markdown, each linked to its page."""
    lines = ["# Rules", "", f"{len(rules())} rules. `dovetail explain RULE` prints a rule's page.", ""]
    for family, members in _by_family():
        lines += [f"## {family}", "", "| rule | severity | what it finds |", "|---|---|---|"]
        for rule in members:
            page = f"server/dovetail/rules/{rule.id.replace('-', '_')}.md"
            lines.append(f"| [`{rule.id}`]({page}) | {rule.severity} | {rule.summary.replace('|', chr(92) + '|')} |")
        lines.append("")
    return "\n".join(lines)


def _by_family() -> Iterator[tuple[Family, list[Rule]]]:
    for family in FAMILIES:
        members = [r for r in rules() if r.family == family]
        if members:
            yield family, members


def _table() -> None:
    console = Console()
    for family, members in _by_family():
        table = Table(
            title=family, title_justify="left", box=None, show_header=False, title_style="bold", padding=(0, 2, 0, 0)
        )
        for member in members:
            table.add_row(member.id, member.severity, member.summary)
        console.print(table)
        console.print()
