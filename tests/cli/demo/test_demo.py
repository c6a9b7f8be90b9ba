"""The demo's commands where they cannot start, and the repository that they build."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from dovetail.cli.demo.repository import KEY_VARIABLE, PRODUCT, build_repository
from dovetail.core.errors import UsageError
from dovetail.core.settings import read_settings


def dovetail(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dovetail", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["demo", "--live"], "set ANTHROPIC_API_KEY"),
        (["demo", "--live", "--prepare", "x"], "--live"),
        (["demo", "--keep", str(PRODUCT)], "is not an empty folder"),
    ],
)
def test_a_demo_that_cannot_start_says_why_in_one_sentence(arguments: list[str], says: str) -> None:
    done = dovetail(*arguments, ANTHROPIC_API_KEY="")
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_without_node_the_demo_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"install Git and Node\.js 20"):
        build_repository(tmp_path / "harbor", None)


@pytest.mark.slow
def test_where_commands_cannot_be_confined_the_scripted_ones_run_unconfined(tmp_path: Path) -> None:
    place = build_repository(tmp_path / "harbor", "http://127.0.0.1:1", confined=False).root
    assert read_settings((place / ".dovetail/settings.json").read_text()).sandbox == "off"


@pytest.mark.slow
def test_prepare_builds_a_clean_repository_and_serves_the_model(tmp_path: Path) -> None:
    place = tmp_path / "harbor"
    # Who runs the tests in the background of a shell hands on that SIGINT is ignored; a handler of ours is not handed on.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "dovetail", "demo", "--prepare", str(place)], stdout=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    try:
        assert process.stdout is not None
        url = next(line for line in process.stdout if line.startswith("ready ")).split()[1]
        with urllib.request.urlopen(url + "/v1/models", timeout=10) as answer:
            assert json.load(answer)["data"]
        agent = read_settings((place / ".dovetail/settings.json").read_text()).agents["default"]
        assert (agent.base_url, agent.api_key_env) == (url, KEY_VARIABLE)
        git = ["git", "-C", str(place)]
        assert subprocess.check_output([*git, "status", "--porcelain"], text=True) == ""
        assert subprocess.check_output([*git, "rev-parse", "--abbrev-ref", "HEAD"], text=True).strip() == "main"
        assert (place / "node_modules/.bin/tsc").exists()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
