"""What is true of every rule: a fix mends and adds nothing, a tree has one set of findings, and no text breaks a check."""

import sys
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import Rule, check, rules
from support.pages import PageError, Section, apply_fix, fixes_of, require_none_added, shown, whole_page
from support.tries import tries

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"


@cache
def sections() -> tuple[Section, ...]:
    return tuple(s for rule in rules() for s in whole_page(rule).sections if s.texts)


any_section = st.deferred(lambda: st.sampled_from(sections()))


@pytest.mark.slow
@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_any_fix_of_any_finding_mends_it_and_adds_none(rule: Rule) -> None:
    for section, finding, fix in fixes_of(whole_page(rule)):
        before = check(section.snapshot())
        snapshot = section.snapshot(apply_fix(section.texts, fix))
        after = check(snapshot)
        identity = (finding.rule, finding.path, finding.message)
        if _count(after)[identity] >= _count(before)[identity]:
            raise PageError(f"In '{section.title}': '{fix.title}' leaves {shown(finding, section.snapshot())}")
        require_none_added(before, after, snapshot)


@settings(max_examples=tries(60), deadline=None)
@given(any_section, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(section: Section, random: Random) -> None:
    paths = list(section.texts)
    random.shuffle(paths)
    other = section.snapshot({p: section.texts[p] for p in paths})
    assert check(other) == check(section.snapshot()) == check(section.snapshot())


@pytest.fixture
def eager_threads() -> Generator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("eager_threads")
@pytest.mark.parametrize("project", ["gym", "fleet"])
def test_threads_that_check_one_tree_find_the_same(project: str) -> None:
    """As the packages of a sprint do, which are held to one base."""
    root = PROJECTS / project
    texts = {p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if p.is_file()}
    texts = {path: text.replace("Id", "Ids") if "contract" in path else text for path, text in texts.items()}
    found, shared = check(snapshot_from_texts(texts)), snapshot_from_texts(texts)
    assert found
    with ThreadPoolExecutor(4) as pool:
        for checking in [pool.submit(check, shared) for _ in range(4)]:
            assert checking.result() == found


@settings(max_examples=tries(60), deadline=None)
@given(any_section, st.data())
def test_the_way_to_a_text_does_not_matter(section: Section, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(section.texts)))
    cut = data.draw(st.integers(0, len(section.texts[path])))
    broken = snapshot_from_texts({**section.texts, path: section.texts[path][:cut]})
    check(broken)
    mended = snapshot_from_texts(section.texts, previous=broken)
    assert check(mended) == check(snapshot_from_texts(section.texts))


@settings(max_examples=tries(150), deadline=None)
@given(any_section, st.data())
def test_no_text_breaks_a_check(section: Section, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(section.texts)))
    source = section.texts[path]
    at = data.draw(st.integers(0, len(source)))
    until = data.draw(st.integers(at, min(len(source), at + 40)))
    put = data.draw(
        st.sampled_from(
            ["", "{", "}", '"', "'", "`", "\t", ": ", "\n", "😀", "/*", "*/", "-", "[", "|", "@", "\x00", "é"]
        )
    )
    snapshot = section.snapshot({**section.texts, path: source[:at] + put + source[until:]})
    for finding in check(snapshot):
        _is_in_its_text(finding, snapshot)


def _count(findings: tuple[Finding, ...]) -> Counter[tuple[str, str, str]]:
    return Counter((f.rule, f.path, f.message) for f in findings)


def _is_in_its_text(finding: Finding, snapshot: Snapshot) -> None:
    """All places of a finding are in the texts that they name, and the edits of a fix do not touch each other."""
    places = [(finding.path, finding.range), *((p.path, p.range) for p in finding.related)]
    places += [(e.path, e.range) for fix in finding.fixes for e in fix.edits]
    for path, range in places:
        text = snapshot.text(path)
        assert text is not None, (finding, path)
        assert 0 <= range.start <= range.end <= len(text.source), finding
    for fix in finding.fixes:
        for a, b in pairwise(fix.edits):
            assert a.path != b.path or not a.range.touches(b.range), fix
