"""What the statistics of a large bank cost beside the query that feeds them: 1,000 outlets over 48 months.

Both start from the same published build. The query is the one every page by unit asks, read anew each time; the
statistics are all intervals (outlets × months), a shrunken score of every outlet and month, and control limits of every
outlet, as the pages call them.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries import builds, responses
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.where import Where, where
from dashboard.scopes import local_user
from dashboard.slices import Slice
from dashboard.stats import many_charts, nps, shrinkage
from tests.benchmarks.generator import Size, write
from tests.benchmarks.measuring import run

OUTLETS, RESPONSES, ROUNDS = 1000, 480_000, 5


def measure(folder: Path, told: Callable[[str], None] = print, many: int = RESPONSES) -> dict[str, Any]:
    """Seconds of query and statistics, best of five rounds each, on a bank made and loaded into ``folder``."""
    told(f"writing and loading {many:,} responses of {OUTLETS:,} outlets")
    write(folder / "made", Size(many, outlets=OUTLETS), "parquet")
    shutil.copytree(folder / "made" / "config", folder / "banks" / "bench" / "config")
    call = ["pipelines", "load", str(folder / "made" / "exports"), "--bank", "bench", "--json"]
    run("ours", "parquet", many, call, {"HUIYIN_BANKS": str(folder / "banks")})
    return compare(builds.open_build("bench", folder / "banks"))


def compare(build: Build) -> dict[str, Any]:
    """The same on an opened build: how many outlets and months, and what both took."""
    asked = by_outlet(build)
    query_seconds = min(_seconds(lambda: _fresh(build, asked)) for _ in range(ROUNDS))
    table = counts(_fresh(build, asked))
    parts = {
        "intervals": lambda: nps.estimate(*table),
        "shrinkage": lambda: shrinkage.nps(*(part.T for part in table)),
        "limits": lambda: many_charts.nps(*table),
    }
    spent = {name: min(_seconds(part) for _ in range(ROUNDS)) for name, part in parts.items()}
    outlets, months = table[0].shape
    return {
        "outlets": outlets,
        "months": months,
        "query_seconds": round(query_seconds, 4),
        "statistics_seconds": round(sum(spent.values()), 4),
        **{f"{name}_seconds": round(seconds, 4) for name, seconds in spent.items()},
        "statistics_in_queries": round(sum(spent.values()) / query_seconds, 2),
    }


def by_outlet(build: Build) -> Where:
    """Every outlet by month: the children of all units that have any."""
    everyone = local_user()
    known = catalogue(build, everyone)
    parents = {row["parent_id"] for row in build.records("units/below")}
    survey = known.survey(Slice())
    if survey is None:
        raise ValueError("a build without a survey cannot be measured")
    outlets = tuple(unit for unit in known.unit if unit not in parents)
    asked = where(build, Slice(units=outlets), everyone, survey.survey_id, by="unit")
    if set(asked.shown_units) != set(outlets):
        raise ValueError("not every outlet is asked for by itself")
    return asked


def counts(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Promoters, passives and detractors, one row per outlet and one column per month."""
    outlet, outlets = pd.factorize(frame["group"], sort=True)
    month, months = pd.factorize(frame["month"], sort=True)
    cell, shape = outlet * len(months) + month, (len(outlets), len(months))
    size = shape[0] * shape[1]
    plus, zero, minus = (
        np.bincount(cell, frame[name].to_numpy(float), size).reshape(shape)
        for name in ("promoters", "passives", "detractors")
    )
    return plus, zero, minus


def table(figures: dict[str, Any]) -> str:
    """The figures for a terminal."""
    return (
        f"{figures['outlets']:,} outlets × {figures['months']} months: query {figures['query_seconds']:.3f} s; "
        f"intervals {figures['intervals_seconds']:.3f} s, shrinkage {figures['shrinkage_seconds']:.3f} s, "
        f"limits {figures['limits_seconds']:.3f} s, together {figures['statistics_in_queries']:.2f}× the query"
    )


def _fresh(build: Build, asked: Where) -> pd.DataFrame:
    builds.forget()  # what a page is asked anew is not in the cache
    return responses.recommend(build, asked).frame


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
