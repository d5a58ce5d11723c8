"""How long a late file of answers takes as a delta, beside a full rebuild from the same file; every mart must be equal.

Both are ``python -m pipelines load`` on a copy of the same bank; the file holds answers that are new, changed, moved to
another day, and the same again; mostly of the last two months, or of any days (``SCATTERS``). What reading it takes
is in both, and is told apart.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.benchmarks.ingestion import BANK
from tests.benchmarks.measuring import Measured, run
from tests.same_builds import differences, is_of_answers

WAYS = ("delta", "rebuild")
NEW, CHANGED, MOVED = 0.5, 0.25, 0.15
"""Shares of a late file; the rest is told again as it was."""
SCATTERS = ("recent", "anywhere")
"""Which days a late file tells of: mostly the last ones, as files that come late do; or any of all years alike."""
RECENT_SHARE, RECENT_DAYS = 0.9, 61


def measure(
    root: Path, folder: Path, late: Sequence[int], told: Callable[[str], None] = print
) -> Iterator[dict[str, Any]]:
    """One row per number of late responses × scatter; the bank in ``root`` stays as it is, copies in ``folder`` go."""
    for many, scatter in product(late, SCATTERS):
        file = folder / "responses_branch_visit_late.parquet"
        rows = write(root / BANK, file, many, scatter)
        runs: dict[str, Measured] = {}
        for way in WAYS:
            told(f"{way}: {rows:,} late responses, {scatter}")
            own = folder / way
            shutil.copytree(root, own)
            call = [
                "pipelines",
                "load",
                str(file),
                "--bank",
                BANK,
                "--json",
                *(["--rebuild"] if way == "rebuild" else []),
            ]
            runs[way] = run(way, "parquet", rows, call, {"HUIYIN_BANKS": str(own)})
            reason = runs[way].said["report"]["rebuild_reason"]
            if bool(reason) != (way == "rebuild"):
                raise RuntimeError(f"{way} was not one: {reason!r}")
        unequal(*(folder / way / BANK for way in WAYS))
        yield row(rows, scatter, runs)
        for way in WAYS:
            shutil.rmtree(folder / way)
        file.unlink()


def row(rows: int, scatter: str, runs: dict[str, Measured]) -> dict[str, Any]:
    """Seconds of both ways, whole, without reading the file, and of the processor alone; with their ratios."""
    found: dict[str, Any] = {"late": rows, "scatter": scatter}
    spents: tuple[tuple[str, Callable[[Measured], float]], ...] = (
        ("whole", lambda one: one.seconds),
        ("after reading", lambda one: one.seconds - _read(one)),
        ("processor", lambda one: one.cpu_seconds),
    )
    for name, spent in spents:
        delta, rebuild = spent(runs["delta"]), spent(runs["rebuild"])
        found |= {f"delta, {name}": round(delta, 1), f"rebuild, {name}": round(rebuild, 1)}
        found[f"ratio, {name}"] = round(rebuild / delta, 1)
    found |= {f"{way}, peak MiB": round(runs[way].peak_mib) for way in WAYS}
    found |= {f"{way}, steps": {step: round(spent, 1) for step, spent in runs[way].steps.items()} for way in WAYS}
    return found


def _read(one: Measured) -> float:
    return one.steps.get("read", 0.0) + one.steps.get("start", 0.0)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for a terminal."""
    lines = [f"{'late':>10}{'':>10}{'':>16}{'rebuild s':>11}{'delta s':>9}{'rebuild/delta':>15}"]
    for one in rows:
        lines += [
            f"{one['late']:>10,}{one['scatter']:>10}{name:>16}{one[f'rebuild, {name}']:>11.1f}"
            f"{one[f'delta, {name}']:>9.1f}{one[f'ratio, {name}']:>14.1f}×"
            for name in ("whole", "after reading", "processor")
        ]
    return "\n".join(lines)


def write(bank: Path, file: Path, many: int, scatter: str = "recent", seed: int = 20261126) -> int:
    """A late file made of the bank's own answers about visits, of the days that ``scatter`` says; how many it holds.

    A new answer is like one that is there, under an id of its own; those told again are each told once, so that there
    may be fewer than asked for.
    """
    kept = sorted((bank / "done").glob("*-responses_branch_visit_*.parquet"))
    answers = pa.concat_tables([pq.read_table(path) for path in kept], promote_options="permissive")
    at = answers["提交时间"].cast(pa.timestamp("s")).to_numpy().astype("datetime64[D]")
    shares = {True: RECENT_SHARE, False: 1 - RECENT_SHARE} if scatter == "recent" else {None: 1.0}
    dice = np.random.default_rng(seed)
    places, is_new = [], []
    for which, share in shares.items():
        found = np.flatnonzero(~np.isnat(at) & ((which is None) | ((at > at.max() - RECENT_DAYS) == which)))
        new = round(many * share * NEW)
        again = min(round(many * share) - new, len(found))
        places += [dice.choice(found, new), dice.choice(found, again, replace=False)]
        is_new += [np.ones(new, bool), np.zeros(again, bool)]
    order = dice.permutation(sum(map(len, places)))
    late = answers.take(pa.array(np.concatenate(places)[order]))
    kind = np.where(np.concatenate(is_new)[order], 0.0, NEW + (1 - NEW) * dice.random(len(late)))
    columns = {name: late.column(name) for name in late.column_names}
    own_ids = pa.array([f"late-{scatter}-{many}-{place}" for place in range(len(late))])
    columns["答卷编号"] = pc.if_else(pa.array(kind < NEW), own_ids, columns["答卷编号"])
    is_changed = pa.array((kind >= NEW) & (kind < NEW + CHANGED))
    scores = pa.array(dice.integers(0, 11, len(late))).cast(columns["推荐意愿"].type)
    columns["推荐意愿"] = pc.if_else(is_changed, scores, columns["推荐意愿"])
    is_moved = pa.array((kind >= NEW + CHANGED) & (kind < NEW + CHANGED + MOVED))
    before = pc.subtract(columns["提交时间"], pa.scalar(86_400, pa.duration("s")))
    columns["提交时间"] = pc.if_else(is_moved, before.cast(columns["提交时间"].type), columns["提交时间"])
    pq.write_table(pa.table(columns), file, compression="zstd")
    return len(late)


def unequal(one: Path, other: Path) -> None:
    """RuntimeError where a mart, or the answers behind, are not the same in both banks; see ``same_builds``."""
    builds = (bank / "builds" / (bank / "CURRENT").read_text(encoding="utf-8").strip() for bank in (one, other))
    if found := differences(*builds, is_of_answers):
        raise RuntimeError("; ".join(f"{table} is not the same: {told}" for table, told in found.items()))
