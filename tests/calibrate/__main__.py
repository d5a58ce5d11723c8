"""Prints every calibration: ``python -m tests.calibrate [scale]``; ends with 1 if a method broke its promise."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from tests.calibrate import charts, drivers, effects, journeys, open_cases, scores, suggestions, units
from tests.calibrate.rows import Calibration, Row

ALL: dict[str, Calibration] = {
    "scores: exact coverage": scores.exact_coverage,
    "scores: average coverage": scores.average_coverage,
    "scores: difference of two": scores.differences,
    "scores: weighted": scores.weighted,
    "trend: control limits": charts.limits,
    "trend: run rules": charts.rules,
    "units: funnel": units.funnels,
    "units: rank intervals": units.rank_intervals,
    "units: luck alone": units.spread,
    "families: false discoveries": units.discoveries,
    "effects: placebo ranks": effects.placebo,
    "effects: interrupted series": effects.interrupted,
    "open cases: a snapshot": open_cases.snapshot,
    "open cases: incidence": open_cases.intervals,
    "journeys: independent steps": journeys.independent_steps,
    "effects: contrasts not shipped": effects.contrasts,
    "journeys: alike steps": journeys.alike_steps,
    "journeys: what a pain is worth": journeys.worth,
    "drivers: shares from groups of answers": drivers.shares,
}
WHOLE: dict[str, Calibration] = {"suggestions: from suggestion to verdict": suggestions.nothing_done}
"""Loads a bank of its own: only in the full run; a shorter one is among the tests of the answers."""
SEED = 20261123


def every(scale: float) -> Iterator[tuple[str, list[Row]]]:
    chosen = {**ALL, **WHOLE} if scale >= 1 else ALL
    for place, (title, calibration) in enumerate(chosen.items()):
        yield title, calibration(np.random.default_rng([SEED, place]), scale)


def main(scale: float) -> int:
    broken = 0
    for title, rows in every(scale):
        sys.stdout.write(f"\n{title}\n")
        for row in rows:
            broken += not row.holds
            mark = "  " if row.holds else "! "
            sys.stdout.write(f"{mark}{row.what:<66} {row.found:8.2f}   promised {row.promised}\n")
        sys.stdout.flush()
    sys.stdout.write(f"\n{broken} broken\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
