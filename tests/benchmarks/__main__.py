"""``python -m tests.benchmarks``: every measurement, as tables on stdout and as JSON in a file."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks import aims, clicks, curve, ingestion, late, opening, queries, reruns, statistics, words
from tests.benchmarks.measuring import Measured, machine, versions

PARTS = ("ingestion", "queries", "clicks", "opening", "reruns", "held", "late", "statistics", "words")
ON_BANKS = ("queries", "clicks", "opening", "reruns", "held", "late")
"""Parts that ask a loaded bank."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measure the project and its rivals."
    )
    parser.add_argument("--responses", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--formats", nargs="+", choices=ingestion.FORMATS, default=list(ingestion.FORMATS))
    parser.add_argument("--contenders", nargs="+", choices=ingestion.CONTENDERS, default=list(ingestion.CONTENDERS))
    parser.add_argument("--verbatims", type=int, default=200_000, help="texts of the words' measurement")
    parser.add_argument("--clicks", type=int, default=10_000, help="clicks after which memory is measured")
    parser.add_argument("--late", type=int, nargs="+", default=[10_000, 100_000], help="responses of a late file")
    parser.add_argument(
        "--times", type=int, nargs="*", default=[10], help="so many times the largest bank is asked too"
    )
    parser.add_argument("--outlets", type=int, default=1200)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to write and load; else a temporary one (50 GB at 10 M)")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="file for every figure")
    chosen = parser.parse_args(arguments)
    on = {"machine": machine(), "versions": versions()}
    _say(json.dumps(on, ensure_ascii=False))
    measured: list[Measured] = []
    pages: list[dict[str, Any]] = []
    figures: dict[str, Any] = dict(on)
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-", dir=chosen.folder) as folder:
        if "statistics" in chosen.parts:
            figures["statistics"] = statistics.measure(Path(folder) / "statistics", _note, min(chosen.responses))
            _keep(chosen.json, figures)
        if "words" in chosen.parts:
            own = Path(folder) / "words"
            own.mkdir()
            figures["words"] = words.measure(own, chosen.verbatims, _note)
            _keep(chosen.json, figures)
        for one in _measured(chosen, Path(folder)):
            (measured if isinstance(one, Measured) else pages).append(one)  # type: ignore[arg-type]
            figures |= {
                "ingestion": ingestion.summary(measured),
                "runs": json.loads(ingestion.as_json(measured)),
                "queries": pages,
            }
            _keep(chosen.json, figures)
        for part, count, one in _of_banks(chosen, Path(folder)):
            figures.setdefault(part, []).append({"responses": count, **one})
            _keep(chosen.json, figures)
    figures |= {"aims": aims.rows(figures), "curve": curve.rows(figures)}
    _keep(chosen.json, figures)
    if measured:
        _say(ingestion.table(ingestion.summary(measured)))
        _say(ingestion.steps(measured))
    if pages:
        _say(queries.table(pages))
    for part, told in (("clicks", clicks.table), ("opening", opening.table), ("reruns", reruns.table)):
        for one in figures.get(part, ()):
            _say(f"{part}, {one['responses']:,} responses")
            _say(told(one["pages"]))
    for one in figures.get("held", ()):
        _say(f"MB held by tenths of {one['clicks']:,} clicks: {', '.join(map(str, one['mb']))}")
    if figures.get("late"):
        _say(late.table(figures["late"]))
    if "statistics" in figures:
        _say(statistics.table(figures["statistics"]))
    if "words" in figures:
        _say(json.dumps(figures["words"], ensure_ascii=False, indent=1))
    _say(aims.table(figures["aims"]))
    _say(curve.table(figures["curve"]))
    picture = chosen.json.with_suffix(".html")
    curve.drawn(figures["curve"]).write_html(picture, include_plotlyjs=True)
    _say(f"every figure: {chosen.json}; what it costs by size, drawn: {picture}")
    return 0


def _measured(chosen: argparse.Namespace, folder: Path) -> Iterator[Measured | dict[str, Any]]:
    if "ingestion" in chosen.parts:
        banks = partial(queries.bank_of, folder) if set(ON_BANKS) & set(chosen.parts) else None
        yield from ingestion.measure(
            folder, chosen.responses, chosen.formats, chosen.rounds, chosen.contenders, chosen.outlets, _note, banks
        )
    if "queries" in chosen.parts:
        yield from queries.measure(folder, chosen.responses, chosen.outlets, _note, chosen.times)


def _of_banks(chosen: argparse.Namespace, folder: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Part, responses and what was found, bank after bank; a bank that nobody has loaded is loaded."""
    pages = {"clicks": clicks.measure, "opening": opening.measure, "reruns": reruns.measure}
    for count in chosen.responses if set(ON_BANKS) & set(chosen.parts) else ():
        root = queries.loaded(folder, count, chosen.outlets, _note)
        for part in (part for part in pages if part in chosen.parts):
            yield part, count, {"pages": list(pages[part](root, ingestion.BANK, told=_note))}
        if "held" in chosen.parts:
            yield "held", count, reruns.held(root, ingestion.BANK, chosen.clicks, _note)
        if "late" in chosen.parts:
            for one in late.measure(root, folder, chosen.late, _note):
                yield "late", count, one


def _keep(file: Path, figures: dict[str, Any]) -> None:
    file.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
