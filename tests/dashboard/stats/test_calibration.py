"""A short run of every calibration: a wrong formula or constant breaks its bounds."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calibrate.__main__ import ALL, SEED, main


@pytest.mark.parametrize("title", list(ALL))
def test_methods_keep_their_promises(title: str) -> None:
    rng = np.random.default_rng([SEED, list(ALL).index(title)])
    broken = [f"{row.what}: {row.found:.2f}, promised {row.promised}" for row in ALL[title](rng, 0.05) if not row.holds]
    assert not broken


def test_command_prints_what_was_found(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.calibrate.__main__.ALL", {"open cases: a snapshot": ALL["open cases: a snapshot"]})
    assert main(0.05) == 0
    assert "promised 6.59" in capsys.readouterr().out
