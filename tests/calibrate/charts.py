"""False alarms of control charts and run rules in series where nothing happened."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dashboard.stats import constants, control
from tests.calibrate.rows import Row, near, share_error, times

Table = tuple[np.ndarray, np.ndarray, np.ndarray]

PROMISED = {0: (4.7, 6.3, 11.8), 5: (15.0, 5.7, 9.1), 10: (51.9, 4.9, 5.3)}
"""Chance in per cent of ≥ 1 flag in 24 months by true month-to-month sd in points: plain, Laney-type, XmR."""


FURTHEST_MONTH = 0.20
"""A true month is cut off at ± 20 points around the bank's 30, so that no share leaves 0.1…0.6: with this all nine
figures noted down come out again. Uncut months (sd 10) reach further, and plain limits then flag 59 %, not 52 %."""
NOTED_RUNS = 2000
"""The figures noted down are simulations themselves: their own noise is taken as that of so many runs (± 3 points)."""
UNCUT_PLAIN = 59.1
"""Plain limits, true sd 10, months not cut off: of 60,000 runs of our own, over three seeds."""


def limits(rng: np.random.Generator, scale: float) -> list[Row]:
    """Three-sigma flags in 24 months of 25–119 answers."""
    runs, rows = times(4000, scale, 400), []
    for sd, promised in PROMISED.items():
        flags = np.zeros(3)
        for table in _months(rng, runs, sd, FURTHEST_MONTH):
            plain = control.nps_chart(*table, is_laney=False)
            charts = (plain, control.nps_chart(*table, raise_sigma_z=False), control.xmr_chart(plain.values))
            flags += [bool(chart.signals.beyond_limit.any()) for chart in charts]
        for name, count, figure in zip(("plain", "Laney-type", "XmR"), flags, promised, strict=True):
            what = f"{name} chart, ≥ 1 false flag in 24 months, true sd {sd}, %"
            error = np.hypot(share_error(figure, runs), share_error(figure, NOTED_RUNS))
            rows.append(near(what, float(100 * count / runs), figure, float(error)))
    uncut = sum(
        bool(control.nps_chart(*table, is_laney=False).signals.beyond_limit.any())
        for table in _months(rng, runs, 10, np.inf)
    )
    what = "the same, plain, sd 10, months not cut off at ± 20 points (ours), %"
    rows.append(near(what, 100 * uncut / runs, UNCUT_PLAIN, share_error(UNCUT_PLAIN, runs)))
    return rows


def _months(rng: np.random.Generator, runs: int, sd_points: float, furthest: float) -> Iterator[Table]:
    """Promoters, passives and detractors of 24 months, ``runs`` times: shares .5 + s/2, .2 − s/2, s true by month."""
    for _ in range(runs):
        answers = rng.integers(25, 120, 24)
        shift = np.clip(rng.normal(0, sd_points / 100, 24), -furthest, min(furthest, 0.4)) / 2
        drawn = rng.multinomial(answers, np.column_stack([0.2 - shift, np.full(24, 0.3), 0.5 + shift]))
        yield drawn[:, 2], drawn[:, 1], drawn[:, 0]


def rules(rng: np.random.Generator, scale: float) -> list[Row]:
    """Any run rule on pure noise."""
    runs, rows = times(6000, scale, 1200), []
    for points, promised in constants.FALSE_ALARM_ANY_RULE_PCT.items():
        found = {"any": 0, "beyond_limit": 0, "long_run": 0}
        for _ in range(runs):
            signals = control.xmr_chart(rng.standard_normal(points)).signals
            found = {rule: count + bool(getattr(signals, rule).any()) for rule, count in found.items()}
        rows.append(
            near(
                f"any rule on {points} points of noise, %",
                100 * found["any"] / runs,
                promised,
                share_error(promised, runs),
                1,
            )
        )
        if points == 24:
            for rule, figure in (("beyond_limit", constants.FALSE_ALARM_LIMITS_PCT[24]), ("long_run", 8.8)):
                rows.append(
                    near(f"{rule} on 24 points, %", 100 * found[rule] / runs, figure, share_error(figure, runs), 1)
                )
    return rows
