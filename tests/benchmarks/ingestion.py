"""How fast exports become a published build, and in how much memory, beside a bare load and the usual way to check.

``ours`` is ``python -m pipelines load`` as anybody calls it: read, check, mask, keep, model into marts, check, publish,
keep the originals. ``duckdb`` is DuckDB's typed load of the same files into a table, ``pandas`` is pandas with pandera
and equal checks, kept in DuckDB; neither makes marts. Each runs in a process of its own, one after another.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.generator import Size, write
from tests.benchmarks.measuring import Measured, run

CONTENDERS = ("duckdb", "ours", "pandas")
FORMATS = ("csv", "parquet")
BANK = "bench"


def measure(
    folder: Path,
    responses: Sequence[int],
    formats: Iterable[str] = FORMATS,
    rounds: int = 1,
    contenders: Sequence[str] = CONTENDERS,
    outlets: int = 1200,
    told: Callable[[str], None] = print,
    banks: Callable[[int], Path] | None = None,
) -> Iterator[Measured]:
    """Every contender at every size and format, taking turns; what is written into ``folder`` goes when it is done.

    ``banks`` says where the banks that ours loaded are kept for who asks them next, by how many responses they hold.
    """
    for many in responses:
        for format_ in formats:
            made = folder / f"{many}-{format_}"
            told(f"writing {many:,} responses as {format_}")
            manifest = write(made, Size(many, outlets=outlets), format_)
            for _ in range(rounds):
                for contender in contenders:
                    told(f"{contender}: {many:,} responses from {format_}")
                    yield load(contender, made, folder / "out", manifest, banks(many) if banks else None)
            shutil.rmtree(made)


def load(contender: str, made: Path, out: Path, manifest: dict[str, Any], bank: Path | None = None) -> Measured:
    """One contender once, from nothing; what it kept is deleted again, but for our bank where ``bank`` says to keep it.

    ``ours`` must count what the manifest says.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    exports, format_, many = str(made / "exports"), manifest["format"], manifest["responses"]["rows"]
    if contender == "ours":
        shutil.copytree(made / "config", out / BANK / "config")
        call = ["pipelines", "load", exports, "--bank", BANK, "--json"]
        measured = run(contender, format_, many, call, {"HUIYIN_BANKS": str(out)})
        _check(measured, manifest)
        if bank is not None and not bank.exists():
            out.rename(bank)
            return measured
    else:
        module = {"duckdb": "tests.benchmarks.bare_load", "pandas": "tests.benchmarks.pandas_load"}[contender]
        measured = run(contender, format_, many, [module, exports, str(out / "kept.duckdb")])
    shutil.rmtree(out)
    return measured


def _check(measured: Measured, manifest: dict[str, Any]) -> None:
    """A load that loses rows is not fast."""
    for table, name in (
        ("survey_responses", "responses"),
        ("complaints", "complaints"),
        ("suggestions", "suggestions"),
    ):
        files = [file for file in measured.said["report"]["files"] if file["table"] == table]
        for count in ("accepted", "repeated", "off_scale", "masked"):
            found, expected = sum(file[count] for file in files), manifest[name][count]
            if found != expected:
                raise RuntimeError(f"{table}: {count} is {found:,}, not {expected:,}")


def summary(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """One row per size and format and contender (best of its rounds), with ours as a multiple of it."""
    best: dict[tuple[int, str, str], Measured] = {}
    for one in measured:
        key = (one.responses, one.format, one.contender)
        if key not in best or one.seconds < best[key].seconds:
            best[key] = one
    rows = []
    for (responses, format_, contender), one in best.items():
        ours = best.get((responses, format_, "ours"))
        rows.append(
            {
                "responses": responses,
                "format": format_,
                "contender": contender,
                "seconds": round(one.seconds, 1),
                "cpu_seconds": round(one.cpu_seconds, 1),
                "rows_per_second": round(one.rows_per_second),
                "peak_mib": round(one.peak_mib),
                "ours_in_time": round(ours.seconds / one.seconds, 2) if ours else None,
                "ours_in_memory": round(ours.peak_mib / one.peak_mib, 2) if ours else None,
            }
        )
    return rows


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The summary for a terminal."""
    headers = f"{'seconds':>9}{'cpu s':>8}{'rows/s':>9}{'peak MiB':>10}{'ours/it, time':>15}{'memory':>8}"
    lines = [f"{'responses':>12}  {'format':8}{'contender':10}{headers}"]
    for row in rows:
        ratios = [f"{row[name]:.2f}×" if row[name] else "" for name in ("ours_in_time", "ours_in_memory")]
        lines.append(
            f"{row['responses']:>12,}  {row['format']:8}{row['contender']:10}{row['seconds']:>9.1f}"
            f"{row['cpu_seconds']:>8.1f}{row['rows_per_second']:>9,}{row['peak_mib']:>10,}{ratios[0]:>15}{ratios[1]:>8}"
        )
    return "\n".join(lines)


def steps(measured: Sequence[Measured], fewest_seconds: float = 1.0) -> str:
    """Where our own time went, by step."""
    lines = []
    for one in measured:
        if one.contender == "ours":
            large = {step: spent for step, spent in one.steps.items() if spent >= fewest_seconds}
            spent = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in large.items())
            lines.append(f"ours, {one.responses:,} from {one.format}: {spent}")
    return "\n".join(lines)


def as_json(measured: Sequence[Measured]) -> str:
    """Every run on its own, without what the loads said of single files."""
    runs = [{**one.as_dict(), "said": None if one.contender == "ours" else one.said} for one in measured]
    return json.dumps(runs, ensure_ascii=False)
