"""The curve has a row for every size, and draws what was measured and nothing else."""

from __future__ import annotations

from tests.benchmarks import curve
from tests.benchmarks.test_aims import FIGURES


def test_there_is_a_row_for_every_size() -> None:
    few, many = curve.rows(FIGURES)
    assert few == {"responses": 1_000, "load_s": 6.0, "load_cpu_s": 9.0, "load_peak_mib": 300,
                   "page_ms, marts": 5.0, "page_ms, facts": 450.0, "page_ms, floor": 1.25}  # fmt: skip
    assert many["page_ms, facts"] == 4_500.0
    assert len(curve.table([few, many]).splitlines()) == 3


def test_what_was_measured_is_drawn_in_seconds() -> None:
    lines = {line.name: (list(line.x), list(line.y)) for line in curve.drawn(curve.rows(FIGURES)).data}
    assert lines["load"] == ([1_000], [6.0])
    assert lines["page from the facts"] == ([1_000, 10_000], [0.45, 4.5])
    assert "page from a pandas frame" not in lines
    assert not curve.drawn([]).data
