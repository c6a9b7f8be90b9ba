"""What a command says when something in Dovetail itself goes wrong."""

from pathlib import Path

import pytest

from dovetail.cli import explain, main


def broken() -> None:
    """A command with a fault."""
    raise KeyError("user\nId")


def run(monkeypatch: pytest.MonkeyPatch, home: Path) -> int | str | None:
    monkeypatch.setattr(explain, "explain", broken)
    monkeypatch.setattr("sys.argv", ["dovetail", "explain"])
    monkeypatch.setenv("DOVETAIL_HOME", str(home))
    with pytest.raises(SystemExit) as ended:
        main.main()
    return ended.value.code


def test_a_fault_of_our_own_is_one_sentence_and_its_trace_is_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path / "home") == 2
    said = capsys.readouterr().err
    log = tmp_path / "home" / "errors.log"
    assert said.startswith("dovetail: This is a fault of Dovetail itself (KeyError: 'user\\nId'); please report it")
    assert str(log) in said
    assert said.count("\n") == 1
    assert "Traceback" in log.read_text()
    assert "in broken" in log.read_text()


def test_the_trace_is_shown_where_no_file_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("a file, where a folder should be")
    assert run(monkeypatch, tmp_path / "home") == 2
    assert "in broken" in capsys.readouterr().err
