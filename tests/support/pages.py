"""A rule's page as a test: its sections are small workspaces that say which findings they give.

    `contracts/user.contract.ts`:          names the file of the block below it; a block without a name takes the name of the
                                           example's block in the same place
    // error: [RULE] "text"                at a line's end, in the comment of any language: a finding there, its message with
                                           that text; on a line of its own it speaks of the line above
    `contracts/user.contract.ts` after fix:  the text that the first fix of each finding of the page's rule gives, in turn
    `contracts/user.contract.ts` before:   the text that the file has in the tree to compare with; the others are as they are
    `contracts/user.contract.ts` at launch:  the same, where the section's sprint runs and was launched from that tree
    `src/api.ts` in `ui`:                  the text that the file has in the branch of the package `ui`, with which the section's tree is
                                           to be merged; before the branches, it was as it is `before`, or as it is in the section
    `src/new.ts` added:                    the branch that the section shows has added the file
    `src/api.ts` on the base:              the text that the file has on the base by now
    `conflicts`: and `failures`:           JSON, what the merge and the gate found

A section named "Use instead" gives no finding at all; "Why" has no files; every other section is an example.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import TypeAdapter

from dovetail.core.findings import Finding, Fix, apply_edits
from dovetail.core.shapes import NOTHING
from dovetail.core.snapshot import Branch, Conflict, Failure, FileChange, Snapshot, Source
from dovetail.core.text import Text
from dovetail.features.fixes import with_fixes
from dovetail.features.tree import snapshot_from_texts
from dovetail.languages import read
from dovetail.rules import Rule, check

CASES = Path(__file__).parents[1] / "rules" / "cases"
_NAME = re.compile(r"`([^`]+)`(?: (after fix|before|at launch|added|on the base|in `[^`]+`))?:")
_EXPECTED = re.compile(
    r'(?://+|--|#|<!--)[ \t]*(error|warning|info|hint): \[([a-z0-9-]+)\] "(.*?)"(?:[ \t]*-->)?(?=[ \t]|$)'
)
_DATA = ("conflicts", "failures")
ON_BASE = "on the base"


class PageError(AssertionError):
    """The page and the rules disagree; the text says how."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that a page expects. `page_line` counts from 1 in the page, `line` from 0 in the file."""

    rule: str
    severity: str
    text: str
    path: str
    line: int
    page_line: int

    def fits(self, finding: Finding, snapshot: Snapshot) -> bool:
        return (
            (finding.rule, finding.severity, finding.path) == (self.rule, self.severity, self.path)
            and line_of(finding, snapshot) == self.line
            and self.text in finding.message
        )


@dataclass
class Section:
    """One workspace of a page."""

    title: str
    page_line: int
    texts: dict[str, str] = field(default_factory=dict[str, str])
    after: dict[str, str] = field(default_factory=dict[str, str])
    before: dict[str, str] = field(default_factory=dict[str, str])
    is_launched: bool = False
    added: set[str] = field(default_factory=set[str])
    elsewhere: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    expected: list[Expected] = field(default_factory=list[Expected])
    conflicts: tuple[Conflict, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def is_clean(self) -> bool:
        return self.title == "Use instead"

    def snapshot(self, texts: dict[str, str] | None = None) -> Snapshot:
        texts = self.texts if texts is None else texts
        made = snapshot_from_texts(texts)
        made = replace(made, conflicts=self.conflicts, failures=self.failures)
        if self.added or self.elsewhere:
            return self._of_branch(made, texts)
        base = snapshot_from_texts({**self.texts, **self.before}) if self.before else None
        return replace(made, base=base, launched=made.sprints[0].slug if self.is_launched and made.sprints else None)

    def _of_branch(self, made: Snapshot, texts: dict[str, str]) -> Snapshot:
        """The section's tree as that of the first package's branch."""
        fork = {p: t for p, t in {**self.texts, **self.before}.items() if p not in self.added}
        changed = [p for p in sorted(made.sources.keys() | made.texts.keys()) if fork.get(p) != texts.get(p)]
        ids = [p.id for s in made.sprints for p in s.packages]
        missed = self.elsewhere.get(ON_BASE, {})
        own = Branch(
            ids[0] if ids else "api",
            tuple(change(p, fork.get(p), texts.get(p)) for p in changed),
            tuple(change(p, fork.get(p), text) for p, text in missed.items()),
        )
        others = tuple(
            Branch(package, tuple(change(p, fork.get(p), text) for p, text in theirs.items()))
            for package, theirs in self.elsewhere.items()
            if package != ON_BASE
        )
        return replace(made, branch=own, others=others)


def change(path: str, before: str | None, after: str | None) -> FileChange:
    """A file as it was and as it is; an empty text is no file."""

    def source(text: str | None) -> Source | None:
        return (read(path, Text(text)) or Source(path, Text(text), NOTHING)) if text else None

    return FileChange(path, source(before), source(after))


@dataclass(frozen=True)
class Page:
    """A page as it is written."""

    title: str
    summary: str
    why: str
    sections: tuple[Section, ...]

    @property
    def examples(self) -> tuple[Section, ...]:
        return tuple(s for s in self.sections if s.texts and not s.is_clean)


def read_page(markdown: str) -> Page:
    """A page from its text; raises `PageError` where it does not have the form of one."""
    page = _parsed(markdown)
    _require(bool(page.title), "the page has no '# rule-id'")
    _require(bool(page.summary), "the page has no summary below its title")
    titles = [s.title for s in page.sections]
    for wanted in ("Why", "Example", "Use instead"):
        _require(titles.count(wanted) == 1, f"the page needs one section '## {wanted}'; it has {titles}")
    _require(bool(page.why.strip()), "the section Why is empty")
    return page


def whole_page(rule: Rule) -> Page:
    """The page of a rule with its further cases, which are of no use to who reads it: `tests/rules/cases/`."""
    page, further = read_page(rule.page), CASES / f"{rule.id.replace('-', '_')}.md"
    if not further.exists():
        return page
    cases = _parsed(further.read_text("utf-8"))
    _require(cases.title == rule.id, f"the title of {further.name} is '{cases.title}'")
    return replace(page, sections=(*page.sections, *cases.sections))


def _parsed(markdown: str) -> Page:
    """What stands in a text, whether it is a page or not."""
    tokens = MarkdownIt().parse(markdown)
    title, paragraphs, why = "", list[str](), ""
    sections: list[Section] = []
    name: tuple[str, str] | None = None
    for i, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            text = tokens[i + 1].content
            if token.tag == "h1":
                title = text
            elif token.tag == "h2":
                sections.append(Section(text, line))
            name = None
        elif token.type == "paragraph_open":
            text = tokens[i + 1].content
            found = _NAME.fullmatch(text)
            name = (found[1], found[2] or "") if found else None
            if not sections:
                paragraphs.append(text)
            elif sections[-1].title == "Why":
                why += text + "\n"
        elif token.type == "fence":
            _require(bool(sections), f"line {line}: a block stands above the first section")
            _add_block(sections, token, name, line)
            name = None
    return Page(title, paragraphs[0].replace("\n", " ") if paragraphs else "", why, tuple(sections))


def _add_block(sections: list[Section], token: Token, name: tuple[str, str] | None, line: int) -> None:
    section = sections[-1]
    if name is None:
        _require(
            section.title != "Example",
            f"line {line}: a block in the example needs a name such as `src/api.ts`: above it",
        )
        example = next((s for s in sections if s.title == "Example"), None)
        names = list(example.texts) if example is not None else []
        _require(len(section.texts) < len(names), f"line {line}: no block of the example can name this one")
        name = (names[len(section.texts)], "")
    path, when = name
    if path in _DATA:
        _read_data(section, path, token.content)
        return
    if when == ON_BASE or when.startswith("in "):
        side = ON_BASE if when == ON_BASE else when.removeprefix("in ").strip("`")
        section.elsewhere.setdefault(side, {})[path] = token.content
        return
    if when == "added":
        section.added.add(path)
        when = ""
    texts = section.after if when == "after fix" else section.before if when else section.texts
    _require(path not in texts, f"line {line}: `{path}` is given twice in '{section.title}'")
    if when:
        _require(
            when != "after fix" or path in section.texts, f"line {line}: `{path}` after fix stands before `{path}`"
        )
        _require(_EXPECTED.search(token.content) is None, f"line {line}: a text {when} has no findings to expect")
        section.is_launched = section.is_launched or when == "at launch"
        texts[path] = token.content
        return
    texts[path], expected = without_expectations(token.content, path, line)
    section.expected.extend(expected)
    _require(
        not (section.is_clean and expected), f"line {line}: '{section.title}' must give no finding, and expects one"
    )


def without_expectations(source: str, path: str, page_line: int) -> tuple[str, list[Expected]]:
    """The text without the comments that expect findings, and what they expect."""
    lines: list[str] = []
    expected: list[Expected] = []
    for offset, line in enumerate(source.split("\n")):
        found = list(_EXPECTED.finditer(line))
        rest = line[: found[0].start()].rstrip() if found else line
        if not found or rest:
            lines.append(rest)
        for match in found:
            severity, rule, text = match.groups()
            expected.append(Expected(rule, severity, text, path, len(lines) - 1, page_line + 1 + offset))
    return "\n".join(lines), expected


def _read_data(section: Section, name: str, source: str) -> None:
    if name == "failures":
        section.failures = TypeAdapter(tuple[Failure, ...]).validate_json(source)
    else:
        section.conflicts = TypeAdapter(tuple[Conflict, ...]).validate_json(source)


def check_section(section: Section) -> None:
    """Every finding of a section must be expected, and every expectation met."""
    snapshot = section.snapshot()
    unmet = list(section.expected)
    unexpected: list[Finding] = []
    for finding in check(snapshot):
        met = next((e for e in unmet if e.fits(finding, snapshot)), None)
        if met is None:
            unexpected.append(finding)
        else:
            unmet.remove(met)
    if unmet or unexpected:
        lines = [f"In '{section.title}' (line {section.page_line} of the page):"]
        lines += [
            f'  not found:    {e.path}:{e.line + 1}: {e.severity}: [{e.rule}] "{e.text}" (line {e.page_line})'
            for e in unmet
        ]
        lines += [f"  not expected: {shown(f, snapshot)}" for f in unexpected]
        raise PageError("\n".join(lines))


def _found(snapshot: Snapshot) -> tuple[Finding, ...]:
    """What is found, with all its fixes."""
    return with_fixes(snapshot, check(snapshot))


def check_after_fix(section: Section, rule: str) -> None:
    """The fixes of the rule's findings, the first of each applied in turn, give the text that the page says."""
    if not section.after:
        return
    before = _found(section.snapshot())
    texts = dict(section.texts)
    for _ in range(100):
        snapshot = section.snapshot(texts)
        fix = next((f.fixes[0] for f in _found(snapshot) if f.rule == rule and f.fixes), None)
        if fix is None:
            break
        texts = apply_fix(texts, fix)
    else:
        raise PageError(f"In '{section.title}': the fixes of {rule} never come to an end.")
    for path, text in texts.items():
        wanted = section.after.get(path, section.texts.get(path))
        if text != wanted:
            raise PageError(
                f"In '{section.title}': {path} after the fix is\n{_quoted(text)}\nand the page says\n{_quoted(wanted or '')}"
            )
    after = section.snapshot(texts)
    lasting = {f.message for f in before if f.rule == rule and not f.fixes}
    left = [f for f in check(after) if f.rule == rule and f.message not in lasting]
    if left:
        raise PageError(f"In '{section.title}', after the fix there is still {shown(left[0], after)}")
    require_none_added(before, check(after), after)


def require_none_added(before: tuple[Finding, ...], after: tuple[Finding, ...], snapshot: Snapshot) -> None:
    """A fix adds no finding: what is found after it was found before it."""
    known = Counter((f.rule, f.path, f.message) for f in before)
    for finding in after:
        identity = (finding.rule, finding.path, finding.message)
        if known[identity] == 0:
            raise PageError(f"The fix adds {shown(finding, snapshot)}")
        known[identity] -= 1


def apply_fix(texts: dict[str, str], fix: Fix) -> dict[str, str]:
    """The texts after one fix."""
    paths = {e.path for e in fix.edits}
    changed = {p: apply_edits(texts[p], [e for e in fix.edits if e.path == p]) for p in paths}
    return {**texts, **changed}


def check_page(rule: Rule) -> Page:
    """The page of a rule, after all that it says has been found true."""
    page = whole_page(rule)
    _require(page.title == rule.id, f"the page's title is '{page.title}' and the rule's id '{rule.id}'")
    _require(page.summary == rule.summary, f"the page says\n  {page.summary}\nand the rule's module\n  {rule.summary}")
    _require(
        any(e.rule == rule.id for s in page.examples for e in s.expected),
        f"no example of the page expects a finding of {rule.id}",
    )
    for section in page.sections:
        check_section(section)
        check_after_fix(section, rule.id)
    fixable = any(f.fixes for s in page.examples for f in _found(s.snapshot()) if f.rule == rule.id)
    _require(
        fixable == any(s.after for s in page.sections),
        "the page shows a fix in a block 'after fix' exactly where there is one",
    )
    return page


def fixes_of(page: Page) -> Iterator[tuple[Section, Finding, Fix]]:
    """Every fix of every finding of a page."""
    for section in page.examples:
        for finding in _found(section.snapshot()):
            for fix in finding.fixes:
                yield section, finding, fix


def line_of(finding: Finding, snapshot: Snapshot) -> int:
    text = snapshot.text(finding.path)
    return text.line_of(finding.range.start) if text is not None else 0


def shown(finding: Finding, snapshot: Snapshot) -> str:
    line = line_of(finding, snapshot)
    text = snapshot.text(finding.path)
    source = text[text.line_range(line)].strip() if text is not None else ""
    return f'{finding.path}:{line + 1}: {finding.severity}: [{finding.rule}] "{finding.message}"\n                  at: {source}'


def _quoted(text: str) -> str:
    return "\n".join(f"  | {line}" for line in text.split("\n"))


def _require(true: bool, message: str) -> None:
    if not true:
        raise PageError(message[0].upper() + message[1:] + ".")
