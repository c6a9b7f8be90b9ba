"""The agents' work as bars over time, for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dovetail.cli.story import Mark, PackageStory, Story
from dovetail.core.reports import SprintStatusReport

# With its columns beside it, a terminal of 80 characters holds the bar.
WIDTH = 34
_GLYPHS: dict[Mark, tuple[str, str]] = {
    "turn": ("━", ""),
    "refused": ("⊘", "bold yellow"),
    "caught": ("✗", "bold red"),
    "mended": ("✓", "bold green"),
}


def timeline(story: Story, status: SprintStatusReport) -> RenderableType:
    """A bar for each package with what was caught, mended and refused on it, and what it cost."""
    begin = min((p.began for p in story.packages.values() if p.began is not None), default=0.0)
    end = max((p.ended or 0.0 for p in story.packages.values()), default=0.0)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("package")
    table.add_column(f"{begin:.0f} s{f'{end:.0f} s':>{WIDTH - len(f'{begin:.0f} s')}}", width=WIDTH, no_wrap=True)
    for name in ("turns", "tokens", "cached", "dollars"):
        table.add_column(name, justify="right")
    for report in status.packages:
        package = story.packages.get(report.id, PackageStory())
        table.add_row(
            report.id, bar(package, begin, end), str(report.turns), f"{report.tokens.total:,}",
            f"{report.tokens.cache_read:,}", f"{report.dollars:.2f}",
        )  # fmt: skip
    total = sum(p.tokens.total for p in status.packages)
    cached = sum(p.tokens.cache_read for p in status.packages)
    dollars = sum(p.dollars for p in status.packages)
    turns = sum(p.turns for p in status.packages)
    table.add_row("", "", *(Text(t, "bold") for t in (str(turns), f"{total:,}", f"{cached:,}", f"{dollars:.2f}")))
    legend = Text("✗ caught   ✓ mended   ⊘ refused", "dim")
    return Group(table, legend)


def bar(package: PackageStory, begin: float, end: float) -> Text:
    """One package's bar: a line from its start to its end, with marks that later ones do not hide."""
    cells = [(" ", "")] * WIDTH
    if package.began is None or end <= begin:
        return Text(" " * WIDTH)

    def cell(seconds: float) -> int:
        return min(WIDTH - 1, max(0, int((seconds - begin) / (end - begin) * WIDTH)))

    first, last = cell(package.began), cell(package.ended if package.ended is not None else end)
    for at in range(first, last + 1):
        cells[at] = ("━", "cyan")
    marks = [moment for moment in package.moments if moment.mark != "turn"]
    taken: set[int] = set()
    for moment in marks:
        at = cell(moment.seconds)
        # What is caught and mended within one cell's time stands side by side.
        while at in taken and at < WIDTH - 1:
            at += 1
        taken.add(at)
        cells[at] = _GLYPHS[moment.mark]
    text = Text()
    for glyph, style in cells:
        text.append(glyph, style)
    return text
