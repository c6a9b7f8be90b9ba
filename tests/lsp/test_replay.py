"""After any edits, what a server shows is what a fresh one shows: a sample of `make soak`, which makes 100,000 of them."""

from pathlib import Path

import pytest

from replay.session import Session

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize("number", range(3))
def test_edits_at_random_end_where_fresh_servers_begin(tmp_path: Path, seed: int, number: int) -> None:
    with Session(f"{seed} {number}", tmp_path) as session:
        figures = list(session.run(300, 100))
    assert figures[-1].edits >= 300
