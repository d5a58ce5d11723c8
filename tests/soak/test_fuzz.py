"""The short version of the fuzzer: the same few cases at every run, some of them every way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.__main__ import run
from tests.soak.fuzz import Fuzzer

pytestmark = pytest.mark.slow

CASES = 16
AT_MOST_SECONDS = 60
"""A machine that is busy with other things gets through fewer of them."""


def test_spoilt_exports_bring_no_trace_no_hang_and_no_personal_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path))
    findings = run(tmp_path, AT_MOST_SECONDS, most=CASES)
    assert findings.faults == []
    assert findings.cases > 0


@pytest.mark.parametrize("number", [1, 123], ids=["no option chosen", "a number for a header"])
def test_every_way_a_file_can_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path))
    fuzzer = Fuzzer(tmp_path)
    fuzzer.run(number, is_every_way=True)
    assert fuzzer.findings.faults == []
    assert {way.partition(":")[0] for way in fuzzer.findings.outcomes} >= {"read", "describe", "check", "load", "page"}


def test_the_fuzzer_sees_what_it_looks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without masking it finds the numbers that are planted, so its silence says something."""
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path))
    monkeypatch.setattr("pipelines.readers.faults.mask_text", str)
    monkeypatch.setattr("pipelines.conform.refusals.mask", _Unmasked)
    fuzzer = Fuzzer(tmp_path)
    for number in range(60):
        fuzzer.run(number)
        if fuzzer.findings.faults:
            break
    assert any("holds" in fault for fault in fuzzer.findings.faults)


class _Unmasked:
    def __init__(self, texts: object) -> None:
        self.texts = texts
