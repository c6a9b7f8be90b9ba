"""The demo's script fits the product, and what it builds really compiles and passes its own tests."""

import subprocess
from pathlib import Path

import pytest

from dovetail.agents.scripted_script import Script
from dovetail.cli.demo.repository import SCRIPT

from .simulation import merged, play, sprint, write

PACKAGES = ["schema", "api", "ui", "tests", "docs"]


def test_the_sprint_is_read_without_a_problem_and_has_an_agent_for_each_package() -> None:
    plan = sprint()
    assert plan.problems == () and [package.id for package in plan.packages] == PACKAGES
    assert sorted(Script.load(SCRIPT).agents) == sorted(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_each_agent_takes_five_to_nine_turns_and_ends(package: str) -> None:
    turns = Script.load(SCRIPT).agents[package]
    assert 5 <= len(turns) <= 9
    assert all(turn.do for turn in turns[:-1]) and not turns[-1].do
    assert all(100 <= turn.latency_ms <= 500 for turn in turns)


@pytest.mark.parametrize("package", PACKAGES)
def test_each_replacement_fits_the_file_as_it_is_at_that_turn(package: str) -> None:
    assert play(package).written


def test_only_the_author_of_the_documents_writes_outside_of_its_files() -> None:
    assert {p: play(p).refused for p in PACKAGES if play(p).refused} == {"docs": ["src/api/README.md"]}


def test_the_planted_drift_is_in_what_is_first_written_and_gone_at_the_end() -> None:
    script = Script.load(SCRIPT)
    for package, path, drift in [
        ("api", "src/api/store.ts", "user_id: string"),
        ("ui", "src/ui/user-card.tsx", "user.avatarUrl"),
        ("schema", "prisma/schema.prisma", "emailVerifiedAt DateTime  "),
    ]:
        turns = script.agents[package]
        assert drift in play(package, turns[:2]).files[path]
        assert turns[2].when_reply_contains and turns[2].otherwise
        assert drift not in play(package).files[path]


def test_api_and_ui_add_lines_at_the_same_place_of_the_shared_file() -> None:
    api, ui = play("api").files["src/index.ts"], play("ui").files["src/index.ts"]
    assert api != ui and api.splitlines()[:3] == ui.splitlines()[:3]
    assert len(merged()["src/index.ts"].splitlines()) == 3 + 5


@pytest.mark.slow
def test_what_the_agents_build_compiles_and_passes_only_when_it_is_merged(tmp_path: Path) -> None:
    def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True)

    whole = tmp_path / "whole"
    write(merged(), whole)
    installed = run(whole, "npm", "ci", "--prefer-offline", "--no-audit", "--no-fund")
    assert installed.returncode == 0, installed.stderr
    tested = run(whole, "npm", "test")
    assert tested.returncode == 0 and "# pass 10" in tested.stdout, tested.stdout + tested.stderr

    for package in PACKAGES:
        alone = tmp_path / package
        write(play(package).files, alone)
        (alone / "node_modules").symlink_to(whole / "node_modules")
        compiled = run(alone, "npx", "tsc", "--noEmit", "-p", ".")
        errors = [line for line in compiled.stdout.splitlines() if "error TS" in line]
        of_others = [line for line in errors if "prisma/seed.js" in line or "has no exported member" in line]
        assert errors == of_others and bool(errors) is (package == "tests"), compiled.stdout
