"""The measurement of clicks draws for its rivals what our page draws, and reads its clicks right."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.queries.builds import open_build
from tests import small_bank
from tests.benchmarks import clicks
from tests.benchmarks.rivals import charts
from tests.dashboard.opened import figures, open_app


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Path:
    root = tmp_path_factory.mktemp("clicked")
    small_copy(root)
    return root


@pytest.mark.parametrize("period", ["quarter", "all"])
def test_the_rivals_draw_what_our_page_draws(monkeypatch: pytest.MonkeyPatch, root: Path, period: str) -> None:
    app = open_app(monkeypatch, root, "trend", period=period, lang="en")
    page = figures(app)
    rivals = charts.figures(open_build("small", root), period)
    assert len(rivals) == len(page) > 8


def test_ratios_are_of_the_medians() -> None:
    found = {
        "ours": [(0, 400.0, 9), (0, 600.0, 9), (1, 200.0, 9)],
        "dash": [(0, 250.0, 9), (0, 250.0, 9), (1, 100.0, 9)],
    }
    ours, dash = clicks._rows(found)
    assert (ours["first_ms"], ours["again_ms"], ours["worst_ms"]) == (500, 200, 600)
    assert (dash["ours_first"], dash["ours_again"]) == (2.0, 2.0)
    assert "2.00×" in clicks.table([ours, dash])
