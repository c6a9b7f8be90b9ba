"""A real Neovim, configured by the block of its page, on a repository with the three files."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from repositories import Repository
from support.editors.neovim import Neovim

from .conftest import CODE, CONTRACT, SPRINT, ready_plan, texts
from .engines import TestEngine
from .test_engine import finding

pytestmark = pytest.mark.slow

Open = Callable[..., Neovim]


@pytest.fixture
def repository(repository: Repository) -> Repository:
    return ready_plan(repository)


@pytest.fixture
def neovim(repository: Repository, editor_environment: dict[str, str]) -> Iterator[Open]:
    """Starts Neovim in the repository, with the command `dovetail` on `PATH`."""
    with ExitStack() as open:
        yield lambda settings="": open.enter_context(Neovim(repository.path, editor_environment, settings))


def ready(editor: Neovim, path: str, message: str) -> None:
    editor.open(path)
    editor.wait(lambda: any(message in m for m in editor.diagnostics()), f"'{message}' in {path}")


def test_a_contract_is_read_hovered_completed_mended_and_renamed(neovim: Open) -> None:
    editor = neovim()
    ready(editor, CONTRACT, "call it `emailAddress`")

    editor.wait(lambda: editor.diagnostics(CODE), "the rest of the workspace to be read")
    editor.cursor(3, 18)
    editor.press("K", lambda: any("Provided by" in line for line in editor.shown()), "the hover")
    assert any("**1 drift**" in line for line in editor.shown())
    editor.keys("<Esc>l")

    editor.keys("6Go/** @f<C-x><C-o>")
    editor.wait(
        lambda: "format" in [i["word"] for i in editor.ask("vim.fn.complete_info({'items'}).items")], "the tags"
    )
    editor.keys("<C-e><Esc>u")
    editor.wait(lambda: editor.text(CONTRACT) == texts()[CONTRACT], "the text to be as it was")

    editor.cursor(7, 4)
    editor.run("Choose('emailAddress')")
    editor.keys("gra")
    editor.wait(lambda: "emailAddress: string;" in editor.text(CONTRACT), "the fix")
    editor.wait(lambda: not any("call it" in m for m in editor.diagnostics()), "the finding to go")

    editor.cursor(3, 18)
    editor.press("grn", lambda: editor.ask("vim.fn.getcmdtype()") == "@", "the question for a name")
    editor.keys("<C-u>Person<CR>")
    editor.wait(lambda: "interface Person" in editor.text(CONTRACT), "the rename")
    assert "@contract Person" in editor.text(CODE)
    assert editor.text(SPRINT).count("Person") == 3

    editor.open(CODE)
    editor.cursor(0, 16)
    editor.press("gd", lambda: editor.ask("vim.fn.expand('%')").endswith(CONTRACT), "the contract")


def test_what_is_done_in_a_sprint_is_seen_while_it_happens(neovim: Open, repository: Repository) -> None:
    with TestEngine(repository.path) as engine:
        editor = neovim()
        editor.open(CONTRACT)
        editor.wait(editor.lenses, "the contract's lens")
        assert editor.lenses() == ["provided by api · consumed by ui, docs · 1 implementation · 1 drift"]
        editor.open(SPRINT)
        editor.wait(lambda: "Launch" in editor.lenses(), "the sprint's lenses")
        editor.wait(lambda: editor.ask("vim.g.dovetail") == "api: ready · ui: ready · docs: ready", "the status")

        editor.cursor(4, 8)
        editor.keys("grl")
        editor.wait(lambda: engine.asked("launch"), "the launch")
        assert engine.asked("launch")[0]["packages"] == ["api"]

        engine.state("api", "running")
        report = finding(CODE, "`email_address` is missing.", 1, 5, {CONTRACT: 8})
        engine.say("package.findings", "api", path=CODE, findings=[report], caused=True)
        there = "api: `email_address` is missing."
        editor.wait(lambda: there in editor.diagnostics(CONTRACT), "the drift at the contract")
        editor.wait(
            lambda: any(m.endswith("is missing.") for m in editor.diagnostics(SPRINT)), "the drift at the package"
        )
        editor.wait(lambda: editor.ask("vim.g.dovetail") == "api: running · ui: ready · docs: ready", "the status")
        editor.wait(lambda: "Stop" in editor.lenses(), "the lens that stops")

        editor.run("Choose('Stop all')")
        editor.cursor(0, 0)
        editor.keys("grl")
        editor.wait(lambda: engine.asked("stop"), "the stop")
        engine.say("package.findings", "api", path=CODE, findings=[], caused=False)
        engine.state("api", "stopped")
        editor.wait(lambda: there not in editor.diagnostics(CONTRACT), "the drift to go")
        editor.wait(lambda: "Launch again" in editor.lenses(), "the lens that launches again")


def test_the_editors_settings_are_followed(neovim: Open) -> None:
    editor = neovim("config.init_options = { severities = { ['field-casing'] = 'hint' } }\n")
    editor.open(CONTRACT)
    hints = "vim.diagnostic.get(0, { severity = vim.diagnostic.severity.HINT })"
    editor.wait(lambda: [d["code"] for d in editor.ask(hints)] == ["field-casing"], "the finding as a hint")
