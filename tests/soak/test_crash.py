"""Whoever was told that an article is stored finds it, however the process ended."""

import sys
from pathlib import Path

import pytest
from soak.crash import Crashes

SEED = 20251101
USUAL_ROUNDS, SOAK_ROUNDS = 12, 1_000


def test_what_is_acknowledged_survives_a_kill_at_any_moment(
    tmp_path: Path, soak: bool, rounds: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Crashes(tmp_path, SEED).run(rounds or (SOAK_ROUNDS if soak else USUAL_ROUNDS))
    with capsys.disabled():
        sys.stdout.write(f"\n{report.summary()}\n")
    assert report.problems == []
    assert (report.lost, report.returned) == (0, 0)
    assert report.share_inside >= 0.30
