"""A real Emacs with Eglot, configured by the block of its page, on a repository with the three files."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from repositories import Repository
from support.editors.emacs import Emacs

from .conftest import CODE, CONTRACT, SPRINT, ready_plan, texts
from .engines import TestEngine
from .test_engine import finding

pytestmark = pytest.mark.slow

Open = Callable[..., Emacs]


@pytest.fixture
def repository(repository: Repository) -> Repository:
    return ready_plan(repository)


@pytest.fixture
def emacs(repository: Repository, editor_environment: dict[str, str]) -> Iterator[Open]:
    """Starts Emacs in the repository, with the command `dovetail` on `PATH`."""
    with ExitStack() as open:
        yield lambda file, settings="": open.enter_context(Emacs(repository.path, file, editor_environment, settings))


def test_a_contract_is_read_hovered_completed_mended_and_renamed(emacs: Open) -> None:
    editor = emacs(CONTRACT)
    editor.wait(lambda: any("call it `emailAddress`" in m for m in editor.diagnostics()), "the finding")

    editor.goto(3, 18)
    hover = '(if (buffer-live-p eldoc--doc-buffer) (with-current-buffer eldoc--doc-buffer (buffer-string)) "")'

    def hovered() -> bool:
        editor.run("(eldoc-print-current-symbol-info t)")
        time.sleep(1)  # Emacs drops an answer when it has asked again
        return "1 drift: missing-field" in editor.ask(hover)

    editor.wait(hovered, "the hover, as text, for Emacs has no Markdown here, once the workspace is read")
    assert "Provided by api" in editor.ask(hover)

    editor.goto(4, 2)
    editor.keys("/** @form\x1b\t")  # C-M-i
    editor.wait(lambda: "/** @format/** @format uuid" in editor.text(CONTRACT), "the completed tag")
    editor.run("(revert-buffer t t t)")
    editor.wait(lambda: editor.text(CONTRACT) == texts()[CONTRACT], "the text to be as it was")

    editor.goto(7, 4)
    editor.keys("\x1bxeglot-code-actions\r\r")  # the first
    editor.wait(lambda: "emailAddress: string;" in editor.text(CONTRACT), "the fix")
    editor.wait(lambda: not any("call it" in m for m in editor.diagnostics()), "the finding to go")

    editor.goto(3, 18)
    editor.keys("\x1bxeglot-rename\rPerson\ry")  # yes, in other files too
    editor.wait(lambda: "interface Person" in editor.text(CONTRACT), "the rename")
    assert "@contract Person" in editor.text(CODE)
    assert editor.text(SPRINT).count("Person") == 3


def test_one_that_comes_late_sees_what_the_agents_do(emacs: Open, repository: Repository) -> None:
    with TestEngine(repository.path) as engine:
        engine.state("api", "running")
        report = finding(CODE, "`email_address` is missing.", 1, 5, {CONTRACT: 8})
        engine.say("package.findings", "api", path=CODE, findings=[report], caused=True)
        editor = emacs(CONTRACT)
        there = "api: `email_address` is missing."
        editor.wait(lambda: any(there in m for m in editor.diagnostics()), "the drift at the contract")
        editor.wait(lambda: editor.ask("dovetail-status") == "api: running · ui: ready · docs: ready", "the status")
        engine.say("package.findings", "api", path=CODE, findings=[], caused=False)
        engine.state("api", "stopped")
        editor.wait(lambda: not any(there in m for m in editor.diagnostics()), "the drift to go")
        editor.wait(lambda: editor.ask("dovetail-status").startswith("api: stopped"), "the status")

        editor.open(SPRINT)
        editor.wait(lambda: editor.ask("(bound-and-true-p eglot--managed-mode)"), "the server to serve the sprint")
        editor.goto(4, 8)
        editor.keys("\x1bxeglot-code-actions\rLaunch package\t\r")
        editor.wait(lambda: engine.asked("launch"), "the launch")
        assert engine.asked("launch")[0]["packages"] == ["api"]
