"""The whole path from a suggestion to its verdict, where nothing was done: read from a build, compared, decided."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from dashboard.answers.comparison import compare
from dashboard.effect_verdicts import decide
from dashboard.queries import responses
from dashboard.queries.builds import Build, open_build
from dashboard.queries.plans import Change
from dashboard.queries.where import where
from dashboard.scopes import local_user
from dashboard.slices import Slice
from tests import effect_bank
from tests.calibrate.rows import Row, at_most, share_error, times

STARTS = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")
SUBMITTED = date(2025, 6, 10)
SIZES = (1, 1, 1, 2, 3, 6)


def nothing_done(rng: np.random.Generator, scale: float) -> list[Row]:
    """Suggestions that changed nothing: in outlets chosen by lot, and in the outlets that just stood lowest."""
    with tempfile.TemporaryDirectory(prefix="huiyin-calibrate-") as folder:
        made = {**effect_bank.tables(), "answers": effect_bank.answers(rng, effects=())}
        effect_bank.make(Path(folder), of=made)
        build = open_build("effects", Path(folder))
        runs, rows = times(500, scale, 40), []
        for how in ("by lot", "as the lowest"):
            proven = worse = 0
            for number in range(runs):
                step = effect_bank.STEPS[int(rng.integers(effect_bank.ALWAYS))]
                size = int(rng.choice(SIZES))
                units = _lowest(build, step, size) if how == "as the lowest" else _drawn(rng, size)
                code = decide(
                    compare(build, _change(units, step, rng, number), build.data_until, "answers", frozenset()).evidence
                ).code
                proven, worse = proven + (code == "proven"), worse + (code == "made_worse")
            what = f"suggestions that did nothing, outlets chosen {how}"
            rows.append(
                at_most(
                    f"{what}: called proven or made worse, %", 100 * (proven + worse) / runs, 5, share_error(5, runs)
                )
            )
            rows.append(at_most(f"{what}: called proven, %", 100 * proven / runs, 2.5, share_error(2.5, runs)))
        return rows


def _drawn(rng: np.random.Generator, size: int) -> tuple[str, ...]:
    return tuple(rng.choice(effect_bank.OUTLETS, size, replace=False).tolist())


def _lowest(build: Build, step: str, size: int) -> tuple[str, ...]:
    """The outlets that stood lowest on a step in the three months up to the one of submission."""
    asked = where(build, Slice(members={"touchpoint": (step,)}), local_user(), "answers", by="unit")
    frame = responses.ratings(build, asked, "satisfaction").frame
    chosen = frame[(frame["month"] >= "2025-04-01") & (frame["month"] <= "2025-06-01")]
    sums = chosen.groupby("group")[["top_box", "ratings"]].sum()
    return tuple((sums["top_box"] / sums["ratings"]).sort_values().index[:size])


def _change(units: tuple[str, ...], step: str, rng: np.random.Generator, number: int) -> Change:
    start = date.fromisoformat(f"{rng.choice(STARTS)}-01")
    return Change(
        change_id=f"N{number}",
        touchpoint_id=step,
        measure="satisfaction",
        chosen_on=SUBMITTED,
        starts=tuple((unit, start) for unit in units),
    )
